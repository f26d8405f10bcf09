import http from 'node:http'
import https from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { ConfigError, SourceShapeError } from '../errors.ts'
import { FetchError, type HttpAnswer, type HttpGet, type TransportFault } from '../sources/fetch/http.ts'

export interface HttpSettings {
  /** `Mozilla/5.0 (compatible; Tierwatch/…; +contact)`: OFAC's firewall wants `Mozilla/<digit>` and 40 characters. */
  userAgent: string
  allowedHosts: readonly RegExp[]
  /** One machine only: a loopback origin that serves recorded documents as `/<host>/<path>`. */
  recordedOrigin?: string
  /** One attempt as a whole; what has come by then is kept, and the next attempt goes on behind it. */
  timeoutMilliseconds: number
  /** The largest body, on the wire and decompressed. */
  maxBytes: number
  /** Attempts after the first. */
  retries?: number
  /** Longest waits, in milliseconds, for the connection, for the headers, and between two pieces of the body. */
  phases?: { connect: number; headers: number; idle: number }
  /** Milliseconds that the run has left; every wait ends before. */
  remaining?: () => number
  /** Full jitter: each wait is drawn from 0 to `base` doubled at every attempt, at most `cap` milliseconds. */
  backoff?: { base: number; cap: number }
  /** From 0 to 1. */
  random?: () => number
}

/** Throws `ConfigError` for a contact that would not make one header. */
export const userAgent = (version: string, contact: string): string => {
  const agent = `Mozilla/5.0 (compatible; Tierwatch/${version}; +${contact})`
  if (!/^Mozilla\/\d[\x20-\x7e]{30,}$/.test(agent) || contact.trim() === '' || /[()]/.test(contact)) {
    throw new ConfigError('The contact does not make a user agent', 'Set CONTACT to a mail address or a URL.')
  }
  return agent
}

const maxRedirects = 5
/** How often a download that moves on may be interrupted. */
const maxResumed = 40
const worthRetrying = new Set([408, 425, 429, 500, 502, 503, 504])
const defaultPhases = { connect: 10_000, headers: 30_000, idle: 20_000 }
const defaultBackoff = { base: 500, cap: 20_000 }

/** An attempt failed in a way that passes; `after`: milliseconds that the server asks to wait. */
class Passing extends Error {
  readonly fault: TransportFault
  readonly after: number | undefined

  constructor(fault: TransportFault, message: string, after?: number, options?: ErrorOptions) {
    super(message, options)
    this.fault = fault
    this.after = after
  }
}

const header = (response: http.IncomingMessage, name: string): string | undefined => {
  const value = response.headers[name]
  return Array.isArray(value) ? value[0] : value
}

/** Milliseconds of a `Retry-After`: seconds, or a date. */
const retryAfter = (response: http.IncomingMessage): number | undefined => {
  const value = header(response, 'retry-after')
  if (value === undefined) return undefined
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}

/** The bytes of one download, kept over interrupted attempts. */
class Download {
  #buffer: Buffer = Buffer.alloc(0)
  size = 0
  /** What the server names this representation by: only with it may a range be asked for. */
  validator: string | undefined
  encoding = 'identity'

  get resumable(): boolean {
    return this.size > 0 && this.validator !== undefined
  }

