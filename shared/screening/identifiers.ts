import type { Designation, Identifier } from '../model/designation.ts'
import type { Evaluation } from '../model/match.ts'
import type { SupplierFacts, SupplierIdentifier } from '../model/supplier.ts'
import { rememberAlways } from './remember.ts'
import { decide } from './thresholds.ts'

/** Families of identifiers, whatever a source or a supplier file calls them. */
const families: readonly [RegExp, string][] = [
  [/\b(?:USCC|USC{1,2}|UNIFIED SOCIAL CREDIT)\b/, 'USCC'],
  [/\b(?:LEI|LEGAL ENTITY IDENTIFIER)\b/, 'LEI'],
  [/\bIMO\b|VESSEL REGISTRATION ID/, 'IMO'],
  [/\b(?:MMSI|MARITIME MOBILE SERVICE)\b/, 'MMSI'],
  [/\bD-?U-?N-?S\b/, 'DUNS'],
  [/\b(?:SWIFT|BIC)\b/, 'SWIFT'],
  [/\bISIN\b/, 'ISIN'],
  [/\bTICKER\b/, 'TICKER'],
  [/\b(?:TAX|INN|TIN|VAT|RUC|RFC|NIT|RIF|CUIT|FISCAL)\b/, 'TAX'],
  [/\b(?:REGISTRATION|REG|COMPANY NUMBER|ENTERPRISE NUMBER|OGRN)\b/, 'REGISTRATION'],
  [/\bPASSPORT\b/, 'PASSPORT'],
  [/\b(?:NATIONAL ID|IDENTIFICATION NUMBER|CEDULA)\b/, 'NATIONAL-ID'],
  [/\bAIRCRAFT\b|\bTAIL NUMBER\b/, 'AIRCRAFT'],
]

/** Tickers are short and are used again; they do not identify a party. */
const identifying = (family: string, value: string): boolean => family !== 'TICKER' && value.length >= 5

interface Normalised {
  family: string
  value: string
  country?: string
}

interface Label {
  family: string
  country: string | undefined
}

/** Types are a few dozen; whoever sends more is read anew each time. */
const mostLabels = 2_000
const labels = new Map<string, Label>()

const readLabel = (type: string): Label => {
  let label = labels.get(type)
  if (label === undefined) {
    const levelled = type.normalize('NFKC').toUpperCase().trim()
    const suffix = /^([A-Z]+)-([A-Z]{2})$/.exec(levelled)
    const name = (suffix?.[1] ?? levelled).replaceAll('_', ' ')
    const family = families.find(([pattern]) => pattern.test(name))?.[1] ?? name
    label = { family, country: suffix?.[2] }
    if (labels.size < mostLabels) labels.set(type, label)
  }
  return label
}

/** `TAX-RU` → TAX of RU; "Vessel Registration Identification IMO 9187629" → IMO 9187629. Null where it identifies nobody. */
export const normaliseIdentifier = (
  identifier: Pick<Identifier, 'type' | 'value' | 'country'>,
): Normalised | null => {
  const { family, country: ofLabel } = readLabel(identifier.type)
  let value = identifier.value
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
  if (family === 'IMO') value = value.replace(/^IMO/, '')
  if (!identifying(family, value)) return null
  const country = identifier.country ?? ofLabel
  return { family, value, ...(country ? { country } : {}) }
}

const key = ({ family, value }: Normalised): string => `i:${family}:${value}`

export const identifierKeys = (identifiers: readonly (Identifier | SupplierIdentifier)[]): string[] => [
  ...new Set(
    identifiers
      .map((identifier) => normaliseIdentifier(identifier))
      .flatMap((found) => (found ? [key(found)] : [])),
  ),
]

const sameIdentifier = (a: Normalised, b: Normalised): boolean =>
  a.family === b.family &&
  a.value === b.value &&
  (a.country === undefined || b.country === undefined || a.country === b.country)

interface OwnIdentifier extends Normalised {
  /** The type as it was registered or published. */
  as: string
}

/** The identifiers of a designation or a supplier that identify it. */
const identifiersOf = rememberAlways((party: Designation | SupplierFacts): OwnIdentifier[] =>
  party.identifiers.flatMap((identifier) => {
    const normalised = normaliseIdentifier(identifier)
    return normalised ? [{ ...normalised, as: identifier.type }] : []
  }),
)

/** The first identifier (by type and value) that the two have in common. */
export const sharedIdentifier = (designation: Designation, supplier: SupplierFacts): OwnIdentifier | null => {
  if (supplier.identifiers.length === 0 || designation.identifiers.length === 0) return null
  const listed = identifiersOf(designation)
  const shared = identifiersOf(supplier).filter((mine) =>
    listed.some((theirs) => sameIdentifier(mine, theirs)),
  )
  return shared.sort((a, b) => (key(a) < key(b) ? -1 : 1))[0] ?? null
}

/** The rule `identifier`: the same number of the same kind is the same party, whatever it is called. */
export const evaluateIdentifier = (designation: Designation, supplier: SupplierFacts): Evaluation | null => {
  const shared = sharedIdentifier(designation, supplier)
  if (!shared || designation.status !== 'active') return null
  const score = 0.98
  return {
    rule: 'identifier',
    score,
    decision: decide(score),
    explanation: [
      {
        kind: 'identifier',
        text: `The supplier\u2019s ${shared.as} ${shared.value} is the listed party\u2019s own.`,
        effect: score,
      },
    ],
    factsUsed: {
      designation: { identifier: { type: shared.family, value: shared.value } },
      supplier: { identifier: { type: shared.family, value: shared.value } },
    },
  }
}
