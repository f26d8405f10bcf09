import type { Met } from '../model/match.ts'
import { plainSupplier, type SupplierFacts } from '../model/supplier.ts'

/** A party as it is compared with a listing; of some nobody said what kind they are. */
export interface ComparedParty {
  facts: SupplierFacts
  isTypeKnown: boolean
}

/** When the officer who was met is born, as registered; not said where two of one name and position may be meant. */
const bornOf = ({ name, position }: Met, { officers }: SupplierFacts): string | undefined => {
  const births = new Set(
    officers.filter((one) => one.name === name && one.role === position).map(({ born }) => born),
  )
  return births.size === 1 ? [...births][0] : undefined
}

/**
 * Whom a match compares with the listed party: the supplier itself, or its officer or owner. Of these only what was
 * registered of them is known: the supplier's country says nothing of its officers.
 */
export const comparedParty = (
  met: Met | undefined,
  supplier: SupplierFacts,
  upstream: readonly SupplierFacts[] = [],
): ComparedParty => {
  if (met === undefined) return { facts: supplier, isTypeKnown: true }
  const registered = upstream.find(({ supplierId }) => supplierId === met.supplierId)
  if (registered) return { facts: registered, isTypeKnown: true }
  const born = met.as === 'officer' ? bornOf(met, supplier) : undefined
  return {
    facts: {
      ...plainSupplier(met.supplierId ?? '', met.name),
      roles: [met.as],
      type: met.as === 'officer' ? 'person' : 'organisation',
      ...(born === undefined ? {} : { birthDate: born }),
    },
    isTypeKnown: met.as === 'officer',
  }
}
