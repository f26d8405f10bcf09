import { ServiceError } from '../wire/service-error.ts'
import { invalidArgument, notImplemented } from './errors.ts'
import type { Headers } from './request-body.ts'
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

const LARGEST_METADATA_BYTES = 2048

/** What of a request's headers stays with the object. Throws for a class or an encryption that there is not. */
export const keptHeaders = (headers: Headers): Record<string, string> => {
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

export const readTagging = (text: string): Record<string, string> =>
  checkTags(Object.fromEntries(new URLSearchParams(text)))
