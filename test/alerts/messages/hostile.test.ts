import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alertMessage, digestMessage, reportMessage } from '../../../shared/alerts/messages/messages.ts'
import { codePoints, columns, width } from '../../../shared/alerts/messages/plain-text.ts'
import { alertOf, customer, notice, party, reportRef } from './support.ts'

/** Names as an attacker, a broken export or a strange script makes them. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom(
    '<img src=x onerror=alert(1)>',
    'Acme\r\n\r\nSubject: paid',
    '\u202Egnirts desrever',
    'a'.repeat(10_000),
    '\u0301'.repeat(10_000),
    '新'.repeat(10_000),
    '\u0000\u0007\u001B[31m',
    '',
    ' ',
    '😀'.repeat(200),
    '{"json": true}',
  ),
)

const bad = /[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u
const badControl = /(?!\n)\p{Cc}/u

const checkMessage = ({ subject, text }: { subject: string; text: string }): void => {
  expect(subject).toMatch(/^[A-Za-z]/)
  expect(codePoints(subject).length).toBeLessThan(100)
  expect(subject.length).toBeLessThan(100)
  expect(subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
  expect(text).not.toMatch(bad)
  expect(text).not.toMatch(badControl)
  expect(text).not.toMatch(/[<>]/)
  const tooWide = text.split('\n').filter((line) => !line.includes('https://') && width(line) > columns)
  expect(tooWide).toEqual([])
  expect(Buffer.byteLength(text)).toBeLessThan(100_000)
}

describe('hostile names', () => {
  it('do no harm in an alert', () => {
    fc.assert(
      fc.property(
        hostile,
        hostile,
        hostile,
        fc.constantFrom('opened', 'amended', 'resolved', 'reopened' as const),
        (one, two, three, kind) => {
          const before = party()
          const after = party({
            name: one,
            aliases: Array.from(
              { length: 50 },
              (_, number) => ({ name: `${two}${number}`, quality: 'strong', kind: three }) as const,
            ),
            addresses: [{ text: three }, { text: two }],
            identifiers: [{ type: one, value: two }],
            programs: ['UFLPA-i', three],
            remarks: two,
            citation: { title: three, url: one },
            countries: [one],
            listedOn: two,
          })
          const alert = alertOf({
            kind,
            before: kind === 'opened' ? null : before,
            after: kind === 'resolved' ? null : after,
            match: { explanation: [{ kind: one, text: two, effect: 0.5 }], score: 0.5 },
            supplier: { supplierId: one, name: two, otherNames: [three, one], country: two, address: three },
            paths: [[one, two]],
          })
          checkMessage(alertMessage(alert, { ...customer, name: three, customerId: two }))
        },
      ),
      { numRuns: 40 },
    )
  })

  it('do no harm in a report or a digest', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, two) => {
        const alerts = [
          alertOf({ kind: 'opened', after: party({ name: one }), supplier: { supplierId: two, name: one } }),
          alertOf({ kind: 'opened', after: party({ name: two }), supplier: { supplierId: one, name: two } }),
        ]
        const hostileCustomer = { ...customer, name: one, customerId: two }
        checkMessage(reportMessage(notice({ noticeId: one }), alerts, hostileCustomer, reportRef))
        checkMessage(
          digestMessage(notice({ kind: 'alerts', noticeId: two }), alerts, hostileCustomer, reportRef),
        )
      }),
      { numRuns: 40 },
    )
  })
})
