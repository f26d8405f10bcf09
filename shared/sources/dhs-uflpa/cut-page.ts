import type { CheerioAPI } from 'cheerio/slim'
import { isoDate } from '../../dates.ts'
import { SourceShapeError } from '../../errors.ts'
import type { SubList } from '../../model/designation.ts'
import { cleanText } from '../cbp-wro/listed-name.ts'
import {
  cellText,
  countsRows,
  foreignPage,
  loadPage,
  requireCells,
  tableRows,
  tablesIn,
} from '../cbp-wro/web-page.ts'

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

/** The statute's own words for each clause, should the page name a sub-list by them alone. */
const statuteWords: readonly [Clause, RegExp][] = [
  ['i', /entities\s+in\s+(?:the\s+)?xinjiang(?:\s+uyghur\s+autonomous\s+region)?\s+that\s+mine/gi],
  [
    'ii',
    /entities\s+working\s+with\s+the\s+government\s+of\s+(?:the\s+)?xinjiang[^.]{0,60}?\s+to\s+recruit/gi,
  ],
  ['iv', /entities\s+that\s+export(?:ed)?\s+products/gi],
  ['v', /entities,?[^.]{0,80}?\s+that\s+source\s+material\s+from/gi],
]

const nameHeaders = [
  /^(?:name of (?:the )?entity|entity(?: name)?|entities|name)$/i,
  /\b(?:entity|entities|name)\b/i,
]
const dateHeaders = [/\beffective\b/i, /\bdate\b/i]
const clauseHeader = /\b(?:section|clause|sub-?list)\b/i
/** A table of parties that were taken off is none of the list; a filled column of removal is not understood. */
const removal = /\bremov(?:ed|al)|\bdelist(?:ed|ing)|no longer (?:on|listed)/i
const notTheName = /\b(?:type|chinese|former|native|number|id|address|section|clause|sub-?list)\b/i

const isClause = (text: string): text is Clause => ['i', 'ii', 'iii', 'iv', 'v'].includes(text)

/** The last clause that a text names: (iv) has a heading and no table, so the nearest one above a table is meant. */
const lastClause = (text: string): Clause | undefined => {
  const clause = [...text.matchAll(clauseWords)].at(-1)?.[1]?.toLowerCase()
  if (clause !== undefined) return isClause(clause) ? clause : undefined
  const named = statuteWords
    .flatMap(([one, words]) => [...text.matchAll(words)].map((match) => ({ one, at: match.index })))
    .sort((a, b) => a.at - b.at)
  return named.at(-1)?.one
}

/** The clauses that a cell names: "2(d)(2)(B)(ii)", "(i) and (v)", "ii". */
const clausesIn = (cell: string): Clause[] => {
  const numbers = cell
    .replace(/(?:section|sec\.)?\s*2\s*\(d\)\s*\(2\)\s*\(B\)/gi, ' ')
    .match(/(?<![\p{L}\p{N}])(?:i{1,3}|iv|v)(?![\p{L}\p{N}])/giu)
  return [...new Set((numbers ?? []).map((number) => number.toLowerCase()).filter(isClause))]
}

/** The page's text with a mark in place of each table, to see which words stand before which table. */
const textAround = (html: string): string[] => {
  const $ = loadPage(html)
  $('script, style, noscript').remove()
  // Private-use characters: no page has them.
  tablesIn($).replaceWith('\ue000')
  return $.root().text().split('\ue000')
}

const firstOf = (header: readonly string[], patterns: readonly RegExp[], not: RegExp = /^$/): number => {
  for (const pattern of patterns) {
    const at = header.findIndex((cell) => pattern.test(cell) && !not.test(cell))
    if (at >= 0) return at
  }
  return -1
}

/** The heading next above a table, whatever element shows it as one. */
const headingOf = ($: CheerioAPI, table: Parameters<CheerioAPI>[0]): string => {
  const all = $('h1, h2, h3, h4, h5, h6, button, summary, table').toArray()
  const at = all.findIndex((element) => $(table).is(element))
  const above = all.slice(0, at).findLast((element) => element.tagName !== 'table')
  return above === undefined ? '' : cellText($, above)
}

