import {
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fixture, type Item, makeTable, refusal, startFixture } from './support.ts'

let fixture: Fixture
let table: string
beforeAll(async () => {
  fixture = await startFixture()
  table = (await makeTable(fixture.client, { sortType: 'none' })).name
})
afterAll(() => fixture.close())

let keys = 0
const freshKey = (): Item => ({ pk: { S: `item-${++keys}` } })

const update = async (
  key: Item,
  expression: string,
  values?: Item,
  rest: Partial<UpdateItemCommandInput> = {},
) => {
  const { Attributes } = await fixture.client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: key,
      UpdateExpression: expression,
      ExpressionAttributeValues: values,
      ...rest,
    }),
  )
  return Attributes
}

/** The attributes besides the key after an update of an item that had `before`. */
const updated = async (before: Item, expression: string, values?: Item): Promise<Item> => {
  const key = freshKey()
  await fixture.client.send(new PutItemCommand({ TableName: table, Item: { ...key, ...before } }))
  await update(key, expression, values)
  const { Item: after } = await fixture.client.send(new GetItemCommand({ TableName: table, Key: key }))
  const { pk: _, ...rest } = after ?? {}
  return rest
}

describe('updates', () => {
  const one: Item = { ':one': { N: '1' } }
  const cases: [string, Item, string, Item | undefined, Item][] = [
    [
      'sets',
      { a: { N: '1' } },
      'SET b = a, a = :one',
      { ':one': { S: 'x' } },
      { a: { S: 'x' }, b: { N: '1' } },
    ],
    [
      'swaps, for all actions see the item as it was',
      { a: { N: '1' }, b: { N: '2' } },
      'SET a = b, b = a',
      undefined,
      { a: { N: '2' }, b: { N: '1' } },
    ],
    [
      'counts up and down',
      { a: { N: '0.1' } },
      'SET b = a + :one, c = a - :one',
      one,
      { a: { N: '0.1' }, b: { N: '1.1' }, c: { N: '-0.9' } },
    ],
    [
      'sets what is absent',
      { a: { N: '5' } },
      'SET a = if_not_exists(a, :one), b = if_not_exists(b, :one) + :one',
      one,
      { a: { N: '5' }, b: { N: '2' } },
    ],
    [
      'appends to lists',
      { l: { L: [{ N: '0' }] } },
      'SET l = list_append(l, :more)',
      { ':more': { L: [{ N: '1' }] } },
      { l: { L: [{ N: '0' }, { N: '1' }] } },
    ],
    [
      'sets within maps and lists',
      { m: { M: { x: { L: [{ N: '1' }] } } } },
      'SET m.x[0] = :one, m.y = :one, m.x[7] = :one',
      { ':one': { S: 'n' } },
      { m: { M: { x: { L: [{ S: 'n' }, { S: 'n' }] }, y: { S: 'n' } } } },
    ],
    ['removes', { a: { N: '1' }, b: { N: '2' } }, 'REMOVE a, nowhere', undefined, { b: { N: '2' } }],
    [
      'removes list members by the positions they had',
      { l: { L: [{ N: '0' }, { N: '1' }, { N: '2' }] } },
      'REMOVE l[0], l[1]',
      undefined,
      { l: { L: [{ N: '2' }] } },
    ],
    ['adds to numbers', { a: { N: '1' } }, 'ADD a :one, b :one', one, { a: { N: '2' }, b: { N: '1' } }],
    [
      'adds to sets',
      { s: { SS: ['a'] } },
      'ADD s :more',
      { ':more': { SS: ['a', 'b'] } },
      { s: { SS: ['a', 'b'] } },
    ],
    [
      'deletes from sets',
      { s: { NS: ['1', '2'] } },
      'DELETE s :less',
      { ':less': { NS: ['2.0', '9'] } },
      { s: { NS: ['1'] } },
    ],
    ['leaves no empty set', { s: { SS: ['a'] } }, 'DELETE s :less', { ':less': { SS: ['a'] } }, {}],
    [
      'does all four at once',
      { a: { N: '1' }, s: { SS: ['a', 'b'] }, r: { S: 'x' } },
      'SET c = :one REMOVE r ADD a :one DELETE s :less',
      { ...one, ':less': { SS: ['b'] } },
      { a: { N: '2' }, c: { N: '1' }, s: { SS: ['a'] } },
    ],
  ]
  it.each(cases)('%s', async (_, before, expression, values, after) => {
    expect(await updated(before, expression, values)).toEqual(after)
  })

  it.each([
    ['the key', {}, 'SET pk = :v', { ':v': { S: 'a' } }, /part of the key/],
    ['a number with text', { a: { S: 'x' } }, 'ADD a :v', { ':v': { N: '1' } }, /incorrect data type/],
    [
      'a sum with a missing attribute',
      {},
      'SET a = b + :v',
      { ':v': { N: '1' } },
      /does not exist in the item/,
    ],
    ['a path that leads nowhere', {}, 'SET m.x = :v', { ':v': { N: '1' } }, /document path/],
    ['one path twice', {}, 'SET a = :v, a = :v', { ':v': { N: '1' } }, /overlap/],
    [
      'a number of 39 digits',
      { a: { N: '1e38' } },
      'SET a = a + :v',
      { ':v': { N: '1' } },
      /38 significant digits/,
    ],
  ] as [string, Item, string, Item, RegExp][])(
    'of %s are refused and change nothing',
    async (_, before, expression, values, message) => {
      const key = freshKey()
      const item = { ...key, ...before }
      await fixture.client.send(new PutItemCommand({ TableName: table, Item: item }))
      expect(await refusal(update(key, expression, values))).toMatchObject({
        name: 'ValidationException',
        message,
      })
      const { Item: after } = await fixture.client.send(new GetItemCommand({ TableName: table, Key: key }))
      expect(Object.keys(after ?? {}).sort()).toEqual(Object.keys(item).sort())
    },
  )

  it('make the item where there is none, unless the condition forbids it', async () => {
    const key = freshKey()
    expect(await update(key, 'SET a = :v', { ':v': { N: '1' } }, { ReturnValues: 'ALL_NEW' })).toEqual({
      ...key,
      a: { N: '1' },
    })
    const absent = freshKey()
    const refused = await refusal(
      update(absent, 'SET a = :v', { ':v': { N: '1' } }, { ConditionExpression: 'attribute_exists(pk)' }),
    )
    expect(refused.name).toBe('ConditionalCheckFailedException')
  })

  it('give back the item, or what was updated, before or after', async () => {
    const key = freshKey()
    await update(key, 'SET a = :v, m = :m, o = :v', {
      ':v': { N: '1' },
      ':m': { M: { x: { N: '1' }, y: { N: '2' } } },
    })
    const values = { ':v': { N: '2' } }
    const expression = 'SET m.x = :v REMOVE a'
    expect(await update(key, expression, values, { ReturnValues: 'UPDATED_OLD' })).toEqual({
      a: { N: '1' },
      m: { M: { x: { N: '1' } } },
    })
    expect(await update(key, expression, { ':v': { N: '3' } }, { ReturnValues: 'UPDATED_NEW' })).toEqual({
      m: { M: { x: { N: '3' } } },
    })
    const all = { ...key, o: { N: '1' }, m: { M: { x: { N: '3' }, y: { N: '2' } } } }
    expect(await update(key, 'SET o = :v', { ':v': { N: '9' } }, { ReturnValues: 'ALL_OLD' })).toEqual(all)
    expect(await update(key, 'REMOVE o', undefined, { ReturnValues: 'NONE' })).toBeUndefined()
  })
})
