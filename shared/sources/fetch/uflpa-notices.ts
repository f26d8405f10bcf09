import { SourceShapeError } from '../../errors.ts'
import type { ListingNotice } from '../dhs-uflpa/notices.ts'
import { documentFields, documentsApi, readAnswer } from './federal-register.ts'
import { requireDocument, type HttpGet } from './http.ts'

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
}

/** The largest page that the API serves as asked; with a span of a year, pages × size stays below its cap of 10,000. */
const perPage = 1000

/**
 * Notices of the Department of Homeland Security of a span of days. Never with `term`: it acted as AND and missed
 * documents; the department's notices are some 3,000 a year, and are filtered here.
 */
export const noticesUrl = (from: string, to: string, page: number): string => {
  const query = new URLSearchParams([
    ['conditions[agencies][]', 'homeland-security-department'],
    ['conditions[type][]', 'NOTICE'],
    ['conditions[publication_date][gte]', from],
    ['conditions[publication_date][lte]', to],
    ...documentFields.map((field): [string, string] => ['fields[]', field]),
    ['order', 'oldest'],
    ['per_page', String(perPage)],
    ['page', String(page)],
  ])
  return `${documentsApi}?${query.toString()}`
}

/** Comments and hearings are notices under the Act too, and change no list. */
const onTheList = /\b(?:UFLPA|Uyghur Forced Labor Prevention Act(?: \(UFLPA\))?) Entity List\b/i

/** One page of the API's answer: the notices on the Entity List, and how many documents the page has. */
export const readNoticesPage = (
  body: Uint8Array,
): { count: number; size: number; notices: UflpaNotice[]; numbers: string[] } => {
  const { count, results } = readAnswer(body)
  const notices = results
    .filter(({ title, abstract }) => onTheList.test(`${title} ${abstract ?? ''}`))
    .map(
      (result): UflpaNotice => ({
        documentNumber: result.document_number,
        title: result.title,
        publishedOn: result.publication_date,
        url: result.html_url,
        ...(result.effective_on ? { effectiveOn: result.effective_on } : {}),
        ...(result.citation ? { citation: result.citation } : {}),
        ...(result.full_text_xml_url ? { xmlUrl: result.full_text_xml_url } : {}),
      }),
    )
  return {
    count,
    size: results.length,
    notices,
    numbers: results.map(({ document_number }) => document_number),
  }
}

/** Spans of at most one calendar year: the API answers at most 10,000 documents and says so to nobody. */
const yearsOf = (from: string, to: string): { from: string; to: string }[] => {
  const [first, last] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))]
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const year = first + index
    return {
      from: year === first ? from : `${year}-01-01`,
      to: year === last ? to : `${year}-12-31`,
    }
  })
}

/**
 * All notices on the UFLPA Entity List that were published in a span of days, oldest first. Throws `SourceShapeError`
 * where the pages do not add up to the count that the API states, or where a document stands on two pages.
 *
 * @param from ISO date, inclusive.
 * @param to ISO date, inclusive.
 */
export const findUflpaNotices = async (get: HttpGet, from: string, to: string): Promise<UflpaNotice[]> => {
  const found: UflpaNotice[] = []
  for (const span of yearsOf(from, to)) {
    const seen = new Set<string>()
    let size = 0
    let count = 0
    for (let page = 1; page === 1 || size < count; page++) {
      const answer = requireDocument(await get(noticesUrl(span.from, span.to, page)))
      const read = readNoticesPage(answer.body)
      count = read.count
      size += read.size
      for (const number of read.numbers) seen.add(number)
      found.push(...read.notices)
      // An empty page before the count is reached would go on for ever.
      if (read.size === 0) break
    }
    if (size !== count || seen.size !== count) {
      throw new SourceShapeError(
        'count-mismatch',
        `The Federal Register counts ${count} notices from ${span.from} to ${span.to} and gave ${seen.size}`,
      )
    }
  }
  return found.sort((a, b) =>
    `${a.publishedOn} ${a.documentNumber}` < `${b.publishedOn} ${b.documentNumber}` ? -1 : 1,
  )
}

/** The first list took effect with the law on this day; it was published as an appendix to the first notice, in August. */
const firstListOn = '2022-06-21'

/** What a notice that was found says for the table of notices. */
const listingOf = ({
  documentNumber,
  publishedOn,
  effectiveOn,
  citation,
  url,
}: UflpaNotice): ListingNotice => ({
  documentNumber,
  publishedOn,
  rowsOf: publishedOn === '2022-08-04' ? firstListOn : (effectiveOn ?? publishedOn),
  ...(citation === undefined ? {} : { citation }),
  url,
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
