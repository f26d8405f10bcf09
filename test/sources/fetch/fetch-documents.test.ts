import { documentsUrl } from '../../../shared/sources/federal-register/api.ts'
import { ecfrPart744, ecfrTitles } from '../../../shared/sources/federal-register/ecfr.ts'
import { describe, expect, test } from 'vitest'
import { SourceShapeError, TransientError } from '../../../shared/errors.ts'
import type { FetchRequest } from '../../../shared/lists/ports.ts'
import { allowedHosts, fetchDocuments, officialUrls } from '../../../shared/sources/fetch/fetch-documents.ts'
import { type HttpAnswer, requireDocument } from '../../../shared/sources/fetch/http.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const answer = (body: string, more: Partial<HttpAnswer> = {}): HttpAnswer => ({
  status: 200,
  url: 'https://www.dhs.gov/uflpa-entity-list',
  body: bytes(body),
  ...more,
})
const now = new Date('2024-05-06T12:00:00Z')

/** A fetcher over answers by address; asking for any other address fails. */
const fetcherOver = (answers: Readonly<Record<string, HttpAnswer>>) => {
  const asked: [url: string, etag: string | undefined][] = []
  const fetch = fetchDocuments({
    sleep: () => Promise.resolve(),
    get: async (url, options) => {
      asked.push([url, options?.validator?.etag])
      const found = answers[url]
      if (!found) throw new Error(`nothing at ${url}`)
      return found
    },
    now: () => now,
  })
  return { fetch, asked }
}
const request = (source: FetchRequest['source'], more: Partial<FetchRequest> = {}): FetchRequest => ({
  source,
  validators: {},
  ...more,
})
const faultOf = async (attempt: Promise<unknown>): Promise<string> => {
  const error = await attempt.then(
    () => new Error('nothing was refused'),
    (refused: unknown) => refused,
  )
  return error instanceof SourceShapeError ? error.fault : String(error)
}

describe('a source whose document has one address', () => {
  test.each(['ofac-sdn', 'ofac-nonsdn', 'dhs-uflpa', 'trade-csl'] as const)(
    '%s: bytes with their address, time and validators',
    async (source) => {
      const url = officialUrls[source]
      const signed = 'https://exports.s3.us-gov-west-1.amazonaws.com/SDN.XML?X-Amz-Signature=secret'
      const { fetch } = fetcherOver({
        [url]: answer('<list/>', { url: signed, etag: '"7"', lastModified: 'Mon, 06 May 2024 10:00:00 GMT' }),
      })
      expect(await fetch(request(source))).toEqual([
        {
          bytes: bytes('<list/>'),
          url,
          fetchedAt: '2024-05-06T12:00:00.000Z',
          validator: { etag: '"7"', lastModified: 'Mon, 06 May 2024 10:00:00 GMT' },
        },
      ])
    },
  )

  test('not modified: nothing, and it was asked with the validator', async () => {
    const url = officialUrls['ofac-sdn']
    const { fetch, asked } = fetcherOver({ [url]: answer('', { status: 304 }) })
    expect(await fetch(request('ofac-sdn', { validators: { [url]: { etag: '"7"' } } }))).toEqual([])
    expect(asked).toEqual([[url, '"7"']])
  })
})

describe('an answer is judged before it is read', () => {
  test.each<[string, Partial<HttpAnswer>, string]>([
    ["the firewall's 202", { status: 202, body: bytes('') }, 'firewall-challenge'],
    ['a challenge that claims to be fine', { firewallAction: 'challenge' }, 'firewall-challenge'],
    ['a refusal', { status: 403 }, 'access-refused'],
    ['nothing at all', { body: bytes('') }, 'empty-body'],
  ])('%s is not the document', async (_title, more, fault) => {
    const { fetch } = fetcherOver({ [officialUrls['dhs-uflpa']]: answer('<html>', more) })
    expect(await faultOf(fetch(request('dhs-uflpa')))).toBe(fault)
  })

  test.each([404, 500, 204, 206, 301])('%i may pass', (status) => {
    expect(() => requireDocument(answer('x', { status }))).toThrow(TransientError)
  })

  test('a refusal names the host and no more', () => {
    expect(() =>
      requireDocument(answer('', { status: 403, url: 'https://www.cbp.gov/a?token=secret' })),
    ).toThrow('www.cbp.gov answered 403: it refuses this client')
  })
})

