import { beforeEach, describe, expect, test } from 'vitest'
import { clearedBefore } from '../../shared/alerts/messages/cleared-words.ts'
import { defaultPolicy } from '../../shared/matches/disposition-policy.ts'
import { decide } from '../../shared/matches/disposition.ts'
import { expireClearings } from '../../shared/matches/expire-clearings.ts'
import type { Alert } from '../../shared/model/alert.ts'
import type { Match } from '../../shared/model/match.ts'
import { Crash, Fuse } from '../support/faults.ts'
import type { Line } from '../support/line-reader.ts'
import { deliver, functionsOf, memoryRegistryOf, quiesce, type World } from '../support/pipeline.ts'
import { publish, published, readers, register, worldWithCustomer } from '../support/story.ts'

const karakum: Line = { key: '101', name: 'Karakum Cotton Spinning', countries: ['TM'] }

/** A world in which the one match was cleared on 1 June 2024 until the 30th. */
let world: World
beforeEach(async () => {
  world = await worldWithCustomer()
  await register(world, { 'S-1': 'Karakum Cotton Spinning' })
  await publish(world, '2024-06-01T00:00:00.000Z', published([karakum]))
  clear('2024-06-30')
  world.published.length = 0
})

const stored = (): [string, Match] => {
  const [found] = world.registry.matches
  if (!found) throw new Error('no match')
  return found
}
const clear = (until: string): void => {
  const [key, match] = stored()
  const request = {
    decision: 'cleared' as const,
    reasonCodes: ['different-address'],
    reason: 'A spinning mill of that name in Izmir',
    author: 'Jane Doe',
    at: '2024-06-01T12:00:00.000Z',
    until,
  }
  world.registry.matches.set(key, decide(match, request, { policy: defaultPolicy, xinjiang: false }).match)
}
const messages = (): Alert[] => world.published.map(({ message }) => JSON.parse(message.json) as Alert)

/** What the watchdog's first round of an hour does, at a day; then everything that follows. */
const onDay = async (day: string, fuse = new Fuse()): Promise<number> => {
  world.time = Math.max(world.time, Date.parse(`${day}T08:00:00Z`))
  const expired = await expireClearings(
    {
      registry: fuse.over(memoryRegistryOf(world)),
      enqueue: async (batches) => void world.queue.push(...batches),
      now: () => new Date(world.time),
    },
    'acme',
  )
  await deliver(world, functionsOf(world, readers), new Fuse(), 'retry')
  return expired
}

describe('a clearing that runs out', () => {
  test('counts on its last day; the day after the match comes back, once, saying why', async () => {
    expect(await onDay('2024-06-30')).toBe(0)
    expect(messages()).toEqual([])
    expect(await onDay('2024-07-01')).toBe(1)
    const [alert, ...others] = messages()
    expect(others).toEqual([])
    expect(alert).toMatchObject({
      kind: 'reopened',
      cause: 'due',
      revision: 2,
      previouslyCleared: { author: 'Jane Doe', until: '2024-06-30', because: 'expired' },
      change: { kind: 'none' },
    })
    expect(clearedBefore(alert!)).toBe(
      'It was cleared by Jane Doe on 2024-06-01 (different-address): "A spinning mill of that name in Izmir". The clearing counted until 2024-06-30, and has run out; the facts are the same.',
    )
    expect(stored()[1]).toMatchObject({ state: 'open', revision: 2 })
    expect(await onDay('2024-07-02'), 'nothing is left to do').toBe(0)
    expect(messages()).toHaveLength(1)
  })

  test('is noticed also by a screening that happens to look first', async () => {
    world.time = Date.parse('2024-08-01T00:00:00Z')
    await publish(
      world,
      '2024-08-01T00:00:00.000Z',
      published([{ ...karakum, remarks: 'see' }], '2024-08-01'),
    )
    expect(messages()).toMatchObject([{ kind: 'reopened', previouslyCleared: { because: 'expired' } }])
    expect(await onDay('2024-08-02')).toBe(0)
  })

  test('of a pair that does not meet any more ends without news', async () => {
    await register(world, { 'S-1': 'Harbour Bakery' })
    world.published.length = 0
    expect(await onDay('2024-07-01')).toBe(0)
    expect(messages()).toEqual([])
  })

  test('comes back once whatever dies between', async () => {
    for (const call of [1, 2, 3]) {
      for (const after of [false, true]) {
        const before = structuredClone(world)
        await onDay('2024-07-01', new Fuse({ call, after })).catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error
        })
        await quiesce(world, functionsOf(world, readers), new Fuse())
        await onDay('2024-07-01')
        await quiesce(world, functionsOf(world, readers), new Fuse())
        expect(messages(), `${call} ${after}`).toHaveLength(1)
        world = before
      }
    }
  })
})

test('a fact that changed brings a clearing back before its end, and the alert names it', async () => {
  await publish(
    world,
    '2024-06-15T00:00:00.000Z',
    published([{ ...karakum, programs: ['SDGT', 'NPWMD'] }], '2024-06-15'),
  )
  const [alert] = messages()
  expect(alert).toMatchObject({ kind: 'reopened', previouslyCleared: { because: 'facts-changed' } })
  expect(clearedBefore(alert!)).toContain(
    'It is back because what it rested on changed: the listing’s programs',
  )
  const { previouslyCleared: _cleared, ...never } = alert!
  expect(clearedBefore(never)).toBeUndefined()
})
