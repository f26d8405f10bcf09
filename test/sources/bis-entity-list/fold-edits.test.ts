import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Designation, DesignationFacts } from '../../../shared/model/designation.ts'
import { factsHash } from '../../../shared/lists/canonical.ts'
import { foldRule, storedEntry, type LedgerState } from '../../../shared/lists/fold-ledger.ts'
import { identify } from '../../../shared/lists/identity.ts'
import { bisEntityListReader } from '../../../shared/sources/bis-entity-list/reader.ts'
import { readRule } from '../../../shared/sources/bis-entity-list/read-rule.ts'
import type { RuleReading } from '../../../shared/sources/reader.ts'
import { faultOf } from './documents.ts'
import { document, emptyRule, gpoRule, writeGpoRule, type GpoEntry, type GpoRule } from './gpo-rule.ts'

const entry = (heading: string, name: string, more: Partial<GpoEntry> = {}): GpoEntry => ({
  heading,
  name,
  aliases: ['Quince Lasers'],
  formerly: [],
  addresses: [`No. 7 Pear Road, ${heading === 'RUSSIA' ? 'Moscow, Russia' : 'Paris, France'}`],
  exception: false,
  ...more,
})
const ruleOf = (rule: Partial<GpoRule>, number = 1): RuleReading => {
  const cited = { ...document, documentNumber: '2024-99010', citation: `89 FR ${9000 + number}` }
  return readRule(Buffer.from(writeGpoRule({ ...emptyRule, ...rule })), cited)
}

const fold = (state: LedgerState, rule: RuleReading, options: { reflected?: boolean } = {}): LedgerState => ({
  entries: foldRule(bisEntityListReader, state, rule, options).entries,
  formerKeys: new Map(),
})
const empty: LedgerState = { entries: [], formerKeys: new Map() }
const facts = (state: LedgerState): DesignationFacts[] => state.entries.map((one) => one.facts())
const keys = (state: LedgerState): string[] => state.entries.map(({ naturalKey }) => naturalKey)
const summary = (state: LedgerState): string[] =>
  state.entries.map(({ naturalKey, hash }) => `${naturalKey} ${hash}`).sort()

describe('changes within an entry that a rule spells out', () => {
  const listed = fold(
    empty,
    ruleOf({ adds: [entry('RUSSIA', 'Quince 1 LLC', { aliases: ['Old Alias', 'Other Alias'] })] }),
  )

  test('an alias goes, everything else stays, and the rule joins its citations', () => {
    const after = fold(
      listed,
      ruleOf({ aliasCuts: [{ heading: 'RUSSIA', name: 'Quince 1 LLC', alias: 'Old Alias' }] }, 2),
    )
    const [before, now] = [facts(listed)[0]!, facts(after)[0]!]
    expect(now.aliases.map(({ name }) => name)).toEqual(['Other Alias'])
    expect(now).toEqual({
      ...before,
      aliases: now.aliases,
      citation: { ...before.citation, title: '89 FR 9001; 89 FR 9002' },
    })
    expect(keys(after)).toEqual(keys(listed))
  })

  test('an alias that is not listed holds the rule', () => {
    const cut = ruleOf({ aliasCuts: [{ heading: 'RUSSIA', name: 'Quince 1 LLC', alias: 'Nobody' }] })
    expect(faultOf(() => fold(listed, cut))).toMatchObject({
      fault: 'unexplained-instruction',
      message: expect.stringContaining('“Nobody” is not in the entry'),
      place: expect.stringContaining('AMDPAR'),
    })
  })
})

