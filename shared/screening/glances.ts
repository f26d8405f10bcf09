import { slipsAllowed } from './align.ts'
import { Integers } from './integers.ts'
import { hashText } from './key-hash.ts'
import { mostOfMet, mostTokens } from './most-score.ts'
import type { PreparedName } from './normalise.ts'
import { isGroupWord } from './score-names.ts'
import { countBits } from './spelling.ts'
import { mayTranslate, type Token } from './tokens.ts'

/**
 * The names of a list at a glance: four integers of each word. Nearly all names that share a key with a supplier's share
 * that word and no other; they are dropped by what is read here, which is little enough to stay near the processor.
 */
export interface Glances {
  names: Int32Array
  /** Where a name begins; one more at the end. */
  starts: Int32Array
  /** The same integers of each different word, by its number. */
  words: Int32Array
}

/** Of a name: how many words of it are marked by bits, and how many letters its longest initials have. */
const head = 1
const initialsShift = 8
const lowByte = 255

const size = 4
/** The letters of a word's fold (see `letterMask`), and above them its length as it is written. */
const foldAndLength = 0
/** Its letters; above them a part of a hash of its consonants, and two marks. */
const lettersAndMore = 1
/** A hash of its meaning: a word's canonical form, a place, a number. */
const meaning = 2
/** Its weight in millionths, and in the lowest bit whether it is a word of groups. */
const weightAndGroup = 3

const shift = 27
const letters = (1 << shift) - 1
const mostLength = 31
const consonants = 7 << shift
const isHan = 1 << 30
const translates = 1 << 31
const million = 1_000_000

const meaningOf = ({ kind, text, place, canonical }: Token): string => {
  if (place) return `@${place.id}`
  const value = kind === 'number' ? Number(text) : Number.NaN
  return Number.isNaN(value) ? canonical : `#${value}`
}

/**
 * A number has no length here: it is near no word, and is no part of neighbours that are one. A letter that tells a site
 * ("Plant B") has: it meets the same letter elsewhere.
 */
const pushWord = (token: Token, to: Integers): void => {
  const isFigure = token.kind === 'number' && !Number.isNaN(Number(token.text))
  const length = isFigure ? 0 : Math.min(mostLength, token.text.length)
  to.push((token.foldMask & letters) | (length << shift))
  to.push(
    (token.mask & letters) |
      ((hashText(token.skeleton) << shift) & consonants) |
      (token.han !== undefined && !token.place ? isHan : 0) |
      (mayTranslate(token) ? translates : 0),
  )
  to.push(hashText(meaningOf(token)))
  to.push((Math.round(token.weight * million) << 1) | (isGroupWord(token) ? 1 : 0))
}

export class GlancesBuilder {
  /** Of the different words, by their numbers. */
  readonly #known = new Integers(1_024)
  readonly #names: Integers
  readonly #starts: Integers

  constructor(names: number) {
    this.#names = new Integers(18 * names)
    this.#starts = new Integers(names)
  }

