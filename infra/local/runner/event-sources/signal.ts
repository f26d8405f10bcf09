/** Wakes one waiting loop. A call that comes while nobody waits is remembered for the next wait. */
export class Signal {
  #pending = false
  #resolve: (() => void) | undefined

  wake(): void {
    this.#pending = true
    this.#resolve?.()
  }

  /** Whether it was woken since `clear`. */
  get pending(): boolean {
    return this.#pending
  }

  clear(): void {
    this.#pending = false
  }

  /** Resolves when woken, or after the time. */
  async wait(milliseconds: number): Promise<void> {
    if (!this.#pending) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds)
        this.#resolve = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      this.#resolve = undefined
    }
    this.#pending = false
  }
}
