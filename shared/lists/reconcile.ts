import type { DesignationFacts } from '../model/designation.ts'
import { compactName, destinationOf } from '../sources/bis-entity-list/natural-key.ts'

/** An entry that stands on one side only. */
export interface OneSided {
  name: string
  countries: string[]
  citation?: string
}

/** What a comparison of our list with an official consolidation found. */
export interface Reconciliation {
  against: 'ecfr' | 'trade-csl'
  /** The day (ISO date) to which the consolidation says that it goes; that of the comparison where it does not say. */
  asOf: string
  at: string
  ours: number
  theirs: number
  onlyOurs: OneSided[]
  onlyTheirs: OneSided[]
}

const isAddress = ({ type }: DesignationFacts): boolean => type === 'address'

/** Under which words an entry is looked for: its names and aliases; a listed address by itself, never by its placeholder. */
const namesOf = (facts: DesignationFacts): string[] =>
  (isAddress(facts)
    ? [facts.name, ...facts.addresses.map(({ text }) => text)]
    : [facts.name, ...facts.aliases.map(({ name }) => name)]
  )
    .map(compactName)
    .filter((name) => name !== '')

const destinationsOf = ({ countries }: DesignationFacts): string[] => [
  ...new Set(countries.map(destinationOf)),
]

/** Names of a side under each destination. */
const indexOf = (
  side: readonly DesignationFacts[],
): { own: Map<string, Set<string>>; any: Map<string, Set<string>> } => {
  const own = new Map<string, Set<string>>()
  const any = new Map<string, Set<string>>()
  const add = (index: Map<string, Set<string>>, key: string, name: string) => {
    index.set(key, (index.get(key) ?? new Set()).add(name))
  }
  for (const facts of side) {
    for (const destination of destinationsOf(facts)) {
      const [first, ...others] = namesOf(facts)
      if (first !== undefined) add(own, destination, first)
      for (const name of [first, ...others]) if (name !== undefined) add(any, destination, name)
    }
  }
  return { own, any }
}

const oneSided = ({ name, countries, citation }: DesignationFacts): OneSided => ({
  name,
  countries,
  ...(citation === undefined ? {} : { citation: citation.title }),
})

/**
 * Compares two sides entry by entry, whatever their ids: an entry is on the other side where one of its names stands
 * there under one of its destinations. Sides may cut entries differently (one row for several destinations), so that
 * numbers may differ where nothing is missing.
 */
export const reconcile = (
  ours: readonly DesignationFacts[],
  theirs: readonly DesignationFacts[],
): { onlyOurs: OneSided[]; onlyTheirs: OneSided[] } => {
  const [left, right] = [indexOf(ours), indexOf(theirs)]
  const missing = (side: readonly DesignationFacts[], other: ReturnType<typeof indexOf>): OneSided[] =>
    side
      .filter((facts) => {
        const names = namesOf(facts)
        return !destinationsOf(facts).some((destination) => {
          const theirNames = other.any.get(destination)
          const theirOwn = other.own.get(destination)
          // Our name under theirs, or their name among our aliases; our alias among their aliases is no evidence.
          return names.some((name, at) => (at === 0 ? theirNames?.has(name) : theirOwn?.has(name)) ?? false)
        })
      })
      .map(oneSided)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  return { onlyOurs: missing(ours, right), onlyTheirs: missing(theirs, left) }
}
