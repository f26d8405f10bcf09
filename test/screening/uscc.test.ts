import { assert, constantFrom, integer, property, string } from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import {
  isOfXinjiang,
  organisationCheckSign,
  readChineseNumber,
  usccCheckSign,
} from '../../shared/screening/uscc.ts'

const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY'

describe('codes that are published', () => {
  test.each([
    ['91110000100001043E', '110000', '100001043'],
    ['9111000071093019X7', '110000', '71093019X'],
    ['911100001000274544', '110000', '100027454'],
    ['9165 9001 MA00 0000 77', '659001', 'MA0000007'],
    ['91222401ma0y31e659', '222401', 'MA0Y31E65'],
  ])('%s', (written, division, organisation) => {
    expect(readChineseNumber(written)).toMatchObject({ form: 'uscc', division, organisation, problems: [] })
  })

  test('every code in the recorded SDN list has the right check sign', () => {
    const xml = gunzipSync(
      readFileSync(join(import.meta.dirname, '..', 'fixtures', 'ofac-sdn', '2021-07-07', 'sdn.xml.gz')),
    ).toString('utf8') // prettier-ignore
    const codes = [...xml.matchAll(/Unified Social Credit Code \(USCC\) ([0-9A-Z]{18})/g)].map(
      (match) => match[1] ?? '',
    ) // prettier-ignore
    expect(codes.length).toBeGreaterThan(3)
    for (const code of codes) expect(readChineseNumber(code)?.problems, code).toEqual([])
  })
})

test('one wrong sign, or two neighbours swapped, is always seen', () => {
  assert(
    property(
      constantFrom('91110000100001043E', '9111000071093019X7', '91659001MA00000077'),
      integer({ min: 9, max: 16 }),
      constantFrom(...Array.from(signs)),
      (code, at, sign) => {
        const wrong = code.slice(0, at) + sign + code.slice(at + 1)
        if (wrong !== code) expect(readChineseNumber(wrong)?.problems).toHaveLength(1)
        const swapped = code.slice(0, at - 1) + (code[at] ?? '') + (code[at - 1] ?? '') + code.slice(at + 1)
        if (swapped !== code) expect(readChineseNumber(swapped)?.problems).toHaveLength(1)
      },
    ),
  )
})

test('a code made with the check sign is right, and says who registered it', () => {
  assert(
    property(
      constantFrom('650100', '110000', '320500', '659008', '469000'),
      string({ unit: constantFrom(...Array.from(signs)), minLength: 8, maxLength: 8 }),
      (division, organisation) => {
        const first17 = `91${division}${organisation}${organisationCheckSign(organisation)}`
        const read = readChineseNumber(`${first17}${usccCheckSign(first17) ?? ''}`)
        expect(read).toMatchObject({ form: 'uscc', division, problems: [] })
        expect(isOfXinjiang(read?.division ?? '')).toBe(division.startsWith('65'))
      },
    ),
  )
})

describe('older numbers, and none', () => {
  test.each([
    ['100000108000042', { form: 'registration', division: '100000', problems: [] }],
    ['310104000570122', { form: 'registration', division: '310104', problems: [] }],
    ['6501001234567', { form: 'registration', division: '650100', problems: [] }],
    ['650104100001043', { form: 'tax', division: '650104', organisation: '100001043', problems: [] }],
    ['10000104-3', { form: 'organisation', organisation: '100001043', problems: [] }],
  ])('%s', (written, expected) => {
    expect(readChineseNumber(written)).toMatchObject(expected)
  })

  test.each(['', '12345', '91110000100001043', '9111000010000104', 'ABCDEFGHI', 'not a number'])(
    '"%s"',
    (written) => {
      expect(readChineseNumber(written)).toBeNull()
    },
  ) // prettier-ignore

  test.each([
    ['100000108000043', /check digit/],
    ['10000104-4', /should be 3/],
    ['91110000100001O43E', /no I, O, S, V or Z/],
  ])('%s says what is wrong', (written, why) => {
    expect(readChineseNumber(written)?.problems.join(' ')).toMatch(why)
  })
})
