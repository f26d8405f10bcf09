import { randomUUID } from 'node:crypto'
import { md5Hex } from '../wire/digest.ts'
import { attributesMd5, attributesProblem, attributesSize } from '../wire/message-attributes.ts'
import type { MessageAttribute, MessageAttributes } from '../wire/message-attributes.ts'
import { ServiceError } from '../wire/service-error.ts'
import { checkBatch, eachEntry } from '../wire/batch.ts'
import { invalidParameter } from './errors.ts'
import type { Request } from './requests.ts'
import { queueAt } from './store.ts'
import type { QueueRow, Sqs } from './store.ts'

/** The total of one SendMessageBatch: 1 MiB since August 2025, the same as for one message. */
const LARGEST_BATCH_BYTES = 1_048_576
const MOST_ATTRIBUTES = 10
const LONGEST_DELAY_SECONDS = 900

/** What XML 1.0 cannot hold, SQS does not take; half a surrogate pair is caught by `isWellFormed`. */
// oxlint-disable-next-line no-control-regex -- control characters are what this line is about
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

export interface OutgoingMessage {
  MessageBody: string
  DelaySeconds?: number | undefined
  MessageAttributes?: MessageAttributes | undefined
  MessageSystemAttributes?: { AWSTraceHeader?: MessageAttribute | undefined } | undefined
}

const sizeOf = (message: OutgoingMessage): number =>
  Buffer.byteLength(message.MessageBody) + attributesSize(message.MessageAttributes ?? {})

const checkMessage = (queue: QueueRow, message: OutgoingMessage): void => {
  const { MessageBody: body, MessageAttributes: attributes = {}, DelaySeconds: delay } = message
  if (body === '')
    throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.')
  if (FORBIDDEN.test(body) || !body.isWellFormed()) {
    throw new ServiceError('InvalidMessageContents', 'The message holds characters outside the allowed set.')
  }
  if (Object.keys(attributes).length > MOST_ATTRIBUTES) {
    throw invalidParameter(
      `Number of message attributes [${Object.keys(attributes).length}] exceeds ${MOST_ATTRIBUTES}.`,
    )
  }
  const problem = attributesProblem(attributes)
  if (problem !== undefined) throw invalidParameter(`${problem}.`)
  const limit = Number(queue.attributes.MaximumMessageSize)
  if (sizeOf(message) > limit) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    )
  }
  if (delay !== undefined && (delay < 0 || delay > LONGEST_DELAY_SECONDS)) {
    throw invalidParameter(
      `Value ${delay} for parameter DelaySeconds is invalid. Reason: must be from 0 to ${LONGEST_DELAY_SECONDS}.`,
    )
  }
  const trace = message.MessageSystemAttributes?.AWSTraceHeader
  if (trace !== undefined && (trace.DataType !== 'String' || !trace.StringValue)) {
    throw invalidParameter('The system attribute AWSTraceHeader must be a String that is not empty.')
  }
}

/** Stores one message; the caller holds the transaction. */
const insert = (sqs: Sqs, queue: QueueRow, message: OutgoingMessage) => {
  checkMessage(queue, message)
  const id = randomUUID()
  const now = sqs.now()
  const delay = message.DelaySeconds ?? Number(queue.attributes.DelaySeconds)
  const attributes = message.MessageAttributes ?? {}
  const trace = message.MessageSystemAttributes?.AWSTraceHeader
  const row = [
    queue.name,
    id,
    message.MessageBody,
    JSON.stringify(attributes),
    trace?.StringValue ?? null,
    now,
    now + delay * 1000 + (sqs.faults?.lateness() ?? 0),
  ] as const
  const copies = sqs.faults?.duplicates() ? 2 : 1
  for (let copy = 0; copy < copies; copy += 1)
    sqs.database.run(
      `INSERT INTO messages (queue, id, body, attributes, trace_header, sent_at, visible_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...row,
    )
  const md5OfAttributes = attributesMd5(attributes)
  const md5OfSystemAttributes = attributesMd5(trace ? { AWSTraceHeader: trace } : {})
  return {
    MessageId: id,
    MD5OfMessageBody: md5Hex(message.MessageBody),
    ...(md5OfAttributes === undefined ? {} : { MD5OfMessageAttributes: md5OfAttributes }),
    ...(md5OfSystemAttributes === undefined ? {} : { MD5OfMessageSystemAttributes: md5OfSystemAttributes }),
  }
}

/** After the commit: those who wait are told, and the timer learns of delayed messages. */
const announce = (sqs: Sqs, queue: QueueRow): void => {
  sqs.wake(queue.name)
  sqs.reschedule()
}

/** Sends one message to a queue. The answer holds the id and the digests that clients verify. */
export const sendTo = (sqs: Sqs, queue: QueueRow, message: OutgoingMessage) => {
  const sent = sqs.database.transaction(() => insert(sqs, queue, message))
  announce(sqs, queue)
  return sent
}

export const sendMessage = (sqs: Sqs, request: Request<'SendMessage'>) =>
  sendTo(sqs, queueAt(sqs, request.QueueUrl), request)

export const sendMessageBatch = (sqs: Sqs, request: Request<'SendMessageBatch'>) => {
  const queue = queueAt(sqs, request.QueueUrl)
  checkBatch(request.Entries)
  const size = request.Entries.reduce((sum, entry) => sum + sizeOf(entry), 0)
  if (size > LARGEST_BATCH_BYTES) {
    throw new ServiceError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${LARGEST_BATCH_BYTES} bytes. You have sent ${size} bytes.`,
    )
  }
  const result = sqs.database.transaction(() =>
    eachEntry(request.Entries, (entry) => insert(sqs, queue, entry)),
  )
  announce(sqs, queue)
  return result
}
