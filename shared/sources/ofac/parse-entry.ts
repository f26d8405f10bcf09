import { countryCode, saysNoCountry } from '../../countries.ts'
import { partialIsoDate } from '../../dates.ts'
import { SourceShapeError } from '../../errors.ts'
import { canonicalJson } from '../../hash.ts'
import type {
  Address,
  Alias,
  DesignationFacts,
  Identifier,
  Note,
  PartyType,
  VesselData,
} from '../../model/designation.ts'
import { describeSource } from '../../model/source.ts'
import { emptyFacts, filledFields, type RawEntry, type ReadEntry } from '../reader.ts'
import { isNoteLabel, readIdentifier } from './identifier-types.ts'
import { identifiersInRemarks, linkedToInRemarks } from './remarks.ts'
import {
  checkChildren,
  parseElement,
  readChild,
  readItems,
  readText,
  readTexts,
  requireText,
  type XmlNode,
} from './xml.ts'

export type OfacSource = 'ofac-sdn' | 'ofac-nonsdn'

const typeBySdnType: Readonly<Record<string, PartyType>> = {
  Entity: 'organisation',
  Individual: 'person',
  Vessel: 'vessel',
  Aircraft: 'aircraft',
}

const aliasTypes = new Set(['a.k.a.', 'f.k.a.', 'n.k.a.'])

const entryChildren = [
  'uid',
  'firstName',
  'lastName',
  'title',
  'sdnType',
  'remarks',
  'programList',
  'idList',
  'akaList',
  'addressList',
  'nationalityList',
  'citizenshipList',
  'dateOfBirthList',
  'placeOfBirthList',
  'vesselInfo',
] as const

const unknownCategory = (what: string, value: string, place: string): SourceShapeError =>
  new SourceShapeError('unknown-category', `Unknown ${what} "${value}"`, { place })

/** Members once each: OFAC prints some facts twice under different record ids. */
const distinct = <Member>(members: Member[]): Member[] =>
  members.length < 2
    ? members
    : [...new Map(members.map((member) => [canonicalJson(member), member])).values()]

/** "LAST, First", as OFAC's search and its PDF print a person. */
const printedName = (last: string | undefined, first: string | undefined): string | undefined =>
  last !== undefined && first !== undefined ? `${last}, ${first}` : (last ?? first)

const readAliases = (entry: XmlNode, place: string): Alias[] =>
  readItems(entry, 'akaList', 'aka', ['uid', 'type', 'category', 'lastName', 'firstName'], place).map(
    (aka) => {
      const kind = requireText(aka, 'type', place)
      if (!aliasTypes.has(kind)) throw unknownCategory('aka type', kind, place)
      const quality = requireText(aka, 'category', place)
      if (quality !== 'strong' && quality !== 'weak') throw unknownCategory('aka category', quality, place)
      const name = printedName(readText(aka, 'lastName', place), readText(aka, 'firstName', place))
      if (name === undefined) throw new SourceShapeError('malformed', 'An aka has no name', { place })
      return { name, quality, kind }
    },
  )

const addressChildren = [
  'uid',
  'address1',
  'address2',
  'address3',
  'city',
  'stateOrProvince',
  'postalCode',
  'country',
] as const

const joined = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join(', ')

/** An address element with nothing but its record id says nothing and is no address. */
const readAddresses = (entry: XmlNode, place: string): Address[] =>
  readItems(entry, 'addressList', 'address', addressChildren, place).flatMap((item) => {
    const street = joined([
      readText(item, 'address1', place),
      readText(item, 'address2', place),
      readText(item, 'address3', place),
    ])
    const city = readText(item, 'city', place)
    const region = readText(item, 'stateOrProvince', place)
    const postcode = readText(item, 'postalCode', place)
    const countryText = readText(item, 'country', place)
    const country = countryText === undefined ? undefined : countryCode(countryText)
    const text = joined([street === '' ? undefined : street, city, region, postcode, countryText])
    if (text === '') return []
    const address: Address = { text }
    if (street !== '') address.street = street
    if (city !== undefined) address.city = city
    if (region !== undefined) address.region = region
    if (postcode !== undefined) address.postcode = postcode
    if (country !== undefined) address.country = country
    return [address]
  })

