import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { SourceShapeError } from '../../../shared/errors.ts'
import { canonicalJson, sha256 } from '../../../shared/hash.ts'
import { compactGoods } from '../../../shared/sources/dol-goods/compact.ts'
import { headingsOfGoods } from '../../../shared/sources/dol-goods/headings.ts'
import { readGoodsList, type ListedGood } from '../../../shared/sources/dol-goods/read-list.ts'

const bytes = gunzipSync(
  readFileSync(new URL('../../fixtures/dol-goods/2022-09-28/goods.xml.gz', import.meta.url)),
)
const xml = new TextDecoder().decode(bytes)
const list = readGoodsList(bytes)
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const lines = (of: readonly ListedGood[]): string[] => of.map((line) => canonicalJson(line)).sort()

describe('the edition of 28 September 2022', () => {
  test('467 lines of country and good from 78 countries and areas, as the Department stated', () => {
    expect(list).toHaveLength(467)
    expect(new Set(list.map(({ country }) => country)).size).toBe(78)
  })

  test('what it says of some goods', () => {
    const of = (good: string, country: string) =>
      list.find((line) => line.good === good && line.country === country)
    expect(of('Cotton', 'CN')).toMatchObject({
      childLabour: true,
      forcedLabour: true,
      forcedChildLabour: true,
    })
    expect(of('Cotton', 'TM')).toMatchObject({
      childLabour: true,
      forcedLabour: true,
      forcedChildLabour: false,
    })
    // Removed with this edition.
    expect(of('Cotton', 'UZ')).toBeUndefined()
    expect(of('Polysilicon', 'CN')).toMatchObject({ childLabour: false, forcedLabour: true })
    expect(of('Tobacco', 'MW')).toMatchObject({ forcedChildLabour: true })
    expect(of('Lithium-Ion Batteries', 'CN')).toEqual({
      good: 'Lithium-Ion Batteries',
      country: 'CN',
      childLabour: false,
      forcedLabour: false,
      forcedChildLabour: false,
      inputsFrom: 'CD',
    })
    expect(list.filter(({ inputsFrom }) => inputsFrom !== undefined)).toHaveLength(10)
  })

  test('the list that ships with the code is this one', () => {
    const shipped = JSON.parse(
      readFileSync(
        new URL('../../../shared/screening/data/dol-goods.generated.json', import.meta.url),
        'utf8',
      ),
    ) as unknown
    expect(shipped).toEqual({ edition: '2022-09-28', goods: compactGoods(list) })
  })

  test('the fixture is the file that its description names', () => {
    const meta = JSON.parse(
      readFileSync(new URL('../../fixtures/dol-goods/2022-09-28/meta.json', import.meta.url), 'utf8'),
    ) as { sha256: string; origin: string }
    const file = readFileSync(new URL('../../fixtures/dol-goods/2022-09-28/goods.xml.gz', import.meta.url))
    expect(meta.sha256).toBe(sha256(file))
    expect(meta.origin).toBe('rebuilt')
    expect(xml).toHaveLength(203_026)
  })

  test('every good with headings of ours is on the list', () => {
    const goods = new Set(list.map(({ good }) => good))
    expect(Object.keys(headingsOfGoods).filter((good) => !goods.has(good))).toEqual([])
  })
})

describe('the other published formats say the same', () => {
  const rows = list
    .filter(({ inputsFrom }) => inputsFrom === undefined)
    .map(({ good, country, childLabour, forcedLabour, forcedChildLabour }) => ({
      year: 2022,
      country,
      good,
      child_labor: Number(childLabour),
      forced_labor: Number(forcedLabour),
      forced_child_labor: Number(forcedChildLabour),
    }))
  // The data service names countries; a code is read like a name.
  const plain = list.filter(({ inputsFrom }) => inputsFrom === undefined)

  test('rows of the data service, as JSON', () => {
    expect(lines(readGoodsList(encode(JSON.stringify(rows))))).toEqual(lines(plain))
  })

  test('the same as CSV, with the columns in another order', () => {
    const header = 'Forced_Child_Labor,Good,Country,Child_Labor,Forced_Labor,year'
    const body = rows.map((row) =>
      [
        row.forced_child_labor,
        `"${row.good}"`,
        row.country,
        row.child_labor,
        row.forced_labor,
        row.year,
      ].join(','),
    )
    expect(lines(readGoodsList(encode([header, ...body].join('\r\n'))))).toEqual(lines(plain))
  })

  test('the file of the app without the columns of inputs, as it was until 2021', () => {
    const former = xml.replaceAll(/\s*<Derived_[A-Za-z_]+>[^<]*<\/Derived_[A-Za-z_]+>/g, '')
    expect(former).not.toContain('Derived')
    expect(readGoodsList(encode(former))).toHaveLength(467)
    expect(readGoodsList(encode(former)).filter(({ inputsFrom }) => inputsFrom)).toEqual([])
  })
})

describe('refusals', () => {
  const fault = (text: string): string => {
    try {
      readGoodsList(encode(text))
      return 'accepted'
    } catch (error) {
      if (error instanceof SourceShapeError) return error.fault
      throw error
    }
  }

  test.each<[string, string, string]>([
    ['nothing', ' \n', 'empty-body'],
    ['a page', '<!DOCTYPE html><html><title>List of Goods</title></html>', 'not-the-document'],
    ['a file that breaks off', xml.slice(0, 100_000), 'truncated'],
    [
      'a part of the list',
      `${xml.slice(0, xml.indexOf('<Good_Name>Bricks'))}</Good_Name></Good></Goods>`,
      'malformed',
    ],
    ['an unknown country', xml.replace('>Brazil<', '>Freedonia<'), 'unknown-category'],
    ['an unknown mark', xml.replace('<Child_Labor>Yes', '<Child_Labor>Perhaps'), 'unknown-category'],
    ['a field gone', xml.replace(/<Forced_Labor>No<\/Forced_Labor>/, ''), 'malformed'],
    ['rows that break off', '[{"country":"China","good":"Cotton"', 'truncated'],
    ['other rows', '[{"a":1}]', 'not-the-document'],
    ['a column gone', 'country,good,child_labor\nChina,Cotton,1\n', 'missing-column'],
    [
      'ten rows',
      `country,good,child_labor,forced_labor,forced_child_labor\n${'China,Cotton,1,1,1\n'.repeat(10)}`,
      'truncated',
    ],
  ])('%s', (_, text, expected) => {
    expect(fault(text)).toBe(expected)
  })
})
