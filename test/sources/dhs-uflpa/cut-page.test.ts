import { describe, expect, test } from 'vitest'
import { SourceShapeError } from '../../../shared/errors.ts'
import { dhsUflpaReader } from '../../../shared/sources/dhs-uflpa/reader.ts'
import { stagePage } from '../../../shared/sources/dhs-uflpa/stage-page.ts'
import { encode, page, read } from './pages.ts'

const html = page('2026-07-24')

const refusal = (text: string): [string, string | undefined] => {
  try {
    read(text)
  } catch (error) {
    if (error instanceof SourceShapeError) return [error.fault, error.place]
    throw error
  }
  throw new Error('The page was accepted')
}

const edit = (from: string | RegExp, to: string): string => {
  const edited = html.replace(from, to)
  expect(edited).not.toBe(html)
  return edited
}

const tables = [...html.matchAll(/<table>.*?<\/table>/gs)].map(([table]) => table)

describe('refusals', () => {
  test.each<[string, () => string, string, string | undefined]>([
    ['nothing', () => '', 'empty-body', undefined],
    [
      'a challenge page',
      () => '<html><title>Access Denied</title><h1>Access Denied</h1></html>',
      'challenge-page',
      undefined,
    ],
    [
      'another page',
      () => '<html><title>Forced Labor | Homeland Security</title></html>',
      'not-the-document',
      undefined,
    ],
    [
      "a page of that title without the statute's clauses",
      () => '<html><title>UFLPA Entity List</title></html>',
      'not-the-document',
      undefined,
    ],
    ['a page that breaks off', () => html.slice(0, 95_000), 'truncated', undefined],
    ['no tables', () => html.replace(/<table>.*?<\/table>/gs, ''), 'missing-table', undefined],
    ['one table gone', () => html.replace(tables[1] ?? '', ''), 'missing-table', undefined],
    [
      'a table without rows',
      () =>
        html.replace(
          tables[0] ?? '',
          '<table><tr><th>Name of Entity</th><th>Effective Date</th></tr></table>',
        ),
      'truncated',
      'table (i)',
    ],
    [
      'a table without its clause',
      () => html.replace(tables[2] ?? '', `${tables[2]}${tables[0]}`),
      'missing-table',
      'table 4',
    ],
    [
      'a clause that went astray',
      () => edit('2(d)(2)(B)(ii)', 'other').replace(/to recruit/i, 'who recruit'),
      'missing-table',
      'table 2',
    ],
    [
      'another heading',
      () => edit('<th>Entity Name</th>', '<th>Products</th>'),
      'missing-column',
      'table (v)',
    ],
    [
      'no date column',
      () => edit('<th>Effective Date</th>', '<th>Since</th>'),
      'missing-column',
      'table (i)',
    ],
    [
      'a date that is none',
      () =>
        edit(
          '<td>Camel Group Co., Ltd.</td><td>August 2, 2023',
          '<td>Camel Group Co., Ltd.</td><td>Summer 2023',
        ),
      'malformed',
      'table (ii), row 4',
    ],
    [
      'a day that the calendar lacks',
      () =>
        edit(
          '<td>Camel Group Co., Ltd.</td><td>August 2, 2023',
          '<td>Camel Group Co., Ltd.</td><td>August 32, 2023',
        ),
      'malformed',
      'table (ii), row 4',
    ],
    [
      'a row with one cell',
      () => edit('<td>Camel Group Co., Ltd.</td>', ''),
      'malformed',
      'table (ii), row 4',
    ],
    [
      'a row without a name',
      () => edit('<td>Camel Group Co., Ltd.</td>', '<td> </td>'),
      'unexplained-row',
      'table (ii), row 4',
    ],
    [
      'a cell that names nobody',
      () => edit('<td>Camel Group Co., Ltd.</td>', '<td>(including two aliases: Luotuo)</td>'),
      'count-mismatch',
      'table (ii), row 4',
    ],
  ])('%s', (_, text, fault, place) => {
    expect(refusal(text())).toEqual([fault, place])
  })
})

describe('other shapes of the same page', () => {
  const pieces = (text: string) => dhsUflpaReader.cut(encode(text)).entries.map(({ rawHash }) => rawHash)

  test('captions, accordions and classes: the clause is what counts', () => {
    const captioned = tables.map((table, index) =>
      table.replace(
        '<table>',
        `<table class="usa-table"><caption>Section 2(d)(2)(B)(${['i', 'ii', 'v'][index]})</caption>`,
      ),
    )
    const accordion = captioned
      .map((table) => `<div class="usa-accordion__content">${table}</div>`)
      .toReversed()
      .join('')
    expect(
      pieces(`<html><head><title>UFLPA Entity List</title></head><body>${accordion}</body></html>`),
    ).toEqual(pieces(html))
  })

  test('a table of another kind is none of ours', () => {
    expect(
      pieces(
        edit('<h3>Topics</h3>', '<table><tr><td>Contact</td><td>Office</td></tr></table><h3>Topics</h3>'),
      ),
    ).toEqual(pieces(html))
  })

  test('a column that DHS adds is kept as a note by its name', () => {
    const wider = edit(
      tables[0] ?? '',
      (tables[0] ?? '')
        .replace('</th></tr>', '</th><th>Notice</th></tr>')
        .replaceAll('</td></tr>', '</td><td>87 FR 47777</td></tr>'),
    )
    const taida = read(wider).find(({ naturalKey }) => naturalKey === 'hetian taida apparel')
    expect(taida?.facts.notes).toEqual([{ label: 'Notice', value: '87 FR 47777' }])
  })
})

describe('stages', () => {
  const at = (date: string) =>
    dhsUflpaReader.cut(stagePage(encode(html), date)).entries.map((entry) => dhsUflpaReader.parse(entry))

  test('each day has the rows that were in effect, and says that it is rebuilt', () => {
    // Rows by date, counted off the tables: 8 + 9 + 10 of 2022-06-21 are 16 parties.
    expect(at('2022-06-21')).toHaveLength(16)
    expect(at('2025-01-14').some(({ facts }) => facts.effectiveOn === '2025-01-15')).toBe(false)
    expect(at('2025-01-15')).toHaveLength(144)
    const daqo = (date: string) =>
      at(date).find(({ naturalKey }) => naturalKey === 'xinjiang daqo new energy')?.facts.programs
    expect(daqo('2024-11-24')).toEqual(['UFLPA-i'])
    expect(daqo('2024-11-25')).toEqual(['UFLPA-i', 'UFLPA-v'])
    expect(new TextDecoder().decode(stagePage(encode(html), '2023-06-12'))).toContain(
      'Rebuilt from the official page',
    )
  })

  test('the last stage has the pieces of the page itself', () => {
    const staged = dhsUflpaReader.cut(stagePage(encode(html), '2026-07-24'))
    expect(staged.entries).toEqual(dhsUflpaReader.cut(encode(html)).entries)
  })

  test("the page's own date never lies after the stage", () => {
    expect(dhsUflpaReader.cut(stagePage(encode(html), '2023-06-12')).publishedOn).toBe('2023-06-12')
    expect(dhsUflpaReader.cut(stagePage(encode(html), '2026-07-01')).publishedOn).toBe('2025-01-14')
  })

  test('before the first list there is none', () => {
    expect(() => dhsUflpaReader.cut(stagePage(encode(html), '2022-06-20'))).toThrow(
      expect.objectContaining({ fault: 'truncated' }),
    )
  })
})
