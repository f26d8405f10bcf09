import { describe, expect, it } from 'vitest'
import {
  consequencesOf,
  effectsOf,
  measuresOf,
  programmesWithoutRow,
  unknownProgrammes,
} from '../../shared/legal/consequences.ts'
import { effectOf } from '../../shared/legal/effects.ts'
import type { Designation, Measure } from '../../shared/model/designation.ts'
import type { Role } from '../../shared/model/supplier.ts'
import { directive, listing } from './support.ts'

const today = '2026-11-22'
const text = (designation: Designation, role: Role): string =>
  consequencesOf(designation, [role], today)
    .map(({ sentence, notProhibited }) => `${sentence} ${notProhibited ?? ''}`)
    .join(' ')

const entityList = listing('bis-entity-list', ['EL'])
const footnoted = listing('bis-entity-list', ['EL', 'EL-FN3'])
const address = listing('bis-entity-list', ['EL'], { type: 'address' })
const sdn = listing('ofac-sdn', ['SDGT', 'IFSR'])
const ethiopia = listing('ofac-sdn', ['ETHIOPIA-EO14046'])
const cmic = listing('ofac-nonsdn', ['CMIC-EO13959'])
const kunlun = listing('ofac-nonsdn', ['561-Related'])
const capta = listing('ofac-nonsdn', ['RUSSIA-EO14024'], directive('14024', '2'))
const centralBank = listing('ofac-nonsdn', ['RUSSIA-EO14024'], {
  notes: [...(directive('14024', '1a').notes ?? []), ...(directive('14024', '4').notes ?? [])],
})
const railways = listing('ofac-nonsdn', ['RUSSIA-EO14024'], directive('14024', '3'))
const sectoral = listing('ofac-nonsdn', ['UKRAINE-EO13662', 'RUSSIA-EO14024'], {
  notes: [{ label: 'Executive Order 13662 Directive Determination -', value: 'Subject to Directive 1' }],
})
const wro = listing('cbp-wro', ['WRO'], { enforcedUnder: 'section-307' })
const finding = listing('cbp-wro', ['FINDING'])
const superseded = listing('cbp-wro', ['WRO'], { enforcedUnder: 'uflpa' })
const uflpa = listing('dhs-uflpa', ['UFLPA-ii', 'UFLPA-v'])

/** What a listing does, and whether it acts on the dealings of a role: `!` = directly. */
const table: readonly [string, Designation, Measure[], Partial<Record<Role, string>>][] = [
  [
    'Entity List',
    entityList,
    ['export-licence'],
    {
      supplier: '!',
      buyer: '!',
      consignee: '!',
      'end-user': '!',
      owner: '!',
      bank: '-',
      investee: '-',
      carrier: '-',
    },
  ],
  ['Entity List, footnote 3', footnoted, ['export-licence'], { supplier: '!!', buyer: '!!', bank: '--' }],
  ['Entity List, address', address, ['export-licence'], { supplier: '!', carrier: '!' }],
  [
    'SDN',
    sdn,
    ['blocking'],
    { supplier: '!', buyer: '!', owner: '!', officer: '!', bank: '!', investee: '!', carrier: '!' },
  ],
  ['SDN under E.O. 14046', ethiopia, ['blocking'], { supplier: '!', owner: '!' }],
  ['CMIC', cmic, ['investment-ban'], { investee: '!', supplier: '-', buyer: '-', owner: '-' }],
  ['561', kunlun, ['correspondent-account'], { bank: '!', supplier: '-' }],
  ['CAPTA', capta, ['correspondent-account'], { bank: '!', supplier: '-' }],
  ['Directives 1a and 4', centralBank, ['menu-based'], { bank: '!!', supplier: '!-' }],
  ['Directive 3', railways, ['debt-equity'], { investee: '!', buyer: '!', supplier: '-' }],
  ['SSI, Directive 1', sectoral, ['debt-equity'], { investee: '!', buyer: '!', supplier: '-' }],
  [
    'Foreign sanctions evader',
    listing('ofac-nonsdn', ['FSE-SY', 'SYRIA']),
    ['menu-based'],
    { supplier: '!', bank: '!' },
  ],
  ['WRO', wro, ['import-detention'], { supplier: '!', buyer: '-', consignee: '-', bank: '-' }],
  ['Finding', finding, ['import-seizure'], { supplier: '!', buyer: '-' }],
  [
    'WRO enforced under the UFLPA',
    superseded,
    ['import-detention', 'import-presumption'],
    { supplier: '!!', buyer: '--' },
  ],
  ['UFLPA', uflpa, ['import-presumption'], { supplier: '!!', buyer: '--' }],
]

