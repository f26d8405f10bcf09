import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bisEntityListReader } from '../../../shared/sources/bis-entity-list/reader.ts'
import type { ReadEntry } from '../../../shared/sources/reader.ts'
import { document202303929, faultOf, rule202303929 } from './documents.ts'
import { writeEcfr, type Parting } from './ecfr-document.ts'
import { codeOf, gpoRule, requirementOf, type GpoEntry } from './gpo-rule.ts'

const { baseline } = bisEntityListReader
const read = (xml: string): ReadEntry[] =>
  baseline.cut(Buffer.from(xml)).entries.map((raw) => baseline.parse(raw))

const expected = (entry: GpoEntry) => ({
  name: entry.name,
  aliases: [
    ...entry.aliases.map((name) => `a.k.a. ${name}`),
    ...entry.formerly.map((name) => `f.k.a. ${name}`),
  ],
  addresses: entry.addresses,
  see: entry.seeUnder ?? '',
  requirement: requirementOf(entry),
  footnotes: entry.footnote === undefined ? [] : [entry.footnote],
  listedOn: '2020-07-22',
})
const found = ({ facts }: ReadEntry) => ({
  name: facts.name,
  aliases: facts.aliases.map(({ kind, name }) => `${kind} ${name}`),
  addresses: facts.addresses.map(({ text }) => text),
  see: facts.notes.find(({ label }) => label === 'See alternate address')?.value ?? '',
  requirement: facts.licence!.requirement,
  footnotes: facts.licence!.footnotes,
  listedOn: facts.listedOn,
})

/** Of each destination the entries stand together. */
const inOrder = (entries: readonly GpoEntry[]): GpoEntry[] =>
  entries.toSorted((a, b) => (a.heading < b.heading ? -1 : a.heading > b.heading ? 1 : 0))

describe('the consolidated Entity List of the eCFR', () => {
  test.each<Parting>(['br', 'p'])('any entries, parted by <%s>, are read back whole', (parting) => {
    fc.assert(
      fc.property(
        gpoRule.map(({ adds }) => inOrder(adds)).filter((entries) => entries.length > 0),
        (entries) => {
          const entriesRead = read(writeEcfr(entries, parting))
          expect(entriesRead.map(found)).toEqual(entries.map(expected))
          expect(
            entriesRead.map(({ facts }) => facts.countries.includes(codeOf(entries[0]!.heading))).length,
          ).toBe(entries.length)
        },
      ),
      { numRuns: 30 },
    )
  })

  test('on one line too, names and lists are found; an end that cannot be told is not guessed', () => {
    fc.assert(
      fc.property(
        gpoRule.map(({ adds }) => inOrder(adds)).filter((entries) => entries.length > 0),
        (entries) => {
          for (const [at, entry] of read(writeEcfr(entries, 'line')).entries()) {
            expect(entry.facts.name).toBe(entries[at]!.name)
            const unsplit = entry.facts.notes.find(({ label }) => label === 'Entry as published')
            if (unsplit === undefined) expect(found(entry)).toEqual(expected(entries[at]!))
            else for (const alias of entries[at]!.aliases) expect(unsplit.value).toContain(alias)
          }
        },
      ),
      { numRuns: 30 },
    )
  })

  test('the published rule’s entries, as the eCFR prints them, have the keys that the rule gives them', () => {
    const rule = bisEntityListReader.readRule(rule202303929(), document202303929)
    const fixture = readFileSync(
      new URL('../../fixtures/ecfr-written/2023-03-01/part-744.xml', import.meta.url),
      'utf8',
    )
    const entries = read(fixture)
    expect(entries.map(({ naturalKey }) => naturalKey)).toEqual(
      rule.actions.map(({ naturalKey }) => naturalKey),
    )
    for (const [at, { facts }] of entries.entries()) {
      const of = rule.actions[at]!.entry!.facts
      expect(facts.aliases).toEqual(of.aliases)
      expect(facts.addresses).toEqual(of.addresses)
      expect(facts.licence!.footnotes).toEqual([3])
      expect(facts.listedOn).toBe('2023-02-27')
    }
  })

  const [some] = fc.sample(
    gpoRule.filter(({ adds }) => adds.length > 2),
    { numRuns: 1, seed: 7 },
  )
  const whole = writeEcfr(inOrder(some!.adds), 'br')
  test.each([
    ['a web page', '<html><body>Request Access</body></html>', 'challenge-page'],
    ['a document that breaks off', whole.slice(0, whole.length / 2), 'truncated'],
    [
      'another part',
      whole.replaceAll('Supplement No. 4 to Part 744', 'Supplement No. 9 to Part 744'),
      'missing-table',
    ],
    ['a list without rows', whole.replace(/<TBODY>[\s\S]*<\/TBODY>/u, '<TBODY></TBODY>'), 'count-mismatch'],
    [
      'an unknown destination',
      whole.replace(/scope="row">[A-Z][^<]+</u, 'scope="row">RURITANIA<'),
      'unknown-category',
    ],
    ['a row of four cells', whole.replace('<TD>Presumption of denial.</TD>', ''), 'unexplained-row'],
  ])('%s is refused', (_what, xml, fault) => {
    expect(faultOf(() => read(xml)).fault).toBe(fault)
  })
})

test('a raw entry is JSON, as those of every table are: what is quoted from a document is looked for by it', () => {
  const [some] = fc.sample(
    gpoRule.filter(({ adds }) => adds.length > 0),
    { numRuns: 1, seed: 11 },
  )
  for (const { raw } of baseline.cut(Buffer.from(writeEcfr(inOrder(some!.adds), 'br'))).entries)
    expect(JSON.parse(raw)).toHaveProperty('ecfr.entity')
})
