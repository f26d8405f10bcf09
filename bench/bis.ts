/**
 * How long the Entity List's own documents take to read: a generated year of rules (40 rules, 1,000 entries, in GPO's
 * shape), the published rule 88 FR 12170, and the fold of that year over the list of April 2022.
 *
 *   npx node bench/bis.ts
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { foldRule, type LedgerState } from '../shared/lists/fold-ledger.ts'
import { factsHash } from '../shared/lists/canonical.ts'
import { bisEntityListReader } from '../shared/sources/bis-entity-list/reader.ts'
import type { RuleReading } from '../shared/sources/reader.ts'
import {
  document,
  gpoRule,
  writeGpoRule,
  type GpoEntry,
  type Style,
} from '../test/sources/bis-entity-list/gpo-rule.ts'

const rules = 40
const entriesPerRule = 25

const style: Style = {
  instructions: 'nested',
  header: 'row',
  layout: 'indented',
  shortRow: true,
  tables: 'one',
  figures: 'words',
  square: true,
  numbered: true,
  countries: true,
  separator: ';',
  goes: 'alphabetical',
}

const pool = fc
  .sample(gpoRule, { numRuns: 600, seed: 2024 })
  .flatMap(({ adds }) => adds)
  .slice(0, rules * entriesPerRule)
const yearOfRules = Array.from({ length: rules }, (_, at) => {
  const adds = pool
    .slice(at * entriesPerRule, (at + 1) * entriesPerRule)
    // No two entries of the year are one.
    .map((entry, own): GpoEntry => ({ ...entry, name: `Bench ${at}-${own} ${entry.name}` }))
  return Buffer.from(
    writeGpoRule({ adds, revises: [], renames: [], removes: [], aliasCuts: [], unverified: [], style }),
  )
})

const timed = <T>(what: string, work: () => T): T => {
  const [cpu, wall] = [process.cpuUsage(), performance.now()]
  const result = work()
  const { user, system } = process.cpuUsage(cpu)
  console.log(
    `${what.padEnd(64)} ${((performance.now() - wall) / 1000).toFixed(2).padStart(6)} s wall ${((user + system) / 1e6).toFixed(2).padStart(6)} s CPU`,
  )
  return result
}

const fixture = (path: string): Buffer =>
  readFileSync(new URL(`../test/fixtures/bis-entity-list/${path}`, import.meta.url))
const published = fixture('2023-02-27/2023-03929.xml')
const list = gunzipSync(fixture('2022-04-28/consolidated.csv.gz'))

const bytes = yearOfRules.reduce((sum, rule) => sum + rule.length, 0)
const year = timed(
  `read a year: ${rules} rules, ${pool.length} entries, ${(bytes / 1e6).toFixed(1)} MB`,
  () => yearOfRules.map((rule) => bisEntityListReader.readRule(rule, document)),
)
const read = year.reduce((sum, { actions }) => sum + actions.length, 0)
if (read !== pool.length) throw new Error(`${read} of ${pool.length} entries were read`)
const wrong = year.flatMap(({ disagreements }) => disagreements)
if (wrong.length > 0) throw new Error(wrong[0])
timed('read 88 FR 12170: 13 entries, 45 KB', () =>
  bisEntityListReader.readRule(published, {
    documentNumber: '2023-03929',
    publishedOn: '2023-02-27',
    citation: '88 FR 12170',
    url: 'https://www.federalregister.gov/d/2023-03929',
  }),
)
const baseline = timed('read the list of April 2022: 2,001 entries of 14,160 rows', () =>
  bisEntityListReader.baseline.cut(list).entries.map((raw) => {
    const { naturalKey, facts, guard } = bisEntityListReader.baseline.parse(raw)
    return { naturalKey, hash: factsHash(facts), guard, facts: () => facts }
  }),
)
timed(`fold the year over it: ${baseline.length} + ${read} entries`, () =>
  year.reduce<LedgerState>(
    (state, rule: RuleReading) => ({
      entries: foldRule(bisEntityListReader, state, rule).entries,
      formerKeys: new Map(),
    }),
    { entries: baseline, formerKeys: new Map() },
  ),
)
