import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareParties } from '../../shared/alerts/comparison.ts'
import type { Designation } from '../../shared/model/designation.ts'
import type { SupplierFacts } from '../../shared/model/supplier.ts'
import { party, supplier } from './messages/support.ts'

const compare = (listed: Partial<Designation>, own: Partial<SupplierFacts> = {}) =>
  compareParties(
    party(listed),
    { ...supplier, ...own },
    { factsUsed: { designation: {}, supplier: {} }, rule: 'name' },
  )
const rowOf = (field: string, listed: Partial<Designation>, own: Partial<SupplierFacts> = {}) =>
  compare(listed, own).find((row) => row.field === field)

describe('side by side', () => {
  it('marks what agrees, what is nearly spelt so, and what stands on one side only', () => {
    const row = rowOf('name', { name: 'Hetian Taida Apparel Co., Ltd.' }, { name: 'HETIAN TAIDAA GARMENT' })
    expect(row?.verdict).toBe('partly')
    expect(row?.listed[0]?.parts).toEqual([
      { text: 'Hetian ', mark: 'same' },
      { text: 'Taida ', mark: 'near' },
      { text: 'Apparel Co., Ltd.', mark: 'here-only' },
    ])
  })

  it('reads accents, case and Chinese characters one by one', () => {
    expect(rowOf('name', { name: 'Société Générale' }, { name: 'SOCIETE GENERALE' })?.verdict).toBe('agrees')
    expect(rowOf('name', { name: '新疆塔里木硅业' }, { name: '塔里木硅业' })?.listed[0]?.parts).toEqual([
      { text: '新疆', mark: 'here-only' },
      { text: '塔里木硅业', mark: 'same' },
    ])
  })

  it('compares no names where goods of a place are what meets', () => {
    const rows = compareParties(
      party({ name: 'Cotton of Xinjiang', goods: [{ text: 'Cotton', hs: ['52'] }] }),
      { ...supplier, goods: [{ hs: '520511', text: 'cotton yarn', region: 'CN-XJ' }] },
      { factsUsed: { designation: {}, supplier: {} }, rule: 'goods-origin' },
    )
    expect(rows.map(({ field }) => field)).not.toContain('name')
    expect(rows.find(({ field }) => field === 'goods')?.verdict).toBe('agrees')
  })

  it('tells identifiers of one family that differ from those that nobody can compare', () => {
    const own = { identifiers: [{ type: 'USCC', value: '91650421MA77000000' }] }
    const other = [{ type: 'USCC', value: '91650400MA000000X0' }]
    expect(rowOf('identifier', { identifiers: other }, own)?.verdict).toBe('differs')
    expect(rowOf('identifier', { identifiers: own.identifiers }, own)?.verdict).toBe('agrees')
    expect(rowOf('identifier', { identifiers: [{ type: 'IMO', value: '9187629' }] }, own)?.verdict).toBe(
      'one-sided',
    )
    expect(rowOf('identifier', { identifiers: [] }, { identifiers: [] })).toBeUndefined()
  })

  it('compares birth dates of persons by year', () => {
    const person = { type: 'person' as const, birthDates: ['1962-01'] }
    const born = (birthDate: string) => rowOf('birth-date', person, { type: 'person', birthDate })?.verdict
    expect([born('1962'), born('1963'), born('1990-05-01')]).toEqual(['agrees', 'partly', 'differs'])
  })

  it('loses and adds no character, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        (one, two) => {
          for (const { listed, supplier: own } of compare(
            { name: one, addresses: [{ text: two }] },
            { name: two },
          )) {
            for (const { text, parts } of [...listed, ...own]) {
              expect(parts.map((part) => part.text).join('')).toBe(text)
            }
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('bounds the work on a hostile register', () => {
    const rows = compare(
      {
        name: 'A '.repeat(20_000),
        addresses: Array.from({ length: 500 }, (_, i) => ({ text: `Street ${i}` })),
      },
      { otherNames: Array.from({ length: 500 }, (_, i) => `Name ${i}`) },
    )
    expect(Buffer.byteLength(JSON.stringify(rows))).toBeLessThan(60_000)
  })
})
