import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RecordedOrigin, startRecordedOrigin } from '../../cli/replay/recorded-origin.ts'
import { type Publication, timeline } from '../../cli/replay/timeline.ts'
import { type LocalSystem, openLocalSystem } from '../../cli/system/local-system.ts'
import { recomputeAlert } from '../../cli/system/recompute.ts'
import type { SealedRecord } from '../../shared/evidence/sealed-record.ts'
import type { CheckOutcome } from '../../shared/lists/version.ts'
import { matchIdOf } from '../../shared/matches/disposition.ts'
import type { AlertRecord } from '../../shared/matches/ports.ts'
import type { Match } from '../../shared/model/match.ts'
import { ndjson, type Ran, tierwatch } from './support/command.ts'
import { newHome } from './support/home.ts'
import { keepEntries } from './support/ofac-list.ts'

const shipper = '20290' // LLC KOKSOKHIMTRANS
const timber = '31691' // MYANMA TIMBER ENTERPRISE
const minister = '16601' // ZAKHARCHENKO, Vitaliy Yuriyovych, born 1963
const sentinels = new Set(['306', '4697', '29299'])

/** The recorded SDN List of July 2021, a part of its entries, with these and without the others of the three. */
const sdn = (day: string, ...listed: string[]): Publication => {
  const step = timeline
    .filter((one) => one.kind === 'publication')
    .findLast(({ source }) => source === 'ofac-sdn')
  if (!step) throw new Error('no recorded SDN List')
  const three = new Set([shipper, timber, minister])
  return {
    ...step,
    at: `${day}T12:00:00.000Z`,
    load: () =>
      keepEntries(
        step.load(),
        (_entry, uid) =>
          listed.includes(uid) || (!three.has(uid) && (Number(uid) % 32 === 0 || sentinels.has(uid))),
      ),
  }
}

const steps = [
  sdn('2026-11-16'),
  sdn('2026-11-17', shipper, minister),
  sdn('2026-11-18', shipper, minister, timber),
  sdn('2026-11-19', minister, timber),
]

const header = 'supplier_id,name,country,owners,officers'
const ports = (share: number, officer = 'Vitaliy Zakharchenko (director)'): string =>
  `S-1,Larkspur Bulk Terminal,RU,Koksokhimtrans LLC=30 | Myanma Timber Enterprise=${share},${officer}`
const below = 'S-2,Mossgrove Warehousing,RU,id:S-1=55,'
const harmless = 'S-3,Netherfold Weaving Mill,PT,,'

