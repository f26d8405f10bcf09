import { join } from 'node:path'
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { startLocal } from '../../../../infra/local/runner/start-local.ts'
import { lambda, table, temporaryDirectory, writeAssembly } from './support/assembly.ts'
import { handlers, written } from './support/handlers.ts'

test('consumers do all their work while functions die and messages come twice and in any order', async () => {
  const directory = temporaryDirectory()
  const arn = (id: string, attribute = 'Arn') => ({ 'Fn::GetAtt': [id, attribute] })
  const mapping = (source: object, FunctionName: string, rest: object) => ({
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { EventSourceArn: source, FunctionName: { Ref: FunctionName }, BatchSize: 5, ...rest },
  })
  const resources = {
    Table: table(),
    Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 600 } },
    FromStream: lambda('slow'),
    FromQueue: lambda('slow'),
    Streams: mapping(arn('Table', 'StreamArn'), 'FromStream', { StartingPosition: 'TRIM_HORIZON' }),
    Queues: mapping(arn('Queue'), 'FromQueue', {}),
  }
  const Outputs = { Table: { Value: { Ref: 'Table' } }, Queue: { Value: { Ref: 'Queue' } } }
  const assembly = writeAssembly(
    join(directory, 'cdk.out'),
    { Pipe: { template: { Resources: resources, Outputs } } },
    handlers,
  )
  const out = join(directory, 'out.ndjson')
  const local = await startLocal({
    assembly,
    stateDirectory: join(directory, '.tierwatch'),
    extraEnvironment: { '*': { OUT: out } },
    faults: { seed: 3, duplicate: 0.3, reorder: 0.5, death: 0.3, throttle: 0.2 },
  })
  const dynamodb = new DynamoDBClient(local.clientConfig('dynamodb'))
  const sqs = new SQSClient(local.clientConfig('sqs'))
  const names = Array.from({ length: 40 }, (_, at) => String(at).padStart(2, '0'))
  for (let at = 0; at < names.length; at += 10) {
    const some = names.slice(at, at + 10)
    const puts = some.map((name) => ({
      PutRequest: { Item: { pk: { S: 'p' }, sk: { S: `stream-${name}` } } },
    }))
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [local.outputs['Table'] ?? '']: puts } }))
    const Entries = some.map((name) => ({ Id: name, MessageBody: `queue-${name}` }))
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: local.outputs['Queue'], Entries }))
  }
  await local.idle({ timeoutMs: 25_000 })
  const counts = local.faultCounts()
  await local.stop()
  dynamodb.destroy()
  sqs.destroy()
  const seen = written<{ name: string }>(out).map(({ name }) => name)
  const wanted = ['stream', 'queue'].flatMap((source) => names.map((name) => `${source}-${name}`))
  expect(new Set(seen)).toEqual(new Set(wanted))
  for (const kind of ['duplicate', 'reorder', 'death'] as const) expect(counts[kind]).toBeGreaterThan(0)
  expect(seen.length).toBeGreaterThan(wanted.length)
})