describe('what a listing means', () => {
  it.each(table)('%s', (_name, designation, measures, byRole) => {
    expect(measuresOf(designation, today)).toEqual(measures)
    expect(unknownProgrammes(designation, today)).toEqual([])
    for (const [role, expected] of Object.entries(byRole)) {
      const told = consequencesOf(designation, [role as Role], today)
      expect(told.map(({ effectId }) => (effectOf(effectId)?.direct ? '!' : '-')).join(''), role).toBe(
        expected,
      )
      expect(new Set(told.map(({ measure }) => measure))).toEqual(new Set(measures))
    }
  })

  it('never says that buying from an Entity List party is prohibited', () => {
    expect(text(entityList, 'supplier')).toMatch(/Buying from the listed party is not itself prohibited/)
    expect(text(entityList, 'supplier')).toMatch(/red flag/)
    expect(text(entityList, 'supplier')).toMatch(/samples|tooling/)
  })

  it('catches whoever uses a listed address', () => {
    expect(text(address, 'supplier')).toMatch(/any party to the transaction that uses it/)
  })

  it('knows the orders that ownership does not pass on', () => {
    expect(effectsOf(ethiopia, today).every(({ flowDown }) => flowDown.rule === 'none')).toBe(true)
    expect(text(ethiopia, 'owner')).toMatch(/No entity is blocked under this order solely because/)
    expect(effectsOf(cmic, today).every(({ flowDown }) => flowDown.rule === 'none')).toBe(true)
    expect(effectsOf(sdn, today).every(({ flowDown }) => flowDown.rule === 'ofac-50-percent')).toBe(true)
    const both = listing('ofac-sdn', ['ETHIOPIA-EO14046', 'GLOMAG'])
    expect(effectsOf(both, today).every(({ flowDown }) => flowDown.rule === 'ofac-50-percent')).toBe(true)
  })

  it('cites the authority of the programmes before the regulations in general', () => {
    const basis = (programs: string[]) =>
      consequencesOf(listing('ofac-sdn', programs), ['supplier'], today)[0]?.legalBasis
    expect(basis(['SDGT'])).toBe('E.O. 13224; 31 CFR part 594; 31 CFR chapter V')
    expect(basis(['VENEZUELA-EO13850'])).toBe('E.O. 13850; 31 CFR chapter V')
    expect(basis(['ETHIOPIA-EO14046'])).toBe('E.O. 14046; 31 CFR part 550; 31 CFR chapter V')
    expect(basis(['SOMETHING-NEW'])).toBe('31 CFR chapter V')
  })

  it('tells directives apart that share a programme', () => {
    const rows = effectsOf(centralBank, today).map(({ id }) => id)
    expect(rows).toEqual(['eo14024-d1a-financing', 'eo14024-d1a-other', 'eo14024-d4'])
    expect(effectsOf(railways, today).map(({ id }) => id)).toEqual([
      'eo14024-d3-financing',
      'eo14024-d3-other',
    ])
  })

  it('says what the sectoral directives are where the entry does not say which', () => {
    const bare = listing('ofac-nonsdn', ['UKRAINE-EO13662'])
    expect(effectsOf(bare, today).map(({ id }) => id)).toEqual(['ssi-unstated'])
    expect(measuresOf(bare, today)).toEqual(['debt-equity'])
    const fifth = listing('ofac-nonsdn', ['UKRAINE-EO13662'], directive('13662', '5'))
    expect(measuresOf(fifth, today)).toEqual(['unknown-effect'])
  })

  it('puts the strongest measure first and tells each row once', () => {
    const told = consequencesOf(superseded, ['buyer', 'supplier', 'bank'], today)
    expect(told.map(({ measure }) => measure)).toEqual([
      'import-detention',
      'import-detention',
      'import-presumption',
      'import-presumption',
    ])
    expect(told[0]?.role).toBe('supplier')
    expect(new Set(told.map(({ effectId }) => effectId)).size).toBe(told.length)
  })

  it('follows the law that enforces an order: clocks of the order, or those of the UFLPA', () => {
    const clocks = (designation: Designation) =>
      consequencesOf(designation, ['supplier'], today)
        .flatMap((consequence) => consequence.clocks)
        .join(' ')
    expect(clocks(wro)).toMatch(/three months .*imported \(19 CFR 12\.43\)/)
    expect(clocks(wro)).not.toMatch(/151\.16/)
    expect(clocks(superseded)).toMatch(/151\.16/)
    expect(clocks(superseded)).not.toMatch(/12\.43/)
    expect(clocks(finding)).toMatch(/12\.43/)
    expect(clocks(uflpa)).toMatch(/five days, without weekends and holidays/)
    expect(clocks(sdn)).toMatch(/ten business days .*becomes blocked \(31 CFR 501\.603\)/)
  })
})

