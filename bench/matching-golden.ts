/**
 * Digests of what matching answers on the development sets: they change when, and only when, an answer does. Kept in
 * `test/screening/golden.json` by the model's version; `node bench/matching-golden.ts` prints them.
 */
import type { Address, Designation } from '../shared/model/designation.ts'
import type { SupplierFacts } from '../shared/model/supplier.ts'
import { canonicalJson, sha256 } from '../shared/hash.ts'
import { designationKeys, supplierKeys } from '../shared/screening/keys.ts'
import { buildListIndex } from '../shared/screening/list-index.ts'
import { screeningModel } from '../shared/screening/model.ts'
import { compareNames } from '../shared/screening/score-names.ts'
import { screenSupplier } from '../shared/screening/screen.ts'
import { readScreeningList, readSet, supplierOf } from './name-sets.ts'

/** Numbers that look drawn and are the same each time. */
const drawing = (seed: number): ((below: number) => number) => {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** A slip, a join, a split, another order or a missing word. */
const changed = (name: string, draw: (below: number) => number): string => {
  const at = draw(Math.max(1, name.length))
  const words = name.split(' ')
  const word = draw(words.length)
  const letter = 'aeiouhrstnlkz'.charAt(draw(13))
  const ways = [
    name.slice(0, at) + name.slice(at + 1),
    name.slice(0, at) + letter + name.slice(at),
    name.slice(0, at) + letter + name.slice(at + 1),
    `${name.slice(0, at)} ${name.slice(at)}`,
    [...words.slice(word), ...words.slice(0, word)].join(' '),
    words.slice(0, word).join(' ') + words.slice(word).join(''),
    words.filter((_, i) => i !== word || words.length === 1).join(' '),
    name,
  ]
  return ways[draw(ways.length)] ?? name
}

const addressOf = (position: number): Address => {
  const street = `${(position % 89) + 11}-${(position % 7) + 1} ${['Nathan', 'Zeytinburnu', 'Al Wasl', 'Wujiang'][position % 4] ?? ''} Road`
  const city = ['Kowloon', 'Istanbul', 'Dubai', 'Suzhou'][position % 4] ?? ''
  return { text: `Unit ${position % 31}, ${street}, ${city}`, street, city }
}

/** Half of the screening list; some of its parties with an address, an identifier or a year of birth besides. */
const goldenList = (): Designation[] =>
  readScreeningList()
    .filter((_, i) => i % 2 === 0)
    .map((designation, i) => ({
      ...designation,
      addresses: i % 9 === 0 ? [addressOf(i), addressOf(i * 7)] : [],
      identifiers: i % 11 === 0 ? [{ type: 'TAX', value: `77${i}00` }] : [],
      birthDates: i % 3 === 0 ? [String(1940 + (i % 50))] : [],
    }))

const goldenSuppliers = (list: readonly Designation[]): SupplierFacts[] => {
  const draw = drawing(20_260_731)
  const near = list
    .filter((_, i) => i % 9 === 0)
    .map((designation, i) => {
      const names = [designation.name, ...designation.aliases.map(({ name }) => name)]
      const pick = (): string => changed(names[draw(names.length)] ?? '', draw)
      const country = draw(4) === 0 ? 'DE' : designation.countries[0]
      return supplierOf({
        name: pick(),
        otherNames: draw(3) === 0 ? [pick()] : [],
        type: designation.type === 'person' && draw(5) > 0 ? 'person' : 'organisation',
        ...(country !== undefined && draw(3) > 0 ? { country } : {}),
        ...(draw(2) === 0 ? { address: addressOf(9 * i).text } : {}),
        ...(designation.birthDates[0] !== undefined && draw(2) === 0
          ? { birthDate: designation.birthDates[0] }
          : {}),
        identifiers: draw(3) === 0 ? designation.identifiers.map(({ type, value }) => ({ type, value })) : [],
      })
    })
  return [
    ...near,
    ...readSet('benign-companies.dev.csv').map((row) => supplierOf({ name: row['name'] ?? '' })),
    ...readSet('dnb-typos-adjusted.dev.csv').map((row) =>
      supplierOf({ name: row['company_name'] ?? '', country: 'US', address: addressOf(27).text }),
    ),
    ...readSet('chinese-latin-pairs.dev.csv').map((row) =>
      supplierOf({ name: row['chinese'] ?? '', type: row['type'] === 'person' ? 'person' : 'organisation' }),
    ),
    ...readSet('ofac-alias-pairs.dev.csv.gz')
      .filter((_, i) => i % 3 === 0)
      .map((row) => supplierOf({ name: row['alias'] ?? '', otherNames: [row['primary'] ?? ''] })),
  ]
}

export interface GoldenDigests {
  suppliers: number
  designations: number
  evaluations: number
  /** Of all evaluations at or above `review`, explanations included. */
  screened: string
  /** Of the keys of all suppliers, and of every tenth designation. */
  keys: string
  /** Of scores and explanations of pairs of names, whatever their score. */
  compared: string
}

export const goldenDigests = (): GoldenDigests => {
  const model = screeningModel()
  const list = goldenList()
  const suppliers = goldenSuppliers(list)
  const index = buildListIndex(list, model)
  const screened = suppliers.flatMap((supplier, i) =>
    screenSupplier(index, supplier, model).map(({ designation, evaluation }) =>
      canonicalJson([i, designation.id, evaluation]),
    ),
  )
  const keys = [
    ...suppliers.map((supplier) => [...supplierKeys(supplier, model)].sort().join(' ')),
    ...list
      .filter((_, i) => i % 10 === 0)
      .map((designation) => [...designationKeys(designation, model)].sort().join(' ')),
  ]
  const draw = drawing(7)
  const compared = suppliers.map(({ name, type }) =>
    canonicalJson(
      compareNames(name, draw(2) === 0 ? (list[draw(list.length)]?.name ?? '') : changed(name, draw), {
        model,
        type,
      }),
    ),
  )
  const digest = (lines: readonly string[]): string => sha256(lines.join('\n'))
  return {
    suppliers: suppliers.length,
    designations: list.length,
    evaluations: screened.length,
    screened: digest(screened),
    keys: digest(keys),
    compared: digest(compared),
  }
}

if (import.meta.main) console.log(JSON.stringify({ [screeningModel().version]: goldenDigests() }, null, 2))
