import { assert, asyncProperty, type Scheduler, scheduler } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConflictError, TransientError } from '../../shared/errors.ts'
import type { Line } from '../support/line-reader.ts'
import { Fuse } from '../support/faults.ts'
import { functionsOf, type Functions, quiesce, told, transitionsOf, type World } from '../support/pipeline.ts'
import { publish, published, readers, register, supplierFile, worldWithCustomer } from '../support/story.ts'

const karakum: Line = { key: '101', name: 'Karakum Cotton Spinning' }
const bystander: Line = { key: '103', name: 'Ulugbek Heavy Castings' }

/** A fuse that never blows, and lets the scheduler decide which process makes its next port call. */
class Turnstile extends Fuse {
  readonly #process: string
  readonly #scheduler: Scheduler

  constructor(process: string, by: Scheduler) {
    super()
    this.#process = process
    this.#scheduler = by
  }

  override over<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, property) => {
        const method: unknown = Reflect.get(target, property)
        if (typeof method !== 'function') return method
        return (...args: unknown[]) => {
          const name = `${this.#process}: ${String(property)}`
          const turn = this.#scheduler.schedule(Promise.resolve(name), name)
          const call = (): unknown => (method as (...all: unknown[]) => unknown).apply(target, args)
          if (
            property === 'matches' ||
            property === 'notices' ||
            property === 'alerts' ||
            property === 'versions'
          ) {
            return (async function* () {
              await turn
              yield* call() as AsyncIterable<unknown>
            })()
          }
          return turn.then(call)
        }
      },
    })
  }
}

/** Runs a function as an event source does: what passes is tried again. */
const insist = async (work: () => Promise<unknown>): Promise<void> => {
  for (let tries = 0; tries < 8; tries++) {
    try {
      await work()
      return
    } catch (error) {
      if (!(error instanceof ConflictError) && !(error instanceof TransientError)) throw error
    }
  }
  throw new Error('a function failed eight times')
}

const processOf = (world: World, name: string, by: Scheduler): Functions =>
  functionsOf(world, readers, new Turnstile(name, by))

/** A check and all that its change set leads to. */
const listChanges = async (
  world: World,
  by: Scheduler,
  name: string,
  at: string,
  lines: readonly Line[],
): Promise<void> => {
  const checking = processOf(world, `${name} check`, by)
  let seq: number | null = null
  await insist(async () => {
    seq = (await checking.check({ source: 'ofac-sdn', scheduledAt: at }, published(lines, at.slice(0, 10))))
      .seq
  })
  if (seq !== null) await fannedOut(world, by, name, seq)
}

const fannedOut = async (world: World, by: Scheduler, name: string, seq: number): Promise<void> => {
  await insist(() => processOf(world, `${name} fan-out`, by).fanOut('ofac-sdn', seq))
  const screening = processOf(world, `${name} screening`, by)
  for (let ref = world.queue.shift(); ref; ref = world.queue.shift()) {
    const message = ref
    await insist(() => screening.screen(message))
  }
}

/** An intake and the screening that its supplier records lead to. */
const registerChanges = async (
  world: World,
  by: Scheduler,
  name: string,
  rows: Record<string, string>,
  file = 'a.patch.csv',
): Promise<void> => {
  const intake = processOf(world, `${name} intake`, by)
  let intakeId = ''
  await insist(async () => {
    intakeId = (await intake.takeIn('acme', file, supplierFile(rows), name)).intakeId
  })
  const written = [...world.registry.suppliers.values()].filter((supplier) => supplier.intakeId === intakeId)
  const screening = processOf(world, `${name} screening`, by)
  for (const { supplierId } of written)
    await insist(() => screening.screenIntake('acme', intakeId, [supplierId]))
}

const matches = (world: World): string[] =>
  [...world.registry.matches.values()]
    .map(
      ({ supplierId, designationId, state, revision }) =>
        `${supplierId} × ${designationId} ${state} ${revision}`,
    )
    .sort()

/** Runs processes in every order that the scheduler comes up with, without any watchdog. */
const inAnyOrder = async (
  begin: () => Promise<World>,
  processes: (world: World, by: Scheduler) => Promise<void>[],
  then: (world: World) => void | Promise<void>,
  numRuns = 120,
): Promise<void> => {
  const start = await begin()
  await assert(
    asyncProperty(scheduler(), async (by) => {
      const world = structuredClone(start)
      await by.waitFor(Promise.all(processes(world, by)))
      await then(world)
    }),
    { numRuns },
  )
}

