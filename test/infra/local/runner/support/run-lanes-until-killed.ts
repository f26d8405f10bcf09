import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { startLocal } from '../../../../../infra/local/runner/start-local.ts'

/** A run in a process of its own: writes each of some items again and again, and goes on until it is killed. */
const [assembly = '', stateDirectory = '', out = '', items = '0', versions = '0'] = process.argv.slice(2)

const local = await startLocal({
  assembly,
  stateDirectory,
  extraEnvironment: { '*': { OUT: out } },
  shardLife: { records: 30 },
})
const dynamodb = new DynamoDBClient(local.clientConfig('dynamodb'))
for (let version = 0; version < Number(versions); version += 1) {
  const puts = Array.from({ length: Number(items) }, (_, at) => ({
    PutRequest: { Item: { pk: { S: 'p' }, sk: { S: `item-${at}` }, version: { N: String(version) } } },
  }))
  await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [local.outputs['Table'] ?? '']: puts } }))
}
process.stdout.write('filled\n')
