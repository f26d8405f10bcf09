import { describe, expect, test } from 'vitest'
import { foldRule } from '../../../shared/lists/fold-ledger.ts'
import { bisEntityListReader } from '../../../shared/sources/bis-entity-list/reader.ts'
import { faultOf } from './documents.ts'
import { actionOf, lineOf, read } from './written-documents.ts'

// What is expected here was written down from the rule's text, instruction by instruction.
describe('a rule that amends several parts, moves parties from another list and says where entries go', () => {
  const rule = read('moves')

  test('every instruction on the Entity List is read, and no entry that only says where', () => {
    expect(rule.actions.map(actionOf)).toEqual([
      'add KG Quince Ala-Too LLC; with its row',
      'add UA Quince Tavrida Shipyard; with its row',
      'add CN Address 04; with its row',
      'add CN Address 05; with its row',
      'add RU Quince Kedr Aviation JSC; with its row',
      'add RU Quince Radio Plant; with its row',
      'add RU Quince Tavrida Shipyard; with its row',
      'revise RU Aerocomposit; with its row',
      'add UA Quince Tavrida Shipyard; with its row',
    ])
  })

  test('its numbers agree: four entities and two addresses in eight entries, Crimea’s beside Ukraine’s', () => {
    expect(rule.disagreements).toEqual([])
    expect(rule.stated).toEqual({ entities: 6, entries: 8 })
    expect(read('moves', [['and Ukraine (1).', 'and Ukraine (2).']]).disagreements).toEqual([
      expect.stringContaining('3 entries to add under UA, 2 were read'),
    ])
  })

  test('one party under three headings is three entries of one party', () => {
    const entries = rule.actions.flatMap(({ entry }) =>
      entry?.facts.party === 'quince-tavrida-shipyard' ? entry : [],
    )
    expect(entries.map(({ naturalKey, facts }) => `${naturalKey} | ${lineOf(facts)}`)).toEqual([
      'UA:quince-tavrida-shipyard#UA-43 | Quince Tavrida Shipyard | a.k.a. Tavrida Verf | at 1 Pear Street, Feodosia, Crimea | See also addresses: Russia and Ukraine',
      'RU:quince-tavrida-shipyard | Quince Tavrida Shipyard | at 4 Nevsky Prospekt, Saint Petersburg, Russia | See also addresses: Crimea Region of Ukraine and Ukraine',
      'UA:quince-tavrida-shipyard | Quince Tavrida Shipyard | at 9 Apple Street, Odesa, Ukraine | See also addresses: Crimea Region of Ukraine and Russia',
    ])
    expect(entries.map(({ facts: { regions, countries } }) => [regions, countries])).toEqual([
      [['UA-43'], ['UA']],
      [[], ['RU']],
      [[], ['UA']],
    ])
  })

  test('listed addresses are known by the address', () => {
    expect(
      rule.actions.flatMap(({ entry }) =>
        entry?.facts.type === 'address' ? [[entry.facts.name, entry.facts.countries]] : [],
      ),
    ).toEqual([
      ['Flat 7, Pear House, 9 Quince Road, Mong Kok, Kowloon, Hong Kong, China', ['CN', 'HK']],
      ['Unit 12, 3/F, Apple Centre, 88 Quince Road, Wan Chai, Hong Kong, China', ['CN', 'HK']],
    ])
  })

  test('what the other list loses, and what changes elsewhere, is no entry', () => {
    expect(rule.outOfScope.map(({ what, words }) => `${what}: ${words}`)).toEqual([
      'Military End-User (MEU) List: 5. Supplement No. 7 to part 744 is amended by removing, under “RUSSIA”, the entries for “Quince Kedr Aviation JSC” and “Quince Radio Plant”.',
      'Entity List, no entry: Revising the introductory text;',
    ])
  })

  test('a row that stands where an entry only says where is not explained by it', () => {
    const extra = read.bind(undefined, 'moves', [
      [
        '<ENT>Quince Radio Plant, 17 Kedr Street, Omsk, Russia.</ENT>',
        '<ENT>Aktsionernoe Obschestvo, 17 Kedr Street, Omsk, Russia.</ENT>',
      ],
    ])
    expect(faultOf(extra).fault).toBe('unexplained-row')
  })

  test('folded, all eight stand beside the one that was revised', () => {
    const listed = rule.actions.find(({ action }) => action === 'revise')!.entry!
    const before = {
      entries: [
        { naturalKey: listed.naturalKey, hash: 'h1:', guard: listed.guard, facts: () => listed.facts },
      ],
      formerKeys: new Map<string, string>(),
    }
    const { entries } = foldRule(bisEntityListReader, before, rule)
    expect(entries).toHaveLength(9)
    expect(new Set(entries.map(({ naturalKey }) => naturalKey)).size).toBe(9)
  })
})
