import type { Match } from '../model/match.ts'
import { decideMatch, type MatchDecision, type PairNow } from './transition.ts'

/** A match whose party stands under another number now, as it goes on there, and as it ends here. */
export interface CarriedMatch {
  /** The match under the new number; its transition tells of the move, once. */
  to: MatchDecision
  /** The match under the old number: it ends in silence, for it goes on. */
  from: Match
}

const ended = (from: Match, pair: PairNow): Match => ({
  ...from,
  ...pair.fence,
  state: 'resolved',
  resolvedBecause: 'moved',
  movedTo: pair.key.designationId,
  cause: pair.cause,
  at: pair.at,
})

/**
 * Carries a live match over to the number under which its party is listed now: pure. It is one alert, not an end and a
 * new match; a pair that was cleared stays cleared as long as the facts are the same. `null` where there is nothing to
 * carry: the party does not meet the supplier under its new number, or stands there in a match of its own already,
 * which then is all that remains.
 */
export const carryOver = (from: Match, standing: Match | null, pair: PairNow): CarriedMatch | null => {
  if (from.state === 'resolved' || !pair.evaluation || !pair.designation) return null
  const old = from.designationId
  // A run that died between the two writes: what is carried already is only ended where it came from.
  if (standing?.carriedFrom === old && standing.state !== 'resolved') {
    return { to: { match: standing, transition: null }, from: ended(from, pair) }
  }
  if (standing && standing.state !== 'resolved') return null
  const { resolvedBecause: _r, movedTo: _m, ...rest } = from
  const predecessor: Match = {
    ...rest,
    ...pair.key,
    // No two transitions of the new number's match share a revision.
    revision: Math.max(from.revision, standing?.revision ?? 0),
    listSeq: pair.fence.listSeq,
    supplierRevision: pair.fence.supplierRevision,
  }
  const decided = decideMatch(predecessor, pair)
  if (!decided) return null
  const { transition } = decided
  if (transition) {
    const match: Match = { ...transition.match, carriedFrom: old }
    return {
      to: { match, transition: { ...transition, match, fields: ['designation.id', ...transition.fields] } },
      from: ended(from, pair),
    }
  }
  const silent: Match = {
    ...decided.match,
    carriedFrom: old,
    entryHash: pair.entryHash ?? decided.match.entryHash,
    designationName: pair.designation.name,
  }
  if (from.state === 'cleared') return { to: { match: silent, transition: null }, from: ended(from, pair) }
  const match: Match = { ...silent, revision: predecessor.revision + 1, cause: pair.cause, at: pair.at }
  return {
    to: { match, transition: { kind: 'amended', match, fields: ['designation.id'] } },
    from: ended(from, pair),
  }
}
