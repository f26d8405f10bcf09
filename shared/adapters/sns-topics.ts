import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  type SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns'
import { type OutgoingMessage, structured, valueOf } from '../alerts/outgoing.ts'
import type { CustomerTopics, Subscription } from '../customers/onboarding.ts'

/** Customer topics: one for each customer, so that isolation is a matter of IAM and not of a filter. */
export const snsTopics = (
  client: SNSClient,
  settings: { prefix: string; keyArn: string },
): CustomerTopics => ({
  async create(customerId) {
    const { TopicArn } = await client.send(
      new CreateTopicCommand({
        Name: `${settings.prefix}${customerId}`,
        Attributes: { KmsMasterKeyId: settings.keyArn, DisplayName: 'Tierwatch' },
      }),
    )
    return TopicArn ?? ''
  },
  async delete(topicArn) {
    await client.send(new DeleteTopicCommand({ TopicArn: topicArn }))
  },
  async subscribe(topicArn, { protocol, endpoint, filter }) {
    const { SubscriptionArn } = await client.send(
      new SubscribeCommand({
        TopicArn: topicArn,
        Protocol: protocol,
        Endpoint: endpoint,
        ReturnSubscriptionArn: true,
        ...(filter
          ? { Attributes: { FilterPolicy: JSON.stringify(filter), FilterPolicyScope: 'MessageAttributes' } }
          : {}),
      }),
    )
    return SubscriptionArn ?? ''
  },
  async subscriptions(topicArn) {
    const found: Subscription[] = []
    let next: string | undefined
    do {
      const page = await client.send(
        new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, ...(next ? { NextToken: next } : {}) }),
      )
      for (const subscription of page.Subscriptions ?? []) {
        const arn = subscription.SubscriptionArn ?? ''
        const confirmed = arn.startsWith('arn:')
        const attributes = confirmed
          ? (await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }))).Attributes
          : undefined
        found.push({
          arn,
          protocol: subscription.Protocol ?? '',
          endpoint: subscription.Endpoint ?? '',
          confirmed: confirmed && attributes?.['PendingConfirmation'] !== 'true',
          ...(attributes?.['FilterPolicy']
            ? { filter: JSON.parse(attributes['FilterPolicy']) as Record<string, unknown> }
            : {}),
        })
      }
      next = page.NextToken
    } while (next)
    return found
  },
})

/** Publishes text for people and JSON for programs as one message with its attributes. */
export const publishAlert =
  (client: SNSClient) =>
  async (topicArn: string, message: OutgoingMessage): Promise<string> => {
    const { MessageId } = await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: message.subject,
        MessageStructure: 'json',
        Message: structured(message),
        MessageAttributes: Object.fromEntries(
          Object.entries(message.attributes).map(([name, value]) => [
            name,
            { DataType: typeof value === 'string' ? 'String' : 'String.Array', StringValue: valueOf(value) },
          ]),
        ),
      }),
    )
    return MessageId ?? ''
  }
