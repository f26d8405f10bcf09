import {
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  type StreamViewType,
} from '@aws-sdk/client-dynamodb'
import {
  type _Record,
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams'
import {
  type DynamoDbOptions,
  type EmbeddedDynamoDb,
  startDynamoDb,
} from '../../../../infra/local/dynamodb/server.ts'

export type Item = Record<string, AttributeValue>

export interface Fixture {
  server: EmbeddedDynamoDb
  client: DynamoDBClient
  streams: DynamoDBStreamsClient
  /** Time as the server sees it; tests move it. */
  time: { now: number }
  close(): Promise<void>
}

const connection = (url: string) => ({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
})

export const startFixture = async (
  file = ':memory:',
  time = { now: Date.now() },
  options: Partial<DynamoDbOptions> = {},
): Promise<Fixture> => {
  const server = await startDynamoDb({ file, clock: () => time.now, ...options })
  const client = new DynamoDBClient(connection(server.url))
  const streams = new DynamoDBStreamsClient(connection(server.url))
  return {
    server,
    client,
    streams,
    time,
    close: async () => {
      client.destroy()
      streams.destroy()
      await server.close()
    },
  }
}

let tables = 0

/** Makes a table of its own, with keys `pk` (S) and `sk` (S or as told). */
export const makeTable = async (
  client: DynamoDBClient,
  options: {
    sortType?: 'S' | 'N' | 'B' | 'none'
    view?: StreamViewType
    indexes?: CreateTableCommandInput['GlobalSecondaryIndexes']
    attributes?: CreateTableCommandInput['AttributeDefinitions']
  } = {},
): Promise<{ name: string; streamArn: string }> => {
  const { sortType = 'S', view, indexes, attributes = [] } = options
  const name = `table-${++tables}`
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        ...(sortType === 'none' ? [] : [{ AttributeName: 'sk', AttributeType: sortType }]),
        ...attributes,
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        ...(sortType === 'none' ? [] : [{ AttributeName: 'sk', KeyType: 'RANGE' as const }]),
      ],
      ...(view && { StreamSpecification: { StreamEnabled: true, StreamViewType: view } }),
      ...(indexes && { GlobalSecondaryIndexes: indexes }),
    }),
  )
  return { name, streamArn: TableDescription?.LatestStreamArn ?? '' }
}

export const shardOf = async (streams: DynamoDBStreamsClient, streamArn: string): Promise<string> => {
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: streamArn }))
  return StreamDescription?.Shards?.[0]?.ShardId ?? ''
}

export const shardsOf = async (streams: DynamoDBStreamsClient, StreamArn: string): Promise<Shard[]> => {
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
  return StreamDescription?.Shards ?? []
}

/** The records of one shard from its trim horizon, or after a sequence number, page by page. */
export const readShard = async (
  streams: DynamoDBStreamsClient,
  StreamArn: string,
  ShardId: string | undefined,
  options: { after?: string; pageSize?: number } = {},
): Promise<_Record[]> => {
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({
      StreamArn,
      ShardId,
      ...(options.after === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: options.after }),
    }),
  )
  const records: _Record[] = []
  let iterator = ShardIterator
  while (iterator !== undefined) {
    const page = await streams.send(
      new GetRecordsCommand({ ShardIterator: iterator, Limit: options.pageSize ?? 1000 }),
    )
    if (page.Records?.length === 0) break
    records.push(...(page.Records ?? []))
    iterator = page.NextShardIterator
  }
  return records
}

/** All records of a stream from its trim horizon, or after a sequence number, shard by shard. */
export const readStream = async (
  streams: DynamoDBStreamsClient,
  streamArn: string,
  options: { after?: string; pageSize?: number } = {},
): Promise<_Record[]> => {
  const records: _Record[] = []
  const { after, ...rest } = options
  for (const { ShardId, SequenceNumberRange: range } of await shardsOf(streams, streamArn)) {
    if (after !== undefined && (range?.EndingSequenceNumber ?? after) < after) continue
    const within = after !== undefined && after >= (range?.StartingSequenceNumber ?? '')
    records.push(...(await readShard(streams, streamArn, ShardId, { ...rest, ...(within && { after }) })))
  }
  return records
}

/** The name and the message of what a request is refused with. */
export const refusal = async (request: Promise<unknown>): Promise<Error> => {
  try {
    await request
  } catch (error) {
    if (error instanceof Error) return error
    throw error
  }
  throw new Error('the request was not refused')
}
