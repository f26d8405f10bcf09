import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { httpGet, userAgent } from '../../shared/adapters/http-get.ts'
import { SourceShapeError, TransientError } from '../../shared/errors.ts'

const close: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of close.splice(0)) await end()
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A server on the loopback address in place of the official hosts, and a `get` that talks to it. */
const serve = async (answer: Answer, settings: Partial<Parameters<typeof httpGet>[0]> = {}) => {
  const asked: { path: string; headers: IncomingMessage['headers'] }[] = []
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers })
    answer(request, response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  close.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  )
  const get = httpGet({
    userAgent: userAgent('0.1.0', 'ops@tierwatch.example'),
    allowedHosts: [/^www\.dhs\.gov$/, /^[a-z0-9-]+\.s3\.amazonaws\.com$/],
    recordedOrigin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    timeoutMilliseconds: 2_000,
    maxBytes: 1_000,
    retries: 2,
    backoff: { base: 1, cap: 10 },
    ...settings,
  })
  return { get, asked }
}
const page = 'https://www.dhs.gov/uflpa-entity-list'
const body = (answer: { body: Uint8Array }): string => Buffer.from(answer.body).toString()
const refusalOf = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => new Error('nothing was refused'),
    (error: unknown) => error,
  )

describe('a GET', () => {
  test('gives body, validators and type, and says who asks', async () => {
    const { get, asked } = await serve((_request, response) => {
      response
        .writeHead(200, {
          etag: '"7"',
          'last-modified': 'Mon, 06 May 2024 10:00:00 GMT',
          'content-type': 'text/html',
        })
        .end('hello')
    })
    const answer = await get(`${page}?x=1`)
    expect(answer).toMatchObject({
      status: 200,
      url: page,
      etag: '"7"',
      lastModified: 'Mon, 06 May 2024 10:00:00 GMT',
      contentType: 'text/html',
    })
    expect(body(answer)).toBe('hello')
    expect(asked[0]?.path).toBe('/www.dhs.gov/uflpa-entity-list?x=1')
    expect(asked[0]?.headers['user-agent']).toBe(
      'Mozilla/5.0 (compatible; Tierwatch/0.1.0; +ops@tierwatch.example)',
    )
    expect(asked[0]?.headers['if-none-match']).toBeUndefined()
  })

  test('is conditional where there are validators; 304 is an answer', async () => {
    const { get, asked } = await serve((_request, response) => response.writeHead(304).end())
    const answer = await get(page, {
      validator: { etag: '"7"', lastModified: 'Mon, 06 May 2024 10:00:00 GMT' },
    })
    expect(answer).toMatchObject({ status: 304 })
    expect(answer.body.length).toBe(0)
    expect(asked[0]?.headers).toMatchObject({
      'if-none-match': '"7"',
      'if-modified-since': 'Mon, 06 May 2024 10:00:00 GMT',
    })
  })

  test('a firewall is told a browser and a contact, in at least 40 characters', () => {
    expect(userAgent('1.0', 'x@y.z')).toMatch(/^Mozilla\/\d.{30,}/)
  })
})

