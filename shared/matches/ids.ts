import { sha256 } from '../hash.ts'
import type { MatchKey } from '../model/match.ts'
import type { SourceId } from '../model/source.ts'

/** A match's place in its customer's partition: `M#supplier#source#designation#rule`. */
export const matchSortKey = (key: Omit<MatchKey, 'customerId'>): string =>
  `M#${key.supplierId}#${key.source}#${key.designationId}#${key.rule}`

/**
 * The id of an alert is the hash of its match and the match's revision: a delivery that a crash repeats carries the
 * same id, and no two transitions share one.
 */
export const alertIdOf = (key: MatchKey, revision: number): string =>
  sha256(JSON.stringify([key.customerId, matchSortKey(key), revision])).slice(0, 32)

export const changeSetNoticeId = (source: SourceId, seq: number): string =>
  `${source}#${String(seq).padStart(6, '0')}`

/** `at`: real time (ISO instant). */
export const rescreenNoticeId = (at: string): string => `rescreen#${at}`

export const intakeNoticeId = (intakeId: string): string => `intake#${intakeId}`
