import { effectOf } from '../legal/effects.ts'
import type { Alert, Consequence, Severity } from '../model/alert.ts'
import type { Measure } from '../model/designation.ts'
import type { Match, Rule } from '../model/match.ts'
import type { SeverityCell } from '../model/supplier.ts'

export interface SeverityInput {
  consequences: readonly Consequence[]
  match: Match
  kind: Alert['kind']
  /** Distance from the customer: 1 sells to it; 0 = no chain to the customer is known. */
  tier: number
  /** Where the customer's table differs from ours. */
  cells?: readonly SeverityCell[]
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
  // Not the supplier itself: the listing forbids to deal with the person.
  officer: 1,
}

/** Worst first. */
export const severityScale = ['critical', 'high', 'medium', 'low'] as const
/** Every severity, worst first. */
export const severities: readonly Severity[] = [...severityScale, 'info']
type Open = (typeof severityScale)[number]

/** What a listing is worth that does not act on the dealings that the party's roles stand for. */
const indirectSteps = 2

const lowered = (from: Severity, steps: number): Open =>
  severityScale[Math.min(severityScale.indexOf(from as Open) + steps, severityScale.length - 1)] ?? 'low'

/**
 * Whether a measure acts on the dealings at hand: an owner's only where it reaches the supplier, or nobody can say whether it
 * does; an officer's as its row says.
 */
const actsOn = (
  direct: boolean,
  role: Consequence['role'],
  onSupplier: Consequence['onSupplier'],
): boolean => {
  if (onSupplier === undefined || role === 'officer') return direct
  if (onSupplier.state === 'by-its-words') return true
  return direct && ['reached', 'unknown', 'unverified'].includes(onSupplier.state)
}

/** A place in the table. */
export interface SeverityPlace {
  measure: Measure
  rule: Rule
  score: 'strong' | 'review'
  tier: '1' | '2+'
}

/** What our own table says of a place: the measure's severity, a step down for each doubt and for distance. */
export const standardSeverity = ({ measure, rule, score, tier }: SeverityPlace): Open =>
  lowered(
    byMeasure[measure],
    (score === 'strong' ? 0 : 1) + byRule[rule] + (tier === '2+' && !atEveryTier.has(measure) ? 1 : 0),
  )

const columns = ['measure', 'rule', 'score', 'tier'] as const

/** The measure weighs most, then rule, score and tier: no two cells that fit a place are equally specific. */
const specificity = (cell: SeverityCell): number =>
  columns.reduce((sum, column, position) => sum + (cell[column] === '*' ? 0 : 2 ** (3 - position)), 0)

/** What the table says of a place: the customer's most specific cell that fits, or ours. */
export const severityAt = (place: SeverityPlace, cells: readonly SeverityCell[] = []): Open =>
  cells
    .filter((cell) => columns.every((column) => cell[column] === '*' || cell[column] === place[column]))
    .toSorted((a, b) => specificity(b) - specificity(a))[0]?.severity ?? standardSeverity(place)

/**
 * How urgent an alert is: the worst of what the table says of its measures, at its rule, score and tier; two steps down
 * for a measure that does not act on the dealings that the party's roles stand for. Nothing open is below `low`;
 * `resolved` and `notice` are `info`. Opened, amended and reopened matches weigh the same: what is true now counts, not
 * how it became true. docs/alerts/severity.md is made from this.
 */
export const severityOf = (input: SeverityInput): Severity => {
  if (input.kind === 'resolved' || input.kind === 'notice') return 'info'
  const { consequences, match, tier } = input
  const measured: readonly { measure: Measure; direct: boolean }[] =
    consequences.length > 0
      ? [
          ...consequences.map(({ measure, effectId, role, onSupplier }) => ({
            measure,
            direct: actsOn(effectOf(effectId)?.direct ?? true, role, onSupplier),
          })),
          // A programme without a row beside those that have one: what it does is not known to be less.
          ...(match.measures.includes('unknown-effect')
            ? [{ measure: 'unknown-effect' as const, direct: true }]
            : []),
        ]
      : match.measures.length > 0
        ? match.measures.map((measure) => ({ measure, direct: true }))
        : [{ measure: 'unknown-effect', direct: true }]
  const levels = measured.map(({ measure, direct }) => {
    const place: SeverityPlace = {
      measure,
      rule: match.rule,
      score: match.decision === 'strong' ? 'strong' : 'review',
      tier: tier > 1 ? '2+' : '1',
    }
    return severityScale.indexOf(lowered(severityAt(place, input.cells), direct ? 0 : indirectSteps))
  })
  return severityScale[Math.min(...levels)] ?? 'low'
}
