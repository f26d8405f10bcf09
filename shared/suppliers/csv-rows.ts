import { InputError } from '../errors.ts'

export interface CsvRow {
  /** 1-based line of the file in which the row begins. */
  line: number
  cells: string[]
}

const isBlank = (sign: string | undefined): boolean => sign === ' ' || sign === '\t' || sign === '\u00a0'
const isBreak = (sign: string | undefined): boolean => sign === '\n' || sign === '\r'

/**
 * Cuts CSV text into rows of cells. Written here because a lenient reader takes a forgotten quote as the beginning of
 * a cell that swallows the rows up to the next quote, suppliers and all; and a strict one refuses `="0012"`, by which
 * spreadsheets keep leading zeros. A quote opens a cell only at its beginning, and after the closing one the cell ends;
 * elsewhere a quote is a sign like any other (5" pipe).
 *
 * @param firstLine number of the text's first line in its file.
 */
export const csvRows = (text: string, delimiter: string, file: string, firstLine = 1): CsvRow[] => {
  const rows: CsvRow[] = []
  let at = 0
  let line = firstLine
  const refuse = (inLine: number, reason: string): never => {
    throw new InputError(`${file} is not well-formed CSV`, [{ file, line: inLine, reason }])
  }
  const takeBreak = (): void => {
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1
    line++
  }
  const skipBlanks = (): void => {
    while (isBlank(text[at]) && text[at] !== delimiter) at++
  }
  const atEnd = (): boolean => at >= text.length || text[at] === delimiter || isBreak(text[at])

  const quoted = (): string => {
    const opened = line
    let cell = ''
    at++
    for (;;) {
      const sign = text[at]
      if (sign === undefined)
        return refuse(opened, 'a cell begins with a quote here, and the quote is never closed')
      if (sign === '"') {
        at++
        if (text[at] !== '"') break
        cell += '"'
        at++
      } else if (isBreak(sign)) {
        takeBreak()
        cell += '\n'
      } else {
        cell += sign
        at++
      }
    }
    skipBlanks()
    if (atEnd()) return cell
    return refuse(
      opened,
      `a quoted cell that begins here is followed by more text in line ${line}; a quote within a quoted cell is written twice`,
    )
  }
  const plain = (): string => {
    const from = at
    while (!atEnd()) at++
    return text.slice(from, at)
  }
  const cellHere = (): string => {
    skipBlanks()
    if (text[at] === '"') return quoted()
    if (text[at] === '=' && text[at + 1] === '"') {
      at++
      return quoted()
    }
    return plain()
  }

  while (at < text.length) {
    const row: CsvRow = { line, cells: [cellHere()] }
    while (text[at] === delimiter && at < text.length) {
      at++
      row.cells.push(cellHere())
    }
    if (at < text.length) takeBreak()
    rows.push(row)
  }
  return rows
}
