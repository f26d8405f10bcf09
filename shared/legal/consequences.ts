import type { Consequence, OnSupplier } from '../model/alert.ts'
import type { Designation, Measure } from '../model/designation.ts'
import type { Met, OwnershipLaw } from '../model/match.ts'
import type { SourceId } from '../model/source.ts'
import type { Role } from '../model/supplier.ts'
import { clockSentence } from './clocks.ts'
import type { Condition, Effect } from './effect.ts'
import { effects } from './effects.ts'
import { generalLicencesOf, isInForce, licenceInWords } from './general-licences.ts'
import { authoritiesOf } from './ofac-authorities.ts'
import { companionPrograms } from './ofac-nonsdn.ts'
import { onSupplierOf, ownershipUnder } from './ownership.ts'

/** Strongest first: what stops most business comes first. The order decides under which measure an alert is told. */
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
const byStrength = (a: Measure, b: Measure): number => strength.indexOf(a) - strength.indexOf(b)

const hasNote = (listing: Designation, { label, value }: { label: string; value: string }): boolean =>
  listing.notes.some(
    (note) =>
      note.label.includes(label) &&
      note.value.startsWith(value) &&
      // "Directive 1" is not "Directive 1a".
      !/[\p{L}\p{N}]/u.test(note.value.charAt(value.length)),
  )

const meets = (listing: Designation, condition: Condition): boolean => {
  const { note, lacksNote, enforcedUnder, notEnforcedUnder, type, notType } = condition
  const { allProgramsIn, someProgramNotIn } = condition
  return (
    (note === undefined || hasNote(listing, note)) &&
    (lacksNote === undefined || !hasNote(listing, lacksNote)) &&
    (enforcedUnder === undefined || listing.enforcedUnder === enforcedUnder) &&
    (notEnforcedUnder === undefined || listing.enforcedUnder !== notEnforcedUnder) &&
    (type === undefined || listing.type === type) &&
    (notType === undefined || listing.type !== notType) &&
    (allProgramsIn === undefined || listing.programs.every((program) => allProgramsIn.includes(program))) &&
    (someProgramNotIn === undefined ||
      listing.programs.length === 0 ||
      listing.programs.some((program) => !someProgramNotIn.includes(program)))
  )
}

/** Whether a row is the law on a day (ISO date). */
export const holdsOn = ({ validFrom, validTo }: Effect, on: string): boolean =>
  (validFrom === undefined || validFrom <= on) && (validTo === undefined || on <= validTo)

const covers = ({ programs }: Effect, program: string): boolean =>
  programs === '*' || programs.includes(program)

/** The rows that hold for a listing on a day (ISO date), whatever the role; none for an inactive listing. */
export const effectsOf = (designation: Designation, on: string): Effect[] =>
  designation.status === 'inactive'
    ? []
    : effects.filter(
        (effect) =>
          effect.source === designation.source &&
          holdsOn(effect, on) &&
          (effect.programs === '*' || designation.programs.some((program) => covers(effect, program))) &&
          (effect.condition === undefined || meets(designation, effect.condition)),
      )

/**
 * Programmes of a listing that no row covers on a day (ISO date): their effect is unknown, and is said to be. A tag
 * that OFAC repeats from the person's other lists is not among them as long as another programme has a row.
 */
export const unknownProgrammes = (designation: Designation, on: string): string[] => {
  if (designation.status === 'inactive') return []
  const rows = effectsOf(designation, on)
  return designation.programs.filter(
    (program) =>
      !rows.some((row) => covers(row, program)) &&
      !(designation.source === 'ofac-nonsdn' && rows.length > 0 && companionPrograms.includes(program)),
  )
}

/**
 * Programmes that the whole table has no row for, whatever the day and the entry: what an alert on record, which has
 * no notes, can still say.
 */
export const programmesWithoutRow = (source: SourceId, programs: readonly string[]): string[] => {
  const rows = effects.filter((effect) => effect.source === source)
  return programs.filter(
    (program) =>
      !rows.some((row) => covers(row, program)) &&
      !(source === 'ofac-nonsdn' && companionPrograms.includes(program)),
  )
}

