import type { Designation } from '../model/designation.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { lookedUpAddressKeys, storedAddressKeys } from './addresses.ts'
import { lookedUpGoodsKeys, storedGoodsKeys } from './goods.ts'
import { identifierKeys } from './identifiers.ts'
import type { ScreeningModel } from './model.ts'
import { listedNames, supplierNames } from './prepared-parties.ts'

/**
 * The exact keys that a supplier is stored under: words (`t:`), consonants (`k:`) and halves (`p:`, `s:`) of its names,
 * identifiers (`i:`), addresses (`a:`) and goods (`g:`). A pair that `evaluatePair` accepts always shares a key.
 */
export const supplierKeys = (supplier: SupplierFacts, model: ScreeningModel): string[] => [
  ...new Set([
    ...supplierNames(supplier, model).flatMap((name) => [...name.keys]),
    ...identifierKeys(supplier.identifiers),
    ...storedAddressKeys(supplier, model),
    ...storedGoodsKeys(supplier),
  ]),
]

/** Calls `use` with every key that a designation looks suppliers up by; the same key may come more than once. */
export const eachDesignationKey = (
  designation: Designation,
  model: ScreeningModel,
  use: (key: string) => void,
): void => {
  if (designation.status !== 'active') return
  for (const name of listedNames(designation, model)) name.keys.forEach((key) => use(key))
  identifierKeys(designation.identifiers).forEach((key) => use(key))
  lookedUpAddressKeys(designation).forEach((key) => use(key))
  lookedUpGoodsKeys(designation).forEach((key) => use(key))
}

/** The keys that a designation looks suppliers up by; many, because near spellings are expanded on this side. */
export const designationKeys = (designation: Designation, model: ScreeningModel): string[] => {
  const keys = new Set<string>()
  eachDesignationKey(designation, model, (key) => keys.add(key))
  return [...keys]
}
