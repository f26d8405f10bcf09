import { load } from 'cheerio/slim'
import { describe, expect, test } from 'vitest'
import { SourceShapeError } from '../../../shared/errors.ts'
import { dhsUflpaReader } from '../../../shared/sources/dhs-uflpa/reader.ts'
import { encode, page } from './pages.ts'

/** How a site of the government may show the same list after its next redesign, and what is no longer the list. */
const html = page('2026-07-24')
const pieces = (text: string): string[] =>
  dhsUflpaReader.cut(encode(text)).entries.map(({ rawHash }) => rawHash)
const listed = pieces(html)
const rows = (table: string): { name: string; date: string }[] =>
  [...table.matchAll(/<td>(.*?)<\/td><td>(.*?)<\/td>/gs)].map(([, name = '', date = '']) => ({ name, date }))
const clauses = ['i', 'ii', 'v'] as const
const tables = [...html.matchAll(/<table>.*?<\/table>/gs)].map(([table]) => table)
const lists = tables.map((table, at) => ({ clause: clauses[at] ?? 'i', rows: rows(table) }))
const shell = (body: string, title = 'UFLPA Entity List'): string =>
  `<html><head><title>${title} | Homeland Security</title></head><body><h1>${title}</h1>${body}</body></html>`
const words = {
  i: 'A list of entities in Xinjiang that mine, produce, or manufacture wholly or in part any goods, wares, articles, and merchandise with forced labor',
  ii: 'A list of entities working with the government of Xinjiang to recruit, transport, transfer, harbor or receive forced labor',
  v: 'A list of facilities and entities, including the Xinjiang Production and Construction Corps, that source material from Xinjiang or from persons working with the government of Xinjiang',
}
const tableOf = (
  list: (typeof lists)[number],
  row: (name: string, date: string, at: number) => string = (name, date) =>
    `<tr><td>${name}</td><td>${date}</td></tr>`,
  header = '<tr><th>Name of Entity</th><th>Effective Date</th></tr>',
): string => `<table>${header}${list.rows.map(({ name, date }, at) => row(name, date, at)).join('')}</table>`
const headed = (
  each: (list: (typeof lists)[number]) => string,
  heading: (clause: (typeof clauses)[number]) => string = (clause) => `Section 2(d)(2)(B)(${clause})`,
): string => lists.map((list) => `<h3>${heading(list.clause)}</h3>${each(list)}`).join('')
const numeric = (date: string): Date => new Date(`${date} UTC`)

test('the parts of the page are what the cases are made of', () => {
  expect(lists.map((list) => list.rows.length).reduce((a, b) => a + b)).toBe(160)
  expect(listed).toHaveLength(144)
})

