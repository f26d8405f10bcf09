import { expect, test } from 'vitest'
import { aboveOf, upstreamOf } from '../../shared/matches/upstream.ts'
import { plainSupplier, type Supplier } from '../../shared/model/supplier.ts'

const party = (supplierId: string, ...owners: string[]): Supplier => ({
  ...plainSupplier(supplierId, supplierId),
  owners: owners.map((owner) => ({ supplierId: owner, percent: 50 })),
  customerId: 'acme',
  revision: 1,
  factsHash: '',
  state: 'registered',
  intakeId: 'i',
})
/** S-1 is owned by S-2 and S-9, which is not registered; S-2 and S-3 own each other, and S-3 owns itself. */
const register = [party('S-1', 'S-2', 'S-9'), party('S-2', 'S-3'), party('S-3', 'S-2', 'S-3'), party('S-4')]
const byId = new Map(register.map((one) => [one.supplierId, one]))

test('all that is above a party is found once, also in a circle', () => {
  expect([...aboveOf(register[0]!, byId).keys()]).toEqual(['S-2', 'S-3'])
  expect([...aboveOf(register[1]!, byId).keys()].sort()).toEqual(['S-2', 'S-3'])
  expect([...aboveOf(register[3]!, byId)]).toEqual([])
})

test('what is above some parties is read level by level, each party once', async () => {
  const asked: string[][] = []
  const registry = {
    suppliersById: async (_: string, ids: readonly string[]) => {
      asked.push([...ids])
      return ids.flatMap((id) => byId.get(id) ?? [])
    },
  }
  const upstream = await upstreamOf(registry, 'acme', [register[0]!, register[3]!])
  expect([...upstream].map(([id, above]) => [id, [...above.keys()]])).toEqual([
    ['S-1', ['S-2', 'S-3']],
    ['S-4', []],
  ])
  expect(asked).toEqual([['S-2', 'S-9'], ['S-3']])
})
