import { SourceShapeError, TransientError } from '../../errors.ts'

export interface HttpAnswer {
  status: number
  /** Where the bytes came from after redirects; signed addresses are never stored. */
  url: string
  body: Uint8Array
  contentType?: string
  etag?: string
  lastModified?: string
}

/** One GET: redirects followed within the allow-list, sizes and times limited, passing failures retried. */
export type HttpGet = (
  url: string,
  options?: { validator?: { etag?: string; lastModified?: string }; maxBytes?: number },
) => Promise<HttpAnswer>

/**
 * Judges an answer before anybody parses it. `response.ok` is not enough: OFAC's firewall answered 202 with an empty
 * body (2026-07-30), and a scraper that did not follow a redirect stored a file of zero bytes (2024-05-04).
 */
export const requireDocument = (answer: HttpAnswer): HttpAnswer => {
  if (answer.status === 202) {
    throw new SourceShapeError('challenge-page', `${hostOf(answer.url)} answered 202: its firewall wants a challenge solved`)
  }
  if (answer.status === 403) {
    throw new SourceShapeError('challenge-page', `${hostOf(answer.url)} answered 403: it refuses this client`)
  }
  if (answer.status !== 200) {
    throw new TransientError(
      `${hostOf(answer.url)} answered ${answer.status}`,
      'It is tried again at the next check; look at the address if it stays so.',
    )
  }
  if (answer.body.length === 0) {
    throw new SourceShapeError('empty-body', `${hostOf(answer.url)} answered 200 with an empty body`)
  }
  return answer
}

const hostOf = (url: string): string => new URL(url).hostname
