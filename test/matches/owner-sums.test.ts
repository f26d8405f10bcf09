import { expect, test } from 'vitest'
import { judge, pairKey } from '../../shared/matches/judge.ts'
import { type ListingLaw, type Weighed, withSums } from '../../shared/matches/owner-sums.ts'
import { decideMatch } from '../../shared/matches/transition.ts'
import type { Match } from '../../shared/model/match.ts'
import { plainSupplier, type Supplier } from '../../shared/model/supplier.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { relatedParties } from '../../shared/screening/related-parties.ts'
import { listing } from '../legal/support.ts'

const model = screeningModel()
const supplier: Supplier = {
  ...plainSupplier('S-1', 'Harbour Bakery'),
  owners: [{ name: 'Al Noor Shipping LLC', percent: 60 }],
  customerId: 'northwind',
  revision: 1,
  factsHash: '',
  state: 'registered',
  intakeId: 'i',
}
const designation = listing('ofac-sdn', ['CUBA'], { id: '4711', name: 'AL NOOR SHIPPING LLC' })
const pair = {
  designationId: '4711',
  designation,
  listSeq: 1,
  source: 'ofac-sdn' as const,
  supplier,
  own: undefined,
}
const key = pairKey('ofac-sdn', '4711')
const related = relatedParties(supplier, new Map(), model)
const judged = judge({ model }, designation, supplier, undefined, related)
/** A law that changes with the first of March, in the agencies' zone. */
const law: ListingLaw = {
  measuresOf: (_, on) => (on < '2024-03-01' ? ['blocking'] : ['menu-based']),
  datedStateOf: () => [],
  ownershipOf: () => ({ laws: ['ofac-50-percent'] }),
}
const weighed = (before: Match | null): Weighed => ({ pair, known: new Map(), judged, before })

const cleared = (at: string): Match => {
  const evaluation = withSums(law, [weighed(null)], related, at)
    .judged.get(key)
    ?.evaluations.get('ownership')
  const decided = decideMatch(null, {
    key: {
      customerId: 'northwind',
      supplierId: 'S-1',
      source: 'ofac-sdn',
      designationId: '4711',
      rule: 'ownership',
    },
    fence: { listSeq: 1, supplierRevision: 1 },
    designation,
    supplier,
    measures: ['blocking'],
    evaluation: evaluation ?? null,
    cause: 'c',
    at,
  })
  if (!decided) throw new Error('nothing to decide')
  return {
    ...decided.match,
    state: 'cleared',
    disposition: {
      decision: 'cleared',
      reasonCodes: ['different-identifier'],
      reason: 'Another company.',
      author: 'Jane Doe',
      at,
    },
  }
}

test('whether a cleared owner stays out of the sum is asked on the day that it is in Washington', () => {
  const stored = cleared('2024-02-01T12:00:00.000Z')
  const isOut = (at: string): boolean => withSums(law, [weighed(stored)], related, at).excluded.has(key)
  expect(isOut('2024-02-20T12:00:00.000Z')).toBe(true)
  // 23:00 of the last day of February there.
  expect(isOut('2024-03-01T04:00:00.000Z')).toBe(true)
  expect(isOut('2024-03-01T06:00:00.000Z')).toBe(false)
})
