import { countryCode, countryName } from '../../countries.ts'
import { isoDate } from '../../dates.ts'
import { SourceShapeError } from '../../errors.ts'
import type { DesignationFacts, Note, Subject } from '../../model/designation.ts'
import { emptyFacts, filledFields, type RawEntry, type ReadEntry } from '../reader.ts'
import { readEntities } from './entities.ts'
import { goodsOf, unresolvedGoods } from './goods-headings.ts'
import { cleanText, plainWords } from './listed-name.ts'
import { landingPage, readRemarks } from './remarks.ts'

/** Statuses that the dataset and its forerunners use. A status that is not here is refused: it is never "inactive". */
const statuses: ReadonlyMap<string, DesignationFacts['status']> = new Map([
  ['active', 'active'],
  ['partially modified', 'active'],
  ['partially active', 'active'],
  ['modified', 'active'],
  ['inactive', 'inactive'],
  ['inactive-pending litigation', 'inactive'],
  ['inactive (pending litigation)', 'inactive'],
  ['inactive, pending litigation', 'inactive'],
  ['revoked', 'inactive'],
])

const kinds: ReadonlyMap<string, 'WRO' | 'FINDING'> = new Map([
  ['wro', 'WRO'],
  ['withhold release order', 'WRO'],
  ['withhold release order (wro)', 'WRO'],
  ['finding', 'FINDING'],
])

/** Columns whose content is told by other fields. The calendar year is that of the effective date. */
const readColumns: ReadonlySet<string> = new Set([
  'Effective Date',
  'Calendar Year',
  'Country Code',
  'Merchandise',
  'WRO/Finding',
  'Status',
  'Remarks',
])

/** Seafood orders have this in place of a country. */
const fishingVessels = /^fishing vessels?$/i

const known = <Value>(
  table: ReadonlyMap<string, Value>,
  column: string,
  text: string,
  place: string,
): Value => {
  const value = table.get(
    cleanText(text)
      .toLowerCase()
      .replace(/\s*[-\u2013\u2014]\s*/g, '-')
      .replace(/[*\u2020\u2021]+$/, ''),
  )
  if (value !== undefined) return value
  const words = text === '' ? 'is empty' : `"${text}" is not a known value`
  throw new SourceShapeError('unknown-category', `${column} ${words}`, { place })
}

/** "Revoked on March 5, 2025", "Modified (3/5/2025)": the day of a status is told in the status as published. */
const withoutDate = (status: string): string => {
  const dated =
    /^(.*?)[\s,-]*(?:\(?(?:as of|on|effective)?\s*((?:\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d)[\d/, -]*)\)?)$/.exec(
      cleanText(status).replaceAll('\u2013', '-'),
    )
  return dated && isoDate((dated[2] ?? '').trim()) !== undefined ? (dated[1] ?? '') : status
}

/** A sheet may write a day as its first instant: "2026-06-23 00:00:00", "6/23/2026 12:00:00 AM". */
const withoutMidnight = (date: string): string =>
  date.replace(/[ T](?:0?0:00(?::00)?(?:\.0+)?Z?|12:00(?::00)? AM)$/i, '')

const countryOf = (text: string, place: string): string | undefined => {
  if (fishingVessels.test(text)) return undefined
  const code = countryCode(text)
  if (code === undefined)
    throw new SourceShapeError('unknown-category', `Country "${text}" is not known`, { place })
  return code
}

/** What stands in a title for a subject: a mine or a vessel says what it is. */
const subjectTitle = ({ kind, name, origin }: Subject): string => {
  if (kind === 'vessel') return `fishing vessel ${name}`
  return kind === 'goods-origin' && origin?.site ? `${name} (${countryName(origin.country)})` : name
}

const orderTitle = (
  kind: string,
  date: string,
  subjects: readonly Subject[],
  merchandise: string,
): string => {
  const named = subjects.slice(0, 2).map(subjectTitle).join('; ')
  const more = subjects.length > 2 ? ` and ${subjects.length - 2} more` : ''
  return `${kind === 'WRO' ? 'WRO' : 'Finding'} ${date}: ${named}${more} — ${merchandise.toLowerCase()}`
}

