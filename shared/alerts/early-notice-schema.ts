import { z } from 'zod'
import { metSchema } from './alert-schema.ts'
import { earlyActions, earlyNews, earlyStates, nameOrigins } from '../model/early-notice.ts'

/**
 * An early notice for programs, version 1: docs/schemas/early-notice.v1.json is made from it. Fields may be added within
 * the version; none is taken away or given another meaning.
 */

const day = z.string().describe('An ISO date; the agencies’ zone is America/New_York.')
const instant = z.string().describe('An ISO instant.')

const documentSchema = z.object({
  documentNumber: z.string().describe('FR Doc. number on public inspection: all messages on it bear it.'),
  title: z.string(),
  agency: z.string(),
  url: z.string(),
  pdfUrl: z.string().optional(),
  filedAt: instant.optional(),
  publishesOn: day.optional().describe('On which it is to be published.'),
  state: z.enum(earlyStates),
  revision: z.number().int().describe('Raised by each message on the document: the highest one counts.'),
  because: z.string().optional().describe('Why it stands as it does, in a sentence.'),
  namesFrom: z
    .enum(nameOrigins)
    .describe(
      'Where the names were read: `instructions` name everything, `lists` of the preamble may leave some out, `none`: the text yields no names yet.',
    ),
  textSha256: z.string().optional().describe('Of the raw text that the names were read from.'),
  textKey: z.string().optional().describe('Where that text is kept in the evidence bucket.'),
  replaces: z.string().optional().describe('Number of the withdrawn document whose place it takes.'),
  published: z
    .object({
      citation: z.string(),
      publishedOn: day,
      url: z.string(),
      documentNumber: z
        .string()
        .optional()
        .describe('Where it is another than the one on public inspection.'),
    })
    .optional()
    .describe('The rule as published, once it is.'),
  indexed: z
    .object({ publishedOn: day, url: z.string() })
    .optional()
    .describe('The Federal Register has it, and our list does not yet.'),
  firstSeenAt: instant,
  lastSeenAt: instant,
  updatedAt: instant,
  missingSince: instant.optional(),
})

export const earlyNoticeSchema = z
  .object({
    schemaVersion: z.literal(1),
    kind: z.literal('notice'),
    form: z.literal('early-notice'),
    noticeId: z
      .string()
      .describe(
        'Document and revision: a delivery that is repeated has the same, the next news of the document another.',
      ),
    alertId: z.string().describe('The same as `noticeId`.'),
    revision: z.number().int(),
    customerId: z.string(),
    at: instant.describe('Logical time of the news.'),
    source: z.literal('bis-entity-list'),
    news: z
      .enum(earlyNews)
      .describe(
        '`announced`: on public inspection. `corrected`: the document was changed or put off, or the rule as published differs. `withdrawn`: it will not be published. That it is published as announced is told by the alerts of its matches.',
      ),
    notYetPublished: z
      .boolean()
      .describe('True as long as the document is on public inspection only: nothing in it binds.'),
    document: documentSchema,
    names: z
      .array(
        z.object({
          action: z.enum(earlyActions),
          name: z.string(),
          country: z.string().optional().describe('ISO 3166-1 alpha-2.'),
        }),
      )
      .describe('At most 200, and fewer where the message would be too large for SNS.'),
    truncated: z.boolean().describe('The document names more than are named here.'),
    likenesses: z
      .array(
        z.object({
          supplierId: z.string(),
          supplierName: z.string(),
          name: z.string().describe('The name in the document that it resembles.'),
          score: z.number(),
          decision: z.string(),
          met: metSchema
            .pick({ as: true, name: true })
            .optional()
            .describe(
              'Where an officer or owner of the supplier resembles the name, and not the supplier itself.',
            ),
        }),
      )
      .describe('Registered suppliers that resemble a name that is to be added; no match, and at most 20.'),
  })
  .describe('News of a rule on the Entity List that is on public inspection, version 1.')
