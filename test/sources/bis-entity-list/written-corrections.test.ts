import { describe, expect, test } from 'vitest'
import type { DesignationFacts } from '../../../shared/model/designation.ts'
import { foldRule, type LedgerState } from '../../../shared/lists/fold-ledger.ts'
import { namesOfRule } from '../../../shared/sources/federal-register/early-notice.ts'
import { readRule } from '../../../shared/sources/bis-entity-list/read-rule.ts'
import { bisEntityListReader } from '../../../shared/sources/bis-entity-list/reader.ts'
import type { RuleReading } from '../../../shared/sources/reader.ts'
import { faultOf } from './documents.ts'
import { actionOf, bytesOf, documentOf, lineOf, read } from './written-documents.ts'

const empty: LedgerState = { entries: [], formerKeys: new Map() }
const fold = (state: LedgerState, rule: RuleReading, options: { reflected?: boolean } = {}): LedgerState => ({
  entries: foldRule(bisEntityListReader, state, rule, options).entries,
  formerKeys: new Map(),
})
const listed = fold(empty, read('additions'))
const factsIn = (state: LedgerState, key: string): DesignationFacts =>
  [...state.entries].find(({ naturalKey }) => naturalKey === key)!.facts()

describe('a correction that the agency publishes as a rule', () => {
  const rule = read('correction')
  const after = fold(listed, rule)

  test('verbs that stand behind what they are about, and a change wherever it appears', () => {
    expect(rule.actions.map(actionOf)).toEqual([
      'revise wherever; 744.21(b) → 744.21(c)',
      'revise CN Bai Supercomputing Center; with its row',
      'revise IR Reza Quince; Reza Quince → Reza Quinze',
    ])
    expect(rule.disagreements, 'two entries are corrected, as it says').toEqual([])
    expect(rule.effectiveOn).toBe('2024-03-20')
  })

  test('names the entries that it corrects, and nobody for the words that it changes everywhere', () => {
    expect(namesOfRule(rule)).toEqual([
      { action: 'revise', name: 'Bai Supercomputing Center', country: 'CN' },
      { action: 'revise', name: 'Reza Quinze', country: 'IR' },
    ])
    expect(namesOfRule(read('printing'))).toEqual([])
  })

  test('the corrected entry keeps its dates and cites both documents', () => {
    const bai = factsIn(after, 'CN:bai-supercomputing-center')
    expect(lineOf(bai)).toBe(
      'Bai Supercomputing Center | a.k.a. BSC | at No. 1 Yinbai Road, Binhu District, Wuxi, Jiangsu, China',
    )
    expect(bai).toMatchObject({
      listedOn: '2024-03-05',
      effectiveOn: '2024-03-04',
      citation: { title: '89 FR 15800; 89 FR 19100' },
    })
  })

  test('a corrected name replaces the entry under the old one', () => {
    const plan = bisEntityListReader.planRule(
      new Set(listed.entries.map(({ naturalKey }) => naturalKey)),
      rule,
      (key) => factsIn(listed, key),
    )
    expect(plan.upserts.find(({ naturalKey }) => naturalKey === 'IR:reza-quinze')?.replaces).toBe(
      'IR:reza-quince',
    )
    expect(plan.removals).toEqual(['IR:reza-quince'])
  })

  test('the section that was cited wrongly is another in the two entries that cite it, and in no other', () => {
    const changed = listed.entries
      .filter(({ naturalKey, hash }) =>
        after.entries.some((one) => one.naturalKey === naturalKey && one.hash !== hash),
      )
      .map(({ naturalKey }) => naturalKey)
    expect(changed).toEqual([
      'CN:bai-supercomputing-center',
      'RU:kedr-institute',
      'TR:ayva-elektronik-ithalat-ihracat-limited-sirketi',
    ])
    const { licence, programs, citation } = factsIn(after, 'RU:kedr-institute')
    expect(licence).toEqual({
      requirement:
        'All items subject to the EAR except for food or medicine designated as EAR99. (See §§ 734.9(g),3 746.8(a)(3), and 744.21(c) of the EAR). This license requirement may be overcome by License Exception GOV under § 740.11(b)(2) and (e).',
      reviewPolicy: 'Policy of denial. See §§ 746.8(b) and 744.21(e) of the EAR.',
      footnotes: [3],
      exceptions:
        'This license requirement may be overcome by License Exception GOV under § 740.11(b)(2) and (e).',
    })
    expect(programs).toEqual(['EL', 'EL-FN3'])
    expect(citation?.title).toBe('89 FR 15800; 89 FR 19100')
  })

  test('words that no entry has hold the rule', () => {
    const wrong = read('correction', [['“744.21(b)” wherever', '“744.99(z)” wherever']])
    expect(faultOf(() => fold(listed, wrong))).toMatchObject({
      fault: 'unexplained-instruction',
      message: expect.stringContaining('“744.99(z)”, which no entry has'),
    })
    // A list that was consolidated after the correction has the new words.
    expect(() => fold(listed, wrong, { reflected: true })).not.toThrow()
  })
})