const readTable = ($: CheerioAPI, table: number, before: string): EntityTable[] => {
  const element = tablesIn($).eq(table)
  const rows = tableRows($, element)
  const cellsOf = (at: number): string[] => rows[at]?.cells ?? []
  const columnsOf = (header: readonly string[]): [name: number, date: number] => [
    firstOf(header, nameHeaders, notTheName),
    firstOf(header, dateHeaders, removal),
  ]
  // A title may stand above the header, over all columns.
  const headerAt = Math.max(
    0,
    rows.slice(0, 3).findIndex((_, at) => {
      const [name, date] = columnsOf(cellsOf(at))
      return name >= 0 && date >= 0 && name !== date
    }),
  )
  const header = cellsOf(headerAt)
  const [nameAt, dateAt] = columnsOf(header)
  const caption = cellText($, element.children('caption'))
  const hasNamesAndDates = nameAt >= 0 && dateAt >= 0
  if (removal.test(caption) || removal.test(headingOf($, element))) return []
  if (dateAt < 0 && header.some((cell) => removal.test(cell))) return []
  const clauseAt = header.findIndex((cell) => clauseHeader.test(cell))
  const ofRows =
    clauseAt >= 0 && rows.slice(headerAt + 1).some(({ cells }) => clausesIn(cells[clauseAt] ?? '').length > 0)
  const clause = lastClause(caption) ?? lastClause(before)
  const looksListed =
    hasNamesAndDates || rows.some(({ cells }) => cells.some((cell) => isoDate(cell) !== undefined))
  if (clause === undefined && !ofRows) {
    // A table of another kind elsewhere on the page is none of ours; one with names and dates is.
    if (!looksListed) return []
    throw new SourceShapeError('missing-table', 'A table of entities names no clause of section 2(d)(2)(B)', {
      place: `table ${table + 1}`,
    })
  }
  const title = ofRows ? `table ${table + 1}` : `table (${clause})`
  if (!hasNamesAndDates || nameAt === dateAt) {
    throw new SourceShapeError(
      'missing-column',
      `The table has no columns for the entity and its effective date: expected two headers such as "Name of Entity" and "Effective Date"; found ${header.join(', ') || 'none'}`,
      { place: title },
    )
  }
  const removedAt = header.findIndex((cell) => removal.test(cell))
  const read = rows.slice(headerAt + 1).flatMap((found, index): EntityTable['rows'] => {
    const place = `${title}, row ${index + 1}`
    const at = headerAt + 1 + index
    const { cells } = found
    requireCells(cells, place)
    if (found.isStruck) {
      throw new SourceShapeError('unexplained-row', 'The row is struck through', { place })
    }
    // A row without any text is layout, and so is the header once more.
    if (cells.every((cell) => cell === '') || cells.join('\n') === header.join('\n')) return []
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
    const removed = cells[removedAt] ?? ''
    if (/\p{L}|\p{N}/u.test(removed) && !/^(?:n\/?a|none)$/i.test(removed)) {
      throw new SourceShapeError('unexplained-row', `The row says "${header[removedAt]}": ${removed}`, {
        place,
      })
    }
    const clauses = ofRows ? clausesIn(cells[clauseAt] ?? '') : clause === undefined ? [] : [clause]
    if (clauses.length === 0) {
      throw new SourceShapeError(
        'unknown-category',
        `"${cells[clauseAt]}" names no clause of section 2(d)(2)(B)`,
        { place },
      )
    }
    const further = header.flatMap((column, position) => {
      const cell = cells[position] ?? ''
      const isRead = position === nameAt || position === dateAt || (ofRows && position === clauseAt)
      return !isRead && !countsRows(column) && cell !== '' ? [[column, cell] as const] : []
    })
    return clauses.map((one) => ({
      at,
      row: {
        clause: one,
        name,
        date,
        effectiveOn,
        place,
        ...(further.length > 0 ? { further: Object.fromEntries(further) } : {}),
      },
    }))
  })
  if (!ofRows) return clause === undefined ? [] : [{ clause, index: table, rows: read }]
  return [...Map.groupBy(read, ({ row }) => row.clause)].map(([one, ofClause]) => ({
    clause: one,
    index: table,
    rows: ofClause,
  }))
}

