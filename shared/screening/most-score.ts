import { joinedSimilarity, wordSimilarity } from './align.ts'
import type { PreparedName } from './normalise.ts'
import {
  coverage,
  evidenceOfTogether,
  groupScore,
  initialismScore,
  isGroupWord,
  isInitialism,
  isSureSpelling,
  leastSpellingCost,
  nothing,
  withLittleEvidence,
  withManyTogether,
  withSpellingDoubt,
} from './score-names.ts'
import { countBits } from './spelling.ts'
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

/** The weights of a name's words: all that a bound needs to know of them, once it is known which of them meet. */
export class Weights {
  readonly values = new Float64Array(mostTokens)
  length = 0
  total = 0
  /** One of the words says that the name is a group's. */
  group = false

  clear(): void {
    this.length = 0
    this.total = 0
    this.group = false
  }

  add(weight: number, group: boolean): void {
    this.values[this.length++] = weight
    this.total += weight
    if (group) this.group = true
  }

  of(tokens: readonly Token[]): void {
    this.clear()
    for (const token of tokens) this.add(token.weight, isGroupWord(token))
  }

  /** Sum of the weights of the marked words. */
  sum(marks: number): number {
    let sum = 0
    for (let i = 0; i < this.length; i++) if ((marks & (1 << i)) !== 0) sum += this.values[i] ?? 0
    return sum
  }
}

/** Slack for sums of weights that are added up in another order. */
const rounding = 1e-9

/** The bound where of two names' weights so much meets, and no more. */
const boundOf = (
  a: number,
  metA: number,
  b: number,
  metB: number,
  similarity: number,
  words: number,
): number => {
  const restA = a - metA
  const restB = b - metB
  const met = Math.min(metA, metB)
  const score = similarity * coverage(met, met + restA, met + restB)
  return withManyTogether(
    restA > nothing + rounding || restB > nothing + rounding
      ? withLittleEvidence(score, similarity * met + evidenceOfTogether(words))
      : score,
    words,
  )
}

/** A bound on the score of two names of whose words no others than the marked ones meet. */
export const boundByMarks = (a: Weights, b: Weights, marks: Marks): number => {
  if (marks.a === 0) return 0
  // Either only words meet that are surely alike, or one that is not casts doubt on all.
  const sureA = a.sum(marks.sureA)
  const sureB = b.sum(marks.sureB)
  const surely = Math.min(countBits(marks.sureA), countBits(marks.sureB))
  let score = boundOf(a.total, sureA, b.total, sureB, 1, surely)
  if (marks.a !== marks.sureA || marks.b !== marks.sureB) {
    const unsure = boundOf(a.total, a.sum(marks.a), b.total, b.sum(marks.b), marks.mostAlike, surely)
    score = Math.max(score, withSpellingDoubt(unsure, Math.min(sureA, sureB), leastSpellingCost))
  }
  return score >= 0.5 && (a.group || b.group) ? Math.max(score, groupScore(score)) : score
}

/** A bound on the score of two names of whose weights so much meets, however alike, in so many words, and no more. */
export const mostOfMet = (
  a: number,
  metA: number,
  b: number,
  metB: number,
  words: number,
  group: boolean,
): number => {
  const score = boundOf(a, metA, b, metB, 1, words)
  return group && score >= 0.5 ? Math.max(score, groupScore(score)) : score
}

const marks = new Marks()
const weightsA = new Weights()
const weightsB = new Weights()

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
  if (marks.a === 0 && n > 1 && m > 1) return 0
  weightsA.of(a.tokens)
  weightsB.of(b.tokens)
  const score = boundByMarks(weightsA, weightsB, marks)
  return (n === 1 || m === 1) && (isInitialism(a, b) || isInitialism(b, a))
    ? Math.max(score, initialismScore(4))
    : score
}
