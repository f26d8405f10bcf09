import { SourceShapeError } from '../../errors.ts'
import { isoDate } from '../../dates.ts'
import { readDataset } from './cut-dataset.ts'

/**
 * The dataset as it may have stood on an earlier day: only the orders whose effective date had come, byte for byte as
 * the given dataset writes them. Their status and remarks remain those of the given dataset, so the result is
 * "rebuilt", never an original.
 *
 * @param date ISO date, inclusive.
 */
export const stageDataset = (bytes: Uint8Array, date: string): Uint8Array => {
  // One character per byte keeps every byte of a kept row, whatever the encoding: the structure of CSV is ASCII.
  const file = Buffer.from(bytes).toString('latin1')
  const lineBreak = file.includes('\r\n') ? '\r\n' : '\n'
  const { header, rows } = readDataset(file)
  const kept = rows.filter(({ cells, line }) => {
    const effectiveOn = isoDate(cells['Effective Date'] ?? '')
    if (effectiveOn === undefined) {
      throw new SourceShapeError('malformed', `"${cells['Effective Date']}" is no date`, {
        place: `line ${line}`,
      })
    }
    return effectiveOn <= date
  })
  const lines = [header, ...kept.map(({ text }) => text)].map((line) => `${line}${lineBreak}`)
  return new Uint8Array(Buffer.from(lines.join(''), 'latin1'))
}
