import {
  GetObjectCommand,
  GetObjectRetentionCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { lockFrom, putOnce, s3DocumentStore, sealOnce } from '../../shared/adapters/s3-document-store.ts'
import { IntegrityError } from '../../shared/errors.ts'
import { sha256 } from '../../shared/hash.ts'
import type { CachedEntry, DocumentStore } from '../../shared/lists/ports.ts'
import { ReadCache } from '../../shared/lists/read-cache.ts'
import { bothMakes, type EmbeddedServices, startEmbedded } from '../support/embedded-stores.ts'
import { designation } from '../support/samples.ts'

let embedded: EmbeddedServices
beforeAll(async () => {
  embedded = await startEmbedded()
})
afterAll(() => embedded.close())

const bytes = new TextEncoder().encode('<list>…</list>')
const digest = sha256(bytes)
const source = 'ofac-sdn'

describe.each(bothMakes(() => embedded))('the document store %s', (_name, make) => {
  let documents: DocumentStore
  beforeEach(async () => {
    documents = (await make()).documents
  })

  test('archives, keeps and reads bytes; doing it twice costs nothing', async () => {
    const incoming = await documents.archive(source, digest, bytes)
    expect(await documents.archive(source, digest, bytes)).toBe(incoming)
    const kept = await documents.keep(source, digest)
    expect(await documents.keep(source, digest)).toBe(kept)
    expect(kept).not.toBe(incoming)
    for (const key of [incoming, kept])
      expect(Buffer.from(await documents.read(key))).toEqual(Buffer.from(bytes))
  })

  test('refuses to keep or read what is not there', async () => {
    await expect(documents.keep(source, digest)).rejects.toThrow(IntegrityError)
    await expect(documents.read(`documents/${source}/${digest}`)).rejects.toThrow(IntegrityError)
  })

  test('refuses a document whose bytes are not those of its name', async () => {
    await documents.archive(source, digest, new TextEncoder().encode('something else'))
    await expect(documents.read(`incoming/${source}/${digest}`)).rejects.toThrow(IntegrityError)
  })

  test('the read cache is disposable, of one parser version, and written anew', async () => {
    const entry: CachedEntry = {
      rawHash: sha256('r'),
      naturalKey: 'k',
      hash: `h1:${sha256('1')}`,
      guard: { type: 'person', filled: ['name'], category: 'c' },
    }
    const other = { ...entry, rawHash: sha256('q') }
    const read = async (...of: Parameters<typeof documents.readCache>): Promise<CachedEntry[]> =>
      (await documents.readCache(...of)).entries()
    expect(await read(source, 'lines-1')).toEqual([])
    await documents.writeCache(source, 'lines-1', ReadCache.of([entry]))
    await documents.writeCache(source, 'lines-1', ReadCache.of([other]))
    expect(await read(source, 'lines-1')).toEqual([other])
    expect(await read(source, 'lines-2')).toEqual([])
    expect(await read('ofac-nonsdn', 'lines-1')).toEqual([])
  })

  test('a list index is disposable, and of one list and one maker', async () => {
    const key = { source: 'ofac-sdn', root: 'h1:abc', maker: 'model-1' } as const
    expect(await documents.listIndex(key)).toBeNull()
    await documents.putListIndex(key, new TextEncoder().encode('older'))
    await documents.putListIndex(key, bytes)
    expect(Buffer.from((await documents.listIndex(key)) ?? [])).toEqual(Buffer.from(bytes))
    for (const other of [{ root: 'h1:abd' }, { maker: 'model-2' }, { source: 'ofac-nonsdn' as const }])
      expect(await documents.listIndex({ ...key, ...other })).toBeNull()
  })

  test('segments come back as they were put, under their own hash', async () => {
    const segment = { put: [designation('1', 'Karakum Cotton Spinning')], removed: ['2', '3'] }
    const ref = await documents.putSegment(source, segment)
    expect(ref.size).toBe(3)
    expect(await documents.putSegment(source, segment)).toEqual(ref)
    expect(await documents.segment(ref)).toEqual(segment)
    await expect(documents.segment({ ...ref, sha256: digest })).rejects.toThrow(IntegrityError)
    await expect(documents.segment({ ...ref, key: `${ref.key}x` })).rejects.toThrow(IntegrityError)
  })
})

test('a list index that is cut short, or is none, is read as if there were none', async () => {
  const Bucket = await embedded.bucket()
  const documents = s3DocumentStore(embedded.s3, Bucket)
  const key = { source: 'ofac-sdn', root: 'h1:abc', maker: 'model-1' } as const
  await documents.putListIndex(key, new Uint8Array(10_000).fill(7))
  const { Contents } = await embedded.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'list-index/' }))
  expect(Contents).toHaveLength(1)
  const Key = Contents?.[0]?.Key
  const stored = await embedded.s3.send(new GetObjectCommand({ Bucket, Key }))
  const whole = (await stored.Body?.transformToByteArray()) ?? new Uint8Array()
  for (const Body of [whole.subarray(0, whole.length - 9), whole.subarray(0, 5), bytes]) {
    await embedded.s3.send(new PutObjectCommand({ Bucket, Key, Body }))
    expect(await documents.listIndex(key)).toBeNull()
  }
})

