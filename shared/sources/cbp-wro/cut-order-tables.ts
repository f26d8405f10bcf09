import type { CheerioAPI } from 'cheerio/slim'
import { countryCode } from '../../countries.ts'
import { isoDate } from '../../dates.ts'
import { SourceShapeError } from '../../errors.ts'
import { canonicalJson, sha256 } from '../../hash.ts'
import type { CutDocument, RawEntry } from '../reader.ts'
import { type Column, columnOf, expectedAndFound } from './columns.ts'
import { landingPage } from './remarks.ts'
import {
  cellText,
  countsRows,
  foreignPage,
  loadPage,
  requireCells,
  tableRows,
  type TableRowCells,
  tablesIn,
  withoutTracking,
} from './web-page.ts'

/**
 * CBP's page as it stood before the dashboard, and as it may stand again: one table per country or "Fishing Vessels",
 * in accordions whose headings were h2 (August 2024) and h3 (March 2025), with the columns #, Date (Effective Date
 * since May 2025), Merchandise, Entities, Status, Status Notes. The header cells were `td/p/strong` below a `th` that
 * repeats the country. None of that is asked by date or class: a table is known by its columns.
 */
const neededColumns = [
  'Effective Date',
  'Merchandise',
  'Entity',
  'Status',
  'Remarks',
] as const satisfies readonly Column[]

/** The needed columns as the page named them. */
const expectedHeaders = ['Date or Effective Date', 'Merchandise', 'Entities', 'Status', 'Status Notes']

type Kind = 'WRO' | 'Finding'

interface Heading {
  place?: string
  kind?: Kind
  /** It names both kinds, as the page's own title does: what follows is of neither by that heading. */
  both: boolean
}

const wroWords = /\bwith+h?old release orders?\b|\bWROs?\b/gi
const findingWords = /\bfindings?\b/gi
const fishingVessels = /^fishing vessels?$/i
/** Only statuses as whole cells: a date and one of these in a row is an order, whatever the headers say. */
const statusCell = /^(?:active|inactive|revoked|modified|partially (?:active|modified))\b/i

