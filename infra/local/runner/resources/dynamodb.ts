import { setTimeout as sleep } from 'node:timers/promises'
import type { CreateTableCommandInput, TableDescription } from '@aws-sdk/client-dynamodb'
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { z } from 'zod'
import { arn, physicalName, region } from '../aws-identity.ts'
import { notImplemented } from '../refusal.ts'
import { checkFixed } from './fixed.ts'
import { noteKey } from './iam.ts'
import type { Made, Making } from './resource-type.ts'
import { flag, inert, resourceType } from './resource-type.ts'

const throughput = inert('capacity is whatever the machine has')
const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }))
const projection = z.strictObject({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
})
const index = z.strictObject({ IndexName: z.string(), KeySchema: keySchema, Projection: projection })
const globalIndex = index.extend({
  ProvisionedThroughput: throughput,
  OnDemandThroughput: throughput,
  WriteProvisionedThroughputSettings: throughput,
  WriteOnDemandThroughputSettings: throughput,
  WarmThroughput: throughput,
  ContributorInsightsSpecification: inert('no metrics are collected locally'),
})

const common = {
  TableName: z.string().optional(),
  KeySchema: keySchema,
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  GlobalSecondaryIndexes: z.array(globalIndex).optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
  StreamSpecification: z
    .strictObject({
      StreamViewType: z.enum(['NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY']),
      ResourcePolicy: inert('nobody is authenticated on the loopback address'),
    })
    .optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string().optional(), Enabled: flag }).optional(),
}

const commonInert = {
  BillingMode: 'nothing is billed',
  SSESpecification: 'nothing is encrypted at rest locally',
  WarmThroughput: 'capacity is whatever the machine has',
  Tags: 'tags are for the console and the bill',
}

interface TableProperties {
  TableName?: string | undefined
  KeySchema: z.infer<typeof keySchema>
  AttributeDefinitions: { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[]
  GlobalSecondaryIndexes?: z.infer<typeof index>[] | undefined
  LocalSecondaryIndexes?: z.infer<typeof index>[] | undefined
  StreamSpecification?:
    | { StreamViewType: 'NEW_AND_OLD_IMAGES' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'KEYS_ONLY' }
    | undefined
  TimeToLiveSpecification?: { AttributeName?: string | undefined; Enabled: boolean } | undefined
}

const describe = async (name: string, { clients }: Making): Promise<TableDescription | undefined> => {
  try {
    return (await clients.dynamodb.send(new DescribeTableCommand({ TableName: name }))).Table
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}

const untilActive = async (name: string, making: Making): Promise<TableDescription> => {
  for (;;) {
    const table = await describe(name, making)
    if (table?.TableStatus === 'ACTIVE') return table
    await sleep(10)
  }
}

const keepTimeToLive = async (
  name: string,
  attribute: string | undefined,
  { clients }: Making,
): Promise<void> => {
  const described = await clients.dynamodb.send(new DescribeTimeToLiveCommand({ TableName: name }))
  const { TimeToLiveStatus: status, AttributeName: before } = described.TimeToLiveDescription ?? {}
  const enabled = status === 'ENABLED' || status === 'ENABLING'
  const set = (AttributeName: string, Enabled: boolean): Promise<unknown> =>
    clients.dynamodb.send(
      new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: { AttributeName, Enabled } }),
    )
  if (enabled && before !== undefined && before !== attribute) await set(before, false)
  if (attribute !== undefined && !(enabled && before === attribute)) await set(attribute, true)
}

const plainIndex = ({ IndexName, KeySchema, Projection }: z.infer<typeof index>): z.infer<typeof index> => ({
  IndexName,
  KeySchema,
  Projection,
})

