import * as fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { decide } from '../../shared/matches/disposition.ts'
import { defaultPolicy } from '../../shared/matches/disposition-policy.ts'
import { expireClearings } from '../../shared/matches/expire-clearings.ts'
import { rescreenOwned } from '../../shared/matches/rescreen.ts'
import type { SealedRecord } from '../../shared/evidence/sealed-record.ts'
import type { Alert } from '../../shared/model/alert.ts'
import type { Match } from '../../shared/model/match.ts'
import type { SourceId } from '../../shared/model/source.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { evaluateRecorded } from '../../shared/screening/recorded-meeting.ts'
import { Crash, Fuse } from '../support/faults.ts'
import { type Line, lineReader } from '../support/line-reader.ts'
import {
  deliver,
  functionsOf,
  isQuiet,
  quiesce,
  storesOf,
  told,
  transitionsOf,
  type World,
} from '../support/pipeline.ts'
import { Stops } from '../support/stops.ts'
import { published, worldWithCustomer } from '../support/story.ts'

const readers = {
  'ofac-sdn': lineReader(),
  'trade-csl': lineReader({ source: 'trade-csl' }),
}
const karakum: Line = { key: '101', name: 'Karakum Cotton Spinning', programs: ['SDGT'] }
const zarnitsa: Line = { key: '102', name: 'Zarnitsa Optoelectronics', programs: ['CUBA'] }
const bystander: Line = { key: '103', name: 'Ulugbek Heavy Castings', programs: ['CUBA'] }
const zarubin: Line = {
  key: '104',
  name: 'Zarubin, Dmitry Anatolyevich',
  type: 'person',
  programs: ['SDGT'],
  birthDates: ['12 Mar 1962'],
}
const velikhov: Line = { key: '105', name: 'Velikhov Turbine Blades', programs: ['MEU'] }

type Row = { name: string; owners?: string; officers?: string }
const file = (rows: Record<string, Row>): Uint8Array =>
  new TextEncoder().encode(
    [
      'supplier_id,name,owners,officers',
      ...Object.entries(rows).map(
        ([id, { name, owners = '', officers = '' }]) => `${id},${name},"${owners}","${officers}"`,
      ),
    ].join('\n'),
  )

let world: World
beforeEach(async () => {
  world = await worldWithCustomer()
})
const register = async (
  rows: Record<string, Row>,
  name = 'suppliers.patch.csv',
  into = world,
): Promise<void> => {
  const functions = functionsOf(into, readers)
  await functions.takeIn('acme', name, file(rows), `upload-${into.time}`)
  await deliver(into, functions, new Fuse(), 'retry')
}
const publish = async (
  day: string,
  lines: readonly Line[],
  source: SourceId = 'ofac-sdn',
  into = world,
): Promise<void> => {
  const functions = functionsOf(into, readers)
  await functions.check({ source, scheduledAt: `${day}T12:00:00.000Z` }, published(lines, day))
  await deliver(into, functions, new Fuse(), 'retry')
}
const happened = (of = world): string[] =>
  [...of.registry.alerts.values()].map(
    ({ transition: { kind, match } }) =>
      `${match.supplierId} ${match.designationId} ${match.rule} ${kind} ${match.revision}`,
  )
const matchOf = (supplierId: string, designationId: string): Match => {
  const found = [...world.registry.matches.values()].find(
    (match) =>
      match.supplierId === supplierId && match.designationId === designationId && match.rule === 'ownership',
  )
  if (!found) throw new Error(`no match of ${supplierId} with ${designationId}`)
  return found
}
const sumOf = (
  supplierId: string,
  designationId: string,
  law = 'ofac-50-percent',
): [string, number] | undefined => {
  const holding = matchOf(supplierId, designationId).met?.holdings?.find((one) => one.law === law)
  return holding === undefined ? undefined : [holding.state, holding.percent]
}
const alerts = (): Alert[] =>
  world.published
    .map(({ message }) => JSON.parse(message.json) as Alert)
    .filter(({ alertId }) => alertId !== undefined)
