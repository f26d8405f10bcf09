import { describe, expect, test } from 'vitest'
import type { AddressParts } from '../../../shared/sources/bis-entity-list/address-parts.ts'
import { bisEntityListReader } from '../../../shared/sources/bis-entity-list/reader.ts'
import { document202303929, rule202303929 } from './documents.ts'

/** Written by reading the rule's table, row by row; the parts are what a person makes of the address. */
interface Expected {
  key: string
  name: string
  aliases: string[]
  addresses: [text: string, country: string, parts: AddressParts][]
  seeAlso?: string
}

/** Parts that a person sees and that are left out, because the address's own words leave them open. */
const leftOut: Readonly<Record<string, readonly (keyof AddressParts)[]>> = {
  // "10004-8" is no Chinese postcode, and what stands behind the town is not certain to be one.
  'Room 01, floor 13, building 5, no. A2 courtyard, west 3rd ring r. Beijing, 10004-8, China': [
    'street',
    'city',
    'postcode',
  ],
  // Two towns without a comma: nothing says where the one ends.
  '71 Boulevard national, 92250 La Garenne-Colombes Paris, France': ['street', 'city'],
  // No town that is known, so that the street has no certain end.
  'MKAD Greenwood Business Park building 9 floor 3, pos. Putilko o, 69 km., Moscow region, 143441, Russia': [
    'street',
  ],
}
const told = (text: string, parts: AddressParts): AddressParts =>
  Object.fromEntries(
    Object.entries(parts).filter(([part]) => !leftOut[text]?.includes(part as keyof AddressParts)),
  )

const headAliases = [
  'China HEAD',
  'China HEAD Technology Co',
  'HEAD Aerospace',
  'HEAD Aerospace Group',
  'HEAD Aerospace Netherlands',
  'HEAD France',
  'HEAD Technology France',
]
const spacetyAliases = [
  'Changsha Tianyi Space Science and Technology Research Institute',
  'Spacety',
  'Spacety Luxembourg S.A.',
]

