import { Duration } from 'aws-cdk-lib'
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { AnyHandler } from './access.ts'
import type { DeadLetterQueue, WorkQueue } from './queues.ts'

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
  deadLetters: DeadLetterQueue
}

/** Retries of a stream record before it is set aside; each halves the batch, so that one bad record ends up alone. */
export const streamRetries = 10

/**
 * A table's stream drives a function. The mapping is made here rather than by `DynamoEventSource`, which lets the
 * function list every stream of the account.
 */
export const consumeStream = (handler: AnyHandler, options: StreamConsumption): void => {
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
    onFailure: new SqsDlq(options.deadLetters.queue),
  })
  options.deadLetters.acknowledgeNoQueueInFront(`the stream that drives ${handler.name}`)
}
