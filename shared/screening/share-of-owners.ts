/** A direct holding of the graph that one supplier stands in: without a percent the share is not known. */
export interface Stake {
  owner: string
  owned: string
  percent?: number
}

/**
 * What some owners hold of a party together, directly and through parties that they themselves reach.
 *
 * `reached`: by the shares that are known, 50 percent or more. `unknown`: less by these, and shares that nobody stated
 * could make it so. `below`: less, whatever they are.
 */
export interface Share {
  state: 'reached' | 'unknown' | 'below'
  /** Percent that is known to count: of the owners themselves, and of parties that they reach. */
  percent: number
  /** Those who hold it directly, the largest first; without a percent where it is not known. */
  owners: { owner: string; percent?: number }[]
}

const half = 50
/** Sums of decimal fractions err in the fifteenth digit. */
const rounding = 1e-9

interface Owners {
  known: Map<string, number>
  unknown: Set<string>
}

const ownersOf = (stakes: readonly Stake[]): Map<string, Owners> => {
  const graph = new Map<string, Owners>()
  for (const { owner, owned, percent } of stakes) {
    if (owner === owned) continue
    const of = graph.get(owned) ?? { known: new Map(), unknown: new Set() }
    if (percent === undefined) of.unknown.add(owner)
    else of.known.set(owner, (of.known.get(owner) ?? 0) + percent)
    graph.set(owned, of)
  }
  return graph
}

const knownOf = ({ known }: Owners, reached: ReadonlySet<string>): number => {
  let sum = 0
  for (const [owner, percent] of known) if (reached.has(owner)) sum += percent
  return sum
}

/** What shares that nobody stated may add: all that is left of the whole, as soon as one of them is of a reached owner. */
const mostOf = (owners: Owners, reached: ReadonlySet<string>): number => {
  const left = 100 - [...owners.known.values()].reduce((sum, percent) => sum + percent, 0)
  const hidden = [...owners.unknown].some((owner) => reached.has(owner))
  return knownOf(owners, reached) + (hidden ? Math.max(0, left) : 0)
}

/**
 * The least set that holds the roots and every party of which its members own half: in rounds, so that a circle never
 * proves itself.
 */
const reachedBy = (
  graph: ReadonlyMap<string, Owners>,
  roots: ReadonlySet<string>,
  held: (owners: Owners, reached: ReadonlySet<string>) => number,
): Set<string> => {
  const reached = new Set(roots)
  for (;;) {
    const next = [...graph].flatMap(([party, owners]) =>
      !reached.has(party) && held(owners, reached) >= half - rounding ? [party] : [],
    )
    if (next.length === 0) return reached
    for (const party of next) reached.add(party)
  }
}

const round = (percent: number): number => Math.round(percent * 1e6) / 1e6

/**
 * What listed owners hold of a party: the arithmetic of OFAC's 50 Percent Rule (guidance of 13 August 2014, FAQ 401), which
 * BIS's affiliates rule shares. An owner that is listed or reached counts with its whole holding, another one with
 * nothing; control does not count. Pure.
 */
export const shareOfOwners = (
  stakes: readonly Stake[],
  listed: ReadonlySet<string>,
  party: string,
): Share => {
  const graph = ownersOf(stakes)
  const own = graph.get(party) ?? { known: new Map<string, number>(), unknown: new Set<string>() }
  // Whether the party is listed itself is another question.
  const roots = new Set([...listed].filter((owner) => owner !== party))
  const known = reachedBy(graph, roots, knownOf)
  const percent = knownOf(own, known)
  const possible = reachedBy(graph, roots, mostOf)
  return {
    state: known.has(party) ? 'reached' : possible.has(party) ? 'unknown' : 'below',
    percent: round(percent),
    owners: [
      ...[...own.known]
        .filter(([owner, held]) => known.has(owner) && held > 0)
        .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
        .map(([owner, held]) => ({ owner, percent: round(held) })),
      ...[...own.unknown]
        .filter((owner) => known.has(owner))
        .sort()
        .map((owner) => ({ owner })),
    ],
  }
}
