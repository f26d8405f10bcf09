import { join } from 'node:path'
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { PublishCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import { describe, expect, test } from 'vitest'
import { startDynamoDb } from '../../../../infra/local/dynamodb/server.ts'
import { startEvents } from '../../../../infra/local/events/server.ts'
import { startS3 } from '../../../../infra/local/s3/server.ts'
import { startSns } from '../../../../infra/local/sns/server.ts'
import { startSqs } from '../../../../infra/local/sqs/server.ts'
import { type FaultPlan, Faults } from '../../../../infra/local/wire/faults.ts'
import { afterTest, s3Client, snsClient, sqsClient, temporaryFolder } from '../wire/support.ts'

const all = (plan: Partial<FaultPlan>): Faults => new Faults({ seed: 7, callers: 'all', ...plan })
const settings = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
})

const table = async (faults: Faults) => {
  const server = await startDynamoDb({ file: ':memory:', faults })
  const client = new DynamoDBClient(settings(server.url))
  afterTest(async () => {
    client.destroy()
    await server.close()
  })
  await client.send(
    new CreateTableCommand({
      TableName: 'table',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  )
  return client
}

const queue = async (faults: Faults) => {
  const service = await startSqs({ file: join(temporaryFolder(), 'sqs.sqlite'), faults })
  afterTest(() => service.close())
  const client = sqsClient(service.url)
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'q' }))
  return { service, client, QueueUrl }
}

const items = Array.from({ length: 25 }, (_, at) => ({ pk: { S: `k${at}` } }))
const writeAll = (client: DynamoDBClient) =>
  client.send(
    new BatchWriteItemCommand({ RequestItems: { table: items.map((Item) => ({ PutRequest: { Item } })) } }),
  )

describe('faults of a seed', () => {
  test('are the same for the same questions, and others for another seed', () => {
    const draws = (seed: number) => {
      const faults = new Faults({ seed, duplicate: 0.3 })
      return Array.from({ length: 60 }, () => faults.duplicates())
    }
    expect(draws(1)).toEqual(draws(1))
    expect(draws(1)).not.toEqual(draws(2))
    expect(draws(1).filter(Boolean).length).toBeGreaterThan(8)
  })

  test('spare whoever is no function, unless they are for all', async () => {
    const faults = new Faults({ seed: 1, throttle: 1 })
    expect([await faults.beforeCall('local'), await faults.beforeCall('LOCAL0123')]).toEqual([false, true])
    expect(faults.counts).toEqual({ throttle: 1 })
  })
})

describe('DynamoDB', () => {
  test('leaves items of batches unprocessed: what is told is not done, and the rest is', async () => {
    const client = await table(all({ partial: 0.4 }))
    const { UnprocessedItems } = await writeAll(client)
    const left = (UnprocessedItems?.['table'] ?? []).map(({ PutRequest }) => PutRequest?.Item?.['pk']?.S)
    const { Items = [] } = await client.send(new ScanCommand({ TableName: 'table' }))
    const written = Items.map(({ pk }) => pk?.S)
    expect(left.length).toBeGreaterThan(2)
    expect(new Set([...left, ...written])).toEqual(new Set(items.map(({ pk }) => pk.S)))
    expect(left.length + written.length).toBe(25)
    const got = await client.send(new BatchGetItemCommand({ RequestItems: { table: { Keys: items } } }))
    const asked = got.UnprocessedKeys?.['table']?.Keys?.length ?? 0
    expect(asked).toBeGreaterThan(2)
    expect((got.Responses?.['table']?.length ?? 0) + asked).toBeLessThanOrEqual(25)
  })

  test('is throttled, and cancels transactions for a conflict', async () => {
    const throttling = await table(all({ throttle: 0 }))
    expect((await writeAll(throttling)).UnprocessedItems).toEqual({})
    const client = await table(all({ conflict: 1 }))
    const write = client.send(
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName: 'table', Item: { pk: { S: 'a' } } } }],
      }),
    )
    await expect(write).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'TransactionConflict' }],
    })
    const server = await startDynamoDb({ file: ':memory:', faults: all({ throttle: 1 }) })
    afterTest(() => server.close())
    const refused = new DynamoDBClient(settings(server.url)).send(new ScanCommand({ TableName: 'table' }))
    await expect(refused).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' })
  })
})

