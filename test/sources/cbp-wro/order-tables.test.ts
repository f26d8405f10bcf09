import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SourceShapeError } from '../../../shared/errors.ts'
import { factsHash } from '../../../shared/lists/canonical.ts'
import type { DesignationFacts } from '../../../shared/model/designation.ts'
import { findOrders } from '../../../shared/sources/cbp-wro/landing-page.ts'
import { cbpWroReader } from '../../../shared/sources/cbp-wro/reader.ts'
import { stageDataset } from '../../../shared/sources/cbp-wro/stage-dataset.ts'

/** Pages written after the three layouts that CBP's tables had; the orders in them are those of the rebuilt dataset. */
const layouts = ['2024-08-16', '2025-03-18', '2025-05-30'] as const
const page = (day: (typeof layouts)[number]): string =>
  readFileSync(new URL(`../../fixtures/cbp-wro-written/${day}/page.html`, import.meta.url), 'utf8')
const dataset = new Uint8Array(
  readFileSync(new URL('../../fixtures/cbp-wro/2026-06-23/wro.csv', import.meta.url)),
)
const encode = (html: string): Uint8Array => new TextEncoder().encode(html)
const read = (document: Uint8Array): Map<string, DesignationFacts> =>
  new Map(
    cbpWroReader
      .cut(document)
      .entries.map((entry) => cbpWroReader.parse(entry))
      .map(({ naturalKey, facts }) => [naturalKey, facts]),
  )

const refusal = (html: string): [string, string | undefined, string] => {
  try {
    read(encode(html))
  } catch (error) {
    if (error instanceof SourceShapeError) return [error.fault, error.place, error.message]
    throw error
  }
  throw new Error('The page was accepted')
}

/** What the page does not say: the industry, and of 2024 the present word for "Partially Active". */
const comparable = (facts: DesignationFacts): DesignationFacts => {
  const { statusAsPublished: _published, ...rest } = facts
  return { ...rest, notes: facts.notes.filter(({ label }) => label !== 'Industry') }
}

describe.each(layouts)('the layout of %s', (day) => {
  const html = page(day)
  const orders = read(encode(html))
  const published = read(stageDataset(dataset, day))

  test('gives every order of the dataset of that day, under the same keys', () => {
    expect([...orders.keys()].sort()).toEqual([...published.keys()].sort())
    expect(orders.size).toBe({ '2024-08-16': 56, '2025-03-18': 58, '2025-05-30': 60 }[day])
  })

  test('gives the same facts, as far as the page says them', () => {
    for (const [key, facts] of orders) {
      const expected = published.get(key)
      expect(factsHash(comparable(facts)), key).toBe(expected && factsHash(comparable(expected)))
    }
  })

  test('states its own date', () => {
    expect(cbpWroReader.cut(encode(html)).publishedOn).toBe(day)
  })

  test('is found where the link to the dataset is missing', () => {
    const url = 'https://www.cbp.gov/document/stats/withhold-release-orders-findings'
    expect(findOrders(html, url)).toEqual({ tables: html.split('<th colspan="6"').length - 1 })
    const linked = html.replace(
      '<main>',
      '<main><a href="/wro_16aug24.csv">Withhold Release Orders and Findings Dataset</a>',
    )
    expect(findOrders(linked, url)).toEqual({ dataset: 'https://www.cbp.gov/wro_16aug24.csv' })
  })
})

test('the page of 2024 says "Partially Active", which binds', () => {
  const partial = [...read(encode(page('2024-08-16'))).values()].filter(
    ({ statusAsPublished }) => statusAsPublished === 'Partially Active',
  )
  expect(partial.map(({ effectiveOn, status }) => `${effectiveOn} ${status}`).sort()).toEqual([
    '1998-07-21 active',
    '2016-03-29 active',
    '2019-09-30 active',
    '2019-11-01 active',
  ])
})

const table = (rows: string, header = '#|Date|Merchandise|Entities|Status|Status Notes'): string =>
  `<table><tr>${header
    .split('|')
    .map((cell) => `<th>${cell}</th>`)
    .join('')}</tr>${rows}</table>`
const row = (...cells: string[]): string =>
  `<tr>${['1', ...cells].map((cell) => `<td>${cell}</td>`).join('')}</tr>`
const jordan = row('6/23/2026', 'Garments', 'Needle Craft Ltd', 'Active', '')
const small = (body: string): string =>
  `<html><head><title>Withhold Release Orders and Findings</title></head><body>${body}</body></html>`
const only = (body: string): DesignationFacts => {
  const [facts, ...others] = read(encode(small(body))).values()
  if (facts === undefined || others.length > 0) throw new Error('There is not one order')
  return facts
}