/** The listed owners of one supplier, each by name. */
const twoOwners = {
  'S-1': { name: 'Harbour Bakery', owners: 'Karakum Cotton Spinning=30 | Zarnitsa Optoelectronics=30' },
}

describe('owners that are listed one after the other', () => {
  beforeEach(async () => {
    await register(twoOwners)
    await publish('2024-01-01', [bystander])
    await publish('2024-01-02', [bystander, karakum])
  })

  test('the first: a match of its own, below half, told with what it means for the supplier', () => {
    expect(happened()).toEqual(['S-1 101 ownership opened 1'])
    expect(matchOf('S-1', '101')).toMatchObject({
      met: { as: 'owner', name: 'Karakum Cotton Spinning', percent: 30 },
      factsUsed: { supplier: { as: 'owner', name: 'Karakum Cotton Spinning', percent: 30 } },
    })
    expect(sumOf('S-1', '101')).toEqual(['below', 30])
    const [alert] = alerts()
    expect(alert).toMatchObject({
      rule: 'ownership',
      severity: 'medium',
      met: { as: 'owner', percent: 30 },
      consequences: [{ effectId: 'sdn-owner', role: 'owner', onSupplier: { state: 'below' } }],
    })
    const [sealed] = [...world.sealed.values()].map((text) => JSON.parse(text) as { match: Match })
    expect(sealed?.match.met).toEqual(matchOf('S-1', '101').met)
  })

  test('the second: together they reach half, and the first match says so too', async () => {
    world.published.length = 0
    await publish('2024-01-03', [bystander, karakum, zarnitsa])
    expect(happened().slice(1).sort()).toEqual(['S-1 101 ownership amended 2', 'S-1 102 ownership opened 1'])
    expect(sumOf('S-1', '101')).toEqual(['reached', 60])
    expect(sumOf('S-1', '102')).toEqual(['reached', 60])
    const found = alerts()
    expect(found.map(({ severity }) => severity)).toEqual(['critical', 'critical'])
    expect(found.find(({ kind }) => kind === 'amended')?.change.matchFacts).toEqual(['supplier.holdings'])
    expect(found.find(({ kind }) => kind === 'opened')?.consequences[0]).toMatchObject({
      effectId: 'sdn-supplier',
      role: 'supplier',
      onSupplier: { state: 'reached' },
    })
  })

  test('the second is delisted: it ends, and the first is below half again', async () => {
    await publish('2024-01-03', [bystander, karakum, zarnitsa])
    await publish('2024-01-04', [bystander, karakum])
    expect(matchOf('S-1', '102')).toMatchObject({ state: 'resolved', resolvedBecause: 'delisted' })
    expect(sumOf('S-1', '101')).toEqual(['below', 30])
    expect(happened().slice(3).sort()).toEqual([
      'S-1 101 ownership amended 3',
      'S-1 102 ownership resolved 2',
    ])
  })

  test('a share that changes, an owner that leaves, and the same file again', async () => {
    await register({ 'S-1': { name: 'Harbour Bakery', owners: 'Karakum Cotton Spinning=50' } })
    expect(sumOf('S-1', '101')).toEqual(['reached', 50])
    expect(world.registry.alerts.size).toBe(2)
    await register({ 'S-1': { name: 'Harbour Bakery', owners: 'Karakum Cotton Spinning=?' } })
    expect(sumOf('S-1', '101')).toEqual(['unknown', 0])
    const before = world.registry.alerts.size
    await register({ 'S-1': { name: 'Harbour Bakery', owners: 'Karakum Cotton Spinning=?' } })
    expect(world.registry.alerts.size).toBe(before)
    await register({ 'S-1': { name: 'Harbour Bakery' } })
    expect(matchOf('S-1', '101')).toMatchObject({ state: 'resolved', resolvedBecause: 'no-longer-matching' })
  })

  test('a supplier that leaves the register: its matches end', async () => {
    await register({ 'S-2': { name: 'Harbour Laundry' } }, 'suppliers.csv')
    expect(matchOf('S-1', '101')).toMatchObject({ state: 'resolved', resolvedBecause: 'supplier-removed' })
  })

  test('nothing else that is published touches it', async () => {
    const before = world.registry.alerts.size
    await publish('2024-01-03', [{ ...bystander, programs: ['IRAN'] }, karakum])
    expect(world.registry.alerts.size).toBe(before)
  })
})

