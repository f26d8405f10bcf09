import { effectOf } from '../legal/effects.ts'
import type { Alert, Consequence, Severity } from '../model/alert.ts'
import type { Match } from '../model/match.ts'

export interface SeverityInput {
  consequences: readonly Consequence[]
  match: Match
  kind: Alert['kind']
  /** 1 sells to the customer itself; 0 = no chain to the customer is known. */
  tier: number
}

const scale: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

export const severityOf = ({ consequences, match, kind, tier }: SeverityInput): Severity => {
  if (kind === 'resolved') return 'info'
  const direct = consequences.some(({ effectId }) => effectOf(effectId)?.direct === true)
  let level = consequences.length > 0 && !direct ? 2 : 0
  if (match.decision !== 'strong') level++
  if (tier > 1) level++
  return scale[Math.min(level, 3)] ?? 'low'
}
