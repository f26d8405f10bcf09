import {
  assert,
  constantFrom,
  integer,
  nat,
  property,
  record,
  sample as draw,
  type Arbitrary,
} from 'fast-check'
import { describe, expect, test } from 'vitest'
import { designationOf, readScreeningList, readSet, supplierOf } from '../../bench/name-sets.ts'
import type { Designation } from '../../shared/model/designation.ts'
import type { SupplierFacts } from '../../shared/model/supplier.ts'
import { evaluatePair } from '../../shared/screening/evaluate.ts'
import { designationKeys, supplierKeys } from '../../shared/screening/keys.ts'
import { buildListIndex } from '../../shared/screening/list-index.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { prepareName } from '../../shared/screening/normalise.ts'
import { keysMeet } from '../../shared/screening/keys-meet.ts'
import { lookedUpNameKeys } from '../../shared/screening/name-keys.ts'
import { listedNames, supplierNames } from '../../shared/screening/prepared-parties.ts'
import { compareNames } from '../../shared/screening/score-names.ts'
import { thresholds } from '../../shared/screening/thresholds.ts'

const model = screeningModel()
const list = readScreeningList()
const sample = list.filter((_, i) => i % 40 === 0)

/** Slips, joins, splits, other orders and missing words, as suppliers' names really differ. */
const perturbed = (name: string): Arbitrary<string> =>
  record({
    kind: integer({ min: 0, max: 6 }),
    at: nat(60),
    letter: constantFrom(...Array.from('aeiouhrstnlkz')),
  }).map(({ kind, at, letter }) => {
    const i = name.length === 0 ? 0 : at % name.length
    const words = name.split(' ')
    const w = at % words.length
    if (kind === 0) return name.slice(0, i) + name.slice(i + 1)
    if (kind === 1) return name.slice(0, i) + letter + name.slice(i)
    if (kind === 2) return name.slice(0, i) + letter + name.slice(i + 1)
    if (kind === 3) return [...words.slice(w), ...words.slice(0, w)].join(' ')
    if (kind === 4) return words.filter((_, j) => j !== w || words.length === 1).join(' ')
    if (kind === 5) return words.slice(0, w).join(' ') + words.slice(w).join('')
    return `${name.slice(0, i)} ${name.slice(i)}`
  })

interface Near {
  designation: Designation
  supplier: SupplierFacts
}

const suppliersNear: Arbitrary<Near> = constantFrom(...sample).chain((designation) =>
  constantFrom(designation.name, ...designation.aliases.map((alias) => alias.name)).chain((name) =>
    perturbed(name).map((near) => ({
      designation,
      supplier: supplierOf({
        name: near,
        type: designation.type === 'person' ? 'person' : 'organisation',
        ...(designation.countries[0] ? { country: designation.countries[0] } : {}),
      }),
    })),
  ),
)

describe('candidates lose no pair that is accepted', () => {
  test('brute force: benign and listed names against a part of the list', () => {
    const designations = list.filter((designation, i) => designation.type !== 'person' && i % 25 === 0)
    const suppliers = [
      ...readSet('benign-companies.dev.csv')
        .filter((_, i) => i % 5 === 0)
        .map((row) => supplierOf({ name: row['name'] ?? '' })),
      ...designations
        .filter((_, i) => i % 8 === 0)
        .flatMap(({ name, aliases }) => [name, ...aliases.slice(0, 2).map((alias) => alias.name)])
        .map((name) => supplierOf({ name: name.replace(/(?<=.{5})[aeiou]/i, 'u') })),
    ]
    const index = buildListIndex(designations, model)
    let accepted = 0
    for (const supplier of suppliers) {
      const found = new Set(index.promising(supplier).map(({ id }) => id))
      for (const designation of designations) {
        if (evaluatePair(designation, supplier, model).length === 0) continue
        accepted += 1
        expect(found.has(designation.id), `${supplier.name} × ${designation.name}`).toBe(true)
      }
    }
    expect(accepted).toBeGreaterThan(100)
  })

  test('perturbed names of listed parties share a key whenever they are accepted, and mostly are accepted', () => {
    const isAccepted = ({ designation, supplier }: Near): boolean =>
      evaluatePair(designation, supplier, model).length > 0
    assert(
      property(suppliersNear, (near) => {
        if (!isAccepted(near)) return
        const stored = new Set(supplierKeys(near.supplier, model))
        expect(designationKeys(near.designation, model).some((key) => stored.has(key))).toBe(true)
      }),
      { numRuns: 600 },
    )
    // Drawn by a seed, so that it is the same each time: that most are accepted is a measure, and no law.
    const drawn = draw(suppliersNear, { numRuns: 600, seed: 20260731 })
    expect(drawn.filter(isAccepted).length / drawn.length).toBeGreaterThan(0.8)
  })

  test('keys cost hardly any pair that the names alone would have given', () => {
    let high = 0
    let lost = 0
    assert(
      property(suppliersNear, ({ designation, supplier }) => {
        for (const name of [designation.name, ...designation.aliases.map((alias) => alias.name)]) {
          if (compareNames(name, supplier.name, { model }).score < thresholds.review) continue
          high += 1
          const prepared = prepareName(name, model)
          const listed = { prepared, keys: new Set(lookedUpNameKeys(prepared)) }
          const owns = supplierNames({ ...supplier, type: 'organisation' }, model)
          if (!owns.some((own) => keysMeet(own, listed, false))) lost += 1
        }
      }),
      { numRuns: 600, seed: 20260731 },
    )
    expect(high).toBeGreaterThan(400)
    expect(lost / high).toBeLessThan(0.03)
  })
})

