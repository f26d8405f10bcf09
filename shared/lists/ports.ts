import type { Change, ChangeSet, ChangeSetState, DocumentRef } from '../model/change.ts'
import type { Designation } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'
import type { GuardFacts, RuleDocument } from '../sources/reader.ts'
import type { Shard } from './manifest.ts'
import type { ReadCache } from './read-cache.ts'
import type { CheckOutcome, Head, Hold, ListVersion, Segment, SegmentRef, SourceStatus } from './version.ts'

export interface EntryRef {
  id: string
  hash: string
}

/** All that one commit makes visible: a handful of items, whatever the size of the list. */
export interface Commit {
  version: ListVersion
  /** HEAD as it was diffed against; `null` for the first version. The commit fails if HEAD has moved since. */
  expected: Head | null
  /** Absent where a version changes no designation (a new parser that reads the same facts). */
  changeSet: ChangeSet | null
}

/** Where list versions live. Reads of HEAD are strongly consistent. */
export interface ListStore {
  head(source: SourceId): Promise<Head | null>
  version(source: SourceId, seq: number): Promise<ListVersion>
  /** Newest first. */
  versions(source: SourceId): AsyncIterable<ListVersion>
  /** Texts of shards by hash; throws `IntegrityError` where one is missing or its text has another hash. */
  shards(hashes: readonly string[]): Promise<Map<string, string>>
  /** Writes the shards that are not there yet. */
  putShards(shards: readonly Shard[]): Promise<void>
  entries(source: SourceId, refs: readonly EntryRef[]): Promise<Map<string, Designation>>
  /** Writes immutable entries; writing one twice is harmless. */
  putEntries(source: SourceId, entries: readonly { hash: string; designation: Designation }[]): Promise<void>
  putChangeParts(source: SourceId, seq: number, parts: readonly Change[][]): Promise<void>
  /** All changes of a change set, in order; verified against the header's hash. */
  changes(changeSet: ChangeSet): Promise<Change[]>
  /** The one conditional transaction. Throws `ConflictError` when HEAD has moved. */
  commit(commit: Commit): Promise<void>
  changeSet(source: SourceId, seq: number): Promise<ChangeSet | null>
  /** Raises the state of a change set; lowering it is ignored. */
  markChangeSet(source: SourceId, seq: number, state: ChangeSetState): Promise<void>
  /** Change sets that are not delivered yet, oldest first. */
  unfinishedChangeSets(source: SourceId): Promise<ChangeSet[]>
  recordCheck(source: SourceId, at: string, outcome: CheckOutcome): Promise<void>
  /** Checks after a moment and up to another (ISO instants, logical time), oldest first. */
  checks(
    source: SourceId,
    after: string,
    until: string,
  ): Promise<{ at: string; outcome: CheckOutcome['outcome'] }[]>
  status(source: SourceId): Promise<SourceStatus | null>
  putStatus(status: SourceStatus): Promise<void>
  holds(source: SourceId): Promise<Hold[]>
  putHold(hold: Hold): Promise<void>
  /** An accepted document ends the holds on its source. */
  closeHolds(source: SourceId): Promise<void>
  /** Puts an operator's act on a source into the operations' audit trail, once for the same act at the same time. */
  recordAct(
    source: SourceId,
    act: { at: string; act: string; author: string; reason: string; document?: string },
  ): Promise<void>
}

/** What the read cache knows of a raw entry: enough for the guards and the manifest without parsing it. */
export interface CachedEntry {
  rawHash: string
  /** How many bytes the raw entry has, where its document is one of bytes. */
  rawLength?: number
  naturalKey: string
  ownId?: string
  hash: string
  guard: GuardFacts
  /** Digest of what a companion added to the facts. */
  joined?: string
  /** `nameKeysOf` the facts, where the source has ids of its own: by these a removed party is found under another id. */
  nameKeys?: Uint32Array
}

/** Where bytes live: documents by hash, the disposable read cache and list indexes, and the list's segments. */
export interface DocumentStore {
  /** Archives bytes under their hash before they are read; storing them twice costs nothing. Returns the key. */
  archive(source: SourceId, sha256: string, bytes: Uint8Array): Promise<string>
  /** Keeps an archived document for good, locked: facts rest on it. Returns the key under which it is kept. */
  keep(source: SourceId, sha256: string): Promise<string>
  read(key: string): Promise<Uint8Array>
  readCache(source: SourceId, parserVersion: string): Promise<ReadCache>
  writeCache(source: SourceId, parserVersion: string, cache: ReadCache): Promise<void>
  putSegment(source: SourceId, segment: Segment): Promise<SegmentRef>
  /** Verified by hash. */
  segment(ref: SegmentRef): Promise<Segment>
  /** A stored list index; null where there is none, or none that can be read. Disposable: it is made anew. */
  listIndex(key: ListIndexKey): Promise<Uint8Array | null>
  putListIndex(key: ListIndexKey, bytes: Uint8Array): Promise<void>
}

/** Which list's index: of the version with that root, made by that model and code. */
export interface ListIndexKey {
  source: SourceId
  root: string
  maker: string
}

/** Bytes from a source at one moment. */
export interface FetchedDocument {
  bytes: Uint8Array
  url: string
  /** Real time (ISO instant). */
  fetchedAt: string
  role?: DocumentRef['role']
  /** The part of a rule whose day of effect has come. */
  part?: 'rest'
  /** Ledger baseline: the day (ISO date) to which the text is consolidated, where the publisher states it apart. */
  asOf?: string
  /** Ledger: what the index says of a rule. */
  rule?: RuleDocument
  /** For the next conditional request. */
  validator?: { etag?: string; lastModified?: string }
}

export interface FetchRequest {
  source: SourceId
  /** Validators by URL, from the last check. Empty once a day: a stuck validator must not blind us. */
  validators: SourceStatus['validators']
  /**
   * Ledger: whether the baseline is needed, the rules folded already, and the days (ISO) between which rules count.
   * `newest`: publication of the newest rule that is folded; `full`: look at the whole span once more, not at its end.
   */
  ledger?: {
    baseline: boolean
    known: readonly string[]
    since?: string
    newest?: string
    full?: boolean
    until: string
  }
}

/**
 * Brings what a source publishes now. Nothing new (304, no new rule) is an empty list. Throws `SourceShapeError`
 * for what is not the document (empty body, challenge page), `TransientError` for what may pass.
 */
export type FetchDocuments = (request: FetchRequest) => Promise<FetchedDocument[]>
