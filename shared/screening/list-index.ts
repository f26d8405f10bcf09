import type { Designation } from '../model/designation.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { Integers } from './integers.ts'
import { KeyHash } from './key-hash.ts'
import { eachDesignationKey, supplierKeys } from './keys.ts'
import { keepMeetings } from './known-meetings.ts'
import { leastScore } from './least-score.ts'
import type { ScreeningModel } from './model.ts'
import { eachJoinedKey, eachPersonKey, eachWordKey, type TakeKey } from './name-keys.ts'
import { NameBounds, type NameSigns, NameSignsBuilder } from './name-signs.ts'
import type { PreparedName } from './normalise.ts'
import { type Postings, PostingsBuilder } from './postings.ts'
import { supplierNames } from './prepared-parties.ts'

/** Designations by their keys: what a changed supplier is screened against. */
export interface ListIndex {
  readonly size: number
  /** The designations that share a key with the supplier, each once, in the order in which they were given. */
  candidates(supplier: SupplierFacts): Designation[]
  /**
   * Whatever has a name that could score `least` with the supplier's, keys or no keys: for looking below the thresholds
   * offline. It looks at every name of the list.
   */
  withinReach(supplier: SupplierFacts, least: number): Designation[]
}

/** A designation's names look up some sixty keys together. */
const keysOfOne = 64

/**
 * What keys lead to: each name of each designation has a slot, and each designation one more, the last, for keys that
 * are of no name.
 */
interface Slots {
  postings: Postings
  /** The designation (by position) of a slot. */
  designations: Int32Array
  /** The first slot of a designation, by position; one more at the end. */
  first: Int32Array
  /** What the names of slots look like from afar. */
  signs: NameSigns
  /** Which slots are a person's name: persons among themselves are compared by rules of their own, which have no bound. */
  persons: Uint8Array
}

const indexKeys = (all: readonly Designation[], model: ScreeningModel): Slots => {
  const postings = new PostingsBuilder(keysOfOne * all.length)
  const designations = new Integers(4 * all.length)
  const signs = new NameSignsBuilder(4 * all.length)
  const persons: number[] = []
  const first = new Int32Array(all.length + 1)
  const hash = new KeyHash()
  let slot = 0
  const take: TakeKey = (kind, units, from, to) => {
    hash.of(kind, units, from, to)
    postings.add(hash.bucket, hash.check, slot)
  }
  // A list has three times as many words as it has different ones: the hashes of a word's keys are kept, by its number.
  const starts = new Integers(1_024)
  const hashes = new Integers(1_024)
  const keep: TakeKey = (kind, units, from, to) => {
    hash.of(kind, units, from, to)
    hashes.push(hash.bucket)
    hashes.push(hash.check)
  }
  starts.push(0)
  const ofName = (name: PreparedName, person: boolean): void => {
    const numbers: number[] = []
    for (const token of name.tokens) {
      const number = signs.number(token)
      numbers.push(number)
      if (number === starts.length - 1) {
        eachWordKey(token, keep)
        starts.push(hashes.length)
      }
      const { values } = hashes
      const end = starts.values[number + 1] ?? 0
      for (let i = starts.values[number] ?? 0; i < end; i += 2)
        postings.add(values[i] ?? 0, values[i + 1] ?? 0, slot)
    }
    eachJoinedKey(name, take, signs.note)
    if (person) eachPersonKey(name, take)
    persons.push(person ? 1 : 0)
    signs.add(name, numbers)
    slot += 1
  }
  for (const [position, designation] of all.entries()) {
    first[position] = slot
    // The names come first, then all else, which is of the slot after the last name.
    eachDesignationKey(designation, model, take, ofName)
    signs.addNone()
    persons.push(0)
    slot += 1
    while (designations.length < slot) designations.push(position)
  }
  first[all.length] = slot
  return {
    postings: postings.finish(),
    designations: designations.trimmed(),
    first,
    signs: signs.finish(),
    persons: Uint8Array.from(persons),
  }
}

/** Slack for sums of weights that are added up in another order. */
const rounding = 1e-9

/** Whatever the listed party is: see `evaluateName`. */
const leastScoreOf = (supplier: SupplierFacts): number =>
  leastScore({
    identifier: supplier.identifiers.length > 0,
    birth: supplier.birthDate !== undefined,
    addresses: Boolean(supplier.address) || supplier.sites.length > 0,
    country: supplier.country !== undefined || supplier.nationality !== undefined,
  })

/** Indexes the active designations of a list. Meant to be built once for a list version and kept while it is warm. */
export const buildListIndex = (designations: Iterable<Designation>, model: ScreeningModel): ListIndex => {
  const all = Array.from(designations).filter((designation) => designation.status === 'active')
  const slots = indexKeys(all, model)
  const hash = new KeyHash()
  // When a slot was last found: each is found once for a supplier.
  const foundAt = new Int32Array(slots.designations.length)
  let searches = 0
  const found = new Integers(256)
  /** Slots that share a key with the supplier, each once, in order. */
  const slotsOf = (supplier: SupplierFacts): Int32Array => {
    searches = (searches + 1) | 0
    found.length = 0
    for (const key of supplierKeys(supplier, model)) {
      hash.ofText(key)
      slots.postings.each(hash.bucket, hash.check, (slot) => {
        if (foundAt[slot] !== searches) found.push(slot)
        foundAt[slot] = searches
      })
    }
    return found.trimmed().sort()
  }
  const bounds = new NameBounds(slots.signs)
  /** Which of the slots, by their positions, have a name that may score high enough with a name of the supplier. */
  const mayMatch = (found: Int32Array, supplier: SupplierFacts): Uint8Array => {
    const least = leastScoreOf(supplier) - rounding
    const may = new Uint8Array(found.length)
    const person = supplier.type === 'person'
    for (const { prepared } of supplierNames(supplier, model)) {
      bounds.of(prepared)
      for (let i = 0; i < found.length; i++)
        if (
          may[i] === 0 &&
          ((person && slots.persons[found[i] ?? 0] === 1) || bounds.mostScore(found[i] ?? 0) >= least)
        )
          may[i] = 1
    }
    return may
  }
  return {
    size: all.length,
    withinReach: (supplier, least) => {
      const reached = new Uint8Array(all.length)
      for (const slot of slotsOf(supplier)) reached[slots.designations[slot] ?? 0] = 1
      for (const { prepared } of supplierNames(supplier, model)) {
        bounds.of(prepared)
        for (let slot = 0; slot < slots.designations.length; slot++)
          if (bounds.mostScore(slot) >= least) reached[slots.designations[slot] ?? 0] = 1
      }
      return all.filter((_, position) => reached[position] === 1)
    },
    candidates: (supplier) => {
      const found = slotsOf(supplier)
      const may = mayMatch(found, supplier)
      const designations: Designation[] = []
      const namesOf: number[][] = []
      for (let i = 0; i < found.length; ) {
        const position = slots.designations[found[i] ?? 0] ?? 0
        const first = slots.first[position] ?? 0
        // The last slot is of no name.
        const last = (slots.first[position + 1] ?? 0) - 1
        const names: number[] = []
        for (; i < found.length && (found[i] ?? 0) <= last; i++)
          if (may[i] === 1) names.push((found[i] ?? 0) - first)
        const designation = all[position]
        if (designation === undefined) continue
        designations.push(designation)
        namesOf.push(names)
      }
      keepMeetings({ supplier, model, designations, names: namesOf })
      return designations
    },
  }
}
