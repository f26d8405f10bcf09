import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type DetailType, detailTypes, type OutgoingEvent } from '../../shared/events/event.ts'
import { publishChangeSet, publishNotice } from '../../shared/events/publish-events.ts'
import { publishedSchemas } from '../../shared/published-schemas.ts'
import type { ListStore } from '../../shared/lists/ports.ts'
import type { Change } from '../../shared/model/change.ts'
import type { Designation } from '../../shared/model/designation.ts'
import { listing } from '../legal/support.ts'
import { Fuse } from '../support/faults.ts'
import type { Line } from '../support/line-reader.ts'
import { functionsOf, quiesce, storesOf, type World } from '../support/pipeline.ts'
import { publish, published, readers, register, worldWithCustomer } from '../support/story.ts'

const karakum: Line = { key: '101', name: 'Karakum Cotton Spinning', countries: ['TM'] }
const bystander: Line = { key: '103', name: 'Ulugbek Heavy Castings' }

let world: World
let bus: OutgoingEvent[]
const deps = () => {
  const { lists, registry } = storesOf(world)
  return { lists, registry, publish: async (events: readonly OutgoingEvent[]) => void bus.push(...events) }
}
/** Tells all that the streams would have told of. */
const publishAll = async (): Promise<void> => {
  for (const { source, seq } of world.lists.changeSets.values()) await publishChangeSet(deps(), source, seq)
  for (const { customerId, noticeId } of world.registry.notices.values()) {
    await publishNotice(deps(), customerId, noticeId)
  }
}
beforeEach(async () => {
  bus = []
  world = await worldWithCustomer()
  await register(world, { 'S-1': 'Karakum Cotton Spinning' })
  await publish(world, '2024-01-01T00:00:00.000Z', published([bystander]))
  await publish(world, '2024-01-02T00:00:00.000Z', published([bystander, karakum], '2024-01-02'))
  await publish(
    world,
    '2024-01-03T00:00:00.000Z',
    published([bystander, { ...karakum, programs: ['SDGT', 'IFSR'] }], '2024-01-03'),
  )
  await publish(world, '2024-01-04T00:00:00.000Z', published([bystander], '2024-01-04'))
  await publish(world, '2024-01-05T00:00:00.000Z', published([bystander, karakum], '2024-01-05'))
})

const fileOf = (type: DetailType): string =>
  type.startsWith('match.') ? 'event-match.v1.json' : `event-${type}.v1.json`

