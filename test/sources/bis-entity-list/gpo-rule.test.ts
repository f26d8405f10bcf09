import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compactName } from '../../../shared/sources/bis-entity-list/natural-key.ts'
import { readRule } from '../../../shared/sources/bis-entity-list/read-rule.ts'
import type { RuleAction, RuleReading } from '../../../shared/sources/reader.ts'
import { faultOf } from './documents.ts'
import {
  codeOf,
  document,
  gpoRule,
  requirementOf,
  writeGpoRule,
  type GpoEntry,
  type GpoRule,
} from './gpo-rule.ts'

const read = (rule: GpoRule): RuleReading => readRule(Buffer.from(writeGpoRule(rule)), document)

const sorted = (lines: string[]): string[] => lines.sort()

/** What an entry has to look like, as lines that a difference is easily seen in. */
const expectedEntry = (action: string, entry: GpoEntry, from?: string): string =>
  JSON.stringify([
    action,
    codeOf(entry.heading),
    from ?? entry.name,
    entry.name,
    sorted([
      ...entry.aliases.map((alias) => `a.k.a. ${alias}`),
      ...entry.formerly.map((alias) => `f.k.a. ${alias}`),
    ]),
    entry.addresses,
    entry.seeUnder ?? '',
    requirementOf(entry),
    entry.footnote === undefined ? [] : [entry.footnote],
    entry.exception,
  ])

const readEntry = ({ action, target, entry }: RuleAction): string => {
  const facts = entry!.facts
  return JSON.stringify([
    action,
    target.country,
    target.name,
    facts.name,
    sorted(facts.aliases.map(({ kind, name }) => `${kind} ${name}`)),
    facts.addresses.map(({ text }) => text),
    facts.notes.find(({ label }) => label === 'See alternate address')?.value ?? '',
    facts.licence!.requirement,
    facts.licence!.footnotes,
    facts.licence!.exceptions !== undefined,
  ])
}

const expectedLines = (rule: GpoRule): string[] =>
  sorted([
    ...rule.adds.map((entry) => expectedEntry('add', entry)),
    ...rule.revises.map((entry) => expectedEntry('revise', entry)),
    ...rule.renames.map(({ from, to }) => expectedEntry('revise', to, from)),
    ...rule.removes.map(({ heading, name }) => `remove ${codeOf(heading)} ${name}`),
    ...rule.aliasCuts.map(({ heading, name, alias }) => `cut ${codeOf(heading)} ${name}: ${alias}`),
  ])

const readLines = (reading: RuleReading): string[] =>
  sorted(
    reading.actions.map((action) => {
      if (action.entry) return readEntry(action)
      const { target, edits } = action
      return edits === undefined
        ? `${action.action} ${target.country} ${target.name}`
        : `cut ${target.country} ${target.name}: ${edits.map(({ op, of, text }) => (op === 'remove' && of === 'alias' ? text : `${op} ${of}`)).join()}`
    }),
  )

test('any mix of the documented variations is read back whole, and its own numbers agree', () => {
  fc.assert(
    fc.property(gpoRule, (rule) => {
      const reading = read(rule)
      expect(readLines(reading)).toEqual(expectedLines(rule))
      expect(reading.disagreements).toEqual([])
      expect(reading.outOfScope.filter(({ what }) => what === 'Unverified List').length).toBe(
        rule.unverified.length === 0 ? 0 : rule.unverified.length + 1,
      )
    }),
    { numRuns: 100 },
  )
})

