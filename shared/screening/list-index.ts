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
   * Those of the candidates that `evaluatePair` may have something to say about: they share a key that is of no name, or
   * have a name that may score high enough. The others share a word and no more, and are most of all.
   */
  promising(supplier: SupplierFacts): Designation[]
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
const ofPerson = 1
const ofNone = 2

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
  return listIndexOf(indexKeys(all, model), all.length, (position) => all[position], model)
}

/** An index of what was indexed before: so many designations, and one by its position. */
export const listIndexOf = (
  slots: Slots,
  size: number,
  designationAt: (position: number) => Designation | undefined,
  model: ScreeningModel,
): ListIndex => {
  const hash = new KeyHash()
  // When a slot was last found: each is found once for a supplier.
  const foundAt = new Int32Array(slots.designations.length)
  let searches = 0
  const found = new Integers(256)
  const take = (slot: number): void => {
    if (foundAt[slot] === searches) return
    foundAt[slot] = searches
    found.push(slot)
  }
  /** Finds the slots that share a key with the supplier, each once, in no order. */
  const find = (supplier: SupplierFacts): void => {
    searches = (searches + 1) | 0
    found.length = 0
    for (const key of supplierKeys(supplier, model)) {
      hash.ofText(key)
      slots.postings.each(hash.bucket, hash.check, take)
    }
  }
  const bounds = new NameBounds(slots.signs)
  const promising = new Integers(64)
  /** Of the found slots, in order, those that are of no name and those whose name may score high enough with the supplier's. */
  const promisingSlots = (supplier: SupplierFacts): Int32Array => {
    find(supplier)
    promising.length = 0
    const least = leastScoreOf(supplier) - rounding
    const person = supplier.type === 'person'
    const { values } = found
    bounds.fetch(values, found.length)
    for (const { prepared } of supplierNames(supplier, model)) {
      bounds.of(prepared)
      for (let i = 0; i < found.length; i++) {
        const slot = values[i] ?? 0
        const kind = slots.kinds[slot] ?? 0
        if ((person && kind === ofPerson) || kind === ofNone || bounds.mostScore(slot, least) >= least)
          promising.push(slot)
      }
    }
    // A slot may come once for each of the supplier's names.
    return promising.trimmed().sort()
  }
  /** The designations of slots that are in order, and of each the names, by their positions; a slot of no name gives none. */
  const meetingsOf = (ordered: Int32Array): { designations: Designation[]; names: number[][] } => {
    const designations: Designation[] = []
    const namesOf: number[][] = []
    let names: number[] = []
    let before = -1
    let slotBefore = -1
    for (const slot of ordered) {
      const position = slots.designations[slot] ?? 0
      if (slot === slotBefore) continue
      slotBefore = slot
      if (position !== before) {
        const designation = designationAt(position)
        if (designation === undefined) continue
        before = position
        designations.push(designation)
        namesOf.push((names = []))
      }
      if (slots.kinds[slot] !== ofNone) names.push(slot - (slots.first[position] ?? 0))
    }
    return { designations, names: namesOf }
  }
  return {
    size,
    withinReach: (supplier, least) => {
      const reached = new Uint8Array(size)
      find(supplier)
      for (const slot of found.trimmed()) reached[slots.designations[slot] ?? 0] = 1
      for (const { prepared } of supplierNames(supplier, model)) {
        bounds.of(prepared)
        for (let slot = 0; slot < slots.designations.length; slot++)
          if (bounds.mostScore(slot, least) >= least) reached[slots.designations[slot] ?? 0] = 1
      }
      const designations: Designation[] = []
      for (let position = 0; position < size; position++) {
        const designation = reached[position] === 1 ? designationAt(position) : undefined
        if (designation !== undefined) designations.push(designation)
      }
      return designations
    },
    candidates: (supplier) => {
      find(supplier)
      const positions = new Set(
        found
          .trimmed()
          .map((slot) => slots.designations[slot] ?? 0)
          .sort(),
      )
      const designations: Designation[] = []
      for (const position of positions) {
        const designation = designationAt(position)
        if (designation !== undefined) designations.push(designation)
      }
      return designations
    },
    promising: (supplier) => {
      const meetings = meetingsOf(promisingSlots(supplier))
      keepMeetings({ supplier, model, ...meetings })
      return meetings.designations
    },
  }
}
