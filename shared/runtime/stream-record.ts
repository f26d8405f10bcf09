/** A DynamoDB attribute value, as far as our keys and flags use it. */
interface AttributeValue {
  S?: string
  N?: string
}

/** What a function gets of a table's stream. */
export interface StreamEvent {
  Records: {
    eventID?: string
    dynamodb?: {
      SequenceNumber?: string
      Keys?: Record<string, AttributeValue>
      NewImage?: Record<string, AttributeValue>
    }
  }[]
}

export interface QueueEvent {
  Records: { messageId: string; body: string; eventSource: string }[]
}

export interface BatchAnswer {
  batchItemFailures: { itemIdentifier: string }[]
}

export const isQueueEvent = (event: StreamEvent | QueueEvent): event is QueueEvent =>
  event.Records.some((record) => 'eventSource' in record && record.eventSource === 'aws:sqs')

/** Keys of a stream record. */
export const keysOf = (record: StreamEvent['Records'][number]): { pk: string; sk: string } => ({
  pk: record.dynamodb?.Keys?.['pk']?.S ?? '',
  sk: record.dynamodb?.Keys?.['sk']?.S ?? '',
})

export const newImageOf = (record: StreamEvent['Records'][number], field: string): string =>
  record.dynamodb?.NewImage?.[field]?.S ?? record.dynamodb?.NewImage?.[field]?.N ?? ''

/**
 * Works through the records of one delivery. Of a stream, everything after the first failure is given back, because
 * its order counts; of a queue, only the messages that failed.
 */
export const eachRecord = async <Record>(
  records: readonly Record[],
  kind: 'stream' | 'queue',
  idOf: (record: Record) => string,
  work: (record: Record) => Promise<void>,
  failed: (record: Record, error: unknown) => void,
): Promise<BatchAnswer> => {
  const batchItemFailures: BatchAnswer['batchItemFailures'] = []
  for (const record of records) {
    try {
      await work(record)
    } catch (error) {
      failed(record, error)
      batchItemFailures.push({ itemIdentifier: idOf(record) })
      if (kind === 'stream') break
    }
  }
  return { batchItemFailures }
}

/** Tells of a record that failed: which one, and why. Never what is in it. */
type Failed = (about: Record<string, string>, error: unknown) => void

/** Works through the messages of a queue, each parsed from its JSON. */
export const eachMessage = (
  event: QueueEvent,
  work: (message: unknown) => Promise<void>,
  failed: Failed,
): Promise<BatchAnswer> =>
  eachRecord(
    event.Records,
    'queue',
    ({ messageId }) => messageId,
    ({ body }) => work(JSON.parse(body)),
    ({ messageId }, error) => failed({ messageId }, error),
  )

/** Works through the records of a table's stream, each known by its keys. */
export const eachChange = (
  event: StreamEvent,
  work: (keys: { pk: string; sk: string }) => Promise<void>,
  failed: Failed,
): Promise<BatchAnswer> =>
  eachRecord(
    event.Records,
    'stream',
    (record) => record.dynamodb?.SequenceNumber ?? '',
    (record) => work(keysOf(record)),
    (record, error) => failed(keysOf(record), error),
  )
