import type { Announcement } from './early-notice.ts'
import type { AnchorId } from '../legal/clocks.ts'
import type {
  Address,
  Alias,
  Citation,
  GoodsDescription,
  Identifier,
  LicenceTerms,
  Measure,
  SubList,
} from './designation.ts'
import type { Cause, ChangeKind, DocumentRef, FieldDiff } from './change.ts'
import type { Decision, EndedClearing, ExplanationStep, Match, Met, Rule, TransitionKind } from './match.ts'
import type { Role, SupplierGoods, SupplierIdentifier, SupplierOfficer, SupplierOwner } from './supplier.ts'
import type { SourceId } from './source.ts'

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info'

/** One legal consequence, as it is told: every word from the table of legal effects. */
export interface Consequence {
  measure: Measure
  role: Role
  /** Key of the row in `shared/legal/effects.ts`. */
  effectId: string
  /** What is prohibited or happens, in one plain sentence. */
  sentence: string
  /** What the listing does not do, where that is often misunderstood. */
  notProhibited?: string
  /** The citation of the rule: "50 U.S.C. 4801; 15 CFR 744.11". */
  legalBasis: string
  /** Clocks in words with their anchor event: never a computed date without the anchor. */
  clocks: string[]
  /** ISO date on which somebody last compared the row with its source; `null`: nobody has, and it is told so. */
  checkedOn?: string | null
  /** Where an owner or officer was met: how far this reaches to the supplier itself. */
  onSupplier?: OnSupplier
}

/**
 * `reached`: the supplier is treated as the listed party is. `unknown`: shares that nobody stated decide it. `below`: the
 * listed owners hold less than half. `by-its-words`: the listing's own words may take the supplier in. `not-in-force`: the
 * rule that would carry it on does not bind on that day. `unverified`: not on record here.
 */
export interface OnSupplier {
  state: 'reached' | 'unknown' | 'below' | 'by-its-words' | 'not-reached' | 'not-in-force' | 'unverified'
  sentence: string
  citation: string
}

/** Where the sealed record of an alert lies, and the hash of its bytes. */
export interface SealRef {
  sha256: string
  /** Key in the evidence bucket. */
  key: string
}

/** A text cut into parts; joined, the parts are the text. */
export interface MarkedText {
  text: string
  parts: {
    text: string
    /** `same`: its words stand on the other side too. `near`: one is spelt a little otherwise. */
    mark: 'same' | 'near' | 'here-only'
  }[]
}

/** One kind of fact, side by side. */
export interface ComparisonRow {
  field:
    | 'name'
    | 'alias'
    | 'type'
    | 'country'
    | 'address'
    | 'identifier'
    | 'birth-date'
    | 'nationality'
    | 'goods'
  /** `one-sided`: only one of the two says anything. */
  verdict: 'agrees' | 'partly' | 'differs' | 'one-sided'
  listed: MarkedText[]
  supplier: MarkedText[]
}

/** An event that the customer entered for a match: the only thing that a legal deadline is ever counted from. */
export interface AnchorEvent {
  customerId: string
  /** What people call the match by. */
  matchId: string
  anchor: AnchorId
  /** The day of the event (ISO date). */
  on: string
  /** Tells several events of one kind apart: an entry number, a payment reference. */
  reference?: string
  author: string
  /** Real time at which it was entered (ISO instant). */
  at: string
}

/** A legal clock of an alert. Without an anchor that the customer entered it has no date. */
export interface AlertClock {
  /** Absent where the clock's start is nothing that can be entered. */
  anchor?: AnchorId
  /** The event, in words. */
  anchorWords: string
  /** One plain sentence with its citation. */
  text: string
  citation: string
  /** One for each anchor that was entered, oldest first. */
  deadlines: {
    anchoredOn: string
    dueOn: string
    /** How it was counted. */
    counted: string
    reference?: string
    author: string
  }[]
}

/** Something to do next, with the rule or guidance that it follows; "ordinary care" where there is none. */
export interface NextStep {
  text: string
  source: string
}

/** `resolved`: something that the end of the match leaves standing. */
export interface Remaining {
  kind:
    | 'other-match'
    | 'other-number'
    | 'sub-list'
    | 'other-lists'
    | 'presumption'
    | 'owners'
    | 'places'
    | 'still-listed'
    | 'no-revocation'
    | 'clock'
  text: string
  source: string
}

/** An open match of the same supplier, besides the one that an alert tells of. */
export interface AlsoOpen {
  matchId: string
  source: SourceId
  designationId: string
  designationName: string
  rule: Rule
  score: number
}