test('what facts rest on is locked for eleven years, what was only fetched is not', async () => {
  const Bucket = await embedded.bucket()
  const documents = s3DocumentStore(embedded.s3, Bucket)
  const incoming = await documents.archive(source, digest, bytes)
  const kept = await documents.keep(source, digest)
  const { Retention } = await embedded.s3.send(new GetObjectRetentionCommand({ Bucket, Key: kept }))
  expect(Retention?.Mode).toBe('GOVERNANCE')
  const years = ((Retention?.RetainUntilDate?.getTime() ?? 0) - Date.now()) / (365.25 * 86_400_000)
  expect(years).toBeGreaterThan(10.9)
  expect(years).toBeLessThan(11.1)
  await expect(embedded.s3.send(new GetObjectRetentionCommand({ Bucket, Key: incoming }))).rejects.toThrow()
  expect(lockFrom(new Date('2024-02-29T00:00:00Z')).until.toISOString()).toBe('2035-03-01T00:00:00.000Z')
})

test('what is sealed is locked as the deployment says', async () => {
  const Bucket = await embedded.bucket()
  const lock = lockFrom(new Date(), { mode: 'COMPLIANCE', years: 12 })
  await sealOnce(embedded.s3, Bucket, 'sealed/acme/1.json', 'record', lock)
  const { Retention } = await embedded.s3.send(
    new GetObjectRetentionCommand({ Bucket, Key: 'sealed/acme/1.json' }),
  )
  expect(Retention?.Mode).toBe('COMPLIANCE')
  expect(Retention?.RetainUntilDate?.getUTCFullYear()).toBe(new Date().getUTCFullYear() + 12)
})

test('an object that is put once is never replaced', async () => {
  const Bucket = await embedded.bucket()
  await putOnce(embedded.s3, Bucket, 'sealed/acme/1.json', Buffer.from('first'))
  await putOnce(embedded.s3, Bucket, 'sealed/acme/1.json', Buffer.from('second'))
  const lock = lockFrom(new Date())
  expect(await sealOnce(embedded.s3, Bucket, 'sealed/acme/1.json', 'third', lock)).toBe('first')
  const { Contents } = await embedded.s3.send(new ListObjectsV2Command({ Bucket }))
  expect(Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([['sealed/acme/1.json', 5]])
})

test('a segment that was altered in the bucket is refused', async () => {
  const Bucket = await embedded.bucket()
  const documents = s3DocumentStore(embedded.s3, Bucket)
  const one = await documents.putSegment(source, { put: [], removed: ['1'] })
  const other = await documents.putSegment(source, { put: [], removed: ['2'] })
  expect(await documents.segment(one)).toEqual({ put: [], removed: ['1'] })
  const forged = await documents.segment({ ...other, sha256: one.sha256 }).catch((error: unknown) => error)
  expect(forged).toBeInstanceOf(IntegrityError)
  await embedded.s3.send(
    new PutObjectCommand({ Bucket, Key: `documents/${source}/${digest}`, Body: 'forged' }),
  )
  await expect(documents.read(`documents/${source}/${digest}`)).rejects.toThrow('was altered')
})
