import type { Designation } from '../model/designation.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { eachLookedUpAddressKey, storedAddressKeys } from './addresses.ts'
import { lookedUpGoodsKeys, storedGoodsKeys } from './goods.ts'
import { identifierKeys } from './identifiers.ts'
import { lookedUpLabourKeys, storedLabourKeys } from './labour.ts'
import type { ScreeningModel } from './model.ts'
import { eachLookedUpNameKey, eachPersonKey, keyText, type TakeKey } from './name-keys.ts'
import { prepareName, type PreparedName } from './normalise.ts'
import { eachWrittenName, isPerson, supplierNames } from './prepared-parties.ts'
import { Letters } from './spelling.ts'

/**
 * The exact keys that a supplier is stored under: words (`t:`), consonants (`k:`) and halves (`p:`, `s:`) of its names, initials (`b:`,
 * `c:`), pairs of a person's names (`n:`), identifiers (`i:`), addresses (`a:`), goods (`g:`) and workforce (`w:`). A pair that
 * `evaluatePair` accepts always shares a key.
 */
export const supplierKeys = (supplier: SupplierFacts, model: ScreeningModel): string[] => {
  const keys = new Set<string>()
  for (const name of supplierNames(supplier, model)) for (const key of name.keys) keys.add(key)
  for (const key of otherSupplierKeys(supplier, model)) keys.add(key)
  return [...keys]
}

/** Those of the keys that are of no name. */
export const otherSupplierKeys = (supplier: SupplierFacts, model: ScreeningModel): ReadonlySet<string> => {
  const keys = new Set<string>()
  if (supplier.identifiers.length > 0) for (const key of identifierKeys(supplier.identifiers)) keys.add(key)
  for (const key of storedAddressKeys(supplier, model)) keys.add(key)
  if (supplier.goods.length > 0) for (const key of storedGoodsKeys(supplier)) keys.add(key)
  for (const key of storedLabourKeys(supplier)) keys.add(key)
  return keys
}

const written = new Letters()

const takeText = (key: string, take: TakeKey): void => {
  written.clear()
  written.add(key)
  take(key.charCodeAt(0), written.units, 2, written.length)
}

/**
 * Calls `take` with every key that a designation looks suppliers up by; the same key may come more than once. `ofName`
 * takes the names instead, in the order of `listedNames`: an index has their words' keys at hand.
 */
export const eachDesignationKey = (
  designation: Designation,
  model: ScreeningModel,
  take: TakeKey,
  ofName: (name: PreparedName, person: boolean) => void = (name, person) => {
    eachLookedUpNameKey(name, take)
    if (person) eachPersonKey(name, take)
  },
): void => {
  if (designation.status !== 'active') return
  eachWrittenName(designation, (name, _alias, owner) => ofName(prepareName(name, model), isPerson(owner)))
  if (designation.identifiers.length > 0)
    for (const key of identifierKeys(designation.identifiers)) takeText(key, take)
  eachLookedUpAddressKey(designation, take)
  if (designation.subjects.length > 0) for (const key of lookedUpGoodsKeys(designation)) takeText(key, take)
  if (designation.nationalities.length > 0)
    for (const key of lookedUpLabourKeys(designation)) takeText(key, take)
}

/** The keys that a designation looks suppliers up by; many, because near spellings are expanded on this side. */
export const designationKeys = (designation: Designation, model: ScreeningModel): string[] => {
  const keys = new Set<string>()
  eachDesignationKey(designation, model, (kind, units, from, to) => keys.add(keyText(kind, units, from, to)))
  return [...keys]
}
