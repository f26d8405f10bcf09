import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Holding, reachedByOwnership } from '../../shared/screening/ownership.ts'

const today = '2026-01-15'
const edges = (...rows: [string, string, number][]): Holding[] =>
  rows.map(([owner, owned, percent]) => ({ owner, owned, percent }))
const reached = (holdings: Holding[], ...listed: string[]): string[] =>
  reachedByOwnership(
    holdings,
    listed.map((name) => ({ name })),
    today,
  ).map(({ name }) => name)

describe('the examples of FAQ 401', () => {
  test('1: half of A, which owns half of B', () => {
    expect(reached(edges(['X', 'A', 50], ['A', 'B', 50]), 'X')).toEqual(['A', 'B'])
  })
  test('2: half of A and of B, which own a quarter of C each', () => {
    expect(reached(edges(['X', 'A', 50], ['X', 'B', 50], ['A', 'C', 25], ['B', 'C', 25]), 'X')).toEqual([
      'A',
      'B',
      'C',
    ])
  })
  test('3: half of A and a tenth of B, of which A owns 40 percent', () => {
    expect(reached(edges(['X', 'A', 50], ['X', 'B', 10], ['A', 'B', 40]), 'X')).toEqual(['A', 'B'])
  })
  test('a quarter of B does not make B an owner that counts', () => {
    expect(reached(edges(['X', 'A', 50], ['X', 'B', 25], ['A', 'C', 25], ['B', 'C', 25]), 'X')).toEqual(['A'])
  })
  test('a quarter of A and of B, which own half of C each: nobody', () => {
    expect(reached(edges(['X', 'A', 25], ['X', 'B', 25], ['A', 'C', 50], ['B', 'C', 50]), 'X')).toEqual([])
  })
})

test.each<[string, Holding[], string[], string[]]>([
  ['two blocked persons together (FAQ 399)', edges(['X', 'A', 25], ['Y', 'A', 25]), ['X', 'Y'], ['A']],
  ['49.99 is not half', edges(['X', 'A', 49.99]), ['X'], []],
  ['49.9999999 is not half', edges(['X', 'A', 49.9999999]), ['X'], []],
  ['decimal fractions that add up to half', edges(['X', 'A', 33.3], ['Y', 'A', 16.7]), ['X', 'Y'], ['A']],
  [
    'ten times 5 percent',
    edges(...'qwertyuiop'.split('').map((o): [string, string, number] => [o, 'A', 5])),
    'qwertyuiop'.split(''),
    ['A'],
  ], // prettier-ignore
  ['holdings of one owner add up', edges(['X', 'A', 30], ['X', 'A', 20]), ['X'], ['A']],
  [
    'a chain of five',
    edges(['X', 'A', 50], ['A', 'B', 50], ['B', 'C', 50], ['C', 'D', 50], ['D', 'E', 50]),
    ['X'],
    ['A', 'B', 'C', 'D', 'E'],
  ], // prettier-ignore
  ['a cycle without a listed owner', edges(['A', 'B', 100], ['B', 'A', 100]), ['X'], []],
  ['a cycle below a listed owner', edges(['X', 'A', 50], ['A', 'B', 60], ['B', 'A', 50]), ['X'], ['A', 'B']],
  ['a cycle that would need itself', edges(['X', 'A', 20], ['B', 'A', 40], ['A', 'B', 60]), ['X'], []],
  ['shares in itself', edges(['A', 'A', 40], ['X', 'A', 30]), ['X'], []],
  ['owning a listed party blocks nobody', edges(['A', 'X', 100]), ['X'], []],
  ['a listed party is not told again', edges(['X', 'Y', 80]), ['X', 'Y'], []],
  ['a holding of nothing', edges(['X', 'A', 0]), ['X'], []],
  ['names differ in case and spacing', edges(['Acme  Holding', 'A', 50]), ['ACME Holding '], ['A']],
])('%s', (_what, holdings, listed, expected) => {
  expect(reached(holdings, ...listed)).toEqual(expected)
})

test('says by whom, and by which chains', () => {
  const [, b] = reachedByOwnership(
    edges(['X', 'A', 70], ['A', 'B', 30], ['Y', 'B', 20], ['Z', 'B', 50]),
    [{ name: 'X' }, { name: 'Y' }],
    today,
  )
  expect(b).toEqual({
    name: 'B',
    rule: 'ofac-50-percent',
    percent: 50,
    owners: [
      { name: 'A', percent: 30 },
      { name: 'Y', percent: 20 },
    ],
    chain: ['X', 'A', 'B'],
    chains: [
      ['X', 'A', 'B'],
      ['Y', 'B'],
    ],
  })
})

