import { describe, expect, test } from 'vitest'
import {
  type ClearingRule,
  isInScope,
  judge,
  previewIdOf,
  ruleIdOf,
} from '../../shared/matches/clearing-rule.ts'
import type { Designation } from '../../shared/model/designation.ts'
import type { Match } from '../../shared/model/match.ts'
import type { SupplierFacts } from '../../shared/model/supplier.ts'
import { emptyFacts } from '../../shared/sources/reader.ts'
import { supplier as base, matchOf } from '../alerts/messages/support.ts'

const listed = (facts: Partial<Designation> = {}): Designation => ({
  id: '7',
  ...emptyFacts('ofac-sdn', 'person', 'Aleksandr Zarnitsyn'),
  countries: ['RU'],
  birthDates: ['12 Mar 1961'],
  identifiers: [{ type: 'PASSPORT', value: 'AB 123456' }],
  ...facts,
})
const supplier = (facts: Partial<SupplierFacts> = {}): SupplierFacts => ({
  ...base,
  type: 'person',
  country: 'TR',
  birthDate: '1988',
  identifiers: [{ type: 'PASSPORT', value: 'U9998887' }],
  ...facts,
})
const match: Match = matchOf(listed())
const rule = (different: ClearingRule['different'], scope: ClearingRule['scope'] = {}): ClearingRule => ({
  customerId: 'northwind',
  different,
  scope,
})
const person = rule(['country', 'birth-date'])

describe('"this supplier is not that person: different country and date of birth"', () => {
  test('clears where both are stated on both sides and differ', () => {
    const judged = judge(person, match, listed(), supplier())
    expect(judged.clears).toBe(true)
    expect(judged.comparisons.map(({ fact, outcome, text }) => [fact, outcome, text])).toEqual([
      ['country', 'differs', 'listed: RU; your supplier: TR'],
      ['birth-date', 'differs', 'listed: 12 Mar 1961; your supplier: 1988'],
    ])
  })

  test.each<[string, Partial<Designation>, Partial<SupplierFacts>, string]>([
    ['the country agrees', { countries: ['TR'] }, {}, 'the country agrees'],
    ['a nationality agrees', { nationalities: ['TR'] }, {}, 'the country agrees'],
    ['the listing states no country', { countries: [] }, {}, 'the country is not stated on both sides'],
    ['the year agrees', {}, { birthDate: '1961-03-12' }, 'the birth-date agrees'],
    ['the years are one apart', {}, { birthDate: '1962' }, 'the birth-date is not stated on both sides'],
    [
      'the supplier states no birth date',
      {},
      { birthDate: '' },
      'the birth-date is not stated on both sides',
    ],
    ['Hong Kong against China', { countries: ['HK'] }, { country: 'CN' }, 'the country agrees'],
  ])('does not where %s', (_name, facts, own, because) => {
    expect(judge(person, match, listed(facts), supplier(own))).toMatchObject({ clears: false, because })
  })

  test.each<[string, Partial<Match>, string]>([
    ['is cleared', { state: 'cleared' }, 'it is cleared'],
    ['has ended', { state: 'resolved' }, 'it is resolved'],
    [
      'somebody confirmed',
      {
        disposition: { decision: 'confirmed', reasonCodes: [], reason: '', author: 'Jane', at: '' },
      },
      'Jane confirmed it',
    ],
    [
      'waits for a second person',
      { proposed: { decision: 'cleared', reasonCodes: [], reason: '', author: 'Jane', at: '' } },
      'Jane has proposed a decision on it',
    ],
  ])('leaves alone a match that %s', (_name, change, because) => {
    expect(judge(person, { ...match, ...change }, listed(), supplier())).toMatchObject({
      clears: false,
      because,
    })
  })

  test('compares nothing without a listing', () => {
    expect(judge(person, match, null, supplier()).clears).toBe(false)
  })
})

test('identifiers are compared kind by kind, without spaces', () => {
  const numbers = rule(['identifier'])
  expect(judge(numbers, match, listed(), supplier()).clears).toBe(true)
  const same = supplier({ identifiers: [{ type: 'PASSPORT', value: 'ab-123456' }] })
  expect(judge(numbers, match, listed(), same).because).toBe('the identifier agrees')
  const otherKind = supplier({ identifiers: [{ type: 'LEI', value: 'X' }] })
  expect(judge(numbers, match, listed(), otherKind).because).toContain('not stated on both sides')
})

test('a person is no vessel', () => {
  const types = rule(['type'])
  expect(judge(types, match, listed({ type: 'vessel' }), supplier()).clears).toBe(true)
  expect(judge(types, match, listed(), supplier()).clears).toBe(false)
  expect(judge(types, match, listed({ type: 'order' }), supplier()).clears).toBe(false)
})

describe('an officer is compared by what is registered of that officer', () => {
  const birth = rule(['birth-date'])
  const judged = (position: string | undefined, officers: SupplierFacts['officers']) =>
    judge(
      birth,
      {
        ...match,
        rule: 'officer',
        met: { as: 'officer', name: 'A. Zarnitsyn', ...(position === undefined ? {} : { position }) },
      },
      listed(),
      supplier({ birthDate: '1961', officers }),
    )
  const father = { name: 'A. Zarnitsyn', role: 'chairman', born: '1961' }
  const son = { name: 'A. Zarnitsyn', role: 'director', born: '1988' }

  test('of two with one name the one of the position', () => {
    expect(judged('director', [father, son])).toMatchObject({
      clears: true,
      comparisons: [{ text: 'listed: 12 Mar 1961; its officer: 1988' }],
    })
    expect(judged('chairman', [son, father]).because).toBe('the birth-date agrees')
  })

  test('nothing is known to differ where either may be meant', () => {
    const [one, other] = [
      { name: father.name, born: '1961' },
      { name: son.name, born: '1988' },
    ]
    for (const officers of [
      [one, other],
      [other, one],
    ])
      expect(judged(undefined, officers).because).toBe('the birth-date is not stated on both sides')
  })
})

test('a rule that compares nothing clears nothing', () => {
  expect(judge(rule([]), match, listed(), supplier()).clears).toBe(false)
})

test('its reach is what it names', () => {
  const inReach = (scope: ClearingRule['scope']): boolean => isInScope(rule(['type'], scope), match)
  expect(inReach({})).toBe(true)
  expect(
    inReach({ supplierId: match.supplierId, source: 'ofac-sdn', designationId: '7', rule: 'name' }),
  ).toBe(true)
  expect(inReach({ supplierId: 'S-1' })).toBe(false)
  expect(inReach({ source: 'cbp-wro' })).toBe(false)
  expect(inReach({ below: match.score })).toBe(false)
  expect(inReach({ below: 1 })).toBe(true)
})

test('its id is the same whatever the order, and another for another reach', () => {
  expect(ruleIdOf(rule(['country', 'birth-date']))).toBe(ruleIdOf(rule(['birth-date', 'country'])))
  expect(ruleIdOf(person)).not.toBe(ruleIdOf(rule(['country'])))
  expect(ruleIdOf(person)).not.toBe(ruleIdOf(rule(['country', 'birth-date'], { supplierId: 'S-1' })))
})

test('a preview names exactly what it showed: a new revision or an act makes another one', () => {
  const preview = (change: Partial<Match>): string =>
    previewIdOf(person, [judge(person, { ...match, ...change }, listed(), supplier())])
  expect(preview({})).toBe(preview({ listSeq: 99 }))
  expect(preview({ revision: 2 })).not.toBe(preview({}))
  expect(preview({ acts: 1 })).not.toBe(preview({}))
})
