import type { Designation } from '../model/designation.ts'
import { Integers } from './integers.ts'
import { KeyHash } from './key-hash.ts'
import { eachDesignationKey } from './keys.ts'
import type { ScreeningModel } from './model.ts'
import { eachJoinedKey, eachPersonKey, eachWordKey, type TakeKey } from './name-keys.ts'
import { type NameSigns, NameSignsBuilder } from './name-signs.ts'
import type { PreparedName } from './normalise.ts'
import { type Postings, PostingsBuilder } from './postings.ts'

/**
 * What keys lead to: each name of each designation has a slot, and each designation one more, the last, for keys that
 * are of no name.
 */
export interface Slots {
  postings: Postings
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

/** A designation's names have some forty keys beside those of their words. */
const keysOfOne = 40

/** What an index of designations, all of them active, is made of. */
export const indexKeys = (all: readonly Designation[], model: ScreeningModel): Slots => {
  const postings = new PostingsBuilder(keysOfOne * all.length)
  const designations = new Integers(4 * all.length)
  const signs = new NameSignsBuilder(4 * all.length)
  const kinds: number[] = []
  const first = new Int32Array(all.length + 1)
  const hash = new KeyHash()
  let slot = 0
  const take: TakeKey = (kind, units, from, to) => {
    hash.of(kind, units, from, to)
    postings.add(hash.bucket, hash.check, slot)
  }
  // A list has five times as many words as it has different ones: the slots of each are a group, by the word's number.
  let words = 0
  let group = 0
  const takeOfWord: TakeKey = (kind, units, from, to) => {
    hash.of(kind, units, from, to)
    postings.addOfGroup(hash.bucket, hash.check, group)
  }
  const ofName = (name: PreparedName, person: boolean): void => {
    const numbers: number[] = []
    for (const token of name.tokens) {
      const number = signs.number(token)
      numbers.push(number)
      if (number === words) {
        words += 1
        group = postings.group()
        eachWordKey(token, takeOfWord)
      }
      postings.join(number, slot)
    }
    eachJoinedKey(name, take, signs.note)
    if (person) eachPersonKey(name, take)
    kinds.push(person ? ofPerson : ofOther)
    signs.add(name, numbers)
    slot += 1
  }
  for (const [position, designation] of all.entries()) {
    first[position] = slot
    // The names come first, then all else, which is of the slot after the last name.
    eachDesignationKey(designation, model, take, ofName)
    signs.addNone()
    kinds.push(ofNone)
    slot += 1
    while (designations.length < slot) designations.push(position)
  }
  first[all.length] = slot
  return {
    postings: postings.finish(),
    designations: designations.trimmed(),
    first,
    signs: signs.finish(),
    kinds: Uint8Array.from(kinds),
  }
}
