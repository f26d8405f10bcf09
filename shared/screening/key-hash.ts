import { Letters } from './spelling.ts'

/**
 * Two hashes of a key, of 32 bits each: a list has hundreds of thousands of keys, and as strings in a map they take
 * seconds to make and a hundred megabytes to keep. Two keys that differ have equal hashes once in 2^50 or so, and
 * then a candidate too many is looked at, which the scorer drops.
 */
export class KeyHash {
  bucket = 0
  check = 0

  /** Hashes the key of a kind (the code of its letter) whose text stands in a part of a buffer. */
  of(kind: number, units: Uint16Array, from: number, to: number): void {
    let bucket = kind ^ 0x811c9dc5
    let check = Math.imul(kind, 0x9e3779b1)
    for (let i = from; i < to; i++) {
      const unit = units[i] ?? 0
      bucket = Math.imul(bucket ^ unit, 0x01000193)
      check = Math.imul(check ^ unit, 0x5bd1e995)
      check ^= check >>> 13
    }
    bucket = Math.imul(bucket ^ (bucket >>> 15), 0x85ebca6b)
    this.bucket = bucket ^ (bucket >>> 13)
    this.check = check
  }

  /** Hashes a key as it is stored: `t:zhongtai`. */
  ofText(key: string): void {
    text.clear()
    text.add(key)
    this.of(text.units[0] ?? 0, text.units, 2, text.length)
  }
}

const text = new Letters()
const textHash = new KeyHash()

/** A hash of any letters, of 32 bits. */
export const hashLetters = (letters: Letters): number => {
  textHash.of(1, letters.units, 0, letters.length)
  return textHash.check
}

/** The same of a string. */
export const hashText = (value: string): number => {
  text.clear()
  text.add(value)
  return hashLetters(text)
}