  restart(expected: number): void {
    this.size = 0
    this.validator = undefined
    if (this.#buffer.length < expected) this.#buffer = Buffer.allocUnsafeSlow(expected)
  }

  append(chunk: Buffer): void {
    if (this.size + chunk.length > this.#buffer.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(65_536, (this.size + chunk.length) * 2))
      this.#buffer.copy(grown, 0, 0, this.size)
      this.#buffer = grown
    }
    chunk.copy(this.#buffer, this.size)
    this.size += chunk.length
  }

  /** The body, decompressed within the limit. */
  body(maxBytes: number): Uint8Array {
    const wire = this.#buffer.subarray(0, this.size)
    if (this.encoding === 'identity' || wire.length === 0) return wire
    const options = { maxOutputLength: maxBytes }
    try {
      if (this.encoding === 'gzip') return gunzipSync(wire, options)
      if (this.encoding === 'br') return brotliDecompressSync(wire, options)
      if (this.encoding === 'deflate') return inflateSync(wire, options)
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
      if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes)
      throw new SourceShapeError('truncated', 'The compressed body is not whole', { cause })
    }
    throw new SourceShapeError('malformed', `The body has the encoding ${this.encoding}, which is not known`)
  }
}

const tooLarge = (maxBytes: number): SourceShapeError =>
  new SourceShapeError('too-large', `The body is larger than ${maxBytes} bytes`)

/** A strong ETag or a date; a weak ETag may stand for other bytes. */
const rangeValidator = (response: http.IncomingMessage): string | undefined => {
  const etag = header(response, 'etag')
  return etag !== undefined && !etag.startsWith('W/') ? etag : header(response, 'last-modified')
}

/**
 * GET with redirects re-checked against the allow-list, a limit for every phase within the run's remaining time, size
 * limits while streaming, bounded retries with full jitter that honour `Retry-After`, and downloads that go on where
 * they were interrupted. Throws `SourceShapeError` for what trying again does not mend, `FetchError` for the rest.
 */
export const httpGet = (settings: HttpSettings): HttpGet => {
  const phases = settings.phases ?? defaultPhases
  const backoff = settings.backoff ?? defaultBackoff
  const random = settings.random ?? Math.random
  const remaining = settings.remaining ?? ((): number => Number.POSITIVE_INFINITY)

  const addressOf = (url: URL): URL =>
    settings.recordedOrigin === undefined || settings.recordedOrigin === ''
      ? url
      : new URL(`${settings.recordedOrigin}/${url.hostname}${url.pathname}${url.search}`)

  const check = (url: URL): void => {
    if (
      url.protocol === 'https:' &&
      url.username === '' &&
      settings.allowedHosts.some((host) => host.test(url.hostname))
    )
      return
    throw new SourceShapeError(
      'forbidden-redirect',
      `The address leads to ${url.protocol}//${url.hostname}, which is not an official host`,
    )
  }

  /** Sends one request and waits for its headers. */
  const send = (url: URL, headers: Record<string, string>, until: number): Promise<http.IncomingMessage> =>
    new Promise((resolve, reject) => {
      const address = addressOf(url)
      const request = (address.protocol === 'https:' ? https : http).request(address, {
        agent: false,
        headers: { accept: '*/*', 'accept-encoding': 'gzip', 'user-agent': settings.userAgent, ...headers },
      })
      let timer: NodeJS.Timeout | undefined
      const within = (milliseconds: number, fault: TransportFault, what: string): void => {
        clearTimeout(timer)
        const limit = Math.max(1, Math.min(milliseconds, until - performance.now(), remaining()))
        timer = setTimeout(() => {
          request.destroy(new Passing(fault, `${url.hostname} ${what} within ${Math.round(limit)} ms`))
        }, limit)
      }
      within(phases.connect, 'connect-timeout', 'did not connect')
      request.once('socket', (socket) => {
        socket.once(address.protocol === 'https:' ? 'secureConnect' : 'connect', () =>
          within(phases.headers, 'headers-timeout', 'sent no headers'),
        )
      })
      request.once('response', (response) => {
        clearTimeout(timer)
        resolve(response)
      })
      request.on('error', (error) => {
        clearTimeout(timer)
        reject(
          error instanceof Passing
            ? error
            : new Passing(
                'connection-failed',
                `${url.hostname} could not be reached: ${error.message}`,
                undefined,
                { cause: error },
              ),
        )
      })
      request.end()
    })

  /** Streams the body into the download; what has come stays there when the connection breaks. */
  const receive = (
    response: http.IncomingMessage,
    url: URL,
    download: Download,
    maxBytes: number,
    until: number,
  ): Promise<void> =>
    new Promise((resolve, reject) => {
      let idle: NodeJS.Timeout | undefined
      let done = false
      const finish = (error?: Error): void => {
        if (done) return
        done = true
        clearTimeout(idle)
        clearTimeout(whole)
        if (error) {
          response.destroy()
          reject(error)
        } else resolve()
      }
      const whole = setTimeout(
        () =>
          finish(
            new Passing('attempt-timeout', `${url.hostname} was still sending after ${download.size} bytes`),
          ),
        Math.max(1, Math.min(until - performance.now(), remaining())),
      )
      const wait = (): void => {
        clearTimeout(idle)
        const limit = Math.max(1, Math.min(phases.idle, remaining()))
        idle = setTimeout(
          () =>
            finish(
              new Passing(
                'idle-timeout',
                `${url.hostname} sent nothing for ${Math.round(limit)} ms after ${download.size} bytes`,
              ),
            ),
          limit,
        )
      }
      const broken = (cause?: Error): void =>
        finish(
          new Passing(
            'interrupted',
            `${url.hostname} closed the connection after ${download.size} bytes`,
            undefined,
            { cause },
          ),
        )
      wait()
      response.on('data', (chunk: Buffer) => {
        wait()
        if (download.size + chunk.length > maxBytes) finish(tooLarge(maxBytes))
        else if (!done) download.append(chunk)
      })
      response.once('end', () => (response.complete ? finish() : broken()))
      response.once('error', broken)
      response.once('close', () => broken())
    })

  const attempt = async (
    start: string,
    options: Parameters<HttpGet>[1],
    download: Download,
  ): Promise<HttpAnswer> => {
    const maxBytes = options?.maxBytes ?? settings.maxBytes
    const until = performance.now() + settings.timeoutMilliseconds
    const from = download.resumable ? download.size : 0
    const headers: Record<string, string> =
      from > 0
        ? { range: `bytes=${from}-`, 'if-range': download.validator ?? '' }
        : {
            ...(options?.validator?.etag === undefined ? {} : { 'if-none-match': options.validator.etag }),
            ...(options?.validator?.lastModified === undefined
              ? {}
              : { 'if-modified-since': options.validator.lastModified }),
          }
    // Every attempt begins at the official address: a signed one is good for an hour and is kept nowhere.
    let url = new URL(start)
    for (let hop = 0; hop <= maxRedirects; hop++) {
      check(url)
      const response = await send(url, headers, until)
      const status = response.statusCode ?? 0
      const location = header(response, 'location')
      if (status >= 300 && status < 400 && status !== 304 && location !== undefined) {
        response.destroy()
        url = new URL(location, url)
        continue
      }
      if (worthRetrying.has(status)) {
        response.destroy()
        throw new Passing('busy', `${url.hostname} answered ${status}`, retryAfter(response))
      }
      const length = Number(header(response, 'content-length') ?? 0)
      if (from > 0 && status === 206) {
        const range = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(header(response, 'content-range') ?? '')
        if (range?.[1] !== String(from)) {
          response.destroy()
          download.restart(0)
          throw new Passing('interrupted', `${url.hostname} answered with another range than was asked for`)
        }
      } else if (from > 0 && status === 416) {
        response.destroy()
        download.restart(0)
        throw new Passing('interrupted', `${url.hostname} has no such range any more`)
      } else {
        // The whole document: the first answer, or one that has changed since the interruption.
        download.restart(Math.min(length, maxBytes))
        download.encoding = header(response, 'content-encoding')?.toLowerCase() ?? 'identity'
        // Whoever compresses on the way out gives no promise of the same compressed bytes next time.
        download.validator =
          status === 200 && download.encoding === 'identity' ? rangeValidator(response) : undefined
      }
      if (download.size + length > maxBytes) {
        response.destroy()
        throw tooLarge(maxBytes)
      }
      await receive(response, url, download, maxBytes, until)
      const etag = header(response, 'etag')
      const lastModified = header(response, 'last-modified')
      const contentType = header(response, 'content-type')
      const firewallAction = header(response, 'x-amzn-waf-action')
      return {
        status: status === 206 && from > 0 ? 200 : status,
        // Without the query: a signed address carries its signature there.
        url: `${url.origin}${url.pathname}`,
        body: download.body(maxBytes),
        ...(etag === undefined ? {} : { etag }),
        ...(lastModified === undefined ? {} : { lastModified }),
        ...(contentType === undefined ? {} : { contentType }),
        ...(firewallAction === undefined ? {} : { firewallAction }),
      }
    }
    throw new SourceShapeError('forbidden-redirect', `${url.hostname} redirects without end`)
  }

  return async (url, options) => {
    const download = new Download()
    const retries = settings.retries ?? 3
    let resumed = 0
    for (let tries = 0; ; tries++) {
      const before = download.size
      try {
        if (remaining() <= 0)
          throw new FetchError('no-time-left', `No time is left to ask ${new URL(url).hostname}`)
        return await attempt(url, options, download)
      } catch (error) {
        if (!(error instanceof Passing)) throw error
        const { fault, message, after } = error
        // An attempt that brought bytes is no failure of the address: slow lines come to an end too.
        if (download.resumable && download.size > before && resumed < maxResumed) {
          resumed += 1
          tries -= 1
        }
        const wait = after ?? random() * Math.min(backoff.cap, backoff.base * 2 ** Math.max(0, tries))
        if (tries >= retries || wait >= remaining()) {
          if (fault === 'interrupted' && download.size > 0)
            throw new SourceShapeError('truncated', message, { cause: error })
          const why = tries >= retries ? `${tries + 1} attempts` : `no time to wait ${Math.round(wait)} ms`
          throw new FetchError(fault, `${message} (${why})`, { cause: error })
        }
        await sleep(wait)
      }
    }
  }
}