/**
 * What a listing legally does on a day (ISO date): each measure once, strongest first, with `unknown-effect` where a
 * programme has no row or the listing names none that has. Empty for an inactive listing.
 */
export const measuresOf = (designation: Designation, on: string): Measure[] => {
  if (designation.status === 'inactive') return []
  const found = new Set<Measure>(effectsOf(designation, on).map(({ measure }) => measure))
  if (found.size === 0 || unknownProgrammes(designation, on).length > 0) found.add('unknown-effect')
  return [...found].sort(byStrength)
}

/** The rule of the row; on the SDN List, whose rows stand for all programmes, after the listing's own authorities. */
const basisOf = (effect: Effect, designation: Designation): string => {
  const authorities = effect.source === 'ofac-sdn' ? authoritiesOf(designation.programs) : []
  return [...new Set([...authorities, ...effect.legalBasis])].join('; ')
}

/** What the listing leaves free: by the row, and by general licences that run on the day. */
const permissions = (effect: Effect, designation: Designation, on: string): { notProhibited?: string } => {
  const licences =
    effect.measure === 'blocking'
      ? generalLicencesOf(designation).filter((licence) => isInForce(licence, on))
      : []
  const texts = [effect.notProhibited, ...licences.map(licenceInWords)].filter((text) => text !== undefined)
  return texts.length === 0 ? {} : { notProhibited: texts.join(' ') }
}

const asConsequence = (effect: Effect, designation: Designation, role: Role, on: string): Consequence => ({
  measure: effect.measure,
  role,
  effectId: effect.id,
  sentence: effect.sentence,
  ...permissions(effect, designation, on),
  legalBasis: basisOf(effect, designation),
  clocks: effect.clocks.map(clockSentence),
  checkedOn: effect.checkedOn,
})

/**
 * What a listing means for a customer to whom the party has these roles, on a day (ISO date): strongest measure first,
 * and within a measure what acts directly on these dealings. A row is told once, for the first role that it is about.
 * A listing without a row has no consequence: it is never given a default sentence.
 *
 * @param met where the listing meets not the party but its owner or officer: what it means for dealings with that one, and
 * how far it reaches from there; only where it reaches the party, what it means for the party's own roles.
 */
export const consequencesOf = (
  designation: Designation,
  roles: readonly Role[],
  on: string,
  met?: { who: Met; subjectId?: string },
): Consequence[] => {
  const rows = effectsOf(designation, on).toSorted(
    (a, b) => byStrength(a.measure, b.measure) || Number(b.direct) - Number(a.direct),
  )
  const told = (of: readonly Effect[], as: readonly Role[]): { effect: Effect; consequence: Consequence }[] =>
    of.flatMap((effect) => {
      const role = as.find((candidate) => effect.roles.includes(candidate))
      return role === undefined ? [] : [{ effect, consequence: asConsequence(effect, designation, role, on) }]
    })
  if (!met) return told(rows, roles).map(({ consequence }) => consequence)
  const { who, subjectId } = met
  const own = roles.filter((role) => role !== 'owner' && role !== 'officer')
  const reaching = (effect: Effect): OnSupplier =>
    onSupplierOf(effect, designation, who, { on, roles, subjectId })
  const reached = rows.filter((effect) => reaching(effect).state === 'reached')
  return [...told(reached, own), ...told(rows, [who.as])]
    .filter(({ effect }, at, all) => all.findIndex((other) => other.effect === effect) === at)
    .toSorted((a, b) => byStrength(a.effect.measure, b.effect.measure))
    .map(({ effect, consequence }) => ({ ...consequence, onSupplier: reaching(effect) }))
}

/** Laws by which what listed owners hold is added up: see `ownershipUnder`. */
export const ownershipOf = (
  designation: Designation,
  on: string,
): { laws: OwnershipLaw[]; affiliatesRule?: string } =>
  ownershipUnder(designation, effectsOf(designation, on), on)