describe('events', () => {
  test('tell of every commit and every transition, in the published schemas', async () => {
    await publishAll()
    expect(new Set(bus.map(({ type }) => type))).toEqual(new Set(detailTypes))
    const schemas = publishedSchemas()
    for (const { type, detail } of bus) {
      const schema = z.fromJSONSchema(
        JSON.parse(schemas.get(fileOf(type)) ?? '') as Parameters<typeof z.fromJSONSchema>[0],
      )
      expect(schema.safeParse(detail).error).toBeUndefined()
    }
    expect(
      bus
        .filter(({ type }) => type === 'designation.changed')
        .map(({ detail }) => 'designationId' in detail && detail.designationId),
    ).toEqual(Array(4).fill('101'))
    expect(
      bus.find(
        ({ type, detail }) =>
          type === 'designation.changed' && 'fields' in detail && detail.kind === 'amended',
      )?.detail,
    ).toMatchObject({
      fields: [{ field: 'programs', before: [], after: ['IFSR'] }],
    })
  })

  test('of an owner say who was met, and what listed owners hold', async () => {
    const owned = ['supplier_id,name,owners', 'S-2,Harbour Bakery,Karakum Cotton Spinning=60'].join('\n')
    const functions = functionsOf(world, readers)
    await functions.takeIn('acme', 'owned.patch.csv', new TextEncoder().encode(owned), 'owned')
    await quiesce(world, functions, new Fuse())
    await publishAll()
    expect(bus.map(({ detail }) => detail).find((one) => 'met' in one)).toMatchObject({
      rule: 'ownership',
      met: { as: 'owner', name: 'Karakum Cotton Spinning', percent: 60 },
    })
  })

  test('of a baseline are one', async () => {
    expect(await publishChangeSet(deps(), 'ofac-sdn', 1)).toBe(1)
    expect(bus[0]?.detail).toMatchObject({ baseline: true, counts: { added: 1 } })
  })

  test('have the same id however often they are told, and no two share one', async () => {
    await publishAll()
    const once = bus.map(({ type, detail }) => `${type} ${detail.eventId}`)
    expect(new Set(once).size).toBe(once.length)
    bus = []
    await publishAll()
    expect(bus.map(({ type, detail }) => `${type} ${detail.eventId}`)).toEqual(once)
  })

  /** A change set of one amendment, as a store gives it. */
  const amendment = (change: Partial<Change>, before: Designation, after: Designation) => ({
    ...deps(),
    lists: {
      ...deps().lists,
      changes: async () => [
        {
          source: 'ofac-sdn' as const,
          id: '101',
          kind: 'amended' as const,
          name: before.name,
          material: true,
          beforeHash: 'before',
          afterHash: 'after',
          ...change,
        },
      ],
      entries: async (_: string, refs: readonly { hash: string }[]) =>
        new Map([['101', refs[0]?.hash === 'before' ? before : after]]),
    } as unknown as ListStore,
  })

  test('of a day that came say what came due, and that the entry is as it was', async () => {
    const entry = listing('ofac-sdn', ['SDGT'], { id: '101' })
    const due = [{ what: 'effective-date' as const, on: '2024-01-03', text: 'The measure takes effect.' }]
    await publishChangeSet(amendment({ due }, entry, entry), 'ofac-sdn', 3)
    expect(bus.at(-1)?.detail).toMatchObject({
      kind: 'amended',
      fields: [{ field: 'due', before: null, after: 'The measure takes effect. (2024-01-03)' }],
    })
  })

  test('leave the difference out that is larger than an event, and say so', async () => {
    const before = listing('ofac-sdn', ['SDGT'], { id: '101' })
    const aliases = Array.from({ length: 5_000 }, (_, at) => ({
      name: `Another name of Example Works ${at}`,
      quality: 'strong' as const,
      kind: 'a.k.a.',
    }))
    await publishChangeSet(amendment({}, before, { ...before, aliases }), 'ofac-sdn', 3)
    expect(bus.at(-1)?.detail).toMatchObject({ kind: 'amended', fields: [], truncated: true })
    expect(JSON.stringify(bus.at(-1)?.detail).length).toBeLessThan(200_000)
  })

  test('of a notice that is being screened are none, whatever has been written', async () => {
    const notice = world.registry.notices.get('acme ofac-sdn#000002')!
    expect(await publishNotice(deps(), 'acme', 'ofac-sdn#000002')).toBe(1)
    notice.state = 'screening'
    expect(await publishNotice(deps(), 'acme', 'ofac-sdn#000002')).toBe(0)
  })

  test('never tell of what is not committed', async () => {
    const functions = functionsOf(world, readers, new Fuse())
    await functions.check(
      { source: 'ofac-sdn', scheduledAt: '2024-01-06T00:00:00.000Z' },
      published([bystander], '2024-01-06'),
    )
    expect(await publishChangeSet(deps(), 'ofac-sdn', 7)).toBe(0)
    await functions.fanOut('ofac-sdn', 6)
    // The match may be written; its notice is not ready, and a worker may still take the transition back.
    expect(await publishNotice(deps(), 'acme', 'ofac-sdn#000006')).toBe(0)
    for (let ref = world.queue.shift(); ref; ref = world.queue.shift()) await functions.screen(ref)
    expect(await publishNotice(deps(), 'acme', 'ofac-sdn#000006')).toBe(1)
    expect(bus).toMatchObject([
      { type: 'match.resolved', detail: { customerId: 'acme', resolvedBecause: 'delisted' } },
    ])
  })
})
