import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SourceShapeError } from '../../../shared/errors.ts'
import { readPartyRow } from '../../../shared/sources/dhs-uflpa/party-row.ts'

const read = (cell: string) => {
  const { name, aliases, scope } = readPartyRow(cell, 'table (v), row 1')
  return [name, aliases.map((alias) => `${alias.kind} ${alias.name}`), scope]
}

/** Cells of the page (July 2026), with what a reader makes of them. */
describe('name cells of the page', () => {
  test.each([
    ['Ninestar Corporation', 'Ninestar Corporation', [], undefined],
    [
      'Hetian Haolin Hair Accessories Co. Ltd. (and two aliases: Hotan Haolin Hair Accessories; and Hollin Hair Accessories)',
      'Hetian Haolin Hair Accessories Co. Ltd.',
      ['a.k.a. Hotan Haolin Hair Accessories', 'a.k.a. Hollin Hair Accessories'],
      undefined,
    ],
    [
      'Hoshine Silicon Industry (Shanshan) Co., Ltd (including one alias: Hesheng Silicon Industry (Shanshan) Co.) and subsidiaries',
      'Hoshine Silicon Industry (Shanshan) Co., Ltd',
      ['a.k.a. Hesheng Silicon Industry (Shanshan) Co.'],
      'and subsidiaries',
    ],
    [
      'Hoshine Silicon Industry (Shanshan) Co., Ltd., and Subsidiaries',
      'Hoshine Silicon Industry (Shanshan) Co., Ltd.',
      [],
      'and Subsidiaries',
    ],
    [
      'Xinjiang Production and Construction Corps (XPCC) and its subordinate and affiliated entities',
      'Xinjiang Production and Construction Corps',
      ['a.k.a. XPCC'],
      'and its subordinate and affiliated entities',
    ],
    [
      'No. 4 Vocation Skills Education Training Center (VSETC)',
      'No. 4 Vocation Skills Education Training Center',
      ['a.k.a. No. 4 VSETC'],
      undefined,
    ],
    [
      'Sichuan Jingweida Technology Group Co., Ltd. (also known as Sichuan Mianyang Jingweida Technology Co., Ltd. and JWD Technology; and formerly known as Mianyang High-tech Zone Jingweida Technology Co., Ltd.)',
      'Sichuan Jingweida Technology Group Co., Ltd.',
      [
        'a.k.a. Sichuan Mianyang Jingweida Technology Co., Ltd.',
        'a.k.a. JWD Technology',
        'f.k.a. Mianyang High-tech Zone Jingweida Technology Co., Ltd.',
      ],
      undefined,
    ],
    [
      'Hongyuan Green Energy Co., Ltd. (also known as HY Solar; and Hoyuan Green Energy Co. Ltd. and formerly known as Wuxi Shangji CNC Co., Ltd.; Wuxi Shangji Automation Co., Ltd.; and Wuxi Shangji Grinding Machine Co., Ltd.)',
      'Hongyuan Green Energy Co., Ltd.',
      [
        'a.k.a. HY Solar',
        'a.k.a. Hoyuan Green Energy Co. Ltd.',
        'f.k.a. Wuxi Shangji CNC Co., Ltd.',
        'f.k.a. Wuxi Shangji Automation Co., Ltd.',
        'f.k.a. Wuxi Shangji Grinding Machine Co., Ltd.',
      ],
      undefined,
    ],
    [
      'Jiangsu Meike Solar Technology Co., Ltd. (also known as Meike Co. and formerly known as Jiangsu Gaozhao New Energy Development Co., Ltd.)',
      'Jiangsu Meike Solar Technology Co., Ltd.',
      ['a.k.a. Meike Co.', 'f.k.a. Jiangsu Gaozhao New Energy Development Co., Ltd.'],
      undefined,
    ],
    [
      'Jiangyin Lianyun Co. Ltd. (also known as Jiangyin Intermodal Transport Co. and Jiangyin United Transport Co.)',
      'Jiangyin Lianyun Co. Ltd.',
      ['a.k.a. Jiangyin Intermodal Transport Co.', 'a.k.a. Jiangyin United Transport Co.'],
      undefined,
    ],
    [
      'Inner Mongolia Xuanda Food Co., Ltd. (also known as Xuanda Food; and formerly known as Wuyuan County Xuanda Cereals, Oils and Foods Co., Ltd.)',
      'Inner Mongolia Xuanda Food Co., Ltd.',
      ['a.k.a. Xuanda Food', 'f.k.a. Wuyuan County Xuanda Cereals, Oils and Foods Co., Ltd.'],
      undefined,
    ],
    [
      'Huangmei Xiaochi Yinfeng Cotton (formerly known as Hubei Provincial Cotton Corporation’s Xiaochi Transfer Reserve)',
      'Huangmei Xiaochi Yinfeng Cotton',
      ["f.k.a. Hubei Provincial Cotton Corporation's Xiaochi Transfer Reserve"],
      undefined,
    ],
    [
      'Sichuan Yuan’an Pharmaceutical Co., Ltd. (also known as Sichuan Yuanan Pharmaceutical Co., Ltd.)',
      "Sichuan Yuan'an Pharmaceutical Co., Ltd.",
      ['a.k.a. Sichuan Yuanan Pharmaceutical Co., Ltd.'],
      undefined,
    ],
    [
      'Kashgar Construction Engineering (Group) Co., Ltd.',
      'Kashgar Construction Engineering (Group) Co., Ltd.',
      [],
      undefined,
    ],
    [
      'China Cotton Group Henan Logistics Park Co., Ltd., Xinye Branch',
      'China Cotton Group Henan Logistics Park Co., Ltd., Xinye Branch',
      [],
      undefined,
    ],
    [
      'Juye Cotton and Linen Station of the Heze Cotton and Linen Corporation',
      'Juye Cotton and Linen Station of the Heze Cotton and Linen Corporation',
      [],
      undefined,
    ],
  ])('%s', (cell, name, aliases, scope) => {
    expect(read(cell)).toEqual([name, aliases, scope])
  })
})

