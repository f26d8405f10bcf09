import {
  BatchWriteItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fixture, type Item, makeTable, refusal, startFixture } from './support.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await startFixture()
})
afterAll(() => fixture.close())

const fill = async (table: string, items: Item[]) => {
  for (let at = 0; at < items.length; at += 25) {
    const puts = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }))
    await fixture.client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }))
  }
}

const query = (table: string, condition: string, values: Item, rest: Partial<QueryCommandInput> = {}) =>
  fixture.client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: condition,
      ExpressionAttributeValues: values,
      ...rest,
    }),
  )

const P = { ':p': { S: 'p' } }

describe('a query on numbers', () => {
  let table: string
  const numbers = [
    '-1e30',
    '-100',
    '-10.5',
    '-10',
    '-1',
    '-0.001',
    '0',
    '1e-20',
    '0.5',
    '1',
    '9',
    '10',
    '99.99',
    '100',
    '1e30',
  ]
  beforeAll(async () => {
    table = (await makeTable(fixture.client, { sortType: 'N' })).name
    const shuffled = numbers.map((_, at) => numbers[(at * 7) % numbers.length] ?? '')
    await fill(
      table,
      shuffled.map((n) => ({ pk: { S: 'p' }, sk: { N: n } })),
    )
    await fill(table, [{ pk: { S: 'other' }, sk: { N: '5' } }])
  })
  const found = async (condition: string, values: Item = {}, rest: Partial<QueryCommandInput> = {}) => {
    const { Items } = await query(table, condition, { ...P, ...values }, rest)
    return (Items ?? []).map(({ sk }) => Number(sk?.N))
  }

  it('orders them by value', async () => {
    expect(await found('pk = :p')).toEqual(numbers.map(Number))
    expect(await found('pk = :p', {}, { ScanIndexForward: false })).toEqual(numbers.map(Number).reverse())
  })

  it.each([
    ['sk = :a', (n: number) => n === 10],
    ['sk < :a', (n: number) => n < 10],
    ['sk <= :a', (n: number) => n <= 10],
    ['sk > :a', (n: number) => n > 10],
    ['sk >= :a', (n: number) => n >= 10],
    [':a > sk', (n: number) => n < 10],
  ])('with %s', async (condition, keep) => {
    expect(await found(`pk = :p AND ${condition}`, { ':a': { N: '10.0' } })).toEqual(
      numbers.map(Number).filter(keep),
    )
  })

  it('between two of them', async () => {
    expect(await found('pk = :p AND sk BETWEEN :a AND :b', { ':a': { N: '-10' }, ':b': { N: '1' } })).toEqual(
      numbers.map(Number).filter((n) => n >= -10 && n <= 1),
    )
  })
})

