import type { SourceId } from '../model/source.ts'
import type { GuardFacts } from '../sources/reader.ts'

/** What a list looked like: the guards compare the next version with it. */
export interface ListStatistics {
  count: number
  /** Entries per type. */
  types: Record<string, number>
  /** Entries per category of the source: sdnType, status, clause. */
  categories: Record<string, number>
  /** Entries that fill each optional field. */
  filled: Record<string, number>
  /** ISO date that the document states. */
  publishedOn?: string
}

const sorted = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))

const tally = (values: Iterable<string>): Record<string, number> => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return sorted(counts)
}

export const statisticsOf = (guards: readonly GuardFacts[], publishedOn?: string): ListStatistics => {
  // Entries that come from the read cache share their guard facts: each set is added up once, however many bear it.
  const times = new Map<GuardFacts, number>()
  for (const guard of guards) times.set(guard, (times.get(guard) ?? 0) + 1)
  const [types, categories, filled] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ]
  const add = (counts: Map<string, number>, value: string, number: number): void => {
    counts.set(value, (counts.get(value) ?? 0) + number)
  }
  for (const [guard, number] of times) {
    add(types, guard.type, number)
    add(categories, guard.category, number)
    for (const field of guard.filled) add(filled, field, number)
  }
  return {
    count: guards.length,
    types: sorted(types),
    categories: sorted(categories),
    filled: sorted(filled),
    ...(publishedOn === undefined ? {} : { publishedOn }),
  }
}

/** Statistics of a list without some of its entries: what it should look like if only these went. */
export const without = (
  statistics: ListStatistics,
  entries: readonly { filled: string[] }[],
): ListStatistics => {
  const gone = tally(entries.flatMap(({ filled }) => filled))
  return {
    ...statistics,
    count: statistics.count - entries.length,
    filled: Object.fromEntries(
      Object.entries(statistics.filled).map(([field, count]) => [field, count - (gone[field] ?? 0)]),
    ),
  }
}

/** Statistics of a list with some entries that its document lacks: removals that are withheld. */
export const withEntries = (statistics: ListStatistics, entries: readonly GuardFacts[]): ListStatistics => {
  const add = (counts: Record<string, number>, values: readonly string[]): Record<string, number> => {
    const more = tally(values)
    const keys = [...new Set([...Object.keys(counts), ...Object.keys(more)])].sort()
    return Object.fromEntries(keys.map((key) => [key, (counts[key] ?? 0) + (more[key] ?? 0)]))
  }
  return {
    ...statistics,
    count: statistics.count + entries.length,
    types: add(
      statistics.types,
      entries.map(({ type }) => type),
    ),
    categories: add(
      statistics.categories,
      entries.map(({ category }) => category),
    ),
    filled: add(
      statistics.filled,
      entries.flatMap(({ filled }) => filled),
    ),
  }
}

/** `stated-counts`: the numbers that a document states of itself differ from what was read of it. */
export const guardNames = [
  'removals',
  'growth',
  'fill-rate',
  'publication-date',
  'sentinels',
  'categories',
  'stated-counts',
] as const
export type GuardName = (typeof guardNames)[number]

export interface GuardPolicy {
  /** Removals above this share of the list (and above `minRemovals`) are withheld. */
  maxRemovalShare: number
  minRemovals: number
  /** A list so short that `minRemovals` would be most of it may lose this share. */
  shortListShare: number
  /** A list more than this many times (plus `growthAllowance`) its last size is held. */
  maxGrowth: number
  growthAllowance: number
  /**
   * A category (of the screening list: one of the lists that it joins) that had this many entries and lost more than
   * nine tenths of them is held: an emptied list is a fault of the file, not so many delistings.
   */
  minCategory?: number
  /** A field that had this many entries and lost more than three quarters of its share is held. */
  minFilled: number
}

export const defaultPolicy: GuardPolicy = {
  maxRemovalShare: 0.02,
  minRemovals: 25,
  shortListShare: 0.2,
  maxGrowth: 2,
  growthAllowance: 50,
  minFilled: 20,
}

export interface GuardReason {
  guard: GuardName
  /** One sentence with the numbers. */
  reason: string
}

