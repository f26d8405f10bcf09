import { ArnFormat, Aws, Stack, Validations } from 'aws-cdk-lib'
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { FunctionName } from '../../shared/runtime/env.ts'
import type { HandlerFunction } from './handler-function.ts'

/** Any of the functions. */
export type AnyHandler = HandlerFunction<FunctionName>

type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem'
  | 'ConditionCheckItem'

/** Reading by key. `Scan` is granted to nobody: a leading-key condition does not hold for it. */
export const readItems: readonly TableAction[] = ['GetItem', 'BatchGetItem', 'Query']
export const writeItems: readonly TableAction[] = ['PutItem', 'UpdateItem', 'ConditionCheckItem']

/** Partition keys of the tables, as far as a role is bound to them. */
export const listKeys = {
  /** HEAD, versions, change sets and status of a source. */
  source: 'SRC#*',
  holds: 'HOLD#*',
  /** Staged parts of change sets. */
  parts: 'CS#*',
  /** Change sets that are not delivered: what the watchdog looks through. */
  openWork: 'OPEN#change-sets',
  /** What is to be told of documents on public inspection. */
  earlyNotices: 'EARLY#outbox',
} as const
export const registryKeys = {
  /** Everything of a customer. */
  customer: 'C#*',
  /** Notices that are not sent: what the watchdog looks through. */
  openWork: 'OPEN#notices',
  /** The ids of all customers. */
  directory: 'DIR#customers',
  /** Customers that were: their records stay. */
  former: 'DIR#former',
  /** The customers whom a change set was fanned out to. */
  fanOut: 'FAN#*',
} as const

export interface TableAccess {
  /** Name of the statement: `ReadLists`. */
  sid: string
  table: ITableV2
  actions: readonly TableAction[]
  /** Patterns that every partition key of the call must match. */
  leadingKeys?: readonly string[]
}

/** Lets a function call exactly these actions on exactly this table. The table's key is granted with it. */
export const allowTable = (handler: AnyHandler, { sid, table, actions, leadingKeys }: TableAccess): void => {
  handler.allow(
    new PolicyStatement({
      sid,
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: [table.tableArn],
      ...(leadingKeys === undefined
        ? {}
        : {
            conditions: {
              'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...leadingKeys] },
              // `ForAllValues` is true of a call without keys.
              Null: { 'dynamodb:LeadingKeys': 'false' },
            },
          }),
    }),
  )
}

/** Lets a function use the data key, only through the services that hold the data. */
export const allowDataKey = (handler: AnyHandler, key: IKey): void => {
  handler.allow(
    new PolicyStatement({
      sid: 'UseDataKey',
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: [key.keyArn],
      conditions: {
        StringEquals: {
          'kms:ViaService': [`dynamodb.${Aws.REGION}.amazonaws.com`, `s3.${Aws.REGION}.amazonaws.com`],
        },
      },
    }),
  )
}

export interface ObjectAccess {
  sid: string
  bucket: IBucket
  actions: readonly (
    | 'GetObject'
    | 'GetObjectVersion'
    | 'PutObject'
    | 'PutObjectRetention'
    | 'PutObjectTagging'
    | 'DeleteObject'
  )[]
  /** Key prefixes, each ending in `/`. */
  prefixes: readonly string[]
  /** Why these prefixes cannot be exact keys: kept beside the policy, for the audit. */
  reason: string
}

/** Lets a function touch the objects under these prefixes and no others. */
export const allowObjects = (handler: AnyHandler, access: ObjectAccess): void => {
  const { bucket, prefixes } = access
  handler.allow(
    new PolicyStatement({
      sid: access.sid,
      actions: access.actions.map((action) => `s3:${action}`),
      resources: prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
    }),
  )
  for (const prefix of prefixes) {
    acknowledgeWildcard(handler, `${arnInFindings(handler, bucket)}/${prefix}*`, access.reason)
  }
}

/** Without it S3 answers 403 instead of 404 for an object that is not there, which reads as a broken permission. */
export const allowListing = (handler: AnyHandler, sid: string, bucket: IBucket): void => {
  handler.allow(new PolicyStatement({ sid, actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }))
}

export const allowSending = (handler: AnyHandler, sid: string, queues: readonly IQueue[]): void => {
  handler.allow(
    new PolicyStatement({
      sid,
      actions: ['sqs:SendMessage'],
      resources: queues.map((queue) => queue.queueArn),
    }),
  )
}

/** Topics of one stage's customers. They are made at run time, so their names are known by their prefix only. */
export const customerTopicsArn = (handler: AnyHandler, prefix: string): string =>
  Stack.of(handler).formatArn({
    service: 'sns',
    resource: `${prefix}*`,
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  })

export const allowCustomerTopics = (
  handler: AnyHandler,
  access: { sid: string; actions: readonly string[]; prefix: string; reason: string },
): void => {
  handler.allow(
    new PolicyStatement({
      sid: access.sid,
      actions: access.actions.map((action) => `sns:${action}`),
      resources: [customerTopicsArn(handler, access.prefix)],
    }),
  )
  acknowledgeWildcard(
    handler,
    `arn:<AWS::Partition>:sns:${Stack.of(handler).region}:<AWS::AccountId>:${access.prefix}*`,
    access.reason,
  )
}

/** Acknowledges one wildcard resource of one role: each with its own reason, none for a whole stack. */
const acknowledgeWildcard = (handler: AnyHandler, resource: string, reason: string): void => {
  Validations.of(handler.role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason })
}

/** A bucket's ARN as the checker prints it: the name of the export where the bucket lives in another stack. */
const arnInFindings = (handler: AnyHandler, bucket: IBucket): string => {
  const home = Stack.of(bucket)
  const here = Stack.of(handler)
  const reference: unknown =
    home === here ? here.resolve(bucket.bucketArn) : here.resolve(home.exportValue(bucket.bucketArn))
  if (isReference(reference, 'Fn::ImportValue')) return String(reference['Fn::ImportValue'])
  if (isReference(reference, 'Fn::GetAtt')) return `<${(reference['Fn::GetAtt'] as string[]).join('.')}>`
  throw new Error(`The ARN of ${bucket.node.path} is no reference.`)
}

const isReference = <Key extends string>(value: unknown, key: Key): value is Record<Key, unknown> =>
  typeof value === 'object' && value !== null && key in value
