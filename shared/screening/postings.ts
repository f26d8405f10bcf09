import { Integers } from './integers.ts'

/** Of an entry that is collected: two hashes of a key, and what it leads to. */
const size = 3

/** Collects which keys (by their two hashes) lead to which slots. */
export class PostingsBuilder {
  #entries: Int32Array
  #length = 0
  #groups = 0
  /** Groups and their slots, by turns. */
  readonly #members = new Integers(1_024)

  /** `entries` is how many are expected. */
  constructor(entries: number) {
    this.#entries = new Int32Array(size * Math.max(16, entries))
  }

  /** A key that leads to a slot. */
  add(bucket: number, check: number, slot: number): void {
    const at = this.#length
    if (at + size > this.#entries.length) {
      const wider = new Int32Array(2 * this.#entries.length)
      wider.set(this.#entries)
      this.#entries = wider
    }
    this.#entries[at] = bucket
    this.#entries[at + 1] = check
    this.#entries[at + 2] = slot
    this.#length = at + size
  }

  /** A new group of slots, to which many keys lead: they are kept once for each of its keys, not for each slot. */
  group(): number {
    return this.#groups++
  }

  /** A key that leads to all slots of a group. */
  addOfGroup(bucket: number, check: number, group: number): void {
    this.add(bucket, check, -1 - group)
  }

  /** A slot of a group; slots come in order. */
  join(group: number, slot: number): void {
    this.#members.push(group)
    this.#members.push(slot)
  }

  finish(): Postings {
    const entries = this.#entries
    const length = this.#length
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(1_024, length / (4 * size))))
    const mask = buckets - 1
    // Counted first, then each entry goes to its bucket's next free place: what is looked up together lies together.
    const ends = new Int32Array(buckets + 1)
    for (let i = 0; i < length; i += size) {
      const bucket = (entries[i] ?? 0) & mask
      ends[bucket] = (ends[bucket] ?? 0) + 1
    }
    addUp(ends)
    const placed = new Int32Array((2 * length) / size)
    for (let i = length - size; i >= 0; i -= size) {
      const bucket = (entries[i] ?? 0) & mask
      const at = (ends[bucket] ?? 0) - 1
      ends[bucket] = at
      placed[2 * at] = entries[i + 1] ?? 0
      placed[2 * at + 1] = entries[i + 2] ?? 0
    }
    return new Postings({ starts: ends, entries: placed, ...this.#groupsBySlot() })
  }

  #groupsBySlot(): { groupStarts: Int32Array; groupSlots: Int32Array } {
    const { values, length } = this.#members
    const ends = new Int32Array(this.#groups + 1)
    for (let i = 0; i < length; i += 2) ends[values[i] ?? 0] = (ends[values[i] ?? 0] ?? 0) + 1
    addUp(ends)
    const slots = new Int32Array(length / 2)
    for (let i = length - 2; i >= 0; i -= 2) {
      const at = (ends[values[i] ?? 0] ?? 0) - 1
      ends[values[i] ?? 0] = at
      slots[at] = values[i + 1] ?? 0
    }
    return { groupStarts: ends, groupSlots: slots }
  }
}

const addUp = (counts: Int32Array): void => {
  let sum = 0
  for (let i = 0; i < counts.length; i++) counts[i] = sum += counts[i] ?? 0
}

export interface PostingArrays {
  /** Where a bucket's entries start; the next one's start is their end. */
  readonly starts: Int32Array
  /** Check of each entry, and its slot, or -1 less its group. */
  readonly entries: Int32Array
  /** The same of groups and their slots. */
  readonly groupStarts: Int32Array
  readonly groupSlots: Int32Array
}

/** Slots by the hashes of keys. */
export class Postings {
  readonly arrays: PostingArrays

  constructor(arrays: PostingArrays) {
    this.arrays = arrays
  }

  /** Calls `use` with the slots of a key, in no order; a slot may come twice. */
  each(bucket: number, check: number, use: (slot: number) => void): void {
    const { starts, entries, groupStarts, groupSlots } = this.arrays
    const at = bucket & (starts.length - 2)
    const end = 2 * (starts[at + 1] ?? 0)
    for (let entry = 2 * (starts[at] ?? 0); entry < end; entry += 2) {
      if (entries[entry] !== check) continue
      const slot = entries[entry + 1] ?? 0
      if (slot >= 0) use(slot)
      else {
        const to = groupStarts[-slot] ?? 0
        for (let i = groupStarts[-1 - slot] ?? 0; i < to; i++) use(groupSlots[i] ?? 0)
      }
    }
  }
}
