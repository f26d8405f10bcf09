import type { Measure } from './designation.ts'
import type { SourceId } from './source.ts'

/** Why a supplier and a designation meet. */
export const rules = [
  'name',
  'identifier',
  'address',
  'ownership',
  'officer',
  'goods-origin',
  'labour',
] as const
export type Rule = (typeof rules)[number]

export type Decision = 'none' | 'review' | 'strong'

/** Scores from which a likeness is shown for review, and from which it is very likely the same party. */
export interface Thresholds {
  review: number
  strong: number
}

/** One step of the explanation: a sentence for people, with the weight it had. */
export interface ExplanationStep {
  /** `name`, `token`, `country`, `identifier`, `address`, `type`, `goods`, `origin`, `ignored`, `alias` … */
  kind: string
  /** A plain sentence. */
  text: string
  /** What it added to (or took from) the score, in points of 0..1. */
  effect?: number
}

/** Laws that carry a listing on to parties that listed owners hold half of. What is added up is told by the law. */
export const ownershipLaws = [
  'ofac-50-percent',
  'bis-affiliates',
  'ssi-directive-1',
  'ssi-directive-2',
  'ssi-directive-3',
  'ssi-directive-4',
  'ssi-directive-unstated',
  'eo14014-directive-1',
  'eo14024-directive-2',
  'eo14024-directive-3',
] as const
export type OwnershipLaw = (typeof ownershipLaws)[number]

/** A registered party between an owner and the supplier. */
export interface MetThrough {
  supplierId: string
  name: string
  /** Percent that it holds of the next one, or of the supplier; absent: not stated. */
  percent?: number
}

/** What listed owners hold of the supplier together, by one law. */
export interface ListedHolding {
  law: OwnershipLaw
  /** `reached`: 50 percent or more. `unknown`: shares that nobody stated could make it so. `below`: less. */
  state: 'reached' | 'unknown' | 'below'
  /** Percent of the supplier that is known to count. */
  percent: number
  /** Who holds it directly: listed owners, and parties that these reach. */
  owners: { name: string; percent?: number }[]
  /** Names of the listed owners that the sum begins with, wherever they stand above the supplier. */
  listed: string[]
}

/** Whom of a supplier a listing meets, where it is not the supplier itself: an officer, or an owner at whatever remove. */
export interface Met {
  as: 'officer' | 'owner'
  /** As it is registered. */
  name: string
  /** An owner that is registered itself. */
  supplierId?: string
  /** What the officer is. */
  position?: string
  /** Percent that the owner holds of the first of `through`, or of the supplier; absent: not stated. */
  percent?: number
  /** Registered parties between the owner and the supplier, the owner's own holding first. */
  through?: MetThrough[]
  /** What the listed owners hold together, by each law that this listing counts for. */
  holdings?: ListedHolding[]
}

/**
 * The scorer's answer for one supplier, designation and rule. `factsUsed` holds only what the rule rested on
 * (the names that met, the country compared, the identifier …): when these facts change, the match is amended.
 */
export interface Evaluation {
  rule: Rule
  score: number
  decision: Decision
  explanation: ExplanationStep[]
  /** The subject of an order that met, where the designation has subjects. */
  subjectId?: string
  /** Rules `officer` and `ownership`: who was met. */
  met?: Met
  factsUsed: {
    /** Canonical facts of the designation's side: matched name, its quality, country, identifiers, goods, origin. */
    designation: Record<string, unknown>
    /** Canonical facts of the supplier's side. */
    supplier: Record<string, unknown>
  }
}

export type MatchState = 'open' | 'resolved' | 'cleared'

export interface MatchKey {
  customerId: string
  supplierId: string
  source: SourceId
  designationId: string
  rule: Rule
}

/** The fence: a match is written only if what is stored was not evaluated on something newer. */
export interface Fence {
  /** The list version (of the match's source) that the designation was read at. */
  listSeq: number
  supplierRevision: number
}

/** A decision that stands on a match: on this revision of it, and until then. */
export interface StandingDecision {
  decision: 'confirmed' | 'cleared'
  reasonCodes: string[]
  reason: string
  author: string
  /** Real time (ISO instant). */
  at: string
  /** The last day (ISO date) on which a clearing counts. */
  until?: string
  approvedBy?: string
  /** The rule by which many were cleared at once. */
  ruleId?: string
}

/** A clearing that counts no more: who decided what when, and why the pair is back. */
export interface EndedClearing {
  author: string
  /** Real time of the decision (ISO instant). */
  at: string
  reasonCodes: string[]
  reason: string
  approvedBy?: string
  /** The last day (ISO date) on which it counted, where it had one. */
  until?: string
  /** A fact that mattered changed, its time ran out, or the listing had ended and is back. */
  because: 'facts-changed' | 'expired' | 'relisted'
  /** `facts-changed`: which: `designation.programs`, `supplier.name` … */
  fields: string[]
}

export interface Match extends MatchKey, Fence {
  state: MatchState
  /** Raised only by a transition: opened, amended, resolved, reopened. */
  revision: number
  score: number
  decision: Decision
  explanation: ExplanationStep[]
  subjectId?: string
  /** Who was met, where it is not the supplier itself. */
  met?: Met
  /** Hash of `factsUsed`, of the designation's legal facts (programmes, status, measures) and of the rule. */
  factsHash: string
  factsUsed: Evaluation['factsUsed']
  /** The customer's own thresholds that it was judged by last; absent: the standard ones. */
  thresholds?: Thresholds
  measures: Measure[]
  designationName: string
  /** Canonical hash of the designation's entry that the last transition rested on. */
  entryHash: string
  supplierName: string
  /** The cause of the last transition: a change set or an intake. */
  cause: string
  /** Logical time of the last transition (ISO instant). */
  at: string
  /** What a compliance officer decided; a transition ends it. */
  disposition?: StandingDecision
  /** A decision that waits for a second person. */
  proposed?: StandingDecision
  /** Who has taken note of this revision, and when. */
  acknowledged?: { author: string; at: string }
  /** How many acts of people there were on this match: no screening may write over one that it has not seen. */
  acts?: number
  /** Why it was resolved. `withdrawn-from-table`: the row is gone from CBP's table, and no document says that the order is revoked. */
  resolvedBecause?:
    | 'delisted'
    | 'withdrawn-from-table'
    | 'listing-inactive'
    | 'supplier-removed'
    | 'no-longer-matching'
    | 'below-threshold'
    | 'moved'
  /** `moved`: the number under which the party is still listed, and where this match goes on. */
  movedTo?: string
  /** The number of the party from which this match was carried over. */
  carriedFrom?: string
}

export type TransitionKind = 'opened' | 'amended' | 'resolved' | 'reopened'

export interface Transition {
  kind: TransitionKind
  match: Match
  /** What changed on the match's facts, for `amended`. */
  fields: string[]
  /** `reopened`: the clearing that it ended. */
  ended?: EndedClearing
}
