import { load } from 'cheerio/slim'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutPage } from '../../../shared/sources/dhs-uflpa/cut-page.ts'
import { dhsUflpaReader, sameParty } from '../../../shared/sources/dhs-uflpa/reader.ts'
import { days, encode, page, read } from './pages.ts'

const html = page('2026-07-24')
const parties = read(html)
const byKey = new Map(parties.map((party) => [party.naturalKey, party.facts]))
const pieces = (text: string): string[] =>
  dhsUflpaReader.cut(encode(text)).entries.map(({ rawHash }) => rawHash)

/** The parties that stand in several tables, read off the three tables by eye: clauses with their dates. */
const inSeveralTables: Readonly<Record<string, string>> = {
  'Baoding LYSZD Trade and Business Co., Ltd.': 'i 2022-06-21, v 2022-06-21',
  'Hetian Haolin Hair Accessories Co. Ltd.': 'i 2022-06-21, v 2022-06-21',
  'Hetian Taida Apparel Co., Ltd': 'i 2022-06-21, v 2022-06-21',
  'Hoshine Silicon Industry (Shanshan) Co., Ltd': 'i 2022-06-21, v 2022-06-21',
  'Xinjiang Daqo New Energy, Co. Ltd': 'i 2022-06-21, v 2024-11-25',
  'Xinjiang Junggar Cotton and Linen Co., Ltd.': 'i 2022-06-21, v 2022-06-21',
  'Xinjiang Production and Construction Corps': 'i 2022-06-21, ii 2022-06-21, v 2022-06-21',
  'Aksu Huafu Color Spinning Co., Ltd.': 'ii 2025-01-15, v 2025-01-15',
  'Hefei Bitland Information Technology Co., Ltd.': 'ii 2022-06-21, v 2022-06-21',
  'Lop County Hair Product Industrial Park': 'ii 2022-06-21, v 2022-06-21',
  'Lop County Meixin Hair Products Co., Ltd.': 'ii 2022-06-21, v 2022-06-21',
  'No. 4 Vocation Skills Education Training Center': 'ii 2022-06-21, v 2022-06-21',
  'Xinjiang Habahe Ashele Copper Co., Ltd.': 'ii 2024-08-09, v 2025-01-15',
  'Xinjiang Tengxiang Magnesium Products Co., Ltd.': 'ii 2024-08-09, v 2024-08-09',
  'Xinjiang Zijin Zinc Industry Co., Ltd.': 'ii 2025-01-15, v 2025-01-15',
}

