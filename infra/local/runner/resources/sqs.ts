import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { arn, nameInArn, physicalName } from '../aws-identity.ts'
import { checkFixed } from './fixed.ts'
import { noteKey } from './iam.ts'
import type { Making } from './resource-type.ts'
import { integer, resourceType } from './resource-type.ts'

/** Standard queues: a FIFO queue is refused by the name of its properties. */
const schema = z.strictObject({
  QueueName: z.string().optional(),
  VisibilityTimeout: integer.optional(),
  DelaySeconds: integer.optional(),
  MessageRetentionPeriod: integer.optional(),
  MaximumMessageSize: integer.optional(),
  ReceiveMessageWaitTimeSeconds: integer.optional(),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: integer }).optional(),
  RedriveAllowPolicy: z.record(z.string(), z.unknown()).optional(),
  // Nothing is encrypted at rest locally; the permissions that the key asks for are checked.
  KmsMasterKeyId: z.string().optional(),
})

const existingUrl = async (name: string, { clients }: Making): Promise<string | undefined> => {
  try {
    return (await clients.sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl
  } catch (error) {
    if (error instanceof QueueDoesNotExist) return undefined
    throw error
  }
}

/** Attributes that may change on an existing queue; left out of the template they go back to their defaults. */
const changeable = (properties: z.infer<typeof schema>): Record<string, string> => ({
  VisibilityTimeout: String(properties.VisibilityTimeout ?? 30),
  DelaySeconds: String(properties.DelaySeconds ?? 0),
  MessageRetentionPeriod: String(properties.MessageRetentionPeriod ?? 345_600),
  ReceiveMessageWaitTimeSeconds: String(properties.ReceiveMessageWaitTimeSeconds ?? 0),
  ...(properties.MaximumMessageSize !== undefined && {
    MaximumMessageSize: String(properties.MaximumMessageSize),
  }),
  ...(properties.RedrivePolicy && { RedrivePolicy: JSON.stringify(properties.RedrivePolicy) }),
  ...(properties.RedriveAllowPolicy && { RedriveAllowPolicy: JSON.stringify(properties.RedriveAllowPolicy) }),
})

export const queue = resourceType(
  {
    schema,
    inert: {
      KmsDataKeyReusePeriodSeconds: 'nothing is encrypted at rest locally',
      SqsManagedSseEnabled: 'nothing is encrypted at rest locally',
      Tags: 'tags are for the console and the bill',
    },
  },
  async (properties, making) => {
    const name = properties.QueueName ?? physicalName(making.stack.name, making.logicalId, { max: 80 })
    const remember = checkFixed(making, 'AWS::SQS::Queue', name, {})
    const attributes = changeable(properties)
    const { sqs } = making.clients
    let url = await existingUrl(name, making)
    if (url === undefined) {
      const created = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }))
      url = created.QueueUrl ?? ''
    } else {
      // An empty redrive policy takes an earlier one away.
      const all = { RedrivePolicy: '', ...attributes }
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: all }))
    }
    remember()
    noteKey(making.plan, arn('sqs', name), properties.KmsMasterKeyId)
    const target = properties.RedrivePolicy?.deadLetterTargetArn
    if (target !== undefined) making.plan.failureTargets.add(target)
    making.plan.queues.push({
      name,
      visibilitySeconds: properties.VisibilityTimeout ?? 30,
      ...(target !== undefined && { redriveTarget: nameInArn(target) }),
    })
    return { ref: url, attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: url } }
  },
)
