import { randomUUID } from 'node:crypto'
import { ServiceError } from '../wire/service-error.ts'
import { noSuchKey, notImplemented, preconditionFailed } from './errors.ts'
import { notify } from './notifications.ts'
import { lockOfPut } from './object-lock.ts'
import type { Headers } from './request-body.ts'
import { bucketNamed, currentObject, findVersion, insertVersion } from './store.ts'
import type { Bucket, S3, Version } from './store.ts'

const LONGEST_KEY_BYTES = 1024

export const checkKey = (key: string): void => {
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES)
    throw new ServiceError('KeyTooLongError', 'Your key is too long')
}

/** Throws `PreconditionFailed`, or `NoSuchKey` where there is nothing to match. */
export const checkWriteConditions = (s3: S3, bucket: string, key: string, headers: Headers): void => {
  const current = currentObject(s3, bucket, key)
  const ifNoneMatch = headers['if-none-match']
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch !== '*') throw notImplemented('PUT with If-None-Match other than *')
    if (current) throw preconditionFailed('If-None-Match')
  }
  const ifMatch = headers['if-match']
  if (ifMatch !== undefined) {
    if (!current) throw noSuchKey(key)
    if (ifMatch.replaceAll('"', '') !== current.etag) throw preconditionFailed('If-Match')
  }
}

export interface ObjectContent {
  blob: string
  size: number
  etag: string
  headers: Record<string, string>
  checksum: Version['checksum']
  tags: Record<string, string>
}

/** Writes an object and its event in one transaction. A refused write leaves neither, and its body is removed. */
export const writeObject = (
  s3: S3,
  bucketName: string,
  key: string,
  headers: Headers,
  event: 's3:ObjectCreated:Put' | 's3:ObjectCreated:Copy',
  content: ObjectContent,
): { versionId: string; bucket: Bucket; modifiedAt: number } => {
  let replaced: string | undefined
  const write = () =>
    s3.database.transaction(() => {
      const bucket = bucketNamed(s3, bucketName)
      checkWriteConditions(s3, bucketName, key, headers)
      const versionId = bucket.versioning === 'Enabled' ? randomUUID().replaceAll('-', '') : 'null'
      if (versionId === 'null') {
        const old = findVersion(s3, bucketName, key, 'null')
        if (old) {
          s3.database.run('DELETE FROM versions WHERE sequence = ?', old.sequence)
          replaced = old.blob
        }
      }
      const modifiedAt = s3.now()
      const sequence = insertVersion(s3, {
        bucket: bucketName,
        key,
        versionId,
        deleteMarker: false,
        modifiedAt,
        ...content,
        ...lockOfPut(s3, bucket, headers),
      })
      notify(s3, bucket, { name: event, key, size: content.size, etag: content.etag, versionId, sequence })
      return { versionId, bucket, modifiedAt }
    })
  let written: ReturnType<typeof write>
  try {
    written = write()
  } catch (error) {
    s3.blobs.remove([content.blob])
    throw error
  }
  s3.blobs.remove([replaced])
  s3.outbox.wake()
  return written
}

/** What PUT and COPY tell of the version that they wrote. */
export const writtenHeaders = (
  content: ObjectContent,
  written: { versionId: string; bucket: Bucket },
): Record<string, string> => ({
  ...(written.bucket.versioning === undefined ? {} : { 'x-amz-version-id': written.versionId }),
  ...Object.fromEntries(
    Object.entries(content.headers).filter(([name]) => name.startsWith('x-amz-server-side-encryption')),
  ),
})
