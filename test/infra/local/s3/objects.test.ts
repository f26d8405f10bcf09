import { createHash, randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterTest, s3Client } from '../wire/support.ts'
import { startWithBucket } from './support.ts'

const get = async (client: S3Client, Key: string, rest: { Range?: string; VersionId?: string } = {}) => {
  const answer = await client.send(new GetObjectCommand({ Bucket: 'docs', Key, ...rest }))
  return { ...answer, text: (await answer.Body?.transformToString()) ?? '' }
}

describe('buckets', () => {
  it('are created, found, listed and deleted', async () => {
    const { client, put } = await startWithBucket()
    await client.send(new CreateBucketCommand({ Bucket: 'another-bucket' }))
    await client.send(new CreateBucketCommand({ Bucket: 'another-bucket' }))

    const { Buckets } = await client.send(new ListBucketsCommand({}))
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['another-bucket', 'docs'])
    await client.send(new HeadBucketCommand({ Bucket: 'docs' }))
    await expect(client.send(new HeadBucketCommand({ Bucket: 'none' }))).rejects.toMatchObject({
      name: 'NotFound',
    })
    await put('k', 'v')
    await expect(client.send(new DeleteBucketCommand({ Bucket: 'docs' }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
    })
    await client.send(new DeleteBucketCommand({ Bucket: 'another-bucket' }))
    await expect(client.send(new CreateBucketCommand({ Bucket: 'Upper' }))).rejects.toMatchObject({
      name: 'InvalidBucketName',
    })
  })

  it('need no path style from a client: an address has no subdomains', async () => {
    const { service } = await startWithBucket()
    const client = new S3Client({
      endpoint: service.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    })
    afterTest(() => client.destroy())
    await client.send(new PutObjectCommand({ Bucket: 'docs', Key: 'k', Body: 'v' }))
    expect((await get(client, 'k')).text).toBe('v')
  })
})

