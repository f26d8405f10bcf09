import { describe, expect, test } from 'vitest'
import { designationOf, supplierOf } from '../../bench/name-sets.ts'
import type { SupplierGoods } from '../../shared/model/supplier.ts'
import { dolContext } from '../../shared/screening/dol-context.ts'
import { evaluatePair } from '../../shared/screening/evaluate.ts'
import { screeningModel } from '../../shared/screening/model.ts'

const model = screeningModel()
const goodsNamed = (goods: SupplierGoods): string[] =>
  dolContext(goods).map((text) => /not a prohibition\. (.+?) \(List of Goods/.exec(text)?.[1] ?? text)

test('the goods of a country that DOL lists, by words or by heading', () => {
  expect(goodsNamed({ text: 'raw cotton', country: 'TM' })).toEqual([
    'Cotton of Turkmenistan: child labour, forced labour',
  ])
  expect(goodsNamed({ hs: '610910', text: 'T-shirts', country: 'CN' })).toEqual([
    'Garments of China: forced labour',
  ])
  expect(goodsNamed({ hs: '854143', text: '', country: 'CN' })).toEqual([
    'Solar Modules of China: made from inputs of such labour in China',
  ])
  expect(goodsNamed({ text: 'gold dore', country: 'CD' })).toEqual([
    'Gold of Democratic Republic of the Congo: child labour, forced labour, forced child labour',
  ])
})

test.each<[string, SupplierGoods]>([
  ['another country', { text: 'raw cotton', country: 'US' }],
  ['a good taken off the list', { text: 'cotton', country: 'UZ' }],
  ['no country', { text: 'raw cotton' }],
  ['other goods', { hs: '9606', text: 'buttons', country: 'CN' }],
  ['a chapter alone', { hs: '85', text: '', country: 'CN' }],
])('nothing is said of %s', (_, goods) => {
  expect(dolContext(goods)).toEqual([])
})

test('each line cites the list, its edition and the law, and says that it prohibits nothing', () => {
  for (const text of dolContext({ text: 'cotton', country: 'CN' }))
    expect(text).toMatch(
      /^DOL lists this good from this country: not a prohibition\. .*edition of \d{4}-\d{2}-\d{2}; 22 U\.S\.C\. 7112\(b\)\(2\)\(C\)\)\.$/,
    )
})

describe('it is context of a match and never a match', () => {
  const order = designationOf({
    source: 'cbp-wro',
    type: 'order',
    name: 'Cotton of Turkmenistan',
    goods: [{ text: 'Cotton', hs: ['52'] }],
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
  })
  const of = (goods: SupplierGoods) =>
    evaluatePair(order, supplierOf({ name: 'Spinner', goods: [goods] }), model)

  test('a match under an order carries it in its explanation, not in the facts that it rests on', () => {
    const [match] = of({ hs: '5205', text: 'cotton yarn', country: 'TM' })
    expect(match?.explanation.filter(({ kind }) => kind === 'context').map(({ text }) => text)).toEqual(
      dolContext({ hs: '5205', text: 'cotton yarn', country: 'TM' }),
    )
    expect(match?.explanation.every(({ kind, effect }) => kind !== 'context' || effect === undefined)).toBe(
      true,
    )
    expect(JSON.stringify(match?.factsUsed)).not.toContain('DOL')
  })

  test('goods that DOL lists and no order names open nothing', () => {
    expect(dolContext({ text: 'garments', country: 'MY' })).not.toEqual([])
    expect(of({ text: 'garments', country: 'MY' })).toEqual([])
  })
})
