import { SourceShapeError, TransientError } from '../../errors.ts'
import type { FetchDocuments, FetchedDocument, FetchRequest } from '../../lists/ports.ts'
import { describeSource, type SourceId } from '../../model/source.ts'
import { findOrders } from '../cbp-wro/landing-page.ts'
import { statuteDocument } from '../us-statute/document.ts'
import { federalRegister } from '../federal-register/client.ts'
import { fetchPart744 } from '../federal-register/ecfr.ts'
import { daysBefore, findRules, overlapDays } from '../federal-register/entity-list-rules.ts'
import { FetchError, requireDocument, type HttpAnswer, type HttpGet } from './http.ts'
import { unzipOnly } from './unzip.ts'

/** Where each source's document is published. */
export const officialUrls = {
  'ofac-sdn': 'https://sanctionslistservice.ofac.treas.gov/api/download/SDN.XML',
  'ofac-nonsdn': 'https://sanctionslistservice.ofac.treas.gov/api/download/CONSOLIDATED.XML',
  'cbp-wro': 'https://www.cbp.gov/document/stats/withhold-release-orders-findings',
  'dhs-uflpa': 'https://www.dhs.gov/uflpa-entity-list',
  'trade-csl': 'https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv',
  /** Baseline of the Entity List where the eCFR is not to be had; its rules come from the Federal Register. */
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
  /^public-inspection\.federalregister\.gov$/,
  /^www\.ecfr\.gov$/,
]

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
export const fetchDocuments = (deps: {
  get: HttpGet
  now: () => Date
  /** Waits, so that rate limits are kept; without it nothing is waited for, as in tests. */
  sleep?: (milliseconds: number) => Promise<void>
}): FetchDocuments => {
  const { get, now, sleep = () => Promise.resolve() } = deps
  const register = federalRegister({ get, clock: { now: () => now().getTime(), sleep } })

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

  /** The Entity List itself, consolidated by the Office of the Federal Register; else as the screening list prints it. */
  const baseline = async (request: FetchRequest): Promise<FetchedDocument[]> => {
    try {
      const { bytes, url, asOf } = await fetchPart744(get)
      return [{ bytes, url, fetchedAt: now().toISOString(), role: 'baseline', asOf }]
    } catch (error) {
      // What the eCFR says and we cannot read is not passed over; that it does not answer is.
      if (!(error instanceof TransientError)) throw error
      const found = await one(request, officialUrls['bis-entity-list']).catch(() => {
        throw error
      })
      return found.map((document) => ({ ...document, role: 'baseline' }))
    }
  }

  const ledger = async (request: FetchRequest): Promise<FetchedDocument[]> => {
    if (!request.ledger) return []
    if (request.ledger.baseline) return baseline(request)
    const { known, since, newest, full, until } = request.ledger
    // The baseline may run behind the rules, and the index behind both: some days are looked at again, each document once.
    const earliest = daysBefore(since ?? until, overlapDays)
    const recent = daysBefore(newest === undefined || newest === '' ? earliest : newest, overlapDays)
    const rules = await findRules(register, full === false && recent > earliest ? recent : earliest, until)
    const documents: FetchedDocument[] = []
    for (const { xmlUrl, ...rule } of rules) {
      if (known.includes(rule.documentNumber)) continue
      if (xmlUrl === undefined) {
        // A later rule may rest on this one: without its XML nothing after it is folded. It comes within hours, and where
        // it does not, that is told.
        if (documents.length > 0 || rule.publishedOn >= until) break
        throw new TransientError(
          `The Federal Register has not brought the text of ${rule.documentNumber} (${rule.publishedOn}) yet`,
          'It is looked for at every check; rules after it wait for it. Read it at its own page meanwhile.',
        )
      }
      const answer = requireDocument(await register.text(xmlUrl))
      documents.push({
        bytes: answer.body,
        url: xmlUrl,
        fetchedAt: now().toISOString(),
        role: 'rule',
        rule: {
          documentNumber: rule.documentNumber,
          publishedOn: rule.publishedOn,
          citation: rule.citation ?? '',
          url: rule.url,
          ...(rule.effectiveOn === undefined ? {} : { effectiveOn: rule.effectiveOn }),
          ...(rule.corrects === undefined ? {} : { corrects: rule.corrects }),
        },
      })
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
      case 'trade-csl':
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
    }
  }
}
