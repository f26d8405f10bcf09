import { beforeEach, describe, expect, test } from 'vitest'
import { SourceShapeError } from '../../shared/errors.ts'
import {
  pollUflpaNotices,
  type UflpaNoticesRecord,
  type UflpaPollDependencies,
} from '../../shared/operations/poll-uflpa-notices.ts'
import { type NoticeStanding, statedChanges } from '../../shared/sources/dhs-uflpa/compare-notices.ts'
import { type ListingNotice, listingNotices } from '../../shared/sources/dhs-uflpa/notices.ts'
import type { FederalRegister } from '../../shared/sources/federal-register/client.ts'
import type { Designation } from '../../shared/model/designation.ts'
import type { ListVersion } from '../../shared/lists/version.ts'
import type { FoundDocument } from '../../shared/sources/federal-register/api.ts'
import { page, read } from '../sources/dhs-uflpa/pages.ts'

/** Written after the form of the notices' summaries. */
const updates = (...sentences: string[]): string =>
  [
    'The department announces the updated Uyghur Forced Labor Prevention Act (UFLPA) Entity List, a consolidated register of four lists.',
    'The updated UFLPA Entity List is also published as an appendix to this notice.',
    ...sentences,
    'Details related to the process for revising the UFLPA Entity List, with additions to and removals from it, are included.',
  ].join(' ')

describe('what a summary says', () => {
  test.each<[string, string, object]>([
    [
      'one sub-list, with the law’s words on it',
      updates(
        'This update adds three entities to the section 2(d)(2)(B)(ii) list of the UFLPA, which identifies entities working with two entities of the government.',
      ),
      { adds: 3, saysAdds: true, saysRemoves: false, saysCorrects: false },
    ],
    [
      'subsidiaries, and a second sub-list',
      updates(
        'This update adds one entity to the section 2(d)(2)(B)(ii) list.',
        'This update also adds one entity and one subsidiary to the section 2(d)(2)(B)(v) list, which identifies facilities.',
      ),
      { adds: 3, saysAdds: true, saysRemoves: false, saysCorrects: false },
    ],
    [
      'of its subsidiaries',
      updates('This update adds two entities and eight of their subsidiaries to the list.'),
      { adds: 10, saysAdds: true, saysRemoves: false, saysCorrects: false },
    ],
    [
      'numbers of two words, a party of both sub-lists, and a correction',
      updates(
        'This update adds three entities to the section 2(d)(2)(B)(ii) list and thirty-five entities to the section 2(d)(2)(B)(v) list.',
        'This update adds one entity to both.',
        'This update also includes a technical correction to the name of an entity.',
      ),
      { adds: 39, saysAdds: true, saysRemoves: false, saysCorrects: true },
    ],
    [
      'a removal alone',
      updates('This update removes one entity from the section 2(d)(2)(B)(ii) list.'),
      { saysAdds: false, saysRemoves: true, saysCorrects: false },
    ],
    [
      'numbers of both in one sentence are not told apart',
      updates('This update adds two entities and removes one entity.'),
      { saysAdds: true, saysRemoves: true, saysCorrects: false },
    ],
    ['nothing of the kind', updates(), { saysAdds: false, saysRemoves: false, saysCorrects: false }],
    ['no summary', '', { saysAdds: false, saysRemoves: false, saysCorrects: false }],
  ])('%s', (_, abstract, expected) => {
    expect(statedChanges(abstract)).toEqual(expected)
  })
})

const title = 'Notice Regarding the Uyghur Forced Labor Prevention Act Entity List'
const published = (
  documentNumber: string,
  publishedOn: string,
  more: Partial<FoundDocument> = {},
): FoundDocument => ({
  documentNumber,
  publishedOn,
  title,
  url: `https://www.federalregister.gov/d/${documentNumber}`,
  cfrParts: [],
  correctedBy: [],
  ...more,
})

const parties = new Map(
  read(page('2026-07-24')).map(({ facts }, index): [string, Designation] => [
    String(index),
    { ...facts, id: String(index) },
  ]),
)

