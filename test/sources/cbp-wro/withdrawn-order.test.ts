import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { alertMessage } from '../../../shared/alerts/messages/messages.ts'
import { removalReason } from '../../../shared/lists/removal-reason.ts'
import { decideMatch } from '../../../shared/matches/transition.ts'
import type { Designation } from '../../../shared/model/designation.ts'
import type { Match } from '../../../shared/model/match.ts'
import { sourceIds } from '../../../shared/model/source.ts'
import { cbpWroReader } from '../../../shared/sources/cbp-wro/reader.ts'
import { alertOf, customer, matchOf, supplier } from '../../alerts/messages/support.ts'
import { publish } from '../publish.ts'

const csv = readFileSync(new URL('../../fixtures/cbp-wro/2026-06-23/wro.csv', import.meta.url), 'latin1')
const encode = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))
const before = publish(cbpWroReader, null, encode(csv)).version
const orderOf = (entity: string): Designation => {
  const order = [...before.designations.values()].find(({ subjects }) =>
    subjects.some(({ name }) => name === entity),
  )
  if (!order) throw new Error(`There is no order on ${entity}`)
  return order
}
const monteGrande = orderOf('Finca Monte Grande')

/** The match on the order, after the order left the table or was changed to `after`. */
const resolved = (after: Designation | null): Match => {
  const stored = matchOf(monteGrande)
  const { customerId, supplierId, source, designationId, rule } = stored
  const decided = decideMatch(stored, {
    key: { customerId, supplierId, source, designationId, rule },
    fence: { listSeq: 8, supplierRevision: 2 },
    designation: after,
    supplier: {
      ...supplier,
      customerId,
      revision: 2,
      factsHash: 'h1:s',
      state: 'registered',
      intakeId: 'i-1',
    },
    measures: [],
    evaluation: null,
    cause: 'cbp-wro#000008',
    at: '2026-11-22T10:00:00.000Z',
  })
  if (!decided) throw new Error('Nothing was decided')
  return decided.match
}

describe('an order that vanishes from the table', () => {
  const line =
    '1/29/2026,2026,,Mexico,Coffee,WRO,Agriculture and Prepared Products,Active,,Finca Monte Grande,\r\n'

  test('is one removal, whose reason is that it was withdrawn from the table', () => {
    expect(csv.split(line)).toHaveLength(2)
    const { verdict, changes, version } = publish(cbpWroReader, before, encode(csv.replace(line, '')))
    expect([verdict, changes]).toEqual(['accept', ['removed WRO 2026-01-29: Finca Monte Grande — coffee']])
    expect(version.designations.has(monteGrande.id)).toBe(false)
    expect(removalReason('cbp-wro')).toBe('withdrawn-from-table')
    for (const source of sourceIds.filter((id) => id !== 'cbp-wro'))
      expect(removalReason(source), source).toBe('delisted')
  })

  test('ends its matches for that reason, and one that says "Revoked" ends them for another', () => {
    expect(resolved(null)).toMatchObject({ state: 'resolved', resolvedBecause: 'withdrawn-from-table' })
    expect(resolved({ ...monteGrande, status: 'inactive', statusAsPublished: 'Revoked' })).toMatchObject({
      state: 'resolved',
      resolvedBecause: 'listing-inactive',
    })
  })

  test('is never called revoked or delisted to those who are told', () => {
    const alert = alertOf({ kind: 'resolved', before: monteGrande, match: resolved(null) })
    expect(alert.designation.status).toBe('withdrawn-from-table')
    const { text } = alertMessage(alert, customer)
    const said = text.replaceAll(/\s+/g, ' ')
    expect(said).toContain(
      'no longer stands in the table of the CBP Withhold Release Orders and Findings (U.S. Customs and Border Protection). No document says that the order is revoked.',
    )
    expect(said).toContain('a row that is gone from its table does not say so')
    expect(said).not.toMatch(/delisted|was revoked|no longer in force/)
  })
})
