import { type CheerioAPI, load } from 'cheerio/slim'
import { isoDate } from '../../dates.ts'
import { SourceShapeError } from '../../errors.ts'
import type { SubList } from '../../model/designation.ts'
import { cleanText } from '../cbp-wro/listed-name.ts'
import { cellText, countsRows, foreignPage } from '../cbp-wro/web-page.ts'

export type Clause = SubList['clause']

/** One row of a sub-list's table, as published but for white space and quotes. */
export interface TableRow {
  clause: Clause
  name: string
  date: string
  /** ISO date. */
  effectiveOn: string
  /** "table (ii), row 3": rows are counted from 1 below the header. */
  place: string
  /** Cells of columns that we do not know, by the column's name. */
  further?: Record<string, string>
}

/** A sub-list's table, with its rows' places in the page. */
interface EntityTable {
  clause: Clause
  /** Place among the page's tables. */
  index: number
  /** `at`: place among the table's `tr`. */
  rows: { row: TableRow; at: number }[]
}

/**
 * Sub-lists that have had rows since the first list of 2022-06-21: a page without one of them is broken. Clause (iii)
 * names products and has no table; (iv) is empty by DHS's own statement, and its first row will be news, not a fault.
 */
const filledClauses: readonly Clause[] = ['i', 'ii', 'v']

/** The table's clause is told by its link or caption: position, class and order mean nothing. */
const clauseWords = /2\s*\(d\)\s*\(2\)\s*\(B\)\s*\((i{1,3}|iv|v)\)/gi

const nameHeader = /\b(?:entity|entities|name)\b/i
const dateHeader = /\bdate\b/i

const isClause = (text: string): text is Clause => ['i', 'ii', 'iii', 'iv', 'v'].includes(text)

/** The last clause that a text names: (iv) has a heading and no table, so the nearest one above a table is meant. */
const lastClause = (text: string): Clause | undefined => {
  const clause = [...text.matchAll(clauseWords)].at(-1)?.[1]?.toLowerCase()
  return clause !== undefined && isClause(clause) ? clause : undefined
}

/** The page's text with a mark in place of each table, to see which words stand before which table. */
const textAround = (html: string): string[] => {
  const $ = load(html)
  $('script, style, noscript').remove()
  // Private-use characters: no page has them.
  $('table').replaceWith('\ue000')
  return $.root().text().split('\ue000')
}

