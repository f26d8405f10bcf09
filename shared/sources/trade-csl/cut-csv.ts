import { parse as parseCsv } from 'csv-parse/sync'
import { SourceShapeError } from '../../errors.ts'
import { listCodes } from './lists.ts'
import type { ScreeningRow } from './row.ts'

const columns = [
  'source', 'entity_number', 'type', 'programs', 'name', 'title', 'addresses', 'federal_register_notice',
  'start_date', 'end_date', 'license_requirement', 'license_policy', 'call_sign', 'vessel_type', 'gross_tonnage',
  'gross_registered_tonnage', 'vessel_flag', 'vessel_owner', 'remarks', 'alt_names', 'citizenships',
  'dates_of_birth', 'nationalities', 'places_of_birth', 'ids',
] as const // biome-ignore format: one column of the file after the other
type Column = (typeof columns)[number]

const parts = (cell: string): string[] =>
  cell
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** Absent fields are left out, never empty. */
const filled = <Field extends string>(fields: Record<Field, string>): Partial<Record<Field, string>> =>
  Object.fromEntries(Object.entries<string>(fields).filter(([, text]) => text !== '')) as Partial<
    Record<Field, string>
  >

const rowOf = (cell: (column: Column) => string, list: string): ScreeningRow => ({
  list,
  ...filled({
    entityNumber: cell('entity_number'),
    type: cell('type'),
    citation: cell('federal_register_notice'),
    startDate: cell('start_date'),
    endDate: cell('end_date'),
    title: cell('title'),
    remarks: cell('remarks'),
    licenceRequirement: cell('license_requirement'),
    licencePolicy: cell('license_policy'),
  }),
  name: cell('name'),
  aliases: parts(cell('alt_names')),
  addresses: parts(cell('addresses')),
  countries: [],
  programmes: parts(cell('programs')),
  birthDates: parts(cell('dates_of_birth')),
  birthPlaces: parts(cell('places_of_birth')),
  nationalities: parts(cell('nationalities')),
  citizenships: parts(cell('citizenships')),
  ids: parts(cell('ids')),
  vessel: filled({
    callSign: cell('call_sign'),
    vesselType: cell('vessel_type'),
    flag: cell('vessel_flag'),
    owner: cell('vessel_owner'),
    tonnage: cell('gross_tonnage'),
    grossRegisteredTonnage: cell('gross_registered_tonnage'),
  }),
})

/** The official CSV file, cut into rows of every list. It was once cut off at byte 1,998,433: its last row must end. */
export const cutCsv = (text: string): { row: ScreeningRow; place: string }[] => {
  const lines: { cells: string[]; line: number }[] = []
  try {
    let last = 0
    parseCsv(text, {
      bom: true,
      on_record: (cells: string[], { lines: end }) => {
        lines.push({ cells, line: last + 1 })
        last = end
        return null
      },
    })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new SourceShapeError('truncated', `The screening list breaks off or is no CSV: ${reason}`, {
      cause,
    })
  }
  const [header, ...body] = lines
  if (!header || body.length === 0)
    throw new SourceShapeError('empty-body', 'The screening list holds no row')
  if (!text.endsWith('\n')) {
    throw new SourceShapeError('truncated', 'The screening list ends within a row', {
      place: `line ${body.at(-1)?.line ?? 1}`,
    })
  }
  const at = new Map(
    columns.map((column) => {
      const index = header.cells.indexOf(column)
      if (index >= 0) return [column, index] as const
      throw new SourceShapeError('missing-column', `The screening list has no column "${column}"`, {
        place: 'line 1',
      })
    }),
  )
  return body.map(({ cells, line }) => {
    const cell = (column: Column): string => (cells[at.get(column) ?? -1] ?? '').trim()
    const place = `line ${line}`
    const list = listCodes[cell('source')]
    if (list === undefined) {
      throw new SourceShapeError(
        'unknown-category',
        `Unknown list "${cell('source')}" in the screening list`,
        { place },
      )
    }
    return { row: rowOf(cell, list), place }
  })
}
