import type { Designation, PartyType } from '../../../shared/model/designation.ts'
import type { Decision, ExplanationStep } from '../../../shared/model/match.ts'
import { plainSupplier, type SupplierFacts } from '../../../shared/model/supplier.ts'
import { evaluatePair } from '../../../shared/screening/evaluate.ts'
import { explainName } from '../../../shared/screening/explain-names.ts'
import type { ScreeningModel } from '../../../shared/screening/model.ts'
import type { PreparedName } from '../../../shared/screening/normalise.ts'
import {
  compareFacilities,
  prepareFacility,
  type PreparedFacility,
  saysWhere,
} from '../../../shared/screening/facilities.ts'
import { listedNames, supplierNames } from '../../../shared/screening/prepared-parties.ts'
import {
  compareNames,
  comparePrepared,
  type NameComparison,
  ranked,
} from '../../../shared/screening/score-names.ts'
import { scriptParts } from '../../../shared/screening/script-parts.ts'
import { capBelow, decide, thresholds } from '../../../shared/screening/thresholds.ts'
import { emptyFacts } from '../../../shared/sources/reader.ts'

export interface Pair {
  name1: string
  name2: string
  type: PartyType
  /** ISO 3166-1 alpha-2. */
  country1?: string
  country2?: string
  address1?: string
  address2?: string
}

export interface PairScore {
  score: number
  decision: Decision
  explanation: ExplanationStep[]
}

const asListed = ({ name1, type, country1, address1 }: Pair): Designation => ({
  ...emptyFacts('trade-csl', type, name1),
  id: 'name1',
  aliases: scriptParts(name1, type === 'person').map((name) => ({ name, quality: 'strong', kind: 'a.k.a.' })),
  countries: country1 === undefined ? [] : [country1],
  addresses:
    address1 === undefined
      ? []
      : [{ text: address1, ...(country1 === undefined ? {} : { country: country1 }) }],
})

const asSupplier = ({ name2, type, country2, address2 }: Pair): SupplierFacts => ({
  ...plainSupplier('name2', name2),
  type,
  ...(country2 === undefined ? {} : { country: country2 }),
  ...(address2 === undefined ? {} : { address: address2 }),
})

/**
 * Screening opens no match for the pair, whatever the names alone would score: the score is put below `review`, in the
 * order of the names' own scores, and the explanation says so.
 */
const belowReview = (score: number, explanation: ExplanationStep[], why: string): PairScore => {
  const capped = capBelow(score, thresholds.review)
  return {
    score: capped,
    decision: decide(capped),
    explanation:
      capped === score
        ? explanation
        : [...explanation, { kind: 'name', text: why, effect: Math.round((capped - score) * 1000) / 1000 }],
  }
}

/** The two as sites, where both have an address that says where they are; null for persons, vessels and aircraft. */
const asFacilities = (pair: Pair, model: ScreeningModel): PairScore | null => {
  const { type, name1, name2, address1, address2, country1, country2 } = pair
  if (type !== 'organisation' || address1 === undefined || address2 === undefined) return null
  const facility = (name: string, address: string, country: string | undefined): PreparedFacility =>
    prepareFacility({ name, address, ...(country === undefined ? {} : { country }) }, model)
  const [first, second] = [facility(name1, address1, country1), facility(name2, address2, country2)]
  return saysWhere(first) && saysWhere(second) ? compareFacilities(first, second) : null
}

/** The names alone; of a name in two scripts the half that comes closer. */
const namesOf = ({ name1, name2, type }: Pair, model: ScreeningModel): PairScore => {
  const partsOf = (name: string): string[] => [name, ...scriptParts(name, type === 'person')]
  return partsOf(name1)
    .flatMap((one) => partsOf(name2).map((other) => compareNames(one, other, { type, model })))
    .reduce((best, next) => (next.score > best.score ? next : best))
}

/**
 * Scores two names, the first as if listed, the second as if a supplier's. Two organisations of which both addresses
 * are known are compared as sites: are they one factory? Otherwise, without countries that both sides have, the names
 * are all there is; with them the pair is scored as screening would, and a pair that screening leaves alone still gets
 * its score.
 */
export const scorePair = (pair: Pair, model: ScreeningModel): PairScore => {
  const facilities = asFacilities(pair, model)
  if (facilities) return facilities
  const names = namesOf(pair, model)
  const around =
    (pair.country1 !== undefined && pair.country2 !== undefined) ||
    (pair.address1 !== undefined && pair.address2 !== undefined)
  if (!around) return names
  const [best] = evaluatePair(asListed(pair), asSupplier(pair), model).sort((a, b) => b.score - a.score)
  if (best) return { score: best.score, decision: best.decision, explanation: best.explanation }
  return belowReview(
    names.score,
    names.explanation,
    'What else is known of the two (country, address) keeps the pair below a match.',
  )
}

/** The two names of a listed party and a supplier that come closest, for scores below `review`. */
export const closestNames = (
  designation: Designation,
  supplier: SupplierFacts,
  model: ScreeningModel,
): PairScore | null => {
  const type = designation.type === 'person' && supplier.type === 'person' ? 'person' : 'organisation'
  let best: NameComparison | undefined
  let names: [PreparedName, PreparedName] | undefined
  for (const listed of listedNames(designation, model)) {
    for (const own of supplierNames(supplier, model)) {
      const comparison = comparePrepared(listed.prepared, own.prepared, type)
      if (!best || comparison.score > best.score) {
        best = comparison
        names = [listed.prepared, own.prepared]
      }
    }
  }
  if (!best || !names) return null
  const { score, step } = ranked(best, names, type)
  const compared: ExplanationStep = {
    kind: 'name',
    text: `"${best.a.raw}" was compared with "${best.b.raw}".`,
  }
  return belowReview(
    score,
    [compared, ...explainName(best), ...(step ? [step] : [])],
    'What else is known of the two keeps the pair below a match.',
  )
}
