import { expect, test } from 'vitest'
import { confirmedRemovals } from '../../shared/suppliers/confirmed-removals.ts'
import type { IntakeRecord } from '../../shared/suppliers/intake.ts'

const record = { intakeId: 'i1', file: 'suppliers.csv', at: '2026-01-01T00:00:00Z' } as IntakeRecord

test.each([
  ['J%C3%BCrgen%20O.', 'Jürgen O.'],
  ['Jane Doe', 'Jane Doe'],
  // An upload by another tool: the file is taken in already, and what was confirmed must still be written down.
  ['100% Jane', '100% Jane'],
  [undefined, 'not named'],
])('who confirmed, as the header says it: %s', (header, author) => {
  expect(confirmedRemovals(record, header)).toMatchObject({ author, subject: 'suppliers.csv' })
})
