import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Designation } from '../../../shared/model/designation.ts'
import { foldRule, storedEntry, type LedgerState } from '../../../shared/lists/fold-ledger.ts'
import { identify } from '../../../shared/lists/identity.ts'
import { baselineReader } from '../../../shared/sources/bis-entity-list/baseline.ts'
import { bisEntityListReader } from '../../../shared/sources/bis-entity-list/reader.ts'
import { readRule } from '../../../shared/sources/bis-entity-list/read-rule.ts'
import type { RuleReading } from '../../../shared/sources/reader.ts'
import { faultOf, screeningList } from './documents.ts'
import { document, emptyRule, writeGpoRule, type GpoEntry, type GpoRule } from './gpo-rule.ts'

/** Headings of the table, two pairs of which share a destination, and how an address names the place. */
const places: Readonly<Record<string, string>> = {
  'CRIMEA REGION OF UKRAINE': 'Crimea region of Ukraine',
  UKRAINE: 'Ukraine',
  "CHINA, PEOPLE'S REPUBLIC OF": 'China',
  'HONG KONG': 'Hong Kong',
  RUSSIA: 'Russia',
}

/** The line of an entry that only it has: which heading and name it stands under, and which rule printed it. */
const line = (heading: string, name: string, rule: number): string =>
  `No. ${rule} ${name} Road under ${heading.split(/[ ,]/u)[0]!}`

const entry = (heading: string, name: string, rule: number): GpoEntry => ({
  heading,
  name,
  aliases: [],
  formerly: [],
  addresses: [`${line(heading, name, rule)}, ${places[heading]!}`],
  exception: false,
})

const ruleOf = (rule: Partial<GpoRule>, number: number): RuleReading =>
  readRule(
    Buffer.from(
      writeGpoRule({
        ...emptyRule,
        ...rule,
      }),
    ),
    { ...document, citation: `89 FR ${9000 + number}` },
  )

/** The list with its ids, as it is stored from version to version. */
class Ledger {
  state: LedgerState = { entries: [], formerKeys: new Map() }
  register: ReadonlyMap<string, string> = new Map()
  live = new Map<string, Designation>()
  hashes = new Map<string, string>()

  fold(rule: RuleReading): void {
    const { entries } = foldRule(bisEntityListReader, this.state, rule)
    expect(new Set(entries.map(({ naturalKey }) => naturalKey)).size, 'no key twice').toBe(entries.length)
    const { ids, register } = identify(
      'bis-entity-list',
      { ids: this.register, hashes: this.hashes },
      new Map([...this.live].map(([id, one]) => [id, () => one])),
      entries,
      bisEntityListReader.baseline.sameSubject,
    )
    expect(new Set(ids.values()).size, 'no id twice').toBe(entries.length)
    this.register = register
    const idOf = ({ naturalKey }: { naturalKey: string }): string => ids.get(naturalKey)!
    this.live = new Map(entries.map((one) => [idOf(one), { id: idOf(one), ...one.facts() }]))
    this.hashes = new Map(entries.map((one) => [idOf(one), one.hash]))
    const keyOf = new Map<string, string>()
    const formerKeys = new Map<string, string>()
    for (const [key, id] of register) {
      const first = keyOf.get(id)
      if (!this.live.has(id)) continue
      if (first === undefined) keyOf.set(id, key)
      else formerKeys.set(key, first)
    }
    this.state = {
      entries: [...this.live].map(([id, designation]) => storedEntry(keyOf.get(id)!, designation)),
      formerKeys,
    }
  }

  /** Line → id. */
  lines(): Map<string, string> {
    return new Map(
      [...this.live].map(([id, { addresses }]) => [addresses[0]!.text.replace(/,[^,]*$/u, ''), id]),
    )
  }
}

