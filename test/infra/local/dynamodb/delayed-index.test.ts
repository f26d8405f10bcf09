import {
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { expect, it, onTestFinished } from 'vitest'
import { startDynamoDb } from '../../../../infra/local/dynamodb/server.ts'
import { makeTable } from './support.ts'

it('an index shows a change only after its delay, and the table at once', async () => {
  const time = { now: 1_000_000 }
  const server = await startDynamoDb({ file: ':memory:', clock: () => time.now, indexDelayMs: 500 })
  const client = new DynamoDBClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  onTestFinished(async () => {
    client.destroy()
    await server.close()
  })
  const { name } = await makeTable(client, {
    attributes: [{ AttributeName: 'state', AttributeType: 'S' }],
    indexes: [
      {
        IndexName: 'by-state',
        KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  })
  const put = (sk: string, state: string, v = '') =>
    client.send(
      new PutItemCommand({
        TableName: name,
        Item: { pk: { S: 'p' }, sk: { S: sk }, state: { S: state }, v: { S: v } },
      }),
    )
  const inIndex = async (state: string, rest: Partial<QueryCommandInput> = {}) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: name,
        IndexName: 'by-state',
        KeyConditionExpression: '#s = :s',
        ExpressionAttributeNames: { '#s': 'state' },
        ExpressionAttributeValues: { ':s': { S: state } },
        ...rest,
      }),
    )
    return Items.map(({ sk, v }) => `${sk?.S}${v?.S}`)
  }
  const inTable = async () => (await client.send(new ScanCommand({ TableName: name }))).Items?.length

  await put('a', 'open')
  await put('b', 'open')
  expect([await inTable(), await inIndex('open')]).toEqual([2, []])
  time.now += 501
  expect(await inIndex('open')).toEqual(['a', 'b'])

  await put('a', 'closed', '!')
  await put('c', 'open')
  await client.send(new DeleteItemCommand({ TableName: name, Key: { pk: { S: 'p' }, sk: { S: 'b' } } }))
  expect([await inTable(), await inIndex('open'), await inIndex('closed')]).toEqual([2, ['a', 'b'], []])
  // Pages and directions of an index that lags are those of one that does not.
  expect(await inIndex('open', { Limit: 1, ScanIndexForward: false })).toEqual(['b'])
  const ExclusiveStartKey = { pk: { S: 'p' }, sk: { S: 'a' }, state: { S: 'open' } }
  expect(await inIndex('open', { ExclusiveStartKey })).toEqual(['b'])

  time.now += 300
  await put('a', 'closed', '?')
  time.now += 300
  expect([await inIndex('open'), await inIndex('closed')]).toEqual([['c'], ['a!']])
  time.now += 300
  expect(await inIndex('closed')).toEqual(['a?'])
})
