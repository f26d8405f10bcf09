import type { Supplier, SupplierFacts } from '../model/supplier.ts'

export interface Exposure {
  /** Shortest distance from the customer: 1 sells to the customer itself. */
  tier: number
  /** Ways from the supplier to the customer without a loop, the shortest 20, shortest first; ids, ending with the tier 1 supplier. */
  paths: string[][]
}

type Link = Pick<SupplierFacts & Partial<Supplier>, 'supplierId' | 'supplies' | 'state'>

/** A supplier that reaches the customer by many ways is told with the shortest of them. */
const maxPaths = 20
/** A dense graph has more chains than anybody reads: the search for longer ones ends after this many steps. */
const maxSteps = 20_000
const customer = '*'

/** Suppliers by their key. */
export const suppliersById = <Facts extends Pick<SupplierFacts, 'supplierId'>>(
  suppliers: readonly Facts[],
): Map<string, Facts> => new Map(suppliers.map((supplier) => [supplier.supplierId, supplier]))

const linksOf = (suppliers: readonly Link[]): Map<string, readonly string[]> =>
  new Map(
    suppliers
      .filter(({ state }) => state !== 'removed')
      .map((supplier) => [supplier.supplierId, supplier.supplies]),
  )

const tiersOfLinks = (links: ReadonlyMap<string, readonly string[]>): Map<string, number> => {
  const sellers = new Map<string, string[]>()
  for (const [supplierId, supplies] of links) {
    for (const buyer of supplies) {
      const known = sellers.get(buyer)
      if (known) known.push(supplierId)
      else sellers.set(buyer, [supplierId])
    }
  }
  const tiers = new Map<string, number>()
  let level = [customer]
  for (let tier = 1; level.length > 0; tier++) {
    const next: string[] = []
    for (const buyer of level) {
      for (const seller of sellers.get(buyer) ?? []) {
        if (tiers.has(seller)) continue
        tiers.set(seller, tier)
        next.push(seller)
      }
    }
    level = next
  }
  return tiers
}

/** Each supplier's shortest distance from the customer; one that reaches the customer by no chain is not in it. */
export const tiersOf = (suppliers: readonly Link[]): Map<string, number> => tiersOfLinks(linksOf(suppliers))

interface Step {
  id: string
  before?: Step
  length: number
}

const idsOf = (last: Step | undefined): string[] => {
  const ids: string[] = []
  for (let step = last; step; step = step.before) ids.push(step.id)
  return ids.reverse()
}

const passes = (last: Step, id: string): boolean => {
  for (let step: Step | undefined = last; step; step = step.before) if (step.id === id) return true
  return false
}

/**
 * Exposure paths: the chain customer ← tier 1 ← … ← supplier. A supplier that reaches the customer by no chain has
 * no exposure (`null`); the supplier file refuses such a row.
 */
export const exposureOf = (suppliers: readonly Link[], supplierId: string): Exposure | null =>
  exposuresOf(suppliers)(supplierId)

/** The same for several suppliers of one register: its chains are laid out once and not again for each of them. */
export const exposuresOf = (suppliers: readonly Link[]): ((supplierId: string) => Exposure | null) => {
  const links = linksOf(suppliers)
  const tiers = tiersOfLinks(links)
  return (supplierId) => exposureIn(links, tiers, supplierId)
}

const exposureIn = (
  links: ReadonlyMap<string, readonly string[]>,
  tiers: ReadonlyMap<string, number>,
  supplierId: string,
): Exposure | null => {
  const tier = tiers.get(supplierId)
  if (tier === undefined) return null
  // Best first: what a chain measures so far plus the least that it still needs. Hence chains are found in the order of
  // their length, and the shortest ones without a detour.
  const byEstimate: Step[][] = []
  const open = (step: Step, estimate: number): void => {
    ;(byEstimate[estimate] ??= []).push(step)
  }
  const paths: string[][] = []
  open({ id: supplierId, length: 1 }, tier)
  let steps = 0
  for (let estimate = tier; estimate < byEstimate.length; estimate++) {
    const found: string[][] = []
    for (let step = byEstimate[estimate]?.pop(); step; step = byEstimate[estimate]?.pop()) {
      if (step.id === customer) {
        found.push(idsOf(step.before))
        continue
      }
      if (++steps > maxSteps) break
      for (const buyer of links.get(step.id) ?? []) {
        const left = buyer === customer ? 0 : tiers.get(buyer)
        if (left === undefined || passes(step, buyer)) continue
        open({ id: buyer, before: step, length: step.length + 1 }, step.length + left)
      }
    }
    paths.push(...found.sort((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1)))
    if (paths.length >= maxPaths || steps > maxSteps) break
  }
  return { tier, paths: paths.slice(0, maxPaths) }
}
