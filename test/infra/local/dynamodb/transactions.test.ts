import {
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Fixture, type Item, makeTable, readStream, refusal, startFixture } from './support.ts'

let fixture: Fixture
let table: string
let streamArn: string
beforeAll(async () => {
  fixture = await startFixture()
})
afterAll(() => fixture.close())
beforeEach(async () => {
  const made = await makeTable(fixture.client, { sortType: 'none', view: 'NEW_AND_OLD_IMAGES' })
  table = made.name
  streamArn = made.streamArn
})

const write = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  fixture.client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }))
const key = (pk: string): Item => ({ pk: { S: pk } })
const put = (pk: string, n = '0'): TransactWriteItem => ({
  Put: { TableName: table, Item: { ...key(pk), n: { N: n } } },
})
const contents = async () => (await fixture.client.send(new ScanCommand({ TableName: table }))).Items ?? []
const cancellation = async (request: Promise<unknown>) => {
  const error = await refusal(request)
  if (!(error instanceof TransactionCanceledException)) throw error
  return error.CancellationReasons ?? []
}

describe('a transaction', () => {
  it('puts, updates, deletes and checks, all at once', async () => {
    await write([put('a', '1'), put('b', '2'), put('c', '3')])
    await write([
      put('d', '4'),
      {
        Update: {
          TableName: table,
          Key: key('a'),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      },
      { Delete: { TableName: table, Key: key('b'), ConditionExpression: 'attribute_exists(pk)' } },
      { ConditionCheck: { TableName: table, Key: key('c'), ConditionExpression: 'attribute_exists(pk)' } },
    ])
    expect(await contents()).toEqual([
      { ...key('a'), n: { N: '2' } },
      { ...key('c'), n: { N: '3' } },
      { ...key('d'), n: { N: '4' } },
    ])
    const records = await readStream(fixture.streams, streamArn)
    expect(records.map(({ eventName, dynamodb }) => [eventName, dynamodb?.Keys?.pk?.S])).toEqual([
      ['INSERT', 'a'],
      ['INSERT', 'b'],
      ['INSERT', 'c'],
      ['INSERT', 'd'],
      ['MODIFY', 'a'],
      ['REMOVE', 'b'],
    ])
  })

  it('is cancelled whole by a failed condition, and says which and why', async () => {
    await write([put('a', '1')])
    const reasons = await cancellation(
      write([
        put('b'),
        {
          Put: {
            TableName: table,
            Item: key('a'),
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
        {
          ConditionCheck: {
            TableName: table,
            Key: key('c'),
            ConditionExpression: 'attribute_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ]),
    )
    expect(reasons).toEqual([
      { Code: 'None' },
      {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        Item: { ...key('a'), n: { N: '1' } },
      },
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
    ])
    expect(await contents()).toEqual([{ ...key('a'), n: { N: '1' } }])
    expect(await readStream(fixture.streams, streamArn)).toHaveLength(1)
  })

  it('is cancelled whole by an update that the item does not allow', async () => {
    await write([put('a', '1')])
    const reasons = await cancellation(
      write([
        put('b'),
        {
          Update: {
            TableName: table,
            Key: key('a'),
            UpdateExpression: 'SET n.deep = :v',
            ExpressionAttributeValues: { ':v': { N: '1' } },
          },
        },
      ]),
    )
    expect(reasons).toMatchObject([{ Code: 'None' }, { Code: 'ValidationError', Message: /document path/ }])
    expect(await contents()).toHaveLength(1)
  })

  it('is refused with a key twice, above 100 actions, above 4 MB, or with an empty action', async () => {
    expect(await refusal(write([put('a'), put('a')]))).toMatchObject({
      name: 'ValidationException',
      message: /multiple operations on one item/,
    })
    await write(Array.from({ length: 100 }, (_, n) => put(`ok-${n}`)))
    expect((await refusal(write(Array.from({ length: 101 }, (_, n) => put(`no-${n}`))))).name).toBe(
      'ValidationException',
    )
    const large = (pk: string): TransactWriteItem => ({
      Put: { TableName: table, Item: { ...key(pk), text: { S: 'x'.repeat(399 * 1024) } } },
    })
    const tooMuch = write(Array.from({ length: 11 }, (_, n) => large(`large-${n}`)))
    expect(await refusal(tooMuch)).toMatchObject({ message: /4 MB at most/ })
    expect((await refusal(write([{}]))).name).toBe('ValidationException')
    expect((await refusal(write([{ ...put('a'), Delete: { TableName: table, Key: key('b') } }]))).name).toBe(
      'ValidationException',
    )
    expect(await contents()).toHaveLength(100)
  })
})

describe('a request token', () => {
  const add = (by: string): TransactWriteItem[] => [
    {
      Update: {
        TableName: table,
        Key: key('counter'),
        UpdateExpression: 'ADD n :by',
        ExpressionAttributeValues: { ':by': { N: by } },
      },
    },
  ]
  const counter = async () =>
    (await fixture.client.send(new GetItemCommand({ TableName: table, Key: key('counter') }))).Item?.n?.N

  it('makes a repeated request do nothing more, for ten minutes', async () => {
    await write(add('1'), 'token-a')
    await write(add('1.0'), 'token-a')
    expect(await counter()).toBe('1')
    fixture.time.now += 10 * 60 * 1000 - 1
    await write(add('1'), 'token-a')
    expect(await counter()).toBe('1')
    fixture.time.now += 1
    await write(add('1'), 'token-a')
    expect(await counter()).toBe('2')
  })

  it('is refused for another request', async () => {
    await write(add('1'), 'token-b')
    expect((await refusal(write(add('2'), 'token-b'))).name).toBe('IdempotentParameterMismatchException')
    expect(await counter()).toBe('1')
  })

  it('is not used up by a transaction that was cancelled', async () => {
    const conditional: TransactWriteItem[] = [
      { Put: { TableName: table, Item: key('late'), ConditionExpression: 'attribute_not_exists(pk)' } },
    ]
    await write([put('late')])
    await cancellation(write(conditional, 'token-c'))
    await write([{ Delete: { TableName: table, Key: key('late') } }])
    await write(conditional, 'token-c')
    expect(await contents()).toEqual([key('late')])
  })
})

describe('a transaction of reads', () => {
  it('answers in the order of its keys', async () => {
    await write([put('a', '1'), put('b', '2')])
    const { Responses } = await fixture.client.send(
      new TransactGetItemsCommand({
        TransactItems: ['b', 'none', 'a'].map((pk) => ({
          Get: { TableName: table, Key: key(pk), ProjectionExpression: 'n' },
        })),
      }),
    )
    expect(Responses?.map(({ Item }) => Item?.n?.N)).toEqual(['2', undefined, '1'])
  })

  it('is refused with a key twice, and above 4 MB', async () => {
    const read = (ids: string[]) =>
      fixture.client.send(
        new TransactGetItemsCommand({
          TransactItems: ids.map((pk) => ({ Get: { TableName: table, Key: key(pk) } })),
        }),
      )
    expect(await refusal(read(['a', 'a']))).toMatchObject({ message: /multiple operations/ })
    const ids = Array.from({ length: 11 }, (_, n) => String(n))
    for (const id of ids) {
      const Item = { ...key(id), text: { S: 'x'.repeat(399 * 1024) } }
      await fixture.client.send(new PutItemCommand({ TableName: table, Item }))
    }
    expect(await refusal(read(ids))).toMatchObject({ message: /4 MB at most/ })
  })
})
