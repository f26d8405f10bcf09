import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

/**
 * Pairs of disclosed factories: are the two one site? `facility-pairs.dev.csv` was labelled by us, by reading; the
 * others are made from the disclosed factories, from a seed, so that every run and every reader has the same.
 */
export interface FacilityPair {
  id: string
  /** `disclosed` and `listed`: both sides as published. `written`: a side is ours. `made`: changed by a program. */
  origin: 'disclosed' | 'listed' | 'written' | 'made'
  /** Labelled pairs: 1 is what the scorer was made on; later rounds were scored once before they were read. */
  round?: number
  same: boolean
  country1: string
  name1: string
  address1: string
  country2: string
  name2: string
  address2: string
}

interface Factory {
  id: string
  country: string
  name: string
  address: string
}

const directory = join(import.meta.dirname, '..', 'test', 'fixtures', 'facilities')
const rowsOf = (file: string): Record<string, string>[] =>
  parse(readFileSync(join(directory, file)), { columns: true, bom: true })

export const readFactories = (): Factory[] =>
  rowsOf('facilities.csv').map((row) => ({
    id: row['id'] ?? '',
    country: row['country'] ?? '',
    name: row['name'] ?? '',
    address: row['address'] ?? '',
  }))

const origins: Record<string, FacilityPair['origin']> = {
  disclosed: 'disclosed',
  listed: 'listed',
  written: 'written',
}

export const readFacilityPairs = (): FacilityPair[] =>
  rowsOf('facility-pairs.dev.csv').map((row) => ({
    id: row['id'] ?? '',
    origin: origins[row['origin'] ?? ''] ?? 'written',
    round: Number(row['round']),
    same: row['label'] === 'match',
    country1: row['country1'] ?? '',
    name1: row['name1'] ?? '',
    address1: row['address1'] ?? '',
    country2: row['country2'] ?? '',
    name2: row['name2'] ?? '',
    address2: row['address2'] ?? '',
  }))

/** Numbers from 0 to 1 from a seed (mulberry32). */
const randomFrom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

type Random = () => number
const pick = <T>(list: readonly T[], random: Random): T | undefined =>
  list[Math.floor(random() * list.length)]

const misspell = (text: string, random: Random): string => {
  const words = [...text.matchAll(/[A-Za-z]{5,}/g)]
  const word = pick(words, random)
  if (!word) return text
  const at = word.index + 1 + Math.floor(random() * (word[0].length - 2))
  const kind = Math.floor(random() * 3)
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1)
  if (kind === 1) return text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2)
  return text.slice(0, at) + (pick(Array.from('aeiounhg'), random) ?? '') + text.slice(at + 1)
}

/** Splits or joins what a register writes in one word or in two. */
const respace = (text: string, random: Random): string => {
  const two = [...text.matchAll(/\b([A-Z][a-z]{1,4}) ([A-Z]?[a-z]{2,5})\b/g)]
  const long = [...text.matchAll(/\b[A-Z][a-z]+(?:ng|an|ao|ai)(?=[a-z]{3})/g)]
  if (random() < 0.5 && two.length > 0) {
    const found = pick(two, random)
    return found ? text.replace(found[0], found[0].replace(' ', '')) : text
  }
  const found = pick(long, random)
  return found ? text.replace(found[0], `${found[0]} `) : text
}

const forms: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\bCo\.?,? ?Ltd\b\.?/i, ['Co., Ltd.', 'Company Limited', 'Co Ltd', 'CO.,LTD', 'Limited']],
  [/\b(?:Pvt\.?|Private) Ltd\b\.?/i, ['Pvt. Ltd.', 'Private Limited', '(P) Ltd']],
  [/\bLtd\b\.?/i, ['Limited', 'Ltd', 'LTD.']],
  [/\bFactory\b/i, ['Fty', 'Factory', 'Fty.']],
  [/\bManufactur\w+\b/i, ['Mfg', 'Manufacturing', 'Manufactory']],
]
const trades = ['Garment', 'Garments', 'Apparel', 'Clothing']

const otherName = ({ name, country }: Factory, random: Random): string => {
  let changed = name
  for (const [form, others] of forms)
    if (form.test(changed)) {
      changed = changed.replace(form, pick(others, random) ?? '')
      break
    }
  if (random() < 0.4 && country === 'CN')
    changed = changed.replace(/\b(?:Garments?|Apparel|Clothing)\b/i, pick(trades, random) ?? 'Garment')
  if (random() < 0.25) changed = misspell(changed, random)
  if (random() < 0.25) changed = respace(changed, random)
  if (random() < 0.3) changed = changed.toUpperCase()
  return changed
}

