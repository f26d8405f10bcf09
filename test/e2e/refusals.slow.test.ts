import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recording } from '../../cli/replay/recordings.ts'
import { type RecordedOrigin, startRecordedOrigin } from '../../cli/replay/recorded-origin.ts'
import type { Publication } from '../../cli/replay/timeline.ts'
import { type LocalSystem, openLocalSystem } from '../../cli/system/local-system.ts'
import { registerFile } from '../../cli/system/register-file.ts'
import type { CheckOutcome, Head } from '../../shared/lists/version.ts'
import type { WatchedSource } from '../../shared/model/source.ts'
import { entryOf } from '../sources/ofac/documents.ts'
import { ndjson, tierwatch } from './support/command.ts'
import { newHome } from './support/home.ts'
import { alertsOf, mailsOf } from './support/observe.ts'
import { addEntry, keepEntries } from './support/ofac-list.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** Written: what a firewall sends with status 200 in place of the document. */
const challengePage = bytesOf(
  `<!DOCTYPE html><html><head><title>Just a moment…</title></head><body><script src="/challenge.js"></script>${'<p>Checking your browser.</p>'.repeat(50)}</body></html>`,
)

// Written from recorded lists: a sixteenth of the SDN List of 2021, and the orders of 2020.
const sdn = recording('ofac-sdn', '2021-04-25').bytes
const sdnSentinels = ['306', '4697', '29299']
const goodSdn = keepEntries(sdn, (_entry, uid) => Number(uid) % 16 === 0 || sdnSentinels.includes(uid))
const sdnWithOneMore = addEntry(goodSdn, entryOf('990001', '', { lastName: 'QUILLON HARBOUR SHIPPING LLC' }))
const sdnCutShort = keepEntries(
  sdnWithOneMore,
  (_entry, uid) => Number(uid) % 32 === 0 || sdnSentinels.includes(uid) || uid === '990001',
)
const orders = recording('cbp-wro', '2020-12-01').bytes
const ordersWithUnknownStatus = bytesOf(textOf(orders).replace(',WRO,,Active,', ',WRO,,Under Review,'))
const ordersWithOneMore = bytesOf(
  `${textOf(orders).trimEnd()}\r\n12/2/2020,2020,,China,Cotton,WRO,,Active,,Quillon Harbour Spinning Mill,\r\n`,
)

const base = keepEntries(recording('ofac-nonsdn', '2018-04-06').bytes, (_entry, uid) =>
  ['17064', '17250', '17254', '13118', '16013'].includes(uid),
)
const relisted = entryOf('990002', '', { lastName: 'MARROWBY LANTERN WORKS GMBH' })
const baseWithIt = addEntry(base, relisted)
const later = (bytes: Uint8Array, day: string): Uint8Array =>
  bytesOf(textOf(bytes).replace(/<Publish_Date>[^<]*/, `<Publish_Date>${day}`))

/** What the sources serve: each document from its own moment on. */
const steps: Publication[] = []
const serve = (origin: RecordedOrigin, source: WatchedSource, bytes: Uint8Array): void => {
  const at = new Date(Date.UTC(2026, 0, 1) + steps.length * 1000).toISOString()
  steps.push({
    kind: 'publication',
    source,
    at,
    provenance: 'written',
    note: 'what the test serves',
    load: () => bytes,
  })
  origin.showAsOf(at)
}

interface SourceState {
  source: string
  version: number | null
  designations: number
  lastOutcome: string | null
  reason: string | null
  nextStep: string | null
  withheldRemovals: number
  holds: { guard: string; reason: string; times: number }[]
}

