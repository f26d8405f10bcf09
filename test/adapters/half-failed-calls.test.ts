import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { type AwsStub, mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import { Table, toItem, transact } from '../../shared/adapters/dynamo.ts'
import { putOnce, s3DocumentStore } from '../../shared/adapters/s3-document-store.ts'
import { sendMessages } from '../../shared/adapters/sqs-sender.ts'
import { ConflictError, TransientError } from '../../shared/errors.ts'
import { match } from '../support/samples.ts'

/** What the embedded services never do: half-failed batches, conflicts of transactions, throttled puts. */

const account = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
}
const strict = <Stub extends AwsStub<never, never, never>>(stub: unknown): Stub => {
  const mocked = stub as Stub
  mocked.onAnyCommand().rejects(new Error('a call that no test expects'))
  return mocked
}
const dynamo = new DynamoDBClient(account)
const s3 = new S3Client(account)
const sqs = new SQSClient(account)
const dynamoMock = mockClient(dynamo)
const s3Mock = mockClient(s3)
const sqsMock = mockClient(sqs)

beforeEach(() => {
  for (const mock of [dynamoMock, s3Mock, sqsMock]) {
    mock.reset()
    strict(mock)
  }
  // Back-off without waiting.
  vi.spyOn(Math, 'random').mockReturnValue(0)
})

const table = new Table(dynamo, 'lists')
const items = Array.from({ length: 30 }, (_, i) => ({ pk: `p${i}`, sk: '0', text: `t${i}` }))

test('a call that no test expects is refused', async () => {
  await expect(table.get({ pk: 'p', sk: 's' })).rejects.toThrow('a call that no test expects')
})

describe('a batch of writes', () => {
  test('is sent in calls of at most 25, and what is left unprocessed is sent again', async () => {
    const left = items.slice(3, 5).map((item) => ({ PutRequest: { Item: toItem(item) } }))
    dynamoMock
      .on(BatchWriteItemCommand)
      .resolvesOnce({ UnprocessedItems: { lists: left } })
      .resolves({})
    await table.batchWrite(items)
    const calls = dynamoMock
      .commandCalls(BatchWriteItemCommand)
      .map(({ args }) => args[0].input.RequestItems?.['lists'] ?? [])
    expect(calls.map((requests) => requests.length).sort((a, b) => a - b)).toEqual([2, 5, 25])
    expect(calls.find((requests) => requests.length === 2)).toEqual(left)
  })

  test('that is never finished is an error, not silence', async () => {
    dynamoMock.on(BatchWriteItemCommand).callsFake((input) => ({ UnprocessedItems: input.RequestItems }))
    await expect(table.batchWrite(items.slice(0, 3))).rejects.toThrow(TransientError)
    expect(dynamoMock.commandCalls(BatchWriteItemCommand)).toHaveLength(8)
  })

  test('of nothing calls nobody', async () => {
    await table.batchWrite([])
    expect(dynamoMock.calls()).toHaveLength(0)
  })
})

describe('a batch of reads', () => {
  test('asks again, consistently, for the keys that were left', async () => {
    dynamoMock
      .on(BatchGetItemCommand)
      .resolvesOnce({
        Responses: { lists: [toItem({ pk: 'p0', sk: '0' })] },
        UnprocessedKeys: { lists: { Keys: [toItem({ pk: 'p1', sk: '0' })] } },
      })
      .resolves({ Responses: { lists: [toItem({ pk: 'p1', sk: '0' })] } })
    const found = await table.batchGet([
      { pk: 'p0', sk: '0' },
      { pk: 'p1', sk: '0' },
    ])
    expect(found.map(({ pk }) => pk)).toEqual(['p0', 'p1'])
    const second = dynamoMock.commandCalls(BatchGetItemCommand)[1]?.args[0].input.RequestItems?.['lists']
    expect(second).toEqual({ Keys: [toItem({ pk: 'p1', sk: '0' })], ConsistentRead: true })
  })

  test('that is never finished is an error, not a shorter list', async () => {
    dynamoMock
      .on(BatchGetItemCommand)
      .callsFake((input) => ({ Responses: {}, UnprocessedKeys: input.RequestItems }))
    await expect(table.batchGet([{ pk: 'p0', sk: '0' }])).rejects.toThrow(TransientError)
  })

  test('asks for at most a hundred keys a call', async () => {
    dynamoMock.on(BatchGetItemCommand).resolves({ Responses: {} })
    await table.batchGet(Array.from({ length: 201 }, (_, i) => ({ pk: `p${i}`, sk: '0' })))
    const sizes = dynamoMock
      .commandCalls(BatchGetItemCommand)
      .map(({ args }) => args[0].input.RequestItems?.['lists']?.Keys?.length)
    expect(sizes).toEqual([100, 100, 1])
  })
})

