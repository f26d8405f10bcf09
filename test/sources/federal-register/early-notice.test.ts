import * as fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { ConflictError } from '../../../shared/errors.ts'
import { announcementMessage } from '../../../shared/alerts/announcement.ts'
import type { EarlyNews, EarlyNotice } from '../../../shared/model/early-notice.ts'
import {
  pollInspection,
  type EarlyNoticeStore,
  type PollDependencies,
} from '../../../shared/operations/poll-inspection.ts'
import { bisEntityListReader } from '../../../shared/sources/bis-entity-list/reader.ts'
import { federalRegister } from '../../../shared/sources/federal-register/client.ts'
import { nextNotice, type Observation } from '../../../shared/sources/federal-register/early-notice.ts'
import {
  bisRules,
  publicInspectionUrl,
  readInspection,
} from '../../../shared/sources/federal-register/public-inspection.ts'
import { readEarlyText } from '../../../shared/sources/federal-register/raw-text.ts'
import { faultOf, rule202303929 } from '../bis-entity-list/documents.ts'

/** Written after the shape of the true list: the fields that it has, and the agency named without its department. */
const listed = (number: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  document_number: number,
  title: 'Additions of Entities to the Entity List  ',
  agencies: [
    {
      raw_name: 'BUREAU OF INDUSTRY AND SECURITY',
      name: 'Industry and Security Bureau',
      slug: 'industry-and-security-bureau',
      parent_id: 54,
    },
  ],
  agency_names: ['Industry and Security Bureau'],
  type: 'Rule',
  filed_at: '2023-02-24T16:15:00.000-05:00',
  filing_type: 'special',
  publication_date: '2023-02-27',
  pdf_url: `https://public-inspection.federalregister.gov/${number}.pdf`,
  raw_text_url: `https://www.federalregister.gov/public-inspection/raw_text/${number}.txt`,
  html_url: `https://www.federalregister.gov/public-inspection/${number}/additions`,
  editorial_note: null,
  ...more,
})

/** The instructions of 88 FR 12170 as a PDF's text has them: broken lines, page numbers, straight page furniture. */
const rawText = `This document is scheduled to be published in the
Federal Register on 02/27/2023 and available online at
federalregister.gov/d/2023-03929

DEPARTMENT OF COMMERCE
Bureau of Industry and Security
15 CFR Part 744
The ERC determined to add entities to the Entity List.
                                     7
2. Supplement No. 4 to part 744 is amended:
a. Under CANADA, by adding in alphabetical order, entries for “CPUNTO Inc.” and “Electronic
Network Inc.”;
b. Under CHINA, PEOPLE'S REPUBLIC OF, by adding, in alphabetical order, entries for “AOOK
Technology Ltd.”; “Beijing Ti-Tech Science and Technology Development Co.”; “Beijing Yunze
Technology Co., Ltd.”; “China HEAD Aerospace Technology Co.”; and “Spacety Co., Ltd.”;
c. Under FRANCE, by adding in alphabetical order, an entry for “China HEAD Aerospace
Technology Co.”;
d. Under LUXEMBOURG, by adding in alphabetical order, an entry for “Spacety Co., Ltd.”;
e. Under NETHERLANDS, by adding in alphabetical order, an entry for “China HEAD Aerospace
Technology Co.”; and
f. Under RUSSIA, by adding, in alphabetical order, entries for “Dexias Industrial Products and
Trade Limited Company”; “Innovation and Technologies LLC”; and “Promtekhkomplekt JSC”.

Supplement No. 4 to Part 744 – Entity List
`

const answer = (value: unknown) => ({
  status: 200,
  url: publicInspectionUrl,
  body: new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)),
})

