import { Logger } from '@aws-lambda-powertools/logger'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { dynamoListStore } from '../../shared/adapters/dynamo-list-store.ts'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import { dynamoReverseIndex } from '../../shared/adapters/dynamo-reverse-index.ts'
import { s3DocumentStore } from '../../shared/adapters/s3-document-store.ts'
import { sendMessages } from '../../shared/adapters/sqs-sender.ts'
import { dynamoEarlyNotices } from '../../shared/adapters/dynamo-early-notices.ts'
import { bringNews } from '../../shared/matches/announce.ts'
import { fanOut } from '../../shared/matches/fan-out.ts'
import { readEnvironment } from '../../shared/runtime/env.ts'
import {
  type BatchAnswer,
  eachChange,
  eachMessage,
  isQueueEvent,
  type QueueEvent,
  type StreamEvent,
} from '../../shared/runtime/stream-record.ts'
import { changeSetAt, changeSetRef } from '../../shared/runtime/work-refs.ts'
import { screeningModel } from '../../shared/screening/model.ts'

const environment = readEnvironment('fan-out', process.env)
const logger = new Logger()
const dynamo = new DynamoDBClient({})
const sqs = new SQSClient({})
/** What the watchdog drives again: a change set, or what waits in the outbox of early notices. */
const redriveSchema = z.union([changeSetRef, z.object({ early: z.string().startsWith('EN#') })])

const deps = {
  lists: dynamoListStore(dynamo, environment.LISTS_TABLE),
  documents: s3DocumentStore(new S3Client({}), environment.EVIDENCE_BUCKET),
  registry: dynamoRegistry(dynamo, environment.REGISTRY_TABLE),
  index: dynamoReverseIndex(dynamo, environment.INDEX_TABLE),
  model: screeningModel(),
  enqueue: (batches: readonly unknown[]) => sendMessages(sqs, environment.SCREEN_QUEUE_URL, batches),
  now: () => new Date(),
}

const notices = dynamoEarlyNotices(dynamo, environment.LISTS_TABLE, deps.now)

const work = async ({ source, seq }: z.infer<typeof changeSetRef>): Promise<void> => {
  await fanOut(deps, source, seq)
  logger.info('change set fanned out', { source, seq })
}

const tell = async (sk: string): Promise<void> => {
  const brought = await bringNews(deps, notices, sk)
  if (brought) logger.info('early notice fanned out', brought)
}

const again = (message: z.infer<typeof redriveSchema>): Promise<void> =>
  'early' in message ? tell(message.early) : work(message)

const failed = (about: Record<string, string>, error: unknown): void =>
  logger.error('fan-out failed', { ...about, error: error as Error })

/** From the stream: a committed change set, or an early notice. From the redrive queue: one that the watchdog found left behind. */
export const handler = (event: StreamEvent | QueueEvent): Promise<BatchAnswer> =>
  isQueueEvent(event)
    ? eachMessage(event, (message) => again(redriveSchema.parse(message)), failed)
    : eachChange(
        event,
        (keys) => (keys.sk.startsWith('EN#') ? tell(keys.sk) : work(changeSetAt(keys))),
        failed,
      )
