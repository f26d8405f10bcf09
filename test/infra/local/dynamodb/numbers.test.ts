import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareValues } from '../../../../infra/local/dynamodb/attribute-values.ts'
import { afterPrefix } from '../../../../infra/local/dynamodb/keys.ts'
import {
  addNumbers,
  encodeNumber,
  normaliseNumber,
  subtractNumbers,
} from '../../../../infra/local/dynamodb/numbers.ts'

/** Decimals as whole numbers of 10^-130: exact, whatever the exponent. */
const exact = (text: string): bigint => {
  const [coefficient = '', exponent = '0'] = text.split('e')
  return BigInt(coefficient) * 10n ** BigInt(Number(exponent) + 130)
}

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -130, max: 105 }))
  .map(([coefficient, exponent]) => `${coefficient}e${exponent}`)
  .filter((text) => !text.startsWith('-0'))
const nearby = fc
  .tuple(fc.integer({ min: -2000, max: 2000 }), fc.integer({ min: -3, max: 3 }))
  .map(([coefficient, exponent]) => `${coefficient}e${exponent}`)

describe('numbers', () => {
  it('are stored in one notation', () => {
    const texts = ['1', '1.0', '01', '+1', '1e0', '10e-1', ' 1 ', '-0', '0.000', '15e-1', '-1.50', '1e21']
    expect(texts.map(normaliseNumber)).toEqual([
      '1',
      '1',
      '1',
      '1',
      '1',
      '1',
      '1',
      '0',
      '0',
      '1.5',
      '-1.5',
      '1000000000000000000000',
    ])
  })

  it('are refused beyond 38 digits and the range of exponents', () => {
    expect(normaliseNumber('9'.repeat(38))).toBe('9'.repeat(38))
    expect(() => normaliseNumber('9'.repeat(39))).toThrow(/38 significant digits/)
    expect(() => normaliseNumber('1e126')).toThrow(/overflow/)
    expect(() => normaliseNumber('1e-131')).toThrow(/underflow/)
    for (const text of ['', 'x', '1.2.3', 'NaN', 'Infinity', '0x10', '--1', '+-1']) {
      expect(() => normaliseNumber(text), text).toThrow(/numeric value/)
    }
  })

  it('add and subtract exactly', () => {
    expect(addNumbers('0.1', '0.2')).toBe('0.3')
    expect(subtractNumbers('12345678901234567890123456789012345678', '1')).toBe(
      '12345678901234567890123456789012345677',
    )
    expect(() => addNumbers('1e38', '0.1')).toThrow(/38 significant digits/)
  })

  it('sort by their bytes as by their value', () => {
    fc.assert(
      fc.property(fc.oneof(decimal, nearby), fc.oneof(decimal, nearby), (a, b) => {
        const [left, right] = [exact(a), exact(b)]
        const sign = Buffer.compare(encodeNumber(normaliseNumber(a)), encodeNumber(normaliseNumber(b)))
        expect(sign).toBe(left < right ? -1 : left > right ? 1 : 0)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('strings', () => {
  it('sort by their UTF-8, not by UTF-16 units', () => {
    // U+FF21 comes before U+1F600, whose first UTF-16 unit is smaller.
    expect(compareValues({ S: 'Ａ' }, { S: '😀' })).toBe(-1)
  })

  it('of one prefix end before the next prefix', () => {
    expect(afterPrefix(Uint8Array.of(1, 2))).toEqual(Uint8Array.of(1, 3))
    expect(afterPrefix(Uint8Array.of(1, 0xff, 0xff))).toEqual(Uint8Array.of(2))
    expect(afterPrefix(Uint8Array.of(0xff))).toBeUndefined()
  })
})
