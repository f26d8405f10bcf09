import type { Designation } from '../model/designation.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { indexKeys, ofNone, ofPerson, type Slots } from './index-keys.ts'
import { Integers } from './integers.ts'
import { KeyHash } from './key-hash.ts'
import { supplierKeys } from './keys.ts'
import { keepMeetings } from './known-meetings.ts'
import { leastScore } from './least-score.ts'
import type { ScreeningModel } from './model.ts'
import { NameBounds } from './name-signs.ts'
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
