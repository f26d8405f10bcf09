import { expect, test } from 'vitest'
import { groupAlerts } from '../../shared/alerts/groups.ts'
import type { AlertRecord } from '../../shared/matches/ports.ts'
import type { Match } from '../../shared/model/match.ts'
import { matchOf, party, supplier } from './messages/support.ts'

const record = (alertId: string, match: Partial<Match>): AlertRecord => ({
  alertId,
  customerId: 'northwind',
  noticeId: 'n',
  state: 'pending',
  transition: { kind: 'opened', match: { ...matchOf(party()), ...match }, fields: [] },
  supplier,
  listSeq: 7,
})
const groupsOf = (records: AlertRecord[]): string[] =>
  groupAlerts(records, () => ({ id: 'tarim-silicon', party: 'tarim' })).map((group) =>
    group.map(({ alertId }) => alertId).join(' '),
  )

test('the entries of one party and the rules by which it meets a supplier are one message, led by the best score', () => {
  expect(
    groupsOf([
      record('by-name', { score: 0.8 }),
      record('elsewhere', { designationId: 'tarim-silicon-hk', score: 0.9 }),
      record('by-number', { rule: 'identifier', score: 1 }),
      record('of-another', { supplierId: 'S-2' }),
    ]),
  ).toEqual(['by-number elsewhere by-name', 'of-another'])
})

test('what is listed itself, whose owner is and whose officer is are told apart', () => {
  expect(
    groupsOf([
      record('itself', {}),
      record('owner', { rule: 'ownership', met: { as: 'owner', name: 'Tarim' } }),
      record('officer', { rule: 'officer', met: { as: 'officer', name: 'Tarim' } }),
    ]),
  ).toEqual(['itself', 'owner', 'officer'])
})
