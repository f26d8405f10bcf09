import { describe, expect, test } from 'vitest'
import { alertMessage } from '../../shared/alerts/messages/messages.ts'
import { listing } from '../legal/support.ts'
import { alertOf, customer } from './messages/support.ts'

const order = listing('cbp-wro', ['WRO'])
const imported = [{ anchor: 'importation' as const, on: '2026-10-01', reference: 'entry 123' }]

describe('the clocks of a match that ended', () => {
  test('that the customer entered the start of run on, and the alert says until when', () => {
    const alert = alertOf({ kind: 'resolved', before: order, anchors: imported })
    expect(alert.clocks.flatMap(({ deadlines }) => deadlines)).toMatchObject([
      { anchoredOn: '2026-10-01', dueOn: '2027-01-01', reference: 'entry 123' },
      { anchoredOn: '2026-10-01', dueOn: '2027-01-01', reference: 'entry 123' },
    ])
    expect(alert.remains.filter(({ kind }) => kind === 'clock')).toHaveLength(2)
    expect(alertMessage(alert, customer).text.replace(/\s+/g, ' ')).toContain('Due 2027-01-01, a Friday')
  })

  test('are not told where nobody entered a start: nothing runs that is known', () => {
    expect(alertOf({ kind: 'opened', after: order }).clocks.length).toBeGreaterThan(0)
    expect(alertOf({ kind: 'resolved', before: order }).clocks).toEqual([])
  })
})
