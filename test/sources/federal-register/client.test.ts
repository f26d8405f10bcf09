import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SourceShapeError, TransientError } from '../../../shared/errors.ts'
import { documentsUrl } from '../../../shared/sources/federal-register/api.ts'
import { federalRegister, type FederalRegister } from '../../../shared/sources/federal-register/client.ts'
import { findRules, subjectsOf } from '../../../shared/sources/federal-register/entity-list-rules.ts'
import { paced } from '../../../shared/sources/federal-register/pace.ts'
import { RegisterServer, TestClock, type ServedDocument } from './register-server.ts'

const clock = new TestClock()
let server: RegisterServer
let register: FederalRegister

beforeAll(async () => {
  server = await RegisterServer.start(clock.now)
})
afterAll(() => server.stop())
beforeEach(() => {
  server.documents = []
  server.asked.length = 0
  server.times.length = 0
  register = federalRegister({ get: server.get, clock })
})
afterEach(() => {
  server.tamper = (answer) => answer
})

const bis = { agency: 'industry-and-security-bureau', type: 'RULE', cfr: { title: 15, part: 744 } } as const
const rule = (number: string, day: string, more: Partial<ServedDocument> = {}): ServedDocument => ({
  document_number: number,
  title: 'Additions to the Entity List  ',
  publication_date: day,
  ...more,
})
const many = (count: number, from = '2023-01-01'): ServedDocument[] =>
  Array.from({ length: count }, (_, at) =>
    rule(
      `2023-${String(at).padStart(5, '0')}`,
      new Date(Date.parse(from) + (at % 360) * 86_400_000).toISOString().slice(0, 10),
    ),
  )
const faultOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'accepted'
  } catch (error) {
    return error instanceof SourceShapeError ? `${error.fault}: ${error.message}` : String(error)
  }
}