test('an owner on another list adds to the sum of the affiliates rule, and both matches know it', async () => {
  await register({
    'S-1': { name: 'Harbour Bakery', owners: 'Karakum Cotton Spinning=30 | Velikhov Turbine Blades=25' },
  })
  await publish('2026-11-11', [bystander, karakum])
  await publish('2026-11-11', [{ ...bystander, programs: ['MEU'] }], 'trade-csl')
  expect(sumOf('S-1', '101', 'bis-affiliates')).toEqual(['below', 30])
  await publish('2026-11-12', [{ ...bystander, programs: ['MEU'] }, velikhov], 'trade-csl')
  expect(sumOf('S-1', '105', 'bis-affiliates')).toEqual(['reached', 55])
  expect(sumOf('S-1', '101', 'bis-affiliates')).toEqual(['reached', 55])
  expect(sumOf('S-1', '101')).toEqual(['below', 30])
  expect(sumOf('S-1', '105')).toBeUndefined()
})

test('the affiliates rule that comes back on its day is a fact that changes', async () => {
  await register({ 'S-1': { name: 'Harbour Bakery', owners: 'Velikhov Turbine Blades=60' } })
  await publish('2026-11-01', [velikhov, { ...bystander, programs: ['UVL'] }], 'trade-csl')
  const day = async (scheduledAt: string) => {
    const functions = functionsOf(world, readers)
    await functions.dueDates('trade-csl', scheduledAt)
    await deliver(world, functions, new Fuse(), 'retry')
  }
  await day('2026-11-09T12:00:00.000Z')
  expect(happened()).toEqual(['S-1 105 ownership opened 1'])
  world.published.length = 0
  await day('2026-11-10T12:00:00.000Z')
  expect(happened()).toEqual(['S-1 105 ownership opened 1', 'S-1 105 ownership amended 2'])
  expect(alerts()).toMatchObject([
    {
      cause: 'due',
      change: { matchFacts: ['designation.affiliatesRule'] },
      consequences: [
        { effectId: 'meu-receiving', role: 'supplier', onSupplier: { state: 'reached' } },
        { effectId: 'meu-other', role: 'owner', onSupplier: { state: 'reached' } },
      ],
    },
  ])
  const [changeSet] = [...world.lists.changeSets.values()].filter(({ cause }) => cause === 'due')
  expect(changeSet?.counts.amended, 'the Unverified List does not come due').toBe(1)
})

/** What the sealed records alone give, beside what they say. */
const recomputed = () =>
  [...world.sealed.values()].map((text) => {
    const { match, supplier, upstream = [], entry } = JSON.parse(text) as SealedRecord
    const listed = entry.after?.designation
    const now =
      listed &&
      evaluateRecorded(listed, supplier, screeningModel(), match.thresholds, { match, upstream }).find(
        ({ rule }) => rule === match.rule,
      )
    return { match, now }
  })

