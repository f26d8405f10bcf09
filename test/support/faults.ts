/** Thrown where the process is killed. No code under test knows it, so none can handle it. */
export class Crash extends Error {}

/** Where a process dies: at its `call`-th port call (1-based), before or after that call's effect. */
export interface Fault {
  call: number
  after: boolean
}

type Method = (...args: readonly unknown[]) => unknown
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

  async call<T>(name: string, effect: () => Promise<T> | T): Promise<T> {
    const after = this.enter(name)
    const value = await effect()
    this.leave(name, after)
    return value
  }

  /** Wraps every method of a port. */
  over<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, property) => {
        const method: unknown = Reflect.get(target, property)
        if (typeof method !== 'function') return method
        return (...args: readonly unknown[]) => this.run(String(property), () => (method as Method).apply(target, args))
      },
    })
  }

  private run(name: string, effect: () => unknown): unknown {
    const after = this.dead || this.willDie() ? undefined : this.enter(name)
    if (after === undefined) return this.refuse(name, effect)
    const result = effect()
    return isIterable(result) ? this.iterate(name, result, after) : this.settle(name, result, after)
  }

  private refuse(name: string, effect: () => unknown): unknown {
    try {
      this.enter(name)
    } catch (error) {
      // A dead process's call is answered in the shape that its caller expects.
      return name === 'versions' || name === 'matches' || name === 'notices' || name === 'alerts'
        ? failing(error)
        : Promise.reject(error as Error)
    }
    return effect()
  }

  private willDie(): boolean {
    return this.fault !== undefined && !this.fault.after && this.calls + 1 === this.fault.call
  }

  private enter(name: string): boolean {
    if (this.dead) throw new Crash(`${name} of a dead process`)
    this.calls++
    this.log.push(name)
    if (this.calls !== this.fault?.call) return false
    if (this.fault.after) return true
    this.die(name)
  }

  private leave(name: string, after: boolean): void {
    if (after) this.die(name)
  }

  private die(name: string): never {
    this.dead = true
    this.diedAt = name
    throw new Crash(`killed ${this.fault?.after === true ? 'after' : 'before'} ${name}`)
  }

  private async settle(name: string, result: unknown, after: boolean): Promise<unknown> {
    const value = await result
    this.leave(name, after)
    return value
  }

  private async *iterate(name: string, result: AsyncIterable<unknown>, after: boolean): AsyncIterable<unknown> {
    for await (const value of result) yield value
    this.leave(name, after)
  }
}

// eslint-disable-next-line require-yield
async function* failing(error: unknown): AsyncGenerator<never> {
  throw error
}
