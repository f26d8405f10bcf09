import { readFileSync } from 'node:fs'
import { load } from 'cheerio/slim'
import { describe, expect, test } from 'vitest'
import { cbpWroReader } from '../../../shared/sources/cbp-wro/reader.ts'
import { findOrders } from '../../../shared/sources/cbp-wro/landing-page.ts'
import { publish } from '../publish.ts'

/** How CBP may publish the same orders after its next change of the site or of the sheet behind the dataset. */
const bytes = new Uint8Array(
  readFileSync(new URL('../../fixtures/cbp-wro/2026-06-23/wro.csv', import.meta.url)),
)
const csv = new TextDecoder('windows-1252').decode(bytes)
const page = readFileSync(
  new URL('../../fixtures/cbp-wro-written/2025-05-30/page.html', import.meta.url),
  'utf8',
)
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const baseline = publish(cbpWroReader, null, bytes).version
const pageBaseline = publish(cbpWroReader, null, encode(page)).version

const cellsOf = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
      ),
    )
const [header = [], ...rows] = cellsOf(csv)
const column = (name: string): number => header.indexOf(name)
const sheet = (
  delimiter: string,
  change: (cell: string, name: string) => string = (cell) => cell,
  headers: readonly string[] = header,
): string =>
  [headers, ...rows.map((cells) => cells.map((cell, at) => change(cell, header[at] ?? '')))]
    .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter))
    .join('\r\n')
const day = (date: string): Date => new Date(`${date} UTC`)
const utf16 = (text: string): Uint8Array =>
  new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]))
const only = (name: string, change: (cell: string) => string) => (cell: string, at: string) =>
  at === name ? change(cell) : cell

describe('the same orders in another sheet are no change', () => {
  test.each<[string, Uint8Array]>([
    ['semicolons', encode(sheet(';'))],
    ['tabs', encode(sheet('\t'))],
    ['Unicode text of a spreadsheet', utf16(sheet('\t'))],
    [
      'a title above the header',
      encode(`"CBP Withhold Release Orders, Findings and Modifications"\r\n\r\n${sheet(',')}`),
    ],
    [
      'ISO dates',
      encode(
        sheet(
          ',',
          only('Effective Date', (date) => day(date).toISOString().slice(0, 10)),
        ),
      ),
    ],
    [
      'days with their first instant',
      encode(
        sheet(
          ',',
          only('Effective Date', (date) => `${date} 12:00:00 AM`),
        ),
      ),
    ],
    [
      'the kind in full',
      encode(
        sheet(
          ',',
          only('WRO/Finding', (kind) => (kind === 'WRO' ? 'Withhold Release Order (WRO)' : kind)),
        ),
      ),
    ],
    [
      'headers in other words',
      encode(
        sheet(
          ',',
          (cell) => cell,
          header.map(
            (name) =>
              ({
                'Effective Date': 'Effective Date (MM/DD/YYYY)',
                Entity: 'Entity(ies)',
                Merchandise: 'Commodities',
                'WRO/Finding': 'Type of Action',
                Country: 'Country of Origin',
                Remarks: 'Comments',
              })[name] ?? name,
          ),
        ),
      ),
    ],
  ])('%s', (_, document) => {
    const { verdict, changes } = publish(cbpWroReader, baseline, document)
    expect([verdict, changes]).toEqual(['accept', []])
  })
})

describe('the same orders in another page are no change', () => {
  const $ = load(page)
  /** The orders of the page in one table with the country and the kind of each. */
  const single = (): string => {
    const orders: string[] = []
    let kind = ''
    for (const element of $('h2, table').toArray()) {
      if (element.tagName === 'h2') {
        const text = $(element).text()
        kind = text.startsWith('Withhold') ? 'WRO' : text.startsWith('Finding') ? 'Finding' : kind
        continue
      }
      const country = $(element).find('th').first().text()
      for (const row of $(element).find('tr').toArray()) {
        const cells = $(row)
          .children('td')
          .toArray()
          .map((cell) => $(cell).html() ?? '')
        if (cells.length === 6 && /\d{4}/.test(cells[1] ?? ''))
          orders.push(`<tr><td>${[country, kind, ...cells.slice(1)].join('</td><td>')}</td></tr>`)
      }
    }
    return `<html><head><title>Withhold Release Orders and Findings</title></head><body><h1>Withhold Release Orders and Findings</h1><table><tr><th>${['Country', 'WRO/Finding', 'Effective Date', 'Merchandise', 'Entities', 'Status', 'Status Notes'].join('</th><th>')}</th></tr>${orders.join('')}</table></body></html>`
  }
  test.each<[string, () => string]>([
    ['one table with the country and the kind of each order', single],
    [
      'a table of layout around all',
      () => page.replace('<main>', '<main><table><tr><td>').replace('</main>', '</td></tr></table></main>'),
    ],
    [
      'footnotes at statuses',
      () =>
        page
          .replaceAll('<p>Active</p>', '<p>Active<sup>1</sup></p>')
          .replaceAll('<p>Inactive</p>', '<p>Inactive*</p>'),
    ],
    [
      'words for a screen reader',
      () => page.replaceAll('<td><p>', '<td><span class="visually-hidden">Cell</span><p>'),
    ],
  ])('%s', (_, text) => {
    expect(text()).not.toBe(page)
    const { verdict, changes } = publish(cbpWroReader, pageBaseline, encode(text()))
    expect([verdict, changes]).toEqual(['accept', []])
  })
})

