import type { AuditAct, AuditAnchor, AuditEntry, AuditHead, StoredEntry } from './chain.ts'

/** An append-only trail of chains: one for each customer, one for operations. */
export interface AuditTrail {
  /**
   * Puts an act at the end of a chain. Writers that meet wait for each other: each act gets a place of its own, and an
   * act of the same `once` has one place however often it is tried.
   */
  append(chain: string, act: AuditAct): Promise<AuditEntry>
  head(chain: string): Promise<AuditHead | null>
  /** In the order of their keys; what is no entry any more is told as `null`. */
  entries(chain: string): AsyncIterable<StoredEntry>
}

/** Heads in the locked evidence bucket. */
export interface AnchorStore {
  /** Writing one twice is harmless. */
  put(anchor: AuditAnchor): Promise<void>
  newest(chain: string): Promise<AuditAnchor | null>
  all(chain: string): Promise<AuditAnchor[]>
}
