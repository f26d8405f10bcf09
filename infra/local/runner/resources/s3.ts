import type {
  DefaultRetention,
  Event,
  NotificationConfiguration,
  ObjectLockConfiguration,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  CreateBucketCommand,
  HeadBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { z } from 'zod'
import { physicalName } from '../aws-identity.ts'
import type { BucketNotification, Plan } from '../plan.ts'
import { checkFixed } from './fixed.ts'
import { noteKey } from './iam.ts'
import { flag, inert, integer, resourceType } from './resource-type.ts'

const ruleName = z
  .string()
  .transform((name) => name.toLowerCase())
  .pipe(z.enum(['prefix', 'suffix']))
const rules = z.array(z.strictObject({ Name: ruleName, Value: z.string() }))
const cfnFilter = z.strictObject({ S3Key: z.strictObject({ Rules: rules }) }).optional()
const apiFilter = z.strictObject({ Key: z.strictObject({ FilterRules: rules }) }).optional()

/** As the property of a bucket: one event in each entry, and names of CloudFormation's own. */
const cfnNotifications = z.strictObject({
  LambdaConfigurations: z
    .array(z.strictObject({ Event: z.string(), Function: z.string(), Filter: cfnFilter }))
    .optional(),
  QueueConfigurations: z
    .array(z.strictObject({ Event: z.string(), Queue: z.string(), Filter: cfnFilter }))
    .optional(),
  TopicConfigurations: z
    .array(z.strictObject({ Event: z.string(), Topic: z.string(), Filter: cfnFilter }))
    .optional(),
})

/** As the S3 API has it, which is what the CDK hands to its custom resource. */
const entry = { Id: z.string().optional(), Events: z.array(z.string()), Filter: apiFilter }
const apiNotifications = z.strictObject({
  LambdaFunctionConfigurations: z
    .array(z.strictObject({ ...entry, LambdaFunctionArn: z.string() }))
    .optional(),
  QueueConfigurations: z.array(z.strictObject({ ...entry, QueueArn: z.string() })).optional(),
  TopicConfigurations: z.array(z.strictObject({ ...entry, TopicArn: z.string() })).optional(),
})

const toRules = (items: z.infer<typeof rules> | undefined): BucketNotification['rules'] =>
  (items ?? []).map(({ Name, Value }) => ({ name: Name, value: Value }))

const fromProperty = (given: z.infer<typeof cfnNotifications>): BucketNotification[] => {
  const one = (
    kind: BucketNotification['destination']['kind'],
    arn: string,
    from: { Event: string; Filter?: z.infer<typeof cfnFilter> },
  ): BucketNotification => ({
    events: [from.Event],
    destination: { kind, arn },
    rules: toRules(from.Filter?.S3Key.Rules),
  })
  return [
    ...(given.LambdaConfigurations ?? []).map((from) => one('function', from.Function, from)),
    ...(given.QueueConfigurations ?? []).map((from) => one('queue', from.Queue, from)),
    ...(given.TopicConfigurations ?? []).map((from) => one('topic', from.Topic, from)),
  ]
}

const fromApi = (given: z.infer<typeof apiNotifications>): BucketNotification[] => {
  const one = (
    kind: BucketNotification['destination']['kind'],
    arn: string,
    from: { Events: string[]; Filter?: z.infer<typeof apiFilter> },
  ): BucketNotification => ({
    events: from.Events,
    destination: { kind, arn },
    rules: toRules(from.Filter?.Key.FilterRules),
  })
  return [
    ...(given.LambdaFunctionConfigurations ?? []).map((from) =>
      one('function', from.LambdaFunctionArn, from),
    ),
    ...(given.QueueConfigurations ?? []).map((from) => one('queue', from.QueueArn, from)),
    ...(given.TopicConfigurations ?? []).map((from) => one('topic', from.TopicArn, from)),
  ]
}

const addNotifications = (plan: Plan, bucket: string, notifications: BucketNotification[]): void => {
  plan.bucketNotifications.set(bucket, [...(plan.bucketNotifications.get(bucket) ?? []), ...notifications])
}

const retention = z.strictObject({
  Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']).optional(),
  Days: integer.optional(),
  Years: integer.optional(),
})

const bucketSchema = z.strictObject({
  BucketName: z.string().optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
  // Nothing is encrypted at rest locally; the permissions that the key asks for are checked.
  BucketEncryption: z
    .strictObject({
      ServerSideEncryptionConfiguration: z.array(
        z.strictObject({
          ServerSideEncryptionByDefault: z
            .strictObject({ SSEAlgorithm: z.string(), KMSMasterKeyID: z.string().optional() })
            .optional(),
          BucketKeyEnabled: inert('calls of the key service cost nothing locally'),
          BlockedEncryptionTypes: inert('nothing is encrypted at rest locally'),
        }),
      ),
    })
    .optional(),
  ObjectLockEnabled: flag.optional(),
  ObjectLockConfiguration: z
    .strictObject({
      ObjectLockEnabled: z.literal('Enabled').optional(),
      Rule: z.strictObject({ DefaultRetention: retention }).optional(),
    })
    .optional(),
  NotificationConfiguration: cfnNotifications.extend({ EventBridgeConfiguration: inertIfOff() }).optional(),
})

/** Events to EventBridge are refused unless they are switched off. */
function inertIfOff(): z.ZodOptional<z.ZodType> {
  return z.strictObject({ EventBridgeEnabled: z.literal(false) }).optional()
}

const exists = async (client: S3Client, name: string): Promise<boolean> => {
  try {
    await client.send(new HeadBucketCommand({ Bucket: name }))
    return true
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return false
    throw error
  }
}

export const bucket = resourceType(
  {
    schema: bucketSchema,
    inert: {
      AccessControl: 'nobody is authenticated on the loopback address',
      IntelligentTieringConfigurations: 'the price of storage',
      InventoryConfigurations: 'reports on what the state directory shows',
      LifecycleConfiguration: 'objects of a local run are kept until the state directory is deleted',
      LoggingConfiguration: 'access logs of one user',
      MetricsConfigurations: 'no metrics are collected locally',
      OwnershipControls: 'there is one account',
      PublicAccessBlockConfiguration: 'the endpoint is bound to the loopback address',
      Tags: 'tags are for the console and the bill',
    },
  },
  async (properties, making) => {
    const { clients, plan } = making
    const name =
      properties.BucketName ?? physicalName(making.stack.name, making.logicalId, { max: 63, lowerCase: true })
    const lock = properties.ObjectLockEnabled ?? false
    const remember = checkFixed(making, 'AWS::S3::Bucket', name, { ObjectLockEnabled: lock })
    if (!(await exists(clients.s3, name))) {
      await clients.s3.send(
        new CreateBucketCommand({ Bucket: name, ...(lock && { ObjectLockEnabledForBucket: true }) }),
      )
    }
    remember()
    const versioning = properties.VersioningConfiguration?.Status
    if (versioning !== undefined) {
      const VersioningConfiguration = { Status: versioning }
      await clients.s3.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration }))
    }
    const byDefault = properties.ObjectLockConfiguration?.Rule?.DefaultRetention
    if (byDefault !== undefined) {
      const DefaultRetention: DefaultRetention = {
        ...(byDefault.Mode !== undefined && { Mode: byDefault.Mode }),
        ...(byDefault.Days !== undefined && { Days: byDefault.Days }),
        ...(byDefault.Years !== undefined && { Years: byDefault.Years }),
      }
      const configuration: ObjectLockConfiguration = {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention },
      }
      const ObjectLockConfiguration = configuration
      await clients.s3.send(new PutObjectLockConfigurationCommand({ Bucket: name, ObjectLockConfiguration }))
    }
    addNotifications(plan, name, fromProperty(properties.NotificationConfiguration ?? {}))
    const [encryption] = properties.BucketEncryption?.ServerSideEncryptionConfiguration ?? []
    noteKey(plan, `arn:aws:s3:::${name}`, encryption?.ServerSideEncryptionByDefault?.KMSMasterKeyID)
    const domain = `${name}.s3.amazonaws.com`
    return {
      ref: name,
      attributes: {
        Arn: `arn:aws:s3:::${name}`,
        DomainName: domain,
        RegionalDomainName: `${name}.s3.us-east-1.amazonaws.com`,
      },
    }
  },
)