describe('identity', () => {
  const idsAfter = (states: readonly LedgerState[]): Map<string, string>[] => {
    let register: ReadonlyMap<string, string> = new Map()
    let before = new Map<string, Designation>()
    return states.map((state) => {
      const live = new Map([...before].map(([id, one]) => [id, () => one]))
      const found = identify(
        'bis-entity-list',
        { ids: register },
        live,
        state.entries,
        bisEntityListReader.baseline.sameSubject,
      )
      register = found.register
      before = new Map(
        state.entries.map((one) => {
          const id = found.ids.get(one.naturalKey)!
          return [id, { id, ...one.facts() }]
        }),
      )
      return new Map([...before].map(([id, { name, countries }]) => [`${countries.join()} ${name}`, id]))
    })
  }

  test('a redesignated entry keeps its id, though no name is common to both', () => {
    const before = fold(empty, ruleOf({ adds: [entry('RUSSIA', 'Former Quince 1', { aliases: [] })] }))
    const after = fold(
      before,
      ruleOf(
        { renames: [{ from: 'Former Quince 1', to: entry('RUSSIA', 'Zeta 9 JSC', { aliases: [] }) }] },
        2,
      ),
    )
    const [first, second] = idsAfter([before, after])
    expect(first!.get('RU Former Quince 1')).toBeDefined()
    expect(second!.get('RU Zeta 9 JSC')).toBe(first!.get('RU Former Quince 1'))
    expect(facts(after)[0]!.listedOn, 'it was listed by the first rule').toBe('2024-01-16')
  })

  test('an entry that moves to another destination keeps its id', () => {
    const before = fold(empty, ruleOf({ adds: [entry('RUSSIA', 'Quince 1 LLC', { aliases: [] })] }))
    const after = fold(
      before,
      ruleOf(
        {
          removes: [{ heading: 'RUSSIA', name: 'Quince 1 LLC' }],
          adds: [entry('FRANCE', 'Quince 1 LLC', { aliases: [] })],
        },
        2,
      ),
    )
    const [first, second] = idsAfter([before, after])
    expect(second!.get('FR Quince 1 LLC')).toBe(first!.get('RU Quince 1 LLC'))
  })
})

describe('a list that was consolidated around the day of a rule', () => {
  const rule = ruleOf({ adds: [entry('RUSSIA', 'Quince 1 LLC'), entry('FRANCE', 'Pear 2 S.A.')] })
  const partly = fold(empty, ruleOf({ adds: [entry('RUSSIA', 'Quince 1 LLC')] }))

  test('what it shows already is passed over, what it lacks is folded', () => {
    expect(faultOf(() => fold(partly, rule)).message).toContain('listed already')
    expect(summary(fold(partly, rule, { reflected: true }))).toEqual(summary(fold(empty, rule)))
    const gone = ruleOf({ removes: [{ heading: 'FRANCE', name: 'Pear 2 S.A.' }] }, 2)
    expect(summary(fold(partly, gone, { reflected: true }))).toEqual(summary(partly))
  })
})

test('folding any rule and then one that removes what it added gives the list that was', () => {
  fc.assert(
    fc.property(
      gpoRule.filter(({ adds }) => adds.length > 0),
      gpoRule.filter(({ adds }) => adds.length > 0),
      (base, more) => {
        const before = fold(empty, ruleOf({ adds: base.adds }))
        const taken = new Set(before.entries.map(({ naturalKey }) => naturalKey))
        const fresh = more.adds.filter((one) => {
          const key = ruleOf({ adds: [one] }).actions[0]!.naturalKey
          return !taken.has(key)
        })
        if (fresh.length === 0) return
        const after = fold(before, ruleOf({ adds: fresh }, 2))
        expect(after.entries).toHaveLength(before.entries.length + fresh.length)
        const back = fold(
          after,
          ruleOf({ removes: fresh.map(({ heading, name }) => ({ heading, name })) }, 3),
        )
        expect(summary(back)).toEqual(summary(before))
      },
    ),
    { numRuns: 20 },
  )
})

test('an entry read back from the store is the entry that was folded', () => {
  const state = fold(empty, ruleOf({ adds: [entry('RUSSIA', 'Quince 1 LLC')] }))
  const stored = state.entries.map((one) => storedEntry(one.naturalKey, { id: 'x', ...one.facts() }))
  expect(stored.map(({ hash }) => hash)).toEqual(state.entries.map((one) => factsHash(one.facts())))
})
