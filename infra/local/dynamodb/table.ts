import type { KeyAttribute, KeySchema, KeyType } from './keys.ts'

/** Embedded resources belong to this account and region: the ones that the other embedded services use. */
export const ACCOUNT_ID = '000000000000'
export const REGION = 'us-east-1'

export const VIEW_TYPES = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const
export type ViewType = (typeof VIEW_TYPES)[number]

export interface KeySchemaElement {
  AttributeName: string
  KeyType: 'HASH' | 'RANGE'
}

export interface Projection {
  ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'
  NonKeyAttributes?: string[]
}

/** A table's description as stored and, with the item count, as answered. */
export interface TableDescription {
  TableName: string
  TableArn: string
  TableId: string
  TableStatus: 'ACTIVE'
  /** Epoch seconds. */
  CreationDateTime: number
  AttributeDefinitions: { AttributeName: string; AttributeType: KeyType }[]
  KeySchema: KeySchemaElement[]
  GlobalSecondaryIndexes?: {
    IndexName: string
    IndexArn: string
    IndexStatus: 'ACTIVE'
    KeySchema: KeySchemaElement[]
    Projection: Projection
    ProvisionedThroughput: object
  }[]
  ProvisionedThroughput: object
  BillingModeSummary?: object
  DeletionProtectionEnabled: boolean
  StreamSpecification?: { StreamEnabled: true; StreamViewType: ViewType }
  LatestStreamArn?: string
  LatestStreamLabel?: string
}

export interface SecondaryIndex {
  /** Number of the index in the store. */
  id: number
  name: string
  key: KeySchema
  /** Attributes that a read through the index sees; undefined = all. */
  projected?: Set<string>
}

export interface TableStream {
  id: number
  arn: string
  viewType: ViewType
}

/** A table as the operations use it: the description, read once. */
export interface Table {
  /** Number of the table in the store; never given twice. */
  id: number
  name: string
  key: KeySchema
  indexes: Map<string, SecondaryIndex>
  stream?: TableStream
  /** Attribute that holds the epoch second at which an item expires. */
  timeToLive?: string
  description: TableDescription
}

/** Indexes of one table have consecutive numbers; a table has 20 at most. */
const INDEX_NUMBERS_PER_TABLE = 100
export const indexNumbers = (tableId: number): { first: number; last: number } => ({
  first: tableId * INDEX_NUMBERS_PER_TABLE,
  last: tableId * INDEX_NUMBERS_PER_TABLE + INDEX_NUMBERS_PER_TABLE - 1,
})

const keySchemaOf = (elements: KeySchemaElement[], description: TableDescription): KeySchema => {
  const attribute = (element: KeySchemaElement): KeyAttribute => {
    const definition = description.AttributeDefinitions.find(
      ({ AttributeName }) => AttributeName === element.AttributeName,
    )
    if (!definition) throw new TypeError(`key attribute ${element.AttributeName} has no definition`)
    return { name: element.AttributeName, type: definition.AttributeType }
  }
  const [partition, sort] = elements
  if (!partition) throw new TypeError(`table ${description.TableName} has no key`)
  return { partition: attribute(partition), ...(sort && { sort: attribute(sort) }) }
}

/** Reads a stored description into what the operations need of it. */
export const tableOf = (
  id: number,
  description: TableDescription,
  stream: TableStream | undefined,
  timeToLive: string | undefined,
): Table => {
  const key = keySchemaOf(description.KeySchema, description)
  const indexes = new Map<string, SecondaryIndex>()
  for (const [position, index] of (description.GlobalSecondaryIndexes ?? []).entries()) {
    const indexKey = keySchemaOf(index.KeySchema, description)
    const names = [...description.KeySchema, ...index.KeySchema].map(({ AttributeName }) => AttributeName)
    indexes.set(index.IndexName, {
      id: indexNumbers(id).first + position,
      name: index.IndexName,
      key: indexKey,
      ...(index.Projection.ProjectionType !== 'ALL' && {
        projected: new Set([...names, ...(index.Projection.NonKeyAttributes ?? [])]),
      }),
    })
  }
  return {
    id,
    name: description.TableName,
    key,
    indexes,
    description,
    ...(stream && { stream }),
    ...(timeToLive !== undefined && { timeToLive }),
  }
}