test('the list index finds exactly those whose keys meet', () => {
  const designations = sample.slice(0, 150)
  const index = buildListIndex(designations, model)
  for (const row of readSet('benign-companies.dev.csv').filter((_, i) => i % 20 === 0)) {
    const supplier = supplierOf({ name: row['name'] ?? '' })
    const meeting = designations.filter((designation) =>
      listedNames(designation, model).some((listed) =>
        supplierNames(supplier, model).some((own) => keysMeet(own, listed, false)),
      ),
    )
    expect(index.candidates(supplier)).toEqual(meeting)
  }
})

test('of a person all names of persons are found that share a key with it', () => {
  const persons = list.filter(({ type }) => type === 'person').filter((_, i) => i % 20 === 0)
  const index = buildListIndex(persons, model)
  let found = 0
  for (const { name } of persons.filter((_, i) => i % 8 === 0)) {
    const supplier = supplierOf({ name: name.replace(/(?<=.{5})[aeiou]/i, 'u'), type: 'person' })
    const stored = new Set(supplierKeys(supplier, model))
    const sharing = persons.filter((person) => designationKeys(person, model).some((key) => stored.has(key)))
    found += sharing.length
    expect(index.candidates(supplier)).toEqual(sharing)
  }
  expect(found).toBeGreaterThan(100)
})

test('a key of near spellings counts only where the words are near', () => {
  const meets = (supplier: string, listed: string): boolean => {
    const [own] = supplierNames(supplierOf({ name: supplier }), model)
    const [other] = listedNames(designationOf({ name: listed }), model)
    return own !== undefined && other !== undefined && keysMeet(own, other, false)
  }
  const shares = (supplier: string, listed: string): boolean => {
    const stored = new Set(supplierKeys(supplierOf({ name: supplier }), model))
    return designationKeys(designationOf({ name: listed }), model).some((key) => stored.has(key))
  }
  // One letter apart, written as two words, and the consonants of another word.
  expect(meets('Zanhul Textile', 'Zanhol Cotton')).toBe(true)
  expect(meets('Kamerovka', 'Kame Rovko')).toBe(true)
  expect(shares('Zanhulik', 'Sanaholoogo')).toBe(true)
  expect(meets('Zanhulik', 'Sanaholoogo')).toBe(false)
})

test('one slip in a common word or in a short one does not hide a name', () => {
  const isFound = (supplier: string, listed: string): boolean => {
    const designation = designationOf({ name: listed })
    const facts = supplierOf({ name: supplier })
    const isMet = evaluatePair(designation, facts, model).length > 0
    expect(buildListIndex([designation], model).promising(facts).length > 0).toBe(isMet)
    return isMet
  }
  // Common words alone, one of them misspelt: it is the supplier's heaviest, and no key of another word is shared.
  expect(isFound('SPACu TECHNOLOGIES', 'SPACE TECHNOLOGIES')).toBe(true)
  expect(isFound('AMERICN TRADING', 'AMERICAN TRADING')).toBe(true)
  // Too short for halves: a letter left out, put in, and another one.
  expect(isFound('TEEPA ELECTRONIC', 'TEEPAD ELECTRONIC')).toBe(true)
  expect(isFound('CIRRUS ELECTRONICS', 'CIRRU ELECTRONICS')).toBe(true)
  expect(isFound('NAZER AIRLINES', 'NASER AIRLINES')).toBe(true)
})

test('initials meet only a name that is nothing else', () => {
  const meets = (supplier: string, listed: string): boolean => {
    const stored = new Set(supplierKeys(supplierOf({ name: supplier }), model))
    return designationKeys(designationOf({ name: listed }), model).some((key) => stored.has(key))
  }
  expect(meets('Aeterna Laboratories Imports', 'ALI')).toBe(true)
  expect(meets('Aeterna Laboratories Imports', 'Ali Karimi')).toBe(false)
  expect(meets('ZTMK', 'Zanhul Textile Machinery Kombinat')).toBe(true)
  expect(meets('ZTMK Cotton', 'Zanhul Textile Machinery Kombinat')).toBe(false)
})

test('a supplier stores few keys', () => {
  const suppliers = readSet('benign-companies.dev.csv').map((row) => supplierOf({ name: row['name'] ?? '' }))
  const keys = suppliers.reduce((sum, supplier) => sum + supplierKeys(supplier, model).length, 0)
  expect(keys / suppliers.length).toBeLessThan(8)
})

test('inactive designations are not indexed', () => {
  const gone = designationOf({ name: 'Zanhul Textile', status: 'inactive' })
  expect(designationKeys(gone, model)).toEqual([])
  expect(buildListIndex([gone], model).size).toBe(0)
})
