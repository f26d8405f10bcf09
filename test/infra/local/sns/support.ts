import { join } from 'node:path'
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import type { PublishCommandInput } from '@aws-sdk/client-sns'
import { startSns } from '../../../../infra/local/sns/server.ts'
import type { DeliverTo } from '../../../../infra/local/sns/server.ts'
import type { MessageAttributes } from '../../../../infra/local/wire/message-attributes.ts'
import { afterTest, eventually, snsClient, temporaryFolder } from '../wire/support.ts'

export const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`
export const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:send-alerts'

export interface Received {
  to: string
  body: string
  attributes: MessageAttributes
}

/** A service with a topic, whose queues and functions are lists in memory. */
export const startTopic = async (
  options: { folder?: string; clock?: () => number; deliver?: Partial<DeliverTo> } = {},
) => {
  const folder = options.folder ?? temporaryFolder()
  const queued: Received[] = []
  const invoked: { to: string; event: object }[] = []
  const service = await startSns({
    file: join(folder, 'sns.sqlite'),
    mailboxDirectory: join(folder, 'mailbox'),
    ...(options.clock ? { clock: options.clock } : {}),
    deliver: {
      sqs: async (to, body, attributes) => {
        await Promise.resolve()
        queued.push({ to, body, attributes })
      },
      lambda: async (to, event) => {
        await Promise.resolve()
        invoked.push({ to, event })
      },
      ...options.deliver,
    },
  })
  afterTest(() => service.close())
  const client = snsClient(service.url)
  const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: 'alerts' }))
  const subscribe = async (Protocol: string, Endpoint: string, Attributes?: Record<string, string>) =>
    (
      await client.send(
        new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true }),
      )
    ).SubscriptionArn ?? ''
  const publish = (Message: string, rest: Partial<PublishCommandInput> = {}) =>
    client.send(new PublishCommand({ TopicArn, Message, ...rest }))
  const settled = () => eventually('all is delivered', () => service.pendingDeliveries() === 0)
  return { folder, service, client, TopicArn, subscribe, publish, settled, queued, invoked }
}
