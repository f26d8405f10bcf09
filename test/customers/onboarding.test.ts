import { beforeEach, describe, expect, test } from 'vitest'
import {
  type CustomerTopics,
  onboard,
  type OnboardingRequest,
  subscriptionProtocols,
} from '../../shared/customers/onboarding.ts'
import { ConfigError, ConflictError, InputError } from '../../shared/errors.ts'
import { measures } from '../../shared/model/designation.ts'
import type { SeverityCell } from '../../shared/model/supplier.ts'
import { supplierKeys } from '../../shared/screening/keys.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { type Fault, Crash, Fuse } from '../support/faults.ts'
import { emptyWorld, functionsOf, storesOf, type World } from '../support/pipeline.ts'
import { supplier } from '../support/samples.ts'

const model = screeningModel()

/** Topics as SNS keeps them: made once per name, gone when deleted. */
const topicsOver = (
  topics: Map<string, { protocol: string; endpoint: string; filter?: Record<string, string[]> }[]>,
): CustomerTopics => ({
  create: async (customerId) => {
    const arn = `arn:aws:sns:us-east-1:000000000000:tierwatch-test-customer-${customerId}`
    if (!topics.has(arn)) topics.set(arn, [])
    return arn
  },
  delete: async (arn) => {
    topics.delete(arn)
  },
  subscribe: async (arn, subscription) => {
    topics.get(arn)?.push(subscription)
    return `${arn}:1`
  },
  subscriptions: async (arn) =>
    (topics.get(arn) ?? []).map(({ protocol, endpoint }, i) => ({
      arn: `${arn}:${i}`,
      protocol,
      endpoint,
      confirmed: false,
    })),
})

let world: World
let topics: Map<string, { protocol: string; endpoint: string; filter?: Record<string, string[]> }[]>
beforeEach(() => {
  world = emptyWorld()
  topics = new Map()
})
const act = (request: OnboardingRequest, fuse = new Fuse()) => {
  const { registry, index } = storesOf(world)
  const over = fuse.over(registry)
  return onboard(
    {
      registry: over,
      customers: over,
      topics: fuse.over(topicsOver(topics)),
      index: fuse.over(index),
      model,
      now: () => new Date('2024-01-01T00:00:00Z'),
    },
    request,
  )
}
const add = (customerId: string, name = 'Acme Apparel') => act({ act: 'add-customer', customerId, name })

describe('adding a customer', () => {
  test('makes its topic and its profile', async () => {
    const { customer } = await add('acme')
    expect(customer).toEqual({
      customerId: 'acme',
      name: 'Acme Apparel',
      topicArn: 'arn:aws:sns:us-east-1:000000000000:tierwatch-test-customer-acme',
      createdAt: '2024-01-01T00:00:00.000Z',
      registerRevision: 0,
      supplierCount: 0,
      keysModel: model.version,
    })
    expect([...topics.keys()]).toEqual([customer.topicArn])
  })

  test('again changes nothing', async () => {
    const before = await add('acme')
    expect(await add('acme')).toEqual(before)
    expect(world.registry.customers.size).toBe(1)
  })

  test('under an id that bears another name is refused and says how to rename', async () => {
    await add('acme')
    await expect(add('acme', 'Another Name')).rejects.toThrow('named "Acme Apparel"')
    expect(world.registry.customers.get('acme')?.name).toBe('Acme Apparel')
    const { customer } = await act({ act: 'rename-customer', customerId: 'acme', name: 'Another Name' })
    expect(customer.name).toBe('Another Name')
    await expect(act({ act: 'rename-customer', customerId: 'beta', name: 'B' })).rejects.toThrow(ConfigError)
  })

  test('by two at once under two names is refused to one of them', async () => {
    const answers = await Promise.allSettled([add('acme', 'One'), add('acme', 'Another')])
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { message: expect.stringContaining('is a customer already') as string },
    })
  })

  test('keeps its own table of severities', async () => {
    await add('acme')
    const cells = [{ measure: 'blocking', rule: '*', score: '*', tier: '*', severity: 'high' } as const]
    const { customer } = await act({ act: 'set-severity', customerId: 'acme', before: [], cells })
    expect(customer).toMatchObject({ name: 'Acme Apparel', severity: cells })
  })

  test('of two who set severities at once the second is told to look again, and the first is not undone', async () => {
    await act({ act: 'add-customer', customerId: 'acme', name: 'Acme Apparel' })
    const cell = (measure: SeverityCell['measure']): SeverityCell => ({
      measure,
      rule: '*',
      score: '*',
      tier: '*',
      severity: 'high',
    })
    const set = (before: SeverityCell[], cells: SeverityCell[]) =>
      act({ act: 'set-severity', customerId: 'acme', before, cells })
    const mine = [cell('blocking')]
    const { customer } = await set([], mine)
    await expect(set([], [cell('debarment')])).rejects.toThrow(ConflictError)
    // The same again, for its answer was lost.
    expect((await set([], mine)).customer).toEqual(customer)
    const both = [...mine, cell('debarment')]
    expect((await set(mine, both)).customer.severity).toEqual(both)
  })

  test.each(['', 'A', 'Acme', '-acme', 'ac me', 'acme/../beta', 'acme#1', 'x'.repeat(42), 'акме'])(
    'refuses the id "%s"',
    async (id) => {
      await expect(add(id)).rejects.toThrow(InputError)
      expect([topics.size, world.registry.customers.size]).toEqual([0, 0])
    },
  )
})

