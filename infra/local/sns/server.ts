import { randomUUID } from 'node:crypto'
import { accessKeyIdOf, observeCall } from '../wire/access.ts'
import type { AccessObserver } from '../wire/access.ts'
import type { Faults } from '../wire/faults.ts'
import { BodyTooLarge, startWireServer } from '../wire/http.ts'
import type { WireRequest, WireResponse } from '../wire/http.ts'
import { openOutbox } from '../wire/outbox.ts'
import { reasonOf, ServiceError } from '../wire/service-error.ts'
import { xmlDocument } from '../wire/xml.ts'
import type { XmlTree } from '../wire/xml.ts'
import { accessOf } from './access.ts'
import { deliver, givesUp, toDeadLetters } from './deliver.ts'
import type { DeliverTo } from './deliver.ts'
import type { Sender } from './envelope.ts'
import { Form } from './form.ts'
import { openMailbox } from './mailbox.ts'
import type { MailItem } from './mailbox.ts'
import { publish, publishBatch } from './publish.ts'
import { createSigner } from './signing.ts'
import { allTopics, findTopic, openDatabase, subscriptionsOf } from './store.ts'
import type { Job, Sns } from './store.ts'
import * as subscriptions from './subscriptions.ts'
import * as topics from './topics.ts'

export type { DeliverTo } from './deliver.ts'
export type { MailItem } from './mailbox.ts'

export interface SnsOptions {
  /** The SQLite file that holds topics, subscriptions and what is to be delivered. */
  file: string
  /** Where mails are written, one JSON file each. */
  mailboxDirectory: string
  port?: number
  /** Milliseconds since 1970. */
  clock?: () => number
  /** What goes wrong on purpose. */
  faults?: Faults | undefined
  /** Hears which permissions each call needs. */
  observer?: AccessObserver
  deliver: DeliverTo
}

/** A message that was given up, with the receiver's reason. */
export interface FailedDelivery {
  messageId: string
  subscriptionArn: string
  endpoint: string
  reason: string
}

export interface SnsService {
  url: string
  /** All mails, in the order of sending. */
  mailbox(): MailItem[]
  /** Every topic with its subscriptions, for people to look at. */
  topics(): { name: string; confirmed: number; pending: number }[]
  /** A topic's attributes as they were set, or undefined where there is no such topic. */
  attributesOf(topicArn: string): Record<string, string> | undefined
  /** Deliveries that were not accepted yet: 0 means that all that was published has arrived. */
  pendingDeliveries(): number
  /** What was given up, whether or not a dead-letter queue took it. */
  failedDeliveries(): FailedDelivery[]
  close(): Promise<void>
}

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/'
/** 256 KiB of text can be nine times as long as a form, and ten entries make a batch. */
const BODY_LIMIT = 16 * 1_048_576

type Action = (sns: Sns, form: Form, signed: boolean) => XmlTree

const ACTIONS: Readonly<Record<string, Action>> = {
  CreateTopic: topics.createTopic,
  DeleteTopic: topics.deleteTopic,
  ListTopics: topics.listTopics,
  GetTopicAttributes: topics.getTopicAttributes,
  SetTopicAttributes: topics.setTopicAttributes,
  TagResource: topics.tagResource,
  UntagResource: topics.untagResource,
  ListTagsForResource: topics.listTagsForResource,
  Subscribe: subscriptions.subscribe,
  ConfirmSubscription: subscriptions.confirmSubscription,
  Unsubscribe: subscriptions.unsubscribe,
  ListSubscriptions: subscriptions.listSubscriptions,
  ListSubscriptionsByTopic: subscriptions.listSubscriptionsByTopic,
  GetSubscriptionAttributes: subscriptions.getSubscriptionAttributes,
  SetSubscriptionAttributes: subscriptions.setSubscriptionAttributes,
  Publish: publish,
  PublishBatch: publishBatch,
}

/** What the links in mails may do, without a signature. */
const LINKS = ['ConfirmSubscription', 'Unsubscribe']

const xmlAnswer = (status: number, body: string): WireResponse => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
})

const errorAnswer = (error: ServiceError): WireResponse =>
  xmlAnswer(
    error.status,
    xmlDocument('ErrorResponse', NAMESPACE, {
      Error: {
        Type: error.status >= 500 ? 'Receiver' : 'Sender',
        Code: error.code,
        Message: error.message,
      },
      RequestId: randomUUID(),
    }),
  )

