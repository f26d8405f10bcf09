import { randomUUID } from 'node:crypto'
import { md5Hex } from '../wire/digest.ts'
import type { WireResponse } from '../wire/http.ts'
import { ServiceError } from '../wire/service-error.ts'
import { xmlDocument } from '../wire/xml.ts'
import { NAMESPACE } from './buckets.ts'
import { invalidArgument, invalidRequest, noSuchKey, notImplemented, preconditionFailed } from './errors.ts'
import { checkReadConditions } from './get-object.ts'
import { notify } from './notifications.ts'
import { lockOfPut } from './object-lock.ts'
import { decodePath } from './request-body.ts'
import type { Headers, VerifiedBody } from './request-body.ts'
import { addressedVersion, bucketNamed, currentObject, findVersion, insertVersion } from './store.ts'
import type { Bucket, S3, Version } from './store.ts'
import { checkTags } from './tagging.ts'

/** Headers that are kept with an object and given back with it. */
const KEPT = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
  'x-amz-storage-class',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
]

/** Headers of PUT that this service honours, besides those of the transport. */
export const PUT_HEADERS = [
  'if-none-match',
  'if-match',
  'x-amz-meta-',
  'x-amz-storage-class',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
  'x-amz-server-side-encryption-context',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-object-lock-legal-hold',
  'x-amz-tagging',
]

export const COPY_HEADERS = [
  ...PUT_HEADERS,
  'x-amz-copy-source',
  'x-amz-copy-source-if-match',
  'x-amz-copy-source-if-none-match',
  'x-amz-metadata-directive',
  'x-amz-tagging-directive',
]

const LONGEST_KEY_BYTES = 1024
const LARGEST_METADATA_BYTES = 2048

const keptHeaders = (headers: Headers): Record<string, string> => {
  const kept: Record<string, string> = {}
  let metadata = 0
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    if (name.startsWith('x-amz-meta-')) {
      metadata += Buffer.byteLength(name) - 'x-amz-meta-'.length + Buffer.byteLength(value)
      kept[name] = value
    } else if (KEPT.includes(name)) kept[name] = value
  }
  if (metadata > LARGEST_METADATA_BYTES) {
    throw new ServiceError('MetadataTooLarge', `Metadata headers exceed ${LARGEST_METADATA_BYTES} bytes`)
  }
  // aws-chunked describes the transport, which is over when the object is stored.
  const encoding = kept['content-encoding']
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== 'aws-chunked' && part !== '')
    .join(',')
  delete kept['content-encoding']
  if (encoding) kept['content-encoding'] = encoding
  kept['content-type'] ??= 'binary/octet-stream'
  checkStorage(kept)
  return kept
}

const checkStorage = (kept: Record<string, string>): void => {
  const storageClass = kept['x-amz-storage-class'] ?? 'STANDARD'
  if (storageClass !== 'STANDARD') throw notImplemented(`The storage class ${storageClass}`)
  // A GET of S3 does not name the standard class.
  delete kept['x-amz-storage-class']
  const encryption = kept['x-amz-server-side-encryption']
  if (encryption !== undefined && !['AES256', 'aws:kms', 'aws:kms:dsse'].includes(encryption)) {
    throw invalidArgument('The encryption method specified is not supported')
  }
}

const readTagging = (text: string): Record<string, string> =>
  checkTags(Object.fromEntries(new URLSearchParams(text)))

const checkKey = (key: string): void => {
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES)
    throw new ServiceError('KeyTooLongError', 'Your key is too long')
}