describe('subscribing', () => {
  beforeEach(async () => {
    await add('acme')
  })
  const subscribe = (more: Partial<Extract<OnboardingRequest, { act: 'subscribe' }>> = {}) =>
    act({
      act: 'subscribe',
      customerId: 'acme',
      protocol: 'email',
      endpoint: 'compliance@acme.example',
      ...more,
    })

  test.each(subscriptionProtocols)('by %s', async (protocol) => {
    expect(await subscribe({ protocol })).toMatchObject({
      subscriptionArn: expect.stringContaining('customer-acme'),
    })
    expect((await act({ act: 'subscriptions', customerId: 'acme' })).subscriptions).toMatchObject([
      { protocol, confirmed: false },
    ])
  })

  test('takes a filter on the attributes of our messages and the values that they have', async () => {
    const filter = {
      source: ['ofac-sdn'],
      severity: ['critical', 'high'],
      tier: ['1', '2'],
      kind: ['opened'],
      rule: ['name'],
    }
    await subscribe({ filter })
    expect([...topics.values()][0]?.[0]?.filter).toEqual(filter)
  })

  test.each([
    [{ colour: ['red'] }, '"colour" is not an attribute'],
    // Whoever mistypes would get nothing, for ever.
    [{ severity: ['criticl'] }, 'no message has the severity "criticl"'],
    [{ source: ['ofac'] }, 'no message has the source "ofac"'],
    [{ tier: ['one'] }, 'no message has the tier "one"'],
    [{ kind: [] }, 'no message has the kind ""'],
    [{ constructor: ['x'] }, '"constructor" is not an attribute'],
    [
      {
        source: ['cbp-wro'],
        measure: ['blocking'],
        severity: ['high'],
        rule: ['name'],
        tier: ['1'],
        kind: ['opened'],
      },
      '6 attributes',
    ],
    [
      { tier: Array.from({ length: 16 }, (_, at) => String(at)), measure: measures.slice(0, 10) },
      '160 combinations',
    ],
  ])('refuses the filter %j', async (filter, reason) => {
    await expect(subscribe({ filter })).rejects.toThrow(reason)
    expect([...topics.values()][0] ?? []).toEqual([])
  })

  test('refuses an unknown protocol and an unknown customer', async () => {
    await expect(subscribe({ protocol: 'pigeon' })).rejects.toThrow(InputError)
    await expect(subscribe({ customerId: 'beta' })).rejects.toThrow(ConfigError)
    await expect(act({ act: 'subscriptions', customerId: 'beta' })).rejects.toThrow(ConfigError)
    expect([...topics.values()].flat()).toEqual([])
  })
})

