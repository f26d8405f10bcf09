/**
 * How many items a second the embedded DynamoDB writes and reads through the AWS SDK: the server in a process of its
 * own on a file, as a run has it, the client in this one. Run: npx node bench/local-dynamodb.ts
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { table as grid } from '../cli/output/terminal.ts'

const server = `
import { startDynamoDb } from ${JSON.stringify(fileURLToPath(new URL('../infra/local/dynamodb/server.ts', import.meta.url)))}
const { url } = await startDynamoDb({ file: process.argv[1] })
console.log(url)`

const folder = mkdtempSync(path.join(tmpdir(), 'tierwatch-bench-'))
const child = spawn(
  process.execPath,
  ['--input-type=module', '--disable-warning=ExperimentalWarning', '-e', server, path.join(folder, 'db')],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
const url = await new Promise<string>((resolve) => {
  child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()))
})
const client = new DynamoDBClient({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})

const makeTable = (name: string, indexed: boolean): Promise<unknown> =>
  client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
        ...(indexed ? [{ AttributeName: 'state', AttributeType: 'S' as const }] : []),
      ],
      ...(indexed && {
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-state',
            KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      }),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  )

const itemAt = (n: number) => ({
  pk: { S: `C#customer-${n % 50}` },
  sk: { S: `S#${String(n).padStart(7, '0')}` },
  name: { S: `Supplier ${n} Trading Company Limited` },
  address: { S: 'No. 12, Industrial Park Road, Urumqi, Xinjiang, 830000' },
  goods: { L: [{ S: '5205.11 cotton yarn @CN-XJ' }, { S: '5208.12 woven fabric' }] },
  state: { S: n % 3 === 0 ? 'open' : 'clear' },
  revision: { N: String(n) },
})

/** CPU seconds of the server's process so far, where the kernel tells them. */
const serverCpu = (): number => {
  try {
    const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
    const [user = '0', system = '0'] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
    return (Number(user) + Number(system)) / 100
  } catch {
    return Number.NaN
  }
}
const clientCpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** What, items, wall seconds, CPU seconds of the server and of the client. */
const rows: [string, number, number, number, number][] = []
const inParallel = async (
  what: string,
  calls: number,
  perCall: number,
  call: (at: number) => Promise<unknown>,
): Promise<void> => {
  const width = 8
  let next = 0
  const started = performance.now()
  const [server, client] = [serverCpu(), clientCpu()]
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < calls) await call(next++)
    }),
  )
  const seconds = (performance.now() - started) / 1000
  rows.push([what, calls * perCall, seconds, serverCpu() - server, clientCpu() - client])
}

const batch = (table: string, at: number) =>
  client.send(
    new BatchWriteItemCommand({
      RequestItems: {
        [table]: Array.from({ length: 25 }, (_, i) => ({ PutRequest: { Item: itemAt(at * 25 + i) } })),
      },
    }),
  )

await makeTable('plain', false)
await makeTable('indexed', true)
await inParallel('warm-up', 40, 25, (at) => batch('plain', at))
rows.length = 0
await inParallel('put in batches of 25', 1600, 25, (at) => batch('plain', at))
await inParallel('overwrite in batches of 25', 800, 25, (at) => batch('plain', at))
await inParallel('put in batches of 25, one index', 800, 25, (at) => batch('indexed', at))
await inParallel('put one by one', 4000, 1, (at) =>
  client.send(new PutItemCommand({ TableName: 'plain', Item: itemAt(100_000 + at) })),
)
await inParallel('put in transactions of 10', 400, 10, (at) =>
  client.send(
    new TransactWriteItemsCommand({
      TransactItems: Array.from({ length: 10 }, (_, i) => ({
        Put: {
          TableName: 'plain',
          Item: itemAt(200_000 + at * 10 + i),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      })),
    }),
  ),
)
await inParallel('get in batches of 100', 200, 100, (at) =>
  client.send(
    new BatchGetItemCommand({
      RequestItems: {
        plain: {
          Keys: Array.from({ length: 100 }, (_, i) => {
            const { pk, sk } = itemAt(at * 100 + i)
            return { pk, sk }
          }),
        },
      },
    }),
  ),
)
await inParallel('query pages of 500', 100, 500, (at) =>
  client.send(
    new QueryCommand({
      TableName: 'plain',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: `C#customer-${at % 50}` } },
      Limit: 500,
    }),
  ),
)
client.destroy()
child.kill('SIGKILL')
rmSync(folder, { recursive: true, force: true })
console.log(`load ${loadavg()[0]?.toFixed(1)}, node ${process.version}`)
console.log(
  grid(
    ['what', 'items', 'wall s', 'items/s', 'server CPU s', 'client CPU s', 'items/CPU s of the busier'],
    rows.map(([what, items, seconds, server, client]) => [
      what,
      items.toLocaleString('en'),
      seconds.toFixed(2),
      Math.round(items / seconds).toLocaleString('en'),
      server.toFixed(2),
      client.toFixed(2),
      Math.round(items / Math.max(server, client)).toLocaleString('en'),
    ]),
  ),
)
