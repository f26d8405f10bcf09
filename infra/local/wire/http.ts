import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ConfigError } from '../../../shared/errors.ts'
import { reasonOf } from './service-error.ts'

export interface WireRequest {
  method: string
  /** Still percent-encoded. */
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /**
   * Whether the request carries an Authorization header. Its signature is not verified, as the services listen on the
   * loopback address only; but no web page can send one, so a request without it is not taken for the user's own.
   */
  signed: boolean
  /** Aborted when the client goes away before it was answered. */
  signal: AbortSignal
  /** The whole body. Throws `BodyTooLarge`. */
  body(): Promise<Buffer>
}

export interface WireResponse {
  status: number
  headers?: Record<string, string>
  body?: string | Buffer | Readable
}

export class BodyTooLarge extends Error {
  readonly limit: number
  constructor(limit: number) {
    super(`The body is larger than ${limit} bytes`)
    this.name = 'BodyTooLarge'
    this.limit = limit
  }
}

export interface WireServer {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  url: string
  close(): Promise<void>
}

export interface WireServerOptions {
  /** 0 or absent takes a free port. */
  port?: number
  /** Largest body in bytes. */
  bodyLimit: number
  /** Answers a request. Must not throw: a failure that gets here is answered with 500 and no body. */
  handle(request: WireRequest): Promise<WireResponse>
}

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i

/** Reads to the end even what is too much: a client that is cut off while it sends never sees the answer. */
const collect = (message: IncomingMessage, limit: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    message.on('data', (part: Buffer) => {
      size += part.length
      if (size <= limit) parts.push(part)
      else parts.length = 0
    })
    message.once('end', () => {
      if (size > limit) reject(new BodyTooLarge(limit))
      else resolve(Buffer.concat(parts))
    })
    message.once('error', reject)
    message.once('close', () => reject(new Error('The client went away')))
  })

const send = async (response: ServerResponse, answer: WireResponse, headOnly: boolean): Promise<void> => {
  const { body } = answer
  const headers = { ...answer.headers }
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) {
    const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(body)
    if (!headOnly && answer.status !== 204 && answer.status !== 304) {
      headers['content-length'] = String(bytes.length)
    }
    response.writeHead(answer.status, headers)
    response.end(headOnly ? undefined : bytes)
    return
  }
  response.writeHead(answer.status, headers)
  await pipeline(body, response)
}

/**
 * An HTTP server on 127.0.0.1 and nowhere else. A request whose Host is not a loopback name is refused, so that no
 * web page can reach the services by having its own name resolve to this machine.
 * Throws `ConfigError` when the port is taken.
 */
export const startWireServer = async (options: WireServerOptions): Promise<WireServer> => {
  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const gone = new AbortController()
    response.on('close', () => {
      if (!response.writableFinished) gone.abort()
    })
    if (!LOOPBACK_HOST.test(message.headers.host ?? '')) {
      await send(response, { status: 403, body: 'Only loopback host names are served' }, false)
      return
    }
    const target = message.url ?? '/'
    const mark = target.indexOf('?')
    const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1))
    const result = await options.handle({
      method: message.method ?? 'GET',
      path: mark < 0 ? target : target.slice(0, mark),
      query,
      headers: message.headers,
      signed: message.headers.authorization !== undefined,
      signal: gone.signal,
      body: () => collect(message, options.bodyLimit),
    })
    if (!message.readableEnded && !gone.signal.aborted) await collect(message, 0).catch(() => undefined)
    if (gone.signal.aborted) return
    await send(response, result, message.method === 'HEAD')
  }

  const server = createServer((message, response) => {
    answer(message, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else {
        response.writeHead(500)
        response.end(reasonOf(error))
      }
    })
  })
  // SDK clients keep connections open; closing one just as it is used again would look like a lost network.
  server.keepAliveTimeout = 65_000

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new ConfigError(
          `Port ${options.port ?? 0} on 127.0.0.1 cannot be opened: ${error.message}`,
          'Stop what holds the port, or choose another one.',
          { cause: error },
        ),
      )
    })
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
