import { beforeAll, describe, expect, it } from 'vitest'
import { countryCode, saysNoCountry } from '../../../shared/countries.ts'
import { ofacNonSdnReader, ofacSdnReader } from '../../../shared/sources/ofac/readers.ts'
import type { SnapshotReader } from '../../../shared/sources/reader.ts'
import { type Difference, differenceOf, fixture, type Reading, readAll } from './fixtures.ts'

interface RecordedList {
  reader: SnapshotReader
  before: Map<string, Reading>
  after: Map<string, Reading>
  difference: Difference
}

const recorded = (reader: SnapshotReader, before: string, after: string): RecordedList => {
  const first = readAll(reader, fixture(before))
  const second = readAll(reader, fixture(after), first)
  return { reader, before: first, after: second, difference: differenceOf(first, second) }
}

let sdn: RecordedList
let nonSdn: RecordedList

beforeAll(() => {
  sdn = recorded(ofacSdnReader, 'ofac-sdn/2021-04-25/sdn.xml.gz', 'ofac-sdn/2021-07-07/sdn.xml.gz')
  nonSdn = recorded(
    ofacNonSdnReader,
    'ofac-nonsdn/2018-04-06/consolidated.xml.gz',
    'ofac-nonsdn/2024-05-06/consolidated.xml.gz',
  )
}, 60_000)

describe('the SDN List from April to July 2021', () => {
  it('is read whole', () => {
    expect([sdn.before.size, sdn.after.size]).toEqual([8890, 8976])
    const published = new TextDecoder().decode(fixture('ofac-sdn/2021-07-07/sdn.xml.gz'))
    const countOf = (type: string) =>
      [...sdn.after.values()].filter(({ facts }) => facts.type === type).length
    for (const [sdnType, type] of [
      ['Entity', 'organisation'],
      ['Individual', 'person'],
      ['Vessel', 'vessel'],
      ['Aircraft', 'aircraft'],
    ] as const) {
      expect(countOf(type)).toBe(published.split(`<sdnType>${sdnType}</sdnType>`).length - 1)
      expect(countOf(type)).toBeGreaterThan(270)
    }
  })

  it('changed in few facts and in much markup', () => {
    expect(sdn.difference.added).toHaveLength(150)
    expect(sdn.difference.removed).toHaveLength(64)
    expect(sdn.difference.differentMarkup).toBe(3164)
    expect(sdn.difference.amended).toEqual([
      [
        '10138',
        'SLIZHEVSKY, Oleg Leonidovich',
        ['addresses', 'aliases', 'birthDates', 'birthPlaces', 'remarks', 'title'],
      ],
      ['20290', 'LLC KOKSOKHIMTRANS', ['addresses', 'aliases', 'identifiers', 'programs', 'remarks']],
      ['23581', 'PAVLENKO, Vladimir Nikolaevich', ['addresses', 'aliases', 'birthDates']],
      [
        '26889',
        'FOZ, Amer',
        ['addresses', 'aliases', 'citizenships', 'countries', 'identifiers', 'linkedTo', 'remarks'],
      ],
      ['26890', 'FOZ, Husen', ['addresses', 'aliases', 'identifiers', 'linkedTo', 'remarks']],
      ['31412', 'AKTSIONERNOE OBSHCHESTVO PASIT', ['programs']],
      ['31414', 'OBSHCHESTVO S OGRANICHENNOI OTVETSTVENNOSTYU NEOBIT', ['programs']],
      [
        '31415',
        'FEDERAL STATE AUTONOMOUS SCIENTIFIC ESTABLISHMENT SCIENTIFIC RESEARCH INSTITUTE SPECIALIZED SECURITY COMPUTING DEVICES AND AUTOMATION',
        ['programs'],
      ],
      ['31452', 'FEDERAL STATE AUTONOMOUS INSTITUTION MILITARY INNOVATIVE TECHNOPOLIS ERA', ['programs']],
      ['31455', 'AKTSIONERNOE OBSHCHESTVO POZITIV TEKNOLODZHIZ', ['programs']],
      ['31611', 'AKTSIONERNOE OBSHCHESTVO AST', ['programs']],
    ])
  })

  it('has the Xinjiang listings of the Global Magnitsky programme', () => {
    const bureau = sdn.after.get('29159')?.facts
    expect(bureau?.name).toBe('XINJIANG PUBLIC SECURITY BUREAU')
    expect(bureau?.countries).toEqual(['CN'])
    const uids = ['29159', '29299', '29160', '29162', '29219', '29220', '29300', '29319', '31492', '31493']
    expect(uids.map((uid) => sdn.after.get(uid)?.facts.programs)).toEqual(uids.map(() => ['GLOMAG']))
  })

  it('links by names that stand on the list, but for parties listed no more', () => {
    const names = new Set(
      [...sdn.after.values()].flatMap(({ facts }) => [facts.name, ...facts.aliases.map(({ name }) => name)]),
    )
    const linked = new Set([...sdn.after.values()].flatMap(({ facts }) => facts.linkedTo))
    const unknown = [...linked].filter((name) => !names.has(name) && !names.has(name.replace(/\.$/, '')))
    expect(linked.size).toBeGreaterThan(900)
    expect(unknown.length).toBeLessThan(12)
  })
})