describe('a query on strings', () => {
  let table: string
  const names = ['', 'a', 'ab', 'abc', 'abd', 'ac', 'b', 'b\uffff', 'Ａ', '😀', '😀x'].map((end) => `n${end}`)
  beforeAll(async () => {
    table = (await makeTable(fixture.client)).name
    await fill(
      table,
      names.toReversed().map((sk, n) => ({
        pk: { S: 'p' },
        sk: { S: sk },
        n: { N: String(n) },
        kind: { S: n % 2 ? 'odd' : 'even' },
      })),
    )
  })
  const found = async (condition: string, values: Item = {}, rest: Partial<QueryCommandInput> = {}) =>
    ((await query(table, condition, { ...P, ...values }, rest)).Items ?? []).map(({ sk }) => sk?.S)

  it('orders them by their UTF-8', async () => {
    const byBytes = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect(await found('pk = :p')).toEqual(byBytes)
  })

  it('finds those that begin with a text', async () => {
    expect(await found('pk = :p AND begins_with(sk, :a)', { ':a': { S: 'nab' } })).toEqual([
      'nab',
      'nabc',
      'nabd',
    ])
    expect(await found('pk = :p AND begins_with(sk, :a)', { ':a': { S: 'n😀' } })).toEqual(['n😀', 'n😀x'])
    expect(await found('pk = :p AND begins_with(sk, :a)', { ':a': { S: 'nz' } })).toEqual([])
  })

  it('filters after it has counted, and projects', async () => {
    const page = await query(
      table,
      'pk = :p',
      { ...P, ':kind': { S: 'odd' } },
      { FilterExpression: 'kind = :kind', ProjectionExpression: 'n', Limit: 4 },
    )
    expect(page.ScannedCount).toBe(4)
    expect(page.Count).toBe(2)
    expect(page.Items?.map((item) => Object.keys(item))).toEqual([['n'], ['n']])
    expect(page.LastEvaluatedKey).toEqual({ pk: { S: 'p' }, sk: { S: 'nabc' } })
  })

  it('counts', async () => {
    const page = await query(table, 'pk = :p', P, { Select: 'COUNT' })
    expect(page).toMatchObject({ Count: names.length, ScannedCount: names.length })
    expect(page.Items).toBeUndefined()
  })

  it.each([true, false])('goes on where the page ended (forward %s)', async (forward) => {
    const all = await found('pk = :p AND sk > :a', { ':a': { S: 'na' } }, { ScanIndexForward: forward })
    const paged: (string | undefined)[] = []
    let start: Item | undefined
    do {
      const page = await query(
        table,
        'pk = :p AND sk > :a',
        { ...P, ':a': { S: 'na' } },
        { ScanIndexForward: forward, Limit: 2, ExclusiveStartKey: start },
      )
      paged.push(...(page.Items ?? []).map(({ sk }) => sk?.S))
      start = page.LastEvaluatedKey
    } while (start)
    expect(paged).toEqual(all)
    expect(all.length).toBeGreaterThan(4)
  })

  it.each([
    ['no partition key', 'sk = :p', P, {}, /missed key schema element: pk/],
    ['an inequality on the partition key', 'pk > :p', P, {}, /not supported/],
    [
      'a foreign attribute',
      'pk = :p AND n = :n',
      { ...P, ':n': { N: '1' } },
      {},
      /missed key schema element: sk/,
    ],
    ['another type', 'pk = :n', { ':n': { N: '1' } }, {}, /does not match schema type/],
    ['OR', 'pk = :p OR sk = :p', P, {}, /Invalid operator/],
    ['the key in the filter', 'pk = :p', P, { FilterExpression: 'sk = :p' }, /non-primary key attributes/],
    [
      'a start of another partition',
      'pk = :p',
      P,
      { ExclusiveStartKey: { pk: { S: 'q' }, sk: { S: 'a' } } },
      /outside query boundaries/,
    ],
    [
      'a start without the sort key',
      'pk = :p',
      P,
      { ExclusiveStartKey: { pk: { S: 'p' } } },
      /starting key is invalid/,
    ],
    [
      'an index that does not exist',
      'pk = :p',
      P,
      { IndexName: 'nope' },
      /does not have the specified index/,
    ],
    [
      'a projection of all attributes',
      'pk = :p',
      P,
      { Select: 'ALL_ATTRIBUTES', ProjectionExpression: 'n' },
      /Cannot specify the ProjectionExpression/,
    ],
  ] as [string, string, Item, Partial<QueryCommandInput>, RegExp][])(
    'with %s is refused',
    async (_, condition, values, rest, message) => {
      expect(await refusal(query(table, condition, values, rest))).toMatchObject({
        name: 'ValidationException',
        message,
      })
    },
  )
})

describe('a query on binary keys', () => {
  it('orders them by their bytes', async () => {
    const { name } = await makeTable(fixture.client, { sortType: 'B' })
    const keys = [[0], [0, 0], [1], [1, 255], [127], [128], [255], [255, 255]].map((bytes) =>
      Uint8Array.from(bytes),
    )
    await fill(
      name,
      keys.toReversed().map((B) => ({ pk: { S: 'p' }, sk: { B } })),
    )
    const all = await query(name, 'pk = :p', P)
    expect(all.Items?.map(({ sk }) => sk?.B)).toEqual(keys)
    const some = await query(name, 'pk = :p AND begins_with(sk, :b)', {
      ...P,
      ':b': { B: Uint8Array.of(255) },
    })
    expect(some.Items?.map(({ sk }) => sk?.B)).toEqual(keys.slice(-2))
  })
})