const expected: Expected[] = [
  {
    key: 'CA:cpunto-inc',
    name: 'CPUNTO Inc.',
    aliases: ['CPUNTO'],
    addresses: [
      [
        '5929 Route Transcanadienne Ste 130 St. Laurent, Quebec H4T 1Z6 Canada',
        'CA',
        {
          street: '5929 Route Transcanadienne Ste 130',
          city: 'St. Laurent',
          region: 'Quebec',
          postcode: 'H4T 1Z6',
        },
      ],
    ],
  },
  {
    key: 'CA:electronic-network-inc',
    name: 'Electronic Network Inc.',
    aliases: [
      'Electronic Network',
      'Electronic Network Holdings',
      'Electronic Network Holdings Inc.',
      'Electronic Network Incorporated',
      'Electronic Network Products Inc.',
      "Electronic's Network & Technology Corp.",
    ],
    addresses: [
      [
        '145 Montee De Liesse Ste 10 St. Laurent, Quebec H4T 1T9 Canada',
        'CA',
        { street: '145 Montee De Liesse Ste 10', city: 'St. Laurent', region: 'Quebec', postcode: 'H4T 1T9' },
      ],
    ],
  },
  {
    key: 'CN:aook-technology-ltd',
    name: 'AOOK Technology Ltd.',
    aliases: ['AOOK', 'AOOK Electronics'],
    addresses: [
      [
        'Rm 803 Chevalier Building 45-51 Chatham Rd S Tsim Sha Tsui Hong Kong, China',
        'HK',
        { street: 'Rm 803 Chevalier Building 45-51 Chatham Rd S Tsim Sha Tsui', city: 'Hong Kong' },
      ],
    ],
  },
  {
    key: 'CN:beijing-ti-tech-science-and-technology-development-co',
    name: 'Beijing Ti-Tech Science and Technology Development Co.',
    aliases: ['Beijing Ti-Tech', 'China Ti-Tech Development Co. Ltd.'],
    addresses: [
      [
        '5F, Building 5 Science and Technology Park, A-2 North Xisanhuan Road, Beijing 100081 China',
        'CN',
        {
          street: '5F, Building 5 Science and Technology Park, A-2 North Xisanhuan Road',
          city: 'Beijing',
          postcode: '100081',
        },
      ],
    ],
  },
  {
    key: 'CN:beijing-yunze-technology-co-ltd',
    name: 'Beijing Yunze Technology Co., Ltd.',
    aliases: ['Beijing Yunze', 'Beijing Yunze Technology Company', 'Yunze Beijing'],
    addresses: [
      [
        'West of Floor 1, Building 7, Jiajia Garden Courtyard 15, Fengtai Beijing 100000 China',
        'CN',
        {
          street: 'West of Floor 1, Building 7, Jiajia Garden Courtyard 15, Fengtai',
          city: 'Beijing',
          postcode: '100000',
        },
      ],
      [
        '201, Floor 2, 36#, Yinhe Garden, Miyun District Beijing 100000 China',
        'CN',
        { street: '201, Floor 2, 36#, Yinhe Garden, Miyun District', city: 'Beijing', postcode: '100000' },
      ],
      [
        '402, Floor 4, No. 85, Huilongguan W. Street, Changping District Beijing 102200 China',
        'CN',
        {
          street: '402, Floor 4, No. 85, Huilongguan W. Street, Changping District',
          city: 'Beijing',
          postcode: '102200',
        },
      ],
    ],
  },
  {
    key: 'CN:china-head-aerospace-technology-co',
    name: 'China HEAD Aerospace Technology Co.',
    aliases: headAliases,
    addresses: [
      [
        '5F, Bldg 5, Science and Technology Park, A-2 North Xisanhuan Road, Haidian District, Beijing 100081, P.R. China',
        'CN',
        {
          street: '5F, Bldg 5, Science and Technology Park, A-2 North Xisanhuan Road, Haidian District',
          city: 'Beijing',
          postcode: '100081',
        },
      ],
      [
        'Room 01, floor 13, building 5, no. A2 courtyard, west 3rd ring r. Beijing, 10004-8, China',
        'CN',
        {
          street: 'Room 01, floor 13, building 5, no. A2 courtyard, west 3rd ring r.',
          city: 'Beijing',
          postcode: '10004-8',
        },
      ],
      [
        'B-11a-02 Keshi Plaza 28 Shangdi Xinxi Rd Beijing 100058 China',
        'CN',
        { street: 'B-11a-02 Keshi Plaza 28 Shangdi Xinxi Rd', city: 'Beijing', postcode: '100058' },
      ],
    ],
    seeAlso: 'France and Netherlands',
  },
  {
    key: 'CN:spacety-co-ltd',
    name: 'Spacety Co., Ltd.',
    aliases: spacetyAliases,
    addresses: [
      [
        '9 Dengzhuang South Rd Beijing, Beijing China',
        'CN',
        { street: '9 Dengzhuang South Rd', city: 'Beijing', region: 'Beijing' },
      ],
      [
        'Room 445, 9th Floor, Block B, No. 18 Zhongguancun Street, Haidian District, Beijing China',
        'CN',
        {
          street: 'Room 445, 9th Floor, Block B, No. 18 Zhongguancun Street, Haidian District',
          city: 'Beijing',
        },
      ],
    ],
    seeAlso: 'Luxembourg',
  },
  {
    key: 'FR:china-head-aerospace-technology-co',
    name: 'China HEAD Aerospace Technology Co.',
    aliases: headAliases,
    addresses: [
      [
        '71 Boulevard national, 92250 La Garenne-Colombes Paris, France',
        'FR',
        { street: '71 Boulevard national', city: 'La Garenne-Colombes', postcode: '92250' },
      ],
    ],
    seeAlso: 'China and Netherlands',
  },
  {
    key: 'LU:spacety-co-ltd',
    name: 'Spacety Co., Ltd.',
    aliases: spacetyAliases,
    addresses: [
      [
        '9, Avenue des Hauts-Fourneaux, L-4362 Esch-Sur-Alzette, Luxembourg',
        'LU',
        { street: '9, Avenue des Hauts-Fourneaux', city: 'Esch-Sur-Alzette', postcode: 'L-4362' },
      ],
    ],
    seeAlso: 'China',
  },
  {
    key: 'NL:china-head-aerospace-technology-co',
    name: 'China HEAD Aerospace Technology Co.',
    aliases: headAliases,
    addresses: [
      [
        'Kapteynstraat 1 2201 BB Noordwijk ZH, Netherlands',
        'NL',
        // The town's postal name: another Noordwijk is in Groningen.
        { street: 'Kapteynstraat 1', city: 'Noordwijk ZH', postcode: '2201 BB' },
      ],
    ],
    seeAlso: 'China and France',
  },
  {
    key: 'RU:dexias-industrial-products-and-trade-limited-company',
    name: 'Dexias Industrial Products and Trade Limited Company',
    aliases: [
      'Dexias',
      'Dexias Endil strivel',
      'Dexias IPTLC',
      'Mainbox LLC',
      'Orunler ve Ticaret Limited Sirketi',
    ],
    addresses: [
      [
        'Apartment 261, Building 3, Ryabinovaya Street, Moscow, Russia',
        'RU',
        { street: 'Apartment 261, Building 3, Ryabinovaya Street', city: 'Moscow' },
      ],
    ],
  },
  {
    key: 'RU:innovation-and-technologies-llc',
    name: 'Innovation and Technologies LLC',
    aliases: ['Intekh', 'INTEKH OOO'],
    addresses: [
      [
        'D. 83 K. 3 OFIS 516, Ul. Savushkina, St. Petersburg 197374 Russia',
        'RU',
        { street: 'D. 83 K. 3 OFIS 516, Ul. Savushkina', city: 'St. Petersburg', postcode: '197374' },
      ],
      [
        'Mira prospect, 2-7 601901 Kovrov, Russia',
        'RU',
        { street: 'Mira prospect, 2-7', city: 'Kovrov', postcode: '601901' },
      ],
    ],
  },
  {
    key: 'RU:promtekhkomplekt-jsc',
    name: 'Promtekhkomplekt JSC',
    aliases: [
      'AO TipoMTeXKOMirneKT',
      'Promtech Komplekt',
      'Promtekhkomplekt',
      'Promtekhkomplekt Joint Stock Company',
    ],
    addresses: [
      [
        'MKAD Greenwood Business Park building 9 floor 3, pos. Putilko o, 69 km., Moscow region, 143441, Russia',
        'RU',
        {
          street: 'MKAD Greenwood Business Park building 9 floor 3, pos. Putilko o, 69 km.',
          region: 'Moscow region',
          postcode: '143441',
        },
      ],
      [
        '6/1 Griboyedov Street, OF.23, Tyumen, Tyumen Oblast, Russia',
        'RU',
        { street: '6/1 Griboyedov Street, OF.23', city: 'Tyumen', region: 'Tyumen Oblast' },
      ],
    ],
  },
]