/** An alert that is told in another one's message: the same party and the same supplier, by another entry or rule. */
export interface TogetherAlert {
  alertId: string
  matchId: string
  revision: number
  severity: Severity
  measure: Measure
  rule: Rule
  score: number
  designation: { id: string; name: string; countries: string[]; licenceRequirement?: string }
  record?: SealRef
}

/** Where a match was carried over from when the party's number changed. */
export interface CarriedFrom {
  designationId: string
  matchId: string
}

/** An alert, for programs: version 1. Fields may be added, never changed. */
export interface Alert {
  schemaVersion: 1
  alertId: string
  revision: number
  kind: TransitionKind | 'notice'
  customerId: string
  /** Logical time of the transition (ISO instant). */
  at: string
  severity: Severity
  source: SourceId
  /** The agency that publishes the list. */
  agency: string
  /** What people call the match by in commands. */
  matchId: string
  measure: Measure
  consequences: Consequence[]
  cause: Cause
  designation: {
    source: SourceId
    id: string
    name: string
    type: string
    aliases: Alias[]
    addresses: Address[]
    countries: string[]
    identifiers: Identifier[]
    programs: string[]
    status: string
    listedOn?: string
    effectiveOn?: string
    subject?: string
    /** Entity List: the entry's own licence terms. */
    licence?: LicenceTerms
    statusAsPublished?: string
    enforcedUnder?: 'section-307' | 'uflpa'
    goods: GoodsDescription[]
    subLists: SubList[]
    birthDates: string[]
    birthPlaces: string[]
    nationalities: string[]
    title?: string
    linkedTo: string[]
    /** Joins the entries of one party. */
    party?: string
  }
  /** Days (ISO dates) of the listing, each as far as a document says it. */
  dates: {
    listedOn?: string
    publishedOn?: string
    effectiveOn?: string
  }
  change: {
    kind: ChangeKind | 'none'
    fields: FieldDiff[]
    listVersionBefore: number | null
    listVersionAfter: number
    /** Which facts that the match rests on have changed: `designation.name`, `supplier.country` … */
    matchFacts: string[]
  }
  supplier: {
    supplierId: string
    name: string
    otherNames: string[]
    country?: string
    address?: string
    roles: Role[]
    tier: number
    type: string
    sites: string[]
    identifiers: SupplierIdentifier[]
    goods: SupplierGoods[]
    owners: SupplierOwner[]
    officers: SupplierOfficer[]
    birthDate?: string
    nationality?: string
    sends?: string
  }
  comparison: ComparisonRow[]
  clocks: AlertClock[]
  nextSteps: NextStep[]
  /** `resolved`: what still stands. */
  remains: Remaining[]
  alsoOpen: AlsoOpen[]
  carriedFrom?: CarriedFrom
  rule: Rule
  /** Rules `officer` and `ownership`: who of the supplier was met. */
  met?: Met
  score: number
  decision: Decision
  /** `resolved`: why the match ended. */
  resolvedBecause?: NonNullable<Match['resolvedBecause']>
  explanation: ExplanationStep[]
  /** Each path from the matched supplier to the customer, as supplier ids; the last one sells to the customer. */
  paths: string[][]
  /** The same paths with names and goods, as they were registered. */
  chains: { supplierId: string; name: string; goods: string[] }[][]
  citation: Citation & { quoted?: string }
  /** `reopened` after a clearing. */
  previouslyCleared?: EndedClearing
  /** The official document; `record` names the sealed record, which holds this alert without it. */
  evidence: DocumentRef & { ruleVersion: string; record?: SealRef }
}

/** `pending` → `claimed` (with a lease) → `sent`. A claimed alert whose lease ran out is claimed again. */
export type AlertState = 'pending' | 'claimed' | 'sent'

/** All that one change set, or one intake, means to one customer. */
export interface Notice {
  customerId: string
  /** `<source>#<seq, six digits>` of the change set, `intake#<intakeId>`, `rescreen#<instant>` (with what tells apart whom it is for, where that is one supplier), or `early#<document>#<revision>`. */
  noticeId: string
  cause: Cause
  source?: SourceId
  seq?: number
  /**
   * A report tells what an initial screening found; alerts tell what changed; an announcement tells of a document that is
   * not yet published.
   */
  kind: 'alerts' | 'report' | 'announcement'
  announcement?: Announcement
  /** Names the staged plan whose batches count: two runs that planned differently must not mix. */
  plan: string
  /** Batches to screen and batches done: at `done = total` the notice is `ready`. */
  total: number
  done: number
  /** `closed`: its customer ended before it was sent. */
  state: 'screening' | 'ready' | 'sent' | 'closed'
  /** Logical time of the cause (ISO instant). */
  at: string
  /** How many suppliers were compared. */
  screened: number
  /** Known when it is told, of a screening against all lists: those that had not been read by then. */
  notRead?: SourceId[]
}