describe('documents that are not the list', () => {
  let home: string
  let origin: RecordedOrigin
  let system: LocalSystem

  const check = async (source: WatchedSource, bytes: Uint8Array): Promise<CheckOutcome> => {
    serve(origin, source, bytes)
    const outcome = await system.invoke<CheckOutcome>('CheckSourceFunction', {
      source,
      scheduledAt: new Date().toISOString(),
    })
    await system.settle()
    return outcome
  }
  const headOf = (source: WatchedSource): Promise<Head | null> => system.lists.head(source)
  /** Asked of the running system by another process. */
  const statusOf = async (source: WatchedSource): Promise<SourceState | undefined> => {
    const ran = await tierwatch(home, 'status', '--json')
    expect(ran.code, ran.stderr).toBe(0)
    return ndjson<SourceState & Record<string, unknown>>(ran).find((state) => state.source === source)
  }

  beforeAll(async () => {
    home = newHome('refusals')
    origin = await startRecordedOrigin(steps)
    process.env['TIERWATCH_HOME'] = home
    system = await openLocalSystem({ recordedOrigin: origin.url })
    await system.invoke('OnboardingFunction', {
      act: 'add-customer',
      customerId: 'marrowby',
      name: 'Marrowby Ltd',
    })
    await system.invoke('OnboardingFunction', {
      act: 'subscribe',
      customerId: 'marrowby',
      protocol: 'email',
      endpoint: 'watch@marrowby.example',
    })
    await system.settle()
    await system.confirmSubscription('watch@marrowby.example')
    const { state } = await registerFile(system, {
      customerId: 'marrowby',
      file: 'suppliers.csv',
      bytes: bytesOf('supplier_id,name,country\nL-1,Marrowby Lantern Works GmbH,DE\n'),
      confirmRemovals: false,
    })
    expect(state).toBe('applied')
  }, 120_000)
  afterAll(async () => {
    await system.close()
    await origin.close()
    delete process.env['TIERWATCH_HOME']
  })

  describe.each<
    [
      source: WatchedSource,
      good: Uint8Array,
      next: Uint8Array,
      bad: [what: string, bytes: Uint8Array, fault: string, reason: RegExp][],
    ]
  >([
    [
      'ofac-sdn',
      goodSdn,
      sdnWithOneMore,
      [
        [
          'a file that ends in the middle',
          goodSdn.slice(0, Math.floor(goodSdn.length * 0.6)),
          'truncated',
          /end tag is missing/,
        ],
        ['a challenge page with status 200', challengePage, 'challenge-page', /web page/],
        ['a file of zero bytes', new Uint8Array(), 'empty-body', /200 with an empty body/],
        [
          'a Record_Count that is not the number of entries',
          bytesOf(textOf(goodSdn).replace(/<Record_Count>\d+/, '<Record_Count>8890')),
          'count-mismatch',
          /8,?890/,
        ],
      ],
    ],
    [
      'cbp-wro',
      orders,
      ordersWithOneMore,
      [
        [
          'an order with a status that is not known',
          ordersWithUnknownStatus,
          'unknown-category',
          /Under Review.*line \d+/,
        ],
        ['a challenge page with status 200', challengePage, 'challenge-page', /challenge page/],
      ],
    ],
  ])('of %s', (source, good, next, bad) => {
    let head: Head | null
    beforeAll(async () => {
      expect((await check(source, good)).outcome).toBe('committed')
      head = await headOf(source)
    })

    it.each(bad)(
      'refuses %s, says why, and keeps the last good version',
      async (_what, bytes, fault, reason) => {
        const outcome = await check(source, bytes)
        expect(outcome).toMatchObject({
          outcome: 'rejected',
          fault,
          reason: expect.stringMatching(reason) as string,
          nextStep: expect.stringContaining('last good version') as string,
        })
        expect(await headOf(source)).toEqual(head)
        expect(await statusOf(source)).toMatchObject({
          version: head?.seq,
          lastOutcome: 'rejected',
          reason: outcome.outcome === 'rejected' ? outcome.reason : '',
          nextStep: expect.stringContaining('last good version') as string,
        })
      },
    )

    it('forgets the refusal when the good document is back, and takes the next one', async () => {
      expect(await check(source, good)).toMatchObject({ outcome: 'unchanged', seq: head?.seq })
      const cleared = { lastOutcome: 'unchanged', reason: null, nextStep: null }
      expect(await statusOf(source)).toMatchObject({ ...cleared, version: head?.seq })
      expect((await check(source, bad[0]?.[1] ?? good)).outcome).toBe('rejected')
      expect(await check(source, next)).toMatchObject({
        outcome: 'committed',
        changeSets: [{ counts: { added: 1, amended: 0, removed: 0, moved: 0 } }],
      })
      expect(await statusOf(source)).toMatchObject({
        ...cleared,
        lastOutcome: 'committed',
        version: (head?.seq ?? 0) + 1,
      })
    })
  })

  it('fails a command that rechecks a source which sends no list', async () => {
    serve(origin, 'ofac-sdn', challengePage)
    const ran = await tierwatch(home, 'recheck', 'ofac-sdn', '--json')
    expect(ran.code).toBe(1)
    expect(ndjson(ran)).toMatchObject([{ source: 'ofac-sdn', outcome: 'rejected', fault: 'challenge-page' }])
  })

  describe('a document that removes too much', () => {
    let before: number
    it('is held: what it lacks stays listed, and status says so', async () => {
      before = (await system.lists.version('ofac-sdn', (await headOf('ofac-sdn'))?.seq ?? 0)).count
      expect(await check('ofac-sdn', sdnCutShort)).toMatchObject({
        outcome: 'held',
        held: [{ guard: 'removals' }],
      })
      const status = await statusOf('ofac-sdn')
      expect(status).toMatchObject({ designations: before, lastOutcome: 'held' })
      expect(status?.holds).toMatchObject([{ guard: 'removals', times: 1 }])
      expect(status?.withheldRemovals).toBeGreaterThan(200)
    })

    it('is held once, however often it comes, and a refused document does not let it in', async () => {
      await check('ofac-sdn', later(sdnCutShort, '04/26/2021'))
      expect((await check('ofac-sdn', challengePage)).outcome).toBe('rejected')
      const status = await statusOf('ofac-sdn')
      expect(status?.holds).toMatchObject([{ guard: 'removals', times: 2 }])
      expect(status?.designations).toBe(before)
    })

    it('is let in by an operator, for a reason that is kept', async () => {
      const withheld = (await statusOf('ofac-sdn'))?.withheldRemovals
      const act = ['release', 'ofac-sdn', '--reason', 'announced by OFAC', '--author', 'M. Quill', '--json']
      const ran = await tierwatch(home, ...act)
      expect(ran.code, ran.stderr).toBe(0)
      expect(ndjson(ran)).toMatchObject([
        {
          outcome: 'committed',
          changeSets: [{ cause: 'released', counts: { added: 0, removed: withheld } }],
        },
      ])
      expect(await statusOf('ofac-sdn')).toMatchObject({
        designations: before - (withheld ?? 0),
        holds: [],
        withheldRemovals: 0,
      })
      const again = await tierwatch(home, ...act)
      expect(again.code).toBe(1)
      expect(again.stderr).toContain('Nothing of ofac-sdn is held')
      expect(await statusOf('ofac-sdn')).toMatchObject({ lastOutcome: 'committed', reason: null })
    })
  })

  it('tells three times of a party that is listed, delisted, and listed again with the same text', async () => {
    expect((await check('ofac-nonsdn', base)).outcome).toBe('committed')
    for (const [bytes, day, counts] of [
      [baseWithIt, '04/07/2018', { added: 1, removed: 0 }],
      [base, '04/08/2018', { added: 0, removed: 1 }],
      [baseWithIt, '04/09/2018', { added: 1, removed: 0 }],
    ] as const) {
      expect(await check('ofac-nonsdn', later(bytes, day))).toMatchObject({
        outcome: 'committed',
        changeSets: [{ counts: { amended: 0, ...counts } }],
      })
    }
    const alerts = (await alertsOf(system, 'marrowby')).sort(
      (a, b) => a.transition.match.revision - b.transition.match.revision,
    )
    expect(
      alerts.map(({ transition, state }) => [transition.kind, transition.match.revision, state]),
    ).toEqual([
      ['opened', 1, 'sent'],
      ['resolved', 2, 'sent'],
      ['reopened', 3, 'sent'],
    ])
    expect(new Set(alerts.map(({ alertId }) => alertId)).size).toBe(3)
    // The entry is the very same one: nothing of it was written twice.
    expect(alerts[0]?.designationAfter).toBe(alerts[2]?.designationAfter)
    const mailed = mailsOf(home).map(({ tellsOf }) => tellsOf)
    for (const { alertId } of alerts) expect(mailed.filter((told) => told === alertId)).toHaveLength(1)
  })

  it('leaves no dead letter', () => {
    expect(system.local.deadLetters().filter(({ count }) => count > 0)).toEqual([])
  })
})
