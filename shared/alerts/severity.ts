import { effectOf } from '../legal/effects.ts'
import type { Alert, Consequence, Severity } from '../model/alert.ts'
import type { Measure } from '../model/designation.ts'
import type { Match, Rule } from '../model/match.ts'

export interface SeverityInput {
  consequences: readonly Consequence[]
  match: Match
  kind: Alert['kind']
  /** Distance from the customer: 1 sells to it; 0 = no chain to the customer is known. */
  tier: number
}

/** What a certain match of a tier 1 party is worth, by what the listing does. */
const byMeasure: Readonly<Record<Measure, Severity>> = {
  blocking: 'critical',
  'import-seizure': 'critical',
  'export-denial': 'critical',
  'import-detention': 'high',
  'import-presumption': 'high',
  'export-licence': 'high',
  'no-licence-exception': 'high',
  'military-end-user': 'high',
  'correspondent-account': 'high',
  // Nobody has said what the listing does: somebody has to look before the next order.
  'unknown-effect': 'high',
  'debt-equity': 'medium',
  'investment-ban': 'medium',
  'menu-based': 'medium',
  debarment: 'medium',
}

/** Import measures follow the goods: an input of tier 4 stops the product at the border as one of tier 1 does. */
const atEveryTier: ReadonlySet<Measure> = new Set([
  'import-detention',
  'import-seizure',
  'import-presumption',
])

/** Steps down by the rule under which the two met: an address alone is evidence, not an identity. */
const byRule: Readonly<Record<Rule, number>> = {
  name: 0,
  identifier: 0,
  ownership: 0,
  'goods-origin': 0,
  labour: 0,
  address: 1,
}

const scale: readonly Severity[] = ['critical', 'high', 'medium', 'low']

const stepsDown = (measure: Measure, direct: boolean, { match, tier }: SeverityInput): number =>
  (direct ? 0 : 2) +
  (match.decision === 'strong' ? 0 : 1) +
  byRule[match.rule] +
  (tier > 1 && !atEveryTier.has(measure) ? 1 : 0)

const lowered = (from: Severity, steps: number): number =>
  Math.min(scale.indexOf(from) + steps, scale.length - 1)

/**
 * How urgent an alert is. Start at the measure's own severity and go down the scale critical, high, medium, low:
 *
 * | step | when |
 * |---|---|
 * | 2 | the measure does not act on the dealings that the party's roles stand for |
 * | 1 | the match needs review: it is not strong |
 * | 1 | the rule is `address` |
 * | 1 | the party is of tier 2 or more, and the measure does not follow the goods |
 *
 * Of several consequences the worst counts. Nothing open is below `low`; `resolved` and `notice` are `info`. Opened,
 * amended and reopened matches weigh the same: what is true now counts, not how it became true.
 */
export const severityOf = (input: SeverityInput): Severity => {
  if (input.kind === 'resolved' || input.kind === 'notice') return 'info'
  const measured: readonly { measure: Measure; direct: boolean }[] =
    input.consequences.length > 0
      ? input.consequences.map(({ measure, effectId }) => ({
          measure,
          direct: effectOf(effectId)?.direct ?? true,
        }))
      : input.match.measures.length > 0
        ? input.match.measures.map((measure) => ({ measure, direct: true }))
        : [{ measure: 'unknown-effect', direct: true }]
  const levels = measured.map(({ measure, direct }) =>
    lowered(byMeasure[measure], stepsDown(measure, direct, input)),
  )
  return scale[Math.min(...levels)] ?? 'low'
}
