import { countryCode, isCountryCode } from '../../countries.ts'
import { isoDate, partialIsoDate } from '../../dates.ts'
import { SourceShapeError } from '../../errors.ts'
import type { Address, DesignationFacts, DesignationType, Identifier, Note } from '../../model/designation.ts'
import { withParts } from '../bis-entity-list/address-parts.ts'
import { nameSlug } from '../bis-entity-list/natural-key.ts'
import { tidyName } from '../bis-entity-list/party-names.ts'
import { partyTypeOf } from '../bis-entity-list/party-type.ts'
import { isNoteLabel, readIdentifier } from '../ofac/identifier-types.ts'
import { emptyFacts, filledFields, type RawEntry, type ReadEntry } from '../reader.ts'
import type { ScreeningRow } from './row.ts'

const types: Readonly<Record<string, DesignationType>> = {
  Individual: 'person',
  Entity: 'organisation',
  Vessel: 'vessel',
  Aircraft: 'aircraft',
}

/**
 * The list appends a country's code to an address: "…, Beijing, 100007, CN". Before a postcode two letters are a state
 * of the US ("POMONA, CA, 91766"), and such an address names no country.
 */
const readAddress = (text: string): Address => {
  const tail = text.split(',').at(-1)!.trim()
  if (/^[A-Z]{2}$/u.test(tail)) return isCountryCode(tail) ? withParts({ text, country: tail }) : { text }
  // "Georgia" at the end of an American's address is the state.
  const named = /georgia/iu.test(tail) ? undefined : countryCode(tail)
  return named === undefined ? { text } : withParts({ text, country: named })
}

/** "RU, 7708503727, Tax ID No.": the label comes last, a country first where there is one. */
const readId = (text: string): { identifier: Identifier } | { note: Note } => {
  const parts = text.split(',').map((part) => part.trim())
  const label = parts.at(-1)!
  const country = parts.length > 2 && isCountryCode(parts[0]!) ? parts[0]! : undefined
  const value = parts.slice(country === undefined ? 0 : 1, -1).join(', ')
  if (value === '') return { note: { label: 'Information', value: label } }
  if (isNoteLabel(label)) return { note: { label, value } }
  return { identifier: { ...readIdentifier(label, value), ...(country === undefined ? {} : { country }) } }
}

/** The natural key of a row: the Treasury's number, else its list and name. */
export const keyOfRow = ({ list, entityNumber, name, discriminator }: ScreeningRow): string =>
  `${list}:${entityNumber ?? nameSlug(name)}${discriminator === undefined ? '' : `#${discriminator}`}`

const codesOf = (countries: readonly string[]): string[] =>
  countries.flatMap((country) => (isCountryCode(country) ? country : (countryCode(country) ?? [])))

const day = (what: string, text: string | undefined, place: string): string | undefined => {
  if (text === undefined) return undefined
  // The century of some days was lost: "0097-06-30" is 30 June 1997.
  const short = /^00(\d\d)(-\d\d-\d\d)$/u.exec(text)
  const date = isoDate(short ? `${Number(short[1]) >= 70 ? '19' : '20'}${short[1]}${short[2]}` : text)
  if (date === undefined) throw new SourceShapeError('malformed', `"${text}" is no ${what}`, { place })
  return date
}

const withoutAnd = (alias: string): string => (/^and\s+\S/u.test(alias) ? tidyName(alias) : alias)

const optional = <Value>(name: string, value: Value | undefined): Record<string, Value> =>
  value === undefined ? {} : { [name]: value }

export const parseRow = ({ raw, place }: RawEntry): ReadEntry => {
  const row = JSON.parse(raw) as ScreeningRow
  const type = row.type === undefined ? partyTypeOf(row.name) : types[row.type]
  if (type === undefined)
    throw new SourceShapeError('unknown-category', `Unknown type "${row.type}"`, { place })
  const ids = row.ids.map(readId)
  const addresses = row.addresses.map(readAddress)
  const listedOn = day('start date', row.startDate, place)
  const endsOn = day('end date', row.endDate, place)
  const nationalities = codesOf(row.nationalities)
  const citizenships = codesOf(row.citizenships)
  const ownId = row.entityNumber === undefined ? undefined : keyOfRow(row)
  const facts: DesignationFacts = {
    ...emptyFacts('trade-csl', type, row.name),
    // The file parts aliases at semicolons and leaves the "and" of the last ("and the Winman Company").
    aliases: [...new Set(row.aliases.map(withoutAnd))].map((name) => ({
      name,
      quality: 'strong',
      kind: 'a.k.a.',
    })),
    addresses,
    countries: [
      ...new Set([
        ...codesOf(row.countries),
        ...addresses.flatMap(({ country }) => country ?? []),
        ...nationalities,
        ...citizenships,
      ]),
    ].sort(),
    identifiers: ids.flatMap((id) => ('identifier' in id ? id.identifier : [])),
    notes: [
      ...ids.flatMap((id) => ('note' in id ? id.note : [])),
      ...row.programmes.map((value) => ({ label: 'Programme', value })),
      ...(endsOn === undefined ? [] : [{ label: 'Ends on', value: endsOn }]),
    ],
    // The list itself is the programme: what it does legally is the list's own matter, which we read elsewhere.
    programs: [row.list],
    ...optional('citation', row.citation === undefined ? undefined : { title: row.citation }),
    ...optional('listedOn', listedOn),
    birthDates: row.birthDates.map((born) => partialIsoDate(born) ?? born),
    birthPlaces: row.birthPlaces,
    nationalities,
    citizenships,
    ...optional('title', row.title),
    ...optional('remarks', row.remarks),
    ...optional('vessel', Object.keys(row.vessel).length > 0 ? row.vessel : undefined),
    ...optional(
      'licence',
      row.licenceRequirement === undefined && row.licencePolicy === undefined
        ? undefined
        : { requirement: row.licenceRequirement ?? '', reviewPolicy: row.licencePolicy ?? '', footnotes: [] },
    ),
  }
  return {
    naturalKey: keyOfRow(row),
    ...(ownId === undefined ? {} : { ownId }),
    facts,
    guard: { type, filled: filledFields(facts), category: row.list },
  }
}
