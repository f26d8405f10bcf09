import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reachedByOwnership } from '../../shared/screening/ownership.ts'
import { shareOfOwners, type Stake } from '../../shared/screening/share-of-owners.ts'

const share = (stakes: readonly [string, string, number?][], listed: readonly string[], party = 'X') =>
  shareOfOwners(
    stakes.map(
      ([owner, owned, percent]): Stake => ({
        owner,
        owned,
        ...(percent === undefined ? {} : { percent }),
      }),
    ),
    new Set(listed),
    party,
  )

describe('what listed owners hold of a party', () => {
  test.each<[string, [string, string, number?][], string[], 'reached' | 'unknown' | 'below', number]>([
    // OFAC's guidance of 13 August 2014 and FAQ 399: holdings of several are added up.
    ['one with half', [['A', 'X', 50]], ['A'], 'reached', 50],
    ['one with less', [['A', 'X', 49.9]], ['A'], 'below', 49.9],
    [
      'two of a quarter each',
      [
        ['A', 'X', 25],
        ['B', 'X', 25],
      ],
      ['A', 'B'],
      'reached',
      50,
    ],
    [
      'two, of whom one is listed',
      [
        ['A', 'X', 25],
        ['B', 'X', 25],
      ],
      ['A'],
      'below',
      25,
    ],
    [
      'three thirds that are decimals',
      [
        ['A', 'X', 33.3],
        ['B', 'X', 16.7],
      ],
      ['A', 'B'],
      'reached',
      50,
    ],
    // FAQ 401: an owner that is reached counts with its whole holding.
    [
      'through one that is reached',
      [
        ['A', 'R', 50],
        ['R', 'X', 50],
      ],
      ['A'],
      'reached',
      50,
    ],
    [
      'through one that is reached, with less',
      [
        ['A', 'R', 50],
        ['R', 'X', 25],
      ],
      ['A'],
      'below',
      25,
    ],
    [
      'through one that is not reached',
      [
        ['A', 'R', 25],
        ['R', 'X', 100],
      ],
      ['A'],
      'below',
      0,
    ],
    [
      'through two that are not reached',
      [
        ['A', 'R', 25],
        ['A', 'S', 25],
        ['R', 'X', 50],
        ['S', 'X', 50],
      ],
      ['A'],
      'below',
      0,
    ],
    [
      'directly and through another',
      [
        ['A', 'X', 25],
        ['A', 'R', 50],
        ['R', 'X', 25],
      ],
      ['A'],
      'reached',
      50,
    ],
    [
      'a cascade',
      [
        ['A', 'P', 60],
        ['P', 'Q', 60],
        ['Q', 'R', 60],
        ['R', 'X', 50],
      ],
      ['A'],
      'reached',
      50,
    ],
    [
      'a circle that nobody listed stands behind',
      [
        ['X', 'R', 80],
        ['R', 'X', 80],
      ],
      [],
      'below',
      0,
    ],
    [
      'what the party owns of its own owner says nothing, also where the party is listed itself',
      [
        ['X', 'R', 60],
        ['R', 'X', 55],
      ],
      ['X'],
      'below',
      0,
    ],
    [
      'shares that a party holds of itself are left out of what may still be hidden',
      [
        ['X', 'X', 60],
        ['A', 'X'],
      ],
      ['A'],
      'unknown',
      0,
    ],
    [
      'a sum above the whole takes nothing away from what is known',
      [
        ['A', 'R', 60],
        ['B', 'R', 70],
        ['A', 'R'],
        ['R', 'X'],
      ],
      ['A'],
      'unknown',
      0,
    ],
    [
      'a circle proves nothing of itself',
      [
        ['A', 'X', 20],
        ['X', 'R', 80],
        ['R', 'X', 40],
      ],
      ['A'],
      'below',
      20,
    ],
    // What nobody stated is asked for, and is never nothing.
    ['a share that is not stated', [['A', 'X']], ['A'], 'unknown', 0],
    [
      '… that can be half no more',
      [
        ['A', 'X'],
        ['B', 'X', 60],
      ],
      ['A'],
      'below',
      0,
    ],
    [
      '… beside one that is known',
      [
        ['A', 'X', 30],
        ['B', 'X'],
      ],
      ['A', 'B'],
      'unknown',
      30,
    ],
    [
      '… of two that together can be half no more',
      [
        ['A', 'X'],
        ['B', 'X'],
        ['C', 'X', 60],
      ],
      ['A', 'B'],
      'below',
      0,
    ],
    [
      '… of one between',
      [
        ['A', 'R'],
        ['R', 'X', 80],
      ],
      ['A'],
      'unknown',
      0,
    ],
    [
      '… of one that is not listed',
      [
        ['A', 'X', 30],
        ['B', 'X'],
      ],
      ['A'],
      'below',
      30,
    ],
    [
      'a known half decides, whatever else',
      [
        ['A', 'X', 50],
        ['B', 'X'],
      ],
      ['A', 'B'],
      'reached',
      50,
    ],
  ])('%s', (_, stakes, listed, state, percent) => {
    expect(share(stakes, listed)).toMatchObject({ state, percent })
  })

  test('names who holds it, the largest first, and whose share is not stated last', () => {
    expect(
      share(
        [
          ['A', 'X', 20],
          ['B', 'X', 40],
          ['C', 'X'],
          ['D', 'X', 10],
        ],
        ['A', 'B', 'C'],
      ).owners,
    ).toEqual([{ owner: 'B', percent: 40 }, { owner: 'A', percent: 20 }, { owner: 'C' }])
  })
})

