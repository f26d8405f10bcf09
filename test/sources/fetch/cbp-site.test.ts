import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { httpGet, userAgent } from '../../../shared/adapters/http-get.ts'
import { checkSource } from '../../../shared/lists/check-source.ts'
import type { ListStore } from '../../../shared/lists/ports.ts'
import type { CheckOutcome } from '../../../shared/lists/version.ts'
import { cbpWroReader } from '../../../shared/sources/cbp-wro/reader.ts'
import { allowedHosts, fetchDocuments } from '../../../shared/sources/fetch/fetch-documents.ts'
import { type Behaviour, misbehavingServer } from '../../adapters/misbehaving-server.ts'
import { memoryDocumentStore } from '../../support/memory-document-store.ts'
import { memoryDueStore } from '../../support/memory-due-store.ts'
import { memoryListStore } from '../../support/memory-list-store.ts'

/** CBP's site on a local server: its page and its dataset, each answering as the case wants. */
const csv = new Uint8Array(
  readFileSync(new URL('../../fixtures/cbp-wro/2026-06-23/wro.csv', import.meta.url)),
)
const tables = readFileSync(
  new URL('../../fixtures/cbp-wro-written/2025-05-30/page.html', import.meta.url),
  'utf8',
)
const page = '/www.cbp.gov/document/stats/withhold-release-orders-findings'
const file = '/www.cbp.gov/sites/default/files/2026-06/wro_dataset_23jun26.csv'
const dashboard = (body: string): string =>
  `<html><head><title>Withhold Release Orders and Findings Dashboard</title></head><body>${body}</body></html>`
const linked = dashboard(`<a href="https:/${file}">Withold Release Orders &amp; Findings Dataset</a>`)
const sends =
  (status: number, body: string | Uint8Array, headers: Record<string, string> = {}): Behaviour =>
  (_request, response) => {
    response.writeHead(status, headers).end(body)
  }

let site: Record<string, Behaviour> = {}
let server: Awaited<ReturnType<typeof misbehavingServer>>
beforeAll(async () => {
  const current =
    (path: string): Behaviour =>
    (request, response, times) => {
      const behaviour = site[path] ?? sends(404, 'Page not found')
      behaviour(request, response, times)
    }
  server = await misbehavingServer({ [page]: current(page), [file]: current(file) })
})
afterAll(() => server.close())

const monitor = () => {
  const lists: ListStore = memoryListStore()
  const documents = memoryDocumentStore()
  const due = memoryDueStore()
  let hour = 0
  const check = (): Promise<CheckOutcome> => {
    const scheduledAt = new Date(Date.parse('2026-06-24T06:00:00Z') + hour++ * 3_600_000).toISOString()
    const get = httpGet({
      userAgent: userAgent('0.1.0', 'ops@tierwatch.example'),
      allowedHosts,
      recordedOrigin: server.origin,
      timeoutMilliseconds: 300,
      maxBytes: 1_000_000,
      retries: 1,
      backoff: { base: 1, cap: 2 },
    })
    const now = (): Date => new Date(scheduledAt)
    return checkSource(
      { source: 'cbp-wro', scheduledAt },
      { lists, documents, due, reader: cbpWroReader, now, fetch: fetchDocuments({ get, now }) },
    )
  }
  return { check, lists }
}

const good: Record<string, Behaviour> = {
  [page]: sends(200, linked),
  [file]: sends(200, csv, { etag: '"june"' }),
}

