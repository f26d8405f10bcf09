import { beforeEach, expect, test } from 'vitest'
import { auditedOnboarding } from '../../shared/customers/audited-onboarding.ts'
import { InputError } from '../../shared/errors.ts'
import { decide } from '../../shared/matches/disposition.ts'
import { defaultPolicy } from '../../shared/matches/disposition-policy.ts'
import type { Match, Thresholds } from '../../shared/model/match.ts'
import { evaluatePair } from '../../shared/screening/evaluate.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import type { Line } from '../support/line-reader.ts'
import { Fuse } from '../support/faults.ts'
import { functionsOf, quiesce, storesOf, type World } from '../support/pipeline.ts'
import { designation, supplier } from '../support/samples.ts'
import { publish, published, readers, register, worldWithCustomer } from '../support/story.ts'

/** Listed under a name that is like the supplier's, and no more: between `review` and `strong`. */
const listed: Line = { key: '101', name: 'Karakum Cotton Spinning Mill', countries: ['TM'] }
const alike = 'Karakum Cotton Trading'

let world: World
let acts: unknown[]
beforeEach(async () => {
  acts = []
  world = await worldWithCustomer(['acme', 'beta'])
  for (const customerId of ['acme', 'beta']) await register(world, { 'S-1': alike }, { customerId })
  await publish(world, '2024-01-01T00:00:00.000Z', published([listed]))
  world.published.length = 0
})

const set = (thresholds: Thresholds) => {
  const { registry, index } = storesOf(world)
  return auditedOnboarding(
    {
      registry,
      customers: registry,
      topics: {} as never,
      index,
      model: screeningModel(),
      now: () => new Date((world.time += 1)),
      trail: { append: async (customerId, act) => void acts.push({ customerId, ...act }) as never },
    },
    { act: 'set-thresholds', customerId: 'acme', thresholds },
    'Jane Doe',
  )
}
const settle = () => quiesce(world, functionsOf(world, readers), new Fuse())
const matchOf = (customerId = 'acme'): Match => {
  const found = [...world.registry.matches.values()].find((match) => match.customerId === customerId)
  if (!found) throw new Error('no match')
  return found
}
const keyOf = (match: Match): string => {
  const found = [...world.registry.matches].find(([, one]) => one === match)
  if (!found) throw new Error('no match')
  return found[0]
}
const decideAs = (decision: 'confirmed' | 'cleared'): void => {
  const match = matchOf()
  const request = {
    decision,
    reasonCodes: [decision === 'confirmed' ? 'official-register' : 'different-address'],
    reason: 'We looked at it',
    author: 'Jane Doe',
    at: '2024-06-01T12:00:00.000Z',
  }
  const { match: decided } = decide(match, request, { policy: defaultPolicy, xinjiang: false })
  world.registry.matches.set(keyOf(match), decided)
}
const messages = () =>
  world.published.map(({ topicArn, message }) => ({
    to: topicArn.split('-').at(-1),
    ...(JSON.parse(message.json) as { form?: string }),
  }))

test('a raised threshold ends what is below it, in a report of this customer alone, and lowered again it is back', async () => {
  const { score } = matchOf()
  expect(score).toBeGreaterThan(0.75)
  expect(score).toBeLessThan(0.9)
  const own = { review: 0.9, strong: 0.95 }
  expect(await set(own)).toMatchObject({ rescreened: 1, customer: { thresholds: own } })
  expect(acts).toMatchObject([
    { customerId: 'acme', act: 'thresholds.set', author: 'Jane Doe', details: { ...own, rescreened: 1 } },
  ])
  await settle()
  expect(matchOf()).toMatchObject({ state: 'resolved', resolvedBecause: 'below-threshold', thresholds: own })
  expect(matchOf('beta').state).toBe('open')
  expect(messages()).toMatchObject([{ to: 'acme', form: 'report', cause: 'rescreen' }])

  await set({ review: 0.75, strong: 0.9 })
  await settle()
  expect(matchOf()).toMatchObject({ state: 'open', revision: 3, decision: 'review', score })
  expect(messages()).toMatchObject([{ form: 'report' }, { to: 'acme', form: 'report', cause: 'rescreen' }])
})

