import { array, nat, record } from 'fast-check'
import { Fuse } from './faults.ts'

/** In which order processes get their turns: each runs as long as it can, until a drop sends it to the end. */
export interface Interleaving {
  /** Priorities of the processes in the order in which they appear. */
  priorities: number[]
  /** At these turns the process whose turn it is falls behind all others. */
  drops: number[]
  /** Before these writes (counted over all processes) the process that is to write falls behind all others. */
  stalls: number[]
}

/**
 * Few, well-placed changes of process find more than shuffling every call. Most races need one or two; the worst that was
 * found needed four, each of a process that had read and was about to write.
 */
export const interleavings = record({
  priorities: array(nat(1_000), { minLength: 12, maxLength: 12 }),
  drops: array(nat(120), { maxLength: 4 }),
  stalls: array(nat(30), { minLength: 1, maxLength: 10 }),
})

/** Port calls that change nothing. */
const reads: ReadonlySet<string> = new Set([
  'alert',
  'alerts',
  'alertsById',
  'alertsOfNotice',
  'batch',
  'changes',
  'changeSet',
  'checks',
  'customer',
  'customers',
  'endedAt',
  'entries',
  'fannedOutTo',
  'head',
  'holds',
  'intake',
  'listIndex',
  'lookUp',
  'match',
  'matches',
  'matchesOfSupplier',
  'notice',
  'notices',
  'openBatches',
  'openWork',
  'read',
  'readCache',
  'sealed',
  'segment',
  'shards',
  'status',
  'suppliers',
  'suppliersById',
  'unfinishedChangeSets',
  'version',
  'versions',
])

const breath = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })

interface Waiting {
  process: string
  call: string
  go: () => void
}

/** Gives one process at a time the turn for its next port call. */
export class Turns {
  readonly #plan: Interleaving
  readonly #waiting: Waiting[] = []
  readonly #priorities = new Map<string, number>()
  #lowest = -1
  #turn = 0
  #write = 0
  /** Every call in the order in which the processes made them. */
  readonly log: string[] = []

  constructor(plan: Interleaving) {
    this.#plan = plan
  }

  /** Resolves when it is this process's turn. */
  wait(process: string, call: string): Promise<void> {
    if (!this.#priorities.has(process)) {
      this.#priorities.set(process, this.#plan.priorities[this.#priorities.size] ?? 0)
    }
    return new Promise((resolve) => {
      this.#waiting.push({ process, call, go: resolve })
    })
  }

  /** Runs until the work is done; fails with it. */
  async until(work: Promise<unknown>): Promise<void> {
    let done = false
    const finished = work.finally(() => {
      done = true
    })
    finished.catch(() => {})
    for (await breath(); !done; await breath()) this.#next()
    await finished
  }

  #next(): void {
    const first = this.#first()
    if (!first) return
    if (this.#falls(first)) this.#priorities.set(first.process, this.#lowest--)
    const chosen = this.#first()
    if (!chosen) return
    this.#waiting.splice(this.#waiting.indexOf(chosen), 1)
    this.log.push(`${chosen.process}: ${chosen.call}`)
    chosen.go()
  }

  #falls({ call }: Waiting): boolean {
    const { drops, stalls } = this.#plan
    const isDropped = drops.includes(this.#turn++)
    return (!reads.has(call) && stalls.includes(this.#write++)) || isDropped
  }

  #first(): Waiting | undefined {
    const priority = ({ process }: { process: string }): number => this.#priorities.get(process) ?? 0
    return this.#waiting.toSorted((a, b) => priority(b) - priority(a))[0]
  }
}

/** A fuse that never blows, and makes every port call wait for its process's turn. */
export class Turnstile extends Fuse {
  readonly #process: string
  readonly #turns: Turns
  readonly #after: (call: string, args: readonly unknown[]) => void

  /** @param after what the call sets off elsewhere: a stream delivers, a queue wakes its reader. */
  constructor(
    process: string,
    turns: Turns,
    after: (call: string, args: readonly unknown[]) => void = () => {},
  ) {
    super()
    this.#process = process
    this.#turns = turns
    this.#after = after
  }

  override over<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, property) => {
        const method: unknown = Reflect.get(target, property)
        if (typeof method !== 'function') return method
        const name = String(property)
        return (...args: unknown[]) => {
          const turn = this.#turns.wait(this.#process, name)
          const effect = (): unknown => (method as (...all: unknown[]) => unknown).apply(target, args)
          if (name === 'matches' || name === 'notices' || name === 'alerts' || name === 'versions') {
            return iterateAfter(turn, effect)
          }
          return turn.then(effect).then((value) => {
            this.#after(name, args)
            return value
          })
        }
      },
    })
  }
}

async function* iterateAfter(turn: Promise<void>, effect: () => unknown): AsyncIterable<unknown> {
  await turn
  yield* effect() as AsyncIterable<unknown>
}