describe('owners that are registered themselves', () => {
  const cascade = {
    'S-1': { name: 'Harbour Bakery', owners: 'id:S-2=55' },
    'S-2': { name: 'Middle Holding', owners: 'Karakum Cotton Spinning=60' },
  }
  test('the listing of their owner reaches through them', async () => {
    await register(cascade)
    await publish('2024-01-01', [bystander])
    await publish('2024-01-02', [bystander, karakum])
    expect(happened().sort()).toEqual(['S-1 101 ownership opened 1', 'S-2 101 ownership opened 1'])
    expect(sumOf('S-1', '101')).toEqual(['reached', 55])
    expect(matchOf('S-1', '101').met).toMatchObject({
      name: 'Karakum Cotton Spinning',
      percent: 60,
      through: [{ supplierId: 'S-2', name: 'Middle Holding', percent: 55 }],
    })
    // The record has the parties above as they were: it gives the same years later.
    await register({ 'S-2': { name: 'Harbour Laundry' } })
    const open = recomputed().filter(({ match }) => match.state === 'open')
    expect(open.length).toBe(2)
    for (const { match, now } of open) {
      expect(now?.met).toEqual(match.met)
      expect(now?.explanation).toEqual(match.explanation)
      expect(now?.factsUsed.supplier).toEqual(match.factsUsed.supplier)
      expect(match.factsUsed.designation).toMatchObject(now?.factsUsed.designation ?? {})
    }
  })

  test('a share that changes above changes what holds below, in one file that names the owner alone', async () => {
    await register(cascade)
    await publish('2024-01-01', [bystander, karakum])
    expect(sumOf('S-1', '101')).toEqual(['reached', 55])
    await register({ 'S-2': { name: 'Middle Holding', owners: 'Karakum Cotton Spinning=40' } })
    expect(sumOf('S-2', '101')).toEqual(['below', 40])
    expect(sumOf('S-1', '101')).toEqual(['below', 0])
  })

  test('an owner that gets the name of a listed party, and loses it', async () => {
    await register({ ...cascade, 'S-2': { name: 'Middle Holding' } })
    await publish('2024-01-01', [bystander, karakum])
    expect(happened()).toEqual([])
    await register({ 'S-2': { name: 'Karakum Cotton Spinning' } })
    expect(happened().sort()).toEqual(['S-1 101 ownership opened 1', 'S-2 101 name opened 1'])
    expect(matchOf('S-1', '101').met).toMatchObject({ supplierId: 'S-2', percent: 55 })
    await publish('2024-01-02', [bystander])
    expect(matchOf('S-1', '101').state).toBe('resolved')
    await register({ 'S-2': { name: 'Harbour Laundry' } })
    await publish('2024-01-03', [bystander, karakum])
    expect(matchOf('S-1', '101').state, 'the key of the old name is gone').toBe('resolved')
  })

  test('that own each other are screened with what the file makes of both', async () => {
    await publish('2024-01-01', [bystander, karakum])
    await register({
      'S-1': { name: 'Harbour Bakery', owners: 'id:S-2=40' },
      'S-2': { name: 'Middle Holding', owners: 'id:S-1=40 | Karakum Cotton Spinning=60' },
    })
    expect(sumOf('S-1', '101')).toEqual(['below', 40])
    expect(sumOf('S-2', '101')).toEqual(['reached', 60])
    await register({ 'S-1': { name: 'Harbour Bakery', owners: 'id:S-2=50' } })
    expect(sumOf('S-1', '101')).toEqual(['reached', 50])
  })
})

test('thresholds of the customer’s own hold for owners, whatever else is looked at with them', async () => {
  const customer = world.registry.customers.get('acme')
  if (!customer) throw new Error('no customer')
  customer.thresholds = { review: 0.95, strong: 0.97 }
  await register({
    'S-1': { name: 'Harbour Bakery', owners: 'Karakum Cotton Spinning=30 | Zarnitsa Mill=30' },
  })
  await publish('2024-01-01', [bystander, karakum, zarnitsa])
  expect(happened()).toEqual(['S-1 101 ownership opened 1'])
  expect(sumOf('S-1', '101')).toEqual(['below', 30])
  expect(matchOf('S-1', '101').thresholds).toEqual({ review: 0.95, strong: 0.97 })
  await publish('2024-01-02', [bystander, karakum, { ...zarnitsa, name: 'Zarnitsa Mill' }])
  expect(sumOf('S-1', '101')).toEqual(['reached', 60])
  expect(matchOf('S-1', '101').thresholds).toEqual({ review: 0.95, strong: 0.97 })
})

