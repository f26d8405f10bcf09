import { z } from 'zod'
import { SourceShapeError, TransientError } from '../../errors.ts'
import { requireDocument, type HttpAnswer } from '../fetch/http.ts'

export const documentsApi = 'https://www.federalregister.gov/api/v1/documents.json'

/** Everything that we read is asked for by name: the defaults omit the XML's address and the effective date. */
export const documentFields = [
  'document_number',
  'title',
  'type',
  'action',
  'abstract',
  'publication_date',
  'effective_on',
  'citation',
  'html_url',
  'full_text_xml_url',
  'raw_text_url',
  'cfr_references',
  'correction_of',
  'corrections',
] as const

/** Which documents are looked for. Never by `term`: it acted as AND and missed documents; the filter is local. */
export interface DocumentQuery {
  /** Slug of the agency. */
  agency: string
  type: 'RULE' | 'NOTICE'
  cfr?: { title: number; part: number }
}

/** A document of the Federal Register's index, in our words. */
export interface FoundDocument {
  documentNumber: string
  title: string
  /** ISO date. */
  publishedOn: string
  effectiveOn?: string
  /** "88 FR 12170"; absent until the Federal Register states it. */
  citation?: string
  url: string
  /** Absent until the Federal Register has imported the XML. */
  xmlUrl?: string
  rawTextUrl?: string
  action?: string
  abstract?: string
  cfrParts: { title: number; part: number }[]
  /** Number of the document that this one corrects. */
  corrects?: string
  /** Numbers of the documents that correct this one. */
  correctedBy: string[]
}

/** The API serves 2 to 1,000 documents a page; anything else becomes 20 in silence. */
export const largestPage = 1000
/** What the API answers at most, and what it says that it counts at most. */
export const answerCap = 10_000

export const documentsUrl = (
  query: DocumentQuery,
  span: { from: string; to: string },
  page: number,
  perPage = largestPage,
): string => {
  const parameters = new URLSearchParams([
    ['conditions[agencies][]', query.agency],
    ['conditions[type][]', query.type],
    ...(query.cfr === undefined
      ? []
      : [
          ['conditions[cfr][title]', String(query.cfr.title)],
          ['conditions[cfr][part]', String(query.cfr.part)],
        ]),
    ['conditions[publication_date][gte]', span.from],
    ['conditions[publication_date][lte]', span.to],
    ...documentFields.map((field): [string, string] => ['fields[]', field]),
    ['order', 'oldest'],
    ['per_page', String(perPage)],
    ['page', String(page)],
  ] as [string, string][])
  return `${documentsApi}?${parameters.toString()}`
}

/** The address of one document by its number. */
export const documentUrl = (number: string): string =>
  `https://www.federalregister.gov/api/v1/documents/${encodeURIComponent(number)}.json?${new URLSearchParams(
    documentFields.map((field): [string, string] => ['fields[]', field]),
  ).toString()}`

/** A link to another document of the API ends in its number: "/api/v1/documents/2022-02302.json". */
const numberInLink = (link: string): string =>
  /\/documents\/(?:\d{4}\/\d{2}\/\d{2}\/)?([^/?]+?)(?:\.json)?(?:\/|\?|$)/u.exec(link)?.[1] ?? link

const linkSchema = z.union([
  z.string(),
  z.object({ document_number: z.string() }).transform(({ document_number }) => document_number),
])

const resultSchema = z
  .object({
    document_number: z.string().min(1),
    title: z.string(),
    action: z.string().nullish(),
    abstract: z.string().nullish(),
    publication_date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/u),
    effective_on: z.string().nullish(),
    citation: z.string().nullish(),
    html_url: z.string(),
    full_text_xml_url: z.string().nullish(),
    raw_text_url: z.string().nullish(),
    cfr_references: z
      .array(z.object({ title: z.coerce.number().nullish(), part: z.coerce.number().nullish() }))
      .nullish(),
    correction_of: linkSchema.nullish(),
    corrections: z.array(linkSchema).nullish(),
  })
  .transform(
    (result): FoundDocument => ({
      documentNumber: result.document_number,
      // Most titles end in spaces.
      title: result.title.replace(/\s+/gu, ' ').trim(),
      publishedOn: result.publication_date,
      url: result.html_url,
      ...(result.effective_on ? { effectiveOn: result.effective_on } : {}),
      ...(result.citation ? { citation: result.citation } : {}),
      ...(result.full_text_xml_url ? { xmlUrl: result.full_text_xml_url } : {}),
      ...(result.raw_text_url ? { rawTextUrl: result.raw_text_url } : {}),
      ...(result.action ? { action: result.action } : {}),
      ...(result.abstract ? { abstract: result.abstract } : {}),
      cfrParts: (result.cfr_references ?? []).flatMap(({ title, part }) =>
        title && part ? { title, part } : [],
      ),
      ...(result.correction_of ? { corrects: numberInLink(result.correction_of) } : {}),
      correctedBy: (result.corrections ?? []).map(numberInLink),
    }),
  )

const answerSchema = z.object({
  count: z.number().int().nonnegative(),
  results: z.array(resultSchema).optional(),
})

/** One page of the API's answer. */
export interface Answer {
  count: number
  documents: FoundDocument[]
}

const notJson = (cause?: unknown): SourceShapeError =>
  new SourceShapeError('not-the-document', 'The Federal Register did not answer with JSON', { cause })

const jsonOf = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown
  } catch (error) {
    throw notJson(error)
  }
}

/** Reads the answer to `documentUrl`; `undefined` where the Register does not have the document, or not yet. */
export const readDocumentAnswer = (answer: HttpAnswer): FoundDocument | undefined => {
  if (answer.status === 404) return undefined
  const parsed = resultSchema.safeParse(jsonOf(requireDocument(answer).body))
  if (!parsed.success)
    throw new SourceShapeError('malformed', "The Federal Register's answer is no document of its index")
  return parsed.data
}

/**
 * Reads an answer. A wrong agency, field or condition is answered 400 for the whole query, with the reason: that is our
 * fault and is told as such. An answer that counts nothing has no `results` at all.
 */
export const readAnswer = (answer: HttpAnswer): Answer => {
  if (answer.status === 400) {
    const said = new TextDecoder().decode(answer.body).slice(0, 200)
    throw new SourceShapeError('wrong-question', `The Federal Register refuses the question: ${said}`)
  }
  if (answer.status === 404 || answer.status === 429)
    throw new TransientError(
      `The Federal Register answered ${answer.status}`,
      'It is tried again at the next check; look at the address if it stays so.',
    )
  const parsed = answerSchema.safeParse(jsonOf(requireDocument(answer).body))
  if (!parsed.success) {
    throw new SourceShapeError(
      'malformed',
      `The Federal Register's answer lacks ${[...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))].slice(0, 5).join(', ')}`,
    )
  }
  const { count, results } = parsed.data
  if (results === undefined && count > 0)
    throw new SourceShapeError('malformed', `The Federal Register counts ${count} documents and gives none`)
  return { count, documents: results ?? [] }
}