describe('public inspection', () => {
  test('BIS rules are found by their bureau; notices, proposals and other agencies are not', () => {
    const documents = readInspection(
      answer({
        count: 4,
        results: [
          listed('2023-03929'),
          listed('2023-00001', { type: 'Notice' }),
          listed('2023-00002', { type: 'Proposed Rule' }),
          listed('2023-00003', {
            agencies: [
              { name: 'International Trade Administration', slug: 'international-trade-administration' },
            ],
          }),
        ],
      }),
    )
    expect(bisRules(documents)).toEqual([
      {
        documentNumber: '2023-03929',
        title: 'Additions of Entities to the Entity List',
        agencies: [{ name: 'Industry and Security Bureau', slug: 'industry-and-security-bureau' }],
        type: 'Rule',
        filedAt: '2023-02-24T16:15:00.000-05:00',
        publishesOn: '2023-02-27',
        pdfUrl: 'https://public-inspection.federalregister.gov/2023-03929.pdf',
        rawTextUrl: 'https://www.federalregister.gov/public-inspection/raw_text/2023-03929.txt',
        url: 'https://www.federalregister.gov/public-inspection/2023-03929/additions',
      },
    ])
  })

  test('a list that is not as long as it says, or no list, is refused', () => {
    expect(faultOf(() => readInspection(answer({ count: 2, results: [listed('1')] }))).fault).toBe(
      'count-mismatch',
    )
    expect(faultOf(() => readInspection(answer('<html>'))).fault).toBe('not-the-document')
    expect(faultOf(() => readInspection(answer({ results: [] }))).fault).toBe('malformed')
    expect(readInspection(answer({ count: 0 }))).toEqual([])
  })

  test('the text of a PDF yields the names of its instructions', () => {
    const { names, namesFrom, amendsEntityList } = readEarlyText(rawText)
    expect({ namesFrom, amendsEntityList }).toEqual({ namesFrom: 'instructions', amendsEntityList: true })
    expect(names.map(({ action, country, name }) => `${action} ${country ?? '?'} ${name}`)).toEqual([
      'add CA CPUNTO Inc.',
      'add CA Electronic Network Inc.',
      'add CN AOOK Technology Ltd.',
      'add CN Beijing Ti-Tech Science and Technology Development Co.',
      'add CN Beijing Yunze Technology Co., Ltd.',
      'add CN China HEAD Aerospace Technology Co.',
      'add CN Spacety Co., Ltd.',
      'add FR China HEAD Aerospace Technology Co.',
      'add LU Spacety Co., Ltd.',
      'add NL China HEAD Aerospace Technology Co.',
      'add RU Dexias Industrial Products and Trade Limited Company',
      'add RU Innovation and Technologies LLC',
      'add RU Promtekhkomplekt JSC',
    ])
  })

  test('or those of the preamble; a text that is not understood yields none, and never fails', () => {
    const lists =
      'For these reasons this final rule adds the following two entities to the Entity List:\nCanada\n• CPUNTO Inc., and\n• Electronic Network Inc.\nSavings Clause\n• not a name'
    expect(readEarlyText(lists)).toMatchObject({
      namesFrom: 'lists',
      names: [
        { action: 'add', name: 'CPUNTO Inc.', country: 'CA' },
        { action: 'add', name: 'Electronic Network Inc.', country: 'CA' },
      ],
    })
    fc.assert(
      fc.property(fc.string(), (text) => readEarlyText(text).names.length >= 0),
      { numRuns: 50 },
    )
    expect(
      readEarlyText('2. Supplement No. 4 to part 744 is amended:\na. Something unheard of.').namesFrom,
    ).toBe('none')
    expect(readEarlyText('Removals from the Unverified List').amendsEntityList).toBe(false)
  })
})

class MemoryNotices implements EarlyNoticeStore {
  readonly records = new Map<string, EarlyNotice>()
  readonly outbox: { news: EarlyNews; notice: EarlyNotice }[] = []
  all = async () => [...this.records.values()]
  get = async (number: string) => this.records.get(number) ?? null
  async put(notice: EarlyNotice, before: EarlyNotice | null, news?: EarlyNews) {
    if (JSON.stringify(this.records.get(notice.documentNumber) ?? null) !== JSON.stringify(before))
      throw new ConflictError('another poll was quicker', 'Poll again.')
    this.records.set(notice.documentNumber, notice)
    if (news !== undefined) this.outbox.push({ news, notice })
  }
  tellAgain = async () => 0
}

