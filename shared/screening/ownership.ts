import { affiliatesRuleOn } from '../legal/flow-down.ts'
import type { SourceId } from '../model/source.ts'

/** A direct holding: `owner` holds `percent` (0 to 100) of `owned`. */
export interface Holding {
  owner: string
  owned: string
  percent: number
}

/** A listed party of an ownership graph. Without a source it is a person whose property is blocked. */
export interface ListedOwner {
  name: string
  source?: SourceId
}

export type OwnershipRule = 'ofac-50-percent' | 'bis-affiliates'

/** A party that is not listed for it, and that a rule reaches through its owners. */
export interface OwnedParty {
  name: string
  rule: OwnershipRule
  /** Percent that the listed parties, and parties reached through them, hold directly; always 50 or more. */
  percent: number
  /** These owners, the largest holding first. */
  owners: { name: string; percent: number }[]
  /** From a listed party down to this one, through the largest holding. */
  chain: string[]
  /** One such chain for each of the owners that reached the 50 percent; several where the holdings only add up. */
  chains: string[][]
}

const half = 50
/** Sums of decimal fractions err in the fifteenth digit: 33.3 + 16.7 is half, and 49.9999999 is not. */
const rounding = 1e-9

/** Names are one party when they differ in case, spacing or composed letters only. */
export const partyKey = (name: string): string =>
  name.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim()

interface Graph {
  /** Owned party → its owners, each with the sum of its holdings. */
  owners: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** Owner → what it owns. */
  owned: ReadonlyMap<string, ReadonlySet<string>>
  /** A party's name as its list spells it, else as it was first written. */
  nameOf: (key: string) => string
}

const graphOf = (holdings: readonly Holding[], listed: readonly ListedOwner[]): Graph => {
  const names = new Map<string, string>()
  const keyOf = (name: string): string => {
    const key = partyKey(name)
    if (!names.has(key)) names.set(key, name.trim())
    return key
  }
  // A listed party is named as its list spells it.
  for (const { name } of listed) keyOf(name)
  const owners = new Map<string, Map<string, number>>()
  const owned = new Map<string, Set<string>>()
  for (const holding of holdings) {
    const [owner, party] = [keyOf(holding.owner), keyOf(holding.owned)]
    const of = owners.get(party) ?? new Map<string, number>()
    of.set(owner, (of.get(owner) ?? 0) + holding.percent)
    owners.set(party, of)
    owned.set(owner, (owned.get(owner) ?? new Set<string>()).add(party))
  }
  return { owners, owned, nameOf: (key) => names.get(key) ?? key }
}

const heldBy = (
  graph: Graph,
  party: string,
  reached: ReadonlySet<string>,
): [owner: string, percent: number][] =>
  [...(graph.owners.get(party) ?? [])]
    .filter(([owner, percent]) => owner !== party && percent > 0 && reached.has(owner))
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))

const sum = (holdings: readonly (readonly [string, number])[]): number =>
  holdings.reduce((total, [, percent]) => total + percent, 0)

interface Reach {
  /** Listed parties and all that they reach. */
  reached: ReadonlySet<string>
  /** Each party reached, not listed, with a chain through each owner that stood reached before it. */
  chains: ReadonlyMap<string, string[][]>
}

/**
 * The least set that holds the roots and every party of which its members own half. A party is reached in rounds, so
 * that its chains rest on owners of earlier rounds: a cycle never proves itself.
 */
const reach = (graph: Graph, roots: ReadonlySet<string>): Reach => {
  const reached = new Set(roots)
  const chains = new Map<string, string[][]>()
  let frontier: Iterable<string> = roots
  for (;;) {
    const touched = new Set([...frontier].flatMap((owner) => [...(graph.owned.get(owner) ?? [])]))
    const next = [...touched].filter(
      (party) => !reached.has(party) && sum(heldBy(graph, party, reached)) >= half - rounding,
    )
    if (next.length === 0) return { reached, chains }
    for (const party of next) {
      const through = heldBy(graph, party, reached).map(([owner]) => [
        ...(chains.get(owner)?.[0] ?? [owner]),
        party,
      ])
      chains.set(party, through)
    }
    for (const party of next) reached.add(party)
    frontier = next
  }
}

/**
 * Who is reached through ownership.
 *
 * `ofac-50-percent`: an entity that blocked persons own 50 percent or more, in the aggregate, directly or indirectly,
 * is itself blocked (OFAC's revised guidance of 13 August 2014). "Indirectly" means through entities that are
 * themselves so owned (FAQ 401), and all blocked persons are added up, whatever their programme (FAQ 399). Hence an owner
 * that is reached counts with its whole holding and one that is not counts with nothing. Control does not matter (FAQ 398).
 *
 * `bis-affiliates`: the same arithmetic for parties of the Entity List, on days on which BIS's affiliates rule is in
 * force (90 FR 47201). That rule adds the lists up; blocked owners are added to Entity List owners here whatever their
 * programme, which errs on the side of caution.
 *
 * Parties listed by other sources are not counted: see `ruleOfSource`.
 *
 * @param on the day (ISO date) for which the affiliates rule is asked.
 * @returns parties that a rule reaches and that are not listed for it themselves, by rule and in the order of their names.
 */
export const reachedByOwnership = (
  holdings: readonly Holding[],
  listed: readonly ListedOwner[],
  on: string,
): OwnedParty[] => {
  const graph = graphOf(holdings, listed)
  const rootsOf = (...rules: OwnershipRule[]): Set<string> =>
    new Set(
      listed
        .filter(({ source }) => rules.some((rule) => rule === ruleOfSource(source)))
        .map(({ name }) => partyKey(name)),
    )
  const blocked = reach(graph, rootsOf('ofac-50-percent'))
  const found = [...blocked.chains].map(([party, chains]) =>
    describe(graph, 'ofac-50-percent', party, blocked.reached, chains),
  )
  if (affiliatesRuleOn(on) === 'in-force') {
    const entities = reach(graph, rootsOf('bis-affiliates'))
    const together = reach(graph, rootsOf('bis-affiliates', 'ofac-50-percent'))
    for (const [party, chains] of together.chains) {
      if (entities.chains.has(party)) {
        const own = entities.chains.get(party) ?? []
        found.push(describe(graph, 'bis-affiliates', party, entities.reached, own))
      } else if (!blocked.reached.has(party)) {
        found.push(describe(graph, 'bis-affiliates', party, together.reached, chains))
      }
    }
  }
  return found.sort((a, b) => compare(b.rule, a.rule) || compare(a.name, b.name))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const describe = (
  graph: Graph,
  rule: OwnershipRule,
  party: string,
  reached: ReadonlySet<string>,
  chains: readonly (readonly string[])[],
): OwnedParty => {
  const holdings = heldBy(graph, party, reached)
  const named = chains.map((chain) => chain.map(graph.nameOf))
  return {
    name: graph.nameOf(party),
    rule,
    percent: Math.round(sum(holdings) * 1e6) / 1e6,
    owners: holdings.map(([owner, percent]) => ({ name: graph.nameOf(owner), percent })),
    chain: named[0] ?? [],
    chains: named,
  }
}

/**
 * The ownership rule of a listing; `undefined` where the source alone does not decide it. On OFAC's non-SDN lists it
 * depends on the programme, and import measures do not follow ownership but the order's own words.
 */
export const ruleOfSource = (source: SourceId | undefined): OwnershipRule | undefined =>
  source === undefined || source === 'ofac-sdn'
    ? 'ofac-50-percent'
    : source === 'bis-entity-list'
      ? 'bis-affiliates'
      : undefined