describe("CBP's site does not give the list", () => {
  test.each<[string, Record<string, Behaviour>, string, RegExp]>([
    ['the page is refused', { ...good, [page]: sends(403, 'Access Denied') }, 'access-refused', /403/],
    ['the file is refused', { ...good, [file]: sends(403, 'Access Denied') }, 'access-refused', /403/],
    ['a challenge with status 202', { ...good, [page]: sends(202, '') }, 'firewall-challenge', /202/],
    [
      'a challenge with status 200',
      {
        ...good,
        [page]: sends(200, '<html><title>Access Denied</title><body>Reference #18.2</body></html>'),
      },
      'challenge-page',
      /challenge page/,
    ],
    [
      'a challenge in place of the file',
      { ...good, [file]: sends(200, '<!DOCTYPE html><title>Just a moment...</title>') },
      'challenge-page',
      /challenge page/,
    ],
    [
      'a dashboard without link and tables',
      {
        ...good,
        [page]: sends(200, dashboard('<iframe src="https://public.tableau.com/views/WRO"></iframe>')),
      },
      'missing-table',
      /no link to the dataset.*columns Date or Effective Date, Merchandise, Entities, Status, Status Notes/,
    ],
    [
      'another page',
      { ...good, [page]: sends(200, dashboard('').replace(/With.*gs/, 'Search')) },
      'not-the-document',
      /not CBP's page/,
    ],
    ['an empty page', { ...good, [page]: sends(200, '') }, 'empty-body', /empty|no content/],
    ['an empty file', { ...good, [file]: sends(200, '') }, 'empty-body', /empty|no content/],
    ['a file that is gone', { ...good, [file]: sends(404, 'Page not found') }, '404', /404/],
    [
      'a file that breaks off within a row',
      { ...good, [file]: sends(200, csv.slice(0, 9_990)) },
      'truncated',
      /cells, the header|within a quoted cell/,
    ],
    [
      'a file that lacks a column',
      { ...good, [file]: sends(200, Buffer.from(csv).toString('latin1').replace('Merchandise', 'Shape')) },
      'missing-column',
      /lacks the column Merchandise: expected .*; found .*Shape/,
    ],
    [
      'a link that leads away',
      { ...good, [page]: sends(200, linked.replace('www.cbp.gov', 'data.example')) },
      'missing-table',
      /leads away from cbp.gov/,
    ],
    [
      'a redirect that leads away',
      { ...good, [page]: sends(302, '', { location: 'https://cbp.example/' }) },
      'cbp.example',
      /cbp\.example/,
    ],
    ['a server error that stays', { ...good, [page]: sends(503, '') }, '503', /503/],
    ['a page that never comes', { ...good, [page]: () => undefined }, 'sent no headers', /sent no headers/],
    [
      'a file whose transfer breaks',
      {
        ...good,
        [file]: (_request, response) => {
          response.writeHead(200, { 'content-length': String(csv.length) })
          response.write(csv.slice(0, 500))
          response.destroy()
        },
      },
      'could not be reached',
      /./,
    ],
  ])('%s: named, and the last good version stays', async (_, broken, fault, reason) => {
    const { check, lists } = monitor()
    site = good
    expect(await check()).toMatchObject({ outcome: 'committed' })
    const head = await lists.head('cbp-wro')
    site = broken
    const outcome = await check().then(
      (found) => JSON.stringify(found),
      (error: unknown) => String(error),
    )
    expect(outcome).toContain(fault)
    expect(await lists.head('cbp-wro')).toEqual(head)
    const status = await lists.status('cbp-wro')
    expect(status?.lastOutcome).not.toBe('unchanged')
    expect(status?.reason).toMatch(reason)
    expect(status?.lastSuccessAt).toBe('2026-06-24T06:00:00.000Z')
    // The next good answer is taken as if nothing had been.
    site = good
    expect(await check()).toMatchObject({ outcome: 'unchanged' })
  })

  test('half of the orders: held, with how many there were', async () => {
    const { check, lists } = monitor()
    site = good
    await check()
    const lines = Buffer.from(csv).toString('latin1').trimEnd().split('\r\n')
    site = { ...good, [file]: sends(200, Buffer.from(lines.slice(0, 30).join('\r\n') + '\r\n', 'latin1')) }
    const outcome = await check()
    expect(outcome.outcome).toBe('held')
    expect(JSON.stringify(outcome)).toMatch(/67/)
    expect((await lists.status('cbp-wro'))?.reason).toMatch(/67/)
  })

  test('a page without a link, but with tables, is the document', async () => {
    const { check } = monitor()
    site = { [page]: sends(200, tables) }
    expect(await check()).toMatchObject({ outcome: 'committed' })
  })
})
