import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { httpGet, type HttpSettings, userAgent } from '../../shared/adapters/http-get.ts'
import { ConfigError } from '../../shared/errors.ts'
import { allowedHosts } from '../../shared/sources/fetch/fetch-documents.ts'
import { requireDocument } from '../../shared/sources/fetch/http.ts'
import { type Behaviour, misbehavingServer } from './misbehaving-server.ts'

const host = 'sanctionslistservice.ofac.treas.gov'
const storage = 'sls-prod.s3.us-gov-west-1.amazonaws.com'
const url = `https://${host}/api/download/SDN.XML`
const path = `/${host}/api/download/SDN.XML`
const document = Buffer.from('<sdnList>'.padEnd(300_000, 'entries '))

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})

const serve = async (
  behaviours: Behaviour | Record<string, Behaviour>,
  settings: Partial<HttpSettings> = {},
) => {
  const server = await misbehavingServer(
    typeof behaviours === 'function' ? { [path]: behaviours } : behaviours,
  )
  close = server.close
  const get = httpGet({
    userAgent: userAgent('0.1.0', 'https://example.com/contact'),
    allowedHosts,
    recordedOrigin: server.origin,
    timeoutMilliseconds: 5_000,
    maxBytes: 1_000_000,
    retries: 2,
    phases: { connect: 1_000, headers: 200, idle: 200 },
    backoff: { base: 4, cap: 20 },
    ...settings,
  })
  return { get, seen: server.seen }
}

const failure = async (work: () => unknown): Promise<Error & { fault?: string }> => {
  try {
    await work()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('it did not fail')
}

describe('asking', () => {
  it.each(['', ' ', 'a\r\nx-other: 1', 'мир@example.com', 'a) (b'])('refuses the contact %j', (contact) => {
    expect(() => userAgent('0.1.0', contact)).toThrow(ConfigError)
  })

  it('keeps the signature of a signed address out of the answer', async () => {
    const { get } = await serve({
      [path]: (_request, response) =>
        response.writeHead(302, { location: `https://${storage}/SDN.XML?X-Amz-Signature=secret` }).end(),
      [`/${storage}/SDN.XML?X-Amz-Signature=secret`]: (_request, response) => response.end(document),
    })
    const answer = await get(url)
    expect(Buffer.from(answer.body).equals(document)).toBe(true)
    expect(JSON.stringify({ ...answer, body: '' })).not.toContain('secret')
  })

  it.each([
    'https://evil.example/SDN.XML',
    `http://${host}/SDN.XML`,
    `https://user@${host}/SDN.XML`,
    'https://169.254.169.254/latest/meta-data',
  ])('does not follow a redirect to %s', async (location) => {
    const { get, seen } = await serve((_request, response) => response.writeHead(302, { location }).end())
    expect(await failure(() => get(url))).toMatchObject({ fault: 'forbidden-redirect' })
    expect(seen).toHaveLength(1)
  })
})

describe('trying again', () => {
  it.each([408, 425, 429, 500, 502, 503, 504])('follows %i', async (status) => {
    const { get, seen } = await serve((_request, response, times) =>
      times === 1 ? response.writeHead(status).end() : response.end(document),
    )
    expect((await get(url)).body.length).toBe(document.length)
    expect(seen).toHaveLength(2)
  })

  it('waits as long as the server asks', async () => {
    const { get } = await serve((_request, response, times) =>
      times === 1 ? response.writeHead(429, { 'retry-after': '1' }).end() : response.end(document),
    )
    const started = performance.now()
    await get(url)
    expect(performance.now() - started).toBeGreaterThan(950)
  })

  it('does not wait for longer than the run has left', async () => {
    const { get, seen } = await serve(
      (_request, response) =>
        response.writeHead(503, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }).end(),
      { remaining: () => 2_000 },
    )
    expect(await failure(() => get(url))).toMatchObject({ name: 'FetchError', fault: 'busy' })
    expect(seen).toHaveLength(1)
  })

  it('draws every wait between nothing and a doubling limit', async () => {
    let drawn = 0
    const { get, seen } = await serve((_request, response) => response.writeHead(503).end(), {
      backoff: { base: 100_000, cap: 400_000 },
      random: () => {
        drawn += 1
        return 0
      },
    })
    expect(await failure(() => get(url))).toMatchObject({ fault: 'busy' })
    expect([drawn, seen.length]).toEqual([3, 3])
  })
})

describe('every phase has its limit', () => {
  const send =
    (bytes: number): Behaviour =>
    (_request, response) => {
      response.writeHead(200, { 'content-length': document.length })
      response.write(document.subarray(0, bytes))
    }
  const drip: Behaviour = (_request, response) => {
    const timer = setInterval(() => response.write('x'), 20)
    response.on('close', () => clearInterval(timer))
  }
  it.each([
    ['headers-timeout', () => {}, {}],
    ['idle-timeout', send(1000), {}],
    ['attempt-timeout', drip, { timeoutMilliseconds: 300 }],
  ] as [string, Behaviour, Partial<HttpSettings>][])('%s', async (fault, behaviour, settings) => {
    const { get } = await serve(behaviour, { retries: 0, ...settings })
    expect(await failure(() => get(url))).toMatchObject({ name: 'FetchError', fault })
  })

  it('within the time that the run has left', async () => {
    const end = performance.now() + 150
    const { get } = await serve(() => {}, {
      phases: { connect: 60_000, headers: 60_000, idle: 60_000 },
      remaining: () => end - performance.now(),
    })
    // Each phase alone would wait for a minute, and this test with it.
    expect(await failure(() => get(url))).toMatchObject({ name: 'FetchError' })
  })

  it('and nothing is asked when no time is left', async () => {
    const { get, seen } = await serve((_request, response) => response.end(), { remaining: () => 0 })
    expect(await failure(() => get(url))).toMatchObject({ fault: 'no-time-left' })
    expect(seen).toHaveLength(0)
  })
})

