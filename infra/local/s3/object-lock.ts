import { childText, onlyChildren, readXml, xmlDocument } from '../wire/xml.ts'
import { NAMESPACE, requireObjectLock } from './buckets.ts'
import { accessDenied, invalidArgument } from './errors.ts'
import { ServiceError } from '../wire/service-error.ts'
import type { Headers } from './request-body.ts'
import { addressedVersion, bucketNamed } from './store.ts'
import type { Bucket, LockMode, S3, Version } from './store.ts'

const DAY_MS = 86_400_000

const modeOf = (text: string | undefined): LockMode => {
  if (text !== 'GOVERNANCE' && text !== 'COMPLIANCE')
    throw invalidArgument(`Unknown wormMode directive: ${text ?? ''}`)
  return text
}

const futureDate = (s3: S3, text: string): number => {
  const until = Date.parse(text)
  if (Number.isNaN(until)) throw invalidArgument(`The retain until date ${text} is not an ISO 8601 date`)
  if (until <= s3.now()) throw invalidArgument('The retain until date must be in the future!')
  return until
}

/** The lock that a PUT asks for, or else the bucket's default. */
export const lockOfPut = (
  s3: S3,
  bucket: Bucket,
  headers: Headers,
): { lock: Version['lock']; legalHold: boolean } => {
  const mode = headers['x-amz-object-lock-mode']
  const until = headers['x-amz-object-lock-retain-until-date']
  const hold = headers['x-amz-object-lock-legal-hold']
  if (mode !== undefined || until !== undefined || hold !== undefined) requireObjectLock(bucket)
  if ((mode === undefined) !== (until === undefined)) {
    throw invalidArgument(
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    )
  }
  if (hold !== undefined && hold !== 'ON' && hold !== 'OFF')
    throw invalidArgument('Legal Hold must be either of ON or OFF')
  if (mode !== undefined && until !== undefined) {
    return { lock: { mode: modeOf(mode), until: futureDate(s3, until) }, legalHold: hold === 'ON' }
  }
  const byDefault = bucket.objectLock?.defaultRetention
  return {
    lock: byDefault && { mode: byDefault.mode, until: s3.now() + byDefault.days * DAY_MS },
    legalHold: hold === 'ON',
  }
}

/** Throws `AccessDenied` where a version is locked. Governance can be bypassed by who says so, compliance by nobody. */
export const refuseIfLocked = (s3: S3, version: Version, bypassGovernance: boolean): void => {
  if (version.legalHold)
    throw accessDenied('Access Denied because object protected by object lock: legal hold.')
  const { lock } = version
  if (!lock || lock.until <= s3.now()) return
  if (lock.mode === 'GOVERNANCE' && bypassGovernance) return
  throw accessDenied(
    `Access Denied because object protected by object lock: ${lock.mode} until ${new Date(lock.until).toISOString()}.`,
  )
}

const lockable = (s3: S3, bucketName: string, key: string, versionId: string | undefined): Version => {
  requireObjectLock(bucketNamed(s3, bucketName))
  const version = addressedVersion(s3, bucketName, key, versionId)
  if (version.deleteMarker)
    throw new ServiceError('MethodNotAllowed', 'A delete marker cannot be locked.', 405)
  return version
}

export const putRetention = (
  s3: S3,
  bucketName: string,
  key: string,
  versionId: string | undefined,
  body: Buffer,
  bypassGovernance: boolean,
): void => {
  const retention = readXml(body, 'Retention')
  onlyChildren(retention, ['Mode', 'RetainUntilDate'], 'Retention')
  const text = childText(retention, 'RetainUntilDate')
  const wanted =
    text === undefined && childText(retention, 'Mode') === undefined
      ? undefined
      : { mode: modeOf(childText(retention, 'Mode')), until: futureDate(s3, text ?? '') }
  s3.database.transaction(() => {
    const version = lockable(s3, bucketName, key, versionId)
    const present = version.lock && version.lock.until > s3.now() ? version.lock : undefined
    // Longer is always allowed; shorter, weaker or none only for governance, by who may bypass it.
    const strengthens =
      present === undefined ||
      (wanted !== undefined &&
        wanted.until >= present.until &&
        (present.mode === 'GOVERNANCE' || wanted.mode === 'COMPLIANCE'))
    if (present && !strengthens && !(present.mode === 'GOVERNANCE' && bypassGovernance)) {
      throw accessDenied(`Access Denied because object protected by object lock: ${present.mode}.`)
    }
    s3.database.run(
      'UPDATE versions SET lock_mode = ?, lock_until = ? WHERE sequence = ?',
      wanted?.mode ?? null,
      wanted?.until ?? null,
      version.sequence,
    )
  })
}

const noConfiguration = (): ServiceError =>
  new ServiceError(
    'NoSuchObjectLockConfiguration',
    'The specified object does not have a ObjectLock configuration',
    404,
  )

export const getRetention = (
  s3: S3,
  bucketName: string,
  key: string,
  versionId: string | undefined,
): string => {
  const { lock } = lockable(s3, bucketName, key, versionId)
  if (!lock) throw noConfiguration()
  return xmlDocument('Retention', NAMESPACE, {
    Mode: lock.mode,
    RetainUntilDate: new Date(lock.until).toISOString(),
  })
}

export const putLegalHold = (
  s3: S3,
  bucketName: string,
  key: string,
  versionId: string | undefined,
  body: Buffer,
): void => {
  const status = childText(readXml(body, 'LegalHold'), 'Status')
  if (status !== 'ON' && status !== 'OFF')
    throw new ServiceError('MalformedXML', 'The legal hold Status must be ON or OFF')
  s3.database.transaction(() => {
    const version = lockable(s3, bucketName, key, versionId)
    s3.database.run(
      'UPDATE versions SET legal_hold = ? WHERE sequence = ?',
      status === 'ON' ? 1 : 0,
      version.sequence,
    )
  })
}

export const getLegalHold = (
  s3: S3,
  bucketName: string,
  key: string,
  versionId: string | undefined,
): string => {
  const { legalHold } = lockable(s3, bucketName, key, versionId)
  return xmlDocument('LegalHold', NAMESPACE, { Status: legalHold ? 'ON' : 'OFF' })
}