describe('the page of 2026-07-24', () => {
  test('160 rows: 9 in (i), 43 in (ii), 108 in (v)', () => {
    const rows = Map.groupBy(cutPage(html).rows, ({ clause }) => clause)
    expect([...rows].map(([clause, of]) => [clause, of.length])).toEqual([
      ['i', 9],
      ['ii', 43],
      ['v', 108],
    ])
  })

  test('they are 144 parties, each under its own natural key', () => {
    expect(parties).toHaveLength(144)
    expect(byKey.size).toBe(144)
  })

  test('15 parties stand in several tables', () => {
    const several = parties
      .filter(({ facts }) => facts.subLists.length > 1)
      .map(({ facts }) => [
        facts.name,
        facts.subLists.map(({ clause, effectiveOn }) => `${clause} ${effectiveOn}`).join(', '),
      ])
    const sort = (text: string) => text.split(', ').toSorted().join(', ')
    expect(Object.fromEntries(several.map(([name, lists]) => [name, sort(lists ?? '')]))).toEqual(
      inSeveralTables,
    )
  })

  test('XPCC: three tables, their aliases and scopes united', () => {
    expect(byKey.get('xinjiang production and construction corps')).toMatchObject({
      type: 'organisation',
      programs: ['UFLPA-i', 'UFLPA-ii', 'UFLPA-v'],
      citation: {
        title: 'UFLPA section 2(d)(2)(B)(i), (ii) and (v) (Pub. L. 117-78)',
        url: 'https://www.dhs.gov/uflpa-entity-list',
      },
      listedOn: '2022-06-21',
      effectiveOn: '2022-06-21',
      includesSubsidiaries: true,
      status: 'active',
    })
    const { aliases, subLists } = byKey.get('xinjiang production and construction corps')!
    expect(new Set(aliases.map(({ name }) => name))).toEqual(new Set(['XPCC', 'Xinjiang Corps', 'Bingtuan']))
    expect(new Set(subLists.map(({ scope }) => scope))).toEqual(
      new Set(['and its subordinate and affiliated entities']),
    )
  })

  test("aliases that stand in one table only are the party's in all; the earliest date is that of the listing", () => {
    const daqo = byKey.get('xinjiang daqo new energy')
    expect(daqo?.listedOn).toBe('2022-06-21')
    expect(daqo?.aliases.map(({ name }) => name).toSorted()).toEqual([
      'Xinjiang Daqin Energy Co., Ltd.',
      'Xinjiang Daxin Energy Co., Ltd.',
      'Xinjiang Great New Energy Co., Ltd.',
    ])
    expect(byKey.get('hefei bitland information technology')?.aliases).toHaveLength(3)
  })

  test('only Hoshine and XPCC extend to further entities by their words', () => {
    expect(
      parties
        .filter(({ facts }) => facts.includesSubsidiaries)
        .map(({ naturalKey }) => naturalKey)
        .toSorted(),
    ).toEqual(['hoshine silicon industry shanshan', 'xinjiang production and construction corps'])
  })

  test('neighbours on the list stay apart', () => {
    for (const key of [
      'heze cotton and linen',
      'heze cotton and linen economic and trade development corporation',
      'shihezi huafu hongfeng cotton industry',
      'shihezi huafu hongsheng cotton industry',
      'xinjiang zhongtai chemical',
      'xinjiang zhongtai group',
      'xinjiang energy group',
      'xinjiang energy group real estate',
      'chenguang biotech group',
      'chenguang biotechnology group yanqi',
    ]) {
      expect(byKey.has(key), key).toBe(true)
    }
    const siblings = parties.flatMap((one, at) =>
      parties
        .slice(at + 1)
        .filter((other) => sameParty(one.facts, other.facts))
        .map((other) => [one.naturalKey, other.naturalKey]),
    )
    expect(siblings).toEqual([])
  })

  test('the region is named by clause (i) only; a country is that clause or the beginning of a name', () => {
    const inXinjiang = parties.filter(({ facts }) => facts.regions.length > 0)
    expect(inXinjiang).toHaveLength(9)
    expect(
      inXinjiang.every(({ facts }) => facts.programs.includes('UFLPA-i') && facts.countries.join() === 'CN'),
    ).toBe(true)
    // Of these the page says nothing; several are companies of Hong Kong or Bermuda.
    expect(
      parties
        .filter(({ facts }) => facts.countries.length === 0)
        .map(({ facts }) => facts.name)
        .toSorted(),
    ).toEqual([
      'COFCO Sugar Holdings Co., Ltd.',
      'Camel Group Co., Ltd.',
      'Century Sunshine Group Holdings, Ltd.',
      'Chenguang Biotech Group Co., Ltd.',
      'Chenguang Biotechnology Group Yanqi Co. Ltd.',
      'Esquel Group',
      'Geehy Semiconductor Co., Ltd.',
      'Huafu Fashion Co., Ltd.',
      'Ninestar Corporation',
      'No. 4 Vocation Skills Education Training Center',
      'Rare Earth Magnesium Technology Group Holdings, Ltd.',
      'Western Gold Co., Ltd.',
      'Western Gold Hami Gold Mine Co., Ltd.',
      'Western Gold Karamay Hatu Gold Mine Co., Ltd.',
      'Zijin Mining Group Co., Ltd.',
    ])
  })

  test('sentinels are on the list, and the page states its own date', () => {
    for (const key of dhsUflpaReader.sentinels) expect(byKey.has(key), key).toBe(true)
    expect(dhsUflpaReader.cut(encode(html)).publishedOn).toBe('2025-01-14')
  })
})

describe('noise', () => {
  test('four days, four pages, one list', () => {
    const texts = days.map(page)
    expect(new Set(texts).size).toBe(4)
    for (const text of texts) expect(pieces(text)).toEqual(pieces(html))
  })

  test('the order of rows and tables, classes, white space and quotes change nothing', () => {
    const expected = pieces(html)
    const $ = load(html)
    const sections = $('table')
      .toArray()
      .map((table) => ({
        rows: $(table)
          .find('tbody tr')
          .toArray()
          .map((row) => $(row).html() ?? ''),
        heading: $(table).find('th').first().text(),
      }))
    const clauses = ['i', 'ii', 'v']
    fc.assert(
      fc.property(
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        fc.array(fc.nat(), { minLength: 108, maxLength: 108 }),
        fc.constantFrom('', ' class="usa-table"', ' class="table" data-x="1"'),
        fc.constantFrom('', ' ', '\n\t', '&nbsp;'),
        (order, ranks, attributes, space) => {
          const body = order.map((at) => {
            const { rows = [], heading = '' } = sections[at] ?? {}
            const shuffled = rows
              .map((row, index) => ({ row, rank: ranks[index] ?? 0 }))
              .toSorted((a, b) => a.rank - b.rank)
            const spaced = shuffled.map(
              ({ row }) =>
                `<tr>${row.replace(/<td>/g, `<td${attributes}>${space}`).replaceAll("'", '’')}</tr>`,
            )
            return `<h2>Section 2(d)(2)(B)(${clauses[at]})</h2><div><table${attributes}><tr><th>${heading}</th><th>Effective${space} Date</th></tr>${spaced.join(space)}</table></div>`
          })
          expect(
            pieces(`<html><head><title>UFLPA Entity List</title></head><body>${body.join('')}</body></html>`),
          ).toEqual(expected)
        },
      ),
      { numRuns: 8 },
    )
  })
})