/** Sends the document from where it is asked for, and breaks off after a number of bytes. */
const breaking =
  (bytes: number, headers: Record<string, string> = { etag: '"v1"' }): Behaviour =>
  (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    const range =
      from > 0 ? { 'content-range': `bytes ${from}-${document.length - 1}/${document.length}` } : {}
    response.writeHead(from > 0 ? 206 : 200, {
      ...headers,
      ...range,
      'content-length': document.length - from,
    })
    if (from + bytes >= document.length) response.end(document.subarray(from))
    else
      response.write(document.subarray(from, from + bytes), () =>
        setTimeout(() => request.socket.destroy(), 10),
      )
  }

describe('an interrupted download', () => {
  it('goes on where it stopped, with the validator', async () => {
    const { get, seen } = await serve(breaking(50_000))
    const answer = await get(url)
    expect(Buffer.from(answer.body).equals(document)).toBe(true)
    expect(answer.status).toBe(200)
    expect(seen.length).toBeGreaterThan(5)
    expect(seen.at(-1)?.headers['if-range']).toBe('"v1"')
    expect(seen.at(-1)?.headers.range).toMatch(/^bytes=\d+-$/)
  })

  it('asks the official address again, for a signed one may have run out', async () => {
    const { get, seen } = await serve({
      [path]: (_request, response, times) =>
        response.writeHead(302, { location: `https://${storage}/SDN.XML?signature=${times}` }).end(),
      [`/${storage}/SDN.XML?signature=1`]: breaking(200_000),
      [`/${storage}/SDN.XML?signature=2`]: breaking(200_000),
    })
    expect(Buffer.from((await get(url)).body).equals(document)).toBe(true)
    expect(seen).toHaveLength(4)
  })

  it('begins anew when the document has changed meanwhile', async () => {
    const other = Buffer.from('<sdnList>'.padEnd(200_000, 'changed '))
    const { get } = await serve((request, response, times) => {
      if (times === 1) breaking(50_000)(request, response, times)
      else response.writeHead(200, { etag: '"v2"', 'content-length': other.length }).end(other)
    })
    expect(Buffer.from((await get(url)).body).equals(other)).toBe(true)
  })

  it('begins anew when the server gives another range, or none', async () => {
    const { get, seen } = await serve((request, response, times) => {
      if (times === 1 || times === 3) breaking(50_000)(request, response, times)
      else if (times === 2) response.writeHead(206, { 'content-range': 'bytes 0-9/10' }).end('0123456789')
      else if (times === 4) response.writeHead(416).end()
      else response.end(document)
    })
    expect(Buffer.from((await get(url)).body).equals(document)).toBe(true)
    expect(seen.map(({ headers }) => headers.range !== undefined)).toEqual([false, true, false, true, false])
  })

  it('begins anew without a strong validator', async () => {
    const { get, seen } = await serve((request, response, times) =>
      times === 1 ? breaking(50_000, { etag: 'W/"v1"' })(request, response, times) : response.end(document),
    )
    expect(Buffer.from((await get(url)).body).equals(document)).toBe(true)
    expect(seen.at(-1)?.headers.range).toBeUndefined()
  })

  it('is told as truncated when it never ends', async () => {
    const { get } = await serve(breaking(50_000, {}))
    expect(await failure(() => get(url))).toMatchObject({ name: 'SourceShapeError', fault: 'truncated' })
  })
})

describe('limits of size', () => {
  it.each([true, false])('stop a body that is too large (length stated: %s)', async (stated) => {
    const { get } = await serve(
      (_request, response) => {
        if (stated) response.writeHead(200, { 'content-length': document.length })
        response.end(document)
      },
      { maxBytes: 100_000 },
    )
    expect(await failure(() => get(url))).toMatchObject({ fault: 'too-large' })
  })

  it.each([
    ['too-large', gzipSync(Buffer.alloc(5_000_000))],
    ['truncated', gzipSync(document).subarray(0, 200)],
  ])('hold for what a compressed body becomes: %s', async (fault, sent) => {
    const { get } = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(sent),
    )
    expect(await failure(() => get(url))).toMatchObject({ fault })
  })

  it('let a compressed body through that keeps to them', async () => {
    const { get } = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(document)),
    )
    expect(Buffer.from((await get(url)).body).equals(document)).toBe(true)
  })
})

describe('answers that are no document', () => {
  it.each([
    [202, { 'x-amzn-waf-action': 'challenge' }, '', 'firewall-challenge'],
    [202, {}, '', 'firewall-challenge'],
    [200, { 'x-amzn-waf-action': 'captcha' }, '<html></html>', 'firewall-challenge'],
    [403, {}, '<html>Access denied</html>', 'access-refused'],
    [200, {}, '', 'empty-body'],
  ] as const)('%i with %j is refused by its name', async (status, headers, body, fault) => {
    const { get } = await serve((_request, response) => response.writeHead(status, headers).end(body))
    const answer = await get(url)
    expect(await failure(() => requireDocument(answer))).toMatchObject({ name: 'SourceShapeError', fault })
  })

  it('an unreachable host is told as such', async () => {
    const { get } = await serve(() => {}, { recordedOrigin: 'http://127.0.0.1:1', retries: 1 })
    expect(await failure(() => get(url))).toMatchObject({ name: 'FetchError', fault: 'connection-failed' })
  })
})
