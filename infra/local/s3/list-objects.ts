import { xmlDocument } from '../wire/xml.ts'
import type { XmlTree } from '../wire/xml.ts'
import { LOCAL_ACCOUNT } from '../wire/arn.ts'
import { NAMESPACE } from './buckets.ts'
import { invalidArgument } from './errors.ts'
import { bucketNamed, versionOf } from './store.ts'
import type { S3, Version, VersionRow } from './store.ts'

const MOST_KEYS = 1000

const readMaxKeys = (query: URLSearchParams): number => {
  const text = query.get('max-keys') ?? String(MOST_KEYS)
  if (!/^\d+$/.test(text)) throw invalidArgument('Provided max-keys not an integer or within integer range')
  return Math.min(Number(text), MOST_KEYS)
}

/** How keys stand in the answer: XML cannot hold every character, so a client may ask for them URL-encoded. */
const readEncoding = (query: URLSearchParams): ((text: string) => string) => {
  const encoding = query.get('encoding-type')
  if (encoding === null) return (text) => text
  if (encoding !== 'url') throw invalidArgument('Invalid Encoding Method specified in Request')
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/')
}

interface Listing {
  objects: Version[]
  prefixes: string[]
  /** Where the next page begins, if there is one: the last key or prefix of this page. */
  last: string | undefined
}

/** The first text, in the order of UTF-8 bytes, that does not begin with `prefix`; undefined where none follows. */
const after = (prefix: string): string | undefined => {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  while (points.length > 0) {
    const point = (points.pop() ?? 0) + 1
    if (point <= 0x10ffff)
      return String.fromCodePoint(...points, point >= 0xd800 && point < 0xe000 ? 0xe000 : point)
  }
  return undefined
}

/** Walks the current objects in the order of their keys, and jumps over what a delimiter folds into one prefix. */
const walk = (
  s3: S3,
  bucket: string,
  prefix: string,
  delimiter: string,
  startAfter: string,
  most: number,
): Listing => {
  const objects: Version[] = []
  const prefixes: string[] = []
  let last: string | undefined
  let from = startAfter
  let inclusive = false
  // A page that ended with a common prefix goes on behind everything under it.
  if (
    delimiter !== '' &&
    startAfter.startsWith(prefix) &&
    startAfter.slice(prefix.length).endsWith(delimiter)
  ) {
    const next = after(startAfter)
    if (next === undefined) return { objects, prefixes, last }
    from = next
    inclusive = true
  }
  for (;;) {
    const rows = s3.database.all<VersionRow>(
      `SELECT * FROM versions WHERE bucket = ? AND latest = 1 AND delete_marker = 0 AND key ${inclusive ? '>=' : '>'} ?
         AND key >= ? ORDER BY key LIMIT ?`,
      bucket,
      from,
      prefix,
      most + 1,
    )
    let jumped = false
    for (const row of rows) {
      if (!row.key.startsWith(prefix)) return { objects, prefixes, last: undefined }
      if (objects.length + prefixes.length === most) return { objects, prefixes, last }
      const cut = delimiter === '' ? -1 : row.key.indexOf(delimiter, prefix.length)
      if (cut < 0) {
        objects.push(versionOf(row))
        last = row.key
        from = row.key
        inclusive = false
        continue
      }
      const common = row.key.slice(0, cut + delimiter.length)
      prefixes.push(common)
      last = common
      const next = after(common)
      if (next === undefined) return { objects, prefixes, last: undefined }
      from = next
      inclusive = true
      jumped = true
      break
    }
    if (!jumped) return { objects, prefixes, last: undefined }
  }
}

const encodeToken = (key: string): string => Buffer.from(key).toString('base64url')
const decodeToken = (token: string): string => Buffer.from(token, 'base64url').toString('utf8')

export const LIST_QUERY = [
  'list-type',
  'prefix',
  'delimiter',
  'max-keys',
  'continuation-token',
  'start-after',
  'encoding-type',
  'fetch-owner',
]

