import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fixture, type Item, makeTable, readStream, startFixture } from './support.ts'

/** What the table should hold, in the plainest terms: `partition/number` → counter and index key. */
interface Entry {
  pk: string
  sk: number
  count: number
  group?: string
}
type Model = Map<string, Entry>

interface Place {
  pk: string
  sk: number
}
type Step =
  | { kind: 'put'; at: Place; count: number; group: string | undefined; ifAbsent: boolean }
  | { kind: 'delete'; at: Place; ifCount: number | undefined }
  | { kind: 'add'; at: Place; by: number; group: string | undefined }
type Command =
  | { kind: 'single'; step: Step }
  | { kind: 'transaction'; steps: Step[] }
  | { kind: 'batch'; steps: Step[] }

const id = ({ pk, sk }: Place) => `${pk}/${sk}`
const keyOf = ({ pk, sk }: Place): Item => ({ pk: { S: pk }, sk: { N: String(sk) } })
const itemOf = ({ count, group, ...at }: Entry): Item => ({
  ...keyOf(at),
  count: { N: String(count) },
  ...(group !== undefined && { group: { S: group } }),
})

/** Whether a step's condition holds in the model. */
const allowed = (model: Model, step: Step): boolean => {
  const entry = model.get(id(step.at))
  if (step.kind === 'put') return !step.ifAbsent || entry === undefined
  if (step.kind === 'delete') return step.ifCount === undefined || entry?.count === step.ifCount
  return true
}

const apply = (model: Model, step: Step): void => {
  const { at } = step
  if (step.kind === 'delete') {
    model.delete(id(at))
  } else if (step.kind === 'put') {
    model.set(id(at), { ...at, count: step.count, ...(step.group !== undefined && { group: step.group }) })
  } else {
    const count = (model.get(id(at))?.count ?? 0) + step.by
    model.set(id(at), { ...at, count, ...(step.group !== undefined && { group: step.group }) })
  }
}

const putOf = (table: string, step: Step & { kind: 'put' }) => ({
  TableName: table,
  Item: itemOf({ ...step.at, count: step.count, ...(step.group !== undefined && { group: step.group }) }),
  ...(step.ifAbsent && { ConditionExpression: 'attribute_not_exists(pk)' }),
})
const deleteOf = (table: string, step: Step & { kind: 'delete' }) => ({
  TableName: table,
  Key: keyOf(step.at),
  ...(step.ifCount !== undefined && {
    ConditionExpression: '#c = :c',
    ExpressionAttributeNames: { '#c': 'count' },
    ExpressionAttributeValues: { ':c': { N: String(step.ifCount) } },
  }),
})
const addOf = (table: string, step: Step & { kind: 'add' }) => ({
  TableName: table,
  Key: keyOf(step.at),
  UpdateExpression: `ADD #c :by ${step.group === undefined ? 'REMOVE #g' : 'SET #g = :g'}`,
  ExpressionAttributeNames: { '#c': 'count', '#g': 'group' },
  ExpressionAttributeValues: {
    ':by': { N: String(step.by) },
    ...(step.group !== undefined && { ':g': { S: step.group } }),
  },
})

const actionOf = (table: string, step: Step): TransactWriteItem => {
  if (step.kind === 'put') return { Put: putOf(table, step) }
  if (step.kind === 'delete') return { Delete: deleteOf(table, step) }
  return { Update: addOf(table, step) }
}

const sendStep = (client: DynamoDBClient, table: string, step: Step): Promise<unknown> => {
  if (step.kind === 'put') return client.send(new PutItemCommand(putOf(table, step)))
  if (step.kind === 'delete') return client.send(new DeleteItemCommand(deleteOf(table, step)))
  return client.send(new UpdateItemCommand(addOf(table, step)))
}

const sendBatch = (client: DynamoDBClient, table: string, steps: Step[]): Promise<unknown> =>
  client.send(
    new BatchWriteItemCommand({
      RequestItems: {
        [table]: steps.map((step) =>
          step.kind === 'put'
            ? { PutRequest: { Item: putOf(table, step).Item } }
            : { DeleteRequest: { Key: keyOf(step.at) } },
        ),
      },
    }),
  )

/** Sends a command; true when it was done, false when its condition failed. */
const send = async (client: DynamoDBClient, table: string, command: Command): Promise<boolean> => {
  try {
    if (command.kind === 'single') await sendStep(client, table, command.step)
    else if (command.kind === 'batch') await sendBatch(client, table, command.steps)
    else {
      const TransactItems = command.steps.map((step) => actionOf(table, step))
      await client.send(new TransactWriteItemsCommand({ TransactItems }))
    }
    return true
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    if (name === 'ConditionalCheckFailedException' || name === 'TransactionCanceledException') return false
    throw error
  }
}

