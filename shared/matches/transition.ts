import { canonicalHash, canonicalJson } from '../hash.ts'
import { removalReason } from '../lists/removal-reason.ts'
import { termsOf } from '../lists/terms.ts'
import type { Designation, Measure } from '../model/designation.ts'
import type {
  EndedClearing,
  Evaluation,
  Fence,
  Match,
  MatchKey,
  Thresholds,
  Transition,
} from '../model/match.ts'
import type { Supplier } from '../model/supplier.ts'

/** Both sides of a pair as they are now: the designation at HEAD, the supplier at its latest revision. */
export interface PairNow {
  key: MatchKey
  fence: Fence
  /** `null`: not on the list. */
  designation: Designation | null
  /** Canonical hash of the designation's entry; absent where it is not on the list. */
  entryHash?: string
  supplier: Supplier
  measures: readonly Measure[]
  /** What of the listing is still to come or still runs: licences, wind-downs, effective dates. */
  dated?: readonly string[]
  /** The rule's answer; `null`: the pair does not meet under this rule. */
  evaluation: Evaluation | null
  /** The customer's own thresholds that the rule's answer was judged by; absent: the standard ones. */
  thresholds?: Thresholds
  /** They meet under this rule, and the customer's own thresholds leave it out. */
  belowThreshold?: boolean
  cause: string
  /** Logical time of the cause. */
  at: string
  /** The number under which the party is still listed, where this one is gone. */
  movedTo?: string
}

/** What is to be written: the match as it is now, and the transition that it made, if any. */
export interface MatchDecision {
  match: Match
  transition: Transition | null
}

/** What the designation legally is, as far as a match rests on it. */
const legalFacts = (
  designation: Designation,
  { measures, dated = [] }: Pick<PairNow, 'measures' | 'dated'>,
): Record<string, unknown> => {
  const terms = termsOf(designation)
  return {
    programs: designation.programs.toSorted(),
    measures: measures.toSorted(),
    status: designation.status,
    ...(designation.enforcedUnder === undefined ? {} : { enforcedUnder: designation.enforcedUnder }),
    ...(dated.length === 0 ? {} : { dated: dated.toSorted() }),
    ...(terms === undefined ? {} : { terms }),
  }
}

const hashOf = (evaluation: Evaluation, factsUsed: Evaluation['factsUsed']): string =>
  canonicalHash([evaluation.rule, evaluation.subjectId ?? null, factsUsed])

/** Facts as far as a match on record has them: one that was written before `terms` were looked at has none to compare. */
const asRecorded = (stored: Match, factsUsed: Evaluation['factsUsed']): Evaluation['factsUsed'] => {
  if ('terms' in stored.factsUsed.designation) return factsUsed
  const { terms: _terms, ...designation } = factsUsed.designation
  return { ...factsUsed, designation }
}

const namedDifferences = (before: Evaluation['factsUsed'], after: Evaluation['factsUsed']): string[] =>
  (['designation', 'supplier'] as const).flatMap((side) => {
    const [was, is] = [before[side], after[side]]
    return [...new Set([...Object.keys(was), ...Object.keys(is)])]
      .filter((fact) => canonicalJson(was[fact]) !== canonicalJson(is[fact]))
      .map((fact) => `${side}.${fact}`)
  })

const whyResolved = (pair: PairNow): NonNullable<Match['resolvedBecause']> => {
  if (pair.supplier.state === 'removed') return 'supplier-removed'
  // Its match under the other number is open already: that one goes on.
  if (!pair.designation && pair.movedTo !== undefined) return 'moved'
  if (!pair.designation) return removalReason(pair.key.source)
  if (pair.designation.status !== 'active') return 'listing-inactive'
  return pair.belowThreshold ? 'below-threshold' : 'no-longer-matching'
}

const judgedBy = ({ thresholds: _t, ...match }: Match, own: Thresholds | undefined): Match =>
  own === undefined ? match : { ...match, thresholds: own }

/** Whether two matches were judged by the same thresholds. */
export const sameThresholds = (a: Pick<Match, 'thresholds'>, b: Pick<Match, 'thresholds'>): boolean =>
  a.thresholds?.review === b.thresholds?.review && a.thresholds?.strong === b.thresholds?.strong

/** What a transition tells of the clearing that it ends; nothing where the match was not cleared. */
const endedClearing = (
  { disposition }: Match,
  because: EndedClearing['because'],
  fields: string[],
): Pick<Transition, 'ended'> => {
  if (disposition?.decision !== 'cleared') return {}
  const { author, at, reasonCodes, reason, approvedBy, until } = disposition
  return {
    ended: {
      author,
      at,
      reasonCodes,
      reason,
      ...(approvedBy === undefined ? {} : { approvedBy }),
      ...(until === undefined ? {} : { until }),
      because,
      fields,
    },
  }
}

