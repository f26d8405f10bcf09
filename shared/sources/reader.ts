import type { DesignationFacts } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'
import type { Sequence } from './sequence.ts'

/** A piece of a document that holds one designation, before it is parsed. */
export interface RawEntry {
  /** SHA-256 of the piece as published: the key of the read cache. */
  rawHash: string
  /** The piece: an `<sdnEntry>` element, a CSV row, the JSON of a party's table rows. */
  raw: string
  /** Where it stands, for error messages: "sdnEntry 4711", "line 12", "table (ii), row 3". */
  place: string
  /** How many bytes it has, where the document is cut as bytes. */
  rawLength?: number
  /** Its row among the entries that were read before, where the cutter looked there. */
  knownRow?: number | undefined
}

/** Entries that this parser version has read before, by the hash of their markup. */
export interface KnownEntries {
  /** Row, or -1. The hash in hex, or its 32 bytes as latin1 text, which costs half. */
  find(rawHash: string): number
  naturalKey(row: number): string
  /** How many bytes the markup of the row has. */
  rawLength(row: number): number
  readonly size: number
}

/** A document cut into its entries. Cutting judges the document as a whole and throws `SourceShapeError`. */
export interface CutDocument {
  /** ISO date that the document states of itself. */
  publishedOn?: string
  /** Number of entries that the document states of itself; cutting has already compared it. */
  declaredCount?: number
  entries: Sequence<RawEntry>
}

/** What the guards need to know of an entry without parsing it again. */
export interface GuardFacts {
  /** The designation's type. */
  type: string
  /** Names of optional fields that are filled: `aliases`, `addresses`, `programs` … */
  filled: string[]
  /** The value of the source's category: sdnType, status, clause. */
  category: string
}

export interface ReadEntry {
  /** Permanent key of the subject in the source's own terms: the OFAC uid; else what identity is allotted by. */
  naturalKey: string
  /** The source's own permanent id, where it has one. */
  ownId?: string
  facts: DesignationFacts
  guard: GuardFacts
  /** Natural key of the entry that this one is under a new name or destination: it keeps that one's id. */
  replaces?: string
}

/** Two subjects that may be one under a new name: what identity asks of a source that has no ids. */
export type SameSubject = (before: DesignationFacts, after: DesignationFacts) => boolean

/** A source whose document is the whole list. */
export interface SnapshotReader {
  source: SourceId
  /** Raised whenever the same bytes could be read differently: `ofac-3`. */
  parserVersion: string
  /**
   * Throws `SourceShapeError` when the bytes are not a complete, well-formed document of this source. A cutter may take the
   * bytes of a known entry as they are.
   */
  cut(bytes: Uint8Array, known?: KnownEntries): CutDocument
  /** Throws `SourceShapeError` for a value that it does not know; never guesses, never drops. */
  parse(entry: RawEntry): ReadEntry
  /** Digest of what a companion adds to an entry, where one is joined: with another digest it is read anew. */
  joinedDigest?: (naturalKey: string) => string
  /** Looked for before a rename may be called remove + add. Absent where the source has its own ids. */
  sameSubject?: SameSubject
  /** Natural keys that are always on the list: their absence is suspicious. */
  sentinels: readonly string[]
  /** How many of them may lack before it is: agencies do delist, one at a time. None where it is absent. */
  sentinelsMayLack?: number
  /** Labels of the notes that keep what was not made out; absent where the reader refuses instead. */
  oddLabels?: readonly string[]
}

/** The sentinels that a list lacks, where it lacks more of them than it may; else none. */
export const missingSentinels = (
  { sentinels, sentinelsMayLack = 0 }: Pick<SnapshotReader, 'sentinels' | 'sentinelsMayLack'>,
  holds: (naturalKey: string) => boolean,
): string[] => {
  const missing = sentinels.filter((key) => !holds(key))
  return missing.length > sentinelsMayLack ? missing : []
}

/** A change within an entry that an instruction spells out without printing the entry anew. */
export interface EntryEdit {
  op: 'add' | 'remove' | 'replace'
  of: 'alias' | 'address' | 'text'
  text: string
  /** `replace`: what stands in its place. */
  by?: string
}

