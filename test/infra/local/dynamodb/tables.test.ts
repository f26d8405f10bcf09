import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDynamoDb } from '../../../../infra/local/dynamodb/server.ts'
import { type Fixture, makeTable, refusal, startFixture } from './support.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await startFixture()
})
afterAll(() => fixture.close())

const simple = (name: string) => ({
  TableName: name,
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
})

describe('tables', () => {
  it('are made with a stream, described and deleted', async () => {
    const { client } = fixture
    const { TableDescription } = await client.send(
      new CreateTableCommand({
        ...simple('with-stream'),
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    )
    expect(TableDescription).toMatchObject({
      TableStatus: 'ACTIVE',
      TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/with-stream',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      LatestStreamArn: expect.stringMatching(/table\/with-stream\/stream\/20\d\d-/),
    })
    await client.send(new PutItemCommand({ TableName: 'with-stream', Item: { pk: { S: 'a' } } }))
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'with-stream' }))
    expect(Table).toMatchObject({ ItemCount: 1, BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } })
    expect(Table?.CreationDateTime?.getTime()).toBe(fixture.time.now)

    await client.send(new DeleteTableCommand({ TableName: 'with-stream' }))
    const gone = await refusal(client.send(new DescribeTableCommand({ TableName: 'with-stream' })))
    expect(gone.name).toBe('ResourceNotFoundException')
  })

  it('are not made twice', async () => {
    const { client } = fixture
    await client.send(new CreateTableCommand(simple('only-once')))
    const second = await refusal(client.send(new CreateTableCommand(simple('only-once'))))
    expect(second.name).toBe('ResourceInUseException')
  })

  it('are empty when made again', async () => {
    const { client } = fixture
    await client.send(new CreateTableCommand(simple('again')))
    await client.send(new PutItemCommand({ TableName: 'again', Item: { pk: { S: 'a' } } }))
    await client.send(new DeleteTableCommand({ TableName: 'again' }))
    await client.send(new CreateTableCommand(simple('again')))
    expect((await client.send(new ScanCommand({ TableName: 'again' }))).Items).toEqual([])
  })

  it('that are protected are not deleted', async () => {
    const { client } = fixture
    await client.send(new CreateTableCommand({ ...simple('protected'), DeletionProtectionEnabled: true }))
    const refused = await refusal(client.send(new DeleteTableCommand({ TableName: 'protected' })))
    expect(refused).toMatchObject({ name: 'ValidationException', message: /protected against deletion/ })
  })

  it('are listed in pages', async () => {
    const other = await startFixture()
    for (const name of ['ccc', 'aaa', 'bbb']) await other.client.send(new CreateTableCommand(simple(name)))
    const first = await other.client.send(new ListTablesCommand({ Limit: 2 }))
    expect(first).toMatchObject({ TableNames: ['aaa', 'bbb'], LastEvaluatedTableName: 'bbb' })
    const second = await other.client.send(new ListTablesCommand({ ExclusiveStartTableName: 'bbb' }))
    expect(second.TableNames).toEqual(['ccc'])
    expect(second.LastEvaluatedTableName).toBeUndefined()
    await other.close()
  })

  it.each([
    ['a key without definition', { KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' as const }] }],
    [
      'a definition that no key uses',
      {
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' as const },
          { AttributeName: 'x', AttributeType: 'S' as const },
        ],
      },
    ],
    [
      'throughput for on-demand billing',
      { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
    ],
    ['a stream without view', { StreamSpecification: { StreamEnabled: true } }],
    ['a short name', { TableName: 'xx' }],
  ])('with %s are refused', async (_, wrong) => {
    const refused = await refusal(
      fixture.client.send(new CreateTableCommand({ ...simple('refused-one'), ...wrong })),
    )
    expect(refused.name).toBe('ValidationException')
  })
})

describe('what is not supported', () => {
  it('is refused by the name of the operation', async () => {
    const refused = await refusal(
      fixture.client.send(new UpdateTableCommand({ TableName: 'any', BillingMode: 'PROVISIONED' })),
    )
    expect(refused).toMatchObject({
      name: 'UnknownOperationException',
      message: /DynamoDB_20120810\.UpdateTable is not supported/,
    })
  })

  it('is refused by the name of the parameter', async () => {
    const { client } = fixture
    const { name } = await makeTable(client)
    const legacy = await refusal(
      client.send(
        new QueryCommand({
          TableName: name,
          KeyConditions: { pk: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'a' }] } },
          KeyConditionExpression: 'pk = :a',
          ExpressionAttributeValues: { ':a': { S: 'a' } },
        }),
      ),
    )
    expect(legacy).toMatchObject({
      name: 'ValidationException',
      message: /The parameter KeyConditions of Query is not supported/,
    })
    const encrypted = await refusal(
      client.send(new CreateTableCommand({ ...simple('encrypted'), SSESpecification: { Enabled: true } })),
    )
    expect(encrypted.message).toMatch(/SSESpecification of CreateTable is not supported/)
  })

  it('is refused to other hosts, to who does not sign, and to what is not JSON', async () => {
    const unsigned = { 'x-amz-target': 'DynamoDB_20120810.ListTables' }
    const refused = await fetch(fixture.server.url, { method: 'POST', headers: unsigned, body: '{}' })
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({
      __type: expect.stringMatching(/MissingAuthenticationToken/),
    })
    const target = { ...unsigned, authorization: 'unchecked' }
    const broken = await fetch(fixture.server.url, { method: 'POST', headers: target, body: '{' })
    expect(broken.status).toBe(400)
    expect(await broken.json()).toMatchObject({ __type: expect.stringMatching(/SerializationException/) })
    const { request } = await import('node:http')
    const status = await new Promise((resolve, reject) => {
      const sent = request(
        fixture.server.url,
        { method: 'POST', headers: { ...target, host: 'attacker.example' } },
        (response) => resolve(response.resume().statusCode),
      )
      sent.on('error', reject)
      sent.end('{}')
    })
    expect(status).toBe(400)
  })
})

describe('the file', () => {
  it('that another server has open is refused with a next step', async () => {
    const { mkdtemp, rm } = await import('node:fs/promises')
    const { tmpdir } = await import('node:os')
    const folder = await mkdtemp(`${tmpdir()}/tierwatch-dynamodb-`)
    const file = `${folder}/store.sqlite`
    const first = await startDynamoDb({ file })
    await expect(startDynamoDb({ file })).rejects.toMatchObject({
      name: 'ConfigError',
      nextStep: expect.stringMatching(/Stop the other run/),
    })
    await first.close()
    await (await startDynamoDb({ file })).close()
    await rm(folder, { recursive: true })
  })
})
