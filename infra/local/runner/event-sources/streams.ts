import type { Send } from '../destinations.ts'
import type { FunctionPool } from '../functions/pool.ts'
import type { Log } from '../log.ts'
import { messageOf } from '../log.ts'
import type { FunctionPlan, StreamMappingPlan } from '../plan.ts'
import type { RunnerState } from '../state.ts'
import type { Pause } from './batch-attempts.ts'
import { pause, retryDelay } from './batch-attempts.ts'
import type { Filter } from './filters.ts'
import { compileFilters } from './filters.ts'
import { shardEnd, ShardReader } from './shard-reader.ts'
import type { StreamClient, StreamShard } from './stream-client.ts'

interface Parts {
  client: Pick<StreamClient, 'shards' | 'iterator' | 'records'>
  state: Pick<RunnerState, 'checkpoint' | 'setCheckpoint' | 'checkpointedShards' | 'forgetCheckpoint'>
  pool: Pick<FunctionPool, 'invoke'>
  send: Send
  log: Log
  /** How to wait before a retry; tests wait less. */
  pause?: Pause
}

/**
 * One event source mapping on a stream. A shard is read once its parent is done, so that records of one item stay in
 * order although shards close and others go on for them.
 */
export class StreamReader {
  readonly mapping: StreamMappingPlan
  readonly #plan: FunctionPlan
  readonly #parts: Required<Parts>
  readonly #passes: Filter
  readonly #readers = new Map<string, ShardReader>()
  readonly #stop = new AbortController()
  /** Looks for the shards that may be read now, one after the other. */
  #looking: Promise<void> = Promise.resolve()
  #looks = 0

  constructor(mapping: StreamMappingPlan, plan: FunctionPlan, parts: Parts) {
    this.mapping = mapping
    this.#plan = plan
    this.#parts = { pause, ...parts }
    this.#passes = compileFilters(mapping.filters, 'stream', mapping.place)
  }

  /** No record is unread, waits or is being worked on, and no shard is to be begun. */
  get caughtUp(): boolean {
    return this.#looks === 0 && [...this.#readers.values()].every((reader) => reader.caughtUp)
  }

  wake(): void {
    for (const reader of this.#readers.values()) reader.wake()
  }

  /** Finds the place to go on from, and begins to read. */
  async start(): Promise<void> {
    const { client, state } = this.#parts
    const { id, sourceArn, startingPosition } = this.mapping
    const shards = await client.shards(sourceArn)
    const isNew = state.checkpointedShards(id).length === 0
    if (isNew && startingPosition === 'LATEST') {
      // From here on: what is closed has nothing to come, and children of what is open are read from their beginning.
      for (const shard of shards.filter(({ closed }) => closed)) state.setCheckpoint(id, shard.id, shardEnd)
      for (const shard of shards.filter(({ closed }) => !closed)) {
        await this.#reader(shard.id).startAtLatest()
      }
    }
    this.#begin(shards)
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#looking
    await Promise.all([...this.#readers.values()].map((reader) => reader.stop()))
  }

  #reader(shard: string): ShardReader {
    const { state } = this.#parts
    const reader = new ShardReader(this.mapping, this.#plan, shard, {
      ...this.#parts,
      passes: this.#passes,
      commit: (checkpoint) => state.setCheckpoint(this.mapping.id, shard, checkpoint),
      ended: () => {
        state.setCheckpoint(this.mapping.id, shard, shardEnd)
        this.#readers.delete(shard)
        this.#look()
      },
    })
    this.#readers.set(shard, reader)
    return reader
  }

  /** Begins with each shard whose parent is done or gone; forgets shards that are gone. */
  #begin(shards: readonly StreamShard[]): void {
    const { state } = this.#parts
    const { id } = this.mapping
    const listed = new Set(shards.map((shard) => shard.id))
    for (const shard of shards) {
      const checkpoint = state.checkpoint(id, shard.id)
      if (checkpoint === shardEnd || this.#readers.has(shard.id)) continue
      const { parent } = shard
      if (parent !== undefined && listed.has(parent) && state.checkpoint(id, parent) !== shardEnd) continue
      this.#reader(shard.id).start(checkpoint)
    }
    for (const known of state.checkpointedShards(id)) {
      if (!listed.has(known) && !this.#readers.has(known)) state.forgetCheckpoint(id, known)
    }
  }

  #look(): void {
    this.#looks += 1
    this.#looking = this.#looking.then(() => this.#lookNow()).finally(() => (this.#looks -= 1))
  }

  async #lookNow(): Promise<void> {
    for (let failures = 0; !this.#stop.signal.aborted; failures += 1) {
      try {
        const shards = await this.#parts.client.shards(this.mapping.sourceArn)
        if (!this.#stop.signal.aborted) this.#begin(shards)
        return
      } catch (error) {
        if (this.#stop.signal.aborted) return
        this.#parts.log({ function: this.#plan.id, level: 'warn', message: `stream: ${messageOf(error)}` })
        await this.#parts.pause(retryDelay(failures), this.#stop.signal)
      }
    }
  }
}