describe('single edits are exactly one change', () => {
  const edit = (from: string, to: string): string => {
    expect(html.split(from)).toHaveLength(2)
    return html.replace(from, to)
  }
  const changes = (text: string) => {
    const after = new Map(read(text).map(({ naturalKey, facts }) => [naturalKey, facts]))
    return {
      gone: [...byKey.keys()].filter((key) => !after.has(key)),
      come: [...after.keys()].filter((key) => !byKey.has(key)),
      differ: [...byKey]
        .filter(([key, facts]) => after.has(key) && JSON.stringify(after.get(key)) !== JSON.stringify(facts))
        .map(([key]) => key),
      after,
    }
  }
  const camel = '<td>Camel Group Co., Ltd.</td>'

  test('a new row', () => {
    const { gone, come, differ } = changes(
      edit(
        camel,
        '<td>Example Solar Co., Ltd.</td><td>August 4, 2026</td></tr><tr><td>Camel Group Co., Ltd.</td>',
      ),
    )
    expect([gone, come, differ]).toEqual([[], ['example solar'], []])
  })

  test('a new alias', () => {
    const { gone, come, differ, after } = changes(
      edit(camel, '<td>Camel Group Co., Ltd. (also known as Luotuo Group)</td>'),
    )
    expect([gone, come, differ]).toEqual([[], [], ['camel group']])
    expect(after.get('camel group')?.aliases).toEqual([
      { name: 'Luotuo Group', quality: 'strong', kind: 'a.k.a.' },
    ])
  })

  test('a renamed party is the same party where it says its former name', () => {
    const { gone, come, differ, after } = changes(
      edit(camel, '<td>Dromedary Battery Co., Ltd. (formerly known as Camel Group Co., Ltd.)</td>'),
    )
    expect([gone, come, differ]).toEqual([['camel group'], ['dromedary battery'], []])
    expect(sameParty(byKey.get('camel group')!, after.get('dromedary battery')!)).toBe(true)
  })

  test('a corrected spelling is the same party, a sibling of another date is not', () => {
    const { come, after } = changes(
      edit('<td>Weifang Alice Food Co., Ltd.</td>', '<td>Weifang Alise Food Co., Ltd.</td>'),
    )
    expect(sameParty(byKey.get('weifang alice food')!, after.get(come[0] ?? '')!)).toBe(true)
    expect(sameParty(byKey.get('weifang alice food')!, byKey.get('jining pengjie trading')!)).toBe(false)
  })

  test('a changed date', () => {
    const { gone, come, differ, after } = changes(
      edit(`${camel}<td>August 2, 2023</td>`, `${camel}<td>August 3, 2023</td>`),
    )
    expect([gone, come, differ]).toEqual([[], [], ['camel group']])
    expect(after.get('camel group')).toMatchObject({
      listedOn: '2023-08-03',
      subLists: [{ clause: 'ii', effectiveOn: '2023-08-03' }],
    })
  })

  test('a removed row', () => {
    const { gone, come, differ } = changes(edit(`<tr>${camel}<td>August 2, 2023</td></tr>`, ''))
    expect([gone, come, differ]).toEqual([['camel group'], [], []])
  })

  test('a row in a further table makes an amendment, under another spelling too', () => {
    const { gone, come, differ, after } = changes(
      edit(
        '<td>Weifang Alice Food Co., Ltd.</td>',
        '<td>Camel Group Company Limited</td><td>August 4, 2026</td></tr><tr><td>Weifang Alice Food Co., Ltd.</td>',
      ),
    )
    expect([gone, come, differ]).toEqual([[], [], ['camel group']])
    expect(after.get('camel group')).toMatchObject({
      programs: ['UFLPA-ii', 'UFLPA-v'],
      listedOn: '2023-08-02',
    })
  })

  test('a row under a name that another row calls an alias is the same party', () => {
    const { gone, come, differ, after } = changes(
      edit(
        '<td>Weifang Alice Food Co., Ltd.</td>',
        '<td>Chaohu Youngor Color Spinning Technology Co. Ltd</td><td>August 4, 2026</td></tr><tr><td>Weifang Alice Food Co., Ltd.</td>',
      ),
    )
    expect([gone, come, differ]).toEqual([[], [], ['anhui xinya new materials']])
    expect(after.get('anhui xinya new materials')?.programs).toEqual(['UFLPA-ii', 'UFLPA-v'])
  })

  test('a first row in (iv) is news', () => {
    const table =
      '<table><tr><th>Entity</th><th>Effective Date</th></tr><tr><td>Example Export Co., Ltd.</td><td>August 4, 2026</td></tr></table>'
    const { gone, come, differ, after } = changes(
      edit(
        '<p>Entities identified in sections (i) and (ii) above',
        `${table}<p>Entities identified in sections (i) and (ii) above`,
      ),
    )
    expect([gone, come, differ]).toEqual([[], ['example export'], []])
    expect(after.get('example export')?.programs).toEqual(['UFLPA-iv'])
  })
})
