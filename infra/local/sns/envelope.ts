import type { MessageAttributes } from '../wire/message-attributes.ts'
import type { Delivery } from './store.ts'

/** The service as its envelopes need it: where links lead, and its signature. */
export interface Sender {
  url: string
  /** The envelope with its signature, in the version that the topic asks for. */
  signed(envelope: Record<string, unknown>, topicArn: string): Record<string, unknown>
}

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
export const envelopeOf = (sender: Sender, delivery: Delivery): Record<string, unknown> => {
  const common = {
    MessageId: delivery.messageId,
    TopicArn: delivery.topic,
    ...(delivery.subject === undefined ? {} : { Subject: delivery.subject }),
    Message: delivery.message,
    Timestamp: delivery.sentAt,
  }
  if (delivery.kind === 'confirmation') {
    const envelope = {
      Type: 'SubscriptionConfirmation',
      Token: delivery.token,
      SubscribeURL: subscribeUrl(sender.url, delivery),
      ...common,
    }
    return sender.signed(envelope, delivery.topic)
  }
  const attributes = envelopeAttributes(delivery.attributes)
  return {
    ...sender.signed({ Type: 'Notification', ...common }, delivery.topic),
    UnsubscribeURL: unsubscribeUrl(sender.url, delivery),
    ...(Object.keys(attributes).length > 0 ? { MessageAttributes: attributes } : {}),
  }
}

/** The event that a Lambda function receives: the names differ from those of the envelope in their spelling. */
export const lambdaEventOf = (sender: Sender, delivery: Delivery): object => {
  const { SigningCertURL, UnsubscribeURL, MessageAttributes = {}, ...envelope } = envelopeOf(sender, delivery)
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: delivery.subscription,
        Sns: {
          ...envelope,
          Subject: delivery.subject ?? null,
          SigningCertUrl: SigningCertURL,
          UnsubscribeUrl: UnsubscribeURL,
          MessageAttributes,
        },
      },
    ],
  }
}
