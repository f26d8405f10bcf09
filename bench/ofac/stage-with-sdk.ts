/** The same stage with all that the check-source function loads: its memory is the function's, without the network's buffers. */
import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics } from '@aws-lambda-powertools/metrics'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { dynamoListStore } from '../../shared/adapters/dynamo-list-store.ts'
import { httpGet } from '../../shared/adapters/http-get.ts'
import { s3DocumentStore } from '../../shared/adapters/s3-document-store.ts'
import { readerOf } from '../../shared/sources/registry.ts'

const client = { region: 'us-east-1', endpoint: 'http://127.0.0.1:9' }
const loaded = [
  new Logger(),
  new Metrics({ namespace: 'bench' }),
  dynamoListStore(new DynamoDBClient(client), 'lists'),
  s3DocumentStore(new S3Client(client), 'evidence'),
  httpGet({ userAgent: 'bench', allowedHosts: [], timeoutMilliseconds: 1, maxBytes: 1 }),
  readerOf('cbp-wro'),
]
await import('./stage.ts')
if (loaded.length === 0) throw new RangeError('nothing was loaded')
