import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { createTableValidation, validations } from '../dynalite.ts'
import { ServiceError, validationError } from '../errors.ts'
import { readRequest, tableName } from '../requests.ts'
import { closeStream, createStream } from '../stream-log.ts'
import type { Storage } from '../storage.ts'
import { ACCOUNT_ID, REGION, type Table, type TableDescription, VIEW_TYPES } from '../table.ts'
import type { Operation } from './operation.ts'

const keyElement = z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })
const throughput = z.strictObject({ ReadCapacityUnits: z.number(), WriteCapacityUnits: z.number() })

const createRequest = z.strictObject({
  TableName: tableName,
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string().min(1).max(255), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: z.array(keyElement).min(1).max(2),
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        IndexName: z.string(),
        KeySchema: z.array(keyElement),
        Projection: z.strictObject({
          ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
        ProvisionedThroughput: throughput.optional(),
      }),
    )
    .optional(),
  BillingMode: z.enum(['PROVISIONED', 'PAY_PER_REQUEST']).optional(),
  ProvisionedThroughput: throughput.optional(),
  DeletionProtectionEnabled: z.boolean().optional(),
  StreamSpecification: z
    .strictObject({ StreamEnabled: z.boolean(), StreamViewType: z.enum(VIEW_TYPES).optional() })
    .optional(),
})
const nameRequest = z.strictObject({ TableName: tableName })
const listRequest = z.strictObject({
  Limit: z.int().min(1).max(100).optional(),
  ExclusiveStartTableName: tableName.optional(),
})

type CreateRequest = z.output<typeof createRequest>

/** dynalite's rules for how keys, indexes and billing fit together. */
const checkDesign = (request: CreateRequest): void => {
  const { StreamSpecification: _stream, DeletionProtectionEnabled: _protection, ...design } = request
  try {
    const data = validations.checkTypes(structuredClone(design), createTableValidation.types)
    validations.checkValidations(data, createTableValidation.types, createTableValidation.custom)
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error) throw validationError(error.message)
    throw error
  }
}

const describe = (storage: Storage, request: CreateRequest): TableDescription => {
  const arn = `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${request.TableName}`
  const capacity = (given?: z.output<typeof throughput>) => ({
    ReadCapacityUnits: 0,
    WriteCapacityUnits: 0,
    ...given,
    NumberOfDecreasesToday: 0,
  })
  return {
    TableName: request.TableName,
    TableArn: arn,
    TableId: randomUUID(),
    TableStatus: 'ACTIVE',
    CreationDateTime: storage.clock() / 1000,
    AttributeDefinitions: request.AttributeDefinitions,
    KeySchema: request.KeySchema,
    ProvisionedThroughput: capacity(request.ProvisionedThroughput),
    ...(request.BillingMode === 'PAY_PER_REQUEST' && {
      BillingModeSummary: { BillingMode: request.BillingMode },
    }),
    DeletionProtectionEnabled: request.DeletionProtectionEnabled ?? false,
    ...(request.GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: request.GlobalSecondaryIndexes.map((index) => ({
        IndexName: index.IndexName,
        IndexArn: `${arn}/index/${index.IndexName}`,
        IndexStatus: 'ACTIVE' as const,
        KeySchema: index.KeySchema,
        Projection: {
          ProjectionType: index.Projection.ProjectionType,
          ...(index.Projection.NonKeyAttributes && { NonKeyAttributes: index.Projection.NonKeyAttributes }),
        },
        ProvisionedThroughput: capacity(index.ProvisionedThroughput),
      })),
    }),
  }
}

const withCount = (storage: Storage, table: Table): object => ({
  ...table.description,
  ItemCount: storage.countItems(table),
})

export const createTable: Operation = (storage, body) => {
  const request = readRequest('CreateTable', createRequest, body)
  checkDesign(request)
  const { StreamEnabled, StreamViewType } = request.StreamSpecification ?? { StreamEnabled: false }
  if (StreamEnabled !== (StreamViewType !== undefined)) {
    throw validationError(
      'One or more parameter values were invalid: StreamViewType must be given exactly when StreamEnabled is true',
    )
  }
  if (storage.findTable(request.TableName)) {
    throw new ServiceError('ResourceInUseException', `Table already exists: ${request.TableName}`)
  }
  const description = describe(storage, request)
  storage.transaction(() => {
    const stream =
      StreamViewType &&
      createStream(
        storage,
        { arn: description.TableArn, name: description.TableName, keySchema: description.KeySchema },
        StreamViewType,
      )
    if (stream) {
      description.StreamSpecification = { StreamEnabled: true, StreamViewType }
      description.LatestStreamArn = stream.arn
      description.LatestStreamLabel = stream.label
    }
    storage
      .statement('INSERT INTO tables (name, description, stream_id) VALUES (?, ?, ?)')
      .run(description.TableName, JSON.stringify(description), stream?.id ?? null)
  })
  storage.reloadTable(request.TableName)
  return { TableDescription: withCount(storage, storage.table(request.TableName)) }
}

export const describeTable: Operation = (storage, body) => {
  const { TableName } = readRequest('DescribeTable', nameRequest, body)
  return { Table: withCount(storage, storage.table(TableName)) }
}

export const listTables: Operation = (storage, body) => {
  const { Limit = 100, ExclusiveStartTableName: start = '' } = readRequest('ListTables', listRequest, body)
  const names = storage
    .tables()
    .map(({ name }) => name)
    .filter((name) => name > start)
    .sort()
  const page = names.slice(0, Limit)
  return { TableNames: page, ...(names.length > Limit && { LastEvaluatedTableName: page.at(-1) }) }
}

export const deleteTable: Operation = (storage, body) => {
  const { TableName } = readRequest('DeleteTable', nameRequest, body)
  const table = storage.table(TableName)
  if (table.description.DeletionProtectionEnabled) {
    throw validationError(
      `Resource cannot be deleted as it is currently protected against deletion: ${TableName}`,
    )
  }
  const description = { ...withCount(storage, table), TableStatus: 'DELETING' }
  storage.transaction(() => {
    storage.deleteContents(table)
    storage.statement('DELETE FROM tables WHERE id = ?').run(table.id)
    if (table.stream) closeStream(storage, table.stream)
  })
  storage.reloadTable(TableName)
  return { TableDescription: description }
}