/** The site's name of the list, with the law's short name or its letters. */
const pageTitle = /(?:UFLPA|Uyghur Forced Labor Prevention Act)\W+(?:\(UFLPA\)\W+)?Entity List/i

/** "Showing 1 to 50 of 144 entries": a page that shows a part of the list at a time says so. */
const shownOf = /showing\s+[\d,]+\s*(?:to|[-\u2013]|through)\s*[\d,]+\s+of\s+([\d,]+)/i

/** Reads the page's tables after judging that it is the whole list. `load` is shared with the replay's stages. */
export const readTables = ($: CheerioAPI, html: string): EntityTable[] => {
  if (html.trim() === '') throw new SourceShapeError('empty-body', 'The page has no content')
  if (!pageTitle.test(cleanText($('title, h1').text())) || lastClause(html) === undefined) {
    throw foreignPage(html, 'the UFLPA Entity List')
  }
  if (!/<\/html>\s*$/i.test(html))
    throw new SourceShapeError('truncated', 'The page breaks off before its end')
  const before = textAround(html)
  const tables = tablesIn($)
    .toArray()
    .flatMap((_, index) => readTable($, index, before[index] ?? ''))
  if (!tables.some(({ clause }) => clause === 'iv')) refuseListInWords(before)
  const stated = shownOf.exec(cleanText($('body').text()))?.[1]
  const read = tables.reduce((sum, { rows }) => sum + rows.length, 0)
  if (stated !== undefined && Number(stated.replaceAll(',', '')) > read) {
    throw new SourceShapeError(
      'count-mismatch',
      `The page says that the list has ${stated} rows and has ${read}`,
    )
  }
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

/** What a list of companies has, be it in no table: a legal form, or a day. */
const namesSomebody =
  /\b(?:Ltd|Inc|Corp|L\.?L\.?C|Limited)\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+\d{1,2},\s*\d{4}/i

/**
 * Clause (iv) has had no table, only the statement that nobody is listed. A list in words in its place would be lost in
 * silence: it is refused.
 */
const refuseListInWords = (before: readonly string[]): void => {
  const text = before.join(' ')
  const from = [...text.matchAll(clauseWords)].find((match) => match[1]?.toLowerCase() === 'iv')
  if (from === undefined) return
  const after = text.slice(from.index + from[0].length)
  const next = after.search(clauseWords)
  // Where no other clause follows, the page's foot does.
  const section = cleanText(after.slice(0, next < 0 ? 600 : next))
  const somebody = namesSomebody.exec(section)
  if (somebody) {
    const around = section.slice(Math.max(0, somebody.index - 80), somebody.index + 40)
    throw new SourceShapeError(
      'unexplained-row',
      `Clause (iv) has no table, and its text seems to name somebody: "${around}"`,
    )
  }
}

/** The page's own date: "Last Updated: 01/14/2025". It is a date of the page's text, not of its bytes. */
const lastUpdated = ($: CheerioAPI): string | undefined => {
  const date =
    /Last (?:Updated|Reviewed|Modified)(?: on)?:?\s*(\d{1,2}\/\d{1,2}\/\d{4}|\d{4}-\d{2}-\d{2}|[A-Za-z]+\.? \d{1,2}, \d{4})/i.exec(
      cleanText($('.last-updated, time, footer, main').text()),
    )?.[1]
  return date === undefined ? undefined : isoDate(date)
}

/** The rows of all sub-lists, and the date that the page states of itself. */
export const cutPage = (html: string): { publishedOn?: string; rows: TableRow[] } => {
  const $ = loadPage(html)
  const rows = readTables($, html).flatMap((table) => table.rows.map(({ row }) => row))
  const publishedOn = lastUpdated($)
  return { ...(publishedOn === undefined ? {} : { publishedOn }), rows }
}
