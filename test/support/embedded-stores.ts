import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { startDynamoDb } from '../../infra/local/dynamodb/server.ts'
import { startS3 } from '../../infra/local/s3/server.ts'
import { dynamoCustomerStore } from '../../shared/adapters/dynamo-customer-store.ts'
import { dynamoIntakeStore } from '../../shared/adapters/dynamo-intake-store.ts'
import { dynamoDueStore } from '../../shared/adapters/dynamo-due-store.ts'
import { dynamoListStore } from '../../shared/adapters/dynamo-list-store.ts'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import { dynamoReverseIndex } from '../../shared/adapters/dynamo-reverse-index.ts'
import { s3DocumentStore } from '../../shared/adapters/s3-document-store.ts'
import { emptyWorld, type Stores, storesOf } from './pipeline.ts'

const account = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
}

export interface EmbeddedServices {
  dynamo: DynamoDBClient
  s3: S3Client
  /** Stores over tables and a bucket of their own, under a fresh name each time. */
  stores(): Promise<Stores>
  /** A fresh table's name. */
  table(): Promise<string>
  /** A fresh bucket's name. */
  bucket(): Promise<string>
  close(): Promise<void>
}

/** The embedded DynamoDB and S3 on free ports, with the real adapters over them. */
export const startEmbedded = async (): Promise<EmbeddedServices> => {
  const directory = mkdtempSync(join(tmpdir(), 'tierwatch-stores-'))
  const dynamoDb = await startDynamoDb({ file: ':memory:' })
  const s3Service = await startS3({ directory })
  const dynamo = new DynamoDBClient({ ...account, endpoint: dynamoDb.url })
  const s3 = new S3Client({ ...account, endpoint: s3Service.url, forcePathStyle: true })
  let made = 0
  const table = async (): Promise<string> => {
    const TableName = `table-${++made}`
    await dynamo.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    )
    return TableName
  }
  const bucket = async (): Promise<string> => {
    const Bucket = `bucket-${++made}`
    // The evidence bucket locks what facts rest on.
    await s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }))
    return Bucket
  }
  return {
    dynamo,
    s3,
    table,
    bucket,
    stores: async () => {
      const [lists, registry, index, evidence] = [await table(), await table(), await table(), await bucket()]
      return {
        lists: dynamoListStore(dynamo, lists),
        documents: s3DocumentStore(s3, evidence),
        registry: {
          ...dynamoRegistry(dynamo, registry),
          ...dynamoCustomerStore(dynamo, registry),
          ...dynamoIntakeStore(dynamo, registry),
        },
        index: dynamoReverseIndex(dynamo, index),
        due: dynamoDueStore(dynamo, lists),
      }
    },
    close: async () => {
      dynamo.destroy()
      s3.destroy()
      await dynamoDb.close()
      await s3Service.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Both makes of the stores, by name: the fakes must not lie about the real ones. */
export const bothMakes = (
  embedded: () => EmbeddedServices,
): [name: string, make: () => Promise<Stores>][] => [
  ['in memory', async () => storesOf(emptyWorld())],
  ['over the embedded services', () => embedded().stores()],
]
