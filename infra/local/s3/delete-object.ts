import { randomUUID } from 'node:crypto'
import type { WireResponse } from '../wire/http.ts'
import { ServiceError } from '../wire/service-error.ts'
import { childText, onlyChildren, readXml, xmlDocument } from '../wire/xml.ts'
import type { XmlTree } from '../wire/xml.ts'
import { NAMESPACE } from './buckets.ts'
import { preconditionFailed } from './errors.ts'
import { notify } from './notifications.ts'
import { refuseIfLocked } from './object-lock.ts'
import type { Headers } from './request-body.ts'
import { bucketNamed, currentObject, findVersion, insertVersion, removeVersion } from './store.ts'
import type { Bucket, S3, Version } from './store.ts'

/** Headers of DELETE that this service honours, besides those of the transport. */
export const DELETE_HEADERS = ['if-match', 'x-amz-bypass-governance-retention']

interface Deleted {
  /** Of the marker that was written, or of the version that was removed. */
  versionId?: string
  /** Whether a delete marker was written or removed. */
  marker: boolean
  /** Body to remove after the commit. */
  blob?: string | undefined
}

const writeMarker = (s3: S3, bucket: Bucket, key: string): Deleted => {
  const versionId = bucket.versioning === 'Enabled' ? randomUUID().replaceAll('-', '') : 'null'
  // With versioning suspended the marker takes the place of what was written without a version.
  const replaced = versionId === 'null' ? findVersion(s3, bucket.name, key, 'null') : undefined
  if (replaced) s3.database.run('DELETE FROM versions WHERE sequence = ?', replaced.sequence)
  const sequence = insertVersion(s3, {
    bucket: bucket.name,
    key,
    versionId,
    deleteMarker: true,
    size: 0,
    etag: '',
    modifiedAt: s3.now(),
    headers: {},
  })
  notify(s3, bucket, { name: 's3:ObjectRemoved:DeleteMarkerCreated', key, versionId, sequence })
  return { versionId, marker: true, blob: replaced?.blob }
}

const removeForGood = (s3: S3, bucket: Bucket, version: Version, bypassGovernance: boolean): Deleted => {
  refuseIfLocked(s3, version, bypassGovernance)
  removeVersion(s3, version)
  const { key, versionId, sequence, deleteMarker } = version
  notify(s3, bucket, { name: 's3:ObjectRemoved:Delete', key, versionId, sequence })
  return { versionId, marker: deleteMarker, blob: version.blob }
}

/** Deletes in the transaction under way. Deleting what is not there is no error. */
const deleteOne = (
  s3: S3,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  bypassGovernance: boolean,
  ifMatch?: string,
): Deleted => {
  if (ifMatch !== undefined) {
    const current = currentObject(s3, bucket.name, key)
    const holds = current && (ifMatch === '*' || ifMatch.replaceAll('"', '') === current.etag)
    if (!holds) throw preconditionFailed('If-Match')
  }
  if (versionId === undefined && bucket.versioning !== undefined) return writeMarker(s3, bucket, key)
  const version = findVersion(s3, bucket.name, key, versionId ?? 'null')
  if (!version) return { marker: false, ...(versionId === undefined ? {} : { versionId }) }
  return removeForGood(s3, bucket, version, bypassGovernance)
}

export const deleteObject = (
  s3: S3,
  bucketName: string,
  key: string,
  versionId: string | undefined,
  headers: Headers,
): WireResponse => {
  const bypass = headers['x-amz-bypass-governance-retention']?.toLowerCase() === 'true'
  const bucket = bucketNamed(s3, bucketName)
  const deleted = s3.database.transaction(() =>
    deleteOne(s3, bucket, key, versionId, bypass, headers['if-match']),
  )
  s3.blobs.remove([deleted.blob])
  s3.outbox.wake()
  return {
    status: 204,
    headers: {
      ...(deleted.versionId === undefined || bucket.versioning === undefined
        ? {}
        : { 'x-amz-version-id': deleted.versionId }),
      ...(deleted.marker ? { 'x-amz-delete-marker': 'true' } : {}),
    },
  }
}

const MOST_KEYS = 1000

/** DeleteObjects: each key by itself, what is refused is told for that key. */
export const deleteObjects = (s3: S3, bucketName: string, body: Buffer, headers: Headers): WireResponse => {
  const request = readXml(body, 'Delete')
  onlyChildren(request, ['Object', 'Quiet'], 'Delete')
  const objects = request.children.get('Object') ?? []
  if (objects.length === 0 || objects.length > MOST_KEYS) {
    throw new ServiceError('MalformedXML', `A Delete request names 1 to ${MOST_KEYS} objects`)
  }
  const bypass = headers['x-amz-bypass-governance-retention']?.toLowerCase() === 'true'
  const bucket = bucketNamed(s3, bucketName)
  const deleted: XmlTree[] = []
  const errors: XmlTree[] = []
  const blobs: (string | undefined)[] = []
  s3.database.transaction(() => {
    for (const object of objects) {
      onlyChildren(object, ['Key', 'VersionId'], 'Object')
      const key = childText(object, 'Key') ?? ''
      const versionId = childText(object, 'VersionId')
      try {
        const done = deleteOne(s3, bucket, key, versionId, bypass)
        blobs.push(done.blob)
        deleted.push({
          Key: key,
          VersionId: versionId,
          ...(done.marker ? { DeleteMarker: true, DeleteMarkerVersionId: done.versionId } : {}),
        })
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error
        errors.push({ Key: key, VersionId: versionId, Code: error.code, Message: error.message })
      }
    }
  })
  s3.blobs.remove(blobs)
  s3.outbox.wake()
  const quiet = childText(request, 'Quiet') === 'true'
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: xmlDocument('DeleteResult', NAMESPACE, { ...(quiet ? {} : { Deleted: deleted }), Error: errors }),
  }
}
