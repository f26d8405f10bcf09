import { canonicalHash, canonicalSet } from '../hash.ts'
import type { Supplier, SupplierFacts } from '../model/supplier.ts'

/** The facts of a stored supplier, without what the store adds. */
export const factsOf = (supplier: SupplierFacts | Supplier): SupplierFacts => {
  if (!('customerId' in supplier)) return supplier
  const { customerId: _c, revision: _r, factsHash: _f, state: _s, intakeId: _i, ...facts } = supplier
  return facts
}

/**
 * Hash of a supplier's facts as screening sees them: notes are not among them, and the order within a cell's list
 * means nothing.
 */
export const supplierFactsHash = (supplier: SupplierFacts | Supplier): string => {
  const { notes: _notes, ...facts } = factsOf(supplier)
  return canonicalHash(
    Object.fromEntries(
      Object.entries(facts).map(([fact, value]) => [
        fact,
        Array.isArray(value) ? canonicalSet(value) : value,
      ]),
    ),
  )
}
