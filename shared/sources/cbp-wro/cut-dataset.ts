import { CsvError, parse as parseCsv } from 'csv-parse/sync'
import { SourceShapeError } from '../../errors.ts'
import { canonicalJson, sha256 } from '../../hash.ts'
import type { CutDocument, RawEntry } from '../reader.ts'
import { type Column, columnOf, expectedAndFound } from './columns.ts'
import { cleanText } from './listed-name.ts'
import { countsRows, foreignPage, requireCells, withoutTracking } from './web-page.ts'

/** Columns without which an order cannot be read. */
const neededColumns = [
  'Effective Date',
  'Country',
  'Merchandise',
  'WRO/Finding',
  'Status',
  'Entity',
  'Remarks',
] as const satisfies readonly Column[]

export interface DatasetRow {
  /** 1-based line on which the row begins; 1 is the header. */
  line: number
  /** Cells by the column's name of today: without line breaks and typographic quotes, and links without tracking. */
  cells: Record<string, string>
  /** The row's text as it stands in the file, without its line break. */
  text: string
}

export interface Dataset {
  /** The header's text as it stands in the file, without its line break. */
  header: string
  rows: DatasetRow[]
}

/**
 * The dataset has been published as Windows-1252 and as UTF-8; a sheet saved as "Unicode text" is UTF-16 with a mark.
 * Text that is valid UTF-8 is UTF-8: the accented letters and quotes of Windows-1252 do not form valid sequences by
 * chance.
 */
export const decodeDataset = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** What separates the cells: a sheet saved elsewhere than in the United States has semicolons or tabs. */
const delimiterOf = (text: string): string => {
  const headers = text.split(/\r?\n|\r/, headerWithin).join('\n')
  const count = (delimiter: string): number => headers.split(delimiter).length
  return [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0] ?? ','
}

/** A title may stand above the header. */
const headerWithin = 5

const readRecords = (text: string): { record: string[]; raw: string; line: number }[] => {
  try {
    const records = parseCsv(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      raw: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as { record: string[]; raw: string; info: { lines: number } }[]
    let line = 1
    return records.map(({ record, raw, info }) => {
      const begins = line
      line = info.lines + 1
      // The parser leaves a part of the line break on the raw text.
      return { record, raw: raw.replace(/^[\r\n]+|[\r\n]+$/g, ''), line: begins }
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const place = typeof error['lines'] === 'number' ? { place: `line ${error['lines']}` } : {}
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
      throw new SourceShapeError('truncated', 'The dataset ends within a quoted cell', {
        cause: error,
        ...place,
      })
    }
    throw new SourceShapeError('malformed', `The dataset is not well-formed CSV: ${error.message}`, {
      cause: error,
      ...place,
    })
  }
}

/**
 * Reads the dataset's rows by column name, whatever the columns' order. Refuses what is not the whole dataset:
 * nothing, a web page, a header without orders, a missing or repeated column, a row with too few or too many cells.
 */
export const readDataset = (text: string): Dataset => {
  if (text.trim() === '') throw new SourceShapeError('empty-body', 'The dataset has no content')
  if (/^[\s\ufeff]*</.test(text))
    throw foreignPage(text, "CBP's dataset of Withhold Release Orders and Findings")
  if (text.startsWith('PK\u0003') || text.startsWith('PK\u0005')) {
    throw new SourceShapeError('not-the-document', 'The file is a workbook or an archive, expected CSV')
  }
  const all = readRecords(text)
  const columnsKnown = ({ record }: { record: string[] }): number =>
    neededColumns.filter((column) => record.some((cell) => columnOf(cell) === column)).length
  const headerAt = Math.max(
    0,
    all.slice(0, headerWithin).findIndex((line) => columnsKnown(line) * 2 > neededColumns.length),
  )
  const [first, ...lines] = all.slice(headerAt)
  // Rows of separators alone are left over from the sheet that the file was exported from.
  const records = lines.filter(({ record }) => record.some((cell) => cleanText(cell) !== ''))
  const header = (first?.record ?? []).map((column) => cleanText(column.replace(/^\u00ef\u00bb\u00bf/, '')))
  const columns = header.map((column) => columnOf(column) ?? (countsRows(column) ? '' : column))
  const missing = neededColumns.filter((column) => !columns.includes(column))
  if (missing.length === neededColumns.length) {
    throw new SourceShapeError(
      'not-the-document',
      `The file has none of the columns of the dataset: ${expectedAndFound(neededColumns, header.slice(0, 20))}`,
      { place: 'line 1' },
    )
  }
  if (missing.length > 0) {
    throw new SourceShapeError(
      'missing-column',
      `The dataset lacks the column ${missing.join(', ')}: ${expectedAndFound(neededColumns, header)}`,
      { place: 'line 1' },
    )
  }
  const repeated = columns.filter((column, index) => column !== '' && columns.indexOf(column) !== index)
  if (repeated.length > 0) {
    throw new SourceShapeError('malformed', `The column ${repeated.join(', ')} stands twice`, {
      place: 'line 1',
    })
  }
  if (records.length === 0) {
    throw new SourceShapeError('truncated', 'The dataset has a header and no orders', { place: 'line 1' })
  }
  const rows = records.map(({ record, raw, line }, index): DatasetRow => {
    if (record.length !== columns.length) {
      // A row that breaks off at the end of the file is what a broken download looks like.
      const fault = index === records.length - 1 && record.length < columns.length ? 'truncated' : 'malformed'
      throw new SourceShapeError(fault, `The row has ${record.length} cells, the header ${columns.length}`, {
        place: `line ${line}`,
      })
    }
    requireCells(record, `line ${line}`)
    const cells = Object.fromEntries(
      columns.map((column, at) => [column, withoutTracking(cleanText(record[at] ?? ''))]),
    )
    return { line, cells, text: raw }
  })
  return { header: first?.raw ?? '', rows }
}

/** Cuts the dataset into its orders. A piece is the row's filled cells by column name: the columns' order means nothing. */
export const cutDataset = (bytes: Uint8Array): CutDocument => {
  const { rows } = readDataset(decodeDataset(bytes))
  return {
    entries: rows.map(({ cells, line }): RawEntry => {
      const filled = Object.fromEntries(
        Object.entries(cells).filter(([column, cell]) => column !== '' && cell !== ''),
      )
      const raw = canonicalJson(filled)
      return { raw, rawHash: sha256(raw), place: `line ${line}` }
    }),
  }
}
