import { describe, expect, it } from 'vitest'
import { severityOf } from '../../shared/alerts/severity.ts'
import { consequencesOf, measuresOf } from '../../shared/legal/consequences.ts'
import type { Alert, Severity } from '../../shared/model/alert.ts'
import type { Designation } from '../../shared/model/designation.ts'
import type { Decision, Rule } from '../../shared/model/match.ts'
import type { Role } from '../../shared/model/supplier.ts'
import { listing } from '../legal/support.ts'
import { matchOf } from './messages/support.ts'

const sdn = listing('ofac-sdn', ['SDGT'])
const entityList = listing('bis-entity-list', ['EL'])
const uflpa = listing('dhs-uflpa', ['UFLPA-ii'])
const finding = listing('cbp-wro', ['FINDING'])
const cmic = listing('ofac-nonsdn', ['CMIC-EO13959'])
const unknown = listing('bis-entity-list', ['EL-FN9'])

const severity = (
  designation: Designation,
  role: Role,
  decision: Decision,
  rule: Rule,
  tier: number,
  kind: Alert['kind'] = 'opened',
): Severity =>
  severityOf({
    consequences: consequencesOf(designation, [role], '2026-11-22'),
    match: { ...matchOf(designation), decision, rule, measures: measuresOf(designation, '2026-11-22') },
    kind,
    tier,
  })

describe('severity', () => {
  it.each([
    [sdn, 'supplier', 'strong', 'name', 1, 'critical'],
    [sdn, 'supplier', 'strong', 'ownership', 1, 'critical'],
    [sdn, 'supplier', 'review', 'name', 1, 'high'],
    [sdn, 'supplier', 'strong', 'name', 2, 'high'],
    [sdn, 'supplier', 'review', 'name', 3, 'medium'],
    [sdn, 'supplier', 'review', 'address', 3, 'low'],
    [entityList, 'supplier', 'strong', 'name', 1, 'high'],
    [entityList, 'supplier', 'strong', 'address', 1, 'medium'],
    [entityList, 'bank', 'strong', 'name', 1, 'low'],
    [uflpa, 'supplier', 'strong', 'name', 1, 'high'],
    // No de minimis: the goods of tier 4 stop the product as those of tier 1 do.
    [uflpa, 'supplier', 'strong', 'goods-origin', 4, 'high'],
    [uflpa, 'buyer', 'strong', 'name', 1, 'low'],
    [finding, 'supplier', 'strong', 'goods-origin', 3, 'critical'],
    [cmic, 'investee', 'strong', 'name', 1, 'medium'],
    [cmic, 'supplier', 'strong', 'name', 1, 'low'],
    [unknown, 'supplier', 'strong', 'name', 1, 'high'],
    [unknown, 'supplier', 'review', 'name', 0, 'medium'],
  ] as const)('%o × %s, %s by %s at tier %i is %s', (designation, role, decision, rule, tier, expected) => {
    expect(severity(designation, role, decision, rule, tier)).toBe(expected)
  })

  it('weighs a programme that has no row beside one that has: nobody knows that it does less', () => {
    const half = listing('bis-entity-list', ['EL', 'EL-FN9'])
    expect(severity(entityList, 'bank', 'strong', 'name', 1)).toBe('low')
    expect(severity(half, 'bank', 'strong', 'name', 1)).toBe('high')
  })

  it('weighs what is true now, not how it became true', () => {
    for (const kind of ['opened', 'amended', 'reopened'] as const) {
      expect(severity(sdn, 'supplier', 'strong', 'name', 1, kind)).toBe('critical')
    }
    for (const kind of ['resolved', 'notice'] as const) {
      expect(severity(sdn, 'supplier', 'strong', 'name', 1, kind)).toBe('info')
    }
  })

  it('takes the worst of several consequences', () => {
    const both = [
      ...consequencesOf(cmic, ['supplier'], '2026-11-22'),
      ...consequencesOf(sdn, ['supplier'], '2026-11-22'),
    ]
    expect(severityOf({ consequences: both, match: matchOf(sdn), kind: 'opened', tier: 1 })).toBe('critical')
  })
})