describe('removing a customer', () => {
  const begin = async () => {
    await add('acme')
    await add('beta')
    const { index, registry } = storesOf(world)
    for (const customerId of ['acme', 'beta']) {
      const one = supplier('S-1', { customerId, name: 'Karakum Cotton Spinning' })
      await registry.putSupplier(one)
      await index.put(model.version, customerId, 'S-1', supplierKeys(one, model))
    }
  }
  const holders = () => new Set([...world.index.values()].flatMap((held) => [...held]))

  test("takes its keys, its topic and its profile away, and nobody else's", async () => {
    await begin()
    expect(holders()).toEqual(new Set(['acme#S-1', 'beta#S-1']))
    await act({ act: 'remove-customer', customerId: 'acme' })
    expect(holders()).toEqual(new Set(['beta#S-1']))
    expect([...topics.keys()].map((arn) => arn.split('-').at(-1))).toEqual(['beta'])
    expect([...world.registry.customers.keys()]).toEqual(['beta'])
    await expect(act({ act: 'remove-customer', customerId: 'acme' })).rejects.toThrow(ConfigError)
  })

  test('closes what was still to be told to it, and what is opened meanwhile the watchdog closes', async () => {
    await begin()
    const { registry } = storesOf(world)
    const open = (customerId: string, noticeId: string) =>
      registry.openNotice(
        {
          customerId,
          noticeId,
          cause: 'published',
          kind: 'alerts',
          plan: 'p',
          total: 1,
          done: 0,
          state: 'screening',
          at: '2024-01-01T00:00:00Z',
          screened: 1,
        },
        new Map(),
        '2024-01-01T00:00:00Z',
      )
    await open('acme', 'ofac-sdn#000002')
    await open('beta', 'ofac-sdn#000002')
    await act({ act: 'remove-customer', customerId: 'acme' })
    expect([...world.registry.openWork.keys()]).toEqual(['beta ofac-sdn#000002'])
    await open('acme', 'ofac-sdn#000003')
    const { gauges } = await functionsOf(world, {}).sweep()
    expect([...world.registry.openWork.keys()]).toEqual(['beta ofac-sdn#000002'])
    expect(gauges.unsentNoticeAge).toBeGreaterThan(0)
    expect(await functionsOf(world, {}).send('acme', 'ofac-sdn#000003')).toMatchObject({ sent: 0 })
    await add('acme')
    expect(await registry.endedAt('acme')).toBeNull()
  })

  test('takes the keys of a large register away side by side', async () => {
    await add('acme')
    const { registry, index } = storesOf(world)
    for (let i = 0; i < 40; i++) await registry.putSupplier(supplier(`S-${i}`, { customerId: 'acme' }))
    let [now, most] = [0, 0]
    const remove: typeof index.remove = async () => {
      most = Math.max(most, ++now)
      await new Promise(setImmediate)
      now--
    }
    await onboard(
      {
        registry,
        customers: registry,
        topics: topicsOver(topics),
        index: { ...index, remove },
        model,
        now: () => new Date('2024-01-01T00:00:00Z'),
      },
      { act: 'remove-customer', customerId: 'acme' },
    )
    expect(most).toBeGreaterThan(8)
    expect(most).toBeLessThanOrEqual(16)
  })

  test('that comes back is found by its suppliers again, and its register is screened, wherever it dies', async () => {
    await begin()
    await act({ act: 'remove-customer', customerId: 'acme' })
    const start = structuredClone(world)
    const dry = new Fuse()
    expect(await act({ act: 'add-customer', customerId: 'acme', name: 'Acme Apparel' }, dry)).toMatchObject({
      customer: { supplierCount: 1, registerRevision: 0 },
      rescreened: 1,
    })
    const faults = [false, true].flatMap((after) =>
      Array.from({ length: dry.calls }, (_, i): Fault => ({ call: i + 1, after })),
    )
    for (const fault of faults) {
      world = structuredClone(start)
      topics = new Map([...topics].filter(([arn]) => arn.endsWith('beta')))
      const again = { act: 'add-customer', customerId: 'acme', name: 'Acme Apparel' } as const
      await expect(act(again, new Fuse(fault))).rejects.toThrow(Crash)
      await act(again)
      await act(again)
      expect(holders()).toEqual(new Set(['acme#S-1', 'beta#S-1']))
      const notices = [...world.registry.notices.values()].filter(({ customerId }) => customerId === 'acme')
      expect(notices).toMatchObject([{ cause: 'rescreen', state: 'screening', screened: 1 }])
    }
    expect(faults.length).toBeGreaterThan(10)
  })

  test('that was never removed is not screened anew because it is added again', async () => {
    await begin()
    const { registry } = storesOf(world)
    await registry.raiseRegister('acme', 'i-1', { supplierCount: 1, uploadedAt: '2024-01-02T00:00:00.000Z' })
    expect(await add('acme')).not.toHaveProperty('rescreened')
    expect(world.registry.notices.size).toBe(0)
  })

  test('wherever it dies, doing it again finishes it', async () => {
    await begin()
    const start = structuredClone(world)
    const startTopics = [...topics.keys()]
    const dry = new Fuse()
    await act({ act: 'remove-customer', customerId: 'acme' }, dry)
    const faults = [false, true].flatMap((after) =>
      Array.from({ length: dry.calls }, (_, i): Fault => ({ call: i + 1, after })),
    )
    for (const fault of faults) {
      world = structuredClone(start)
      topics = new Map(startTopics.map((arn) => [arn, []]))
      await expect(act({ act: 'remove-customer', customerId: 'acme' }, new Fuse(fault))).rejects.toThrow(
        Crash,
      )
      // Where the profile is gone already there is nothing left to do, and it is said that there is no such customer.
      await act({ act: 'remove-customer', customerId: 'acme' }).catch((error: unknown) =>
        expect(error).toBeInstanceOf(ConfigError),
      )
      expect([holders().has('acme#S-1'), topics.size, world.registry.customers.size]).toEqual([false, 1, 1])
    }
    expect(faults.length).toBeGreaterThan(6)
  })
})
