import { describe, expect, it } from 'vitest'
import { consequencesOf } from '../../shared/legal/consequences.ts'
import { checkedOn } from '../../shared/legal/effect.ts'
import { effectOf, effects } from '../../shared/legal/effects.ts'
import { recordKeepingDuties } from '../../shared/legal/record-keeping.ts'
import { affiliatesRuleOn } from '../../shared/legal/flow-down.ts'
import type { Designation } from '../../shared/model/designation.ts'
import { roles } from '../../shared/model/supplier.ts'
import { directive, listing } from './support.ts'

const today = '2026-11-22'

describe('the table of legal effects', () => {
  it('names every row once', () => {
    const ids = effects.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(effects.every(({ id }) => effectOf(id)?.id === id)).toBe(true)
  })

  it.each(effects.map((effect) => [effect.id, effect] as const))(
    '%s can be read and checked by counsel',
    (_id, effect) => {
      expect(effect.legalBasis.length).toBeGreaterThan(0)
      expect(effect.legalBasis.every((citation) => /\d/.test(citation))).toBe(true)
      expect(effect.sentence).toMatch(/^[A-Z].*\.$/s)
      expect(effect.binds).toMatch(/\.$/)
      expect(effect.notProhibited ?? 'None.').toMatch(/\.$/)
      expect(effect.flowDown.text).toMatch(/^[A-Z].*\.$/)
      expect(effect.flowDown.citation).not.toBe('')
      expect(effect.factsFrom).not.toBe('')
      expect(effect.roles.length).toBeGreaterThan(0)
      // A row that nobody has compared with its text says so, in both places.
      if (effect.checkedOn === null) expect(effect.factsFrom).toContain('for counsel to check')
      // Rows are compared together, and single ones again later.
      else {
        expect(effect.checkedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/)
        expect(effect.checkedOn >= checkedOn).toBe(true)
      }
      expect(effect.measure).not.toBe('unknown-effect')
    },
  )

  it('tells no duty to keep records that evidence is not kept by', () => {
    const years: Record<string, number> = { Five: 5, Ten: 10 }
    for (const { id, retention } of effects) {
      if (retention === undefined) continue
      const duty = recordKeepingDuties.find(({ citation }) => retention.includes(citation))
      expect(duty?.years, `${id}: ${retention}`).toBe(years[retention.split(' ')[0] ?? ''])
    }
  })

  it('gives every clock its anchor and its citation, and no clock a date', () => {
    const clocks = effects.flatMap((effect) => effect.clocks)
    expect(clocks.length).toBeGreaterThan(0)
    for (const { anchor, text, citation } of clocks) {
      expect(anchor).not.toBe('')
      expect(citation).toMatch(/CFR|U\.S\.C\.|E\.O\./)
      expect(text).not.toMatch(/\b(19|20)\d\d\b/)
    }
  })

  it('has a row for every role wherever it has one for any', () => {
    const listings: Designation[] = [
      listing('bis-entity-list', ['EL']),
      listing('bis-entity-list', ['EL'], { type: 'address' }),
      ...[1, 3, 4, 5].map((footnote) => listing('bis-entity-list', [`EL-FN${footnote}`])),
      listing('ofac-sdn', ['SDGT']),
      listing('ofac-sdn', ['ETHIOPIA-EO14046']),
      listing('ofac-sdn', []),
      ...['CMIC-EO13959', '561-Related', '561List', 'CAATSA - RUSSIA', 'FSE-IR', 'FSE-SY', 'NS-PLC'].map(
        (program) => listing('ofac-nonsdn', [program]),
      ),
      ...['1', '2', '3', '4'].map((number) =>
        listing('ofac-nonsdn', ['UKRAINE-EO13662'], directive('13662', number)),
      ),
      ...['1a', '2', '3', '4'].map((number) =>
        listing('ofac-nonsdn', ['RUSSIA-EO14024'], directive('14024', number)),
      ),
      listing('ofac-nonsdn', ['UKRAINE-EO13662']),
      listing('ofac-nonsdn', ['BURMA-EO14014'], directive('14014', '1')),
      ...(['section-307', 'uflpa', undefined] as const).flatMap((enforcedUnder) =>
        ['WRO', 'FINDING'].map((program) =>
          listing('cbp-wro', [program], enforcedUnder === undefined ? {} : { enforcedUnder }),
        ),
      ),
      ...['i', 'ii', 'iii', 'iv', 'v'].map((clause) => listing('dhs-uflpa', [`UFLPA-${clause}`])),
      listing('us-statute', ['UFLPA-sec3']),
      listing('us-statute', ['CAATSA-321']),
    ]
    for (const designation of listings) {
      for (const role of roles) {
        const told = consequencesOf(designation, [role], today)
        expect(told.length, `${designation.source} ${designation.programs.join()} × ${role}`).toBeGreaterThan(
          0,
        )
        expect(told.every((consequence) => consequence.role === role)).toBe(true)
      }
    }
  })
})

describe('the affiliates rule of BIS', () => {
  it.each([
    ['2025-09-28', 'not-yet', 'el-owner-before-affiliates-rule', false],
    ['2025-09-29', 'in-force', 'el-owner-2025', true],
    ['2025-11-09', 'in-force', 'el-owner-2025', true],
    ['2025-11-10', 'stayed', 'el-owner-stayed', false],
    ['2026-11-09', 'stayed', 'el-owner-stayed', false],
    ['2026-11-10', 'in-force', 'el-owner-2026', true],
  ] as const)('on %s is %s', (on, state, row, direct) => {
    expect(affiliatesRuleOn(on)).toBe(state)
    const told = consequencesOf(listing('bis-entity-list', ['EL']), ['owner'], on)
    expect(told.map(({ effectId }) => effectId)).toEqual([row])
    expect(effectOf(row)?.direct).toBe(direct)
  })

  it('says that its return rests on its own terms, and until when somebody looked', () => {
    const [told] = consequencesOf(listing('bis-entity-list', ['EL']), ['owner'], today)
    expect(told?.sentence).toContain('by its own terms; no extension found as of 2026-11-22')
  })
})