describe('one name under two headings of one destination', () => {
  const name = 'Chornomor Works'
  const [crimea, ukraine] = ['CRIMEA REGION OF UKRAINE', 'UKRAINE'] as const

  test('both are added by one rule, and neither takes the other’s place', () => {
    const rule = ruleOf({ adds: [entry(crimea, name, 1), entry(ukraine, name, 1)] }, 1)
    expect(rule.disagreements).toEqual([])
    expect(rule.actions.map(({ naturalKey }) => naturalKey)).toEqual([
      'UA:chornomor-works#UA-43',
      'UA:chornomor-works',
    ])
    const ledger = new Ledger()
    ledger.fold(rule)
    expect([...ledger.lines().keys()].sort()).toEqual([line(crimea, name, 1), line(ukraine, name, 1)])
    expect([...ledger.live.values()].map(({ regions, countries }) => [regions, countries])).toEqual([
      [['UA-43'], ['UA']],
      [[], ['UA']],
    ])
  })

  test.each([
    [crimea, ukraine],
    [ukraine, crimea],
  ])('%s first, the other later, and each is revised and removed alone', (first, second) => {
    const ledger = new Ledger()
    ledger.fold(ruleOf({ adds: [entry(first, name, 1)] }, 1))
    const id = ledger.lines().get(line(first, name, 1))!
    expect(ledger.state.entries.map(({ naturalKey }) => naturalKey)).toEqual(['UA:chornomor-works'])
    ledger.fold(ruleOf({ adds: [entry(second, name, 2)] }, 2))
    expect(ledger.lines().get(line(first, name, 1))).toBe(id)
    const other = ledger.lines().get(line(second, name, 2))!
    ledger.fold(ruleOf({ revises: [entry(second, name, 3)] }, 3))
    expect(Object.fromEntries(ledger.lines())).toEqual({
      [line(first, name, 1)]: id,
      [line(second, name, 3)]: other,
    })
    ledger.fold(ruleOf({ removes: [{ heading: first, name }] }, 4))
    expect([...ledger.lines()]).toEqual([[line(second, name, 3), other]])
  })

  test.each([
    [crimea, ukraine],
    [ukraine, crimea],
    ['HONG KONG', "CHINA, PEOPLE'S REPUBLIC OF"],
  ])('an entry that moves from %s to %s stays the same entry', (from, to) => {
    const ledger = new Ledger()
    ledger.fold(ruleOf({ adds: [entry(from, name, 1)] }, 1))
    const id = ledger.lines().get(line(from, name, 1))!
    ledger.fold(ruleOf({ removes: [{ heading: from, name }], adds: [entry(to, name, 2)] }, 2))
    expect([...ledger.lines()]).toEqual([[line(to, name, 2), id]])
  })

  test('an entry that moved to another country leaves its name free', () => {
    const ledger = new Ledger()
    ledger.fold(ruleOf({ adds: [entry('RUSSIA', name, 1)] }, 1))
    ledger.fold(ruleOf({ removes: [{ heading: 'RUSSIA', name }], adds: [entry(ukraine, name, 2)] }, 2))
    const id = ledger.lines().get(line(ukraine, name, 2))!
    ledger.fold(ruleOf({ adds: [entry('RUSSIA', name, 3)] }, 3))
    expect(ledger.lines().get(line(ukraine, name, 2))).toBe(id)
    ledger.fold(ruleOf({ removes: [{ heading: 'RUSSIA', name }] }, 4))
    expect([...ledger.lines()]).toEqual([[line(ukraine, name, 2), id]])
  })

  test('what is not listed under the heading is not revised or removed under it', () => {
    const ledger = new Ledger()
    ledger.fold(ruleOf({ adds: [entry(crimea, name, 1)] }, 1))
    for (const rule of [
      ruleOf({ removes: [{ heading: ukraine, name }] }, 2),
      ruleOf({ revises: [entry(ukraine, name, 2)] }, 2),
      ruleOf({ adds: [entry(crimea, name, 2)] }, 2),
    ])
      expect(faultOf(() => foldRule(bisEntityListReader, ledger.state, rule))).toMatchObject({
        fault: 'unexplained-instruction',
      })
  })

  test('a row of the screening list, which prints no headings, is found under either', () => {
    const cut = baselineReader.cut(screeningList())
    const row = [...cut.entries].find(({ raw }) => raw.includes('Chernomorneftegaz'))!
    const read = baselineReader.parse(row)
    const state: LedgerState = {
      entries: [storedEntry(read.naturalKey, { id: 'first', ...read.facts })],
      formerKeys: new Map(),
    }
    const plain = { ...entry(crimea, 'Chernomorneftegaz', 2), addresses: ['Kirova 52, Simferopol, Crimea'] }
    const revised = foldRule(bisEntityListReader, state, ruleOf({ revises: [plain] }, 2)).entries
    expect(revised.map((one) => [one.naturalKey, one.facts().regions])).toEqual([
      ['UA:chernomorneftegaz', ['UA-43']],
    ])
    const gone = ruleOf({ removes: [{ heading: ukraine, name: 'Chernomorneftegaz' }] }, 2)
    expect(foldRule(bisEntityListReader, state, gone).entries).toEqual([])
    // It may stand for the one under Crimea already: a person looks.
    expect(
      faultOf(() => foldRule(bisEntityListReader, state, ruleOf({ adds: [plain] }, 2))).message,
    ).toContain('listed already')
  })
})

