import { Integers } from './integers.ts'

/** Collects which keys (by their two hashes) lead to which slots. */
export class PostingsBuilder {
  readonly #entries: Integers

  /** `entries` is how many are expected. */
  constructor(entries: number) {
    this.#entries = new Integers(3 * entries)
  }

  add(bucket: number, check: number, slot: number): void {
    this.#entries.push(bucket)
    this.#entries.push(check)
    this.#entries.push(slot)
  }

  finish(): Postings {
    const { values, length } = this.#entries
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(1_024, length / 12)))
    const mask = buckets - 1
    // Counted first, then each entry goes to its bucket's next free place: what is looked up together lies together.
    const ends = new Int32Array(buckets + 1)
    for (let i = 0; i < length; i += 3)
      ends[(values[i] ?? 0) & mask] = (ends[(values[i] ?? 0) & mask] ?? 0) + 1
    for (let bucket = 1; bucket <= buckets; bucket++)
      ends[bucket] = (ends[bucket] ?? 0) + (ends[bucket - 1] ?? 0)
    const entries = new Int32Array((2 * length) / 3)
    for (let i = length - 3; i >= 0; i -= 3) {
      const bucket = (values[i] ?? 0) & mask
      const at = (ends[bucket] ?? 0) - 1
      ends[bucket] = at
      entries[2 * at] = values[i + 1] ?? 0
      entries[2 * at + 1] = values[i + 2] ?? 0
    }
    return new Postings(ends, entries)
  }
}

/** Slots by the hashes of keys. */
export class Postings {
  /** Where a bucket's entries start; the next one's start is their end. */
  readonly starts: Int32Array
  /** Check and slot of each entry. */
  readonly entries: Int32Array

  constructor(starts: Int32Array, entries: Int32Array) {
    this.starts = starts
    this.entries = entries
  }

  /** Calls `use` with the slots of a key, in order; a slot may come twice. */
  each(bucket: number, check: number, use: (slot: number) => void): void {
    const { starts, entries } = this
    const at = bucket & (starts.length - 2)
    const end = 2 * (starts[at + 1] ?? 0)
    for (let entry = 2 * (starts[at] ?? 0); entry < end; entry += 2)
      if (entries[entry] === check) use(entries[entry + 1] ?? 0)
  }
}
