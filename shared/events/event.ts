import { z } from 'zod'
import {
  causeSchema,
  documentSchema,
  fieldDiffSchema,
  measureSchema,
  metSchema,
  ruleSchema,
  sourceSchema,
} from '../alerts/alert-schema.ts'

/**
 * What others may build on: events on the bus of a stage, version 1. Every event tells of something that is committed,
 * may come more than once and in any order, and is known by its `eventId`. Fields may be added within the version.
 */
export const detailTypes = [
  'list.updated',
  'designation.changed',
  'match.opened',
  'match.amended',
  'match.resolved',
  'match.reopened',
] as const
export type DetailType = (typeof detailTypes)[number]

export const eventSource = 'tierwatch'

const head = {
  schemaVersion: z.literal(1),
  eventId: z.string().describe('The same for every delivery of the same event.'),
  at: z.string().describe('Logical time of what happened (ISO instant).'),
}

export const listUpdatedSchema = z
  .object({
    ...head,
    source: sourceSchema,
    seq: z.number().int().describe('The list version that the commit made.'),
    versionBefore: z.number().int().nullable(),
    cause: causeSchema,
    baseline: z
      .boolean()
      .describe('The first version of a list: no designation.changed is published for its entries.'),
    counts: z.object({
      added: z.number().int(),
      amended: z.number().int(),
      removed: z.number().int(),
      moved: z.number().int(),
    }),
    document: documentSchema,
  })
  .describe('list.updated of Tierwatch, version 1: a new version of a list is committed.')

export const designationChangedSchema = z
  .object({
    ...head,
    source: sourceSchema,
    seq: z.number().int(),
    cause: causeSchema,
    designationId: z.string(),
    name: z.string(),
    kind: z.enum(['added', 'amended', 'removed', 'moved']),
    material: z
      .boolean()
      .describe('Touches who is listed or what the listing does, and not only its wording.'),
    movedTo: z.string().optional().describe('`moved`: the number under which the party is still listed.'),
    fields: z
      .array(fieldDiffSchema)
      .describe(
        '`amended`: the difference, field by field; with the cause `due` what came due, as the field `due`.',
      ),
    truncated: z.boolean().optional().describe('The fields did not fit into an event.'),
  })
  .describe(
    'designation.changed of Tierwatch, version 1: a designation was added, amended, removed or moved.',
  )

export const matchEventSchema = z
  .object({
    ...head,
    customerId: z.string(),
    alertId: z.string(),
    matchId: z.string(),
    revision: z.number().int(),
    kind: z.enum(['opened', 'amended', 'resolved', 'reopened']),
    supplierId: z.string(),
    supplierName: z.string(),
    source: sourceSchema,
    designationId: z.string(),
    designationName: z.string(),
    rule: ruleSchema,
    met: metSchema.optional(),
    score: z.number(),
    decision: z.enum(['none', 'review', 'strong']),
    measures: z.array(measureSchema),
    cause: z.string().describe('The change set or intake: `ofac-sdn#000042`, `intake#…`.'),
    matchFacts: z.array(z.string()).describe('Which facts that the match rests on have changed.'),
    resolvedBecause: z.string().optional(),
    carriedFrom: z
      .string()
      .optional()
      .describe('The number of the party that this match was carried over from.'),
  })
  .describe('match.opened, match.amended, match.resolved and match.reopened of Tierwatch, version 1.')

export type ListUpdated = z.infer<typeof listUpdatedSchema>
export type DesignationChanged = z.infer<typeof designationChangedSchema>
export type MatchEvent = z.infer<typeof matchEventSchema>

export interface OutgoingEvent {
  type: DetailType
  /** Logical time (ISO instant). */
  at: string
  detail: ListUpdated | DesignationChanged | MatchEvent
}
