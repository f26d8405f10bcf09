import type { Decision, Evaluation, Rule, Thresholds } from '../model/match.ts'

/** A pair at or above `review` is shown to a compliance officer; at or above `strong` it is very likely the same party. */
export const thresholds = { review: 0.75, strong: 0.9 } as const

export const decide = (score: number): Decision =>
  score >= thresholds.strong ? 'strong' : score >= thresholds.review ? 'review' : 'none'

/** Rules whose score is a likeness. The others' scores grade facts that were declared: no threshold hides these. */
const likenessRules: ReadonlySet<Rule> = new Set(['name', 'address'])

/**
 * Why a customer cannot have these thresholds; `null` where it can. They can only be raised: below the standard
 * `review` candidates are not looked for, and what is never `strong` (a person's name alone, a part of a name) is held
 * under the standard `strong`.
 */
export const thresholdFault = ({
  review,
  strong,
}: Thresholds): { field: 'review' | 'strong'; reason: string } | null => {
  if (!(review >= thresholds.review && review <= 1))
    return {
      field: 'review',
      reason: `is not from ${thresholds.review} to 1: below ${thresholds.review} the lists are not searched, and matches would be missed at random`,
    }
  if (!(strong >= thresholds.strong && strong <= 1))
    return {
      field: 'strong',
      reason: `is not from ${thresholds.strong} to 1: a person\u2019s name alone, which must never be strong, reaches almost ${thresholds.strong}`,
    }
  return review > strong ? { field: 'review', reason: 'is above strong' } : null
}

/** A rule's answer as a customer's own thresholds judge it; `null`: it is below their `review`. */
export const underThresholds = (evaluation: Evaluation | null, own: Thresholds): Evaluation | null => {
  if (!evaluation || !likenessRules.has(evaluation.rule)) return evaluation
  if (evaluation.score < own.review) return null
  const decision = evaluation.score >= own.strong ? 'strong' : 'review'
  return decision === evaluation.decision ? evaluation : { ...evaluation, decision }
}

/** Just below a threshold, keeping the order of what was above it: caps never make scores equal that were not. */
export const capBelow = (score: number, threshold: number): number =>
  score < threshold ? score : threshold - 0.001 - 0.02 * (1 - score)
