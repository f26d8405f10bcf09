import { describe, expect, test } from 'vitest'
import type { SupplierFacts } from '../../shared/model/supplier.ts'
import { designationKeys } from '../../shared/screening/keys.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { evaluateRelated, registeredKeys, relatedParties } from '../../shared/screening/related-parties.ts'
import { listing } from '../legal/support.ts'
import { supplierOf } from '../../bench/name-sets.ts'

const model = screeningModel()
const person = (name: string, birthDates: string[] = []) =>
  listing('ofac-sdn', ['SDGT'], { name, type: 'person', birthDates })
const company = (name: string, more = {}) => listing('ofac-sdn', ['SDGT'], { name, ...more })
const meet = (
  designation: ReturnType<typeof listing>,
  facts: Partial<SupplierFacts>,
  others: readonly SupplierFacts[] = [],
) => {
  const supplier = supplierOf({ name: 'Harbour Bakery', ...facts })
  const upstream = new Map(others.map((one) => [one.supplierId, one]))
  return evaluateRelated(designation, relatedParties(supplier, upstream, model), model)
}

describe('officers', () => {
  test('are met as persons; a name alone is never more than a case for review', () => {
    const [found, ...more] = meet(person('Dmitry Anatolyevich Zarubin'), {
      officers: [{ name: 'Dmitry Zarubin', role: 'director' }, { name: 'Ann Miller' }],
    })
    expect(more).toEqual([])
    expect(found).toMatchObject({
      rule: 'officer',
      decision: 'review',
      met: { as: 'officer', name: 'Dmitry Zarubin', position: 'director' },
      factsUsed: { supplier: { as: 'officer', name: 'Dmitry Zarubin', position: 'director' } },
    })
    expect(found?.explanation[0]?.text).toBe(
      '"Dmitry Zarubin" is registered as an officer of the supplier (director).',
    )
  })

  test('a year of birth that agrees makes it strong, one that conflicts casts it out', () => {
    const born = (year: string) =>
      meet(person('Dmitry Anatolyevich Zarubin', ['12 Mar 1962']), {
        officers: [{ name: 'Dmitry Anatolyevich Zarubin', born: year }],
      })
    expect(born('1962-03')[0]?.decision).toBe('strong')
    expect(born('1975')).toEqual([])
  })

  test('no company is met by an officer, and no officer by the supplier’s own country', () => {
    expect(meet(company('Zarubin Dmitry Ltd'), { officers: [{ name: 'Dmitry Zarubin' }] })).toEqual([])
    const [found] = meet(
      listing('ofac-sdn', ['SDGT'], { name: 'Dmitry Zarubin', type: 'person', nationalities: ['RU'] }),
      { country: 'CN', officers: [{ name: 'Dmitry Zarubin' }] },
    )
    expect(found?.factsUsed.supplier['country']).toBeUndefined()
    expect(found?.factsUsed.supplier['countries']).toBeUndefined()
  })
})

