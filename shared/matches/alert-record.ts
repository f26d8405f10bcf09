import type { Transition } from '../model/match.ts'
import type { Supplier } from '../model/supplier.ts'
import { alertIdOf } from './ids.ts'
import type { AlertRecord } from './ports.ts'

/** The claimable alert of a transition: written with its match in one transaction. */
export const alertRecordOf = (
  transition: Transition,
  {
    noticeId,
    supplier,
    entryBefore,
    entryAfter,
  }: {
    noticeId: string
    supplier: Supplier
    /** Hashes of the designation's entry before and after, where it had one. */
    entryBefore: string | undefined
    entryAfter: string | undefined
  },
): AlertRecord => {
  const { match } = transition
  const { customerId: _c, revision: _r, factsHash: _f, state: _s, intakeId: _i, ...facts } = supplier
  return {
    alertId: alertIdOf(match, match.revision),
    customerId: match.customerId,
    noticeId,
    state: 'pending',
    transition,
    supplier: facts,
    ...(entryBefore === undefined ? {} : { designationBefore: entryBefore }),
    ...(entryAfter === undefined ? {} : { designationAfter: entryAfter }),
    listSeq: match.listSeq,
  }
}
