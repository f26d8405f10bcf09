import { describe, expect, it } from 'vitest'
import { alertMessage } from '../../shared/alerts/messages/messages.ts'
import { alertSchema } from '../../shared/alerts/alert-schema.ts'
import { alertOutgoing, attributesOf, sizeOf, snsLimit } from '../../shared/alerts/outgoing.ts'
import type { Alert } from '../../shared/model/alert.ts'
import { listing } from '../legal/support.ts'
import { alertOf, customer, party } from './messages/support.ts'

const outgoing = (alert: Alert, together: readonly Alert[] = []) =>
  alertOutgoing(alert, together, alertMessage(alert, customer, together))

const aliases = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    name: `Псевдоним "${i}"`,
    quality: 'strong' as const,
    kind: 'a.k.a.',
  }))

describe('a message', () => {
  it('is the whole alert where it fits', () => {
    const alert = alertOf({ kind: 'opened', after: party() })
    expect(JSON.parse(outgoing(alert).json)).toEqual(alert)
  })

  it('cuts long lists where it does not, says so, and keeps everything that counts', () => {
    const alert = alertOf({ kind: 'amended', before: party(), after: party({ aliases: aliases(4_000) }) })
    expect(Buffer.byteLength(JSON.stringify(alert))).toBeGreaterThan(snsLimit)
    const message = outgoing(alert)
    expect(sizeOf(message)).toBeLessThan(snsLimit)
    const cut = JSON.parse(message.json) as Alert & { designation: { truncated?: boolean } }
    expect(cut.designation.truncated).toBe(true)
    expect(cut.designation.aliases).toHaveLength(25)
    expect(cut).toMatchObject({ alertId: alert.alertId, evidence: alert.evidence, clocks: alert.clocks })
    expect(alertSchema.safeParse(cut).error).toBeUndefined()
  })

  it('is a pointer to the record where no cutting helps, and never fails', () => {
    const alert = alertOf({
      kind: 'opened',
      after: party({ name: '"'.repeat(150_000), remarks: 'x' }),
      match: { explanation: Array.from({ length: 4 }, () => ({ kind: 'x', text: '"'.repeat(100_000) })) },
    })
    const record = { sha256: 'f'.repeat(64), key: `sealed/northwind/${alert.alertId}.json` }
    const message = outgoing({ ...alert, evidence: { ...alert.evidence, record } })
    expect(sizeOf(message)).toBeLessThan(snsLimit)
    expect(JSON.parse(message.json)).toMatchObject({
      form: 'pointer',
      alertId: alert.alertId,
      evidence: { record },
    })
  })

  it('counts the escapes of JSON within JSON', () => {
    const alert = alertOf({
      kind: 'opened',
      after: party({ linkedTo: Array.from({ length: 300 }, () => '"'.repeat(400)) }),
    })
    expect(Buffer.byteLength(JSON.stringify(alert))).toBeLessThan(snsLimit)
    expect(sizeOf(outgoing(alert))).toBeLessThan(snsLimit)
  })

  it.each([0, 1])('cuts a long text between characters, not within one', (shift) => {
    const alert = alertOf({ kind: 'opened', after: party() })
    const text = 'x'.repeat(shift) + '𠀀'.repeat(60_000)
    const message = alertOutgoing(alert, [], { subject: 'x', text })
    expect(message.text).toContain('This text was cut')
    expect(message.text.isWellFormed()).toBe(true)
  })

  it('has every value to filter on that its alerts have', () => {
    const one = alertOf({ kind: 'opened', after: listing('cbp-wro', ['WRO'], { enforcedUnder: 'uflpa' }) })
    const two = alertOf({ kind: 'opened', after: party(), match: { rule: 'identifier' } })
    expect(attributesOf([one, two])).toEqual({
      kind: 'opened',
      source: ['cbp-wro', 'dhs-uflpa'],
      measure: ['import-detention', 'import-presumption'],
      severity: 'high',
      rule: ['identifier', 'name'],
      tier: '2',
    })
  })
})

describe('one party in three countries', () => {
  const entry = (country: string, score: number): Alert =>
    alertOf({
      kind: 'opened',
      after: listing('bis-entity-list', ['EL'], {
        id: `el-${country}`,
        name: 'Baltic Optics',
        countries: [country],
        party: 'p1',
        licence: {
          requirement: 'For all items subject to the EAR',
          reviewPolicy: 'Presumption of denial',
          footnotes: [],
        },
      }),
      match: { score },
    })
  const [lead, ...together] = [entry('RU', 0.98), entry('LT', 0.93), entry('LV', 0.92)] as const

  it('is told in one message that names every entry and every alert', () => {
    const message = outgoing(lead, together)
    const json = JSON.parse(message.json) as Alert & {
      together: { alertId: string; designation: { id: string } }[]
    }
    expect(json.together.map(({ designation }) => designation.id)).toEqual(['el-LT', 'el-LV'])
    expect(alertSchema.parse(json)).toEqual(json)
    for (const country of ['Lithuania', 'Latvia']) expect(message.text).toContain(country)
  })
})
