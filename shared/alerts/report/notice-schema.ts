import { z } from 'zod'
import {
  alertKindSchema,
  causeSchema,
  measureSchema,
  ruleSchema,
  severitySchema,
  sourceSchema,
} from '../alert-schema.ts'

/** A report or a digest for programs, version 1. */
export const noticeSchema = z
  .object({
    schemaVersion: z.literal(1),
    kind: z.literal('notice'),
    form: z
      .enum(['report', 'digest'])
      .describe(
        '`report`: what a screening of the register found, changed or ended. `digest`: many transitions of one change set.',
      ),
    noticeId: z.string().describe('Known by it: a delivery that is repeated has the same.'),
    customerId: z.string(),
    at: z.string(),
    cause: causeSchema,
    source: sourceSchema.nullable(),
    screened: z.number().int().describe('How many registered parties were compared.'),
    notRead: z
      .array(sourceSchema)
      .describe('Of a screening against all lists: those that had not been read, and were not compared.'),
    total: z.number().int(),
    severity: severitySchema.describe('The worst of its alerts.'),
    report: z
      .object({
        prefix: z.string(),
        location: z.string(),
        link: z.string().optional(),
        linkUntil: z.string().optional(),
      })
      .describe('The whole report: report.html, report.csv and report.json under `prefix`.'),
    alerts: z.array(
      z.object({
        alertId: z.string(),
        matchId: z.string(),
        kind: alertKindSchema,
        severity: severitySchema,
        supplierId: z.string(),
        supplierName: z.string(),
        tier: z.number().int(),
        source: sourceSchema,
        designationId: z.string(),
        designationName: z.string(),
        measure: measureSchema,
        rule: ruleSchema,
        metAs: z.string().describe('`officer` or `owner` where not the supplier itself was met; else empty.'),
        metName: z.string(),
        metPercent: z.string().describe('What the owner holds; `?`: not stated.'),
        score: z.number(),
        citation: z.string(),
        link: z.string(),
      }),
    ),
    truncated: z.boolean().describe('Not all alerts are named here; the report has them.'),
  })
  .describe('A report or digest of Tierwatch, version 1.')
