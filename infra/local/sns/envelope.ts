import type { MessageAttributes } from '../wire/message-attributes.ts'
import type { Delivery } from './store.ts'

/**
 * There is no certificate of AWS on one machine, so nothing is signed, and the envelope says so where a signature
 * would stand: a subscriber that verifies must refuse it.
 */
const UNSIGNED = 'unsigned: sent by the embedded SNS of one machine'

export const subscribeUrl = (origin: string, delivery: Delivery): string =>
  `${origin}/?Action=ConfirmSubscription&TopicArn=${encodeURIComponent(delivery.topic)}&Token=${delivery.token ?? ''}`

export const unsubscribeUrl = (origin: string, delivery: Delivery): string =>
  `${origin}/?Action=Unsubscribe&SubscriptionArn=${encodeURIComponent(delivery.subscription)}`

const envelopeAttributes = (attributes: MessageAttributes): Record<string, { Type: string; Value: string }> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: BinaryValue ?? StringValue ?? '' },
    ]),
  )

/** The JSON that SNS posts, mails (email-json) and queues. */
export const envelopeOf = (origin: string, delivery: Delivery): Record<string, unknown> => {
  const common = {
    MessageId: delivery.messageId,
    TopicArn: delivery.topic,
    ...(delivery.subject === undefined ? {} : { Subject: delivery.subject }),
    Message: delivery.message,
    Timestamp: delivery.sentAt,
    SignatureVersion: '1',
    Signature: UNSIGNED,
    SigningCertURL: UNSIGNED,
  }
  if (delivery.kind === 'confirmation') {
    return {
      Type: 'SubscriptionConfirmation',
      Token: delivery.token,
      SubscribeURL: subscribeUrl(origin, delivery),
      ...common,
    }
  }
  const attributes = envelopeAttributes(delivery.attributes)
  return {
    Type: 'Notification',
    ...common,
    UnsubscribeURL: unsubscribeUrl(origin, delivery),
    ...(Object.keys(attributes).length > 0 ? { MessageAttributes: attributes } : {}),
  }
}

/** The event that a Lambda function receives: the names differ from those of the envelope in their spelling. */
export const lambdaEventOf = (origin: string, delivery: Delivery): object => ({
  Records: [
    {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: delivery.subscription,
      Sns: {
        Type: 'Notification',
        MessageId: delivery.messageId,
        TopicArn: delivery.topic,
        Subject: delivery.subject ?? null,
        Message: delivery.message,
        Timestamp: delivery.sentAt,
        SignatureVersion: '1',
        Signature: UNSIGNED,
        SigningCertUrl: UNSIGNED,
        UnsubscribeUrl: unsubscribeUrl(origin, delivery),
        MessageAttributes: envelopeAttributes(delivery.attributes),
      },
    },
  ],
})
