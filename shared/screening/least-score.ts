import { thresholds } from './thresholds.ts'

/** No evidence lifts a pair whose names are further apart than this. */
export const leastNameScore = 0.5

/** What an agreeing country, and agreeing addresses, add at most: shares of what a score lacks of 1. */
export const mostOfCountry = 0.32
export const mostOfAddresses = 0.2

/** Which evidence around two names there may be. */
export interface PossibleEvidence {
  identifier: boolean
  birth: boolean
  addresses: boolean
  country: boolean
}

/**
 * The least score of names alone that the evidence around them (see `evaluateName`) could lift to `review`. An
 * identifier and a year of birth lift any pair that is compared at all; addresses and a country lift by a share of
 * what a score lacks of 1.
 */
export const leastScore = (evidence: PossibleEvidence): number => {
  if (evidence.identifier || evidence.birth) return leastNameScore
  let least: number = thresholds.review
  if (evidence.addresses) least = (least - mostOfAddresses) / (1 - mostOfAddresses)
  if (evidence.country) least = (least - mostOfCountry) / (1 - mostOfCountry)
  return Math.max(leastNameScore, least)
}
