import { parse as parseCsv } from 'csv-parse/sync'
import { isCountryCode } from '../../countries.ts'
import { isoDate } from '../../dates.ts'
import { SourceShapeError } from '../../errors.ts'
import { sha256 } from '../../hash.ts'
import type { Alias, DesignationFacts } from '../../model/designation.ts'
import {
  emptyFacts,
  filledFields,
  type CutDocument,
  type RawEntry,
  type ReadEntry,
  type SameSubject,
  type SnapshotReader,
} from '../reader.ts'
import { cutEcfr, ecfrMark, parseEcfr } from './ecfr-baseline.ts'
import { citationOf, licenceTerms, programsOf } from './licence-terms.ts'
import { addressKeyOf, compactName, discriminatorOf, naturalKeyOf, partyOf } from './natural-key.ts'
import { distinctAliases, readAlias, splitMarkers } from './party-names.ts'
import { isAddressPlaceholder, partyTypeOf } from './party-type.ts'
import { xinjiangGroundsOf } from './xinjiang-rules.ts'
import { withParts } from './address-parts.ts'
import { readAddresses } from './postal-addresses.ts'

/** Raised whenever the same bytes could be read differently. */
export const parserVersion = 'bis-7'

const entityList = 'Entity List (EL) - Bureau of Industry and Security'

/** The other lists of the Consolidated Screening List: known, and not ours to read here. */
const otherLists: ReadonlySet<string> = new Set([
  'Capta List (CAP) - Treasury Department',
  'Denied Persons List (DPL) - Bureau of Industry and Security',
  'Foreign Sanctions Evaders (FSE) - Treasury Department',
  'ITAR Debarred (DTC) - State Department',
  'Military End User (MEU) List - Bureau of Industry and Security',
  'Non-SDN Chinese Military-Industrial Complex Companies List (CMIC) - Treasury Department',
  'Non-SDN Menu-Based Sanctions List (NS-MBS List) - Treasury Department',
  'Nonproliferation Sanctions (ISN) - State Department',
  'Palestinian Legislative Council List (PLC) - Treasury Department',
  'Sectoral Sanctions Identifications List (SSI) - Treasury Department',
  'Specially Designated Nationals (SDN) - Treasury Department',
  'Unverified List (UVL) - Bureau of Industry and Security',
])

const columns = [
  'name',
  'addresses',
  'alt_names',
  'federal_register_notice',
  'start_date',
  'license_requirement',
  'license_policy',
] as const
type Column = (typeof columns)[number]
type Row = Record<Column, string>

/** What a raw entry holds, as JSON: a row's own columns, and what tells it from rows of the same destinations and name. */
interface RawRow {
  row: Row
  discriminator?: string
}

/**
 * Countries of rows whose addresses name none at all. Kept as data, with the reason, until the list corrects itself.
 * Rabat (the address of Huawei Technologies Morocco) is Morocco's capital.
 */
const countriesByName: Readonly<Record<string, string>> = { huaweitechnologiesmorocco: 'MA' }

const decode = (bytes: Uint8Array): string => {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new SourceShapeError('malformed', 'The screening list is not UTF-8', { cause })
  }
  if (text.trim() === '') throw new SourceShapeError('empty-body', 'The screening list is empty')
  if (/^\s*</u.test(text)) {
    throw new SourceShapeError('challenge-page', 'The screening list is a web page, not a CSV file')
  }
  return text
}

interface Line {
  cells: string[]
  line: number
}

