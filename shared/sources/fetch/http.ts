import { SourceShapeError, TransientError } from '../../errors.ts'

export interface HttpAnswer {
  status: number
  /** Where the bytes came from after redirects; signed addresses are never stored. */
  url: string
  body: Uint8Array
  contentType?: string
  etag?: string
  lastModified?: string
  /** What a firewall says that it did instead of answering: `challenge`, `captcha`. */
  firewallAction?: string
}

/** One GET: redirects followed within the allow-list, sizes and times limited, passing failures retried. */
export type HttpGet = (
  url: string,
  options?: { validator?: { etag?: string; lastModified?: string }; maxBytes?: number },
) => Promise<HttpAnswer>

/** In which way the transport failed, when trying again did not help. */
export type TransportFault =
  | 'no-time-left'
  | 'connect-timeout'
  | 'headers-timeout'
  | 'idle-timeout'
  | 'attempt-timeout'
  | 'connection-failed'
  | 'interrupted'
  | 'busy'

/** The transport failed in a way that passes. */
export class FetchError extends TransientError {
  readonly fault: TransportFault

  constructor(fault: TransportFault, message: string, options?: ErrorOptions) {
    super(message, 'It is tried again at the next check; look at the address if it stays so.', options)
    this.fault = fault
  }
}

/**
 * Judges an answer before anybody parses it. `response.ok` is not enough: OFAC's firewall answered 202 with an empty
 * body (2026-07-30), and a scraper that did not follow a redirect stored a file of zero bytes (2024-05-04).
 */
export const requireDocument = (answer: HttpAnswer): HttpAnswer => {
  const host = hostOf(answer.url)
  if (answer.status === 202 || answer.firewallAction !== undefined) {
    throw new SourceShapeError(
      'firewall-challenge',
      `${host} answered ${answer.status}: its firewall wants a challenge solved`,
    )
  }
  if (answer.status === 401 || answer.status === 403 || answer.status === 451) {
    throw new SourceShapeError('access-refused', `${host} answered ${answer.status}: it refuses this client`)
  }
  if (answer.status !== 200) {
    throw new TransientError(
      `${host} answered ${answer.status}`,
      'It is tried again at the next check; look at the address if it stays so.',
    )
  }
  if (answer.body.length === 0) {
    throw new SourceShapeError('empty-body', `${host} answered 200 with an empty body`)
  }
  return answer
}

const hostOf = (url: string): string => new URL(url).hostname
