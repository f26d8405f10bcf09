import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exposureOf, exposuresOf, tiersOf } from '../../shared/suppliers/exposure.ts'

interface Link {
  supplierId: string
  supplies: string[]
  state?: 'registered' | 'removed'
}

const graph = (text: string): Link[] =>
  text.split(' ').map((link) => {
    const [supplierId = '', supplies = ''] = link.split('>')
    return { supplierId, supplies: supplies.split(',') }
  })

/** Every simple chain, by trying them all. */
const allPaths = (links: readonly Link[], from: string, seen: readonly string[] = []): string[][] => {
  const link = links.find(({ supplierId, state }) => supplierId === from && state !== 'removed')
  if (!link || seen.includes(from)) return []
  const here = [...seen, from]
  return link.supplies.flatMap((buyer) => (buyer === '*' ? [here] : allPaths(links, buyer, here)))
}

describe('exposure paths', () => {
  test('of a supplier that sells to the customer', () => {
    expect(exposureOf(graph('A>*'), 'A')).toEqual({ tier: 1, paths: [['A']] })
  })

  test('of a diamond: both sides, and the tier is the shortest way', () => {
    expect(exposureOf(graph('D>B,C B>A C>A A>*'), 'D')).toEqual({
      tier: 3,
      paths: [
        ['D', 'B', 'A'],
        ['D', 'C', 'A'],
      ],
    })
  })

  test('of a register that is one chain of many thousand suppliers', () => {
    const length = 12_000
    const chain = graph(Array.from({ length }, (_, i) => `${i}>${i === 0 ? '*' : i - 1}`).join(' '))
    const exposure = exposureOf(chain, String(length - 1))
    expect(exposure).toMatchObject({ tier: length, paths: [{ length }] })
    expect(exposure?.paths[0]?.slice(0, 2)).toEqual(['11999', '11998'])
  })

  test('of a supplier that also sells to the customer itself', () => {
    expect(exposureOf(graph('B>A,* A>*'), 'B')).toEqual({ tier: 1, paths: [['B'], ['B', 'A']] })
  })

  test('a circle is passed once', () => {
    expect(exposureOf(graph('C>B B>C,A A>B,*'), 'C')).toEqual({ tier: 3, paths: [['C', 'B', 'A']] })
  })

  test('none without a chain, and none over a removed supplier', () => {
    expect(exposureOf(graph('A>B B>A C>*'), 'A')).toBeNull()
    expect(
      exposureOf([...graph('B>A'), { supplierId: 'A', supplies: ['*'], state: 'removed' }], 'B'),
    ).toBeNull()
    expect(exposureOf(graph('A>*'), 'unknown')).toBeNull()
  })

  test('of a dense net: the twenty shortest, at once', () => {
    const layer = (at: number): string[] => Array.from({ length: 10 }, (_, n) => `${at}-${n}`)
    const net = Array.from({ length: 8 }, (_, at) => at).flatMap((at) =>
      layer(at).map((supplierId) => ({
        supplierId,
        supplies: at === 0 ? ['*'] : [...layer(at - 1), ...layer(at)],
      })),
    )
    const exposure = exposureOf(net, '7-0')
    expect(exposure?.tier).toBe(8)
    expect(exposure?.paths).toHaveLength(20)
    expect(exposure?.paths.every((path) => path.length === 8)).toBe(true)
    expect(tiersOf(net).get('5-3')).toBe(6)
  })

  test('equal those found by trying every chain', () => {
    const ids = ['A', 'B', 'C', 'D', 'E', 'F']
    const net = fc.tuple(
      ...ids.map((supplierId) =>
        fc.record({
          supplierId: fc.constant(supplierId),
          supplies: fc.uniqueArray(fc.constantFrom(...ids, '*'), { minLength: 1, maxLength: 4 }),
          state: fc.constantFrom(
            'registered' as const,
            'registered' as const,
            'registered' as const,
            'removed' as const,
          ),
        }),
      ),
    )
    fc.assert(
      fc.property(net, fc.constantFrom(...ids), (links, from) => {
        const expected = allPaths(links, from).map((path) => path.join('>'))
        const exposure = exposureOf(links, from)
        if (expected.length === 0) {
          expect(exposure).toBeNull()
          expect(tiersOf(links).has(from)).toBe(false)
          return
        }
        const lengths = expected.map((path) => path.split('>').length).sort((a, b) => a - b)
        const found = exposure?.paths.map((path) => path.join('>')) ?? []
        expect(new Set(found).size).toBe(found.length)
        expect(expected).toEqual(expect.arrayContaining(found))
        expect(exposure?.paths.map((path) => path.length)).toEqual(lengths.slice(0, 20))
        expect(exposure?.tier).toBe(lengths[0])
        expect(tiersOf(links).get(from)).toBe(lengths[0])
      }),
      { numRuns: 500 },
    )
  })

  test('of a whole register lay its chains out once, not once for each supplier', () => {
    let looks = 0
    const register = Array.from({ length: 300 }, (_, at) => ({
      supplierId: `S-${at}`,
      get supplies() {
        looks++
        return at === 0 ? ['*'] : [`S-${Math.floor((at - 1) / 3)}`]
      },
    }))
    const of = exposuresOf(register)
    const all = register.map(({ supplierId }) => of(supplierId))
    expect(looks).toBe(register.length)
    expect(all[299]).toEqual(exposureOf(register, 'S-299'))
    expect(all[299]?.tier).toBe(6)
  })
})
