/**
 * Words numbered by their letters, in the order of their coming. Letters lie in one array, and a word is found without
 * making a string of it: maps of as many strings take longer to make than all that is asked of them.
 */
export class WordTable {
  /** How many words there are. */
  size = 0
  #letters: Uint16Array
  /** Where a word's letters begin; the next one's are their end. */
  #starts: Int32Array
  /** The number of the word of a place and one more: 0 where the place is free. Half of them are, at the least. */
  #places: Int32Array

  /** `words` is how many are expected; there may be more. */
  constructor(words: number) {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(16, words)))
    this.#letters = new Uint16Array(8 * capacity)
    this.#starts = new Int32Array(capacity + 1)
    this.#places = new Int32Array(2 * capacity)
  }

  /** The number of the word in a part of a buffer, or -1 less the free place that it would have. */
  find(units: Uint16Array, from: number, to: number): number {
    const places = this.#places
    const starts = this.#starts
    const letters = this.#letters
    const mask = places.length - 1
    // FNV-1a.
    let hash = 0x811c9dc5
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ (units[i] ?? 0), 0x01000193)
    let place = (hash ^ (hash >>> 15)) & mask
    for (;;) {
      const number = (places[place] ?? 0) - 1
      if (number < 0) return -1 - place
      let at = starts[number] ?? 0
      if ((starts[number + 1] ?? 0) - at === to - from) {
        let i = from
        while (i < to && units[i] === letters[at]) {
          i += 1
          at += 1
        }
        if (i === to) return number
      }
      place = (place + 1) & mask
    }
  }

  /** The number of the word in a part of a buffer, which is a new one where the word is. */
  add(units: Uint16Array, from: number, to: number): number {
    const found = this.find(units, from, to)
    if (found >= 0) return found
    const number = this.size
    const start = this.#starts[number] ?? 0
    const end = start + to - from
    if (end > this.#letters.length) this.#letters = wider(this.#letters, new Uint16Array(2 * end))
    for (let i = 0; i < to - from; i++) this.#letters[start + i] = units[from + i] ?? 0
    this.#starts[number + 1] = end
    this.#places[-1 - found] = number + 1
    this.size += 1
    if (2 * this.size >= this.#places.length) this.#grow()
    return number
  }

  /** Room for twice as many words. */
  #grow(): void {
    this.#starts = wider(this.#starts, new Int32Array(2 * this.#starts.length))
    this.#places = new Int32Array(2 * this.#places.length)
    for (let number = 0; number < this.size; number++) {
      const place = -1 - this.find(this.#letters, this.#starts[number] ?? 0, this.#starts[number + 1] ?? 0)
      this.#places[place] = number + 1
    }
  }
}

const wider = <Values extends Int32Array | Uint16Array>(values: Values, more: Values): Values => {
  more.set(values)
  return more
}
