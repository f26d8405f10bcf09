import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  NotFoundException,
  PublishCommand,
  type SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns'
import { type OutgoingMessage, structured, valueOf } from '../alerts/outgoing.ts'
import type { CustomerTopics, Subscription } from '../customers/onboarding.ts'

/** Customer topics: one for each customer, so that isolation is a matter of IAM and not of a filter. */
export const snsTopics = (
  client: SNSClient,
  settings: { prefix: string; keyArn: string; deadLetterArn?: string },
): CustomerTopics => {
  const attributesOf = (
    protocol: string,
    filter: Record<string, string[]> | undefined,
  ): { Attributes?: Record<string, string> } => {
    const attributes: Record<string, string> = {
      ...(filter ? { FilterPolicy: JSON.stringify(filter), FilterPolicyScope: 'MessageAttributes' } : {}),
      // Mail has no endpoint that could refuse: what bounces SNS does not see.
      ...(settings.deadLetterArn !== undefined && !protocol.startsWith('email')
        ? { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: settings.deadLetterArn }) }
        : {}),
    }
    return Object.keys(attributes).length > 0 ? { Attributes: attributes } : {}
  }
  return {
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
          ...attributesOf(protocol, filter),
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
  }
}

/** How many subscriptions of a topic have been confirmed, and how many wait: a topic that is gone has none. */
export const subscriptionCounts =
  (client: SNSClient) =>
  async (topicArn: string): Promise<{ confirmed: number; pending: number }> => {
    const counts = { confirmed: 0, pending: 0 }
    let next: string | undefined
    try {
      do {
        const page = await client.send(
          new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, ...(next ? { NextToken: next } : {}) }),
        )
        for (const { SubscriptionArn } of page.Subscriptions ?? []) {
          if (SubscriptionArn?.startsWith('arn:')) counts.confirmed++
          else if (SubscriptionArn !== 'Deleted') counts.pending++
        }
        next = page.NextToken
      } while (next)
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error
    }
    return counts
  }

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
