import type { Log } from '../log.ts'
import { messageOf } from '../log.ts'
import type { FunctionPlan, StreamMappingPlan } from '../plan.ts'
import type { BatchAttempts, Pause } from './batch-attempts.ts'
import { retryDelay, Stopped } from './batch-attempts.ts'
import type { Item } from './shard-progress.ts'

const payloadLimit = 6 * 1024 * 1024 - 64

/** As many records from the front as one batch may hold. */
const cutBatch = (items: readonly Item[], batchSize: number): Item[] => {
  let bytes = 0
  const fitting = items.findIndex((item) => {
    bytes += Buffer.byteLength(item.text) + 1
    return bytes > payloadLimit
  })
  const most = fitting < 0 ? items.length : Math.max(1, fitting)
  return items.slice(0, Math.min(most, batchSize))
}

interface Parts {
  attempts: (done: (items: readonly Item[]) => void) => BatchAttempts
  signal: AbortSignal
  log: Log
  pause: Pause
  /** Hears of records as soon as they are done or were given up. */
  finished: (items: readonly Item[]) => void
  /** Hears that the lane is free again. */
  free: () => void
}

/** One of the concurrent batches of a shard: its records go to the function in order, one batch at a time. */
export class Lane {
  readonly #mapping: StreamMappingPlan
  readonly #plan: FunctionPlan
  readonly #parts: Parts
  readonly #items: Item[] = []
  #waitingSince = 0
  #work: Promise<void> | undefined

  constructor(mapping: StreamMappingPlan, plan: FunctionPlan, parts: Parts) {
    this.#mapping = mapping
    this.#plan = plan
    this.#parts = parts
  }

  get isFree(): boolean {
    return this.#work === undefined
  }

  /** Records that wait or are being worked on. */
  get size(): number {
    return this.#items.length
  }

  add(item: Item): void {
    if (this.#items.length === 0) this.#waitingSince = Date.now()
    this.#items.push(item)
  }

  /**
   * Begins a batch where the lane is free and the batch is full or its window is over.
   * @returns how many milliseconds are left of the window, where that is what it waits for
   */
  dispatch(): number | undefined {
    if (this.#work !== undefined || this.#items.length === 0 || this.#parts.signal.aborted) return undefined
    const { batchSize, windowSeconds } = this.#mapping
    const left = this.#waitingSince + windowSeconds * 1000 - Date.now()
    if (this.#items.length < batchSize && left > 0) return left
    this.#work = this.#run(cutBatch(this.#items, batchSize)).finally(() => {
      this.#work = undefined
      this.#waitingSince = Date.now()
      this.#parts.free()
    })
    return undefined
  }

  /** A batch under way is waited for. */
  async stop(): Promise<void> {
    await this.#work
  }

  /** Works on a batch until it is done; what goes wrong on the way, such as a full disk, is tried again. */
  async #run(batch: readonly Item[]): Promise<void> {
    const { attempts, finished, log, pause, signal } = this.#parts
    let left = batch
    const runner = attempts((items) => {
      left = left.slice(items.length)
      this.#items.splice(0, items.length)
      finished(items)
    })
    for (let failures = 0; left.length > 0 && !signal.aborted; failures += 1) {
      try {
        await runner.run(left)
      } catch (error) {
        if (error instanceof Stopped || signal.aborted) return
        log({ function: this.#plan.id, level: 'warn', message: `stream: ${messageOf(error)}` })
        await pause(retryDelay(failures), signal)
      }
    }
  }
}