export const listObjects = (s3: S3, bucketName: string, query: URLSearchParams): string => {
  const bucket = bucketNamed(s3, bucketName)
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const token = query.get('continuation-token') ?? undefined
  const startAfter = query.get('start-after') ?? undefined
  const most = readMaxKeys(query)
  const encode = readEncoding(query)
  const start = token === undefined ? (startAfter ?? '') : decodeToken(token)
  const { objects, prefixes, last } =
    most === 0
      ? { objects: [], prefixes: [], last: undefined }
      : walk(s3, bucket.name, prefix, delimiter, start, most)
  return xmlDocument('ListBucketResult', NAMESPACE, {
    Name: bucket.name,
    Prefix: encode(prefix),
    ...(delimiter ? { Delimiter: encode(delimiter) } : {}),
    MaxKeys: most,
    KeyCount: objects.length + prefixes.length,
    IsTruncated: last !== undefined,
    ...(query.has('encoding-type') ? { EncodingType: 'url' } : {}),
    ContinuationToken: token,
    StartAfter: startAfter === undefined ? undefined : encode(startAfter),
    NextContinuationToken: last === undefined ? undefined : encodeToken(last),
    Contents: objects.map((object) => ({
      Key: encode(object.key),
      LastModified: new Date(object.modifiedAt).toISOString(),
      ETag: `"${object.etag}"`,
      ...(object.checksum
        ? { ChecksumAlgorithm: object.checksum.name.toUpperCase(), ChecksumType: 'FULL_OBJECT' }
        : {}),
      Size: object.size,
      StorageClass: 'STANDARD',
      ...(query.get('fetch-owner') === 'true' ? { Owner: { ID: LOCAL_ACCOUNT } } : {}),
    })),
    CommonPrefixes: prefixes.map((common) => ({ Prefix: encode(common) })),
  })
}

export const VERSIONS_QUERY = [
  'versions',
  'prefix',
  'max-keys',
  'key-marker',
  'version-id-marker',
  'encoding-type',
]

/** All versions and delete markers: by key, the newest first. */
export const listVersions = (s3: S3, bucketName: string, query: URLSearchParams): string => {
  const bucket = bucketNamed(s3, bucketName)
  const prefix = query.get('prefix') ?? ''
  const keyMarker = query.get('key-marker') ?? ''
  const versionMarker = query.get('version-id-marker') ?? undefined
  const most = readMaxKeys(query)
  const encode = readEncoding(query)
  // The marker is the last version of the page before; its sequence says where its key goes on.
  const before =
    versionMarker === undefined
      ? undefined
      : s3.database.get<{ sequence: number }>(
          'SELECT sequence FROM versions WHERE bucket = ? AND key = ? AND version_id = ?',
          bucket.name,
          keyMarker,
          versionMarker,
        )?.sequence
  const rows = s3.database.all<VersionRow>(
    `SELECT * FROM versions WHERE bucket = ? AND key >= ? AND substr(key, 1, length(?)) = ?
       AND (key > ? OR (key = ? AND sequence < ?)) ORDER BY key, sequence DESC LIMIT ?`,
    bucket.name,
    prefix,
    prefix,
    prefix,
    keyMarker,
    keyMarker,
    before ?? 0,
    most + 1,
  )
  const page = rows.slice(0, most).map(versionOf)
  const last = rows.length > most ? page.at(-1) : undefined
  const tree = (version: Version): XmlTree => ({
    Key: encode(version.key),
    VersionId: version.versionId,
    IsLatest: version.latest,
    LastModified: new Date(version.modifiedAt).toISOString(),
    ...(version.deleteMarker
      ? {}
      : { ETag: `"${version.etag}"`, Size: version.size, StorageClass: 'STANDARD' }),
    Owner: { ID: LOCAL_ACCOUNT },
  })
  return xmlDocument('ListVersionsResult', NAMESPACE, {
    Name: bucket.name,
    Prefix: encode(prefix),
    KeyMarker: encode(keyMarker),
    VersionIdMarker: versionMarker,
    MaxKeys: most,
    IsTruncated: last !== undefined,
    NextKeyMarker: last && encode(last.key),
    NextVersionIdMarker: last?.versionId,
    Version: page.filter(({ deleteMarker }) => !deleteMarker).map(tree),
    DeleteMarker: page.filter(({ deleteMarker }) => deleteMarker).map(tree),
  })
}
