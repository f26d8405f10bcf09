import {
  CreateTopicCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns'
import { z } from 'zod'
import { canonicalJson } from '../../../../shared/hash.ts'
import { physicalName } from '../aws-identity.ts'
import { checkFixed } from './fixed.ts'
import { noteKey } from './iam.ts'
import type { Making } from './resource-type.ts'
import { flag, resourceType } from './resource-type.ts'

const subscriptionParts = {
  Protocol: z.string(),
  Endpoint: z.string().optional(),
}

const subscribe = async (
  { clients }: Making,
  topicArn: string,
  protocol: string,
  endpoint: string | undefined,
  attributes: Record<string, string> = {},
): Promise<string> => {
  const { SubscriptionArn: arn } = await clients.sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: protocol,
      ...(endpoint !== undefined && { Endpoint: endpoint }),
      Attributes: attributes,
      ReturnSubscriptionArn: true,
    }),
  )
  return arn ?? ''
}

export const topic = resourceType(
  {
    schema: z.strictObject({
      TopicName: z.string().optional(),
      DisplayName: z.string().optional(),
      SignatureVersion: z.coerce.string().optional(),
      // Nothing is encrypted at rest locally; the permissions that the key asks for are checked.
      KmsMasterKeyId: z.string().optional(),
      Subscription: z.array(z.strictObject(subscriptionParts)).optional(),
    }),
    inert: {
      TracingConfig: 'no traces are collected locally',
      DeliveryStatusLogging: 'deliveries are in the log of the run',
      ArchivePolicy: 'the mailbox keeps what was delivered',
      DataProtectionPolicy: 'nothing leaves the machine',
      Tags: 'tags are for the console and the bill',
    },
  },
  async (properties, making) => {
    const name = properties.TopicName ?? physicalName(making.stack.name, making.logicalId, { max: 256 })
    const remember = checkFixed(making, 'AWS::SNS::Topic', name, {})
    const { sns } = making.clients
    const { TopicArn: arn = '' } = await sns.send(new CreateTopicCommand({ Name: name }))
    remember()
    noteKey(making.plan, arn, properties.KmsMasterKeyId)
    for (const AttributeName of ['DisplayName', 'SignatureVersion'] as const) {
      const AttributeValue = properties[AttributeName]
      if (AttributeValue === undefined) continue
      await sns.send(new SetTopicAttributesCommand({ TopicArn: arn, AttributeName, AttributeValue }))
    }
    for (const { Protocol, Endpoint } of properties.Subscription ?? []) {
      await subscribe(making, arn, Protocol, Endpoint)
    }
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } }
  },
)

export const subscription = resourceType(
  {
    schema: z.strictObject({
      ...subscriptionParts,
      TopicArn: z.string(),
      RawMessageDelivery: flag.optional(),
      FilterPolicy: z.record(z.string(), z.unknown()).optional(),
      FilterPolicyScope: z.string().optional(),
      RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string() }).optional(),
    }),
    inert: {
      Region: 'there is one region',
      SubscriptionRoleArn: 'nobody is authenticated on the loopback address',
    },
  },
  async (properties, making) => {
    const { stack, logicalId, state, clients, plan } = making
    const attributes: Record<string, string> = {
      ...(properties.RawMessageDelivery && { RawMessageDelivery: 'true' }),
      ...(properties.FilterPolicy && { FilterPolicy: JSON.stringify(properties.FilterPolicy) }),
      ...(properties.FilterPolicyScope && { FilterPolicyScope: properties.FilterPolicyScope }),
      ...(properties.RedrivePolicy && { RedrivePolicy: JSON.stringify(properties.RedrivePolicy) }),
    }
    if (properties.RedrivePolicy) plan.failureTargets.add(properties.RedrivePolicy.deadLetterTargetArn)
    const fixed = canonicalJson(properties)
    const known = state.resource(stack.name, logicalId)
    if (known?.fixed === fixed) return { ref: known.physicalId, attributes: { Arn: known.physicalId } }
    // Another endpoint or filter is another subscription: the old one must not go on delivering.
    if (known) await clients.sns.send(new UnsubscribeCommand({ SubscriptionArn: known.physicalId }))
    const arn = await subscribe(
      making,
      properties.TopicArn,
      properties.Protocol,
      properties.Endpoint,
      attributes,
    )
    const type = 'AWS::SNS::Subscription'
    state.setResource({ stack: stack.name, logicalId, type, physicalId: arn, fixed })
    return { ref: arn, attributes: { Arn: arn } }
  },
)