describe('SQS', () => {
  test('delivers twice under one id, in any order, and fails entries of batches', async () => {
    const faults = all({ duplicate: 0.5, reorder: 1 })
    const { client, QueueUrl } = await queue(faults)
    for (let at = 0; at < 8; at += 1)
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: String(at) }))
    const received: { id: string | undefined; body: number }[] = []
    for (;;) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      )
      if (Messages.length === 0) break
      received.push(...Messages.map(({ MessageId: id, Body }) => ({ id, body: Number(Body) })))
    }
    expect(received.length).toBe(8 + (faults.counts.duplicate ?? 0))
    expect(new Set(received.map(({ id }) => id)).size).toBe(8)
    const bodies = received.map(({ body }) => body)
    expect(bodies).not.toEqual([...bodies].sort((a, b) => a - b))

    const delayed = await queue(all({ late: { share: 1, milliseconds: 60_000 } }))
    await delayed.client.send(new SendMessageCommand({ QueueUrl: delayed.QueueUrl, MessageBody: 'late' }))
    expect(delayed.service.counts('q')).toMatchObject({ visible: 0, delayed: 1 })

    const other = await queue(all({ partial: 0.5 }))
    const { Successful = [], Failed = [] } = await other.client.send(
      new SendMessageBatchCommand({
        QueueUrl: other.QueueUrl,
        Entries: Array.from({ length: 10 }, (_, at) => ({ Id: String(at), MessageBody: 'x' })),
      }),
    )
    expect([Successful.length + Failed.length, other.service.counts('q').visible]).toEqual([
      10,
      Successful.length,
    ])
    expect(Failed[0]).toMatchObject({ SenderFault: false, Code: 'InternalError' })
  })
})

test('SNS, S3 and EventBridge are throttled by their own errors; EventBridge fails entries', async () => {
  const folder = temporaryFolder()
  const faults = all({ throttle: 1 })
  const nowhere = () => Promise.resolve()
  const sns = await startSns({
    file: join(folder, 'sns.sqlite'),
    mailboxDirectory: join(folder, 'mail'),
    deliver: { sqs: nowhere, lambda: nowhere },
    faults,
  })
  afterTest(() => sns.close())
  const s3 = await startS3({ directory: join(folder, 's3'), faults })
  afterTest(() => s3.close())
  const events = await startEvents({
    file: join(folder, 'events.sqlite'),
    deliver: nowhere,
    faults: all({ partial: 0.5 }),
  })
  afterTest(() => events.close())
  await expect(
    snsClient(sns.url).send(new PublishCommand({ TopicArn: 'arn', Message: 'x' })),
  ).rejects.toMatchObject({ name: expect.stringMatching(/Throttled/) as string })
  await expect(s3Client(s3.url).send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))).rejects.toMatchObject({
    name: 'SlowDown',
  })
  const client = new EventBridgeClient(settings(events.url))
  afterTest(() => client.destroy())
  const Entries = Array.from({ length: 10 }, () => ({ Source: 's', DetailType: 't', Detail: '{}' }))
  const answer = await client.send(new PutEventsCommand({ Entries }))
  const failed = answer.Entries?.filter(({ ErrorCode }) => ErrorCode === 'InternalFailure').length ?? 0
  expect(failed).toBeGreaterThan(1)
  expect(answer.FailedEntryCount).toBe(failed)
  expect(answer.Entries?.filter(({ EventId }) => EventId).length).toBe(10 - failed)
})