describe("CBP's dataset", () => {
  const page = officialUrls['cbp-wro']
  const file = 'https://www.cbp.gov/sites/default/files/2026-06/wro.csv'
  const link =
    '<p>Withhold Release Orders</p><a href="/sites/default/files/2026-06/wro.csv">Withhold Release Orders and Findings Dataset</a>'

  test('is found by its link on the page', async () => {
    const { fetch, asked } = fetcherOver({ [page]: answer(link), [file]: answer('csv', { etag: '"3"' }) })
    expect(
      await fetch(request('cbp-wro', { validators: { [file]: { etag: '"2"' }, [page]: { etag: '"1"' } } })),
    ).toMatchObject([{ bytes: bytes('csv'), url: file, validator: { etag: '"3"' } }])
    expect(asked, 'the page itself is always read').toEqual([
      [page, undefined],
      [file, '"2"'],
    ])
  })

  test('a page that refuses or is empty is not the page', async () => {
    expect(
      await faultOf(fetcherOver({ [page]: answer('', { status: 202 }) }).fetch(request('cbp-wro'))),
    ).toBe('firewall-challenge')
    expect(await faultOf(fetcherOver({ [page]: answer('  ') }).fetch(request('cbp-wro')))).toBe('empty-body')
  })

  test('a link that leads away is not followed', async () => {
    const { fetch, asked } = fetcherOver({
      [page]: answer(link.replace('/sites', 'https://cbp.example/sites')),
    })
    expect(await faultOf(fetch(request('cbp-wro')))).toBe('missing-table')
    expect(asked).toHaveLength(1)
  })
})

