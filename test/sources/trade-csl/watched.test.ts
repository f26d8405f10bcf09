import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { effectsOf, measuresOf, unknownProgrammes } from '../../../shared/legal/consequences.ts'
import { judge, policyOf, statisticsOf, type GuardReason } from '../../../shared/lists/guards.ts'
import type { Designation, DesignationFacts } from '../../../shared/model/designation.ts'
import { roles } from '../../../shared/model/supplier.ts'
import { readerOf } from '../../../shared/sources/registry.ts'
import { screenedLists, tradeCslWatchedReader } from '../../../shared/sources/trade-csl/reader.ts'
import { faultOf } from '../bis-entity-list/documents.ts'

/** The Consolidated Screening List of late April 2022, as published. */
const text = gunzipSync(
  readFileSync(new URL('../../fixtures/bis-entity-list/2022-04-28/consolidated.csv.gz', import.meta.url)),
).toString('utf8')
const read = (csv: string) =>
  tradeCslWatchedReader.cut(Buffer.from(csv)).entries.map((raw) => tradeCslWatchedReader.parse(raw))
const entries = read(text)
const facts = entries.map((entry) => entry.facts)
const of = (list: string): DesignationFacts[] => facts.filter(({ programs }) => programs[0] === list)

describe('the lists that are not read directly', () => {
  test('are these, with all their parties, and no other list', () => {
    expect(readerOf('trade-csl')).toBe(tradeCslWatchedReader)
    const counts = Object.fromEntries([...screenedLists].map((list) => [list, of(list).length]))
    // By the file's own rows: 462, 201, 71, 727 and 163; a row that stands twice with the same facts is one.
    expect(counts).toEqual({ DPL: 462, UVL: 201, MEU: 71, DTC: 727, ISN: 163 })
    expect(facts.length).toBe(Object.values(counts).reduce((sum, count) => sum + count, 0))
  })

  test('every key once, whatever the order of the rows', () => {
    const keys = entries.map(({ naturalKey }) => naturalKey)
    expect(new Set(keys).size).toBe(keys.length)
    // Some cells hold line breaks: a row begins with its id.
    const [header, ...rows] = text.trimEnd().split(/\n(?=[0-9a-f]{40},)/u)
    const one = [header, ...rows].join('\n')
    const other = [header, ...rows.toReversed()].join('\n')
    const keysOf = (csv: string) =>
      read(`${csv}\n`)
        .map(({ naturalKey }) => naturalKey)
        .sort()
    expect(keysOf(other)).toEqual(keysOf(one))
  })

  test('a party under a new name is the same where it keeps a name, its list and a country', () => {
    const same = tradeCslWatchedReader.sameSubject!
    const [party, stranger] = of('MEU')
    const renamed = {
      ...party!,
      name: 'AECC Aero Engineering',
      aliases: [{ name: party!.name, quality: 'strong' as const, kind: 'f.k.a.' }],
    }
    expect(same(party!, renamed)).toBe(true)
    expect(same(party!, stranger!)).toBe(false)
    expect(same(party!, { ...renamed, programs: ['UVL'] })).toBe(false)
  })

  test('a file that is cut, a web page, or the names as JSON are refused', () => {
    expect(faultOf(() => read(text.slice(0, 1_998_433))).fault).toBe('truncated')
    expect(faultOf(() => read('<html>maintenance</html>')).fault).toBe('challenge-page')
    expect(faultOf(() => read('{"entries":[]}')).fault).toBe('not-the-document')
  })
})

describe('guards', () => {
  const before = statisticsOf(entries.map(({ guard }) => guard))
  const without = (list: string, keep: number): GuardReason[] => {
    let kept = 0
    const after = entries.filter(({ guard }) => guard.category !== list || kept++ < keep)
    const removed = entries.filter((entry) => !after.includes(entry)).map(({ guard }) => guard)
    const verdict = judge({
      before,
      after: statisticsOf(after.map(({ guard }) => guard)),
      removed,
      sentinelsMissing: [],
      policy: policyOf('trade-csl'),
    })
    return verdict.kind === 'accept' ? [] : verdict.reasons
  }

  test.each([...screenedLists])('an emptied list is held, not told as delistings: %s', (list) => {
    expect(without(list, 0).map(({ guard }) => guard)).toContain('categories')
    expect(
      without(list, 1).map(({ guard }) => guard),
      'one row left is as good as none',
    ).toContain('categories')
  })

  test('more rows lost than a day loses are withheld', () => {
    expect(without('DPL', 420)).toMatchObject([{ guard: 'removals' }])
    expect(without('DPL', 450)).toEqual([])
  })
})

describe('what the lists mean', () => {
  const on = '2026-11-22'
  const designations = facts.map((one, at): Designation => ({ id: String(at), ...one }))

  test('every party has a row of the table for every role, and no effect is unknown', () => {
    const unknown = designations.filter((one) => unknownProgrammes(one, on).length > 0)
    expect(unknown.map(({ name, notes }) => [name, notes])).toEqual([])
    for (const one of designations) {
      const told = new Set(effectsOf(one, on).flatMap((effect) => effect.roles))
      expect([...told].sort()).toEqual(
        roles.filter((role) => role !== 'owner' || told.has('owner')).toSorted(),
      )
    }
  })

  test.each([
    ['DPL', 'export-denial'],
    ['UVL', 'no-licence-exception'],
    ['MEU', 'military-end-user'],
    ['DTC', 'debarment'],
  ])('%s: %s', (list, measure) => {
    const [one] = designations.filter(({ programs }) => programs[0] === list)
    expect(measuresOf(one!, on)).toEqual([measure])
  })

  test('nonproliferation sanctions mean what their statute says', () => {
    const under = (programme: string) =>
      designations.find(
        ({ programs, notes }) => programs[0] === 'ISN' && notes.some(({ value }) => value === programme),
      )!
    expect(measuresOf(under('E.O. 13382'), on)).toContain('blocking')
    expect(measuresOf(under('INKSNA'), on)).toEqual(['debarment'])
    const invented = { ...under('INKSNA'), notes: [{ label: 'Programme', value: 'An Act of 2027' }] }
    expect(measuresOf(invented, on)).toEqual(['unknown-effect'])
  })
})
