import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkSource } from '../../shared/lists/check-source.ts'
import { reconcileEntityList } from '../../shared/operations/reconcile-entity-list.ts'
import { ecfrPart744, ecfrTitles } from '../../shared/sources/federal-register/ecfr.ts'
import { emptyWorld, storesOf } from '../support/pipeline.ts'
import { reconcile } from '../../shared/lists/reconcile.ts'
import type { DesignationFacts } from '../../shared/model/designation.ts'
import { bisEntityListReader } from '../../shared/sources/bis-entity-list/reader.ts'
import { emptyFacts } from '../../shared/sources/reader.ts'
import { document202303929, rule202303929, screeningList } from '../sources/bis-entity-list/documents.ts'

const { baseline } = bisEntityListReader
const read = (bytes: Uint8Array): DesignationFacts[] =>
  baseline.cut(bytes).entries.map((raw) => baseline.parse(raw).facts)
const rule = bisEntityListReader
  .readRule(rule202303929(), document202303929)
  .actions.map(({ entry }) => entry!.facts)
const ecfr = read(readFileSync(new URL('../fixtures/ecfr-written/2023-03-01/part-744.xml', import.meta.url)))

test('a rule as we read it and the eCFR as it prints it are the same list', () => {
  expect(reconcile(rule, ecfr)).toEqual({ onlyOurs: [], onlyTheirs: [] })
})

test('each entry that stands on one side only is named, with its destination and citation', () => {
  expect(reconcile(rule.slice(1), ecfr.slice(0, -1))).toEqual({
    onlyOurs: [{ name: 'Promtekhkomplekt JSC', countries: ['RU'], citation: '88 FR 12170' }],
    onlyTheirs: [{ name: 'CPUNTO Inc.', countries: ['CA'], citation: '88 FR 12170' }],
  })
})

test('the same party under another destination is another entry', () => {
  const moved = ecfr.map((one) => (one.countries.includes('LU') ? { ...one, countries: ['DE'] } : one))
  expect(reconcile(rule, moved).onlyOurs.map(({ name, countries }) => [name, countries])).toEqual([
    ['Spacety Co., Ltd.', ['LU']],
  ])
})

test('the list of April 2022 agrees with itself, and the 13 entries of 2023 are not in it', () => {
  const list = read(screeningList())
  expect(reconcile(list, list)).toEqual({ onlyOurs: [], onlyTheirs: [] })
  expect(reconcile([...list, ...rule], list).onlyOurs).toHaveLength(13)
  expect(reconcile(list, list.slice(5)).onlyOurs.length).toBeLessThanOrEqual(5)
})

test('whatever is left out of either side is found, whatever the order', () => {
  const facts = (name: string, country: string): DesignationFacts => ({
    ...emptyFacts('bis-entity-list', 'organisation', name),
    countries: [country],
  })
  const entry = fc
    .tuple(fc.stringMatching(/^[a-z]{6,12}$/u), fc.constantFrom('CN', 'RU', 'IR'))
    .map(([name, country]) => facts(name, country))
  fc.assert(
    fc.property(
      fc.uniqueArray(entry, { maxLength: 12, selector: ({ name, countries }) => `${countries[0]} ${name}` }),
      fc.array(fc.constantFrom('both', 'ours', 'theirs'), { minLength: 12, maxLength: 12 }),
      (entries, sides) => {
        const on = (side: string) => entries.filter((_, at) => sides[at] === 'both' || sides[at] === side)
        const only = (side: string) =>
          entries
            .filter((_, at) => sides[at] === side)
            .map(({ name }) => name)
            .sort()
        const found = reconcile(on('ours').toReversed(), on('theirs'))
        expect(found.onlyOurs.map(({ name }) => name)).toEqual(only('ours'))
        expect(found.onlyTheirs.map(({ name }) => name)).toEqual(only('theirs'))
      },
    ),
    { numRuns: 100 },
  )
})

test('the nightly comparison tells each side by itself, and one that cannot be had does not hide the other', async () => {
  const world = emptyWorld()
  const stores = storesOf(world)
  const rebuilt = readFileSync(new URL('../fixtures/ecfr-written/2023-03-01/part-744.xml', import.meta.url))
  const reader = { ...bisEntityListReader, baseline: { ...baseline, sentinels: [] } }
  await checkSource(
    { source: 'bis-entity-list', scheduledAt: '2023-03-02T15:00:00.000Z' },
    {
      ...stores,
      reader,
      fetch: async () => [
        {
          bytes: rebuilt,
          url: 'https://www.ecfr.gov/x',
          fetchedAt: '2023-03-02T15:00:00Z',
          role: 'baseline',
          asOf: '2023-03-01',
        },
      ],
      now: () => new Date('2023-03-02T15:00:00Z'),
    },
  )
  const recorded: string[] = []
  const without = rebuilt.toString('utf8').replace(/<TR><TD[^>]*>LUXEMBOURG[\s\S]*?<\/TR>/u, '')
  const outcome = await reconcileEntityList(
    {
      get: async (url) => {
        const body = (text: string) => ({ status: 200, url, body: new TextEncoder().encode(text) })
        if (url === ecfrTitles) return body('{"titles":[{"number":15,"up_to_date_as_of":"2023-03-03"}]}')
        if (url === ecfrPart744('2023-03-03')) return body(without)
        return { status: 503, url, body: new Uint8Array() }
      },
      lists: stores.lists,
      documents: stores.documents,
      reader,
      screeningListUrl: 'https://data.trade.gov/csl.csv',
      record: async ({ against }) => void recorded.push(against),
    },
    '2023-03-04T07:30:00.000Z',
  )
  expect(outcome.found).toMatchObject([
    {
      against: 'ecfr',
      asOf: '2023-03-03',
      ours: 13,
      theirs: 12,
      onlyOurs: [{ name: 'Spacety Co., Ltd.', countries: ['LU'] }],
      onlyTheirs: [],
    },
  ])
  expect(outcome.failed).toMatchObject([{ against: 'trade-csl', reason: expect.stringContaining('503') }])
  expect(recorded).toEqual(['ecfr'])
})
