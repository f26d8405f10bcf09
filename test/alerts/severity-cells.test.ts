import { describe, expect, it } from 'vitest'
import { severityAt, severityOf } from '../../shared/alerts/severity.ts'
import { parseCell, parsePlace, placeOf, withCells } from '../../shared/alerts/severity-cells.ts'
import { InputError } from '../../shared/errors.ts'
import { consequencesOf } from '../../shared/legal/consequences.ts'
import { listing } from '../legal/support.ts'
import { matchOf } from './messages/support.ts'

describe("a customer's own severities", () => {
  it('are written as measure/rule/score/tier=severity', () => {
    expect(parseCell('blocking/name/review/2+=high')).toEqual({
      measure: 'blocking',
      rule: 'name',
      score: 'review',
      tier: '2+',
      severity: 'high',
    })
    expect(placeOf(parseCell('debarment=low'))).toBe('debarment/*/*/*')
    expect(placeOf(parsePlace('*//strong'))).toBe('*/*/strong/*')
  })

  it.each(['blocking', 'blocking=urgent', 'bloking=high', 'blocking/nam=high', 'a/b/c/d/e=low', '=low'])(
    'refuse %s',
    (text) => {
      expect(() => parseCell(text)).toThrow(InputError)
    },
  )

  it('count where they are most specific, and ours where none fits', () => {
    const cells = ['blocking=low', 'blocking/name=medium', '*/name/strong/1=high'].map(parseCell)
    const at = (rule: 'name' | 'address') =>
      severityAt({ measure: 'blocking', rule, score: 'strong', tier: '1' }, cells)
    expect([at('name'), at('address')]).toEqual(['medium', 'low'])
    expect(
      severityAt({ measure: 'import-seizure', rule: 'address', score: 'strong', tier: '1' }, cells),
    ).toBe('high')
  })

  it('replace and take away cells by their place', () => {
    const cells = withCells([parseCell('blocking=low')], {
      set: [parseCell('blocking=high'), parseCell('debarment=low')],
      unset: [],
    })
    expect(cells.map(({ measure, severity }) => `${measure} ${severity}`)).toEqual([
      'blocking high',
      'debarment low',
    ])
    expect(withCells(cells, { set: [], unset: [parsePlace('blocking')] })).toHaveLength(1)
  })

  it('decide an alert, two steps lower where the measure does not act on the role', () => {
    const sdn = listing('ofac-sdn', ['SDGT'])
    const entity = listing('bis-entity-list', ['EL'])
    const cells = ['blocking=medium', 'export-licence=critical'].map(parseCell)
    const of = (designation: typeof sdn, role: 'supplier' | 'bank') =>
      severityOf({
        consequences: consequencesOf(designation, [role], '2026-11-22'),
        match: matchOf(designation),
        kind: 'opened',
        tier: 1,
        cells,
      })
    expect([of(sdn, 'supplier'), of(entity, 'supplier'), of(entity, 'bank')]).toEqual([
      'medium',
      'critical',
      'medium',
    ])
  })
})