describe('polls', () => {
  let store: MemoryNotices
  let inspected: ReturnType<typeof listed>[]
  let text: string
  let folded: boolean
  let ruleBytes: Uint8Array
  beforeEach(() => {
    store = new MemoryNotices()
    inspected = [listed('2023-03929')]
    text = rawText
    folded = false
    ruleBytes = rule202303929()
  })
  const poll = (at: string) => {
    const register = federalRegister({
      get: async (url) =>
        url === publicInspectionUrl ? answer({ count: inspected.length, results: inspected }) : answer(text),
      clock: { now: () => 0, sleep: async () => {} },
    })
    const ledger = folded
      ? [
          {
            documentNumber: '2023-03929',
            publishedOn: '2023-02-27',
            citation: '88 FR 12170',
            key: 'k',
            url: 'u',
            page: 'https://www.federalregister.gov/d/2023-03929',
          },
        ]
      : []
    return pollInspection(
      {
        register,
        notices: store,
        lists: {
          head: async () => ({ seq: 1 }),
          version: async () => ({ ledger }),
        } as unknown as PollDependencies['lists'],
        documents: { read: async () => ruleBytes },
        reader: bisEntityListReader,
        now: () => new Date(at),
      },
      at,
    )
  }

  test('a rule is announced once, however often it is seen', async () => {
    expect((await poll('2023-02-24T21:30:00Z')).told).toEqual([
      { documentNumber: '2023-03929', news: 'announced', revision: 1 },
    ])
    for (const at of ['2023-02-24T21:45:00Z', '2023-02-27T13:45:00Z'])
      expect((await poll(at)).told).toEqual([])
    expect(store.outbox).toHaveLength(1)
    expect(store.outbox[0]!.notice).toMatchObject({
      state: 'announced',
      publishesOn: '2023-02-27',
      names: { length: 13 },
    })
  })

  test('its publication as announced confirms it, and tells nobody', async () => {
    await poll('2023-02-24T21:30:00Z')
    inspected = []
    folded = true
    expect(await poll('2023-02-27T14:00:00Z')).toMatchObject({ told: [], confirmed: ['2023-03929'] })
    expect(store.records.get('2023-03929')).toMatchObject({
      state: 'confirmed',
      published: { citation: '88 FR 12170' },
    })
    inspected = [listed('2023-03929')]
    expect((await poll('2023-02-27T15:00:00Z')).told).toEqual([])
    expect(store.outbox).toHaveLength(1)
  })

  test('a rule that is published with other names than announced is told as corrected, once', async () => {
    text = rawText.replace('“CPUNTO Inc.” and ', '')
    await poll('2023-02-24T21:30:00Z')
    folded = true
    expect((await poll('2023-02-27T14:00:00Z')).told).toEqual([
      { documentNumber: '2023-03929', news: 'corrected', revision: 2 },
    ])
    expect((await poll('2023-02-27T15:00:00Z')).told).toEqual([])
    expect(store.outbox[1]!.notice.because).toContain('CPUNTO Inc. was not announced')
  })

  test('a document that changes while it lies open is told once; a text that cannot be had takes nothing back', async () => {
    await poll('2023-02-24T21:30:00Z')
    text = ''
    expect((await poll('2023-02-24T21:45:00Z')).told).toEqual([])
    text = rawText.replace('; and “Promtekhkomplekt JSC”', '')
    expect((await poll('2023-02-24T22:00:00Z')).told).toMatchObject([{ news: 'corrected', revision: 2 }])
    inspected = [listed('2023-03929', { publication_date: '2023-03-01' })]
    expect((await poll('2023-02-24T22:15:00Z')).told).toMatchObject([{ news: 'corrected', revision: 3 }])
    expect((await poll('2023-02-24T22:30:00Z')).told).toEqual([])
  })

  const withdrawn = 'This document was withdrawn by the agency.'
  test.each([
    [
      'the Register’s note says so',
      () => [listed('2023-03929', { editorial_note: withdrawn })],
      '2023-02-24T22:00:00Z',
    ],
    ['it is gone before its day', () => [], '2023-02-26T21:30:00Z'],
    ['it was never published', () => [], '2023-03-04T14:00:00Z'],
  ])('it is withdrawn, and told so once, where %s', async (_why, now, at) => {
    await poll('2023-02-24T21:30:00Z')
    inspected = now()
    expect((await poll(at)).told).toMatchObject([{ news: 'withdrawn', revision: 2 }])
    expect((await poll('2023-03-06T14:00:00Z')).told).toEqual([])
  })

  test('a short absence, or the day of publication itself, withdraws nothing', async () => {
    await poll('2023-02-24T21:30:00Z')
    inspected = []
    for (const at of ['2023-02-24T22:00:00Z', '2023-02-27T14:00:00Z', '2023-03-01T14:00:00Z'])
      expect((await poll(at)).told).toEqual([])
  })

  test('rules on other lists are left alone', async () => {
    inspected = [listed('2023-09999', { title: 'Revisions to the Unverified List' })]
    text = '2. Supplement No. 6 to part 744 is amended by removing the entry for “X”.'
    expect(await poll('2023-02-24T21:30:00Z')).toMatchObject({ open: [], told: [] })
  })
})

