import { describe, expect, test } from 'vitest'
import { designationOf, supplierOf } from '../../bench/name-sets.ts'
import type { Alias, Designation, Subject } from '../../shared/model/designation.ts'
import type { Evaluation, Rule } from '../../shared/model/match.ts'
import type { SupplierFacts } from '../../shared/model/supplier.ts'
import { evaluatePair } from '../../shared/screening/evaluate.ts'
import { buildListIndex } from '../../shared/screening/list-index.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { screenSupplier } from '../../shared/screening/screen.ts'

const model = screeningModel()
const by = (rule: Rule, designation: Designation, supplier: SupplierFacts): Evaluation | undefined =>
  evaluatePair(designation, supplier, model).find((evaluation) => evaluation.rule === rule)
const strong = (name: string): Alias => ({ name, quality: 'strong', kind: 'a.k.a.' })
const subject = (facts: Partial<Subject> & { id: string; kind: Subject['kind'] }): Subject => ({
  name: facts.id,
  aliases: [],
  countries: [],
  addresses: [],
  status: 'active',
  ...facts,
})

const taida = designationOf({
  id: '1',
  name: 'Hetian Taida Apparel Co., Ltd.',
  aliases: [strong('Hetian TEDA Garment')],
  countries: ['CN'],
})
const supplier = supplierOf({ name: 'Hotan TEDA Garment Co. Ltd', country: 'CN' })

