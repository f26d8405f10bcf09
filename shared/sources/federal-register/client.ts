import { SourceShapeError } from '../../errors.ts'
import type { HttpGet } from '../fetch/http.ts'
import {
  answerCap,
  documentsUrl,
  largestPage,
  readAnswer,
  type DocumentQuery,
  type FoundDocument,
} from './api.ts'
import { federalRegisterLimits, paced, type Clock } from './pace.ts'

/** The one client of the Federal Register: its answers add up or are refused, and its rate limits are kept. */
export interface FederalRegister {
  /**
   * All documents of a query that were published in a span of days (ISO dates, both inclusive), each once, oldest first.
   * Throws `SourceShapeError` where the pages do not add up to the number that the Register counts.
   */
  documents(query: DocumentQuery, from: string, to: string): Promise<FoundDocument[]>
  /** A document's text (its XML or raw text); one a second. */
  text(url: string): ReturnType<HttpGet>
  /** Any other answer of the API, such as what is on public inspection. */
  api(url: string): ReturnType<HttpGet>
}

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)

/** The middle of a span; `undefined` where it is one day. */
const halves = (from: string, to: string): [[string, string], [string, string]] | undefined => {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
  if (days < 1) return undefined
  const middle = new Date(Date.parse(`${from}T00:00:00Z`) + Math.floor(days / 2) * 86_400_000)
    .toISOString()
    .slice(0, 10)
  return [
    [from, middle],
    [dayAfter(middle), to],
  ]
}

/** So many pages of the largest size reach the cap of an answer; a page beyond it is page 1 again, in silence. */
const maxPages = answerCap / largestPage

const differ = (message: string): never => {
  throw new SourceShapeError('count-mismatch', message)
}

export const federalRegister = (deps: { get: HttpGet; clock: Clock }): FederalRegister => {
  const { get, clock } = deps
  const apiPace = paced(clock, federalRegisterLimits.api)
  const textPace = paced(clock, federalRegisterLimits.documents)

  const api = async (url: string): ReturnType<HttpGet> => {
    await apiPace.turn()
    return get(url)
  }

  const ask = async (query: DocumentQuery, from: string, to: string, page: number) =>
    readAnswer(await api(documentsUrl(query, { from, to }, page)))

  /** One span, whole: its pages hold as many different documents as it counts. */
  const span = async (query: DocumentQuery, from: string, to: string): Promise<FoundDocument[]> => {
    const first = await ask(query, from, to, 1)
    // The count is capped too: at the cap it says nothing. A shorter span says more.
    if (first.count >= answerCap) {
      const parts = halves(from, to)
      if (!parts) return differ(`The Federal Register counts ${first.count} documents or more on ${from}`)
      return [...(await span(query, ...parts[0])), ...(await span(query, ...parts[1]))]
    }
    const pages = Math.ceil(first.count / largestPage)
    if (pages > maxPages) return differ(`The Federal Register would need ${pages} pages for ${from} to ${to}`)
    const found = new Map<string, FoundDocument>()
    const learn = (documents: readonly FoundDocument[], page: number) => {
      const expected = Math.min(largestPage, first.count - (page - 1) * largestPage)
      // A page size that was not accepted becomes 20; a page number that was not, 1.
      if (documents.length !== Math.max(0, expected))
        differ(
          `The Federal Register counts ${first.count} documents from ${from} to ${to}, and its page ${page} holds ${documents.length} of ${expected}`,
        )
      for (const document of documents) {
        if (found.has(document.documentNumber))
          differ(
            `The Federal Register gives ${document.documentNumber} twice: another document is on no page`,
          )
        if (document.publishedOn < from || document.publishedOn > to)
          differ(
            `The Federal Register gives ${document.documentNumber} of ${document.publishedOn}, outside of ${from} to ${to}`,
          )
        found.set(document.documentNumber, document)
      }
    }
    learn(first.documents, 1)
    for (let page = 2; page <= pages; page++) {
      const answer = await ask(query, from, to, page)
      if (answer.count !== first.count)
        differ(`The Federal Register counted ${first.count} documents, and on page ${page} ${answer.count}`)
      learn(answer.documents, page)
    }
    return [...found.values()]
  }

  return {
    async documents(query, from, to) {
      // A document that is moved to another day while we look may come in two spans.
      const found = new Map(
        (await span(query, from, to)).map((document) => [document.documentNumber, document]),
      )
      return [...found.values()].sort((a, b) =>
        `${a.publishedOn} ${a.documentNumber}` < `${b.publishedOn} ${b.documentNumber}` ? -1 : 1,
      )
    },
    async text(url) {
      await textPace.turn()
      return get(url)
    },
    api,
  }
}