const makeTable = async (type: string, properties: TableProperties, making: Making): Promise<Made> => {
  const name = properties.TableName ?? physicalName(making.stack.name, making.logicalId, { max: 255 })
  const view = properties.StreamSpecification?.StreamViewType
  const shape = {
    KeySchema: properties.KeySchema,
    AttributeDefinitions: properties.AttributeDefinitions,
    GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes?.map(plainIndex),
    LocalSecondaryIndexes: properties.LocalSecondaryIndexes?.map(plainIndex),
  }
  const remember = checkFixed(making, type, name, { ...shape, StreamViewType: view })
  if ((await describe(name, making)) === undefined) {
    const input: CreateTableCommandInput = {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: shape.KeySchema,
      AttributeDefinitions: shape.AttributeDefinitions,
      ...(shape.GlobalSecondaryIndexes && {
        GlobalSecondaryIndexes: shape.GlobalSecondaryIndexes.map(({ Projection, ...rest }) => ({
          ...rest,
          Projection: {
            ProjectionType: Projection.ProjectionType,
            ...(Projection.NonKeyAttributes && { NonKeyAttributes: Projection.NonKeyAttributes }),
          },
        })),
      }),
      ...(shape.LocalSecondaryIndexes && {
        LocalSecondaryIndexes: shape.LocalSecondaryIndexes.map(({ Projection, ...rest }) => ({
          ...rest,
          Projection: {
            ProjectionType: Projection.ProjectionType,
            ...(Projection.NonKeyAttributes && { NonKeyAttributes: Projection.NonKeyAttributes }),
          },
        })),
      }),
      ...(view && { StreamSpecification: { StreamEnabled: true, StreamViewType: view } }),
    }
    await making.clients.dynamodb.send(new CreateTableCommand(input))
  }
  const table = await untilActive(name, making)
  remember()
  const ttl = properties.TimeToLiveSpecification
  await keepTimeToLive(name, ttl?.Enabled ? ttl.AttributeName : undefined, making)
  return {
    ref: name,
    attributes: {
      Arn: table.TableArn ?? arn('dynamodb', `table/${name}`),
      ...(table.TableId !== undefined && { TableId: table.TableId }),
      ...(table.LatestStreamArn !== undefined && { StreamArn: table.LatestStreamArn }),
    },
  }
}

const replica = z.strictObject({
  Region: z.literal(region),
  GlobalSecondaryIndexes: inert(
    'reading capacity and insights of the indexes: no counterpart on one machine',
  ),
  ContributorInsightsSpecification: inert('no metrics are collected locally'),
  DeletionProtectionEnabled: inert('nothing deletes a table locally'),
  PointInTimeRecoverySpecification: inert('the state directory has no backup'),
  ReadProvisionedThroughputSettings: throughput,
  ReadOnDemandThroughputSettings: throughput,
  ResourcePolicy: inert('nobody is authenticated on the loopback address'),
  // Nothing is encrypted at rest locally; the permissions that the key asks for are checked.
  SSESpecification: z.strictObject({ KMSMasterKeyId: z.string() }).optional(),
  TableClass: inert('the price of storage'),
  Tags: inert('tags are for the console and the bill'),
})

export const globalTable = resourceType(
  {
    schema: z.strictObject({ ...common, Replicas: z.array(replica) }),
    inert: {
      ...commonInert,
      WriteProvisionedThroughputSettings: 'capacity is whatever the machine has',
      WriteOnDemandThroughputSettings: 'capacity is whatever the machine has',
    },
  },
  async (properties, making) => {
    if (properties.Replicas.length > 1) throw notImplemented(making.place, 'a second replica')
    const made = await makeTable('AWS::DynamoDB::GlobalTable', properties, making)
    noteKey(
      making.plan,
      made.attributes['Arn'] ?? '',
      properties.Replicas[0]?.SSESpecification?.KMSMasterKeyId,
    )
    return made
  },
)

export const table = resourceType(
  {
    schema: z.strictObject(common),
    inert: {
      ...commonInert,
      ProvisionedThroughput: 'capacity is whatever the machine has',
      OnDemandThroughput: 'capacity is whatever the machine has',
      ContributorInsightsSpecification: 'no metrics are collected locally',
      DeletionProtectionEnabled: 'nothing deletes a table locally',
      PointInTimeRecoverySpecification: 'the state directory has no backup',
      ResourcePolicy: 'nobody is authenticated on the loopback address',
      TableClass: 'the price of storage',
    },
  },
  (properties, making) => makeTable('AWS::DynamoDB::Table', properties, making),
)
