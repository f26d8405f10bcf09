import { beforeEach, describe, expect, test } from 'vitest'
import { Crash, Fuse } from '../support/faults.ts'
import type { Line } from '../support/line-reader.ts'
import { deliver, functionsOf, quiesce, transitionsOf, type World } from '../support/pipeline.ts'
import { publish, published, readers, register, worldWithCustomer } from '../support/story.ts'

const old: Line = { key: '101', name: 'Karakum Cotton Spinning', countries: ['TM'] }
const renumbered: Line = { ...old, key: '202' }
const bystander: Line = { key: '103', name: 'Ulugbek Heavy Castings' }

let world: World
beforeEach(async () => {
  world = await worldWithCustomer()
  await register(world, { 'S-1': 'Karakum Cotton Spinning' })
  await publish(world, '2024-01-01T00:00:00.000Z', published([bystander]))
  await publish(world, '2024-01-02T00:00:00.000Z', published([bystander, old], '2024-01-02'))
})
const kinds = (of = world): string[] =>
  [...transitionsOf(of).values()].map((text) => text.split('/')[1] ?? '')
const matchOf = (id: string, of = world) =>
  [...of.registry.matches.values()].find(({ designationId }) => designationId === id)
const renumber = () =>
  publish(world, '2024-01-03T00:00:00.000Z', published([bystander, renumbered], '2024-01-03'))

describe('a party whose number changes', () => {
  test('keeps its match: one alert, which says from where it was carried over', async () => {
    await renumber()
    expect(kinds().sort()).toEqual(['101 name opened 1', '202 name amended 2'])
    expect(matchOf('202')).toMatchObject({ state: 'open', revision: 2, carriedFrom: '101' })
    expect(matchOf('101')).toMatchObject({
      state: 'resolved',
      resolvedBecause: 'moved',
      movedTo: '202',
      revision: 1,
    })
    const alert = JSON.parse(world.published.at(-1)?.message.json ?? '') as Record<string, unknown>
    expect(alert).toMatchObject({
      kind: 'amended',
      change: { kind: 'moved' },
      carriedFrom: { designationId: '101' },
    })
  })

  test('and then stands still tells nothing more, and its end is one end', async () => {
    await renumber()
    await publish(
      world,
      '2024-01-04T00:00:00.000Z',
      published([bystander, renumbered, { key: '104', name: 'Other' }], '2024-01-04'),
    )
    expect(kinds()).toHaveLength(2)
    await publish(
      world,
      '2024-01-05T00:00:00.000Z',
      published([bystander, { key: '104', name: 'Other' }], '2024-01-05'),
    )
    expect(kinds().sort()).toEqual(['101 name opened 1', '202 name amended 2', '202 name resolved 3'])
  })

  test('stays cleared while the facts are the same', async () => {
    const match = matchOf('101')
    if (match) match.state = 'cleared'
    await renumber()
    expect(kinds()).toEqual(['101 name opened 1'])
    expect(matchOf('202')).toMatchObject({ state: 'cleared', carriedFrom: '101' })
    expect(matchOf('101')?.state).toBe('resolved')
  })

  test('and that stood under the other number already ends the old match and names where it goes on', async () => {
    await publish(world, '2024-01-03T00:00:00.000Z', published([bystander, old, renumbered], '2024-01-03'))
    await publish(world, '2024-01-04T00:00:00.000Z', published([bystander, renumbered], '2024-01-04'))
    expect(kinds().sort()).toEqual(['101 name opened 1', '101 name resolved 2', '202 name opened 1'])
    expect(matchOf('101')).toMatchObject({ resolvedBecause: 'moved', movedTo: '202' })
  })

  test('gives the same alerts wherever a worker dies', async () => {
    const start = structuredClone(world)
    const calm = structuredClone(start)
    const dry = new Fuse()
    const next = published([bystander, renumbered], '2024-01-03')
    const request = { source: 'ofac-sdn', scheduledAt: '2024-01-03T00:00:00.000Z' } as const
    await functionsOf(calm, readers).check(request, next)
    await deliver(calm, functionsOf(calm, readers, dry), dry, 'retry')
    for (const after of [false, true]) {
      for (let call = 1; call <= dry.calls; call++) {
        const own = structuredClone(start)
        await functionsOf(own, readers).check(request, next)
        const fuse = new Fuse({ call, after })
        const functions = functionsOf(own, readers, fuse)
        await deliver(own, functions, fuse, 'lose').catch((error: unknown) =>
          expect(error).toBeInstanceOf(Crash),
        )
        await quiesce(own, functions, fuse)
        expect([...transitionsOf(own)]).toEqual([...transitionsOf(calm)])
        expect(matchOf('101', own)).toMatchObject({ state: 'resolved', resolvedBecause: 'moved' })
      }
    }
  })
})