describe('a listing without a row', () => {
  it('is of unknown effect and gets no sentence', () => {
    const unknown = listing('bis-entity-list', ['EL-FN2'])
    expect(measuresOf(unknown, today)).toEqual(['unknown-effect'])
    expect(consequencesOf(unknown, ['supplier', 'buyer'], today)).toEqual([])
    expect(measuresOf(listing('trade-csl', ['ANY']), today)).toEqual(['unknown-effect'])
    expect(measuresOf(listing('dhs-uflpa', []), today)).toEqual(['unknown-effect'])
  })

  it('says so of one programme among known ones', () => {
    const half = listing('bis-entity-list', ['EL', 'EL-FN9'])
    expect(measuresOf(half, today)).toEqual(['export-licence', 'unknown-effect'])
    expect(unknownProgrammes(half, today)).toEqual(['EL-FN9'])
    expect(programmesWithoutRow('bis-entity-list', ['EL', 'EL-FN9'])).toEqual(['EL-FN9'])
  })

  it("takes a tag of the person's other lists as no effect here, but only beside one that has", () => {
    expect(measuresOf(listing('ofac-nonsdn', ['NS-PLC', 'SDGT']), today)).toEqual(['menu-based'])
    expect(measuresOf(listing('ofac-nonsdn', ['SDGT']), today)).toEqual(['unknown-effect'])
    expect(measuresOf(listing('ofac-nonsdn', ['IRAN']), today)).toEqual(['unknown-effect'])
  })

  it('is blocked on the SDN List whatever its programme: the list itself blocks', () => {
    expect(measuresOf(listing('ofac-sdn', ['SOMETHING-NEW']), today)).toEqual(['blocking'])
    expect(measuresOf(listing('ofac-sdn', []), today)).toEqual(['blocking'])
  })
})

describe('time and status', () => {
  it('does nothing while the listing is inactive', () => {
    const inactive = listing('cbp-wro', ['WRO'], { status: 'inactive' })
    expect(measuresOf(inactive, today)).toEqual([])
    expect(effectsOf(inactive, today)).toEqual([])
    expect(unknownProgrammes(inactive, today)).toEqual([])
    expect(consequencesOf(inactive, ['supplier'], today)).toEqual([])
  })

  it('knows no UFLPA before its first day', () => {
    expect(measuresOf(uflpa, '2022-06-20')).toEqual(['unknown-effect'])
    expect(measuresOf(uflpa, '2022-06-21')).toEqual(['import-presumption'])
  })
})
