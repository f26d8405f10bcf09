import { Duration } from 'aws-cdk-lib'
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { Construct } from 'constructs'
import type { AnyHandler } from './access.ts'
import { DeadLetterQueue, WorkQueue } from './queues.ts'

export interface QueueConsumption {
  batchSize: number
  /** Bounds the consumer without throttling it: a throttled receive would count towards the dead-letter queue. */
  maxConcurrency: number
}

/** A queue drives a function; messages that failed come back alone. No filter: SQS drops what a filter refuses. */
export const consumeQueue = (handler: AnyHandler, work: WorkQueue, options: QueueConsumption): void => {
  handler.function.addEventSource(
    new SqsEventSource(work.queue, { ...options, reportBatchItemFailures: true }),
  )
}

export interface StreamConsumption {
  /** Id of the mapping within the construct. */
  id: string
  table: ITableV2
  filter: Record<string, unknown>
  batchSize: number
}

export interface Drive {
  ephemeral: boolean
  stream: StreamConsumption & {
    /** What stands in its dead-letter queue. */
    content: string
  }
  queue: QueueConsumption & {
    /** Id of the queue within the construct. */
    id: string
    content: string
  }
}

/**
 * A table's stream drives a function, and a queue what does not come by the stream: what the watchdog found left behind, or
 * what another function hands on. Each has a dead-letter queue.
 */
export const driveByStream = (
  scope: Construct,
  handler: AnyHandler,
  { ephemeral, stream, queue }: Drive,
): { streamDeadLetters: DeadLetterQueue; work: WorkQueue } => {
  const streamDeadLetters = new DeadLetterQueue(scope, 'StreamDead', { content: stream.content, ephemeral })
  consumeStream(handler, stream, streamDeadLetters)
  const work = new WorkQueue(scope, queue.id, {
    consumerTimeout: handler.timeout,
    content: queue.content,
    ephemeral,
  })
  consumeQueue(handler, work, { batchSize: queue.batchSize, maxConcurrency: queue.maxConcurrency })
  return { streamDeadLetters, work }
}

/** Retries of a stream record before it is set aside; each halves the batch, so that one bad record ends up alone. */
export const streamRetries = 10

/**
 * A table's stream drives a function. The mapping is made here rather than by `DynamoEventSource`, which lets the
 * function list every stream of the account.
 */
const consumeStream = (
  handler: AnyHandler,
  options: StreamConsumption,
  deadLetters: DeadLetterQueue,
): void => {
  const streamArn = options.table.tableStreamArn
  if (streamArn === undefined) throw new Error(`${options.table.node.path} has no stream.`)
  handler.allow(
    new PolicyStatement({
      sid: 'ReadStream',
      actions: [
        'dynamodb:DescribeStream',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
      ],
      resources: [streamArn],
    }),
  )
  handler.function.addEventSourceMapping(options.id, {
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: options.batchSize,
    filters: [FilterCriteria.filter(options.filter)],
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: streamRetries,
    // A stream keeps a record for 24 hours; half of it leaves the watchdog a day's work to drive again in time.
    maxRecordAge: Duration.hours(12),
    onFailure: new SqsDlq(deadLetters.queue),
  })
  deadLetters.acknowledgeNoQueueInFront(`the stream that drives ${handler.name}`)
}
