import type { AlertState, Notice, Severity } from '../model/alert.ts'
import type { Match, MatchKey, Transition } from '../model/match.ts'
import type { SourceId } from '../model/source.ts'
import type { Customer, Supplier, SupplierFacts } from '../model/supplier.ts'

/** A claimable alert: the transition with everything that it rests on, by value or by hash. */
export interface AlertRecord {
  alertId: string
  customerId: string
  noticeId: string
  state: AlertState
  /** Real time until which a claimed alert belongs to its sender (ISO instant). */
  leaseUntil?: string
  transition: Transition
  /** The supplier as it was. */
  supplier: SupplierFacts
  /** Rule `ownership`: the registered parties above the supplier, as they were. */
  upstream?: SupplierFacts[]
  /** Hashes of the designation's entry before and after, where it had one. */
  designationBefore?: string
  designationAfter?: string
  /** The list version that the designation was read at. */
  listSeq: number
  /** Real time at which SNS took it (ISO instant). */
  sentAt?: string
  messageId?: string
  /** As it was told. */
  severity?: Severity
  /** SHA-256 of the sealed record's bytes. */
  recordSha256?: string
}

/** One piece of a notice's screening work. */
export type Batch =
  | { kind: 'pairs'; source: SourceId; seq: number; pairs: [designationId: string, supplierId: string][] }
  | { kind: 'suppliers'; source: SourceId; seq: number; supplierIds: string[] }
  /**
   * Suppliers against every list: nothing was published, and the register is screened again. `rekey`: their keys are
   * written first, for a new model looks them up by others.
   */
  | { kind: 'register'; supplierIds: string[]; rekey?: true }
  /** One supplier of an intake, to be screened once it has reached the planned revision. */
  | { kind: 'intake'; intakeId: string; supplierId: string; revision: number }

export interface BatchRef {
  customerId: string
  noticeId: string
  batch: string
}

/**
 * A run's turn at a batch: of two runs of one batch only the newer one writes, and only the newer one counts it. An older
 * one that is slow could otherwise write what it saw before a change, after the newer one has looked and counted the
 * batch; or count it on what it saw before the newer one wrote: in both cases nobody would look again.
 */
export interface BatchTurn extends BatchRef {
  plan: string
  turn: number
}

export interface OpenWork {
  customerId: string
  noticeId: string
  /** Real time at which it was opened (ISO instant). */
  since: string
}

/** The customers' side: everything under a customer's leading key. */
export interface Registry {
  customer(customerId: string): Promise<Customer | null>
  customers(): Promise<Customer[]>
  suppliers(customerId: string): Promise<Supplier[]>
  suppliersById(customerId: string, supplierIds: readonly string[]): Promise<Supplier[]>
  /** Matches of one supplier, of one source or of all. */
  matchesOfSupplier(customerId: string, supplierId: string, source?: SourceId): Promise<Match[]>
  matches(customerId: string): AsyncIterable<Match>
  match(key: MatchKey): Promise<Match | null>
  /**
   * Writes a match under its fence; with a transition, its alert and the notice's pointer to it in the same
   * transaction, and only while that notice is still screening: a transition is never filed under a notice that was
   * sent. Throws `ConflictError` when the stored match is not the one that was decided on or the notice is closed;
   * `OvertakenError` when the turn at its batch is another run's by now, or the batch is counted.
   */
  writeMatch(stored: Match | null, match: Match, alert: AlertRecord | null, turn?: BatchTurn): Promise<void>
  /** Stages a notice's batches and opens it. `false` where it is open already: its stored plan counts. */
  openNotice(notice: Notice, batches: ReadonlyMap<string, Batch>, since: string): Promise<boolean>
  notice(customerId: string, noticeId: string): Promise<Notice | null>
  notices(customerId: string): AsyncIterable<Notice>
  batch(ref: BatchRef): Promise<Batch | null>
  /** Takes the next turn at a batch. `null` where it is done, or there is none. */
  takeUpBatch(ref: BatchRef): Promise<BatchTurn | null>
  /** Batches that are not done. */
  openBatches(customerId: string, noticeId: string): Promise<string[]>
  /** Counts a batch once, for its newest turn only; the last one makes the notice `ready`. */
  finishBatch(turn: BatchTurn): Promise<void>
  /** Customers that a change set was fanned out to. */
  recordFanOut(source: SourceId, seq: number, customerIds: readonly string[]): Promise<void>
  fannedOutTo(source: SourceId, seq: number): Promise<string[]>
  alertsOfNotice(customerId: string, noticeId: string): Promise<AlertRecord[]>
  alert(customerId: string, alertId: string): Promise<AlertRecord | null>
  /** Those of the alerts that there are, in no order. */
  alertsById(customerId: string, alertIds: readonly string[]): Promise<AlertRecord[]>
  alerts(customerId: string): AsyncIterable<AlertRecord>
  /** Takes a pending alert, or one whose lease ran out. `false` where it is somebody else's or sent. */
  claimAlert(customerId: string, alertId: string, now: string, leaseUntil: string): Promise<boolean>
  markAlertSent(
    customerId: string,
    alertId: string,
    sent: Pick<AlertRecord, 'severity' | 'recordSha256'> & { sentAt: string; messageId: string },
  ): Promise<void>
  /** The same for a report or digest, which is one message for the whole notice. */
  claimNotice(customerId: string, noticeId: string, now: string, leaseUntil: string): Promise<boolean>
  markNoticeSent(customerId: string, noticeId: string): Promise<void>
  /** Nobody is left to be told: an unsent notice is closed, and no longer open work. */
  closeNotice(customerId: string, noticeId: string): Promise<void>
  /** When a customer was ended (ISO instant); `null` where it was not, or is one again. */
  endedAt(customerId: string): Promise<string | null>
  openWork(): Promise<OpenWork[]>
}

/** The reverse index: exact keys → suppliers. Base-table items, read strongly consistently. */
export interface ReverseIndex {
  /** Suppliers that hold any of the keys, by key. */
  lookUp(
    modelVersion: string,
    keys: readonly string[],
  ): Promise<Map<string, { customerId: string; supplierId: string }[]>>
  put(modelVersion: string, customerId: string, supplierId: string, keys: readonly string[]): Promise<void>
  remove(modelVersion: string, customerId: string, supplierId: string, keys: readonly string[]): Promise<void>
}
