import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SourceShapeError } from '../../../shared/errors.ts'
import { cbpWroReader } from '../../../shared/sources/cbp-wro/reader.ts'
import { fetchDocuments, officialUrls } from '../../../shared/sources/fetch/fetch-documents.ts'
import type { HttpAnswer } from '../../../shared/sources/fetch/http.ts'

const csv = readFileSync(new URL('../../fixtures/cbp-wro/2026-06-23/wro.csv', import.meta.url))
const tables = readFileSync(
  new URL('../../fixtures/cbp-wro-written/2025-03-18/page.html', import.meta.url),
  'utf8',
)
const landing = officialUrls['cbp-wro']
const dataset = 'https://www.cbp.gov/sites/default/files/2026-06/wro_dataset_23jun26.csv'
const dashboard = (link: string): string =>
  `<html><head><title>Withhold Release Orders and Findings Dashboard</title></head><body>${link}</body></html>`
const linked = dashboard(`<a href="${dataset}">Withold Release Orders &amp; Findings Dataset</a>`)

/** A site that answers with these bodies and records what it was asked. */
const site = (answers: Readonly<Record<string, string | Uint8Array | number>>) => {
  const asked: string[] = []
  const fetch = fetchDocuments({
    sleep: () => Promise.resolve(),
    now: () => new Date('2026-06-24T06:00:00Z'),
    get: (url) => {
      asked.push(url)
      const answer = answers[url] ?? 404
      const body = typeof answer === 'number' ? new Uint8Array() : Buffer.from(answer)
      return Promise.resolve<HttpAnswer>({
        status: typeof answer === 'number' ? answer : 200,
        url,
        body: new Uint8Array(body),
        etag: '"1"',
      })
    },
  })
  return { asked, documents: () => fetch({ source: 'cbp-wro', validators: {} }) }
}

describe("CBP's documents", () => {
  test('the dataset, where the landing page links to it', async () => {
    const { asked, documents } = site({ [landing]: linked, [dataset]: new Uint8Array(csv) })
    const [document, ...others] = await documents()
    expect(others).toEqual([])
    expect(asked).toEqual([landing, dataset])
    expect(document).toMatchObject({ url: dataset, validator: { etag: '"1"' } })
    expect(cbpWroReader.cut(document?.bytes ?? new Uint8Array()).entries).toHaveLength(67)
  })

  test('the page itself, where it has the tables and no link', async () => {
    const { asked, documents } = site({ [landing]: tables })
    const [document, ...others] = await documents()
    expect(others).toEqual([])
    expect(asked).toEqual([landing])
    expect(document).toMatchObject({ url: landing, fetchedAt: '2026-06-24T06:00:00.000Z' })
    expect(cbpWroReader.cut(document?.bytes ?? new Uint8Array()).entries).toHaveLength(58)
  })

  test('the same document again asks for nothing new', async () => {
    const { documents } = site({ [landing]: linked, [dataset]: 304 })
    expect(await documents()).toEqual([])
  })

  test.each<[string, Record<string, string | number>, string]>([
    ['403', { [landing]: 403 }, 'access-refused'],
    ['403 of the file', { [landing]: linked, [dataset]: 403 }, 'access-refused'],
    ['202, a challenge to solve', { [landing]: 202 }, 'firewall-challenge'],
    [
      'a challenge page with status 200',
      { [landing]: '<html><title>Access Denied</title></html>' },
      'challenge-page',
    ],
    ['a dashboard with neither link nor tables', { [landing]: dashboard('<p>Map</p>') }, 'missing-table'],
    ['an empty body', { [landing]: '' }, 'empty-body'],
    [
      'tables that lack a column',
      { [landing]: tables.replaceAll('<strong>Entities</strong>', '') },
      'missing-column',
    ],
  ])('%s is refused under its name', async (_, answers, fault) => {
    const error: unknown = await site(answers)
      .documents()
      .then(() => undefined)
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(SourceShapeError)
    expect(error).toMatchObject({ fault, retryable: false })
  })

  test('a file that turns out to be a challenge page is refused by the reader', async () => {
    const { documents } = site({
      [landing]: linked,
      [dataset]: '<html><title>Just a moment...</title></html>',
    })
    const [document] = await documents()
    expect(() => cbpWroReader.cut(document?.bytes ?? new Uint8Array())).toThrow(
      expect.objectContaining({ fault: 'challenge-page' }),
    )
  })
})
