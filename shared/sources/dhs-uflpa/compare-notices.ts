import type { SubList } from '../../model/designation.ts'
import type { UflpaNotice } from '../fetch/uflpa-notices.ts'
import type { ListingNotice } from './notices.ts'

/** The first list took effect with the law on this day; it was published as an appendix to the first notice, in August. */
const firstListOn = '2022-06-21'

/** The effective date of the rows that a notice adds, as the page shows it. */
export const rowsOf = ({
  publishedOn,
  effectiveOn,
}: Pick<UflpaNotice, 'publishedOn' | 'effectiveOn'>): string =>
  publishedOn === '2022-08-04' ? firstListOn : (effectiveOn ?? publishedOn)

/** What a notice's own summary says that it does. Nothing else of a notice is read: the page names the parties. */
export interface StatedChanges {
  /** Parties that it says it adds; absent where it states no number. */
  adds?: number
  /** Whether it says that it adds parties; a summary that says nothing of the kind may add some all the same. */
  saysAdds: boolean
  saysRemoves: boolean
  saysCorrects: boolean
}

const ones =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')

/** "3", "three", "thirty-five". */
const numberOf = (word: string): number | undefined => {
  if (/^\d+$/.test(word)) return Number(word)
  const [first = '', second] = word.toLowerCase().split('-')
  const ten = tens.indexOf(first)
  if (ten >= 0) return (ten + 2) * 10 + (second === undefined ? 0 : ones.indexOf(second) + 1)
  const one = ones.indexOf(first)
  return one < 0 ? undefined : one + 1
}

const counted =
  /\b(\d+|[a-z]+(?:-[a-z]+)?)\s+(?:new\s+|additional\s+)?(?:entit(?:y|ies)|(?:of\s+(?:its|their)\s+)?subsidiar(?:y|ies))\b/gi

/** Reads the sentences of a summary on "this update": "adds three entities to the section 2(d)(2)(B)(ii) list". */
export const statedChanges = (abstract: string): StatedChanges => {
  // The clauses' numbers have no full stops, so a sentence ends at one.
  const sentences = abstract
    .replace(/\s+/g, ' ')
    .split(/(?<=\.)\s/)
    .filter((sentence) => /\bupdate[sd]?\b/i.test(sentence))
  const adding = sentences.filter((sentence) => /\b(?:adds|adding|addition of|added)\b/i.test(sentence))
  const numbers = adding
    // What follows "which identifies" is the law's description of the sub-list.
    .map((sentence) =>
      sentence.replace(/,\s+which (?:identif|list|includ).*?(?=\band (?:adds|removes)\b|$)/i, ' '),
    )
    .flatMap((sentence) => [...sentence.matchAll(counted)].flatMap(([, word = '']) => numberOf(word) ?? []))
  const says = (words: RegExp): boolean => sentences.some((sentence) => words.test(sentence))
  const saysRemoves = says(/\b(?:removes?|removal of|removing|deletes?)\b/i)
  const adds = numbers.reduce((sum, number) => sum + number, 0)
  return {
    // A sentence that both adds and removes has numbers of both.
    ...(adds > 0 && !adding.some((sentence) => /\bremov|\bdelet/i.test(sentence)) ? { adds } : {}),
    saysAdds: adding.length > 0,
    saysRemoves,
    saysCorrects: says(/\bcorrect(?:s|ion|ions)?\b/i),
  }
}

/** How a notice stands to the page and to the table of notices. */
export interface NoticeStanding {
  documentNumber: string
  title: string
  publishedOn: string
  rowsOf: string
  citation?: string
  url: string
  stated: StatedChanges
  /** Parties on the page that have a row of its day. */
  onPage: number
  /**
   * `absent`: the page has no row of its day. `fewer`: it has fewer parties than a new notice states. A notice that says
   * of itself that it only removes or corrects puts no rows on the page and is neither.
   */
  ahead?: 'absent' | 'fewer'
  /** `missing`: the table of notices lacks it. `uncited`: the table has it without the citation that is stated now. */
  record?: 'missing' | 'uncited'
}

/** Parties of a notice may be taken off the page later: from this age on, fewer than it added are no news. */
const newFor = 30 * 86_400_000

/**
 * Compares the notices that the Federal Register has with the page as we read it and with the table of notices. A notice
 * takes effect on its day: before, the page need not show it.
 *
 * @param today ISO date.
 */
export const compareNotices = (
  found: readonly UflpaNotice[],
  known: readonly ListingNotice[],
  page: readonly { subLists: readonly SubList[] }[],
  today: string,
): { standings: NoticeStanding[]; unexplainedDays: { day: string; parties: number }[] } => {
  const parties = new Map<string, number>()
  for (const { subLists } of page) {
    for (const day of new Set(subLists.map(({ effectiveOn }) => effectiveOn)))
      parties.set(day, (parties.get(day) ?? 0) + 1)
  }
  const tableOf = new Map(known.map((notice) => [notice.documentNumber, notice]))
  const standings = found.map((notice): NoticeStanding => {
    const { documentNumber, title, publishedOn, citation, url } = notice
    // The table may say otherwise of a notice whose rows the page dates differently.
    const had = tableOf.get(documentNumber)
    const day = had?.rowsOf ?? rowsOf(notice)
    const stated = statedChanges(notice.abstract ?? '')
    const onPage = parties.get(day) ?? 0
    const onlyOther = !stated.saysAdds && (stated.saysRemoves || stated.saysCorrects)
    const isNew = Date.parse(today) - Date.parse(publishedOn) <= newFor
    const ahead =
      day > today || onlyOther
        ? undefined
        : onPage === 0
          ? 'absent'
          : isNew && onPage < (stated.adds ?? 0)
            ? 'fewer'
            : undefined
    const record =
      had === undefined
        ? 'missing'
        : had.citation === undefined && citation !== undefined
          ? 'uncited'
          : undefined
    return {
      documentNumber,
      title,
      publishedOn,
      rowsOf: day,
      ...(citation === undefined ? {} : { citation }),
      url,
      stated,
      onPage,
      ...(ahead === undefined ? {} : { ahead }),
      ...(record === undefined ? {} : { record }),
    }
  })
  const explained = new Set([
    ...known.map((notice) => notice.rowsOf),
    ...standings.map((standing) => standing.rowsOf),
  ])
  return {
    standings,
    unexplainedDays: [...parties]
      .filter(([day]) => !explained.has(day))
      .map(([day, count]) => ({ day, parties: count }))
      .sort((a, b) => (a.day < b.day ? -1 : 1)),
  }
}
