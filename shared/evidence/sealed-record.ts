import { sha256 } from '../hash.ts'
import type { AlertRecord } from '../matches/ports.ts'
import type { Alert, SealRef } from '../model/alert.ts'
import type { DocumentRef, FieldDiff } from '../model/change.ts'
import type { Designation } from '../model/designation.ts'
import type { Match } from '../model/match.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import type { Passage } from './passages/passage.ts'

/** A list version as a record names it. */
export interface VersionRef {
  seq: number
  /** Hash over the manifest. */
  root: string
  /** Logical time at which we knew it (ISO instant). */
  knownAt: string
  parserVersion: string
  document: DocumentRef
  /** Ledger sources: every document that the list is folded from, in order. */
  ledger: DocumentRef[]
  /** A second document whose facts are joined to the entries: native names. */
  companion?: DocumentRef
}

/** One side of the entry: as it stood in a version, with the official words that say so. */
export interface EntryAsListed {
  designation: Designation
  /** Canonical hash of the entry. */
  hash: string
  /** The document that the passages were taken from. */
  document: DocumentRef
  /** Every passage that lists the party; empty where the document does not list it in words of its own. */
  passages: Passage[]
  /** Why nothing is quoted. */
  unquoted?: string
  /** A guard withheld its removal: it stays on the list although the document lacks it. */
  underReview?: true
}

/** What the alert was made with: raised whenever the same facts could give another alert. */
export interface Versions {
  product: string
  parser: string
  rules: string
  model: string
}

/**
 * All that an alert rests on, written and locked before it is published: version 1. It is made to be read years later,
 * by people and by a recomputation that has the archived documents and this record, and nothing else.
 */
export interface SealedRecord {
  recordVersion: 1
  alertId: string
  customerId: string
  /** Real time (ISO instant). */
  sealedAt: string
  /** The alert as it is told, without the reference to this record. */
  alert: Alert
  /** The match with every fact that it rests on. */
  match: Match
  /** The supplier as it was. */
  supplier: SupplierFacts
  /** Rule `ownership`: the registered parties above the supplier, as they were. */
  upstream?: SupplierFacts[]
  /** The chains from the supplier to the customer as they were; `suppliers` names everybody on them. */
  exposure: {
    tier: number
    paths: string[][]
    suppliers: Record<string, { name: string; country?: string }>
  }
  list: { before: VersionRef | null; after: VersionRef }
  entry: { before: EntryAsListed | null; after: EntryAsListed | null; changed: FieldDiff[] }
  versions: Versions
}

/** Where the record of an alert lies in the evidence bucket. */
export const sealedKey = (customerId: string, alertId: string): string =>
  `sealed/${customerId}/${alertId}.json`

/** The record as the bytes that are hashed and locked. */
export const sealedText = (record: SealedRecord): string => `${JSON.stringify(record)}\n`

/** The alert that is published for a record: it names the record and its hash, which the record itself cannot. */
export const alertOfRecord = (text: string): Alert => {
  const { alert } = JSON.parse(text) as SealedRecord
  const record: SealRef = { sha256: sha256(text), key: sealedKey(alert.customerId, alert.alertId) }
  return { ...alert, evidence: { ...alert.evidence, record } }
}

export interface RecordInput {
  alert: Alert
  record: AlertRecord
  exposure: SealedRecord['exposure']
  list: SealedRecord['list']
  before: EntryAsListed | null
  after: EntryAsListed | null
  versions: Omit<Versions, 'parser' | 'rules'>
  sealedAt: string
}

/** Pure: the same input gives the same record. */
export const buildSealedRecord = (input: RecordInput): SealedRecord => {
  const { alert, record, before, after, list } = input
  return {
    recordVersion: 1,
    alertId: alert.alertId,
    customerId: alert.customerId,
    sealedAt: input.sealedAt,
    alert,
    match: record.transition.match,
    supplier: record.supplier,
    ...(record.upstream === undefined ? {} : { upstream: record.upstream }),
    exposure: input.exposure,
    list,
    entry: { before, after, changed: alert.change.fields },
    versions: {
      ...input.versions,
      parser: list.after.parserVersion,
      rules: alert.evidence.ruleVersion,
    },
  }
}
