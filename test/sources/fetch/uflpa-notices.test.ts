import { describe, expect, test } from 'vitest'
import { SourceShapeError, TransientError } from '../../../shared/errors.ts'
import { federalRegister } from '../../../shared/sources/federal-register/client.ts'
import type { HttpAnswer, HttpGet } from '../../../shared/sources/fetch/http.ts'
import { findUflpaNotices, missingNotices } from '../../../shared/sources/fetch/uflpa-notices.ts'
import { listingNotices } from '../../../shared/sources/dhs-uflpa/notices.ts'

/** Numbers, dates and titles of true notices of the department; the answers around them are written after the API's shape. */
const regarding = 'Notice Regarding the Uyghur Forced Labor Prevention Act Entity List'
const published: readonly (readonly [number: string, date: string, title: string])[] = [
  [
    '2022-01444',
    '2022-01-24',
    'Notice Seeking Public Comments on Methods To Prevent the Importation of Goods',
  ],
  [
    '2022-16754',
    '2022-08-04',
    'Notice on the Addition of Entities to the Uyghur Forced Labor Prevention Act Entity List',
  ],
  ['2023-12481', '2023-06-12', regarding],
  ['2023-16361', '2023-08-02', regarding],
  ['2023-21131', '2023-09-27', regarding],
  ['2023-26984', '2023-12-11', regarding],
  ['2024-25423', '2024-11-01', regarding],
  ['2025-00901', '2025-01-15', regarding],
]

