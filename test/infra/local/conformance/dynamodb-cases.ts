import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type StreamViewType,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  UpdateTimeToLiveCommand,
  DescribeTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import {
  type _Record,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'

type Item = Record<string, AttributeValue>

export interface Subject {
  client: DynamoDBClient
  streams: DynamoDBStreamsClient
}

/** One behaviour of AWS's DynamoDB that Tierwatch counts on; `run` throws where the subject behaves otherwise. */
export interface Case {
  call: string
  behaviour: string
  run: (subject: Subject) => Promise<void>
  /** What AWS's own DynamoDB Local does instead, where it differs from DynamoDB itself. */
  localDiffers?: string
}

let tables = 0
const makeTable = async (
  { client }: Subject,
  options: { view?: StreamViewType; index?: 'ALL' | 'KEYS_ONLY' } = {},
): Promise<string> => {
  const name = `case-${process.pid}-${++tables}`
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
        ...(options.index ? [{ AttributeName: 'state', AttributeType: 'S' as const }] : []),
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      ...(options.view && { StreamSpecification: { StreamEnabled: true, StreamViewType: options.view } }),
      ...(options.index && {
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-state',
            KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' as const }],
            Projection: { ProjectionType: options.index },
          },
        ],
      }),
    }),
  )
  return name
}

const key = (sk: string, pk = 'p'): Item => ({ pk: { S: pk }, sk: { S: sk } })
const item = (sk: string, more: Item = {}, pk = 'p'): Item => ({ ...key(sk, pk), ...more })
const n = (value: number | string): AttributeValue => ({ N: String(value) })
const s = (value: string): AttributeValue => ({ S: value })

const refusedWith = async (name: string, request: Promise<unknown>, message?: RegExp): Promise<Error> => {
  try {
    await request
  } catch (error) {
    assert.ok(error instanceof Error)
    assert.equal(error.name, name, error.message)
    if (message) assert.match(error.message, message)
    return error
  }
  return assert.fail(`was not refused with ${name}`)
}

const put = ({ client }: Subject, TableName: string, Item: Item, rest: Partial<PutItemCommandInput> = {}) =>
  client.send(new PutItemCommand({ TableName, Item, ...rest }))
const get = async ({ client }: Subject, TableName: string, sk: string) =>
  (await client.send(new GetItemCommand({ TableName, Key: key(sk), ConsistentRead: true }))).Item
const update = ({ client }: Subject, TableName: string, sk: string, rest: Partial<UpdateItemCommandInput>) =>
  client.send(new UpdateItemCommand({ TableName, Key: key(sk), ...rest }))
const transact = ({ client }: Subject, TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }))
const query = ({ client }: Subject, TableName: string, rest: Partial<QueryCommandInput> = {}) =>
  client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :p',
      ...rest,
      ExpressionAttributeValues: { ':p': s('p'), ...rest.ExpressionAttributeValues },
    }),
  )
const sortKeys = (items: Item[] | undefined) => (items ?? []).map(({ sk }) => sk?.S)

const reasonsOf = (error: Error): unknown[] =>
  ((error as { CancellationReasons?: { Code?: string; Item?: unknown }[] }).CancellationReasons ?? []).map(
    ({ Code }) => Code,
  )

/** Every record of every shard, parents before children; waits until as many as expected are there. */
const records = async ({ client, streams }: Subject, TableName: string, expected: number) => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }))
  const StreamArn = Table?.LatestStreamArn
  const deadline = Date.now() + 10_000
  for (;;) {
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
    const found: _Record[] = []
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      const { ShardIterator } = await streams.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
      )
      const page = await streams.send(new GetRecordsCommand({ ShardIterator }))
      found.push(...(page.Records ?? []))
    }
    if (found.length >= expected || Date.now() > deadline) return found
    await sleep(100)
  }
}

const big = (bytes: number): AttributeValue => s('x'.repeat(bytes))

