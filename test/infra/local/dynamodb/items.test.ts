import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fixture, type Item, makeTable, refusal, startFixture } from './support.ts'

let fixture: Fixture
let table: string
beforeAll(async () => {
  fixture = await startFixture()
  table = (await makeTable(fixture.client)).name
})
afterAll(() => fixture.close())

let keys = 0
const freshKey = (): Item => ({ pk: { S: `item-${++keys}` }, sk: { S: 'x' } })
const put = (item: Item, rest: Partial<PutItemCommandInput> = {}) =>
  fixture.client.send(new PutItemCommand({ TableName: table, Item: item, ...rest }))
const get = async (key: Item, projection?: string) =>
  (
    await fixture.client.send(
      new GetItemCommand({ TableName: table, Key: key, ProjectionExpression: projection }),
    )
  ).Item

describe('items', () => {
  it('come back as they were put, with every type', async () => {
    const key = freshKey()
    const item: Item = {
      ...key,
      text: { S: 'Ünïcode 纺织' },
      empty: { S: '' },
      number: { N: '1.50' },
      huge: { N: '12345678901234567890123456789012345678' },
      bytes: { B: Uint8Array.of(0, 255, 7) },
      yes: { BOOL: true },
      no: { BOOL: false },
      nothing: { NULL: true },
      names: { SS: ['b', 'a'] },
      numbers: { NS: ['2', '1.0'] },
      blobs: { BS: [Uint8Array.of(1), Uint8Array.of(2)] },
      list: { L: [{ S: 'a' }, { M: { deep: { L: [] } } }] },
      constructor: { S: 'an attribute like any other' },
    }
    await put(item)
    expect(await get(key)).toEqual({ ...item, number: { N: '1.5' }, numbers: { NS: ['2', '1'] } })
  })

  it('that are not there come back as nothing', async () => {
    expect(await get(freshKey())).toBeUndefined()
  })

  it('are projected, with paths into maps and lists', async () => {
    const key = freshKey()
    await put({
      ...key,
      a: { S: '1' },
      m: { M: { x: { N: '1' }, y: { N: '2' } } },
      l: { L: [{ S: 'p' }, { S: 'q' }, { S: 'r' }] },
    })
    expect(await get(key, 'a, m.y, l[2], l[0], nowhere, m.z')).toEqual({
      a: { S: '1' },
      m: { M: { y: { N: '2' } } },
      l: { L: [{ S: 'p' }, { S: 'r' }] },
    })
  })

  it('give back what they were', async () => {
    const key = freshKey()
    const first = { ...key, v: { N: '1' } }
    expect((await put(first, { ReturnValues: 'ALL_OLD' })).Attributes).toBeUndefined()
    expect((await put({ ...key, v: { N: '2' } }, { ReturnValues: 'ALL_OLD' })).Attributes).toEqual(first)
    const { Attributes } = await fixture.client.send(
      new DeleteItemCommand({ TableName: table, Key: key, ReturnValues: 'ALL_OLD' }),
    )
    expect(Attributes).toEqual({ ...key, v: { N: '2' } })
    expect(await get(key)).toBeUndefined()
  })

  const wrong: [string, Item, RegExp][] = [
    ['without their sort key', { pk: { S: 'a' } }, /Missing the key sk/],
    ['with a key of another type', { pk: { S: 'a' }, sk: { N: '1' } }, /Type mismatch for key sk/],
    ['with an empty key', { pk: { S: '' }, sk: { S: 'a' } }, /empty string value/],
    ['with a partition key above 2,048 bytes', { pk: { S: 'é'.repeat(1025) }, sk: { S: 'a' } }, /2048 bytes/],
    ['with a sort key above 1,024 bytes', { pk: { S: 'a' }, sk: { S: 'é'.repeat(513) } }, /1024 bytes/],
    ['with a number that is none', { pk: { S: 'a' }, sk: { S: 'a' }, n: { N: 'many' } }, /numeric value/],
    ['with an empty set', { pk: { S: 'a' }, sk: { S: 'a' }, s: { SS: [] } }, /may not be empty/],
    ['with a set that repeats', { pk: { S: 'a' }, sk: { S: 'a' }, s: { NS: ['1', '1.0'] } }, /duplicates/],
    [
      'with a null that is false',
      { pk: { S: 'a' }, sk: { S: 'a' }, n: { NULL: false } },
      /must have the value of true/,
    ],
  ]
  it.each(wrong)('%s are refused', async (_, item, message) => {
    expect(await refusal(put(item))).toMatchObject({ name: 'ValidationException', message })
  })

  it('hold 400 KB and no byte more, names included, in UTF-8', async () => {
    const key: Item = { pk: { S: 'size' }, sk: { S: 'x' } }
    const taken = 'pk'.length + 'size'.length + 'sk'.length + 'x'.length + 'text'.length
    const room = 400 * 1024 - taken
    await put({ ...key, text: { S: 'é'.repeat(Math.floor(room / 2)) } })
    const refused = await refusal(put({ ...key, text: { S: 'é'.repeat(Math.floor(room / 2) + 1) } }))
    expect(refused.message).toMatch(/Item size has exceeded/)
    const grown = await refusal(
      fixture.client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: key,
          UpdateExpression: 'SET more = :more',
          ExpressionAttributeValues: { ':more': { S: 'abc' } },
        }),
      ),
    )
    expect(grown.message).toMatch(/Item size to update has exceeded/)
  })

  it('are not found in a table that does not exist', async () => {
    const refused = await refusal(
      fixture.client.send(new GetItemCommand({ TableName: 'no-such-table', Key: freshKey() })),
    )
    expect(refused.name).toBe('ResourceNotFoundException')
  })

  it('are asked for by exactly their key', async () => {
    expect(await refusal(get({ pk: { S: 'a' } }))).toMatchObject({ message: /does not match the schema/ })
    expect(await refusal(get({ ...freshKey(), more: { S: 'a' } }))).toMatchObject({
      message: /does not match the schema/,
    })
  })
})

