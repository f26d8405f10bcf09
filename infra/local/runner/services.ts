import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { S3Client } from '@aws-sdk/client-s3'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { region } from './aws-identity.ts'

export type ServiceName = 'dynamodb' | 's3' | 'sqs' | 'sns' | 'eventbridge' | 'lambda'
export type Endpoints = Record<ServiceName, string>

export interface ClientConfig {
  endpoint: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
}

/** Configuration of an SDK client for a local endpoint; the services check no signature. */
export const clientConfig = (endpoint: string): ClientConfig => ({
  endpoint,
  region,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})

export interface Clients {
  dynamodb: DynamoDBClient
  s3: S3Client
  sns: SNSClient
  sqs: SQSClient
  eventbridge: EventBridgeClient
}

export const createClients = (endpoints: Omit<Endpoints, 'lambda'>): Clients => ({
  dynamodb: new DynamoDBClient(clientConfig(endpoints.dynamodb)),
  s3: new S3Client(clientConfig(endpoints.s3)),
  sns: new SNSClient(clientConfig(endpoints.sns)),
  sqs: new SQSClient(clientConfig(endpoints.sqs)),
  eventbridge: new EventBridgeClient(clientConfig(endpoints.eventbridge)),
})

export const destroyClients = (clients: Clients): void => {
  for (const client of Object.values(clients) as { destroy: () => void }[]) client.destroy()
}
