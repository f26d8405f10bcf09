import { describe, expect, it } from 'vitest'
import { alertMessage } from '../../../shared/alerts/messages/messages.ts'
import { effects } from '../../../shared/legal/effects.ts'
import type { Designation } from '../../../shared/model/designation.ts'
import { listing } from '../../legal/support.ts'
import { type AlertShape, alertOf, customer, party } from './support.ts'

const textOf = (shape: AlertShape): string => alertMessage(alertOf(shape), customer).text
/** The text on one line, so that a sentence can be found across line breaks. */
const flat = (text: string): string => text.replace(/\s+/g, ' ')

const entityList = (overrides: Partial<Designation> = {}): Designation =>
  listing('bis-entity-list', ['EL'], {
    id: 'cn:tarim-silicon',
    name: 'Tarim Silicon Industry',
    citation: { title: '88 FR 12170', url: 'https://www.federalregister.gov/citation/88-FR-12170' },
    licence: {
      requirement: 'For all items subject to the EAR.',
      reviewPolicy: 'Case-by-case',
      footnotes: [],
    },
    ...overrides,
  })

describe('the text of one alert, by kind', () => {
  it('opened: a party was added', async () => {
    const { subject, text } = alertMessage(alertOf({ kind: 'opened', after: party() }), customer)
    await expect(`${subject}\n\n${text}`).toMatchFileSnapshot('../../../docs/alerts/opened.txt')
  })

  it('amended: an entry changed', async () => {
    const before = entityList()
    const after = entityList({
      aliases: Array.from(
        { length: 9 },
        (_, number) => ({ name: `Alias ${number + 1}`, quality: 'strong', kind: 'a.k.a.' }) as const,
      ),
      licence: {
        requirement: 'For all items subject to the EAR.',
        reviewPolicy: 'Presumption of denial',
        footnotes: [3],
      },
      programs: ['EL', 'EL-FN3'],
      countries: ['CN', 'RU'],
    })
    const { subject, text } = alertMessage(alertOf({ kind: 'amended', before, after }), customer)
    await expect(`${subject}\n\n${text}`).toMatchFileSnapshot('../../../docs/alerts/amended.txt')
  })

  it('resolved: a party was removed', async () => {
    const { subject, text } = alertMessage(
      alertOf({
        kind: 'resolved',
        before: party(),
        match: { state: 'resolved', resolvedBecause: 'delisted', revision: 2 },
      }),
      customer,
    )
    await expect(`${subject}\n\n${text}`).toMatchFileSnapshot('../../../docs/alerts/resolved.txt')
  })

  it('reopened: a party came back', async () => {
    const after = listing('ofac-sdn', ['SDGT', 'IFSR'], { id: '4711', name: 'AL NOOR TRADING LLC' })
    const { subject, text } = alertMessage(
      alertOf({
        kind: 'reopened',
        after,
        roles: ['buyer'],
        match: { revision: 3, score: 0.88, decision: 'review' },
      }),
      customer,
    )
    await expect(`${subject}\n\n${text}`).toMatchFileSnapshot('../../../docs/alerts/reopened.txt')
  })
})

describe('further kinds, as they arrive', () => {
  it('carried over: the party’s number changed', async () => {
    const after = listing('ofac-sdn', ['SDGT'], { id: '15419', name: 'AL NOOR TRADING LLC' })
    const alert = alertOf({
      kind: 'amended',
      after,
      roles: ['supplier'],
      match: { revision: 2, carriedFrom: '6856' },
      fields: ['designation.id'],
    })
    const { subject, text } = alertMessage(alert, customer)
    expect(flat(text)).toContain('15419, before 6856. The listing goes on.')
    await expect(`${subject}\n\n${text}`).toMatchFileSnapshot('../../../docs/alerts/carried-over.txt')
  })

  it('with a deadline: counted from the event that the customer entered', async () => {
    const alert = alertOf({
      kind: 'amended',
      before: listing('cbp-wro', ['WRO'], { name: 'Sunrise Tomato' }),
      after: listing('cbp-wro', ['WRO'], { name: 'Sunrise Tomato Works' }),
      anchors: [{ anchor: 'importation', on: '2026-10-01', reference: 'entry 123-4567890-1' }],
      fields: ['designation.name'],
    })
    const { subject, text } = alertMessage(alert, customer)
    expect(flat(text)).toContain(
      'Due 2027-01-01, a Friday: 3 calendar months after 2026-10-01 (entry 123-4567890-1), as A. Officer entered it.',
    )
    await expect(`${subject}\n\n${text}`).toMatchFileSnapshot('../../../docs/alerts/with-deadline.txt')
  })

  it('one party in three countries: one message', async () => {
    const entry = (country: string, score: number) =>
      alertOf({
        kind: 'opened',
        after: entityList({
          id: `baltic-optics-${country.toLowerCase()}`,
          name: 'Baltic Optics',
          countries: [country],
        }),
        match: { score, designationId: `baltic-optics-${country.toLowerCase()}` },
      })
    const [lead, ...together] = [entry('RU', 0.98), entry('LT', 0.93), entry('LV', 0.92)] as const
    const { subject, text } = alertMessage(lead, customer, together)
    await expect(`${subject}\n\n${text}`).toMatchFileSnapshot('../../../docs/alerts/three-countries.txt')
  })
})

