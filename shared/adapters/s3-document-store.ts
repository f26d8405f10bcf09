import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { IntegrityError } from '../errors.ts'
import { sha256 } from '../hash.ts'
import { defaultRetentionYears } from '../legal/record-keeping.ts'
import type { DocumentStore, ListIndexKey } from '../lists/ports.ts'
import { ReadCache } from '../lists/read-cache.ts'
import type { Segment, SegmentRef } from '../lists/version.ts'

const zip = promisify(gzip)
const unzip = promisify(gunzip)

/** How an object is locked: until when, and whether anybody may lift it. */
export interface ObjectLock {
  mode: 'GOVERNANCE' | 'COMPLIANCE'
  until: Date
}

/** How long evidence is kept and how hard: from the deployment's configuration. */
export interface Retention {
  mode: ObjectLock['mode']
  years: number
}

/** Meets the longest duty that readers of an alert have; see `shared/legal/record-keeping.ts`. */
export const defaultRetention: Retention = { mode: 'GOVERNANCE', years: defaultRetentionYears }

/** The retention that a function's environment states. */
export const retentionOf = (environment: {
  EVIDENCE_LOCK_MODE: ObjectLock['mode']
  EVIDENCE_LOCK_YEARS: string
}): Retention => ({
  mode: environment.EVIDENCE_LOCK_MODE,
  years: Number(environment.EVIDENCE_LOCK_YEARS),
})

/** The lock of an object that is written now. */
export const lockFrom = (now: Date, { mode, years }: Retention = defaultRetention): ObjectLock => {
  const until = new Date(now)
  until.setUTCFullYear(until.getUTCFullYear() + years)
  return { mode, until }
}

const maxConflicts = 5

/**
 * Puts an object once: a second put of the same key is refused by S3 and harmless. While another put of the key is
 * under way S3 answers 409, which says nothing about how that ends: it is asked again. `false`: it was there before.
 */
export const putOnce = async (
  client: S3Client,
  bucket: string,
  key: string,
  body: Uint8Array,
  lock?: ObjectLock,
  contentType?: string,
): Promise<boolean> => {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: body,
          IfNoneMatch: '*',
          ...(contentType === undefined ? {} : { ContentType: contentType }),
          ...(lock ? { ObjectLockMode: lock.mode, ObjectLockRetainUntilDate: lock.until } : {}),
        }),
      )
      return true
    } catch (error) {
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
      if (status === 412) return false
      if (status !== 409 || attempt >= maxConflicts) throw error
      await sleep(Math.random() * 20 * 2 ** attempt)
    }
  }
}

export const getBytes = async (
  client: S3Client,
  bucket: string,
  key: string,
): Promise<Uint8Array | undefined> => {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    return await Body?.transformToByteArray()
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined
    throw error
  }
}

/**
 * Seals a text under a key and gives what is sealed there: the first one counts, whatever a later run makes of the
 * same facts. What is told from now on is told from it.
 */
export const sealOnce = async (
  client: S3Client,
  bucket: string,
  key: string,
  text: string,
  lock: ObjectLock,
): Promise<string> => {
  if (await putOnce(client, bucket, key, Buffer.from(text), lock)) return text
  const sealed = await readSealed(client, bucket, key)
  if (sealed === null)
    throw new IntegrityError(`${key} is sealed and cannot be read`, 'Restore it from the bucket’s versions.')
  return sealed
}

/** What is sealed under a key; `null` where nothing is. */
export const readSealed = async (client: S3Client, bucket: string, key: string): Promise<string | null> => {
  const bytes = await getBytes(client, bucket, key)
  return bytes ? new TextDecoder().decode(bytes) : null
}

/**
 * The evidence bucket. `incoming/` holds what was fetched and expires after 30 days; `documents/` holds, for good and
 * locked, what facts rest on; `segments/` the list; `read-cache/` and `list-index/` are disposable.
 */
export const s3DocumentStore = (
  client: S3Client,
  bucket: string,
  retention: Retention = defaultRetention,
): DocumentStore => {
  const incoming = (source: string, digest: string): string => `incoming/${source}/${digest}`
  const cacheKey = (source: string, parserVersion: string): string =>
    `read-cache/${source}/${parserVersion}.bin`
  const indexKey = ({ source, root, maker }: ListIndexKey): string =>
    `list-index/${source}/${maker}/${root.replace(/[^0-9A-Za-z-]/g, '-')}.bin.gz`
  return {
    async archive(source, digest, bytes) {
      const key = incoming(source, digest)
      await putOnce(client, bucket, key, bytes)
      return key
    },
    async keep(source, digest) {
      const key = `documents/${source}/${digest}`
      const bytes = await getBytes(client, bucket, incoming(source, digest))
      if (!bytes) {
        throw new IntegrityError(`Document ${digest.slice(0, 12)} was not archived`, 'Run the check again.')
      }
      await putOnce(client, bucket, key, bytes, lockFrom(new Date(), retention))
      return key
    },
    async read(key) {
      const bytes = await getBytes(client, bucket, key)
      if (!bytes)
        throw new IntegrityError(`Document ${key} is missing`, 'Restore it from the bucket’s versions.')
      const digest = key.slice(key.lastIndexOf('/') + 1)
      if (sha256(bytes) !== digest) {
        throw new IntegrityError(`Document ${key} was altered`, 'Compare it with the bucket’s versions.')
      }
      return bytes
    },
    async readCache(source, parserVersion) {
      const bytes = await getBytes(client, bucket, cacheKey(source, parserVersion))
      return bytes ? ReadCache.decode(bytes) : new ReadCache()
    },
    async writeCache(source, parserVersion, cache) {
      // Mostly hashes: there is nothing to compress.
      const Body = cache.encode()
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: cacheKey(source, parserVersion), Body }))
    },
    async putSegment(source, segment): Promise<SegmentRef> {
      const text = JSON.stringify(segment)
      const digest = sha256(text)
      const key = `segments/${source}/${digest}.json.gz`
      await putOnce(client, bucket, key, await zip(text, { level: 4 }))
      return { key, sha256: digest, size: segment.put.length + segment.removed.length }
    },
    async listIndex(key) {
      const bytes = await getBytes(client, bucket, indexKey(key))
      // What is cut short does not unzip: then there is none.
      return bytes ? unzip(bytes).catch(() => null) : null
    },
    async putListIndex(key, bytes) {
      // Written once and read by every function that starts: quickly rather than small.
      const Body = await zip(bytes, { level: 1 })
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: indexKey(key), Body }))
    },
    async segment(ref) {
      const bytes = await getBytes(client, bucket, ref.key)
      const text = bytes ? (await unzip(bytes)).toString('utf8') : undefined
      if (text === undefined || sha256(text) !== ref.sha256) {
        throw new IntegrityError(
          `Index segment ${ref.key} is ${text === undefined ? 'missing' : 'altered'}`,
          'Rebuild it with tierwatch recheck.',
        )
      }
      return JSON.parse(text) as Segment
    },
  }
}
