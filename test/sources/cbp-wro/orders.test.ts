import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { cbpWroReader } from '../../../shared/sources/cbp-wro/reader.ts'

const fixture = new URL('../../fixtures/cbp-wro/2026-06-23/wro.csv', import.meta.url)
const orders = cbpWroReader.cut(readFileSync(fixture)).entries.map((entry) => cbpWroReader.parse(entry))

/**
 * The 67 orders of 2026-06-23 in the dataset's order, written by reading its rows. Subjects: `kind: name = alias /
 * alias`; `(sub)` where the row extends to subsidiaries or subordinates, `[out]` where the remarks take it out.
 */
const table: readonly (readonly [order: string, country: string, ...subjects: string[]])[] = [
  ['FINDING 1953-12-28', 'MX', 'party: State Penitentiary'],
  ['FINDING 1958-10-29', 'MX', 'party: State Penitentiary'],
  ['WRO 1991-11-06', 'CN', 'party: Xiang-Yang Machinery Plant'],
  [
    'WRO 1991-11-14',
    'CN',
    'party: Yunnan Machinery = Golden Horse Diesel Factory / JinMa Diesel Factory / Yunnan 1st Prison',
  ],
  ['WRO 1991-12-02', 'CN', 'party: Xuzhou Forging and Pressing Machine Works'],
  ['WRO 1992-02-25', 'CN', 'party: Shandong Laiyang Heavy Duty Machinery Factory'],
  [
    'FINDING 1992-03-18',
    'CN',
    'party: Yunnan Machinery = Golden Horse Diesel Factory / JinMa Diesel Factory / Yunnan 1st Prison',
  ],
  [
    'WRO 1992-05-22',
    'CN',
    'party: Qinghai Hide & Garment Factory = Qinghai Leather and Wool Bedding and Garment Factory / Qinghai Fur and Cloth Factory',
  ],
  ['WRO 1992-06-26', 'CN', 'party: Miao Chi Tea Farm'],
  ['WRO 1992-06-26', 'CN', 'party: Wang Tsang Coal and Iron Factory'],
  [
    'WRO 1992-07-15',
    'CN',
    'party: Zi Gong Machinery Factory = Zigong Machinery Factory / Sichuan Zigong Labor Reform Detachment / Szechuan Zigong Labor Reform Detachment',
  ],
  [
    'WRO 1992-07-15',
    'CN',
    'party: Ya An Auto Parts Factory = Sichuan Bin-Jiang Enterprises Company / Szechuan Bin-Jiang Enterprises Company',
  ],
  ['WRO 1992-07-17', 'CN', 'party: Da Wei Chemical Factory'],
  [
    'WRO 1992-08-03',
    'CN',
    'party: Sichuan Xinsheng Labor Factory = Szechuan Xinsheng Labor Factory / Sichuan New Life Labor Factory / Szechuan New Life Labor Factory / Xinsheng Labor Factory / New Life Labor Factory',
  ],
  [
    'WRO 1992-08-14',
    'CN',
    'party: Hsin Kang Asbestos Mine = Sichuan Pin Chiang Enterprise Company / Szechuan Pin Chiang Enterprise Company',
  ],
  ['FINDING 1992-08-14', 'CN', 'party: Xuzhou Forging and Pressing Machine Works'],
  [
    'FINDING 1993-06-11',
    'CN',
    'party: Qinghai Hide & Garment Factory = Qinghai Leather and Wool Bedding and Garment Factory / Qinghai Fur and Cloth Factory',
  ],
  [
    'WRO 1993-07-08',
    'CN',
    'party: Wulin Machinery Works = Wuling Machinery Works / Hangzhou Wulin Machinery Plant / Hangzhou Wulin Machinery Works / Zhejiang Province No. 4 Prison',
  ],
  [
    'WRO 1993-08-06',
    'CN',
    'party: Wuyi Machinery Plant = Zhejiang Light Duty Lifting Machinery Factory China / Zhejiang Province No. 1 Prison',
  ],
  [
    'WRO 1993-09-01',
    'CN',
    'party: Shenyang New Life Rubber Factory = Shenyang Xingsheng Rubber Plant / Shenyang Xinsheng Rubber Plant / Shenyang New Life Rubber Plant / Shenyang No. 2 Laogai Detachment / Shenyang Dabei Prison / Shenyang Model Prison',
  ],
  [
    'WRO 1993-09-03',
    'CN',
    'party: Shenyang Xinsheng Chemical Works = Shenyang New Life Chemical Works / Shenyang Dongbei Assistant Agent Main Factory / Xinsheng Chemical Factory / Shenyang No. 1 Laogai Detachment / Shenyang Reform Through Labor Second Reform Division',
  ],
  ['WRO 1994-06-12', 'JP', 'party: Fuchu Prison', 'party: Union Kogyo Co., Ltd.'],
  [
    'WRO 1994-12-21',
    'CN',
    'party: Guangzhou No. 1 Reeducation-Through-Labor Camp = Guangdong Province No. 1 Reeducation-Through-Labor Camp',
    'party: Kwong Ngai Industrial Company',
  ],
  [
    'WRO 1995-04-27',
    'CN JP',
    'party: Nanhu Tree Farm',
    'party: Zhejiang Sanmei Tea Co., Ltd.',
    'party: Imaizumi Tea Manufacturing & Trading Co., Ltd.',
  ],
  [
    'WRO 1995-10-06',
    'CN',
    'party: Tianjin Malleable Iron Factory = Tianjin Tongbao Fittings Company / Tianjin No. 2 Malleable Iron Plant / Tianjin Secondary Mugging Factory / Tianjin No. 2 Prison',
  ],
  [
    'FINDING 1996-04-23',
    'CN',
    'party: Tianjin Malleable Iron Factory = Tianjin Tongbao Fittings Company / Tianjin No. 2 Malleable Iron Plant / Tianjin Secondary Mugging Factory / Tianjin No. 2 Prison',
  ],
  [
    'WRO 1998-07-21',
    'NP',
    'party: Kumar Carpet Pvt.',
    'party: Singhe Carpet Pvt., Ltd.',
    'party: Norsang Carpet Industries Pvt., Ltd. [out]',
    'party: Annapurna Carpet [out]',
    'party: Everest Carpet [out]',
    'party: Valley Carpet',
    'party: K.K. Carpet Industries [out]',
  ],
  ['WRO 1999-11-23', 'IN', 'party: Mangalore Ganesh Beedi Works'],
  ['WRO 2016-03-29', 'CN', 'party: Tangshan Sanyou Group (sub)'],
  [
    'WRO 2016-05-20',
    'CN',
    'party: Inner Mongolia Hengzheng Group Baoanzhao Agriculture, Industry, and Trade Co., Ltd.',
  ],
  ['WRO 2016-09-16', 'CN', 'party: Hongchang Fruits & Vegetable Products Co., Ltd.'],
  ['WRO 2018-03-05', 'CN', 'party: Huizhou Mink Industrial CO. Ltd.'],
  ['WRO 2018-05-18', 'TM', 'goods-origin: Turkmenistan @TM'],
  ['WRO 2019-09-30', 'CN', 'party: Hetian Taida Apparel Co., Ltd.'],
  ['WRO 2019-09-30', 'ZW', 'goods-origin: Marange Diamond Fields @ZW Marange Diamond Fields'],
  ['WRO 2019-09-30', 'CD', 'goods-origin: Artisanal Small Mines @CD Artisanal Small Mines'],
  [
    'WRO 2019-11-01',
    'MW',
    'goods-origin: Malawi @MW',
    'party: Premium Tobacco Malawi Lt = PTML [out]',
    'party: Limbe Leaf Tobacco Company Limited = LLTC [out]',
    'party: Alliance One International [out]',
  ],
  ['WRO 2020-05-01', 'CN', 'party: Hetian Haolin Hair Accessories Co., Ltd.'],
  ['WRO 2020-06-17', 'CN', 'party: Lop County Meixin Hair Products Co., Ltd.'],
  ['WRO 2020-08-11', 'CN', 'party: Hero Vast Group'],
  ['WRO 2020-08-18', '', 'vessel: Da Wang'],
  ['WRO 2020-08-25', 'CN', 'party: No. 4 Vocational Skills Education Training Center = No. 4 VSETC'],
  [
    'WRO 2020-08-25',
    'CN',
    'place: Lop County Hair Product Industrial Park @CN CN-XJ Lop County Hair Product Industrial Park',
  ],
  [
    'WRO 2020-09-03',
    'CN',
    'party: Yili Zhuowan Garment Manufacturing Co., Ltd.',
    'party: Baoding LYSZD Trade and Business Co., Ltd.',
  ],
  ['WRO 2020-09-08', 'CN', 'party: Hefei Bitland Information Technology Co., Ltd.'],
  ['WRO 2020-09-08', 'CN', 'party: Xinjiang Junggar Cotton and Linen Co., Ltd.'],
  [
    'FINDING 2020-10-20',
    'CN',
    'party: Inner Mongolia Hengzheng Group Baoanzhao Agriculture, Industry, and Trade Co., Ltd.',
  ],
  ['WRO 2020-11-30', 'CN', 'party: Xinjiang Production and Construction Corporation = XPCC (sub)'],
  ['WRO 2020-12-31', '', 'vessel: Lien Yi Hsing No. 12'],
  ['WRO 2021-01-13', 'CN', 'goods-origin: Xinjiang Uyghur Autonomous Region = XUAR @CN CN-XJ'],
  ['WRO 2021-05-26', '', 'party: Dalian Ocean Fishing Co. Ltd.'],
  ['WRO 2021-06-23', 'CN', 'party: Hoshine Silicon Industry Co. Ltd. (sub)'],
  ['WRO 2021-08-04', '', 'vessel: Hangton No. 112'],
  [
    'WRO 2021-10-21',
    'MX',
    'party: Agropecuarios Tom S.A. de C.V. (sub)',
    'party: Horticola Tom S.A. de C.V. (sub)',
  ],
  ['FINDING 2022-01-28', '', 'vessel: Da Wang'],
  [
    'WRO 2024-04-10',
    'CN HK',
    'party: Shanghai Select Safety Products Company, Limited',
    'party: Select (Nantong) Safety Products Co. Limited',
    'party: Select Protective Technology (HK) Limited',
  ],
  ['WRO 2024-11-01', 'SO', 'party: Asli Maydi'],
  ['FINDING 2024-12-04', 'DO', 'party: Kingtom Aluminio S.R.L. [out]'],
  ['WRO 2025-04-02', 'KR', 'party: Taepyung Salt Farm'],
  ['WRO 2025-05-28', '', 'vessel: Zhen Fa 7'],
  ['WRO 2025-09-24', 'TW', 'party: Giant Manufacturing Co., Ltd.'],
  ['WRO 2025-11-18', 'MU', 'party: Firemount Group Ltd.'],
  ['WRO 2025-12-18', 'RS', 'party: Linglong International Europe D.O.O. Zrenjanin'],
  ['WRO 2026-01-29', 'MX', 'party: Finca Monte Grande'],
  ['WRO 2026-06-16', 'RS', 'party: Serbia Zijin Copper D.O.O.'],
  ['WRO 2026-06-23', 'JO', 'party: Needle Craft Ltd'],
  ['WRO 2026-06-23', 'JO', 'party: Casual Wear Apparel L.L.C.'],
]

