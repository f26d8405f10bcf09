import type { Designation } from '../model/designation.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { wordSimilarity } from './align.ts'
import { Integers } from './integers.ts'
import { indexKeys, ofNone, ofPerson, placeBits, places, type Slots, toWord } from './index-keys.ts'
import { KeyHash } from './key-hash.ts'
import { Glance } from './glances.ts'
import { otherSupplierKeys } from './keys.ts'
import { keepMeetings } from './known-meetings.ts'
import { leastScore } from './least-score.ts'
import type { ScreeningModel } from './model.ts'
import { NameBounds } from './name-signs.ts'
import { leastSlipsOf, mayBeNearBySigns } from './near-signs.ts'
import { type SupplierName, supplierNames } from './prepared-parties.ts'
import type { Token } from './tokens.ts'

/** Designations by their keys: what a changed supplier is screened against. */
export interface ListIndex {
  readonly size: number
  /** The designations whose keys meet the supplier's, each once, in the order in which they were given. */
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
  const { postings, nearPostings, wordStarts, wordSlots, kinds } = slots
  const bounds = new NameBounds(slots.signs)
  const glance = new Glance(slots.signs.glances)
  // When a slot was last found: each is found once for a name.
  const foundAt = new Int32Array(slots.designations.length)
  let searches = 0
  const found = new Integers(256)
  let persons = false
  let nearWord: Token | undefined
  let nearPosition = -1
  // Of a word, when it was last asked whether it is near, and whether it was.
  const askedAt = new Int32Array(wordStarts.length)
  const nearAt = new Uint8Array(wordStarts.length)
  let nearSign = 0
  let leastSlips: 1 | 2 = 2
  const take = (slot: number): void => {
    if (foundAt[slot] === searches) return
    foundAt[slot] = searches
    found.push(slot)
  }
  const takeTarget = (target: number): void => {
    const number = target >>> 1
    if ((target & toWord) === 0) {
      take(number)
      return
    }
    const end = wordStarts[number + 1] ?? 0
    for (let i = wordStarts[number] ?? 0; i < end; i++) take(wordSlots[i] ?? 0)
  }
  const takePersonsOf = (word: number): void => {
    const end = wordStarts[word + 1] ?? 0
    for (let i = wordStarts[word] ?? 0; i < end; i++)
      if (kinds[wordSlots[i] ?? 0] === ofPerson) take(wordSlots[i] ?? 0)
  }
  /** Near spellings that have a key in common are often other words: see `keysMeet`. */
  const takeNear = (target: number, sign: number): void => {
    // Where there is a near key there is a near word.
    const word = mayBeNearBySigns(nearSign, sign, leastSlips) ? nearWord : undefined
    if (!word && !persons) return
    const number = target >>> 1
    if ((target & toWord) !== 0) {
      // A word may have several of the keys.
      if (word && askedAt[number] !== searches) {
        askedAt[number] = searches
        nearAt[number] = glance.mayBeNear(number) && wordSimilarity(word, slots.signs.word(number)) ? 1 : 0
      }
      if (word && nearAt[number] === 1) takeTarget(target)
      else if (persons) takePersonsOf(number)
      return
    }
    const slot = number >>> placeBits
    if (foundAt[slot] === searches) return
    const isPersons = persons && kinds[slot] === ofPerson
    if (isPersons || (word && bounds.meetsNeighbours(slot, number & places, nearPosition))) take(slot)
  }
  const startSearch = (): void => {
    searches = (searches + 1) | 0
    found.length = 0
  }
  /** Finds the slots whose names' keys meet those of a name of the supplier, of which bounds are from then on; each once, in no order. */
  const findByName = (own: SupplierName, ofAPerson: boolean): void => {
    startSearch()
    bounds.of(own.prepared)
    persons = ofAPerson
    nearWord = own.nearWord
    if (nearWord) {
      nearPosition = own.prepared.tokens.indexOf(nearWord)
      glance.ofWord(nearWord)
    }
    for (const key of own.keys) {
      hash.ofText(key)
      const sign = own.nearKeys.get(key)
      if (sign === undefined) postings.each(hash.bucket, hash.check, takeTarget)
      else {
        nearSign = sign
        leastSlips = leastSlipsOf(key)
        nearPostings.eachSigned(hash.bucket, hash.check, takeNear)
      }
    }
  }
  /** Finds the slots that share a key that is of no name with the supplier. */
  const findByOthers = (supplier: SupplierFacts): void => {
    startSearch()
    for (const key of otherSupplierKeys(supplier, model)) {
      hash.ofText(key)
      postings.each(hash.bucket, hash.check, takeTarget)
    }
  }
  const promising = new Integers(64)
  /** Of the found slots, in order, those that are of no name and those whose name may score high enough with the supplier's. */
  const promisingSlots = (supplier: SupplierFacts): Int32Array => {
    promising.length = 0
    findByOthers(supplier)
    for (let i = 0; i < found.length; i++) promising.push(found.values[i] ?? 0)
    const least = leastScoreOf(supplier) - rounding
    const person = supplier.type === 'person'
    for (const own of supplierNames(supplier, model)) {
      findByName(own, person)
      const { values } = found
      glance.fetch(values, found.length)
      glance.of(own.prepared, least)
      let count = 0
      for (let i = 0; i < found.length; i++) {
        const slot = values[i] ?? 0
        if (person && kinds[slot] === ofPerson) promising.push(slot)
        else if (glance.mayScore(slot)) values[count++] = slot
      }
      bounds.fetch(values, count)
      for (let i = 0; i < count; i++) {
        const slot = values[i] ?? 0
        if (bounds.mostScore(slot) >= least) promising.push(slot)
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
      if (kinds[slot] !== ofNone) names.push(slot - (slots.first[position] ?? 0))
    }
    return { designations, names: namesOf }
  }
  return {
    size,
    withinReach: (supplier, least) => {
      const reached = new Uint8Array(size)
      findByOthers(supplier)
      for (const slot of found.trimmed()) reached[slots.designations[slot] ?? 0] = 1
      for (const own of supplierNames(supplier, model)) {
        findByName(own, supplier.type === 'person')
        for (const slot of found.trimmed()) reached[slots.designations[slot] ?? 0] = 1
        glance.of(own.prepared, least)
        for (let slot = 0; slot < slots.designations.length; slot++)
          if (glance.mayScore(slot) && bounds.mostScore(slot) >= least)
            reached[slots.designations[slot] ?? 0] = 1
      }
      const designations: Designation[] = []
      for (let position = 0; position < size; position++) {
        const designation = reached[position] === 1 ? designationAt(position) : undefined
        if (designation !== undefined) designations.push(designation)
      }
      return designations
    },
    candidates: (supplier) => {
      const positions = new Set<number>()
      const keep = (): void => {
        for (const slot of found.trimmed()) positions.add(slots.designations[slot] ?? 0)
      }
      findByOthers(supplier)
      keep()
      for (const own of supplierNames(supplier, model)) {
        findByName(own, supplier.type === 'person')
        keep()
      }
      const designations: Designation[] = []
      for (const position of [...positions].sort((a, b) => a - b)) {
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