describe('cells that may come', () => {
  test.each([
    ['Example Textile Co., Ltd. (Hotan)', 'Example Textile Co., Ltd. (Hotan)', [], undefined],
    [
      'Example Textile Co., Ltd. and its subsidiaries and affiliates',
      'Example Textile Co., Ltd.',
      [],
      'and its subsidiaries and affiliates',
    ],
    [
      'Example Textile Co., Ltd. (also known as Example Yarn) and its subsidiaries',
      'Example Textile Co., Ltd.',
      ['a.k.a. Example Yarn'],
      'and its subsidiaries',
    ],
    ['Example\u00a0Textile  Co.,\n Ltd.', 'Example Textile Co., Ltd.', [], undefined],
  ])('%s', (cell, name, aliases, scope) => {
    expect(read(cell)).toEqual([name, aliases, scope])
  })

  test.each([
    [
      'other names outside of a parenthesis',
      'Example Co., Ltd., also known as Sample Co., Ltd. and formerly known as Model Co., Ltd.',
      ['Example Co., Ltd.', ['a.k.a. Sample Co., Ltd.', 'f.k.a. Model Co., Ltd.'], undefined],
    ],
    [
      'other marks of other names',
      'Example Co., Ltd. (a.k.a. Sample Co., Ltd.; f.k.a. Model Co., Ltd.)',
      ['Example Co., Ltd.', ['a.k.a. Sample Co., Ltd.', 'f.k.a. Model Co., Ltd.'], undefined],
    ],
    [
      'subsidiaries by name',
      'Example Group Co., Ltd. and its two subsidiaries, Xinjiang Example Co., Ltd. and Hotan Example Co., Ltd.',
      [
        'Example Group Co., Ltd.',
        ['subsidiary as named Xinjiang Example Co., Ltd.', 'subsidiary as named Hotan Example Co., Ltd.'],
        'and its two subsidiaries, Xinjiang Example Co., Ltd. and Hotan Example Co., Ltd.',
      ],
    ],
    [
      'a scope with a place',
      'Example Co., Ltd. and its affiliates in Xinjiang',
      ['Example Co., Ltd.', [], 'and its affiliates in Xinjiang'],
    ],
    [
      'the name in Chinese in a parenthesis of its own',
      'Example Co., Ltd. (\u65b0\u7586\u4f8b\u5b50\u6709\u9650\u516c\u53f8) and its subsidiaries',
      [
        'Example Co., Ltd.',
        ['native name \u65b0\u7586\u4f8b\u5b50\u6709\u9650\u516c\u53f8'],
        'and its subsidiaries',
      ],
    ],
    [
      'a name in Chinese',
      'Example Co., Ltd. (also known as \u65b0\u7586\u4f8b\u5b50\u6709\u9650\u516c\u53f8)',
      ['Example Co., Ltd.', ['a.k.a. \u65b0\u7586\u4f8b\u5b50\u6709\u9650\u516c\u53f8'], undefined],
    ],
  ])('%s', (_, cell, facts) => {
    expect(read(cell)).toEqual(facts)
    expect(readPartyRow(cell, '').unread).toBeUndefined()
  })

  test.each([
    [
      'a wrong number of aliases',
      'Example Co., Ltd. (including three aliases: One Example; and Two Example)',
      ['a.k.a. One Example', 'a.k.a. Two Example'],
    ],
    [
      'a number that is no number',
      'Example Co., Ltd. (including many aliases: One Example)',
      ['a.k.a. One Example'],
    ],
    ['words in a parenthesis', 'Example Co., Ltd. (listed as of 2024: see Other)', []],
    [
      'words of a later day',
      'Example Co., Ltd. (including one alias: One Example, and one facility: Mill)',
      ['a.k.a. One Example'],
    ],
  ])('%s: the party is listed and its cell is kept', (_, cell, aliases) => {
    expect(read(cell)).toEqual(['Example Co., Ltd.', aliases, undefined])
    expect(readPartyRow(cell, '').unread).toBe(cell)
  })

  test('a cell without a name is refused with the table and row', () => {
    const attempt = () => read('(also known as Example)')
    expect(attempt).toThrow(SourceShapeError)
    expect(attempt).toThrow(expect.objectContaining({ fault: 'unexplained-row', place: 'table (v), row 1' }))
  })
})