describe('name', () => {
  test('the facts used are those of the pair that met, and no others', () => {
    expect(by('name', taida, supplier)?.factsUsed).toEqual({
      designation: { name: 'Hetian TEDA Garment', quality: 'strong', country: 'CN' },
      supplier: { name: 'Hotan TEDA Garment Co. Ltd', country: 'CN' },
    })
  })

  test('edits that the rule does not rest on leave its facts and its score alone', () => {
    const before = by('name', taida, supplier)
    const edited: Designation = {
      ...taida,
      aliases: [strong('Unrelated Holding'), ...taida.aliases],
      remarks: 'new remark',
      programs: ['UFLPA-ii'],
      countries: ['KZ', 'CN'],
      identifiers: [{ type: 'USCC', value: '91653201MA77XXXX11' }],
    }
    const noted: SupplierFacts = {
      ...supplier,
      notes: 'note',
      otherNames: ['Something Else Ltd'],
      sends: 'yarn',
    }
    expect(by('name', edited, noted)?.factsUsed).toEqual(before?.factsUsed)
    expect(by('name', edited, noted)?.score).toBe(before?.score)
  })

  test('the order of aliases means nothing', () => {
    const aliases = [
      strong('Hetian TEDA Garments'),
      strong('Hetian TEDA Garment'),
      strong('HETIAN TEDA GARMENT'),
    ]
    const forward = by('name', { ...taida, aliases }, supplier)
    expect(by('name', { ...taida, aliases: aliases.toReversed() }, supplier)).toEqual(forward)
  })

  describe('weak aliases by our policy', () => {
    const listed = (source: Designation['source'], name: string, ...aliases: string[]): Designation =>
      designationOf({ id: 'w', source, name, aliases: aliases.map(strong), countries: ['CN'] })
    const met = (designation: Designation, name: string, more: Partial<SupplierFacts> = {}) =>
      by('name', designation, supplierOf({ name, country: 'CN', ...more }))
    const ktk = listed('bis-entity-list', 'KTK Group Co., Ltd.', 'KTK Rail', 'KTX')

    test('a bare acronym opens nothing by itself; OFAC grades its own', () => {
      expect(met(ktk, 'KTX')).toBeUndefined()
      expect(met({ ...ktk, source: 'ofac-sdn' }, 'KTX')?.decision).toBe('strong')
    })

    test('an acronym with a legal form of some country is a registered name', () => {
      expect(met(listed('bis-entity-list', 'Vologda Plant', 'JSC VMZK'), 'VMZK JSC')?.decision).toBe('strong')
    })

    test('an identifier opens a match through it, and the explanation names the policy', () => {
      const found = met({ ...ktk, identifiers: [{ type: 'LEI', value: '5493001KJTIIGC8Y1R12' }] }, 'KTX', {
        identifiers: [{ type: 'LEI', value: '5493001KJTIIGC8Y1R12' }],
      })
      expect(found?.decision).toBe('strong')
      expect(found?.explanation.map(({ text }) => text)).toContain(
        '"KTX" is a weak alias by our policy, for other parties may have the same few letters: by itself it opens no match.',
      )
    })

    test.each([
      ['SMIC', 'Semiconductor Manufacturing International Corporation'],
      ['YMTC', 'Yangtze Memory Technologies Corporation'],
      ['XPCC', 'Xinjiang Production and Construction Corps'],
    ])('%s is worth a look as the initials of the long name, and no more', (acronym, name) => {
      expect(met(listed('bis-entity-list', name, acronym), acronym)?.decision).toBe('review')
      expect(met(listed('bis-entity-list', name, acronym), acronym, { country: 'GB' })).toBeUndefined()
    })

    test('three initials open a match only where a country agrees', () => {
      const yard = listed('bis-entity-list', 'United Shipbuilding Corporation')
      expect(met(yard, 'USC')?.decision).toBe('review')
      expect(by('name', yard, supplierOf({ name: 'USC' }))).toBeUndefined()
    })

    test('common words open nothing, a place or another wording of the own name do', () => {
      const institute = listed(
        'bis-entity-list',
        'China Aeronautical Radio Electronics Research Institute',
        'Power Office',
        'Shanghai Power Office',
        'Aeronautical Radio Electronics Research Institute of China',
      )
      expect(met(institute, 'Power Office', { country: 'US' })).toBeUndefined()
      expect(met(institute, 'Shanghai Power Office')?.decision).toBe('strong')
      expect(met(institute, 'Aeronautical Radio Electronics Research Institute of China')?.decision).toBe(
        'strong',
      )
    })
  })

  test('a weak alias alone opens nothing, a strong one does', () => {
    const weak: Alias = { name: 'Qarmoshi Brothers', quality: 'weak', kind: 'a.k.a.' }
    const listed = designationOf({
      name: 'Something Different Altogether',
      aliases: [weak],
      countries: ['SY'],
    })
    const same = supplierOf({ name: 'Qarmoshi Brothers', country: 'SY', address: 'Damascus' })
    expect(by('name', listed, same)).toBeUndefined()
    expect(by('name', { ...listed, aliases: [{ ...weak, quality: 'strong' }] }, same)?.decision).toBe(
      'strong',
    )
  })

  test('the same country raises, another lowers', () => {
    const plain = by('name', taida, supplierOf({ name: 'Hetian Taida Garments Import' }))
    const same = by('name', taida, { ...supplier, name: 'Hetian Taida Garments Import' })
    const other = by('name', taida, { ...supplier, name: 'Hetian Taida Garments Import', country: 'BR' })
    expect(same?.score).toBeGreaterThan(plain?.score ?? 1)
    expect(other?.score ?? 0).toBeLessThan(plain?.score ?? 0)
  })

  test('inactive designations and subjects meet nobody', () => {
    expect(evaluatePair({ ...taida, status: 'inactive' }, supplier, model)).toEqual([])
    const order = designationOf({
      type: 'order',
      name: 'Garments',
      subjects: [subject({ id: 'party:a', kind: 'party', name: 'Hetian TEDA Garment', status: 'inactive' })],
    })
    expect(evaluatePair(order, supplier, model)).toEqual([])
  })

  test('an order meets by its parties, not by its own words; its goods decide how far', () => {
    const order = designationOf({
      type: 'order',
      source: 'cbp-wro',
      name: 'Hotan TEDA Garment Co. Ltd',
      goods: [{ text: 'apparel', hs: ['61', '62'] }],
      subjects: [
        subject({
          id: 'party:taida',
          kind: 'party',
          name: 'Hetian Taida Apparel',
          aliases: [strong('Hotan TEDA Garment')],
          countries: ['CN'],
        }),
      ],
    })
    const yarn = { ...supplier, goods: [{ hs: '5205', text: 'cotton yarn', country: 'CN' }] }
    const shirts = { ...supplier, goods: [{ hs: '6105', text: 'shirts', country: 'CN' }] }
    expect(by('name', order, shirts)).toMatchObject({ decision: 'strong', subjectId: 'party:taida' })
    expect(by('name', order, yarn)).toMatchObject({ decision: 'review', subjectId: 'party:taida' })
    expect(by('name', order, yarn)?.explanation.map((step) => step.text)).toContain(
      'The order is on apparel; the supplier\u2019s declared goods are all of other HS chapters.',
    )
    expect(by('name', { ...order, subjects: [] }, supplier)).toBeUndefined()
  })

  test('a person: the name alone is for review, the birth year makes it strong, another casts it out', () => {
    const wang = designationOf({
      type: 'person',
      name: 'WANG, Mingshan',
      birthDates: ['Jan 1964'],
      nationalities: ['CN'],
    })
    const born = (birthDate?: string): SupplierFacts =>
      supplierOf({ name: '王明山', type: 'person', ...(birthDate === undefined ? {} : { birthDate }) })
    expect(by('name', wang, born())?.decision).toBe('review')
    expect(by('name', wang, born('1964-01-23'))?.decision).toBe('strong')
    expect(by('name', wang, born('1991'))).toBeUndefined()
  })

  test('scores rank: nearer names score higher, and only equal names reach the top', () => {
    const names = [
      'Hetian Taida Apparel Co., Ltd.',
      'Hetian Taida Apparel',
      'Hetian Taida Garments',
      'Hetian Taida Garment Trading',
      'Hetian Taida Wuliu',
    ]
    const scores = names.map((name) => by('name', taida, supplierOf({ name }))?.score ?? 0)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    expect(new Set(scores).size).toBe(names.length)
  })
})

