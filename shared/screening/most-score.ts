import { joinedSimilarity, wordSimilarity } from './align.ts'
import type { PreparedName } from './normalise.ts'
import {
  coverage,
  groupScore,
  initialismScore,
  isGroupWord,
  isInitialism,
  isSureSpelling,
  nothing,
  withLittleEvidence,
  withSpellingDoubt,
} from './score-names.ts'
import type { Token } from './tokens.ts'

/** Names of more words are not bounded: their words are marked by the bits of an integer. */
export const mostTokens = 30

/** Which words of two names may meet any of the other, as bits, and how much alike the most alike of them are. */
export class Marks {
  a = 0
  b = 0
  /** Those that are surely spelt alike. */
  sureA = 0
  sureB = 0
  mostAlike = 0

  clear(): void {
    this.a = 0
    this.b = 0
    this.sureA = 0
    this.sureB = 0
    this.mostAlike = 0
  }

  add(a: number, b: number, similarity: number): void {
    this.a |= a
    this.b |= b
    if (isSureSpelling(similarity)) {
      this.sureA |= a
      this.sureB |= b
    }
    if (similarity > this.mostAlike) this.mostAlike = similarity
  }
}

/** Sum of the weights of the marked words. */
const weightOf = (tokens: readonly Token[], marks: number): number => {
  let sum = 0
  for (let i = 0; i < tokens.length; i++) if ((marks & (1 << i)) !== 0) sum += tokens[i]?.weight ?? 0
  return sum
}

/** The bound where the marked words meet and no other. */
const boundOf = (
  a: readonly Token[],
  markedA: number,
  b: readonly Token[],
  markedB: number,
  similarity: number,
): number => {
  const restA = weightOf(a, ~markedA)
  const restB = weightOf(b, ~markedB)
  const met = Math.min(weightOf(a, markedA), weightOf(b, markedB))
  const score = similarity * coverage(met, met + restA, met + restB)
  return restA > nothing || restB > nothing ? withLittleEvidence(score, similarity * met) : score
}

/** A bound on the score of two names of whose words no others than the marked ones meet. */
export const boundByMarks = (a: readonly Token[], b: readonly Token[], marks: Marks): number => {
  if (marks.a === 0) return 0
  // Either only words meet that are surely alike, or one that is not casts doubt on all.
  const sure = boundOf(a, marks.sureA, b, marks.sureB, 1)
  const sureWeight = Math.min(weightOf(a, marks.sureA), weightOf(b, marks.sureB))
  const unsure = withSpellingDoubt(boundOf(a, marks.a, b, marks.b, marks.mostAlike), sureWeight)
  const score = Math.max(sure, unsure)
  return score >= 0.5 && (a.some(isGroupWord) || b.some(isGroupWord))
    ? Math.max(score, groupScore(score))
    : score
}

const marks = new Marks()

/**
 * A bound that `comparePrepared` does not exceed for the two names, but for rounding. Nearly all candidates share one
 * common word and are far from any threshold; this sees it without laying the words side by side in the best way:
 * whatever has a counterpart counts in full, whatever has none is missing for sure.
 */
export const mostScore = (a: PreparedName, b: PreparedName): number => {
  const { length: n } = a.tokens
  const { length: m } = b.tokens
  if (n === 0 || m === 0) return 0
  if (n > mostTokens || m > mostTokens) return 1
  marks.clear()
  for (let i = 0; i < n; i++) {
    const x = a.tokens[i]
    for (let j = 0; j < m; j++) {
      const y = b.tokens[j]
      const met = x && y ? wordSimilarity(x, y) : null
      if (met) marks.add(1 << i, 1 << j, met.similarity)
    }
  }
  for (const group of a.neighbours) {
    for (let j = 0; j < m; j++) {
      const whole = b.tokens[j]
      const met = whole ? joinedSimilarity(group, whole) : null
      if (met) marks.add(group.bits, 1 << j, met.similarity)
    }
  }
  for (const group of b.neighbours) {
    for (let i = 0; i < n; i++) {
      const whole = a.tokens[i]
      const met = whole ? joinedSimilarity(group, whole) : null
      if (met) marks.add(1 << i, group.bits, met.similarity)
    }
  }
  const score = boundByMarks(a.tokens, b.tokens, marks)
  return (n === 1 || m === 1) && (isInitialism(a, b) || isInitialism(b, a))
    ? Math.max(score, initialismScore(4))
    : score
}
