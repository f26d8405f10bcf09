import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { envelopeOf, subscribeUrl, unsubscribeUrl } from './envelope.ts'
import type { Sender } from './envelope.ts'
import type { Delivery } from './store.ts'

/** A mail as it would have left the house: one JSON file each, named so that the order of names is the order of sending. */
export interface MailItem {
  kind: 'notification' | 'confirmation'
  messageId: string
  topicArn: string
  subscriptionArn: string
  to: string
  subject: string
  body: string
  /** ISO 8601. */
  sentAt: string
  /** Of a confirmation: what ConfirmSubscription asks for, and the link that confirms. */
  token?: string
  confirmUrl?: string
  /** Of a notification. */
  unsubscribeUrl?: string
}

export interface Mailbox {
  /** Writes a mail. The same id again replaces the file, so that a delivery that a crash repeats is one mail. */
  deliver(id: number, delivery: Delivery): void
  list(): MailItem[]
}

const DEFAULT_SUBJECT = 'AWS Notification Message'

const mailOf = (sender: Sender, delivery: Delivery): MailItem => {
  const common = {
    kind: delivery.kind,
    messageId: delivery.messageId,
    topicArn: delivery.topic,
    subscriptionArn: delivery.subscription,
    to: delivery.endpoint,
    sentAt: delivery.sentAt,
  }
  const asJson =
    delivery.protocol === 'email-json' ? JSON.stringify(envelopeOf(sender, delivery), null, 2) : undefined
  if (delivery.kind === 'confirmation') {
    const confirmUrl = subscribeUrl(sender.url, delivery)
    return {
      ...common,
      subject: 'AWS Notification - Subscription Confirmation',
      body:
        asJson ??
        `You have chosen to subscribe to the topic:\n${delivery.topic}\n\nTo confirm this subscription, visit:\n${confirmUrl}\n`,
      token: delivery.token ?? '',
      confirmUrl,
    }
  }
  return {
    ...common,
    subject: delivery.subject ?? DEFAULT_SUBJECT,
    body: asJson ?? delivery.message,
    unsubscribeUrl: unsubscribeUrl(sender.url, delivery),
  }
}

/** The local mailbox: a folder in place of a mail server. */
export const openMailbox = (directory: string, sender: () => Sender): Mailbox => {
  mkdirSync(directory, { recursive: true })
  // What a killed process did not finish is written again by the outbox.
  for (const name of readdirSync(directory)) if (name.endsWith('.part')) rmSync(join(directory, name))
  return {
    deliver: (id, delivery) => {
      const time = delivery.sentAt.replaceAll(':', '')
      const name = `${time}-${String(id).padStart(9, '0')}-${delivery.messageId}`
      const part = join(directory, `${name}.part`)
      writeFileSync(part, `${JSON.stringify(mailOf(sender(), delivery), null, 2)}\n`)
      renameSync(part, join(directory, `${name}.json`))
    },
    list: () =>
      readdirSync(directory)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as MailItem),
  }
}
