import type { Database } from './database.ts'
import { reasonOf } from './service-error.ts'

/** The outbox's table: part of the schema of every database that has one. */
export const OUTBOX_SCHEMA = `
  CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL DEFAULT 0,
    given_up TEXT
  );
  CREATE INDEX IF NOT EXISTS outbox_due ON outbox (due_at) WHERE given_up IS NULL`

export interface OutboxOptions<Job> {
  database: Database
  /**
   * Delivers a job. A rejection means: try again, unless `givesUp` says otherwise. The id is never used twice and is
   * the same when a crash repeats the delivery.
   */
  deliver(job: Job, id: number): Promise<void>
  /** Whether a failed job is not worth another attempt. Never, where absent. */
  givesUp?(job: Job, error: unknown, attempts: number): boolean
  /** Runs in the transaction that gives a job up. */
  onGivenUp?(job: Job, error: unknown): void
  /** Deliveries under way at the same time. */
  concurrency?: number
}

/** A job that was given up, and why. */
export interface GivenUp<Job> {
  job: Job
  reason: string
}

export interface Outbox<Job> {
  /** Adds a job to the transaction under way. */
  add(job: Job): void
  /** Delivers what is due; called after a commit, and once at the start for what a crash left behind. */
  wake(): void
  /** Jobs that are neither delivered nor given up. */
  pending(): number
  givenUp(): GivenUp<Job>[]
  /** No further delivery is begun. One under way may end, but is then repeated at the next start. */
  stop(): void
}

const FIRST_DELAY_MS = 100
const LONGEST_DELAY_MS = 20_000

/**
 * Deliveries that are committed together with their cause and repeated until they succeed: at least once, across
 * crashes. Retries follow real time, whatever clock the service was given.
 */
export const openOutbox = <Job>(options: OutboxOptions<Job>): Outbox<Job> => {
  const { database } = options
  const concurrency = options.concurrency ?? 16
  const underWay = new Set<number>()
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  // Waiting times of an earlier process mean nothing: whoever was unreachable then is asked again now.
  database.run('UPDATE outbox SET due_at = 0 WHERE given_up IS NULL')

  const settle = (id: number, job: Job, attempts: number, error?: unknown): void => {
    underWay.delete(id)
    if (stopped || !database.isOpen) return
    if (error === undefined) {
      database.run('DELETE FROM outbox WHERE id = ?', id)
    } else if (options.givesUp?.(job, error, attempts)) {
      database.transaction(() => {
        database.run(
          'UPDATE outbox SET given_up = ?, attempts = ? WHERE id = ?',
          reasonOf(error),
          attempts,
          id,
        )
        options.onGivenUp?.(job, error)
      })
    } else {
      const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempts - 1))
      database.run(
        'UPDATE outbox SET attempts = ?, due_at = ? WHERE id = ?',
        attempts,
        Date.now() + delay,
        id,
      )
    }
    wake()
  }

  const wake = (): void => {
    if (stopped || !database.isOpen) return
    clearTimeout(timer)
    const rows = database.all<{ id: number; job: string; attempts: number; due_at: number }>(
      'SELECT id, job, attempts, due_at FROM outbox WHERE given_up IS NULL ORDER BY due_at, id LIMIT ?',
      concurrency + underWay.size,
    )
    for (const row of rows) {
      if (underWay.has(row.id)) continue
      if (underWay.size >= concurrency) return
      const wait = row.due_at - Date.now()
      if (wait > 0) {
        timer = setTimeout(wake, wait)
        timer.unref()
        return
      }
      underWay.add(row.id)
      const job = JSON.parse(row.job) as Job
      // Deferred, so that a delivery never runs inside the request, or the transaction, that caused it.
      void Promise.resolve()
        .then(() => options.deliver(job, row.id))
        .then(
          () => settle(row.id, job, row.attempts + 1),
          (error: unknown) =>
            settle(row.id, job, row.attempts + 1, error ?? new Error('rejected without a reason')),
        )
    }
  }

  return {
    add: (job) => {
      database.run('INSERT INTO outbox (job) VALUES (?)', JSON.stringify(job))
    },
    wake,
    pending: () =>
      database.get<{ pending: number }>('SELECT count(*) AS pending FROM outbox WHERE given_up IS NULL')
        ?.pending ?? 0,
    givenUp: () =>
      database
        .all<{ job: string; given_up: string }>(
          'SELECT job, given_up FROM outbox WHERE given_up IS NOT NULL ORDER BY id',
        )
        .map((row) => ({ job: JSON.parse(row.job) as Job, reason: row.given_up })),
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
