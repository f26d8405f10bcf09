import type { Designation, Measure } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'
import type { Role } from '../model/supplier.ts'

/** A legal clock: how long, counted from which event, under which rule. Never a date: only the customer knows the event. */
export interface Clock {
  /** The event that starts the clock, as the customer would know it: "importation", "blocking". */
  anchor: string
  /** One plain sentence that names the length and the anchor. */
  text: string
  citation: string
}

/** How a listing reaches companies that the listed party owns. */
export interface FlowDown {
  rule: 'ofac-50-percent' | 'bis-affiliates' | 'by-its-own-words' | 'none' | 'unverified'
  /** One plain sentence. */
  text: string
  citation: string
}

/**
 * One row of the table of legal effects: what a listing of a source, under some programmes, means for a customer to
 * whom the party has one of the roles. Rows are data; nothing in them is computed.
 */
export interface Effect {
  /** Permanent: alerts on record refer to it. A row whose law changes gets a `validTo` and a successor, not a new text. */
  id: string
  source: SourceId
  /** Programmes or sub-lists; `*` where the list itself has the effect, whatever the programme. */
  programs: readonly string[] | '*'
  /** The row holds only for designations of which this is true: one tag may stand for several directives. */
  only?: (designation: Pick<Designation, 'notes' | 'remarks' | 'enforcedUnder'>) => boolean
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
  /** ISO date on which somebody last compared the row with its source. */
  checkedOn: string
  /** Where the facts of the row were read. */
  factsFrom: string
}

/** The day on which the rows were last compared with their sources. */
export const checkedOn = '2026-11-22'