describe('the silent limits', () => {
  test('every field is asked for by name, nothing by search term, and the largest page', async () => {
    server.documents = [
      rule('2023-03929', '2023-02-27', { effective_on: '2023-02-24', citation: '88 FR 12170' }),
    ]
    const [found] = await register.documents(bis, '2023-01-01', '2023-12-31')
    expect(found).toMatchObject({
      documentNumber: '2023-03929',
      title: 'Additions to the Entity List',
      effectiveOn: '2023-02-24',
      citation: '88 FR 12170',
      xmlUrl: expect.stringContaining('2023-03929.xml'),
      cfrParts: [{ title: 15, part: 744 }],
    })
    const query = server.asked[0]!.searchParams
    expect(query.has('conditions[term]')).toBe(false)
    expect(query.get('per_page')).toBe('1000')
  })

  test('an empty answer has no results, and is none', async () => {
    expect(await register.documents(bis, '2023-01-01', '2023-12-31')).toEqual([])
    server.tamper = () => ({ count: 3 })
    expect(await faultOf(register.documents(bis, '2023-01-01', '2023-12-31'))).toContain('malformed')
  })

  test('2,345 documents come on three pages, each once', async () => {
    server.documents = many(2345)
    const found = await register.documents(bis, '2023-01-01', '2023-12-31')
    expect(new Set(found.map(({ documentNumber }) => documentNumber)).size).toBe(2345)
    expect(server.asked.map((url) => url.searchParams.get('page'))).toEqual(['1', '2', '3'])
  })

  test('where the count stands at its cap the span is halved until it does not', async () => {
    server.documents = many(23_456)
    const found = await register.documents(bis, '2023-01-01', '2023-12-31')
    expect(found).toHaveLength(23_456)
    expect(new Set(found.map(({ documentNumber }) => documentNumber)).size).toBe(23_456)
    for (const url of server.asked) expect(Number(url.searchParams.get('page'))).toBeLessThanOrEqual(10)
  })

  test('a single day at the cap cannot be believed', async () => {
    server.documents = Array.from({ length: 10_001 }, (_, at) => rule(`2023-${at}`, '2023-05-05'))
    expect(await faultOf(register.documents(bis, '2023-05-05', '2023-05-05'))).toContain('count-mismatch')
  })

  test('a page size that was not accepted is noticed', async () => {
    server.documents = many(50)
    // Asked for one more than it serves, the API falls back to 20 and says nothing.
    const asked = new URL(documentsUrl(bis, { from: '2023-01-01', to: '2023-12-31' }, 1, 1001))
    expect(JSON.parse(new TextDecoder().decode((await server.get(asked.href)).body)).results).toHaveLength(20)
    server.tamper = ({ count, results }) => ({ count, results: results?.slice(0, 20) })
    expect(await faultOf(register.documents(bis, '2023-01-01', '2023-12-31'))).toContain(
      'page 1 holds 20 of 50',
    )
  })

  test('a page that is reset to the first is noticed', async () => {
    server.documents = many(1500)
    let first: Record<string, unknown>[] | undefined
    server.tamper = ({ count, results }) => {
      first ??= results
      return { count, results: first!.slice(0, results!.length) }
    }
    expect(await faultOf(register.documents(bis, '2023-01-01', '2023-12-31'))).toContain('twice')
  })

  test('a count that changes between pages, or that the pages do not reach, is noticed', async () => {
    server.documents = many(1500)
    server.tamper = (answer, query) => (query.get('page') === '2' ? { ...answer, count: 1501 } : answer)
    expect(await faultOf(register.documents(bis, '2023-01-01', '2023-12-31'))).toContain('counted 1500')
    server.tamper = (answer, query) =>
      query.get('page') === '2' ? { ...answer, results: answer.results!.slice(1) } : answer
    expect(await faultOf(register.documents(bis, '2023-01-01', '2023-12-31'))).toContain('holds 499 of 500')
  })

  test('a document of another day than asked for is noticed', async () => {
    server.documents = [rule('1', '2023-05-05')]
    server.tamper = ({ count, results }) => ({
      count,
      results: results!.map((one) => ({ ...one, publication_date: '2022-01-01' })),
    })
    expect(await faultOf(register.documents(bis, '2023-01-01', '2023-12-31'))).toContain('outside of')
  })

  test('a wrong agency is answered 400 for the whole question, and is told as our fault', async () => {
    const wrong = { ...bis, agency: 'bureau-of-industry-and-security' }
    expect(await faultOf(register.documents(wrong, '2023-01-01', '2023-12-31'))).toMatch(
      /^wrong-question: .*agency 'bureau-of-industry-and-security' not valid/u,
    )
  })

  test('a web page, a broken answer and one without a number are refused', async () => {
    server.documents = [rule('1', '2023-05-05')]
    server.tamper = ({ count, results }) => ({
      count,
      results: results!.map(({ document_number: _number, ...rest }) => rest),
    })
    expect(await faultOf(register.documents(bis, '2023-01-01', '2023-12-31'))).toContain('malformed')
    const page = federalRegister({
      get: (url) => Promise.resolve({ status: 200, url, body: new TextEncoder().encode('<html>') }),
      clock,
    })
    expect(await faultOf(page.documents(bis, '2023-01-01', '2023-12-31'))).toContain('not-the-document')
    const busy = federalRegister({
      get: (url) => Promise.resolve({ status: 503, url, body: new Uint8Array() }),
      clock,
    })
    await expect(busy.documents(bis, '2023-01-01', '2023-12-31')).rejects.toBeInstanceOf(TransientError)
  })
})

describe('the rates', () => {
  const worst = (times: readonly number[], window: number): number =>
    Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + window).length))

  test('never more than five questions in a second', async () => {
    server.documents = many(9_500)
    await register.documents(bis, '2023-01-01', '2023-12-31')
    await register.documents(bis, '2023-01-01', '2023-12-31')
    expect(server.times).toHaveLength(20)
    expect(worst(server.times, 1000)).toBeLessThanOrEqual(5)
  })

  test('one text a second', async () => {
    for (let at = 0; at < 6; at++)
      await register.text(`https://www.federalregister.gov/documents/full_text/xml/${at}.xml`)
    expect(worst(server.times, 1000)).toBe(1)
  })

  test('turns that are asked for together are given one after the other', async () => {
    const own = new TestClock()
    const turns: number[] = []
    const waits: number[] = []
    const pace = paced({ now: () => 0, sleep: async (wait) => void waits.push(wait) }, 5)
    await Promise.all([1, 2, 3].map(async (turn) => pace.turn().then(() => turns.push(turn))))
    expect(waits).toEqual([200, 400])
    expect(turns).toHaveLength(3)
    expect(own.time).toBe(0)
  })
})

