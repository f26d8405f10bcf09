import { describe, expect, it } from 'vitest'
import { digestMessage, reportMessage } from '../../../shared/alerts/messages/messages.ts'
import { reportHtml } from '../../../shared/alerts/report/report-html.ts'
import { reportedAlert } from '../../../shared/alerts/report/reported-alert.ts'
import { watchedSources } from '../../../shared/model/source.ts'
import { listing } from '../../legal/support.ts'
import { alertOf, customer, notice, party, reportRef } from './support.ts'

const flat = (text: string): string => text.replace(/\s+/g, ' ')

const sdn = listing('ofac-sdn', ['SDGT'], { id: '4711', name: 'AL NOOR TRADING LLC' })
const alerts = [
  alertOf({ kind: 'opened', after: party(), cause: 'intake' }),
  alertOf({
    kind: 'opened',
    after: sdn,
    cause: 'intake',
    supplier: { supplierId: 'S-002', name: 'Al Noor Trading' },
    paths: [['S-002']],
  }),
  alertOf({ kind: 'opened', after: sdn, cause: 'intake', match: { decision: 'review', score: 0.71 } }),
]

describe('a report', () => {
  it('tells what was screened and what was found, by supplier, the worst first', async () => {
    const { subject, text } = reportMessage(notice(), alerts, customer, reportRef)
    expect(subject).toBe('Screening report: 3 matches, 812 parties screened')
    expect(text).toMatch(/existing listings and not news/)
    expect(text.indexOf('S-002')).toBeLessThan(text.indexOf('S-014'))
    await expect(`${subject}\n\n${text}`).toMatchFileSnapshot('../../../docs/alerts/report.txt')
  })

  it('does not say of a list that was not read that nothing is on it', () => {
    const some = reportMessage(notice({ notRead: ['ofac-sdn', 'cbp-wro'] }), [], customer, reportRef)
    expect(some.subject).toBe('Screening report: 0 matches, 812 parties screened, 2 lists not read yet')
    expect(flat(some.text)).toContain('against all lists that are watched but 2. Nothing was found.')
    expect(flat(some.text)).toMatch(/NOT COMPARED YET - OFAC SDN List .* - CBP Withhold Release Orders/)
    const none = reportMessage(notice({ notRead: [...watchedSources] }), [], customer, reportRef)
    expect(flat(none.text)).toContain('screened against no list, for none has been read yet.')
    expect(none.text).not.toMatch(/Nothing was found/)
    const page = reportHtml(notice({ notRead: ['ofac-sdn'] }), [], customer)
    expect(page).toContain('all lists that are watched but 1')
    expect(page).toContain('Not read yet, and not compared with: <bdi>the OFAC SDN List')
    expect(reportHtml(notice(), alerts.map(reportedAlert), customer)).not.toContain('Not read yet')
  })

  it('tells matches that ended with a supplier apart from those that were found', () => {
    const gone = alertOf({
      kind: 'resolved',
      before: sdn,
      cause: 'intake',
      supplier: { supplierId: 'S-030', name: 'Kumul Yarn' },
      match: { resolvedBecause: 'supplier-removed' },
    })
    const mixed = reportMessage(notice(), [...alerts, gone], customer, reportRef)
    expect(mixed.subject).toBe('Screening report: 4 matches (3 found, 1 ended), 812 parties screened')
    expect(flat(mixed.text)).toContain(
      'Found, changed or ended: 4 matches of 3 registered parties (3 found, 1 ended; 1 critical, 1 high, 1 medium, 1 info).',
    )
    expect(mixed.text).toContain('match ended: ')
    const ended = reportMessage(notice(), [gone], customer, reportRef)
    expect(ended.subject).toBe('Screening report: 1 match (1 ended), 812 parties screened')
    expect(flat(ended.text)).toContain('did so because your register changed')
    expect(ended.text).not.toMatch(/existing listings/)
    for (const { subject } of [mixed, ended]) expect(subject.length).toBeLessThan(100)
  })

  it('says that nothing was found', () => {
    const { text } = reportMessage(notice({ source: 'cbp-wro' }), [], customer, reportRef)
    expect(text).toContain('Nothing was found.')
    expect(text.replace(/\s+/g, ' ')).toContain(
      '812 registered parties screened against the CBP Withhold Release Orders and Findings',
    )
    expect(text).not.toContain('MATCHES')
  })

  it('keeps to a readable length and says how many more there are', () => {
    const many = Array.from({ length: 500 }, (_, number) =>
      alertOf({
        kind: 'opened',
        after: party(),
        supplier: { supplierId: `S-${number % 40}`, name: `Works ${number % 40}` },
      }),
    )
    const { text } = reportMessage(notice(), many, customer, reportRef)
    expect(text).toContain('and 380 more matches')
    expect(text.match(/Tarim Silicon Industry/g)).toHaveLength(120)
    expect(Buffer.byteLength(text)).toBeLessThan(60_000)
  })
})

describe('a digest', () => {
  it('tells the changes of one list, the worst first', async () => {
    const changed = [
      ...alerts,
      alertOf({ kind: 'resolved', before: party(), supplier: { supplierId: 'S-030', name: 'Kumul Yarn' } }),
    ]
    const { subject, text } = digestMessage(
      notice({
        kind: 'alerts',
        cause: 'reparsed',
        source: 'dhs-uflpa',
        seq: 7,
        noticeId: 'dhs-uflpa#000007',
      }),
      changed,
      customer,
      reportRef,
    )
    expect(subject).toBe('Digest: 4 matches changed, UFLPA Entity List')
    expect(text).toContain('Found by improved reading')
    expect(text).not.toMatch(/\bcleared\b/)
    await expect(`${subject}\n\n${text}`).toMatchFileSnapshot('../../../docs/alerts/digest.txt')
  })

  it('says that no match changed', () => {
    expect(digestMessage(notice({ kind: 'alerts' }), [], customer, reportRef).text).toContain(
      'No match of your register changed.',
    )
  })
})
