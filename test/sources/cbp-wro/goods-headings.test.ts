import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { goodsOf, unresolvedGoods } from '../../../shared/sources/cbp-wro/goods-headings.ts'
import { unresolvedLabel } from '../../../shared/sources/cbp-wro/parse-order.ts'
import { cbpWroReader } from '../../../shared/sources/cbp-wro/reader.ts'

/** Every merchandise text of the 67 orders, with the headings that the tariff gives to it, written from the tariff's titles. */
const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'All Garments': { 'All Garments': '61 62' },
  'All Products': { 'All Products': 'all' },
  'Aluminum extrusions and profile products': {
    'Aluminum extrusions and profile products': '7604 7608 7610',
  },
  Apparel: { Apparel: '61 62' },
  'Artificial Flowers': { 'Artificial Flowers': '6702' },
  'Artisanal Rough Cut Diamonds': { 'Artisanal Rough Cut Diamonds': '710210 710221 710231' },
  Asbestos: { Asbestos: '2524' },
  'Auto Parts and Machinery': { 'Auto Parts': '8708', Machinery: '84' },
  'Automobile Tires': { 'Automobile Tires': '401110 401120' },
  'Beedi Cigarettes and Other Tobacco Products': {
    'Beedi Cigarettes': '2402 2403 2404',
    'Other Tobacco Products': '2402 2403 2404',
  },
  'Bicycles and bicycle parts': {
    Bicycles: '8712',
    'bicycle parts': '871491 871492 871493 871494 871495 871496 871499',
  },
  'Carpets, Hand-Knotted Wool': { 'Carpets, Hand-Knotted Wool': '570110' },
  'Cast Iron Items': { 'Cast Iron Items': '7303 7325' },
  Coffee: { Coffee: '0901' },
  'Computer Parts': { 'Computer Parts': '8471 847330' },
  'Copper and Copper Products': { Copper: '2603 7401 7402 7403', 'Copper Products': '74' },
  Cotton: { Cotton: '140420 52' },
  'Cotton and Cotton Products': { Cotton: '140420 52', 'Cotton Products': '140420 52 560121 58 60 61 62 63' },
  'Cotton and Processed Cotton': { Cotton: '140420 52', 'Processed Cotton': '140420 52' },
  'Cotton, Tomatoes and Downstream Products': {
    Cotton: '140420 52',
    Tomatoes: '0702',
    'Downstream Products': '2002 200950 210320 560121 58 60 61 62 63',
  },
  'Diesel Engines': { 'Diesel Engines': '8408' },
  'Drilling Machines': { 'Drilling Machines': '8459 846595' },
  'Electric Fans and Zinc-Coated Wire': { 'Electric Fans': '841451 841459', 'Zinc-Coated Wire': '721720' },
  'Frankincense and frankincense-based products': {
    Frankincense: '130190',
    'frankincense-based products': '330129 330130 330741',
  },
  'Fresh Tomatoes': { 'Fresh Tomatoes': '0702' },
  Furniture: { Furniture: '9401 9402 9403' },
  'Galvanized Pipe': { 'Galvanized Pipe': '7304 7305 7306' },
  Garments: { Garments: '61 62' },
  'Garments, apparel and textiles': {
    Garments: '61 62',
    apparel: '61 62',
    textiles: '50 51 52 53 54 55 56 57 58 59 60 63',
  },
  Gold: { Gold: '7108' },
  'Hair Products': { 'Hair Products': '0501 6703 6704' },
  Hoists: { Hoists: '8425' },
  'Machine Presses': { 'Machine Presses': '8462' },
  'Malleable Iron Pipe Fittings': { 'Malleable Iron Pipe Fittings': '730719' },
  'Peeled Garlic': { 'Peeled Garlic': '070320' },
  'Planing Machines': { 'Planing Machines': '8461 846592' },
  'Rubber Gloves, Condoms, Rubber Raincoats, and Rubber Footwear': {
    'Rubber Gloves': '401511 401512 401519',
    Condoms: '401410',
    'Rubber Raincoats': '401590 6113 6210',
    'Rubber Footwear': '6401 6402',
  },
  'Rubber Vulcanization Accelerators': { 'Rubber Vulcanization Accelerators': '381210' },
  'Sea Salt Products': { 'Sea Salt Products': '2501' },
  Seafood: { Seafood: '03 1604 1605' },
  'Sheepskin and Leather': { Sheepskin: '4102 4105 4112 4302', Leather: '4104 4106 4107 4113 4114' },
  'Silica-based products': {
    'Silica-based products': '250510 2506 280461 280469 281122 2839 3818 3910 854140 854142 854143',
  },
  'Soda Ash, Calcium Chloride, and Caustic Soda': {
    'Soda Ash': '283620',
    'Calcium Chloride': '282720',
    'Caustic Soda': '281511 281512',
  },
  'Stevia and its Derivatives': { Stevia: '121299', Derivatives: '130219 293890' },
  'Stevia Extracts and Derivatives': { 'Stevia Extracts and Derivatives': '130219 293890' },
  'Sulfuric (Sulphuric) Acid': { 'Sulfuric (Sulphuric) Acid': '2807' },
  Tea: { Tea: '0902' },
  Tobacco: { Tobacco: '2401' },
  'Video Games and Connector Plugs Thereof': { 'Video Games': '950450', 'Connector Plugs': '853669' },
  'Work Gloves': { 'Work Gloves': '392620 401519 420329 6116 6216' },
}

const summary = (merchandise: string, entity = '') =>
  Object.fromEntries(
    goodsOf(merchandise, entity).map(({ text, hs, all }) => [text, all ? 'all' : hs.join(' ')]),
  )

