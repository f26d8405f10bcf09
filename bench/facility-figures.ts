import { compareFacilities, prepareFacility } from '../shared/screening/facilities.ts'
import { screeningModel } from '../shared/screening/model.ts'
import type { FacilityPair } from './facility-sets.ts'
import type { Judged } from './matching/metrics.ts'

export interface Scored extends Judged {
  pair: FacilityPair
}

export const scoreFacilityPairs = (pairs: readonly FacilityPair[]): Scored[] => {
  const model = screeningModel()
  return pairs.map((pair) => ({
    pair,
    right: pair.same,
    score: compareFacilities(
      prepareFacility({ name: pair.name1, address: pair.address1, country: pair.country1 }, model),
      prepareFacility({ name: pair.name2, address: pair.address2, country: pair.country2 }, model),
    ).score,
  }))
}
