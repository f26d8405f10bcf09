import { describe, expect, test } from 'vitest'
import {
  type GuardName,
  judge,
  type ListStatistics,
  statisticsOf,
  withEntries,
  without,
} from '../../shared/lists/guards.ts'

const list = (count: number, more: Partial<ListStatistics> = {}): ListStatistics => ({
  count,
  types: { organisation: count },
  categories: { SDGT: count },
  filled: { name: count },
  ...more,
})
const gone = (count: number, filled: string[] = ['name']) => Array.from({ length: count }, () => ({ filled }))

interface Case {
  title: string
  before: ListStatistics | null
  after: ListStatistics
  removed?: number
  missing?: string[]
  released?: GuardName[]
  verdict: 'accept' | 'partial' | 'hold'
  guards?: GuardName[]
}

const cases: Case[] = [
  { title: 'the first version of a list', before: null, after: list(9000), verdict: 'accept' },
  {
    title: 'a first version without a sentinel',
    before: null,
    after: list(9000),
    missing: ['x'],
    verdict: 'hold',
    guards: ['sentinels'],
  },
  { title: 'no change', before: list(1000), after: list(1000), verdict: 'accept' },
  { title: 'an empty list after an empty list', before: list(0), after: list(0), verdict: 'accept' },

  // The limit: 2% of a long list but at least 25; of a short one a fifth, but at least 4.
  { title: '25 of 1,000 entries gone', before: list(1000), after: list(975), removed: 25, verdict: 'accept' },
  {
    title: '26 of 1,000 entries gone',
    before: list(1000),
    after: list(974),
    removed: 26,
    verdict: 'partial',
    guards: ['removals'],
  },
  {
    title: '200 of 10,000 entries gone',
    before: list(10_000),
    after: list(9800),
    removed: 200,
    verdict: 'accept',
  },
  {
    title: '201 of 10,000 entries gone',
    before: list(10_000),
    after: list(9799),
    removed: 201,
    verdict: 'partial',
    guards: ['removals'],
  },
  { title: '4 of 5 entries gone', before: list(5), after: list(1), removed: 4, verdict: 'accept' },
  {
    title: '5 of 5 entries gone',
    before: list(5),
    after: list(0),
    removed: 5,
    verdict: 'partial',
    guards: ['removals'],
  },
  { title: '13 of 67 orders gone', before: list(67), after: list(54), removed: 13, verdict: 'accept' },
  {
    title: '14 of 67 orders gone',
    before: list(67),
    after: list(53),
    removed: 14,
    verdict: 'partial',
    guards: ['removals'],
  },
  {
    title: 'as many removed as added',
    before: list(1000),
    after: list(1000),
    removed: 300,
    verdict: 'partial',
    guards: ['removals'],
  },

  { title: 'a list that doubles, and fifty more', before: list(100), after: list(250), verdict: 'accept' },
  {
    title: 'a list that grows beyond that',
    before: list(100),
    after: list(251),
    verdict: 'hold',
    guards: ['growth'],
  },
  { title: 'a short list that grows by fifty', before: list(1), after: list(52), verdict: 'accept' },

  {
    title: 'a publication of the same day',
    before: list(9, { publishedOn: '2024-05-06' }),
    after: list(9, { publishedOn: '2024-05-06' }),
    verdict: 'accept',
  },
  {
    title: 'a publication of the day before',
    before: list(9, { publishedOn: '2024-05-06' }),
    after: list(9, { publishedOn: '2024-05-05' }),
    verdict: 'hold',
    guards: ['publication-date'],
  },
  {
    title: 'a publication without a date',
    before: list(9, { publishedOn: '2024-05-06' }),
    after: list(9),
    verdict: 'accept',
  },

  {
    title: 'a field that empties',
    before: list(100, { filled: { aliases: 80 } }),
    after: list(100, { filled: {} }),
    verdict: 'hold',
    guards: ['fill-rate'],
  },
  {
    title: 'a field that loses three quarters',
    before: list(100, { filled: { aliases: 80 } }),
    after: list(100, { filled: { aliases: 20 } }),
    verdict: 'accept',
  },
  {
    title: 'a field that loses more',
    before: list(100, { filled: { aliases: 80 } }),
    after: list(100, { filled: { aliases: 19 } }),
    verdict: 'hold',
    guards: ['fill-rate'],
  },
  {
    title: 'a rare field that empties',
    before: list(100, { filled: { aliases: 19 } }),
    after: list(100, { filled: {} }),
    verdict: 'accept',
  },
  {
    title: 'a new field',
    before: list(100),
    after: list(100, { filled: { name: 100, vessel: 100 } }),
    verdict: 'accept',
  },

  {
    title: 'removals and a missing sentinel',
    before: list(1000),
    after: list(900),
    removed: 100,
    missing: ['x'],
    verdict: 'hold',
    guards: ['sentinels', 'removals'],
  },
  {
    title: 'removals that are released',
    before: list(1000),
    after: list(900),
    removed: 100,
    released: ['removals'],
    verdict: 'accept',
  },
  {
    title: 'removals, with another guard released',
    before: list(1000),
    after: list(900),
    removed: 100,
    released: ['growth'],
    verdict: 'partial',
    guards: ['removals'],
  },
  {
    title: 'removals and a missing sentinel that is released',
    before: list(1000),
    after: list(900),
    removed: 100,
    missing: ['x'],
    released: ['sentinels'],
    verdict: 'partial',
    guards: ['removals'],
  },
]