describe('officers', () => {
  test('listed, and delisted: a match of its own beside the supplier’s', async () => {
    await register({
      'S-1': { name: 'Karakum Cotton Spinning', officers: 'Dmitry Anatolyevich Zarubin (director)' },
    })
    await publish('2024-01-01', [bystander])
    await publish('2024-01-02', [bystander, karakum, zarubin])
    expect(happened().sort()).toEqual(['S-1 101 name opened 1', 'S-1 104 officer opened 1'])
    const found = alerts().find(({ rule }) => rule === 'officer')
    expect(found).toMatchObject({
      decision: 'review',
      severity: 'medium',
      met: { as: 'officer', name: 'Dmitry Anatolyevich Zarubin', position: 'director' },
      consequences: [{ effectId: 'sdn-officer', onSupplier: { state: 'not-reached' } }],
    })
    await publish('2024-01-03', [bystander, karakum])
    expect(happened()).toContain('S-1 104 officer resolved 2')
  })

  test('one and the same person as officer and as owner: two matches, two keys', async () => {
    await publish('2024-01-01', [bystander, zarubin])
    await register({
      'S-1': {
        name: 'Harbour Bakery',
        officers: 'Dmitry Anatolyevich Zarubin; b. 1962',
        owners: 'Dmitry Anatolyevich Zarubin=80',
      },
    })
    expect(happened().sort()).toEqual(['S-1 104 officer opened 1', 'S-1 104 ownership opened 1'])
    expect(matchOf('S-1', '104').decision).toBe('review')
  })
})

