import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { DatabaseSync } from 'node:sqlite'
import { DeleteTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { DescribeStreamCommand } from '@aws-sdk/client-dynamodb-streams'
import { expect, it } from 'vitest'
import { type Fixture, makeTable, readShard, readStream, refusal, shardsOf, startFixture } from './support.ts'

const hour = 60 * 60 * 1000

const put = async (at: Fixture, table: string, from: number, through: number): Promise<void> => {
  for (let n = from; n <= through; n += 1) {
    await at.client.send(
      new PutItemCommand({ TableName: table, Item: { pk: { S: 'a' }, n: { N: String(n) } } }),
    )
  }
}
const started = async (...of: Parameters<typeof startFixture>) => {
  const fixture = await startFixture(...of)
  const { name, streamArn } = await makeTable(fixture.client, { sortType: 'none', view: 'NEW_IMAGE' })
  return { fixture, name, streamArn }
}
const valuesIn = async (at: Fixture, arn: string, shard: string | undefined): Promise<number[]> =>
  (await readShard(at.streams, arn, shard)).map(({ dynamodb }) => Number(dynamodb?.NewImage?.n?.N))

it('a shard closes after so many records, and its child goes on', async () => {
  const { fixture, name, streamArn } = await started(':memory:', undefined, { shardLife: { records: 3 } })
  const other = await makeTable(fixture.client, { sortType: 'none', view: 'NEW_IMAGE' })
  for (let n = 1; n <= 8; n += 1) {
    await put(fixture, name, n, n)
    await put(fixture, other.name, n, n)
  }
  const shards = await shardsOf(fixture.streams, streamArn)
  expect(shards.map(({ ParentShardId }) => ParentShardId)).toEqual([
    undefined,
    shards[0]?.ShardId,
    shards[1]?.ShardId,
  ])
  const values = await Promise.all(shards.map(({ ShardId }) => valuesIn(fixture, streamArn, ShardId)))
  expect(values).toEqual([
    [1, 2, 3],
    [4, 5, 6],
    [7, 8],
  ])
  const ends = shards.map(({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber)
  expect(ends).toEqual([expect.any(String), expect.any(String), undefined])
  for (const [at, end] of ends.slice(0, -1).entries()) {
    const next = shards[at + 1]?.SequenceNumberRange?.StartingSequenceNumber ?? ''
    expect(BigInt(end ?? '')).toBeLessThan(BigInt(next))
  }
  await fixture.close()
})

it('shards are told page by page, and the children of one', async () => {
  const { fixture, name, streamArn } = await started(':memory:', undefined, { shardLife: { records: 1 } })
  await put(fixture, name, 1, 5)
  const all = (await shardsOf(fixture.streams, streamArn)).map(({ ShardId }) => ShardId)
  expect(all).toHaveLength(5)
  const pages: (string | undefined)[][] = []
  let start: string | undefined
  do {
    const { StreamDescription: page } = await fixture.streams.send(
      new DescribeStreamCommand({ StreamArn: streamArn, Limit: 2, ExclusiveStartShardId: start }),
    )
    pages.push((page?.Shards ?? []).map(({ ShardId }) => ShardId))
    start = page?.LastEvaluatedShardId
  } while (start !== undefined)
  expect(pages).toEqual([all.slice(0, 2), all.slice(2, 4), all.slice(4)])
  const { StreamDescription } = await fixture.streams.send(
    new DescribeStreamCommand({
      StreamArn: streamArn,
      ShardFilter: { Type: 'CHILD_SHARDS', ShardId: all[1] },
    }),
  )
  expect(StreamDescription?.Shards?.map(({ ShardId }) => ShardId)).toEqual([all[2]])
  await fixture.close()
})

it('a shard closes after four hours, by itself and unless it is empty', async () => {
  const { fixture, name, streamArn } = await started()
  await put(fixture, name, 1, 1)
  fixture.time.now += 4 * hour - 1
  await put(fixture, name, 2, 2)
  expect(await shardsOf(fixture.streams, streamArn)).toHaveLength(1)
  fixture.time.now += 1
  await expect.poll(() => shardsOf(fixture.streams, streamArn), { timeout: 5_000 }).toHaveLength(2)
  fixture.time.now += 5 * hour
  await put(fixture, name, 3, 3)
  const shards = await shardsOf(fixture.streams, streamArn)
  const values = await Promise.all(shards.map(({ ShardId }) => valuesIn(fixture, streamArn, ShardId)))
  expect(values).toEqual([[1, 2], [3]])
  await fixture.close()
})

it('closed shards go a day later with their records, and their children still name them', async () => {
  const { fixture, name, streamArn } = await started(':memory:', undefined, { shardLife: { records: 2 } })
  await put(fixture, name, 1, 3)
  const [old, open] = await shardsOf(fixture.streams, streamArn)
  fixture.time.now += 24 * hour
  expect(await valuesIn(fixture, streamArn, old?.ShardId)).toEqual([1, 2])
  fixture.time.now += 1
  expect((await refusal(readShard(fixture.streams, streamArn, old?.ShardId))).name).toBe(
    'ResourceNotFoundException',
  )
  const [left, ...more] = await shardsOf(fixture.streams, streamArn)
  expect([left?.ShardId, left?.ParentShardId, ...more]).toEqual([open?.ShardId, old?.ShardId])
  expect(await readStream(fixture.streams, streamArn)).toEqual([])
  await put(fixture, name, 4, 4)
  expect(await readStream(fixture.streams, streamArn)).toHaveLength(1)
  await fixture.client.send(new DeleteTableCommand({ TableName: name }))
  const ended = await shardsOf(fixture.streams, streamArn)
  expect(ended.every((shard) => shard.SequenceNumberRange?.EndingSequenceNumber !== undefined)).toBe(true)
  fixture.time.now += 24 * hour + 1
  await expect
    .poll(async () => (await refusal(shardsOf(fixture.streams, streamArn))).name, { timeout: 5_000 })
    .toBe('ResourceNotFoundException')
  await fixture.close()
})

it('a folder from before shards closed is read on where its readers stood', async () => {
  const folder = await mkdtemp(`${tmpdir()}/tierwatch-dynamodb-`)
  const file = `${folder}/store.sqlite`
  const { fixture: before, name, streamArn } = await started(file)
  await put(before, name, 1, 3)
  const checkpoint = (await readStream(before.streams, streamArn))[1]?.dynamodb?.SequenceNumber ?? ''
  await before.close()
  const database = new DatabaseSync(file)
  database.exec('DROP TABLE stream_shards; PRAGMA user_version = 1')
  database.close()

  before.time.now += 5 * hour
  const after = await startFixture(file, before.time)
  await put(after, name, 4, 4)
  const shards = await shardsOf(after.streams, streamArn)
  const first = 'shardId-00000000000000000001-00000001'
  expect(shards.map(({ ShardId, ParentShardId }) => [ShardId === first, ParentShardId])).toEqual([
    [true, undefined],
    [false, first],
  ])
  const values = (await readStream(after.streams, streamArn, { after: checkpoint })).map(({ dynamodb }) =>
    Number(dynamodb?.NewImage?.n?.N),
  )
  expect(values).toEqual([3, 4])
  await after.close()
  await rm(folder, { recursive: true })
})
