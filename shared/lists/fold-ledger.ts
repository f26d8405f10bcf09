import type { Designation } from '../model/designation.ts'
import type { LedgerReader, RuleReading } from '../sources/reader.ts'
import { filledFields, missingSentinels } from '../sources/reader.ts'
import { factsHash } from './canonical.ts'
import { statisticsOf, type ListStatistics } from './guards.ts'
import type { Sequence } from '../sources/sequence.ts'
import type { ListedEntry } from './read-document.ts'

export interface LedgerState {
  entries: Sequence<ListedEntry>
  /** Other natural keys under which a live entry is known: former names. */
  formerKeys: ReadonlyMap<string, string>
}

/** A stored designation as an entry of the next version. */
export const storedEntry = (naturalKey: string, designation: Designation): ListedEntry => {
  const { id: _id, ...facts } = designation
  return {
    naturalKey,
    hash: factsHash(facts),
    guard: { type: facts.type, filled: filledFields(facts), category: facts.programs[0] ?? '' },
    facts: () => facts,
  }
}

/**
 * Folds one rule over a ledger's list: what the rule adds and revises is put in, what it removes is taken out.
 * `reflected`: the list was consolidated around the day of the rule and may show its work already.
 */
export const foldRule = (
  reader: LedgerReader,
  state: LedgerState,
  rule: RuleReading,
  options: { reflected?: boolean } = {},
): { entries: ListedEntry[]; statistics: ListStatistics; sentinelsMissing: string[] } => {
  const keys = new Set([...state.entries.map(({ naturalKey }) => naturalKey), ...state.formerKeys.keys()])
  const current = (key: string): string => state.formerKeys.get(key) ?? key
  const next = new Map(state.entries.map((entry) => [entry.naturalKey, entry]))
  const before = new Map(next)
  const plan = reader.planRule(keys, rule, (key) => before.get(current(key))?.facts(), options)
  for (const key of plan.removals) next.delete(current(key))
  for (const entry of plan.upserts) {
    next.set(current(entry.naturalKey), {
      naturalKey: current(entry.naturalKey),
      hash: factsHash(entry.facts),
      guard: entry.guard,
      ...(entry.replaces === undefined ? {} : { replaces: current(entry.replaces) }),
      facts: () => entry.facts,
    })
  }
  const entries = [...next.values()]
  return {
    entries,
    statistics: statisticsOf(
      entries.map(({ guard }) => guard),
      rule.publishedOn,
    ),
    sentinelsMissing: missingSentinels(reader.baseline, (key) => next.has(current(key))),
  }
}
