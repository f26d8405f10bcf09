import type { ProgrammeWithoutRow } from '../legal/programmes-without-row.ts'
import type { Cause, ChangeSet, DocumentRef } from '../model/change.ts'
import type { Designation } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'
import type { GuardName, GuardReason, ListStatistics } from './guards.ts'

/** A piece of the list index in the evidence bucket: designations put in, ids taken out. */
export interface SegmentRef {
  key: string
  sha256: string
  /** How many designations it puts in or takes out. */
  size: number
}

export interface Segment {
  put: Designation[]
  removed: string[]
}

/** One complete, immutable state of a source's designations. */
export interface ListVersion {
  source: SourceId
  seq: number
  cause: Cause
  /** Logical time at which we knew it: the scheduled time of the check (ISO instant). */
  knownAt: string
  /** Real time of the commit (ISO instant). */
  committedAt: string
  /** 64 shard hashes of the manifest. */
  manifest: string[]
  /** 64 shard hashes of the identity register; empty where the source has its own ids. */
  register: string[]
  /** Hash over the manifest's shard hashes. */
  root: string
  count: number
  statistics: ListStatistics
  parserVersion: string
  /** The document that made it; for a ledger the newest. */
  document: DocumentRef
  /** Ledger sources: every document that the list is folded from, in order. */
  ledger: DocumentRef[]
  /** Removals that a guard withholds: still on the list, under review. */
  withheld: string[]
  /** The list index: segments in the order in which they apply. */
  segments: SegmentRef[]
  /** The day (ISO date) through which what came due is in: moved by the commit of a due change set, carried by others. */
  dueThrough?: string
  /** A second document whose facts are joined to the entries: native names. */
  companion?: DocumentRef
}

/** What was last seen of a source's companion document. */
export interface CompanionStatus {
  /** Logical times of the last look, and of the last one that brought or confirmed a good document. */
  checkedAt: string
  lastGoodAt?: string
  validators: Record<string, { etag?: string; lastModified?: string }>
  /** Why the last look was none: what is joined stays joined. */
  fault?: string
  reason?: string
}

/** Cells of a version that were kept as published and not made out. */
export interface OddCells {
  /** Our version. */
  seq: number
  count: number
  /** Some of them. */
  shown: { designationId: string; name: string; label: string; value: string }[]
}

/** Programmes of a version's active entries that the table of legal effects has no row for. */
export interface ProgrammesWithoutRow {
  /** Our version. */
  seq: number
  /** Hash of the table that was asked, and the day (ISO date) that it was asked for. */
  law: string
  on: string
  count: number
  /** Some of them. */
  shown: ProgrammeWithoutRow[]
}

/** How the agency's own statement of a publication compares with our diff. */
export interface DeltaStatus {
  /** Our version. */
  seq: number
  /** Our first version that is compared, where several were: one had to wait, and the next document came. */
  since?: number
  checkedAt: string
  /** `not-yet`: the statement is older than the document; it is looked at again. */
  outcome: 'agrees' | 'disagrees' | 'not-yet' | 'not-comparable' | 'unavailable'
  publishedOn?: string
  /** Entries that they say changed and whose facts, as the list has them, did not. */
  unseen?: number
  disagreements?: number
  /** Some of them, with both sides. */
  shown?: { uid: string; ours: string; theirs: string; name?: string }[]
  reason?: string
}

/** HEAD: the pointer that the commit moves. */
export interface Head {
  source: SourceId
  seq: number
  root: string
  parserVersion: string
  documentSha256: string
}

/** A document that a guard holds. One per (source, guard); later documents update it. */
export interface Hold {
  source: SourceId
  guard: GuardName
  reason: string
  document: DocumentRef
  /** Ids of the removals withheld, where only removals are suspicious. */
  withheld: number
  firstHeldAt: string
  lastHeldAt: string
  /** In how many checks it was held. */
  times: number
  /** SHA-256 of the document for which an operator has overridden this guard. */
  released?: string
}

export type CheckOutcome =
  | { outcome: 'unchanged'; seq: number | null; document?: string; note?: string }
  | { outcome: 'committed'; seq: number; document: string; changeSets: ChangeSet[]; held?: GuardReason[] }
  | { outcome: 'held'; seq: number | null; document: string; held: GuardReason[] }
  | {
      outcome: 'rejected'
      seq: number | null
      document?: string
      fault: string
      reason: string
      nextStep: string
    }
  | { outcome: 'failed'; seq: number | null; fault: string; reason: string; nextStep: string }

/** Whether a check read the list: one whose document is held whole knows no more than before. */
export const isSuccess = (outcome: CheckOutcome['outcome']): boolean =>
  outcome === 'unchanged' || outcome === 'committed'

/** What was last seen of a source: for `status` and the watchdog. */
export interface SourceStatus {
  source: SourceId
  /** Logical time of the last check, whatever came of it. */
  lastCheckAt: string
  /** Logical time of the last check that read the list. */
  lastSuccessAt?: string
  /** Real times of the same. */
  checkedAt: string
  succeededAt?: string
  lastOutcome: CheckOutcome['outcome']
  /** Why the last check was not a success. */
  reason?: string
  nextStep?: string
  /** Hash of the last document that was read and gave the facts of HEAD. */
  documentSha256?: string
  validators: Record<string, { etag?: string; lastModified?: string }>
  /** Logical time of the last check that asked for the whole document, whatever the validators said. */
  unconditionalAt?: string
  companion?: CompanionStatus
  delta?: DeltaStatus
  oddCells?: OddCells
  programmesWithoutRow?: ProgrammesWithoutRow
}