test('a query goes through all pages', async () => {
  dynamoMock
    .on(QueryCommand)
    .resolvesOnce({ Items: [toItem({ pk: 'p', sk: '1' })], LastEvaluatedKey: toItem({ pk: 'p', sk: '1' }) })
    .resolvesOnce({ Items: [], LastEvaluatedKey: toItem({ pk: 'p', sk: '2' }) })
    .resolves({ Items: [toItem({ pk: 'p', sk: '3' })] })
  expect((await Array.fromAsync(table.query('p'))).map(({ sk }) => sk)).toEqual(['1', '3'])
  const inputs = dynamoMock.commandCalls(QueryCommand).map(({ args }) => args[0].input)
  expect(inputs.every(({ ConsistentRead }) => ConsistentRead)).toBe(true)
  expect(inputs.map(({ ExclusiveStartKey }) => ExclusiveStartKey?.['sk']?.S)).toEqual([undefined, '1', '2'])
})

describe('a transaction', () => {
  const cancelled = (...codes: string[]): TransactionCanceledException =>
    new TransactionCanceledException({
      message: 'Transaction cancelled',
      $metadata: {},
      CancellationReasons: codes.map((Code) => ({ Code })),
    })
  const write = [{ Put: { TableName: 'lists', Item: toItem({ pk: 'p', sk: 's' }) } }]

  test('in whose way another one stands is tried again', async () => {
    dynamoMock
      .on(TransactWriteItemsCommand)
      .rejectsOnce(cancelled('None', 'TransactionConflict'))
      .resolves({})
    await transact(dynamo, write)
    expect(dynamoMock.commandCalls(TransactWriteItemsCommand)).toHaveLength(2)
  })

  test('in whose way another one stays is a conflict', async () => {
    dynamoMock.on(TransactWriteItemsCommand).rejects(cancelled('TransactionConflict'))
    await expect(transact(dynamo, write)).rejects.toThrow(ConflictError)
    expect(dynamoMock.commandCalls(TransactWriteItemsCommand)).toHaveLength(8)
  })

  test.each([[['ConditionalCheckFailed', 'None']], [['TransactionConflict', 'ConditionalCheckFailed']]])(
    'whose condition does not hold (%j) is a conflict at once',
    async (codes) => {
      dynamoMock.on(TransactWriteItemsCommand).rejects(cancelled(...codes))
      await expect(transact(dynamo, write)).rejects.toThrow(ConflictError)
      expect(dynamoMock.commandCalls(TransactWriteItemsCommand)).toHaveLength(1)
    },
  )

  test('that is refused for another reason is not taken for a conflict', async () => {
    for (const code of ['ValidationError', 'ItemCollectionSizeLimitExceeded']) {
      dynamoMock.on(TransactWriteItemsCommand).rejects(cancelled(code, 'ThrottlingError'))
      await expect(transact(dynamo, write)).rejects.toThrow(TransactionCanceledException)
    }
    expect(dynamoMock.commandCalls(TransactWriteItemsCommand)).toHaveLength(2)
  })

  test.each(['ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'that the table takes no more of (%s) waits, and is tried later where that lasts',
    async (code) => {
      dynamoMock.on(TransactWriteItemsCommand).rejectsOnce(cancelled('None', code)).resolves({})
      await transact(dynamo, write)
      expect(dynamoMock.commandCalls(TransactWriteItemsCommand)).toHaveLength(2)
      dynamoMock.on(TransactWriteItemsCommand).rejects(cancelled(code))
      await expect(transact(dynamo, write)).rejects.toThrow(TransientError)
      expect(dynamoMock.commandCalls(TransactWriteItemsCommand)).toHaveLength(2 + 8)
    },
  )
})

test('a match that is written alone conflicts only when its condition failed', async () => {
  const registry = dynamoRegistry(dynamo, 'registry')
  dynamoMock
    .on(PutItemCommand)
    .rejects(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }))
  await expect(registry.writeMatch(null, match(), null)).rejects.toThrow('slow down')
})

