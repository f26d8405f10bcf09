import { SourceShapeError } from '../../errors.ts'
import type { FetchDocuments, FetchedDocument, FetchRequest } from '../../lists/ports.ts'
import { describeSource, type SourceId } from '../../model/source.ts'
import { findOrders } from '../cbp-wro/landing-page.ts'
import { statuteDocument } from '../us-statute/document.ts'
import { pagesFor, readRulesPage, rulesUrl, type FoundRule } from './federal-register.ts'
import { FetchError, requireDocument, type HttpAnswer, type HttpGet } from './http.ts'
import { unzipOnly } from './unzip.ts'

/** Where each source's document is published. */
export const officialUrls = {
  'ofac-sdn': 'https://sanctionslistservice.ofac.treas.gov/api/download/SDN.XML',
  'ofac-nonsdn': 'https://sanctionslistservice.ofac.treas.gov/api/download/CONSOLIDATED.XML',
  'cbp-wro': 'https://www.cbp.gov/document/stats/withhold-release-orders-findings',
  'dhs-uflpa': 'https://www.dhs.gov/uflpa-entity-list',
  /** Baseline of the Entity List; its rules come from the Federal Register. */
  'bis-entity-list': 'https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv',
} as const

/** The SDN list with native names (UTF-8): ten times the classic file. */
export const sdnEnhanced = 'https://sanctionslistservice.ofac.treas.gov/api/download/SDN_ENHANCED.XML'

/** The SDN list as a ZIP file (2.6 MB for 29). */
export const sdnArchive = 'https://sanctionslistservice.ofac.treas.gov/api/download/SDN_XML.ZIP'

const maxInflatedBytes = 150_000_000

/** Hosts that the fetcher may talk to, redirects included. OFAC's exports redirect to signed storage addresses. */
export const allowedHosts: readonly RegExp[] = [
  /^sanctionslistservice\.ofac\.treas\.gov$/,
  /^[a-z0-9.-]+\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$/,
  /^www\.cbp\.gov$/,
  /^www\.dhs\.gov$/,
  /^data\.trade\.gov$/,
  /^www\.federalregister\.gov$/,
]

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const documentOf = (answer: HttpAnswer, url: string, now: Date): FetchedDocument => ({
  bytes: answer.body,
  url,
  fetchedAt: now.toISOString(),
  validator: {
    ...(answer.etag === undefined ? {} : { etag: answer.etag }),
    ...(answer.lastModified === undefined ? {} : { lastModified: answer.lastModified }),
  },
})

/** The file that native names are read from; `null` where it was not modified. */
export const fetchEnhanced =
  (deps: { get: HttpGet; now: () => Date }) =>
  async (
    validators: Record<string, { etag?: string; lastModified?: string }>,
  ): Promise<FetchedDocument | null> => {
    const validator = validators[sdnEnhanced]
    const answer = await deps.get(sdnEnhanced, validator ? { validator } : {})
    return answer.status === 304 ? null : documentOf(requireDocument(answer), sdnEnhanced, deps.now())
  }

/** The fetcher of every source over one `get`. */
export const fetchDocuments = (deps: { get: HttpGet; now: () => Date }): FetchDocuments => {
  const { get, now } = deps

  const one = async (request: FetchRequest, url: string): Promise<FetchedDocument[]> => {
    const validator = request.validators[url]
    const answer = await get(url, validator ? { validator } : {})
    return answer.status === 304 ? [] : [documentOf(requireDocument(answer), url, now())]
  }

  /** OFAC's list; where its 29 MB do not come through, the archive of a tenth the size. Both hold the same bytes. */
  const withArchive = async (
    request: FetchRequest,
    url: string,
    archive: string,
  ): Promise<FetchedDocument[]> => {
    try {
      return await one(request, url)
    } catch (error) {
      const broken =
        error instanceof FetchError || (error instanceof SourceShapeError && error.fault === 'truncated')
      if (!broken) throw error
      const answer = await get(archive).catch(() => {
        // The list's own failure is the one to tell.
        throw error
      })
      const { validator: _archive, ...document } = documentOf(requireDocument(answer), archive, now())
      return [{ ...document, bytes: unzipOnly(document.bytes, maxInflatedBytes) }]
    }
  }

  const dataset = async (request: FetchRequest): Promise<FetchedDocument[]> => {
    const url = officialUrls['cbp-wro']
    const landing = requireDocument(await get(url))
    const orders = findOrders(new TextDecoder().decode(landing.body), url)
    // Without a link to the dataset the page itself is the document: its tables are read.
    return 'dataset' in orders ? one(request, orders.dataset) : [documentOf(landing, url, now())]
  }

  const rules = async (from: string, to: string): Promise<FoundRule[]> => {
    const first = readRulesPage(requireDocument(await get(rulesUrl(from, to, 1))).body)
    const pages = [first]
    for (let page = 2; page <= pagesFor(first.count); page++) {
      pages.push(readRulesPage(requireDocument(await get(rulesUrl(from, to, page))).body))
    }
    // A document that stands on two pages hides another one that stands on none.
    const given = new Set(pages.flatMap((page) => page.numbers)).size
    if (given !== first.count || pages.some(({ count }) => count !== first.count)) {
      throw new SourceShapeError(
        'count-mismatch',
        `The Federal Register counts ${first.count} rules and gave ${given}`,
      )
    }
    return pages.flatMap((page) => page.rules)
  }

  const ledger = async (request: FetchRequest): Promise<FetchedDocument[]> => {
    if (!request.ledger) return []
    if (request.ledger.baseline) {
      const [baseline] = await one(request, officialUrls['bis-entity-list'])
      return baseline ? [{ ...baseline, role: 'baseline' }] : []
    }
    const { known, since, until } = request.ledger
    const fresh = (await rules(since ?? until, until)).filter(
      ({ documentNumber, publishedOn }) => !known.includes(documentNumber) && publishedOn > (since ?? ''),
    )
    const documents: FetchedDocument[] = []
    const inOrder = fresh.toSorted(
      (a, b) => compareText(a.publishedOn, b.publishedOn) || compareText(a.documentNumber, b.documentNumber),
    )
    for (const { xmlUrl, ...rule } of inOrder) {
      // A later rule may rest on this one: without its XML nothing after it is folded.
      if (xmlUrl === undefined) break
      const answer = requireDocument(await get(xmlUrl))
      documents.push({ bytes: answer.body, url: xmlUrl, fetchedAt: now().toISOString(), role: 'rule', rule })
    }
    return documents
  }

  return (request: FetchRequest): Promise<FetchedDocument[]> => {
    const source: SourceId = request.source
    switch (source) {
      case 'ofac-sdn':
        return withArchive(request, officialUrls[source], sdnArchive)
      case 'ofac-nonsdn':
      case 'dhs-uflpa':
        return one(request, officialUrls[source])
      case 'cbp-wro':
        return dataset(request)
      case 'bis-entity-list':
        return ledger(request)
      case 'us-statute':
        // No agency publishes it: the document ships with the code, and is committed like any list.
        return Promise.resolve([
          {
            bytes: statuteDocument(),
            url: describeSource['us-statute'].homepage,
            fetchedAt: now().toISOString(),
          },
        ])
      case 'trade-csl':
        return Promise.resolve([])
    }
  }
}
