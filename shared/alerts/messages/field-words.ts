import { countryName } from '../../countries.ts'
import type { FieldDiff } from '../../model/change.ts'
import { bullet, clean, enumerated, firstOf } from './plain-text.ts'

/** What changed in an entry, in words. */

const fieldNames: Readonly<Record<string, string>> = {
  name: 'Name',
  nameParts: 'Parts of the name',
  type: 'Type',
  aliases: 'Aliases',
  addresses: 'Addresses',
  countries: 'Countries',
  regions: 'Regions',
  identifiers: 'Identifiers',
  notes: 'Notes',
  programs: 'Programmes',
  terms: 'Directives and menus',
  citation: 'Citation',
  listedOn: 'Listed on',
  effectiveOn: 'In force from',
  status: 'Status',
  statusAsPublished: 'Status as published',
  enforcedUnder: 'Enforced under',
  goods: 'Goods',
  subjects: 'Subjects of the order',
  subLists: 'Sub-lists',
  birthDates: 'Dates of birth',
  birthPlaces: 'Places of birth',
  nationalities: 'Nationalities',
  citizenships: 'Citizenships',
  title: 'Title',
  remarks: 'Remarks',
  linkedTo: 'Linked to',
  vessel: 'Vessel',
  licence: 'Licence terms',
  party: 'Party key',
  includesSubsidiaries: 'Extends to subsidiaries',
  originalUid: 'Former number',
  due: 'Came due',
}

const spaced = (field: string): string => {
  const words = field.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** The part of a member that people know it by. */
const leading = ['name', 'text', 'value', 'title', 'clause'] as const

/** Any value of a designation as words: never JSON. */
const inWords = (value: unknown, field: string, depth = 0): string => {
  if (value === null || value === undefined) return 'nothing'
  if (typeof value === 'string') {
    const named = ['countries', 'nationalities', 'citizenships', 'country'].includes(field)
    return named ? countryName(value) : value
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) {
    if (value.length === 0) return 'nothing'
    const { shown, more } = firstOf(value, 3)
    const words = shown.map((member) => inWords(member, field, depth + 1)).join(', ')
    return more > 0 ? `${words} and ${more} more` : words
  }
  if (!isRecord(value)) return ''
  const head = leading.find((key) => typeof value[key] === 'string')
  const rest = Object.entries(value).filter(
    ([key, member]) => key !== head && key !== 'id' && !isEmpty(member) && (depth === 0 || !isRecord(member)),
  )
  const described = firstOf(rest, 4).shown.map(
    ([key, member]) => `${spaced(key).toLowerCase()} ${inWords(member, key, depth + 1)}`,
  )
  const name =
    head === undefined ? '' : inWords(value[head], field === 'subLists' ? 'clause' : head, depth + 1)
  if (described.length === 0) return name
  return name === '' ? described.join(', ') : `${name} (${described.join(', ')})`
}

/** Members that people know by less than all their parts. */
const shortForms: Readonly<Record<string, (member: Record<string, unknown>) => string>> = {
  aliases: ({ name, kind, quality }) =>
    `${inWords(name, 'name')} (${inWords(kind, 'kind')}${quality === 'weak' ? ', weak' : ''})`,
  addresses: ({ text }) => inWords(text, 'text'),
  identifiers: ({ type, value, country }) =>
    `${inWords(type, 'type')} ${inWords(value, 'value')}${country === undefined ? '' : ` (${inWords(country, 'country')})`}`,
}

const memberInWords = (member: unknown, field: string): string => {
  // A field may have any name, `valueOf` too: only our own keys count.
  const short = Object.hasOwn(shortForms, field) ? shortForms[field] : undefined
  return short && isRecord(member) ? short(member) : inWords(member, field)
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0)

const memberLimit = 5
const members = (values: readonly unknown[], field: string): string => {
  const { shown, more } = firstOf(values, memberLimit)
  const words = shown.map((value) => `"${clean(memberInWords(value, field), 120)}"`)
  return more > 0 ? `${words.join(', ')} and ${more} more` : enumerated(words)
}

const diffInWords = ({ field, before, after }: FieldDiff): string => {
  const known = Object.hasOwn(fieldNames, field) ? fieldNames[field] : undefined
  const name = clean(known ?? spaced(field), 40)
  if (Array.isArray(before) && Array.isArray(after)) {
    const parts = [
      ...(after.length > 0 ? [`added ${members(after, field)}`] : []),
      ...(before.length > 0 ? [`removed ${members(before, field)}`] : []),
    ]
    return `${name}: ${parts.join('; ')}.`
  }
  if (field === 'due') return `${name}: ${clean(inWords(after, field), 300)}`
  if (isEmpty(before)) return `${name}: now "${clean(inWords(after, field), 200)}", nothing before.`
  if (isEmpty(after)) return `${name}: was "${clean(inWords(before, field), 200)}", now nothing.`
  if (isRecord(before) && isRecord(after)) {
    const parts = [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .map((part) => ({
        part,
        was: clean(inWords(before[part], part), 200),
        is: clean(inWords(after[part], part), 200),
      }))
      .filter(({ was, is }) => was !== is)
      .map(({ part, was, is }) => `${spaced(clean(part, 40)).toLowerCase()} from "${was}" to "${is}"`)
    return `${name}: ${parts.join('; ')}.`
  }
  return `${name}: from "${clean(inWords(before, field), 200)}" to "${clean(inWords(after, field), 200)}".`
}

const fieldLimit = 10

/** The differences of an entry as bullets, cut to a readable number. */
export const changesInWords = (fields: readonly FieldDiff[]): string[] => {
  const { shown, more } = firstOf(fields, fieldLimit)
  return [
    ...shown.flatMap((diff) => bullet(diffInWords(diff))),
    ...(more > 0 ? bullet(`${more} more fields changed; the record of the alert has them all.`) : []),
  ]
}
