import { describe, expect, test } from 'vitest'
import { readEntities } from '../../../shared/sources/cbp-wro/entities.ts'
import { splitNames } from '../../../shared/sources/cbp-wro/entity-names.ts'

const read = (entity: string, country = 'CN', merchandise = 'Garments') =>
  readEntities(entity, { ...(country === '' ? {} : { country }), merchandise, removals: [] }).listed

const names = (entity: string, country?: string) => read(entity, country).map(({ name }) => name)

describe('entity cells that the dataset has had or may have', () => {
  test('several parties and the name of their group', () => {
    expect(
      names(
        'Brightway Holdings Sdn Bhd, Laglove (M) Sdn Bhd, and Biopro (M) Sdn Bhd (collectively, Brightway Group)',
        'MY',
      ),
    ).toEqual(['Brightway Holdings Sdn Bhd', 'Laglove (M) Sdn Bhd', 'Biopro (M) Sdn Bhd', 'Brightway Group'])
  })

  test('"its" extends the last party, "their" all of them', () => {
    const scopes = (entity: string) =>
      read(entity).map(({ includesSubsidiaries }) => includesSubsidiaries ?? false)
    expect(scopes('FGV Holdings Berhad and its subsidiaries and joint ventures')).toEqual([true])
    expect(scopes('Foo Co., Ltd. and Bar Co., Ltd. and its subsidiaries')).toEqual([false, true])
    expect(scopes('Foo Co., Ltd. and Bar Co., Ltd. and their subsidiaries')).toEqual([true, true])
    expect(names('FGV Holdings Berhad and its subsidiaries and joint ventures')).toEqual([
      'FGV Holdings Berhad',
    ])
  })

  test('former and trade names keep their kind', () => {
    const [party] = read('New Textile Co., Ltd., f/k/a Old Textile Co., Ltd., a/k/a NT, d/b/a Bright Yarn')
    expect(party?.name).toBe('New Textile Co., Ltd.')
    expect(party?.aliases.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'f.k.a. Old Textile Co., Ltd.',
      'a.k.a. NT',
      'd.b.a. Bright Yarn',
    ])
  })

  test('quoted glosses are read, places in parentheses stay in the name', () => {
    expect(
      read('Golden Horse ("Jinma") Diesel Engine Factory').map(({ name, aliases }) => [
        name,
        ...aliases.map((alias) => alias.name),
      ]),
    ).toEqual([['Golden Horse Diesel Engine Factory', 'Jinma Diesel Engine Factory']])
    expect(read('Select (Nantong) Safety Products Co. Limited')[0]).toMatchObject({
      name: 'Select (Nantong) Safety Products Co. Limited',
      aliases: [],
    })
  })

  test('several vessels in one cell', () => {
    expect(read('Fishing Vessels: Yu Long No. 2; Da Wang and Zhen Fa 7', '').map(({ id }) => id)).toEqual([
      'vessel:yu-long-no-2',
      'vessel:da-wang',
      'vessel:zhen-fa-7',
    ])
  })

  test('commas and "and" within a name do not split it', () => {
    expect(names('Heze Cotton and Linen Co., Ltd.')).toEqual(['Heze Cotton and Linen Co., Ltd.'])
    expect(names('Acme Agriculture, Industry, and Trade Co., Ltd.')).toEqual([
      'Acme Agriculture, Industry, and Trade Co., Ltd.',
    ])
  })

  test('where a comma may or may not end a name, the parts are weak aliases of the whole', () => {
    expect(splitNames('Blue Sky Clothing, Red River Clothing')).toEqual({
      names: ['Blue Sky Clothing, Red River Clothing'],
      parts: ['Blue Sky Clothing', 'Red River Clothing'],
    })
    expect(
      read('Blue Sky Clothing, Red River Clothing')[0]?.aliases.map(({ name, quality }) => [name, quality]),
    ).toEqual([
      ['Blue Sky Clothing', 'weak'],
      ['Red River Clothing', 'weak'],
    ])
  })

  test('two parties of one name keep ids apart', () => {
    expect(read('Union Co., Ltd.; Union Limited').map(({ id }) => id)).toEqual([
      'party:union',
      'party:union-2',
    ])
  })
})