const result = (
  [number, date, title]: readonly [string, string, string],
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({
  document_number: number,
  title,
  abstract:
    'The U.S. Department of Homeland Security (DHS), as the Chair of the Forced Labor Enforcement Task Force (FLETF), announces …',
  publication_date: date,
  effective_on: null,
  citation: null,
  html_url: `https://www.federalregister.gov/documents/${date.replaceAll('-', '/')}/${number}/notice`,
  full_text_xml_url: null,
  ...more,
})
const noise = (year: string, index: number): Record<string, unknown> =>
  result([
    `${year}-9${String(index).padStart(4, '0')}`,
    `${year}-03-01`,
    'Louisiana; Amendment No. 8 to Notice of a Major Disaster Declaration',
  ])

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

const registerOver = (get: HttpGet) =>
  federalRegister({ get, clock: { now: () => 0, sleep: () => Promise.resolve() } })

/** The API as it answers: spans and pages as asked. `noisy`: further notices of the department in each year. */
const register = (
  noisy = 0,
  change: (answer: { count: number; results: Record<string, unknown>[] }, page: number) => unknown = (
    answer,
  ) => answer,
) => {
  const asked: string[] = []
  const get: HttpGet = (address) => {
    asked.push(address)
    const query = new URL(address).searchParams
    const [from, to] = [
      query.get('conditions[publication_date][gte]') ?? '',
      query.get('conditions[publication_date][lte]') ?? '',
    ]
    const [size, page] = [Number(query.get('per_page')), Number(query.get('page'))]
    const all = [
      ...published.filter(([, date]) => date >= from && date <= to).map((notice) => result(notice)),
      ...Array.from({ length: noisy }, (_, index) => noise(from.slice(0, 4), index)),
    ]
    const answer = { count: all.length, results: all.slice((page - 1) * size, page * size) }
    return Promise.resolve<HttpAnswer>({ status: 200, url: address, body: encode(change(answer, page)) })
  }
  return { get, asked, register: registerOver(get) }
}

describe('the notices', () => {
  test('those on the list, oldest first; comments and other notices of the department are none', async () => {
    const { register: client, asked } = register(3)
    const notices = await findUflpaNotices(client, '2022-01-01', '2025-06-30')
    expect(notices.map(({ documentNumber, publishedOn }) => `${documentNumber} ${publishedOn}`)).toEqual(
      published.slice(1).map(([number, date]) => `${number} ${date}`),
    )
    expect(asked).toHaveLength(1)
    const query = new URL(asked[0]!).searchParams
    expect(query.get('conditions[agencies][]')).toBe('homeland-security-department')
    expect(query.has('conditions[term]')).toBe(false)
  })

  test('all pages are read, and only as many as there are', async () => {
    const { register: client, asked } = register(2100)
    expect(await findUflpaNotices(client, '2023-01-01', '2023-12-31')).toHaveLength(4)
    expect(asked.map((url) => new URL(url).searchParams.get('page'))).toEqual(['1', '2', '3'])
  })

  test('a citation and an XML come when the Federal Register has them', async () => {
    const notice = published[3] ?? published[0]
    if (!notice) throw new Error('There is no notice')
    const body = encode({
      count: 1,
      results: [
        result(notice, {
          citation: '88 FR 50902',
          effective_on: '2023-08-02',
          full_text_xml_url:
            'https://www.federalregister.gov/documents/full_text/xml/2023/08/02/2023-16361.xml',
        }),
      ],
    })
    const one: HttpGet = (url) => Promise.resolve({ status: 200, url, body })
    expect(await findUflpaNotices(registerOver(one), '2023-01-01', '2023-12-31')).toEqual([
      {
        documentNumber: '2023-16361',
        title: regarding,
        publishedOn: '2023-08-02',
        effectiveOn: '2023-08-02',
        citation: '88 FR 50902',
        url: 'https://www.federalregister.gov/documents/2023/08/02/2023-16361/notice',
        xmlUrl: 'https://www.federalregister.gov/documents/full_text/xml/2023/08/02/2023-16361.xml',
        abstract: expect.stringContaining('Forced Labor Enforcement Task Force') as string,
      },
    ])
  })

  test('a span that is empty has none', async () => {
    const { register: client } = register(0)
    expect(await findUflpaNotices(client, '2021-01-01', '2021-12-31')).toEqual([])
  })
})

describe('refusals', () => {
  const fault = async (get: HttpGet): Promise<unknown> =>
    findUflpaNotices(registerOver(get), '2023-01-01', '2023-12-31')
      .then(() => 'accepted')
      .catch((error: unknown) => (error instanceof SourceShapeError ? error.fault : error))

  test('pages that do not add up to the count', async () => {
    expect(await fault(register(5, ({ count, results }) => ({ count: count + 3, results })).get)).toBe(
      'count-mismatch',
    )
    const { get } = register(1500, ({ count, results }, page) => ({
      count,
      results: page === 2 ? results.slice(1) : results,
    }))
    expect(await fault(get)).toBe('count-mismatch')
  })

  test('a page that comes twice: the API resets to the first beyond its limit', async () => {
    let first: Record<string, unknown>[] = []
    const { get } = register(1996, ({ count, results }, page) => {
      if (page === 1) first = results
      return { count, results: first }
    })
    expect(await fault(get)).toBe('count-mismatch')
  })

  test('a capped count, another document, a field that is gone', async () => {
    expect(await fault(register(5, ({ results }) => ({ count: 10_000, results })).get)).toBe('count-mismatch')
    expect(await fault(register(5, () => 'maintenance').get)).toBe('malformed')
    expect(
      await fault(
        register(5, ({ count, results }) => ({
          count,
          results: results.map(({ title: _title, ...rest }) => rest),
        })).get,
      ),
    ).toBe('malformed')
  })

  test('an answer that passes is tried again by whoever asked', async () => {
    const busy: HttpGet = (url) => Promise.resolve({ status: 503, url, body: new Uint8Array() })
    await expect(findUflpaNotices(registerOver(busy), '2023-01-01', '2023-12-31')).rejects.toBeInstanceOf(
      TransientError,
    )
  })
})

describe('the table of notices is kept with what the Federal Register says', () => {
  test('notices that it lacks, and citations that have come since', async () => {
    const { get } = register(3, ({ count, results }) => ({
      count,
      results: results.map((one) =>
        one['document_number'] === '2022-16754' ? { ...one, citation: '87 FR 99999' } : one,
      ),
    }))
    const found = await findUflpaNotices(registerOver(get), '2022-01-01', '2025-06-30')
    expect(missingNotices(found, listingNotices)).toEqual([
      {
        documentNumber: '2022-16754',
        publishedOn: '2022-08-04',
        rowsOf: '2022-06-21',
        citation: '87 FR 99999',
        url: 'https://www.federalregister.gov/documents/2022/08/04/2022-16754/notice',
      },
    ])
    expect(missingNotices(found, []).map(({ rowsOf }) => rowsOf)).toEqual([
      '2022-06-21',
      '2023-06-12',
      '2023-08-02',
      '2023-09-27',
      '2023-12-11',
      '2024-11-01',
      '2025-01-15',
    ])
  })

  test('rows take effect on the effective date of their notice where it has one', () => {
    const [notice] = missingNotices(
      [
        {
          documentNumber: '2027-00001',
          title: regarding,
          publishedOn: '2027-01-04',
          effectiveOn: '2027-01-06',
          url: 'https://www.federalregister.gov/d/2027-00001',
        },
      ],
      listingNotices,
    )
    expect(notice).toMatchObject({ rowsOf: '2027-01-06' })
  })
})