describe('identifier', () => {
  const listed = designationOf({
    name: 'Whatever',
    identifiers: [
      { type: 'USCC', value: '91650100MA77ABCD12' },
      { type: 'TAX', value: '7701234567', country: 'RU' },
    ],
  })
  const holding = (type: string, value: string): SupplierFacts =>
    supplierOf({ name: 'Other Name', identifiers: [{ type, value }] })

  test.each([
    ['USCC', '9165 0100 ma77-abcd12'],
    ['TAX-RU', '7701234567'],
  ])('%s %s is the listed party\u2019s', (type, value) => {
    expect(by('identifier', listed, holding(type, value))).toMatchObject({ decision: 'strong' })
  })

  test.each([
    ['TAX-KZ', '7701234567', 'another country\u2019s register'],
    ['DUNS', '7701234567', 'another kind of number'],
    ['USCC', '91650100MA77ABCD13', 'another number'],
  ])('%s %s is not: %s', (type, value) => {
    expect(by('identifier', listed, holding(type, value))).toBeUndefined()
  })

  test('a ticker identifies nobody', () => {
    const ticker = designationOf({ name: 'Whatever', identifiers: [{ type: 'TICKER', value: '600001' }] })
    expect(by('identifier', ticker, holding('TICKER', '600001'))).toBeUndefined()
  })

  test('an IMO number is read out of its label', () => {
    const vessel = designationOf({
      type: 'vessel',
      name: 'OLD NAME',
      identifiers: [{ type: 'Vessel Registration Identification', value: 'IMO 9187629' }],
    })
    expect(
      by(
        'identifier',
        vessel,
        supplierOf({ name: 'New Name', type: 'vessel', identifiers: [{ type: 'IMO', value: '9187629' }] }),
      ),
    ).toBeDefined()
  })
})

describe('address', () => {
  const entry = designationOf({
    type: 'address',
    name: 'Address 01',
    countries: ['HK'],
    addresses: [{ text: 'Room 1318-19, 13F, Hollywood Plaza, 610 Nathan Road, Mong Kok', country: 'HK' }],
  })

  test('any party at a listed address is caught, by the address and never by its placeholder name', () => {
    const tenant = supplierOf({
      name: 'Address 01',
      country: 'HK',
      address: 'Rm 1318-1319, 13/F, Hollywood Plaza, 610 Nathan Rd, Mongkok',
    })
    expect(evaluatePair(entry, tenant, model).map(({ rule }) => rule)).toEqual(['address'])
  })

  test.each([
    'Rm 402, 4/F, Hollywood Plaza, 610 Nathan Road, Mongkok',
    '610 Nathan Road',
    'Room 1318, Silvercord Tower, 30 Canton Road',
  ])('another room or house is not: %s', (address) => {
    expect(by('address', entry, supplierOf({ name: 'X', country: 'HK', address }))).toBeUndefined()
  })

  test('a listed party\u2019s own address is for review at most, and only in full', () => {
    const party = designationOf({
      name: 'Zanhul',
      countries: ['CN'],
      addresses: [{ text: 'No. 88 Beijing South Road, Building 5, Toutunhe, Urumqi', country: 'CN' }],
    })
    const at = (address: string): Evaluation | undefined =>
      by('address', party, supplierOf({ name: 'X', country: 'CN', address }))
    expect(at('Bldg 5, 88 Beijing South Rd, Toutunhe, Urumqi')?.decision).toBe('review')
    expect(at('88 Beijing South Road, Urumqi')).toBeUndefined()
  })

  test('where the name already opens the pair, the address is no match of its own', () => {
    const party = designationOf({
      name: 'Zanhul Spinning',
      countries: ['CN'],
      addresses: [{ text: 'No. 88 Beijing South Road, Building 5, Toutunhe, Urumqi', country: 'CN' }],
    })
    const address = 'Bldg 5, 88 Beijing South Rd, Toutunhe, Urumqi'
    const rules = (name: string): string[] =>
      evaluatePair(party, supplierOf({ name, country: 'CN', address }), model).map(({ rule }) => rule)
    expect(rules('Zanhul Spinning')).toEqual(['name'])
    expect(rules('Another Tenant')).toEqual(['address'])
  })
})

