import { describe, expect, test } from 'vitest'
import type { DesignationFacts } from '../../../shared/model/designation.ts'
import { faultOf } from './documents.ts'
import { actionOf, lineOf, read } from './written-documents.ts'

// What is expected here was written down from the rule's text, row by row.
describe('a rule of additions in the awkward forms that the Entity List prints', () => {
  const rule = read('additions')
  const facts = (name: string): DesignationFacts =>
    rule.actions.find(({ target }) => target.name === name)!.entry!.facts

  test('lettered parts three deep, a new destination and a nested quotation', () => {
    expect(rule.actions.map(actionOf)).toEqual([
      'add CN Bai Supercomputing Center; with its row',
      'add CN Pear Microelectronics (Beijing) Co., Ltd.; with its row',
      'add CN Quince in vitro Optics Co., Ltd.; with its row',
      'add CN Quince Textile and Garment Co., Ltd.; with its row',
      'add CN Zeta Haisi Technologies Co., Ltd.; with its row',
      'add UA Kedr Shipyard JSC; with its row',
      'add IR Pishro Quince Company; with its row',
      'add IR Reza Quince; with its row',
      'add LI Alpen Quince AG; with its row',
      'add RU Plant “October” JSC; with its row',
      'add RU Kedr Institute; with its row',
      'add TR Address 05; with its row',
      'add TR Ayva Elektronik İthalat İhracat Limited Şirketi; with its row',
    ])
    expect(rule.outOfScope).toEqual([])
  })

  test('thirteen entries, counted in words by destination too', () => {
    expect(rule.disagreements).toEqual([])
    expect(read('additions', [['Iran (2)', 'Iran (3)']]).disagreements).toEqual([
      expect.stringContaining('3 entries to add under IR, 2 were read'),
    ])
    expect(
      read('additions', [['twelve entities and one address', 'eleven entities and one address']])
        .disagreements,
    ).toEqual([expect.stringContaining('were read')])
    expect(
      faultOf(() => read('additions', [['two entries for “Plant', 'three entries for “Plant']])),
    ).toMatchObject({
      fault: 'unexplained-instruction',
      message: expect.stringContaining('speaks of 3 entries and names 2'),
    })
  })

  test.each([
    [
      'Bai Supercomputing Center',
      'Bai Supercomputing Center | at 1st Floor, Building 18, No. 9 Duxue Road, Shenzhen, China | at No. 1 Yinbai Road, Binhu District, Wuxi, Jiangsu, China',
    ],
    // "f.k.a.," stands on a line of its own.
    [
      'Pear Microelectronics (Beijing) Co., Ltd.',
      "Pear Microelectronics (Beijing) Co., Ltd. | f.k.a. Pear Micro | at Rooms 610 and 611, No. 5 Tonghai 1st Road, Xi'an, China",
    ],
    // Emphasis within the name, a page that ends within the address, "in" for "under".
    [
      'Quince in vitro Optics Co., Ltd.',
      'Quince in vitro Optics Co., Ltd. | a.k.a. QVO | a.k.a. Quince In-Vitro | at No. 7 Apple Road, Chengguan District, Lanzhou, Gansu Province, 730000, China | See alternate address: Pakistan',
    ],
    [
      'Pishro Quince Company',
      'Pishro Quince Company | a.k.a. Pishro Co. | a.k.a. Pishro Industrial Group | f.k.a. Quince Sanat | at Unit 16, No 3, Ebne Yamin St., Tehran, Iran | at P.O. Box 19575-354, Tehran, Iran | See alternate addresses: China and Türkiye',
    ],
    // A name and nothing else.
    ['Reza Quince', 'Reza Quince'],
    ['Alpen Quince AG', 'Alpen Quince AG | at Landstrasse 7, 9490 Vaduz, Liechtenstein'],
    [
      'Kedr Institute',
      'Kedr Institute | a.k.a. NII Kedr | subordinate institution Kedr Design Bureau | subordinate institution Plant No. 3 | at 2 Fatkulina Street, Kazan, Republic of Tatarstan, 420021, Russia',
    ],
    [
      'Plant “October” JSC',
      'Plant “October” JSC | a.k.a. Oktyabr | at 40 Moskovsky Avenue, Saint Petersburg, 190013, Russia',
    ],
    [
      'Address 05',
      'Unit 8, Pear Han, Şişli, Istanbul, Türkiye | at Unit 8, Pear Han, Şişli, Istanbul, Türkiye | Placeholder: Address 05',
    ],
    [
      'Ayva Elektronik İthalat İhracat Limited Şirketi',
      'Ayva Elektronik İthalat İhracat Limited Şirketi | d.b.a. Ayva Trade | at Office No. 12, İkitelli OSB, Başakşehir, Istanbul, Turkey 34490',
    ],
  ])('%s', (name, line) => {
    expect(lineOf(facts(name))).toBe(line)
  })

  test.each([
    // The mark stands behind the requirement.
    ['Bai Supercomputing Center', [4], ['EL', 'EL-FN4']],
    // Two figures in one mark.
    ['Pear Microelectronics (Beijing) Co., Ltd.', [4, 5], ['EL', 'EL-FN4', 'EL-FN5']],
    // Footnote 2 is a permission: it is kept and designates nobody.
    ['Zeta Haisi Technologies Co., Ltd.', [1, 2], ['EL', 'EL-FN1']],
    ['Kedr Institute', [3], ['EL', 'EL-FN3']],
    ['Ayva Elektronik İthalat İhracat Limited Şirketi', [3], ['EL', 'EL-FN3']],
    ['Quince in vitro Optics Co., Ltd.', [], ['EL']],
  ])('footnotes of %s', (name, footnotes, programs) => {
    expect(facts(name).licence!.footnotes).toEqual(footnotes)
    expect(facts(name).programs).toEqual(programs)
  })

  test('a licence exception that the row names', () => {
    expect(facts('Kedr Institute').licence!.exceptions).toBe(
      'This license requirement may be overcome by License Exception GOV under § 740.11(b)(2) and (e).',
    )
    expect(facts('Reza Quince').licence!.exceptions).toBeUndefined()
  })

  test('Crimea is a region of Ukraine, and a person is told from an organisation', () => {
    expect(facts('Kedr Shipyard JSC').regions).toEqual(['UA-43'])
    expect(facts('Reza Quince').type).toBe('person')
    expect(facts('Alpen Quince AG').type).toBe('organisation')
  })

  test('in effect the day before its publication', () => {
    expect(rule.effectiveOn).toBe('2024-03-04')
    expect(facts('Reza Quince')).toMatchObject({ listedOn: '2024-03-05', effectiveOn: '2024-03-04' })
  })

  test('the day stands in DATES too, where comments are asked for', () => {
    const interim = read('additions', [
      ['<EFFDATE>', '<DATES>'],
      ['</EFFDATE>', '</DATES>'],
    ])
    expect(interim.effectiveOn).toBe('2024-03-04')
  })

  test('the reason that the preamble gives for one is given for no other', () => {
    expect(facts('Quince Textile and Garment Co., Ltd.').grounds?.flags).toEqual([
      'forced-labour',
      'surveillance',
      'human-rights',
    ])
    expect(facts('Pear Microelectronics (Beijing) Co., Ltd.').grounds?.text).toContain(
      'military modernization',
    )
    for (const name of ['Bai Supercomputing Center', 'Reza Quince', 'Kedr Institute'])
      expect(facts(name).grounds, name).toBeUndefined()
  })

  test('a name with a comma behind it and no address is a row that lost its end', () => {
    expect(
      faultOf(() => read('additions', [['<ENT>Reza Quince.</ENT>', '<ENT>Reza Quince,</ENT>']])),
    ).toMatchObject({
      fault: 'unexplained-row',
      message: expect.stringContaining('no address'),
    })
  })
})
