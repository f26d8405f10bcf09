/** Thrown where the process is killed. No code under test knows it, so none can handle it. */
export class Crash extends Error {}

/** Where a process dies: at its `call`-th port call (1-based), before or after that call's effect. */
export interface Fault {
  call: number
  after: boolean
}

type Method = (...args: unknown[]) => unknown
const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

/**
 * Counts the port calls of one process and kills it at one of them. A killed process stays dead: its later calls have
 * no effect either, so that nothing "goes on in the background". `revive` starts the next process, which is not killed.
 */
export class Fuse {
  calls = 0
  /** Name of the call at which the process died. */
  diedAt: string | undefined
  dead = false
  readonly log: string[] = []
  readonly fault: Fault | undefined

  constructor(fault?: Fault) {
    this.fault = fault
  }

  revive(): void {
    this.dead = false
  }

  /** Wraps every method of a port. */
  over<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, property) => {
        const method: unknown = Reflect.get(target, property)
        if (typeof method !== 'function') return method
        const name = String(property)
        return (...args: readonly unknown[]) =>
          this.#run(name, () => (method as Method).apply(target, [...args]))
      },
    })
  }

  #run(name: string, effect: () => unknown): unknown {
    let diesAfter: boolean
    try {
      diesAfter = this.#enter(name)
    } catch (error) {
      return iterables.has(name) ? failing(error) : Promise.reject(error)
    }
    const result = effect()
    return isIterable(result) ? this.#iterate(name, result, diesAfter) : this.#settle(name, result, diesAfter)
  }

  /** Whether the process dies after the call; throws where it dies before it. */
  #enter(name: string): boolean {
    if (this.dead) throw new Crash(`${name} of a dead process`)
    this.calls++
    this.log.push(name)
    if (this.calls !== this.fault?.call) return false
    return this.fault.after || this.#die(name)
  }

  #die(name: string): never {
    this.dead = true
    this.diedAt = name
    throw new Crash(`killed ${this.fault?.after === true ? 'after' : 'before'} ${name}`)
  }

  async #settle(name: string, result: unknown, diesAfter: boolean): Promise<unknown> {
    const value = await result
    return diesAfter ? this.#die(name) : value
  }

  async *#iterate(name: string, result: AsyncIterable<unknown>, diesAfter: boolean): AsyncIterable<unknown> {
    yield* result
    if (diesAfter) this.#die(name)
  }
}

/** Methods that give an iterable: a dead process's call is answered in the shape that its caller expects. */
const iterables: ReadonlySet<string> = new Set(['versions', 'matches', 'notices', 'alerts'])

const failing = (error: unknown): AsyncIterable<never> => ({
  [Symbol.asyncIterator]: () => ({
    next: () => {
      throw error
    },
  }),
})
