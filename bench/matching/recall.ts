import type { Designation } from '../../shared/model/designation.ts'
import type { ScreeningModel } from '../../shared/screening/model.ts'
import { eachJoinedKey } from '../../shared/screening/name-keys.ts'
import { NameBounds, NameSignsBuilder } from '../../shared/screening/name-signs.ts'
import { prepareName, type PreparedName } from '../../shared/screening/normalise.ts'
import { comparePrepared } from '../../shared/screening/score-names.ts'
import { ofacNames, readSet } from '../name-sets.ts'
import { ofacScore, plainScore } from './baselines.ts'

/** Names alike but for signs and case, so that a left-out alias is not found by its own copy. */
export const letters = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

/** One alias that is left out of a party's names, and the names that are left. */
export interface LeftOut {
  alias: string
  others: string[]
}

/**
 * Every alias of the development set, left out in turn; the party keeps its other names of the list. `every` thins the
 * set for a quick run.
 */
export const leftOutAliases = (every = 1): LeftOut[] => {
  const rows = readSet('ofac-alias-pairs.dev.csv.gz')
  const names = new Map<string, Set<string>>()
  for (const row of rows) {
    const known = names.get(row['ent_num'] ?? '') ?? new Set<string>()
    names.set(row['ent_num'] ?? '', known.add(row['primary'] ?? '').add(row['alias'] ?? ''))
  }
  const listed = ofacNames()
  return rows
    .filter((_, position) => position % every === 0)
    .map((row) => {
      const alias = row['alias'] ?? ''
      const own = names.get(row['ent_num'] ?? '') ?? new Set<string>()
      const others = [...own].filter((name) => name !== alias)
      others.push(
        ...(listed.get(row['ent_num'] ?? '') ?? []).filter(
          (name) => !own.has(name) && letters(name) !== letters(alias),
        ),
      )
      return { alias, others }
    })
}

export interface Best {
  score: number
  with: string
}

export type NameScorer = (asked: string, listed: string) => number

export const bestOfNames = (asked: string, names: readonly string[], score: NameScorer): Best => {
  let best: Best = { score: 0, with: '' }
  for (const name of names) {
    const value = score(asked, name)
    if (value > best.score) best = { score: value, with: name }
  }
  return best
}

/** The best score of each name with any name of the list, by the scorer itself: as brute force, but for bounds. */
export const bestInList = (
  asked: readonly string[],
  list: readonly Pick<Designation, 'name' | 'aliases'>[],
  model: ScreeningModel,
): Best[] => {
  const names = new Set(list.flatMap(({ name, aliases }) => [name, ...aliases.map((alias) => alias.name)]))
  const prepared: PreparedName[] = []
  const builder = new NameSignsBuilder(names.size)
  for (const name of names) {
    const one = prepareName(name, model)
    prepared.push(one)
    eachJoinedKey(one, () => {}, builder.note)
    builder.add(
      one,
      one.tokens.map((token) => builder.number(token)),
    )
  }
  const bounds = new NameBounds(builder.finish())
  return asked.map((name) => {
    const own = prepareName(name, model)
    bounds.of(own)
    let best: Best = { score: 0, with: '' }
    for (const [i, other] of prepared.entries()) {
      if (bounds.mostScore(i) <= best.score) continue
      const { score } = comparePrepared(own, other)
      if (score > best.score) best = { score, with: other.raw }
    }
    return best
  })
}

/** The same for a method that has no bound: every name of the list is compared. */
export const bestByMethod = (
  asked: readonly string[],
  list: readonly Designation[],
  method: 'plain' | 'ofac',
): Best[] => {
  const names = [
    ...new Set(list.flatMap(({ name, aliases }) => [name, ...aliases.map((alias) => alias.name)])),
  ]
  const score = method === 'plain' ? plainScore : ofacScore
  return asked.map((name) => bestOfNames(name, names, score))
}
