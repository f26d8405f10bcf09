import { z } from 'zod'
import { causeSchema, ruleSchema, sourceSchema } from '../alert-schema.ts'

const count = z.number().int()

/** The weekly attestation for programs, version 1. */
export const attestationSchema = z
  .object({
    schemaVersion: z.literal(1),
    kind: z.literal('attestation'),
    attestationId: z.string().describe('The same for every delivery of the same attestation.'),
    customerId: z.string(),
    from: z.string().describe('The end of the period before (ISO instant).'),
    to: z.string(),
    complete: z
      .boolean()
      .describe('No list is stale or held and nothing waits: silence means that nothing hit the register.'),
    lists: z.array(
      z.object({
        source: sourceSchema,
        title: z.string(),
        agency: z.string(),
        checks: count,
        succeeded: count,
        notSucceeded: count,
        longestGapHours: z.number().describe('The longest time without a successful check, in hours.'),
        lastSuccess: z.string().nullable(),
        stale: z.boolean(),
        held: z.array(z.object({ guard: z.string(), reason: z.string() })),
        version: count.nullable(),
        designations: count,
        document: z
          .object({ sha256: z.string(), url: z.string(), publishedOn: z.string().nullable() })
          .nullable(),
        changes: z.array(
          z.object({
            seq: count,
            knownAt: z.string(),
            cause: causeSchema,
            baseline: z.boolean(),
            added: count,
            amended: count,
            removed: count,
            moved: count,
          }),
        ),
      }),
    ),
    register: z.object({
      revision: count,
      suppliers: count,
      tiers: z.array(z.object({ tier: count.describe('0: no chain to the customer.'), suppliers: count })),
      lastUploadAt: z.string().nullable(),
    }),
    told: z.object({ opened: count, amended: count, resolved: count, reopened: count }),
    open: z.object({
      total: count,
      undecided: count,
      overdue: count.describe(
        'Undecided matches on which somebody should have taken note or decided by now, by the customer’s own times.',
      ),
      cleared: count.describe('Matches that were decided to be somebody else and stay silent.'),
      matches: z
        .array(
          z.object({
            matchId: z.string(),
            supplierId: z.string(),
            supplierName: z.string(),
            source: sourceSchema,
            designationId: z.string(),
            designationName: z.string(),
            rule: ruleSchema,
            score: z.number(),
            since: z.string(),
            decided: z.boolean(),
          }),
        )
        .describe('The 200 with the highest score.'),
    }),
    waiting: z.object({ alerts: count, notices: count }).describe('What was found and is not sent yet.'),
    notCovered: z.array(z.object({ id: z.string(), what: z.string(), why: z.string() })),
  })
  .describe('The weekly attestation of Tierwatch, version 1.')
