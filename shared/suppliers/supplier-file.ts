import { CsvError, parse } from 'csv-parse/sync'
import { InputError, type InputProblem } from '../errors.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { CellError, readColumn, type SupplierColumn, supplierColumns } from './supplier-columns.ts'

/** A larger register is sent as several `*.patch.csv` files. */
const maxRows = 10_000
const maxBytes = 20_000_000
/** A report of more problems than this is not read. */
const maxProblems = 100

interface Row {
  /** 1-based line of the row's first line. */
  line: number
  cells: string[]
}

const decode = (bytes: Uint8Array, file: string): string => {
  const refuse = (reason: string): never => {
    throw new InputError(`${file}: ${reason}`, [{ file, reason }])
  }
  if (bytes.length === 0) return refuse('the file is empty')
  if (bytes.length > maxBytes) return refuse(`the file is larger than ${maxBytes / 1e6} MB`)
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse('the file is UTF-16 ("Unicode Text"); save it as "CSV UTF-8"')
  }
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return refuse('this is a spreadsheet, not a CSV file; save it as "CSV UTF-8"')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return refuse('the file is not UTF-8; save it as "CSV UTF-8" so that no name is damaged')
  }
}

/** Excel writes semicolons where the comma is the decimal sign, and sometimes says so in a first line `sep=;`. */
const delimiterOf = (text: string): { delimiter: string; skip: number } => {
  const [first = ''] = text.split(/\r?\n/, 1)
  const told = /^sep=(.)$/.exec(first.trim())
  if (told?.[1] !== undefined) return { delimiter: told[1], skip: 1 }
  const count = (sign: string): number => first.split(sign).length
  const delimiter = [',', ';', '\t'].sort((a, b) => count(b) - count(a))[0] ?? ','
  return { delimiter, skip: 0 }
}

const rowsOf = (text: string, file: string): Row[] => {
  const { delimiter, skip } = delimiterOf(text)
  try {
    const parsed = parse(text, {
      bom: true,
      delimiter,
      from_line: 1 + skip,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      trim: true,
      cast: (value) => {
        // ="0012" is Excel's way of keeping leading zeros.
        const formula = /^="(.*)"$/.exec(value)?.[1]
        return formula ?? value
      },
    }) as unknown as { record: string[]; info: { lines: number } }[]
    let line = 1 + skip
    return parsed
      .map(({ record, info }) => {
        const row = { line, cells: record }
        line = info.lines + 1
        return row
      })
      .filter(({ cells }) => cells.some((cell) => cell !== ''))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error['lines'] === 'number' ? error['lines'] : undefined
    throw new InputError(`${file} is not well-formed CSV: ${error.message}`, [
      { file, ...(line === undefined ? {} : { line }), reason: error.message },
    ])
  }
}

const headerOf = (row: Row | undefined, file: string): SupplierColumn[] => {
  const refuse = (problems: InputProblem[]): never => {
    throw new InputError(`${file}: the header is not that of a supplier file`, problems)
  }
  if (!row) return refuse([{ file, reason: 'the file has no rows' }])
  const cells = [...row.cells]
  while (cells.at(-1) === '') cells.pop()
  const names = cells.map((cell) => cell.toLowerCase().replaceAll(/[\s-]+/g, '_'))
  const problems: InputProblem[] = []
  names.forEach((name, index) => {
    if (!(supplierColumns as readonly string[]).includes(name)) {
      problems.push({
        file,
        line: row.line,
        field: cells[index] ?? '',
        reason: `unknown column; the columns are ${supplierColumns.join(', ')}`,
      })
    } else if (names.indexOf(name) !== index) {
      problems.push({ file, line: row.line, field: name, reason: 'the column stands twice' })
    }
  })
  for (const needed of ['supplier_id', 'name']) {
    if (!names.includes(needed)) problems.push({ file, line: row.line, field: needed, reason: 'this column is required' })
  }
  return problems.length > 0 ? refuse(problems) : (names as SupplierColumn[])
}

const readRow = (row: Row, header: readonly SupplierColumn[], file: string, problems: InputProblem[]): SupplierFacts => {
  const facts: SupplierFacts = {
    supplierId: '',
    roles: ['supplier'],
    name: '',
    otherNames: [],
    type: 'organisation',
    sites: [],
    identifiers: [],
    goods: [],
    owners: [],
    officers: [],
    workers: [],
    supplies: ['*'],
  }
  if (row.cells.slice(header.length).some((cell) => cell !== '')) {
    problems.push({ file, line: row.line, reason: `the row has more cells than the header's ${header.length}` })
  }
  header.forEach((column, index) => {
    const cell = (row.cells[index] ?? '').trim()
    if (cell === '') {
      if (column === 'supplier_id' || column === 'name') {
        problems.push({ file, line: row.line, field: column, reason: 'is empty' })
      }
      return
    }
    try {
      Object.assign(facts, readColumn[column](cell))
    } catch (error) {
      if (!(error instanceof CellError)) throw error
      problems.push({ file, line: row.line, field: column, reason: error.message })
    }
  })
  return facts
}

const chainProblems = (
  rows: readonly { facts: SupplierFacts; line: number }[],
  file: string,
  known: ReadonlySet<string>,
): InputProblem[] => {
  const problems: InputProblem[] = []
  const first = new Map<string, number>()
  for (const { facts, line } of rows) {
    const before = first.get(facts.supplierId)
    if (facts.supplierId !== '' && before !== undefined) {
      problems.push({ file, line, field: 'supplier_id', reason: `"${facts.supplierId}" stands in line ${before} already` })
    }
    first.set(facts.supplierId, line)
  }
  for (const { facts, line } of rows) {
    const missing = (id: string): boolean => id !== '*' && !first.has(id) && !known.has(id)
    for (const id of facts.supplies.filter(missing)) {
      problems.push({ file, line, field: 'supplies', reason: `"${id}" is no supplier of this register` })
    }
    for (const { supplierId } of facts.owners) {
      if (supplierId !== undefined && missing(supplierId)) {
        problems.push({ file, line, field: 'owners', reason: `"${supplierId}" is no supplier of this register` })
      }
    }
  }
  return problems
}

/**
 * Reads a customer's supplier file. Refused whole with every problem named (`InputError`): a file that is half read
 * would leave suppliers unscreened in silence.
 *
 * @param known ids that are registered already: what a `*.patch.csv` may refer to.
 */
export const parseSupplierFile = (
  bytes: Uint8Array,
  file: string,
  known: ReadonlySet<string> = new Set(),
): SupplierFacts[] => {
  const [head, ...body] = rowsOf(decode(bytes, file), file)
  const header = headerOf(head, file)
  if (body.length > maxRows) {
    throw new InputError(`${file} has ${body.length} rows`, [
      { file, reason: `a file holds at most ${maxRows} suppliers; send the rest as ${file.replace(/\.csv$/, '')}.patch.csv` },
    ])
  }
  const problems: InputProblem[] = []
  const rows = body.map((row) => ({ facts: readRow(row, header, file, problems), line: row.line }))
  problems.push(...chainProblems(rows, file, known))
  if (problems.length > 0) {
    const shown = problems.slice(0, maxProblems)
    throw new InputError(
      `${file}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}, nothing was changed`,
      shown.length < problems.length
        ? [...shown, { file, reason: `and ${problems.length - shown.length} more problems` }]
        : shown,
    )
  }
  return rows.map(({ facts }) => facts)
}
