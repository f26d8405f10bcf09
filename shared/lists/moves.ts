import { canonicalJson } from '../hash.ts'
import type { Designation, DesignationFacts } from '../model/designation.ts'
import { nameKeysOf, normalisedName, strongNames } from './name-keys.ts'

export interface Move {
  id: string
  /** The names, as the entry that stays spells them, that both bear. */
  sharedNames: string[]
}

/** An entry that stays or comes, as far as moves need it. */
export interface Standing {
  id: string
  /** `nameKeysOf` its facts; absent where entries of one name are different subjects (party × country). */
  nameKeys?: Uint32Array | undefined
  facts(): DesignationFacts
}

const disjoint = <Member>(a: readonly Member[], b: readonly Member[]): boolean =>
  a.length > 0 && b.length > 0 && !a.some((member) => b.includes(member))

/** Identifiers that a subject has one of, for life. */
const lifelong = new Set(['IMO', 'USCC', 'LEI', 'AIRCRAFT-SERIAL', 'AIRCRAFT-CONSTRUCTION'])

const partialDate = /^\d{4}(-\d{2}){0,2}$/

/** Compared at the coarser precision; free text ("circa 1963") contradicts nothing. */
const birthsDiffer = (a: readonly string[], b: readonly string[]): boolean =>
  a.length > 0 &&
  b.length > 0 &&
  [...a, ...b].every((date) => partialDate.test(date)) &&
  !a.some((one) => b.some((other) => one.startsWith(other) || other.startsWith(one)))

/** Facts that two entries of one party cannot have. */
const contradicts = (a: DesignationFacts, b: DesignationFacts): boolean =>
  a.type !== b.type ||
  disjoint(a.countries, b.countries) ||
  birthsDiffer(a.birthDates, b.birthDates) ||
  [...lifelong].some((type) => {
    const valuesOf = ({ identifiers }: DesignationFacts): string[] =>
      identifiers.flatMap((identifier) => (identifier.type === type ? [identifier.value] : []))
    return disjoint(valuesOf(a), valuesOf(b))
  })

/**
 * Finds where removed parties stand now. OFAC merges double entries by taking one uid away: on 24 July 2026 it removed
 * 97 uids, and 13 of the parties went on standing under a uid that had long been on the list. A party is known again by
 * a strong name that both entries bear, of the same type, contradicted by no country, birth date or lifelong identifier;
 * the closest one counts (a primary name before aliases), and two that are equally close are no evidence.
 *
 * Entries without `nameKeys` are compared with additions only, by primary name and countries.
 */
export const findMoves = (
  removed: readonly Designation[],
  standing: Iterable<Standing>,
  added: readonly Designation[],
): Map<string, Move> => {
  if (removed.length === 0) return new Map()
  // Only the removed parties' keys are looked for: an index of the whole list would cost more than the diff.
  const wanted = new Map<number, Standing[]>(
    removed.flatMap((party) => [...nameKeysOf(party)]).map((key) => [key, []]),
  )
  let keyed = false
  for (const entry of standing) {
    const keys = entry.nameKeys
    if (keys === undefined) continue
    keyed = true
    for (let at = 0; at < keys.length; at += 1) wanted.get(keys[at] as number)?.push(entry)
  }

  const amongAdded = (removed: Designation): Move | undefined => {
    const same = added.filter(
      (candidate) =>
        candidate.type === removed.type &&
        normalisedName(candidate.name) === normalisedName(removed.name) &&
        canonicalJson(candidate.countries.toSorted()) === canonicalJson(removed.countries.toSorted()),
    )
    const [only] = same
    return only && same.length === 1 ? { id: only.id, sharedNames: [only.name] } : undefined
  }

  const findMove = (removed: Designation): Move | undefined => {
    if (!keyed) return amongAdded(removed)
    const names = strongNames(removed)
    const met = new Set([...nameKeysOf(removed)].flatMap((key) => wanted.get(key) ?? []))
    const candidates = [...met].flatMap((entry) => {
      const facts = entry.facts()
      if (entry.id === removed.id || contradicts(removed, facts)) return []
      const shared = [...strongNames(facts)].filter(([name]) => names.has(name))
      if (shared.length === 0) return []
      const [a, b] = [normalisedName(removed.name), normalisedName(facts.name)]
      const closeness = a === b ? 2 : shared.some(([name]) => name === a || name === b) ? 1 : 0
      return [{ id: entry.id, closeness, sharedNames: shared.map(([, name]) => name) }]
    })
    candidates.sort((a, b) => b.closeness - a.closeness || b.sharedNames.length - a.sharedNames.length)
    const [best, second] = candidates
    if (!best) return undefined
    if (second?.closeness === best.closeness && second.sharedNames.length === best.sharedNames.length)
      return undefined
    return { id: best.id, sharedNames: best.sharedNames }
  }

  return new Map(
    removed.flatMap((party): [string, Move][] => {
      const move = findMove(party)
      return move === undefined ? [] : [[party.id, move]]
    }),
  )
}
