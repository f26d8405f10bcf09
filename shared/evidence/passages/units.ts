import { CsvError, parse as parseCsv } from 'csv-parse/sync'
import { SourceShapeError } from '../../errors.ts'
import { wordsOfMarkup } from './passage.ts'

/** A row of a document, with its place in the text and its cells in plain words. */
export interface Unit {
  form: 'html' | 'csv'
  place: string
  from: number
  to: number
  cells: string[]
}

/** Words by which a cell as published and a cell as read are the same: no case, marks, punctuation or layout. */
export const plainCell = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\p{M}\u200b-\u200d\ufeff]/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const rowTag = /<(\/?)(tr|table|script|style)\b[^>]*>|<!--/giu

/** The innermost `<tr>` elements of a page; what stands in scripts, styles and comments is none. */
export const htmlRows = (html: string): Unit[] => {
  const units: Unit[] = []
  let open: number | undefined
  rowTag.lastIndex = 0
  for (let tag = rowTag.exec(html); tag !== null; tag = rowTag.exec(html)) {
    const [whole, slash, name] = tag
    if (whole === '<!--') {
      const end = html.indexOf('-->', tag.index)
      rowTag.lastIndex = end < 0 ? html.length : end + 3
    } else if (/^(?:script|style)$/iu.test(name ?? '')) {
      if (slash) continue
      const end = html.toLowerCase().indexOf(`</${(name ?? '').toLowerCase()}`, tag.index)
      rowTag.lastIndex = end < 0 ? html.length : end
    } else if (/^table$/iu.test(name ?? '')) {
      open = undefined
    } else if (!slash) {
      open = tag.index
    } else if (open !== undefined) {
      const to = tag.index + whole.length
      const row = html.slice(open, to)
      const cells = row.split(/<t[dh]\b[^>]*>/iu).slice(1)
      units.push({
        form: 'html',
        place: `table row ${units.length + 1} of the page`,
        from: open,
        to,
        cells: cells.map((cell) => plainCell(wordsOfMarkup(cell))),
      })
      open = undefined
    }
  }
  return units
}

interface RawRecord {
  record: string[]
  raw: string
  info: { lines: number }
}

const parseRecords = (text: string): RawRecord[] => {
  try {
    return parseCsv(text, {
      bom: true,
      info: true,
      raw: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as RawRecord[]
  } catch (error) {
    if (error instanceof CsvError) throw new SourceShapeError('malformed', error.message, { cause: error })
    throw error
  }
}

/**
 * The records of a CSV file, each with its text as it stands there, line breaks within quotes included. Throws
 * `SourceShapeError` for what is no CSV.
 */
export const csvRecords = (text: string): Unit[] => {
  const records = parseRecords(text)
  let at = 0
  let line = 1
  return records.flatMap(({ record, raw, info }): Unit[] => {
    const piece = raw.replace(/^[\r\n\ufeff]+|[\r\n]+$/gu, '')
    const from = text.indexOf(piece, at)
    const place = `line ${line}`
    line = info.lines + 1
    if (piece === '' || from < 0) return []
    at = from + piece.length
    return [{ form: 'csv', place, from, to: at, cells: record.map(plainCell) }]
  })
}

/** The rows of a document by their cells: looked up for every party, and the screening list has tens of thousands. */
export interface UnitIndex {
  units: readonly Unit[]
  holding: ReadonlyMap<string, readonly Unit[]>
}

export const indexUnits = (units: readonly Unit[]): UnitIndex => {
  const holding = new Map<string, Unit[]>()
  for (const unit of units) {
    for (const cell of new Set(unit.cells)) {
      const known = holding.get(cell)
      if (known) known.push(unit)
      else holding.set(cell, [unit])
    }
  }
  return { units, holding }
}

/** Every text in a raw entry, whatever its shape: cells as the reader took them. */
const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap(textsOf)
}

/**
 * The units that hold most of a raw entry's cells, counted by how rare they are; a cell that many units have says little.
 * None where the best holds less than half of what stands in the document at all: something near is no quotation.
 */
const bestUnits = ({ units, holding }: UnitIndex, entry: unknown): Unit[] => {
  const texts = [...new Set(textsOf(entry).map(plainCell))].filter((text) => text !== '')
  const holders = texts.map((text) => holding.get(text) ?? [])
  const scores = new Map<Unit, number>()
  let whole = 0
  for (const own of holders) {
    const weight = own.length === 0 ? 0 : Math.log1p(units.length / own.length)
    whole += weight
    for (const unit of own) scores.set(unit, (scores.get(unit) ?? 0) + weight)
  }
  const best = Math.max(0, ...scores.values())
  if (best * 2 < whole) return []
  return [...scores].flatMap(([unit, score]) => (score >= best - 1e-9 ? [unit] : []))
}

/** The rows that a raw entry was read from: one for each member where it is a list of rows. */
export const unitsOfEntry = (index: UnitIndex, raw: string): Unit[] => {
  const entry: unknown = JSON.parse(raw)
  const parts: unknown[] = Array.isArray(entry) ? entry : [entry]
  return [...new Set(parts.flatMap((part) => bestUnits(index, part)))].sort((a, b) => a.from - b.from)
}
