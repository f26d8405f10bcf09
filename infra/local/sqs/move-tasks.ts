import { randomUUID } from 'node:crypto'
import { queueArn, queueNameOf } from '../wire/arn.ts'
import { ServiceError } from '../wire/service-error.ts'
import { invalidParameter, unsupported } from './errors.ts'
import { redrivePolicyOf } from './queue-attributes.ts'
import type { Request } from './requests.ts'
import { allQueues, countMessages, findQueue, queueNamed } from './store.ts'
import type { MessageRow, QueueRow, Sqs } from './store.ts'

/** Messages moved by one transaction of a task without a rate of its own. */
const STEP = 200

type TaskStatus = 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED'

interface TaskRow {
  handle: string
  source: string
  destination: string | null
  per_second: number | null
  status: TaskStatus
  started_at: number
  last_sequence: number
  to_move: number
  moved: number
  failure: string | null
}

const resourceNotFound = (message: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', message, 404)

const existing = (sqs: Sqs, parameter: string, arn: string): QueueRow => {
  const name = queueNameOf(arn)
  const queue = name === undefined ? undefined : findQueue(sqs, name)
  if (!queue)
    throw resourceNotFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`)
  return queue
}

export interface MoveTasks {
  start(request: Request<'StartMessageMoveTask'>): { TaskHandle: string }
  cancel(request: Request<'CancelMessageMoveTask'>): { ApproximateNumberOfMessagesMoved: number }
  list(request: Request<'ListMessageMoveTasks'>): { Results: object[] }
  /** Goes on with the tasks that an earlier process left running. */
  resume(): void
  stop(): void
}

/**
 * Moving dead letters back: to the queues that they came from, or to another one. A task is a row, each step of it
 * one transaction, so that a killed process goes on where it was. A moved message is a new message: new id, new
 * sending time, receive count 0.
 */
export const createMoveTasks = (sqs: Sqs): MoveTasks => {
  const timers = new Map<string, NodeJS.Timeout>()

  const running = (handle: string): TaskRow | undefined =>
    sqs.database.get<TaskRow>("SELECT * FROM move_tasks WHERE handle = ? AND status = 'RUNNING'", handle)

  const finish = (handle: string, status: TaskStatus, failure?: string): void => {
    sqs.database.run(
      'UPDATE move_tasks SET status = ?, failure = ? WHERE handle = ?',
      status,
      failure ?? null,
      handle,
    )
  }

  /** Moves one portion; answers with the queues that received messages and whether more is left. */
  const step = (handle: string): { woken: Set<string>; more: boolean } =>
    sqs.database.transaction(() => {
      const woken = new Set<string>()
      const task = running(handle)
      if (!task) return { woken, more: false }
      const rows = sqs.database.all<MessageRow>(
        `SELECT * FROM messages WHERE queue = ? AND visible_at <= ? AND sequence <= ? ORDER BY sequence LIMIT ?`,
        task.source,
        sqs.now(),
        task.last_sequence,
        task.per_second ?? STEP,
      )
      if (rows.length === 0) {
        finish(handle, 'COMPLETED')
        return { woken, more: false }
      }
      let moved = 0
      for (const row of rows) {
        const target = task.destination ?? queueNameOf(row.dead_letter_source ?? '')
        if (target === undefined || !findQueue(sqs, target)) {
          finish(
            handle,
            'FAILED',
            target === undefined
              ? 'CouldNotDetermineMessageSource'
              : 'AWS.SimpleQueueService.NonExistentQueue',
          )
          break
        }
        const now = sqs.now()
        sqs.database.run(
          `INSERT INTO messages (queue, id, body, attributes, trace_header, sent_at, visible_at)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
          target,
          randomUUID(),
          row.body,
          row.attributes,
          row.trace_header,
          now,
          now,
        )
        sqs.database.run('DELETE FROM messages WHERE sequence = ?', row.sequence)
        woken.add(target)
        moved += 1
      }
      sqs.database.run('UPDATE move_tasks SET moved = moved + ? WHERE handle = ?', moved, handle)
      return { woken, more: running(handle) !== undefined }
    })

  const runLater = (handle: string, delay: number): void => {
    timers.set(
      handle,
      setTimeout(() => {
        timers.delete(handle)
        if (!sqs.database.isOpen) return
        const perSecond = running(handle)?.per_second
        const { woken, more } = step(handle)
        for (const queue of woken) sqs.wake(queue)
        if (more) runLater(handle, perSecond ? 1_000 : 0)
      }, delay),
    )
  }

  return {
    start: (request) => {
      const source = existing(sqs, 'SourceArn', request.SourceArn)
      const isDeadLetterQueue = allQueues(sqs).some(
        (queue) => redrivePolicyOf(queue.attributes)?.target === source.name,
      )
      if (!isDeadLetterQueue) {
        throw invalidParameter('Source queue must be configured as a Dead Letter Queue.')
      }
      const rate = request.MaxNumberOfMessagesPerSecond
      if (rate !== undefined && (rate < 1 || rate > 500)) {
        throw invalidParameter(
          `Value ${rate} for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: must be from 1 to 500.`,
        )
      }
      const destination =
        request.DestinationArn === undefined
          ? null
          : existing(sqs, 'DestinationArn', request.DestinationArn).name
      if (destination === source.name)
        throw invalidParameter('Source queue and destination queue must differ.')
      const handle = randomUUID()
      sqs.database.transaction(() => {
        const active = sqs.database.get(
          "SELECT 1 FROM move_tasks WHERE source = ? AND status = 'RUNNING'",
          source.name,
        )
        if (active) throw unsupported('A second message move task for the same source queue')
        const last = sqs.database.get<{ last: number | null }>(
          'SELECT max(sequence) AS last FROM messages WHERE queue = ?',
          source.name,
        )
        sqs.database.run(
          `INSERT INTO move_tasks (handle, source, destination, per_second, status, started_at, last_sequence, to_move)
           VALUES (?, ?, ?, ?, 'RUNNING', ?, ?, ?)`,
          handle,
          source.name,
          destination,
          rate ?? null,
          sqs.now(),
          last?.last ?? 0,
          countMessages(sqs, source).visible,
        )
      })
      runLater(handle, 0)
      return { TaskHandle: handle }
    },
    cancel: ({ TaskHandle: handle }) => {
      const task = running(handle)
      if (!task) throw resourceNotFound("The task that you specified doesn't exist, or is not running.")
      finish(handle, 'CANCELLED')
      clearTimeout(timers.get(handle))
      timers.delete(handle)
      return { ApproximateNumberOfMessagesMoved: task.moved }
    },
    list: (request) => {
      const source = queueNamed(sqs, existing(sqs, 'SourceArn', request.SourceArn).name)
      const rows = sqs.database.all<TaskRow>(
        'SELECT * FROM move_tasks WHERE source = ? ORDER BY started_at DESC, rowid DESC LIMIT ?',
        source.name,
        request.MaxResults ?? 1,
      )
      return {
        Results: rows.map((row) => ({
          ...(row.status === 'RUNNING' ? { TaskHandle: row.handle } : {}),
          Status: row.status,
          SourceArn: queueArn(row.source),
          ...(row.destination === null ? {} : { DestinationArn: queueArn(row.destination) }),
          ...(row.per_second === null ? {} : { MaxNumberOfMessagesPerSecond: row.per_second }),
          ApproximateNumberOfMessagesMoved: row.moved,
          ApproximateNumberOfMessagesToMove: row.to_move,
          ...(row.failure === null ? {} : { FailureReason: row.failure }),
          StartedTimestamp: row.started_at,
        })),
      }
    },
    resume: () => {
      const left = sqs.database.all<{ handle: string }>(
        "SELECT handle FROM move_tasks WHERE status = 'RUNNING'",
      )
      for (const { handle } of left) runLater(handle, 0)
    },
    stop: () => {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
