import { describe, expect, it } from 'vitest'
import { severityOf } from '../../shared/alerts/severity.ts'
import { consequencesOf, ownershipOf } from '../../shared/legal/consequences.ts'
import { effects } from '../../shared/legal/effects.ts'
import type { Designation } from '../../shared/model/designation.ts'
import {
  type ListedHolding,
  type Match,
  type Met,
  ownershipLaws,
  type OwnershipLaw,
} from '../../shared/model/match.ts'
import type { Role } from '../../shared/model/supplier.ts'
import { directive, listing } from './support.ts'

const on = '2026-11-26'
const holding = (law: OwnershipLaw, state: ListedHolding['state']): ListedHolding => ({
  law,
  state,
  percent: state === 'reached' ? 60 : 20,
  owners: [],
  listed: [],
})
const owner = (law: OwnershipLaw | undefined, state: ListedHolding['state']): Met => ({
  as: 'owner',
  name: 'Owner',
  ...(law === undefined ? {} : { holdings: [holding(law, state)] }),
})
const officer: Met = { as: 'officer', name: 'Officer' }
const told = (designation: Designation, met: Met, roles: readonly Role[] = ['supplier'], day = on) =>
  consequencesOf(designation, roles, day, { who: met })
const states = (designation: Designation, met: Met, roles?: readonly Role[], day?: string) => [
  ...new Set(told(designation, met, roles, day).map(({ onSupplier }) => onSupplier?.state)),
]
const severity = (designation: Designation, met: Met, roles: readonly Role[] = ['supplier'], day = on) =>
  severityOf({
    consequences: told(designation, met, roles, day),
    match: {
      rule: met.as === 'owner' ? 'ownership' : 'officer',
      decision: 'strong',
      measures: [],
    } as unknown as Match,
    kind: 'opened',
    tier: 1,
  })

const sdn = listing('ofac-sdn', ['SDGT'])
const entity = listing('bis-entity-list', ['EL'])

describe('OFAC’s 50 Percent Rule', () => {
  it('half in the aggregate: the supplier is itself blocked, and its own roles are told', () => {
    const found = told(sdn, owner('ofac-50-percent', 'reached'), ['supplier', 'bank'])
    expect(found.map(({ effectId, role }) => [effectId, role])).toEqual([
      ['sdn-supplier', 'supplier'],
      ['sdn-bank', 'bank'],
      ['sdn-owner', 'owner'],
    ])
    for (const { onSupplier } of found) {
      expect(onSupplier).toMatchObject({
        state: 'reached',
        citation: expect.stringContaining('OFAC guidance of 13 August 2014') as unknown,
      })
      expect(onSupplier?.sentence).toContain('itself blocked')
      expect(onSupplier?.sentence).toContain('if they are the listed parties')
    }
    expect(severity(sdn, owner('ofac-50-percent', 'reached'))).toBe('critical')
  })

  it('less than half: caution, and nowhere that it is blocked', () => {
    const found = told(sdn, owner('ofac-50-percent', 'below'))
    expect(found.map(({ effectId }) => effectId)).toEqual(['sdn-owner'])
    expect(found[0]?.onSupplier).toMatchObject({
      state: 'below',
      citation: expect.stringContaining('FAQ 398') as unknown,
    })
    expect(found[0]?.onSupplier?.sentence).toContain('that alone does not block it')
    expect(severity(sdn, owner('ofac-50-percent', 'below'))).toBe('medium')
  })

  it('a share that is not stated: a question, as urgent as if it were half', () => {
    const found = told(sdn, owner('ofac-50-percent', 'unknown'))
    expect(found[0]?.onSupplier?.sentence).toContain('find out the shares')
    expect(severity(sdn, owner('ofac-50-percent', 'unknown'))).toBe('critical')
  })

  it('does not apply under E.O. 14046, whatever the share (FAQ 936)', () => {
    const ethiopia = listing('ofac-sdn', ['ETHIOPIA-EO14046'])
    expect(ownershipOf(ethiopia, on).laws).toEqual([])
    const found = told(ethiopia, owner(undefined, 'reached'))
    expect(found.map(({ effectId }) => effectId)).toEqual(['sdn-eo14046-owner'])
    expect(found[0]?.onSupplier).toMatchObject({
      state: 'not-reached',
      citation: expect.stringContaining('FAQ 936') as unknown,
    })
    // Another programme beside it is under the rule.
    expect(ownershipOf(listing('ofac-sdn', ['ETHIOPIA-EO14046', 'SDGT']), on).laws).toContain(
      'ofac-50-percent',
    )
  })

  it('does not go by control: an officer who is listed does not block the supplier, and may not sign', () => {
    const found = told(sdn, officer)
    expect(found.map(({ effectId }) => effectId)).toEqual(['sdn-officer'])
    expect(found[0]?.onSupplier).toMatchObject({
      state: 'not-reached',
      citation: 'OFAC FAQ 398; OFAC FAQ 400',
    })
    expect(found[0]?.onSupplier?.sentence).toMatch(/not blocked .* sign a contract/)
    expect(severity(sdn, officer)).toBe('high')
  })
})

