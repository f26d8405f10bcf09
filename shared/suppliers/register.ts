import { InputError } from '../errors.ts'
import { canonicalJson } from '../hash.ts'
import type { Supplier, SupplierFacts } from '../model/supplier.ts'
import { exposureOf } from './exposure.ts'

/** What a file means for the register. */
export interface RegisterPlan {
  added: SupplierFacts[]
  changed: SupplierFacts[]
  /** Ids that the file no longer has. */
  removed: string[]
  unchanged: number
  /** Why the file waits for a person: it would remove suspiciously much. */
  held?: string
}

/** A file that would remove more than this share (and at least five), or any supplier with an open match, is held. */
const maxRemovalShare = 0.1
const minRemovals = 5

const factsOf = (supplier: Supplier): SupplierFacts => {
  const { customerId: _c, revision: _r, factsHash: _f, state: _s, intakeId: _i, ...facts } = supplier
  return facts
}

const listed = (ids: readonly string[]): string =>
  ids.length <= 5 ? ids.join(', ') : `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more`

/** Compares a read file with the register: only what differs is written. Pure. Throws `InputError` for a broken chain. */
export const planRegister = (
  current: readonly Supplier[],
  rows: readonly SupplierFacts[],
  options: {
    mode: 'whole' | 'patch'
    suppliersWithOpenMatches: ReadonlySet<string>
    confirmRemovals: boolean
    file: string
  },
): RegisterPlan => {
  const live = new Map(
    current.filter(({ state }) => state === 'registered').map((supplier) => [supplier.supplierId, factsOf(supplier)]),
  )
  const next = new Map(rows.map((row) => [row.supplierId, row]))
  const removed = options.mode === 'patch' ? [] : [...live.keys()].filter((id) => !next.has(id)).sort()
  const after = [...(options.mode === 'patch' ? [...live.values()].filter(({ supplierId }) => !next.has(supplierId)) : []), ...rows]
  const ids = new Set(after.map(({ supplierId }) => supplierId))
  const unreachable = after.filter(
    ({ supplierId, supplies }) => supplies.every((id) => id === '*' || ids.has(id)) && !exposureOf(after, supplierId),
  )
  if (unreachable.length > 0) {
    throw new InputError(
      `${options.file}: ${unreachable.length} suppliers reach you by no chain`,
      unreachable.slice(0, 50).map(({ supplierId }) => ({
        file: options.file,
        field: 'supplies',
        reason: `"${supplierId}" supplies only parties that do not lead to you; write * where it sells to you`,
      })),
    )
  }
  const added = rows.filter(({ supplierId }) => !live.has(supplierId))
  const changed = rows.filter((row) => {
    const was = live.get(row.supplierId)
    return was !== undefined && canonicalJson(was) !== canonicalJson(row)
  })
  const plan: RegisterPlan = { added, changed, removed, unchanged: rows.length - added.length - changed.length }
  if (options.confirmRemovals || removed.length === 0) return plan
  const matched = removed.filter((id) => options.suppliersWithOpenMatches.has(id))
  if (matched.length > 0) {
    return { ...plan, held: `the file would remove suppliers with open matches: ${listed(matched)}` }
  }
  if (removed.length >= minRemovals && removed.length > live.size * maxRemovalShare) {
    return { ...plan, held: `the file would remove ${removed.length} of ${live.size} suppliers: ${listed(removed)}` }
  }
  return plan
}
