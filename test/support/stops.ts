import { Fuse } from './faults.ts'

/** A fuse that never blows, and holds its process before each of some port calls, one after the other, until it may go on. */
export class Stops extends Fuse {
  readonly #calls: string[]
  #go = Promise.withResolvers<void>()
  #arrived = Promise.withResolvers<void>()

  /** @param calls names of port calls, in the order in which the process is held before them. */
  constructor(...calls: string[]) {
    super()
    this.#calls = calls
  }

  /** Resolves when the process is held. */
  get arrived(): Promise<void> {
    return this.#arrived.promise
  }

  /** Lets the process go on, to its next stop. */
  go(): void {
    const { resolve } = this.#go
    this.#go = Promise.withResolvers()
    this.#arrived = Promise.withResolvers()
    resolve()
  }

  override over<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, property) => {
        const method: unknown = Reflect.get(target, property)
        if (typeof method !== 'function') return method
        return (...args: unknown[]) => {
          const effect = (): unknown => (method as (...all: unknown[]) => unknown).apply(target, args)
          if (this.#calls[0] !== String(property)) return effect()
          this.#calls.shift()
          const { promise } = this.#go
          this.#arrived.resolve()
          return promise.then(effect)
        }
      },
    })
  }
}
