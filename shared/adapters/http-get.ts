import pRetry, { AbortError } from 'p-retry'
import { SourceShapeError, TransientError } from '../errors.ts'
import type { HttpAnswer, HttpGet } from '../sources/fetch/http.ts'

export interface HttpSettings {
  /** `Mozilla/5.0 (compatible; Tierwatch/…; +contact)`: OFAC's firewall wants `Mozilla/<digit>` and 40 characters. */
  userAgent: string
  allowedHosts: readonly RegExp[]
  /** One machine only: a loopback origin that serves recorded documents as `/<host>/<path>`. */
  recordedOrigin?: string
  timeoutMilliseconds: number
  maxBytes: number
  retries?: number
}

export const userAgent = (version: string, contact: string): string =>
  `Mozilla/5.0 (compatible; Tierwatch/${version}; +${contact})`

const maxRedirects = 5
const worthRetrying = new Set([408, 425, 429, 500, 502, 503, 504])

const readBody = async (response: Response, maxBytes: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxBytes) {
      throw new AbortError(
        new SourceShapeError('not-the-document', `The body is larger than ${maxBytes} bytes`),
      )
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** GET with redirects re-checked against the allow-list, a size limit while streaming, and bounded retries. */
export const httpGet = (settings: HttpSettings): HttpGet => {
  const addressOf = (url: URL): string =>
    settings.recordedOrigin === undefined || settings.recordedOrigin === ''
      ? url.href
      : `${settings.recordedOrigin}/${url.hostname}${url.pathname}${url.search}`
  const check = (url: URL): void => {
    if (url.protocol !== 'https:' || !settings.allowedHosts.some((host) => host.test(url.hostname))) {
      throw new AbortError(
        new SourceShapeError(
          'not-the-document',
          `A redirect leads to ${url.hostname}, which is not an official host`,
        ),
      )
    }
  }

  const once = async (start: string, options: Parameters<HttpGet>[1]): Promise<HttpAnswer> => {
    let url = new URL(start)
    for (let hop = 0; hop <= maxRedirects; hop++) {
      check(url)
      const response = await fetch(addressOf(url), {
        redirect: 'manual',
        signal: AbortSignal.timeout(settings.timeoutMilliseconds),
        headers: {
          'user-agent': settings.userAgent,
          ...(options?.validator?.etag === undefined ? {} : { 'if-none-match': options.validator.etag }),
          ...(options?.validator?.lastModified === undefined
            ? {}
            : { 'if-modified-since': options.validator.lastModified }),
        },
      })
      const location = response.headers.get('location')
      if (response.status >= 300 && response.status < 400 && response.status !== 304 && location !== null) {
        await response.body?.cancel()
        url = new URL(location, url)
        continue
      }
      if (worthRetrying.has(response.status)) {
        await response.body?.cancel()
        throw new TransientError(`${url.hostname} answered ${response.status}`, 'It is tried again.')
      }
      const body = await readBody(response, options?.maxBytes ?? settings.maxBytes)
      const etag = response.headers.get('etag')
      const lastModified = response.headers.get('last-modified')
      const contentType = response.headers.get('content-type')
      return {
        status: response.status,
        url: url.href,
        body,
        ...(etag === null ? {} : { etag }),
        ...(lastModified === null ? {} : { lastModified }),
        ...(contentType === null ? {} : { contentType }),
      }
    }
    throw new AbortError(new SourceShapeError('not-the-document', `${url.hostname} redirects without end`))
  }

  return async (url, options) => {
    try {
      return await pRetry(() => once(url, options), {
        retries: settings.retries ?? 3,
        minTimeout: 300,
        maxTimeout: 5_000,
        randomize: true,
      })
    } catch (error) {
      const cause = error instanceof AbortError ? error.originalError : error
      if (cause instanceof SourceShapeError || cause instanceof TransientError) throw cause
      throw new TransientError(
        `${new URL(url).hostname} could not be reached: ${cause instanceof Error ? cause.message : String(cause)}`,
        'It is tried again at the next check.',
        { cause },
      )
    }
  }
}