export const cases: Case[] = [
  // Conditions
  {
    call: 'PutItem',
    behaviour: 'a failed condition is ConditionalCheckFailedException and writes nothing',
    run: async (subject) => {
      const table = await makeTable(subject)
      await put(subject, table, item('a', { n: n(1) }))
      await refusedWith(
        'ConditionalCheckFailedException',
        put(subject, table, item('a', { n: n(2) }), { ConditionExpression: 'attribute_not_exists(pk)' }),
        /The conditional request failed/,
      )
      assert.deepEqual(await get(subject, table, 'a'), item('a', { n: n(1) }))
    },
  },
  {
    call: 'PutItem',
    behaviour: 'ReturnValuesOnConditionCheckFailure ALL_OLD brings the stored item with the refusal',
    run: async (subject) => {
      const table = await makeTable(subject)
      await put(subject, table, item('a', { n: n(1) }))
      const error = await refusedWith(
        'ConditionalCheckFailedException',
        put(subject, table, item('a'), {
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      )
      assert.deepEqual((error as { Item?: Item }).Item, item('a', { n: n(1) }))
    },
  },
  {
    call: 'DeleteItem',
    behaviour: 'of an item that is not there succeeds, and a condition on it is checked',
    run: async (subject) => {
      const table = await makeTable(subject)
      await subject.client.send(new DeleteItemCommand({ TableName: table, Key: key('none') }))
      await refusedWith(
        'ConditionalCheckFailedException',
        subject.client.send(
          new DeleteItemCommand({
            TableName: table,
            Key: key('none'),
            ConditionExpression: 'attribute_exists(pk)',
          }),
        ),
      )
    },
  },
  {
    call: 'PutItem',
    behaviour: 'conditions compare sizes, types, sets, and numbers by value',
    run: async (subject) => {
      const table = await makeTable(subject)
      await put(subject, table, item('a', { n: n('10.0'), tags: { SS: ['x', 'y'] }, t: s('abc') }))
      const ConditionExpression =
        'n = :ten AND size(t) = :three AND contains(tags, :x) AND attribute_type(tags, :ss) AND begins_with(t, :ab) AND n BETWEEN :one AND :ten AND t IN (:abc, :x)'
      await update(subject, table, 'a', {
        ConditionExpression,
        UpdateExpression: 'SET done = :one',
        ExpressionAttributeValues: {
          ':ten': n(10),
          ':three': n(3),
          ':x': s('x'),
          ':ss': s('SS'),
          ':ab': s('ab'),
          ':one': n(1),
          ':abc': s('abc'),
        },
      })
      assert.deepEqual((await get(subject, table, 'a'))?.['done'], n(1))
    },
  },
  // Items
  {
    call: 'PutItem',
    behaviour: 'an item of 400 KB is taken, one byte more is refused',
    run: async (subject) => {
      const table = await makeTable(subject)
      // Names and key values count: pk, p, sk, a, v.
      const overhead = 'pk'.length + 'p'.length + 'sk'.length + 'a'.length + 'v'.length
      await put(subject, table, item('a', { v: big(409_600 - overhead) }))
      await refusedWith(
        'ValidationException',
        put(subject, table, item('a', { v: big(409_600 - overhead + 1) })),
        /Item size has exceeded the maximum allowed size/,
      )
    },
  },
  {
    call: 'UpdateItem',
    behaviour: 'an update that would make the item larger than 400 KB is refused',
    run: async (subject) => {
      const table = await makeTable(subject)
      await put(subject, table, item('a', { v: big(300_000) }))
      await refusedWith(
        'ValidationException',
        update(subject, table, 'a', {
          UpdateExpression: 'SET w = :w',
          ExpressionAttributeValues: { ':w': big(150_000) },
        }),
        /Item size to update has exceeded the maximum allowed size/,
      )
    },
  },
  {
    call: 'PutItem',
    behaviour: 'an empty key value, an empty set and a key of another type are refused; an empty text is not',
    run: async (subject) => {
      const table = await makeTable(subject)
      await put(subject, table, item('a', { empty: s('') }))
      await refusedWith('ValidationException', put(subject, table, { pk: s(''), sk: s('x') }))
      await refusedWith('ValidationException', put(subject, table, item('b', { set: { SS: [] } })))
      await refusedWith('ValidationException', put(subject, table, { pk: n(1), sk: s('x') }), /Type mismatch/)
    },
  },
  {
    call: 'PutItem',
    behaviour: 'numbers keep 38 digits; more are refused',
    run: async (subject) => {
      const table = await makeTable(subject)
      const digits = '12345678901234567890123456789012345678'
      await put(subject, table, item('a', { v: n(digits) }))
      assert.deepEqual((await get(subject, table, 'a'))?.['v'], n(digits))
      await refusedWith('ValidationException', put(subject, table, item('a', { v: n(`${digits}9`) })))
    },
  },
  {
    call: 'PutItem',
    behaviour: 'a table that is not there is ResourceNotFoundException',
    run: async (subject) => {
      await refusedWith('ResourceNotFoundException', put(subject, 'no-such-table', item('a')))
    },
  },
  // Updates
  {
    call: 'UpdateItem',
    behaviour:
      'SET with arithmetic, list_append and if_not_exists; ADD to numbers and sets; REMOVE; DELETE from sets',
    run: async (subject) => {
      const table = await makeTable(subject)
      await put(
        subject,
        table,
        item('a', { c: n(1), l: { L: [s('x')] }, set: { SS: ['p', 'q'] }, gone: s('') }),
      )
      const { Attributes } = await update(subject, table, 'a', {
        UpdateExpression:
          'SET c = c + :one, l = list_append(l, :l), f = if_not_exists(f, :one) REMOVE gone ADD a :one DELETE #set :p',
        ExpressionAttributeNames: { '#set': 'set' },
        ExpressionAttributeValues: { ':one': n(1), ':l': { L: [s('y')] }, ':p': { SS: ['p'] } },
        ReturnValues: 'ALL_NEW',
      })
      assert.deepEqual(
        Attributes,
        item('a', { c: n(2), l: { L: [s('x'), s('y')] }, f: n(1), a: n(1), set: { SS: ['q'] } }),
      )
    },
  },
  {
    call: 'UpdateItem',
    behaviour: 'of an item that is not there makes it; ReturnValues tell the old and the new attributes',
    run: async (subject) => {
      const table = await makeTable(subject)
      const set = (v: number, ReturnValues: UpdateItemCommandInput['ReturnValues']) =>
        update(subject, table, 'a', {
          UpdateExpression: 'SET v = :v',
          ExpressionAttributeValues: { ':v': n(v) },
          ReturnValues,
        })
      assert.equal((await set(1, 'ALL_OLD')).Attributes, undefined)
      assert.deepEqual((await set(2, 'UPDATED_OLD')).Attributes, { v: n(1) })
      assert.deepEqual((await set(3, 'UPDATED_NEW')).Attributes, { v: n(3) })
    },
  },
  {
    call: 'UpdateItem',
    behaviour: 'a key attribute cannot be updated, nor a path through something that is no map',
    run: async (subject) => {
      const table = await makeTable(subject)
      await put(subject, table, item('a', { v: n(1) }))
      const ExpressionAttributeValues = { ':v': n(1) }
      await refusedWith(
        'ValidationException',
        update(subject, table, 'a', { UpdateExpression: 'SET sk = :v', ExpressionAttributeValues }),
      )
      await refusedWith(
        'ValidationException',
        update(subject, table, 'a', { UpdateExpression: 'SET v.deep = :v', ExpressionAttributeValues }),
        /document path/,
      )
    },
  },
  {
    call: 'UpdateItem',
    behaviour: 'two paths that overlap, and values that no expression uses, are refused',
    run: async (subject) => {
      const table = await makeTable(subject)
      await refusedWith(
        'ValidationException',
        update(subject, table, 'a', {
          UpdateExpression: 'SET v = :v, v.x = :v',
          ExpressionAttributeValues: { ':v': n(1) },
        }),
        /overlap/,
      )
      await refusedWith(
        'ValidationException',
        update(subject, table, 'a', {
          UpdateExpression: 'SET v = :v',
          ExpressionAttributeValues: { ':v': n(1), ':w': n(1) },
        }),
        /unused/,
      )
    },
  },
  // Queries
  {
    call: 'Query',
    behaviour: 'orders by bytes of the sort key, forwards and backwards, within bounds',
    run: async (subject) => {
      const table = await makeTable(subject)
      for (const sk of ['a', 'B', 'é', 'b', 'aa']) await put(subject, table, item(sk))
      assert.deepEqual(sortKeys((await query(subject, table)).Items), ['B', 'a', 'aa', 'b', 'é'])
      const between = await query(subject, table, {
        KeyConditionExpression: 'pk = :p AND sk BETWEEN :a AND :b',
        ExpressionAttributeValues: { ':a': s('a'), ':b': s('b') },
        ScanIndexForward: false,
      })
      assert.deepEqual(sortKeys(between.Items), ['b', 'aa', 'a'])
    },
  },
  {
    call: 'Query',
    behaviour: 'Limit counts before the filter; LastEvaluatedKey goes on exactly after it',
    run: async (subject) => {
      const table = await makeTable(subject)
      for (const [at, sk] of ['a', 'b', 'c', 'd'].entries())
        await put(subject, table, item(sk, { v: n(at % 2) }))
      const page = {
        Limit: 2,
        FilterExpression: 'v = :one',
        ExpressionAttributeValues: { ':one': n(1) },
      }
      const first = await query(subject, table, page)
      assert.deepEqual([sortKeys(first.Items), first.ScannedCount], [['b'], 2])
      assert.deepEqual(first.LastEvaluatedKey, key('b'))
      const second = await query(subject, table, { ...page, ExclusiveStartKey: first.LastEvaluatedKey })
      assert.deepEqual(sortKeys(second.Items), ['d'])
    },
  },
  {
    call: 'Query',
    behaviour: 'a page ends at 1 MB; the next one goes on',
    run: async (subject) => {
      const table = await makeTable(subject)
      const names = ['a', 'b', 'c', 'd', 'e', 'f']
      for (const sk of names) await put(subject, table, item(sk, { v: big(300_000) }))
      const first = await query(subject, table)
      assert.ok((first.Count ?? 0) < 6)
      const second = await query(subject, table, { ExclusiveStartKey: first.LastEvaluatedKey })
      assert.deepEqual([...sortKeys(first.Items), ...sortKeys(second.Items)], names)
    },
  },
  {
    call: 'Query',
    behaviour: 'a page that ends by its Limit has a LastEvaluatedKey, also if nothing follows',
    run: async (subject) => {
      const table = await makeTable(subject)
      await put(subject, table, item('a'))
      const first = await query(subject, table, { Limit: 1 })
      assert.deepEqual(first.LastEvaluatedKey, key('a'))
      const { Items, LastEvaluatedKey } = await query(subject, table, { ExclusiveStartKey: key('a') })
      assert.deepEqual([Items, LastEvaluatedKey], [[], undefined])
    },
  },
  {
    call: 'Query',
    behaviour: 'a filter on a key attribute is refused, as is a key condition without the partition',
    run: async (subject) => {
      const table = await makeTable(subject)
      await refusedWith(
        'ValidationException',
        query(subject, table, { FilterExpression: 'sk = :p' }),
        /Filter Expression can only contain non-primary key attributes/,
      )
      await refusedWith('ValidationException', query(subject, table, { KeyConditionExpression: 'sk = :p' }))
    },
  },
  {
    call: 'Query (index)',
    behaviour: 'holds items that have the index’s key only, as far as they are projected',
    run: async (subject) => {
      const table = await makeTable(subject, { index: 'KEYS_ONLY' })
      await put(subject, table, item('a', { state: s('open'), v: n(1) }))
      await put(subject, table, item('b', { v: n(1) }))
      const byState = () =>
        query(subject, table, {
          IndexName: 'by-state',
          KeyConditionExpression: '#s = :p',
          ExpressionAttributeNames: { '#s': 'state' },
          ExpressionAttributeValues: { ':p': s('open') },
        })
      assert.deepEqual((await byState()).Items, [item('a', { state: s('open') })])
      await update(subject, table, 'a', {
        UpdateExpression: 'SET #s = :c',
        ExpressionAttributeNames: { '#s': 'state' },
        ExpressionAttributeValues: { ':c': s('closed') },
      })
      assert.deepEqual((await byState()).Items, [])
    },
  },
  {
    call: 'Query (index)',
    behaviour: 'a consistent read of a global index is refused',
    run: async (subject) => {
      const table = await makeTable(subject, { index: 'ALL' })
      await refusedWith(
        'ValidationException',
        query(subject, table, {
          IndexName: 'by-state',
          KeyConditionExpression: '#s = :p',
          ExpressionAttributeNames: { '#s': 'state' },
          ConsistentRead: true,
        }),
        /Consistent reads are not supported on global secondary indexes/,
      )
    },
  },
  {
    call: 'Scan',
    behaviour: 'segments share the items out, each to one',
    run: async (subject) => {
      const table = await makeTable(subject)
      for (let at = 0; at < 20; at += 1) await put(subject, table, item('x', {}, `p${at}`))
      const segment = async (Segment: number) =>
        (await subject.client.send(new ScanCommand({ TableName: table, Segment, TotalSegments: 3 }))).Items ??
        []
      const all = (await Promise.all([0, 1, 2].map(segment))).flat().map(({ pk }) => pk?.S)
      assert.deepEqual([all.length, new Set(all).size], [20, 20])
    },
  },
  // Batches
  {
    call: 'BatchWriteItem',
    behaviour: '25 writes are taken, 26 are refused, and the same key twice is refused',
    run: async (subject) => {
      const table = await makeTable(subject)
      const batch = (keys: number[]) =>
        subject.client.send(
          new BatchWriteItemCommand({
            RequestItems: { [table]: keys.map((at) => ({ PutRequest: { Item: item(`k${at}`) } })) },
          }),
        )
      const upTo = (count: number) => Array.from({ length: count }, (_, at) => at)
      assert.deepEqual((await batch(upTo(25))).UnprocessedItems, {})
      await refusedWith('ValidationException', batch(upTo(26)))
      await refusedWith('ValidationException', batch([1, 1]), /duplicates/)
    },
  },
  {
    call: 'BatchGetItem',
    behaviour: '100 keys are taken, 101 are refused; what is not there is left out',
    run: async (subject) => {
      const table = await makeTable(subject)
      await put(subject, table, item('k1'))
      const batch = (count: number) =>
        subject.client.send(
          new BatchGetItemCommand({
            RequestItems: { [table]: { Keys: Array.from({ length: count }, (_, at) => key(`k${at}`)) } },
          }),
        )
      const { Responses, UnprocessedKeys } = await batch(100)
      assert.deepEqual([Responses?.[table], UnprocessedKeys], [[item('k1')], {}])
      await refusedWith('ValidationException', batch(101))
    },
  },
  {
    call: 'BatchGetItem',
    behaviour: 'more than 16 MB leaves UnprocessedKeys',
    run: async (subject) => {
      const table = await makeTable(subject)
      for (let at = 0; at < 45; at += 1) await put(subject, table, item(`k${at}`, { v: big(390_000) }))
      const Keys = Array.from({ length: 45 }, (_, at) => key(`k${at}`))
      const { Responses, UnprocessedKeys } = await subject.client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys } } }),
      )
      const found = Responses?.[table]?.length ?? 0
      assert.equal(found + (UnprocessedKeys?.[table]?.Keys?.length ?? 0), 45)
      assert.ok(found < 45)
    },
  },
  // Transactions
  {
    call: 'TransactWriteItems',
    behaviour: 'all or nothing; each member gets its cancellation reason, ALL_OLD the item',
    run: async (subject) => {
      const table = await makeTable(subject)
      await put(subject, table, item('a', { n: n(1) }))
      const error = await refusedWith(
        'TransactionCanceledException',
        transact(subject, [
          { Put: { TableName: table, Item: item('b') } },
          {
            Put: {
              TableName: table,
              Item: item('a'),
              ConditionExpression: 'attribute_not_exists(pk)',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
        ]),
        /\[None, ConditionalCheckFailed\]/,
      )
      assert.deepEqual(reasonsOf(error), ['None', 'ConditionalCheckFailed'])
      const { CancellationReasons: reasons } = error as { CancellationReasons?: { Item?: Item }[] }
      assert.deepEqual(reasons?.[1]?.Item, item('a', { n: n(1) }))
      assert.equal(await get(subject, table, 'b'), undefined)
    },
  },
  {
    call: 'TransactWriteItems',
    behaviour: '100 actions are taken, 101 are refused',
    run: async (subject) => {
      const table = await makeTable(subject)
      const actions = (count: number) =>
        Array.from({ length: count }, (_, at) => ({ Put: { TableName: table, Item: item(`k${at}`) } }))
      await transact(subject, actions(100))
      await refusedWith('ValidationException', transact(subject, actions(101)))
    },
  },
  {
    call: 'TransactWriteItems',
    behaviour: 'two actions on one item are refused',
    run: async (subject) => {
      const table = await makeTable(subject)
      await refusedWith(
        'ValidationException',
        transact(subject, [
          { Put: { TableName: table, Item: item('a') } },
          { Delete: { TableName: table, Key: key('a') } },
        ]),
        /Transaction request cannot include multiple operations on one item/,
      )
    },
  },
  {
    call: 'TransactWriteItems',
    behaviour: 'more than 4 MB in all are refused',
    run: async (subject) => {
      const table = await makeTable(subject)
      const actions = (count: number) =>
        Array.from({ length: count }, (_, at) => ({
          Put: { TableName: table, Item: item(`k${at}`, { v: big(390_000) }) },
        }))
      await transact(subject, actions(10))
      await refusedWith('ValidationException', transact(subject, actions(11)))
    },
  },
  {
    call: 'TransactWriteItems',
    behaviour: 'the same token repeats nothing; with other parameters it is refused',
    run: async (subject) => {
      const table = await makeTable(subject)
      const add = (by: number): TransactWriteItem => ({
        Update: {
          TableName: table,
          Key: key('a'),
          UpdateExpression: 'ADD v :by',
          ExpressionAttributeValues: { ':by': n(by) },
        },
      })
      await transact(subject, [add(1)], 'token-1')
      await transact(subject, [add(1)], 'token-1')
      assert.deepEqual((await get(subject, table, 'a'))?.['v'], n(1))
      await refusedWith('IdempotentParameterMismatchException', transact(subject, [add(2)], 'token-1'))
    },
  },
  {
    call: 'TransactWriteItems',
    behaviour: 'an update that the item does not allow cancels with ValidationError',
    run: async (subject) => {
      const table = await makeTable(subject)
      await put(subject, table, item('a', { v: s('text') }))
      const error = await refusedWith(
        'TransactionCanceledException',
        transact(subject, [
          {
            Update: {
              TableName: table,
              Key: key('a'),
              UpdateExpression: 'ADD v :one',
              ExpressionAttributeValues: { ':one': n(1) },
            },
          },
        ]),
      )
      assert.deepEqual(reasonsOf(error), ['ValidationError'])
    },
    localDiffers: 'refuses the whole request with ValidationException',
  },
  {
    call: 'TransactGetItems',
    behaviour: 'answers in the order of the request, with an empty member for what is not there',
    run: async (subject) => {
      const table = await makeTable(subject)
      await put(subject, table, item('a'))
      const { Responses } = await subject.client.send(
        new TransactGetItemsCommand({
          TransactItems: ['none', 'a'].map((sk) => ({ Get: { TableName: table, Key: key(sk) } })),
        }),
      )
      assert.deepEqual(
        Responses?.map((response) => response.Item),
        [undefined, item('a')],
      )
    },
  },
  // Capacity
  {
    call: 'PutItem',
    behaviour:
      'consumes one unit for each KB of the larger of old and new, and for each index that it changes',
    run: async (subject) => {
      const table = await makeTable(subject, { index: 'KEYS_ONLY' })
      const units = async (Item: Item) =>
        (await put(subject, table, Item, { ReturnConsumedCapacity: 'TOTAL' })).ConsumedCapacity?.CapacityUnits
      assert.equal(await units(item('a')), 1)
      assert.equal(await units(item('a', { v: big(2_500) })), 3)
      assert.equal(await units(item('a')), 3)
      assert.equal(await units(item('a', { state: s('open') })), 2)
      // A changed index key is one write to take the entry out and one to put it in.
      assert.equal(await units(item('a', { state: s('closed') })), 3)
      // An attribute that is not projected leaves the index alone.
      assert.equal(await units(item('a', { state: s('closed'), v: n(1) })), 1)
    },
  },
  {
    call: 'GetItem, Query',
    behaviour: 'consume half a unit for each 4 KB, a whole one if consistent; a query rounds its sum',
    run: async (subject) => {
      const table = await makeTable(subject)
      for (const sk of ['a', 'b']) await put(subject, table, item(sk, { v: big(5_000) }))
      const read = async (ConsistentRead: boolean) =>
        (
          await subject.client.send(
            new GetItemCommand({
              TableName: table,
              Key: key('a'),
              ConsistentRead,
              ReturnConsumedCapacity: 'TOTAL',
            }),
          )
        ).ConsumedCapacity?.CapacityUnits
      assert.deepEqual([await read(false), await read(true)], [1, 2])
      const both = await query(subject, table, { ReturnConsumedCapacity: 'TOTAL' })
      assert.equal(both.ConsumedCapacity?.CapacityUnits, 1.5)
    },
  },
  {
    call: 'TransactWriteItems',
    behaviour: 'consumes twice as much',
    run: async (subject) => {
      const table = await makeTable(subject)
      const { ConsumedCapacity } = await subject.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName: table, Item: item('a', { v: big(1_500) }) } },
            {
              ConditionCheck: {
                TableName: table,
                Key: key('b'),
                ConditionExpression: 'attribute_not_exists(pk)',
              },
            },
          ],
          ReturnConsumedCapacity: 'TOTAL',
        }),
      )
      assert.equal(ConsumedCapacity?.[0]?.CapacityUnits, 6)
    },
  },
  // Streams
  {
    call: 'GetRecords',
    behaviour: 'a record for each change, in order, with the images of its view; none where nothing changed',
    run: async (subject) => {
      const table = await makeTable(subject, { view: 'NEW_AND_OLD_IMAGES' })
      await put(subject, table, item('a', { v: n(1) }))
      await put(subject, table, item('a', { v: n(1) }))
      await put(subject, table, item('a', { v: n(2) }))
      await subject.client.send(new DeleteItemCommand({ TableName: table, Key: key('a') }))
      const found = await records(subject, table, 3)
      assert.deepEqual(
        found.map(({ eventName, dynamodb }) => [
          eventName,
          dynamodb?.OldImage?.['v']?.N,
          dynamodb?.NewImage?.['v']?.N,
        ]),
        [
          ['INSERT', undefined, '1'],
          ['MODIFY', '1', '2'],
          ['REMOVE', '2', undefined],
        ],
      )
      const sequences = found.map(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? 0))
      assert.deepEqual(
        sequences,
        [...sequences].sort((a, b) => (a < b ? -1 : 1)),
      )
    },
  },
  {
    call: 'GetRecords',
    behaviour: 'KEYS_ONLY brings the keys and nothing else',
    run: async (subject) => {
      const table = await makeTable(subject, { view: 'KEYS_ONLY' })
      await put(subject, table, item('a', { v: n(1) }))
      const [record] = await records(subject, table, 1)
      assert.deepEqual(record?.dynamodb?.Keys, key('a'))
      assert.deepEqual([record?.dynamodb?.NewImage, record?.dynamodb?.OldImage], [undefined, undefined])
    },
  },
  {
    call: 'GetShardIterator',
    behaviour: 'AFTER_SEQUENCE_NUMBER goes on after a record; a shard that is not there is refused',
    run: async (subject) => {
      const table = await makeTable(subject, { view: 'NEW_IMAGE' })
      await put(subject, table, item('a'))
      await put(subject, table, item('b'))
      const [first] = await records(subject, table, 2)
      const { Table } = await subject.client.send(new DescribeTableCommand({ TableName: table }))
      const StreamArn = Table?.LatestStreamArn
      const { StreamDescription } = await subject.streams.send(new DescribeStreamCommand({ StreamArn }))
      const ShardId = StreamDescription?.Shards?.[0]?.ShardId
      const iteratorAt = (shard: string | undefined) =>
        subject.streams.send(
          new GetShardIteratorCommand({
            StreamArn,
            ShardId: shard,
            ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
            SequenceNumber: first?.dynamodb?.SequenceNumber,
          }),
        )
      const { ShardIterator } = await iteratorAt(ShardId)
      const { Records } = await subject.streams.send(new GetRecordsCommand({ ShardIterator }))
      assert.deepEqual(
        Records?.map(({ dynamodb }) => dynamodb?.Keys?.['sk']?.S),
        ['b'],
      )
      await refusedWith('ResourceNotFoundException', iteratorAt('shardId-00000000000000000099-00000099'))
    },
  },
  // Tables
  {
    call: 'UpdateTimeToLive',
    behaviour: 'is told by DescribeTimeToLive; enabling it twice is refused',
    run: async (subject) => {
      const table = await makeTable(subject)
      const enable = () =>
        subject.client.send(
          new UpdateTimeToLiveCommand({
            TableName: table,
            TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
          }),
        )
      await enable()
      const { TimeToLiveDescription } = await subject.client.send(
        new DescribeTimeToLiveCommand({ TableName: table }),
      )
      assert.equal(TimeToLiveDescription?.AttributeName, 'expires')
      await refusedWith('ValidationException', enable(), /already enabled/)
    },
  },
  {
    call: 'CreateTable',
    behaviour: 'a name that is taken is ResourceInUseException; a deleted table is gone',
    run: async (subject) => {
      const table = await makeTable(subject)
      await refusedWith(
        'ResourceInUseException',
        subject.client.send(
          new CreateTableCommand({
            TableName: table,
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          }),
        ),
      )
      await subject.client.send(new DeleteTableCommand({ TableName: table }))
      await refusedWith('ResourceNotFoundException', put(subject, table, item('a')))
    },
  },
]
