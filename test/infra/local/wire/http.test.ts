import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { startWireServer } from '../../../../infra/local/wire/http.ts'
import { ConfigError } from '../../../../shared/errors.ts'
import { afterTest } from './support.ts'

const start = async (port?: number) => {
  const server = await startWireServer({
    bodyLimit: 10,
    ...(port === undefined ? {} : { port }),
    handle: async (incoming) => {
      if (incoming.path === '/unread') return { status: 200, body: 'unread' }
      const bytes = await incoming.body().catch((error: unknown) => String(error))
      return { status: 200, body: `${incoming.signed} ${bytes.toString()}` }
    },
  })
  afterTest(() => server.close())
  return server
}

describe('the server', () => {
  it('answers a body that is too large, instead of cutting the client off', async () => {
    const { url } = await start()
    const response = await fetch(url, { method: 'POST', body: 'x'.repeat(5_000_000) })
    expect(await response.text()).toContain('larger than 10 bytes')
  })

  it('answers on the same connection when a body was not read', async () => {
    const { url } = await start()
    expect(await (await fetch(`${url}/unread`, { method: 'POST', body: 'x'.repeat(100_000) })).text()).toBe(
      'unread',
    )
    expect(
      await (await fetch(url, { method: 'POST', body: 'next', headers: { authorization: 'x' } })).text(),
    ).toBe('true next')
  })

  it('answers loopback names only, so that no web page can reach it under a name of its own', async () => {
    const { url } = await start()
    const status = (host: string) =>
      new Promise((resolve, reject) => {
        request(url, { headers: { host } }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
          .on('error', reject)
          .end()
      })
    expect(await status('rebound.example.com')).toBe(403)
    expect(await status(`localhost:${new URL(url).port}`)).toBe(200)
  })

  it('names a port that is taken', async () => {
    const { url } = await start()
    const error: unknown = await start(Number(new URL(url).port)).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ConfigError)
    expect(String(error)).toContain(new URL(url).port)
  })
})
