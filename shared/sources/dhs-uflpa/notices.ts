import type { NoticeCitation, SubList } from '../../model/designation.ts'
import notices from './notices.json' with { type: 'json' }

/** A notice of the Forced Labor Enforcement Task Force in the Federal Register that put rows on the list. */
export interface ListingNotice {
  documentNumber: string
  /** ISO date. */
  publishedOn: string
  /** The effective date of the rows that it added: its day of publication, but for the first list. */
  rowsOf: string
  /** "88 FR 50902"; absent where it is not known. */
  citation?: string
  url: string
}

/**
 * The notices that are known, oldest first. The page names none; its rows take effect on the day on which their notice
 * is published, and the rows of the first list (21 June 2022) were published in August. `bench/uflpa-notices.ts` asks
 * the Federal Register for those that are missing here.
 */
export const listingNotices: readonly ListingNotice[] = notices

const noticeOn = new Map(listingNotices.map((notice) => [notice.rowsOf, notice]))

/** The notices behind a party's sub-lists, oldest first, each once. A notice that is not known is left out, never guessed. */
export const noticesOf = (subLists: readonly SubList[]): NoticeCitation[] =>
  [...new Set(subLists.map(({ effectiveOn }) => effectiveOn))].sort().flatMap((day): NoticeCitation[] => {
    const notice = noticeOn.get(day)
    if (notice === undefined) return []
    const { citation, documentNumber, publishedOn, url } = notice
    return [{ title: citation ?? `FR Doc. ${documentNumber}`, documentNumber, publishedOn, url }]
  })
