import net from 'node:net'
import { afterEach, beforeEach, vi } from 'vitest'

/**
 * No test talks to another host: `fetch` fails unless the test itself replaces it, and a socket to anything
 * but the loopback addresses is refused. Loopback stays open for the embedded services.
 */
const loopback = /^(localhost|127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/

const realFetch = globalThis.fetch
globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : String(input))
  if (!loopback.test(url.hostname.replace(/^\[|\]$/g, ''))) {
    return Promise.reject(new Error(`test tried to reach ${url.hostname}: mock the fetch`))
  }
  return realFetch(input, init)
}

/** Where a `connect` call leads: its first argument is options, a normalised list of them, a port or a path. */
const hostOf = (args: readonly unknown[]): string | undefined => {
  const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0]
  if (typeof first === 'object' && first !== null) {
    const { host, path } = first as { host?: string; path?: string }
    return path === undefined ? host : undefined
  }
  return typeof first === 'number' && typeof args[1] === 'string' ? args[1] : undefined
}

const connect = Reflect.get(net.Socket.prototype, 'connect')
net.Socket.prototype.connect = function guarded(this: net.Socket, ...args: unknown[]) {
  const host = hostOf(args)
  if (host !== undefined && !loopback.test(host)) throw new Error(`test tried to open a socket to ${host}`)
  return Reflect.apply(connect, this, args)
}

beforeEach(() => {
  vi.useRealTimers()
})
afterEach(() => {
  vi.restoreAllMocks()
})