describe('objects', () => {
  it('come back as they were put, with their headers; the client verifies the checksum', async () => {
    const { client } = await startWithBucket()
    const Body = randomBytes(300_000)
    const Key = 'raw/ofac-sdn/2026/11/02/a b+c%/é纺.xml'

    const put = await client.send(
      new PutObjectCommand({
        Bucket: 'docs',
        Key,
        Body,
        ContentType: 'application/xml',
        ContentEncoding: 'gzip',
        Metadata: { source: 'ofac-sdn' },
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: 'key-1',
        Tagging: 'kept=yes',
      }),
    )
    const answer = await client.send(new GetObjectCommand({ Bucket: 'docs', Key, ChecksumMode: 'ENABLED' }))

    expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true)
    expect(answer).toMatchObject({
      ContentType: 'application/xml',
      ContentEncoding: 'gzip',
      ContentLength: 300_000,
      Metadata: { source: 'ofac-sdn' },
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'key-1',
      TagCount: 1,
      ETag: `"${createHash('md5').update(Body).digest('hex')}"`,
      ChecksumCRC32: put.ChecksumCRC32,
    })
    expect(put.ServerSideEncryption).toBe('aws:kms')
    expect(await client.send(new HeadObjectCommand({ Bucket: 'docs', Key }))).toMatchObject({
      ContentLength: 300_000,
      ETag: put.ETag,
    })
  })

  it('can be empty', async () => {
    const { client, put } = await startWithBucket()
    await put('empty', '', { ContentLength: 0 })
    const answer = await get(client, 'empty')
    expect([answer.text, answer.ContentLength]).toEqual(['', 0])
  })

  it('come as streams, whose aws-chunked encoding is taken apart and whose trailer is verified', async () => {
    const { client } = await startWithBucket()
    const bytes = randomBytes(200_000)
    const parts = [bytes.subarray(0, 70_000), bytes.subarray(70_000)]
    await client.send(
      new PutObjectCommand({
        Bucket: 'docs',
        Key: 'stream',
        Body: Readable.from(parts, { objectMode: false }),
        ContentLength: bytes.length,
      }),
    )
    const answer = await client.send(new GetObjectCommand({ Bucket: 'docs', Key: 'stream' }))
    expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true)
    expect(answer.ContentEncoding).toBeUndefined()
  })

  it.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)('are verified by %s', async (ChecksumAlgorithm) => {
    const { client } = await startWithBucket()
    await client.send(
      new PutObjectCommand({ Bucket: 'docs', Key: 'k', Body: 'hello world', ChecksumAlgorithm }),
    )
    const answer = await client.send(
      new GetObjectCommand({ Bucket: 'docs', Key: 'k', ChecksumMode: 'ENABLED' }),
    )
    expect(await answer.Body?.transformToString()).toBe('hello world')
    expect(answer[`Checksum${ChecksumAlgorithm}`]).toBeDefined()
  })

  it.each([
    ['a checksum', { 'x-amz-checksum-crc32': 'AAAAAA==' }],
    ['an MD5', { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }],
    ['a content hash', { 'x-amz-content-sha256': '0'.repeat(64) }],
    ['a chunk', { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' }],
  ])('are refused when %s does not agree', async (_what, headers: Record<string, string>) => {
    const { service, client } = await startWithBucket()
    const response = await fetch(`${service.url}/docs/k`, {
      method: 'PUT',
      headers: { authorization: 'AWS4-HMAC-SHA256 local', ...headers },
      body: 'body',
    })
    expect(response.status).toBe(400)
    await expect(get(client, 'k')).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  it('are replaced without a trace where there are no versions', async () => {
    const { client, put, directory } = await startWithBucket()
    await put('k', 'one')
    await put('k', 'two')
    expect((await get(client, 'k')).text).toBe('two')
    await client.send(new DeleteObjectCommand({ Bucket: 'docs', Key: 'k' }))
    await client.send(new DeleteObjectCommand({ Bucket: 'docs', Key: 'k' }))
    await expect(get(client, 'k')).rejects.toMatchObject({ name: 'NoSuchKey' })
    const blobs = readdirSync(join(directory, 'blobs'), { recursive: true, withFileTypes: true })
    expect(blobs.filter((entry) => entry.isFile())).toEqual([])
  })

  it('are copied, with or without their metadata', async () => {
    const { client, put } = await startWithBucket()
    await put('from here', 'v', { Metadata: { a: '1' }, Tagging: 't=1', ServerSideEncryption: 'aws:kms' })
    await client.send(new CopyObjectCommand({ Bucket: 'docs', Key: 'kept', CopySource: 'docs/from%20here' }))
    await client.send(
      new CopyObjectCommand({
        Bucket: 'docs',
        Key: 'new',
        CopySource: '/docs/from%20here',
        MetadataDirective: 'REPLACE',
        Metadata: { b: '2' },
      }),
    )
    expect(await get(client, 'kept')).toMatchObject({ text: 'v', Metadata: { a: '1' }, TagCount: 1 })
    expect((await get(client, 'kept')).ServerSideEncryption).toBeUndefined()
    expect(await get(client, 'new')).toMatchObject({ text: 'v', Metadata: { b: '2' } })
    await expect(
      client.send(new CopyObjectCommand({ Bucket: 'docs', Key: 'x', CopySource: 'docs/none' })),
    ).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  it('are deleted many at a time', async () => {
    const { client, put } = await startWithBucket()
    await put('a', '1')
    await put('b', '2')
    const result = await client.send(
      new DeleteObjectsCommand({ Bucket: 'docs', Delete: { Objects: [{ Key: 'a' }, { Key: 'none' }] } }),
    )
    expect(result.Deleted?.map(({ Key }) => Key)).toEqual(['a', 'none'])
    expect((await client.send(new ListObjectsV2Command({ Bucket: 'docs' }))).Contents).toHaveLength(1)
  })

  it('have tags', async () => {
    const { client, put } = await startWithBucket()
    await put('k', 'v')
    const TagSet = [{ Key: 'kept', Value: 'for good' }]
    await client.send(new PutObjectTaggingCommand({ Bucket: 'docs', Key: 'k', Tagging: { TagSet } }))
    expect((await client.send(new GetObjectTaggingCommand({ Bucket: 'docs', Key: 'k' }))).TagSet).toEqual(
      TagSet,
    )
  })
})

describe('conditions', () => {
  it('create an object only where there is none', async () => {
    const { client, put } = await startWithBucket()
    await put('k', 'first', { IfNoneMatch: '*' })
    await expect(put('k', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    })
    expect((await get(client, 'k')).text).toBe('first')
  })

  it('let one of many racing writers win', async () => {
    const { put } = await startWithBucket()
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => put('k', `writer ${index}`, { IfNoneMatch: '*' })),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('replace an object only where it is the expected one', async () => {
    const { client, put } = await startWithBucket()
    const { ETag } = await put('k', 'one')
    await put('k', 'two', { IfMatch: ETag })
    await expect(put('k', 'three', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await expect(put('none', 'x', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' })
    expect((await get(client, 'k')).text).toBe('two')
  })

  it('spare a reader what it has', async () => {
    const { client, put } = await startWithBucket()
    const { ETag } = await put('k', 'v')
    const read = (conditions: object) =>
      client.send(new GetObjectCommand({ Bucket: 'docs', Key: 'k', ...conditions }))
    await expect(read({ IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } })
    await expect(read({ IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await expect(read({ IfModifiedSince: new Date(Date.now() + 10_000) })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    })
    await expect(read({ IfNoneMatch: '"other"' })).resolves.toBeDefined()
  })
})

describe('ranges', () => {
  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=5-99', '56789', 'bytes 5-9/10'],
  ])('%s', async (Range, text, ContentRange) => {
    const { client, put } = await startWithBucket()
    await put('k', '0123456789')
    const answer = await get(client, 'k', { Range })
    expect(answer).toMatchObject({ text, ContentRange, $metadata: { httpStatusCode: 206 } })
  })

  it('refuse what lies behind the end', async () => {
    const { client, put } = await startWithBucket()
    await put('k', '0123456789')
    await expect(get(client, 'k', { Range: 'bytes=10-' })).rejects.toMatchObject({ name: 'InvalidRange' })
  })
})

describe('listing', () => {
  const listAll = async (
    client: S3Client,
    input: { Prefix?: string; Delimiter?: string; MaxKeys: number },
  ) => {
    const keys: string[] = []
    const prefixes: string[] = []
    let ContinuationToken: string | undefined
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: 'docs', ...input, ContinuationToken }),
      )
      expect(page.KeyCount).toBeLessThanOrEqual(input.MaxKeys)
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''))
      prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ''))
      ContinuationToken = page.NextContinuationToken
    } while (ContinuationToken !== undefined)
    return { keys, prefixes }
  }

  it('pages through prefixes and folders', async () => {
    const { client, put } = await startWithBucket()
    for (const key of [
      'intake/acme/a.csv',
      'intake/acme/b.csv',
      'intake/zeta/c.csv',
      'intake/top.csv',
      'other',
    ]) {
      await put(key, key)
    }
    expect(await listAll(client, { Prefix: 'intake/', MaxKeys: 2 })).toEqual({
      keys: ['intake/acme/a.csv', 'intake/acme/b.csv', 'intake/top.csv', 'intake/zeta/c.csv'],
      prefixes: [],
    })
    expect(await listAll(client, { Prefix: 'intake/', Delimiter: '/', MaxKeys: 1 })).toEqual({
      keys: ['intake/top.csv'],
      prefixes: ['intake/acme/', 'intake/zeta/'],
    })
  })

  it('agrees with a plain model for any keys, page size and delimiter', async () => {
    const { client, put } = await startWithBucket()
    const alphabet = ['a', 'b', '/', '-', 'é', '\u{1F9F5}']
    const key = fc
      .array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.join(''))
    const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
    const stored = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { maxLength: 5 }),
        fc.constantFrom('', 'a', 'a/', '/'),
        fc.constantFrom(undefined, '/', '-'),
        fc.integer({ min: 1, max: 4 }),
        async (added, Prefix, Delimiter, MaxKeys) => {
          for (const name of added) {
            // A path that begins or ends in a slash of its own is a key like any other.
            await put(name, 'x')
            stored.add(name)
          }
          const keys: string[] = []
          const prefixes = new Set<string>()
          for (const name of [...stored].filter((candidate) => candidate.startsWith(Prefix)).sort(byBytes)) {
            const cut = Delimiter === undefined ? -1 : name.indexOf(Delimiter, Prefix.length)
            if (cut < 0) keys.push(name)
            else prefixes.add(name.slice(0, cut + 1))
          }
          const found = await listAll(client, {
            Prefix,
            MaxKeys,
            ...(Delimiter === undefined ? {} : { Delimiter }),
          })
          expect(found).toEqual({ keys, prefixes: [...prefixes] })
        },
      ),
      { numRuns: 25 },
    )
  })

  it('encodes keys on request', async () => {
    const { client, put } = await startWithBucket()
    await put('a b/\u0001', 'x')
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: 'docs', EncodingType: 'url' }))
    expect(Contents?.[0]?.Key).toBe('a%20b/%01')
  })
})

