import { rowsOf } from '../dhs-uflpa/compare-notices.ts'
import type { ListingNotice } from '../dhs-uflpa/notices.ts'
import type { FederalRegister } from '../federal-register/client.ts'

/** A notice of the Forced Labor Enforcement Task Force on the UFLPA Entity List. */
export interface UflpaNotice {
  documentNumber: string
  title: string
  /** ISO date. */
  publishedOn: string
  effectiveOn?: string
  /** "88 FR 50902"; absent until the Federal Register states it. */
  citation?: string
  url: string
  /** Absent until the Federal Register has imported the XML. */
  xmlUrl?: string
  /** Its summary, as published. */
  abstract?: string
}

/** Comments and hearings are notices under the Act too, and change no list. */
const onTheList = /\b(?:UFLPA|Uyghur Forced Labor Prevention Act(?: \(UFLPA\))?) Entity List\b/i

const departmentNotices = { agency: 'homeland-security-department', type: 'NOTICE' } as const

/**
 * All notices on the UFLPA Entity List that were published in a span of days, oldest first. The department's notices are
 * some 3,000 a year: they are fetched whole and filtered here.
 *
 * @param from ISO date, inclusive.
 * @param to ISO date, inclusive.
 */
export const findUflpaNotices = async (
  register: FederalRegister,
  from: string,
  to: string,
): Promise<UflpaNotice[]> =>
  (await register.documents(departmentNotices, from, to))
    .filter(({ title, abstract }) => onTheList.test(`${title} ${abstract ?? ''}`))
    .map(
      ({
        documentNumber,
        title,
        publishedOn,
        url,
        effectiveOn,
        citation,
        xmlUrl,
        abstract,
      }): UflpaNotice => ({
        documentNumber,
        title,
        publishedOn,
        url,
        ...(effectiveOn === undefined ? {} : { effectiveOn }),
        ...(citation === undefined ? {} : { citation }),
        ...(xmlUrl === undefined ? {} : { xmlUrl }),
        ...(abstract === undefined ? {} : { abstract }),
      }),
    )

/** What a notice that was found says for the table of notices. */
const listingOf = (notice: UflpaNotice): ListingNotice => ({
  documentNumber: notice.documentNumber,
  publishedOn: notice.publishedOn,
  rowsOf: rowsOf(notice),
  ...(notice.citation === undefined ? {} : { citation: notice.citation }),
  url: notice.url,
})

/** Notices that a table of notices lacks, or knows without the citation that the Federal Register states now. */
export const missingNotices = (
  found: readonly UflpaNotice[],
  known: readonly ListingNotice[],
): ListingNotice[] => {
  const byNumber = new Map(known.map((notice) => [notice.documentNumber, notice]))
  return found.map(listingOf).filter(({ documentNumber, citation }) => {
    const had = byNumber.get(documentNumber)
    return had === undefined || (had.citation === undefined && citation !== undefined)
  })
}