const checkWriteConditions = (s3: S3, bucket: string, key: string, headers: Headers): void => {
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

interface ObjectContent {
  blob: string
  size: number
  etag: string
  headers: Record<string, string>
  checksum: Version['checksum']
  tags: Record<string, string>
}

/** Writes an object and its event in one transaction. A refused write leaves neither, and its body is removed. */
const commit = (
  s3: S3,
  bucketName: string,
  key: string,
  headers: Headers,
  event: 's3:ObjectCreated:Put' | 's3:ObjectCreated:Copy',
  content: ObjectContent,
): { versionId: string; bucket: Bucket; modifiedAt: number } => {
  let replaced: string | undefined
  try {
    const written = s3.database.transaction(() => {
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
    s3.blobs.remove([replaced])
    s3.outbox.wake()
    return written
  } catch (error) {
    s3.blobs.remove([content.blob])
    throw error
  }
}

const answerHeaders = (
  content: ObjectContent,
  written: { versionId: string; bucket: Bucket },
): Record<string, string> => ({
  ...(written.bucket.versioning === undefined ? {} : { 'x-amz-version-id': written.versionId }),
  ...Object.fromEntries(
    Object.entries(content.headers).filter(([name]) => name.startsWith('x-amz-server-side-encryption')),
  ),
})

export const putObject = (
  s3: S3,
  bucketName: string,
  key: string,
  headers: Headers,
  body: VerifiedBody,
): WireResponse => {
  checkKey(key)
  const bucket = bucketNamed(s3, bucketName)
  const asksForLock = Object.keys(headers).some((name) => name.startsWith('x-amz-object-lock-'))
  if (asksForLock && !body.checksum && headers['content-md5'] === undefined) {
    throw invalidRequest(
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    )
  }
  lockOfPut(s3, bucket, headers)
  // Before the body is written: a large body that will be refused is not worth the disk.
  checkWriteConditions(s3, bucketName, key, headers)
  const content: ObjectContent = {
    headers: keptHeaders(headers),
    tags: readTagging(headers['x-amz-tagging'] ?? ''),
    checksum: body.checksum,
    size: body.bytes.length,
    etag: md5Hex(body.bytes),
    blob: s3.blobs.write(body.bytes),
  }
  const written = commit(s3, bucketName, key, headers, 's3:ObjectCreated:Put', content)
  return {
    status: 200,
    headers: {
      etag: `"${content.etag}"`,
      ...answerHeaders(content, written),
      ...(body.checksum
        ? {
            [`x-amz-checksum-${body.checksum.name}`]: body.checksum.value,
            'x-amz-checksum-type': 'FULL_OBJECT',
          }
        : {}),
    },
  }
}

const sourceOf = (header: string): { bucket: string; key: string; versionId: string | undefined } => {
  const [path = '', query = ''] = header.split('?')
  const match = /^\/?([^/]+)\/(.+)$/s.exec(decodePath(path))
  if (!match) throw invalidArgument(`The copy source ${header} is not <bucket>/<key>`)
  return {
    bucket: match[1] ?? '',
    key: match[2] ?? '',
    versionId: new URLSearchParams(query).get('versionId') ?? undefined,
  }
}

export const copyObject = async (
  s3: S3,
  bucketName: string,
  key: string,
  headers: Headers,
): Promise<WireResponse> => {
  checkKey(key)
  const from = sourceOf(headers['x-amz-copy-source'] ?? '')
  bucketNamed(s3, from.bucket)
  const source = addressedVersion(s3, from.bucket, from.key, from.versionId)
  if (source.deleteMarker) throw noSuchKey(from.key)
  if (
    checkReadConditions(source, {
      'if-match': headers['x-amz-copy-source-if-match'],
      'if-none-match': headers['x-amz-copy-source-if-none-match'],
    }) === 'not-modified'
  ) {
    throw preconditionFailed('x-amz-copy-source-If-None-Match')
  }
  const replacesMetadata = (headers['x-amz-metadata-directive'] ?? 'COPY') === 'REPLACE'
  const replacesTags = (headers['x-amz-tagging-directive'] ?? 'COPY') === 'REPLACE'
  const sameObject = from.bucket === bucketName && from.key === key && from.versionId === undefined
  if (sameObject && !replacesMetadata) {
    throw invalidRequest(
      'This copy request is illegal because it is trying to copy an object to itself without changing its metadata.',
    )
  }
  // The copy is encrypted as this request says, not as its source was.
  const own = (name: string): boolean => !name.startsWith('x-amz-server-side-encryption')
  const copied = {
    ...Object.fromEntries(Object.entries(source.headers).filter(([name]) => own(name))),
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => !own(name))),
  }
  const parts: Buffer[] = []
  if (source.size > 0) {
    for await (const part of await s3.blobs.read(source.blob ?? '', 0, source.size))
      parts.push(part as Buffer)
  }
  const content: ObjectContent = {
    headers: keptHeaders(replacesMetadata ? headers : copied),
    tags: replacesTags ? readTagging(headers['x-amz-tagging'] ?? '') : source.tags,
    checksum: source.checksum,
    size: source.size,
    etag: source.etag,
    blob: s3.blobs.write(Buffer.concat(parts)),
  }
  const written = commit(s3, bucketName, key, headers, 's3:ObjectCreated:Copy', content)
  return {
    status: 200,
    headers: {
      'content-type': 'application/xml',
      ...answerHeaders(content, written),
      ...(source.versionId === 'null' ? {} : { 'x-amz-copy-source-version-id': source.versionId }),
    },
    body: xmlDocument('CopyObjectResult', NAMESPACE, {
      LastModified: new Date(written.modifiedAt).toISOString(),
      ETag: `"${content.etag}"`,
    }),
  }
}
