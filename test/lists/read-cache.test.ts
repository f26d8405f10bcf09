import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CachedEntry } from '../../shared/lists/ports.ts'
import { ReadCache } from '../../shared/lists/read-cache.ts'

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: length, maxLength: length })
const guards = fc.record({
  type: fc.constantFrom('person', 'vessel'),
  category: fc.string(),
  filled: fc.array(fc.constantFrom('aliases', 'addresses', 'programs'), { maxLength: 3 }),
})
const person: CachedEntry['guard'] = { type: 'person', category: 'Individual', filled: ['aliases'] }
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
      joined: hex(16),
      nameKeys: fc.array(fc.nat(0xffffffff), { maxLength: 3 }).map((keys) => Uint32Array.from(keys)),
    },
    { requiredKeys: ['rawHash', 'naturalKey', 'hash', 'guard'] },
  ),
)

describe('the read cache', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(entries, (list: CachedEntry[]) => {
        const cache = ReadCache.decode(ReadCache.of(list).encode())
        expect(cache.entries()).toEqual(list)
        // Made again from rows, as the cache of the next document is.
        const copied = new ReadCache()
        for (let row = 0; row < cache.size; row += 1) copied.copy(cache, row)
        expect(copied.entries()).toEqual(list)
      }),
    )
  })

  it('finds what was added, and nothing else', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hex(64), { maxLength: 200 }), fc.array(hex(64)), (known, others) => {
        const cache = new ReadCache()
        const add = (rawHash: string): void => {
          cache.add({ rawHash, naturalKey: rawHash, hash: `h1:${rawHash}`, guard: person })
        }
        for (const [at, rawHash] of known.entries()) {
          add(rawHash)
          if (at % 7 === 0) expect(cache.find(rawHash)).toBe(at)
        }
        expect(known.map((rawHash) => cache.find(rawHash))).toEqual(known.map((_, at) => at))
        for (const rawHash of others.filter((each) => !known.includes(each)))
          expect(cache.find(rawHash)).toBe(-1)
      }),
    )
  })

  it('tells hashes apart that differ in one digit only', () => {
    const digits = 'a'.repeat(64)
    const cache = ReadCache.of([{ rawHash: digits, naturalKey: '1', hash: `h1:${digits}`, guard: person }])
    for (let at = 0; at < 64; at += 1) {
      expect(cache.find(`${digits.slice(0, at)}b${digits.slice(at + 1)}`)).toBe(-1)
    }
  })

  it('takes SHA-256 only', () => {
    const add = (rawHash: string) => () =>
      new ReadCache().add({ rawHash, naturalKey: '1', hash: `h1:${'0'.repeat(64)}`, guard: person })
    expect(add('abc')).toThrow(RangeError)
    expect(add('g'.repeat(64))).toThrow(RangeError)
    expect(add('A'.repeat(64))).toThrow(RangeError)
  })

  it('shares what entries have in common', () => {
    const entry = (naturalKey: string): CachedEntry => ({
      rawHash: 'a'.repeat(64),
      naturalKey,
      hash: `h1:${'b'.repeat(64)}`,
      guard: { ...person },
    })
    const [one, other] = ReadCache.decode(ReadCache.of([entry('1'), entry('2')]).encode()).entries()
    expect(one?.guard).toBe(other?.guard)
  })

  it.each([
    '',
    '[]',
    '[{"rawHash":"a"}]',
    '{"format":"read-cache-0","guards":[]}\na\tb\t0\t-\t\tc',
    '{"format":"read-cache-3","count":3,"guards":[],"ownIds":[],"joined":[],"nameKeys":0}\n',
  ])('is empty where it is of another format: %j', (text) => {
    expect(ReadCache.decode(Buffer.from(text)).entries()).toEqual([])
  })
})
