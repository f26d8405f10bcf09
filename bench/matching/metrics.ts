/** Figures of a scorer on labelled pairs. */
export interface Judged {
  score: number
  right: boolean
}

export interface Figures {
  precision: number
  recall: number
  f1: number
}

export const figuresAt = (judged: readonly Judged[], threshold: number): Figures => {
  let hits = 0
  let falseHits = 0
  let missed = 0
  for (const { score, right } of judged) {
    if (score >= threshold) {
      if (right) hits += 1
      else falseHits += 1
    } else if (right) missed += 1
  }
  const precision = hits === 0 ? 0 : hits / (hits + falseHits)
  const recall = hits === 0 ? 0 : hits / (hits + missed)
  return { precision, recall, f1: hits === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}

/** The threshold at which F1 is best, and F1 there. */
export const bestOf = (judged: readonly Judged[]): { threshold: number; f1: number } => {
  const sorted = [...judged].sort((a, b) => b.score - a.score)
  const rights = judged.filter(({ right }) => right).length
  let hits = 0
  let best = { threshold: 1, f1: 0 }
  for (const [i, { score, right }] of sorted.entries()) {
    if (right) hits += 1
    if (sorted[i + 1]?.score === score) continue
    const f1 = (2 * hits) / (i + 1 + rights)
    if (f1 > best.f1) best = { threshold: score, f1 }
  }
  return best
}

/** The least threshold at which no more than that share of the scores (each the best of a benign name) is alerted. */
export const thresholdFor = (scores: readonly number[], share: number): number => {
  const sorted = [...scores].sort((a, b) => b - a)
  return (sorted[Math.floor(share * scores.length)] ?? 0) + 1e-9
}

export const shareAtLeast = (scores: readonly number[], threshold: number): number =>
  scores.length === 0 ? 0 : scores.filter((score) => score >= threshold).length / scores.length

/** Of the pairs scored within each band, how many are right: what a calibrated score says of itself. */
export const calibration = (
  judged: readonly Judged[],
  edges: readonly number[],
): { from: number; pairs: number; right: number; mean: number }[] =>
  edges.slice(0, -1).map((from, i) => {
    const within = judged.filter(
      ({ score }) =>
        score >= from && (score < (edges[i + 1] ?? 1) || (i === edges.length - 2 && score === edges[i + 1])),
    )
    const sum = within.reduce((total, { score }) => total + score, 0)
    return {
      from,
      pairs: within.length,
      right: within.length === 0 ? 0 : within.filter(({ right }) => right).length / within.length,
      mean: within.length === 0 ? 0 : sum / within.length,
    }
  })