describe('non-SDN lists', () => {
  it.each<[string, Designation]>([
    ['CMIC (FAQ 857)', listing('ofac-nonsdn', ['CMIC-EO13959'])],
    ['the menu of CAATSA 235 (FAQ 869)', listing('ofac-nonsdn', ['CAATSA - RUSSIA'])],
    [
      'Directive 1A under E.O. 14024 (FAQ 891)',
      listing('ofac-nonsdn', ['RUSSIA-EO14024'], directive('14024', '1a')),
    ],
    ['Directive 4 under E.O. 14024', listing('ofac-nonsdn', ['RUSSIA-EO14024'], directive('14024', '4'))],
  ])('%s: does not flow down, whatever the share', (_, designation) => {
    expect(ownershipOf(designation, on).laws).toEqual([])
    expect(states(designation, owner(undefined, 'reached'))).toEqual(['not-reached'])
    expect(severity(designation, owner(undefined, 'reached'))).toBe('low')
  })

  it.each(['1', '2', '3', '4'] as const)(
    'SSI, Directive %s: half under that directive (FAQ 373)',
    (number) => {
      const designation = listing('ofac-nonsdn', ['UKRAINE-EO13662'], directive('13662', number))
      const law = `ssi-directive-${number}` as const
      expect(ownershipOf(designation, on).laws).toEqual([law])
      expect(states(designation, owner(law, 'reached'))).toEqual(['reached'])
      expect(states(designation, owner(law, 'below'))).toEqual(['below'])
      expect(told(designation, owner(law, 'reached'))[0]?.onSupplier).toMatchObject({
        sentence: expect.stringContaining(`Directive ${number} under E.O. 13662`) as unknown,
        citation: 'OFAC FAQ 373',
      })
    },
  )

  it('a directive whose number begins like another is not that one', () => {
    const designation = listing('ofac-nonsdn', ['UKRAINE-EO13662'], directive('13662', '1a'))
    expect(ownershipOf(designation, on).laws).toEqual([])
  })

  it('Directive 2 under E.O. 14024 reaches banks only (FAQ 969)', () => {
    const designation = listing('ofac-nonsdn', ['RUSSIA-EO14024'], directive('14024', '2'))
    const met = owner('eo14024-directive-2', 'reached')
    expect(states(designation, met, ['supplier'])).toEqual(['not-reached'])
    expect(states(designation, met, ['bank'])).toEqual(['reached'])
    expect(states(designation, met, ['supplier', 'bank'])).toEqual(['reached'])
    expect(states(designation, met, ['carrier'])).toEqual(['not-reached'])
  })

  it('Directive 1 under E.O. 14014 reaches what the listed party owns by half (FAQ 1139)', () => {
    const designation = listing('ofac-nonsdn', ['BURMA-EO14014'], directive('14014', '1'))
    expect(states(designation, owner('eo14014-directive-1', 'reached'))).toEqual(['reached'])
  })

  it('Directive 3 under E.O. 14024 reaches owned entities', () => {
    const designation = listing('ofac-nonsdn', ['RUSSIA-EO14024'], directive('14024', '3'))
    expect(states(designation, owner('eo14024-directive-3', 'reached'))).toEqual(['reached'])
    expect(states(designation, owner('eo14024-directive-3', 'unknown'))).toEqual(['unknown'])
  })

  it('what nobody has checked is told as that', () => {
    const designation = listing('ofac-nonsdn', ['NS-PLC'])
    expect(states(designation, owner(undefined, 'reached'))).toEqual(['unverified'])
  })
})