describe('a correction of the printing (C1-…, whose root is CORRECT)', () => {
  const rule = read('printing')
  const after = fold(listed, rule)

  test('is linked to what it corrects', () => {
    expect(rule).toMatchObject({ documentNumber: 'C1-2024-99021', corrects: '2024-99021', disagreements: [] })
    const elsewhere = { ...documentOf('printing'), corrects: '2024-99020' }
    expect(faultOf(() => readRule(bytesOf('printing'), elsewhere)).fault).toBe('not-the-document')
  })

  test('changes the words where they stand in the entries of the corrected rule', () => {
    expect(lineOf(factsIn(after, 'CN:quince-in-vitro-optics-co-ltd'))).toContain(
      ' | a.k.a. QVO | a.k.a. Quince Invitro | ',
    )
    const kedr = factsIn(after, 'RU:kedr-institute')
    expect(lineOf(kedr)).toContain(
      'Kedr Institute | a.k.a. NIIK | subordinate institution Kedr Design Bureau | subordinate institution Plant No. 3 | at 20 Fatkulina Street, Kazan,',
    )
    expect(kedr.addresses[0]).toMatchObject({
      street: '20 Fatkulina Street',
      city: 'Kazan',
      postcode: '420021',
    })
    expect(kedr.citation?.title).toBe('89 FR 15800; 89 FR 20001')
    expect(after.entries).toHaveLength(listed.entries.length)
  })

  test('what it corrects in the preamble changes no entry', () => {
    expect(rule.outOfScope.map(({ what }) => what)).toEqual(['Printing, no entry'])
    expect(rule.outOfScope[0]?.words).toContain('“moderni”')
  })

  test('words of two entries, or of none, are not guessed at', () => {
    const two = read('printing', [['“NII Kedr” should', '“Russia” should']])
    expect(faultOf(() => fold(listed, two)).message).toMatch(/which 2 entries of the corrected rule have: /u)
    const none = read('printing', [['“NII Kedr” should', '“Nobody Kedr” should']])
    expect(faultOf(() => fold(listed, none)).message).toContain('“Nobody Kedr”, which no entry has')
  })

  test('entries of other rules are not looked at', () => {
    const other = read('printing', [['pages 15800-15806', 'pages 14800-14806']])
    expect(faultOf(() => fold(listed, other)).message).toContain('which no entry has')
  })

  test('a correction of the table that is not made out holds the document for a person', () => {
    const redrawn = read('printing', [
      ['“Quince In-Vitro” should read “Quince Invitro”', 'the entry should appear as set forth below'],
    ])
    expect(redrawn.disagreements).toEqual([expect.stringContaining('was not made out')])
  })

  test('a correction that does not say of what is refused', () => {
    expect(
      faultOf(() => read('printing', [['In rule document 2024-99021', 'In a rule document']])).fault,
    ).toBe('unexplained-instruction')
  })

  test('may come as RULE too', () => {
    const asRule = read('printing', [
      ['<CORRECT>', '<RULE>'],
      ['</CORRECT>', '</RULE>'],
    ])
    expect(asRule.actions).toEqual(rule.actions)
  })
})