describe('the same list in another shape is no change', () => {
  test.each<[string, string]>([
    ['headings and plain tables', shell(headed((list) => tableOf(list)))],
    [
      'the law by name',
      shell(
        headed((list) => tableOf(list)),
        'Uyghur Forced Labor Prevention Act (UFLPA) Entity List',
      ),
    ],
    [
      "the statute's words in place of its numbers",
      shell(
        headed(
          (list) => tableOf(list),
          (clause) => words[clause],
        ),
      ),
    ],
    [
      'numbers with spaces and accordions',
      shell(
        lists
          .map(
            (list) =>
              `<button class="usa-accordion__button">Sec. 2 (d)(2) (B) (${list.clause})</button><div hidden="">${tableOf(list)}</div>`,
          )
          .join(''),
      ),
    ],
    [
      'one table with a column of the section',
      shell(
        `<p>Entities under section 2(d)(2)(B)(i)-(v).</p><table><tr><th>UFLPA Section</th><th>Entity Type</th><th>Name of Entity</th><th>Effective Date</th></tr>${lists
          .flatMap((list) =>
            list.rows.map(
              ({ name, date }) =>
                `<tr><td>Section 2(d)(2)(B)(${list.clause})</td><td></td><td>${name}</td><td>${date}</td></tr>`,
            ),
          )
          .join('')}</table>`,
      ),
    ],
    [
      'tables within a table of layout',
      shell(`<table><tr><td>${headed((list) => tableOf(list))}</td></tr></table>`),
    ],
    [
      'tables by their roles',
      shell(
        headed(
          (list) =>
            `<div role="table"><div role="row"><span role="columnheader">Entity</span><span role="columnheader">Effective Date</span></div>${list.rows
              .map(
                ({ name, date }) =>
                  `<div role="row"><span role="cell">${name}</span><span role="cell">${date}</span></div>`,
              )
              .join('')}</div>`,
        ),
      ),
    ],
    [
      'one cell of the date for the rows of that date',
      shell(
        headed((list) =>
          tableOf(list, (name, date, at) => {
            if (list.rows[at - 1]?.date === date) return `<tr><td>${name}</td></tr>`
            const next = list.rows.findIndex((other, place) => place > at && other.date !== date)
            return `<tr><td>${name}</td><td rowspan="${(next < 0 ? list.rows.length : next) - at}">${date}</td></tr>`
          }),
        ),
      ),
    ],
    [
      'a title over both columns, and the header once more after each ten rows',
      shell(
        headed((list) =>
          tableOf(
            list,
            (name, date, at) =>
              `${at > 0 && at % 10 === 0 ? '<tr><th>Name of Entity</th><th>Effective Date</th></tr>' : ''}<tr><td>${name}</td><td>${date}</td></tr>`,
            '<tr><th colspan="2">Entities</th></tr><tr><th>Name of Entity</th><th>Effective Date</th></tr>',
          ),
        ),
      ),
    ],
    [
      'ISO dates that sort, with the words for a screen reader',
      shell(
        headed((list) =>
          tableOf(list, (name, date) => {
            const iso = numeric(date).toISOString().slice(0, 10)
            return `<tr><td><span class="usa-sr-only">Entity</span>${name}</td><td><span style="display:none">${Date.parse(iso)}</span><time datetime="${iso}">${iso}</time></td></tr>`
          }),
        ),
      ),
    ],
    [
      'American dates, after a date of the Federal Register',
      shell(
        headed((list) =>
          tableOf(
            list,
            (name, date) => {
              const day = numeric(date)
              return `<tr><td></td><td>${name}</td><td>${day.getUTCMonth() + 1}/${day.getUTCDate()}/${day.getUTCFullYear()}</td></tr>`
            },
            '<tr><th>Publication Date</th><th>Entity Name</th><th>Effective Date</th></tr>',
          ),
        ),
      ),
    ],
    [
      'footnotes',
      shell(
        headed((list) =>
          tableOf(
            list,
            (name, date) => `<tr><td>${name}<sup>1</sup></td><td>${date}<sup>[2]</sup> *</td></tr>`,
          ),
        ) + '<p><sup>1</sup> As published.</p>',
      ),
    ],
    [
      'a table of those that were taken off',
      shell(
        headed((list) => tableOf(list)) +
          '<h3>Entities Removed from the UFLPA Entity List (section 2(d)(2)(B)(ii))</h3><table><tr><th>Name of Entity</th><th>Effective Date</th></tr><tr><td>Former Co., Ltd.</td><td>May 1, 2024</td></tr></table>',
      ),
    ],
    [
      'a column of removals without any',
      shell(
        headed((list) =>
          tableOf(
            list,
            (name, date) => `<tr><td>${name}</td><td>${date}</td><td>\u2014</td></tr>`,
            '<tr><th>Entity</th><th>Date</th><th>Removal Date</th></tr>',
          ),
        ),
      ).replaceAll('<td>\u2014</td>', '<td></td>'),
    ],
  ])('%s', (_, text) => {
    expect(pieces(text)).toEqual(listed)
  })
})