test('whatever is observed in whatever order, nothing is told twice and every message is a new revision', () => {
  const document = bisRules(readInspection(answer({ count: 1, results: [listed('2023-03929')] })))[0]!
  const names = readEarlyText(rawText).names
  const rule = bisEntityListReader.readRule(rule202303929(), {
    documentNumber: '2023-03929',
    publishedOn: '2023-02-27',
    citation: '88 FR 12170',
    url: 'u',
  })
  const observation = fc.oneof(
    fc.constant<Observation>({ kind: 'missing' }),
    fc.constant<Observation>({ kind: 'published', rule, url: 'u' }),
    fc.record({ drop: fc.boolean(), note: fc.boolean() }).map(
      ({ drop, note }): Observation => ({
        kind: 'seen',
        document: note ? { ...document, editorialNote: 'Withdrawn by the agency.' } : document,
        names: drop ? names.slice(1) : names,
        namesFrom: 'instructions',
      }),
    ),
  )
  fc.assert(
    fc.property(
      fc.array(fc.tuple(observation, fc.integer({ min: 0, max: 200 })), { maxLength: 12 }),
      (steps) => {
        let notice: EarlyNotice | null = null
        let hours = 0
        let told = 0
        let final = false
        for (const [next, wait] of steps) {
          hours += wait
          const at = new Date(Date.parse('2023-02-24T14:00:00Z') + hours * 3_600_000).toISOString()
          const before: EarlyNotice | null = notice
          const first = nextNotice(before, next, at)
          if (first?.tell !== undefined) {
            told++
            expect(first.notice.revision).toBe((before?.revision ?? 0) + 1)
            expect(final, 'what is published is not taken back').toBe(false)
          }
          notice = first?.notice ?? before
          // The same once more, at the same time: there is nothing to tell.
          expect(nextNotice(notice, next, at)?.tell).toBeUndefined()
          final = notice?.published !== undefined
        }
        expect(notice?.revision ?? 0).toBe(told)
      },
    ),
    { numRuns: 200 },
  )
})

test('the message says first that nothing is published yet, and what it resembles', () => {
  const notice = nextNotice(
    null,
    {
      kind: 'seen',
      document: bisRules(readInspection(answer({ count: 1, results: [listed('2023-03929')] })))[0]!,
      ...readEarlyText(rawText),
    },
    '2023-02-24T21:30:00.000Z',
  )!.notice
  const message = announcementMessage({
    customerId: 'acme',
    noticeId: 'early#2023-03929#1',
    cause: 'published',
    kind: 'announcement',
    plan: 'announcement',
    total: 0,
    done: 0,
    state: 'ready',
    at: notice.updatedAt,
    screened: 0,
    announcement: {
      news: 'announced',
      notice,
      likenesses: [
        {
          supplierId: 'NW-213',
          supplierName: 'Yunze Technology (Beijing) Co Ltd',
          name: 'Beijing Yunze Technology Co., Ltd.',
          score: 0.99,
          decision: 'strong',
        },
      ],
    },
  })
  expect(message.subject).toMatch(/^Early notice, not yet published: Additions of Entities/u)
  expect(message.subject.length).toBeLessThan(100)
  expect(message.text.split('\n')[0]).toMatch(/^NOT YET PUBLISHED\./u)
  for (const words of [
    'To be added (13):',
    '- CPUNTO Inc. (Canada)',
    'To publish:  2023-02-27',
    'Filed:       2023-02-24 16:15 (Washington)',
    '2023-03929.pdf',
    'Yunze Technology (Beijing) Co Ltd (NW-213) resembles',
  ])
    expect(message.text).toContain(words)
  expect(JSON.parse(message.json)).toMatchObject({
    schemaVersion: 1,
    kind: 'notice',
    form: 'early-notice',
    notYetPublished: true,
    names: { length: 13 },
  })
})

test('a hostile title is harmless in the message', () => {
  const seen = nextNotice(
    null,
    {
      kind: 'seen',
      document: bisRules(readInspection(answer({ count: 1, results: [listed('2023-03929')] })))[0]!,
      ...readEarlyText(rawText),
    },
    '2023-02-24T21:30:00.000Z',
  )!.notice
  const title = `\u202eX<script>alert(1)</script>\r\nBcc: x@y.example ${'\u{1F6A2}'.repeat(5000)}`
  const { subject, text } = announcementMessage({
    customerId: 'acme',
    noticeId: 'early#2023-03929#1',
    cause: 'published',
    kind: 'announcement',
    plan: 'announcement',
    total: 0,
    done: 0,
    state: 'ready',
    at: seen.updatedAt,
    screened: 0,
    announcement: {
      news: 'announced',
      notice: { ...seen, title, pdfUrl: 'javascript:alert(1)' },
      likenesses: [],
    },
  })
  expect(Array.from(subject).length).toBeLessThan(100)
  // No half of a character, no line break, nothing that turns the reading direction, no markup.
  expect(subject.isWellFormed()).toBe(true)
  for (const told of [subject, text]) expect(told).not.toMatch(/[\u202e\r<>]/u)
  expect(subject).not.toContain('\n')
  expect(text).not.toContain('javascript:')
  expect(text.length).toBeLessThan(10_000)
})
