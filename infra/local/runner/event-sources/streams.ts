import { setTimeout as sleep } from 'node:timers/promises'
import type { Send } from '../destinations.ts'
import type { FunctionPool } from '../functions/pool.ts'
import { ThrottledError } from '../functions/pool.ts'
import type { FunctionError } from '../functions/result.ts'
import type { Log } from '../log.ts'
import { messageOf } from '../log.ts'
import type { FunctionPlan, StreamMappingPlan } from '../plan.ts'
import type { RunnerState } from '../state.ts'
import { reportedFailures } from './batch-response.ts'
import type { Filter } from './filters.ts'
import { compileFilters } from './filters.ts'
import { Signal } from './signal.ts'
import type { StreamClient, StreamRecord } from './stream-client.ts'
import { StreamError } from './stream-client.ts'

const pageLimit = 1_000
const payloadLimit = 6 * 1024 * 1024 - 64
/** Only in case a wake-up is missed: records are announced as they are committed. */
const pollMilliseconds = 1_000
const firstRetryMilliseconds = 100
const longestRetryMilliseconds = 10_000
/** Iterators live for 15 minutes. */
const iteratorLifeMilliseconds = 5 * 60_000
/** Stands for "from the oldest record on" where a checkpoint would stand. */
const fromTheOldest = 'TRIM_HORIZON'

interface Item {
  sequence: string
  createdAt: number
  /** JSON text of the record as the function receives it. */
  text: string
}

/** Thrown to leave a batch when the reader stops: nothing of it is marked as done. */
class Stopped extends Error {}

interface Parts {
  client: Pick<StreamClient, 'shards' | 'iterator' | 'records'>
  state: Pick<RunnerState, 'checkpoint' | 'setCheckpoint'>
  pool: Pick<FunctionPool, 'invoke'>
  send: Send
  log: Log
}

/**
 * One event source mapping on a stream: batches in order, one at a time. How far it has come is stored after each
 * batch, so that a crash repeats at most the batch that was under way.
 */
export class StreamReader {
  readonly mapping: StreamMappingPlan
  readonly #plan: FunctionPlan
  readonly #parts: Parts
  readonly #passes: Filter
  readonly #signal = new Signal()
  readonly #stop = new AbortController()
  #shard = ''
  #iterator: { text: string; at: number } | undefined
  #buffer: Item[] = []
  #firstBufferedAt = 0
  /** The last record that was read, whether it passed the filter or not. */
  #readTo: string | undefined
  #atTip = false
  #loop: Promise<void> = Promise.resolve()

  constructor(mapping: StreamMappingPlan, plan: FunctionPlan, parts: Parts) {
    this.mapping = mapping
    this.#plan = plan
    this.#parts = parts
    this.#passes = compileFilters(mapping.filters, 'stream', mapping.place)
  }

  /** No record is unread, waits or is being worked on. */
  get caughtUp(): boolean {
    return this.#atTip && this.#buffer.length === 0 && !this.#signal.pending
  }

  wake(): void {
    this.#signal.wake()
  }

  /** Finds the place to go on from, and begins to read. */
  async start(): Promise<void> {
    const shards = await this.#parts.client.shards(this.mapping.sourceArn)
    // A table's stream here is one shard for as long as the table lives.
    this.#shard = shards.at(-1) ?? ''
    const known = this.#parts.state.checkpoint(this.mapping.id, this.#shard)
    if (known !== undefined) this.#readTo = known === fromTheOldest ? undefined : known
    else if (this.mapping.startingPosition === 'LATEST') await this.#skipToLatest()
    this.#loop = this.#run()
  }

