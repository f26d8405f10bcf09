import { z } from 'zod'
import { SourceShapeError } from '../../errors.ts'
import { requireDocument, type HttpAnswer } from '../fetch/http.ts'

/** What will be published on the next days, as it lies open now. */
export const publicInspectionUrl =
  'https://www.federalregister.gov/api/v1/public-inspection-documents/current.json'

/** A document on public inspection: tomorrow's, not yet published. */
export interface InspectedDocument {
  documentNumber: string
  title: string
  /** The issuing agencies; here only the bureau is named, not its department. */
  agencies: { name: string; slug?: string }[]
  /** "Rule", "Notice", … */
  type: string
  /** When it was filed (ISO instant with the agencies' offset). */
  filedAt?: string
  /** The day (ISO date) on which it is to be published. A document that was withdrawn has none any more. */
  publishesOn?: string
  pdfUrl?: string
  rawTextUrl?: string
  url: string
  /** The Office of the Federal Register's own remark, such as that the agency withdrew the document. */
  editorialNote?: string
}

const documentSchema = z
  .object({
    document_number: z.string().min(1),
    title: z.string().nullish(),
    agencies: z
      .array(
        z.object({ name: z.string().nullish(), raw_name: z.string().nullish(), slug: z.string().nullish() }),
      )
      .nullish(),
    agency_names: z.array(z.string()).nullish(),
    type: z.string().nullish(),
    filed_at: z.string().nullish(),
    publication_date: z.string().nullish(),
    pdf_url: z.string().nullish(),
    raw_text_url: z.string().nullish(),
    html_url: z.string().nullish(),
    editorial_note: z.string().nullish(),
  })
  .transform(
    (document): InspectedDocument => ({
      documentNumber: document.document_number,
      title: (document.title ?? '').replace(/\s+/gu, ' ').trim(),
      agencies:
        document.agencies && document.agencies.length > 0
          ? document.agencies.map(({ name, raw_name, slug }) => ({
              name: name ?? raw_name ?? '',
              ...(slug ? { slug } : {}),
            }))
          : (document.agency_names ?? []).map((name) => ({ name })),
      type: document.type ?? '',
      url:
        document.html_url ?? `https://www.federalregister.gov/public-inspection/${document.document_number}`,
      ...(document.filed_at ? { filedAt: document.filed_at } : {}),
      ...(document.publication_date ? { publishesOn: document.publication_date } : {}),
      ...(document.pdf_url ? { pdfUrl: document.pdf_url } : {}),
      ...(document.raw_text_url ? { rawTextUrl: document.raw_text_url } : {}),
      ...(document.editorial_note ? { editorialNote: document.editorial_note } : {}),
    }),
  )

const listSchema = z.object({
  count: z.number().int().nonnegative(),
  results: z.array(documentSchema).optional(),
})

/** So many documents without a single day of publication are no list of documents that will be published. */
const manyUndated = 10

/**
 * Everything on public inspection, each document once. Here, unlike in the index, `count` is the length of the one
 * list: it must be. Before the first list ever, or while the desk makes one, it is empty.
 */
export const readInspection = (answer: HttpAnswer): InspectedDocument[] => {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(requireDocument(answer).body))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new SourceShapeError('not-the-document', 'Public inspection did not answer with JSON', {
      cause: error,
    })
  }
  const parsed = listSchema.safeParse(json)
  if (!parsed.success) {
    throw new SourceShapeError(
      'malformed',
      `Public inspection's answer lacks ${parsed.error.issues
        .map((issue) => issue.path.join('.'))
        .slice(0, 5)
        .join(', ')}`,
    )
  }
  const { count, results = [] } = parsed.data
  if (results.length !== count)
    throw new SourceShapeError(
      'count-mismatch',
      `Public inspection counts ${count} documents and gives ${results.length}`,
    )
  // A missing day means that a document was withdrawn; where every day is missing, the answer has another shape.
  if (results.length >= manyUndated && results.every(({ publishesOn }) => publishesOn === undefined))
    throw new SourceShapeError('malformed', 'Public inspection gives no document a day of publication')
  // A special filing may be posted more than once.
  return [...new Map(results.map((document) => [document.documentNumber, document])).values()]
}

const isBis = ({ agencies }: InspectedDocument): boolean =>
  agencies.some(
    ({ name, slug }) => slug === 'industry-and-security-bureau' || /\bIndustry and Security\b/iu.test(name),
  )

/** What the title of a document says that it is about. */
export const namesEntityList = ({ title }: Pick<InspectedDocument, 'title'>): boolean =>
  /\bentity\s+list\b/iu.test(title) && !/\bUyghur\b/iu.test(title)

/** Documents that never amend a list; a correction of a rule may have a type of its own, or none. */
const noRule = /\b(?:notice|proposed|presidential|sunshine)\b/iu

const isCommerce = ({ agencies }: InspectedDocument): boolean =>
  agencies.some(({ name, slug }) => slug === 'commerce-department' || /\bCommerce\b/iu.test(name))

/**
 * The rules of BIS among the documents, whether it is named first, second or only as its department: whether one amends
 * the Entity List, its title or its text says.
 */
export const bisRules = (documents: readonly InspectedDocument[]): InspectedDocument[] =>
  documents.filter(
    (document) =>
      (isBis(document) || (isCommerce(document) && namesEntityList(document))) && !noRule.test(document.type),
  )
