import { describe, expect, test } from 'vitest'
import { numberOf } from '../../../shared/sources/bis-entity-list/number-words.ts'
import { compareCounts, statedNumbers } from '../../../shared/sources/bis-entity-list/stated-counts.ts'
import { faultOf } from './documents.ts'

const counts = (summary: string) =>
  statedNumbers(summary, [])
    .counts.filter(({ list }) => list === 'entity-list')
    .map(({ action, count, of }) => `${action} ${count} ${of}`)
const byCountry = (summary: string) =>
  statedNumbers(summary, []).byCountry.map(({ action, numbers }) => [action, Object.fromEntries(numbers)])

test.each([
  ['13', 13],
  ['1,024', 1024],
  ['an', 1],
  ['seven', 7],
  ['twenty-four', 24],
  ['one hundred and two', 102],
  ['several', undefined],
])('%s is %s', (text, value) => {
  expect(numberOf(text)).toBe(value)
})

/** The wording is that of summaries of real rules. */
describe('numbers that summaries state', () => {
  test.each([
    [
      '2023-03929',
      'by adding 10 entities under 13 entries to the Entity List.',
      ['add 10 entities', 'add 13 entries'],
    ],
    [
      '2020-03157',
      'by adding twenty-four entities to the Entity List. This rule also revises five existing entries on the Entity list, one each under the destinations of France and Iran.',
      ['add 24 entities', 'revise 5 entries'],
    ],
    [
      '2022-26622',
      'by adding twenty-four entities under twenty-six entries to the Entity List. In addition, this final rule removes from the Entity List one entity listed in three entries under Oman, Saudi Arabia, and the U.A.E.',
      ['add 24 entities', 'add 26 entries', 'remove 1 entities', 'remove 3 entries'],
    ],
    [
      '2022-18268',
      'This final rule also corrects typographical errors in two existing entries on the Entity List.',
      ['revise 2 entries'],
    ],
    ['2023-13196', 'by adding an inadvertently omitted entity to the Entity List.', ['add 1 entities']],
    [
      '2025-19508',
      'by adding 29 entries (26 entities and 3 addresses) to the Entity List',
      ['add 29 entries', 'add 26 entities'],
    ],
    [
      '2025-17893',
      'This final rule revises an entry by removing two addresses from one entity under the destination of Russia.',
      ['revise 1 entries'],
    ],
    [
      '2025-19858',
      'BIS is removing one entity from the Entity List under the destination of China. BIS is also removing six aliases associated with a different entity on the Entity List under the destination of China.',
      ['remove 1 entities'],
    ],
    [
      '2022-27149',
      'by removing 9 persons from the Unverified List (UVL) and adding them to the Entity List.',
      ['add 9 persons'],
    ],
    [
      '2022-07643',
      'That final rule amended the Export Administration Regulations (EAR) by adding a new entry for “Huawei”. This rule amends the entries for the two entities.',
      ['revise 2 entities'],
    ],
  ])('%s', (_rule, summary, expected) => {
    expect(counts(summary)).toEqual(expected)
  })

  test('by country, in their many spellings', () => {
    expect(
      byCountry(
        "These entries are under the destinations of Armenia (3), China, People's Republic of (China) (1), the United Arab Emirates (UAE) (4), India, (1) and the Russian Federation (Russia) (28).",
      ),
    ).toEqual([['add', { AM: 3, CN: 1, AE: 4, IN: 1, RU: 28 }]])
    expect(
      byCountry(
        'Finally, this rule amends 27 existing entries on the Entity List to correct typographical errors under the following destinations: Belarus (3), China (11), and Turkey (2).',
      ),
    ).toEqual([['revise', { BY: 3, CN: 11, TR: 2 }]])
    expect(faultOf(() => byCountry('under the destinations of Ruritania (3).')).fault).toBe(
      'unknown-category',
    )
  })
})

describe('comparison', () => {
  const entries = (action: 'add' | 'revise' | 'remove', parties: string[]) =>
    parties.map((party) => ({ action, country: 'CN', party }))

  test('statements of one kind add up, repetitions do not', () => {
    const both =
      'This rule revises eleven existing entries and corrects one existing entry on the Entity List.'
    const twelve = entries(
      'revise',
      Array.from({ length: 12 }, (_, at) => `p${at}`),
    )
    expect(compareCounts(statedNumbers(both, []), { entries: twelve })).toEqual({
      stated: {},
      disagreements: [],
    })
    expect(compareCounts(statedNumbers(both, []), { entries: twelve.slice(1) }).disagreements).toEqual([
      expect.stringContaining('to revise 12 entries'),
    ])
    const repeated = 'BIS is modifying one entity. This final rule modifies one entity on the Entity List.'
    expect(compareCounts(statedNumbers(repeated, []), { entries: entries('revise', ['p']) })).toEqual({
      stated: {},
      disagreements: [],
    })
  })

  test('entities alone may mean parties or entries; beside entries they are parties', () => {
    const twoEntries = entries('add', ['p', 'p'])
    expect(compareCounts(statedNumbers('by adding one entity.', []), { entries: twoEntries }).stated).toEqual(
      {
        entities: 1,
      },
    )
    expect(
      compareCounts(statedNumbers('by adding two entities.', []), { entries: twoEntries }).stated,
    ).toEqual({
      entities: 2,
    })
    expect(
      compareCounts(statedNumbers('by adding two entities under two entries.', []), {
        entries: twoEntries,
      }).disagreements,
    ).toHaveLength(1)
  })

  test('addresses stand beside entities', () => {
    const stated = statedNumbers('by adding 3 entries (2 entities and 1 address) to the Entity List.', [])
    expect(compareCounts(stated, { entries: entries('add', ['p', 'q', 'address']) })).toEqual({
      stated: { entries: 3, entities: 3 },
      disagreements: [],
    })
    expect(
      compareCounts(stated, { entries: entries('add', ['p', 'q']) }).disagreements.length,
    ).toBeGreaterThan(0)
  })
})