const readTable = ($: CheerioAPI, table: number, before: string): EntityTable | undefined => {
  const element = $('table').eq(table)
  const rows = element.find('tr').toArray()
  const cellsOf = (at: number): string[] =>
    $(rows[at])
      .children('th, td')
      .toArray()
      .map((cell) => cellText($, cell))
  const columnsOf = (header: readonly string[]): [name: number, date: number] => [
    header.findIndex((cell) => nameHeader.test(cell)),
    header.findIndex((cell) => dateHeader.test(cell)),
  ]
  // A title may stand above the header, over all columns.
  const headerAt = Math.max(
    0,
    rows.slice(0, 3).findIndex((_, at) => {
      const [name, date] = columnsOf(cellsOf(at))
      return name >= 0 && date >= 0 && name !== date
    }),
  )
  const header = rows.length > 0 ? cellsOf(headerAt) : []
  const [nameAt, dateAt] = columnsOf(header)
  const clause = lastClause(cellText($, element.children('caption'))) ?? lastClause(before)
  const looksListed =
    (nameAt >= 0 && dateAt >= 0) ||
    rows.some((_, at) => cellsOf(at).some((cell) => isoDate(cell) !== undefined))
  if (clause === undefined) {
    // A table of another kind elsewhere on the page is none of ours; one with names and dates is.
    if (!looksListed) return undefined
    throw new SourceShapeError('missing-table', 'A table of entities names no clause of section 2(d)(2)(B)', {
      place: `table ${table + 1}`,
    })
  }
  if (nameAt < 0 || dateAt < 0 || nameAt === dateAt) {
    throw new SourceShapeError(
      'missing-column',
      `The table has no columns for the entity and its effective date: expected two headers such as "Name of Entity" and "Effective Date"; found ${header.join(', ') || 'none'}`,
      {
        place: `table (${clause})`,
      },
    )
  }
  const read = rows.slice(headerAt + 1).flatMap((_, index): EntityTable['rows'] => {
    const place = `table (${clause}), row ${index + 1}`
    const at = headerAt + 1 + index
    const cells = cellsOf(at)
    // A row without any text is layout.
    if (cells.every((cell) => cell === '')) return []
    if (cells.length !== header.length) {
      throw new SourceShapeError(
        'malformed',
        `The row has ${cells.length} cells, the header ${header.length}`,
        { place },
      )
    }
    const [name, date] = [cells[nameAt] ?? '', cells[dateAt] ?? '']
    const effectiveOn = isoDate(date)
    if (effectiveOn === undefined) {
      throw new SourceShapeError('malformed', `The effective date "${date}" is no date`, { place })
    }
    if (name === '') throw new SourceShapeError('unexplained-row', 'The row names no entity', { place })
    const further = header.flatMap((column, position) => {
      const cell = cells[position] ?? ''
      const isOther = position !== nameAt && position !== dateAt && !countsRows(column)
      return isOther && cell !== '' ? [[column, cell] as const] : []
    })
    const row = {
      clause,
      name,
      date,
      effectiveOn,
      place,
      ...(further.length > 0 ? { further: Object.fromEntries(further) } : {}),
    }
    return [{ row, at }]
  })
  return { clause, index: table, rows: read }
}

/** Reads the page's tables after judging that it is the whole list. `load` is shared with the replay's stages. */
export const readTables = ($: CheerioAPI, html: string): EntityTable[] => {
  if (html.trim() === '') throw new SourceShapeError('empty-body', 'The page has no content')
  if (!/UFLPA Entity List/i.test(cleanText($('title, h1').text())) || lastClause(html) === undefined) {
    throw foreignPage(html, 'the UFLPA Entity List')
  }
  if (!/<\/html>\s*$/i.test(html))
    throw new SourceShapeError('truncated', 'The page breaks off before its end')
  const before = textAround(html)
  const tables = $('table')
    .toArray()
    .flatMap((_, index) => readTable($, index, before[index] ?? '') ?? [])
  for (const clause of filledClauses) {
    if (!tables.some((table) => table.clause === clause)) {
      const found =
        tables.map((table) => `(${table.clause}) with ${table.rows.length} rows`).join(', ') || 'none'
      throw new SourceShapeError(
        'missing-table',
        `The page has no table of clause (${clause}): expected tables of the clauses ${filledClauses.map((one) => `(${one})`).join(', ')}; found ${found}`,
      )
    }
    if (!tables.some((table) => table.clause === clause && table.rows.length > 0)) {
      throw new SourceShapeError('truncated', 'The table has no rows', { place: `table (${clause})` })
    }
  }
  return tables
}

/** The page's own date: "Last Updated: 01/14/2025". It is a date of the page's text, not of its bytes. */
const lastUpdated = ($: CheerioAPI): string | undefined => {
  const date = /Last Updated:?\s*(\d{1,2}\/\d{1,2}\/\d{4})/i.exec(
    cleanText($('.last-updated, time, footer, main').text()),
  )?.[1]
  return date === undefined ? undefined : isoDate(date)
}

/** The rows of all sub-lists, and the date that the page states of itself. */
export const cutPage = (html: string): { publishedOn?: string; rows: TableRow[] } => {
  const $ = load(html)
  const rows = readTables($, html).flatMap((table) => table.rows.map(({ row }) => row))
  const publishedOn = lastUpdated($)
  return { ...(publishedOn === undefined ? {} : { publishedOn }), rows }
}
