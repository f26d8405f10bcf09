import { sha256 } from '../hash.ts'
import { ConfigError } from '../errors.ts'
import type { Match, MatchKey } from '../model/match.ts'
import { matchSortKey } from './ids.ts'

/** A compliance officer's decision on a match: it is the listed party, or it is not. */
export interface Disposition {
  decision: 'confirmed' | 'cleared'
  /** Why, in the officer's words. */
  reason: string
  author: string
  /** Real time (ISO instant). */
  at: string
}

/** One line of the trail: the decision with the match as it was. */
export interface DispositionRecord extends Disposition {
  matchId: string
  match: Match
}

/** What people call a match by in commands: short, and the same for good. */
export const matchIdOf = (key: MatchKey): string =>
  sha256(JSON.stringify([key.customerId, matchSortKey(key)])).slice(0, 12)

/**
 * Decides what a disposition makes of a match: pure. A cleared match keeps its revision and its facts, so that it stays
 * silent until one of them changes. Throws `ConfigError` for a match that has ended.
 */
export const dispose = (match: Match, disposition: Disposition): Match => {
  if (match.state === 'resolved') {
    throw new ConfigError(
      'The match has ended; there is nothing to decide',
      'See npx tierwatch matches for the open ones.',
    )
  }
  return { ...match, state: disposition.decision === 'cleared' ? 'cleared' : 'open' }
}

/** Where dispositions are kept: with the match in one write, and never changed. */
export interface Dispositions {
  /** Throws `ConflictError` when the match changed since it was read. */
  record(before: Match, after: Match, record: DispositionRecord): Promise<void>
  of(customerId: string): Promise<DispositionRecord[]>
}