describe('BIS’s affiliates rule', () => {
  it.each<[string, string, string]>([
    ['2025-09-28', 'not-in-force', 'not-yet'],
    ['2025-09-29', 'reached', 'in-force'],
    ['2025-11-09', 'reached', 'in-force'],
    ['2025-11-10', 'not-in-force', 'stayed'],
    ['2026-11-09', 'not-in-force', 'stayed'],
    ['2026-11-10', 'reached', 'in-force'],
  ])('on %s: %s', (day, state, rule) => {
    expect(ownershipOf(entity, day)).toEqual({ laws: ['bis-affiliates'], affiliatesRule: rule })
    expect(states(entity, owner('bis-affiliates', 'reached'), ['supplier'], day)).toEqual([state])
  })

  it('since the end of the stay it binds by its own terms, and says so', () => {
    const caveat = 'in force again from 2026-11-10 by its own terms; no extension of its stay was found'
    for (const state of ['reached', 'unknown', 'below'] as const)
      expect(told(entity, owner('bis-affiliates', state))[0]?.onSupplier).toMatchObject({
        sentence: expect.stringContaining(caveat) as unknown,
        citation: expect.stringContaining('90 FR 50857') as unknown,
      })
  })

  it('half: the licence requirements of the most restrictive owner, as the supplier’s own', () => {
    const found = told(entity, owner('bis-affiliates', 'reached'))
    expect(found.map(({ effectId }) => effectId)).toEqual(['el-supplier', 'el-owner-2026'])
    expect(found[0]?.onSupplier?.sentence).toContain('the most restrictive of these owners')
    expect(severity(entity, owner('bis-affiliates', 'reached'))).toBe('high')
  })

  it('a minority: a red flag; a share that is not stated: to be found out before anything is sent', () => {
    expect(told(entity, owner('bis-affiliates', 'below'))[0]?.onSupplier?.sentence).toContain(
      'A significant minority share is a red flag',
    )
    expect(told(entity, owner('bis-affiliates', 'unknown'))[0]?.onSupplier).toMatchObject({
      citation: expect.stringContaining('red flag 29') as unknown,
    })
    expect(severity(entity, owner('bis-affiliates', 'below'))).toBe('low')
    expect(severity(entity, owner('bis-affiliates', 'unknown'))).toBe('high')
  })

  it('adds up the Entity List, the MEU List and SDNs of 15 CFR 744.8(a)(1), and no others', () => {
    const laws = (designation: Designation) => ownershipOf(designation, on).laws
    expect(laws(listing('trade-csl', ['MEU']))).toEqual(['bis-affiliates'])
    for (const tag of ['SDGT', 'NPWMD', 'RUSSIA-EO14024', 'FTO', 'SDNTK'])
      expect(laws(listing('ofac-sdn', [tag]))).toEqual(['bis-affiliates', 'ofac-50-percent'])
    for (const tag of ['GLOMAG', 'CUBA', 'IRAN'])
      expect(laws(listing('ofac-sdn', [tag]))).toEqual(['ofac-50-percent'])
    for (const tag of ['UVL', 'DPL']) expect(laws(listing('trade-csl', [tag]))).toEqual([])
    expect(states(listing('trade-csl', ['UVL']), owner(undefined, 'reached'))).toEqual(['not-reached'])
  })

  it('ignores control: an officer who is listed does not extend it', () => {
    expect(states(entity, officer)).toEqual(['not-reached'])
    expect(severity(entity, officer)).toBe('low')
  })
})

