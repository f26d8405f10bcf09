import { join } from 'node:path'
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import type { PutEventsRequestEntry, Target } from '@aws-sdk/client-eventbridge'
import { startEvents } from '../../../../infra/local/events/server.ts'
import type { DeliverTo } from '../../../../infra/local/events/server.ts'
import { afterTest, eventually, temporaryFolder } from '../wire/support.ts'

export const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`
export const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:on-event'

export interface Received {
  to: string
  body: string
  attributes: Record<string, string>
}

/** A service whose targets are a list in memory. */
export const startBus = async (
  options: { folder?: string; clock?: () => number; deliver?: DeliverTo } = {},
) => {
  const folder = options.folder ?? temporaryFolder()
  const received: Received[] = []
  const warnings: string[] = []
  const service = await startEvents({
    file: join(folder, 'events.sqlite'),
    ...(options.clock ? { clock: options.clock } : {}),
    deliver: async (to, body, rule, attributes = {}) => {
      await options.deliver?.(to, body, rule, attributes)
      received.push({ to, body, attributes })
    },
    warn: (message) => warnings.push(message),
  })
  afterTest(() => service.close())
  const client = new EventBridgeClient({
    region: 'us-east-1',
    endpoint: service.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
  afterTest(() => client.destroy())
  const rule = async (
    Name: string,
    pattern: unknown,
    targets: Target[] = [{ Id: 't', Arn: queueArn(Name) }],
  ) => {
    await client.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify(pattern) }))
    await client.send(new PutTargetsCommand({ Rule: Name, Targets: targets }))
  }
  const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }))
  const settled = () => eventually('all is delivered', () => service.pendingDeliveries() === 0)
  return { folder, service, client, rule, put, settled, received, warnings }
}

/** An entry that is complete. */
export const entry = (detail: unknown, rest: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
  Source: 'test.lists',
  DetailType: 'list.updated',
  Detail: JSON.stringify(detail),
  ...rest,
})
