import type { AuditAct } from '../audit/chain.ts'
import type { IntakeRecord } from './intake.ts'

/** Who confirmed, as an upload's header says it: percent-encoded, for headers are ASCII. What is not so encoded stays as it is. */
const nameIn = (header: string): string => {
  try {
    return decodeURIComponent(header)
  } catch {
    return header
  }
}

/** How the customer's audit trail tells that a file was let through that removes suppliers, once for each upload. */
export const confirmedRemovals = (record: IntakeRecord, author: string | undefined): AuditAct => ({
  act: 'register.confirm-removals',
  author: author === undefined ? 'not named' : nameIn(author),
  at: record.at,
  subject: record.file,
  details: {
    intakeId: record.intakeId,
    sha256: record.sha256,
    removed: record.removed,
    added: record.added,
    changed: record.changed,
  },
  once: `register.confirm-removals ${record.intakeId}`,
})
