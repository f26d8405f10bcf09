import type { SourceId } from './source.ts'

export type ChangeKind = 'added' | 'amended' | 'removed' | 'moved'

export interface FieldDiff {
  /** A field of the designation: `name`, `aliases`, `addresses`, `programs`, … */
  field: string
  /** For sets: the members that went. For single values: the value before. */
  before: unknown
  /** For sets: the members that came. For single values: the value after. */
  after: unknown
}

/** Why a day changes what a listing does, without a new document. Others can be added: a due fact is a day and a sentence. */
export type DueKind =
  | 'effective-date'
  | 'wind-down-end'
  | 'general-licence'
  /** A rule that reaches all designations of a source begins, is stayed or ends. */
  | 'rule-interval'
  /** A customer's clearing of a match ends. */
  | 'clearing'

export interface DueFact {
  what: DueKind
  /** First day (ISO date, in the agencies' zone) on which things are otherwise. */
  on: string
  /** One plain sentence. */
  text: string
}

/** One designation's difference between two list versions. */
export interface Change {
  source: SourceId
  id: string
  kind: ChangeKind
  name: string
  /** Whether the amendment touches what a listing is or who it is (names, identifiers, programmes …), or only its wording. */
  material: boolean
  beforeHash?: string
  afterHash?: string
  /** `moved`: the id under which the party is still listed. */
  movedTo?: string
  /** `moved`: the names that both entries bear; a move is believed on these. */
  movedBy?: string[]
  /** Cause `due`: what came due. The entry is what it was, before and after. */
  due?: DueFact[]
}

/** A change with its field diff, recomputed from the two entries. */
export interface ExplainedChange extends Change {
  fields: FieldDiff[]
}

export type Cause = 'published' | 'reparsed' | 'released' | 'intake' | 'rescreen' | 'due'

export interface ChangeCounts {
  added: number
  amended: number
  removed: number
  moved: number
}

export type ChangeSetState = 'pending' | 'fanned-out' | 'delivered'

/** The header of all changes of one commit. Written by the commit itself; the stream starts here. */
export interface ChangeSet {
  source: SourceId
  /** The list version that the commit made; a change set has its version's number. */
  seq: number
  cause: Cause
  /** First version of the source: matches are an initial screening, not news. */
  baseline: boolean
  counts: ChangeCounts
  /** SHA-256 over the ordered parts. */
  partsHash: string
  /** How many staged parts hold the changes. */
  parts: number
  state: ChangeSetState
  /** Logical time of the check that made it (ISO instant): the scheduled time. */
  at: string
  /** The document that caused it. */
  document: DocumentRef
  versionBefore: number | null
}

/** The bytes fetched from a source at one moment, as everything that rests on them names it. */
export interface DocumentRef {
  sha256: string
  /** Key in the evidence bucket. */
  key: string
  url: string
  /** Real time of the fetch (ISO instant). */
  fetchedAt: string
  /** The document's own date (ISO date), where it states one. */
  publishedOn?: string
  parserVersion: string
  /** Ledger sources: the document's role, and the Federal Register number of a rule. */
  role?: 'baseline' | 'rule'
  documentNumber?: string
  /** Federal Register citation of a rule: "88 FR 12170". */
  citation?: string
  /** Number of the document that a rule corrects. */
  corrects?: string
  /** The rule's own page, where `url` is the address of its XML. */
  page?: string
  /** Ledger baseline: the day (ISO date) up to which it shows the rules' work; a rule around that day may be in it. */
  asOf?: string
  /** The rule's effective date (ISO date) as the Federal Register's index states it. */
  effectiveOn?: string
  /**
   * A rule that takes effect after its publication is folded in two parts: its additions are known at once, what it
   * revises and removes stays as it is until the day of its effect.
   */
  part?: 'additions' | 'rest'
  /** That day (ISO date), as the rule states it. */
  restOn?: string
}