describe('a page', () => {
  it('ends at 1 MB', async () => {
    const { name } = await makeTable(fixture.client)
    for (let n = 0; n < 6; n++) {
      await fixture.client.send(
        new PutItemCommand({
          TableName: name,
          Item: { pk: { S: 'p' }, sk: { S: String(n) }, text: { S: 'x'.repeat(300_000) } },
        }),
      )
    }
    const first = await query(name, 'pk = :p', P)
    expect(first.Count).toBe(4)
    const second = await query(name, 'pk = :p', P, { ExclusiveStartKey: first.LastEvaluatedKey })
    expect(second.Items?.map(({ sk }) => sk?.S)).toEqual(['4', '5'])
    expect(second.LastEvaluatedKey).toBeUndefined()
  })
})

describe('a global index', () => {
  let table: string
  const item = (pk: string, state: string, due: string, rest: Item = {}): Item => ({
    pk: { S: pk },
    sk: { S: 'x' },
    state: { S: state },
    due: { N: due },
    note: { S: `note of ${pk}` },
    ...rest,
  })
  beforeAll(async () => {
    const key = [
      { AttributeName: 'state', KeyType: 'HASH' as const },
      { AttributeName: 'due', KeyType: 'RANGE' as const },
    ]
    table = (
      await makeTable(fixture.client, {
        attributes: [
          { AttributeName: 'state', AttributeType: 'S' },
          { AttributeName: 'due', AttributeType: 'N' },
        ],
        indexes: [
          { IndexName: 'by-state', KeySchema: key, Projection: { ProjectionType: 'ALL' } },
          { IndexName: 'keys-only', KeySchema: key, Projection: { ProjectionType: 'KEYS_ONLY' } },
          {
            IndexName: 'with-note',
            KeySchema: key,
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] },
          },
        ],
      })
    ).name
    await fill(table, [
      item('a', 'open', '10', { more: { S: 'm' } }),
      item('b', 'open', '9'),
      item('c', 'open', '10'),
      item('d', 'done', '1'),
      { pk: { S: 'e' }, sk: { S: 'x' }, state: { S: 'open' } },
    ])
  })
  const open = (rest: Partial<QueryCommandInput> = {}, due?: string) =>
    query(
      table,
      due === undefined ? '#s = :s' : '#s = :s AND due >= :d',
      { ':s': { S: 'open' }, ...(due !== undefined && { ':d': { N: due } }) },
      {
        IndexName: 'by-state',
        ExpressionAttributeNames: { '#s': 'state' },
        ...rest,
      },
    )
  const ids = (items: Item[] | undefined) => (items ?? []).map(({ pk }) => pk?.S)

  it('holds the items that have its key, in its order', async () => {
    expect(ids((await open()).Items)).toEqual(['b', 'a', 'c'])
    expect(ids((await open({ ScanIndexForward: false })).Items)).toEqual(['c', 'a', 'b'])
    expect(ids((await open({}, '10')).Items)).toEqual(['a', 'c'])
    const scanned = await fixture.client.send(new ScanCommand({ TableName: table, IndexName: 'by-state' }))
    expect(ids(scanned.Items)).toEqual(['d', 'b', 'a', 'c'])
  })

  it('pages through equal keys', async () => {
    const found: (string | undefined)[] = []
    let start: Item | undefined
    do {
      const page = await open({ Limit: 1, ExclusiveStartKey: start })
      found.push(...ids(page.Items))
      start = page.LastEvaluatedKey
      if (start) expect(Object.keys(start).sort()).toEqual(['due', 'pk', 'sk', 'state'])
    } while (start)
    expect(found).toEqual(['b', 'a', 'c'])
  })

  it('projects what it was told to hold', async () => {
    const keysOnly = await open({ IndexName: 'keys-only', Limit: 1 })
    expect(Object.keys(keysOnly.Items?.[0] ?? {}).sort()).toEqual(['due', 'pk', 'sk', 'state'])
    const withNote = await open({ IndexName: 'with-note' }, '10')
    expect(Object.keys(withNote.Items?.[0] ?? {}).sort()).toEqual(['due', 'note', 'pk', 'sk', 'state'])
    expect(await refusal(open({ IndexName: 'with-note', ProjectionExpression: 'more' }))).toMatchObject({
      message: /does not project \[more\]/,
    })
    expect(await refusal(open({ IndexName: 'keys-only', Select: 'ALL_ATTRIBUTES' }))).toMatchObject({
      message: /projection type is not ALL/,
    })
    expect(await refusal(open({ ConsistentRead: true }))).toMatchObject({
      message: /Consistent reads are not supported/,
    })
  })

  it('follows its items', async () => {
    const change = (pk: string, expression: string, values?: Item) =>
      fixture.client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: { S: pk }, sk: { S: 'x' } },
          UpdateExpression: expression,
          ExpressionAttributeNames: { '#s': 'state' },
          ExpressionAttributeValues: values,
        }),
      )
    await change('a', 'REMOVE #s')
    expect(ids((await open()).Items)).toEqual(['b', 'c'])
    await change('a', 'SET #s = :s', { ':s': { S: 'open' } })
    await change('b', 'SET due = :d, extra = #s', { ':d': { N: '11' } })
    expect(ids((await open()).Items)).toEqual(['a', 'c', 'b'])
    const wrong = await refusal(change('b', 'SET #s = :s', { ':s': { N: '1' } }))
    expect(wrong.message).toMatch(/Type mismatch for Index Key state/)
  })
})