describe('the verdict on', () => {
  test.each(cases)(
    '$title: $verdict',
    ({ before, after, removed = 0, missing = [], released, verdict, guards }) => {
      const found = judge({
        before,
        after,
        removed: gone(removed),
        sentinelsMissing: missing,
        ...(released ? { released } : {}),
      })
      expect(found.kind).toBe(verdict)
      expect(found.kind === 'accept' ? undefined : found.reasons.map(({ guard }) => guard)).toEqual(guards)
    },
  )

  test('names its numbers', () => {
    const verdict = judge({ before: list(1000), after: list(700), removed: gone(300), sentinelsMissing: [] })
    expect(verdict.kind !== 'accept' && verdict.reasons[0]?.reason).toBe(
      "300 of 1000 entries are gone; more than 25 in one publication need a person's look",
    )
  })

  test('entries that went do not count as a field that emptied', () => {
    const before = list(200, { filled: { vessel: 100 } })
    const after = list(110, { filled: { vessel: 10 } })
    expect(judge({ before, after, removed: gone(90, ['vessel']), sentinelsMissing: [] })).toMatchObject({
      kind: 'partial',
    })
    // Of those that stayed ten in a hundred and ten filled it; the same without any that went is a field that emptied.
    expect(
      judge({ before, after: list(200, { filled: { vessel: 10 } }), removed: [], sentinelsMissing: [] }),
    ).toMatchObject({ kind: 'hold' })
  })
})

test('statistics count types, categories and fields', () => {
  const guards = [
    { type: 'person', category: 'SDGT', filled: ['name', 'aliases'] },
    { type: 'vessel', category: 'SDGT', filled: ['name'] },
    { type: 'person', category: 'IRAN', filled: ['name', 'vessel'] },
  ]
  const statistics = statisticsOf(guards, '2024-05-06')
  expect(statistics).toEqual({
    count: 3,
    types: { person: 2, vessel: 1 },
    categories: { IRAN: 1, SDGT: 2 },
    filled: { aliases: 1, name: 3, vessel: 1 },
    publishedOn: '2024-05-06',
  })
  expect(without(statistics, guards.slice(0, 1))).toMatchObject({ count: 2, filled: { name: 2, aliases: 0 } })
  expect(withEntries(statisticsOf(guards.slice(0, 2), '2024-05-06'), guards.slice(2))).toEqual(statistics)
})
