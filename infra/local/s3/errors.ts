import { ServiceError } from '../wire/service-error.ts'

export const noSuchBucket = (bucket: string): ServiceError =>
  new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket })

export const noSuchKey = (key: string): ServiceError =>
  new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key })

export const noSuchVersion = (key: string, versionId: string): ServiceError =>
  new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404, {
    Key: key,
    VersionId: versionId,
  })

export const preconditionFailed = (condition: string): ServiceError =>
  new ServiceError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
    { Condition: condition },
  )

export const invalidArgument = (message: string): ServiceError => new ServiceError('InvalidArgument', message)

export const invalidRequest = (message: string): ServiceError => new ServiceError('InvalidRequest', message)

export const accessDenied = (message: string): ServiceError => new ServiceError('AccessDenied', message, 403)

/** For what S3 does and this service does not. */
export const notImplemented = (what: string): ServiceError =>
  new ServiceError('NotImplemented', `${what} is not supported on one machine`, 501)
