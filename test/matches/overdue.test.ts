import { describe, expect, test } from 'vitest'
import { defaultPolicy } from '../../shared/matches/disposition-policy.ts'
import { acknowledge, decide } from '../../shared/matches/disposition.ts'
import { alertIdOf } from '../../shared/matches/ids.ts'
import { overdueMatches, overdueOn } from '../../shared/matches/overdue.ts'
import type { AlertRecord } from '../../shared/matches/ports.ts'
import type { Severity } from '../../shared/model/alert.ts'
import { matchOf, party } from '../alerts/messages/support.ts'

const match = matchOf(party())
const sentAt = '2026-01-01T00:00:00.000Z'
const after = (hours: number): Date => new Date(Date.parse(sentAt) + hours * 3_600_000)
const alert = (severity: Severity = 'critical') => ({ alertId: 'a', sentAt, severity })
const on = (hours: number, of = match, sent: Parameters<typeof overdueOn>[1] = alert()) =>
  overdueOn(of, sent, defaultPolicy, after(hours))?.missing ?? null
const context = { policy: defaultPolicy, xinjiang: false }
const request = {
  decision: 'cleared' as const,
  reasonCodes: ['different-address'],
  reason: 'r',
  author: 'Jane',
  at: sentAt,
}

describe('a match', () => {
  test('wants to be noted, then decided, within the times of its severity', () => {
    expect([3, 5, 25].map((hours) => on(hours))).toEqual([null, 'acknowledgement', 'decision'])
    expect([23, 25, 73].map((hours) => on(hours, match, alert('high')))).toEqual([
      null,
      'acknowledgement',
      'decision',
    ])
    expect(on(100_000, match, alert('info'))).toBeNull()
  })

  test('that was acknowledged wants only a decision', () => {
    const { match: seen } = acknowledge(match, { author: 'Jane', at: sentAt })
    expect([5, 25].map((hours) => on(hours, seen))).toEqual([null, 'decision'])
  })

  test('on which a decision is proposed wants an approval', () => {
    const policy = { ...defaultPolicy, approval: 'all' as const }
    const { match: proposed } = decide(match, request, { policy, xinjiang: false })
    expect([5, 25].map((hours) => on(hours, proposed))).toEqual([null, 'approval'])
  })

  test('that is decided, ended, or not told yet wants nothing', () => {
    expect(on(1000, decide(match, request, context).match)).toBeNull()
    expect(on(1000, { ...match, state: 'resolved' })).toBeNull()
    expect(on(1000, match, null)).toBeNull()
    expect(on(1000, match, { alertId: 'a' })).toBeNull()
  })

  test('is due by the customer’s own times', () => {
    const policy = { ...defaultPolicy, decideHours: { ...defaultPolicy.decideHours, critical: 1 } }
    expect(overdueOn(match, alert(), policy, after(2))).toMatchObject({
      missing: 'decision',
      dueAt: '2026-01-01T01:00:00.000Z',
      severity: 'critical',
    })
  })
})

test('all that a customer has open is looked at in few calls, and the longest overdue comes first', async () => {
  const open = Array.from({ length: 1201 }, (_, at) => ({ ...match, supplierId: `S-${at}` }))
  const untold = { ...match, supplierId: 'S-untold' }
  const decided = { ...decide(match, request, context).match, supplierId: 'S-decided' }
  const asked: number[] = []
  const sent = new Map(
    open.map((one, at) => [
      alertIdOf(one, one.revision),
      {
        ...alert(),
        alertId: alertIdOf(one, one.revision),
        sentAt: after(-at / 100).toISOString(),
      } as AlertRecord,
    ]),
  )
  const found = await overdueMatches(
    {
      registry: {
        async *matches() {
          yield* [decided, ...open, untold]
        },
        alertsById: async (_customerId, ids) => {
          asked.push(ids.length)
          return ids.flatMap((id) => sent.get(id) ?? [])
        },
      },
      policies: { policy: async () => defaultPolicy },
      now: () => after(5),
    },
    match.customerId,
  )
  expect(asked.reduce((sum, count) => sum + count)).toBe(1202)
  expect(asked.length).toBeLessThan(5)
  expect(found.map(({ match: one }) => one.supplierId)).toEqual(
    open.map(({ supplierId }) => supplierId).reverse(),
  )
})