const requirement =
  'For all items subject to the EAR. (See §§ 734.9(g),3 744.21(b), and 746.8(a)(3) of the EAR)'
const reviewPolicy =
  'Policy of denial for all items subject to the EAR apart from food and medicine designated as EAR99, which will be reviewed on a case-by-case basis. See §§ 746.8(b) and 744.21(e)'

describe('88 FR 12170 (2023-03929)', () => {
  const reading = bisEntityListReader.readRule(rule202303929(), document202303929)

  test('adds 13 entries of 10 parties, effective before its publication', () => {
    expect(reading).toMatchObject({
      documentNumber: '2023-03929',
      citation: '88 FR 12170',
      publishedOn: '2023-02-27',
      effectiveOn: '2023-02-24',
      stated: { entities: 10, entries: 13 },
    })
    expect(reading.actions.map((action) => action.action)).toEqual(expected.map(() => 'add'))
    expect(new Set(reading.actions.map((action) => action.entry!.facts.party)).size).toBe(10)
  })

  test.each(expected)('$key has its names and addresses', ({ key, name, aliases, addresses, seeAlso }) => {
    const action = reading.actions.find((one) => one.naturalKey === key)
    const country = key.slice(0, 2)
    expect(action?.target.country).toBe(country)
    expect(action?.entry?.naturalKey).toBe(key)
    // These and no other parts.
    expect(action?.entry?.facts.addresses).toEqual(
      addresses.map(([text, code, parts]) => ({ text, country: code, ...told(text, parts) })),
    )
    expect(action?.entry?.facts).toMatchObject({
      source: 'bis-entity-list',
      type: 'organisation',
      name,
      aliases: aliases.map((alias) => ({ name: alias, quality: 'strong', kind: 'a.k.a.' })),
      countries: [...new Set([country, ...addresses.map(([, code]) => code)])].sort(),
      notes: seeAlso === undefined ? [] : [{ label: 'See alternate address', value: seeAlso }],
      programs: ['EL', 'EL-FN3'],
      citation: { title: '88 FR 12170', url: document202303929.url },
      listedOn: '2023-02-27',
      effectiveOn: '2023-02-24',
      status: 'active',
      licence: {
        // Promtekhkomplekt's row names the same sections in another order.
        requirement:
          key === 'RU:promtekhkomplekt-jsc'
            ? 'For all items subject to the EAR. (See §§ 734.9(g),3 746.8(a)(3), and 744.21(b) of the EAR)'
            : requirement,
        reviewPolicy,
        footnotes: [3],
      },
    })
  })

  test('every bullet of the table is an alias of its entry, and every entry’s aliases are its bullets', () => {
    // Read from the markup without any of the reader's code: the second cell of each row that has five.
    const plain = (xml: string): string =>
      xml
        .replace(/<E T="03">\s*and\s*<\/E>/gu, '')
        .replace(/<[^>]*>/gu, '')
        .replaceAll('&amp;', '&')
        .replace(/\s+/gu, ' ')
        .trim()
    const table = /<GPOTABLE[\s\S]*<\/GPOTABLE>/u.exec(rule202303929().toString('utf8'))![0]
    const rows = [...table.matchAll(/<ROW[\s\S]*?<\/ROW>/gu)]
      .map(([row]) => [...row.matchAll(/<ENT[^>]*>([\s\S]*?)<\/ENT>/gu)].map(([, cell]) => cell!))
      .filter((cells) => cells.length === 5 && !/Entity/u.test(cells[1]!))
    expect(rows).toHaveLength(13)
    const bullets = rows.map((cells) =>
      [...cells[1]!.matchAll(/<LI>([\s\S]*?)<\/LI>/gu)]
        .map(([, item]) => plain(item!))
        .filter((item) => item.startsWith('—'))
        .map((item) => item.replace(/^—/u, '').replace(/;$/u, '').trim()),
    )
    // The full stop that ends a list is no part of the last name, but of "S.A." and "Corp." it is.
    const ended = (names: readonly string[]) =>
      names.map((name) => (/(?:S\.A|Corp|Inc|Ltd)\.$/u.test(name) ? name : name.replace(/\.$/u, '')))
    expect(reading.actions.map(({ entry }) => entry!.facts.aliases.map(({ name }) => name))).toEqual(
      bullets.map(ended),
    )
    expect(bullets.flat()).toHaveLength(1 + 6 + 2 + 2 + 3 + 7 + 3 + 7 + 3 + 7 + 5 + 2 + 4)
  })

  test('joins the entries of one party across countries', () => {
    const countriesOf = (party: string) =>
      reading.actions
        .filter((action) => action.entry!.facts.party === party)
        .map((action) => action.target.country)
    expect(countriesOf('china-head-aerospace-technology-co')).toEqual(['CN', 'FR', 'NL'])
    expect(countriesOf('spacety-co-ltd')).toEqual(['CN', 'LU'])
  })

  test('says where each instruction stands', () => {
    // d. Under LUXEMBOURG: its paragraph begins on line 134 of the document.
    expect(reading.actions.find((action) => action.target.country === 'LU')?.place).toBe('AMDPAR at line 134')
  })
})
