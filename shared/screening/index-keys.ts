import type { Designation } from '../model/designation.ts'
import { Integers } from './integers.ts'
import { KeyHash } from './key-hash.ts'
import { eachDesignationKey } from './keys.ts'
import type { ScreeningModel } from './model.ts'
import {
  eachJoinedKey,
  eachPersonKey,
  eachWordKey,
  isNearKind,
  type NoteNeighbours,
  type TakeKey,
} from './name-keys.ts'
import { type NameSigns, NameSignsBuilder } from './name-signs.ts'
import type { PreparedName } from './normalise.ts'
import { type Postings, PostingsBuilder } from './postings.ts'

/** A designation's names look up some fifty keys together, most of them such as near spellings have in common. */
const keysOfOne = 17
const nearKeysOfOne = 44

/**
 * What keys lead to. Each name of each designation has a slot, and each designation one more, the last, for keys that
 * are of no name. The keys of a word lead to the word, which stands in many names; those that near spellings of
 * neighbours have in common lead to the neighbours; all others to slots.
 */
export interface Slots {
  postings: Postings
  /** Keys of near spellings lead to words and neighbours, each with its sign. */
  nearPostings: Postings
  /** The slots of words, by the words' numbers: where those of one begin (one more at the end), and all of them. */
  wordStarts: Int32Array
  wordSlots: Int32Array
  /** The designation (by position) of a slot. */
  designations: Int32Array
  /** The first slot of a designation, by position; one more at the end. */
  first: Int32Array
  /** What the names of slots look like from afar. */
  signs: NameSigns
  /** Which slots are a person's name, an other's, and of no name. */
  kinds: Uint8Array
}

const ofOther = 0
/** Persons among themselves are compared by rules of their own, which have no bound. */
export const ofPerson = 1
export const ofNone = 2

/** What a key leads to stands in the lowest bit; above it the number of a word or slot. */
export const toWord = 1
/** Of neighbours, there is the name's slot above the bits of their place among the neighbours of the name. */
export const placeBits = 6
export const places = (1 << placeBits) - 1

/** The slots of each word, from the numbers of words and slots in which they stand. */
const slotsOfWords = (
  { values, length }: Integers,
  words: number,
): Pick<Slots, 'wordStarts' | 'wordSlots'> => {
  const wordStarts = new Int32Array(words + 1)
  for (let i = 0; i < length; i += 2) {
    const word = values[i] ?? 0
    wordStarts[word + 1] = (wordStarts[word + 1] ?? 0) + 1
  }
  for (let word = 0; word < words; word++)
    wordStarts[word + 1] = (wordStarts[word + 1] ?? 0) + (wordStarts[word] ?? 0)
  const next = wordStarts.slice()
  const wordSlots = new Int32Array(length / 2)
  for (let i = 0; i < length; i += 2) {
    const word = values[i] ?? 0
    const at = next[word] ?? 0
    wordSlots[at] = values[i + 1] ?? 0
    next[word] = at + 1
  }
  return { wordStarts, wordSlots }
}

/** What an index of designations, all of them active, is made of. */
export const indexKeys = (all: readonly Designation[], model: ScreeningModel): Slots => {
  const postings = new PostingsBuilder(keysOfOne * all.length)
  const nearPostings = new PostingsBuilder(nearKeysOfOne * all.length, true)
  const designations = new Integers(4 * all.length)
  const signs = new NameSignsBuilder(4 * all.length)
  const standing = new Integers(16 * all.length)
  const kinds: number[] = []
  const first = new Int32Array(all.length + 1)
  const hash = new KeyHash()
  let slot = 0
  let words = 0
  let place = -1
  const add: TakeKey = (kind, units, from, to) => {
    hash.of(kind, units, from, to)
    postings.add(hash.bucket, hash.check, slot << 1)
  }
  const addOfWord: TakeKey = (kind, units, from, to, sign) => {
    hash.of(kind, units, from, to)
    const target = (words << 1) | toWord
    if (isNearKind(kind)) nearPostings.add(hash.bucket, hash.check, target, sign)
    else postings.add(hash.bucket, hash.check, target)
  }
  const addOfNeighbours: TakeKey = (kind, units, from, to, sign) => {
    if (!isNearKind(kind)) add(kind, units, from, to)
    else if (place >= 0) {
      hash.of(kind, units, from, to)
      nearPostings.add(hash.bucket, hash.check, ((slot << placeBits) | place) << 1, sign)
    }
  }
  const note: NoteNeighbours = (from, count, token, length, foldMask, foldDoubles) => {
    place = signs.note(from, count, token, length, foldMask, foldDoubles)
  }
  const ofName = (name: PreparedName, person: boolean): void => {
    const numbers: number[] = []
    for (const token of name.tokens) {
      const number = signs.number(token)
      numbers.push(number)
      // A list has five times as many words as it has different ones.
      if (number === words) {
        eachWordKey(token, addOfWord)
        words += 1
      }
      standing.push(number)
      standing.push(slot)
    }
    eachJoinedKey(name, addOfNeighbours, note)
    if (person) eachPersonKey(name, add)
    kinds.push(person ? ofPerson : ofOther)
    signs.add(name, numbers)
    slot += 1
  }
  for (const [position, designation] of all.entries()) {
    first[position] = slot
    // The names come first, then all else, which is of the slot after the last name.
    eachDesignationKey(designation, model, add, ofName)
    signs.addNone()
    kinds.push(ofNone)
    slot += 1
    while (designations.length < slot) designations.push(position)
  }
  first[all.length] = slot
  return {
    postings: postings.finish(),
    nearPostings: nearPostings.finish(),
    ...slotsOfWords(standing, words),
    designations: designations.trimmed(),
    first,
    signs: signs.finish(),
    kinds: Uint8Array.from(kinds),
  }
}
