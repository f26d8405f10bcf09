import { beforeEach, describe, expect, test } from 'vitest'
import { announce } from '../../shared/matches/announce.ts'
import type { Registry } from '../../shared/matches/ports.ts'
import type { EarlyNotice } from '../../shared/model/early-notice.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { functionsOf, memoryRegistryOf, storesOf, type World } from '../support/pipeline.ts'
import { readers, register, worldWithCustomer } from '../support/story.ts'

const notice: EarlyNotice = {
  documentNumber: '2023-03929',
  title: 'Additions of Entities to the Entity List',
  agency: 'Industry and Security Bureau',
  url: 'https://www.federalregister.gov/d/2023-03929',
  names: [
    { action: 'add', name: 'Beijing Yunze Technology Co., Ltd.', country: 'CN' },
    { action: 'add', name: 'Karakum Cotton Spinning', country: 'TM' },
  ],
  namesFrom: 'instructions',
  state: 'announced',
  revision: 1,
  firstSeenAt: '2023-02-24T21:30:00.000Z',
  lastSeenAt: '2023-02-24T21:30:00.000Z',
  updatedAt: '2023-02-24T21:30:00.000Z',
}

const model = screeningModel()
let world: World
beforeEach(async () => {
  world = await worldWithCustomer(['acme', 'bolt', 'core'])
  for (const customerId of ['acme', 'bolt']) {
    await register(
      world,
      {
        'S-1': 'Yunze Technology (Beijing) Co Ltd',
        'S-2': 'Karakum Cotton Spinning',
        ...Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`T-${at}`, `Harbour Bakery ${at}`])),
      },
      { customerId },
    )
  }
})

/** Announces over a registry of which calls are counted by name, and may fail. */
const announceOver = async (change: (registry: Registry) => Partial<Registry> = () => ({})) => {
  const { registry: real, index } = storesOf(world)
  const registry = { ...real, ...change(real) }
  const calls: string[] = []
  const counting = new Proxy(registry, {
    get: (target, name: keyof Registry) => {
      const call = target[name] as (...args: unknown[]) => unknown
      return (...args: unknown[]) => {
        calls.push(`${name} ${JSON.stringify(args[0] ?? null)}`)
        return call.apply(target, args)
      }
    },
  })
  const opened = await announce(
    { registry: counting, index, model, now: () => new Date(world.time) },
    'announced',
    notice,
  ).catch((error: unknown) => error)
  return { opened, calls }
}
const told = async (customerId: string) =>
  (await storesOf(world).registry.notice(customerId, 'early#2023-03929#1'))?.announcement?.likenesses.map(
    ({ supplierId }) => supplierId,
  )

describe('news of a document on public inspection', () => {
  test('finds the same suppliers of a customer whose keys are of another model, and reads no other register', async () => {
    await memoryRegistryOf(world).update('bolt', { keysModel: 'old-model' })
    const { opened, calls } = await announceOver()
    expect(opened).toBe(3)
    expect(await told('acme')).toEqual(await told('bolt'))
    expect((await told('acme'))?.toSorted()).toEqual(['S-1', 'S-2'])
    expect(await told('core')).toEqual([])
    expect(calls.filter((call) => call.startsWith('suppliers '))).toEqual(['suppliers "bolt"'])
    // Every candidate is read once, however many names of the document it shares a key with.
    expect(calls.filter((call) => call === 'suppliersById "acme"')).toHaveLength(1)
  })

  test('a customer that fails keeps no other from it, and the next run does that one only', async () => {
    const { opened, calls: first } = await announceOver((real) => ({
      openNotice: async (one, ...rest) => {
        if (one.customerId === 'acme') throw new Error('this one is refused')
        return real.openNotice(one, ...rest)
      },
    }))
    expect(opened).toMatchObject({ message: 'this one is refused' })
    expect(first.filter((call) => call.startsWith('openNotice'))).toHaveLength(3)
    expect([await told('acme'), (await told('bolt'))?.length, await told('core')]).toEqual([undefined, 2, []])
    const { opened: again, calls } = await announceOver()
    expect(again).toBe(1)
    expect(calls.filter((call) => call.startsWith('suppliersById'))).toEqual(['suppliersById "acme"'])
    expect((await told('acme'))?.length).toBe(2)
  })
})

describe('whom a document may concern', () => {
  const likenessesOf = async (news: 'announced' | 'withdrawn') => {
    const { registry, index } = storesOf(world)
    await announce({ registry, index, model, now: () => new Date(world.time) }, news, notice)
    return (await registry.notice('core', 'early#2023-03929#1'))?.announcement?.likenesses
  }
  beforeEach(async () => {
    const rows = ['supplier_id,name,owners', 'S-9,Harbour Bakery,Karakum Cotton Spinning=20']
    await functionsOf(world, readers).takeIn(
      'core',
      'suppliers.csv',
      new TextEncoder().encode(rows.join('\n')),
      'owned',
    )
  })

  test('is found by its owners, too, and told by whom', async () => {
    expect(await likenessesOf('announced')).toMatchObject([
      {
        supplierId: 'S-9',
        name: 'Karakum Cotton Spinning',
        met: { as: 'owner', name: 'Karakum Cotton Spinning' },
      },
    ])
  })

  test('is not asked of one that is withdrawn', async () => {
    expect(await likenessesOf('withdrawn')).toEqual([])
  })
})
