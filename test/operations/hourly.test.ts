import { describe, expect, test } from 'vitest'
import { operationsChain, type AuditAnchor } from '../../shared/audit/chain.ts'
import { defaultPolicy } from '../../shared/matches/disposition-policy.ts'
import { hourly, type HourlyDependencies } from '../../shared/operations/hourly.ts'
import { memoryRegistryOf } from '../support/pipeline.ts'
import { worldWithCustomer } from '../support/story.ts'

const round = async (change: (deps: HourlyDependencies) => Partial<HourlyDependencies> = () => ({})) => {
  const world = await worldWithCustomer(['acme', 'beta'])
  const anchored: AuditAnchor[] = []
  const told: string[] = []
  const deps: HourlyDependencies = {
    registry: memoryRegistryOf(world),
    policies: { policy: async () => defaultPolicy },
    trails: () => ({ head: async () => ({ seq: 3, hash: 'h1:x', at: '2026-01-01T00:00:00.000Z' }) }),
    anchors: {
      put: async (anchor) => void anchored.push(anchor),
      newest: async (chain) => anchored.find((anchor) => anchor.chain === chain) ?? null,
      all: async () => anchored,
    },
    formerCustomers: async () => ['gone'],
    enqueue: async () => {},
    failed: ({ of, part }) => void told.push(`${of} ${part}`),
    now: () => new Date('2026-01-01T08:00:00Z'),
  }
  const all = { ...deps, ...change(deps) }
  return { run: () => hourly(all), anchored, told }
}

describe('the round of an hour', () => {
  test('anchors the trail of every customer, of those that were, and of operations, once', async () => {
    const { run, anchored, told } = await round()
    expect(await run()).toEqual({ expiredClearings: 0, overdueMatches: 0, anchored: 4 })
    expect(anchored.map(({ chain }) => chain).sort()).toEqual([operationsChain, 'acme', 'beta', 'gone'])
    expect(await run(), 'nothing moved since').toMatchObject({ anchored: 0 })
    expect(told).toEqual([])
  })

  test('goes on with the others where one customer fails, names every failure, and fails in the end', async () => {
    const { run, anchored, told } = await round(({ registry }) => ({
      registry: {
        ...registry,
        matches: (customerId) => {
          if (customerId === 'acme') throw new Error('its matches cannot be read')
          return registry.matches(customerId)
        },
      },
    }))
    await expect(run()).rejects.toThrow('its matches cannot be read')
    expect(told).toEqual(['acme clearings', 'acme overdue'])
    expect(anchored.map(({ chain }) => chain)).toContain('beta')
  })
})
