import { createHash } from 'node:crypto'
import type { Send } from '../destinations.ts'
import type { FunctionPool } from '../functions/pool.ts'
import type { Log } from '../log.ts'
import { messageOf } from '../log.ts'
import type { FunctionPlan, StreamMappingPlan } from '../plan.ts'
import type { Pause } from './batch-attempts.ts'
import { BatchAttempts, retryDelay } from './batch-attempts.ts'
import type { Filter } from './filters.ts'
import { Lane } from './lane.ts'
import { ShardProgress } from './shard-progress.ts'
import { Signal } from './signal.ts'
import type { StreamClient, StreamRecord } from './stream-client.ts'
import { StreamError } from './stream-client.ts'

const pageLimit = 1_000
/** Only in case a wake-up is missed: records are announced as they are committed. */
const pollMilliseconds = 1_000
/** Iterators live for 15 minutes. */
const iteratorLifeMilliseconds = 5 * 60_000
/** Stands for "from the oldest record on" where a checkpoint would stand. */
export const fromTheOldest = 'TRIM_HORIZON'
/** Stands where a checkpoint would stand for "closed, and every record is done". */
export const shardEnd = 'SHARD_END'

export interface ShardParts {
  client: Pick<StreamClient, 'iterator' | 'records'>
  pool: Pick<FunctionPool, 'invoke'>
  send: Send
  log: Log
  pause: Pause
  passes: Filter
  /** How far the shard is done, to be stored. */
  commit: (checkpoint: string) => void
  /** The shard is closed, and every record of it is done. */
  ended: () => void
}

/** Records of one item go to one lane, so that they stay in order; which one is no secret and no promise. */
const laneOf = (record: StreamRecord, lanes: number): number =>
  lanes === 1
    ? 0
    : createHash('sha256').update(JSON.stringify(record.dynamodb.Keys)).digest().readUInt32BE() % lanes

/**
 * Reads one shard for one mapping: in as many lanes as the mapping has concurrent batches per shard, the records of
 * one item in order. How far all lanes have come is stored whenever it moves, so that a crash repeats what lanes were
 * ahead of each other, and nothing is skipped.
 */
export class ShardReader {
  readonly #mapping: StreamMappingPlan
  readonly #plan: FunctionPlan
  readonly #parts: ShardParts
  readonly #shard: string
  readonly #signal = new Signal()
  readonly #stop = new AbortController()
  readonly #progress = new ShardProgress()
  readonly #lanes: Lane[]
  #iterator: { text: string; at: number } | undefined
  /** The last record that was read, whether it passed the filter or not. */
  #readTo: string | undefined
  #atTip = false
  /** The shard is closed, and was read to its end. */
  #atEnd = false
  #loop: Promise<void> = Promise.resolve()

