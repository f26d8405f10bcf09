import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { sha256 } from '../../../shared/hash.ts'
import type { EarlyNotice } from '../../../shared/model/early-notice.ts'
import { pollInspection, type PollDependencies } from '../../../shared/operations/poll-inspection.ts'
import { bisEntityListReader } from '../../../shared/sources/bis-entity-list/reader.ts'
import { documentsApi } from '../../../shared/sources/federal-register/api.ts'
import { federalRegister } from '../../../shared/sources/federal-register/client.ts'
import {
  namesOfRule,
  nextNotice,
  type Observation,
} from '../../../shared/sources/federal-register/early-notice.ts'
import {
  bisRules,
  publicInspectionUrl,
  readInspection,
} from '../../../shared/sources/federal-register/public-inspection.ts'
import { readEarlyText } from '../../../shared/sources/federal-register/raw-text.ts'
import { type EarlyTables, emptyEarlyTables, memoryEarlyNotices } from '../../support/memory-early-notices.ts'
import {
  document202303929,
  faultOf,
  rule202303929,
  writtenDocument,
  writtenRevisions,
} from '../bis-entity-list/documents.ts'
import { type DeskDocument, deskOf, deskText, inspected } from './desk.ts'

const rawText = deskText('2023-02-24', '2023-03929')

const answer = (value: unknown) => ({
  status: 200,
  url: publicInspectionUrl,
  body: new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)),
})