interface IdList {
  identifiers: Identifier[]
  notes: Note[]
  linkedTo: string[]
}

const idChildren = ['uid', 'idType', 'idNumber', 'idCountry', 'issueDate', 'expirationDate'] as const

const readDate = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : (partialIsoDate(text) ?? text)

/** Sorts `idList` into identifiers, notes and links; nothing of it is left out but the record ids. */
const readIdList = (entry: XmlNode, place: string): IdList => {
  const list: IdList = { identifiers: [], notes: [], linkedTo: [] }
  for (const item of readItems(entry, 'idList', 'id', idChildren, place)) {
    const label = readText(item, 'idType', place)
    const number = readText(item, 'idNumber', place)
    const countryText = readText(item, 'idCountry', place)
    const issuedOn = readDate(readText(item, 'issueDate', place))
    const expiresOn = readDate(readText(item, 'expirationDate', place))
    if (label === undefined) throw new SourceShapeError('malformed', 'An id has no idType', { place })
    if (/^Linked To:?$/i.test(label) && number !== undefined) {
      list.linkedTo.push(number)
    } else if (number === undefined || isNoteLabel(label)) {
      const value = joined([
        number,
        countryText,
        issuedOn && `issued ${issuedOn}`,
        expiresOn && `expires ${expiresOn}`,
      ])
      list.notes.push({ label, value: value === '' ? 'not stated' : value })
    } else {
      const country = countryText === undefined ? undefined : countryCode(countryText)
      const identifier: Identifier = readIdentifier(label, number)
      if (country !== undefined) identifier.country = country
      else if (countryText !== undefined)
        list.notes.push({ label: `Country of ${label} ${number}`, value: countryText })
      if (issuedOn !== undefined) identifier.issuedOn = issuedOn
      if (expiresOn !== undefined) identifier.expiresOn = expiresOn
      list.identifiers.push(identifier)
    }
  }
  return list
}

interface MarkedValues {
  values: string[]
  notes: Note[]
}

/**
 * A list whose items are a value and whether it is the main one. The mark tells something only where there are
 * several; there it is kept as a note, since the values themselves are a set.
 */
const readMarked = (
  entry: XmlNode,
  [list, item, field]: readonly [string, string, string],
  label: string,
  place: string,
): MarkedValues => {
  const items = readItems(entry, list, item, ['uid', field, 'mainEntry'], place).map((node) => {
    const main = requireText(node, 'mainEntry', place)
    if (main !== 'true' && main !== 'false') throw unknownCategory('mainEntry', main, place)
    return { value: requireText(node, field, place), main: main === 'true' }
  })
  const values = distinct(items.map(({ value }) => value))
  const main = items.filter((each) => each.main).map(({ value }) => ({ label: `Main ${label}`, value }))
  return { values, notes: values.length > 1 ? main : [] }
}

/** Codes where the text is a country; what is none ("undetermined") is kept as a note, so that it is compared with nothing. */
const asCountries = ({ values, notes }: MarkedValues, label: string): MarkedValues => {
  const unread = values.filter((value) => countryCode(value) === undefined)
  return {
    values: distinct(values.flatMap((value) => countryCode(value) ?? [])),
    notes: [
      ...notes.filter(({ value }) => !saysNoCountry(value)),
      ...unread.map((value) => ({ label, value })),
    ],
  }
}

const vesselFields = {
  callSign: 'callSign',
  vesselType: 'vesselType',
  vesselFlag: 'flag',
  vesselOwner: 'owner',
  tonnage: 'tonnage',
  grossRegisteredTonnage: 'grossRegisteredTonnage',
} as const satisfies Record<string, keyof VesselData>

