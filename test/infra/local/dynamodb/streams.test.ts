import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import {
  DeleteItemCommand,
  DeleteTableCommand,
  PutItemCommand,
  UpdateItemCommand,
  type StreamViewType,
} from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type ShardIteratorType,
} from '@aws-sdk/client-dynamodb-streams'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Fixture, type Item, makeTable, readStream, refusal, shardOf, startFixture } from './support.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await startFixture()
})
afterAll(() => fixture.close())

const key: Item = { pk: { S: 'a' } }
const put = (table: string, n: string, at = fixture, pk = 'a') =>
  at.client.send(new PutItemCommand({ TableName: table, Item: { pk: { S: pk }, n: { N: n } } }))
const iterator = async (arn: string, type: ShardIteratorType, sequence?: string, at = fixture) => {
  const { ShardIterator } = await at.streams.send(
    new GetShardIteratorCommand({
      StreamArn: arn,
      ShardId: await shardOf(at.streams, arn),
      ShardIteratorType: type,
      SequenceNumber: sequence,
    }),
  )
  return ShardIterator
}
const records = (ShardIterator: string | undefined, Limit?: number, at = fixture) =>
  at.streams.send(new GetRecordsCommand({ ShardIterator, Limit }))

describe('a stream', () => {
  const one = { ...key, n: { N: '1' } }
  const two = { ...key, n: { N: '2' } }
  it.each([
    ['KEYS_ONLY', [{}, {}, {}]],
    ['NEW_IMAGE', [{ NewImage: one }, { NewImage: two }, {}]],
    ['OLD_IMAGE', [{}, { OldImage: one }, { OldImage: two }]],
    ['NEW_AND_OLD_IMAGES', [{ NewImage: one }, { NewImage: two, OldImage: one }, { OldImage: two }]],
  ] as [StreamViewType, object[]][])('of view %s shows each change', async (view, images) => {
    const { name, streamArn } = await makeTable(fixture.client, { sortType: 'none', view })
    await put(name, '1')
    await put(name, '2')
    await fixture.client.send(new DeleteItemCommand({ TableName: name, Key: key }))
    const found = await readStream(fixture.streams, streamArn)
    expect(found).toHaveLength(3)
    for (const [position, { dynamodb, ...record }] of found.entries()) {
      expect(record).toMatchObject({
        eventName: ['INSERT', 'MODIFY', 'REMOVE'][position],
        eventSource: 'aws:dynamodb',
        eventVersion: '1.1',
        awsRegion: 'us-east-1',
        eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      })
      expect(record.userIdentity).toBeUndefined()
      const { NewImage, OldImage } = dynamodb ?? {}
      expect({ ...(NewImage && { NewImage }), ...(OldImage && { OldImage }) }).toEqual(images[position])
      expect(dynamodb).toMatchObject({ Keys: key, StreamViewType: view })
      expect(dynamodb?.ApproximateCreationDateTime?.getTime()).toBe(
        Math.floor(fixture.time.now / 1000) * 1000,
      )
    }
    expect(new Set(found.map(({ eventID }) => eventID)).size).toBe(3)
  })

  it('has no record where nothing changed', async () => {
    const { name, streamArn } = await makeTable(fixture.client, { sortType: 'none', view: 'KEYS_ONLY' })
    const { client } = fixture
    const tags = (SS: string[]) => ({ tags: { SS }, n: { N: '1' } })
    await client.send(new PutItemCommand({ TableName: name, Item: { ...key, ...tags(['a', 'b']) } }))
    await client.send(
      new PutItemCommand({ TableName: name, Item: { ...tags(['b', 'a']), n: { N: '1.0' }, ...key } }),
    )
    await client.send(
      new UpdateItemCommand({
        TableName: name,
        Key: key,
        UpdateExpression: 'SET n = :one REMOVE nowhere',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    )
    await client.send(new DeleteItemCommand({ TableName: name, Key: { pk: { S: 'never there' } } }))
    expect(await readStream(fixture.streams, streamArn)).toHaveLength(1)
  })

  it('is read from either end, and at or after a number', async () => {
    const { name, streamArn } = await makeTable(fixture.client, { sortType: 'none', view: 'NEW_IMAGE' })
    const latest = await iterator(streamArn, 'LATEST')
    for (const n of ['1', '2', '3']) await put(name, n)
    const values = async (from: string | undefined, limit?: number) =>
      ((await records(from, limit)).Records ?? []).map(({ dynamodb }) => dynamodb?.NewImage?.n?.N)
    const all = (await records(await iterator(streamArn, 'TRIM_HORIZON'))).Records ?? []
    const numbers = all.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '')
    expect(numbers).toEqual(numbers.toSorted())
    expect(await values(latest)).toEqual(['1', '2', '3'])
    expect(await values(await iterator(streamArn, 'LATEST'))).toEqual([])
    expect(await values(await iterator(streamArn, 'AT_SEQUENCE_NUMBER', numbers[1]))).toEqual(['2', '3'])
    expect(await values(await iterator(streamArn, 'AFTER_SEQUENCE_NUMBER', numbers[1]))).toEqual(['3'])
    const first = await records(latest, 2)
    expect(first.Records).toHaveLength(2)
    expect(await values(first.NextShardIterator)).toEqual(['3'])
  })

  it('refuses numbers and iterators that it never gave', async () => {
    const { streamArn } = await makeTable(fixture.client, { sortType: 'none', view: 'NEW_IMAGE' })
    const future = `1${'9'.repeat(14).padStart(20, '0')}`
    expect(await refusal(iterator(streamArn, 'AFTER_SEQUENCE_NUMBER', future))).toMatchObject({
      message: /Invalid SequenceNumber/,
    })
    expect(await refusal(records('bm90IGFuIGl0ZXJhdG9y'))).toMatchObject({ message: /Invalid ShardIterator/ })
    const unknown = `${streamArn.slice(0, -3)}xyz`
    expect((await refusal(iterator(unknown, 'LATEST'))).name).toBe('ResourceNotFoundException')
  })

  it('ends its iterators after fifteen minutes', async () => {
    const { streamArn } = await makeTable(fixture.client, { sortType: 'none', view: 'NEW_IMAGE' })
    const old = await iterator(streamArn, 'LATEST')
    fixture.time.now += 15 * 60 * 1000
    await records(old)
    fixture.time.now += 1
    expect((await refusal(records(old))).name).toBe('ExpiredIteratorException')
  })

  it('keeps records for 24 hours, and says when a reader comes too late', async () => {
    const { name, streamArn } = await makeTable(fixture.client, { sortType: 'none', view: 'NEW_IMAGE' })
    await put(name, '1')
    await put(name, '2')
    const [first, second] = (await readStream(fixture.streams, streamArn)).map(
      (record) => record.dynamodb?.SequenceNumber ?? '',
    )
    fixture.time.now += 24 * 60 * 60 * 1000
    await put(name, '3')
    expect(await readStream(fixture.streams, streamArn)).toHaveLength(3)
    fixture.time.now += 1
    expect(await readStream(fixture.streams, streamArn)).toHaveLength(1)
    const late = await refusal(iterator(streamArn, 'AFTER_SEQUENCE_NUMBER', first))
    expect(late.name).toBe('TrimmedDataAccessException')
    // The reader that had read everything that is gone has missed nothing.
    expect(await readStream(fixture.streams, streamArn, { after: second ?? '' })).toHaveLength(1)
  })

  it('ends with its table, and can be read to the end', async () => {
    const { name, streamArn } = await makeTable(fixture.client, { sortType: 'none', view: 'NEW_IMAGE' })
    await put(name, '1')
    await fixture.client.send(new DeleteTableCommand({ TableName: name }))
    const { StreamDescription } = await fixture.streams.send(
      new DescribeStreamCommand({ StreamArn: streamArn }),
    )
    expect(StreamDescription).toMatchObject({
      StreamStatus: 'DISABLED',
      Shards: [{ SequenceNumberRange: { EndingSequenceNumber: expect.any(String) } }],
    })
    const page = await records(await iterator(streamArn, 'TRIM_HORIZON'))
    expect(page.Records).toHaveLength(1)
    expect((await records(page.NextShardIterator)).NextShardIterator).toBeUndefined()
  })

  it('is listed with its table', async () => {
    const { name, streamArn } = await makeTable(fixture.client, { sortType: 'none', view: 'NEW_IMAGE' })
    const { Streams } = await fixture.streams.send(new ListStreamsCommand({ TableName: name }))
    expect(Streams).toEqual([
      { StreamArn: streamArn, TableName: name, StreamLabel: streamArn.split('/stream/')[1] },
    ])
    const page = await fixture.streams.send(new ListStreamsCommand({ Limit: 1 }))
    expect(page.Streams).toHaveLength(1)
    expect(page.LastEvaluatedStreamArn).toBe(page.Streams?.[0]?.StreamArn)
  })

  it('tells its listeners after each commit that appended', async () => {
    const { name, streamArn } = await makeTable(fixture.client, { sortType: 'none', view: 'NEW_IMAGE' })
    const heard = vi.fn<(arn: string) => void>()
    const stop = fixture.server.onStreamRecords(heard)
    await put(name, '1')
    await put(name, '1')
    expect(heard.mock.calls).toEqual([[streamArn]])
    stop()
    await put(name, '2')
    expect(heard).toHaveBeenCalledTimes(1)
  })
})

describe('after a restart on the same file', () => {
  it('everything is as it was, and readers go on where they stood', async () => {
    const folder = await mkdtemp(`${tmpdir()}/tierwatch-dynamodb-`)
    const file = `${folder}/store.sqlite`
    const before = await startFixture(file)
    const { name, streamArn } = await makeTable(before.client, { sortType: 'none', view: 'NEW_IMAGE' })
    await put(name, '1', before)
    await put(name, '2', before)
    const page = await records(await iterator(streamArn, 'TRIM_HORIZON', undefined, before), 1, before)
    const checkpoint = page.Records?.[0]?.dynamodb?.SequenceNumber ?? ''
    await before.close()

    const after = await startFixture(file, before.time)
    await put(name, '2', after)
    await put(name, '3', after)
    const values = (list: typeof page.Records) => (list ?? []).map(({ dynamodb }) => dynamodb?.NewImage?.n?.N)
    expect(values(await readStream(after.streams, streamArn, { after: checkpoint }))).toEqual(['2', '3'])
    expect(values((await records(page.NextShardIterator, undefined, after)).Records)).toEqual(['2', '3'])
    await after.close()
    await rm(folder, { recursive: true })
  })

  it('numbers go on even where all records were trimmed', async () => {
    const folder = await mkdtemp(`${tmpdir()}/tierwatch-dynamodb-`)
    const file = `${folder}/store.sqlite`
    const before = await startFixture(file)
    const { name, streamArn } = await makeTable(before.client, { sortType: 'none', view: 'NEW_IMAGE' })
    await put(name, '1', before)
    const last = (await readStream(before.streams, streamArn))[0]?.dynamodb?.SequenceNumber ?? ''
    before.time.now += 24 * 60 * 60 * 1000 + 1
    expect(await readStream(before.streams, streamArn)).toEqual([])
    await before.close()
    const after = await startFixture(file, before.time)
    await put(name, '2', after)
    const next =
      (await readStream(after.streams, streamArn, { after: last }))[0]?.dynamodb?.SequenceNumber ?? ''
    expect(BigInt(next)).toBeGreaterThan(BigInt(last))
    await after.close()
    await rm(folder, { recursive: true })
  })
})
