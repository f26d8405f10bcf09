import { beforeAll, describe, expect, test } from 'vitest'
import type { DesignationFacts } from '../../../shared/model/designation.ts'
import { bisEntityListReader, planRule } from '../../../shared/sources/bis-entity-list/reader.ts'
import { faultOf, screeningList } from './documents.ts'
import { actionOf, lineOf, read } from './written-documents.ts'

// What is expected here was written down from the rule's text, instruction by instruction.
describe('a rule that changes entries without printing them anew', () => {
  const rule = read('changes')

  test('every instruction is read as what it says', () => {
    expect(rule.actions.map(actionOf)).toEqual([
      'revise CN KTK Group; remove alias KTK Holding',
      'revise CN Tanyuan Technology Co. Ltd.; remove alias Carbon Yuan Technology; remove alias Carbon Element Technology; add address No. 9 Pear Road, Wujin Economic Development Zone, Changzhou, Jiangsu, China',
      'revise CN Yitu Technologies; Yitu Technologies → Yitu Quince Technologies',
      'revise CN Megvii Technology; with its row',
      'revise CN FiberHome Technologies Group; remove address Youkeyuan Road, Hongshan District, Wuhan, China',
      'remove CN Intellifusion',
      'add TR Address 04; with its row',
      'remove AE Emirates Hermes General Trading',
    ])
  })

  test('its own numbers agree: one address added, five entries modified, two entities removed', () => {
    expect(rule.disagreements).toEqual([])
    const told = (find: string, by: string) => read('changes', [[find, by]]).disagreements
    expect(told('modifies five existing', 'modifies six existing')).toEqual([
      expect.stringContaining('to revise 6 entries'),
    ])
    expect(told('two entities. In', 'three entities. In')).toEqual([
      expect.stringContaining('to remove 3 entities'),
    ])
  })

  test('the neighbours are told by name and never read as entries', () => {
    expect(rule.outOfScope.map(({ what }) => what)).toEqual([
      'Unverified List',
      'Unverified List',
      'Military End-User (MEU) List',
      'Entity List, no entry',
    ])
    expect(JSON.stringify(rule.actions)).not.toMatch(/Unverified|Aircraft Works/u)
    expect(rule.outOfScope[3]?.words).toContain('“TURKEY” to read “TÜRKIYE”')
  })

  test('the days of other instructions are not the Entity List’s, and its own are', () => {
    expect(rule.effectiveOn).toBe('2024-02-06')
    const later = read('changes', [['instructions 4 and 5', 'instructions 2 and 5']])
    expect(later.effectiveOn).toBe('2024-03-07')
    const unclear = read('changes', [
      ['instructions 4 and 5, which are effective March 7, 2024', 'some instructions'],
    ])
    expect(unclear.disagreements).toEqual([expect.stringContaining('days of effect')])
  })

  test('the savings clause is kept', () => {
    expect(rule.savingsClause).toMatch(/^Shipments of items .* may proceed to their destination\.$/u)
  })
})

describe('folded over the screening list of April 2022', () => {
  const before = new Map<string, DesignationFacts>()
  beforeAll(() => {
    const { baseline } = bisEntityListReader
    for (const raw of baseline.cut(screeningList()).entries) {
      const { naturalKey, facts } = baseline.parse(raw)
      before.set(naturalKey, facts)
    }
  })
  const plan = () => planRule(new Set(before.keys()), read('changes'), (key) => before.get(key))
  const after = (key: string): DesignationFacts =>
    plan().upserts.find(({ naturalKey }) => naturalKey === key)!.facts

  test('an alias goes and nothing else', () => {
    expect(lineOf(after('CN:ktk-group'))).toBe(
      'KTK Group | a.k.a. Jiangsu Jinchuang Group | a.k.a. Jiangsu Jinchuang Holding Group | at No. 88, Jinchuang Road, Yaoguan Town, Wujin District, Changzhou City, CN',
    )
    expect(after('CN:ktk-group').citation?.title).toBe('85 FR 44159; 89 FR 9020')
    expect(after('CN:ktk-group').listedOn).toBe('2020-07-22')
  })

  test('two aliases go and an address comes, with its parts', () => {
    const tanyuan = after('CN:tanyuan-technology-co-ltd')
    expect(tanyuan.aliases.map(({ name }) => name)).toEqual([
      'Changzhou Carbon Yuan Technology Development',
      'Jiangsu Carbon Element Technology',
      'Tanyuan Technology Development',
    ])
    expect(tanyuan.addresses).toEqual([
      expect.objectContaining({ text: 'No. 7 Lanxiang Road, Wujin Economic Development Zone, Jiangsu, CN' }),
      {
        text: 'No. 9 Pear Road, Wujin Economic Development Zone, Changzhou, Jiangsu, China',
        street: 'No. 9 Pear Road, Wujin Economic Development Zone',
        city: 'Changzhou',
        region: 'Jiangsu',
        country: 'CN',
      },
    ])
    expect(tanyuan.grounds, 'why it was listed stays').toEqual(
      before.get('CN:tanyuan-technology-co-ltd')?.grounds,
    )
  })

  test('a country that the list writes as a code is the country that the rule names', () => {
    expect(after('CN:fiberhome-technologies-group').addresses.map(({ text }) => text)).toEqual([
      'No. 6, Gaoxinsilu, East Lake High-Tech Development Zone, Wuhan, Hubei Province, 430205, CN',
    ])
  })

  test('renamed entries say what they replace, with a row or without one', () => {
    expect(
      plan()
        .upserts.filter(({ replaces }) => replaces !== undefined)
        .map(({ naturalKey, replaces }) => `${replaces} → ${naturalKey}`),
    ).toEqual([
      'CN:yitu-technologies → CN:yitu-quince-technologies',
      'CN:megvii-technology → CN:megvii-quince-technology-co-ltd',
    ])
    expect(lineOf(after('CN:megvii-quince-technology-co-ltd'))).toBe(
      'Megvii Quince Technology Co., Ltd. | f.k.a. Megvii Technology | at 3rd Floor, Block A, Rongke Information Center, No. 2 South Road, Haidian District, Beijing, China',
    )
    expect(after('CN:megvii-quince-technology-co-ltd').listedOn).toBe('2019-10-09')
    expect(after('CN:yitu-quince-technologies').party).toBe('yitu-quince-technologies')
  })

  test('two are removed, and one of them was named with all its aliases', () => {
    expect(plan().removals).toEqual([
      'AE:emirates-hermes-general-trading',
      'CN:intellifusion',
      'CN:megvii-technology',
      'CN:yitu-technologies',
    ])
  })

  test('an alias that is not there is not passed over', () => {
    const rule = read('changes', [['the alias “KTK Holding”', 'the alias “KTK Holdings Quince”']])
    expect(faultOf(() => planRule(new Set(before.keys()), rule, (key) => before.get(key)))).toMatchObject({
      fault: 'unexplained-instruction',
      message: expect.stringContaining('“KTK Holdings Quince” is not in the entry'),
      place: expect.stringMatching(/^AMDPAR at line \d+$/u),
    })
  })
})
