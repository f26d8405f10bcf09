import { startWireServer } from '../wire/http.ts'
import type { WireResponse, WireServer } from '../wire/http.ts'
import { page, style } from './page.ts'
import type { Snapshot } from './snapshot.ts'

/** No script, no frame, nothing from elsewhere, and no other site may read or embed it. */
const headers = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

const answer = (status: number, type: string, body: string): WireResponse => ({
  status,
  headers: { ...headers, 'content-type': `${type}; charset=utf-8` },
  body,
})

/**
 * A page for people at a loopback URL that shows what the run holds and does. It reads and changes nothing; a request
 * whose Host is another name is refused by the server below it, so that no site can read it by rebinding its name.
 */
export const startStatusPage = (look: () => Snapshot, port?: number): Promise<WireServer> =>
  startWireServer({
    bodyLimit: 0,
    handle: ({ method, path }) => {
      if (method !== 'GET' && method !== 'HEAD')
        return Promise.resolve(answer(405, 'text/plain', 'Only GET is answered.'))
      if (path === '/style.css') return Promise.resolve(answer(200, 'text/css', style))
      if (path !== '/') return Promise.resolve(answer(404, 'text/plain', 'There is no such page.'))
      return Promise.resolve(answer(200, 'text/html', page(look())))
    },
    ...(port === undefined ? {} : { port }),
  })