/** A subject in the table's notation, as three comparable parts. */
const written = (text: string) => {
  const [, head = '', origin] = /^(.*?)(?: @(.*))?$/.exec(text.replace(/ \[out\]| \(sub\)/g, '')) ?? []
  const [name = '', aliases = ''] = head.split(' = ')
  return {
    name,
    aliases: new Set(aliases.split(' / ').filter((alias) => alias !== '')),
    origin: origin ?? '',
    status: text.endsWith('[out]') ? 'inactive' : 'active',
    includesSubsidiaries: text.endsWith('(sub)'),
  }
}

describe('the orders of 2026-06-23', () => {
  test('there are 67, each under its own natural key', () => {
    expect(orders).toHaveLength(67)
    expect(new Set(orders.map(({ naturalKey }) => naturalKey)).size).toBe(67)
    expect(table).toHaveLength(67)
  })

  test.each(table.map((row, index) => [index, ...row] as const))(
    'order %i: %s %s',
    (index, order, country, ...subjects) => {
      const facts = orders[index]?.facts
      expect(`${facts?.programs.join()} ${facts?.effectiveOn}`).toBe(order)
      expect(facts?.listedOn).toBe(facts?.effectiveOn)
      expect(facts?.countries.toSorted().join(' ')).toBe(country)
      const read = facts?.subjects.map(({ kind, name, aliases, origin, status, includesSubsidiaries }) => ({
        name: `${kind}: ${name}`,
        aliases: new Set(aliases.map((alias) => alias.name)),
        origin: origin
          ? [origin.country, origin.region, origin.site].filter((part) => part !== undefined).join(' ')
          : '',
        status,
        includesSubsidiaries: includesSubsidiaries ?? false,
      }))
      expect(read).toEqual(subjects.map(written))
    },
  )

  test('every subject has an id of its own in its order, made of its kind and name', () => {
    for (const { facts } of orders) {
      const ids = facts.subjects.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
    }
    expect(orders[51]?.facts.subjects.map(({ id }) => id)).toEqual(['party:hoshine-silicon-industry'])
    expect(orders[49]?.facts.subjects.map(({ id }) => id)).toEqual([
      'goods-origin:xinjiang-uyghur-autonomous-region',
    ])
  })

  test('62 are active, 4 partially modified, 1 inactive while in litigation; only the last does not bind', () => {
    const published = Map.groupBy(orders, ({ facts }) => facts.statusAsPublished)
    expect(published.get('Active')).toHaveLength(62)
    expect(published.get('Partially Modified')).toHaveLength(4)
    expect(published.get('Inactive-Pending Litigation')).toHaveLength(1)
    expect(
      orders.filter(({ facts }) => facts.status === 'inactive').map(({ facts }) => facts.effectiveOn),
    ).toEqual(['2024-12-04'])
    expect(orders[57]?.facts.subjects[0]?.statusNote).toBe('Inactive-Pending Litigation')
  })

  test('the eleven orders that the UFLPA supersedes keep their status and name the law that detains now', () => {
    const superseded = orders.filter(({ facts }) => facts.enforcedUnder === 'uflpa')
    expect(superseded.map(({ facts }) => facts.effectiveOn)).toEqual([
      '2019-09-30',
      '2020-05-01',
      '2020-06-17',
      '2020-08-25',
      '2020-08-25',
      '2020-09-03',
      '2020-09-08',
      '2020-09-08',
      '2020-11-30',
      '2021-01-13',
      '2021-06-23',
    ])
    expect(superseded.every(({ facts }) => facts.status === 'active')).toBe(true)
    expect(orders.filter(({ facts }) => facts.enforcedUnder === 'section-307')).toHaveLength(56)
  })

  test("what was removed says so in the remark's own words", () => {
    const nepal = orders[26]?.facts.subjects ?? []
    expect(nepal.find(({ name }) => name === 'Annapurna Carpet')?.statusNote).toBe(
      'Annapurna Carpet removed from the order, 7/23/2021',
    )
    expect(nepal.find(({ name }) => name === 'Everest Carpet')?.statusNote).toMatch(
      /removed from the order, 10\/6\/1998$/,
    )
    const malawi = orders[36]?.facts.subjects ?? []
    expect(malawi.map(({ statusNote }) => statusNote)).toEqual([
      undefined,
      'Premium Tobacco Malawi Lt (PTML) removed from the order, 5/21/2021',
      'Limbe Leaf Tobacco Company Limited (LLTC) removed from the order, 07/31/2020',
      'Alliance One International removed from the order, 06/03/2020',
    ])
    const tangshan = orders[28]?.facts
    expect(tangshan?.subjects[0]?.status).toBe('active')
    expect(tangshan?.notes).toContainEqual({
      label: 'Removed from the order',
      value: 'Viscose/Rayon Fiber removed from the order, by Commissioner Memorandum, 10/12/2016',
    })
  })

  test('the citation is the Federal Register or Treasury Decision of the remarks, else the order itself', () => {
    const title = (index: number) => orders[index]?.facts.citation?.title
    expect(title(0)).toBe('T.D. 53408')
    expect(title(6)).toBe('T.D. 92-27')
    expect(title(16)).toBe('58 FR 32745; T.D. 93-41')
    expect(orders[25]?.facts.citation).toEqual({
      title: '61 FR 17956; T.D. 96-34',
      url: 'https://www.federalregister.gov/citation/61-FR-17956',
    })
    expect(title(46)).toBe('85 FR 66574')
    expect(title(54)).toBe('87 FR 4634')
    expect(title(57)).toBe('89 FR 96265')
    expect(orders[47]?.facts.citation).toEqual({
      title: 'CBP Withhold Release Order of 2020-11-30',
      url: 'https://www.cbp.gov/document/stats/withhold-release-orders-findings',
    })
  })

  test('titles can be read', () => {
    const name = (index: number) => orders[index]?.facts.name
    expect(name(47)).toBe(
      'WRO 2020-11-30: Xinjiang Production and Construction Corporation — cotton and cotton products',
    )
    expect(name(0)).toBe('Finding 1953-12-28: State Penitentiary — furniture')
    expect(name(32)).toBe('WRO 2018-05-18: Turkmenistan — cotton')
    expect(name(35)).toBe('WRO 2019-09-30: Artisanal Small Mines (Democratic Republic of the Congo) — gold')
    expect(name(36)).toBe('WRO 2019-11-01: Malawi — tobacco')
    expect(name(40)).toBe('WRO 2020-08-18: fishing vessel Da Wang — seafood')
    expect(name(26)).toBe(
      'WRO 1998-07-21: Kumar Carpet Pvt.; Singhe Carpet Pvt., Ltd. and 5 more — carpets, hand-knotted wool',
    )
  })

  test('addresses, regions and the cells as published are kept', () => {
    expect(orders[0]?.facts.subjects[0]?.addresses).toEqual([
      {
        text: 'Ciudad Victoria, Tamaulipas, Mexico',
        city: 'Ciudad Victoria',
        region: 'Tamaulipas',
        country: 'MX',
      },
    ])
    const [nanhu, , imaizumi] = orders[23]?.facts.subjects ?? []
    expect(nanhu?.countries).toEqual(['CN'])
    expect(imaizumi?.countries).toEqual(['JP'])
    expect(imaizumi?.addresses).toEqual([{ text: 'Nagoya, Japan', city: 'Nagoya', country: 'JP' }])
    expect(orders[26]?.facts.subjects.every(({ addresses }) => addresses[0]?.city === 'Kathmandu')).toBe(true)
    expect(
      orders.filter(({ facts }) => facts.regions.length > 0).map(({ facts }) => facts.effectiveOn),
    ).toEqual(['2020-08-25', '2021-01-13'])
    expect(orders[50]?.facts.notes).toContainEqual({
      label: 'Entity',
      value: 'Fishing Vessels owned by Dalian Ocean Fishing Co. Ltd.',
    })
    expect(orders[47]?.facts.remarks).toBe(
      'Enforcement of WRO superseded by enforcement of UFLPA rebuttable presumption',
    )
  })
})
