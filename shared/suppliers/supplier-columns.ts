import { countryCode } from '../countries.ts'
import { type Role, roles, type SupplierFacts } from '../model/supplier.ts'
import type { PartyType } from '../model/designation.ts'

/** Columns of the supplier file, in the order in which people write them. */
export const supplierColumns = [
  'supplier_id',
  'roles',
  'name',
  'other_names',
  'type',
  'country',
  'address',
  'sites',
  'birth_date',
  'nationality',
  'identifiers',
  'goods',
  'owners',
  'officers',
  'workers',
  'sends',
  'supplies',
  'notes',
] as const
export type SupplierColumn = (typeof supplierColumns)[number]

/** A cell that cannot be read: the reason, for the row's error. */
export class CellError extends Error {}

const fail = (reason: string): never => {
  throw new CellError(reason)
}

/** Lists within a cell are separated by ` | `; blanks around the bar do not count. */
export const listOf = (cell: string): string[] =>
  cell
    .split('|')
    .map((member) => member.trim())
    .filter((member) => member !== '')

const countryOf = (cell: string): string => countryCode(cell) ?? fail(`"${cell}" is not a country`)

const types: readonly PartyType[] = ['organisation', 'person', 'vessel', 'aircraft']

const partialDate = (cell: string): string =>
  /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/.test(cell)
    ? cell
    : fail(`"${cell}" is not a year, month or day such as 1962, 1962-01 or 1962-01-05`)

const percentOf = (text: string): number | undefined => {
  if (text === '?') return undefined
  const percent = Number(text.replace(/%$/, ''))
  return Number.isFinite(percent) && percent >= 0 && percent <= 100
    ? percent
    : fail(`"${text}" is not a percentage between 0 and 100, or ? where it is unknown`)
}

/** Spreadsheets turn long numbers into 9.1650E+17: the digits are gone, and nothing may be guessed. */
const lostDigits = /^\d(?:[.,]\d+)?E\+\d+$/i

const identifierOf = (member: string): SupplierFacts['identifiers'][number] => {
  const [, type, value] = /^([A-Za-z][A-Za-z0-9-]*)\s*:\s*(.+)$/.exec(member) ?? []
  if (type === undefined || value === undefined) return fail(`"${member}" is not written as TYPE:value`)
  if (lostDigits.test(value)) {
    return fail(`"${value}" was turned into a rounded number by a spreadsheet; format the column as text`)
  }
  return { type: type.toUpperCase(), value: value.trim() }
}

/** `5205.11 cotton yarn @CN-XJ`: a code, a description, an origin; code and origin may be left out. */
const goodsOf = (member: string): SupplierFacts['goods'][number] => {
  const at = member.lastIndexOf('@')
  const origin = at === -1 ? '' : member.slice(at + 1).trim()
  const described = (at === -1 ? member : member.slice(0, at)).trim()
  const { digits, text } = splitCode(described)
  if (digits === '' && text === '') return fail('goods need a description or an HS code')
  return { ...(digits === '' ? {} : { hs: digits }), text, ...originOf(origin) }
}

/** `5205.11 cotton yarn`: 2 to 10 digits, dots after pairs; a number that is no such code is refused, not read as words. */
const splitCode = (described: string): { digits: string; text: string } => {
  const [, code, text = ''] = /^(\d{2}(?:\.?\d{2}){0,4})(?![\d.])\s*(.*)$/.exec(described) ?? []
  if (code !== undefined) return { digits: code.replaceAll('.', ''), text: text.trim() }
  if (/^\d[\d.]*(\s|$)/.test(described)) return fail(`"${described.split(/\s/)[0]}" is not an HS code of 2, 4, 6, 8 or 10 digits`)
  return { digits: '', text: described }
}

const originOf = (origin: string): { country?: string; region?: string } => {
  if (origin === '') return {}
  const region = /^([A-Z]{2})-([A-Z0-9]{1,3})$/.exec(origin.toUpperCase())
  if (region?.[1] !== undefined && countryCode(region[1])) {
    return { country: region[1], region: `${region[1]}-${region[2]}` }
  }
  return { country: countryCode(origin) ?? fail(`"${origin}" is not a country or an ISO 3166-2 region such as CN-XJ`) }
}

const ownerOf = (member: string): SupplierFacts['owners'][number] => {
  const equals = member.lastIndexOf('=')
  if (equals <= 0) return fail(`"${member}" is not written as Name=51.5, or Name=? where the share is unknown`)
  const who = member.slice(0, equals).trim()
  const percent = percentOf(member.slice(equals + 1).trim())
  return {
    ...(who.startsWith('id:') ? { supplierId: who.slice(3).trim() } : { name: who }),
    ...(percent === undefined ? {} : { percent }),
  }
}

/** `Name (role); b. 1962-01`. */
const officerOf = (member: string): SupplierFacts['officers'][number] => {
  const [person = '', ...rest] = member.split(';').map((part) => part.trim())
  const [, name = '', role] = /^(.*?)(?:\s*\(([^)]*)\))?$/.exec(person) ?? []
  if (name === '') return fail(`"${member}" names no officer`)
  const born = rest.map((part) => /^b\.\s*(.+)$/.exec(part)?.[1]).find((part) => part !== undefined)
  if (rest.length > 0 && born === undefined) return fail(`"${rest.join('; ')}" is not written as b. 1962-01`)
  return { name, ...(role ? { role } : {}), ...(born === undefined ? {} : { born: partialDate(born) }) }
}

/** Ids are part of keys and are compared as written. */
const idPattern = /^[\p{L}\p{N}][\p{L}\p{N} ._/-]{0,63}$/u
export const supplierIdOf = (cell: string): string =>
  idPattern.test(cell)
    ? cell
    : fail(`"${cell}" is not an id: letters, digits, blanks and . _ / - and at most 64 characters`)

const roleOf = (member: string): Role =>
  roles.find((role) => role === member.toLowerCase()) ?? fail(`"${member}" is not one of ${roles.join(', ')}`)

/** Reads one column into the row's facts. `cell` is trimmed and not empty. */
export const readColumn: Record<SupplierColumn, (cell: string) => Partial<SupplierFacts>> = {
  supplier_id: (cell) => ({ supplierId: supplierIdOf(cell) }),
  roles: (cell) => ({ roles: [...new Set(listOf(cell).map(roleOf))] }),
  name: (cell) => ({ name: cell }),
  other_names: (cell) => ({ otherNames: listOf(cell) }),
  type: (cell) => ({
    type: types.find((type) => type === cell.toLowerCase()) ?? fail(`"${cell}" is not one of ${types.join(', ')}`),
  }),
  country: (cell) => ({ country: countryOf(cell) }),
  address: (cell) => ({ address: cell }),
  sites: (cell) => ({ sites: listOf(cell) }),
  birth_date: (cell) => ({ birthDate: partialDate(cell) }),
  nationality: (cell) => ({ nationality: countryOf(cell) }),
  identifiers: (cell) => ({ identifiers: listOf(cell).map(identifierOf) }),
  goods: (cell) => ({ goods: listOf(cell).map(goodsOf) }),
  owners: (cell) => ({ owners: listOf(cell).map(ownerOf) }),
  officers: (cell) => ({ officers: listOf(cell).map(officerOf) }),
  workers: (cell) => ({ workers: listOf(cell).map(countryOf) }),
  sends: (cell) => ({ sends: cell }),
  supplies: (cell) => ({ supplies: listOf(cell).map((id) => (id === '*' ? id : supplierIdOf(id))) }),
  notes: (cell) => ({ notes: cell }),
}