  constructor(mapping: StreamMappingPlan, plan: FunctionPlan, shard: string, parts: ShardParts) {
    this.#mapping = mapping
    this.#plan = plan
    this.#parts = parts
    this.#shard = shard
    const { signal } = this.#stop
    this.#lanes = Array.from(
      { length: mapping.parallelizationFactor },
      () =>
        new Lane(mapping, plan, {
          attempts: (done) => new BatchAttempts(mapping, plan, parts, { shard, signal, done }),
          signal,
          log: parts.log,
          pause: parts.pause,
          finished: (items) => {
            this.#progress.finish(items)
            this.#commit()
          },
          free: () => this.wake(),
        }),
    )
  }

  /** No record is unread, waits or is being worked on. */
  get caughtUp(): boolean {
    return this.#atTip && this.#progress.finished && !this.#signal.pending
  }

  wake(): void {
    this.#atTip = false
    this.#signal.wake()
  }

  /** Begins to read: after the checkpoint, or from the oldest record. */
  start(checkpoint?: string): void {
    // Known from now on, though nothing of it is done yet: only a mapping that knows no shard at all is new.
    if (checkpoint === undefined) this.#parts.commit(fromTheOldest)
    this.#readTo = checkpoint === fromTheOldest ? undefined : checkpoint
    this.#loop = this.#run()
  }

  /**
   * Begins with what is not there yet. That is stored at once: else a crash before the first batch would move it, and
   * what lay between would be lost.
   */
  async startAtLatest(): Promise<void> {
    for (;;) {
      const page = await this.#read()
      if (page.length === 0) break
    }
    const latest = this.#readTo ?? fromTheOldest
    this.#parts.commit(latest)
    this.start(latest)
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    this.#signal.wake()
    await Promise.all([this.#loop, ...this.#lanes.map((lane) => lane.stop())])
  }

  async #run(): Promise<void> {
    let failures = 0
    while (!this.#stop.signal.aborted) {
      try {
        await this.#step()
        failures = 0
        if (this.#atEnd && this.#progress.finished) return this.#parts.ended()
      } catch (error) {
        if (this.#stop.signal.aborted) return
        this.#parts.log({ function: this.#plan.id, level: 'warn', message: `stream: ${messageOf(error)}` })
        await this.#parts.pause(retryDelay(failures), this.#stop.signal)
        failures += 1
      }
    }
  }

  /** A page more where a lane could use it, then a batch for each lane that is free. */
  async #step(): Promise<void> {
    let page: StreamRecord[] | undefined
    if (this.#mayRead()) {
      this.#signal.clear()
      this.#atTip = false
      page = await this.#read()
      this.#take(page)
    }
    const windows = this.#lanes.map((lane) => lane.dispatch()).filter((left) => left !== undefined)
    const readToTheEnd = page?.length === 0
    if (readToTheEnd && !this.#signal.pending) this.#atTip = true
    if (this.#atEnd && this.#progress.finished) return
    if (page !== undefined && !readToTheEnd && this.#mayRead()) return
    await this.#signal.wait(Math.min(pollMilliseconds, ...windows))
  }

  /** A free lane could do with more, and what waits for the others is not too much. */
  #mayRead(): boolean {
    const { batchSize } = this.#mapping
    const waiting = this.#lanes.reduce((sum, lane) => sum + lane.size, 0)
    return (
      !this.#atEnd &&
      waiting < Math.max(batchSize, pageLimit) * this.#lanes.length &&
      this.#lanes.some((lane) => lane.isFree && lane.size < batchSize)
    )
  }

  async #read(): Promise<StreamRecord[]> {
    const { client } = this.#parts
    if (this.#iterator === undefined || Date.now() - this.#iterator.at > iteratorLifeMilliseconds) {
      const text = await this.#newIterator()
      if (text === undefined) {
        this.#atEnd = true
        return []
      }
      this.#iterator = { text, at: Date.now() }
    }
    try {
      const { records, next } = await client.records(this.#iterator.text, pageLimit)
      this.#iterator = next === undefined ? undefined : { text: next, at: Date.now() }
      this.#atEnd = next === undefined
      this.#readTo = records.at(-1)?.dynamodb.SequenceNumber ?? this.#readTo
      return records
    } catch (error) {
      this.#iterator = undefined
      throw error
    }
  }

  /** `undefined`: the shard itself is gone, with all that was not read. */
  async #newIterator(): Promise<string | undefined> {
    const { client, log } = this.#parts
    const { sourceArn } = this.#mapping
    try {
      return await client.iterator(sourceArn, this.#shard, this.#readTo)
    } catch (error) {
      const type = error instanceof StreamError ? error.type : ''
      if (type !== 'TrimmedDataAccessException' && type !== 'ResourceNotFoundException') throw error
      const message = 'stream: records older than 24 hours were not read in time and are gone'
      log({ function: this.#plan.id, level: 'error', message })
      if (type === 'ResourceNotFoundException') return undefined
      return client.iterator(sourceArn, this.#shard, undefined)
    }
  }

  #take(records: StreamRecord[]): void {
    for (const record of records) {
      const whole = { ...record, eventSourceARN: this.#mapping.sourceArn }
      const sequence = record.dynamodb.SequenceNumber
      const passes = this.#parts.passes(whole)
      this.#progress.add(sequence, !passes)
      if (!passes) continue
      this.#lanes[laneOf(record, this.#lanes.length)]?.add({
        sequence,
        createdAt: record.dynamodb.ApproximateCreationDateTime * 1000,
        text: JSON.stringify(whole),
      })
    }
    this.#commit()
  }

  #commit(): void {
    const sequence = this.#progress.advance()
    if (sequence !== undefined) this.#parts.commit(sequence)
  }
}
