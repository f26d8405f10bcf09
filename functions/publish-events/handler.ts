import { Logger } from '@aws-lambda-powertools/logger'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { z } from 'zod'
import { dynamoListStore } from '../../shared/adapters/dynamo-list-store.ts'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import { eventBus } from '../../shared/adapters/event-bus.ts'
import { publishChangeSet, publishNotice } from '../../shared/events/publish-events.ts'
import { readEnvironment } from '../../shared/runtime/env.ts'
import {
  type BatchAnswer,
  eachChange,
  eachMessage,
  isQueueEvent,
  type QueueEvent,
  type StreamEvent,
} from '../../shared/runtime/stream-record.ts'
import { changeSetAt, changeSetRef, noticeRef } from '../../shared/runtime/work-refs.ts'

const environment = readEnvironment('publish-events', process.env)
const logger = new Logger()
const dynamo = new DynamoDBClient({})
const deps = {
  lists: dynamoListStore(dynamo, environment.LISTS_TABLE),
  registry: dynamoRegistry(dynamo, environment.REGISTRY_TABLE),
  publish: eventBus(new EventBridgeClient({}), environment.EVENT_BUS_NAME),
}

const workSchema = z.union([noticeRef, changeSetRef])

const work = async (what: z.infer<typeof workSchema>): Promise<void> => {
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
    ? eachMessage(event, (message) => work(workSchema.parse(message)), failed)
    : eachChange(event, (keys) => work(changeSetAt(keys)), failed)