describe('what an officer of the customer cleared', () => {
  const clear = async (
    designationId: string,
    reasonCodes: string[],
    { at = '2024-02-01T00:00:00.000Z', dies = false, of = 'S-1' } = {},
  ): Promise<void> => {
    const match = matchOf(of, designationId)
    const decided = decide(
      match,
      {
        decision: 'cleared',
        reasonCodes,
        reason: 'Another company.',
        author: 'Jane Doe',
        at,
      },
      { policy: defaultPolicy, xinjiang: false },
    )
    const key = [...world.registry.matches].find(([, one]) => one === match)?.[0] ?? ''
    world.registry.matches.set(key, decided.match)
    if (dies) return
    await rescreenOwned(storesOf(world).registry, decided.match, new Date((world.time += 1)).toISOString())
    await quiesce(world, functionsOf(world, readers), new Fuse())
  }
  beforeEach(async () => {
    await register(twoOwners)
    await publish('2024-01-01', [bystander, karakum, zarnitsa])
    expect(sumOf('S-1', '101')).toEqual(['reached', 60])
  })

  test('is looked at by the others although whoever cleared it died before asking for that', async () => {
    await clear('102', ['different-identifier'], { dies: true })
    expect(sumOf('S-1', '101')).toEqual(['reached', 60])
    const lookAtClearings = async (): Promise<void> => {
      await expireClearings(
        {
          registry: storesOf(world).registry,
          enqueue: async (batches) => void world.queue.push(...batches),
          now: () => new Date('2024-02-02T00:00:00.000Z'),
        },
        'acme',
      )
      await quiesce(world, functionsOf(world, readers), new Fuse())
    }
    await lookAtClearings()
    expect(sumOf('S-1', '101')).toEqual(['below', 30])
    const notices = world.registry.notices.size
    await lookAtClearings()
    expect(world.registry.notices.size).toBe(notices)
  })

  test.each([['different-identifier'], ['exception-granted']])(
    'while another match is being screened, as %s: the sum is what it is afterwards',
    async (reason) => {
      // The other one's programme changes; all is written, and the screening is about to look whether anything moved.
      const functions = functionsOf(world, readers)
      await functions.check(
        { source: 'ofac-sdn', scheduledAt: '2024-01-02T12:00:00.000Z' },
        published([bystander, karakum, { ...zarnitsa, programs: ['SDGT'] }], '2024-01-02'),
      )
      await functions.fanOut('ofac-sdn', 2)
      const ref = world.queue.shift()!
      const held = new Stops('writeMatch', 'writeMatch', 'matchesOfSupplier')
      const screening = functionsOf(world, readers, held).screen(ref)
      for (let stop = 0; stop < 2; stop++) {
        await held.arrived
        held.go()
      }
      await held.arrived
      expect(sumOf('S-1', '102')).toEqual(['reached', 60])
      await clear('101', [reason], { dies: true })
      held.go()
      await screening
      expect(sumOf('S-1', '102')).toEqual(reason === 'exception-granted' ? ['reached', 60] : ['below', 30])
      expect(matchOf('S-1', '101').state).toBe('cleared')
    },
  )

  test('two owners of different suppliers at one moment: both are looked at', async () => {
    await register({
      ...twoOwners,
      'S-2': {
        name: 'Lakeside Dairy',
        owners: 'Karakum Cotton Spinning=30 | Zarnitsa Optoelectronics=30',
      },
    })
    expect(sumOf('S-2', '101')).toEqual(['reached', 60])
    const at = new Date((world.time += 1)).toISOString()
    await clear('102', ['different-identifier'], { at, dies: true })
    await clear('102', ['different-identifier'], { at, dies: true, of: 'S-2' })
    for (const supplierId of ['S-1', 'S-2'])
      await rescreenOwned(storesOf(world).registry, matchOf(supplierId, '102'), at)
    await quiesce(world, functionsOf(world, readers), new Fuse())
    for (const supplierId of ['S-1', 'S-2']) expect(sumOf(supplierId, '101')).toEqual(['below', 30])
  })

  test('as another company: its share is not added up any more, and the other match says so', async () => {
    await clear('102', ['different-identifier'])
    expect(matchOf('S-1', '102').state).toBe('cleared')
    expect(sumOf('S-1', '101')).toEqual(['below', 30])
    expect(happened()).toContain('S-1 101 ownership amended 2')
  })

  test('with no other owner that is listed any more: nothing is looked at again', async () => {
    await publish('2024-01-02', [bystander, zarnitsa])
    expect(matchOf('S-1', '101').state).toBe('resolved')
    await clear('102', ['different-identifier'], { dies: true })
    const { registry } = storesOf(world)
    expect(await rescreenOwned(registry, matchOf('S-1', '102'), '2024-02-01T00:00:00.000Z')).toBe(false)
  })

  test('of two that are cleared in one millisecond each has its owners added up again', async () => {
    const cleared = (supplierId: string): Match => ({
      ...matchOf('S-1', '102'),
      supplierId,
      state: 'cleared',
      disposition: {
        decision: 'cleared',
        reasonCodes: ['different-identifier'],
        reason: 'Another company.',
        author: 'Jane Doe',
        at: '2024-02-01T00:00:00.000Z',
      },
    })
    const opened: string[] = []
    const registry: Parameters<typeof rescreenOwned>[0] = {
      matchesOfSupplier: async () => [matchOf('S-1', '101')],
      openNotice: async ({ noticeId }) => opened.push(noticeId) > 0,
    }
    for (const supplierId of ['S-1', 'S-2'])
      expect(await rescreenOwned(registry, cleared(supplierId), '2024-02-01T00:00:00.000Z')).toBe(true)
    expect(new Set(opened).size).toBe(2)
  })

  test('stays silent whatever the others hold, and is back when its own share changes', async () => {
    await clear('102', ['different-identifier'])
    const third: Line = { key: '106', name: 'Qaraqum Trading House', programs: ['CUBA'] }
    await register({
      'S-1': {
        name: 'Harbour Bakery',
        owners: 'Karakum Cotton Spinning=30 | Zarnitsa Optoelectronics=30 | Qaraqum Trading House=25',
      },
    })
    await publish('2024-01-02', [bystander, karakum, zarnitsa, third])
    expect(matchOf('S-1', '102').state).toBe('cleared')
    expect(sumOf('S-1', '101')).toEqual(['reached', 55])
    await register({
      'S-1': { name: 'Harbour Bakery', owners: 'Karakum Cotton Spinning=30 | Zarnitsa Optoelectronics=40' },
    })
    expect(matchOf('S-1', '102')).toMatchObject({ state: 'open' })
    expect(happened()).toContain('S-1 102 ownership reopened 2')
    expect(sumOf('S-1', '102')).toEqual(['reached', 70])
    expect(sumOf('S-1', '101')).toEqual(['reached', 70])
  })

  test('because a licence was granted: it counts as before, and is back when the sum changes', async () => {
    await clear('102', ['exception-granted'])
    expect(sumOf('S-1', '101')).toEqual(['reached', 60])
    await publish('2024-01-02', [bystander, zarnitsa])
    expect(matchOf('S-1', '102')).toMatchObject({ state: 'open', met: { holdings: [{ state: 'below' }] } })
    expect([...world.registry.alerts.values()].at(-1)?.transition.ended).toMatchObject({
      because: 'facts-changed',
      fields: ['supplier.holdings'],
    })
  })
})

