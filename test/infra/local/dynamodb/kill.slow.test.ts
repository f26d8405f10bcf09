import { expect, it } from 'vitest'
import { seeded } from '../../../e2e/support/seeded.ts'
import { killAt, type Moment } from './kill-rounds.ts'

it('kill -9 at twelve moments of more than 1,000 transactions tears none', async () => {
  const random = seeded(20261126)
  // Some kills from outside, at any instant; some between two statements of one transaction.
  const moments = Array.from({ length: 12 }, (_, at): Moment => {
    if (at % 3 === 2) return { statement: 1 + Math.floor(random() * 23) }
    return { answers: 130 + Math.floor(random() * 20), delayMs: random() * 3 }
  })
  expect(await killAt(moments)).toBeGreaterThan(1_000)
})