/**
 * Shapes that the cells of the dataset, of press releases and of former orders have or may have, with the subjects that
 * a reader makes of them. `(sub)`: the words extend to subsidiaries; `~`: a weak alias.
 */
const shapes: readonly (readonly [
  cell: string,
  country: string,
  merchandise: string,
  ...subjects: string[],
])[] = [
  [
    'Shanghai Select Safety Products Company, Limited and its two subsidiaries, Select (Nantong) Safety Products Co. Limited and Select Protective Technology (HK) Limited',
    'CN',
    'Work Gloves',
    'party Shanghai Select Safety Products Company, Limited',
    'party Select (Nantong) Safety Products Co. Limited',
    'party Select Protective Technology (HK) Limited',
  ],
  [
    'Acme Holdings Bhd and its three subsidiaries: Alpha Gloves Sdn Bhd, Beta Gloves Sdn. Bhd. and Gamma Gloves Sdn Bhd',
    'MY',
    'Rubber Gloves',
    'party Acme Holdings Bhd',
    'party Alpha Gloves Sdn Bhd',
    'party Beta Gloves Sdn. Bhd.',
    'party Gamma Gloves Sdn Bhd',
  ],
  [
    'Acme Co., Ltd. and its subsidiary Beta Co., Ltd.',
    'CN',
    'Tea',
    'party Acme Co., Ltd.',
    'party Beta Co., Ltd.',
  ],
  [
    'Supermax Corporation Bhd. and its wholly-owned subsidiaries Maxter Glove Manufacturing Sdn. Bhd., Maxwell Glove Manufacturing Bhd., and Supermax Glove Manufacturing',
    'MY',
    'Rubber Gloves',
    'party Supermax Corporation Bhd.',
    'party Maxter Glove Manufacturing Sdn. Bhd.',
    'party Maxwell Glove Manufacturing Bhd.',
    'party Supermax Glove Manufacturing',
  ],
  [
    'Smart Glove Corporation Sdn Bhd (Smart Glove), GX Corporation Sdn Bhd, GX3 Specialty Plant, Sigma Glove Industries, Platinum Glove Industries Sdn Bhd',
    'MY',
    'Rubber Gloves',
    'party Smart Glove Corporation Sdn Bhd = ~Smart Glove',
    'party GX Corporation Sdn Bhd',
    'party GX3 Specialty Plant',
    'party Sigma Glove Industries',
    'party Platinum Glove Industries Sdn Bhd',
  ],
  [
    'Sime Darby Plantation Berhad, its subsidiaries and joint ventures',
    'MY',
    'Palm Oil',
    'party Sime Darby Plantation Berhad (sub)',
  ],
  [
    'FGV Holdings Berhad (FGV) and its subsidiaries, joint ventures, and affiliated entities',
    'MY',
    'Palm Oil',
    'party FGV Holdings Berhad (sub) = ~FGV',
  ],
  [
    'Ever Glory Garment Co., Ltd. (including subsidiaries)',
    'CN',
    'Garments',
    'party Ever Glory Garment Co., Ltd. (sub)',
  ],
  [
    'Ever Glory Garment Co., Ltd. and all of its subsidiaries',
    'CN',
    'Garments',
    'party Ever Glory Garment Co., Ltd. (sub)',
  ],
  // A successor is no subsidiary.
  [
    'Ever Glory Garment Co., Ltd. and any successor entities',
    'CN',
    'Garments',
    'party Ever Glory Garment Co., Ltd.',
  ],
  [
    'Agropecuarios Tom S.A. de C.V., and Horticola, S.A. de C.V. and their subsidiaries',
    'MX',
    'Fresh Tomatoes',
    'party Agropecuarios Tom S.A. de C.V. (sub)',
    'party Horticola, S.A. de C.V. (sub)',
  ],
  [
    'A Textile Co., Ltd. (also known as B Textile Co., Ltd.; and C Textile)',
    'CN',
    'Garments',
    'party A Textile Co., Ltd. = B Textile Co., Ltd. / C Textile',
  ],
  [
    'A Textile Co., Ltd. (formerly B Textile Co., Ltd.); D Trade Co., Ltd.',
    'CN',
    'Garments',
    'party A Textile Co., Ltd. = B Textile Co., Ltd.',
    'party D Trade Co., Ltd.',
  ],
  [
    'A Co., Ltd. a/k/a B Co., Ltd. f/k/a C Co., Ltd.; D Co., Ltd., aka E',
    'CN',
    'Tea',
    'party A Co., Ltd. = B Co., Ltd. / C Co., Ltd.',
    'party D Co., Ltd. = E',
  ],
  [
    'Giant Manufacturing Co., Ltd. \u5de8\u5927\u673a\u68b0',
    'TW',
    'Bicycles and bicycle parts',
    'party Giant Manufacturing Co., Ltd. = \u5de8\u5927\u673a\u68b0',
  ],
  // A line break of the cell that was lost in publication.
  [
    'Yili Zhuowan Garment Manufacturing Co., Ltd. Baoding LYSZD Trade and Business Co., Ltd.',
    'CN',
    'Apparel',
    'party Yili Zhuowan Garment Manufacturing Co., Ltd.',
    'party Baoding LYSZD Trade and Business Co., Ltd.',
  ],
  [
    'Imaizumi Tea Manufacturing & Trading Co., Ltd., of Nagoya, Japan',
    'CN',
    'Tea',
    'party Imaizumi Tea Manufacturing & Trading Co., Ltd. @JP',
  ],
  ['Acme Tea Co., Ltd., Nagoya, Japan', 'CN', 'Tea', 'party Acme Tea Co., Ltd. @JP'],
  [
    "Xinjiang Women's Prison and Hotan County Training Center",
    'CN',
    'Garments',
    "party Xinjiang Women's Prison",
    'party Hotan County Training Center',
  ],
  [
    'Guangzhou Prison, a/k/a Guangdong No. 1 Prison; Kwong Ngai Industrial Company',
    'CN',
    'Toys',
    'party Guangzhou Prison = Guangdong No. 1 Prison',
    'party Kwong Ngai Industrial Company',
  ],
  [
    'Taepyung Salt Farm, owned by Taepyung Salt Co., Ltd.',
    'KR',
    'Sea Salt Products',
    'party Taepyung Salt Farm = ~Taepyung Salt Co., Ltd.',
  ],
  [
    'All cotton products originating from the Xinjiang Production and Construction Corps',
    'CN',
    'Cotton',
    'party Xinjiang Production and Construction Corps',
  ],
  [
    'Lop County Hair Product Industrial Park; Hetian Haolin Hair Accessories Co., Ltd.',
    'CN',
    'Hair Products',
    'place Lop County Hair Product Industrial Park #CN-XJ',
    'party Hetian Haolin Hair Accessories Co., Ltd.',
  ],
  ['XUAR', 'CN', 'Cotton', 'goods-origin Xinjiang Uyghur Autonomous Region #CN-XJ = XUAR'],
  [
    'Cotton and tomatoes from the Xinjiang Uyghur Autonomous Region (XUAR)',
    'CN',
    'Cotton, Tomatoes and Downstream Products',
    'goods-origin Xinjiang Uyghur Autonomous Region #CN-XJ',
  ],
  ['All cotton harvested in Turkmenistan', 'TM', 'Cotton', 'goods-origin Turkmenistan #TM'],
  [
    'Artisanal Small Mines in Eastern DRC',
    'CD',
    'Gold',
    'goods-origin Artisanal Small Mines in Eastern DRC #CD',
  ],
  [
    'Marange Diamond Fields and Chiadzwa Mine',
    'ZW',
    'Diamonds',
    'goods-origin Marange Diamond Fields #ZW',
    'goods-origin Chiadzwa Mine #ZW',
  ],
  // Companies that only sound like goods of a country: an order on all of China would be wrong law.
  ['All China Federation of Garments', 'CN', 'Garments', 'party All China Federation of Garments'],
  [
    'Cotton Fields Textile Company from China',
    'CN',
    'Cotton',
    'party Cotton Fields Textile Company from China',
  ],
  [
    'Fishing Vessels owned, operated, or controlled by Dalian Ocean Fishing Co. Ltd.',
    '',
    'Seafood',
    'party Dalian Ocean Fishing Co. Ltd.',
  ],
  [
    'Fishing vessels owned by Dalian Ocean Fishing Co. Ltd., including Long Xing 629 and Long Xing 802',
    '',
    'Seafood',
    'party Dalian Ocean Fishing Co. Ltd.',
    'vessel Long Xing 629',
    'vessel Long Xing 802',
  ],
  [
    'Horizon Fishing Company; Fishing Vessel: Da Wang',
    '',
    'Seafood',
    'party Horizon Fishing Company',
    'vessel Da Wang',
  ],
  ['Da Wang; Zhen Fa 7', '', 'Seafood', 'vessel Da Wang', 'vessel Zhen Fa 7'],
  [
    'F/V Yu Long No. 2 (IMO 8765432), F/V Yu Long No. 7 (flagged in Vanuatu)',
    'TW',
    'Seafood',
    'vessel Yu Long No. 2',
    'vessel Yu Long No. 7',
  ],
]

