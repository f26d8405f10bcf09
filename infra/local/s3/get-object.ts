import type { WireResponse } from '../wire/http.ts'
import { ServiceError } from '../wire/service-error.ts'
import { notImplemented, preconditionFailed } from './errors.ts'
import type { Headers } from './request-body.ts'
import { addressedVersion, bucketNamed } from './store.ts'
import type { Bucket, S3, Version } from './store.ts'

/** Headers of GET and HEAD that this service honours, besides those of the transport. */
export const GET_HEADERS = ['range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since']

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)

const names = (list: string, etag: string): boolean =>
  list === '*' ||
  list.split(',').some((candidate) => candidate.trim().replace(/^W\//, '').replaceAll('"', '') === etag)

/** Compares a version with the conditions of a read. Throws `PreconditionFailed`. A tag weighs more than a date. */
export const checkReadConditions = (version: Version, headers: Headers): 'send' | 'not-modified' => {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers
  const since = Date.parse(headers['if-modified-since'] ?? '')
  const unmodifiedSince = Date.parse(headers['if-unmodified-since'] ?? '')
  if (ifMatch !== undefined) {
    if (!names(ifMatch, version.etag)) throw preconditionFailed('If-Match')
  } else if (!Number.isNaN(unmodifiedSince) && seconds(version.modifiedAt) > seconds(unmodifiedSince)) {
    throw preconditionFailed('If-Unmodified-Since')
  }
  if (ifNoneMatch !== undefined) return names(ifNoneMatch, version.etag) ? 'not-modified' : 'send'
  if (!Number.isNaN(since) && seconds(version.modifiedAt) <= seconds(since)) return 'not-modified'
  return 'send'
}

interface ByteRange {
  start: number
  length: number
}

/** The bytes that a Range header asks for; undefined for all. Throws `InvalidRange` where it begins behind the end. */
const readRange = (header: string | undefined, size: number): ByteRange | undefined => {
  if (header === undefined) return undefined
  if (header.includes(',')) throw notImplemented('A Range of several parts')
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim())
  const [, from = '', to = ''] = match ?? []
  // A header that is not understood is ignored: RFC 9110, section 14.2.
  if (!match || (from === '' && to === '') || (from !== '' && to !== '' && Number(to) < Number(from)))
    return undefined
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (start >= size || end < start) {
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416, {
      ActualObjectSize: String(size),
    })
  }
  return { start, length: end - start + 1 }
}

const describe = (bucket: Bucket, version: Version): Record<string, string> => {
  const tagCount = Object.keys(version.tags).length
  return {
    ...version.headers,
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
    ...(bucket.versioning === undefined ? {} : { 'x-amz-version-id': version.versionId }),
    ...(version.lock
      ? {
          'x-amz-object-lock-mode': version.lock.mode,
          'x-amz-object-lock-retain-until-date': new Date(version.lock.until).toISOString(),
        }
      : {}),
    ...(version.legalHold ? { 'x-amz-object-lock-legal-hold': 'ON' } : {}),
    ...(tagCount > 0 ? { 'x-amz-tagging-count': String(tagCount) } : {}),
  }
}

/** GET, and HEAD without opening the body. */
export const getObject = async (
  s3: S3,
  bucketName: string,
  key: string,
  versionId: string | undefined,
  headers: Headers,
  headOnly: boolean,
): Promise<WireResponse> => {
  const bucket = bucketNamed(s3, bucketName)
  const version = addressedVersion(s3, bucketName, key, versionId)
  if (version.deleteMarker) {
    const found = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId }
    throw versionId === undefined
      ? new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key, ...found })
      : new ServiceError(
          'MethodNotAllowed',
          'The specified method is not allowed against a delete marker.',
          405,
          found,
        )
  }
  const described = describe(bucket, version)
  if (checkReadConditions(version, headers) === 'not-modified') return { status: 304, headers: described }
  const range = readRange(headers['range'], version.size)
  const { start, length } = range ?? { start: 0, length: version.size }
  const wantsChecksum =
    headers['x-amz-checksum-mode'] === 'ENABLED' && range === undefined && version.checksum
  return {
    status: range ? 206 : 200,
    headers: {
      ...described,
      'content-length': String(length),
      ...(range ? { 'content-range': `bytes ${start}-${start + length - 1}/${version.size}` } : {}),
      ...(wantsChecksum
        ? {
            [`x-amz-checksum-${wantsChecksum.name}`]: wantsChecksum.value,
            'x-amz-checksum-type': 'FULL_OBJECT',
          }
        : {}),
    },
    ...(headOnly || length === 0 ? {} : { body: await s3.blobs.read(version.blob ?? '', start, length) }),
  }
}