describe('redirects', () => {
  test('are followed within the official hosts', async () => {
    const { get, asked } = await serve((request, response) => {
      if (request.url === '/www.dhs.gov/uflpa-entity-list')
        response.writeHead(302, { location: 'https://exports.s3.amazonaws.com/f?sig=1' }).end()
      else if (request.url === '/exports.s3.amazonaws.com/f?sig=1')
        response.writeHead(307, { location: '/g' }).end()
      else response.writeHead(200).end('there')
    })
    const answer = await get(page)
    expect([body(answer), answer.url]).toEqual(['there', 'https://exports.s3.amazonaws.com/g'])
    expect(asked).toHaveLength(3)
  })

  test.each([
    'https://evil.example/list',
    'http://www.dhs.gov/list',
    'https://www.dhs.gov.evil.example/',
    'http://127.0.0.1:9/',
  ])('to %s are refused, and not tried again', async (location) => {
    const { get, asked } = await serve((_request, response) => response.writeHead(301, { location }).end())
    const error = await refusalOf(get(page))
    expect(error).toBeInstanceOf(SourceShapeError)
    expect((error as SourceShapeError).message).toContain('not an official host')
    expect(asked).toHaveLength(1)
  })

  test('without end are refused', async () => {
    const { get, asked } = await serve((_request, response) =>
      response.writeHead(302, { location: page }).end(),
    )
    expect((await refusalOf(get(page))) as Error).toMatchObject({
      message: 'www.dhs.gov redirects without end',
    })
    expect(asked).toHaveLength(6)
  })

  test('an address off the list is not even asked', async () => {
    const { get, asked } = await serve((_request, response) => response.end('x'))
    expect(await refusalOf(get('https://evil.example/'))).toBeInstanceOf(SourceShapeError)
    expect(asked).toHaveLength(0)
  })
})

describe('what may pass', () => {
  test.each([503, 429, 500, 408])('%i is tried again until it passes', async (status) => {
    let answers = 0
    const { get, asked } = await serve((_request, response) => {
      if (++answers < 3) response.writeHead(status).end('busy')
      else response.writeHead(200).end('at last')
    })
    expect(body(await get(page))).toBe('at last')
    expect(asked).toHaveLength(3)
  })

  test('what does not pass is given up, and says so', async () => {
    const { get, asked } = await serve((_request, response) => response.writeHead(503).end())
    const error = await refusalOf(get(page))
    expect(error).toBeInstanceOf(TransientError)
    expect((error as Error).message).toBe('www.dhs.gov answered 503 (3 attempts)')
    expect(asked).toHaveLength(3)
  })

  test.each([202, 403, 404])('%i is an answer to be judged, and is not tried again', async (status) => {
    const { get, asked } = await serve((_request, response) =>
      response.writeHead(status).end(status === 202 ? undefined : 'no'),
    )
    expect((await get(page)).status).toBe(status)
    expect(asked).toHaveLength(1)
  })

  test('a connection that breaks is tried again', async () => {
    let answers = 0
    const { get } = await serve((request, response) => {
      if (++answers === 1) request.socket.destroy()
      else response.writeHead(200).end('whole')
    })
    expect(body(await get(page))).toBe('whole')
  })

  test('a body that breaks off is tried again, and is never half a document', async () => {
    let answers = 0
    const { get } = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '10' })
      if (++answers > 1) response.end('0123456789')
      else response.write('01234', () => request.socket.destroy())
    })
    expect(body(await get(page))).toBe('0123456789')
  })

  test('a server that does not answer in time', async () => {
    const { get } = await serve(() => {}, {
      phases: { connect: 1_000, headers: 60, idle: 1_000 },
      retries: 0,
    })
    const error = await refusalOf(get(page))
    expect(error).toBeInstanceOf(TransientError)
    expect((error as Error).message).toContain('www.dhs.gov sent no headers within 60 ms')
  })
})

describe('the size limit', () => {
  test('cuts off a body that is too large, without a second try', async () => {
    let sent = 0
    const { get, asked } = await serve((_request, response) => {
      response.writeHead(200)
      const more = (): void => {
        if (sent > 50_000_000 || response.destroyed) return
        sent += 10_000
        response.write(Buffer.alloc(10_000), () => setImmediate(more))
      }
      more()
    })
    const error = await refusalOf(get(page))
    expect(error).toMatchObject({ fault: 'too-large', message: 'The body is larger than 1000 bytes' })
    expect(asked).toHaveLength(1)
    expect(sent).toBeLessThan(50_000_000)
  })

  test("is the caller's where it gives one", async () => {
    const { get } = await serve((_request, response) => response.end('x'.repeat(2_000)))
    expect((await get(page, { maxBytes: 2_000 })).body.length).toBe(2_000)
    expect(await refusalOf(get(page))).toBeInstanceOf(SourceShapeError)
  })
})