describe('rules on part 744', () => {
  test('all of them, whatever their title says, with what they are about', async () => {
    server.documents = [
      rule('2023-00001', '2023-01-10'),
      rule('2023-00002', '2023-01-11', { title: 'Revisions to the Unverified List' }),
      rule('2023-00003', '2023-01-12', { title: 'Removal of Hong Kong as a Separate Destination' }),
      rule('2025-19001', '2025-09-30', {
        title: 'Expansion of End-User Controls To Cover Affiliates of Certain Listed Entities',
      }),
      rule('2023-00004', '2023-01-13', { part: 740 }),
    ]
    const rules = await findRules(register, '2022-12-01', '2025-12-31')
    expect(rules.map(({ documentNumber, subjects }) => [documentNumber, subjects])).toEqual([
      ['2023-00001', ['entity-list']],
      ['2023-00002', ['unverified-list']],
      ['2023-00003', ['other']],
      ['2025-19001', ['affiliates-rule']],
    ])
    expect(subjectsOf({ title: 'Revisions to the Unverified List and the Entity List' })).toEqual([
      'entity-list',
      'unverified-list',
    ])
  })

  test('corrections are linked in both directions, whichever of them the index tells', async () => {
    server.documents = [
      rule('2022-02302', '2022-02-14', {
        corrections: ['https://www.federalregister.gov/api/v1/documents/2022-07643'],
      }),
      rule('2022-07643', '2022-04-11', { title: 'Addition of Certain Entities; Correction' }),
      rule('2023-12726', '2023-06-14'),
      rule('2023-13196', '2023-06-21', {
        title: 'Correction',
        correction_of:
          'https://www.federalregister.gov/api/v1/documents/2023-12726.json?publication_date=2023-06-14',
      }),
    ]
    const rules = await findRules(register, '2022-01-01', '2023-12-31')
    const of = (number: string) => rules.find(({ documentNumber }) => documentNumber === number)!
    expect(of('2022-02302').correctedBy).toEqual(['2022-07643'])
    expect(of('2022-07643').corrects).toBe('2022-02302')
    expect(of('2023-12726').correctedBy).toEqual(['2023-13196'])
    expect(of('2023-13196').corrects).toBe('2023-12726')
    expect(of('2023-13196').subjects, 'a correction is about what it corrects').toContain('entity-list')
  })

  test('a correction that stands in the index without the part is asked for by its number', async () => {
    server.documents = [
      rule('2025-17893', '2025-09-16', {
        corrections: [
          'https://www.federalregister.gov/api/v1/documents/C1-2025-17893.json',
          // One that is announced and cannot be had yet, and one that is published after the span.
          'https://www.federalregister.gov/api/v1/documents/C2-2025-17893.json',
          'https://www.federalregister.gov/api/v1/documents/C3-2025-17893.json',
        ],
      }),
      rule('2025-19001', '2025-09-30'),
      rule('C1-2025-17893', '2025-09-26', { title: 'Additions to the Entity List', part: 0 }),
      rule('C3-2025-17893', '2025-12-26', { title: 'Additions to the Entity List', part: 0 }),
    ]
    const rules = await findRules(register, '2025-09-01', '2025-10-31')
    expect(rules.map(({ documentNumber, corrects }) => [documentNumber, corrects])).toEqual([
      ['2025-17893', undefined],
      // In its place by the day, so that it is folded before what comes after it.
      ['C1-2025-17893', '2025-17893'],
      ['2025-19001', undefined],
    ])
    expect(rules[1]?.subjects).toContain('entity-list')
  })
})
