import type { Supplier, SupplierFacts } from '../model/supplier.ts'
import { ownerIdsOf } from '../screening/related-parties.ts'
import type { Registry } from './ports.ts'

/**
 * The registered parties that own each of some suppliers, directly or through others, by supplier and id. They are read
 * after the suppliers: a change of an owner comes with a new revision of all that it owns, written after it.
 */
export const upstreamOf = async (
  registry: Pick<Registry, 'suppliersById'>,
  customerId: string,
  suppliers: readonly Supplier[],
): Promise<Map<string, Map<string, Supplier>>> => {
  const known = new Map<string, Supplier>()
  let wanted = [...new Set(suppliers.flatMap(ownerIdsOf))]
  while (wanted.length > 0) {
    const found = await registry.suppliersById(customerId, wanted)
    for (const owner of found) known.set(owner.supplierId, owner)
    wanted = [...new Set(found.flatMap(ownerIdsOf))].filter((id) => !known.has(id))
  }
  return new Map(suppliers.map((supplier) => [supplier.supplierId, aboveOf(supplier, known)]))
}

/** All that is above a party in a register. */
export const aboveOf = <Party extends SupplierFacts>(
  party: Party,
  byId: ReadonlyMap<string, Party>,
): Map<string, Party> => {
  const above = new Map<string, Party>()
  const queue = ownerIdsOf(party)
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    const owner = byId.get(id)
    if (!owner || above.has(id)) continue
    above.set(id, owner)
    queue.push(...ownerIdsOf(owner))
  }
  return above
}
