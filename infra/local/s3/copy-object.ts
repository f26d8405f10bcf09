import type { WireResponse } from '../wire/http.ts'
import { xmlDocument } from '../wire/xml.ts'
import { NAMESPACE } from './buckets.ts'
import { invalidArgument, invalidRequest, noSuchKey, preconditionFailed } from './errors.ts'
import { checkReadConditions } from './get-object.ts'
import { keptHeaders, readTagging } from './object-headers.ts'
import { PUT_HEADERS } from './put-object.ts'
import { decodePath } from './request-body.ts'
import type { Headers } from './request-body.ts'
import { addressedVersion, bucketNamed } from './store.ts'
import type { S3 } from './store.ts'
import { checkKey, writeObject, writtenHeaders } from './write-object.ts'
import type { ObjectContent } from './write-object.ts'

export const COPY_HEADERS = [
  ...PUT_HEADERS,
  'x-amz-copy-source',
  'x-amz-copy-source-if-match',
  'x-amz-copy-source-if-none-match',
  'x-amz-metadata-directive',
  'x-amz-tagging-directive',
]

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
  const written = writeObject(s3, bucketName, key, headers, 's3:ObjectCreated:Copy', content)
  return {
    status: 200,
    headers: {
      'content-type': 'application/xml',
      ...writtenHeaders(content, written),
      ...(source.versionId === 'null' ? {} : { 'x-amz-copy-source-version-id': source.versionId }),
    },
    body: xmlDocument('CopyObjectResult', NAMESPACE, {
      LastModified: new Date(written.modifiedAt).toISOString(),
      ETag: `"${content.etag}"`,
    }),
  }
}
