import { Integers } from './integers.ts'

/** Collects which keys (by their two hashes) lead to which targets. */
export class PostingsBuilder {
  readonly #entries: Integers
  readonly #signed: boolean

  /** `entries` is how many are expected; with signs each target has one more integer, by which many are told apart. */
  constructor(entries: number, signed = false) {
    this.#signed = signed
    this.#entries = new Integers((signed ? 4 : 3) * entries)
  }

  add(bucket: number, check: number, target: number, sign = 0): void {
    this.#entries.push(bucket)
    this.#entries.push(check)
    this.#entries.push(target)
    if (this.#signed) this.#entries.push(sign)
  }

  finish(): Postings {
    const { values, length } = this.#entries
    const from = this.#signed ? 4 : 3
    const to = from - 1
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(1_024, length / (4 * from))))
    const mask = buckets - 1
    // Counted first, then each entry goes to its bucket's next free place: what is looked up together lies together.
    const ends = new Int32Array(buckets + 1)
    for (let i = 0; i < length; i += from)
      ends[(values[i] ?? 0) & mask] = (ends[(values[i] ?? 0) & mask] ?? 0) + 1
    for (let bucket = 1; bucket <= buckets; bucket++)
      ends[bucket] = (ends[bucket] ?? 0) + (ends[bucket - 1] ?? 0)
    const entries = new Int32Array((to * length) / from)
    for (let i = length - from; i >= 0; i -= from) {
      const bucket = (values[i] ?? 0) & mask
      const at = (ends[bucket] ?? 0) - 1
      ends[bucket] = at
      for (let j = 0; j < to; j++) entries[to * at + j] = values[i + 1 + j] ?? 0
    }
    return new Postings(ends, entries)
  }
}

/** Targets by the hashes of keys. */
export class Postings {
  /** Where a bucket's entries start; the next one's start is their end. */
  readonly starts: Int32Array
  /** Check, target and sign, if there are signs, of each entry. */
  readonly entries: Int32Array

  constructor(starts: Int32Array, entries: Int32Array) {
    this.starts = starts
    this.entries = entries
  }

  /** Calls `use` with the targets of a key, in order; a target may come twice. */
  each(bucket: number, check: number, use: (target: number) => void): void {
    const { starts, entries } = this
    const at = bucket & (starts.length - 2)
    const end = 2 * (starts[at + 1] ?? 0)
    for (let entry = 2 * (starts[at] ?? 0); entry < end; entry += 2)
      if (entries[entry] === check) use(entries[entry + 1] ?? 0)
  }

  /** The same where targets have signs. */
  eachSigned(bucket: number, check: number, use: (target: number, sign: number) => void): void {
    const { starts, entries } = this
    const at = bucket & (starts.length - 2)
    const end = 3 * (starts[at + 1] ?? 0)
    for (let entry = 3 * (starts[at] ?? 0); entry < end; entry += 3)
      if (entries[entry] === check) use(entries[entry + 1] ?? 0, entries[entry + 2] ?? 0)
  }
}