describe('the Entity List', () => {
  interface Row {
    number: string
    on: string
    title?: string
    xml?: boolean
    effective?: string
  }
  const result = ({ number, on, title = 'Additions to the Entity List', xml = true, effective }: Row) => ({
    document_number: number,
    title,
    abstract: null,
    publication_date: on,
    effective_on: effective ?? null,
    citation: `88 FR ${number}`,
    html_url: `https://www.federalregister.gov/d/${number}`,
    full_text_xml_url: xml ? `https://www.federalregister.gov/xml/${number}.xml` : null,
  })
  const index = (rows: readonly Row[], count = rows.length): HttpAnswer =>
    answer(JSON.stringify({ count, total_pages: 1, results: rows.map(result) }))
  const xmls = (...numbers: string[]): Record<string, HttpAnswer> =>
    Object.fromEntries(
      numbers.map((number) => [
        `https://www.federalregister.gov/xml/${number}.xml`,
        answer(`<rule ${number}>`),
      ]),
    )
  const span = { since: '2022-04-28', until: '2023-12-31' }
  const bis = { agency: 'industry-and-security-bureau', type: 'RULE', cfr: { title: 15, part: 744 } } as const
  /** The baseline's own days are looked at again: a consolidated text may run behind the rules. */
  const first = documentsUrl(bis, { from: '2022-04-14', to: span.until }, 1)
  const ledger = (known: string[] = []): FetchRequest =>
    request('bis-entity-list', { ledger: { baseline: false, known, ...span } })
  const numbersOf = async (
    fetched: Promise<{ rule?: { documentNumber: string } }[]>,
  ): Promise<(string | undefined)[]> => (await fetched).map(({ rule }) => rule?.documentNumber)

  const part744 = ecfrPart744('2026-06-16')
  const titles = answer(JSON.stringify({ titles: [{ number: 15, up_to_date_as_of: '2026-06-16' }] }))
  const start = request('bis-entity-list', { ledger: { baseline: true, known: [], until: '2026-06-18' } })

  test('begins with the baseline alone: the eCFR as it is consolidated', async () => {
    const { fetch, asked } = fetcherOver({ [ecfrTitles]: titles, [part744]: answer('<ECFR/>') })
    expect(await fetch(start)).toMatchObject([
      { bytes: bytes('<ECFR/>'), role: 'baseline', url: part744, asOf: '2026-06-16' },
    ])
    expect(asked).toHaveLength(2)
    expect(await fetch(request('bis-entity-list'))).toEqual([])
  })

  test('or with the screening list, where the eCFR does not answer; never where it answers nonsense', async () => {
    const csl = { [officialUrls['bis-entity-list']]: answer('csv') }
    const { fetch } = fetcherOver({ [ecfrTitles]: answer('', { status: 503 }), ...csl })
    expect(await fetch(start)).toMatchObject([{ bytes: bytes('csv'), role: 'baseline' }])
    expect(await faultOf(fetcherOver({ [ecfrTitles]: answer('<html>'), ...csl }).fetch(start))).toBe(
      'not-the-document',
    )
    expect(await faultOf(fetcherOver({ [ecfrTitles]: answer('{"titles":[]}'), ...csl }).fetch(start))).toBe(
      'malformed',
    )
    const nothing = fetcherOver({
      [ecfrTitles]: answer('', { status: 503 }),
      [officialUrls['bis-entity-list']]: answer('', { status: 503 }),
    })
    await expect(nothing.fetch(start)).rejects.toThrow(TransientError)
  })

  test('brings the rules that are not folded, oldest first, with what the index says of them', async () => {
    const rows: Row[] = [
      { number: '2023-200', on: '2023-02-27', effective: '2023-02-24' },
      { number: '2023-201', on: '2023-02-27' },
      { number: '2023-100', on: '2023-01-10' },
      { number: '2022-900', on: '2022-08-24' },
    ]
    const { fetch } = fetcherOver({ [first]: index(rows), ...xmls('2023-100', '2023-200', '2023-201') })
    const fetched = await fetch(ledger(['2022-900']))
    expect(fetched.map(({ rule }) => rule?.documentNumber)).toEqual(['2023-100', '2023-200', '2023-201'])
    expect(fetched[1]).toEqual({
      bytes: bytes('<rule 2023-200>'),
      url: 'https://www.federalregister.gov/xml/2023-200.xml',
      fetchedAt: '2024-05-06T12:00:00.000Z',
      role: 'rule',
      rule: {
        documentNumber: '2023-200',
        publishedOn: '2023-02-27',
        citation: '88 FR 2023-200',
        url: 'https://www.federalregister.gov/d/2023-200',
        effectiveOn: '2023-02-24',
      },
    })
  })

  test('known rules are not fetched again', async () => {
    const { fetch, asked } = fetcherOver({ [first]: index([{ number: '1', on: '2023-01-10' }]) })
    expect(await fetch(ledger(['1']))).toEqual([])
    expect(asked.map(([url]) => url)).toEqual([first])
  })

  test("a rule of the baseline's own days is looked at: the baseline may not show it yet", async () => {
    const { fetch } = fetcherOver({ [first]: index([{ number: '1', on: '2022-04-20' }]), ...xmls('1') })
    expect(await numbersOf(fetch(ledger()))).toEqual(['1'])
  })

  test('between the daily looks at everything, the days around the newest rule are looked at', async () => {
    const recent = documentsUrl(bis, { from: '2023-02-13', to: span.until }, 1)
    const { fetch, asked } = fetcherOver({ [recent]: index([{ number: '1', on: '2023-02-27' }]) })
    const known = { baseline: false, known: ['1'], newest: '2023-02-27', full: false, ...span }
    expect(await fetch(request('bis-entity-list', { ledger: known }))).toEqual([])
    expect(asked.map(([url]) => url)).toEqual([recent])
  })

  test('a rule whose XML is not there yet is waited for, and so is everything after it', async () => {
    const rows: Row[] = [
      { number: '1', on: '2023-01-10' },
      { number: '2', on: '2023-01-11', xml: false },
      { number: '3', on: '2023-01-12' },
    ]
    expect(await numbersOf(fetcherOver({ [first]: index(rows), ...xmls('1', '3') }).fetch(ledger()))).toEqual(
      ['1'],
    )
    // A text that has not come on the day after is told: rules are waiting for it.
    await expect(fetcherOver({ [first]: index(rows) }).fetch(ledger(['1']))).rejects.toThrow(
      'text of 2 (2023-01-11)',
    )
    const today = [{ number: '2', on: span.until, xml: false }]
    expect(await fetcherOver({ [first]: index(today) }).fetch(ledger())).toEqual([])
    const later = rows.map((row) => ({ ...row, xml: true }))
    expect(
      await numbersOf(fetcherOver({ [first]: index(later), ...xmls('2', '3') }).fetch(ledger(['1']))),
    ).toEqual(['2', '3'])
  })

  test('every rule on part 744 is brought: whether it amends the list is read in its instructions', async () => {
    const rows: Row[] = [
      { number: '1', on: '2023-01-10', title: 'Revisions to the Unverified List' },
      { number: '2', on: '2023-01-11' },
    ]
    expect(await numbersOf(fetcherOver({ [first]: index(rows), ...xmls('1', '2') }).fetch(ledger()))).toEqual(
      ['1', '2'],
    )
  })

  test.each<[string, Record<string, HttpAnswer>]>([
    ['fewer rules than counted', { [first]: index([{ number: '1', on: '2023-01-10' }], 2) }],
    [
      'more rules than counted',
      {
        [first]: index(
          [
            { number: '1', on: '2023-01-10' },
            { number: '2', on: '2023-01-10' },
          ],
          1,
        ),
      },
    ],
    [
      'a rule twice in place of another',
      {
        [first]: index(
          [
            { number: '1', on: '2023-01-10' },
            { number: '1', on: '2023-01-10' },
          ],
          2,
        ),
      },
    ],
  ])('an index with %s is not believed', async (_title, answers) => {
    expect(await faultOf(fetcherOver(answers).fetch(ledger()))).toBe('count-mismatch')
  })

  test('an index that is no index is not believed', async () => {
    expect(
      await faultOf(fetcherOver({ [first]: answer('<html>Just a moment…</html>') }).fetch(ledger())),
    ).toBe('not-the-document')
    expect(await faultOf(fetcherOver({ [first]: answer('{"results":[]}') }).fetch(ledger()))).toBe(
      'malformed',
    )
    expect(
      await faultOf(
        fetcherOver({ [first]: answer('{"count":1,"results":[{"title":"Entity List"}]}') }).fetch(ledger()),
      ),
    ).toBe('malformed')
    expect(await faultOf(fetcherOver({ [first]: answer('', { status: 403 }) }).fetch(ledger()))).toBe(
      'access-refused',
    )
  })

  test('a rule that cannot be fetched stops the check: nothing after it is folded', async () => {
    const rows: Row[] = [
      { number: '1', on: '2023-01-10' },
      { number: '2', on: '2023-01-11' },
    ]
    const broken = {
      ...xmls('1', '2'),
      'https://www.federalregister.gov/xml/1.xml': answer('', { status: 503 }),
    }
    await expect(fetcherOver({ [first]: index(rows), ...broken }).fetch(ledger())).rejects.toThrow(
      TransientError,
    )
  })
})

describe('hosts', () => {
  const allowed = (host: string): boolean => allowedHosts.some((pattern) => pattern.test(host))

  test('of all official addresses are allowed', () => {
    for (const url of Object.values(officialUrls)) expect(allowed(new URL(url).hostname)).toBe(true)
    expect(allowed('sls-exports.s3.us-gov-west-1.amazonaws.com')).toBe(true)
  })

  test.each([
    'evil.example',
    'www.dhs.gov.evil.example',
    'wwwxdhs.gov',
    'amazonaws.com',
    's3.amazonaws.com.evil.example',
    'ec2.amazonaws.com',
    'localhost',
    '169.254.169.254',
    '',
  ])('%s is not', (host) => {
    expect(allowed(host)).toBe(false)
  })
})
