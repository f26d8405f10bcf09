import type { Address, Alias, Citation, Identifier, LicenceTerms, Measure } from './designation.ts'
import type { Cause, ChangeKind, DocumentRef, FieldDiff } from './change.ts'
import type { Decision, EndedClearing, ExplanationStep, Match, Rule, TransitionKind } from './match.ts'
import type { Role } from './supplier.ts'
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
}

/** Where the sealed record of an alert lies, and the hash of its bytes. */
export interface SealRef {
  sha256: string
  /** Key in the evidence bucket. */
  key: string
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
  }
  change: {
    kind: ChangeKind | 'none'
    fields: FieldDiff[]
    listVersionBefore: number | null
    listVersionAfter: number
  }
  supplier: {
    supplierId: string
    name: string
    otherNames: string[]
    country?: string
    address?: string
    roles: Role[]
    tier: number
  }
  rule: Rule
  score: number
  decision: Decision
  /** `resolved`: why the match ended. */
  resolvedBecause?: NonNullable<Match['resolvedBecause']>
  explanation: ExplanationStep[]
  /** Each path from the matched supplier to the customer, as supplier ids; the last one sells to the customer. */
  paths: string[][]
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
  /** `<source>#<seq, six digits>` of the change set, or `intake#<intakeId>`. */
  noticeId: string
  cause: Cause
  source?: SourceId
  seq?: number
  /** A report tells what an initial screening found; alerts tell what changed. */
  kind: 'alerts' | 'report'
  /** Names the staged plan whose batches count: two runs that planned differently must not mix. */
  plan: string
  /** Batches to screen and batches done: at `done = total` the notice is `ready`. */
  total: number
  done: number
  state: 'screening' | 'ready' | 'sent'
  /** Logical time of the cause (ISO instant). */
  at: string
  /** How many suppliers were compared. */
  screened: number
}