test('a row taken out of any rule, or one put in, is an error with its place', () => {
  fc.assert(
    fc.property(
      // A new name alone needs no row: the entry is what it was.
      gpoRule.filter(
        ({ adds, revises, renames }) => adds.length + revises.length > 0 && renames.length === 0,
      ),
      fc.nat(),
      (rule, at) => {
        const xml = writeGpoRule(rule)
        const rows = [...xml.matchAll(/<ROW>(?:<PRTPAGE P="9004"\/>)?<ENT I="22">\u2003<\/ENT>.*?<\/ROW>/gsu)]
        const row = rows[at % rows.length]![0]
        const without = faultOf(() => readRule(Buffer.from(xml.replace(row, '')), document))
        expect(without.fault).toMatch(/^unexplained-(?:instruction|row)$/u)
        expect(without.place).toMatch(/ at line \d+$/u)
        const doubled = faultOf(() => readRule(Buffer.from(xml.replace(row, () => `${row}${row}`)), document))
        expect(doubled.fault).toMatch(/^unexplained-(?:instruction|row)$/u)
        expect(doubled.place).toMatch(/ at line \d+$/u)
      },
    ),
    { numRuns: 25 },
  )
})

test('a number of aliases that is not found, in any rule, is an error that names the entry', () => {
  fc.assert(
    fc.property(
      gpoRule.filter(({ adds }) => adds.some(({ aliases }) => aliases.length > 0)),
      (rule) => {
        const entry = rule.adds.find(({ aliases }) => aliases.length > 0)!
        const xml = writeGpoRule({
          ...rule,
          adds: rule.adds.map((one) =>
            one === entry
              ? { ...one, aliases: [...one.aliases.slice(1), 'One Too Many', 'Two Too Many'] }
              : one,
          ),
        })
        const stated = new RegExp(String.raw`(a\.k\.a\., the following )(?:\w+)( alias)`, 'u')
        const at = xml.indexOf('One Too Many')
        const from = xml.lastIndexOf('a.k.a., the following', at)
        const wrong = `${xml.slice(0, from)}${xml.slice(from).replace(stated, '$1eleven$2')}`
        const { fault, message } = faultOf(() => readRule(Buffer.from(wrong), document))
        expect(fault).toBe('unexplained-row')
        expect(compactName(message)).toContain(compactName(entry.name))
      },
    ),
    { numRuns: 25 },
  )
})

test('a stated number that is one off is told, in any rule', () => {
  fc.assert(
    fc.property(
      gpoRule.filter(({ adds }) => adds.length > 0),
      (rule) => {
        const figures = { ...rule, style: { ...rule.style, figures: 'figures' as const } }
        const xml = writeGpoRule(figures).replace(
          /by adding (\d+) entr/u,
          (_whole, count: string) => `by adding ${Number(count) + 1} entr`,
        )
        const { disagreements } = readRule(Buffer.from(xml), document)
        expect(disagreements[0]).toContain(`to add ${rule.adds.length + 1} entries`)
      },
    ),
    { numRuns: 25 },
  )
})

test('a listed address is keyed by itself, its placeholder is a note', () => {
  const [some] = fc.sample(
    gpoRule.filter(({ style }) => style.instructions === 'prefix'),
    { numRuns: 1, seed: 5 },
  )
  const address: GpoEntry = {
    heading: 'UNITED ARAB EMIRATES',
    name: 'Address 03',
    aliases: [],
    formerly: [],
    addresses: ['Unit 7, Pear Tower, Dubai, UAE'],
    exception: false,
  }
  const none = { revises: [], renames: [], removes: [], aliasCuts: [], unverified: [] }
  const [action] = read({ ...some!, ...none, adds: [address] }).actions
  expect(action?.naturalKey).toBe('AE:address-unit-7-pear-tower-dubai-uae')
  expect(action?.entry?.facts).toMatchObject({
    type: 'address',
    name: 'Unit 7, Pear Tower, Dubai, UAE',
    notes: [{ label: 'Placeholder', value: 'Address 03' }],
  })
})

test('a rule that leaves supplement no. 4 alone has no actions', () => {
  const xml = `<RULE><PREAMB><SUM><P>BIS is amending the EAR by removing 27 persons from the Unverified List (UVL).</P></SUM></PREAMB>
<SUPLINF><REGTEXT TITLE="15" PART="744"><AMDPAR>1. Supplement No. 6 to part 744 is amended by removing the entry for “Quince”.</AMDPAR></REGTEXT></SUPLINF></RULE>`
  expect(readRule(Buffer.from(xml), document).actions).toEqual([])
})
