import type { InputProblem } from '../errors.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { tiersOf } from './exposure.ts'

/** A supplier as a file's row states it, with the row's first line; without one where it is registered already. */
export interface PlacedFacts {
  facts: SupplierFacts
  line?: number
}

/**
 * What is wrong with the ids of a register: two rows for one, references to nobody, suppliers that supply or own
 * themselves, and circles from which no chain leads to the customer (nobody could say how their listing concerns it).
 *
 * @param rows the file's rows.
 * @param others suppliers that stay as they are: those of the register that a patch does not hold.
 */
export const chainProblems = (
  rows: readonly PlacedFacts[],
  others: readonly SupplierFacts[],
  file: string,
): InputProblem[] => {
  const problems: InputProblem[] = []
  const tell = ({ line }: PlacedFacts, field: string, reason: string): void => {
    problems.push({ file, ...(line === undefined ? {} : { line }), field, reason })
  }
  const placed = rows.filter(({ facts }) => facts.supplierId !== '')
  const first = new Map<string, PlacedFacts>()
  for (const row of placed) {
    const before = first.get(row.facts.supplierId)
    if (before) tell(row, 'supplier_id', `"${row.facts.supplierId}" stands in line ${before.line} already`)
    else first.set(row.facts.supplierId, row)
  }
  const ids = new Set([...first.keys(), ...others.map(({ supplierId }) => supplierId)])
  const byLowerCase = new Map([...ids].map((id) => [id.toLowerCase(), id]))
  const unknown = (id: string): string => {
    const near = byLowerCase.get(id.toLowerCase())
    return `"${id}" is no supplier of this register${near === undefined ? '' : `; did you mean "${near}"?`}`
  }
  const torn = new Set<string>()
  for (const row of placed) {
    const { supplierId, supplies, owners } = row.facts
    for (const id of supplies) {
      if (id === supplierId) tell(row, 'supplies', `"${id}" cannot supply itself`)
      else if (id === '*' || ids.has(id)) continue
      else tell(row, 'supplies', unknown(id))
      torn.add(supplierId)
    }
    for (const { supplierId: owner } of owners) {
      if (owner === undefined) continue
      if (owner === supplierId) tell(row, 'owners', `"${owner}" cannot own itself`)
      else if (!ids.has(owner)) tell(row, 'owners', unknown(owner))
    }
  }
  // A wrong reference is told once, not again for each supplier behind it.
  if (torn.size > 0) return problems
  const all: PlacedFacts[] = [...first.values(), ...others.map((facts) => ({ facts }))]
  const tiers = tiersOf(all.map(({ facts }) => facts))
  for (const row of all) {
    const { supplierId, supplies } = row.facts
    if (tiers.has(supplierId)) continue
    tell(
      row,
      'supplies',
      `"${supplierId}" supplies only ${supplies.join(', ')}, and no chain leads from there to you; write * where it sells to you`,
    )
  }
  return problems
}
