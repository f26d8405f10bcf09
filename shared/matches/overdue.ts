import type { Severity } from '../model/alert.ts'
import type { Match } from '../model/match.ts'
import type { DispositionPolicy, PolicyStore } from './disposition-policy.ts'
import { matchIdOf } from './disposition.ts'
import { alertIdOf } from './ids.ts'
import type { AlertRecord, Registry } from './ports.ts'

/** A match on which somebody should have acted by now. */
export interface Overdue {
  matchId: string
  match: Match
  alertId: string
  severity: Severity
  /** What is missing: nobody took note of it, or nobody decided (or approved what is proposed). */
  missing: 'acknowledgement' | 'decision' | 'approval'
  /** Real time by which it should have been done (ISO instant). */
  dueAt: string
}

const hours = 3_600_000

/**
 * What is overdue on a match: pure. The clock runs from the sending of the alert of the match's current revision; a
 * decision also acknowledges.
 */
export const overdueOn = (
  match: Match,
  alert: Pick<AlertRecord, 'alertId' | 'sentAt' | 'severity'> | null,
  policy: DispositionPolicy,
  now: Date,
): Overdue | null => {
  if (match.state !== 'open' || match.disposition || alert?.sentAt === undefined) return null
  // An alert of before severities were kept is taken for a grave one: that costs a look, not a miss.
  const severity = alert.severity ?? 'high'
  if (severity === 'info') return null
  const sent = Date.parse(alert.sentAt)
  const due = (missing: Overdue['missing'], within: number): Overdue | null => {
    const at = sent + within * hours
    return at < now.getTime()
      ? {
          matchId: matchIdOf(match),
          match,
          alertId: alert.alertId,
          severity,
          missing,
          dueAt: new Date(at).toISOString(),
        }
      : null
  }
  return (
    due(match.proposed ? 'approval' : 'decision', policy.decideHours[severity]) ??
    (match.acknowledged || match.proposed ? null : due('acknowledgement', policy.acknowledgeHours[severity]))
  )
}

/** How many alerts are held at a time: what a register has open may be many thousands. */
const alertsAtATime = 500

/** Everything that is overdue for a customer, the longest overdue first. */
export const overdueMatches = async (
  deps: { registry: Pick<Registry, 'matches' | 'alertsById'>; policies: PolicyStore; now: () => Date },
  customerId: string,
): Promise<Overdue[]> => {
  const policy = await deps.policies.policy(customerId)
  const now = deps.now()
  const found: Overdue[] = []
  const waiting = new Map<string, Match>()
  const look = async (): Promise<void> => {
    for (const alert of await deps.registry.alertsById(customerId, [...waiting.keys()])) {
      const match = waiting.get(alert.alertId)
      const overdue = match && overdueOn(match, alert, policy, now)
      if (overdue) found.push(overdue)
    }
    waiting.clear()
  }
  for await (const match of deps.registry.matches(customerId)) {
    if (match.state !== 'open' || match.disposition) continue
    waiting.set(alertIdOf(match, match.revision), match)
    if (waiting.size >= alertsAtATime) await look()
  }
  if (waiting.size > 0) await look()
  return found.sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
}
