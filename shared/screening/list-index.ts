import type { Designation } from '../model/designation.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { eachDesignationKey, supplierKeys } from './keys.ts'
import type { ScreeningModel } from './model.ts'

/** Designations by their keys: what a changed supplier is screened against. */
export interface ListIndex {
  readonly size: number
  /** The designations that share a key with the supplier, each once, in the order in which they were given. */
  candidates(supplier: SupplierFacts): Designation[]
}

/** Indexes the active designations of a list. Meant to be built once for a list version and kept while it is warm. */
export const buildListIndex = (designations: Iterable<Designation>, model: ScreeningModel): ListIndex => {
  const all: Designation[] = []
  const byKey = new Map<string, number[]>()
  for (const designation of designations) {
    if (designation.status !== 'active') continue
    const position = all.push(designation) - 1
    eachDesignationKey(designation, model, (key) => {
      const positions = byKey.get(key)
      if (positions === undefined) byKey.set(key, [position])
      else if (positions[positions.length - 1] !== position) positions.push(position)
    })
  }
  return {
    size: all.length,
    candidates: (supplier) => {
      const found = new Set<number>()
      for (const key of supplierKeys(supplier, model)) {
        for (const position of byKey.get(key) ?? []) found.add(position)
      }
      return [...found].sort((a, b) => a - b).flatMap((position) => all[position] ?? [])
    },
  }
}
