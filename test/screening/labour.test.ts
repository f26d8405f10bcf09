import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { designationOf, supplierOf } from '../../bench/name-sets.ts'
import type { Evaluation } from '../../shared/model/match.ts'
import type { SupplierFacts } from '../../shared/model/supplier.ts'
import { evaluatePair } from '../../shared/screening/evaluate.ts'
import { designationKeys, supplierKeys } from '../../shared/screening/keys.ts'
import { watchedNations } from '../../shared/screening/labour.ts'
import { buildListIndex } from '../../shared/screening/list-index.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { statuteDocument } from '../../shared/sources/us-statute/document.ts'
import { usStatuteReader } from '../../shared/sources/us-statute/reader.ts'

const model = screeningModel()
const presumptions = usStatuteReader.cut(statuteDocument()).entries.map((entry) => {
  const { naturalKey, facts } = usStatuteReader.parse(entry)
  return { ...facts, id: naturalKey }
})
const korean = presumptions.find(({ id }) => id === 'caatsa-section-321b')
if (!korean) throw new Error('The presumption on North Korean labour is not in the document')

const of = (supplier: Partial<SupplierFacts>): Evaluation | undefined =>
  evaluatePair(korean, supplierOf({ name: 'Seafood Processing Co', ...supplier }), model).find(
    ({ rule }) => rule === 'labour',
  )

describe('the presumption on North Korean labour', () => {
  test('declared workers meet it wherever they work', () => {
    const match = of({
      country: 'CN',
      workers: ['CN', 'KP'],
      goods: [{ hs: '0304', text: 'fillets', country: 'CN' }],
    })
    expect(match).toMatchObject({
      decision: 'strong',
      factsUsed: { designation: { nation: 'KP' }, supplier: { sign: 'workers KP' } },
    })
    expect(match?.explanation[0]?.text).toContain('workers of North Korea')
  })

  test('goods of North Korea meet it, a seat there must be looked at', () => {
    expect(of({ country: 'CN', goods: [{ text: 'jackets', country: 'KP' }] })?.decision).toBe('strong')
    expect(of({ country: 'KP' })?.decision).toBe('review')
  })

  test.each<[string, Partial<SupplierFacts>]>([
    ['workers of the South', { country: 'KR', workers: ['KR'] }],
    ['goods of the South', { country: 'KR', goods: [{ text: 'jackets', country: 'KR' }] }],
    ['no workers declared', { country: 'CN', workers: [] }],
    ['a name that says North Korea', { name: 'North Korea Trading', country: 'CN' }],
  ])('nothing is met by %s', (_, supplier) => {
    expect(of(supplier)).toBeUndefined()
  })

  test("a person's nationality on another list is no presumption", () => {
    const person = designationOf({
      source: 'ofac-sdn',
      type: 'person',
      name: 'Kim Chol',
      nationalities: ['KP'],
    })
    expect(
      evaluatePair(person, supplierOf({ name: 'Sewing', workers: ['KP'] }), model).some(
        ({ rule }) => rule === 'labour',
      ),
    ).toBe(false)
  })

  test('the same facts rest on the strongest sign alone: more signs change no match', () => {
    const declared = of({ workers: ['KP'] })
    const more = of({ workers: ['KP'], goods: [{ text: 'jackets', country: 'KP' }] })
    expect(more?.factsUsed).toEqual(declared?.factsUsed)
    expect(more?.explanation).toHaveLength(2)
  })
})

test('every nation that a statute presumes something of has its key', () => {
  expect([...watchedNations].sort()).toEqual(
    [...new Set(presumptions.flatMap(({ nationalities }) => nationalities))].sort(),
  )
})

test('both directions find every pair that the rules of goods and labour accept', () => {
  const orders = [
    ...presumptions,
    designationOf({
      id: 'widgets',
      source: 'cbp-wro',
      type: 'order',
      name: 'Widgets',
      goods: [{ text: 'Widgets', hs: [] }],
      subjects: [
        {
          id: 'goods-origin:turkmenistan',
          kind: 'goods-origin',
          name: 'Turkmenistan',
          aliases: [],
          countries: ['TM'],
          addresses: [],
          origin: { country: 'TM' },
          status: 'active',
        },
      ],
    }),
    designationOf({
      id: 'cotton',
      source: 'cbp-wro',
      type: 'order',
      name: 'Cotton',
      goods: [
        { text: 'Cotton', hs: ['140420', '52'] },
        { text: 'Downstream Products', hs: ['61', '2002'], reach: 'downstream' },
      ],
      subjects: [
        {
          id: 'goods-origin:xinjiang',
          kind: 'goods-origin',
          name: 'Xinjiang',
          aliases: [],
          countries: ['CN'],
          addresses: [],
          origin: { country: 'CN', region: 'CN-XJ' },
          status: 'active',
        },
      ],
    }),
  ]
  const index = buildListIndex(orders, model)
  const goods = fc.record(
    {
      hs: fc.constantFrom('52', '5205', '520511', '61', '610910', '2002', '9404', '1404', '85'),
      text: fc.constantFrom('', 'cotton', 'cotton quilts', 'widgets', 'tomato paste', 'parts'),
      country: fc.constantFrom('CN', 'TM', 'KP', 'US'),
      region: fc.constantFrom('CN-XJ', 'CN-SD'),
    },
    { requiredKeys: ['text'] },
  )
  let accepted = 0
  fc.assert(
    fc.property(
      fc.array(goods, { maxLength: 2 }),
      fc.subarray(['KP', 'CN']),
      fc.constantFrom('CN', 'KP', 'US'),
      (declared, workers, country) => {
        const supplier = supplierOf({ name: 'Maker', country, workers, goods: declared })
        const keys = new Set(supplierKeys(supplier, model))
        const found = new Set(index.promising(supplier).map(({ id }) => id))
        for (const order of orders) {
          if (evaluatePair(order, supplier, model).length === 0) continue
          accepted++
          expect(found.has(order.id), order.id).toBe(true)
          expect(
            designationKeys(order, model).some((key) => keys.has(key)),
            order.id,
          ).toBe(true)
        }
      },
    ),
    { numRuns: 300 },
  )
  expect(accepted).toBeGreaterThan(50)
})
