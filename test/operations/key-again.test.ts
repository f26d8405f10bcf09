import { beforeEach, describe, expect, test } from 'vitest'
import { keyAgain } from '../../shared/operations/key-again.ts'
import { supplierKeys } from '../../shared/screening/keys.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { Fuse } from '../support/faults.ts'
import type { Line } from '../support/line-reader.ts'
import {
  deliver,
  functionsOf,
  memoryRegistryOf,
  quiesce,
  transitionsOf,
  type World,
} from '../support/pipeline.ts'
import { publish, published, readers, register, worldWithCustomer } from '../support/story.ts'

const karakum: Line = { key: '101', name: 'Karakum Cotton Spinning' }
const bystander: Line = { key: '103', name: 'Ulugbek Heavy Castings' }
/** So many that a change is looked up by its keys where they can be trusted. */
const crowd = Object.fromEntries(
  Array.from({ length: 300 }, (_, i) => [`T-${i}`, `Unrelated Workshop Quux${i}`]),
)
const { version } = screeningModel()

let world: World
beforeEach(async () => {
  world = await worldWithCustomer()
  await register(world, { ...crowd, 'S-1': 'Karakum Cotton Spinning' }, { file: 'suppliers.csv' })
  await publish(world, '2024-01-01T00:00:00.000Z', published([bystander]))
  await deployOther()
})

/** The suppliers stand under the keys of another model, as after a deployment. */
const deployOther = async (): Promise<void> => {
  const before = Array.from(world.index)
  world.index.clear()
  for (const [place, holders] of before) world.index.set(place.replace(version, 'old-model'), holders)
  await memoryRegistryOf(world).update('acme', { keysModel: 'old-model' })
}
const customer = () => world.registry.customers.get('acme')
const keyed = (): boolean =>
  [...world.registry.suppliers.values()].every((supplier) =>
    supplierKeys(supplier, screeningModel()).every((key) =>
      world.index.get(`${version} ${key}`)?.has(`acme#${supplier.supplierId}`),
    ),
  )
const wait = (): void => void (world.time += 20 * 60_000)

describe('a deployment with a new model', () => {
  test('loses no change while the suppliers are not keyed for it', async () => {
    await publish(world, '2024-01-02T00:00:00.000Z', published([bystander, karakum], '2024-01-02'))
    expect(keyed()).toBe(false)
    expect([...transitionsOf(world).values()]).toEqual(['S-1 × ofac-sdn/101 name opened 1'])
  })

  test('keys the suppliers, screens them again in one report, and then looks up by keys', async () => {
    const functions = functionsOf(world, readers)
    await functions.sweep()
    expect(customer()).toMatchObject({ keysModel: 'old-model', keying: { model: version } })
    wait()
    const before = world.published.length
    for (let round = 0; round < 4 && customer()?.keysModel !== version; round++) {
      const fuse = new Fuse()
      await quiesce(world, functions, fuse)
      await functions.sweep()
    }
    expect(customer()?.keysModel).toBe(version)
    expect(keyed()).toBe(true)
    expect(world.published.slice(before).map(({ message }) => JSON.parse(message.json) as object)).toEqual([
      expect.objectContaining({ form: 'report', cause: 'rescreen', total: 0 }),
    ])
    const batches = world.registry.batches.size
    await publish(world, '2024-01-02T00:00:00.000Z', published([bystander, karakum], '2024-01-02'))
    expect([...world.registry.batches.values()].slice(batches).map(({ batch }) => batch.kind)).toEqual([
      'pairs',
    ])
    expect([...transitionsOf(world).values()]).toEqual(['S-1 × ofac-sdn/101 name opened 1'])
  })

  test('does not trust the keys before the last supplier has its own, however often the watchdog looks', async () => {
    const functions = functionsOf(world, readers)
    await functions.sweep()
    for (let round = 0; round < 3; round++) {
      wait()
      // What it drives again is lost.
      await functions.sweep()
      expect(customer()?.keysModel).toBe('old-model')
    }
    expect(keyed()).toBe(false)
  })

  test('a supplier that is taken in meanwhile is keyed by the intake', async () => {
    await functionsOf(world, readers).sweep()
    wait()
    await functionsOf(world, readers).sweep()
    await register(world, { 'S-2': 'Ulugbek Heavy Castings' })
    await quiesce(world, functionsOf(world, readers), new Fuse())
    await functionsOf(world, readers).sweep()
    expect(customer()?.keysModel).toBe(version)
    expect(keyed()).toBe(true)
  })

  test('a customer without suppliers is marked at once', async () => {
    const empty = await worldWithCustomer()
    await memoryRegistryOf(empty).update('acme', { keysModel: 'old-model' })
    await functionsOf(empty, readers).sweep()
    empty.time += 20 * 60_000
    await functionsOf(empty, readers).sweep()
    expect(empty.registry.customers.get('acme')?.keysModel).toBe(version)
    expect(empty.registry.notices.size).toBe(0)
  })
})

test('a customer that fails keeps no other from being keyed, and is told', async () => {
  world = await worldWithCustomer(['acme', 'beta'])
  for (const customerId of ['acme', 'beta'])
    await memoryRegistryOf(world).update(customerId, { keysModel: 'old-model' })
  const registry = memoryRegistryOf(world)
  const round = () =>
    keyAgain({
      registry,
      customers: {
        update: async (customerId, change) => {
          if (customerId === 'acme') throw new Error('somebody else wrote first')
          await registry.update(customerId, change)
        },
      },
      modelVersion: version,
      now: () => new Date(world.time),
    })
  await expect(round()).rejects.toThrow('somebody else wrote first')
  wait()
  await expect(round()).rejects.toThrow('somebody else wrote first')
  expect([...world.registry.customers.values()].map(({ keysModel }) => keysModel)).toEqual([
    'old-model',
    version,
  ])
})

test('dead at any point, it ends with every supplier keyed and the customer marked', async () => {
  const points = new Fuse()
  const run = async (fuse: Fuse): Promise<void> => {
    const functions = functionsOf(world, readers, fuse)
    for (let round = 0; round < 12 && customer()?.keysModel !== version; round++) {
      try {
        await functions.sweep()
      } catch {
        fuse.revive()
      }
      wait()
      await quiesce(world, functions, fuse)
      await deliver(world, functions, fuse, 'retry')
    }
  }
  const start = structuredClone(world)
  await run(points)
  const calls = points.log.length
  expect(calls).toBeGreaterThan(10)
  // Every call of a short run; of the keys, which are many and alike, a few.
  for (let at = 1; at <= calls; at += at < 10 ? 1 : Math.ceil(calls / 10)) {
    for (const after of [false, true]) {
      world = structuredClone(start)
      await run(new Fuse({ call: at, after }))
      expect(customer()?.keysModel, `dead at call ${at}`).toBe(version)
      expect(keyed(), `dead at call ${at}`).toBe(true)
    }
  }
})