describe('what is no longer the list is refused by name', () => {
  test.each<[string, string, string, RegExp]>([
    [
      'a list without tables',
      shell(headed((list) => `<ul>${list.rows.map(({ name }) => `<li>${name}</li>`).join('')}</ul>`)),
      'missing-table',
      /expected tables of the clauses \(i\), \(ii\), \(v\); found none/,
    ],
    [
      'a download in place of the tables',
      shell('<p>Section 2(d)(2)(B)(i): <a href="/list.xlsx">download</a></p>'),
      'missing-table',
      /found none/,
    ],
    [
      'a part of the rows at a time',
      shell(
        `${headed((list) => tableOf({ ...list, rows: list.rows.slice(0, 10) }))}<p>Showing 1 to 30 of 160 entries</p>`,
      ),
      'count-mismatch',
      /160 rows and has 29/,
    ],
    [
      'a row struck through',
      shell(
        headed((list) =>
          tableOf(list, (name, date, at) =>
            at === 3
              ? `<tr><td><del>${name}</del></td><td>${date}</td></tr>`
              : `<tr><td>${name}</td><td>${date}</td></tr>`,
          ),
        ),
      ),
      'unexplained-row',
      /struck/,
    ],
    [
      'a row with a date of removal',
      shell(
        headed((list) =>
          tableOf(
            list,
            (name, date, at) =>
              `<tr><td>${name}</td><td>${date}</td><td>${at === 2 ? 'May 1, 2026' : ''}</td></tr>`,
            '<tr><th>Entity</th><th>Effective Date</th><th>Date of Removal</th></tr>',
          ),
        ),
      ),
      'unexplained-row',
      /"Date of Removal": May 1, 2026/,
    ],
    [
      'a section that is none',
      shell(
        `<p>2(d)(2)(B)(i)</p><table><tr><th>Section</th><th>Entity</th><th>Effective Date</th></tr><tr><td>2(d)(2)(B)(i)</td><td>A</td><td>May 1, 2024</td></tr><tr><td>other</td><td>B</td><td>May 1, 2024</td></tr></table>`,
      ),
      'unknown-category',
      /"other"/,
    ],
  ])('%s', (_, text, fault, message) => {
    const attempt = () => pieces(text)
    expect(attempt).toThrow(SourceShapeError)
    expect(attempt).toThrow(
      expect.objectContaining({ fault, message: expect.stringMatching(message) as string }),
    )
  })
})

describe('news that the page may bring', () => {
  test('forty-three parties on one day are added, and nothing else changes', () => {
    const $ = load(html)
    $('table')
      .last()
      .append(
        Array.from(
          { length: 43 },
          (__, at) => `<tr><td>Newly Listed No. ${at} Textile Co., Ltd.</td><td>August 3, 2026</td></tr>`,
        ).join(''),
      )
    const now = pieces($.html())
    expect(now).toHaveLength(187)
    expect(listed.filter((piece) => !now.includes(piece))).toEqual([])
  })

  test('a list of clause (iv) that is in words and not in a table is refused', () => {
    expect(html).toMatch(/<p>Entities identified in sections \(i\)/)
    const inWords = (words: string): string =>
      html.replace(/<p>Entities identified in sections \(i\)[\s\S]*?<\/p>/, words)
    for (const words of [
      '<ul><li>First Exporter Co., Ltd.</li></ul>',
      '<p>First Exporter Group (August 3, 2026)</p>',
    ])
      expect(() => pieces(inWords(words))).toThrow(/Clause \(iv\) .* name somebody: "First Exporter/)
    expect(pieces(inWords('<p>Nobody at this time.</p>'))).toEqual(listed)
  })

  test('a column of other names is read as names', () => {
    const $ = load(html)
    const table = $('table').last()
    table.find('thead tr').append('<th>Chinese Name</th><th>Former Names</th><th>Industry</th>')
    table.find('tbody tr').each((at, row) => {
      $(row).append(
        at === 4
          ? '<td>例子有限公司</td><td>Old Example; Older Example</td><td>Cotton</td>'
          : '<td></td><td>N/A</td><td></td>',
      )
    })
    const before = new Set(listed)
    const changed = dhsUflpaReader.cut(encode($.html())).entries.filter(({ rawHash }) => !before.has(rawHash))
    const aliases = changed.flatMap((entry) => dhsUflpaReader.parse(entry).facts.aliases)
    expect(aliases.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
      expect.arrayContaining(['a.k.a. 例子有限公司', 'f.k.a. Old Example', 'f.k.a. Older Example']),
    )
    expect(aliases.map(({ name }) => name)).not.toContain('N/A')
    expect(
      aliases.map(({ name }) => name),
      'a column of something else is no name',
    ).not.toContain('Cotton')
  })

  test('a table of clause (iv) is read as such', () => {
    const text = shell(
      `${headed((list) => tableOf(list))}<h3>Section 2(d)(2)(B)(iv)</h3><table><tr><th>Entity</th><th>Effective Date</th></tr><tr><td>First Exporter Co., Ltd.</td><td>August 3, 2026</td></tr></table>`,
    )
    const added = dhsUflpaReader.cut(encode(text)).entries.filter(({ rawHash }) => !listed.includes(rawHash))
    expect(added.map((entry) => dhsUflpaReader.parse(entry).facts)).toMatchObject([
      { name: 'First Exporter Co., Ltd.', programs: ['UFLPA-iv'], effectiveOn: '2026-08-03' },
    ])
  })
})
