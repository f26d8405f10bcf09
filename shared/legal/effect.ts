import type { Designation, DesignationType, Measure } from '../model/designation.ts'
import type { OwnershipLaw } from '../model/match.ts'
import type { SourceId } from '../model/source.ts'
import type { ClockRule } from './clocks.ts'
import type { Role } from '../model/supplier.ts'

/** A legal clock: how long, counted from which event, under which rule. Never a date: only the customer knows the event. */
export interface Clock {
  /** The event that starts the clock, as the customer knows it: "importation", "blocking". */
  anchor: string
  /** One plain sentence that names the length and the anchor. */
  text: string
  citation: string
  /** How the deadline is counted once the customer has entered the date of the anchor. */
  rule?: ClockRule
}

/** How a listing reaches companies that the listed party owns. */
export interface FlowDown {
  rule: 'ofac-50-percent' | 'bis-affiliates' | 'by-its-own-words' | 'none' | 'unverified'
  /** Under which holdings of several listed parties are added up; only for rules that count shares. */
  law?: OwnershipLaw
  /** One plain sentence. */
  text: string
  citation: string
}

/** What a row asks of a designation beyond its programme: one programme may stand for several directives. */
export interface Condition {
  /** A note whose label contains `label` and whose value begins with `value`. */
  note?: { label: string; value: string }
  /** No note whose label contains `label` and whose value begins with `value`. */
  lacksNote?: { label: string; value: string }
  enforcedUnder?: NonNullable<Designation['enforcedUnder']>
  notEnforcedUnder?: NonNullable<Designation['enforcedUnder']>
  type?: DesignationType
  notType?: DesignationType
  /** Every programme of the designation is one of these. */
  allProgramsIn?: readonly string[]
  /** Some programme of the designation is none of these. */
  someProgramNotIn?: readonly string[]
}

/**
 * One row of the table of legal effects: what a listing of a source, under some programmes, means for a customer to
 * whom the party has one of the roles. Rows are data; nothing in them is computed from a customer's facts.
 */
export interface Effect {
  /** Permanent: alerts on record refer to it. A row whose law changes gets a `validTo` and a successor, not a new text. */
  id: string
  source: SourceId
  /** Programmes or sub-lists; `*` where being on the list has the effect, whatever the programme. */
  programs: readonly string[] | '*'
  condition?: Condition
  roles: readonly Role[]
  measure: Measure
  /** Whether the measure acts on the dealings that the role stands for. `false`: told, so that nobody has to guess. */
  direct: boolean
  /** Who must obey. */
  binds: string
  /** What is prohibited or happens, in one plain sentence. */
  sentence: string
  /** What the listing does not do, where that is often misunderstood. */
  notProhibited?: string
  legalBasis: readonly string[]
  flowDown: FlowDown
  /** The licence or exception route. */
  licence?: string
  clocks: readonly Clock[]
  /** How long records must be kept. */
  retention?: string
  /** ISO dates, both inclusive; absent = open. */
  validFrom?: string
  validTo?: string
  /** ISO date on which somebody last compared the row with its source; `null`: nobody has yet, and counsel should. */
  checkedOn: string | null
  /** Where the facts of the row were read. */
  factsFrom: string
}

/** What is told with a row that nobody has compared with its source. */
export const notCompared =
  'Nobody has compared this with its source yet: have counsel check it before you rely on it.'

/** The day on which the rows were last compared with their sources. */
export const checkedOn = '2026-11-22'

/** The roles but some: a table of roles has no gaps. */
export const rolesBut = (all: readonly Role[], ...without: readonly Role[]): Role[] =>
  all.filter((role) => !without.includes(role))