const parties = ['A', 'B', 'C', 'D', 'E', 'F']
const stakes = fc.array(
  fc.record({
    owner: fc.constantFrom(...parties),
    owned: fc.constantFrom(...parties),
    percent: fc.integer({ min: 1, max: 60 }),
  }),
  { maxLength: 14 },
)
const listedOf = fc.uniqueArray(fc.constantFrom(...parties), { maxLength: 3 })

test('property: where every share is known it says what the ownership command says', () => {
  fc.assert(
    fc.property(stakes, listedOf, (holdings, listed) => {
      const reached = new Set(
        reachedByOwnership(
          holdings,
          listed.map((name) => ({ name })),
          '2024-01-01',
        ).map(({ name }) => name),
      )
      for (const party of parties) {
        if (listed.includes(party)) continue
        const { state } = shareOfOwners(holdings, new Set(listed), party)
        expect(state).toBe(reached.has(party) ? 'reached' : 'below')
      }
    }),
    { numRuns: 300 },
  )
})

test('property: a share that is not stated is unknown exactly where some value of it would reach half', () => {
  fc.assert(
    fc.property(stakes, listedOf, fc.nat(), (known, listed, pick) => {
      if (known.length === 0) return
      const hidden = known[pick % known.length]
      if (!hidden) return
      const others = known.filter((stake) => stake !== hidden)
      const left =
        100 -
        others
          .filter(({ owned, owner }) => owned === hidden.owned && owner !== owned)
          .reduce((sum, { percent }) => sum + percent, 0)
      const party = 'F'
      const stated = (percent: number) =>
        shareOfOwners([...others, { ...hidden, percent }], new Set(listed), party)
      const { percent: _p, ...bare } = hidden
      const { state } = shareOfOwners([...others, bare], new Set(listed), party)
      const least = stated(0).state
      const most = stated(Math.max(0, left)).state
      expect(state).toBe(least === 'reached' ? 'reached' : most === 'reached' ? 'unknown' : 'below')
    }),
    { numRuns: 300 },
  )
})

test('property: who is listed besides takes nothing away', () => {
  fc.assert(
    fc.property(stakes, listedOf, fc.constantFrom(...parties), (holdings, listed, one) => {
      const order = { below: 0, unknown: 1, reached: 2 } as const
      for (const party of parties) {
        const before = shareOfOwners(holdings, new Set(listed), party)
        const after = shareOfOwners(holdings, new Set([...listed, one]), party)
        expect(order[after.state]).toBeGreaterThanOrEqual(order[before.state])
        expect(after.percent).toBeGreaterThanOrEqual(before.percent - 1e-6)
      }
    }),
    { numRuns: 200 },
  )
})