/** What stands open, with the facts that it rests on. */
const open = (of: World): string[] =>
  [...of.registry.matches.values()]
    .filter(({ state }) => state === 'open')
    .map(({ supplierId, source, designationId, rule, factsHash }) =>
      [supplierId, source, designationId, rule, factsHash].join(' '),
    )
    .sort()

test('property: after any history the open matches are those of screening everything from nothing', async () => {
  const shares = fc.constantFrom('=30', '=50', '=?', '')
  const rowOf = fc
    .tuple(shares, shares, shares)
    .map(([a, b, c]) =>
      [
        a && `Karakum Cotton Spinning${a}`,
        b && `Zarnitsa Optoelectronics${b.replace('50', '20')}`,
        c && `id:S-2${c.replace('50', '45').replace('30', '15')}`,
      ]
        .filter(Boolean)
        .join(' | '),
    )
    // A file that states more than the whole of a company is refused, and the register stays as it was.
    .filter((row) => [...row.matchAll(/=(\d+)/g)].reduce((sum, [, share]) => sum + Number(share), 0) <= 100)
  const upper = fc.constantFrom('', 'Velikhov Turbine Blades=60', 'Karakum Cotton Spinning=?')
  const step = fc.oneof(
    fc.record({ does: fc.constant('register' as const), owners: rowOf, upper }),
    fc.record({ does: fc.constant('sdn' as const), lines: fc.subarray([karakum, zarnitsa]) }),
    fc.record({ does: fc.constant('csl' as const), lines: fc.subarray([velikhov]) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
      const lived = await worldWithCustomer()
      lived.time = Date.parse('2026-11-29T00:00:00Z')
      let rows: Record<string, Row> = {
        'S-1': { name: 'Harbour Bakery' },
        'S-2': { name: 'Middle Holding' },
        'S-3': { name: 'Harbour Laundry', owners: 'id:S-1=50' },
      }
      let [sdn, csl]: [Line[], Line[]] = [[], []]
      await register(rows, 'suppliers.csv', lived)
      await publish('2026-11-01', [bystander], 'ofac-sdn', lived)
      await publish('2026-11-01', [{ ...bystander, programs: ['MEU'] }], 'trade-csl', lived)
      for (const [at, one] of steps.entries()) {
        const day = `2026-11-${11 + at}`
        if (one.does === 'register') {
          rows = {
            ...rows,
            'S-1': { name: 'Harbour Bakery', owners: one.owners },
            'S-2': { name: 'Middle Holding', owners: one.upper },
          }
          await register(rows, 'suppliers.csv', lived)
        } else if (one.does === 'sdn') {
          sdn = one.lines
          await publish(day, [bystander, ...sdn], 'ofac-sdn', lived)
        } else {
          csl = one.lines
          await publish(day, [{ ...bystander, programs: ['MEU'] }, ...csl], 'trade-csl', lived)
        }
      }
      const fresh = await worldWithCustomer()
      fresh.time = lived.time
      await publish('2026-11-28', [bystander, ...sdn], 'ofac-sdn', fresh)
      await publish('2026-11-28', [{ ...bystander, programs: ['MEU'] }, ...csl], 'trade-csl', fresh)
      await register(rows, 'suppliers.csv', fresh)
      expect(open(lived)).toEqual(open(fresh))
      expect(told(lived).sort()).toEqual([...transitionsOf(lived).keys()].sort())
    }),
    { numRuns: 8 },
  )
})
describe('a process that dies', () => {
  const play = async (fuse: Fuse, main: (functions: ReturnType<typeof functionsOf>) => Promise<unknown>) => {
    const functions = functionsOf(world, readers, fuse)
    for (let again = 0; again < 2; again++) {
      try {
        await main(functions)
        break
      } catch (error) {
        if (!(error instanceof Crash) || again > 0) throw error
        fuse.revive()
      }
    }
    await deliver(world, functionsOf(world, readers, fuse), fuse, 'lose')
    await quiesce(world, functionsOf(world, readers, fuse), fuse)
  }
  const stories: [
    string,
    () => Promise<void>,
    (functions: ReturnType<typeof functionsOf>) => Promise<unknown>,
  ][] = [
    [
      'while the second owner is listed',
      async () => {
        await register({ ...twoOwners, 'S-3': { name: 'Harbour Laundry', owners: 'id:S-1=50' } })
        await publish('2024-01-01', [bystander, karakum])
      },
      (functions) =>
        functions.check(
          { source: 'ofac-sdn', scheduledAt: '2024-01-02T12:00:00.000Z' },
          published([bystander, karakum, zarnitsa], '2024-01-02'),
        ),
    ],
    [
      'while an owner above changes',
      async () => {
        await publish('2024-01-01', [bystander, karakum])
        await register({
          'S-1': { name: 'Harbour Bakery', owners: 'id:S-2=55' },
          'S-2': { name: 'Middle Holding', owners: 'Karakum Cotton Spinning=60' },
        })
      },
      (functions) =>
        functions.takeIn(
          'acme',
          'more.patch.csv',
          file({ 'S-2': { name: 'Middle Holding', owners: 'Karakum Cotton Spinning=40' } }),
          'second-upload',
        ),
    ],
  ]
  test.each(stories)('%s loses, doubles and tears nothing', async (_, before, main) => {
    await before()
    const start = structuredClone(world)
    const whole = new Fuse()
    await play(whole, main)
    const expected = transitionsOf(world)
    const matches = open(world)
    expect(expected.size).toBeGreaterThan(2)
    for (const after of [false, true]) {
      for (let call = 1; call <= whole.calls; call++) {
        // Every call has died in the long run; here a part of them, another one for each kind of death.
        if (call % 6 !== (after ? 0 : 3)) continue

        world = structuredClone(start)
        const fuse = new Fuse({ call, after })
        await play(fuse, main)
        const where = `${after ? 'after' : 'before'} call ${call}, ${fuse.diedAt ?? 'nowhere'}`
        expect(transitionsOf(world), where).toEqual(expected)
        expect(open(world), where).toEqual(matches)
        expect([...new Set(told(world))].sort(), where).toEqual([...expected.keys()].sort())
        expect(isQuiet(world), where).toBe(true)
      }
    }
  })
})
