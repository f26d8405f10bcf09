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

const realConnect = net.Socket.prototype.connect
net.Socket.prototype.connect = function connect(this: net.Socket, ...args: unknown[]) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0]
  const host = typeof first === 'object' && first !== null ? (first as { host?: string }).host : args[1]
  const path = typeof first === 'object' && first !== null ? (first as { path?: string }).path : undefined
  if (path === undefined && typeof host === 'string' && !loopback.test(host)) {
    throw new Error(`test tried to open a socket to ${host}`)
  }
  return realConnect.apply(this, args as Parameters<typeof realConnect>)
} as typeof net.Socket.prototype.connect

beforeEach(() => {
  vi.useRealTimers()
})
afterEach(() => {
  vi.restoreAllMocks()
})
