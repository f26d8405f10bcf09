import { countryCode } from '../countries.ts'
import { canonicalJson } from '../hash.ts'
import { type Role, roles, type SupplierFacts } from '../model/supplier.ts'
import type { PartyType } from '../model/designation.ts'
import { CellError } from './cell-error.ts'
import { goodsOf } from './goods-cell.ts'

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

export const isSupplierColumn = (name: string): name is SupplierColumn =>
  (supplierColumns as readonly string[]).includes(name)

const fail = (reason: string): never => {
  throw new CellError(reason)
}

/** Lists within a cell are separated by ` | `; blanks around the bar do not count. */
const listOf = (cell: string): string[] => {
  if (cell.includes('\n')) return fail('the members of a list are separated by " | ", not by line breaks')
  return cell
    .split('|')
    .map((member) => member.trim())
    .filter((member) => member !== '')
}

/** Text that a person broke into lines, such as an address, on one line. */
const oneLine = (cell: string): string => cell.replaceAll(/\n+/g, ' ')

/** A field that is a list holds each member once, and is set only where the cell has members: `|` is an empty cell. */
const list = <Key extends string, Member>(
  key: Key,
  cell: string,
  read: (member: string) => Member,
): Partial<Record<Key, Member[]>> => {
  const members = [...new Map(listOf(cell).map((text) => [canonicalJson(read(text)), read(text)])).values()]
  return members.length === 0 ? {} : ({ [key]: members } as Record<Key, Member[]>)
}

const countryOf = (cell: string): string => countryCode(cell) ?? fail(`"${cell}" is not a country`)

const types: readonly PartyType[] = ['organisation', 'person', 'vessel', 'aircraft']
/** People write the American form, too. */
const typeOf = (cell: string): PartyType =>
  types.find((type) => type === cell.toLowerCase().replace('organization', 'organisation')) ??
  fail(`"${cell}" is not one of ${types.join(', ')}`)

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

const partialDate = (cell: string): string => {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(cell) ?? []
  const [y, m, d] = [Number(year), Number(month ?? 1), Number(day ?? 1)]
  return year !== undefined && y >= 1800 && m >= 1 && m <= 12 && d >= 1 && d <= daysIn(y, m)
    ? cell
    : fail(`"${cell}" is not a year, month or day such as 1962, 1962-01 or 1962-01-05`)
}

/** Spreadsheets turn long numbers into 9.1650E+17: the digits are gone, and nothing may be guessed. */
const lostDigits = /^\d(?:[.,]\d+)?E\+?\d+$/i
const roundedNumber = (value: string): string =>
  `"${value}" was turned into a rounded number by a spreadsheet; format the column as text and enter it again`

const percentOf = (text: string): number | undefined => {
  if (text === '?') return undefined
  // Where the comma is the decimal sign, spreadsheets write 51,5.
  const percent = /^\d+(?:[.,]\d+)?\s*%?$/.test(text) ? Number.parseFloat(text.replace(',', '.')) : Number.NaN
  return percent <= 100
    ? percent
    : fail(`"${text}" is not a percentage between 0 and 100, or ? where it is unknown`)
}

const identifierOf = (member: string): SupplierFacts['identifiers'][number] => {
  const [, type, value] = /^([A-Za-z][A-Za-z0-9-]*)\s*:\s*(.+)$/.exec(member) ?? []
  if (type === undefined || value === undefined) return fail(`"${member}" is not written as TYPE:value`)
  if (lostDigits.test(value)) return fail(roundedNumber(value))
  return { type: type.toUpperCase(), value }
}

const ownerOf = (member: string): SupplierFacts['owners'][number] => {
  const equals = member.lastIndexOf('=')
  const who = member.slice(0, Math.max(equals, 0)).trim()
  if (who === '') return fail(`"${member}" is not written as Name=51.5, or Name=? where the share is unknown`)
  const percent = percentOf(member.slice(equals + 1).trim())
  return {
    ...(/^id:/i.test(who) ? { supplierId: supplierIdOf(who.slice(3).trim()) } : { name: who }),
    ...(percent === undefined ? {} : { percent }),
  }
}

const ownersOf = (cell: string): Partial<SupplierFacts> => {
  const owners = list('owners', cell, ownerOf)
  const sum = (owners.owners ?? []).reduce((total, { percent }) => total + (percent ?? 0), 0)
  // Shares are rounded; a tenth of a percent a member is not a mistake.
  if (sum > 100.5)
    return fail(`the shares add up to ${Math.round(sum * 100) / 100}%; write direct ownership only`)
  return owners
}

/** `Name (role); b. 1962-01`. */
const officerOf = (member: string): SupplierFacts['officers'][number] => {
  const [person = '', ...rest] = member.split(';').map((part) => part.trim())
  const [, name = '', role] = /^(.*?)(?:\s*\(([^)]*)\))?$/.exec(person) ?? []
  if (name === '') return fail(`"${member}" names no officer`)
  const [birth, ...more] = rest.filter((part) => part !== '')
  const born = /^b\.\s*(.+)$/i.exec(birth ?? '')?.[1]
  if (more.length > 0 || (birth !== undefined && born === undefined)) {
    return fail(`"${rest.join('; ')}" is not written as b. 1962-01; officers are separated by " | "`)
  }
  return {
    name,
    ...(role ? { role } : {}),
    ...(born === undefined ? {} : { born: partialDate(born.trim()) }),
  }
}

/** Ids are part of keys and are compared as written. */
const idPattern = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._/-]{0,63}$/u
const supplierIdOf = (cell: string): string => {
  if (lostDigits.test(cell)) return fail(roundedNumber(cell))
  return idPattern.test(cell)
    ? cell
    : fail(`"${cell}" is not an id: letters, digits, blanks and . _ / - and at most 64 characters`)
}

const roleOf = (member: string): Role =>
  roles.find((role) => role === member.toLowerCase().replaceAll(/[\s_]+/g, '-')) ??
  fail(`"${member}" is not one of ${roles.join(', ')}`)

const maxNameLength = 400
const nameOf = (name: string): string =>
  name.length > maxNameLength
    ? fail(`a name of ${name.length} characters is no name; at most ${maxNameLength}`)
    : /[\p{L}\p{N}]/u.test(name)
      ? name
      : fail(`"${name}" is no name`)

/** Reads one column into the row's facts. `cell` is clean and not empty. Throws `CellError`. */
export const readColumn: Record<SupplierColumn, (cell: string) => Partial<SupplierFacts>> = {
  supplier_id: (cell) => ({ supplierId: supplierIdOf(cell) }),
  roles: (cell) => list('roles', cell, roleOf),
  name: (cell) => ({ name: nameOf(oneLine(cell)) }),
  other_names: (cell) => list('otherNames', cell, nameOf),
  type: (cell) => ({ type: typeOf(cell) }),
  country: (cell) => ({ country: countryOf(cell) }),
  address: (cell) => ({ address: oneLine(cell) }),
  sites: (cell) => list('sites', cell, (member) => member),
  birth_date: (cell) => ({ birthDate: partialDate(cell) }),
  nationality: (cell) => ({ nationality: countryOf(cell) }),
  identifiers: (cell) => list('identifiers', cell, identifierOf),
  goods: (cell) => list('goods', cell, goodsOf),
  owners: ownersOf,
  officers: (cell) => list('officers', cell, officerOf),
  workers: (cell) => list('workers', cell, countryOf),
  sends: (cell) => ({ sends: oneLine(cell) }),
  supplies: (cell) => list('supplies', cell, (id) => (id === '*' ? id : supplierIdOf(id))),
  notes: (cell) => ({ notes: cell }),
}
