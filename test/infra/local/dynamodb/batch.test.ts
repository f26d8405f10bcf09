import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fixture, type Item, makeTable, readStream, refusal, startFixture } from './support.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await startFixture()
})
afterAll(() => fixture.close())

const put = (Item: Item) => ({ PutRequest: { Item } })
const remove = (Key: Item) => ({ DeleteRequest: { Key } })
const item = (pk: string, n = '0'): Item => ({ pk: { S: pk }, n: { N: n } })
const write = (RequestItems: Record<string, (ReturnType<typeof put> | ReturnType<typeof remove>)[]>) =>
  fixture.client.send(new BatchWriteItemCommand({ RequestItems }))

describe('a batch of writes', () => {
  it('puts and deletes in several tables, and streams each change', async () => {
    const a = await makeTable(fixture.client, { sortType: 'none', view: 'KEYS_ONLY' })
    const b = await makeTable(fixture.client, { sortType: 'none' })
    await write({ [a.name]: [put(item('1')), put(item('2'))], [b.name]: [put(item('1'))] })
    const { UnprocessedItems } = await write({
      [a.name]: [remove({ pk: { S: '1' } }), put(item('2', '5')), remove({ pk: { S: 'never there' } })],
    })
    expect(UnprocessedItems).toEqual({})
    const left = await fixture.client.send(new ScanCommand({ TableName: a.name }))
    expect(left.Items).toEqual([item('2', '5')])
    const records = await readStream(fixture.streams, a.streamArn)
    expect(records.map(({ eventName }) => eventName)).toEqual(['INSERT', 'INSERT', 'REMOVE', 'MODIFY'])
  })

  it('is refused whole above 25 writes, with a key twice, or with an item that is too large', async () => {
    const a = (await makeTable(fixture.client, { sortType: 'none' })).name
    const b = (await makeTable(fixture.client, { sortType: 'none' })).name
    const many = Array.from({ length: 13 }, (_, n) => put(item(String(n))))
    expect(await refusal(write({ [a]: many, [b]: many }))).toMatchObject({ message: /25 at most/ })
    const twice = write({ [a]: [put(item('1')), remove({ pk: { S: '1' } })] })
    expect(await refusal(twice)).toMatchObject({ message: /duplicates/ })
    const large = write({ [a]: [put(item('1')), put({ ...item('2'), text: { S: 'x'.repeat(400 * 1024) } })] })
    expect(await refusal(large)).toMatchObject({ message: /Item size has exceeded/ })
    const missing = write({ [a]: [put(item('1'))], 'no-such-table': [put(item('1'))] })
    expect((await refusal(missing)).name).toBe('ResourceNotFoundException')
    expect((await fixture.client.send(new ScanCommand({ TableName: a }))).Count).toBe(0)
  })
})

describe('a batch of reads', () => {
  it('finds what is there, projected, in several tables', async () => {
    const a = (await makeTable(fixture.client, { sortType: 'none' })).name
    const b = (await makeTable(fixture.client, { sortType: 'none' })).name
    await write({ [a]: [put(item('1', '1')), put(item('2', '2'))], [b]: [put(item('1', '3'))] })
    const { Responses, UnprocessedKeys } = await fixture.client.send(
      new BatchGetItemCommand({
        RequestItems: {
          [a]: { Keys: ['1', '2', '3'].map((pk) => ({ pk: { S: pk } })), ConsistentRead: true },
          [b]: {
            Keys: [{ pk: { S: '1' } }],
            ProjectionExpression: '#n',
            ExpressionAttributeNames: { '#n': 'n' },
          },
        },
      }),
    )
    expect(Responses).toEqual({ [a]: [item('1', '1'), item('2', '2')], [b]: [{ n: { N: '3' } }] })
    expect(UnprocessedKeys).toEqual({})
  })

  it('leaves keys for the next call above 16 MB', async () => {
    const { name } = await makeTable(fixture.client, { sortType: 'none' })
    const ids = Array.from({ length: 45 }, (_, n) => String(n))
    const text = { S: 'x'.repeat(390 * 1024) }
    for (const id of ids) {
      await fixture.client.send(new PutItemCommand({ TableName: name, Item: { ...item(id), text } }))
    }
    const found: (string | undefined)[] = []
    let keys: Item[] | undefined = ids.map((pk) => ({ pk: { S: pk } }))
    let calls = 0
    while (keys) {
      const page: {
        Responses?: Record<string, Item[]>
        UnprocessedKeys?: Record<string, { Keys: Item[] | undefined }>
      } = await fixture.client.send(new BatchGetItemCommand({ RequestItems: { [name]: { Keys: keys } } }))
      found.push(...(page.Responses?.[name] ?? []).map(({ pk }) => pk?.S))
      keys = page.UnprocessedKeys?.[name]?.Keys
      calls++
    }
    expect(calls).toBe(2)
    expect(found).toEqual(ids)
  })

  it('is refused above 100 keys, or with a key twice', async () => {
    const { name } = await makeTable(fixture.client, { sortType: 'none' })
    const read = (ids: string[]) =>
      fixture.client.send(
        new BatchGetItemCommand({ RequestItems: { [name]: { Keys: ids.map((pk) => ({ pk: { S: pk } })) } } }),
      )
    expect(await refusal(read(Array.from({ length: 101 }, (_, n) => String(n))))).toMatchObject({
      message: /Too many items/,
    })
    expect(await refusal(read(['1', '1']))).toMatchObject({ message: /duplicates/ })
  })
})
