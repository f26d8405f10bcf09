import { SourceShapeError } from '../../errors.ts'
import { sha256 } from '../../hash.ts'
import type { DesignationFacts } from '../../model/designation.ts'
import { nameSlug } from '../bis-entity-list/natural-key.ts'
import type { CutDocument, RawEntry, SnapshotReader } from '../reader.ts'
import { cutCsv } from './cut-csv.ts'
import { cutNames } from './cut-names.ts'
import { keyOfRow, parseRow } from './parse-row.ts'
import type { ScreeningRow } from './row.ts'

const decode = (bytes: Uint8Array): string => {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new SourceShapeError('malformed', 'The screening list is not UTF-8', { cause })
  }
  if (text.trim() === '') throw new SourceShapeError('empty-body', 'The screening list is empty')
  if (/^\s*</u.test(text)) throw new SourceShapeError('challenge-page', 'The screening list is a web page')
  return text
}

/**
 * Rows that share list and key get a hash of their content, so that none is lost and their order means nothing. A row
 * that is printed twice with the same facts is one (Bank of Kunlun, whose two rows differ in a link).
 */
const distinctRows = (
  rows: readonly { row: ScreeningRow; place: string }[],
): { row: ScreeningRow; place: string }[] => {
  const byContent = new Map(rows.toReversed().map((read) => [JSON.stringify(read.row), read]))
  const once = rows.filter((read) => byContent.get(JSON.stringify(read.row)) === read)
  const sharing = Map.groupBy(once, ({ row }) => keyOfRow(row))
  return once.map(({ row, place }) => ({
    place,
    row:
      (sharing.get(keyOfRow(row))?.length ?? 0) > 1
        ? { ...row, discriminator: sha256(JSON.stringify(row)).slice(0, 8) }
        : row,
  }))
}

const entriesOf = (rows: readonly { row: ScreeningRow; place: string }[]): RawEntry[] =>
  distinctRows(rows).map(({ row, place }) => {
    if (row.name === '') throw new SourceShapeError('malformed', 'A party has no name', { place })
    const raw = JSON.stringify(row)
    return { rawHash: sha256(raw), raw, place }
  })

const cut = (bytes: Uint8Array): CutDocument => {
  const text = decode(bytes)
  const names = /^\uFEFF?\s*\{/u.test(text) ? cutNames(text) : { rows: cutCsv(text) }
  const { rows, ...stated } = names
  return {
    ...stated,
    entries: entriesOf(rows),
  }
}

/**
 * The Consolidated Screening List with the parties of every list: the official CSV file, or its names as JSON. It is
 * what one screens against offline; the lists that we read from their own agencies are never alerted on from here.
 */
export const tradeCslReader: SnapshotReader = {
  source: 'trade-csl',
  parserVersion: 'csl-2',
  cut,
  parse: parseRow,
  sentinels: [],
}

/**
 * Lists that no agency's own file is read of: these are screened from here. The Treasury's lists and the Entity List are
 * read directly; their rows here are for reconciliation, and never open a match.
 */
export const screenedLists: ReadonlySet<string> = new Set(['DPL', 'UVL', 'MEU', 'DTC', 'ISN'])

/** The same as a watched source: the whole file is judged, and only the lists that are not read directly are kept. */
export const tradeCslWatchedReader: SnapshotReader = {
  ...tradeCslReader,
  parserVersion: 'csl-watched-2',
  cut: (bytes) => {
    const text = decode(bytes)
    if (/^\uFEFF?\s*\{/u.test(text))
      throw new SourceShapeError(
        'not-the-document',
        'The screening list is watched as its CSV file, not as JSON',
      )
    const rows = cutCsv(text).filter(({ row }) => screenedLists.has(row.list))
    return { entries: entriesOf(rows) }
  },
  // These lists have no ids: a party under a new name is the same where it keeps a name, its list and a country or notice.
  sameSubject: (before, after) =>
    before.programs.some((list) => after.programs.includes(list)) &&
    (before.countries.some((country) => after.countries.includes(country)) ||
      (before.citation !== undefined && before.citation.title === after.citation?.title)) &&
    sharesName(before, after),
}

const namesOf = ({ name, aliases }: DesignationFacts): string[] =>
  [name, ...aliases.map((alias) => alias.name)].map(nameSlug).filter((slug) => slug.length > 2)

const sharesName = (before: DesignationFacts, after: DesignationFacts): boolean => {
  const names = new Set(namesOf(after))
  return namesOf(before).some((name) => names.has(name))
}
