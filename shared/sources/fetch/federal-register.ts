import { z } from 'zod'
import { SourceShapeError } from '../../errors.ts'
import type { RuleDocument } from '../reader.ts'

export const documentsApi = 'https://www.federalregister.gov/api/v1/documents.json'

/** Everything that we read is asked for by name: the defaults omit the XML's address and the effective date. */
export const documentFields = [
  'document_number',
  'title',
  'abstract',
  'publication_date',
  'effective_on',
  'citation',
  'html_url',
  'full_text_xml_url',
] as const

const perPage = 200

/** BIS rules on part 744 of a span of days. Never with `term`: it acted as AND and missed rules. */
export const rulesUrl = (from: string, to: string, page: number): string => {
  const query = new URLSearchParams([
    ['conditions[agencies][]', 'industry-and-security-bureau'],
    ['conditions[type][]', 'RULE'],
    ['conditions[cfr][title]', '15'],
    ['conditions[cfr][part]', '744'],
    ['conditions[publication_date][gte]', from],
    ['conditions[publication_date][lte]', to],
    ...documentFields.map((field): [string, string] => ['fields[]', field]),
    ['order', 'oldest'],
    ['per_page', String(perPage)],
    ['page', String(page)],
  ])
  return `${documentsApi}?${query.toString()}`
}

const answerSchema = z.object({
  count: z.number().int(),
  total_pages: z.number().int().optional(),
  results: z
    .array(
      z.object({
        document_number: z.string(),
        title: z.string(),
        abstract: z.string().nullish(),
        publication_date: z.string(),
        effective_on: z.string().nullish(),
        citation: z.string().nullish(),
        html_url: z.string(),
        full_text_xml_url: z.string().nullish(),
      }),
    )
    .optional(),
})

export interface FoundRule extends RuleDocument {
  /** Absent until the Federal Register has imported the XML: the rule is looked for again. */
  xmlUrl?: string
}

/** One document of the API's answer, with the fields that we ask for. */
export type AnsweredDocument = NonNullable<z.infer<typeof answerSchema>['results']>[number]

/** One page of the API's answer. The API caps `count` at 10,000 in silence: then nothing can be believed. */
export const readAnswer = (body: Uint8Array): { count: number; results: AnsweredDocument[] } => {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(body))
  } catch (error) {
    throw new SourceShapeError('not-the-document', 'The Federal Register did not answer with JSON', {
      cause: error,
    })
  }
  const answer = answerSchema.safeParse(json)
  if (!answer.success) {
    throw new SourceShapeError(
      'malformed',
      `The Federal Register's answer lacks ${answer.error.issues.map((issue) => issue.path.join('.')).join(', ')}`,
    )
  }
  const { count, results = [] } = answer.data
  if (count >= 10_000)
    throw new SourceShapeError('count-mismatch', 'The Federal Register capped its answer at 10,000')
  return { count, results }
}

/** One page of BIS rules: those on the Entity List, and the numbers of all documents of the page. */
export const readRulesPage = (
  body: Uint8Array,
): { count: number; rules: FoundRule[]; size: number; numbers: string[] } => {
  const { count, results } = readAnswer(body)
  const rules = results
    .filter(({ title, abstract }) => /entity list/i.test(`${title} ${abstract ?? ''}`))
    .map((result) => ({
      documentNumber: result.document_number,
      publishedOn: result.publication_date,
      citation: result.citation ?? '',
      url: result.html_url,
      ...(result.effective_on ? { effectiveOn: result.effective_on } : {}),
      ...(result.full_text_xml_url ? { xmlUrl: result.full_text_xml_url } : {}),
    }))
  return {
    count,
    rules,
    size: results.length,
    numbers: results.map(({ document_number }) => document_number),
  }
}

/** How many pages there are for a count. */
export const pagesFor = (count: number): number => Math.max(1, Math.ceil(count / perPage))