describe('a look at the notices', () => {
  let inRegister: FoundDocument[]
  let spans: string[]
  let record: UflpaNoticesRecord | null
  let failing: Error | undefined
  let known: readonly ListingNotice[]
  beforeEach(() => {
    inRegister = listingNotices.map(({ documentNumber, publishedOn, citation }) =>
      published(documentNumber, publishedOn, citation === undefined ? {} : { citation }),
    )
    spans = []
    record = null
    failing = undefined
    known = listingNotices
  })
  const deps = (): UflpaPollDependencies => ({
    register: {
      documents: (query, from, to) => {
        if (failing) return Promise.reject(failing)
        expect(query).toEqual({ agency: 'homeland-security-department', type: 'NOTICE' })
        spans.push(`${from} ${to}`)
        return Promise.resolve(
          inRegister.filter(({ publishedOn }) => publishedOn >= from && publishedOn <= to),
        )
      },
    } as FederalRegister,
    store: {
      get: () => Promise.resolve(record),
      put: (next) => {
        record = next
        return Promise.resolve()
      },
    },
    lists: {
      head: () =>
        Promise.resolve({ source: 'dhs-uflpa', seq: 7, root: '', parserVersion: '', documentSha256: '' }),
      version: () =>
        Promise.resolve({ segments: [{ key: 'one', sha256: '', size: parties.size }] } as ListVersion),
    },
    documents: { segment: () => Promise.resolve({ put: [...parties.values()], removed: [] }) },
    known,
  })
  const look = (at: string) => pollUflpaNotices(deps(), at)
  const told = ({ standings }: UflpaNoticesRecord): string[] =>
    standings
      .filter((one: NoticeStanding) => one.ahead !== undefined || one.record !== undefined)
      .map(({ documentNumber, ahead, record: lacks, onPage }) =>
        [documentNumber, ahead ?? 'shown', lacks ?? 'known', onPage].join(' '),
      )

  test('the page of July shows every notice until then, and lacks that of August', async () => {
    expect(told(await look('2026-07-25T13:15:00Z'))).toEqual([])
    expect(told(await look('2026-08-03T13:15:00Z'))).toEqual(['2026-15628 absent known 0'])
    expect(record?.seq).toBe(7)
    // Rows of days whose notices we do not know are told, not explained away.
    expect(record?.unexplainedDays).toEqual([
      { day: '2024-10-03', parties: 3 },
      { day: '2024-11-25', parties: expect.any(Number) as number },
    ])
  })

  test('a notice that the table lacks is told, and explains the rows of its day', async () => {
    inRegister.push(published('2024-99999', '2024-11-25', { citation: '89 FR 99999' }))
    const first = await look('2026-07-25T13:15:00Z')
    expect(told(first)).toEqual([expect.stringMatching(/^2024-99999 shown missing [23]\d$/)])
    expect(first.unexplainedDays.map(({ day }) => day)).toEqual(['2024-10-03'])
  })

  test('a citation that has come since', async () => {
    inRegister = inRegister.map((one) =>
      one.documentNumber === '2024-25423' ? { ...one, citation: '89 FR 87400' } : one,
    )
    expect(told(await look('2026-07-25T13:15:00Z'))).toEqual([
      expect.stringMatching(/^2024-25423 shown uncited \d+$/),
    ])
  })

  test('fewer parties than a new notice states, until it is old or the page has them', async () => {
    const adding = (words: string) => {
      inRegister = inRegister.map((one) =>
        one.documentNumber === '2025-00901' ? { ...one, abstract: updates(words) } : one,
      )
    }
    const standing = async (at: string) =>
      (await look(at)).standings.find(({ documentNumber }) => documentNumber === '2025-00901')
    adding('This update adds forty-five entities to the list.')
    expect(await standing('2025-01-16T14:15:00Z')).toMatchObject({ ahead: 'fewer', stated: { adds: 45 } })
    expect((await standing('2025-03-16T14:15:00Z'))?.ahead).toBeUndefined()
    adding('This update adds thirty-nine entities to the list.')
    record = null
    expect((await standing('2025-01-16T14:15:00Z'))?.ahead).toBeUndefined()
  })

  test('no rows are expected of a removal, of a correction, or before its day; a summary that is silent may add', async () => {
    const of = (number: string, words: string | undefined, more: Partial<FoundDocument> = {}) =>
      published(number, '2026-07-20', {
        ...(words === undefined ? {} : { abstract: updates(words) }),
        ...more,
      })
    inRegister.push(
      of('2026-00001', 'This update removes two entities from the list.'),
      of('2026-00002', 'This update makes a technical correction to a name.'),
      of('2026-00003', 'This update adds one entity.', { effectiveOn: '2026-08-20' }),
      of('2026-00004', undefined),
      of('2026-00005', 'This update adds one entity and removes one entity.'),
    )
    expect(told(await look('2026-07-25T13:15:00Z'))).toEqual([
      '2026-00001 shown missing 0',
      '2026-00002 shown missing 0',
      '2026-00003 shown missing 0',
      '2026-00004 absent missing 0',
      '2026-00005 absent missing 0',
    ])
    expect(told(await look('2026-08-20T13:15:00Z'))).toContain('2026-00003 absent missing 0')
  })

  test('the table decides the day of a notice whose rows the page dates otherwise', async () => {
    known = listingNotices.map((one) =>
      one.documentNumber === '2026-15628' ? { ...one, rowsOf: '2025-01-15' } : one,
    )
    expect(told(await look('2026-08-20T13:15:00Z'))).toEqual([])
  })

  test('all years first and every four weeks, sixty days otherwise; what was found stays', async () => {
    await look('2026-08-03T13:15:00Z')
    inRegister = []
    expect(told(await look('2026-08-04T13:15:00Z'))).toEqual(['2026-15628 absent known 0'])
    await look('2026-08-31T13:15:00Z')
    expect(spans).toEqual(['2022-06-01 2026-08-03', '2026-06-05 2026-08-04', '2022-06-01 2026-08-31'])
  })

  test('a look that fails is told, tried again, and forgets nothing', async () => {
    await look('2026-08-03T13:15:00Z')
    failing = new SourceShapeError('malformed', 'The answer lacks count')
    await expect(look('2026-08-04T13:15:00Z')).rejects.toThrow('lacks count')
    expect(record).toMatchObject({
      at: '2026-08-04T13:15:00Z',
      succeededAt: '2026-08-03T13:15:00Z',
      failure: 'The answer lacks count',
    })
    expect(record && told(record)).toEqual(['2026-15628 absent known 0'])
    failing = undefined
    expect((await look('2026-08-04T13:16:00Z')).failure).toBeUndefined()
  })
})
