import { randomUUID } from 'node:crypto'
import { LOCAL_ACCOUNT, queueArn } from '../wire/arn.ts'
import { md5Hex } from '../wire/digest.ts'
import { attributesMd5 } from '../wire/message-attributes.ts'
import type { MessageAttributes } from '../wire/message-attributes.ts'
import { ServiceError } from '../wire/service-error.ts'
import { invalidParameter } from './errors.ts'
import { redrivePolicyOf } from './queue-attributes.ts'
import { receiptHandle } from './receipt.ts'
import type { Request } from './requests.ts'
import { countMessages, dropExpired, findQueue, queueAt } from './store.ts'
import type { MessageRow, QueueRow, Sqs } from './store.ts'

const MOST_IN_FLIGHT = 120_000

const SYSTEM_ATTRIBUTES = [
  'All',
  'AWSTraceHeader',
  'ApproximateFirstReceiveTimestamp',
  'ApproximateReceiveCount',
  'DeadLetterQueueSourceArn',
  'SenderId',
  'SentTimestamp',
]

const between = (name: string, value: number, low: number, high: number): number => {
  if (value < low || value > high) {
    throw invalidParameter(
      `Value ${value} for parameter ${name} is invalid. Reason: must be from ${low} to ${high}.`,
    )
  }
  return value
}

const moveToDeadLetters = (sqs: Sqs, source: QueueRow, target: string, message: MessageRow): void => {
  // SentTimestamp stays: a standard queue counts the retention of a dead letter from its first sending.
  sqs.database.run(
    `UPDATE messages SET queue = ?, visible_at = ?, in_flight = 0, receipt = NULL, dead_letter_source = ?
     WHERE sequence = ?`,
    target,
    sqs.now(),
    queueArn(source.name),
    message.sequence,
  )
}

/**
 * Takes up to `most` visible messages. A message that was received as often as the redrive policy allows is moved to
 * the dead-letter queue by the receive after that, and is not handed out.
 */
const take = (sqs: Sqs, queue: QueueRow, most: number, visibilitySeconds: number): MessageRow[] => {
  const policy = redrivePolicyOf(queue.attributes)
  const deadLetters = policy && findQueue(sqs, policy.target) ? policy : undefined
  const taken: MessageRow[] = []
  let moved = false
  sqs.database.transaction(() => {
    dropExpired(sqs, queue)
    const now = sqs.now()
    while (taken.length < most) {
      const found = sqs.database.all<MessageRow>(
        `SELECT * FROM messages WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, sequence LIMIT ?`,
        queue.name,
        now,
        // To be handed out in any order, more must be looked at than are taken.
        sqs.faults ? 10 * most : most - taken.length,
      )
      const unseen = found.filter((row) => !taken.some(({ sequence }) => sequence === row.sequence))
      const rows = (sqs.faults?.ordered(unseen) ?? unseen).slice(0, most - taken.length)
      if (rows.length === 0) break
      for (const row of rows) {
        if (deadLetters && row.receive_count >= deadLetters.maxReceiveCount) {
          moveToDeadLetters(sqs, queue, deadLetters.target, row)
          moved = true
          continue
        }
        const receipt = randomUUID()
        sqs.database.run(
          `UPDATE messages SET visible_at = ?, in_flight = 1, receive_count = receive_count + 1, receipt = ?,
             first_received_at = coalesce(first_received_at, ?) WHERE sequence = ?`,
          now + visibilitySeconds * 1000,
          receipt,
          now,
          row.sequence,
        )
        taken.push({
          ...row,
          receipt,
          receive_count: row.receive_count + 1,
          first_received_at: row.first_received_at ?? now,
        })
      }
    }
  })
  if (deadLetters && moved) sqs.wake(deadLetters.target)
  if (taken.length > 0) sqs.reschedule()
  return taken
}

const chosenAttributes = (all: MessageAttributes, names: readonly string[]): MessageAttributes =>
  Object.fromEntries(
    Object.entries(all).filter(([name]) =>
      names.some(
        (wanted) =>
          wanted === 'All' ||
          wanted === '.*' ||
          wanted === name ||
          (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -1))),
      ),
    ),
  )

const delivered = (row: MessageRow, systemNames: readonly string[], attributeNames: readonly string[]) => {
  const system: Record<string, string> = {
    SenderId: LOCAL_ACCOUNT,
    SentTimestamp: String(row.sent_at),
    ApproximateReceiveCount: String(row.receive_count),
    ApproximateFirstReceiveTimestamp: String(row.first_received_at),
    ...(row.dead_letter_source === null ? {} : { DeadLetterQueueSourceArn: row.dead_letter_source }),
    ...(row.trace_header === null ? {} : { AWSTraceHeader: row.trace_header }),
  }
  const wanted = systemNames.includes('All')
    ? system
    : Object.fromEntries(Object.entries(system).filter(([name]) => systemNames.includes(name)))
  const attributes = chosenAttributes(JSON.parse(row.attributes) as MessageAttributes, attributeNames)
  const md5OfAttributes = attributesMd5(attributes)
  return {
    MessageId: row.id,
    ReceiptHandle: receiptHandle(row.queue, row.sequence, row.receipt ?? ''),
    MD5OfBody: md5Hex(row.body),
    Body: row.body,
    ...(Object.keys(wanted).length > 0 ? { Attributes: wanted } : {}),
    ...(md5OfAttributes === undefined
      ? {}
      : { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfAttributes }),
  }
}

/** Resolves when a queue may have a message, at the latest after `milliseconds`. */
export type WaitForMessage = (queue: string, milliseconds: number, signal: AbortSignal) => Promise<void>

export const receiveMessage = async (
  sqs: Sqs,
  request: Request<'ReceiveMessage'>,
  wait: WaitForMessage,
  signal: AbortSignal,
) => {
  const queue = queueAt(sqs, request.QueueUrl)
  const most = between('MaxNumberOfMessages', request.MaxNumberOfMessages ?? 1, 1, 10)
  const visibility = between(
    'VisibilityTimeout',
    request.VisibilityTimeout ?? Number(queue.attributes.VisibilityTimeout),
    0,
    43_200,
  )
  const waitSeconds = between(
    'WaitTimeSeconds',
    request.WaitTimeSeconds ?? Number(queue.attributes.ReceiveMessageWaitTimeSeconds),
    0,
    20,
  )
  const systemNames = [...(request.AttributeNames ?? []), ...(request.MessageSystemAttributeNames ?? [])]
  const unknown = systemNames.find((name) => !SYSTEM_ATTRIBUTES.includes(name))
  if (unknown !== undefined) throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${unknown}.`)
  if (countMessages(sqs, queue).inFlight >= MOST_IN_FLIGHT) {
    throw new ServiceError('OverLimit', `Too many messages of ${queue.name} are in flight.`, 403)
  }

  // Waiting is measured in real time even under a clock that a test moves by hand: the client waits for real.
  const deadline = Date.now() + waitSeconds * 1000
  let rows = take(sqs, queue, most, visibility)
  while (rows.length === 0 && Date.now() < deadline) {
    await wait(queue.name, deadline - Date.now(), signal)
    // A client that went away must not take messages with it.
    if (signal.aborted || !sqs.database.isOpen) return {}
    const present = findQueue(sqs, queue.name)
    if (!present) return {}
    rows = take(sqs, present, most, visibility)
  }
  if (rows.length === 0) return {}
  return { Messages: rows.map((row) => delivered(row, systemNames, request.MessageAttributeNames ?? [])) }
}