describe('messages', () => {
  const messages = Array.from({ length: 23 }, (_, i) => ({ batch: String(i) }))
  const ok = { Successful: [], Failed: [] }

  test('go out ten at a time', async () => {
    sqsMock.on(SendMessageBatchCommand).resolves(ok)
    await sendMessages(sqs, 'https://queue', messages)
    const calls = sqsMock.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input.Entries ?? [])
    expect(calls.map((entries) => entries.length)).toEqual([10, 10, 3])
    expect(calls.flat().map(({ MessageBody }) => JSON.parse(MessageBody ?? ''))).toEqual(messages)
    for (const entries of calls) expect(new Set(entries.map(({ Id }) => Id)).size).toBe(entries.length)
  })

  test('that failed are sent again, and only they', async () => {
    const failed = { Successful: [], Failed: [{ Id: '1', SenderFault: false, Code: 'InternalError' }] }
    sqsMock.on(SendMessageBatchCommand).resolvesOnce(failed).resolvesOnce(failed).resolves(ok)
    await sendMessages(sqs, 'https://queue', messages.slice(0, 3))
    const calls = sqsMock
      .commandCalls(SendMessageBatchCommand)
      .map(({ args }) => args[0].input.Entries?.map(({ MessageBody }) => MessageBody))
    expect(calls).toEqual([
      ['{"batch":"0"}', '{"batch":"1"}', '{"batch":"2"}'],
      ['{"batch":"1"}'],
      ['{"batch":"1"}'],
    ])
  })

  test('that failed wait before they are sent again', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const failed = { Successful: [], Failed: [{ Id: '0', SenderFault: false, Code: 'InternalError' }] }
    sqsMock.on(SendMessageBatchCommand).resolvesOnce(failed).resolves(ok)
    const begun = performance.now()
    await sendMessages(sqs, 'https://queue', messages.slice(0, 1))
    // Timers may be a millisecond early.
    expect(performance.now() - begun).toBeGreaterThan(78)
  })

  test('that keep failing are an error, not silence', async () => {
    sqsMock
      .on(SendMessageBatchCommand)
      .resolves({ Successful: [], Failed: [{ Id: '0', SenderFault: true, Code: 'X' }] })
    await expect(sendMessages(sqs, 'https://queue', messages.slice(0, 2))).rejects.toThrow(TransientError)
    expect(sqsMock.commandCalls(SendMessageBatchCommand)).toHaveLength(5)
  })

  test('none: nobody is called', async () => {
    await sendMessages(sqs, 'https://queue', [])
    expect(sqsMock.calls()).toHaveLength(0)
  })
})

describe('an object that is put once', () => {
  const refused = (status: number, name = 'Refused'): S3ServiceException =>
    new S3ServiceException({ name, $fault: 'client', message: name, $metadata: { httpStatusCode: status } })

  test('is there already: fine', async () => {
    s3Mock.on(PutObjectCommand).rejects(refused(412, 'PreconditionFailed'))
    await putOnce(s3, 'evidence', 'k', Buffer.from('x'))
    expect(s3Mock.commandCalls(PutObjectCommand)).toHaveLength(1)
  })

  test('is being put by another at this moment: it is asked again', async () => {
    s3Mock
      .on(PutObjectCommand)
      .rejectsOnce(refused(409, 'ConditionalRequestConflict'))
      .rejectsOnce(refused(409))
      .rejects(refused(412))
    await putOnce(s3, 'evidence', 'k', Buffer.from('x'))
    expect(s3Mock.commandCalls(PutObjectCommand)).toHaveLength(3)
    expect(s3Mock.commandCalls(PutObjectCommand).every(({ args }) => args[0].input.IfNoneMatch === '*')).toBe(
      true,
    )
  })

  test('cannot be put: an error', async () => {
    s3Mock.on(PutObjectCommand).rejects(refused(409))
    await expect(putOnce(s3, 'evidence', 'k', Buffer.from('x'))).rejects.toThrow()
    s3Mock.on(PutObjectCommand).rejects(refused(403, 'AccessDenied'))
    await expect(putOnce(s3, 'evidence', 'k', Buffer.from('x'))).rejects.toThrow('AccessDenied')
  })

  test('a document that cannot be read is not taken for one that is missing', async () => {
    s3Mock.on(GetObjectCommand).rejects(refused(403, 'AccessDenied'))
    const documents = s3DocumentStore(s3, 'evidence')
    await expect(documents.readCache('ofac-sdn', 'lines-1')).rejects.toThrow('AccessDenied')
    await expect(documents.read('documents/x')).rejects.toThrow('AccessDenied')
  })
})

test('alerts that a call leaves unprocessed are asked for again', async () => {
  const item = (alertId: string) =>
    toItem({ pk: 'C#acme', sk: `A#${alertId}`, state: 'sent', body: JSON.stringify({ alertId }) })
  dynamoMock
    .on(BatchGetItemCommand)
    .resolvesOnce({
      Responses: { registry: [item('a1')] },
      UnprocessedKeys: { registry: { Keys: [toItem({ pk: 'C#acme', sk: 'A#a2' })] } },
    })
    .resolves({ Responses: { registry: [item('a2')] } })
  const found = await dynamoRegistry(dynamo, 'registry').alertsById('acme', ['a1', 'a2', 'a1'])
  expect(found.map(({ alertId, state }) => `${alertId} ${state}`)).toEqual(['a1 sent', 'a2 sent'])
  expect(dynamoMock.commandCalls(BatchGetItemCommand)).toHaveLength(2)
})
