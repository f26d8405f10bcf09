import type { Supplier, SupplierFacts } from '../model/supplier.ts'

export interface Exposure {
  /** Shortest distance from the customer: 1 sells to the customer itself. */
  tier: number
  /** Every way from the supplier to the customer without a loop, shortest first; ids, ending with the tier 1 supplier. */
  paths: string[][]
}

/** A supplier that reaches the customer by many ways is told with the shortest of them. */
const maxPaths = 20
const customer = '*'

/**
 * Exposure paths: the chain customer ← tier 1 ← … ← supplier. A supplier that reaches the customer by no chain has
 * no exposure; the supplier file refuses such a row.
 */
export const exposureOf = (
  suppliers: readonly Pick<SupplierFacts & Partial<Supplier>, 'supplierId' | 'supplies' | 'state'>[],
  supplierId: string,
): Exposure | null => {
  const supplies = new Map(
    suppliers.filter(({ state }) => state !== 'removed').map((supplier) => [supplier.supplierId, supplier.supplies]),
  )
  const paths: string[][] = []
  let level: string[][] = [[supplierId]]
  while (level.length > 0 && paths.length < maxPaths) {
    const next: string[][] = []
    for (const path of level) {
      for (const buyer of supplies.get(path.at(-1) ?? '') ?? []) {
        if (buyer === customer) paths.push(path)
        else if (!path.includes(buyer) && supplies.has(buyer)) next.push([...path, buyer])
      }
    }
    // A dense graph has more chains than anybody reads: the search keeps to the shortest.
    level = next.slice(0, 1_000)
  }
  const shortest = paths[0]
  return shortest ? { tier: shortest.length, paths: paths.slice(0, maxPaths) } : null
}
