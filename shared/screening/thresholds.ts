import type { Decision } from '../model/match.ts'

/** A pair at or above `review` is shown to a compliance officer; at or above `strong` it is very likely the same party. */
export const thresholds = { review: 0.75, strong: 0.9 } as const

export const decide = (score: number): Decision =>
  score >= thresholds.strong ? 'strong' : score >= thresholds.review ? 'review' : 'none'

/** Just below a threshold, keeping the order of what was above it: caps never make scores equal that were not. */
export const capBelow = (score: number, threshold: number): number =>
  score < threshold ? score : threshold - 0.001 - 0.02 * (1 - score)
