import type { z } from 'zod'
import { sha256 } from '../../hash.ts'
import { notCovered } from '../../legal/not-covered.ts'
import type { ListStore } from '../../lists/ports.ts'
import { isSuccess } from '../../lists/version.ts'
import { matchIdOf } from '../../matches/disposition.ts'
import type { PolicyStore } from '../../matches/disposition-policy.ts'
import { alertIdOf } from '../../matches/ids.ts'
import { overdueOn } from '../../matches/overdue.ts'
import type { AlertRecord, Registry } from '../../matches/ports.ts'
import { describeSource, type SourceId, watchedSources } from '../../model/source.ts'
import type { Customer } from '../../model/supplier.ts'
import { tiersOf } from '../../suppliers/exposure.ts'
import type { attestationSchema } from './attestation-schema.ts'

/** What silence rests on: who looked when, at what, and what nobody looked at. Version 1. */
export type Attestation = z.infer<typeof attestationSchema>

export interface AttestationDependencies {
  lists: ListStore
  registry: Registry
  policies: PolicyStore
  /** Real time: what is overdue is counted from when an alert was sent. */
  now: () => Date
}

export interface AttestationPeriod {
  /** ISO instants, logical time; `from` is the end of the period before. */
  from: string
  to: string
}

/** A list that was not read for longer than this is called stale. The statutes ship with the code and are read daily. */
const staleHours = (source: SourceId): number => (source === 'us-statute' ? 49 : 25)

const hour = 3_600_000
const hoursBetween = (from: string, to: string): number =>
  Math.round(((Date.parse(to) - Date.parse(from)) / hour) * 10) / 10

const listOf = async (
  { lists }: AttestationDependencies,
  source: SourceId,
  { from, to }: AttestationPeriod,
): Promise<Attestation['lists'][number]> => {
  const [head, status, holds, checks] = await Promise.all([
    lists.head(source),
    lists.status(source),
    lists.holds(source),
    lists.checks(source, from, to),
  ])
  const good = checks.filter(({ outcome }) => isSuccess(outcome)).map(({ at }) => at)
  // From the end of the period before to the end of this one: a week in which nobody looked is one long gap.
  const moments = [from, ...good, to]
  const gaps = moments.slice(1).map((at, position) => hoursBetween(moments[position] ?? from, at))
  const versions: Attestation['lists'][number]['changes'] = []
  let current: {
    seq: number
    knownAt: string
    document: { sha256: string; url: string; publishedOn?: string }
    count: number
  } | null = null
  for await (const version of lists.versions(source)) {
    if (version.knownAt > to) continue
    current ??= version
    if (version.knownAt <= from) break
    const changeSet = await lists.changeSet(source, version.seq)
    if (changeSet) {
      versions.unshift({
        seq: version.seq,
        knownAt: version.knownAt,
        cause: changeSet.cause,
        baseline: changeSet.baseline,
        ...changeSet.counts,
      })
    }
  }
  // Of a past period the status tells what came after it: the version that was known then had been read at least once.
  const before =
    status?.lastSuccessAt !== undefined && status.lastSuccessAt <= to ? status.lastSuccessAt : null
  const lastSuccess = good.at(-1) ?? before ?? current?.knownAt ?? null
  return {
    source,
    title: describeSource[source].title,
    agency: describeSource[source].agency,
    checks: checks.length,
    succeeded: good.length,
    notSucceeded: checks.length - good.length,
    longestGapHours: Math.max(...gaps),
    lastSuccess,
    stale: head === null || lastSuccess === null || hoursBetween(lastSuccess, to) > staleHours(source),
    held: holds
      .filter(({ released, document }) => released !== document.sha256)
      .map(({ guard, reason }) => ({ guard, reason })),
    version: current === null ? null : current.seq,
    designations: current?.count ?? 0,
    document:
      current === null
        ? null
        : {
            sha256: current.document.sha256,
            url: current.document.url,
            publishedOn: current.document.publishedOn ?? null,
          },
    changes: versions,
  }
}

const counted = <Kind extends string>(
  kinds: readonly Kind[],
  values: readonly string[],
): Record<Kind, number> =>
  Object.fromEntries(kinds.map((kind) => [kind, values.filter((value) => value === kind).length])) as Record<
    Kind,
    number
  >

/** The state of one customer's watch over a period. Reads only; the same state gives the same attestation. */
export const attest = async (
  deps: AttestationDependencies,
  customer: Customer,
  period: AttestationPeriod,
): Promise<Attestation> => {
  const { registry } = deps
  const { customerId } = customer
  const { from, to } = period
  const lists: Attestation['lists'] = []
  for (const source of watchedSources) lists.push(await listOf(deps, source, period))
  const suppliers = (await registry.suppliers(customerId)).filter(({ state }) => state === 'registered')
  const tiers = tiersOf(suppliers)
  const byTier = new Map<number, number>()
  for (const { supplierId } of suppliers) {
    const tier = tiers.get(supplierId) ?? 0
    byTier.set(tier, (byTier.get(tier) ?? 0) + 1)
  }
  const told: string[] = []
  let waiting = 0
  const alerts = new Map<string, AlertRecord>()
  for await (const alert of registry.alerts(customerId)) {
    const { state, transition } = alert
    alerts.set(alert.alertId, alert)
    if (transition.match.at > to) continue
    if (state !== 'sent') waiting++
    if (transition.match.at > from) told.push(transition.kind)
  }
  const open: Attestation['open']['matches'] = []
  let cleared = 0
  let overdue = 0
  const policy = await deps.policies.policy(customerId)
  const now = deps.now()
  for await (const match of registry.matches(customerId)) {
    if (match.state === 'cleared') cleared++
    if (match.state !== 'open') continue
    if (overdueOn(match, alerts.get(alertIdOf(match, match.revision)) ?? null, policy, now)) overdue++
    open.push({
      matchId: matchIdOf(match),
      supplierId: match.supplierId,
      supplierName: match.supplierName,
      source: match.source,
      designationId: match.designationId,
      designationName: match.designationName,
      rule: match.rule,
      score: match.score,
      since: match.at,
      decided: match.disposition?.decision === 'confirmed',
    })
  }
  open.sort((a, b) => b.score - a.score || (a.matchId < b.matchId ? -1 : 1))
  const unsent = (await registry.openWork()).filter((work) => work.customerId === customerId)
  return {
    schemaVersion: 1,
    kind: 'attestation',
    attestationId: sha256(JSON.stringify(['attestation', customerId, to])).slice(0, 32),
    customerId,
    from,
    to,
    complete:
      lists.every(({ stale, held }) => !stale && held.length === 0) && unsent.length === 0 && waiting === 0,
    lists,
    register: {
      revision: customer.registerRevision,
      suppliers: suppliers.length,
      tiers: [...byTier].sort(([a], [b]) => a - b).map(([tier, count]) => ({ tier, suppliers: count })),
      lastUploadAt: customer.lastUploadAt ?? null,
    },
    told: counted(['opened', 'amended', 'resolved', 'reopened'], told),
    open: {
      total: open.length,
      undecided: open.filter(({ decided }) => !decided).length,
      overdue,
      cleared,
      matches: open.slice(0, 200),
    },
    waiting: { alerts: waiting, notices: unsent.length },
    notCovered: notCovered.map(({ id, what, why }) => ({ id, what, why })),
  }
}
