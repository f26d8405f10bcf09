import type { Alias, SubList } from '../../model/designation.ts'
import { distinctAliases, nameKey, plainWords, strongAlias } from '../cbp-wro/listed-name.ts'
import type { Clause } from './cut-page.ts'
import { type PartyRow, readPartyRow } from './party-row.ts'

/** A row of a sub-list: what a party's piece of the document is made of. */
export interface SubListRow {
  clause: Clause
  name: string
  effectiveOn: string
  further?: Record<string, string>
}

export interface ListedParty {
  name: string
  aliases: Alias[]
  subLists: SubList[]
  includesSubsidiaries: boolean
  /** Cells of which some words were not made out, as published. */
  unread: string[]
}

/** A column of further names, such as the page may get: "Chinese Name", "Also Known As". Others become notes. */
const nameColumn =
  /\b(?:chinese|native|alias(?:es)?|also known as|a\.?k\.?a\.?|other names?|former(?:ly)?|previous)\b/i

const furtherNames = ({ further = {} }: SubListRow): Alias[] =>
  Object.entries(further)
    .filter(([column]) => nameColumn.test(column))
    .flatMap(([column, cell]) =>
      cell
        .split(/;\s*(?:and\s+)?/)
        .filter((name) => nameKey(name) !== '' && !/^(?:n\/?a|none|not available)\.?$/i.test(name))
        .map((name) => strongAlias(name, /\bformer|\bprevious/i.test(column) ? 'f.k.a.' : 'a.k.a.')),
    )

interface ReadRow {
  row: SubListRow
  read: PartyRow
}

const clauseOrder: readonly Clause[] = ['i', 'ii', 'iii', 'iv', 'v']

const byDateAndClause = (a: ReadRow, b: ReadRow): number =>
  a.row.effectiveOn.localeCompare(b.row.effectiveOn) ||
  clauseOrder.indexOf(a.row.clause) - clauseOrder.indexOf(b.row.clause) ||
  (a.row.name < b.row.name ? -1 : 1)

/**
 * Groups the rows of all tables by party: rows of one name (punctuation and legal form apart), and a row whose other
 * name is the name of another row. The list repeats a party in each sub-list, often with its aliases in one row only.
 */
export const groupRows = <Row extends SubListRow & { place: string }>(rows: readonly Row[]): Row[][] => {
  const leader = rows.map((_, index) => index)
  const find = (index: number): number => {
    let at = index
    while (leader[at] !== at) at = leader[at] ?? at
    return at
  }
  const read = rows.map((row) => readPartyRow(row.name, row.place))
  const named = new Map<string, number>()
  for (const [index, { name }] of read.entries()) {
    const first = named.get(nameKey(name))
    if (first === undefined) named.set(nameKey(name), index)
    else leader[find(index)] = find(first)
  }
  for (const [index, { aliases }] of read.entries()) {
    for (const alias of aliases) {
      const other = named.get(nameKey(alias.name))
      if (other !== undefined) leader[find(index)] = find(other)
    }
  }
  return [...Map.groupBy(rows.keys(), find).values()].map((members) =>
    members.flatMap((index) => rows[index] ?? []),
  )
}

/**
 * One party from its rows: the name of its earliest row, all other names, and each sub-list with its own date and
 * scope. Names that differ from the first in punctuation only are not aliases.
 */
export const mergeParty = (rows: readonly SubListRow[], place: string): ListedParty => {
  const read = rows
    .map((row): ReadRow => ({ row, read: readPartyRow(row.name, place) }))
    .sort(byDateAndClause)
  const name = read[0]?.read.name ?? ''
  const names = read.slice(1).map((other) => strongAlias(other.read.name, 'a.k.a.'))
  const aliases = [
    ...read.flatMap(({ row, read: { aliases: own } }) => [...own, ...furtherNames(row)]),
    ...names,
  ]
  return {
    name,
    aliases: distinctAliases(name, aliases).sort((a, b) =>
      plainWords(a.name) < plainWords(b.name) ? -1 : 1,
    ),
    subLists: read.map(({ row, read: { scope } }) => ({
      clause: row.clause,
      effectiveOn: row.effectiveOn,
      ...(scope === undefined ? {} : { scope }),
    })),
    includesSubsidiaries: read.some((row) => row.read.scope !== undefined),
    unread: [...new Set(read.flatMap((row) => row.read.unread ?? []))],
  }
}
