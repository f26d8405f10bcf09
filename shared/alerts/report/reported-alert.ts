import type { Alert, Consequence } from '../../model/alert.ts'
import type { Met } from '../../model/match.ts'

/**
 * What a report or a digest says of an alert. Thousands are held at once while one is made: the whole of each lies in its
 * sealed record.
 */
export type ReportedAlert = Pick<
  Alert,
  'alertId' | 'matchId' | 'customerId' | 'kind' | 'severity' | 'source' | 'measure' | 'rule' | 'score'
> & {
  /** Who of the supplier was met, where it is not the supplier itself. */
  met?: Pick<Met, 'as' | 'name' | 'percent'>
  consequences: readonly Pick<Consequence, 'measure'>[]
  /** The shortest chain to the customer; none where there is none. */
  paths: readonly (readonly string[])[]
  designation: Pick<Alert['designation'], 'id' | 'name' | 'programs'>
  supplier: Pick<Alert['supplier'], 'supplierId' | 'name' | 'tier'>
  citation: Pick<Alert['citation'], 'title' | 'url'>
  evidence: Pick<Alert['evidence'], 'url' | 'record'>
}

export const reportedAlert = (alert: Alert): ReportedAlert => ({
  alertId: alert.alertId,
  matchId: alert.matchId,
  customerId: alert.customerId,
  kind: alert.kind,
  severity: alert.severity,
  source: alert.source,
  measure: alert.measure,
  rule: alert.rule,
  score: alert.score,
  ...(alert.met === undefined
    ? {}
    : {
        met: {
          as: alert.met.as,
          name: alert.met.name,
          ...(alert.met.percent === undefined ? {} : { percent: alert.met.percent }),
        },
      }),
  consequences: alert.consequences.map(({ measure }) => ({ measure })),
  paths: alert.paths.slice(0, 1),
  designation: {
    id: alert.designation.id,
    name: alert.designation.name,
    programs: alert.designation.programs,
  },
  supplier: {
    supplierId: alert.supplier.supplierId,
    name: alert.supplier.name,
    tier: alert.supplier.tier,
  },
  citation: {
    title: alert.citation.title,
    ...(alert.citation.url === undefined ? {} : { url: alert.citation.url }),
  },
  evidence: {
    url: alert.evidence.url,
    ...(alert.evidence.record === undefined ? {} : { record: alert.evidence.record }),
  },
})