test('any name with any other names and scope is read back', () => {
  const word = fc.constantFrom(
    'Aksu',
    'Huafu',
    'Cotton and Linen',
    'Textile',
    'Oils and Foods',
    '(Baotou)',
    'New Eight',
    'No. 4',
    'Yarn',
  )
  const name = fc
    .tuple(
      fc.uniqueArray(word, { minLength: 2, maxLength: 4 }),
      fc.constantFrom('Co., Ltd.', 'Co. Ltd.', 'Limited', 'Corporation'),
    )
    .map(([words, form]) => `${words.join(' ')} ${form}`)
  const names = fc.uniqueArray(name, {
    minLength: 3,
    maxLength: 6,
    selector: (text) => text.replace(/[.,]/g, ''),
  })
  fc.assert(
    fc.property(
      names,
      fc.nat(),
      fc.constantFrom(
        '',
        'and subsidiaries',
        'and its subsidiaries',
        'and its subordinate and affiliated entities',
      ),
      (all, at, scope) => {
        const [own = '', ...others] = all
        const split = at % (others.length + 1)
        const listOf = (words: string, list: readonly string[]) =>
          list.length === 0 ? [] : [`${words} known as ${list.join('; and ')}`]
        const inner = [
          ...listOf('also', others.slice(0, split)),
          ...listOf('formerly', others.slice(split)),
        ].join('; and ')
        expect(read(`${own} (${inner}) ${scope}`.trim())).toEqual([
          own,
          [
            ...others.slice(0, split).map((other) => `a.k.a. ${other}`),
            ...others.slice(split).map((other) => `f.k.a. ${other}`),
          ],
          scope === '' ? undefined : scope,
        ])
      },
    ),
    { numRuns: 300 },
  )
})
