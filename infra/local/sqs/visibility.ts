import { ServiceError } from '../wire/service-error.ts'
import { checkBatch, eachEntry } from '../wire/batch.ts'
import { invalidParameter } from './errors.ts'
import { readReceipt } from './receipt.ts'
import type { Request } from './requests.ts'
import { queueAt } from './store.ts'
import type { MessageRow, QueueRow, Sqs } from './store.ts'

const LONGEST_VISIBILITY_SECONDS = 43_200

/** A handle that is no longer the newest one deletes nothing and is no error: that is how SQS answers a late consumer. */
const remove = (sqs: Sqs, queue: QueueRow, handle: string): object => {
  const { sequence, nonce } = readReceipt(queue.name, handle)
  sqs.database.run(
    'DELETE FROM messages WHERE sequence = ? AND queue = ? AND receipt = ?',
    sequence,
    queue.name,
    nonce,
  )
  return {}
}

export const deleteMessage = (sqs: Sqs, request: Request<'DeleteMessage'>) =>
  remove(sqs, queueAt(sqs, request.QueueUrl), request.ReceiptHandle)

export const deleteMessageBatch = (sqs: Sqs, request: Request<'DeleteMessageBatch'>) => {
  const queue = queueAt(sqs, request.QueueUrl)
  checkBatch(request.Entries)
  return sqs.database.transaction(() =>
    eachEntry(request.Entries, (entry) => remove(sqs, queue, entry.ReceiptHandle)),
  )
}

const change = (sqs: Sqs, queue: QueueRow, handle: string, seconds: number): object => {
  if (seconds < 0 || seconds > LONGEST_VISIBILITY_SECONDS) {
    throw invalidParameter(
      `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: must be from 0 to ${LONGEST_VISIBILITY_SECONDS}.`,
    )
  }
  const { sequence, nonce } = readReceipt(queue.name, handle)
  const message = sqs.database.get<MessageRow>(
    'SELECT * FROM messages WHERE sequence = ? AND queue = ?',
    sequence,
    queue.name,
  )
  const now = sqs.now()
  if (!message || message.receipt !== nonce || message.in_flight === 0 || message.visible_at <= now) {
    throw new ServiceError('MessageNotInflight', 'The message referred to is not in flight.')
  }
  sqs.database.run('UPDATE messages SET visible_at = ? WHERE sequence = ?', now + seconds * 1000, sequence)
  return {}
}

const announce = (sqs: Sqs, queue: QueueRow): void => {
  sqs.wake(queue.name)
  sqs.reschedule()
}

export const changeMessageVisibility = (sqs: Sqs, request: Request<'ChangeMessageVisibility'>) => {
  const queue = queueAt(sqs, request.QueueUrl)
  const changed = sqs.database.transaction(() =>
    change(sqs, queue, request.ReceiptHandle, request.VisibilityTimeout),
  )
  announce(sqs, queue)
  return changed
}

export const changeMessageVisibilityBatch = (sqs: Sqs, request: Request<'ChangeMessageVisibilityBatch'>) => {
  const queue = queueAt(sqs, request.QueueUrl)
  checkBatch(request.Entries)
  const changed = sqs.database.transaction(() =>
    eachEntry(request.Entries, (entry) => change(sqs, queue, entry.ReceiptHandle, entry.VisibilityTimeout)),
  )
  announce(sqs, queue)
  return changed
}

/** Makes every in-flight message visible again. Answers with their number, and names the queues that hold them. */
export const releaseAll = (sqs: Sqs): { released: number; queues: string[] } =>
  sqs.database.transaction(() => {
    const now = sqs.now()
    const queues = sqs.database.all<{ queue: string }>(
      'SELECT DISTINCT queue FROM messages WHERE in_flight = 1 AND visible_at > ?',
      now,
    )
    const { changes } = sqs.database.run(
      'UPDATE messages SET visible_at = ? WHERE in_flight = 1 AND visible_at > ?',
      now,
      now,
    )
    return { released: changes, queues: queues.map(({ queue }) => queue) }
  })