describe('what tells the kind of an order', () => {
  test.each([
    ['the heading of the section', `<h2>Findings</h2><h3>Jordan</h3>${table(jordan)}`, 'FINDING'],
    ['the heading of the accordion', `<h3>Jordan WROs (1)</h3>${table(jordan)}`, 'WRO'],
    ['the button of the accordion', `<h2>Findings</h2><button>Jordan</button>${table(jordan)}`, 'FINDING'],
    [
      'the caption of the table',
      `<h3>Jordan</h3>${table(jordan).replace('<table>', '<table><caption>Findings: Jordan</caption>')}`,
      'FINDING',
    ],
    [
      'the other order that the notes name',
      `<h3>Jordan</h3>${table(row('6/23/2026', 'Garments', 'Needle Craft Ltd', 'Active', 'See Jordan WRO.'))}`,
      'FINDING',
    ],
    [
      'a column of its own',
      `<h3>Jordan</h3>${table(
        row('6/23/2026', 'Garments', 'Needle Craft Ltd', 'Active', '', 'Finding'),
        '#|Date|Merchandise|Entities|Status|Status Notes|WRO / Finding',
      )}`,
      'FINDING',
    ],
  ])('%s', (_, body, program) => {
    expect(only(body).programs).toEqual([program])
  })

  test('the kind of one accordion says nothing of the next', () => {
    const body = `<h3>Mexico Findings</h3>${table(jordan)}<h3>Jordan</h3>${table(jordan)}`
    expect(refusal(small(body)).slice(0, 2)).toEqual(['unknown-category', 'table 2 (Jordan), row 1'])
  })
})

describe('cells', () => {
  test('line breaks, lists and paragraphs separate words', () => {
    const facts = only(
      `<h2>WROs</h2><h3>Jordan</h3>${table(row('June 23, 2026', '<ul><li>Garments</li></ul>', 'Needle<br>Craft<br/>Ltd', '<p>Active</p>', ''))}`,
    )
    expect(facts.subjects[0]?.name).toBe('Needle Craft Ltd')
    expect(facts.effectiveOn).toBe('2026-06-23')
  })

  test('the press release is the link of the notes, without what tracks its reader', () => {
    const notes = '<a href="/newsroom/national-media-release/x?utm_source=gov&amp;id=2">Press release</a>'
    const facts = only(
      `<h2>WROs</h2><h3>Jordan</h3>${table(row('6/23/2026', 'Garments', 'Needle Craft Ltd', 'Active', notes))}`,
    )
    expect(facts.notes).toContainEqual({
      label: 'Press Release',
      value: 'https://www.cbp.gov/newsroom/national-media-release/x?id=2',
    })
  })

  test('the number of a row is its place in the table and no fact', () => {
    const [one, two] = ['1', '7'].map((number) =>
      only(`<h2>WROs</h2><h3>Jordan</h3>${table(jordan.replace('<td>1<', `<td>${number}<`))}`),
    )
    expect(one).toEqual(two)
  })
})

describe('refusals', () => {
  const html = page('2025-05-30')
  const wros = (body: string): string => small(`<h2>WROs</h2>${body}`)
  test.each<[string, string, string, string | undefined]>([
    ['a dashboard without tables', wros('<h1>Dashboard</h1><img src="map.png">'), 'missing-table', undefined],
    ['a page that breaks off', html.slice(0, html.lastIndexOf('</table>')), 'truncated', undefined],
    ['a column gone', html.replaceAll('<strong>Merchandise</strong>', ''), 'missing-column', 'table 1'],
    ['the notes gone', html.replaceAll('Status Notes', 'Updated'), 'missing-column', 'table 1'],
    ['a header gone', wros(`<h3>Jordan</h3><table>${jordan}</table>`), 'missing-column', 'table 1'],
    ['no country', wros(table(jordan)), 'unknown-category', 'table 1'],
    ['a country that is none', wros(`<h3>Freedonia</h3>${table(jordan)}`), 'unknown-category', 'table 1'],
    [
      'two countries for one table',
      wros(`<h3>Jordan</h3>${table(jordan).replace('<table>', '<table><caption>Mexico</caption>')}`),
      'unknown-category',
      'table 1',
    ],
    ['no kind', small(`<h3>Jordan</h3>${table(jordan)}`), 'unknown-category', 'table 1 (Jordan), row 1'],
    ['a table without orders', wros(`<h3>Jordan</h3>${table('')}`), 'truncated', 'table 1 (Jordan)'],
    [
      'a row with a cell less',
      wros(`<h3>Jordan</h3>${table(jordan.replace('<td></td>', ''))}`),
      'malformed',
      'table 1 (Jordan), row 1',
    ],
    [
      'a column twice',
      wros(
        `<h3>Jordan</h3>${table(jordan, '#|Date|Merchandise|Entities|Status|Status Notes|Effective Date')}`,
      ),
      'malformed',
      'table 1',
    ],
    [
      'an unknown status',
      wros(`<h3>Jordan</h3>${table(jordan.replace('Active', 'Paused'))}`),
      'unknown-category',
      'table 1 (Jordan), row 1',
    ],
  ])('%s', (_, document, fault, place) => {
    expect(refusal(document).slice(0, 2)).toEqual([fault, place])
  })

  test('the reason says what was expected and what was found', () => {
    expect(refusal(html.replaceAll('Status Notes', 'Updated'))[2]).toBe(
      'The table lacks the column Remarks: expected Date or Effective Date, Merchandise, Entities, Status, Status Notes; found #, Effective Date, Merchandise, Entities, Status, Updated (table 1)',
    )
    expect(refusal(wros('<p>Dashboard</p>'))[2]).toBe(
      'CBP\'s page has 0 tables and none of orders: expected tables of orders, one per country or "Fishing Vessels", with the columns Date or Effective Date, Merchandise, Entities, Status, Status Notes',
    )
  })
})
