import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sha256 } from '../../shared/hash.ts'
import type { WatchedSource } from '../../shared/model/source.ts'
import { listingNotices } from '../../shared/sources/dhs-uflpa/notices.ts'
import { publicInspectionUrl } from '../../shared/sources/federal-register/public-inspection.ts'
import { officialUrls } from '../../shared/sources/fetch/fetch-documents.ts'
import { type Publication, type Step, timeline } from './timeline.ts'

/** CBP's page as far as the fetcher needs it: written by us, because no copy of it is at hand. */
const landingPage = `<!doctype html><html><head><title>Withhold Release Orders &amp; Findings Dashboard</title></head>
<body><h1>Withhold Release Orders and Findings</h1>
<p><a href="/sites/default/files/recorded/wro-findings-dataset.csv">Withhold Release Orders and Findings Dataset</a></p>
</body></html>`

/** The department's notices on the UFLPA Entity List by a day, from our table of them: no summaries, no other notices. */
const noticeIndex = (moment: string, query: URLSearchParams): string => {
  const from = query.get('conditions[publication_date][gte]') ?? ''
  const to = query.get('conditions[publication_date][lte]') ?? '9'
  const results = listingNotices
    .filter(({ publishedOn }) => publishedOn >= from && publishedOn <= to && publishedOn <= moment)
    .map(({ documentNumber, publishedOn, citation, url }) => ({
      document_number: documentNumber,
      title: 'Notice Regarding the Uyghur Forced Labor Prevention Act Entity List',
      abstract: null,
      publication_date: publishedOn,
      effective_on: null,
      citation: citation ?? null,
      html_url: url,
      full_text_xml_url: null,
    }))
  return JSON.stringify({ count: results.length, total_pages: 1, results })
}

/** A document as the public inspection desk shows it for a while. */
export interface Inspected {
  /** Instants (ISO) from and until which it is on the desk. */
  from: string
  until: string
  /** As the API gives it. */
  document: Readonly<Record<string, unknown>> & { readonly raw_text_url: string }
  /** Its raw text; `undefined` where the Register does not have it. */
  text: string | undefined
}

export interface RecordedOrigin {
  url: string
  /** From now on the sources serve what they served at this moment (ISO instant). */
  showAsOf(instant: string): void
  close(): Promise<void>
}

const isPublication = (step: Step): step is Publication => step.kind === 'publication'

/**
 * Stands in for the official hosts on this machine: `/<host>/<path>` answers with the recorded document of the moment,
 * so that the fetcher's own code (redirect rules, validators, the Federal Register's index) runs as it does live.
 */
export const startRecordedOrigin = async (
  steps: readonly Step[] = timeline,
  options: {
    /** In the place of what the steps have on the desk. */
    inspected?: readonly Inspected[]
    /** Called with the address of each document before it is answered. */
    onRequest?: (address: string) => Promise<void> | void
  } = {},
): Promise<RecordedOrigin> => {
  const { onRequest } = options
  const inspected =
    options.inspected ?? steps.flatMap((step) => (step.kind === 'inspection' ? step.load() : []))
  let moment = ''
  const bytesOf = new Map<Publication, Uint8Array>()
  const served = (source: WatchedSource, rules: boolean): Publication[] =>
    steps
      .filter(isPublication)
      .filter((step) => step.source === source && step.at <= moment && (step.rule !== undefined) === rules)
  const newest = (source: WatchedSource): Uint8Array | undefined => {
    const step = served(source, false).at(-1)
    return step ? load(step) : undefined
  }
  const load = (step: Publication): Uint8Array => {
    const bytes = bytesOf.get(step) ?? step.load()
    bytesOf.set(step, bytes)
    return bytes
  }
  const ruleIndex = (query: URLSearchParams): string => {
    const from = query.get('conditions[publication_date][gte]') ?? ''
    const to = query.get('conditions[publication_date][lte]') ?? '9'
    const results = served('bis-entity-list', true).flatMap(({ rule, at }) => {
      const publishedOn = at.slice(0, 10)
      return rule && publishedOn >= from && publishedOn <= to
        ? [
            {
              document_number: rule.documentNumber,
              title: rule.title,
              abstract: null,
              publication_date: publishedOn,
              effective_on: rule.effectiveOn,
              citation: rule.citation,
              html_url: rule.url,
              full_text_xml_url: `https://www.federalregister.gov/documents/full_text/xml/${rule.documentNumber}.xml`,
            },
          ]
        : []
    })
    return JSON.stringify({ count: results.length, total_pages: 1, results })
  }
  const desk = (): Inspected[] => inspected.filter(({ from, until }) => from <= moment && moment < until)
  const answer = (host: string, path: string, query: URLSearchParams): Uint8Array | string | undefined => {
    const address = `https://${host}${path}`
    if (address === officialUrls['ofac-sdn']) return newest('ofac-sdn')
    if (address === officialUrls['ofac-nonsdn']) return newest('ofac-nonsdn')
    if (address === officialUrls['dhs-uflpa']) return newest('dhs-uflpa')
    // One file: the baseline of the Entity List, and the lists that are not read directly.
    if (address === officialUrls['trade-csl']) return newest('trade-csl') ?? newest('bis-entity-list')
    if (address === officialUrls['cbp-wro']) return landingPage
    if (host === 'www.cbp.gov' && path.endsWith('/wro-findings-dataset.csv')) return newest('cbp-wro')
    if (host === 'www.federalregister.gov' && path === '/api/v1/documents.json')
      return query.get('conditions[agencies][]') === 'homeland-security-department'
        ? noticeIndex(moment, query)
        : ruleIndex(query)
    if (address === publicInspectionUrl) {
      const results = desk().map(({ document }) => document)
      return JSON.stringify({ count: results.length, results })
    }
    const raw = desk().find(({ document }) => document.raw_text_url === address)
    if (raw) return raw.text
    const number = /^\/documents\/full_text\/xml\/(.+)\.xml$/.exec(path)?.[1]
    const rule = served('bis-entity-list', true).find((step) => step.rule?.documentNumber === number)
    return host === 'www.federalregister.gov' && rule ? load(rule) : undefined
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const [, host = '', ...rest] = url.pathname.split('/')
    const path = `/${rest.join('/')}`
    await onRequest?.(`https://${host}${path}`)
    const found = answer(host, path, url.searchParams)
    if (found === undefined) {
      response.writeHead(404).end()
      return
    }
    const body = Buffer.from(found)
    const etag = `"${sha256(body).slice(0, 32)}"`
    if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end()
    else response.writeHead(200, { etag, 'content-length': body.length }).end(body)
  }
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    showAsOf(instant) {
      moment = instant
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