describe('the affiliates rule of BIS', () => {
  const inForce = '2025-10-15'
  const entity = { name: 'E', source: 'bis-entity-list' as const }
  const rules = (...args: Parameters<typeof reachedByOwnership>): string[] =>
    reachedByOwnership(...args).map(({ name, rule }) => `${name} ${rule}`)

  test('reaches affiliates on the days on which it is in force', () => {
    const holdings = edges(['E', 'A', 50], ['A', 'B', 50])
    expect(rules(holdings, [entity], inForce)).toEqual(['A bis-affiliates', 'B bis-affiliates'])
    expect(rules(holdings, [entity], '2025-12-01')).toEqual([])
    expect(rules(holdings, [entity], '2026-11-10')).toEqual(['A bis-affiliates', 'B bis-affiliates'])
  })
  test('an Entity List party is no blocked person', () => {
    expect(rules(edges(['E', 'A', 30], ['X', 'A', 20]), [entity, { name: 'X' }], '2025-12-01')).toEqual([])
  })
  test('adds blocked owners to Entity List owners', () => {
    expect(rules(edges(['E', 'A', 30], ['X', 'A', 20]), [entity, { name: 'X' }], inForce)).toEqual([
      'A bis-affiliates',
    ])
  })
  test('a party that both rules reach is told under both', () => {
    const holdings = edges(['E', 'A', 50], ['X', 'A', 50])
    expect(rules(holdings, [entity, { name: 'X' }], inForce)).toEqual([
      'A ofac-50-percent',
      'A bis-affiliates',
    ])
  })
  test('what only blocked persons own is told under the 50 Percent Rule alone', () => {
    expect(rules(edges(['X', 'A', 50]), [entity, { name: 'X' }], inForce)).toEqual(['A ofac-50-percent'])
  })
  test('a party of the Entity List can be blocked through its owners', () => {
    expect(rules(edges(['X', 'E', 50]), [entity, { name: 'X' }], inForce)).toEqual(['E ofac-50-percent'])
  })
})

describe('properties', () => {
  const parties = 'ABCDEFGH'.split('')
  const party = fc.constantFrom(...parties)
  const holding = fc.record({
    owner: party,
    owned: party,
    percent: fc.integer({ min: 0, max: 400 }).map((n) => n / 4),
  })
  const graph = fc.array(holding, { maxLength: 24 })
  const listed = fc.uniqueArray(party, { maxLength: 4 })
  const blocked = (holdings: Holding[], names: string[]): Set<string> =>
    new Set([...names, ...reached(holdings, ...names)])

  test('neither another holding nor another listed party frees anyone', () => {
    fc.assert(
      fc.property(graph, listed, holding, party, (holdings, names, more, another) => {
        const before = blocked(holdings, names)
        expect([...before.difference(blocked([...holdings, more], names))]).toEqual([])
        expect([...before.difference(blocked(holdings, [...names, another]))]).toEqual([])
      }),
    )
  })

  test('order means nothing', () => {
    fc.assert(
      fc.property(graph, listed, (holdings, names) => {
        const by = (rows: Holding[], of: string[]) =>
          reachedByOwnership(
            rows,
            of.map((name) => ({ name })),
            today,
          ).map(({ name, percent }) => [name, percent]) // prettier-ignore
        expect(by(holdings.toReversed(), names.toReversed())).toEqual(by(holdings, names))
      }),
    )
  })

  test('is what repeating the rule until nothing changes gives', () => {
    fc.assert(
      fc.property(graph, listed, (holdings, names) => {
        const known = new Set(names)
        for (let grown = true; grown; ) {
          grown = false
          for (const one of parties) {
            const held = holdings
              .filter(({ owner, owned }) => owned === one && owner !== one && known.has(owner))
              .reduce((sum, { percent }) => sum + percent, 0)
            if (held >= 50 && !known.has(one)) {
              known.add(one)
              grown = true
            }
          }
        }
        expect([...blocked(holdings, names)].sort()).toEqual([...known].sort())
      }),
    )
  })

  test('every chain begins with a listed party, follows holdings and never turns back', () => {
    fc.assert(
      fc.property(graph, listed, (holdings, names) => {
        const held = new Set(
          holdings.filter(({ percent }) => percent > 0).map(({ owner, owned }) => owner + owned),
        )
        for (const { name, chain, chains, percent } of reachedByOwnership(
          holdings,
          names.map((n) => ({ name: n })),
          today,
        )) {
          expect(percent).toBeGreaterThanOrEqual(50)
          expect(chains).toContainEqual(chain)
          for (const one of chains) {
            expect(names).toContain(one[0])
            expect(one.at(-1)).toBe(name)
            expect(new Set(one).size).toBe(one.length)
            for (let i = 1; i < one.length; i++) expect(held).toContain(`${one[i - 1]}${one[i]}`)
          }
        }
      }),
    )
  })
})