describe('lists of forced labour', () => {
  it.each<[string, Designation]>([
    ['a Withhold Release Order', listing('cbp-wro', ['WRO'])],
    ['the UFLPA Entity List', listing('dhs-uflpa', ['UFLPA-ii'])],
  ])('%s names the owner: a question to ask, no presumption on the supplier', (_, designation) => {
    const found = told(designation, owner(undefined, 'reached'))
    expect(found.every(({ effectId }) => effectId.endsWith('-other'))).toBe(true)
    expect(found[0]?.onSupplier).toMatchObject({ state: 'not-reached' })
    expect(found[0]?.onSupplier?.sentence).toContain('by itself does not list your supplier')
    expect(found.map(({ sentence }) => sentence).join()).not.toContain('are presumed')
    expect(severity(designation, owner(undefined, 'reached'))).toBe('low')
  })

  it('of an order that names several, the words of the one that was met count', () => {
    const subject = (id: string, scope?: string) => ({
      id,
      kind: 'party' as const,
      name: `Mill ${id}`,
      aliases: [],
      countries: [],
      addresses: [],
      status: 'active' as const,
      ...(scope === undefined ? {} : { scope }),
    })
    const order = listing('cbp-wro', ['WRO'], {
      subjects: [subject('a', 'and its subsidiaries'), subject('b')],
    })
    const stateOf = (subjectId: string) =>
      consequencesOf(order, ['supplier'], on, { who: owner(undefined, 'reached'), subjectId }).map(
        ({ onSupplier }) => onSupplier?.state,
      )
    expect(stateOf('a')).toEqual(['by-its-words'])
    expect(stateOf('b')).toEqual(['not-reached'])
  })

  it('words that take in subsidiaries are a question for counsel, as urgent as the listing', () => {
    const designation = listing('dhs-uflpa', ['UFLPA-ii'], {
      subLists: [{ clause: 'ii', effectiveOn: '2023-06-12', scope: 'and its subsidiaries' }],
    })
    expect(states(designation, owner(undefined, 'reached'))).toEqual(['by-its-words'])
    expect(severity(designation, owner(undefined, 'reached'))).toBe('high')
  })
})

describe('every row', () => {
  it('of a rule that counts shares names the law that adds them up, and no other row does', () => {
    for (const { id, flowDown } of effects)
      expect(flowDown.law !== undefined, id).toBe(
        flowDown.rule === 'ofac-50-percent' || flowDown.rule === 'bis-affiliates',
      )
    expect(new Set(effects.flatMap(({ flowDown }) => flowDown.law ?? []))).toEqual(new Set(ownershipLaws))
  })

  it('says something of the supplier, with a citation, whoever was met', () => {
    const days = ['2025-09-01', '2025-10-01', '2026-01-01', on]
    for (const effect of effects) {
      const programs = effect.programs === '*' ? ['CUBA'] : [...effect.programs]
      const designation = listing(effect.source, programs)
      for (const day of days)
        for (const met of [
          officer,
          owner(effect.flowDown.law, 'reached'),
          owner(effect.flowDown.law, 'below'),
        ])
          for (const { onSupplier } of told(designation, met, ['supplier'], day)) {
            expect(onSupplier?.sentence, effect.id).toMatch(/^[A-Z].*\.$/s)
            expect(onSupplier?.citation, effect.id).not.toBe('')
            if (met.as === 'officer') expect(['not-reached', 'unverified']).toContain(onSupplier?.state)
          }
    }
  })

  it('is told to a party that is listed itself as before', () => {
    for (const { onSupplier } of consequencesOf(sdn, ['supplier', 'owner'], on))
      expect(onSupplier).toBeUndefined()
  })
})
