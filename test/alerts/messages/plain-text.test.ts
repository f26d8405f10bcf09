import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cell,
  clean,
  cleanUrl,
  codePoints,
  columns,
  enumerated,
  firstOf,
  labelled,
  width,
  wrap,
} from '../../../shared/alerts/messages/plain-text.ts'

describe('clean', () => {
  it('leaves names in any script as they are', () => {
    for (const name of [
      'Düzce Çelik A.Ş.',
      '新疆生产建设兵团',
      'ООО «Ромашка»',
      'شركة النور',
      'Nguyễn Văn A',
    ]) {
      expect(clean(name)).toBe(name.normalize('NFC'))
    }
  })

  it('takes out what deceives the eye', () => {
    expect(clean('Acme \u202Egnidart\u202C Ltd')).toBe('Acme gnidart Ltd')
    expect(clean('Ac\u200Bme\u00AD Ltd')).toBe('Acme Ltd')
    expect(clean('Acme\r\nBcc: all@example.com\u2028x')).toBe('Acme Bcc: all@example.com x')
    expect(clean('<script>alert(1)</script>')).toBe('‹script›alert(1)‹/script›')
    expect(clean('a\uD800b\uE000c')).toBe('a\uFFFDb\uFFFDc')
    expect(clean(`Z${'\u0301'.repeat(500)}algo`)).toMatch(/^Z?\u0179?\p{M}{0,4}algo$/u)
  })

  it('cuts with an ellipsis, in code points', () => {
    expect(clean('abcdef', 4)).toBe('abc…')
    expect(clean('𠮷𠮷𠮷', 2)).toBe('𠮷…')
    expect(codePoints(clean('x'.repeat(10_000)))).toHaveLength(160)
  })
})

describe('lines', () => {
  it('never exceed the columns, whatever is in them', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
    )
    fc.assert(
      fc.property(anything, fc.constantFrom('', '- ', 'Label:          '), (value, first) => {
        expect(Math.max(...wrap(clean(value, 300), first).map(width))).toBeLessThanOrEqual(columns)
      }),
      { numRuns: 80 },
    )
  })

  it('keep every word', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1 }), (words) => {
        expect(
          wrap(words.join(' '), '- ')
            .map((line) => line.slice(2))
            .join(' '),
        ).toBe(words.join(' '))
      }),
      { numRuns: 100 },
    )
  })

  it('break a long word but not a link', () => {
    const link = `https://www.example.gov/${'a'.repeat(120)}`
    expect(labelled('Link', link)).toEqual([`Link:           ${link}`])
    expect(wrap('x'.repeat(100))).toHaveLength(2)
    expect(wrap('新'.repeat(60)).map(width)).toEqual([76, 44])
  })
})

describe('small parts', () => {
  it('prints a link whole or not at all', () => {
    expect(cleanUrl('https://www.federalregister.gov/citation/88-FR-12170')).toBe(
      'https://www.federalregister.gov/citation/88-FR-12170',
    )
    expect(cleanUrl('javascript:alert(1)')).toBeUndefined()
    expect(cleanUrl('https://example.gov/a b')).toBeUndefined()
    expect(cleanUrl('https://example.gov/<x>')).toBeUndefined()
    expect(cleanUrl('https://example.gov/"x')).toBeUndefined()
    expect(cleanUrl(undefined)).toBeUndefined()
  })

  it('enumerates, counts and cuts', () => {
    expect(enumerated([])).toBe('')
    expect(enumerated(['a', 'b', 'c'])).toBe('a, b and c')
    expect(firstOf([1, 2, 3], 2)).toEqual({ shown: [1, 2], more: 1 })
    expect(cell('新疆生产建设兵团', 7)).toBe('新疆生…')
    expect(width(cell('ab', 7))).toBe(7)
  })
})