describe('what is not done', () => {
  it('is refused by name, and changes nothing', async () => {
    const { client, put } = await startWithBucket()
    await expect(put('k', 'v', { ACL: 'public-read' })).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('x-amz-acl'),
    })
    await expect(put('k', 'v', { StorageClass: 'GLACIER' })).rejects.toMatchObject({
      message: expect.stringContaining('GLACIER'),
    })
    await expect(client.send(new ListObjectsV2Command({ Bucket: 'docs' }))).resolves.toMatchObject({
      KeyCount: 0,
    })
    await put('k', 'v')
    await expect(
      client.send(new PutObjectAclCommand({ Bucket: 'docs', Key: 'k', ACL: 'private' })),
    ).rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('acl') })
    await expect(client.send(new ListObjectsCommand({ Bucket: 'docs' }))).rejects.toMatchObject({
      name: 'NotImplemented',
    })
    await expect(
      client.send(new GetObjectCommand({ Bucket: 'docs', Key: 'k', PartNumber: 1 })),
    ).rejects.toMatchObject({ message: expect.stringContaining('partNumber') })
    expect((await get(client, 'k')).text).toBe('v')
  })

  it('includes requests without a signature, and those that expect another owner', async () => {
    const { service, put } = await startWithBucket()
    await put('k', 'v')
    expect((await fetch(`${service.url}/docs/k`)).status).toBe(403)
    await expect(
      s3Client(service.url).send(
        new GetObjectCommand({ Bucket: 'docs', Key: 'k', ExpectedBucketOwner: '123456789012' }),
      ),
    ).rejects.toMatchObject({ name: 'AccessDenied' })
  })
})