describe('the non-SDN list from 2018 to 2024', () => {
  it('is read whole under both namespaces', () => {
    expect([nonSdn.before.size, nonSdn.after.size]).toEqual([639, 443])
  })

  it('gained, lost and changed entries', () => {
    expect(nonSdn.difference.added).toHaveLength(78)
    expect(nonSdn.difference.removed).toHaveLength(274)
    expect(nonSdn.difference.amended).toHaveLength(288)
    expect(nonSdn.difference.differentMarkup).toBe(289)
  })

  it('has a military-industrial company with its identifiers and the dates of the measure', () => {
    const company = [...nonSdn.after.values()].find(({ facts }) =>
      facts.identifiers.some(({ type, value }) => type === 'ISIN' && value === 'US1694261033'),
    )?.facts
    expect(company?.programs).toEqual(['CMIC-EO13959'])
    expect(company?.identifiers.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['ISIN', 'TICKER', 'USCC']),
    )
    expect(company?.notes).toEqual(
      expect.arrayContaining([{ label: 'Effective Date (CMIC)', value: '02 Aug 2021' }]),
    )
    expect(company?.listedOn).toBeUndefined()
  })

  it('has the IMO number of every vessel', () => {
    const vessels = [...nonSdn.before.values()].filter(({ facts }) => facts.type === 'vessel')
    expect(vessels).toHaveLength(74)
    for (const { facts } of vessels) {
      expect(
        facts.identifiers.filter(({ type, value }) => type === 'IMO' && /^\d{7}$/.test(value)),
      ).toHaveLength(1)
    }
  })
})

describe('both lists', () => {
  it('have their sentinels, and not those of the other', () => {
    for (const [own, other] of [
      [sdn, nonSdn],
      [nonSdn, sdn],
    ] as const) {
      expect(own.reader.sentinels).toHaveLength(3)
      for (const uid of own.reader.sentinels) {
        expect([uid, own.before.has(uid), own.after.has(uid)]).toEqual([uid, true, true])
        expect([uid, other.before.has(uid), other.after.has(uid)]).toEqual([uid, false, false])
      }
    }
  })

  it("have no country that is not known, but for one remark in a country's place", () => {
    const raws = [sdn, nonSdn]
      .flatMap(({ before, after }) => [...before.values(), ...after.values()])
      .map(({ raw }) => raw)
    const texts = new Set(
      raws.flatMap((raw) => [...raw.matchAll(/<(?:idCountry|country)>([^<]*)</g)].map((match) => match[1]!)),
    )
    expect(texts.size).toBeGreaterThan(150)
    const unread = [...texts]
      .map((text) => text.replaceAll('&amp;', '&'))
      .filter((text) => countryCode(text) === undefined && !saysNoCountry(text))
    expect(unread).toEqual(['possibly Palestinian;arrested 23 Apr 2002'])
  })

  it('put no record id and no empty string into the facts', () => {
    for (const { facts } of [...sdn.after.values(), ...nonSdn.after.values()]) {
      const text = JSON.stringify(facts)
      expect(text).not.toMatch(/"uid"|:""|\[""/)
    }
  })
})
