import { beforeEach, describe, expect, test } from 'vitest'
import { screeningModel } from '../../shared/screening/model.ts'
import { Fuse } from '../support/faults.ts'
import type { Line } from '../support/line-reader.ts'
import { functionsOf, memoryRegistryOf, type World } from '../support/pipeline.ts'
import { publish, published, readers, register, supplierFile, worldWithCustomer } from '../support/story.ts'

const karakum: Line = { key: '101', name: 'Karakum Cotton Spinning' }
const bystander: Line = { key: '103', name: 'Ulugbek Heavy Castings' }
/** Long enough that a single change is looked up by designation. */
const crowd = Object.fromEntries(
  Array.from({ length: 300 }, (_, i) => [`T-${i}`, `Unrelated Workshop Quux${i}`]),
)

let world: World
beforeEach(async () => {
  world = await worldWithCustomer(['acme', 'beta', 'gamma'])
})
const commit = async (lines: readonly Line[], day = '2024-01-02') => {
  await functionsOf(world, readers).check(
    { source: 'ofac-sdn', scheduledAt: `${day}T00:00:00.000Z` },
    published(lines, day),
  )
}
const fanOut = (seq = 2, fuse = new Fuse()) => functionsOf(world, readers, fuse).fanOut('ofac-sdn', seq)
const notices = () =>
  [...world.registry.notices.values()].filter(({ noticeId }) => noticeId === 'ofac-sdn#000002')
const batchesOf = (noticeId = 'ofac-sdn#000002') =>
  [...world.registry.batches].filter(([key]) => key.includes(noticeId)).map(([, { batch }]) => batch)

describe('a change set', () => {
  beforeEach(async () => {
    await register(world, { ...crowd, 'S-1': 'Karakum Cotton Spinning' }, { file: 'suppliers.csv' })
    await register(world, { 'S-1': 'Harbour Bakery' }, { customerId: 'beta' })
    await publish(world, '2024-01-01T00:00:00.000Z', published([bystander]))
  })

  test('goes to the customers that hold a key of what changed, and to no other', async () => {
    await commit([bystander, karakum])
    await fanOut()
    expect(notices().map(({ customerId }) => customerId)).toEqual(['acme'])
    expect(notices()[0]).toMatchObject({
      kind: 'alerts',
      cause: 'published',
      state: 'screening',
      total: 1,
      at: '2024-01-02T00:00:00.000Z',
    })
    expect(batchesOf()).toEqual([
      {
        kind: 'pairs',
        source: 'ofac-sdn',
        seq: 2,
        pairs: expect.arrayContaining([['101', 'S-1']]) as unknown,
      },
    ])
    expect(world.queue).toEqual([{ customerId: 'acme', noticeId: 'ofac-sdn#000002', batch: '00001' }])
    expect(world.lists.changeSets.get('ofac-sdn#2')?.state).toBe('fanned-out')
  })

  test('that concerns nobody is delivered at once', async () => {
    await commit([bystander, { key: '777', name: 'Xyzzy Plugh Frobnicators' }])
    await fanOut()
    expect(notices()).toEqual([])
    expect(world.queue).toEqual([])
    expect(world.lists.changeSets.get('ofac-sdn#2')?.state).toBe('delivered')
  })

  test('finds a removed party by the keys that it had, and a renamed one by old and new', async () => {
    await commit([bystander, karakum])
    await fanOut()
    for (let ref = world.queue.shift(); ref; ref = world.queue.shift())
      await functionsOf(world, readers).screen(ref)
    await commit([{ ...bystander, name: 'Harbour Bakery' }], '2024-01-03')
    await fanOut(3)
    expect(world.queue.map(({ customerId }) => customerId).sort()).toEqual(['acme', 'beta'])
  })

  test('again sends only what is not done, under the stored plan', async () => {
    await commit([bystander, karakum])
    await fanOut()
    const plan = notices()[0]?.plan
    world.queue.length = 0
    await register(world, { 'S-5': 'Karakum Cotton Spinning' })
    await fanOut()
    expect(notices().map((notice) => notice.plan)).toEqual([plan])
    expect(world.queue).toHaveLength(1)
    for (let ref = world.queue.shift(); ref; ref = world.queue.shift())
      await functionsOf(world, readers).screen(ref)
    await fanOut()
    expect(world.queue).toEqual([])
  })

  test("planned anew by a second run keeps the first run's notices and adds the others", async () => {
    await commit([bystander, karakum])
    const dry = new Fuse()
    await functionsOf(structuredClone(world), readers, dry).fanOut('ofac-sdn', 2)
    const call = dry.log.indexOf('recordFanOut') + 1
    await expect(fanOut(2, new Fuse({ call, after: false }))).rejects.toThrow('killed')
    await functionsOf(world, readers).takeIn(
      'gamma',
      'suppliers.csv',
      supplierFile({ 'S-7': 'Karakum Cotton Spinning' }),
      'u7',
    )
    await fanOut()
    expect(notices().map(({ customerId, total }) => [customerId, total])).toEqual([
      ['acme', 1],
      ['gamma', 1],
    ])
    expect([...world.registry.fannedOut.values()].sort()).toEqual(expect.arrayContaining(['acme', 'gamma']))
    expect(world.queue.map(({ customerId }) => customerId).sort()).toEqual(['acme', 'gamma'])
  })

  test('that is unknown or delivered does nothing', async () => {
    await fanOut(9)
    await commit([bystander, karakum])
    const changeSet = world.lists.changeSets.get('ofac-sdn#2')
    if (changeSet) changeSet.state = 'delivered'
    await fanOut()
    expect([notices(), world.queue]).toEqual([[], []])
  })

  test('of many pairs is cut into batches that hold each pair once', async () => {
    const rows = Object.fromEntries(
      Array.from({ length: 450 }, (_, i) => [`K-${i}`, 'Karakum Cotton Spinning']),
    )
    await register(world, rows)
    await commit([bystander, karakum])
    await fanOut()
    const batches = batchesOf()
    const pairs = batches.flatMap((batch) =>
      batch.kind === 'pairs' ? batch.pairs.map(([id, supplierId]) => `${id} ${supplierId}`) : [],
    )
    expect(batches.length).toBe(notices()[0]?.total)
    expect(batches.length).toBeGreaterThan(2)
    expect(new Set(pairs).size).toBe(pairs.length)
    expect(pairs.filter((pair) => pair.startsWith('101 K-'))).toHaveLength(450)
    expect(batches.every((batch) => batch.kind === 'pairs' && batch.pairs.length <= 200)).toBe(true)
    expect(new Set(world.queue.map(({ batch }) => batch)).size).toBe(batches.length)
  })
})

