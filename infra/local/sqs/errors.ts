import { ServiceError } from '../wire/service-error.ts'

/**
 * The codes of the query protocol, which SDK clients still receive in a header next to the error's new name. An error
 * that is not in this list has the same name in both.
 */
const QUERY_CODES: Readonly<Record<string, string>> = {
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  PurgeQueueInProgress: 'AWS.SimpleQueueService.PurgeQueueInProgress',
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
}

export const queryCodeOf = (code: string): string => QUERY_CODES[code] ?? code

export const queueDoesNotExist = (name: string): ServiceError =>
  new ServiceError('QueueDoesNotExist', `The specified queue does not exist: ${name}`)

export const invalidParameter = (message: string): ServiceError =>
  new ServiceError('InvalidParameterValue', message)

/** For what SQS does and this service does not. */
export const unsupported = (what: string): ServiceError =>
  new ServiceError('UnsupportedOperation', `${what} is not supported on one machine`)