describe('conditions', () => {
  const stored: Item = {
    pk: { S: 'conditions' },
    sk: { S: 'x' },
    n: { N: '10' },
    s: { S: 'textile' },
    b: { B: Uint8Array.of(1, 2, 3) },
    flag: { BOOL: false },
    nil: { NULL: true },
    tags: { SS: ['a', 'b'] },
    sizes: { NS: ['1', '2'] },
    parts: { L: [{ S: 'a' }, { M: { k: { N: '1' } } }] },
    tree: { M: { deep: { M: { er: { S: 'v' } } }, 'a.b': { S: 'dotted' } } },
    blank: { S: '' },
  }
  beforeAll(() => put(stored))

  const check = async (expression: string, values?: Item, names?: Record<string, string>) => {
    try {
      await put(stored, {
        ConditionExpression: expression,
        ExpressionAttributeValues: values,
        ExpressionAttributeNames: names,
      })
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw error
    }
  }

  const cases: [boolean, string, Item?, Record<string, string>?][] = [
    [true, 'attribute_exists(pk)'],
    [false, 'attribute_not_exists(pk)'],
    [true, 'attribute_not_exists(nowhere)'],
    [false, 'attribute_exists(#c)', undefined, { '#c': 'constructor' }],
    [true, 'attribute_exists(tree.deep.er)'],
    [true, 'attribute_exists(tree.#d)', undefined, { '#d': 'a.b' }],
    [true, 'attribute_exists(parts[1].k)'],
    [false, 'attribute_exists(parts[2])'],
    [true, 'n = :v', { ':v': { N: '10.0' } }],
    [false, 'n = :v', { ':v': { S: '10' } }],
    [true, 'n > :v', { ':v': { N: '9' } }],
    [false, 'n > :v', { ':v': { N: '10' } }],
    [true, 'n >= :v', { ':v': { N: '1e1' } }],
    [true, 'n < :v', { ':v': { N: '100' } }],
    [false, 'n < :v', { ':v': { S: '2' } }],
    [true, ':v < n', { ':v': { N: '9' } }],
    [true, 'n BETWEEN :a AND :b', { ':a': { N: '9' }, ':b': { N: '10' } }],
    [false, 'n BETWEEN :a AND :b', { ':a': { N: '11' }, ':b': { N: '12' } }],
    [true, 's IN (:a, :b)', { ':a': { S: 'x' }, ':b': { S: 'textile' } }],
    [false, 'nowhere IN (:a)', { ':a': { S: 'x' } }],
    [true, 's <> :v', { ':v': { S: 'x' } }],
    [true, 'nowhere <> :v', { ':v': { S: 'x' } }],
    [false, 'nowhere = :v', { ':v': { S: 'x' } }],
    [false, 'nowhere = absent'],
    [true, 'NOT n = :v', { ':v': { N: '1' } }],
    [true, 'begins_with(s, :v)', { ':v': { S: 'text' } }],
    [true, 'begins_with(b, :v)', { ':v': { B: Uint8Array.of(1, 2) } }],
    [false, 'begins_with(b, :v)', { ':v': { B: Uint8Array.of(2) } }],
    [true, 'contains(s, :v)', { ':v': { S: 'tile' } }],
    [true, 'contains(tags, :v)', { ':v': { S: 'b' } }],
    [true, 'contains(sizes, :v)', { ':v': { N: '2.0' } }],
    [true, 'contains(parts, :v)', { ':v': { M: { k: { N: '1' } } } }],
    [false, 'contains(tags, :v)', { ':v': { N: '1' } }],
    [true, 'attribute_type(flag, :v)', { ':v': { S: 'BOOL' } }],
    [false, 'attribute_type(flag, :v)', { ':v': { S: 'S' } }],
    [true, 'flag = :v', { ':v': { BOOL: false } }],
    [true, 'nil = :v', { ':v': { NULL: true } }],
    [true, 'tags = :v', { ':v': { SS: ['b', 'a'] } }],
    [false, 'tags = :v', { ':v': { SS: ['b', 'c'] } }],
    [true, 'parts = :v', { ':v': { L: [{ S: 'a' }, { M: { k: { N: '1' } } }] } }],
    [false, 'parts = :v', { ':v': { L: [{ S: 'a' }] } }],
    [true, 'size(s) = :v', { ':v': { N: '7' } }],
    [true, 'size(b) = :v', { ':v': { N: '3' } }],
    [true, 'size(parts) > :v', { ':v': { N: '1' } }],
    [true, 'size(blank) = :v', { ':v': { N: '0' } }],
    [false, 'size(nowhere) < :v', { ':v': { N: '9' } }],
    [true, 'n = :v OR attribute_exists(nowhere)', { ':v': { N: '10' } }],
    [false, 'n = :v AND attribute_exists(nowhere)', { ':v': { N: '10' } }],
    [true, 'attribute_exists(n) AND (n = :a OR n = :b)', { ':a': { N: '1' }, ':b': { N: '10' } }],
  ]
  it.each(cases)('%s: %s %j', async (expected, expression, values, names) => {
    expect(await check(expression, values, names)).toBe(expected)
  })

  it.each([
    ['an unknown function', 'foo(n)', undefined],
    ['a reserved word', 'status = :v', { ':v': { S: 'a' } }],
    ['an undefined value', 'n = :w', undefined],
    ['an unused value', 'attribute_exists(n)', { ':v': { S: 'a' } }],
    ['a path into the key', 'attribute_exists(pk.x)', undefined],
    ['broken syntax', 'n = = n', undefined],
    ['an empty text', '', undefined],
  ] as [string, string, Item | undefined][])('with %s are refused', async (_, expression, values) => {
    expect((await refusal(check(expression, values))).name).toBe('ValidationException')
  })

  it('that fail show the stored item when asked', async () => {
    const { client } = fixture
    const key = freshKey()
    const item = { ...key, v: { N: '1' } }
    await put(item)
    const condition = {
      TableName: table,
      ConditionExpression: 'v = :two',
      ExpressionAttributeValues: { ':two': { N: '2' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    }
    const failures = [
      await refusal(client.send(new PutItemCommand({ ...condition, Item: item }))),
      await refusal(client.send(new DeleteItemCommand({ ...condition, Key: key }))),
      await refusal(
        client.send(new UpdateItemCommand({ ...condition, Key: key, UpdateExpression: 'REMOVE w' })),
      ),
    ]
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(ConditionalCheckFailedException)
      expect(failure).toMatchObject({ Item: item })
    }
    const silent = await refusal(put(item, { ConditionExpression: 'attribute_not_exists(pk)' }))
    expect(silent).toBeInstanceOf(ConditionalCheckFailedException)
    expect(silent).not.toHaveProperty('Item', expect.anything())
  })
})
