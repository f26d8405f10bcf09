import { z } from 'zod'

/**
 * What each operation takes, exactly: a member that is not named here is refused by name, because whoever sends it
 * counts on something that would not happen.
 */
const queue = { QueueUrl: z.string() }
const attributeMap = z.record(z.string(), z.string())
const tags = z.record(z.string(), z.string())

const messageAttribute = z.strictObject({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.base64().optional(),
})
const messageAttributes = z.record(z.string(), messageAttribute)

const message = {
  MessageBody: z.string(),
  DelaySeconds: z.number().int().optional(),
  MessageAttributes: messageAttributes.optional(),
  MessageSystemAttributes: z.strictObject({ AWSTraceHeader: messageAttribute.optional() }).optional(),
}

const batchEntries = <Entry extends z.ZodType>(entry: Entry) => z.array(entry)
const names = z.array(z.string()).optional()

export const requests = {
  CreateQueue: z.strictObject({
    QueueName: z.string(),
    Attributes: attributeMap.optional(),
    tags: tags.optional(),
  }),
  DeleteQueue: z.strictObject(queue),
  GetQueueUrl: z.strictObject({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() }),
  ListQueues: z.strictObject({
    QueueNamePrefix: z.string().optional(),
    MaxResults: z.number().int().min(1).max(1000).optional(),
    NextToken: z.string().optional(),
  }),
  GetQueueAttributes: z.strictObject({ ...queue, AttributeNames: names }),
  SetQueueAttributes: z.strictObject({ ...queue, Attributes: attributeMap }),
  ListDeadLetterSourceQueues: z.strictObject(queue),
  TagQueue: z.strictObject({ ...queue, Tags: tags }),
  UntagQueue: z.strictObject({ ...queue, TagKeys: z.array(z.string()) }),
  ListQueueTags: z.strictObject(queue),
  PurgeQueue: z.strictObject(queue),
  SendMessage: z.strictObject({ ...queue, ...message }),
  SendMessageBatch: z.strictObject({
    ...queue,
    Entries: batchEntries(z.strictObject({ Id: z.string(), ...message })),
  }),
  ReceiveMessage: z.strictObject({
    ...queue,
    AttributeNames: names,
    MessageSystemAttributeNames: names,
    MessageAttributeNames: names,
    MaxNumberOfMessages: z.number().int().optional(),
    VisibilityTimeout: z.number().int().optional(),
    WaitTimeSeconds: z.number().int().optional(),
  }),
  DeleteMessage: z.strictObject({ ...queue, ReceiptHandle: z.string() }),
  DeleteMessageBatch: z.strictObject({
    ...queue,
    Entries: batchEntries(z.strictObject({ Id: z.string(), ReceiptHandle: z.string() })),
  }),
  ChangeMessageVisibility: z.strictObject({
    ...queue,
    ReceiptHandle: z.string(),
    VisibilityTimeout: z.number().int(),
  }),
  ChangeMessageVisibilityBatch: z.strictObject({
    ...queue,
    Entries: batchEntries(
      z.strictObject({ Id: z.string(), ReceiptHandle: z.string(), VisibilityTimeout: z.number().int() }),
    ),
  }),
  StartMessageMoveTask: z.strictObject({
    SourceArn: z.string(),
    DestinationArn: z.string().optional(),
    MaxNumberOfMessagesPerSecond: z.number().int().optional(),
  }),
  CancelMessageMoveTask: z.strictObject({ TaskHandle: z.string() }),
  ListMessageMoveTasks: z.strictObject({
    SourceArn: z.string(),
    MaxResults: z.number().int().min(1).max(10).optional(),
  }),
} as const

export type OperationName = keyof typeof requests
export type Request<Name extends OperationName> = z.output<(typeof requests)[Name]>

export const isOperation = (name: string): name is OperationName => Object.hasOwn(requests, name)