/** The custom resource through which the CDK sets notifications; what its Python would do is done here. */
export const bucketNotifications = resourceType(
  {
    schema: z.strictObject({
      BucketName: z.string(),
      NotificationConfiguration: apiNotifications,
      // Managed: the template's notifications are all there are. Unmanaged ones are added to what is there.
      Managed: flag.optional(),
      // Without it, a queue or topic that is new receives a test event, as in AWS.
      SkipDestinationValidation: flag.default(false),
    }),
    inert: { ServiceToken: 'the function that would set the notifications: the runner does it' },
  },
  (properties, making) => {
    addNotifications(making.plan, properties.BucketName, fromApi(properties.NotificationConfiguration))
    if (properties.SkipDestinationValidation) making.plan.bucketsWithoutTestEvent.add(properties.BucketName)
    return { ref: `${properties.BucketName}-notifications`, attributes: {} }
  },
)

/** Sets each bucket's notifications; a bucket without any loses those of an earlier template. */
export const applyBucketNotifications = async (client: S3Client, plan: Plan): Promise<void> => {
  for (const [name, notifications] of plan.bucketNotifications) {
    const base = ({ events, rules: from }: BucketNotification) => ({
      Events: events as Event[],
      ...(from.length > 0 && {
        Filter: { Key: { FilterRules: from.map((rule) => ({ Name: rule.name, Value: rule.value })) } },
      }),
    })
    const of = (kind: string): BucketNotification[] =>
      notifications.filter((notification) => notification.destination.kind === kind)
    const configuration: NotificationConfiguration = {
      LambdaFunctionConfigurations: of('function').map((to) => ({
        ...base(to),
        LambdaFunctionArn: to.destination.arn,
      })),
      QueueConfigurations: of('queue').map((to) => ({ ...base(to), QueueArn: to.destination.arn })),
      TopicConfigurations: of('topic').map((to) => ({ ...base(to), TopicArn: to.destination.arn })),
    }
    await client.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: name,
        NotificationConfiguration: configuration,
        SkipDestinationValidation: plan.bucketsWithoutTestEvent.has(name),
      }),
    )
  }
}
