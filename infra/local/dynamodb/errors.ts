/**
 * A failure that the client is told of, in DynamoDB's own terms: the SDK makes its exception classes from `type`.
 * `members` are the exception's further fields, such as `CancellationReasons` or the `Item` of a failed condition.
 */
export class ServiceError extends Error {
  readonly type: string
  readonly members: Record<string, unknown>

  constructor(type: string, message: string, members: Record<string, unknown> = {}) {
    super(message)
    this.name = type
    this.type = type
    this.members = members
  }
}

export const validationError = (message: string): ServiceError =>
  new ServiceError('ValidationException', message)

export const conditionFailed = (item: unknown): ServiceError =>
  new ServiceError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    item === undefined ? {} : { Item: item },
  )

export const tableNotFound = (name: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`)

/** What DynamoDB can do and this server cannot: named, so that it is never mistaken for done. */
export const notSupported = (what: string): ServiceError =>
  validationError(`${what} is not supported by the embedded DynamoDB`)
