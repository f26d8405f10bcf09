import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../shared/hash.ts'
import { cutPage } from '../../../shared/sources/dhs-uflpa/cut-page.ts'
import { listingNotices, noticesOf } from '../../../shared/sources/dhs-uflpa/notices.ts'
import { page, read } from './pages.ts'

const html = page('2026-07-24')
const rows = cutPage(html).rows
const parties = read(html).map(({ facts }) => facts)
const titles = (name: string): string[] =>
  parties.find((party) => party.name === name)?.citation?.notices?.map(({ title }) => title) ?? []

describe('the table of notices', () => {
  test('its record names the file', () => {
    const file = (name: string): Buffer =>
      readFileSync(new URL(`../../../shared/sources/dhs-uflpa/${name}`, import.meta.url))
    const meta = JSON.parse(file('notices.meta.json').toString()) as Record<string, unknown>
    expect(meta).toMatchObject({ origin: 'written', sha256: sha256(file('notices.json')) })
  })

  test('each notice once, in order, under an address of the Federal Register', () => {
    const days = listingNotices.map(({ publishedOn }) => publishedOn)
    expect(days).toEqual([...new Set(days)].sort())
    for (const { documentNumber, url, citation, publishedOn } of listingNotices) {
      expect(url).toMatch(/^https:\/\/www\.federalregister\.gov\//)
      expect(url).toContain(documentNumber)
      if (citation !== undefined) {
        // A volume is a year: 86 is 2021.
        expect(Number(citation.split(' ')[0])).toBe(Number(publishedOn.slice(0, 4)) - 1935)
      }
    }
  })

  /** What the notices state that they add, from their summaries; corrections of a name are rows of the day too. */
  test.each<[string, Record<string, number>, string]>([
    ['2023-06-12', { ii: 10 }, 'two entities and eight subsidiaries to (ii)'],
    ['2023-08-02', { ii: 1, v: 2 }, 'one entity to (ii), one entity and one subsidiary to (v)'],
    ['2023-09-27', { ii: 3 }, 'three entities to (ii)'],
    ['2023-12-11', { ii: 3 }, 'three entities'],
    ['2024-05-17', { v: 26 }, 'twenty-six entities to (v)'],
    ['2024-06-12', { ii: 3 }, 'three entities to (ii)'],
    [
      '2025-01-15',
      { ii: 5, v: 36 },
      'three to (ii), thirty-five to (v), one to both, and a corrected name in (ii)',
    ],
  ])('the rows of %s are those of its notice', (day, expected) => {
    const of = Map.groupBy(
      rows.filter(({ effectiveOn }) => effectiveOn === day),
      ({ clause }) => clause,
    )
    expect(Object.fromEntries([...of].map(([clause, all]) => [clause, all.length]))).toEqual(expected)
  })

  test('the days of the page that have a notice, and those whose notice is not known', () => {
    const days = [...new Set(rows.map(({ effectiveOn }) => effectiveOn))].sort()
    const known = new Set(listingNotices.map(({ rowsOf }) => rowsOf))
    expect(days.filter((day) => !known.has(day))).toEqual(['2024-10-03', '2024-11-25'])
    // A notice after the page was copied.
    expect(listingNotices.filter(({ rowsOf }) => !days.includes(rowsOf)).map(({ rowsOf }) => rowsOf)).toEqual(
      ['2026-08-03'],
    )
  })
})

describe('the notice on each party', () => {
  test('each sub-list its own, oldest first', () => {
    expect(titles('Ninestar Corporation')).toEqual(['88 FR 38080'])
    expect(titles('Camel Group Co., Ltd.')).toEqual(['88 FR 50902'])
    expect(titles('Xinjiang Habahe Ashele Copper Co., Ltd.')).toEqual(['89 FR 65374', '90 FR 3899'])
    // Three sub-lists of one day are one notice; its citation is not known.
    expect(titles('Xinjiang Production and Construction Corps')).toEqual(['FR Doc. 2022-16754'])
  })

  test('a notice that is not known is left out', () => {
    expect(noticesOf([{ clause: 'v', effectiveOn: '2024-11-25' }])).toEqual([])
    // Of June 2022 and November 2024: the second is not known.
    expect(titles('Xinjiang Daqo New Energy, Co. Ltd')).toEqual(['FR Doc. 2022-16754'])
    const without = parties.filter(({ citation }) => citation?.notices === undefined)
    // 30 of the 31 rows of November (Daqo has a notice of its own) and the three of October.
    expect(without.length).toBe(33)
    expect(
      without.every(({ subLists }) =>
        subLists.every(({ effectiveOn }) => effectiveOn === '2024-10-03' || effectiveOn === '2024-11-25'),
      ),
    ).toBe(true)
  })
})