describe('what a text says', () => {
  it('says of an Entity List supplier that buying from it is not itself prohibited', () => {
    for (const shape of [{ kind: 'opened' }, { kind: 'amended', before: entityList() }] as const) {
      const text = flat(textOf({ ...shape, after: entityList() }))
      expect(text).toContain('Buying from the listed party is not itself prohibited by the Entity List')
      expect(text).toContain('Export licence requirement, as your supplier.')
      expect(text).not.toMatch(/may not buy/i)
    }
  })

  it('says of a listing whose day is still to come that it does not bind yet', () => {
    const of = (effectiveOn: string) => flat(textOf({ kind: 'opened', after: entityList({ effectiveOn }) }))
    expect(of('2026-11-23')).toContain(
      'It takes effect on 2026-11-23; what follows does not bind before that day.',
    )
    expect(of('2026-11-22')).not.toContain('does not bind before')
    const ended = textOf({ kind: 'resolved', before: entityList({ effectiveOn: '2026-11-23' }) })
    expect(flat(ended)).not.toContain('does not bind before')
  })

  it('takes every legal sentence from the table', () => {
    for (const after of [party(), entityList(), listing('ofac-sdn', ['CUBA']), listing('cbp-wro', ['WRO'])]) {
      const alert = alertOf({ kind: 'opened', after })
      const text = flat(alertMessage(alert, customer).text)
      expect(alert.consequences.length).toBeGreaterThan(0)
      for (const { effectId, sentence } of alert.consequences) {
        const row = effects.find(({ id }) => id === effectId)
        expect(row?.sentence).toBe(sentence)
        expect(text).toContain(sentence)
        for (const citation of row?.legalBasis ?? []) expect(text).toContain(citation)
        for (const clock of row?.clocks ?? []) expect(text).toContain(clock.text.replace(/\.$/, ''))
      }
    }
  })

  it('says of a sentence that nobody has compared with its source that nobody has', () => {
    const programme = (value: string) =>
      listing('trade-csl', ['ISN'], { notes: [{ label: 'Programme', value }] })
    const words = 'Nobody has compared this with its source yet: have counsel check it'
    const products = listing('dhs-uflpa', ['UFLPA-iii'])
    expect(flat(textOf({ kind: 'opened', after: products }))).toContain(words)
    for (const law of ['INKSNA', 'Export-Import Bank Act', 'Transfer of Lethal Military Equipment'])
      expect(flat(textOf({ kind: 'opened', after: programme(law) }))).not.toContain(words)
    // No row is told as if it had been compared where it was not.
    for (const { id, checkedOn } of effects) {
      expect(checkedOn === null || /^\d{4}-\d\d-\d\d$/.test(checkedOn), id).toBe(true)
    }
  })

  it('names no day that is not in the facts: clocks run from events, not to dates', () => {
    const facts = ['2022-06-21', '2026-11-21', '2026-11-22']
    for (const after of [
      party(),
      listing('cbp-wro', ['WRO']),
      listing('cbp-wro', ['FINDING']),
      listing('ofac-sdn', ['CUBA']),
    ]) {
      const text = textOf({ kind: 'opened', after })
      expect(text).toContain('CLOCKS')
      expect(text).toContain('No day is counted from this alert.')
      expect(
        [...text.matchAll(/\d{4}-\d{2}-\d{2}/g)].map(([day]) => day).filter((day) => !facts.includes(day)),
      ).toEqual([])
      expect(text).not.toMatch(/deadline|due (on|by)/i)
    }
  })

  it('gives an unknown effect no sentence, and says that there is none', () => {
    const alert = alertOf({ kind: 'opened', after: listing('bis-entity-list', ['EL-FN9']) })
    expect(alert.measure).toBe('unknown-effect')
    expect(alert.severity).toBe('medium')
    const text = flat(alertMessage(alert, customer).text)
    expect(text).toContain('No legal effect is on record here for EL-FN9. Ask counsel')
    expect(text).not.toMatch(/prohibited|licence requirement/)
    const half = flat(textOf({ kind: 'opened', after: entityList({ programs: ['EL', 'EL-FN9'] }) }))
    expect(half).toContain('Export licence requirement')
    expect(half).toContain('No legal effect is on record here for EL-FN9.')
  })

  it('tells a resolved match by what remains to check, and never calls it cleared', () => {
    for (const shape of [
      { before: party() },
      { before: party(), after: party({ status: 'inactive' }) },
      { before: party(), after: party() },
    ]) {
      const text = textOf({ kind: 'resolved', ...shape })
      expect(text).not.toMatch(/\bclear/i)
      expect(text).toContain('WHAT REMAINS')
      expect(flat(text)).toContain('Goods made wholly or in part in Xinjiang are presumed')
      expect(flat(text)).toContain('The party can stand on other lists')
      expect(text).toContain('WHAT TO DO NEXT')
      expect(flat(text)).toContain('Check what happened while the match was open')
      expect(text).not.toContain('WHAT IT MEANS')
    }
  })

  it.each(['withdrawn-from-table', 'moved'] as const)(
    'does not say of what is gone (%s) that parts of it still stand there',
    (resolvedBecause) => {
      const subject = (id: string) => ({
        id,
        kind: 'party' as const,
        name: id,
        aliases: [],
        countries: ['CN'],
        addresses: [],
        status: 'active' as const,
      })
      const before = listing('cbp-wro', ['WRO'], { subjects: [subject('party:a'), subject('party:b')] })
      const text = flat(textOf({ kind: 'resolved', before, match: { resolvedBecause } }))
      expect(text).toContain('WHAT REMAINS')
      expect(text).not.toContain('The order names')
      expect(text.includes('Go on with the match under the other number')).toBe(resolvedBecause === 'moved')
    },
  )

  it('tells the presumption that goes on also where a match with the UFLPA list ended that names no country', () => {
    const elsewhere = { country: 'VN', goods: [], identifiers: [], name: 'Kumul Yarn', otherNames: [] }
    const supplier = { ...elsewhere, address: 'Hanoi', supplierId: 'S-1' }
    const of = (before: Designation) => flat(textOf({ kind: 'resolved', before, supplier }))
    const words = 'Goods made wholly or in part in Xinjiang are presumed'
    expect(of(party({ countries: [], name: 'Kumul Yarn', addresses: [] }))).toContain(words)
    expect(of(listing('ofac-sdn', ['CUBA'], { countries: ['CU'] }))).not.toContain(words)
  })

  it('tells why: the rule, the score in percent, the steps and their weight', () => {
    const text = textOf({ kind: 'opened', after: party() })
    expect(text).toContain('Score:          97 percent')
    expect(text).toContain('- "Tarim" met "Tarim": a rare word (adds 61 points)')
    const lowered = textOf({
      kind: 'opened',
      after: party(),
      match: { explanation: [{ kind: 'country', text: 'other country', effect: -0.2 }] },
    })
    expect(lowered).toContain('other country (takes 20 points)')
  })

  it('writes each chain to the customer, and says how many more there are', () => {
    const paths = Array.from({ length: 6 }, (_, number) => ['S-014', `S-10${number}`])
    const text = textOf({ kind: 'opened', after: party(), paths })
    expect(text).toContain('Chain:          S-014 → S-100 → you')
    expect(text).toContain('and 3 more chains')
    expect(textOf({ kind: 'opened', after: party(), paths: [] })).toContain('no chain to you is on record')
  })

  it.each([
    ['reparsed', 'Found by improved reading'],
    ['intake', 'the listing itself is not news'],
    ['rescreen', 'Found by screening again'],
    ['released', 'held back for a check'],
    ['due', 'has come'],
  ] as const)('says of the cause %s: %s', (cause, words) => {
    expect(flat(textOf({ kind: 'opened', after: party(), cause }))).toContain(words)
  })

  it('does not say that the agency changed anything where only our reading did', () => {
    const [before, after] = [party(), party({ name: 'Tarim Silicon Group' })]
    const shapes = [
      { kind: 'opened', after },
      { kind: 'amended', before, after },
      { kind: 'resolved', before },
    ] as const
    for (const shape of shapes) {
      const text = flat(textOf({ ...shape, cause: 'reparsed' }))
      expect(text).toContain('Found by improved reading')
      expect(text).not.toMatch(/was added to|was amended|no longer stands|was removed/)
    }
  })

  it('does not say that an entry was amended on which only a day came', () => {
    const after = listing('ofac-sdn', ['GLOMAG'], { name: 'Karakum Cotton Spinning' })
    const due = [
      { what: 'general-licence' as const, on: '2020-11-30', text: 'The licence is no longer in force.' },
    ]
    const text = flat(textOf({ kind: 'amended', before: after, after, cause: 'due', due }))
    expect(text).toContain('stands on the OFAC SDN List (Office of Foreign Assets Control), under')
    expect(text).toContain('its entry is as it was.')
    expect(text).toContain('A date that the publication or the law names has come.')
    expect(text).toContain('Came due: The licence is no longer in force. (2020-11-30)')
    expect(text).not.toContain('was amended')
  })

  it('does not lay a clearing that ran out to a publication or the law', () => {
    const after = party()
    const ended = {
      author: 'Jane Doe',
      at: '2026-06-01T12:00:00.000Z',
      reasonCodes: ['different-address'],
      reason: 'A mill of that name in Izmir',
      until: '2026-06-30',
      because: 'expired' as const,
      fields: [],
    }
    const text = flat(textOf({ kind: 'reopened', before: after, after, cause: 'due', ended }))
    expect(text).toContain('The clearing counted until 2026-06-30, and has run out')
    expect(text).not.toContain('A date that the publication or the law names has come.')
  })

  it('says nothing of a change of the list where the supplier file changed', () => {
    expect(flat(textOf({ kind: 'opened', after: party(), cause: 'intake' }))).toContain(
      'an existing listing, not news',
    )
  })

  it('explains ownership where the match rests on it', () => {
    const owned = flat(
      textOf({ kind: 'opened', after: listing('ofac-sdn', ['CUBA']), match: { rule: 'ownership' } }),
    )
    expect(owned).toContain(
      'Owned parties: An entity that one or more blocked persons own 50 percent or more',
    )
    const ethiopia = flat(
      textOf({
        kind: 'opened',
        after: listing('ofac-sdn', ['ETHIOPIA-EO14046']),
        match: { rule: 'ownership' },
      }),
    )
    expect(ethiopia).toContain('The 50 Percent Rule does not apply')
  })

  it('carries the proof: hash, document, versions, time', () => {
    const text = textOf({ kind: 'opened', after: party() })
    for (const part of [
      '9c1f6f0d7a3b52e84c60d1f2a7b3958e6d4c2b1a0f9e8d7c6b5a493827160504',
      'https://www.dhs.gov/uflpa-entity-list',
      '7, before 6',
      '2026-11-22T09:58:12.000Z',
      'dhs-uflpa-1',
      'rules-8',
      '4f1d9a52c7e04b7e8b0f3c61a2d9e875',
      'revision 1',
    ]) {
      expect(text).toContain(part)
    }
  })

  it('puts changed fields into words, never JSON', () => {
    const before = party()
    const after = party({
      name: 'Tarim Silicon Group',
      status: 'active',
      subLists: [{ clause: 'v', effectiveOn: '2026-11-21', scope: 'and its subsidiaries' }],
      goods: [{ text: 'polysilicon', hs: ['280461'] }],
      subjects: [
        {
          id: 'party:x',
          kind: 'party',
          name: 'X Works',
          aliases: [{ name: 'XW', quality: 'strong', kind: 'a.k.a.' }],
          countries: ['CN'],
          addresses: [],
          status: 'active',
        },
      ],
      includesSubsidiaries: true,
      vessel: { flag: 'Panama' },
    })
    const text = flat(textOf({ kind: 'amended', before, after }))
    expect(text).toContain(
      'Name: from "Tarim Silicon Industry (Shanshan) Co., Ltd" to "Tarim Silicon Group".',
    )
    expect(text).toContain('Sub-lists: added "v (effective on 2026-11-21, scope and its subsidiaries)".')
    expect(text).toContain('Goods: added "polysilicon (hs 280461)".')
    expect(text).toContain('Extends to subsidiaries: now "yes", nothing before.')
    expect(text).toContain('Subjects of the order: added "X Works (')
    expect(text).toContain('Vessel: now "flag Panama", nothing before.')
    expect(text).not.toMatch(/[{}[\]]/)
  })
})