describe('a scan', () => {
  it('reads every item once, in pages, with a filter', async () => {
    const { name } = await makeTable(fixture.client, { sortType: 'none' })
    const ids = Array.from({ length: 60 }, (_, n) => String(n))
    await fill(
      name,
      ids.map((id) => ({ pk: { S: id }, even: { BOOL: Number(id) % 2 === 0 } })),
    )
    const found: string[] = []
    let start: Item | undefined
    let pages = 0
    do {
      const page = await fixture.client.send(
        new ScanCommand({
          TableName: name,
          Limit: 7,
          ExclusiveStartKey: start,
          FilterExpression: 'even = :yes',
          ExpressionAttributeValues: { ':yes': { BOOL: true } },
        }),
      )
      found.push(...(page.Items ?? []).map(({ pk }) => pk?.S ?? ''))
      start = page.LastEvaluatedKey
      pages++
    } while (start)
    expect(pages).toBe(9)
    expect(found.toSorted()).toEqual(ids.filter((id) => Number(id) % 2 === 0).toSorted())
  })

  it('is dealt out to segments', async () => {
    const { name } = await makeTable(fixture.client, { sortType: 'none' })
    const ids = Array.from({ length: 50 }, (_, n) => String(n))
    await fill(
      name,
      ids.map((id) => ({ pk: { S: id } })),
    )
    const segments = await Promise.all(
      [0, 1, 2].map((Segment) =>
        fixture.client.send(new ScanCommand({ TableName: name, Segment, TotalSegments: 3 })),
      ),
    )
    expect(segments.every(({ Count }) => (Count ?? 0) > 0)).toBe(true)
    const found = segments.flatMap(({ Items }) => (Items ?? []).map(({ pk }) => pk?.S ?? ''))
    expect(found.toSorted()).toEqual(ids.toSorted())
  })
})

describe('expressions as long as DynamoDB takes them', () => {
  let table: string
  beforeAll(async () => {
    table = (await makeTable(fixture.client, { sortType: 'S' })).name
  })
  const scan = (FilterExpression: string, ExpressionAttributeValues?: Item) =>
    fixture.client.send(new ScanCommand({ TableName: table, FilterExpression, ExpressionAttributeValues }))

  it('an IN has a hundred operands, not one more', async () => {
    const among = (count: number) => {
      const names = Array.from({ length: count }, (_, at) => `:v${at}`)
      const values = Object.fromEntries(names.map((name, at) => [name, { N: String(at) }]))
      return scan(`NOT (size(pk) > :v0 AND n IN (${names.join(', ')}))`, values)
    }
    await expect(among(100)).resolves.toMatchObject({ Count: 0 })
    expect(await refusal(among(101))).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('too many operands; number of operands: 101') as string,
    })
  })

  it('an expression has 4 KB, not one byte more', async () => {
    const long = (bytes: number) => scan(`attribute_exists(pk)${' '.repeat(bytes - 20)}`)
    await expect(long(4096)).resolves.toMatchObject({ Count: 0 })
    expect(await refusal(long(4097))).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('expression size: 4097') as string,
    })
  })
})
