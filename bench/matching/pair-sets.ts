import type { Designation, PartyType } from '../../shared/model/designation.ts'
import { readScreeningList, readSet } from '../name-sets.ts'
import { jaroWinkler, plain } from './baselines.ts'
import { drawing, perturbations } from './perturb.ts'

export interface LabelledPair {
  name1: string
  name2: string
  type: PartyType
  right: boolean
  /** What kind of trap or change it is. */
  of: string
}

const letters = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
const namesOf = ({ name, aliases }: Designation): string[] => [name, ...aliases.map((alias) => alias.name)]

/** The different names of the list's parties of some types, and which parties have each: one party may be listed twice. */
interface Names {
  names: { name: string; party: number }[]
  /** The party of a party: those that share a name are one. */
  same: (a: number, b: number) => boolean
  byWord: Map<string, number[]>
}

const namesBy = new Map<string, Names>()
const namesOfType = (kind: 'person' | 'organisation'): Names => {
  const known = namesBy.get(kind)
  if (known) return known
  const list = readScreeningList().filter(({ type }) => (kind === 'person') === (type === 'person'))
  const parent = list.map((_, i) => i)
  const root = (i: number): number => {
    let at = i
    while (parent[at] !== at) at = parent[at] ?? at
    return at
  }
  const seen = new Map<string, number>()
  const names: Names['names'] = []
  const byWord: Names['byWord'] = new Map()
  for (const [party, designation] of list.entries()) {
    for (const name of namesOf(designation)) {
      const key = letters(name)
      const before = seen.get(key)
      if (before !== undefined) {
        if (key.length >= 5) parent[root(party)] = root(before)
        continue
      }
      seen.set(key, party)
      const at = names.push({ name, party }) - 1
      for (const word of new Set(plain(name).split(' '))) {
        const having = byWord.get(word)
        if (having) having.push(at)
        else byWord.set(word, [at])
      }
    }
  }
  const result = { names, byWord, same: (a: number, b: number) => root(a) === root(b) }
  namesBy.set(kind, result)
  return result
}

const wordsShared = (a: string, b: string): number => {
  const x = new Set(plain(a).split(' '))
  const y = new Set(plain(b).split(' '))
  let shared = 0
  for (const word of x) if (y.has(word)) shared += 1
  return (2 * shared) / (x.size + y.size)
}

/** The names of other parties that come nearest to a name: by shared words, and by Jaro–Winkler among those that share one. */
const siblings = (name: string, party: number, { names, byWord, same }: Names): string[] => {
  const near = new Set<number>()
  for (const word of new Set(plain(name).split(' '))) {
    const having = byWord.get(word) ?? []
    if (having.length <= 600) for (const at of having) near.add(at)
  }
  const others = [...near].flatMap((at) => {
    const other = names[at]
    return other && !same(other.party, party) ? [other.name] : []
  })
  const best = (measure: (a: string, b: string) => number): string | undefined => {
    let most = 0
    let found: string | undefined
    for (const other of others) {
      const value = measure(name, other)
      if (value > most) {
        most = value
        found = other
      }
    }
    return found
  }
  return [...new Set([best(wordsShared), best((a, b) => jaroWinkler(plain(a), plain(b)))].filter(isDefined))]
}

const isDefined = <Value>(value: Value | undefined): value is Value => value !== undefined

/** Pairs of names of one listed party, and as many of near names of different parties. */
export const listedPairs = (kind: 'person' | 'organisation', seed: number, size = 600): LabelledPair[] => {
  const draw = drawing(seed)
  const all = namesOfType(kind)
  const byParty = new Map<number, string[]>()
  for (const { name, party } of all.names) byParty.set(party, [...(byParty.get(party) ?? []), name])
  const parties = [...byParty].filter(([, names]) => names.length > 1)
  const pairs: LabelledPair[] = []
  for (let i = 0; i < size; i++) {
    const [party, names = []] = parties[draw(parties.length)] ?? []
    const name1 = names[draw(names.length)]
    const others = names.filter((name) => name !== name1)
    const name2 = others[draw(others.length)]
    if (name1 === undefined || name2 === undefined || party === undefined) continue
    pairs.push({ name1, name2, type: kind, right: true, of: 'alias' })
    for (const near of siblings(name1, party, all))
      pairs.push({ name1, name2: near, type: kind, right: false, of: 'sibling' })
  }
  return pairs
}

/** OFAC's primary name and alias of one organisation, without aliases that share nothing; and near names of others. */
export const aliasPairs = (half: 0 | 1 | 'all' = 'all'): LabelledPair[] => {
  const all = namesOfType('organisation')
  const partyOf = new Map(all.names.map(({ name, party }) => [letters(name), party]))
  const pairs: LabelledPair[] = []
  for (const row of readSet('ofac-alias-pairs.dev.csv.gz')) {
    if (half !== 'all' && Number(row['ent_num']) % 2 !== half) continue
    const [name1 = '', name2 = '', category = ''] = [row['primary'], row['alias'], row['category']]
    if (category !== 'disjoint' && category !== 'acronym')
      pairs.push({ name1, name2, type: 'organisation', right: true, of: category })
    const party = partyOf.get(letters(name1))
    if (party === undefined) continue
    for (const near of siblings(name2, party, all))
      pairs.push({ name1: near, name2, type: 'organisation', right: false, of: 'sibling' })
  }
  return pairs
}

/** Pairs written by hand, each for a kind of trap. */
export const writtenPairs = (): LabelledPair[] =>
  readSet('written-pairs.csv').map((row) => ({
    name1: row['name1'] ?? '',
    name2: row['name2'] ?? '',
    type: (row['type'] ?? 'organisation') as PartyType,
    right: row['same'] === '1',
    of: row['class'] ?? '',
  }))

/** Names of listed organisations as suppliers misspell and reword them, and near names of other parties. */
export const perturbedPairs = (seed: number, each = 60): LabelledPair[] => {
  const draw = drawing(seed)
  const all = namesOfType('organisation')
  const pairs: LabelledPair[] = []
  for (const [kind, change] of Object.entries(perturbations)) {
    let made = 0
    for (let tries = 0; made < each && tries < 4_000; tries++) {
      const { name = '', party = 0 } = all.names[draw(all.names.length)] ?? {}
      if (plain(name).length < 8) continue
      const changed = change(name, draw)
      if (changed === null || plain(changed) === plain(name)) continue
      made += 1
      pairs.push({ name1: name, name2: changed, type: 'organisation', right: true, of: kind })
      if (made % 2 === 0)
        for (const near of siblings(name, party, all).slice(0, 1))
          pairs.push({ name1: near, name2: changed, type: 'organisation', right: false, of: 'sibling' })
    }
  }
  return pairs
}