describe('owners', () => {
  test('of whom only the name is known are met as a company and as a person', () => {
    const owners = [{ name: 'Karakum Cotton Spinning', percent: 30 }]
    expect(meet(company('Karakum Cotton Spinning'), { owners })[0]).toMatchObject({
      rule: 'ownership',
      decision: 'strong',
      met: { as: 'owner', name: 'Karakum Cotton Spinning', percent: 30 },
      factsUsed: { supplier: { percent: 30 } },
    })
    const [found] = meet(person('Dmitry Anatolyevich Zarubin'), {
      owners: [{ name: 'Dmitry Anatolyevich Zarubin' }],
    })
    expect(found).toMatchObject({
      decision: 'review',
      met: { as: 'owner' },
      factsUsed: { supplier: { percent: 'not stated' } },
    })
    expect(found?.met).not.toHaveProperty('percent')
    expect(found?.explanation[0]?.text).toContain('a share that is not stated of the supplier')
  })

  test('with a legal form in the name is compared as a company, also with a person', () => {
    const [found] = meet(person('Dmitry Zarubin'), { owners: [{ name: 'Dmitry Zarubin LLC', percent: 60 }] })
    expect(found).toMatchObject({ decision: 'review', factsUsed: { supplier: { type: 'organisation' } } })
  })

  test('that are registered are met by all their names and numbers, at whatever remove', () => {
    const top = supplierOf({
      supplierId: 'S-3',
      name: 'Nothing Alike',
      identifiers: [{ type: 'LEI', value: '5493001KJTIIGC8Y1R12' }],
    })
    const middle = supplierOf({
      supplierId: 'S-2',
      name: 'Middle Holding',
      owners: [{ supplierId: 'S-3', percent: 60 }],
    })
    const [found] = meet(
      company('Karakum Cotton Spinning', {
        identifiers: [{ type: 'LEI', value: '5493001KJTIIGC8Y1R12' }],
      }),
      { owners: [{ supplierId: 'S-2', percent: 55 }] },
      [middle, top],
    )
    expect(found).toMatchObject({
      rule: 'ownership',
      met: {
        as: 'owner',
        name: 'Nothing Alike',
        supplierId: 'S-3',
        percent: 60,
        through: [{ supplierId: 'S-2', name: 'Middle Holding', percent: 55 }],
      },
    })
    expect(found?.explanation.map(({ text }) => text).join(' ')).toContain(
      'it holds 60 percent of Middle Holding, which holds 55 percent of the supplier',
    )
    expect(found?.explanation.some(({ text }) => text.startsWith('The owner’s'))).toBe(true)
  })

  test('with holdings at two removes are told by the nearer one alone, whichever is larger', () => {
    const middle = supplierOf({
      supplierId: 'S-2',
      name: 'Middle Holding',
      owners: [{ name: 'Karakum Cotton Spinning', percent: 40 }],
    })
    const [found] = meet(
      company('Karakum Cotton Spinning'),
      {
        owners: [
          { name: 'Karakum Cotton Spinning', percent: 20 },
          { supplierId: 'S-2', percent: 50 },
          { name: 'Karakum Cotton Spinning', percent: 10 },
        ],
      },
      [middle],
    )
    expect(found?.met).toMatchObject({ percent: 30 })
    expect(found?.met).not.toHaveProperty('through')
  })

  test('whom an order on goods names are met as its subjects', () => {
    const order = listing('cbp-wro', ['WRO'], {
      name: 'Cotton products of Karakum Cotton Spinning',
      type: 'order',
      subjects: [
        {
          id: 'party:karakum',
          kind: 'party',
          name: 'Karakum Cotton Spinning',
          aliases: [],
          countries: [],
          addresses: [],
          status: 'active',
        },
      ],
    })
    expect(meet(order, { owners: [{ name: 'Karakum Cotton Spinning', percent: 60 }] })[0]).toMatchObject({
      rule: 'ownership',
      subjectId: 'party:karakum',
      met: { as: 'owner', percent: 60 },
    })
  })

  test('in a circle end where they began, and the supplier is not its own owner', () => {
    const other = supplierOf({
      supplierId: 'S-2',
      name: 'Middle Holding',
      owners: [{ supplierId: 'S-1', percent: 60 }],
    })
    const own = supplierOf({
      supplierId: 'S-1',
      name: 'Karakum Cotton Spinning',
      owners: [{ supplierId: 'S-2', percent: 60 }],
    })
    const related = relatedParties(
      own,
      new Map([
        ['S-2', other],
        ['S-1', own],
      ]),
      model,
    )
    expect(related.owners.map(({ met }) => met.name)).toEqual(['Middle Holding'])
    expect(evaluateRelated(company('Karakum Cotton Spinning'), related, model)).toEqual([])
  })

  test('an address, a vessel and an inactive listing meet nobody', () => {
    const facts = { owners: [{ name: 'Karakum Cotton Spinning', percent: 60 }] }
    for (const more of [{ type: 'address' }, { type: 'vessel' }, { status: 'inactive' }] as const)
      expect(meet(company('Karakum Cotton Spinning', more), facts)).toEqual([])
  })
})

test('whoever is met is found by a stored key', () => {
  const top = supplierOf({ supplierId: 'S-3', name: 'Qaraqum Mills', otherNames: ['Карaкум'] })
  const middle = supplierOf({
    supplierId: 'S-2',
    name: 'Middle Holding',
    owners: [
      { supplierId: 'S-3', percent: 60 },
      { name: 'Sergei Ivanovich Kuznetsov', percent: 20 },
    ],
  })
  const supplier = supplierOf({
    name: 'Harbour Bakery',
    officers: [{ name: 'Dmitry Anatolyevich Zarubin' }],
    owners: [
      { supplierId: 'S-2', percent: 55 },
      { name: 'Karakum Cotton Spinning', percent: 10 },
    ],
  })
  const upstream = new Map([
    ['S-2', middle],
    ['S-3', top],
  ])
  const related = relatedParties(supplier, upstream, model)
  const stored = new Set(registeredKeys(supplier, upstream, model))
  for (const designation of [
    person('Zarubin, Dmitry Anatolyevich'),
    person('Kuznetsov, Sergey Ivanovich'),
    company('Karakum Cotton Spining'),
    company('Qaraqum Mills'),
    company('Middle Holding'),
  ]) {
    expect(evaluateRelated(designation, related, model), designation.name).not.toEqual([])
    expect(
      designationKeys(designation, model).some((key) => stored.has(key)),
      designation.name,
    ).toBe(true)
  }
})
