import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { measuresOf, ownershipOf } from '../legal/consequences.ts'
import { datedStateOf } from '../legal/dated-facts.ts'
import type { ScreeningDependencies } from '../matches/screen-batch.ts'
import { screeningModel } from '../screening/model.ts'
import { dynamoListStore } from './dynamo-list-store.ts'
import { dynamoRegistry } from './dynamo-registry.ts'
import { dynamoReverseIndex } from './dynamo-reverse-index.ts'
import { s3DocumentStore } from './s3-document-store.ts'

/** What both screening functions work with; the list indexes stay warm between invocations. */
export const screeningDependencies = (environment: {
  LISTS_TABLE: string
  REGISTRY_TABLE: string
  INDEX_TABLE: string
  EVIDENCE_BUCKET: string
}): ScreeningDependencies => {
  const dynamo = new DynamoDBClient({})
  return {
    lists: dynamoListStore(dynamo, environment.LISTS_TABLE),
    documents: s3DocumentStore(new S3Client({}), environment.EVIDENCE_BUCKET),
    registry: dynamoRegistry(dynamo, environment.REGISTRY_TABLE),
    index: dynamoReverseIndex(dynamo, environment.INDEX_TABLE),
    model: screeningModel(),
    measuresOf,
    datedStateOf,
    ownershipOf,
    indexes: new Map(),
  }
}
