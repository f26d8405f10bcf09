import type { Designation } from '../model/designation.ts'
import type { Evaluation, Match, Thresholds } from '../model/match.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { evaluatePair } from './evaluate.ts'
import type { ScreeningModel } from './model.ts'
import { evaluateRelated, holdingOf, relatedParties, withHoldings } from './related-parties.ts'

/** What of a match is needed to recompute it from its supplier: the parties above, and which owners were listed then. */
export interface RecordedMeeting {
  match: Pick<Match, 'met' | 'factsUsed'>
  upstream: readonly SupplierFacts[]
}

/**
 * All that a designation and a supplier have to do with each other, its officers and owners included, with what the
 * recorded listed owners hold by the recorded shares.
 */
export const evaluateRecorded = (
  designation: Designation,
  supplier: SupplierFacts,
  model: ScreeningModel,
  own: Thresholds | undefined,
  { match, upstream }: RecordedMeeting,
): Evaluation[] => {
  const byId = new Map(upstream.map((party) => [party.supplierId, party]))
  const related = relatedParties(supplier, byId, model)
  const affiliatesRule = match.factsUsed.designation['affiliatesRule'] as string | undefined
  return [
    ...evaluatePair(designation, supplier, model, own),
    ...evaluateRelated(designation, related, model, own).map((evaluation) =>
      withHoldings(
        evaluation,
        (match.met?.holdings ?? []).map(({ law, listed }) =>
          holdingOf(
            law,
            related,
            new Set(related.owners.filter(({ met }) => listed.includes(met.name)).map(({ key }) => key)),
          ),
        ),
        affiliatesRule,
      ),
    ),
  ]
}