  /**
   * "From now on" is stored at once: else a crash before the first batch would move it, and what lay between would be
   * lost.
   */
  async #skipToLatest(): Promise<void> {
    for (;;) {
      const page = await this.#read()
      if (page.length === 0) break
    }
    this.#parts.state.setCheckpoint(this.mapping.id, this.#shard, this.#readTo ?? fromTheOldest)
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    this.#signal.wake()
    await this.#loop
  }

  async #run(): Promise<void> {
    let failures = 0
    while (!this.#stop.signal.aborted) {
      try {
        await this.#step()
        failures = 0
      } catch (error) {
        if (error instanceof Stopped || this.#stop.signal.aborted) return
        this.#parts.log({ function: this.#plan.id, level: 'warn', message: `stream: ${messageOf(error)}` })
        await this.#pause(Math.min(longestRetryMilliseconds, firstRetryMilliseconds * 2 ** failures))
        failures += 1
      }
    }
  }

  async #step(): Promise<void> {
    const { batchSize, windowSeconds } = this.mapping
    if (this.#buffer.length < batchSize) {
      this.#signal.clear()
      this.#atTip = false
      const page = await this.#read()
      this.#take(page)
      if (page.length === 0) {
        this.#atTip = true
        const windowLeft = this.#firstBufferedAt + windowSeconds * 1000 - Date.now()
        if (this.#buffer.length === 0) return this.#signal.wait(pollMilliseconds)
        if (windowLeft > 0) return this.#signal.wait(Math.min(windowLeft, pollMilliseconds))
      } else if (this.#buffer.length === 0) return this.#commit(this.#readTo)
      else if (windowSeconds > 0 && this.#buffer.length < batchSize) return
    }
    const batch = this.#cutBatch()
    await this.#process(batch, 0)
    this.#buffer.splice(0, batch.length)
    this.#firstBufferedAt = Date.now()
    this.#commit(this.#buffer.length === 0 ? this.#readTo : batch.at(-1)?.sequence)
  }

  #cutBatch(): Item[] {
    let bytes = 0
    const fitting = this.#buffer.findIndex((item) => {
      bytes += Buffer.byteLength(item.text) + 1
      return bytes > payloadLimit
    })
    const most = fitting < 0 ? this.#buffer.length : Math.max(1, fitting)
    return this.#buffer.slice(0, Math.min(most, this.mapping.batchSize))
  }

  async #read(): Promise<StreamRecord[]> {
    const { client } = this.#parts
    if (this.#iterator === undefined || Date.now() - this.#iterator.at > iteratorLifeMilliseconds) {
      this.#iterator = { text: await this.#newIterator(), at: Date.now() }
    }
    try {
      const { records, next } = await client.records(this.#iterator.text, pageLimit)
      this.#iterator = next === undefined ? undefined : { text: next, at: Date.now() }
      this.#readTo = records.at(-1)?.dynamodb.SequenceNumber ?? this.#readTo
      return records
    } catch (error) {
      this.#iterator = undefined
      throw error
    }
  }

  async #newIterator(): Promise<string> {
    const { client, log } = this.#parts
    const { sourceArn } = this.mapping
    try {
      return await client.iterator(sourceArn, this.#shard, this.#readTo)
    } catch (error) {
      if (!(error instanceof StreamError) || error.type !== 'TrimmedDataAccessException') throw error
      const message = 'stream: records older than 24 hours were not read in time and are gone'
      log({ function: this.#plan.id, level: 'error', message })
      return client.iterator(sourceArn, this.#shard, undefined)
    }
  }

  #take(records: StreamRecord[]): void {
    if (this.#buffer.length === 0) this.#firstBufferedAt = Date.now()
    for (const record of records) {
      const whole = { ...record, eventSourceARN: this.mapping.sourceArn }
      if (!this.#passes(whole)) continue
      this.#buffer.push({
        sequence: record.dynamodb.SequenceNumber,
        createdAt: record.dynamodb.ApproximateCreationDateTime * 1000,
        text: JSON.stringify(whole),
      })
    }
  }

  #commit(sequence: string | undefined): void {
    if (sequence !== undefined) this.#parts.state.setCheckpoint(this.mapping.id, this.#shard, sequence)
  }

  /** Resolves when every record is done or was given up. Splitting a batch does not use up an attempt, as in AWS. */
  async #process(items: Item[], attemptsBefore: number): Promise<void> {
    const { maximumRetryAttempts: retries, maximumRecordAgeSeconds: age, bisect } = this.mapping
    let pending = items
    let attempts = attemptsBefore
    let rounds = 0
    while (pending.length > 0) {
      const { failedFrom, error } = await this.#attempt(pending)
      if (failedFrom < 0) return this.#commit(pending.at(-1)?.sequence)
      if (this.#stop.signal.aborted) throw new Stopped()
      if (failedFrom > 0) {
        this.#commit(pending[failedFrom - 1]?.sequence)
        pending = pending.slice(failedFrom)
        attempts = 0
        rounds = 0
      } else if (bisect && pending.length > 1) {
        const half = pending.length >> 1
        await this.#process(pending.slice(0, half), attempts)
        return this.#process(pending.slice(half), attempts)
      } else attempts += 1
      if (retries >= 0 && attempts > retries)
        return this.#giveUp(pending, attempts, 'RetryAttemptsExhausted', error)
      if (age >= 0) pending = await this.#withoutOld(pending, age, attempts, error)
      await this.#pause(Math.min(longestRetryMilliseconds, firstRetryMilliseconds * 2 ** rounds))
      rounds += 1
    }
  }

  async #withoutOld(items: Item[], age: number, attempts: number, error?: FunctionError): Promise<Item[]> {
    const oldest = Date.now() - age * 1000
    const young = items.findIndex((item) => item.createdAt >= oldest)
    const old = young < 0 ? items : items.slice(0, young)
    if (old.length > 0) await this.#giveUp(old, attempts, 'RecordAgeExceeded', error)
    return items.slice(old.length)
  }

  /** Index of the first record that is not done, or -1. */
  async #attempt(items: Item[]): Promise<{ failedFrom: number; error?: FunctionError }> {
    const { pool, log } = this.#parts
    const event = `{"Records":[${items.map((item) => item.text).join(',')}]}`
    for (;;) {
      if (this.#stop.signal.aborted) throw new Stopped()
      try {
        const { payload, functionError: error } = await pool.invoke(this.#plan.name, event, {
          whenBusy: 'wait',
        })
        if (error) {
          const message = `batch of ${items.length} records failed: ${error.errorType}: ${error.errorMessage}`
          if (!this.#stop.signal.aborted) log({ function: this.#plan.id, level: 'error', message })
          return { failedFrom: 0, error }
        }
        if (!this.mapping.partialResponses) return { failedFrom: -1 }
        const failures = reportedFailures(payload, new Set(items.map((item) => item.sequence)))
        if (failures === 'all') return { failedFrom: 0 }
        return { failedFrom: items.findIndex((item) => failures.has(item.sequence)) }
      } catch (error) {
        // Throttled: the records wait, without using up an attempt.
        if (!(error instanceof ThrottledError)) throw error
        await this.#pause(pollMilliseconds)
      }
    }
  }

  async #giveUp(items: Item[], attempts: number, condition: string, error?: FunctionError): Promise<void> {
    const { log, send } = this.#parts
    const message = `${items.length} stream records given up after ${attempts} attempts (${condition})`
    log({ function: this.#plan.id, level: 'error', message })
    const { onFailure, sourceArn } = this.mapping
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
    this.#commit(last?.sequence)
  }

  async #pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#stop.signal }).catch(() => {})
  }
}
