/** A record that was read and passed the filters. */
export interface Item {
  sequence: string
  createdAt: number
  /** JSON text of the record as the function receives it. */
  text: string
}

interface Entry {
  sequence: string
  done: boolean
}

/**
 * How far a shard is done. Lanes finish in any order, and a checkpoint says "everything up to here": so it stands
 * before the first record that is not done, however much is done behind it.
 */
export class ShardProgress {
  #entries: Entry[] = []
  readonly #open = new Map<string, Entry>()

  /** Notes a record in the order of the shard; one that no filter wants is done at once. */
  add(sequence: string, done: boolean): void {
    const entry = { sequence, done }
    this.#entries.push(entry)
    if (!done) this.#open.set(sequence, entry)
  }

  finish(items: readonly Item[]): void {
    for (const { sequence } of items) {
      const entry = this.#open.get(sequence)
      if (entry) entry.done = true
      this.#open.delete(sequence)
    }
  }

  /** No record that was read is open. */
  get finished(): boolean {
    return this.#open.size === 0
  }

  /** The last record before which nothing is open, if that has moved since the last call. */
  advance(): string | undefined {
    const firstOpen = this.#entries.findIndex(({ done }) => !done)
    const count = firstOpen < 0 ? this.#entries.length : firstOpen
    return this.#entries.splice(0, count).at(-1)?.sequence
  }
}