/** What the reader could not make out of the row stays as published, under a label that says so. */
export const unresolvedLabel = 'Goods without a tariff heading'
export const unreadLabel = 'Entity read in part'

const orderWords = { WRO: 'CBP Withhold Release Order', FINDING: 'CBP Finding' } as const

/** Columns that we do not read, also such as CBP may add one day, are kept by their name. */
const notesOf = (
  cells: Readonly<Record<string, string>>,
  told: Readonly<Record<string, readonly string[]>>,
): Note[] => [
  ...Object.entries(cells)
    .filter(([column, cell]) => !readColumns.has(column) && cell !== 'N/A')
    .map(([label, value]) => ({ label, value })),
  ...Object.entries(told).flatMap(([label, values]) => values.map((value) => ({ label, value }))),
]

/**
 * Reads one order. `naturalKey` is the kind, the effective date and the entity: two orders of one day on one kind of
 * goods of one country differ in the entity only (Jordan, 2026-06-23).
 */
export const parseOrder = ({ raw, place }: RawEntry): ReadEntry => {
  const cells = JSON.parse(raw) as Record<string, string>
  const cell = (column: string): string => cells[column] ?? ''
  const kind = known(kinds, 'WRO/Finding', cell('WRO/Finding'), place)
  const status = known(statuses, 'Status', withoutDate(cell('Status')), place)
  const effectiveOn = isoDate(withoutMidnight(cell('Effective Date')))
  if (effectiveOn === undefined) {
    throw new SourceShapeError('malformed', `Effective Date "${cell('Effective Date')}" is no date`, {
      place,
    })
  }
  const [entity, merchandise] = [cleanText(cell('Entity')), cleanText(cell('Merchandise'))]
  if (entity === '' || merchandise === '') {
    throw new SourceShapeError(
      'unexplained-row',
      `The order names no ${entity === '' ? 'entity' : 'merchandise'}`,
      {
        place,
      },
    )
  }
  const country = countryOf(cell('Country'), place)
  const remarks = readRemarks(cell('Remarks'))
  const statusAsPublished = cleanText(cell('Status'))
  const { listed, exceptions, identifiers, unread } = readEntities(entity, {
    ...(country ? { country } : {}),
    merchandise,
    removals: remarks.removals,
  })
  const read = [...listed, ...exceptions]
  // Rules run on subjects: an order that does not bind has none that binds.
  const subjects =
    status === 'active'
      ? read
      : read.map(
          (subject): Subject => ({ ...subject, status, statusNote: subject.statusNote ?? statusAsPublished }),
        )
  const removedGoods = remarks.removals
    .filter(({ producers, note }) => !producers && !read.some(({ statusNote }) => statusNote === note))
    .map(({ note }) => note)
  const goods = goodsOf(merchandise, entity)
  const regions = subjects.flatMap(({ origin }) => origin?.region ?? [])
  const facts: DesignationFacts = {
    ...emptyFacts('cbp-wro', 'order', orderTitle(kind, effectiveOn, listed, merchandise)),
    countries: [
      ...new Set([...(country ? [country] : []), ...subjects.flatMap(({ countries }) => countries)]),
    ],
    regions: [...new Set(regions)],
    programs: [kind],
    citation: remarks.citation ?? { title: `${orderWords[kind]} of ${effectiveOn}`, url: landingPage },
    listedOn: effectiveOn,
    effectiveOn,
    status,
    statusAsPublished,
    enforcedUnder: remarks.enforcedUnder,
    goods,
    subjects,
    identifiers,
    notes: notesOf(cells, {
      'Removed from the order': removedGoods,
      [unresolvedLabel]: unresolvedGoods(goods),
      [unreadLabel]: unread,
    }),
    ...(cell('Remarks') === '' ? {} : { remarks: cell('Remarks') }),
  }
  return {
    naturalKey: [kind.toLowerCase(), effectiveOn, plainWords(entity)].join(' '),
    facts,
    guard: { type: 'order', filled: filledFields(facts), category: statusAsPublished },
  }
}
