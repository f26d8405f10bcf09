import { Logger } from '@aws-lambda-powertools/logger'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { z } from 'zod'
import { dynamoListStore } from '../../shared/adapters/dynamo-list-store.ts'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import { eventBus } from '../../shared/adapters/event-bus.ts'
import { publishChangeSet, publishNotice } from '../../shared/events/publish-events.ts'
import { sourceIds } from '../../shared/model/source.ts'
import { readEnvironment } from '../../shared/runtime/env.ts'
import {
  type BatchAnswer,
  eachChange,
  eachMessage,
  isQueueEvent,
  type QueueEvent,
  type StreamEvent,
} from '../../shared/runtime/stream-record.ts'

const environment = readEnvironment('publish-events', process.env)
const logger = new Logger()
const dynamo = new DynamoDBClient({})
const deps = {
  lists: dynamoListStore(dynamo, environment.LISTS_TABLE),
  registry: dynamoRegistry(dynamo, environment.REGISTRY_TABLE),
  publish: eventBus(new EventBridgeClient({}), environment.EVENT_BUS_NAME),
}

const workSchema = z.union([
  z.object({ customerId: z.string(), noticeId: z.string() }),
  z.object({ source: z.enum(sourceIds), seq: z.number().int().positive() }),
])

const work = async (message: unknown): Promise<void> => {
  const what = workSchema.parse(message)
  const published =
    'source' in what
      ? await publishChangeSet(deps, what.source, what.seq)
      : await publishNotice(deps, what.customerId, what.noticeId)
  logger.info('events published', { ...what, published })
}

const failed = (about: Record<string, string>, error: unknown): void =>
  logger.error('publishing failed', { ...about, error: error as Error })

/** From the stream of lists: a committed change set. From the queue: a notice that is ready, or what is driven again. */
export const handler = (event: StreamEvent | QueueEvent): Promise<BatchAnswer> =>
  isQueueEvent(event)
    ? eachMessage(event, work, failed)
    : eachChange(
        event,
        ({ pk, sk }) => work({ source: pk.slice('SRC#'.length), seq: Number(sk.slice('CS#'.length)) }),
        failed,
      )
