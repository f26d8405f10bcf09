import { expect, it } from 'vitest'
import { killAt, type Moment } from './kill-rounds.ts'

/** One generation's transaction runs 23 statements that write: the items, index rows, stream records and the token. */
const MOMENTS: Moment[] = [{ statement: 12 }, { statement: 23 }, { answers: 30, delayMs: 2 }]

it('a killed server has done each transaction wholly or not at all', async () => {
  expect(await killAt(MOMENTS)).toBeGreaterThan(30)
})