const readHeading = (text: string): Heading => {
  const named = { wro: text.search(wroWords) >= 0, finding: text.search(findingWords) >= 0 }
  const both = named.wro && named.finding
  const kind = both ? undefined : named.wro ? 'WRO' : named.finding ? 'Finding' : undefined
  const rest = text
    .replace(wroWords, ' ')
    .replace(findingWords, ' ')
    .replace(/\(\d+\)/g, ' ')
    .replace(/[-\u2013\u2014:|]+\s*$|^\s*[-\u2013\u2014:|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const place = fishingVessels.test(rest) || countryCode(rest) !== undefined ? rest : undefined
  return { both, ...(place === undefined ? {} : { place }), ...(kind === undefined ? {} : { kind }) }
}

/** What the headings above a table say of it. */
interface Context {
  /** The kind of the page's section, from a heading without a country. */
  section?: Kind
  place?: string
  placeKind?: Kind
}

const afterHeading = (context: Context, text: string, isHeading: boolean): Context => {
  const { place, kind, both } = readHeading(text)
  if (place !== undefined) {
    const section = context.section === undefined ? {} : { section: context.section }
    return { ...section, place, ...(kind === undefined ? {} : { placeKind: kind }) }
  }
  // Buttons that open an accordion may hold its country; those that hold none ("Menu") say nothing.
  if (!isHeading) return context
  const section = both ? undefined : (kind ?? context.section)
  return section === undefined ? {} : { section }
}

interface OrderTable {
  /** Place among the page's tables, from 1. */
  number: number
  /** The columns of an order by their names in the dataset, others by their own; '' for one that holds no fact. */
  columns: string[]
  /** Rows below the header. */
  rows: (TableRowCells & { number: number })[]
  heading: Heading
  context: Context
}

/** A table of orders; `undefined` for a table of another kind. A table with orders and without their columns is refused. */
const readTable = (
  all: readonly TableRowCells[],
  caption: string,
  number: number,
  context: Context,
): OrderTable | undefined => {
  const place = { place: `table ${number}` }
  const known = all.map(({ cells }) => new Set(cells.map(columnOf).filter((column) => column !== undefined)))
  const headerAt = known.findIndex(
    (columns) => neededColumns.filter((column) => columns.has(column)).length >= 3,
  )
  if (headerAt < 0) {
    const isOrder = ({ cells }: { cells: string[] }): boolean =>
      cells.some((cell) => isoDate(cell) !== undefined) && cells.some((cell) => statusCell.test(cell))
    if (!all.some(isOrder)) return undefined
    const found = all.find(({ cells }) => cells.length > 1)?.cells ?? []
    throw new SourceShapeError(
      'missing-column',
      `A table of orders has no header that we know: ${expectedAndFound(expectedHeaders, found)}`,
      place,
    )
  }
  const header = all[headerAt]?.cells ?? []
  const missing = neededColumns.filter((column) => !known[headerAt]?.has(column))
  if (missing.length > 0) {
    throw new SourceShapeError(
      'missing-column',
      `The table lacks the column ${missing.join(', ')}: ${expectedAndFound(expectedHeaders, header)}`,
      place,
    )
  }
  const columns = header.map((cell) => columnOf(cell) ?? (countsRows(cell) ? '' : cell))
  const repeated = columns.filter((column, at) => column !== '' && columns.indexOf(column) !== at)
  if (repeated.length > 0) {
    throw new SourceShapeError('malformed', `The column ${repeated.join(', ')} stands twice`, place)
  }
  const title = [caption, ...all.slice(0, headerAt).flatMap(({ cells }) => cells)].join(' ').trim()
  const rows = all
    .slice(headerAt + 1)
    .map((row, index) => ({ ...row, number: index + 1 }))
    .filter(
      ({ cells, isStruck }) =>
        isStruck || (cells.some((cell) => cell !== '') && cells.join('\n') !== header.join('\n')),
    )
  return { number, columns, rows, heading: readHeading(title), context }
}

const placeOf = ({ number, heading, context }: OrderTable): string => {
  const [above, own] = [context.place, heading.place]
  const isOther = above !== undefined && own !== undefined && countryCode(above) !== countryCode(own)
  if (isOther || (above === undefined && own === undefined)) {
    throw new SourceShapeError(
      'unknown-category',
      isOther
        ? `The table stands under "${above}" and calls itself "${own}"`
        : 'No heading names the country of the table, nor "Fishing Vessels"',
      { place: `table ${number}` },
    )
  }
  return above ?? own ?? ''
}

/** "See China WRO." in the notes of a Finding, "See China Finding." in those of a WRO: the other order of the party. */
const kindByNotes = (notes: string): Kind | undefined => {
  const other = /\bSee\b[^.]*\b(WRO|Finding)\b/i.exec(notes)?.[1]?.toLowerCase()
  if (other === undefined) return undefined
  return other === 'wro' ? 'Finding' : 'WRO'
}

const pressRelease = (links: readonly string[]): string =>
  [
    ...new Set(
      links
        .filter((link) => URL.canParse(link, landingPage) && link.includes('/newsroom/'))
        .map((link) => withoutTracking(new URL(link, landingPage).href)),
    ),
  ]
    .sort()
    .join(' ')

const entriesOf = (table: OrderTable): RawEntry[] => {
  const ownCountries = table.columns.includes('Country')
  const country = ownCountries ? 'countries in its rows' : placeOf(table)
  if (table.rows.length === 0) {
    throw new SourceShapeError('truncated', 'The table has a header and no orders', {
      place: `table ${table.number} (${country})`,
    })
  }
  return table.rows.map(({ cells, links, number, isStruck }): RawEntry => {
    const place = `table ${table.number} (${country}), row ${number}`
    requireCells(cells, place)
    if (isStruck) throw new SourceShapeError('unexplained-row', 'The row is struck through', { place })
    if (cells.length !== table.columns.length) {
      throw new SourceShapeError(
        'malformed',
        `The row has ${cells.length} cells, the header ${table.columns.length}`,
        { place },
      )
    }
    const named = Object.fromEntries(table.columns.map((column, at) => [column, cells[at] ?? '']))
    const kind =
      named['WRO/Finding'] ??
      table.context.placeKind ??
      table.heading.kind ??
      table.context.section ??
      kindByNotes(named['Remarks'] ?? '')
    if (kind === undefined) {
      throw new SourceShapeError(
        'unknown-category',
        'Neither a heading nor the notes say whether the order is a WRO or a Finding',
        { place },
      )
    }
    const release = pressRelease(links)
    const filled = Object.entries({
      ...named,
      ...(ownCountries ? {} : { Country: country }),
      'WRO/Finding': kind,
      ...(release === '' ? {} : { 'Press Release': release }),
    }).filter(([column, cell]) => column !== '' && cell !== '')
    const raw = canonicalJson(Object.fromEntries(filled))
    return { raw, rawHash: sha256(raw), place }
  })
}

const tablesOf = ($: CheerioAPI): OrderTable[] => {
  const tables: OrderTable[] = []
  let context: Context = {}
  let number = 0
  const orders = new Set(tablesIn($).toArray())
  for (const element of $('h1, h2, h3, h4, h5, h6, button, summary, table').toArray()) {
    if (element.tagName !== 'table') {
      // Headings within a table or a heading's own button were read with it.
      const within = $(element).parents('table, h1, h2, h3, h4, h5, h6').toArray()
      if (within.some((outer) => outer.tagName !== 'table' || orders.has(outer))) continue
      context = afterHeading(context, cellText($, element), /^h\d$/.test(element.tagName))
      continue
    }
    if (!orders.has(element)) continue
    number++
    const caption = cellText($, $(element).children('caption'))
    const table = readTable(tableRows($, element), caption, number, context)
    if (table) tables.push(table)
  }
  return tables
}

/** How many tables of orders the page has. Throws `SourceShapeError` for a table of orders that lacks a column. */
export const countOrderTables = (html: string): number => tablesOf(loadPage(html)).length

/** What is expected where neither the dataset's link nor a table of orders is found. */
export const expectedTables = `tables of orders, one per country or "Fishing Vessels", with the columns ${expectedHeaders.join(', ')}`

/** Cuts CBP's page into its orders, in the dataset's columns: what the page says reads like the dataset's row. */
export const cutOrderTables = (html: string): CutDocument => {
  const $ = loadPage(html)
  const tables = tablesOf($)
  if (tables.length === 0) {
    if (!/with+h?old release orders/i.test(cellText($, $('title, h1'))))
      throw foreignPage(html, "CBP's Withhold Release Orders and Findings")
    throw new SourceShapeError(
      'missing-table',
      `CBP's page has ${$('table').length} tables and none of orders: expected ${expectedTables}`,
    )
  }
  if (!/<\/html>\s*$/i.test(html))
    throw new SourceShapeError('truncated', 'The page breaks off before its end')
  const modified = /Last Modified:?\s*([A-Za-z]+\.? \d{1,2}, \d{4}|\d{1,2}\/\d{1,2}\/\d{4})/i.exec(
    cellText($, $('body')),
  )?.[1]
  const publishedOn = modified === undefined ? undefined : isoDate(modified)
  const entries = tables.flatMap(entriesOf).sort((a, b) => (a.raw < b.raw ? -1 : 1))
  return { ...(publishedOn === undefined ? {} : { publishedOn }), entries }
}
