import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CachedEntry } from '../../shared/lists/ports.ts'
import { decodeReadCache, encodeReadCache } from '../../shared/lists/read-cache.ts'

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: length, maxLength: length })
const guards = fc.record({
  type: fc.constantFrom('person', 'vessel'),
  category: fc.string(),
  filled: fc.array(fc.constantFrom('aliases', 'addresses', 'programs'), { maxLength: 3 }),
})
const entries = fc.array(
  fc.record(
    {
      rawHash: hex(64),
      naturalKey: fc.oneof(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.constantFrom('a\tb', 'a\nb', '"a"', '北京|CN', '-', '='),
      ),
      ownId: fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('306', 'a\tb', '=')),
      hash: hex(64).map((digits) => `h1:${digits}`),
      guard: guards,
      nameKeys: fc.array(hex(8), { minLength: 1, maxLength: 3 }).map((keys) => keys.join(' ')),
    },
    { requiredKeys: ['rawHash', 'naturalKey', 'hash', 'guard'] },
  ),
)

describe('the read cache', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(entries, (list: CachedEntry[]) => {
        expect(decodeReadCache(encodeReadCache(list))).toEqual(list)
      }),
    )
  })

  it('shares what entries have in common', () => {
    const guard = (): CachedEntry['guard'] => ({
      type: 'person',
      category: 'Individual',
      filled: ['aliases'],
    })
    const entry = (naturalKey: string): CachedEntry => ({
      rawHash: 'a',
      naturalKey,
      hash: 'h1:b',
      guard: guard(),
    })
    const [one, other] = decodeReadCache(encodeReadCache([entry('1'), entry('2')]))
    expect(one?.guard).toBe(other?.guard)
  })

  it.each([
    '',
    '[]',
    '[{"rawHash":"a"}]',
    '{"format":"read-cache-0","guards":[]}\na\tb\t0\t-\t\tc',
    encodeReadCache([]).concat('\nhalf a line'),
  ])('is empty where it is of another format: %j', (text) => {
    expect(decodeReadCache(text)).toEqual([])
  })
})
