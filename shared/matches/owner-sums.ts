import { newYorkDay } from '../dates.ts'
import type { Designation, Measure } from '../model/designation.ts'
import type { Evaluation, Match, OwnershipLaw, Rule } from '../model/match.ts'
import {
  holdingOf,
  type RelatedEvaluation,
  type RelatedParties,
  withHoldings,
} from '../screening/related-parties.ts'
import { answerFor, type Judged, type Pair, pairKey } from './judge.ts'
import { isIdentityClearing } from './reason-codes.ts'
import { decideMatch } from './transition.ts'

/** What the law says of a listing, as far as sums and decisions rest on it. */
export interface ListingLaw {
  /** Which measures a listing carries on a day (ISO date) in the agencies' zone: from the table of legal effects. */
  measuresOf: (designation: Designation, on: string) => Measure[]
  /** What is still to come of a listing, or still runs, on a day (ISO date) in the agencies' zone. */
  datedStateOf: (designation: Designation, on: string) => string[]
  /**
   * The laws under which a listing carries on to what the listed party owns, on a day (ISO date) in the agencies' zone, and
   * how BIS's affiliates rule stands on it where that is one of them.
   */
  ownershipOf: (designation: Designation, on: string) => { laws: OwnershipLaw[]; affiliatesRule?: string }
}

/** What one pair of a round rests on before it is known what listed owners hold together. */
export interface Weighed {
  pair: Pair
  known: ReadonlyMap<Rule, Match>
  judged: Judged
  /** The match by an owner as it was decided on last, under this number or the one that the party had. */
  before: Match | null
}

const withOwnership = (judged: Judged, change: (evaluation: RelatedEvaluation) => Evaluation): Judged => {
  const changed = (evaluations: Map<Rule, Evaluation>): Map<Rule, Evaluation> => {
    const evaluation = evaluations.get('ownership')
    return evaluation
      ? new Map([...evaluations, ['ownership', change(evaluation as RelatedEvaluation)]])
      : evaluations
  }
  return { evaluations: changed(judged.evaluations), standard: changed(judged.standard) }
}

/** With the holdings that it was decided on. */
const asDecided = (judged: Judged, before: Match): Judged =>
  withOwnership(judged, (evaluation) =>
    withHoldings(
      evaluation,
      before.met?.holdings ?? [],
      before.factsUsed.designation['affiliatesRule'] as string | undefined,
    ),
  )

/**
 * Whether an officer has decided that this owner is not the listed party, and nothing that this rests on has changed: its
 * share is then not added up, and what others hold is no news of it.
 */
const staysCleared = (law: ListingLaw, { pair, judged, before }: Weighed, at: string): boolean => {
  const { designation, supplier, source, designationId, listSeq, own } = pair
  if (before?.state !== 'cleared' || !isIdentityClearing(before.disposition?.reasonCodes ?? [])) return false
  if (designation === null) return false
  const decision = decideMatch(
    { ...before, designationId },
    {
      key: {
        customerId: supplier.customerId,
        supplierId: supplier.supplierId,
        source,
        designationId,
        rule: 'ownership',
      },
      fence: {
        listSeq: Math.max(listSeq, before.listSeq),
        supplierRevision: Math.max(supplier.revision, before.supplierRevision),
      },
      designation,
      supplier,
      measures: law.measuresOf(designation, newYorkDay(at)),
      dated: law.datedStateOf(designation, newYorkDay(at)),
      ...answerFor(before, asDecided(judged, before), 'ownership', own),
      cause: '',
      at,
    },
  )
  return decision?.transition === null
}

/**
 * What each pair of one supplier is, with what its listed owners hold together: worked out once, from all of its live matches
 * by owners. `excluded`: those that an officer has decided to be another party; their shares are not added up.
 */
export const withSums = (
  law: ListingLaw,
  weighed: readonly Weighed[],
  related: RelatedParties,
  /** The latest that any of the matches knows to have come (ISO instant). */
  at: string,
): { judged: Map<string, Judged>; excluded: Set<string> } => {
  const on = newYorkDay(at)
  const excluded = new Set<string>()
  const listed = new Map<OwnershipLaw, Set<string>>()
  for (const one of weighed) {
    const { pair, judged, before } = one
    const evaluation = answerFor(before, judged, 'ownership', pair.own).evaluation as RelatedEvaluation | null
    if (!evaluation || !pair.designation) continue
    if (staysCleared(law, one, at)) {
      excluded.add(pairKey(pair.source, pair.designationId))
      continue
    }
    for (const name of law.ownershipOf(pair.designation, on).laws) {
      const keys = listed.get(name) ?? new Set()
      for (const key of evaluation.metKeys) keys.add(key)
      listed.set(name, keys)
    }
  }
  const judged = new Map(
    weighed.map(({ pair, judged: base, before }): [string, Judged] => {
      const key = pairKey(pair.source, pair.designationId)
      if (before && excluded.has(key)) return [key, asDecided(base, before)]
      const { designation } = pair
      if (!designation || !base.standard.has('ownership')) return [key, base]
      const { laws, affiliatesRule } = law.ownershipOf(designation, on)
      const holdings = laws.map((name) => holdingOf(name, related, listed.get(name) ?? new Set()))
      return [key, withOwnership(base, (evaluation) => withHoldings(evaluation, holdings, affiliatesRule))]
    }),
  )
  return { judged, excluded }
}
