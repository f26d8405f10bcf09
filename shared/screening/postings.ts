/** Of an entry that is collected: two hashes of a key, what it leads to, and a sign where targets have them. */
const size = 3
const signedSize = 4

/** Collects which keys (by their two hashes) lead to which targets. */
export class PostingsBuilder {
  #entries: Int32Array
  #length = 0
  readonly #size: number

  /** `entries` is how many are expected; with signs each target has one more integer, by which many are told apart. */
  constructor(entries: number, signed = false) {
    this.#size = signed ? signedSize : size
    this.#entries = new Int32Array(this.#size * Math.max(16, entries))
  }

  add(bucket: number, check: number, target: number, sign = 0): void {
    const at = this.#length
    if (at + signedSize > this.#entries.length) {
      const wider = new Int32Array(2 * this.#entries.length)
      wider.set(this.#entries)
      this.#entries = wider
    }
    const entries = this.#entries
    entries[at] = bucket
    entries[at + 1] = check
    entries[at + 2] = target
    // Without signs the next entry takes its place.
    entries[at + size] = sign
    this.#length = at + this.#size
  }

  finish(): Postings {
    const entries = this.#entries
    const length = this.#length
    const from = this.#size
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(1_024, length / (4 * from))))
    const mask = buckets - 1
    // Counted first, then each entry goes to its bucket's next free place: what is looked up together lies together.
    const ends = new Int32Array(buckets + 1)
    for (let i = 0; i < length; i += from) {
      const bucket = (entries[i] ?? 0) & mask
      ends[bucket] = (ends[bucket] ?? 0) + 1
    }
    let sum = 0
    for (let bucket = 0; bucket <= buckets; bucket++) ends[bucket] = sum += ends[bucket] ?? 0
    const to = from - 1
    const placed = new Int32Array((to * length) / from)
    for (let i = length - from; i >= 0; i -= from) {
      const bucket = (entries[i] ?? 0) & mask
      const at = (ends[bucket] ?? 0) - 1
      ends[bucket] = at
      placed[to * at] = entries[i + 1] ?? 0
      placed[to * at + 1] = entries[i + 2] ?? 0
      if (to === size) placed[to * at + 2] = entries[i + size] ?? 0
    }
    return new Postings(ends, placed)
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
