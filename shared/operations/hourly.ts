import { anchorHeads } from '../audit/anchor-heads.ts'
import { operationsChain } from '../audit/chain.ts'
import type { AnchorStore, AuditTrail } from '../audit/ports.ts'
import type { PolicyStore } from '../matches/disposition-policy.ts'
import { expireClearings } from '../matches/expire-clearings.ts'
import { overdueMatches } from '../matches/overdue.ts'
import type { BatchRef, Registry } from '../matches/ports.ts'

export interface HourlyDependencies {
  registry: Registry
  policies: PolicyStore
  trails: (chain: string) => Pick<AuditTrail, 'head'>
  anchors: AnchorStore
  /** Ids of customers that were: their trails are vouched for, too. */
  formerCustomers: () => Promise<string[]>
  enqueue: (batches: readonly BatchRef[]) => Promise<void>
  /** Told of each part that failed, for only the first failure is thrown. */
  failed: (about: { of: string; part: 'clearings' | 'overdue' | 'anchors' }, error: unknown) => void
  /** Real time. */
  now: () => Date
}

export interface HourlyGauges {
  /** Cleared matches whose time has run out, which are looked at again. */
  expiredClearings: number
  /** Open matches on which nobody took note or decided in time. */
  overdueMatches: number
  /** Heads of audit trails that were anchored. */
  anchored: number
}

/**
 * What the calendar asks for: clearings that have run out come back, overdue matches are counted, audit trails are
 * anchored. A customer that fails does not keep the others from it; each failure is told, and the first is thrown at the end.
 */
export const hourly = async (deps: HourlyDependencies): Promise<HourlyGauges> => {
  const { registry } = deps
  const gauges: HourlyGauges = { expiredClearings: 0, overdueMatches: 0, anchored: 0 }
  const failures: unknown[] = []
  const attempt = async (
    about: Parameters<HourlyDependencies['failed']>[0],
    work: () => Promise<void>,
  ): Promise<void> => {
    try {
      await work()
    } catch (error) {
      failures.push(error)
      deps.failed(about, error)
    }
  }
  const customers = (await registry.customers()).map(({ customerId }) => customerId)
  for (const customerId of customers) {
    await attempt({ of: customerId, part: 'clearings' }, async () => {
      gauges.expiredClearings += await expireClearings(deps, customerId)
    })
    await attempt({ of: customerId, part: 'overdue' }, async () => {
      gauges.overdueMatches += (await overdueMatches(deps, customerId)).length
    })
  }
  for (const chain of new Set([operationsChain, ...customers, ...(await deps.formerCustomers())])) {
    await attempt({ of: chain, part: 'anchors' }, async () => {
      gauges.anchored += (await anchorHeads(deps, [chain])).anchored
    })
  }
  if (failures.length > 0) throw failures[0]
  return gauges
}