describe('goods-origin', () => {
  const cotton = designationOf({
    source: 'cbp-wro',
    type: 'order',
    name: 'Cotton products of Xinjiang',
    goods: [
      { text: 'Cotton', hs: ['5205', '5201'] },
      { text: 'Tomatoes and tomato products', hs: [] },
    ],
    subjects: [
      subject({
        id: 'goods:cotton',
        kind: 'goods-origin',
        name: 'Xinjiang',
        origin: { country: 'CN', region: 'CN-XJ' },
      }),
    ],
  })
  const selling = (goods: SupplierFacts['goods'][number]): Evaluation | undefined =>
    by('goods-origin', cotton, supplierOf({ name: 'Spinner', goods: [goods] }))

  test.each([
    [{ hs: '520511', text: 'cotton yarn', country: 'CN', region: 'CN-XJ' }, 'strong'],
    [{ hs: '52', text: 'cotton', country: 'CN', region: 'CN-XJ' }, 'review'],
    [{ text: 'tomato paste', country: 'CN', region: 'CN-XJ' }, 'review'],
    [{ text: '番茄酱', country: 'CN', region: 'CN-XJ' }, undefined],
    [{ text: '番茄', country: 'CN', region: 'CN-XJ' }, 'review'],
    [{ hs: '5205', text: 'cotton yarn', country: 'CN' }, undefined],
    [{ hs: '5205', text: 'cotton yarn', country: 'CN', region: 'CN-SD' }, undefined],
    [{ hs: '5205', text: 'cotton yarn' }, undefined],
    [{ hs: '8471', text: 'computers', country: 'CN', region: 'CN-XJ' }, undefined],
    // The codes differ and the words meet: an order on cotton reaches what is made of it.
    [{ hs: '9404', text: 'cotton quilts', country: 'CN', region: 'CN-XJ' }, 'review'],
    [{ hs: '9404', text: 'cotton quilts', country: 'CN', region: 'CN-SD' }, undefined],
    // One of the order's goods has no heading and this supplier no words: somebody must compare.
    [{ hs: '2002', text: '', country: 'CN', region: 'CN-XJ' }, 'review'],
    [{ hs: '2002', text: '', country: 'CN', region: 'CN-SD' }, undefined],
    [{ hs: '2002', text: '', country: 'TR' }, undefined],
  ])('%o → %s', (goods, decision) => {
    expect(selling(goods)?.decision).toBe(decision)
  })

  test('an order on all goods of a country takes any goods of it', () => {
    const all = designationOf({
      type: 'order',
      name: 'All goods',
      goods: [{ text: 'all goods', hs: [], all: true }],
      subjects: [
        subject({ id: 'goods:kp', kind: 'goods-origin', name: 'North Korea', origin: { country: 'KP' } }),
      ],
    })
    expect(
      by('goods-origin', all, supplierOf({ name: 'X', goods: [{ text: 'buttons', country: 'KP' }] }))
        ?.decision,
    ).toBe('strong')
    expect(
      by('goods-origin', all, supplierOf({ name: 'X', goods: [{ text: 'buttons', country: 'CN' }] })),
    ).toBeUndefined()
  })

  test('a site must be named before goods of its country meet the order', () => {
    const mine = designationOf({
      type: 'order',
      name: 'Gold',
      goods: [{ text: 'gold', hs: ['7108'] }],
      subjects: [
        subject({
          id: 'goods:kaleta',
          kind: 'goods-origin',
          name: 'Kaleta',
          origin: { country: 'CD', site: 'Kaleta mine' },
        }),
      ],
    })
    const gold = { hs: '7108', text: 'gold', country: 'CD' }
    expect(by('goods-origin', mine, supplierOf({ name: 'X', goods: [gold] }))).toBeUndefined()
    expect(
      by('goods-origin', mine, supplierOf({ name: 'X', sites: ['Kaleta, Katanga'], goods: [gold] }))
        ?.decision,
    ).toBe('review')
  })
})

test('one evaluation for each rule at most, the best first when a list is screened', () => {
  const listed = designationOf({
    name: 'Zanhul Textile',
    countries: ['CN'],
    identifiers: [{ type: 'USCC', value: '91650100MA77ABCD12' }],
  })
  const own = supplierOf({
    name: 'Zanhul Textiles',
    otherNames: ['Zanhul Textile', 'Zanhul'],
    country: 'CN',
    identifiers: [{ type: 'USCC', value: '91650100MA77ABCD12' }],
  })
  const found = screenSupplier(buildListIndex([taida, listed], model), own, model)
  expect(
    found.map(({ designation, evaluation }) => `${designation.name}: ${evaluation.rule}`).sort(),
  ).toEqual(['Zanhul Textile: identifier', 'Zanhul Textile: name'])
  expect(found[0]?.evaluation.score).toBeGreaterThanOrEqual(found[1]?.evaluation.score ?? 1)
})
