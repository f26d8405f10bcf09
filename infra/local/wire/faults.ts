/** What goes wrong on purpose, and how often: shares from 0 (never) to 1 (always). */
export interface FaultPlan {
  /** The same seed draws the same faults in the same order of questions. */
  seed: number
  /** Calls that are refused as throttled, by the service's own error. */
  throttle?: number
  /** Calls that wait, and how many milliseconds at most. */
  latency?: { share: number; milliseconds: number }
  /** Entries of batches that are left undone: UnprocessedItems, Failed, FailedEntryCount. */
  partial?: number
  /** Transactions that are cancelled because another one is at the same item. */
  conflict?: number
  /** Messages and events that are delivered twice, under the same id. */
  duplicate?: number
  /** Receives that hand messages out in any order, where more than one waits. */
  reorder?: number
  /** Messages that those sent after them may overtake, and by how many milliseconds at most. */
  late?: { share: number; milliseconds: number }
  /** Invocations whose process is killed while they run. */
  death?: number
  /**
   * Whose calls: those of the functions (default), whose credentials begin with `LOCAL`, or also those of whoever looks
   * at the run from outside.
   */
  callers?: 'functions' | 'all'
}

export type FaultKind =
  | 'throttle'
  | 'latency'
  | 'partial'
  | 'conflict'
  | 'duplicate'
  | 'reorder'
  | 'late'
  | 'death'

const longestLifeMilliseconds = 40

/** Draws faults by a seed, and counts them: a test that meets none has tested nothing. */
export class Faults {
  readonly #plan: FaultPlan
  readonly #states = new Map<FaultKind, number>()
  readonly #counts = new Map<FaultKind, number>()

  constructor(plan: FaultPlan) {
    this.#plan = plan
  }

  /** How many faults of each kind there were. */
  get counts(): Partial<Record<FaultKind, number>> {
    return Object.fromEntries(this.#counts)
  }

  /** A number of [0, 1). Each kind has a row of its own (mulberry32), so that one kind does not shift another. */
  #draw(kind: FaultKind): number {
    const salt = Array.from(kind).reduce(
      (sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0),
      this.#plan.seed,
    )
    const state = ((this.#states.get(kind) ?? salt) + 0x6d2b79f5) >>> 0
    this.#states.set(kind, state)
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  #happens(kind: FaultKind, share = 0): boolean {
    if (share === 0 || this.#draw(kind) >= share) return false
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1)
    return true
  }

  #affects(accessKeyId: string): boolean {
    return this.#plan.callers === 'all' || accessKeyId.startsWith('LOCAL')
  }

  /** At the beginning of a call: waits if it is to be slow. @returns whether it is to be refused as throttled */
  async beforeCall(accessKeyId: string): Promise<boolean> {
    if (!this.#affects(accessKeyId)) return false
    const { latency, throttle } = this.#plan
    if (latency && this.#happens('latency', latency.share)) {
      const milliseconds = this.#draw('latency') * latency.milliseconds
      await new Promise((resolve) => {
        setTimeout(resolve, milliseconds)
      })
    }
    return this.#happens('throttle', throttle)
  }

  /** Whether an entry of a caller's batch is left undone. */
  leavesUndone(accessKeyId: string): boolean {
    return this.#affects(accessKeyId) && this.#happens('partial', this.#plan.partial)
  }

  conflicts(accessKeyId: string): boolean {
    return this.#affects(accessKeyId) && this.#happens('conflict', this.#plan.conflict)
  }

  duplicates(): boolean {
    return this.#happens('duplicate', this.#plan.duplicate)
  }

  /** By how many milliseconds a message comes later than it was sent for. */
  lateness(): number {
    const { late } = this.#plan
    return late && this.#happens('late', late.share) ? Math.ceil(this.#draw('late') * late.milliseconds) : 0
  }

  /** The same items, in their own order or in any. */
  ordered<Item>(items: readonly Item[]): Item[] {
    const copy = [...items]
    if (copy.length < 2 || !this.#happens('reorder', this.#plan.reorder)) return copy
    for (let at = copy.length - 1; at > 0; at -= 1) {
      const other = Math.floor(this.#draw('reorder') * (at + 1))
      ;[copy[at], copy[other]] = [copy[other] as Item, copy[at] as Item]
    }
    return copy
  }

  /** After how many milliseconds an invocation's process is killed; undefined where it lives. */
  death(): number | undefined {
    return this.#happens('death', this.#plan.death)
      ? this.#draw('death') * longestLifeMilliseconds
      : undefined
  }
}
