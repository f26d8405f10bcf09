import { describe, expect, test } from 'vitest'
import type { Supplier, SupplierFacts } from '../../shared/model/supplier.ts'
import { planRegister } from '../../shared/suppliers/register.ts'
import { supplierFactsHash } from '../../shared/suppliers/supplier-facts.ts'
import { facts } from './files.ts'

const stored = (of: SupplierFacts, state: Supplier['state'] = 'registered'): Supplier => ({
  ...of,
  customerId: 'acme',
  revision: 1,
  factsHash: supplierFactsHash(of),
  state,
  intakeId: 'i1',
})

const many = (count: number): SupplierFacts[] => Array.from({ length: count }, (_, at) => facts(`S-${at}`))

const plan = (
  current: readonly Supplier[],
  rows: readonly SupplierFacts[],
  options: Partial<Parameters<typeof planRegister>[2]> = {},
) =>
  planRegister(current, rows, {
    mode: 'whole',
    suppliersWithOpenMatches: new Set(),
    confirmRemovals: false,
    ...options,
  })

describe('what a file means for the register', () => {
  test('the same file again changes nothing, in whatever order its lists are written', () => {
    const goods = [{ text: 'yarn' }, { hs: '5208', text: 'cloth' }]
    const row = facts('S-1', { goods, otherNames: ['b', 'a'] })
    const again = facts('S-1', { goods: goods.toReversed(), otherNames: ['a', 'b'] })
    expect(plan([stored(row)], [again])).toEqual({
      added: [],
      changed: [],
      annotated: [],
      removed: [],
      unchanged: 1,
    })
  })

  test('a changed note is written down and is no change for screening', () => {
    const row = facts('S-1', { notes: 'new' })
    expect(plan([stored(facts('S-1'))], [row])).toMatchObject({ annotated: [row], changed: [], unchanged: 0 })
    expect(supplierFactsHash(row)).toBe(supplierFactsHash(facts('S-1')))
  })

  test('every other fact is a change', () => {
    const changes: Partial<SupplierFacts>[] = [
      { name: 'Other' },
      { otherNames: ['x'] },
      { roles: ['buyer'] },
      { type: 'person' },
      { country: 'CN' },
      { address: 'x' },
      { sites: ['x'] },
      { birthDate: '1962' },
      { nationality: 'CN' },
      { identifiers: [{ type: 'IMO', value: '1' }] },
      { goods: [{ text: 'x' }] },
      { owners: [{ name: 'x' }] },
      { officers: [{ name: 'x' }] },
      { workers: ['KP'] },
      { sends: 'x' },
      { supplies: ['S-2'] },
    ]
    for (const change of changes) {
      expect(
        plan([stored(facts('S-1'))], [facts('S-1', change)]).changed,
        JSON.stringify(change),
      ).toHaveLength(1)
    }
  })

  test('a whole file removes what it does not hold; a patch does not', () => {
    const current = [stored(facts('S-1')), stored(facts('S-2'))]
    expect(plan(current, [facts('S-1')]).removed).toEqual(['S-2'])
    expect(plan(current, [facts('S-3')], { mode: 'patch' })).toMatchObject({
      removed: [],
      added: [facts('S-3')],
      unchanged: 0,
    })
  })

  test('a supplier that was removed comes back as an addition, and is removed once', () => {
    const current = [stored(facts('S-1')), stored(facts('S-2'), 'removed')]
    expect(plan(current, [facts('S-1')]).removed).toEqual([])
    expect(plan(current, [facts('S-1'), facts('S-2')]).added).toEqual([facts('S-2')])
  })
})

describe('removals that wait for a person', () => {
  const held = (registered: number, removed: number, options = {}) =>
    plan(
      many(registered).map((row) => stored(row)),
      many(registered).slice(removed),
      options,
    ).held

  test.each([
    [4, 3, undefined],
    [50, 5, undefined],
    [
      49,
      5,
      'the file would remove 5 of 49 suppliers: S-0, S-1, S-2, S-3, S-4; send it again with --confirm-removals if that is meant',
    ],
    [100, 10, undefined],
    [
      100,
      11,
      'the file would remove 11 of 100 suppliers: S-0, S-1, S-10, S-2, S-3 and 6 more; send it again with --confirm-removals if that is meant',
    ],
  ])('of %i, %i go', (registered, removed, reason) => {
    expect(held(registered, removed)).toBe(reason)
  })

  test('one supplier with an open match is enough', () => {
    expect(held(100, 1, { suppliersWithOpenMatches: new Set(['S-0', 'S-50']) })).toMatch(
      /^the file would remove a supplier with an open match: S-0;/,
    )
    expect(held(100, 1, { suppliersWithOpenMatches: new Set(['S-50']) })).toBeUndefined()
  })

  test('unless removals are confirmed', () => {
    expect(
      held(20, 20, { confirmRemovals: true, suppliersWithOpenMatches: new Set(['S-0']) }),
    ).toBeUndefined()
  })

  test('removed ones do not count among those that are registered', () => {
    const current = [
      ...many(49).map((row) => stored(row)),
      ...Array.from({ length: 50 }, (_, at) => stored(facts(`old-${at}`), 'removed')),
    ]
    expect(plan(current, many(49).slice(5)).held).toMatch(/5 of 49/)
  })
})
