import { InputError, type InputProblem } from '../errors.ts'
import { plainSupplier, type SupplierFacts } from '../model/supplier.ts'
import { CellError } from './cell-error.ts'
import { chainProblems, type PlacedFacts } from './chains.ts'
import { cleanCell, refuseDamaged } from './clean-cell.ts'
import { type CsvRow, csvRows } from './csv-rows.ts'
import { decodeFile } from './decode-file.ts'
import { isSupplierColumn, readColumn, type SupplierColumn, supplierColumns } from './supplier-columns.ts'

/** A larger register is sent as several `*.patch.csv` files. */
const maxRows = 10_000
/** A supplier is stored as one item of at most 400 KB, with room for its keys. */
const maxRowCharacters = 100_000
/** What a row comes to when it is stored: each good and each owner takes several times what its cell takes. */
const maxStoredBytes = 330_000
/** A report of more problems than this is not read. */
const maxProblems = 100

const columnName = (cell: string): string =>
  cleanCell(cell)
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')

const knownColumns = (header: string, delimiter: string): number =>
  header.split(delimiter).filter((cell) => isSupplierColumn(columnName(cell.replaceAll('"', '')))).length

/**
 * Excel writes semicolons where the comma is the decimal sign, tabs when asked for text, and sometimes says so in a
 * first line `sep=;`. Without it, the sign counts that makes the most known columns of the header.
 */
const layoutOf = (text: string): { delimiter: string; skip: number } => {
  const [first = ''] = text.split(/\r\n|\n|\r/, 1)
  const told = /^"?sep=([^\p{L}\p{N}"])"?[,;\t]*$/iu.exec(first)?.[1]
  if (told !== undefined) return { delimiter: told, skip: 1 }
  const [delimiter = ','] = [',', ';', '\t'].sort((a, b) => knownColumns(first, b) - knownColumns(first, a))
  return { delimiter, skip: 0 }
}

const rowsOf = (text: string, file: string): CsvRow[] => {
  const { delimiter, skip } = layoutOf(text)
  const body = skip === 0 ? text : text.replace(/^[^\r\n]*(\r\n|\n|\r|$)/, '')
  return csvRows(body, delimiter, file, 1 + skip)
    .map(({ line, cells }) => ({ line, cells: cells.map(cleanCell) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
}

const headerOf = (row: CsvRow | undefined, file: string): SupplierColumn[] => {
  if (!row) throw new InputError(`${file} is empty`, [{ file, reason: 'the file has no header and no rows' }])
  const cells = [...row.cells]
  while (cells.at(-1) === '') cells.pop()
  const names = cells.map(columnName)
  const problems: InputProblem[] = []
  const tell = (field: string, reason: string): void => {
    problems.push({ file, line: row.line, field, reason })
  }
  names.forEach((name, at) => {
    if (name === '') tell(`column ${at + 1}`, 'the column has no name')
    else if (!isSupplierColumn(name))
      tell(cells[at] ?? '', `unknown column; the columns are ${supplierColumns.join(', ')}`)
    else if (names.indexOf(name) !== at)
      tell(name, `the column stands twice, as columns ${names.indexOf(name) + 1} and ${at + 1}`)
  })
  for (const needed of ['supplier_id', 'name']) {
    if (!names.includes(needed)) tell(needed, 'this column is required')
  }
  if (problems.length > 0)
    throw new InputError(`${file}: the header is not that of a supplier file`, problems)
  return names.filter(isSupplierColumn)
}

const readRow = (
  row: CsvRow,
  header: readonly SupplierColumn[],
  file: string,
  problems: InputProblem[],
): PlacedFacts => {
  const { line, cells } = row
  const facts = plainSupplier('', '')
  const extra = cells.slice(header.length).find((cell) => cell !== '')
  if (extra !== undefined) {
    problems.push({
      file,
      line,
      reason: `the row has more cells than the header's ${header.length} ("${extra}"); a cell that holds the separator stands in quotes`,
    })
  }
  if (cells.join('').length > maxRowCharacters) {
    problems.push({ file, line, reason: `the row is longer than ${maxRowCharacters} characters` })
    return { facts, line }
  }
  header.forEach((column, at) => {
    const cell = cells[at] ?? ''
    if (cell === '') {
      if (column === 'supplier_id' || column === 'name')
        problems.push({ file, line, field: column, reason: 'is empty' })
      return
    }
    try {
      if (column !== 'notes') refuseDamaged(cell)
      Object.assign(facts, readColumn[column](cell))
    } catch (error) {
      if (!(error instanceof CellError)) throw error
      problems.push({ file, line, field: column, reason: error.message })
    }
  })
  const stored = Buffer.byteLength(JSON.stringify(facts))
  if (stored > maxStoredBytes) {
    problems.push({
      file,
      line,
      reason: `the supplier takes ${stored} bytes, at most ${maxStoredBytes} can be kept; divide it, or leave members of its lists out`,
    })
  }
  return { facts, line }
}

/**
 * Reads a customer's supplier file. Refused whole with every problem named (`InputError`): a file that is half read
 * would leave suppliers unscreened in silence.
 *
 * @param registered suppliers that are registered already, for a `*.patch.csv`: its rows may refer to them.
 */
export const parseSupplierFile = (
  bytes: Uint8Array,
  file: string,
  registered: readonly SupplierFacts[] = [],
): SupplierFacts[] => {
  const [head, ...body] = rowsOf(decodeFile(bytes, file), file)
  const header = headerOf(head, file)
  if (body.length === 0) {
    throw new InputError(`${file} names no supplier`, [{ file, reason: 'the file has a header and no rows' }])
  }
  if (body.length > maxRows) {
    const patch = `${file.replace(/(\.patch)?\.csv$/i, '')}-2.patch.csv`
    throw new InputError(`${file} has ${body.length} rows`, [
      { file, reason: `a file holds at most ${maxRows} suppliers; send the others as ${patch}` },
    ])
  }
  const problems: InputProblem[] = []
  const rows = body.map((row) => readRow(row, header, file, problems))
  const held = new Set(rows.map(({ facts }) => facts.supplierId))
  problems.push(
    ...chainProblems(
      rows,
      registered.filter(({ supplierId }) => !held.has(supplierId)),
      file,
    ),
  )
  if (problems.length > 0) {
    const shown = problems.sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity)).slice(0, maxProblems)
    const rest = problems.length - shown.length
    throw new InputError(
      `${file}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}, nothing was changed`,
      rest > 0
        ? [...shown, { file, reason: `and ${rest} more ${rest === 1 ? 'problem' : 'problems'}` }]
        : shown,
    )
  }
  return rows.map(({ facts }) => facts)
}
