import { z } from 'zod'
import { anchorIds } from '../legal/clocks.ts'
import type { Alert } from '../model/alert.ts'
import { measures } from '../model/designation.ts'
import { ownershipLaws, rules } from '../model/match.ts'
import { sourceIds } from '../model/source.ts'
import { roles } from '../model/supplier.ts'

/**
 * The alert for programs, version 1, as a schema: docs/schemas/alert.v1.json is made from it. Fields may be added within
 * the version; none is taken away or given another meaning.
 */

const day = z.string().describe('An ISO date; the agencies’ zone is America/New_York.')
const instant = z.string().describe('An ISO instant.')

export const causeSchema = z.enum(['published', 'reparsed', 'released', 'intake', 'rescreen', 'due'])
export const sourceSchema = z.enum(sourceIds)
export const measureSchema = z.enum(measures)
export const ruleSchema = z.enum(rules)
export const severitySchema = z.enum(['critical', 'high', 'medium', 'low', 'info'])
export const alertKindSchema = z.enum(['opened', 'amended', 'resolved', 'reopened', 'notice'])
const roleSchema = z.enum(roles)

const address = z.object({
  text: z.string(),
  street: z.string().optional(),
  city: z.string().optional(),
  region: z.string().optional(),
  postcode: z.string().optional(),
  country: z.string().optional().describe('ISO 3166-1 alpha-2.'),
})
const alias = z.object({
  name: z.string(),
  quality: z.enum(['strong', 'weak']),
  kind: z.string(),
})
const identifier = z.object({
  type: z.string(),
  value: z.string(),
  country: z.string().optional(),
  issuedOn: z.string().optional(),
  expiresOn: z.string().optional(),
})
export const fieldDiffSchema = z.object({
  field: z.string(),
  before: z.unknown().describe('Sets: the members that went. Single values: the value before.'),
  after: z.unknown().describe('Sets: the members that came. Single values: the value after.'),
})
const goods = z.object({
  text: z.string(),
  hs: z.array(z.string()),
  all: z.boolean().optional(),
})
const markedText = z.object({
  text: z.string(),
  parts: z.array(z.object({ text: z.string(), mark: z.enum(['same', 'near', 'here-only']) })),
})

export const metSchema = z
  .object({
    as: z.enum(['officer', 'owner']),
    name: z.string().describe('As it is registered.'),
    supplierId: z.string().optional().describe('An owner that is registered itself.'),
    position: z.string().optional(),
    percent: z
      .number()
      .optional()
      .describe('What the owner holds of the first of `through`, or of the supplier; absent: not stated.'),
    through: z
      .array(z.object({ supplierId: z.string(), name: z.string(), percent: z.number().optional() }))
      .optional()
      .describe('Registered parties between the owner and the supplier, the owner’s own holding first.'),
    holdings: z
      .array(
        z.object({
          law: z.enum(ownershipLaws),
          state: z.enum(['reached', 'unknown', 'below']),
          percent: z.number().describe('Percent of the supplier that is known to count.'),
          owners: z.array(z.object({ name: z.string(), percent: z.number().optional() })),
          listed: z.array(z.string()),
        }),
      )
      .optional()
      .describe('What the listed owners hold together, by each law that adds them up.'),
  })
  .describe('Rules `officer` and `ownership`: who of the supplier was met.')

const consequenceSchema = z.object({
  measure: measureSchema,
  role: roleSchema,
  effectId: z.string().describe('Key of the row in the table of legal effects.'),
  sentence: z.string(),
  notProhibited: z.string().optional(),
  legalBasis: z.string(),
  clocks: z.array(z.string()),
  checkedOn: day
    .nullable()
    .optional()
    .describe(
      'When somebody last compared the row with its source; null: nobody has, have counsel check it.',
    ),
  onSupplier: z
    .object({
      state: z.enum([
        'reached',
        'unknown',
        'below',
        'by-its-words',
        'not-reached',
        'not-in-force',
        'unverified',
      ]),
      sentence: z.string(),
      citation: z.string(),
    })
    .optional()
    .describe('Where an owner or officer was met: how far this reaches to the supplier itself.'),
})