const readVessel = (entry: XmlNode, place: string): VesselData | undefined => {
  const info = readChild(entry, 'vesselInfo', Object.keys(vesselFields), place)
  if (info === undefined) return undefined
  const vessel: VesselData = {}
  for (const [element, field] of Object.entries(vesselFields)) {
    const value = readText(info, element, place)
    if (value !== undefined) vessel[field] = value
  }
  return Object.keys(vessel).length === 0 ? undefined : vessel
}

/**
 * Reads one raw `<sdnEntry>` of the classic XML: every fact of it, and no record id but the entry's own, which is its
 * permanent key. The classic file does not say when a party was listed. Throws `SourceShapeError` with the place
 * "sdnEntry <uid>" for an element, attribute, sdnType or kind of alias that OFAC's schema does not have.
 */
export const parseEntry = (source: OfacSource, { raw, place }: RawEntry): ReadEntry => {
  const entry = parseElement(raw, 'sdnEntry', place)
  checkChildren(entry, entryChildren, place)

  const uid = requireText(entry, 'uid', place)
  const category = requireText(entry, 'sdnType', place)
  const type = typeBySdnType[category]
  if (type === undefined) throw unknownCategory('sdnType', category, place)
  if (entry.programList === undefined)
    throw new SourceShapeError('malformed', 'programList is missing', { place })

  const last = requireText(entry, 'lastName', place)
  const first = readText(entry, 'firstName', place)
  const title = readText(entry, 'title', place)
  const remarks = readText(entry, 'remarks', place)
  const vessel = readVessel(entry, place)
  const ids = readIdList(entry, place)
  const births = readMarked(
    entry,
    ['dateOfBirthList', 'dateOfBirthItem', 'dateOfBirth'],
    'date of birth',
    place,
  )
  const birthPlaces = readMarked(
    entry,
    ['placeOfBirthList', 'placeOfBirthItem', 'placeOfBirth'],
    'place of birth',
    place,
  )
  const nationalities = asCountries(
    readMarked(entry, ['nationalityList', 'nationality', 'country'], 'nationality', place),
    'Nationality',
  )
  const citizenships = asCountries(
    readMarked(entry, ['citizenshipList', 'citizenship', 'country'], 'citizenship', place),
    'Citizenship',
  )
  const addresses = distinct(readAddresses(entry, place))

  const facts: DesignationFacts = {
    ...emptyFacts(source, type, printedName(last, first) ?? last),
    aliases: distinct(readAliases(entry, place)),
    addresses,
    countries: distinct([
      ...addresses.flatMap(({ country }) => country ?? []),
      ...nationalities.values,
      ...citizenships.values,
    ]),
    identifiers: distinct([
      ...ids.identifiers,
      ...(remarks === undefined ? [] : identifiersInRemarks(remarks)),
    ]),
    notes: distinct([
      ...ids.notes,
      ...births.notes,
      ...birthPlaces.notes,
      ...nationalities.notes,
      ...citizenships.notes,
    ]),
    programs: distinct(readTexts(entry, 'programList', 'program', place)),
    citation: {
      title: describeSource[source].title,
      url: `https://sanctionssearch.ofac.treas.gov/Details.aspx?id=${uid}`,
    },
    birthDates: births.values.map((text) => partialIsoDate(text) ?? text),
    birthPlaces: birthPlaces.values,
    nationalities: nationalities.values,
    citizenships: citizenships.values,
    linkedTo: distinct([...ids.linkedTo, ...(remarks === undefined ? [] : linkedToInRemarks(remarks))]),
  }
  if (type === 'person') facts.nameParts = first === undefined ? { last } : { first, last }
  if (title !== undefined) facts.title = title
  if (remarks !== undefined) facts.remarks = remarks
  if (vessel !== undefined) facts.vessel = vessel

  return { naturalKey: uid, ownId: uid, facts, guard: { type, filled: filledFields(facts), category } }
}
