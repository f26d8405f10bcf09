import { md5Hex } from '../wire/digest.ts'
import type { WireResponse } from '../wire/http.ts'
import { invalidRequest } from './errors.ts'
import { keptHeaders, readTagging } from './object-headers.ts'
import { lockOfPut } from './object-lock.ts'
import type { Headers, VerifiedBody } from './request-body.ts'
import { bucketNamed } from './store.ts'
import type { S3 } from './store.ts'
import { checkKey, checkWriteConditions, writeObject, writtenHeaders } from './write-object.ts'
import type { ObjectContent } from './write-object.ts'

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
  const written = writeObject(s3, bucketName, key, headers, 's3:ObjectCreated:Put', content)
  return {
    status: 200,
    headers: {
      etag: `"${content.etag}"`,
      ...writtenHeaders(content, written),
      ...(body.checksum
        ? {
            [`x-amz-checksum-${body.checksum.name}`]: body.checksum.value,
            'x-amz-checksum-type': 'FULL_OBJECT',
          }
        : {}),
    },
  }
}