describe('goods of the orders', () => {
  test.each(Object.entries(table))('%s', (merchandise, goods) => {
    expect(summary(merchandise)).toEqual(goods)
  })

  test('the table has every merchandise text of the dataset, and no other', () => {
    const fixture = new URL('../../fixtures/cbp-wro/2026-06-23/wro.csv', import.meta.url)
    const texts = cbpWroReader
      .cut(readFileSync(fixture))
      .entries.map(({ raw }) => (JSON.parse(raw) as Record<string, string>)['Merchandise'] ?? '')
    expect([...new Set(texts)].sort()).toEqual(Object.keys(table).sort())
  })

  test("orders on a country's goods name products made of them in the entity cell", () => {
    expect(
      summary(
        'Cotton',
        'All Turkmenistan Cotton or products produced in whole or in part with Turkmenistan cotton.',
      ),
    ).toEqual({
      Cotton: '140420 52',
      'products produced in whole or in part with Turkmenistan cotton': '560121 58 60 61 62 63',
    })
    expect(
      summary('Tobacco', 'Tobacco produced in Malawi and products containing tobacco produced in Malawi'),
    ).toEqual({
      Tobacco: '2401',
      'products containing tobacco produced in Malawi': '2402 2403 2404',
    })
  })

  test('case, spaces and a full stop do not matter', () => {
    expect(summary('  fresh  TOMATOES. ')).toEqual({ 'Fresh Tomatoes': '0702' })
  })
})

describe('goods that no order of today names', () => {
  /** Texts of former orders, and texts as orders might be worded; read from the tariff's titles by hand. */
  test.each<[string, Readonly<Record<string, string>>]>([
    [
      'Palm Oil and Palm Oil Products',
      { 'Palm Oil': '1511 1513', 'Palm Oil Products': '1511 1513 1516 1517 3401 3823' },
    ],
    [
      'Sugar and Sugar-Based Products',
      { Sugar: '1701 1702 1703', 'Sugar-Based Products': '1701 1702 1703 1704' },
    ],
    ['Disposable Rubber Gloves', { 'Disposable Rubber Gloves': '401511 401512 401519' }],
    ['Bone Black', { 'Bone Black': '380290' }],
    ['Toys', { Toys: '9503' }],
    ['Coffee and Garlic', { Coffee: '0901', Garlic: '070320' }],
    ['Hand-woven Wool Carpets', { 'Hand-woven Wool Carpets': '57' }],
    ['Tomatoes and downstream products', { Tomatoes: '0702', 'downstream products': '2002 200950 210320' }],
    [
      'Cotton and products made in whole or in part with cotton',
      {
        Cotton: '140420 52',
        'products made in whole or in part with cotton': '140420 52 560121 58 60 61 62 63',
      },
    ],
    [
      'Potassium, Potassium Hydroxide, and Potassium Nitrate',
      { Potassium: '', 'Potassium Hydroxide': '281520', 'Potassium Nitrate': '283421' },
    ],
  ])('%s', (merchandise, goods) => {
    expect(summary(merchandise)).toEqual(goods)
  })

  test.each([
    ['Widgets', ['Widgets']],
    ['Nuts and Bolts', ['Nuts and Bolts']],
    ['Cotton, Apparel and Widgets', ['Widgets']],
    ['Rubber Products', ['Rubber Products']],
    ['Seafood and products thereof', ['products thereof']],
  ])('%s: what has no heading is kept in its own words and named', (merchandise, unresolved) => {
    expect(unresolvedGoods(goodsOf(merchandise, ''))).toEqual(unresolved)
  })

  test('an order on unknown goods is read, and says that they have no heading', () => {
    const csv =
      'Effective Date,Country,Merchandise,WRO/Finding,Status,Entity,Remarks\n7/1/2026,Vietnam,Widgets and Apparel,WRO,Active,Example Co. Ltd,\n'
    const [entry] = cbpWroReader.cut(new TextEncoder().encode(csv)).entries
    const facts = entry && cbpWroReader.parse(entry).facts
    expect(facts?.goods).toEqual([
      { text: 'Widgets', hs: [] },
      { text: 'Apparel', hs: ['61', '62'] },
    ])
    expect(facts?.notes).toContainEqual({ label: unresolvedLabel, value: 'Widgets' })
  })

  test('no merchandise text of the dataset is unresolved', () => {
    for (const merchandise of Object.keys(table))
      expect(unresolvedGoods(goodsOf(merchandise, '')), merchandise).toEqual([])
  })
})

test('what an order reaches beyond the goods themselves', () => {
  const reach = (merchandise: string, entity = ''): string[] =>
    goodsOf(merchandise, entity).map(
      ({ text, all, reach: words }) => `${text}: ${all ? 'all' : (words ?? '-')}`,
    )
  expect(reach('Cotton, Tomatoes and Downstream Products')).toEqual([
    'Cotton: -',
    'Tomatoes: -',
    'Downstream Products: downstream',
  ])
  expect(
    reach(
      'Cotton',
      'All Turkmenistan Cotton or products produced in whole or in part with Turkmenistan cotton.',
    ),
  ).toEqual([
    'Cotton: -',
    'products produced in whole or in part with Turkmenistan cotton: in-whole-or-in-part',
  ])
  expect(
    reach('Tobacco', 'Tobacco produced in Malawi and products containing tobacco produced in Malawi'),
  ).toEqual(['Tobacco: -', 'products containing tobacco produced in Malawi: downstream'])
  expect(reach('All Products')).toEqual(['All Products: all'])
  expect(reach('Silica-based products')).toEqual(['Silica-based products: downstream'])
  expect(reach('Hair Products')).toEqual(['Hair Products: -'])
})