export const documentSchema = z.object({
  sha256: z.string(),
  key: z.string(),
  url: z.string(),
  fetchedAt: instant,
  publishedOn: day.optional(),
  parserVersion: z.string(),
  role: z.enum(['baseline', 'rule']).optional(),
  documentNumber: z.string().optional(),
  citation: z.string().optional(),
  page: z.string().optional(),
  effectiveOn: day.optional(),
})

export const alertSchema = z
  .object({
    schemaVersion: z.literal(1),
    alertId: z
      .string()
      .describe('Hash of the match and its revision: a delivery that is repeated has the same.'),
    revision: z.number().int(),
    kind: alertKindSchema,
    customerId: z.string(),
    at: instant.describe('Logical time of the transition.'),
    severity: severitySchema,
    source: sourceSchema,
    agency: z.string(),
    matchId: z.string(),
    measure: measureSchema,
    consequences: z.array(consequenceSchema),
    cause: causeSchema,
    designation: z.object({
      source: sourceSchema,
      id: z.string(),
      name: z.string(),
      type: z.string(),
      aliases: z.array(alias),
      addresses: z.array(address),
      countries: z.array(z.string()),
      identifiers: z.array(identifier),
      programs: z.array(z.string()),
      status: z.string(),
      listedOn: day.optional(),
      effectiveOn: day.optional(),
      subject: z.string().optional(),
      licence: z
        .object({
          requirement: z.string(),
          reviewPolicy: z.string(),
          footnotes: z.array(z.number()),
          exceptions: z.string().optional(),
        })
        .optional(),
      statusAsPublished: z.string().optional(),
      enforcedUnder: z.enum(['section-307', 'uflpa']).optional(),
      goods: z.array(goods),
      subLists: z.array(
        z.object({
          clause: z.enum(['i', 'ii', 'iii', 'iv', 'v']),
          effectiveOn: day,
          scope: z.string().optional(),
        }),
      ),
      birthDates: z.array(z.string()),
      birthPlaces: z.array(z.string()),
      nationalities: z.array(z.string()),
      title: z.string().optional(),
      linkedTo: z.array(z.string()),
      party: z.string().optional().describe('Joins the entries of one party.'),
      truncated: z
        .boolean()
        .optional()
        .describe('In a message only: long lists were cut; the sealed record is whole.'),
    }),
    dates: z.object({
      listedOn: day.optional(),
      publishedOn: day.optional(),
      effectiveOn: day.optional(),
    }),
    change: z.object({
      kind: z.enum(['added', 'amended', 'removed', 'moved', 'none']),
      fields: z.array(fieldDiffSchema),
      listVersionBefore: z.number().int().nullable(),
      listVersionAfter: z.number().int(),
      matchFacts: z.array(z.string()),
    }),
    supplier: z.object({
      supplierId: z.string(),
      name: z.string(),
      otherNames: z.array(z.string()),
      country: z.string().optional(),
      address: z.string().optional(),
      roles: z.array(roleSchema),
      tier: z.number().int().describe('1 sells to the customer; 0: no chain to the customer is known.'),
      type: z.string(),
      sites: z.array(z.string()),
      identifiers: z.array(z.object({ type: z.string(), value: z.string() })),
      goods: z.array(
        z.object({
          hs: z.string().optional(),
          text: z.string(),
          country: z.string().optional(),
          region: z.string().optional(),
        }),
      ),
      owners: z.array(
        z.object({
          name: z.string().optional(),
          supplierId: z.string().optional(),
          percent: z.number().optional(),
        }),
      ),
      officers: z.array(
        z.object({ name: z.string(), role: z.string().optional(), born: z.string().optional() }),
      ),
      birthDate: z.string().optional(),
      nationality: z.string().optional(),
      sends: z.string().optional(),
    }),
    comparison: z.array(
      z.object({
        field: z.enum([
          'name',
          'alias',
          'type',
          'country',
          'address',
          'identifier',
          'birth-date',
          'nationality',
          'goods',
        ]),
        verdict: z.enum(['agrees', 'partly', 'differs', 'one-sided']),
        listed: z.array(markedText),
        supplier: z.array(markedText),
      }),
    ),
    clocks: z.array(
      z.object({
        anchor: z.enum(anchorIds).optional(),
        anchorWords: z.string(),
        text: z.string(),
        citation: z.string(),
        deadlines: z
          .array(
            z.object({
              anchoredOn: day,
              dueOn: day,
              counted: z.string(),
              reference: z.string().optional(),
              author: z.string(),
            }),
          )
          .describe('Only from events that the customer entered; empty where it entered none.'),
      }),
    ),
    nextSteps: z.array(z.object({ text: z.string(), source: z.string() })),
    remains: z
      .array(
        z.object({
          kind: z.enum([
            'other-match',
            'other-number',
            'sub-list',
            'other-lists',
            'presumption',
            'owners',
            'places',
            'still-listed',
            'no-revocation',
            'clock',
          ]),
          text: z.string(),
          source: z.string(),
        }),
      )
      .describe('Of a match that ended: what still stands. Empty else.'),
    alsoOpen: z.array(
      z.object({
        matchId: z.string(),
        source: sourceSchema,
        designationId: z.string(),
        designationName: z.string(),
        rule: ruleSchema,
        score: z.number(),
      }),
    ),
    carriedFrom: z
      .object({ designationId: z.string(), matchId: z.string() })
      .optional()
      .describe('The party’s number changed: the match that this one goes on from has ended.'),
    rule: ruleSchema,
    met: metSchema.optional(),
    score: z.number(),
    decision: z.enum(['none', 'review', 'strong']),
    resolvedBecause: z
      .enum([
        'delisted',
        'withdrawn-from-table',
        'listing-inactive',
        'supplier-removed',
        'no-longer-matching',
        'below-threshold',
        'moved',
      ])
      .optional(),
    explanation: z.array(z.object({ kind: z.string(), text: z.string(), effect: z.number().optional() })),
    paths: z.array(z.array(z.string())),
    chains: z.array(
      z.array(z.object({ supplierId: z.string(), name: z.string(), goods: z.array(z.string()) })),
    ),
    citation: z.object({
      title: z.string(),
      url: z.string().optional(),
      quoted: z.string().optional(),
    }),
    previouslyCleared: z
      .object({
        author: z.string(),
        at: instant,
        reasonCodes: z.array(z.string()),
        reason: z.string(),
        approvedBy: z.string().optional(),
        until: day.optional(),
        because: z.enum(['facts-changed', 'expired']),
        fields: z.array(z.string()),
      })
      .optional()
      .describe('A clearing that counts no more: the pair is back.'),
    together: z
      .array(
        z.object({
          alertId: z.string(),
          matchId: z.string(),
          revision: z.number().int(),
          severity: severitySchema,
          measure: measureSchema,
          rule: ruleSchema,
          score: z.number(),
          designation: z.object({
            id: z.string(),
            name: z.string(),
            countries: z.array(z.string()),
            licenceRequirement: z.string().optional(),
          }),
          record: z.object({ sha256: z.string(), key: z.string() }).optional(),
        }),
      )
      .optional()
      .describe(
        'In a message only: alerts of the same party and the same supplier, by other entries or rules, that are told with this one.',
      ),
    evidence: documentSchema.extend({
      ruleVersion: z.string(),
      record: z
        .object({ sha256: z.string(), key: z.string() })
        .optional()
        .describe('The sealed record, which was locked before the alert was sent.'),
    }),
  })
  .describe('An alert of Tierwatch, version 1.')

/** The model and the schema are one: what the model has and the schema lacks does not compile. */
type Missing = Exclude<keyof Alert, keyof z.input<typeof alertSchema>>
export const nothingIsMissing: [Missing] extends [never] ? true : Missing = true
