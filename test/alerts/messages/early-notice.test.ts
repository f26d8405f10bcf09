import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { announcementMessage } from '../../../shared/alerts/announcement.ts'
import { earlyNoticeSchema } from '../../../shared/alerts/early-notice-schema.ts'
import { columns, width } from '../../../shared/alerts/messages/plain-text.ts'
import { fits } from '../../../shared/alerts/outgoing.ts'
import { filterAttributes } from '../../../shared/customers/filters.ts'
import type { Announcement, EarlyNotice } from '../../../shared/model/early-notice.ts'
import { publishedSchemas } from '../../../shared/published-schemas.ts'
import { bisEntityListReader } from '../../../shared/sources/bis-entity-list/reader.ts'
import {
  namesOfRule,
  nextNotice,
  type Transition,
} from '../../../shared/sources/federal-register/early-notice.ts'
import { bisRules, readInspection } from '../../../shared/sources/federal-register/public-inspection.ts'
import { readEarlyText } from '../../../shared/sources/federal-register/raw-text.ts'
import { writtenDocument, writtenRevisions } from '../../sources/bis-entity-list/documents.ts'
import { deskOf, deskText } from '../../sources/federal-register/desk.ts'

type Day = Parameters<typeof deskOf>[0]

const announced = (day: Day, documentNumber: string, at: string): Transition => {
  const results = deskOf(day)
  const body = Buffer.from(JSON.stringify({ count: results.length, results }))
  const document = bisRules(readInspection({ status: 200, url: 'https://x.example', body })).find(
    (one) => one.documentNumber === documentNumber,
  )!
  const { names, namesFrom } = readEarlyText(deskText(day, documentNumber))
  return nextNotice(
    null,
    { kind: 'seen', document, names, namesFrom, text: { sha256: 'a1b2', key: 'documents/a1b2' } },
    at,
  )!
}

const resembling: Announcement['likenesses'] = [
  {
    supplierId: 'NW-213',
    supplierName: 'Yunze Technology (Beijing) Co Ltd',
    name: 'Beijing Yunze Technology Co., Ltd.',
    score: 0.99,
    decision: 'strong',
  },
]

const told = ({ notice, tell }: Transition, likenesses: Announcement['likenesses'] = [], more?: boolean) =>
  announcementMessage({
    customerId: 'acme',
    noticeId: `early#${notice.documentNumber}#${notice.revision}`,
    cause: 'published',
    kind: 'announcement',
    plan: 'announcement',
    total: 0,
    done: 0,
    state: 'ready',
    at: notice.updatedAt,
    screened: 0,
    announcement: { news: tell!, notice, likenesses, ...(more === undefined ? {} : { more }) },
  })

const first = announced('2023-02-24', '2023-03929', '2023-02-24T21:30:00.000Z')
const other = announced('2024-01-12', '2024-99001', '2024-01-12T14:00:00.000Z')
const rule = bisEntityListReader.readRule(writtenRevisions(), writtenDocument)
const published = nextNotice(
  other.notice,
  {
    kind: 'published',
    rule: { citation: '89 FR 9001', publishedOn: '2024-01-15', names: namesOfRule(rule) },
    url: writtenDocument.url,
  },
  '2024-01-15T14:15:00.000Z',
)!
const withdrawn = nextNotice(other.notice, { kind: 'missing', overdue: true }, '2024-01-19T14:00:00.000Z')!
const messages = [
  ['announced', told(first, resembling), 'early-notice.txt'],
  ['corrected', told(published), 'early-notice-corrected.txt'],
  ['withdrawn', told(withdrawn), 'early-notice-withdrawn.txt'],
] as const

