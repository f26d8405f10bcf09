import { countryCode } from '../../../shared/countries.ts'
import { InputError, type InputProblem } from '../../../shared/errors.ts'
import type { PartyType } from '../../../shared/model/designation.ts'
import { type CsvRow, csvRows } from '../../../shared/suppliers/csv-rows.ts'
import { decodeFile } from '../../../shared/suppliers/decode-file.ts'
import type { Pair } from './score-pair.ts'

export const partyTypes: readonly PartyType[] = ['organisation', 'person', 'vessel', 'aircraft']

const columns = ['name1', 'name2', 'type', 'country1', 'country2', 'address1', 'address2'] as const
type Column = (typeof columns)[number]

export interface PairsFile {
  pairs: Pair[]
  /** Columns of the file that are not used, as written. */
  unused: string[]
}

const headerOf = (row: CsvRow | undefined, file: string): (Column | undefined)[] => {
  const names = (row?.cells ?? []).map((cell) => cell.trim().toLowerCase())
  const problems: InputProblem[] = ['name1', 'name2']
    .filter((needed) => !names.includes(needed))
    .map((field) => ({ file, line: row?.line ?? 1, field, reason: 'this column is required' }))
  for (const [index, name] of names.entries()) {
    if (columns.some((column) => column === name) && names.indexOf(name) !== index) {
      problems.push({ file, line: row?.line ?? 1, field: name, reason: 'the column stands twice' })
    }
  }
  if (problems.length > 0)
    throw new InputError(`${file}: the header is not that of a file of pairs`, problems)
  return names.map((name) => columns.find((column) => column === name))
}

/**
 * Reads a file of name pairs: `name1,name2[,type,country1,country2,address1,address2]`. Refused whole, every problem
 * named (`InputError`); columns of other names are left aside and told.
 */
export const readPairs = (bytes: Uint8Array, file: string, defaultType: PartyType): PairsFile => {
  const rows = csvRows(decodeFile(bytes, file), ',', file).filter(({ cells }) =>
    cells.some((cell) => cell.trim() !== ''),
  )
  const [head, ...body] = rows
  const header = headerOf(head, file)
  const problems: InputProblem[] = []
  const pairs = body.map(({ cells, line }): Pair => {
    const problem = (field: Column, reason: string): void => {
      problems.push({ file, line, field, reason })
    }
    if (cells.length > header.length) {
      problems.push({ file, line, reason: `the row has ${cells.length} cells, the header ${header.length}` })
    }
    const cell = (column: Column): string => (cells[header.indexOf(column)] ?? '').trim()
    const country = (column: 'country1' | 'country2'): string | undefined => {
      const text = cell(column)
      if (text === '') return undefined
      const code = countryCode(text)
      if (code === undefined) problem(column, `"${text}" is not a country`)
      return code
    }
    const type =
      cell('type') === '' ? defaultType : partyTypes.find((known) => known === cell('type').toLowerCase())
    if (type === undefined) problem('type', `"${cell('type')}" is not one of ${partyTypes.join(', ')}`)
    for (const column of ['name1', 'name2'] as const) if (cell(column) === '') problem(column, 'is empty')
    const [country1, country2] = [country('country1'), country('country2')]
    return {
      name1: cell('name1'),
      name2: cell('name2'),
      type: type ?? defaultType,
      ...(country1 === undefined ? {} : { country1 }),
      ...(country2 === undefined ? {} : { country2 }),
      ...(cell('address1') === '' ? {} : { address1: cell('address1') }),
      ...(cell('address2') === '' ? {} : { address2: cell('address2') }),
    }
  })
  if (problems.length > 0) {
    throw new InputError(
      `${file}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}, nothing was scored`,
      problems.slice(0, 100),
      'Correct the named rows and run the command again.',
    )
  }
  const unused = (head?.cells ?? []).filter((_, index) => header[index] === undefined)
  return { pairs, unused }
}