  /** Takes the next of the different words. */
  word(token: Token): void {
    pushWord(token, this.#known)
  }

  /** Takes the next name, with the numbers of its words; none, for what is no name. */
  add(initials: readonly string[], numbers: readonly number[]): void {
    this.#starts.push(this.#names.length)
    let longest = 0
    for (const { length } of initials) if (length > longest) longest = length
    this.#names.push((Math.min(longest, lowByte) << initialsShift) | Math.min(numbers.length, lowByte))
    const { values } = this.#known
    for (const number of numbers)
      for (let i = number * size; i < (number + 1) * size; i++) this.#names.push(values[i] ?? 0)
  }

  finish(): Glances {
    this.#starts.push(this.#names.length)
    return { names: this.#names.trimmed(), starts: this.#starts.trimmed(), words: this.#known.trimmed() }
  }
}

/** How many letters two slips, and four, change at most: see `joinedSimilarity`. */
const ofTwoSlips = 4
const ofFourSlips = 8
/** So many integers are fetched from memory together. */
const lineOfMemory = 16
/** Of sums of rounded weights. */
const rounding = 1e-4

/** False only where `wordSimilarity` of the words that begin there is null for sure. */
const mayMeet = (a: Int32Array, i: number, b: Int32Array, j: number): boolean => {
  if (a[i + meaning] === b[j + meaning]) return true
  const foldA = a[i + foldAndLength] ?? 0
  const foldB = b[j + foldAndLength] ?? 0
  const lengthA = foldA >>> shift
  const lengthB = foldB >>> shift
  const moreA = a[i + lettersAndMore] ?? 0
  const moreB = b[j + lettersAndMore] ?? 0
  const differ = moreA ^ moreB
  if ((moreA & moreB & isHan) !== 0) return true
  if (lengthA < 4 || lengthB < 4) return lengthA === lengthB && lengthA > 0 && (differ & letters) === 0
  let allowed = slipsAllowed(lengthA > lengthB ? lengthA : lengthB)
  if (allowed < 2 && (differ & consonants) === 0) allowed = 2
  const apart = lengthA - lengthB
  const folds = countBits((foldA ^ foldB) & letters)
  if (apart > allowed + 2 || apart < -allowed - 2) return folds === 0
  return folds <= 2 * allowed || countBits(differ & letters) <= 2 * allowed
}

/** False only where neighbours of such letters surely are not the word that begins there. */
const mayBeOne = (length: number, mask: number, words: Int32Array, at: number): boolean => {
  const apart = length - ((words[at + foldAndLength] ?? 0) >>> shift)
  return (
    apart <= 2 &&
    apart >= -2 &&
    countBits((mask ^ (words[at + lettersAndMore] ?? 0)) & letters) <= ofFourSlips
  )
}

/** Says at a glance which names of a list cannot score enough with a name. */
export class Glance {
  readonly #glances: Glances
  /** False where the name is one that cannot be told so. */
  #looks = false
  #least = 0
  #weight = 0
  #hasGroup = false
  #hasInitials = false
  #hasPinyin = false
  /** How many letters the only word has: it may be another name's initials. */
  #only = 0
  readonly #words = new Integers(64)
  readonly #near = new Integers(16)
  /** See `fetch`. */
  fetched = 0
  /** Own neighbours, three integers: letters of their fold, their length, and the words that they are, as bits. */
  readonly #joined = new Integers(64)

  constructor(glances: Glances) {
    this.#glances = glances
  }

  /** From here on names are looked at that may score `least` with this one. */
  of({ tokens, neighbours, initials }: PreparedName, least: number): void {
    this.#looks = false
    if (tokens.length > mostTokens) return
    this.#joined.length = 0
    for (const group of neighbours) {
      if (group.translatable) return
      this.#joined.push(group.foldMask & letters)
      this.#joined.push(group.letters)
      this.#joined.push(group.bits)
    }
    this.#words.length = 0
    this.#weight = 0
    this.#hasGroup = false
    this.#hasPinyin = false
    for (const token of tokens) {
      if (token.text.length >= mostLength - 2) return
      pushWord(token, this.#words)
      this.#weight += token.weight
      this.#hasGroup ||= isGroupWord(token)
      this.#hasPinyin ||= token.syllables !== undefined
    }
    this.#looks = true
    this.#least = least
    this.#hasInitials = initials.length > 0
    this.#only = tokens.length === 1 ? (tokens[0]?.text.length ?? 0) : mostLength
  }

  /** From here on words are looked at that may be near this one. */
  ofWord(token: Token): void {
    this.#near.length = 0
    pushWord(token, this.#near)
  }

  /** False only where the word of that number surely is not near. */
  mayBeNear(number: number): boolean {
    return mayMeet(this.#near.values, 0, this.#glances.words, number * size)
  }

  /** Reads a little of each name that `mayScore` will be asked for: see `NameBounds.fetch`. */
  fetch(positions: Int32Array, count: number): void {
    const { names, starts } = this.#glances
    let read = 0
    for (let i = 0; i < count; i++) {
      const start = starts[positions[i] ?? 0] ?? 0
      read ^= (names[start] ?? 0) ^ (names[start + lineOfMemory] ?? 0)
    }
    this.fetched = read
  }

  /** False only where the name at that position of the list surely does not score enough. */
  mayScore(name: number): boolean {
    if (!this.#looks) return true
    const { names, starts } = this.#glances
    const start = starts[name] ?? 0
    const from = start + head
    const counts = names[start] ?? 0
    const count = counts & lowByte
    if (count > mostTokens || (count === 1 && this.#hasInitials) || this.#only <= counts >> initialsShift)
      return true
    const to = from + count * size
    const own = this.#words.values
    const ownLength = this.#words.length
    let a = 0
    let b = 0
    for (let at = from, bit = 1; at < to; at += size, bit <<= 1) {
      let met = this.#joinedAs(names, at)
      for (let i = 0, ownBit = 1; i < ownLength; i += size, ownBit <<= 1)
        if (mayMeet(own, i, names, at)) met |= ownBit
      if (met !== 0) {
        a |= met
        b |= bit
      }
      if (this.#hasPinyin && (names[at + lettersAndMore] ?? 0) < 0) return true
    }
    for (let first = from, bits = 1; first + size < to; first += size, bits <<= 1) {
      let length = (names[first + foldAndLength] ?? 0) >>> shift
      if (length === 0) continue
      let mask = names[first + lettersAndMore] ?? 0
      let group = bits
      const last = Math.min(first + 2 * size, to - size)
      for (let at = first + size; at <= last; at += size) {
        const more = (names[at + foldAndLength] ?? 0) >>> shift
        if (more === 0) break
        length += more
        mask |= names[at + lettersAndMore] ?? 0
        group |= group << 1
        for (let i = 0, ownBit = 1; i < ownLength; i += size, ownBit <<= 1) {
          if (!mayBeOne(length, mask, own, i)) continue
          a |= ownBit
          b |= group
        }
      }
    }
    return a !== 0 && this.#mostOf(a, b, from, to) >= this.#least - rounding
  }

  /** The bound where the words marked by these bits meet, and no other. */
  #mostOf(a: number, b: number, from: number, to: number): number {
    const { names } = this.#glances
    const own = this.#words.values
    let metA = 0
    for (let i = weightAndGroup, bit = 1; i < this.#words.length; i += size, bit <<= 1)
      if ((a & bit) !== 0) metA += (own[i] ?? 0) >> 1
    let metB = 0
    let weightB = 0
    let group = this.#hasGroup
    for (let at = from + weightAndGroup, bit = 1; at < to; at += size, bit <<= 1) {
      const weight = names[at] ?? 0
      weightB += weight >> 1
      if ((b & bit) !== 0) metB += weight >> 1
      if ((weight & 1) !== 0) group = true
    }
    return mostOfMet(
      this.#weight,
      metA / million,
      weightB / million,
      metB / million,
      Math.min(countBits(a), countBits(b)),
      group,
    )
  }

  /** The own neighbours, as bits, that may be the word that begins there; no others are. */
  #joinedAs(names: Int32Array, at: number): number {
    const length = (names[at + foldAndLength] ?? 0) >>> shift
    const { values } = this.#joined
    let met = 0
    for (let i = 0; i < this.#joined.length; i += 3) {
      const apart = length - (values[i + 1] ?? 0)
      if (apart > 2 || apart < -2) continue
      if (countBits(((values[i] ?? 0) ^ (names[at + foldAndLength] ?? 0)) & letters) <= ofTwoSlips)
        met |= values[i + 2] ?? 0
    }
    return met
  }
}