describe('statuses with a day', () => {
  test.each([
    ['Revoked on March 5, 2026', 'inactive'],
    ['Revoked (3/5/2026)', 'inactive'],
    ['Revoked 3/5/2026', 'inactive'],
    ['Inactive March 5, 2026', 'inactive'],
    ['Modified \u2013 3/5/2026', 'active'],
    ['Inactive (Pending Litigation)', 'inactive'],
  ])('%s', (status, expected) => {
    const [line = []] = rows
    const document = encode(
      `${header.join(',')}\r\n${line.map((cell, at) => `"${(at === column('Status') ? status : cell).replaceAll('"', '""')}"`).join(',')}\r\n`,
    )
    const [entry] = cbpWroReader.cut(document).entries
    expect(entry && cbpWroReader.parse(entry).facts).toMatchObject({
      status: expected,
      statusAsPublished: status.trim(),
    })
  })

  test.each(['Paused', 'Under Review since March 5, 2026', 'Partially Inactive', 'Revoked?'])(
    '%s is refused',
    (status) => {
      const [line = []] = rows
      const document = encode(
        `${header.join(',')}\r\n${line.map((cell, at) => `"${(at === column('Status') ? status : cell).replaceAll('"', '""')}"`).join(',')}\r\n`,
      )
      expect(() => cbpWroReader.cut(document).entries.map((entry) => cbpWroReader.parse(entry))).toThrow(
        expect.objectContaining({ fault: 'unknown-category' }),
      )
    },
  )
})

describe('a party that CBP has removed', () => {
  const read = (remarks: string) => {
    const [line = []] = rows
    const cells: Partial<Record<string, string>> = {
      Entity: 'Example North Co., Ltd.; Example South Co., Ltd.',
      Remarks: remarks,
    }
    const values = line.map(
      (cell, at) => cells[['Entity', 'Remarks'].find((name) => column(name) === at) ?? ''] ?? cell,
    )
    const [entry] = cbpWroReader.cut(
      encode(
        `${header.join(',')}\r\n${values.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`,
      ),
    ).entries
    return entry ? cbpWroReader.parse(entry).facts.subjects : []
  }
  test.each([
    'CBP has removed Example South Co., Ltd. from the order, 7/23/2026',
    'CBP removed Example South Co., Ltd. from the WRO on July 23, 2026.',
    'CBP has removed Example South Co., Ltd. from this Withhold Release Order',
    'Example South Co., Ltd. removed from the order, 7/23/2026',
  ])('%s: it is inactive, the order and the other are not', (remarks) => {
    expect(read(remarks)).toMatchObject([
      { name: 'Example North Co., Ltd.', status: 'active' },
      { name: 'Example South Co., Ltd.', status: 'inactive', statusNote: remarks.replace(/\.$/, '') },
    ])
  })
  test('two by one remark, and a remark of another matter', () => {
    const both = read(
      'CBP has removed Example North Co., Ltd. and Example South Co., Ltd. from the order, 7/23/2026',
    )
    expect(both.map(({ status }) => status)).toEqual(['inactive', 'inactive'])
    expect(read('CBP has detained shipments since 7/23/2026').map(({ status }) => status)).toEqual([
      'active',
      'active',
    ])
  })
})

describe('links to the dataset in other words', () => {
  const dashboard = (links: string): string =>
    `<html><head><title>Withhold Release Orders and Findings</title></head><body>${links}</body></html>`
  const from = 'https://www.cbp.gov/document/stats/withhold-release-orders-findings'
  const file = 'https://www.cbp.gov/sites/default/files/2026-09/wro_dataset_1sep26.csv'
  test.each([
    ['the letters of the order', `<a href="${file}">Download the WRO and Findings data (CSV)</a>`],
    [
      'the words in a title',
      `<a href="${file}" title="Withhold Release Orders and Findings Dataset">Download</a>`,
    ],
    [
      'the name of the file alone',
      `<a href="${file}">CSV, 14 KB</a><a href="/sites/default/files/wro_map.pdf">Map</a>`,
    ],
    [
      'CSV among other formats',
      `<a href="${file}">Withhold Release Orders Dataset (CSV)</a><a href="${file.replace('csv', 'xlsx')}">Withhold Release Orders Dataset (Excel)</a>`,
    ],
  ])('%s', (_, links) => {
    expect(findOrders(dashboard(links), from)).toEqual({ dataset: file })
  })
})

test('a workbook in place of the dataset is refused by name', () => {
  expect(() => cbpWroReader.cut(encode('PK\u0003\u0004xl/workbook.xml'))).toThrow(
    expect.objectContaining({
      fault: 'not-the-document',
      message: expect.stringMatching(/workbook/) as string,
    }),
  )
})

test('a cell that ran together is refused with its line', () => {
  const document = encode(
    sheet(
      ',',
      only('Entity', (cell) => (/Xiang-Yang/.test(cell) ? 'A Co. and '.repeat(1_000) : cell)),
    ),
  )
  expect(() => cbpWroReader.cut(document)).toThrow(
    expect.objectContaining({ fault: 'malformed', place: 'line 4' }),
  )
})
