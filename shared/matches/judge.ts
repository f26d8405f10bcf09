import type { Designation } from '../model/designation.ts'
import type { Evaluation, Match, Rule, Thresholds } from '../model/match.ts'
import type { SourceId } from '../model/source.ts'
import type { Supplier } from '../model/supplier.ts'
import { evaluatePair } from '../screening/evaluate.ts'
import type { ScreeningModel } from '../screening/model.ts'
import { evaluateRelated, type RelatedParties } from '../screening/related-parties.ts'
import type { decideMatch } from './transition.ts'

/** A designation and a supplier as a round has read them. */
export interface Pair {
  designationId: string
  designation: Designation | null
  listSeq: number
  source: SourceId
  supplier: Supplier
  /** The customer's own thresholds. */
  own: Thresholds | undefined
}

export const pairKey = (source: SourceId, designationId: string): string => `${source} ${designationId}`

/** What a pair is under every rule, by the customer's own thresholds. */
export interface Judged {
  evaluations: Map<Rule, Evaluation>
  /** Rules under which they meet by the standard thresholds. */
  standard: Map<Rule, Evaluation>
}

export const judge = (
  { model }: { model: ScreeningModel },
  designation: Designation,
  supplier: Supplier,
  own: Thresholds | undefined,
  related: RelatedParties,
): Judged => {
  const under = (thresholds?: Thresholds): Map<Rule, Evaluation> =>
    new Map(
      [
        ...evaluatePair(designation, supplier, model, thresholds),
        ...evaluateRelated(designation, related, model, thresholds),
      ].map((evaluation) => [evaluation.rule, evaluation]),
    )
  const standard = under()
  return { standard, evaluations: own === undefined || standard.size === 0 ? standard : under(own) }
}

export const nothing: Judged = { evaluations: new Map(), standard: new Map() }

type Answer = Pick<Parameters<typeof decideMatch>[1], 'evaluation' | 'thresholds' | 'belowThreshold'>

/**
 * The rule's answer for a stored match. What an officer confirmed or cleared stands, whatever threshold is set afterwards:
 * raised and lowered again, it must not bring back what was cleared.
 */
export const answerFor = (
  before: Match | null,
  { evaluations, standard }: Judged,
  rule: Rule,
  own: Thresholds | undefined,
): Answer => {
  const evaluation = evaluations.get(rule) ?? null
  const usual = standard.get(rule)
  const decided =
    before?.state === 'cleared' || (before?.state === 'open' && before.disposition?.decision === 'confirmed')
  if (!evaluation && usual && decided) return { evaluation: usual }
  return {
    evaluation,
    ...(own === undefined ? {} : { thresholds: own }),
    ...(!evaluation && usual ? { belowThreshold: true } : {}),
  }
}

/** A supplier's stored matches with one designation. */
export const byRule = (
  matches: readonly Match[],
  source: SourceId,
  designationId: string,
): Map<Rule, Match> =>
  new Map(
    matches
      .filter((match) => match.source === source && match.designationId === designationId)
      .map((match) => [match.rule, match]),
  )
