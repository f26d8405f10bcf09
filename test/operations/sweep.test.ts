import { beforeEach, describe, expect, test } from 'vitest'
import { watchedSources } from '../../shared/model/source.ts'
import { sweep as sweepOnce } from '../../shared/operations/sweep.ts'
import { Fuse } from '../support/faults.ts'
import type { Line } from '../support/line-reader.ts'
import { functionsOf, quiesce, storesOf, sweepAfterSeconds, type World } from '../support/pipeline.ts'
import {
  fetched,
  publish,
  published,
  readers,
  register,
  supplierFile,
  worldWithCustomer,
} from '../support/story.ts'
import { documentOf } from '../support/line-reader.ts'

const karakum: Line = { key: '101', name: 'Karakum Cotton Spinning' }
const bystander: Line = { key: '103', name: 'Ulugbek Heavy Castings' }
const at = '2024-01-02T00:00:00.000Z'

let world: World
beforeEach(async () => {
  world = await worldWithCustomer()
  await register(world, { 'S-1': 'Karakum Cotton Spinning' })
  await publish(world, '2024-01-01T00:00:00.000Z', published([bystander]))
  await quiesce(world, functionsOf(world, readers), new Fuse())
})
const functions = () => functionsOf(world, readers)
const sweep = () => functions().sweep()
const later = (seconds = sweepAfterSeconds): void => {
  world.time += seconds * 1000
}
const nothing = { fanOut: [], announce: [], screen: [], send: [] }
const commit = () =>
  functions().check({ source: 'ofac-sdn', scheduledAt: at }, published([bystander, karakum], '2024-01-02'))