describe('a supplier that is registered while a list changes', () => {
  const begin = async () => {
    const world = await worldWithCustomer()
    await register(world, { 'S-2': 'Harbour Bakery' })
    await publish(world, '2024-01-01T00:00:00.000Z', published([bystander]))
    return world
  }

  test('is found by one side at least, and told once', async () => {
    const seen = new Set<string>()
    await inAnyOrder(
      begin,
      (world, by) => [
        listChanges(world, by, 'list', '2024-01-02T00:00:00.000Z', [bystander, karakum]),
        registerChanges(world, by, 'register', { 'S-1': 'Karakum Cotton Spinning' }),
      ],
      (world) => {
        expect(matches(world)).toEqual(['S-1 × 101 open 1'])
        expect([...transitionsOf(world).values()]).toEqual(['S-1 × ofac-sdn/101 name opened 1'])
        seen.add([...world.registry.alerts.values()][0]?.noticeId.split('#')[0] ?? '')
      },
    )
    expect([...seen].sort(), 'either side found it in some order').toEqual(['intake', 'ofac-sdn'])
  })

  test('also when the list takes the party off at the same time', async () => {
    await inAnyOrder(
      async () => {
        const world = await begin()
        await publish(world, '2024-01-02T00:00:00.000Z', published([bystander, karakum], '2024-01-02'))
        return world
      },
      (world, by) => [
        listChanges(world, by, 'list', '2024-01-03T00:00:00.000Z', [bystander]),
        registerChanges(world, by, 'register', { 'S-1': 'Karakum Cotton Spinning' }),
      ],
      (world) => {
        // Never met, or met and ended: nothing is left standing.
        expect(matches(world).filter((line) => line.includes(' open '))).toEqual([])
      },
    )
  })
})

describe('a supplier that changes while what it matches changes', () => {
  test('ends with both sides as they are now', async () => {
    await inAnyOrder(
      async () => {
        const world = await worldWithCustomer()
        await register(world, { 'S-1': 'Karakum Cotton Spinning', 'S-2': 'Ulugbek Heavy Castings' })
        await publish(world, '2024-01-01T00:00:00.000Z', published([bystander, karakum]))
        return world
      },
      (world, by) => [
        listChanges(world, by, 'list', '2024-01-02T00:00:00.000Z', [{ ...karakum, programs: ['IRAN'] }]),
        registerChanges(world, by, 'register', { 'S-1': 'Harbour Bakery', 'S-2': 'Karakum Cotton Spinning' }),
      ],
      (world) => {
        const open = [...world.registry.matches.values()].filter(({ state }) => state === 'open')
        expect(open.map(({ supplierId, designationId }) => `${supplierId} ${designationId}`)).toEqual([
          'S-2 101',
        ])
        expect(open[0]?.factsUsed.designation['programs']).toEqual(['IRAN'])
        for (const match of world.registry.matches.values()) {
          const own = [...world.registry.alerts.values()].filter(
            ({ transition }) =>
              transition.match.supplierId === match.supplierId &&
              transition.match.designationId === match.designationId,
          )
          expect(own.map(({ transition }) => transition.match.revision).sort((a, b) => a - b)).toEqual(
            Array.from({ length: match.revision }, (_, i) => i + 1),
          )
        }
      },
    )
  })
})

describe('workers that do the same thing at once', () => {
  test('write each transition once', async () => {
    await inAnyOrder(
      async () => {
        const world = await worldWithCustomer()
        await register(world, { 'S-1': 'Karakum Cotton Spinning', 'S-2': 'Karakum Cotton Spinning' })
        await publish(world, '2024-01-01T00:00:00.000Z', published([bystander]))
        await functionsOf(world, readers).check(
          { source: 'ofac-sdn', scheduledAt: '2024-01-02T00:00:00.000Z' },
          published([bystander, karakum], '2024-01-02'),
        )
        return world
      },
      (world, by) => [fannedOut(world, by, 'one', 2), fannedOut(world, by, 'two', 2)],
      async (world) => {
        const functions = functionsOf(world, readers)
        await quiesce(world, functions, new Fuse())
        expect(matches(world)).toEqual(['S-1 × 101 open 1', 'S-2 × 101 open 1'])
        expect(told(world).sort()).toEqual([...transitionsOf(world).keys()].sort())
      },
    )
  })

  test('send each alert once', async () => {
    await inAnyOrder(
      async () => {
        const world = await worldWithCustomer()
        await register(world, { 'S-1': 'Karakum Cotton Spinning', 'S-2': 'Karakum Cotton Spinning' })
        await publish(world, '2024-01-01T00:00:00.000Z', published([bystander]))
        world.published.length = 0
        const functions = functionsOf(world, readers)
        await functions.check(
          { source: 'ofac-sdn', scheduledAt: '2024-01-02T00:00:00.000Z' },
          published([bystander, karakum], '2024-01-02'),
        )
        await functions.fanOut('ofac-sdn', 2)
        for (let ref = world.queue.shift(); ref; ref = world.queue.shift()) await functions.screen(ref)
        return world
      },
      (world, by) =>
        ['one', 'two'].map((name) =>
          insist(() => processOf(world, name, by).send('acme', 'ofac-sdn#000002')),
        ),
      async (world) => {
        await quiesce(world, functionsOf(world, readers), new Fuse())
        expect(told(world).sort()).toEqual([...transitionsOf(world).keys()].sort())
        expect(told(world)).toHaveLength(2)
      },
    )
  })

  test('check a source at once without tearing it', async () => {
    await inAnyOrder(
      async () => {
        const world = await worldWithCustomer()
        await register(world, { 'S-1': 'Karakum Cotton Spinning' })
        await publish(world, '2024-01-01T00:00:00.000Z', published([bystander]))
        return world
      },
      (world, by) => [
        listChanges(world, by, 'one', '2024-01-02T00:00:00.000Z', [bystander, karakum]),
        listChanges(world, by, 'two', '2024-01-02T00:00:00.000Z', [bystander, karakum]),
      ],
      (world) => {
        expect(world.lists.heads.get('ofac-sdn')?.seq).toBe(2)
        expect(matches(world)).toEqual(['S-1 × 101 open 1'])
      },
      60,
    )
  })
})