const readLines = (text: string): Line[] => {
  const lines: Line[] = []
  try {
    // `info.lines` is the line that a record ends on; a record begins one after the end of the one before.
    let last = 0
    parseCsv(text, {
      bom: true,
      relax_column_count: false,
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
  // The file is written with a line end after every row: without one, its last row was cut.
  if (!text.endsWith('\n')) {
    throw new SourceShapeError('truncated', 'The screening list ends within a row', {
      place: `line ${lines.at(-1)?.line ?? 0}`,
    })
  }
  return lines
}

/** The countries of a row, in the order of its addresses (which is by name of country, as in the regulation). */
const countriesOf = (row: Row, place: string): string[] => {
  const { name } = splitMarkers(row.name)
  const known = countriesByName[compactName(name)]
  const countries = readAddresses(row.addresses)
    .addresses.map((address) => address.country)
    .filter((country) => country !== undefined)
  if (countries.length > 0) return [...new Set(countries)]
  if (known !== undefined) return [known]
  throw new SourceShapeError('unknown-category', `No country is known for "${row.name.trim()}"`, { place })
}

/**
 * The entry's countries for its key. Addresses that carry the list's own code decide; one that merely ends in a
 * country's name does so only where no address carries a code, for such texts run over several places.
 */
const keyCountries = (row: Row, place: string): string[] => {
  const coded = row.addresses
    .split(';')
    .map((part) => /(?:^|,\s*)([A-Z]{2})$/u.exec(part.trim())?.[1])
    .filter((code) => code !== undefined && isCountryCode(code))
    .map((code) => code!)
  return coded.length > 0 ? [...new Set(coded)] : countriesOf(row, place)
}

const baseKey = (row: Row, place: string): string => {
  const countries = keyCountries(row, place)
  const { name } = splitMarkers(row.name)
  return isAddressPlaceholder(name) ? addressKeyOf(countries, row.addresses) : naturalKeyOf(countries, name)
}

const contentOf = (row: Row): string => JSON.stringify(columns.map((column) => row[column]))

/**
 * Cuts the Consolidated Screening List (CSV) into its Entity List rows; the other lists' rows are left aside by name.
 * A row is one designation. Where rows share destinations and name (the list prints some entries once per address),
 * each gets a hash of its content as discriminator, so that none is lost and the order of rows means nothing.
 */
const cut = (bytes: Uint8Array): CutDocument => {
  const [header, ...lines] = readLines(decode(bytes))
  if (header === undefined) throw new SourceShapeError('empty-body', 'The screening list has no header')
  const at = (column: string): number => {
    const index = header.cells.indexOf(column)
    if (index < 0) {
      throw new SourceShapeError('missing-column', `The screening list has no column "${column}"`, {
        place: 'line 1',
      })
    }
    return index
  }
  const source = at('source')
  const indexes = columns.map((column) => [column, at(column)] as const)

  const found: { row: Row; place: string; key: string }[] = []
  for (const { cells, line } of lines) {
    const place = `line ${line}`
    const list = cells[source]!
    if (list !== entityList) {
      if (otherLists.has(list)) continue
      throw new SourceShapeError('unknown-category', `Unknown list "${list}" in the screening list`, {
        place,
      })
    }
    const row = Object.fromEntries(indexes.map(([column, index]) => [column, cells[index]!])) as Row
    if (row.name.trim() === '') throw new SourceShapeError('malformed', 'An entry has no name', { place })
    found.push({ row, place, key: baseKey(row, place) })
  }
  if (found.length === 0) {
    throw new SourceShapeError('count-mismatch', 'The screening list holds no row of the Entity List')
  }

  const sharing = Map.groupBy(found, ({ key }) => key)
  const repeated = new Map<string, number>()
  const entries = found.map(({ row, place, key }): RawEntry => {
    const raw: RawRow = { row }
    if (sharing.get(key)!.length > 1) {
      const content = discriminatorOf(contentOf(row))
      const earlier = repeated.get(`${key}#${content}`) ?? 0
      repeated.set(`${key}#${content}`, earlier + 1)
      raw.discriminator = earlier === 0 ? content : `${content}-${earlier + 1}`
    }
    const text = JSON.stringify(raw)
    return { rawHash: sha256(text), raw: text, place }
  })
  return { entries }
}

/**
 * Four-digit years of which the century was lost ("0097-06-30" with 62 FR 35334 of 1997): the list exists since
 * February 1997, so 97 to 99 are that century's and the others this one's.
 */
const startDate = (text: string, place: string): string | undefined => {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  const short = /^00(\d\d)(-\d\d-\d\d)$/u.exec(trimmed)
  const date = isoDate(short ? `${Number(short[1]) >= 97 ? '19' : '20'}${short[1]}${short[2]}` : trimmed)
  if (date === undefined) throw new SourceShapeError('malformed', `"${trimmed}" is no start date`, { place })
  return date
}

/**
 * "CETC 13. Subordinate Institution - Bowei Integrated Circuits": the name of the part is how the party is met in trade.
 * A mere number with a kind of house ("201 Research Institute") is no name to be matched strongly.
 */
const ownName = (name: string): Alias[] => {
  const part = /\.\s+(Subordinate Institution|Affiliated Entity)\s*[-:]\s+(.+)$/u.exec(name)
  if (!part) return []
  const isNumber = /^(?:\d+(?:st|nd|rd|th)?|Second) (?:Research Institute|Factory|Design Department)$/u.test(
    part[2]!,
  )
  return [{ name: part[2]!, quality: isNumber ? 'weak' : 'strong', kind: part[1]!.toLowerCase() }]
}

const parse = ({ raw, place }: RawEntry): ReadEntry => {
  const { row, discriminator } = JSON.parse(raw) as RawRow
  const { name, aliases } = splitMarkers(row.name)
  const type = partyTypeOf(name)
  const { addresses, notes } = readAddresses(row.addresses)
  const countries = keyCountries(row, place)
  const licence = licenceTerms(row.license_requirement, row.license_policy)
  const citation = citationOf(row.federal_register_notice)
  const listedOn = startDate(row.start_date, place)
  const heading = countries.length === 1 ? countries[0] : undefined
  const isAddress = type === 'address'

  const facts: DesignationFacts = {
    ...emptyFacts('bis-entity-list', type, isAddress ? row.addresses.trim() : name),
    aliases: distinctAliases(name, [
      ...ownName(name),
      ...aliases,
      ...row.alt_names.split(';').flatMap((alias) => readAlias(alias, 'a.k.a.')),
    ]),
    addresses: addresses.map((address) =>
      address.country === undefined && heading !== undefined
        ? withParts({ ...address, country: heading })
        : address,
    ),
    // Entries under Hong Kong stand under China since 85 FR 83765: both are the entry's.
    countries: [
      ...new Set([...countries, ...(countries.includes('HK') ? ['CN'] : []), ...countriesOf(row, place)]),
    ].sort(),
    notes: isAddress ? [...notes, { label: 'Placeholder', value: name }] : notes,
    programs: programsOf(licence),
    ...(citation === undefined ? {} : { citation }),
    ...(listedOn === undefined ? {} : { listedOn }),
    ...(licence === undefined ? {} : { licence }),
    ...(isAddress ? {} : { party: partyOf(name) }),
  }
  const grounds = xinjiangGroundsOf(facts)
  if (grounds !== undefined) facts.grounds = grounds
  const key = isAddress
    ? addressKeyOf(countries, row.addresses)
    : naturalKeyOf(countries, name, discriminator)
  return {
    naturalKey: isAddress && discriminator !== undefined ? `${key}#${discriminator}` : key,
    facts,
    guard: { type, filled: filledFields(facts), category: 'EL' },
  }
}

const namesOf = (facts: DesignationFacts): Set<string> =>
  new Set(
    [facts.name, ...facts.aliases.map((alias) => alias.name)]
      .map(compactName)
      .filter((name) => name.length > 2),
  )

/** A renamed entry keeps a name or an alias and a country: "X (formerly Y)", or an alias that became the name. */
export const sameSubject: SameSubject = (before, after) => {
  if (!before.countries.some((country) => after.countries.includes(country))) return false
  const names = namesOf(after)
  return [...namesOf(before)].some((name) => names.has(name))
}

/** The eCFR's XML begins with an element of its own; the screening list is CSV. */
const isEcfr = (bytes: Uint8Array): boolean =>
  /^\uFEFF?\s*<(?:\?xml|ECFR|DIV\d|DLPSTEXTCLASS)\b/iu.test(new TextDecoder().decode(bytes.subarray(0, 200)))

/**
 * Long-listed entries that the screening list and the eCFR print alike, from the first destination to the last, so that
 * a list that was cut off anywhere lacks several. All stand in the screening list of April 2022, and in the eCFR of July
 * 2026 as a third party's extract gives it. BIS delists one at a time: up to four may be gone.
 */
const sentinels = [
  'AF:afghan-german-construction-company',
  'AF:zurmat-group-of-companies',
  'AM:bold-bridge-international-llc',
  'AR:huawei-tech-investment-co-ltd',
  'CN:beijing-computational-science-research-center',
  'CN:beijing-institute-of-technology',
  'CN:nanjing-university-of-aeronautics-and-astronautics',
  'CN:national-university-of-defense-technology-nudt',
  'CN:netposa',
  'CN:shanghai-hisilicon-technologies-co-ltd',
  'IR:faratel-company',
  'IR:golza-engineering-company',
  'IR:iran-air',
  'QA:huawei-tech-investment-limited',
  'RU:aerocomposit',
  'RU:jsc-pella-mash',
  'RU:kalashnikov-concern',
  'GB:latebrook-trading-ltd',
  'GB:mces',
  'GB:nelford-united-corp',
  'GB:voltero-alliance-llp',
  'VN:huawei-technologies-vietnam-company-limited',
]

/** The Entity List's baseline: the eCFR's consolidated supplement no. 4, or the Consolidated Screening List. */
export const baselineReader: SnapshotReader = {
  source: 'bis-entity-list',
  parserVersion,
  cut: (bytes) => (isEcfr(bytes) ? cutEcfr(bytes) : cut(bytes)),
  parse: (entry) => (entry.raw.startsWith(ecfrMark) ? parseEcfr(entry) : parse(entry)),
  sameSubject,
  sentinels,
  sentinelsMayLack: 4,
}
