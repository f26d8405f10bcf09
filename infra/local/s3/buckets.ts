import { LOCAL_ACCOUNT, LOCAL_REGION } from '../wire/arn.ts'
import { ServiceError } from '../wire/service-error.ts'
import { childText, onlyChildren, readXml, xmlDocument } from '../wire/xml.ts'
import { invalidArgument, invalidRequest, notImplemented } from './errors.ts'
import { allBuckets, bucketNamed, findBucket } from './store.ts'
import type { Bucket, DefaultRetention, LockMode, S3 } from './store.ts'

export const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

const NAME = /^(?=.{3,63}$)[a-z0-9][a-z0-9.-]*[a-z0-9]$/

export const createBucket = (s3: S3, name: string, body: Buffer, withObjectLock: boolean): void => {
  if (!NAME.test(name) || name.includes('..') || /^\d+(\.\d+){3}$/.test(name)) {
    throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.', 400, {
      BucketName: name,
    })
  }
  if (body.length > 0) {
    const configuration = readXml(body, 'CreateBucketConfiguration')
    onlyChildren(configuration, ['LocationConstraint'], 'CreateBucketConfiguration')
    const region = childText(configuration, 'LocationConstraint')
    if (region !== undefined && region !== LOCAL_REGION) {
      throw new ServiceError(
        'IllegalLocationConstraintException',
        `Buckets of one machine are in ${LOCAL_REGION}, not in ${region}`,
      )
    }
  }
  s3.database.transaction(() => {
    // In us-east-1 creating a bucket of one's own again is no error, and changes nothing.
    if (findBucket(s3, name)) return
    s3.database.run(
      'INSERT INTO buckets (name, created_at, versioning, object_lock) VALUES (?, ?, ?, ?)',
      name,
      s3.now(),
      withObjectLock ? 'Enabled' : null,
      withObjectLock ? '{}' : null,
    )
  })
}

export const deleteBucket = (s3: S3, name: string): void => {
  s3.database.transaction(() => {
    bucketNamed(s3, name)
    if (s3.database.get('SELECT 1 FROM versions WHERE bucket = ? LIMIT 1', name)) {
      throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, {
        BucketName: name,
      })
    }
    s3.database.run('DELETE FROM buckets WHERE name = ?', name)
  })
}

export const listBuckets = (s3: S3): string =>
  xmlDocument('ListAllMyBucketsResult', NAMESPACE, {
    Owner: { ID: LOCAL_ACCOUNT },
    Buckets: {
      Bucket: allBuckets(s3).map(({ name, createdAt }) => ({
        Name: name,
        CreationDate: new Date(createdAt).toISOString(),
      })),
    },
  })

export const putVersioning = (s3: S3, name: string, body: Buffer): void => {
  const configuration = readXml(body, 'VersioningConfiguration')
  onlyChildren(configuration, ['Status', 'MfaDelete'], 'VersioningConfiguration')
  const status = childText(configuration, 'Status')
  if (childText(configuration, 'MfaDelete') === 'Enabled') throw notImplemented('MfaDelete')
  if (status !== 'Enabled' && status !== 'Suspended') {
    throw new ServiceError(
      'IllegalVersioningConfigurationException',
      'The versioning Status must be Enabled or Suspended',
    )
  }
  s3.database.transaction(() => {
    if (bucketNamed(s3, name).objectLock && status === 'Suspended') {
      throw new ServiceError(
        'InvalidBucketState',
        'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
        409,
      )
    }
    s3.database.run('UPDATE buckets SET versioning = ? WHERE name = ?', status, name)
  })
}

export const getVersioning = (bucket: Bucket): string =>
  xmlDocument('VersioningConfiguration', NAMESPACE, { Status: bucket.versioning })

const DAYS_IN_YEAR = 365

const lockModeOf = (text: string | undefined): LockMode => {
  if (text !== 'GOVERNANCE' && text !== 'COMPLIANCE') {
    throw new ServiceError('MalformedXML', 'The retention mode must be GOVERNANCE or COMPLIANCE')
  }
  return text
}

/** The default that new versions are locked by. */
export const putObjectLock = (s3: S3, name: string, body: Buffer): void => {
  const configuration = readXml(body, 'ObjectLockConfiguration')
  onlyChildren(configuration, ['ObjectLockEnabled', 'Rule'], 'ObjectLockConfiguration')
  if (childText(configuration, 'ObjectLockEnabled') !== 'Enabled') {
    throw new ServiceError('MalformedXML', 'ObjectLockEnabled must be Enabled')
  }
  const rule = configuration.children.get('Rule')?.[0]?.children.get('DefaultRetention')?.[0]
  let defaultRetention: DefaultRetention | undefined
  if (rule) {
    const days = childText(rule, 'Days')
    const years = childText(rule, 'Years')
    const count = Number(days ?? years)
    if ((days === undefined) === (years === undefined) || !Number.isInteger(count) || count < 1) {
      throw invalidArgument('Default retention is a positive number of either Days or Years')
    }
    const unit = days === undefined ? 'Years' : 'Days'
    defaultRetention = {
      mode: lockModeOf(childText(rule, 'Mode')),
      days: unit === 'Days' ? count : count * DAYS_IN_YEAR,
      unit,
      count,
    }
  }
  s3.database.transaction(() => {
    if (bucketNamed(s3, name).versioning !== 'Enabled') {
      throw new ServiceError(
        'InvalidBucketState',
        'Versioning must be Enabled on the bucket to apply an Object Lock configuration',
        409,
      )
    }
    const stored = defaultRetention === undefined ? {} : { defaultRetention }
    s3.database.run('UPDATE buckets SET object_lock = ? WHERE name = ?', JSON.stringify(stored), name)
  })
}

export const getObjectLock = (bucket: Bucket): string => {
  if (!bucket.objectLock) {
    throw new ServiceError(
      'ObjectLockConfigurationNotFoundError',
      'Object Lock configuration does not exist for this bucket',
      404,
    )
  }
  const retention = bucket.objectLock.defaultRetention
  return xmlDocument('ObjectLockConfiguration', NAMESPACE, {
    ObjectLockEnabled: 'Enabled',
    ...(retention
      ? { Rule: { DefaultRetention: { Mode: retention.mode, [retention.unit]: retention.count } } }
      : {}),
  })
}

/** Throws `InvalidRequest` where versions of the bucket cannot be locked. */
export const requireObjectLock = (bucket: Bucket): void => {
  if (!bucket.objectLock) throw invalidRequest('Bucket is missing Object Lock Configuration')
}
