import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HttpAnswer, HttpGet } from '../../../shared/sources/fetch/http.ts'

export interface ServedDocument {
  document_number: string
  title: string
  publication_date: string
  agency?: string
  type?: string
  part?: number
  abstract?: string | null
  full_text_xml_url?: string | null
  effective_on?: string | null
  citation?: string | null
  correction_of?: string | null
  corrections?: string[]
}

const knownFields = new Set([
  'abstract', 'action', 'agencies', 'cfr_references', 'citation', 'correction_of', 'corrections', 'document_number',
  'effective_on', 'full_text_xml_url', 'html_url', 'publication_date', 'raw_text_url', 'title', 'type',
]) // biome-ignore format: a list
const knownAgencies = new Set(['industry-and-security-bureau', 'homeland-security-department'])
const knownConditions = new Set([
  'conditions[agencies][]', 'conditions[type][]', 'conditions[cfr][title]', 'conditions[cfr][part]',
  'conditions[publication_date][gte]', 'conditions[publication_date][lte]', 'fields[]', 'order', 'per_page', 'page',
]) // biome-ignore format: a list
/** What the API gives where no field is asked for: neither the XML's address nor the effective date. */
const defaultFields = ['title', 'type', 'abstract', 'document_number', 'html_url', 'publication_date']

const cap = 10_000

/**
 * Imitates the Federal Register's API with its silent traps: a page size outside 2 to 1,000 becomes 20; a page above 50,
 * or beyond 10,000 documents, becomes page 1; the count is capped at 10,000; an unknown field, agency or condition is
 * answered 400 for the whole question; an answer that counts nothing has no `results`.
 */
export class RegisterServer {
  documents: ServedDocument[] = []
  readonly asked: URL[] = []
  /** Milliseconds of the test's clock at which each request came. */
  readonly times: number[] = []
  /** Changes what is about to be answered. */
  tamper: (
    answer: { count: number; results?: Record<string, unknown>[] },
    query: URLSearchParams,
  ) => unknown = (answer) => answer
  private readonly server: Server
  private readonly now: () => number

  private constructor(server: Server, now: () => number) {
    this.server = server
    this.now = now
  }

  static async start(now: () => number): Promise<RegisterServer> {
    const server = createServer()
    const register = new RegisterServer(server, now)
    server.on('request', (request, response) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      register.asked.push(url)
      register.times.push(register.now())
      const { status, body } = register.answer(url)
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    return register
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => {
      this.server.close(resolve)
    })
  }

  /** Asks this server in place of the official host. */
  readonly get: HttpGet = async (address): Promise<HttpAnswer> => {
    const url = new URL(address)
    const { port } = this.server.address() as AddressInfo
    const answer = await fetch(`http://127.0.0.1:${port}${url.pathname}${url.search}`)
    return { status: answer.status, url: address, body: new Uint8Array(await answer.arrayBuffer()) }
  }

  /** One document by its number, whatever its agency and part. */
  private one(number: string, fields: readonly string[]): { status: number; body: string } {
    const document = this.documents.find(({ document_number: own }) => own === number)
    return document
      ? { status: 200, body: JSON.stringify(this.fieldsOf(document, fields)) }
      : { status: 404, body: JSON.stringify({ status: 404, message: 'Record Not Found' }) }
  }

  private fieldsOf(document: ServedDocument, fields: readonly string[]): Record<string, unknown> {
    const whole: Record<string, unknown> = {
      abstract: null,
      action: 'Final rule.',
      cfr_references: [{ title: 15, part: document.part ?? 744 }],
      citation: null,
      correction_of: null,
      corrections: [],
      effective_on: null,
      html_url: `https://www.federalregister.gov/d/${document.document_number}`,
      full_text_xml_url: `https://www.federalregister.gov/documents/full_text/xml/${document.document_number}.xml`,
      raw_text_url: null,
      ...document,
    }
    return Object.fromEntries(fields.map((field) => [field, whole[field] ?? null]))
  }

  private answer(url: URL): { status: number; body: string } {
    const number = /\/documents\/([^/]+)\.json$/u.exec(url.pathname)?.[1]
    if (number !== undefined) return this.one(number, url.searchParams.getAll('fields[]'))
    if (!url.pathname.endsWith('/documents.json')) return { status: 200, body: `text of ${url.pathname}` }
    const query = url.searchParams
    const refuse = (message: string) => ({ status: 400, body: JSON.stringify({ status: 400, message }) })
    for (const [name, value] of query) {
      if (!knownConditions.has(name)) return refuse(`condition '${name}' not valid`)
      if (name === 'fields[]' && !knownFields.has(value)) return refuse(`field '${value}' not valid`)
      if (name === 'conditions[agencies][]' && !knownAgencies.has(value))
        return refuse(`agency '${value}' not valid`)
    }
    const size = Number(query.get('per_page') ?? 20)
    const perPage = size >= 2 && size <= 1000 ? size : 20
    const asked = Number(query.get('page') ?? 1)
    const page = asked > 50 || asked * perPage > cap ? 1 : asked
    const [from, to] = [
      query.get('conditions[publication_date][gte]') ?? '',
      query.get('conditions[publication_date][lte]') ?? '9',
    ]
    const found = this.documents
      .filter(({ publication_date: day }) => day >= from && day <= to)
      .filter(
        ({ agency }) => (agency ?? 'industry-and-security-bureau') === query.get('conditions[agencies][]'),
      )
      .filter(({ type }) => (type ?? 'RULE') === query.get('conditions[type][]'))
      .filter(
        ({ part }) =>
          !query.has('conditions[cfr][part]') || String(part ?? 744) === query.get('conditions[cfr][part]'),
      )
      .sort((a, b) => (a.publication_date < b.publication_date ? -1 : 1))
    const fields = query.has('fields[]') ? query.getAll('fields[]') : defaultFields
    const results = found
      .slice((page - 1) * perPage, Math.min(page * perPage, cap))
      .map((document) => this.fieldsOf(document, fields))
    const count = Math.min(found.length, cap)
    const answer = found.length === 0 ? { description: 'Documents', count } : { count, results }
    return { status: 200, body: JSON.stringify(this.tamper(answer, query)) }
  }
}

/** A clock that moves only when somebody sleeps. */
export class TestClock {
  time = 0
  readonly now = (): number => this.time
  readonly sleep = (milliseconds: number): Promise<void> => {
    this.time += milliseconds
    return Promise.resolve()
  }
}