test('changes of the list go by the thresholds too', async () => {
  await set({ review: 0.9, strong: 0.95 })
  await settle()
  await publish(world, '2024-01-02T00:00:00.000Z', published([], '2024-01-02'))
  world.published.length = 0
  await publish(world, '2024-01-03T00:00:00.000Z', published([listed], '2024-01-03'))
  expect(matchOf().state).toBe('resolved')
  expect(messages().map(({ to }) => to)).toEqual(['beta'])
})

test('what an officer confirmed stays, and what one cleared does not come back', async () => {
  decideAs('confirmed')
  await set({ review: 0.9, strong: 0.95 })
  await settle()
  expect(matchOf()).toMatchObject({ state: 'open', revision: 1, disposition: { decision: 'confirmed' } })
  decideAs('cleared')
  for (const review of [0.92, 0.75]) {
    await set({ review, strong: 0.95 })
    await settle()
    expect(matchOf()).toMatchObject({ state: 'cleared', revision: 1 })
  }
  // Each change was answered, with nothing to tell.
  expect(messages().every(({ form }) => form === 'report')).toBe(true)
})

test('a strong likeness that is only for review by the customer\u2019s own is one in silence', async () => {
  await register(world, { 'S-1': 'Karakum Cotton Spinning Mill' })
  const before = matchOf()
  expect(before.decision).toBe('strong')
  await set({ review: 0.75, strong: 1 })
  await settle()
  const after = matchOf()
  expect([after.revision, after.score]).toEqual([before.revision, before.score])
  expect(after.decision).toBe(before.score === 1 ? 'strong' : 'review')
})

test.each([
  [{ review: 0.7, strong: 0.9 }, 'review'],
  [{ review: 0.8, strong: 0.85 }, 'strong'],
  [{ review: 0.96, strong: 0.95 }, 'review'],
  [{ review: Number.NaN, strong: 0.9 }, 'review'],
  [{ review: 0.8, strong: 1.1 }, 'strong'],
])('%o is refused for %s', async (thresholds, field) => {
  const before = world.registry.customers.get('acme')
  const error = await set(thresholds).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(InputError)
  expect((error as InputError).problems).toMatchObject([{ field }])
  expect(world.registry.customers.get('acme')).toEqual(before)
  expect(acts).toEqual([])
})

test('no threshold hides a fact, and an address is judged by itself where the name is left out', () => {
  const model = screeningModel()
  const rulesOf = (own?: Thresholds) => evaluatePair(party, tenant, model, own).map(({ rule }) => rule)
  const text = 'Room 1318-19, 13F, Hollywood Plaza, 610 Nathan Road, Mong Kok'
  const party = designation('1', 'Karakum Cotton Spinning Mill', {
    countries: ['HK'],
    addresses: [{ text, country: 'HK' }],
  })
  const tenant = supplier('S-1', { name: 'Karakum Plastics', country: 'HK', address: text })
  const [name] = evaluatePair(party, tenant, model)
  expect(name?.rule).toBe('name')
  expect(rulesOf({ review: (name?.score ?? 0) + 0.0001, strong: 1 })).toEqual(['address'])
  const vessel = designation('2', 'AMIR', {
    type: 'vessel',
    identifiers: [{ type: 'Vessel Registration Identification', value: 'IMO 9187629' }],
  })
  const ship = supplier('S-2', {
    type: 'vessel',
    name: 'New',
    identifiers: [{ type: 'IMO', value: '9187629' }],
  })
  const facts = evaluatePair(vessel, ship, model)
  expect(facts.map(({ rule }) => rule)).toEqual(['identifier'])
  expect(evaluatePair(vessel, ship, model, { review: 1, strong: 1 })).toEqual(facts)
})