describe('shapes of cells', () => {
  test.each(shapes)('%s', (cell, country, merchandise, ...subjects) => {
    const { listed, unread } = readEntities(cell, {
      ...(country === '' ? {} : { country }),
      merchandise,
      removals: [],
    })
    const seen = listed.map(({ kind, name, aliases, countries, origin, includesSubsidiaries }) =>
      [
        `${kind} ${name}`,
        includesSubsidiaries ? ' (sub)' : '',
        countries.some((code) => code !== country) && origin === undefined && !countries.includes('HK')
          ? ` @${countries.join()}`
          : '',
        origin ? ` #${origin.region ?? origin.country}` : '',
        aliases.length > 0
          ? ` = ${aliases.map((alias) => `${alias.quality === 'weak' ? '~' : ''}${alias.name}`).join(' / ')}`
          : '',
      ].join(''),
    )
    expect(seen).toEqual(subjects)
    expect(unread).toEqual([])
  })

  test('the numbers of vessels are identifiers of the order', () => {
    const { identifiers } = readEntities('F/V Yu Long No. 2 (IMO 8765432); F/V Da Wang', {
      merchandise: 'Seafood',
      removals: [],
    })
    expect(identifiers).toEqual([{ type: 'IMO', value: '8765432' }])
  })

  test("the order's own words for its reach are kept", () => {
    expect(read('Acme Co., Ltd. and its subsidiaries and joint ventures')[0]).toMatchObject({
      scope: 'its subsidiaries and joint ventures',
      includesSubsidiaries: true,
    })
    expect(read('Acme Co., Ltd. and any successor entities')[0]).toMatchObject({
      scope: 'any successor entities',
    })
  })

  test('a name in which words were left is kept whole and said to be read in part', () => {
    const { listed, unread } = readEntities('Acme Co., Ltd. (see its website', {
      country: 'CN',
      merchandise: 'Tea',
      removals: [],
    })
    expect(listed).toHaveLength(1)
    expect(unread).toEqual(listed.map(({ name }) => name))
  })
})
