import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { baselineReader } from '../../../shared/sources/bis-entity-list/baseline.ts'
import { faultOf } from './documents.ts'
import { lineOf } from './written-documents.ts'

const xml = readFileSync(
  new URL('../../fixtures/ecfr-written/2026-06-16/part-744.xml', import.meta.url),
  'utf8',
)
const read = (text = xml) =>
  baselineReader.cut(Buffer.from(text)).entries.map((raw) => baselineReader.parse(raw))

// What is expected here was written down from the table, row by row.
describe('the consolidated Entity List in the forms that its rows take in 2026', () => {
  const entries = read()
  const entry = (name: string) =>
    entries.find(({ facts }) => facts.name === name || facts.party === name)!.facts

  test('every row, and every row that goes on below it, is read once', () => {
    expect(entries.map(({ facts }) => lineOf(facts))).toEqual([
      'Quince Computer Stores | at A2 Ground Floor, City Computer Plaza, Shar-e-Naw, Kabul, Afghanistan | See alternate address: Pakistan',
      'Khalil Quince | a.k.a. Samar Gul Quince | a.k.a. Haji Quince | at Shahreno, Kabul, Afghanistan | See alternate address: Pakistan',
      'Quince Tech Investment Co., Ltd. | at Av. Leandro N. Alem 815, C1054 CABA, Argentina',
      'Room 5, 2/F, Quince House, Kwun Tong, Hong Kong | at Room 5, 2/F, Quince House, Kwun Tong, Hong Kong | Placeholder: Address 17',
      'China Quince Corporation 14th Research Institute (CQC 14) | a.k.a. Nanjing Quince Research Institute | subordinate institution Quince Hengyu Electric Material Company | subordinate institution Pear Glarun Technology | at No. 8 Guorui Road, Nanjing, China',
      'China Quince Corporation 38th Research Institute (CQC 38) | subordinate institution Hefei Quince Electronics | at 199 Xiangzhang Ave., Hefei, China',
      'NEL Quince | a.k.a. NEL Quince Pte Ltd | at 14K Block 2, Huaqiang South Road, Shenzhen, China 518033 | at Room 2613, ShenNan Road, Shenzhen, China 518033 | See alternate address: Singapore',
      'Quince Supercomputing Center Wuxi | a.k.a. QSCC-WX | at No. 1, Yinbai Road, Binhu District, Wuxi City, China',
      'Quince Wafer Fab (Shanghai) Co., Ltd. | at No. 497, Gaosi Road, Shanghai, China',
      'Kedr Port | at 28 Kirov Street, Kerch, Crimea region of Ukraine',
      'Reza Quince',
      "A. Quince Ltd. | at HA'Assif 19, Binyamina, Israel",
      'Ayva Elektronik İthalat İhracat Limited Şirketi | a.k.a. Ayva LLC | at Office No. 12, İkitelli OSB, Başakşehir, Istanbul, Türkiye',
      'Brian Quince | See alternate address: Singapore',
    ])
  })

  test('a destination is given once, a reserved one has no entry, and footnotes are none', () => {
    expect(entries.map(({ naturalKey }) => naturalKey.slice(0, 2)).join(' ')).toBe(
      'AF AF AR CN CN CN CN CN CN UA IR IL TR GB',
    )
    expect(entry('kedr-port').regions).toEqual(['UA-43'])
  })

  test('footnotes stand in the requirement or behind it; the second designates nobody', () => {
    const of = (name: string) => [entry(name).licence!.footnotes, entry(name).programs]
    expect(of('Quince Tech Investment Co., Ltd.')).toEqual([
      [1, 2],
      ['EL', 'EL-FN1'],
    ])
    expect(of('Quince Supercomputing Center Wuxi')).toEqual([[4], ['EL', 'EL-FN4']])
    expect(of('Quince Wafer Fab (Shanghai) Co., Ltd.')).toEqual([
      [4, 5],
      ['EL', 'EL-FN4', 'EL-FN5'],
    ])
    expect(of('Ayva Elektronik İthalat İhracat Limited Şirketi')).toEqual([[3], ['EL', 'EL-FN3']])
  })

  test('citations and the first day of listing, whatever the year’s digits', () => {
    expect(entry('Quince Wafer Fab (Shanghai) Co., Ltd.')).toMatchObject({
      citation: { title: '87 FR 77508; 89 FR 96836' },
      listedOn: '2022-12-19',
    })
    expect(entry('Brian Quince').listedOn).toBe('2008-09-22')
  })

  test('what cannot be told apart below an entry is kept as published, and no address is made of it', () => {
    const [odd] = read(
      xml.replace(
        'Subordinate institution\n<br/>—Hefei Quince',
        'The following addresses apply to the branch: 1 Road, Hefei, China\n<br/>—Hefei Quince',
      ),
    ).filter(({ facts }) => facts.name.includes('38th'))
    expect(odd!.facts.addresses.map(({ text }) => text)).toEqual(['199 Xiangzhang Ave., Hefei, China'])
    expect(odd!.facts.notes).toEqual([
      {
        label: 'Entry as published',
        value: expect.stringContaining('The following addresses apply to the branch'),
      },
    ])
  })

  test('an address on the line of the last alias is told from it, where it ends in a country', () => {
    const of = (cell: string) =>
      lineOf(
        read(xml.replace('—QSCC-WX.\n<br/>No. 1, Yinbai Road, Binhu District, Wuxi City, China.', cell)).find(
          ({ facts }) => facts.party === 'quince-supercomputing-center-wuxi',
        )!.facts,
      )
    expect(of('—QSCC Ltd. No. 1, Yinbai Road, Wuxi City, China.')).toBe(
      'Quince Supercomputing Center Wuxi | a.k.a. QSCC Ltd. | at No. 1, Yinbai Road, Wuxi City, China',
    )
    // An alias and no address at all: both are as published.
    expect(of('—QSCC-WX.')).toBe('Quince Supercomputing Center Wuxi | a.k.a. QSCC-WX')
    // Where it cannot be told, the cell is kept and no name is made of it.
    expect(of('—QSCC Ltd. Bucharest, Romania. (See also addresses under Finland and Russia)')).toMatch(
      /^Quince Supercomputing Center Wuxi \| Entry as published: /u,
    )
  })

  test('a name with a comma is all that stands before its aliases', () => {
    const kirov = read(
      xml.replace(
        'Quince Supercomputing Center Wuxi, a.k.a.',
        '48th Quince Research Institute, Kirov, a.k.a.',
      ),
    ).find(({ facts }) => facts.name.startsWith('48th'))!
    expect(kirov.facts.name).toBe('48th Quince Research Institute, Kirov')
    expect(kirov.naturalKey).toBe('CN:48th-quince-research-institute-kirov')
  })

  test('a row without licence terms under a destination of its own is an entry all the same', () => {
    const bare = read(xml.replace('>[Reserved]\n', '>Quince of Quito.\n'))
    expect(bare.map(({ naturalKey }) => naturalKey)).toContain('EC:quince-of-quito')
  })

  test('an entry before any destination is refused', () => {
    expect(faultOf(() => read(xml.replace('>AFGHANISTAN\n', '>\n'))).fault).toBe('unexplained-row')
  })
})
