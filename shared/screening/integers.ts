/** Integers that grow as they are appended to. */
export class Integers {
  values: Int32Array<ArrayBuffer>
  length = 0

  constructor(capacity: number) {
    this.values = new Int32Array(Math.max(16, capacity))
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const wider = new Int32Array(2 * this.length)
      wider.set(this.values)
      this.values = wider
    }
    this.values[this.length++] = value
  }

  /** What was appended, without the room that was reserved for more. */
  trimmed(): Int32Array {
    return this.values.slice(0, this.length)
  }
}