const formOf = async (request: WireRequest): Promise<URLSearchParams> => {
  if (request.method === 'GET') return request.query
  return new URLSearchParams((await request.body()).toString('utf8'))
}

/**
 * SNS on one machine: standard topics over the query protocol. What a publish causes is written in the same
 * transaction as its acceptance and delivered until the receiver has it, across crashes: at least once.
 * Throws `ConfigError` when the file or the port is held by another process.
 */
export const startSns = async (options: SnsOptions): Promise<SnsService> => {
  const database = openDatabase(options.file)
  let url = ''
  const signer = createSigner(`${options.file}.signing.pem`)
  const sender = (): Sender => ({
    url,
    signed: (envelope, topic) =>
      signer.signed(url, envelope, findTopic(sns, topic)?.attributes['SignatureVersion']),
  })
  const mailbox = openMailbox(options.mailboxDirectory, sender)
  const outbox = openOutbox<Job>({
    database,
    deliver: (job, id) => deliver(options.deliver, mailbox, sender(), job, id),
    givesUp,
    onGivenUp: (job, error) => toDeadLetters(sns, job, error),
  })
  const sns: Sns = {
    faults: options.faults,
    database,
    outbox,
    sender,
    now: options.clock ?? Date.now,
  }

  const act = async (request: WireRequest): Promise<WireResponse> => {
    const certificate = request.method === 'GET' ? signer.certificateAt(request.path) : undefined
    if (certificate !== undefined) {
      return { status: 200, headers: { 'content-type': 'application/x-pem-file' }, body: certificate }
    }
    const parameters = await formOf(request)
    const name = parameters.get('Action') ?? ''
    if (!request.signed && !(request.method === 'GET' && LINKS.includes(name))) {
      throw new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403)
    }
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined
    if (!action)
      throw new ServiceError('InvalidAction', `${name || '(none)'} is not an action of SNS on one machine`)
    observeCall(options.observer, request.headers.authorization, () => accessOf(name, parameters))
    if (await options.faults?.beforeCall(accessKeyIdOf(request.headers.authorization))) {
      throw new ServiceError('Throttled', 'Rate exceeded (on purpose)', 429)
    }
    const form = Form.of(parameters)
    // Inside a transaction, so that an action whose parameters turn out not to be all understood leaves nothing behind.
    const result = database.transaction(() => {
      const tree = action(sns, form, request.signed)
      form.refuseUnread()
      return tree
    })
    outbox.wake()
    return xmlAnswer(
      200,
      xmlDocument(`${name}Response`, NAMESPACE, {
        [`${name}Result`]: result,
        ResponseMetadata: { RequestId: randomUUID() },
      }),
    )
  }

  const handle = async (request: WireRequest): Promise<WireResponse> => {
    try {
      return await act(request)
    } catch (error) {
      if (error instanceof ServiceError) return errorAnswer(error)
      if (error instanceof BodyTooLarge)
        return errorAnswer(new ServiceError('InvalidParameter', error.message, 413))
      return errorAnswer(new ServiceError('InternalError', reasonOf(error), 500))
    }
  }

  const server = await startWireServer({
    bodyLimit: BODY_LIMIT,
    handle,
    ...(options.port === undefined ? {} : { port: options.port }),
  }).catch((error: unknown) => {
    database.close()
    throw error
  })
  url = server.url
  outbox.wake()

  return {
    url,
    mailbox: () => mailbox.list(),
    topics: () =>
      allTopics(sns).map((arn) => {
        const all = subscriptionsOf(sns, arn)
        const confirmed = all.filter((subscription) => subscription.confirmed).length
        return { name: arn.slice(arn.lastIndexOf(':') + 1), confirmed, pending: all.length - confirmed }
      }),
    attributesOf: (topicArn) => findTopic(sns, topicArn)?.attributes,
    pendingDeliveries: () => outbox.pending(),
    failedDeliveries: () =>
      outbox.givenUp().flatMap(({ job, reason }) =>
        job.kind === 'dead-letter'
          ? [
              {
                messageId: job.attributes['RequestID']?.StringValue ?? '',
                subscriptionArn: '',
                endpoint: job.queue,
                reason,
              },
            ]
          : [
              {
                messageId: job.messageId,
                subscriptionArn: job.subscription,
                endpoint: job.endpoint,
                reason,
              },
            ],
      ),
    close: async () => {
      outbox.stop()
      await server.close()
      database.close()
    },
  }
}