/** What a second document adds to a source's entries, by natural key. */
export interface Companion {
  /** Of all that it adds: two documents that add the same have the same. */
  digest: string
  /** How many subjects the document is about, and how many of them it adds something to. */
  subjects: number
  joined: number
  /** Of what it adds to one entry; empty where it adds nothing. */
  digestOf(naturalKey: string): string
  join(naturalKey: string, facts: DesignationFacts): DesignationFacts
}

export interface RuleAction {
  action: 'add' | 'revise' | 'remove'
  /** Natural key of the entry that the instruction names. */
  naturalKey: string
  /** The entry's new facts, under its new key where it is renamed; absent for `remove`, and where `edits` say what changes. */
  entry?: ReadEntry
  /** `revise` without a row of the table: "by removing the alias “X” from the entry for “Y”". */
  edits?: readonly EntryEdit[]
  /**
   * The name and country that the instruction uses, and the region where it has a heading of its own ("CRIMEA REGION OF
   * UKRAINE"); both empty where it names no entry and `scope` says where it looks.
   */
  target: { name: string; country: string; region?: string }
  /**
   * Where the words of `edits` are looked for if the instruction names no entry: in every entry of the list ("wherever
   * it appears"), or in the one entry that was listed on the pages of the rule that is corrected.
   */
  scope?: 'list' | RulePages
  place: string
}

/** Pages of the Federal Register that a rule stands on: "appearing on pages 44495-44502" of volume 90. */
export interface RulePages {
  volume: number
  from: number
  to: number
}

/** A Federal Register rule, read as law. */
export interface RuleReading {
  documentNumber: string
  citation: string
  publishedOn?: string
  effectiveOn?: string
  /** Numbers of added entities and entries that the rule states of itself and that were found. */
  stated: { entities?: number; entries?: number }
  /** Where its own numbers differ from what was read, each in a sentence: a person has to look before it is believed. */
  disagreements: string[]
  actions: RuleAction[]
  /** What else the rule amends in the same part: other lists by name, parts of the list that hold no entry. */
  outOfScope: { what: string; words: string; place: string }[]
  /** Number of the document whose printing it corrects. */
  corrects?: string
  /** What the rule lets shipments do that were under way. */
  savingsClause?: string
}

/** A source whose list is the fold of a baseline and its rules. */
export interface LedgerReader {
  source: SourceId
  parserVersion: string
  baseline: SnapshotReader
  /** `document` is what the Federal Register's index says of the document. */
  readRule(bytes: Uint8Array, document: RuleDocument): RuleReading
  /**
   * What the rule does to the list whose natural keys are given: entries put in, keys taken out. Throws
   * `SourceShapeError` for an instruction about an entry that is not there, or an addition of one that is.
   * `factsOf` gives the facts of a listed entry: a revised entry keeps its listing date, and an entry that stands
   * under several destinations can be divided. `reflected` passes over what the list shows already.
   */
  planRule(
    currentKeys: ReadonlySet<string>,
    rule: RuleReading,
    factsOf?: (naturalKey: string) => DesignationFacts | undefined,
    options?: { reflected?: boolean },
  ): { upserts: ReadEntry[]; removals: string[] }
}

export interface RuleDocument {
  documentNumber: string
  publishedOn: string
  /** "88 FR 12170"; replaces the placeholder in the rule's rows. */
  citation: string
  url: string
  effectiveOn?: string
  /** Number of the document that it corrects. */
  corrects?: string
}

/** What is shared by every designation that a parser makes: empty sets everywhere. */
export const emptyFacts = (
  source: SourceId,
  type: DesignationFacts['type'],
  name: string,
): DesignationFacts => ({
  source,
  type,
  name,
  aliases: [],
  addresses: [],
  countries: [],
  regions: [],
  identifiers: [],
  notes: [],
  programs: [],
  status: 'active',
  goods: [],
  subjects: [],
  subLists: [],
  birthDates: [],
  birthPlaces: [],
  nationalities: [],
  citizenships: [],
  linkedTo: [],
})

/** Names of the optional fields that hold something: for the guards' fill rates. */
export const filledFields = (facts: DesignationFacts): string[] =>
  Object.entries(facts)
    .filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== undefined && value !== ''))
    .map(([field]) => field)
    .sort()
