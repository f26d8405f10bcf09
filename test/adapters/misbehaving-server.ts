import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a request did, as the server saw it. */
export interface Seen {
  path: string
  headers: http.IncomingHttpHeaders
}

export type Behaviour = (request: http.IncomingMessage, response: http.ServerResponse, times: number) => void

/** A local server whose paths are `/<host>/<path>`, each behaving as told; `times` counts the requests to the path. */
export const misbehavingServer = async (
  behaviours: Record<string, Behaviour>,
): Promise<{ origin: string; seen: Seen[]; close: () => Promise<void> }> => {
  const seen: Seen[] = []
  const times = new Map<string, number>()
  const server = http.createServer((request, response) => {
    const path = request.url ?? ''
    seen.push({ path, headers: request.headers })
    const behaviour = behaviours[path]
    const count = (times.get(path) ?? 0) + 1
    times.set(path, count)
    if (behaviour) behaviour(request, response, count)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
