import type { Supplier, SupplierFacts } from '../model/supplier.ts'
import { factsOf, supplierFactsHash } from './supplier-facts.ts'

/** What a file means for the register. Each list is in the order of the file; removed ids are sorted. */
export interface RegisterPlan {
  added: SupplierFacts[]
  /** Facts that screening uses have changed. */
  changed: SupplierFacts[]
  /** Only the notes have changed: written down, and nothing to screen or to tell. */
  annotated: SupplierFacts[]
  /** Ids that the file no longer has. */
  removed: string[]
  unchanged: number
  /** Why the file waits for a person: it would remove suspiciously much. */
  held?: string
}

export interface RegisterOptions {
  /** `whole`: the file is the register. `patch`: it holds only the suppliers that are new or changed. */
  mode: 'whole' | 'patch'
  suppliersWithOpenMatches: ReadonlySet<string>
  confirmRemovals: boolean
}

/** A file that would remove more than this share (and at least five), or any supplier with an open match, is held. */
const maxRemovalShare = 0.1
const minRemovals = 5

const listed = (ids: readonly string[]): string =>
  ids.length <= 5 ? ids.join(', ') : `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more`

const whyHeld = (
  removed: readonly string[],
  registered: number,
  suppliersWithOpenMatches: ReadonlySet<string>,
): string | undefined => {
  const matched = removed.filter((id) => suppliersWithOpenMatches.has(id))
  if (matched.length > 0) {
    return `the file would remove ${matched.length === 1 ? 'a supplier with an open match' : `${matched.length} suppliers with open matches`}: ${listed(matched)}`
  }
  return removed.length >= minRemovals && removed.length > registered * maxRemovalShare
    ? `the file would remove ${removed.length} of ${registered} suppliers: ${listed(removed)}`
    : undefined
}

/** Compares a read file with the register: only what differs is written. Pure. */
export const planRegister = (
  current: readonly Supplier[],
  rows: readonly SupplierFacts[],
  options: RegisterOptions,
): RegisterPlan => {
  const live = new Map(
    current
      .filter(({ state }) => state === 'registered')
      .map((supplier) => [supplier.supplierId, factsOf(supplier)]),
  )
  const plan: RegisterPlan = { added: [], changed: [], annotated: [], removed: [], unchanged: 0 }
  for (const row of rows) {
    const was = live.get(row.supplierId)
    if (!was) plan.added.push(row)
    else if (supplierFactsHash(was) !== supplierFactsHash(row)) plan.changed.push(row)
    else if (was.notes !== row.notes) plan.annotated.push(row)
    else plan.unchanged++
  }
  if (options.mode === 'patch') return plan
  const kept = new Set(rows.map(({ supplierId }) => supplierId))
  plan.removed = [...live.keys()].filter((id) => !kept.has(id)).sort()
  if (options.confirmRemovals) return plan
  const held = whyHeld(plan.removed, live.size, options.suppliersWithOpenMatches)
  return held === undefined
    ? plan
    : { ...plan, held: `${held}; send it again with --confirm-removals if that is meant` }
}
