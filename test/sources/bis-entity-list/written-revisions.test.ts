import { describe, expect, test } from 'vitest'
import { readRule } from '../../../shared/sources/bis-entity-list/read-rule.ts'
import { writtenDocument, writtenRevisions } from './documents.ts'

describe('a rule that adds, revises and removes (written, without layout between the elements)', () => {
  const reading = readRule(writtenRevisions(), writtenDocument)

  test('reads the instructions of supplement no. 4 and of no other part', () => {
    expect(reading.actions.map(({ action, naturalKey }) => `${action} ${naturalKey}`)).toEqual([
      'add CN:lanzhou-quince-optics-co-ltd',
      'revise CN:hefei-meiling-co-ltd',
      'revise CN:huawei-device-shenzhen-co-ltd',
      'remove IR:nilco-group',
      'remove NO:gunther-migeotte',
      'add AE:omar-haleem-quince',
    ])
    expect(reading.effectiveOn).toBe('2024-01-12')
    expect(reading.stated).toEqual({ entities: 2, entries: 2 })
  })

  test('a removal has no entry', () => {
    expect(
      reading.actions.filter((action) => action.action === 'remove').map((action) => action.entry),
    ).toEqual([undefined, undefined])
  })

  const facts = (key: string) => reading.actions.find((action) => action.naturalKey === key)!.entry!.facts

  test('an inline alias, and addresses in a short row: one of them in Hong Kong', () => {
    expect(facts('CN:lanzhou-quince-optics-co-ltd')).toMatchObject({
      aliases: [{ name: 'Quince Guangxue', kind: 'a.k.a.' }],
      addresses: [
        { text: 'No. 7 Apple Road, Chengguan District, Lanzhou, China', country: 'CN' },
        { text: 'Unit 5, 2/F, Pear House, Kwun Tong, Hong Kong', country: 'HK' },
      ],
      countries: ['CN', 'HK'],
      programs: ['EL', 'EL-FN4'],
    })
  })

  test('two lists of aliases, of two kinds, and an earlier citation', () => {
    const revised = facts('CN:hefei-meiling-co-ltd')
    expect(revised.aliases).toEqual([
      { name: 'Hefei Meiling Group Holdings Limited', quality: 'strong', kind: 'a.k.a.' },
      { name: 'Meiling Appliances', quality: 'strong', kind: 'a.k.a.' },
      { name: 'Hefei No. 2 Light Machinery Works', quality: 'strong', kind: 'f.k.a.' },
    ])
    expect(revised.citation?.title).toBe('85 FR 44159; 89 FR 9001')
    expect(revised.listedOn).toBeUndefined()
  })

  test('addresses that follow the name at once, and a raised mark set as emphasis', () => {
    expect(facts('CN:huawei-device-shenzhen-co-ltd')).toMatchObject({
      name: 'Huawei Device (Shenzhen) Co., Ltd.',
      addresses: [
        { text: 'Building 2, Zone B, Huawei Base, Bantian, Longgang District, Shenzhen, China' },
        { text: 'Shenzhen, Guangdong, China' },
      ],
      licence: { footnotes: [1] },
      programs: ['EL', 'EL-FN1'],
    })
  })

  test('a person with a trade name', () => {
    expect(facts('AE:omar-haleem-quince')).toMatchObject({
      type: 'person',
      aliases: [{ name: 'Quince General Trading', kind: 'd.b.a.' }],
      countries: ['AE'],
    })
  })
})
