import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { startLocal } from '../../../../../infra/local/runner/start-local.ts'

/** A run in a process of its own: fills a table and a queue, and goes on until it is killed. */
const [assembly = '', stateDirectory = '', out = '', count = '0'] = process.argv.slice(2)

const local = await startLocal({ assembly, stateDirectory, extraEnvironment: { '*': { OUT: out } } })
const dynamodb = new DynamoDBClient(local.clientConfig('dynamodb'))
const sqs = new SQSClient(local.clientConfig('sqs'))
const names = Array.from({ length: Number(count) }, (_, at) => String(at).padStart(4, '0'))
for (let at = 0; at < names.length; at += 10) {
  const some = names.slice(at, at + 10)
  await dynamodb.send(
    new BatchWriteItemCommand({
      RequestItems: {
        [local.outputs['Table'] ?? '']: some.map((name) => ({
          PutRequest: { Item: { pk: { S: 'p' }, sk: { S: `stream-${name}` } } },
        })),
      },
    }),
  )
  await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: local.outputs['Queue'],
      Entries: some.map((name) => ({ Id: name, MessageBody: `queue-${name}` })),
    }),
  )
}
process.stdout.write('filled\n')
