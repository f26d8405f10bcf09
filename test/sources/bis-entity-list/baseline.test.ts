import { describe, expect, test } from 'vitest'
import { baselineReader } from '../../../shared/sources/bis-entity-list/baseline.ts'
import { emptyFacts, missingSentinels } from '../../../shared/sources/reader.ts'
import { faultOf, screeningList } from './documents.ts'

const bytes = screeningList()
const cut = baselineReader.cut(bytes)
const entries = cut.entries.map((raw) => baselineReader.parse(raw))
const entry = (key: string) => entries.find((one) => one.naturalKey === key)!.facts
const named = (name: string) => entries.filter((one) => one.facts.name === name)

describe('the screening list of April 2022', () => {
  test('holds 2,001 entries, each under a key of its own', () => {
    expect(entries).toHaveLength(2001)
    expect(new Set(entries.map((one) => one.naturalKey)).size).toBe(2001)
    expect(new Set(cut.entries.map((raw) => raw.rawHash)).size).toBe(2001)
  })

  test('every entry has a name, a country, programmes and addresses with a country', () => {
    for (const { naturalKey, facts } of entries) {
      expect(facts.name, naturalKey).toMatch(/\S/)
      expect(facts.countries.length, naturalKey).toBeGreaterThan(0)
      expect(facts.addresses.length, naturalKey).toBeGreaterThan(0)
      expect(
        facts.addresses.filter((address) => address.country === undefined && facts.countries.length === 1),
      ).toEqual([])
      expect(facts.programs).toContain('EL')
      expect(facts.name).not.toMatch(/[\s,;]$|a\.k\.a|f\.k\.a/)
    }
  })

  test('counts by footnote are those of the licence column', () => {
    const count = (program: string) => entries.filter((one) => one.facts.programs.includes(program)).length
    const text = bytes.toString('utf8')
    expect(count('EL-FN3')).toBe(text.split('734.9(g),3').length - 1)
    expect(count('EL-FN1')).toBe(text.split('736.2(b)(3)(vi)').length - 1)
    expect([count('EL-FN1'), count('EL-FN3')]).toEqual([157, 147])
  })

  test('reads a row whole', () => {
    expect(entry('CN:hefei-bitland-information-technology-co-ltd')).toMatchObject({
      type: 'organisation',
      name: 'Hefei Bitland Information Technology Co. Ltd.',
      aliases: [
        { name: 'Anhui Hefei Baolongda Information Technology', quality: 'strong', kind: 'a.k.a.' },
        { name: 'Hefei Baolongda Information Technology Co., Ltd.', quality: 'strong', kind: 'a.k.a.' },
        { name: 'Hefei Bitland Optoelectronic Technology Co., Ltd.', quality: 'strong', kind: 'a.k.a.' },
      ],
      countries: ['CN'],
      programs: ['EL'],
      citation: { title: '85 FR 44159', url: 'https://www.federalregister.gov/citation/85-FR-44159' },
      listedOn: '2020-07-22',
      licence: { requirement: 'For all items subject to the EAR. (See §744.11 of the EAR).', footnotes: [] },
      party: 'hefei-bitland-information-technology-co-ltd',
    })
  })

  test('keeps rows of one country and name apart, as one party', () => {
    const rows = named('Gunther Migeotte')
    expect(rows.map((one) => one.naturalKey.replace(/#.*/, '')).sort()).toEqual([
      'NO:gunther-migeotte',
      'NO:gunther-migeotte',
      'NO:gunther-migeotte',
      'NO:gunther-migeotte',
      'ZA:gunther-migeotte',
    ])
    expect(new Set(rows.map((one) => one.facts.party)).size).toBe(1)
    const norwegian = rows.filter((one) => one.naturalKey.startsWith('NO:'))
    expect(norwegian.flatMap((one) => one.facts.addresses.map((address) => address.text)).sort()).toEqual([
      'H Evjes vei 8A, Gressvik, NO',
      'Holsneset 19, 6030, Langevad, NO',
      'Titangata 1, 1630, Fredrikstad, NO',
      'Titangata 1, N-1630, Gamle, Fredrikstad, NO',
    ])
    expect(named('Ann Teck Tong')).toHaveLength(2)
  })

  test('keys do not depend on the order of rows', () => {
    const [header, ...rows] = bytes.toString('utf8').split('\n').slice(0, -1)
    // Only rows that fill one line can be turned round by line; these do.
    const el = rows.filter(
      (row) => /^[0-9a-f]{40},Entity List /.test(row) && (row.split('"').length - 1) % 2 === 0,
    )
    expect(el.length).toBeGreaterThan(1990)
    const keys = (order: string[]) =>
      baselineReader
        .cut(Buffer.from(`${[header, ...order].join('\n')}\n`))
        .entries.map((raw) => baselineReader.parse(raw).naturalKey)
        .sort()
    expect(keys(el.toReversed())).toEqual(keys(el))
  })

  test('a row with addresses in several countries stands for an entry under each', () => {
    expect(entry('BY+IR+RU:nilco-group').countries).toEqual(['BY', 'IR', 'RU'])
    expect(entry('LU+RU:volga-group').addresses).toEqual([
      { text: '3, rue de la Reine L-2418, LU', postcode: 'L-2418', country: 'LU' },
      { text: 'RU', country: 'RU' },
    ])
  })

  test('Hong Kong is an address, and China the destination', () => {
    const [row] = named('Giant Base Asia Limited')
    expect(row?.naturalKey).toBe('CN:giant-base-asia-limited')
    expect(row?.facts.countries).toEqual(['CN', 'HK'])
    expect(row?.facts.addresses.map((address) => address.country)).toEqual(['HK', 'HK'])
  })

  test('countries are read from words where the code is missing', () => {
    expect(named('Simin Neda Industrial and Electrical Parts')[0]?.facts.countries).toEqual(['IR'])
    expect(named('Huawei Technologies Morocco')[0]?.facts.countries).toEqual(['MA'])
    expect(named('Veteran Avia LLC')[0]?.facts.addresses.map((address) => address.country)).toEqual([
      'PK',
      'AM',
      'AM',
      'GB',
      'GR',
    ])
  })

  test('markers within names and aliases become kinds', () => {
    expect(named('LTS Holding Limited')[0]?.facts.aliases).toEqual([
      { name: 'IPP-International Petroleum Products Ltd.', quality: 'strong', kind: 'f.k.a.' },
    ])
    expect(named('Chitron Electronics Company Ltd.')[0]?.facts.aliases).toEqual([
      { name: 'Chi-Chung Electronics Company Ltd. (Chitron-Shenzhen)', quality: 'strong', kind: 'a.k.a.' },
    ])
    expect(named('Behover General Trading/Information Technologies')[0]?.facts.aliases[0]?.kind).toBe(
      'd.b.a.',
    )
    const niip = named('Tikhomirov Scientific Research Institute of Instrument Design, JSC')[0]!.facts.aliases
    expect(niip.slice(0, 2)).toEqual([
      { name: 'JSC NIIP', quality: 'strong', kind: 'a.k.a.' },
      {
        name: 'Otkrytoe Aktsionernoe Obshchestvo Nauchno Issledovatelski Institut Priborostroeniya Imeni V.V. Tikhomirova',
        quality: 'strong',
        kind: 'f.k.a.',
      },
    ])
  })

  test('the name of a part of an entry is an alias of its own', () => {
    const own = (name: string) =>
      entries.find((one) => one.facts.name.endsWith(name))?.facts.aliases.find((alias) => alias.name === name)
    expect(own('Bowei Integrated Circuits')).toMatchObject({
      quality: 'strong',
      kind: 'subordinate institution',
    })
    expect(own('Nanchang Huawei Communication Technology')).toMatchObject({ kind: 'affiliated entity' })
    expect(own('201 Research Institute')).toMatchObject({ quality: 'weak' })
  })

  test('persons are told from organisations', () => {
    const type = (name: string) => named(name)[0]?.facts.type
    for (const name of [
      'Gunther Migeotte',
      'Su Bin',
      'Husayn Fa?ur',
      'Alex Ramzi',
      'Sergei (Sergi) Ivanovich Tomchani',
    ]) {
      expect(type(name), name).toBe('person')
    }
    for (const name of [
      'Rosneft',
      'Akhtar and Munir',
      'Hassan Scientific Corporation',
      'MCST Lebedev',
      'Beijing Tianhua',
    ]) {
      expect(type(name), name).toBe('organisation')
    }
  })

  test('years that lost their century are mended', () => {
    expect(
      named('All-Russian Scientific Research Institute of Experimental Physics (VNIIEF)')[0]?.facts.listedOn,
    ).toBe('1997-06-30')
    expect(entries.every((one) => (one.facts.listedOn ?? '1997') >= '1997')).toBe(true)
    expect(entries.filter((one) => one.facts.listedOn === undefined)).toHaveLength(174)
  })

  test('citations are joined', () => {
    expect(entry('CN:huawei-device-co-ltd').citation?.title).toBe(
      '84 FR 22961; 85 FR 29852; 85 FR 36720; 85 FR 51603',
    )
  })
})

const header =
  'source,name,addresses,federal_register_notice,start_date,license_requirement,license_policy,alt_names'
const list = 'Entity List (EL) - Bureau of Industry and Security'
const file = (...lines: string[]) => Buffer.from([header, ...lines, ''].join('\n'))
const refusal = (input: Uint8Array) =>
  faultOf(() => baselineReader.cut(input).entries.map((raw) => baselineReader.parse(raw)))

describe('a document that is not the screening list is refused', () => {
  test.each([
    ['empty', Buffer.from(''), 'empty-body'],
    ['a web page', Buffer.from('<html><body>Just a moment...</body></html>'), 'challenge-page'],
    ['cut within a row', bytes.subarray(0, 1_998_433), 'truncated'],
    ['cut within the last row', bytes.subarray(0, bytes.length - 20), 'truncated'],
    ['without a column', Buffer.from('source,name\nx,y\n'), 'missing-column'],
    ['an unknown list', file('Some New List (SNL) - Treasury Department,A,B,,,,,'), 'unknown-category'],
    [
      'no row of the Entity List',
      file('Unverified List (UVL) - Bureau of Industry and Security,A,"B, CN",,,,,'),
      'count-mismatch',
    ],
    ['no country', file(`${list},A,Nowhere Street,,,,,`), 'unknown-category'],
    ['no name', file(`${list}, ,"B, CN",,,,,`), 'malformed'],
    ['a date that is none', file(`${list},A,"B, CN",,2022-13-01,,,`), 'malformed'],
    ['not UTF-8', Buffer.from([0x73, 0xff, 0x0a]), 'malformed'],
  ])('%s', (_what, input, fault) => {
    expect(refusal(input).fault).toBe(fault)
  })

  test('the place of an unknown list is its line', () => {
    expect(refusal(file(`${list},A,"B, CN",,,,,`, 'X List,A,B,,,,,')).place).toBe('line 3')
  })
})

test('rows that are the same to the letter are both kept', () => {
  const row = `${list},A Co.,"1 Road, CN",,,,,`
  const keys = baselineReader.cut(file(row, row)).entries.map((raw) => baselineReader.parse(raw).naturalKey)
  expect(new Set(keys).size).toBe(2)
})

test('a listed address is named by itself, never by its placeholder', () => {
  const raw = baselineReader
    .cut(file(`${list},Address 09,"Unit 9, 2/F, Pear House, Kowloon, HK",,,,,`))
    .entries.at(0)!
  const { naturalKey, facts } = baselineReader.parse(raw)
  expect(facts).toMatchObject({ type: 'address', name: 'Unit 9, 2/F, Pear House, Kowloon, HK', aliases: [] })
  expect(naturalKey).toBe('CN:address-unit-9-2-f-pear-house-kowloon-hk')
})

describe('a rename', () => {
  const facts = (name: string, aliases: string[], countries: string[]) => ({
    ...emptyFacts('bis-entity-list', 'organisation', name),
    aliases: aliases.map((alias) => ({ name: alias, quality: 'strong' as const, kind: 'a.k.a.' })),
    countries,
  })
  test('is recognised where a name or alias and a country are shared', () => {
    const before = facts('Quince Optics Co., Ltd.', [], ['CN'])
    expect(
      baselineReader.sameSubject!(before, facts('Pear Optics', ['Quince Optics Co Ltd'], ['CN', 'HK'])),
    ).toBe(true)
    expect(baselineReader.sameSubject!(before, facts('Pear Optics', ['Quince Optics Co Ltd'], ['RU']))).toBe(
      false,
    )
    expect(baselineReader.sameSubject!(before, facts('Pear Optics', [], ['CN']))).toBe(false)
  })
})

describe('what is always on the list', () => {
  const { sentinels, sentinelsMayLack = 0 } = baselineReader
  const keys = entries.map(({ naturalKey }) => naturalKey)
  const lacks = (gone: readonly string[]) => {
    const held = new Set(keys.filter((key) => !gone.includes(key)))
    return missingSentinels(baselineReader, (key) => held.has(key))
  }

  test('stands in the official list of April 2022, under as many destinations as there are ends to lose', () => {
    expect(sentinels.filter((key) => !keys.includes(key))).toEqual([])
    expect(new Set(sentinels.map((key) => key.slice(0, 2))).size).toBeGreaterThanOrEqual(8)
  })

  test('any one that is delisted blocks nothing, and neither do as many as may lack', () => {
    for (const key of sentinels) expect(lacks([key])).toEqual([])
    expect(lacks(sentinels.slice(0, sentinelsMayLack))).toEqual([])
    expect(lacks(sentinels.slice(-sentinelsMayLack - 1))).toEqual(sentinels.slice(-sentinelsMayLack - 1))
  })

  test('a list that breaks off between two destinations, wherever, is not believed', () => {
    // The regulation's order: by the destination's name.
    const names = new Intl.DisplayNames(['en'], { type: 'region' })
    const nameOf = (key: string): string => names.of(key.slice(0, 2))!
    const order = [...new Set(keys.map(nameOf))].sort()
    const believed = order.filter((last) => lacks(keys.filter((key) => nameOf(key) > last)).length === 0)
    // From the United Kingdom on, of which four sentinels are.
    expect(believed[0]).toBe('United Kingdom')
    // And from the other end: a list that begins too late.
    const late = order.filter((first) => lacks(keys.filter((key) => nameOf(key) < first)).length === 0)
    expect(late.at(-1)! <= 'China').toBe(true)
  })
})