describe('public inspection', () => {
  test('the written desk is what its meta.json says', () => {
    for (const day of ['2023-02-24', '2024-01-12']) {
      const folder = new URL(`../../fixtures/public-inspection-written/${day}/`, import.meta.url)
      const meta = JSON.parse(readFileSync(new URL('meta.json', folder), 'utf8')) as {
        files: { file: string; sha256: string; origin: string }[]
      }
      for (const { file, sha256: digest, origin } of meta.files)
        expect([file, sha256(readFileSync(new URL(file, folder))), origin]).toEqual([file, digest, 'written'])
    }
  })

  test('BIS rules are found by their bureau; notices, proposals and other agencies are not', () => {
    const results = [
      ...deskOf('2023-02-24'),
      inspected('2023-00002', { type: 'Proposed Rule' }),
      // Named after its department, or by its department alone; a correction with a type of its own.
      ...deskOf('2024-01-12'),
      inspected('2023-00004', {
        agencies: [{ raw_name: 'DEPARTMENT OF COMMERCE', name: 'Commerce Department' }],
      }),
      inspected('2023-00005', { type: 'Correction' }),
      inspected('2023-00006', {
        agencies: [{ name: 'Commerce Department', slug: 'commerce-department' }],
        title: 'Patent Fees',
      }),
      inspected('2023-00007', {
        agencies: [{ name: 'Homeland Security Department', slug: 'homeland-security-department' }],
        title: 'Uyghur Forced Labor Prevention Act Entity List',
      }),
      // Another list by that name, whoever of the department files it.
      inspected('2023-00008', {
        agencies: [{ name: 'Commerce Department', slug: 'commerce-department' }],
        title: 'Uyghur Forced Labor Prevention Act Entity List: Technical Amendment',
      }),
    ]
    const found = bisRules(readInspection(answer({ count: results.length, results })))
    expect(found.map(({ documentNumber }) => documentNumber)).toEqual([
      '2023-03929',
      '2024-99001',
      '2024-99002',
      '2024-99003',
      '2023-00004',
      '2023-00005',
    ])
    expect(found[0]).toEqual({
      documentNumber: '2023-03929',
      title: 'Additions of Entities to the Entity List',
      agencies: [{ name: 'Industry and Security Bureau', slug: 'industry-and-security-bureau' }],
      type: 'Rule',
      filedAt: '2023-02-24T16:15:00.000-05:00',
      publishesOn: '2023-02-27',
      pdfUrl: 'https://public-inspection.federalregister.gov/2023-03929.pdf',
      rawTextUrl: 'https://www.federalregister.gov/public-inspection/raw_text/202/303/929.txt',
      url: 'https://www.federalregister.gov/public-inspection/2023-03929/additions-of-entities-to-the-entity-list',
    })
  })

  test('a list that is not as long as it says, or no list, is refused', () => {
    expect(faultOf(() => readInspection(answer({ count: 2, results: [inspected('1')] }))).fault).toBe(
      'count-mismatch',
    )
    expect(faultOf(() => readInspection(answer('<html>'))).fault).toBe('not-the-document')
    expect(faultOf(() => readInspection(answer({ results: [] }))).fault).toBe('malformed')
    expect(readInspection(answer({ count: 0 }))).toEqual([])
    // The field went, or got another name: no document of the list is withdrawn by that.
    const undated = Array.from({ length: 12 }, (_, at) =>
      inspected(`2023-1000${at}`, { publication_date: null }),
    )
    expect(faultOf(() => readInspection(answer({ count: 12, results: undated }))).fault).toBe('malformed')
    // A special filing that is posted twice is one document.
    expect(readInspection(answer({ count: 2, results: [inspected('1'), inspected('1')] }))).toHaveLength(1)
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

  test.each([
    [
      'an instruction in other words',
      '\n3. In supplement no. 4 to part 744, under CHINA, add an entry.',
      true,
    ],
    [
      'an instruction that begins with its verb',
      '\n2. Revise Supplement No. 4 to part 744 as follows:',
      true,
    ],
    ['a summary', 'This final rule adds ten entities under thirteen entries to the Entity List.', true],
    [
      'a summary by the department',
      'The Department of Commerce is amending the EAR by adding 70 entities to the Entity List.',
      true,
    ],
    ['a threat', 'BIS may add a party of the Unverified List to the Entity List.', false],
    ['a rule on listed parties', 'Items subject to a footnote of entities added to the Entity List.', false],
    [
      'a mention',
      'The Entity List (supplement no. 4 to part 744) identifies entities. 2. Part 772 is amended.',
      false,
    ],
  ])('whether a text amends the list: %s', (_what, text, amends) => {
    expect(readEarlyText(text).amendsEntityList).toBe(amends)
  })

  test('an instruction that counts its entries and names none leaves the preamble to name them', () => {
    const text = `This final rule adds the following two entities to the Entity List:
Russia
• Dexias Trade, and
• Promtekhkomplekt JSC

2. Supplement No. 4 to part 744 is amended:
a. Under CANADA, by adding an entry for “CPUNTO Inc.”; and
b. Under RUSSIA, by adding, in alphabetical order, two Russian entities.

Supplement No. 4 to Part 744—Entity List
`
    expect(readEarlyText(text)).toMatchObject({
      namesFrom: 'lists',
      names: [{ name: 'CPUNTO Inc.' }, { name: 'Dexias Trade' }, { name: 'Promtekhkomplekt JSC' }],
    })
  })
})

describe('polls', () => {
  let store: EarlyTables
  let onDesk: DeskDocument[]
  /** Raw texts by document; '' where it cannot be had. */
  let texts: Record<string, string>
  /** What the list is folded from, and what the Federal Register's index has. */
  let ledger: {
    documentNumber: string
    publishedOn: string
    citation: string
    key: string
    url: string
    page: string
  }[]
  let index: Record<string, unknown>[]
  let bytes: Record<string, Uint8Array>
  let asked: string[]
  /** Hashes of texts that were kept, in order. */
  let kept: string[]
  beforeEach(() => {
    store = emptyEarlyTables()
    onDesk = deskOf('2023-02-24')
    texts = { '2023-03929': rawText }
    ledger = []
    index = []
    bytes = { '2023-03929': rule202303929(), '2024-99001': writtenRevisions() }
    asked = []
    kept = []
  })
  const news = () => [...store.outbox.values()]
  const fold = (document = document202303929, key = document.documentNumber) => {
    const { documentNumber, publishedOn, citation, url } = document
    ledger = [...ledger, { documentNumber, publishedOn, citation, key, url, page: url }]
  }
  const poll = (at: string) => {
    const textFor = (url: string): string =>
      texts[onDesk.find(({ raw_text_url }) => raw_text_url === url)?.document_number ?? ''] ?? ''
    const register = federalRegister({
      get: async (url) => {
        asked.push(url)
        if (url === publicInspectionUrl) return answer({ count: onDesk.length, results: onDesk })
        if (url.startsWith(documentsApi)) return answer({ count: index.length, results: index })
        return answer(textFor(url))
      },
      clock: { now: () => 0, sleep: async () => {} },
    })
    return pollInspection(
      {
        register,
        notices: memoryEarlyNotices(store, () => new Date(at)),
        lists: {
          head: async () => ({ seq: 1 }),
          version: async () => ({ ledger }),
        } as unknown as PollDependencies['lists'],
        documents: {
          read: async (key) => bytes[key] ?? new Uint8Array(),
          archive: async (_source, digest, body) => {
            bytes[`incoming/${digest}`] ??= body
            return `incoming/${digest}`
          },
          keep: async (_source, digest) => {
            kept.push(digest)
            bytes[`documents/${digest}`] ??= bytes[`incoming/${digest}`]!
            return `documents/${digest}`
          },
        },
        reader: bisEntityListReader,
      },
      at,
    )
  }
  const only = (documentNumber: string, more: Record<string, unknown> = {}): void => {
    onDesk = [inspected(documentNumber, more)]
  }
  /** The desk goes on without the document. */
  const gone = (): void => {
    onDesk = deskOf('2023-02-24').slice(1)
  }
  const record = (documentNumber = '2023-03929') => store.records.get(documentNumber)

  test('a rule is announced once, however often it is seen', async () => {
    expect(await poll('2023-02-24T21:30:00Z')).toEqual({
      inspected: 4,
      open: ['2023-03929'],
      told: [{ documentNumber: '2023-03929', news: 'announced', revision: 1 }],
      confirmed: [],
      failed: [],
    })
    for (const at of ['2023-02-24T21:45:00Z', '2023-02-27T13:45:00Z'])
      expect((await poll(at)).told).toEqual([])
    expect(news()).toHaveLength(1)
    expect(news()[0]!.notice).toMatchObject({
      state: 'announced',
      agency: 'Industry and Security Bureau',
      publishesOn: '2023-02-27',
      names: { length: 13 },
    })
  })

  test('its publication as announced confirms it, and tells nobody', async () => {
    await poll('2023-02-24T21:30:00Z')
    gone()
    fold()
    expect(await poll('2023-02-27T14:00:00Z')).toMatchObject({ told: [], confirmed: ['2023-03929'] })
    expect(record()).toMatchObject({ state: 'confirmed', published: { citation: '88 FR 12170' } })
    expect(record()!.published).not.toHaveProperty('documentNumber')
    only('2023-03929')
    expect((await poll('2023-02-27T15:00:00Z')).told).toEqual([])
    expect(news()).toHaveLength(1)
  })

  test('what is in the Federal Register already is no early notice: before the desk opens it shows yesterday’s', async () => {
    // First looked at on the morning on which the rule is published, with and without the list having it.
    expect(await poll('2023-02-27T13:15:00Z')).toMatchObject({ open: [], told: [] })
    fold()
    expect(await poll('2023-02-27T13:30:00Z')).toMatchObject({ open: [], told: [] })
    only('2023-03929', { publication_date: '2023-02-28' })
    expect((await poll('2023-02-27T13:45:00Z')).told, 'the list has it').toEqual([])
    expect(store.records.size).toBe(0)
  })

  test('a rule that is published with other names than announced is told as corrected, once', async () => {
    texts['2023-03929'] = rawText.replace('“CPUNTO Inc.” and ', '')
    await poll('2023-02-24T21:30:00Z')
    fold()
    expect((await poll('2023-02-27T14:00:00Z')).told).toEqual([
      { documentNumber: '2023-03929', news: 'corrected', revision: 2 },
    ])
    expect((await poll('2023-02-27T15:00:00Z')).told).toEqual([])
    expect(news()[1]!.notice.because).toContain('CPUNTO Inc. was not announced')
  })

  test('where only the preamble’s list could be read, what it left out is no difference', async () => {
    texts['2023-03929'] =
      'This final rule adds the following entities to the Entity List:\nCanada\n• CPUNTO Inc.\n'
    await poll('2023-02-24T21:30:00Z')
    expect(record()).toMatchObject({ namesFrom: 'lists', names: [{ name: 'CPUNTO Inc.' }] })
    fold()
    expect(await poll('2023-02-27T14:00:00Z')).toMatchObject({ told: [], confirmed: ['2023-03929'] })
  })

  test('revisions and removals are compared too, and a rule that today’s reader refuses is published all the same', async () => {
    onDesk = deskOf('2024-01-12')
    for (const number of ['2024-99001', '2024-99002', '2024-99003'])
      texts[number] = deskText('2024-01-12', number)
    expect((await poll('2024-01-12T14:00:00Z')).told.map(({ documentNumber }) => documentNumber)).toEqual([
      '2024-99001',
      '2024-99002',
    ])
    expect(record('2024-99002')?.agency).toBe('Commerce Department, Industry and Security Bureau')
    fold(writtenDocument)
    fold({ ...writtenDocument, documentNumber: '2024-99002' }, 'nothing')
    const { told, confirmed } = await poll('2024-01-17T14:00:00Z')
    expect(told).toEqual([{ documentNumber: '2024-99001', news: 'corrected', revision: 2 }])
    expect(record('2024-99001')?.because).toBe(
      'The rule as published differs: Quince Gulf Trading FZE is not in it; Omar Haleem Quince was not announced.',
    )
    expect(confirmed).toEqual(['2024-99002'])
    expect(record('2024-99002')?.names).toHaveLength(1)
  })

  test('a listed address is compared by its placeholder, a renamed entry by its new name', () => {
    const target = (name: string) => ({ name, country: 'CN' })
    expect(
      namesOfRule({
        actions: [
          {
            action: 'add',
            naturalKey: 'k',
            place: '',
            target: target('Address 21'),
            entry: { naturalKey: 'k', facts: { name: 'Room 5, Quince Road' } } as never,
          },
          {
            action: 'revise',
            naturalKey: 'k',
            place: '',
            target: target('Old Name'),
            edits: [{ op: 'replace', of: 'text', text: 'Old Name', by: 'New Name' }],
          },
          {
            action: 'revise',
            naturalKey: 'k',
            place: '',
            target: target('Older Name'),
            entry: { naturalKey: 'k', facts: { name: 'Newer Name' } } as never,
          },
        ],
      }).map(({ name }) => name),
    ).toEqual(['Address 21', 'New Name', 'Newer Name'])
  })

  test('a document that changes while it lies open is told once; a text that cannot be had takes nothing back', async () => {
    await poll('2023-02-24T21:30:00Z')
    texts = {}
    expect((await poll('2023-02-24T21:45:00Z')).told).toEqual([])
    texts['2023-03929'] = 'A scanned page.'
    expect((await poll('2023-02-24T21:50:00Z')).told, 'nor one that says nothing').toEqual([])
    expect(record()?.names).toHaveLength(13)
    expect(record(), 'the names were read from the text before').toMatchObject({
      textSha256: sha256(rawText),
    })
    texts['2023-03929'] = rawText.replace('; and “Promtekhkomplekt JSC”', '')
    expect((await poll('2023-02-24T22:00:00Z')).told).toMatchObject([{ news: 'corrected', revision: 2 }])
    only('2023-03929', { publication_date: '2023-03-01' })
    expect((await poll('2023-02-24T22:15:00Z')).told).toMatchObject([{ news: 'corrected', revision: 3 }])
    expect((await poll('2023-02-24T22:30:00Z')).told).toEqual([])
  })

  test('the text that names were read from is kept, once, and the record says where', async () => {
    await poll('2023-02-24T21:30:00Z')
    await poll('2023-02-24T21:45:00Z')
    expect(kept).toEqual([sha256(rawText)])
    expect(record()).toMatchObject({ textSha256: sha256(rawText), textKey: `documents/${sha256(rawText)}` })
    expect(Buffer.from(bytes[record()!.textKey!]!).toString()).toBe(rawText)
    // What is nobody's news is not kept.
    onDesk = deskOf('2024-01-12').slice(2)
    texts['2024-99003'] = deskText('2024-01-12', '2024-99003')
    await poll('2024-01-12T14:00:00Z')
    expect(kept).toHaveLength(1)
  })

  test('a text that comes after its document is told with its names, once', async () => {
    texts = {}
    expect((await poll('2023-02-24T21:30:00Z')).told).toMatchObject([{ news: 'announced', revision: 1 }])
    texts['2023-03929'] = rawText
    expect((await poll('2023-02-24T21:45:00Z')).told).toMatchObject([{ news: 'announced', revision: 2 }])
    expect(news()[1]!.notice).toMatchObject({
      because: 'Its text can be read now: these are the names in it.',
      names: { length: 13 },
    })
    expect((await poll('2023-02-24T22:00:00Z')).told).toEqual([])
  })

  test('a text that could not be read at first is told with its names as news, and not as a correction', async () => {
    texts['2023-03929'] =
      'This text is being prepared. Rule on the Entity List, Supplement No. 4 to part 744.'
    expect((await poll('2023-02-24T21:30:00Z')).told).toMatchObject([{ news: 'announced', revision: 1 }])
    expect(record()).toMatchObject({ names: [], namesFrom: 'none' })
    texts['2023-03929'] = rawText
    expect((await poll('2023-02-24T21:45:00Z')).told).toMatchObject([{ news: 'announced', revision: 2 }])
    expect(record()?.because).toBe('Its text can be read now: these are the names in it.')
    expect((await poll('2023-02-24T22:00:00Z')).told).toEqual([])
  })

  test('a document that is filed again after its withdrawal keeps its names until its text can be had', async () => {
    await poll('2023-02-24T21:30:00Z')
    only('2023-03929', { publication_date: null, filed_at: null })
    expect((await poll('2023-02-24T21:45:00Z')).told).toMatchObject([{ news: 'withdrawn' }])
    only('2023-03929')
    texts = {}
    expect((await poll('2023-02-24T22:00:00Z')).told).toMatchObject([{ news: 'announced', revision: 3 }])
    expect(news().at(-1)!.notice).toMatchObject({ names: { length: 13 }, because: 'It is filed again.' })
    texts['2023-03929'] = rawText.replace('; and “Promtekhkomplekt JSC”', '')
    expect((await poll('2023-02-24T22:15:00Z')).told).toMatchObject([{ news: 'corrected', revision: 4 }])
  })

  test('the same text read better is our change, and no news', async () => {
    await poll('2023-02-24T21:30:00Z')
    const read = record()!
    store.records.set('2023-03929', { ...read, names: read.names.slice(2) })
    expect((await poll('2023-02-24T21:45:00Z')).told).toEqual([])
    expect(record()?.names).toHaveLength(13)
  })

  test.each([
    [
      'the desk’s note says so',
      {
        editorial_note:
          'An agency letter requesting withdrawal of this document was received after placement on public inspection.',
      },
      'requesting withdrawal',
    ],
    ['its day of publication is gone', { publication_date: null, filed_at: null }, 'no day of publication'],
  ])('it is withdrawn, and told so once, where %s', async (_why, fields, because) => {
    await poll('2023-02-24T21:30:00Z')
    onDesk = [inspected('2023-03929', fields), ...deskOf('2023-02-24').slice(1)]
    const { told, open } = await poll('2023-02-24T22:00:00Z')
    expect(told).toMatchObject([{ news: 'withdrawn', revision: 2 }])
    expect(open).toEqual([])
    expect(record()?.because).toContain(because)
    expect((await poll('2023-02-24T22:15:00Z')).told).toEqual([])
    gone()
    expect((await poll('2023-03-06T14:00:00Z')).told).toEqual([])
  })

  test('what was withdrawn before we saw it is never announced', async () => {
    only('2023-03929', { publication_date: null, filed_at: null })
    expect((await poll('2023-02-24T21:30:00Z')).told).toEqual([])
  })

  test('it is withdrawn where it is gone before its day, and looked for in vain for two hours', async () => {
    await poll('2023-02-24T13:45:00Z')
    gone()
    expect((await poll('2023-02-24T14:00:00Z')).told, 'it may be posted anew').toEqual([])
    expect((await poll('2023-02-24T15:45:00Z')).told).toEqual([])
    expect((await poll('2023-02-24T16:00:00Z')).told).toMatchObject([{ news: 'withdrawn', revision: 2 }])
    expect(record()?.because).toBe('It is no longer on public inspection, before its day of publication.')
    expect((await poll('2023-02-24T16:15:00Z')).told).toEqual([])
  })

  test('an absence that ends, an empty desk, or the day of publication itself withdraws nothing', async () => {
    await poll('2023-02-24T13:45:00Z')
    gone()
    await poll('2023-02-24T14:00:00Z')
    onDesk = deskOf('2023-02-24')
    await poll('2023-02-24T15:00:00Z')
    expect(record()).not.toHaveProperty('missingSince')
    gone()
    for (const at of ['2023-02-24T15:30:00Z', '2023-02-24T17:00:00Z'])
      expect((await poll(at)).told).toEqual([])
    onDesk = []
    expect((await poll('2023-02-24T20:00:00Z')).told, 'the desk shows nothing of anybody').toEqual([])
    // Midnight in Washington: on its day it leaves the desk for the Federal Register.
    gone()
    for (const at of [
      '2023-02-27T05:00:00Z',
      '2023-02-27T14:00:00Z',
      '2023-03-01T14:00:00Z',
      '2023-03-02T20:00:00Z',
    ])
      expect((await poll(at)).told).toEqual([])
  })

  test('the day ends in Washington, in winter and in summer', async () => {
    for (const [filed, day, before, after] of [
      ['2023-02-24T13:45:00Z', '2023-02-27', '2023-02-27T04:59:00Z', '2023-02-27T05:01:00Z'],
      ['2023-07-14T12:45:00Z', '2023-07-17', '2023-07-17T03:59:00Z', '2023-07-17T04:01:00Z'],
    ] as const) {
      for (const [at, told] of [
        [after, 0],
        [before, 1],
      ] as const) {
        store = emptyEarlyTables()
        only('2023-03929', { publication_date: day })
        await poll(filed)
        gone()
        const known = record()!
        store.records.set('2023-03929', { ...known, missingSince: filed })
        expect((await poll(at)).told, at).toHaveLength(told)
      }
    }
  })

  test('it is withdrawn where it never came: three business days, holidays not counted', async () => {
    // 26 November 2025 is the day before Thanksgiving: the third business day after it is Tuesday.
    only('2025-20001', { publication_date: '2025-11-26' })
    texts['2025-20001'] = rawText
    await poll('2025-11-25T14:00:00Z')
    gone()
    for (const at of ['2025-11-26T14:00:00Z', '2025-12-01T14:00:00Z', '2025-12-02T14:00:00Z'])
      expect((await poll(at)).told, at).toEqual([])
    expect((await poll('2025-12-03T14:00:00Z')).told).toMatchObject([{ news: 'withdrawn', revision: 2 }])
    expect(record('2025-20001')?.because).toBe(
      'It was to be published on 2025-11-26, and is not in the Federal Register.',
    )
    expect((await poll('2025-12-04T14:00:00Z')).told).toEqual([])
  })

  test('a rule that is published and held by a guard is not called withdrawn', async () => {
    await poll('2023-02-24T21:30:00Z')
    gone()
    index = [
      {
        document_number: '2023-03929',
        title: 'Additions',
        publication_date: '2023-02-27',
        html_url: 'https://www.federalregister.gov/d/2023-03929',
      },
    ]
    expect(await poll('2023-03-03T14:00:00Z')).toMatchObject({ told: [], failed: [] })
    expect(record()).toMatchObject({ state: 'announced', indexed: { publishedOn: '2023-02-27' } })
    asked = []
    expect((await poll('2023-03-06T14:00:00Z')).told).toEqual([])
    expect(asked, 'it is asked for once').toEqual([publicInspectionUrl])
    fold()
    expect(await poll('2023-03-07T14:00:00Z')).toMatchObject({ told: [], confirmed: ['2023-03929'] })
    expect(record()).not.toHaveProperty('indexed')
  })

  test('where the Federal Register’s index does not answer, nothing is withdrawn and the others are told', async () => {
    await poll('2023-02-24T21:30:00Z')
    onDesk = deskOf('2024-01-12').slice(0, 1)
    texts['2024-99001'] = deskText('2024-01-12', '2024-99001')
    index = [{ document_number: 'not a whole document' }]
    const { told, failed } = await poll('2024-01-12T14:00:00Z')
    expect(told).toMatchObject([{ documentNumber: '2024-99001', news: 'announced' }])
    expect(failed).toMatchObject([{ documentNumber: '2023-03929' }])
    expect(record()?.state).toBe('announced')
  })

  test('a rule that comes under another number than the one on public inspection confirms it', async () => {
    only('2023-88888')
    texts['2023-88888'] = rawText
    await poll('2023-02-24T21:30:00Z')
    gone()
    fold()
    expect(await poll('2023-02-27T14:00:00Z')).toMatchObject({ told: [], confirmed: ['2023-88888'] })
    expect(record('2023-88888')).toMatchObject({
      state: 'confirmed',
      because: 'It is published as FR Doc. 2023-03929.',
      published: { documentNumber: '2023-03929' },
    })
  })

  test('a rule on the same parties that was announced by itself confirms no other', async () => {
    onDesk = [inspected('2023-03929'), inspected('2023-88888')]
    texts['2023-88888'] = rawText
    await poll('2023-02-24T21:30:00Z')
    gone()
    fold()
    expect((await poll('2023-02-27T14:00:00Z')).confirmed).toEqual(['2023-03929'])
    expect(record('2023-88888')?.state).toBe('announced')
  })

  test('a document that is withdrawn and filed anew says whose place it takes', async () => {
    await poll('2023-02-24T14:30:00Z')
    onDesk = [
      inspected('2023-04100', { publication_date: '2023-03-01' }),
      inspected('2023-03929', { publication_date: null, filed_at: null }),
      ...deskOf('2023-02-24').slice(1),
    ]
    texts['2023-04100'] = rawText
    expect((await poll('2023-02-24T21:30:00Z')).told).toEqual([
      { documentNumber: '2023-03929', news: 'withdrawn', revision: 2 },
      { documentNumber: '2023-04100', news: 'announced', revision: 1 },
    ])
    expect(record('2023-04100')).toMatchObject({
      replaces: '2023-03929',
      because: 'It takes the place of FR Doc. 2023-03929, which was withdrawn.',
    })
  })

  test('rules on other lists are left alone, even where their title or text speaks of this one', async () => {
    onDesk = deskOf('2024-01-12').slice(2)
    texts['2024-99003'] = deskText('2024-01-12', '2024-99003')
    expect(await poll('2024-01-12T14:00:00Z')).toMatchObject({ open: [], told: [] })
    only('2022-21714', {
      title: 'Revisions to the Unverified List; Activities That May Lead to Additions to the Entity List',
    })
    texts['2022-21714'] = '2. Supplement No. 6 to part 744 is amended by removing the entry for “X”.'
    expect(await poll('2023-02-24T21:30:00Z')).toMatchObject({ open: [], told: [] })
  })
})

test('whatever is observed in whatever order, nothing is told twice and every message is a new revision', () => {
  const document = bisRules(readInspection(answer({ count: 1, results: [inspected('2023-03929')] })))[0]!
  const names = readEarlyText(rawText).names
  const rule = bisEntityListReader.readRule(rule202303929(), {
    documentNumber: '2023-03929',
    publishedOn: '2023-02-27',
    citation: '88 FR 12170',
    url: 'u',
  })
  const observation = fc.oneof(
    fc.boolean().map((overdue): Observation => ({ kind: 'missing', overdue })),
    fc.constant<Observation>({ kind: 'indexed', publishedOn: '2023-02-27', url: 'u' }),
    fc.constant<Observation>({
      kind: 'published',
      rule: { citation: rule.citation, names: namesOfRule(rule) },
      url: 'u',
    }),
    fc.record({ drop: fc.boolean(), note: fc.boolean() }).map(
      ({ drop, note }): Observation => ({
        kind: 'seen',
        document: note ? { ...document, editorialNote: 'Withdrawn by the agency.' } : document,
        names: drop ? names.slice(1) : names,
        namesFrom: 'instructions',
        text: { sha256: drop ? 'without' : 'with', key: 'k' },
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