/** On the deployed template: owners and officers are listed, decided on, and delisted. */
describe('officers and owners', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tierwatch-owners-'))
  let home: string
  let origin: RecordedOrigin
  let system: LocalSystem

  const good = async (...args: string[]): Promise<Ran> => {
    const ran = await tierwatch(home, ...args)
    expect(ran.code, ran.stderr).toBe(0)
    return ran
  }
  const register = async (name: string, ...rows: string[]): Promise<void> => {
    const file = path.join(folder, name)
    writeFileSync(file, [header, ...rows, ''].join('\n'))
    await good('register', 'acme', file)
    await system.settle()
  }
  const publish = async (day: string): Promise<void> => {
    const at = `${day}T14:00:00.000Z`
    origin.showAsOf(at)
    const outcome = await system.invoke<CheckOutcome>('CheckSourceFunction', {
      source: 'ofac-sdn',
      scheduledAt: at,
    })
    expect(outcome.outcome).toBe('committed')
    await system.settle()
  }
  const matches = async (): Promise<Match[]> => {
    const found: Match[] = []
    for await (const match of system.registry.matches('acme')) found.push(match)
    return found
  }
  const alerts = async (): Promise<AlertRecord[]> => {
    const found: AlertRecord[] = []
    for await (const alert of system.registry.alerts('acme')) found.push(alert)
    return found
  }
  const matchOf = async (supplierId: string, designationId: string, rule = 'ownership'): Promise<Match> => {
    const match = (await matches()).find(
      (one) => one.supplierId === supplierId && one.designationId === designationId && one.rule === rule,
    )
    if (!match) throw new Error(`no match of ${supplierId} with ${designationId}`)
    return match
  }
  const sum = async (supplierId: string, designationId: string): Promise<unknown> =>
    (await matchOf(supplierId, designationId)).met?.holdings
      ?.filter(({ law }) => law === 'ofac-50-percent')
      .map(({ state, percent }) => `${state} ${percent}`)
      .join()
  /** Lets the watchdog find what waits for it, which it does here when that is a second old. */
  const untilWatched = async (isDone: () => Promise<boolean>): Promise<void> => {
    for (const deadline = Date.now() + 120_000; Date.now() < deadline; ) {
      await system.invoke('WatchdogFunction', {})
      await system.settle()
      if (await isDone()) return
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
    throw new Error('the watchdog did not get it done')
  }

  beforeAll(async () => {
    home = newHome('owners')
    process.env['TIERWATCH_HOME'] = home
    await good('start', '--empty')
    origin = await startRecordedOrigin(steps)
    system = await openLocalSystem({ recordedOrigin: origin.url, sweepAfterSeconds: 1 })
    await good('customers', 'add', 'acme', '--name', 'Acme Apparel Ltd')
    await good('subscribe', 'acme', 'email', 'watch@acme.example')
    await good('confirm-subscription', 'watch@acme.example')
    await publish('2026-11-16')
    await register('suppliers.csv', ports(30), below, harmless)
    expect(await matches()).toEqual([])
  })
  afterAll(async () => {
    await system.close()
    await origin.close()
    rmSync(folder, { recursive: true })
    delete process.env['TIERWATCH_HOME']
  })

  it('a listed owner with less than half, and a listed officer, are matches of their own', async () => {
    await publish('2026-11-17')
    expect(await sum('S-1', shipper)).toBe('below 30')
    expect(await sum('S-2', shipper)).toBe('below 0')
    expect(await matchOf('S-1', minister, 'officer')).toMatchObject({
      decision: 'review',
      met: { as: 'officer', name: 'Vitaliy Zakharchenko', position: 'director' },
    })
    expect((await matches()).map(({ supplierId, rule }) => `${supplierId} ${rule}`).sort()).toEqual([
      'S-1 officer',
      'S-1 ownership',
      'S-2 ownership',
    ])
  })

  it('a second one makes it half: the supplier, and what it owns by half, are reached', async () => {
    await publish('2026-11-18')
    expect(await sum('S-1', timber)).toBe('reached 60')
    expect(await sum('S-1', shipper)).toBe('reached 60')
    expect(await sum('S-2', timber)).toBe('reached 55')
    const opened = (await alerts()).find(
      ({ transition: { kind, match } }) =>
        kind === 'opened' && match.supplierId === 'S-1' && match.designationId === timber,
    )
    const { alert } = JSON.parse(
      (await system.sealedRecord('acme', opened?.alertId ?? '')) ?? '',
    ) as SealedRecord
    expect(alert).toMatchObject({
      severity: 'critical',
      met: { as: 'owner', name: 'Myanma Timber Enterprise', percent: 30 },
    })
    expect(alert.consequences[0]).toMatchObject({
      effectId: 'sdn-supplier',
      onSupplier: { state: 'reached' },
    })
  })

  it('cleared as another company its share counts no more; it is back when the share changes', async () => {
    const id = matchIdOf(await matchOf('S-1', timber))
    const why = ['--code', 'different-identifier', '--reason', 'A namesake with another number']
    await good('clear', id, ...why, '--author', 'Jane Doe')
    await untilWatched(async () => (await sum('S-1', shipper)) === 'below 30')
    expect((await matchOf('S-1', timber)).state).toBe('cleared')
    await register('share.patch.csv', ports(40))
    expect(await matchOf('S-1', timber)).toMatchObject({ state: 'open', met: { percent: 40 } })
    expect(await sum('S-1', shipper)).toBe('reached 70')
    const back = (await alerts()).find(
      ({ transition: { kind, match } }) => kind === 'reopened' && match.designationId === timber,
    )
    expect(back?.transition.ended).toMatchObject({
      author: 'Jane Doe',
      because: 'facts-changed',
      fields: expect.arrayContaining(['supplier.percent']) as unknown,
    })
  })

  it('a delisting ends its match, and takes its share out of the others', async () => {
    await publish('2026-11-19')
    expect(await matchOf('S-1', shipper)).toMatchObject({ state: 'resolved', resolvedBecause: 'delisted' })
    expect(await sum('S-1', timber)).toBe('below 40')
    expect(await sum('S-2', timber)).toBe('below 0')
  })

  it('thresholds of the customer’s own end what they leave out, and lowered again bring it back', async () => {
    const shown = async (...args: string[]) =>
      ndjson(await good('thresholds', 'acme', '--json', ...args))[0] as Record<string, unknown>
    expect(await shown()).toEqual({ customerId: 'acme', review: 0.75, strong: 0.9, rescreened: 0 })
    const refused = await tierwatch(home, 'thresholds', 'acme', '--review', '0.5', '--author', 'Jane Doe')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('matches would be missed at random')
    const officer = () => matchOf('S-1', minister, 'officer')
    expect(await shown('--review', '0.97', '--strong', '0.98', '--author', 'Jane Doe')).toMatchObject({
      review: 0.97,
      rescreened: 3,
    })
    await untilWatched(async () => (await officer()).state === 'resolved')
    expect(await officer()).toMatchObject({
      resolvedBecause: 'below-threshold',
      thresholds: { review: 0.97, strong: 0.98 },
    })
    expect(await shown('--reset', '--author', 'Jane Doe')).toMatchObject({ review: 0.75, strong: 0.9 })
    await untilWatched(async () => (await officer()).state === 'open')
    const acts = ndjson<{ act: string }>(await good('audit', 'acme', '--json')).map(({ act }) => act)
    expect(acts.filter((act) => act.includes('threshold'))).toHaveLength(2)
  })

  it('every alert was sent, and is the same when it is recomputed from its record and the archived bytes', async () => {
    const all = await alerts()
    expect(all.length).toBeGreaterThan(12)
    for (const alert of all) {
      const text = (await system.sealedRecord('acme', alert.alertId)) ?? ''
      const { alert: told } = JSON.parse(text) as SealedRecord
      const { checks } = await recomputeAlert(system, alert, text)
      expect(
        checks.filter(({ outcome }) => outcome === 'differs' || outcome === 'damaged'),
        `${told.kind} ${told.rule} ${told.supplier.supplierId} ${told.designation.name} ${told.at}`,
      ).toEqual([])
      expect(alert.state).toBe('sent')
    }
  })

  it('what is told stands in the tables of the commands and on the evidence page', async () => {
    const shown = await good('matches', 'acme', '--explain')
    expect(shown.stdout).toContain('Myanma Timber Enterprise')
    const page = path.join(folder, 'alert.html')
    const alert = (await alerts()).find(({ transition: { match } }) => match.rule === 'officer')
    await good('evidence', alert?.alertId ?? '', '--html', page)
  })
})