/** `partial`: additions and amendments go in, the removals are withheld. `hold`: nothing goes in. */
export type Verdict =
  | { kind: 'accept' }
  | { kind: 'partial'; reasons: GuardReason[] }
  | { kind: 'hold'; reasons: GuardReason[] }

/**
 * OFAC takes names off in dozens, rarely more: 97 of 19,254 in one day (24 July 2026) deserved a look, 64 of 8,890 in
 * two months did not. Two per cent of its list would be 385 delistings that nobody looks at.
 */
const policyBySource: Readonly<Partial<Record<SourceId, GuardPolicy>>> = {
  'trade-csl': { ...defaultPolicy, minCategory: 10 },
  'ofac-sdn': { ...defaultPolicy, maxRemovalShare: 0.004, minRemovals: 80 },
}

/** The policy of a source. */
export const policyOf = (source: SourceId): GuardPolicy => policyBySource[source] ?? defaultPolicy

/** How many entries may go in one publication: a share of a long list, a fifth of a short one. */
const removalLimit = (count: number, policy: GuardPolicy): number =>
  Math.min(
    Math.max(policy.minRemovals, Math.floor(count * policy.maxRemovalShare)),
    Math.max(4, Math.floor(count * policy.shortListShare)),
  )

/**
 * A list is believed only when it looks like itself. Pure: the same two versions give the same verdict.
 * Whether the document is complete was judged before, by the source's own cutter.
 */
export const judge = (input: {
  before: ListStatistics | null
  after: ListStatistics
  /** The previous version's entries that the document lacks. */
  removed: readonly { filled: string[] }[]
  sentinelsMissing: readonly string[]
  policy?: GuardPolicy
  /** Guards that an operator has overridden for this one document. */
  released?: readonly GuardName[]
}): Verdict => {
  const { before, after, removed, sentinelsMissing } = input
  const policy = input.policy ?? defaultPolicy
  const reasons: GuardReason[] = []
  if (sentinelsMissing.length > 0) {
    reasons.push({
      guard: 'sentinels',
      reason: `${sentinelsMissing.length} of the entries that are always on this list are missing: ${sentinelsMissing.slice(0, 3).join(', ')}`,
    })
  }
  if (before) {
    const limit = removalLimit(before.count, policy)
    if (removed.length > limit) {
      reasons.push({
        guard: 'removals',
        reason: `${removed.length} of ${before.count} entries are gone; more than ${limit} in one publication need a person's look`,
      })
    }
    if (after.count > before.count * policy.maxGrowth + policy.growthAllowance) {
      reasons.push({
        guard: 'growth',
        reason: `the list grew from ${before.count} to ${after.count} entries in one publication`,
      })
    }
    if (before.publishedOn && after.publishedOn && after.publishedOn < before.publishedOn) {
      reasons.push({
        guard: 'publication-date',
        reason: `the publication date went back from ${before.publishedOn} to ${after.publishedOn}`,
      })
    }
    for (const [category, was] of Object.entries(before.categories)) {
      const is = after.categories[category] ?? 0
      if (policy.minCategory !== undefined && was >= policy.minCategory && is < was / 10) {
        reasons.push({
          guard: 'categories',
          reason: `the list ${category} has ${is} entries, after ${was}: an emptied list is not so many delistings`,
        })
      }
    }
    // A field that empties because its entries went is the removals' business; here those that stayed are compared.
    const stayed = without(before, removed)
    for (const [field, was] of Object.entries(stayed.filled)) {
      const is = after.filled[field] ?? 0
      if (was >= policy.minFilled && is / Math.max(after.count, 1) < was / stayed.count / 4) {
        reasons.push({
          guard: 'fill-rate',
          reason: `the field ${field} is filled in ${is} of ${after.count} entries, after ${was} of ${stayed.count}`,
        })
      }
    }
  }
  const open = reasons.filter(({ guard }) => !input.released?.includes(guard))
  if (open.length === 0) return { kind: 'accept' }
  return open.every(({ guard }) => guard === 'removals')
    ? { kind: 'partial', reasons: open }
    : { kind: 'hold', reasons: open }
}
