import type { Transition } from '../model/match.ts'
import type { Supplier, SupplierFacts } from '../model/supplier.ts'
import { factsOf } from '../suppliers/supplier-facts.ts'
import { alertIdOf } from './ids.ts'
import type { AlertRecord } from './ports.ts'

/** The claimable alert of a transition: written with its match in one transaction. */
export const alertRecordOf = (
  transition: Transition,
  {
    noticeId,
    supplier,
    upstream,
    entryBefore,
    entryAfter,
  }: {
    noticeId: string
    supplier: Supplier
    /** Registered parties above it. */
    upstream: readonly SupplierFacts[]
    /** Hashes of the designation's entry before and after, where it had one. */
    entryBefore: string | undefined
    entryAfter: string | undefined
  },
): AlertRecord => {
  const { match } = transition
  const facts = factsOf(supplier)
  return {
    alertId: alertIdOf(match, match.revision),
    customerId: match.customerId,
    noticeId,
    state: 'pending',
    transition,
    supplier: facts,
    ...(match.rule === 'ownership' && upstream.length > 0 ? { upstream: upstream.map(factsOf) } : {}),
    ...(entryBefore === undefined ? {} : { designationBefore: entryBefore }),
    ...(entryAfter === undefined ? {} : { designationAfter: entryAfter }),
    listSeq: match.listSeq,
  }
}