const place = fc.record({ pk: fc.constantFrom('a', 'b'), sk: fc.constantFrom(-10, -1.5, 0, 2, 10) })
const group = fc.option(fc.constantFrom('x', 'y'), { nil: undefined })
const put = fc.record({
  kind: fc.constant('put' as const),
  at: place,
  count: fc.integer({ min: 0, max: 2 }),
  group,
  ifAbsent: fc.boolean(),
})
const remove = fc.record({
  kind: fc.constant('delete' as const),
  at: place,
  ifCount: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
})
const add = fc.record({
  kind: fc.constant('add' as const),
  at: place,
  by: fc.integer({ min: -1, max: 1 }),
  group,
})
const step: fc.Arbitrary<Step> = fc.oneof(put, remove, add)
const distinct = { minLength: 1, maxLength: 4, selector: ({ at }: Step) => id(at) }
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant('single' as const), step }),
  fc.record({ kind: fc.constant('transaction' as const), steps: fc.uniqueArray(step, distinct) }),
  fc.record({
    kind: fc.constant('batch' as const),
    steps: fc.uniqueArray(
      fc.oneof(
        put.map((each): Step => ({ ...each, ifAbsent: false })),
        remove.map((each): Step => ({ ...each, ifCount: undefined })),
      ),
      distinct,
    ),
  }),
)

let fixture: Fixture
beforeAll(async () => {
  fixture = await startFixture()
})
afterAll(() => fixture.close())

const makeModelTable = () =>
  makeTable(fixture.client, {
    sortType: 'N',
    view: 'NEW_AND_OLD_IMAGES',
    attributes: [{ AttributeName: 'group', AttributeType: 'S' }],
    indexes: [
      {
        IndexName: 'by-group',
        KeySchema: [
          { AttributeName: 'group', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  })

const mapKey = (key: Item | undefined) => `${key?.pk?.S}/${key?.sk?.N}`

/** The table as its stream tells it, each record checked against what the ones before it left. */
const replay = async (streamArn: string): Promise<Map<string, Item>> => {
  const table = new Map<string, Item>()
  for (const { eventName, dynamodb } of await readStream(fixture.streams, streamArn, { pageSize: 7 })) {
    const key = mapKey(dynamodb?.Keys)
    expect(dynamodb?.OldImage).toEqual(table.get(key))
    expect(eventName).toBe(
      dynamodb?.NewImage === undefined ? 'REMOVE' : dynamodb.OldImage === undefined ? 'INSERT' : 'MODIFY',
    )
    expect(dynamodb?.NewImage).not.toEqual(dynamodb?.OldImage)
    if (dynamodb?.NewImage) table.set(key, dynamodb.NewImage)
    else table.delete(key)
  }
  return table
}

const byKey = (a: Entry, b: Entry) => (a.pk === b.pk ? a.sk - b.sk : a.pk < b.pk ? -1 : 1)

describe('any sequence of writes', () => {
  it('leaves table, index and stream as a plain model says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 20 }), async (commands) => {
        const { client } = fixture
        const { name, streamArn } = await makeModelTable()
        const model: Model = new Map()
        for (const each of commands) {
          const steps = each.kind === 'single' ? [each.step] : each.steps
          const expected = steps.every((one) => allowed(model, one))
          expect(await send(client, name, each)).toBe(expected)
          if (expected) for (const one of steps) apply(model, one)
        }
        const entries = [...model.values()].sort(byKey)
        const { Items } = await client.send(new ScanCommand({ TableName: name }))
        expect(Items).toEqual(entries.map(itemOf))
        for (const group of ['x', 'y']) {
          const page = await client.send(
            new QueryCommand({
              TableName: name,
              IndexName: 'by-group',
              KeyConditionExpression: '#g = :g AND sk > :low',
              ExpressionAttributeNames: { '#g': 'group' },
              ExpressionAttributeValues: { ':g': { S: group }, ':low': { N: '-5' } },
              ScanIndexForward: false,
            }),
          )
          const members = entries.filter((entry) => entry.group === group && entry.sk > -5)
          const inIndexOrder = members.sort((a, b) => b.sk - a.sk || (a.pk < b.pk ? 1 : -1))
          expect(page.Items).toEqual(inIndexOrder.map(itemOf))
        }
        const told = await replay(streamArn)
        expect(told).toEqual(new Map(entries.map((entry) => [mapKey(keyOf(entry)), itemOf(entry)])))
      }),
      { numRuns: 40 },
    )
  })
})
