import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import type { Subject } from './dynamodb-cases.ts'

export const connect = (url: string): Subject & { close: () => void } => {
  const settings = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  }
  const client = new DynamoDBClient(settings)
  const streams = new DynamoDBStreamsClient(settings)
  return {
    client,
    streams,
    close: () => {
      client.destroy()
      streams.destroy()
    },
  }
}
