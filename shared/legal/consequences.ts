import type { Consequence } from '../model/alert.ts'
import type { Designation, Measure } from '../model/designation.ts'
import type { Role } from '../model/supplier.ts'
import type { Effect } from './effect.ts'
import { effects } from './effects.ts'

/** Strongest first: what stops most business comes first. The order decides which measure an alert is told under. */
const strength: readonly Measure[] = [
  'blocking',
  'export-denial',
  'import-seizure',
  'import-detention',
  'import-presumption',
  'export-licence',
  'no-licence-exception',
  'military-end-user',
  'correspondent-account',
  'debt-equity',
  'investment-ban',
  'menu-based',
  'debarment',
  'unknown-effect',
]

const holdsOn = ({ validFrom, validTo }: Effect, on: string): boolean =>
  (validFrom === undefined || validFrom <= on) && (validTo === undefined || on <= validTo)

type Listing = Pick<Designation, 'source' | 'programs' | 'notes' | 'remarks' | 'enforcedUnder'>

const concerns = (effect: Effect, listing: Listing, program: string): boolean =>
  effect.source === listing.source &&
  (effect.programs === '*' || effect.programs.includes(program)) &&
  (effect.only?.(listing) ?? true)

/** The rows that hold for a listing on a day (ISO date), whatever the role; none for an inactive listing. */
export const effectsOf = (designation: Designation, on: string): Effect[] =>
  designation.status === 'inactive'
    ? []
    : effects.filter(
        (effect) =>
          holdsOn(effect, on) &&
          (effect.programs === '*'
            ? concerns(effect, designation, '*')
            : designation.programs.some((program) => concerns(effect, designation, program))),
      )

/** Programmes of a listing that no row covers on a day: their effect is unknown, and is said to be. */
export const unknownProgrammes = (designation: Designation, on: string): string[] =>
  designation.programs.filter(
    (program) => !effects.some((effect) => holdsOn(effect, on) && concerns(effect, designation, program)),
  )

const byStrength = (a: Measure, b: Measure): number => strength.indexOf(a) - strength.indexOf(b)

/**
 * What a listing legally does on a day (ISO date): each measure once, strongest first, with `unknown-effect` where a
 * programme has no row (or the listing has no programme). Empty for an inactive listing.
 */
export const measuresOf = (designation: Designation, on: string): Measure[] => {
  if (designation.status === 'inactive') return []
  const found = new Set<Measure>(effectsOf(designation, on).map(({ measure }) => measure))
  if (found.size === 0 || unknownProgrammes(designation, on).length > 0) found.add('unknown-effect')
  return [...found].sort(byStrength)
}

const asConsequence = (effect: Effect, role: Role): Consequence => ({
  measure: effect.measure,
  role,
  effectId: effect.id,
  sentence: effect.sentence,
  ...(effect.notProhibited === undefined ? {} : { notProhibited: effect.notProhibited }),
  legalBasis: effect.legalBasis.join('; '),
  clocks: effect.clocks.map(({ text, citation }) => `${text} (${citation})`),
})

/**
 * What a listing means for a customer to whom the party has these roles, on a day (ISO date): strongest measure first,
 * direct effects before indirect ones. A listing without a row has no consequence: it is never given a default sentence.
 */
export const consequencesOf = (designation: Designation, roles: readonly Role[], on: string): Consequence[] =>
  effectsOf(designation, on)
    .toSorted((a, b) => Number(b.direct) - Number(a.direct) || byStrength(a.measure, b.measure))
    .flatMap((effect) => {
      const role = roles.find((candidate) => effect.roles.includes(candidate))
      return role === undefined ? [] : [asConsequence(effect, role)]
    })
