import { SourceShapeError } from '../../errors.ts'
import { canonicalJson, canonicalSet, sha256 } from '../../hash.ts'
import type { DesignationFacts, SubList } from '../../model/designation.ts'
import { nameKey } from '../cbp-wro/listed-name.ts'
import {
  type CutDocument,
  emptyFacts,
  filledFields,
  type RawEntry,
  type ReadEntry,
  type SnapshotReader,
} from '../reader.ts'
import { type Clause, cutPage } from './cut-page.ts'
import { groupRows, type ListedParty, mergeParty, type SubListRow } from './merge-parties.ts'
import { unreadLabel } from '../cbp-wro/parse-order.ts'
import { noticesOf } from './notices.ts'
import { namesPrcDivision } from './prc-divisions.ts'

const pageUrl = 'https://www.dhs.gov/uflpa-entity-list'

/**
 * One piece per party: the canonical JSON of its rows, in no order. Scripts, tokens, classes, and the order of rows and
 * tables never reach it; 33 daily copies of the page differ in their bytes and in none of these pieces.
 */
const cut = (bytes: Uint8Array): CutDocument => {
  const { publishedOn, rows } = cutPage(new TextDecoder().decode(bytes))
  const entries = groupRows(rows).map((group): RawEntry => {
    const facts = group.map(
      ({ clause, name, effectiveOn, further }): SubListRow => ({
        clause,
        name,
        effectiveOn,
        ...(further ? { further } : {}),
      }),
    )
    const raw = canonicalJson(canonicalSet(facts))
    return { raw, rawHash: sha256(raw), place: group.map(({ place }) => place).join('; ') }
  })
  entries.sort((a, b) => (a.raw < b.raw ? -1 : 1))
  return { ...(publishedOn === undefined ? {} : { publishedOn }), entries }
}

const clausesOf = (subLists: readonly SubList[]): Clause[] =>
  [...new Set(subLists.map(({ clause }) => clause))].sort()

/** "(i), (ii) and (v)" in the order of the statute: the Roman numbers of the clauses sort by their letters. */
const clauseList = (clauses: readonly Clause[]): string => {
  const words = clauses.map((clause) => `(${clause})`)
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/**
 * The page states no countries. Clause (i) lists "entities in Xinjiang": there the listing itself says where. Clauses
 * (ii) and (v) say what a party does, not where it is (Hong Kong and Bermuda companies stand among them): for those the
 * country is what a name states by beginning with a division of the PRC, and no region is inferred.
 */
const placeOf = (party: ListedParty): Pick<DesignationFacts, 'countries' | 'regions'> => {
  const inXinjiang = party.subLists.some(({ clause }) => clause === 'i')
  const names = [party.name, ...party.aliases.map(({ name }) => name)]
  return {
    countries: inXinjiang || names.some(namesPrcDivision) ? ['CN'] : [],
    regions: inXinjiang ? ['CN-XJ'] : [],
  }
}

const parse = ({ raw, place }: RawEntry): ReadEntry => {
  const rows = JSON.parse(raw) as SubListRow[]
  const party = mergeParty(rows, place)
  const clauses = clausesOf(party.subLists)
  const listedOn = party.subLists.map(({ effectiveOn }) => effectiveOn).sort()[0]
  if (listedOn === undefined) throw new SourceShapeError('malformed', 'The party has no rows', { place })
  const notices = noticesOf(party.subLists)
  const facts: DesignationFacts = {
    ...emptyFacts('dhs-uflpa', 'organisation', party.name),
    ...placeOf(party),
    aliases: party.aliases,
    programs: clauses.map((clause) => `UFLPA-${clause}`),
    citation: {
      title: `UFLPA section 2(d)(2)(B)${clauseList(clauses)} (Pub. L. 117-78)`,
      url: pageUrl,
      ...(notices.length > 0 ? { notices } : {}),
    },
    listedOn,
    effectiveOn: listedOn,
    subLists: party.subLists,
    notes: [
      ...rows.flatMap(({ further }) =>
        Object.entries(further ?? {}).map(([label, value]) => ({ label, value })),
      ),
      ...party.unread.map((value) => ({ label: unreadLabel, value })),
    ],
    ...(party.includesSubsidiaries ? { includesSubsidiaries: true } : {}),
  }
  return {
    naturalKey: nameKey(party.name),
    facts,
    guard: { type: facts.type, filled: filledFields(facts), category: facts.programs.join(' ') },
  }
}

const keysOf = ({ name, aliases }: DesignationFacts): Set<string> =>
  new Set([name, ...aliases.map((alias) => alias.name)].map(nameKey))

/**
 * Whether one letter more, less or other turns one text into the other: a corrected spelling. Two letters are too many:
 * Shihezi Huafu Hongfeng and Shihezi Huafu Hongsheng are two companies of one date.
 */
const oneLetterApart = (a: string, b: string): boolean => {
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start++
  let end = 0
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end++
  return Math.max(a.length, b.length) - start - end <= 1
}

/**
 * Whether two listings are one party under a new name: one's name is a name of the other, or they share an alias of
 * several words, or the name's spelling was corrected while the sub-lists and their dates stayed.
 */
export const sameParty = (before: DesignationFacts, after: DesignationFacts): boolean => {
  const [keys, otherKeys] = [keysOf(before), keysOf(after)]
  const [key, otherKey] = [nameKey(before.name), nameKey(after.name)]
  if (keys.has(otherKey) || otherKeys.has(key)) return true
  // A short alias ("GSweet", "JWD Technology") may be anybody's; a long one is the party's own.
  if ([...keys.intersection(otherKeys)].some((shared) => shared.split(' ').length > 2)) return true
  const lists = (facts: DesignationFacts): string =>
    canonicalJson(canonicalSet(facts.subLists.map(({ clause, effectiveOn }) => ({ clause, effectiveOn }))))
  return (
    key.length >= 12 &&
    oneLetterApart(key.replaceAll(' ', ''), otherKey.replaceAll(' ', '')) &&
    lists(before) === lists(after)
  )
}

/** DHS's UFLPA Entity List: one designation per party, with the sub-lists that it stands in. */
export const dhsUflpaReader: SnapshotReader = {
  source: 'dhs-uflpa',
  parserVersion: 'uflpa-5',
  cut,
  parse,
  sameSubject: sameParty,
  oddLabels: [unreadLabel],
  // Of the first list of 2022-06-21, and in several sub-lists.
  sentinels: [
    'hetian taida apparel',
    'lop county hair product industrial park',
    'xinjiang production and construction corps',
  ],
}