describe('a name that another entry has', () => {
  const ledger = (): LedgerState => {
    const one = new Ledger()
    one.fold(ruleOf({ adds: [entry('RUSSIA', 'Kedr One', 1), entry('RUSSIA', 'Kedr Two', 1)] }, 1))
    return one.state
  }
  const renamed = { from: 'Kedr One', to: entry('RUSSIA', 'Kedr Two', 2) }

  test('is not given to a second one', () => {
    expect(
      faultOf(() => foldRule(bisEntityListReader, ledger(), ruleOf({ renames: [renamed] }, 2))),
    ).toMatchObject({
      fault: 'unexplained-instruction',
      message: expect.stringContaining('RU:kedr-two is another entry of the list'),
    })
  })

  test('is free where the same rule removes that entry', () => {
    const merged = ruleOf({ renames: [renamed], removes: [{ heading: 'RUSSIA', name: 'Kedr Two' }] }, 2)
    const { entries } = foldRule(bisEntityListReader, ledger(), merged)
    expect(entries.map((one) => [one.naturalKey, one.facts().addresses[0]!.text])).toEqual([
      ['RU:kedr-two', `${line('RUSSIA', 'Kedr Two', 2)}, Russia`],
    ])
  })
})

test('whatever rules add, revise and remove under any heading: each entry stands once, keeps its id, and no other is touched', () => {
  const step = fc.array(
    fc.record({
      heading: fc.constantFrom(...Object.keys(places)),
      name: fc.constantFrom('Kedr One', 'Kedr Two'),
      revises: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
      const ledger = new Ledger()
      const model = new Map<string, { line: string; id?: string }>()
      for (const [at, wishes] of steps.entries()) {
        const number = at + 1
        const seen = new Set<string>()
        const rule: Pick<GpoRule, 'adds' | 'revises' | 'removes'> = { adds: [], revises: [], removes: [] }
        for (const { heading, name, revises } of wishes) {
          const key = `${heading} ${name}`
          if (seen.has(key)) continue
          seen.add(key)
          const own = entry(heading, name, number)
          if (!model.has(key)) {
            rule.adds.push(own)
            model.set(key, { line: line(heading, name, number) })
          } else if (revises) {
            rule.revises.push(own)
            model.set(key, { ...model.get(key)!, line: line(heading, name, number) })
          } else {
            rule.removes.push({ heading, name })
            model.delete(key)
          }
        }
        if (seen.size === 0) continue
        ledger.fold(ruleOf(rule, number))
        const now = ledger.lines()
        expect([...now.keys()].sort()).toEqual([...model.values()].map((one) => one.line).sort())
        for (const [key, one] of model) {
          const id = now.get(one.line)!
          if (one.id !== undefined) expect(id, `${key} keeps its id`).toBe(one.id)
          model.set(key, { ...one, id })
        }
      }
    }),
    { numRuns: 30 },
  )
})
