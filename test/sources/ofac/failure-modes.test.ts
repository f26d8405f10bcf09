import { GetItemCommand, DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { httpGet, userAgent } from '../../../shared/adapters/http-get.ts'
import { checkSource } from '../../../shared/lists/check-source.ts'
import { allowedHosts, fetchDocuments } from '../../../shared/sources/fetch/fetch-documents.ts'
import { ofacNonSdnReader } from '../../../shared/sources/ofac/readers.ts'
import { type Behaviour, misbehavingServer } from '../../adapters/misbehaving-server.ts'
import { emptyWorld, storesOf } from '../../support/pipeline.ts'
import { documentOf, entryOf, sls } from './documents.ts'
import { stubCheckSourceEnvironment } from '../../support/check-source-environment.ts'

const path = '/sanctionslistservice.ofac.treas.gov/api/download/CONSOLIDATED.XML'
const good = documentOf({ entries: ['17064', '17250', '17254', '36'].map((uid) => entryOf(uid)) })
const send =
  (body: string | Uint8Array, headers: Record<string, string> = {}): Behaviour =>
  (_request, response) =>
    response.writeHead(200, headers).end(body)

/** What a server can do instead of sending the list, and the name that it must get. */
const faults: [what: string, fault: string, behaviour: Behaviour][] = [
  [
    '202 and a firewall that wants a challenge solved',
    'firewall-challenge',
    (_request, response) => response.writeHead(202, { 'x-amzn-waf-action': 'challenge' }).end(),
  ],
  ['403', 'access-refused', (_request, response) => response.writeHead(403).end('no')],
  ['an empty body', 'empty-body', send('')],
  ['white space', 'empty-body', send(' \r\n ')],
  [
    'a challenge page with 200',
    'challenge-page',
    send('<!DOCTYPE html><html><body>Just a moment</body></html>'),
  ],
  ['text', 'not-the-document', send('Service unavailable')],
  ['another root', 'wrong-root', send(good.replaceAll('sdnList', 'otherList'))],
  ['another namespace', 'wrong-namespace', send(good.replace(sls, 'https://example.com/other'))],
  ['a document that ends early', 'truncated', send(good.slice(0, -200))],
  [
    'a connection that breaks off each time',
    'truncated',
    (_request, response) => {
      response.writeHead(200, { 'content-length': String(good.length) })
      response.write(good.slice(0, 300), () => response.destroy())
    },
  ],
  [
    'another number of entries than declared',
    'count-mismatch',
    send(good.replace('>4</Record_Count>', '>5</Record_Count>')),
  ],
  [
    'a DOCTYPE',
    'forbidden-doctype',
    send(good.replace('<sdnList', '<!DOCTYPE sdnList [<!ENTITY a "b">]><sdnList')),
  ],
  [
    'a kind of party that the reader does not know',
    'unknown-category',
    send(good.replace('<sdnType>Entity', '<sdnType>Starship')),
  ],
  [
    'more than the limit',
    'too-large',
    (_request, response) => response.writeHead(200, { 'content-length': '999999999' }).end(),
  ],
  [
    'a redirect to somebody else',
    'forbidden-redirect',
    (_request, response) =>
      response.writeHead(302, { location: 'https://evil.example/CONSOLIDATED.XML' }).end(),
  ],
  ['503', 'busy', (_request, response) => response.writeHead(503, { 'retry-after': '0' }).end()],
  ['404', 'answered', (_request, response) => response.writeHead(404).end()],
  ['a reset connection', 'connection-failed', (request) => request.socket.destroy()],
  ['no headers', 'headers-timeout', () => {}],
  [
    'a body that stops',
    'idle-timeout',
    (_request, response) => {
      response.writeHead(200)
      response.write('<sdn')
    },
  ],
]

it('has the namespace and the count that the faults alter', () => {
  expect(good).toContain(sls)
  expect(good).toContain('>4</Record_Count>')
})

describe('a server that', () => {
  it.each(faults)('sends %s: %s, and the last good version stays', async (_what, fault, behaviour) => {
    const world = emptyWorld()
    let misbehaves = false
    const server = await misbehavingServer({
      [path]: (request, response, times) =>
        misbehaves ? behaviour(request, response, times) : response.end(good),
    })
    const now = (): Date => new Date((world.time += 1))
    const get = httpGet({
      userAgent: userAgent('0.1.0', 'https://example.com/contact'),
      allowedHosts,
      recordedOrigin: server.origin,
      timeoutMilliseconds: 2_000,
      maxBytes: 1_000_000,
      retries: 1,
      phases: { connect: 1_000, headers: 60, idle: 60 },
      backoff: { base: 1, cap: 1 },
    })
    const stores = storesOf(world)
    const check = (hour: number) =>
      checkSource(
        { source: 'ofac-nonsdn', scheduledAt: `2024-05-06T0${hour}:00:00.000Z` },
        {
          ...stores,
          fetch: fetchDocuments({ get, now, sleep: async () => {} }),
          reader: ofacNonSdnReader,
          now,
        },
      )
    try {
      expect(await check(1)).toMatchObject({ outcome: 'committed', seq: 1 })
      misbehaves = true
      const outcome = await check(2).catch((error: unknown) => error)
      expect(outcome).toMatchObject(
        outcome instanceof Error ? { retryable: true } : { outcome: 'rejected', seq: 1, fault },
      )
      expect(await stores.lists.head('ofac-nonsdn')).toMatchObject({ seq: 1 })
      const status = await stores.lists.status('ofac-nonsdn')
      expect(status).toMatchObject({
        lastOutcome: outcome instanceof Error ? 'failed' : 'rejected',
        lastSuccessAt: '2024-05-06T01:00:00.000Z',
        reason: expect.stringMatching(/\w{3}/),
      })
      misbehaves = false
      expect(await check(3)).toMatchObject({ outcome: 'unchanged', seq: 1 })
    } finally {
      await server.close()
    }
  })
})

describe('the function counts', () => {
  let behaviour: Behaviour = send('')
  let server: Awaited<ReturnType<typeof misbehavingServer>>
  const dynamo = mockClient(DynamoDBClient)
  const s3 = mockClient(S3Client)
  const lines: string[] = []

  beforeAll(async () => {
    server = await misbehavingServer({ [path]: (...call) => behaviour(...call) })
    stubCheckSourceEnvironment({ LOG_LEVEL: 'ERROR', RECORDED_ORIGIN: server.origin })
    dynamo.rejects(new Error('a call that this test does not know'))
    dynamo.on(GetItemCommand).resolves({})
    dynamo.on(QueryCommand).resolves({ Items: [] })
    dynamo.on(PutItemCommand).resolves({})
    s3.rejects(new Error('a call that this test does not know'))
    s3.on(PutObjectCommand).resolves({})
    s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: 'none', $metadata: {} }))
  })
  beforeEach(() => {
    lines.length = 0
    for (const method of ['log', 'info', 'debug', 'warn', 'error'] as const) {
      vi.spyOn(console, method).mockImplementation((line: unknown) => void lines.push(String(line)))
    }
  })
  afterAll(async () => {
    dynamo.restore()
    s3.restore()
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
    await server.close()
  })

  /** Value of a metric with exactly these dimensions beside the service. */
  const counted = (name: string, dimensions: Record<string, string>): number =>
    lines
      .filter((line) => line.includes('"CloudWatchMetrics"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .flatMap((record) => {
        const { CloudWatchMetrics } = record['_aws'] as {
          CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[]
        }
        return CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
          Metrics.some((metric) => metric.Name === name) &&
          Dimensions.some(
            (names) => names.toSorted().join() === ['service', ...Object.keys(dimensions)].sort().join(),
          ) &&
          Object.entries(dimensions).every(([dimension, value]) => record[dimension] === value)
            ? [Number(record[name])]
            : [],
        )
      })
      .reduce((sum, value) => sum + value, 0)

  // Those that the function's own patience does not make slow: it waits for seconds before it calls a server silent.
  const quick = faults.filter(([, fault]) => !fault.endsWith('timeout') && fault !== 'connection-failed')
  it.each(quick)('%s as %s, under the metric that its alarm waits for', async (what, fault, behaves) => {
    const { handler } = await import('../../../functions/check-source/handler.ts')
    behaviour = what.startsWith('a connection that breaks off') ? send(good.slice(0, -1)) : behaves
    const fails = fault === 'busy' || fault === 'answered'
    const run = handler(
      { source: 'ofac-nonsdn', scheduledAt: '2024-05-06T02:00:00.000Z' },
      { getRemainingTimeInMillis: () => 300_000 },
    )
    if (fails) await expect(run).rejects.toThrow()
    else await expect(run).resolves.toMatchObject({ outcome: 'rejected', fault })
    const source = 'ofac-nonsdn'
    expect(counted(fails ? 'FetchesFailed' : 'ChecksRefused', { source, fault })).toBe(1)
    // For all sources together: an alarm adds them up, and CloudWatch is paid by the metric.
    expect(counted(fails ? 'ChecksFailed' : 'DocumentsRefused', {})).toBe(1)
  })
})
