import { z } from 'zod'
import { countryName, isCountryCode } from '../../countries.ts'
import { isoDate } from '../../dates.ts'
import { SourceShapeError } from '../../errors.ts'
import { canonicalJson, sha256 } from '../../hash.ts'
import type { DesignationFacts, Note, Subject } from '../../model/designation.ts'
import {
  type CutDocument,
  emptyFacts,
  filledFields,
  type RawEntry,
  type ReadEntry,
  type SnapshotReader,
} from '../reader.ts'

/** Keys into the table of legal effects: one per statute that presumes. */
const programmes = ['UFLPA-sec3', 'CAATSA-321'] as const

const text = z.string().trim().min(1)
const day = text.refine((value) => isoDate(value) === value, 'is no date')
const country = text.refine(isCountryCode, 'is no country')

const presumptionSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  programme: z.enum(programmes),
  name: text,
  citation: z.strictObject({ title: text, url: z.url({ protocol: /^https$/ }) }),
  enactedOn: day,
  inForceFrom: day,
  /** The last day on which the presumption can be in force by the statute's own terms. */
  endsBy: day.optional(),
  endsBecause: text.optional(),
  goods: text,
  covers: z.discriminatedUnion('kind', [
    z
      .strictObject({ kind: z.literal('goods-origin'), name: text, country, region: text.optional() })
      .refine((covers) => covers.region?.startsWith(`${covers.country}-`) ?? true, 'is a region elsewhere'),
    z.strictObject({ kind: z.literal('labour'), nationality: country }),
  ]),
  /** The statute's words. An omission is marked by an ellipsis; nothing else differs. */
  quotations: z.array(z.strictObject({ section: text, text })),
})

const documentSchema = z.strictObject({
  document: text,
  writtenOn: day,
  count: z.number().int().positive(),
  presumptions: z.array(z.unknown()),
})

type Presumption = z.infer<typeof presumptionSchema>

const faults = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.') || 'the value'}: ${issue.message}`).join('; ')

const parseJson = (bytes: Uint8Array): unknown => {
  const content = new TextDecoder().decode(bytes)
  if (content.trim() === '') throw new SourceShapeError('empty-body', 'The document has no content')
  try {
    return JSON.parse(content)
  } catch (error) {
    throw new SourceShapeError('not-the-document', 'The document is not JSON', { cause: error })
  }
}

const cut = (bytes: Uint8Array): CutDocument => {
  const read = documentSchema.safeParse(parseJson(bytes))
  if (!read.success) {
    throw new SourceShapeError('malformed', `The document of presumptions is wrong: ${faults(read.error)}`)
  }
  const { count, presumptions, writtenOn } = read.data
  if (presumptions.length !== count) {
    throw new SourceShapeError(
      'count-mismatch',
      `The document states ${count} presumptions and has ${presumptions.length}`,
    )
  }
  return {
    publishedOn: writtenOn,
    declaredCount: count,
    entries: presumptions.map((presumption, index): RawEntry => {
      const raw = canonicalJson(presumption)
      return { raw, rawHash: sha256(raw), place: `presumption ${index + 1}` }
    }),
  }
}

const subjectsOf = ({ covers }: Presumption): Subject[] => {
  // Labour has no origin: the goods of North Korean workers come from anywhere, and are found by the workforce.
  if (covers.kind === 'labour') return []
  const { name, region } = covers
  return [
    {
      id: `goods-origin:${(region ?? covers.country).toLowerCase()}`,
      kind: 'goods-origin',
      name,
      aliases: [],
      countries: [covers.country],
      addresses: [],
      origin: { country: covers.country, ...(region === undefined ? {} : { region }) },
      status: 'active',
    },
  ]
}

const notesOf = ({ quotations, endsBy, endsBecause }: Presumption): Note[] => [
  ...quotations.map(({ section, text: value }) => ({ label: `Quoted from ${section}`, value })),
  ...(endsBy === undefined ? [] : [{ label: 'Ends by', value: endsBy }]),
  ...(endsBecause === undefined ? [] : [{ label: 'Ends because', value: endsBecause }]),
]

const parse = ({ raw, place }: RawEntry): ReadEntry => {
  const read = presumptionSchema.safeParse(JSON.parse(raw))
  if (!read.success)
    throw new SourceShapeError('malformed', `The presumption is wrong: ${faults(read.error)}`, { place })
  const presumption = read.data
  const { covers } = presumption
  const nation = covers.kind === 'labour' ? [covers.nationality] : []
  const facts: DesignationFacts = {
    ...emptyFacts('us-statute', 'order', presumption.name),
    countries: covers.kind === 'labour' ? nation : [covers.country],
    regions: covers.kind === 'goods-origin' && covers.region !== undefined ? [covers.region] : [],
    programs: [presumption.programme],
    citation: presumption.citation,
    listedOn: presumption.enactedOn,
    effectiveOn: presumption.inForceFrom,
    goods: [{ text: presumption.goods, hs: [], all: true }],
    subjects: subjectsOf(presumption),
    // Whose labour the statute presumes to be forced: "nationals or citizens".
    nationalities: nation,
    citizenships: nation,
    notes: notesOf(presumption),
    ...(covers.kind === 'labour'
      ? {
          remarks: `Labour of nationals or citizens of ${countryName(covers.nationality)}, wherever they work`,
        }
      : {}),
  }
  return {
    naturalKey: presumption.id,
    ownId: presumption.id,
    facts,
    guard: { type: 'order', filled: filledFields(facts), category: presumption.programme },
  }
}

/** Presumptions that the law itself makes, without a listing: goods of Xinjiang, goods of North Korean labour. */
export const usStatuteReader: SnapshotReader = {
  source: 'us-statute',
  parserVersion: 'statute-1',
  cut,
  parse,
  sentinels: ['uflpa-section-3a', 'caatsa-section-321b'],
}