/** Whether a clearing's last day has passed at a moment of the match's own time. */
export const isExpired = ({ state, disposition }: Match, at: string): boolean =>
  state === 'cleared' && disposition?.until !== undefined && disposition.until < at.slice(0, 10)

/**
 * Decides what a fresh evaluation means for the stored match: pure. A revision is raised only by a transition, and
 * the same facts make none, however often they are matched again. `null`: nothing to write.
 */
export const decideMatch = (stored: Match | null, pair: PairNow): MatchDecision | null => {
  const { evaluation, designation } = pair
  if (
    stored &&
    (stored.listSeq > pair.fence.listSeq || stored.supplierRevision > pair.fence.supplierRevision)
  ) {
    return null
  }
  if (!evaluation || !designation) {
    if (!stored) return null
    const fenced: Match = { ...judgedBy(stored, pair.thresholds), ...pair.fence }
    if (stored.state === 'resolved') return { match: fenced, transition: null }
    // A cleared pair was decided to be nothing: that it ends is nobody's news.
    if (stored.state === 'cleared') {
      return { match: { ...fenced, state: 'resolved', resolvedBecause: whyResolved(pair) }, transition: null }
    }
    const { disposition: _d, proposed: _p, acknowledged: _a, ...rest } = fenced
    const match: Match = {
      ...rest,
      state: 'resolved',
      revision: stored.revision + 1,
      cause: pair.cause,
      at: pair.at,
      resolvedBecause: whyResolved(pair),
      ...(!pair.designation && pair.movedTo !== undefined ? { movedTo: pair.movedTo } : {}),
    }
    return { match, transition: { kind: 'resolved', match, fields: [] } }
  }
  const factsUsed: Evaluation['factsUsed'] = {
    designation: { ...evaluation.factsUsed.designation, ...legalFacts(designation, pair) },
    supplier: evaluation.factsUsed.supplier,
  }
  const factsHash = hashOf(evaluation, factsUsed)
  const now: Omit<Match, 'state' | 'revision' | 'cause' | 'at'> = {
    ...pair.key,
    ...pair.fence,
    score: evaluation.score,
    decision: evaluation.decision,
    explanation: evaluation.explanation,
    ...(evaluation.subjectId === undefined ? {} : { subjectId: evaluation.subjectId }),
    ...(evaluation.met === undefined ? {} : { met: evaluation.met }),
    factsHash,
    factsUsed,
    ...(pair.thresholds === undefined ? {} : { thresholds: pair.thresholds }),
    measures: [...pair.measures],
    designationName: designation.name,
    entryHash: pair.entryHash ?? '',
    supplierName: pair.supplier.name,
    // What people did before is in the trail; their number keeps an act from being written over.
    ...(stored?.acts === undefined ? {} : { acts: stored.acts }),
  }
  const news = { cause: pair.cause, at: pair.at }
  if (!stored) {
    const match: Match = { ...now, ...news, state: 'open', revision: 1 }
    return { match, transition: { kind: 'opened', match, fields: [] } }
  }
  if (stored.state === 'resolved') {
    const match: Match = { ...now, ...news, state: 'open', revision: stored.revision + 1 }
    const fields = namedDifferences(stored.factsUsed, asRecorded(stored, factsUsed))
    return {
      match,
      transition: { kind: 'reopened', match, fields, ...endedClearing(stored, 'relisted', fields) },
    }
  }
  const unchanged = stored.factsHash === hashOf(evaluation, asRecorded(stored, factsUsed))
  const expired = isExpired(stored, pair.at)
  // Other thresholds alone are no news of the party: the band that it falls in is set right in silence.
  if (unchanged && !expired) {
    const { decision } = evaluation
    const match = { ...judgedBy(stored, pair.thresholds), ...pair.fence, factsUsed, factsHash }
    return { match: sameThresholds(stored, match) ? match : { ...match, decision }, transition: null }
  }
  const match: Match = { ...now, ...news, state: 'open', revision: stored.revision + 1 }
  // A cleared pair stays silent until a fact that mattered changes or its time runs out; then it comes back saying which.
  const fields = namedDifferences(stored.factsUsed, asRecorded(stored, factsUsed))
  return {
    match,
    transition: {
      kind: stored.state === 'cleared' ? 'reopened' : 'amended',
      match,
      fields,
      ...endedClearing(stored, unchanged ? 'expired' : 'facts-changed', fields),
    },
  }
}
