import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dynamoEarlyNotices } from '../../shared/adapters/dynamo-early-notices.ts'
import { ConflictError } from '../../shared/errors.ts'
import { announce, earlyNoticeId } from '../../shared/matches/announce.ts'
import type { EarlyNotice } from '../../shared/model/early-notice.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { type EmbeddedServices, startEmbedded } from '../support/embedded-stores.ts'
import { emptyWorld, functionsOf, storesOf } from '../support/pipeline.ts'
import { customer } from '../support/samples.ts'

let embedded: EmbeddedServices
beforeAll(async () => {
  embedded = await startEmbedded()
})
afterAll(() => embedded.close())

const notice: EarlyNotice = {
  documentNumber: '2023-03929',
  title: 'Additions of Entities to the Entity List',
  agency: 'Industry and Security Bureau',
  url: 'https://www.federalregister.gov/public-inspection/2023-03929',
  publishesOn: '2023-02-27',
  names: [{ action: 'add', name: 'Beijing Yunze Technology Co., Ltd.', country: 'CN' }],
  namesFrom: 'instructions',
  state: 'announced',
  revision: 1,
  firstSeenAt: '2023-02-24T21:30:00.000Z',
  lastSeenAt: '2023-02-24T21:30:00.000Z',
  updatedAt: '2023-02-24T21:30:00.000Z',
}

describe('early notices in DynamoDB', () => {
  let time: number
  const open = async () => dynamoEarlyNotices(embedded.dynamo, await embedded.table(), () => new Date(time))
  beforeEach(() => {
    time = Date.parse('2023-02-24T21:30:00Z')
  })
  const first = 'EN#2023-03929#001'

  test('a record and what is to be told of it are written together, over what was read and nothing else', async () => {
    const store = await open()
    await store.put(notice, null, 'announced')
    expect(await store.get('2023-03929')).toEqual(notice)
    expect(await store.outbox(first)).toEqual({ news: 'announced', notice })
    await expect(store.put(notice, null, 'announced'), 'another poll was quicker').rejects.toThrow(
      ConflictError,
    )
    const seen = { ...notice, lastSeenAt: '2023-02-24T21:45:00.000Z' }
    await store.put(seen, notice)
    await expect(store.put({ ...seen, revision: 2 }, notice, 'corrected')).rejects.toThrow(ConflictError)
    expect(await store.outbox('EN#2023-03929#002'), 'nothing of it is left behind').toBeNull()
    expect(await store.all()).toEqual([seen])
  })

  test('what waits in the outbox is there with its time, until it is brought to the customers', async () => {
    const store = await open()
    expect(await store.waiting()).toEqual([])
    await store.put(notice, null, 'announced')
    time += 3_600_000
    await store.put({ ...notice, revision: 2, state: 'withdrawn' }, notice, 'withdrawn')
    expect(await store.waiting()).toEqual([
      { sk: first, since: '2023-02-24T21:30:00.000Z' },
      { sk: 'EN#2023-03929#002', since: '2023-02-24T22:30:00.000Z' },
    ])
    await store.delivered(first)
    expect((await store.waiting()).map(({ sk }) => sk)).toEqual(['EN#2023-03929#002'])
  })
})

describe('from the outbox to the subscribers', () => {
  test('a party under several destinations is one likeness, a placeholder of an address none, a withdrawal looks for none', async () => {
    const world = emptyWorld()
    const functions = functionsOf(world, {})
    const { registry, index } = storesOf(world)
    await registry.add(customer('acme'))
    const file =
      'supplier_id,name,country\nS-1,China HEAD Aerospace Technology Co,CN\nS-2,Address 21,CN\nS-3,Karakum Cotton,TM\n'
    await functions.takeIn('acme', 'suppliers.csv', Buffer.from(file), 'u1')
    const deps = { registry, index, model: screeningModel(), now: () => new Date() }
    const name = 'China HEAD Aerospace Technology Co.'
    const several: EarlyNotice = {
      ...notice,
      names: [
        { action: 'add', name, country: 'FR' },
        { action: 'add', name, country: 'CN' },
        { action: 'add', name, country: 'NL' },
        { action: 'add', name: 'Address 21', country: 'CN' },
        // What is taken off the list or stays on it is no news of a supplier.
        { action: 'remove', name: 'Karakum Cotton', country: 'TM' },
      ],
    }
    await announce(deps, 'announced', several)
    await announce(deps, 'withdrawn', { ...several, revision: 2, state: 'withdrawn' })
    const likenesses = async (revision: number) =>
      (await registry.notice('acme', `early#2023-03929#${revision}`))?.announcement?.likenesses
    const found = await likenesses(1)
    expect(found).toMatchObject([{ supplierId: 'S-1', name }])
    // The destination that agrees with the supplier's country counts.
    const alone = { ...several, revision: 3, names: several.names.slice(1, 2) }
    await announce(deps, 'announced', alone)
    expect(await likenesses(3)).toEqual(found)
    expect(await likenesses(2)).toEqual([])
  })

  test('every customer gets one message, with the supplier that resembles a name, however often it is brought', async () => {
    const world = emptyWorld()
    const functions = functionsOf(world, {})
    const stores = storesOf(world)
    for (const customerId of ['acme', 'bolt']) await stores.registry.add(customer(customerId))
    const file = 'supplier_id,name,country\nS-1,Yunze Technology (Beijing) Co Ltd,CN\nS-2,Karakum Cotton,TM\n'
    await functions.takeIn('acme', 'suppliers.csv', Buffer.from(file), 'u1')
    const model = screeningModel()
    const deps = { registry: stores.registry, index: stores.index, model, now: () => new Date() }
    expect(await announce(deps, 'announced', notice)).toBe(2)
    expect(await announce(deps, 'announced', notice), 'its notices are open already').toBe(0)
    const told = await stores.registry.notice('acme', earlyNoticeId(notice))
    expect(told).toMatchObject({
      kind: 'announcement',
      state: 'ready',
      announcement: { news: 'announced', notice },
    })
    expect(told?.announcement?.likenesses).toMatchObject([
      { supplierId: 'S-1', name: 'Beijing Yunze Technology Co., Ltd.' },
    ])
    for (const customerId of ['acme', 'bolt', 'acme']) await functions.send(customerId, earlyNoticeId(notice))
    expect(world.published.map(({ topicArn }) => topicArn.split('-').at(-1))).toEqual(['acme', 'bolt'])
    const [acme, bolt] = world.published.map(({ message }) => message)
    expect(acme!.subject).toBe('Early notice, not yet published: Additions of Entities to the Entity List')
    expect(acme!.text).toContain('Yunze Technology (Beijing) Co Ltd (S-1) resembles')
    expect(bolt!.text).not.toContain('Yunze Technology (Beijing)')
    expect(acme!.attributes).toMatchObject({ kind: 'notice', source: 'bis-entity-list', news: 'announced' })
    expect([...world.sealed.keys()]).toEqual(['acme/early-2023-03929-1', 'bolt/early-2023-03929-1'])
  })
})