test('a baseline goes to every customer that has suppliers, as a report', async () => {
  await register(world, { ...crowd }, { file: 'suppliers.csv' })
  await register(world, { 'S-1': 'Harbour Bakery' }, { customerId: 'beta' })
  await commit([karakum], '2024-01-01')
  await fanOut(1)
  const reports = [...world.registry.notices.values()].filter(
    ({ noticeId }) => noticeId === 'ofac-sdn#000001',
  )
  expect(reports.map(({ customerId, kind, total, screened }) => [customerId, kind, total, screened])).toEqual(
    [
      ['acme', 'report', 6, 300],
      ['beta', 'report', 1, 1],
    ],
  )
  const ids = batchesOf('ofac-sdn#000001').flatMap((batch) =>
    batch.kind === 'suppliers' ? batch.supplierIds : [],
  )
  expect(new Set(ids).size).toBe(301)
})

test('a register that is not keyed whole under this model is looked at whole, whatever is keyed of it', async () => {
  await register(world, { ...crowd, 'S-1': 'Karakum Cotton Spinning', 'S-2': 'Karakum Cotton Spinning' })
  await publish(world, '2024-01-01T00:00:00.000Z', published([bystander]))
  for (const [key, holders] of Array.from(world.index))
    world.index.set(key, new Set([...holders].filter((holder) => !holder.includes('S-2'))))
  await memoryRegistryOf(world).update('acme', { keysModel: 'older-model' })
  await commit([bystander, karakum])
  await fanOut()
  const ids = batchesOf().flatMap((batch) => (batch.kind === 'suppliers' ? batch.supplierIds : []))
  expect(ids).toEqual(expect.arrayContaining(['S-1', 'S-2']))
  expect(batchesOf().every(({ kind }) => kind === 'suppliers')).toBe(true)
})

test('keys of another model are not looked at', async () => {
  await register(world, { ...crowd, 'S-1': 'Karakum Cotton Spinning' }, { file: 'suppliers.csv' })
  await publish(world, '2024-01-01T00:00:00.000Z', published([bystander]))
  for (const [key, holders] of Array.from(world.index)) {
    world.index.delete(key)
    world.index.set(key.replace(screeningModel().version, 'older-model'), holders)
  }
  await commit([bystander, karakum])
  await fanOut()
  expect(notices()).toEqual([])
})