describe('an early notice', () => {
  it.each(messages)('that is %s says so first, as it arrives', async (_news, { subject, text }, file) => {
    await expect(`${subject}\n\n${text}`).toMatchFileSnapshot(`../../../docs/alerts/${file}`)
    expect(Array.from(subject).length).toBeLessThan(100)
    for (const line of text.split('\n'))
      if (!line.includes('https://')) expect(width(line), line).toBeLessThanOrEqual(columns)
  })

  it('is said not to be published in its subject, its first line and its end, as long as it is not', () => {
    const { subject, text } = told(first, resembling)
    expect(subject).toMatch(/^Early notice, not yet published: Additions of Entities/u)
    expect(text).toMatch(/^NOT YET PUBLISHED\./u)
    expect(text.split('\n').slice(-3).join(' ')).toContain('This document is not yet published.')
    expect(told(published).text).not.toMatch(/not yet published/iu)
  })

  it.each([
    ['in winter', '2023-02-24T16:15:00.000-05:00', '2023-02-24 16:15 (Washington)'],
    ['in summer', '2023-07-14T08:45:00.000-04:00', '2023-07-14 08:45 (Washington)'],
    ['in UTC', '2023-02-24T21:15:00Z', '2023-02-24 16:15 (Washington)'],
    ['late in the evening', '2023-07-15T01:00:00Z', '2023-07-14 21:00 (Washington)'],
    ['at no time', 'this morning', 'this morning'],
  ])('tells when it was filed, %s', (_when, filedAt, shown) => {
    const { text } = told({ ...first, notice: { ...first.notice, filedAt } })
    expect(text).toMatch(new RegExp(`^Filed: +${shown.replace(/[()]/gu, '\\$&')}$`, 'mu'))
  })

  it('is what the published schema says, and has no field that the schema does not document', () => {
    const schema = z.fromJSONSchema(
      JSON.parse(publishedSchemas().get('early-notice.v1.json') ?? '') as Parameters<
        typeof z.fromJSONSchema
      >[0],
    )
    const full: EarlyNotice = {
      ...first.notice,
      missingSince: '2023-02-24T22:00:00.000Z',
      replaces: '2023-03800',
      indexed: { publishedOn: '2023-02-27', url: 'https://x.example' },
      published: {
        citation: '88 FR 12170',
        publishedOn: '2023-02-27',
        url: 'u',
        documentNumber: '2023-03930',
      },
    }
    for (const { json } of [...messages.map(([, message]) => message), told({ ...first, notice: full })]) {
      const message: unknown = JSON.parse(json)
      expect(schema.safeParse(message).error).toBeUndefined()
      expect(earlyNoticeSchema.parse(message)).toEqual(message)
    }
    const message = JSON.parse(told(first).json) as Record<string, unknown>
    expect(schema.safeParse({ ...message, news: 'confirmed' }).success).toBe(false)
    expect(schema.safeParse({ ...message, names: undefined }).success).toBe(false)
    expect(schema.safeParse({ ...message, later: 1 }).success, 'fields may be added').toBe(true)
  })

  it('can be filtered on by every attribute that it has, and the docs say so', () => {
    const { attributes } = told(first)
    expect(attributes).toEqual({
      kind: 'notice',
      source: 'bis-entity-list',
      severity: 'info',
      news: 'announced',
    })
    for (const attribute of Object.keys(attributes)) expect(filterAttributes).toContain(attribute)
    const page = readFileSync(new URL('../../../docs/alerts/README.md', import.meta.url), 'utf8')
    for (const attribute of filterAttributes)
      expect(page).toMatch(new RegExp(`^\\| \`${attribute}\` \\|`, 'mu'))
  })

  it('fits into a message of SNS whatever the document names, and says what it leaves out', () => {
    const names = Array.from({ length: 200 }, (_, at) => ({
      action: 'add' as const,
      name: `${'\u{1F6A2}'.repeat(2_000)} ${at}`,
    }))
    const likenesses = Array.from({ length: 20 }, () => ({
      ...resembling[0]!,
      name: '\u{1F6A2}'.repeat(20_000),
    }))
    const message = told(
      { ...first, notice: { ...first.notice, names, title: '\u{1F6A2}'.repeat(50_000) } },
      likenesses,
    )
    expect(fits(message)).toBe(true)
    const json = JSON.parse(message.json) as { truncated: boolean; names: unknown[] }
    expect(json.truncated).toBe(true)
    expect(json.names.length).toBeGreaterThan(20)
    expect(message.json.isWellFormed()).toBe(true)
    expect(JSON.parse(told(first).json)).toMatchObject({ truncated: false, names: { length: 13 } })
    // A notice that holds fewer than the document names says so, however well it fits.
    expect(JSON.parse(told(first, [], true).json)).toMatchObject({ truncated: true, names: { length: 13 } })
  })

  it('is harmless with a hostile title', () => {
    const title = `\u202eX<script>alert(1)</script>\r\nBcc: x@y.example ${'\u{1F6A2}'.repeat(5000)}`
    const notice = { ...first.notice, title, pdfUrl: 'javascript:alert(1)' }
    const { subject, text } = told({ ...first, notice })
    expect(Array.from(subject).length).toBeLessThan(100)
    // No half of a character, no line break, nothing that turns the reading direction, no markup.
    expect(subject.isWellFormed()).toBe(true)
    for (const words of [subject, text]) expect(words).not.toMatch(/[\u202e\r<>]/u)
    expect(subject).not.toContain('\n')
    expect(text).not.toContain('javascript:')
    expect(text.length).toBeLessThan(10_000)
  })
})