const shorter: readonly (readonly [RegExp, string])[] = [
  [/\bRoad\b/gi, 'Rd.'],
  [/\bStreet\b/gi, 'St'],
  [/\bIndustrial\b/gi, 'Ind.'],
  [/\bDistrict\b/gi, 'Dist.'],
  [/\bZone\b/gi, 'Area'],
  [/\bVillage\b/gi, 'Vill.'],
  [/\bNo\.? ?(?=\d)/gi, '#'],
  [/\bTown\b/gi, ''],
  [/\bCity\b/gi, ''],
  [/\bProvince\b/gi, ''],
  [/\bAvenue\b/gi, 'Ave'],
]

const otherAddress = ({ address, country }: Factory, random: Random): string => {
  let parts = address
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (parts.length > 2 && random() < 0.55) {
    // What is left out is mostly the far end: province, country; sometimes a building.
    const at = random() < 0.7 ? parts.length - 1 : Math.floor(random() * parts.length)
    parts = parts.filter((_, i) => i !== at)
  }
  if (parts.length > 2 && random() < 0.25) parts = [...parts.slice(1), parts[0] ?? '']
  if (random() < 0.25) parts = [...parts, country]
  let changed = parts.join(', ')
  for (const [word, other] of shorter) if (random() < 0.4) changed = changed.replace(word, other)
  if (random() < 0.35) changed = changed.replace(/[-–,\s(]*\b\d{3} ?\d{3}\b\)?/, '')
  if (random() < 0.4) changed = misspell(changed, random)
  if (random() < 0.3) changed = respace(changed, random)
  if (random() < 0.2) changed = changed.toLowerCase().replace(/[,.;()#-]/g, ' ')
  if (random() < 0.2) changed = changed.toUpperCase()
  return changed.replace(/\s+/g, ' ').trim()
}

const marks = ['Unit 2', 'Unit-3', 'No. 2', '(Branch 2)', 'II', 'Factory 2', 'Plant B']
const otherTrades = ['Washing', 'Printing', 'Embroidery', 'Denim', 'Dyeing', 'Accessories', 'Packaging']

/** Another factory of the group: its name with a mark of its own, somewhere else. */
const siblingName = (name: string, random: Random): string => {
  if (random() < 0.5) return `${name.replace(/[.\s]+$/, '')} ${pick(marks, random) ?? ''}`
  const trade =
    /\b(?:Garments?|Apparels?|Clothing|Knitting|Knit|Shoes|Footwear|Textiles?|Fashions?|Embroidery|Printing)\b/i // prettier-ignore
  return trade.test(name) ? name.replace(trade, pick(otherTrades, random) ?? '') : `${name} Unit 2`
}

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(/[a-z]{3,}|\d+/g))

/** Names that begin or end alike may be one factory disclosed twice, which a program must not call another. */
const alike = (a: string, b: string): boolean => {
  const [x, y] = [a, b].map((name) => name.toLowerCase().replace(/[^a-z]/g, ''))
  return x?.slice(0, 3) === y?.slice(0, 3) || (x?.slice(4, 12) ?? '') === (y?.slice(4, 12) ?? '-')
}

/** Pairs made from the disclosed factories: each disclosed again as lists vary it, and beside it what is near and another. */
export const makeFacilityPairs = (seed: number): FacilityPair[] => {
  const random = randomFrom(seed)
  const factories = readFactories().filter(({ address }) => address.length > 24)
  const pairs: FacilityPair[] = []
  const put = (first: Factory, second: Omit<Factory, 'id' | 'country'>, same: boolean): void => {
    pairs.push({
      id: `S${seed}-${pairs.length + 1}`,
      origin: 'made',
      same,
      country1: first.country,
      name1: first.name,
      address1: first.address,
      country2: first.country,
      name2: second.name,
      address2: second.address,
    })
  }
  for (const factory of factories) {
    put(factory, { name: otherName(factory, random), address: otherAddress(factory, random) }, true)
    // The nearest other factory, by the words of its address: a neighbour in the town or the zone.
    const mine = wordsOf(factory.address)
    const near = factories
      .filter(
        ({ id, country, name }) =>
          id !== factory.id && country === factory.country && !alike(name, factory.name),
      ) // prettier-ignore
      .map((other) => ({
        other,
        shared: [...wordsOf(other.address)].filter((word) => mine.has(word)).length,
      }))
      .sort((a, b) => b.shared - a.shared)[Math.floor(random() * 3)]
    if (near) put(factory, near.other, false)
    if (
      near &&
      random() < 0.5 &&
      ![...mine].some((word) => /\d/.test(word) && near.other.address.includes(word))
    )
      put(
        factory,
        { name: siblingName(factory.name, random), address: otherAddress(near.other, random) },
        false,
      )
  }
  return pairs
}
