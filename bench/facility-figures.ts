import { compareFacilities, prepareFacility } from '../shared/screening/facilities.ts'
import { screeningModel } from '../shared/screening/model.ts'
import type { FacilityPair } from './facility-sets.ts'

export interface Scored {
  pair: FacilityPair
  score: number
}

export const scoreFacilityPairs = (pairs: readonly FacilityPair[]): Scored[] => {
  const model = screeningModel()
  return pairs.map((pair) => ({
    pair,
    score: compareFacilities(
      prepareFacility({ name: pair.name1, address: pair.address1, country: pair.country1 }, model),
      prepareFacility({ name: pair.name2, address: pair.address2, country: pair.country2 }, model),
    ).score,
  }))
}

export interface Figures {
  precision: number
  recall: number
  f1: number
}

export const figuresAt = (scored: readonly Scored[], threshold: number): Figures => {
  let right = 0
  let wrong = 0
  let missed = 0
  for (const { pair, score } of scored) {
    if (score >= threshold && pair.same) right += 1
    else if (score >= threshold) wrong += 1
    else if (pair.same) missed += 1
  }
  return {
    precision: right === 0 ? 0 : right / (right + wrong),
    recall: right === 0 ? 0 : right / (right + missed),
    f1: right === 0 ? 0 : (2 * right) / (2 * right + wrong + missed),
  }
}

/** The threshold with the best F1 on these pairs: what a baseline would have to know beforehand. */
export const bestThreshold = (scored: readonly Scored[]): number => {
  let best = 0
  let at = 0
  for (const { score } of scored) {
    const { f1 } = figuresAt(scored, score)
    if (f1 > best) {
      best = f1
      at = score
    }
  }
  return at
}
