import { setTimeout as sleep } from 'node:timers/promises'
import type { Send } from '../destinations.ts'
import type { FunctionPool } from '../functions/pool.ts'
import { ThrottledError } from '../functions/pool.ts'
import type { FunctionError } from '../functions/result.ts'
import type { Log } from '../log.ts'
import type { FunctionPlan, StreamMappingPlan } from '../plan.ts'
import { reportedFailures } from './batch-response.ts'
import type { Item } from './shard-progress.ts'

const throttledMilliseconds = 1_000
const firstRetryMilliseconds = 100
const longestRetryMilliseconds = 10_000

/** Thrown to leave a batch when the reader stops: nothing more of it is marked as done. */
export class Stopped extends Error {}

export const retryDelay = (failures: number): number =>
  Math.min(longestRetryMilliseconds, firstRetryMilliseconds * 2 ** failures)

export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<void>

/** Waits, or less where the reader stops. */
export const pause: Pause = async (milliseconds, signal) => {
  await sleep(milliseconds, undefined, { signal }).catch(() => {})
}

interface Parts {
  pool: Pick<FunctionPool, 'invoke'>
  send: Send
  log: Log
  /** How to wait before a retry. */
  pause: Pause
}

/** Gives batches of one shard to the function, until each record is done or was given up. */
export class BatchAttempts {
  readonly #mapping: StreamMappingPlan
  readonly #plan: FunctionPlan
  readonly #parts: Parts
  readonly #shard: string
  readonly #signal: AbortSignal
  readonly #done: (items: readonly Item[]) => void

  /** @param done hears of records, in the order of their batch, as soon as they are done or were given up */
  constructor(
    mapping: StreamMappingPlan,
    plan: FunctionPlan,
    parts: Parts,
    of: { shard: string; signal: AbortSignal; done: (items: readonly Item[]) => void },
  ) {
    this.#mapping = mapping
    this.#plan = plan
    this.#parts = parts
    this.#shard = of.shard
    this.#signal = of.signal
    this.#done = of.done
  }

  /**
   * Resolves when every record is done or was given up. Splitting a batch does not use up an attempt, as in AWS.
   * @throws Stopped when the reader stops before
   */
  async run(items: readonly Item[], attemptsBefore = 0): Promise<void> {
    const { maximumRetryAttempts: retries, maximumRecordAgeSeconds: age, bisect } = this.#mapping
    let pending = items
    let attempts = attemptsBefore
    let rounds = 0
    while (pending.length > 0) {
      const { failedFrom, error } = await this.#attempt(pending)
      if (failedFrom < 0) return this.#done(pending)
      if (this.#signal.aborted) throw new Stopped()
      if (failedFrom > 0) {
        this.#done(pending.slice(0, failedFrom))
        pending = pending.slice(failedFrom)
        attempts = 0
        rounds = 0
      } else if (bisect && pending.length > 1) {
        const half = pending.length >> 1
        await this.run(pending.slice(0, half), attempts)
        return this.run(pending.slice(half), attempts)
      } else attempts += 1
      if (retries >= 0 && attempts > retries)
        return this.#giveUp(pending, attempts, 'RetryAttemptsExhausted', error)
      if (age >= 0) pending = await this.#withoutOld(pending, age, attempts, error)
      await this.#parts.pause(retryDelay(rounds), this.#signal)
      rounds += 1
    }
  }

  async #withoutOld(
    items: readonly Item[],
    age: number,
    attempts: number,
    error?: FunctionError,
  ): Promise<readonly Item[]> {
    const oldest = Date.now() - age * 1000
    const young = items.findIndex((item) => item.createdAt >= oldest)
    const old = young < 0 ? items : items.slice(0, young)
    if (old.length > 0) await this.#giveUp(old, attempts, 'RecordAgeExceeded', error)
    return items.slice(old.length)
  }

  /** Index of the first record that is not done, or -1. */
  async #attempt(items: readonly Item[]): Promise<{ failedFrom: number; error?: FunctionError }> {
    const { pool, log } = this.#parts
    const event = `{"Records":[${items.map((item) => item.text).join(',')}]}`
    for (;;) {
      if (this.#signal.aborted) throw new Stopped()
      try {
        const { payload, functionError: error } = await pool.invoke(this.#plan.name, event, {
          whenBusy: 'wait',
        })
        if (error) {
          const message = `batch of ${items.length} records failed: ${error.errorType}: ${error.errorMessage}`
          if (!this.#signal.aborted) log({ function: this.#plan.id, level: 'error', message })
          return { failedFrom: 0, error }
        }
        if (!this.#mapping.partialResponses) return { failedFrom: -1 }
        const failures = reportedFailures(payload, new Set(items.map((item) => item.sequence)))
        if (failures === 'all') return { failedFrom: 0 }
        return { failedFrom: items.findIndex((item) => failures.has(item.sequence)) }
      } catch (error) {
        // Throttled: the records wait, without using up an attempt.
        if (!(error instanceof ThrottledError)) throw error
        await this.#parts.pause(throttledMilliseconds, this.#signal)
      }
    }
  }

  async #giveUp(
    items: readonly Item[],
    attempts: number,
    condition: string,
    error?: FunctionError,
  ): Promise<void> {
    const { log, send } = this.#parts
    const message = `${items.length} stream records given up after ${attempts} attempts (${condition})`
    log({ function: this.#plan.id, level: 'error', message })
    const { onFailure, sourceArn } = this.#mapping
    const [first] = items
    const last = items.at(-1)
    if (onFailure !== undefined && first && last) {
      const record = {
        requestContext: {
          requestId: crypto.randomUUID(),
          functionArn: this.#plan.arn,
          condition,
          approximateInvokeCount: attempts,
        },
        responseContext: {
          statusCode: 200,
          executedVersion: '$LATEST',
          functionError: error ? 'Unhandled' : null,
        },
        version: '1.0',
        timestamp: new Date().toISOString(),
        DDBStreamBatchInfo: {
          shardId: this.#shard,
          startSequenceNumber: first.sequence,
          endSequenceNumber: last.sequence,
          approximateArrivalOfFirstRecord: new Date(first.createdAt).toISOString(),
          approximateArrivalOfLastRecord: new Date(last.createdAt).toISOString(),
          batchSize: items.length,
          streamArn: sourceArn,
        },
      }
      await send(onFailure, JSON.stringify(record))
    }
    this.#done(items)
  }
}