describe('the watchdog', () => {
  test('counts subscriptions that nobody confirmed, and customers whose alerts reach nobody', async () => {
    const { lists, registry } = storesOf(world)
    const nobody = {
      fanOut: async () => {},
      announce: async () => {},
      screen: async () => {},
      screenIntake: async () => {},
      send: async () => {},
    }
    const gauges = (confirmed: number, pending: number) =>
      sweepOnce({
        lists,
        registry,
        early: { waiting: async () => [] },
        redrive: nobody,
        subscriptionsOf: async () => ({ confirmed, pending }),
        now: () => new Date(world.time),
        sweepAfterSeconds,
      })
    expect(await gauges(1, 2)).toMatchObject({ unconfirmedSubscriptions: 2, customersWithoutSubscriber: 0 })
    expect(await gauges(0, 1)).toMatchObject({ unconfirmedSubscriptions: 1, customersWithoutSubscriber: 1 })
  })

  test('finds nothing where nothing is open, and says so with numbers', async () => {
    const { gauges, work } = await sweep()
    expect(work).toEqual(nothing)
    expect(gauges).toMatchObject({ pendingChangeSetAge: 0, unsentNoticeAge: 0, redriven: 0 })
    expect(Object.keys(gauges.sourceHeld).sort()).toEqual([...watchedSources].sort())
    expect(Object.values(gauges.sourceHeld).every((held) => held === 0)).toBe(true)
    expect(gauges.sourceCheckAge['ofac-sdn'], 'since the last success').toBeGreaterThanOrEqual(0)
    expect(gauges.sourceCheckAge['cbp-wro'], 'never checked').toBeUndefined()
  })

  test('leaves what is young to whoever has it in hand, and measures it', async () => {
    await commit()
    later(sweepAfterSeconds - 60)
    const { gauges, work } = await sweep()
    expect(work).toEqual(nothing)
    expect(gauges.pendingChangeSetAge).toBeGreaterThan(sweepAfterSeconds - 61)
    expect(gauges.pendingChangeSetAge).toBeLessThan(sweepAfterSeconds)
  })

  test('drives a change set again that was not fanned out', async () => {
    await commit()
    later()
    expect((await sweep()).work).toEqual({ ...nothing, fanOut: [{ source: 'ofac-sdn', seq: 2 }] })
  })

  test('drives batches again that were not screened, then the notice that was not sent, then closes the change set', async () => {
    await commit()
    await functions().fanOut('ofac-sdn', 2)
    world.queue.length = 0
    later()
    const ref = { customerId: 'acme', noticeId: 'ofac-sdn#000002', batch: '00001' }
    const first = await sweep()
    expect(first.work).toEqual({ ...nothing, screen: [ref] })
    expect(first.gauges.redriven).toBe(1)
    expect(first.gauges.unsentNoticeAge).toBeGreaterThanOrEqual(sweepAfterSeconds)

    await functions().screen(ref)
    expect((await sweep()).work).toEqual({
      ...nothing,
      send: [{ customerId: 'acme', noticeId: 'ofac-sdn#000002' }],
    })
    await functions().send('acme', 'ofac-sdn#000002')
    expect(world.lists.changeSets.get('ofac-sdn#2')?.state).toBe('fanned-out')
    expect((await sweep()).work).toEqual(nothing)
    expect(world.lists.changeSets.get('ofac-sdn#2')?.state).toBe('delivered')
    expect((await sweep()).gauges.pendingChangeSetAge).toBe(0)
  })

  test('a change set stays open until every customer that it went to was told', async () => {
    await commit()
    await functions().fanOut('ofac-sdn', 2)
    world.registry.fannedOut.set('ofac-sdn#2 beta', 'beta')
    for (let ref = world.queue.shift(); ref; ref = world.queue.shift()) await functions().screen(ref)
    await functions().send('acme', 'ofac-sdn#000002')
    await sweep()
    expect(world.lists.changeSets.get('ofac-sdn#2')?.state).toBe('fanned-out')
  })

  test('drives the suppliers of an intake again to whoever screens suppliers', async () => {
    const { intakeId } = await functions().takeIn(
      'acme',
      'more.patch.csv',
      supplierFile({ 'S-2': 'Ulugbek Heavy Castings' }),
      'u2',
    )
    later()
    const { work } = await sweep()
    expect(work).toEqual({
      ...nothing,
      screen: [{ customerId: 'acme', noticeId: `intake#${intakeId}`, batch: 'S-2' }],
    })
    for (const ref of work.screen) await functions().screen(ref)
    expect((await sweep()).work.send).toEqual([{ customerId: 'acme', noticeId: `intake#${intakeId}` }])
  })

  test('clears the mark of a notice that was sent by a sender that died before it could', async () => {
    await commit()
    await functions().fanOut('ofac-sdn', 2)
    for (let ref = world.queue.shift(); ref; ref = world.queue.shift()) await functions().screen(ref)
    await functions().send('acme', 'ofac-sdn#000002')
    world.registry.openWork.set('acme ofac-sdn#000002', {
      customerId: 'acme',
      noticeId: 'ofac-sdn#000002',
      since: at,
    })
    later()
    expect((await sweep()).work).toEqual(nothing)
    expect(world.registry.openWork.size).toBe(0)
  })

  test('shows what a guard holds, and how long nothing was read', async () => {
    await publish(
      world,
      '2024-01-01T06:00:00.000Z',
      published(
        Array.from({ length: 60 }, (_, i) => ({ key: `${2000 + i}`, name: `Bystander ${i}` })),
        '2024-01-01',
      ),
    )
    await functions().check({ source: 'ofac-sdn', scheduledAt: at }, published([bystander], '2023-12-31'))
    later(3600)
    const held = (await sweep()).gauges
    expect(held.sourceHeld).toMatchObject({ 'ofac-sdn': 1, 'ofac-nonsdn': 0 })
    expect(held.sourceCheckAge['ofac-sdn']).toBeGreaterThan(3599)
    await functions().check({ source: 'ofac-sdn', scheduledAt: '2024-01-02T01:00:00.000Z' }, [
      fetched(documentOf([bystander], '2024-01-02', 9)),
    ])
    expect((await sweep()).gauges.sourceCheckAge['ofac-sdn'], 'a refusal is no success').toBeGreaterThan(3599)
    await functions().check({ source: 'ofac-sdn', scheduledAt: '2024-01-02T02:00:00.000Z' }, [])
    expect((await sweep()).gauges.sourceCheckAge['ofac-sdn']).toBeLessThan(1)
  })
})
