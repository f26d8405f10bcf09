import { fieldDiffs } from '../lists/diff.ts'
import { removalReason } from '../lists/removal-reason.ts'
import type { Alert, Consequence, Severity } from '../model/alert.ts'
import type { Cause, ChangeKind, DocumentRef } from '../model/change.ts'
import type { Designation, DesignationFacts } from '../model/designation.ts'
import type { AlertRecord } from '../matches/ports.ts'
import type { Exposure } from '../suppliers/exposure.ts'

/** Raised whenever the same facts could give another alert: names the rules that an alert was made by. */
export const ruleVersion = 'rules-1'

export interface AlertInput {
  record: AlertRecord
  /** The designation before and after; both where it was amended. */
  before: Designation | null
  after: Designation | null
  document: DocumentRef
  cause: Cause
  versionBefore: number | null
  exposure: Exposure | null
  consequences: readonly Consequence[]
  severity: Severity
}

const changeKind = (
  before: Designation | null,
  after: Designation | null,
  caused: boolean,
): ChangeKind | 'none' => {
  if (!caused) return 'none'
  if (before && after) return 'amended'
  return after ? 'added' : 'removed'
}

const factsOf = ({ id: _id, ...facts }: Designation): DesignationFacts => facts

/** The alert, for programs and as the one model that its text is made from. Pure: the same input gives the same alert. */
export const buildAlert = (input: AlertInput): Alert => {
  const { record, before, after, document, exposure } = input
  const { match, kind } = record.transition
  const designation = after ?? before
  if (!designation) throw new RangeError(`alert ${record.alertId} has no designation on either side`)
  const caused = record.designationBefore !== record.designationAfter && input.cause !== 'intake'
  const subject = designation.subjects.find(({ id }) => id === match.subjectId)
  const { supplier } = record
  return {
    schemaVersion: 1,
    alertId: record.alertId,
    revision: match.revision,
    kind,
    customerId: record.customerId,
    at: match.at,
    severity: input.severity,
    source: match.source,
    measure: input.consequences[0]?.measure ?? match.measures[0] ?? 'unknown-effect',
    consequences: [...input.consequences],
    cause: input.cause,
    designation: {
      source: designation.source,
      id: designation.id,
      name: designation.name,
      type: designation.type,
      aliases: designation.aliases,
      addresses: designation.addresses,
      countries: designation.countries,
      identifiers: designation.identifiers,
      programs: designation.programs,
      status: after ? after.status : removalReason(designation.source),
      ...(designation.listedOn === undefined ? {} : { listedOn: designation.listedOn }),
      ...(designation.effectiveOn === undefined ? {} : { effectiveOn: designation.effectiveOn }),
      ...(subject === undefined ? {} : { subject: subject.name }),
      ...(designation.licence === undefined ? {} : { licence: designation.licence }),
    },
    change: {
      kind: changeKind(before, after, caused),
      fields: before && after ? fieldDiffs(factsOf(before), factsOf(after)) : [],
      listVersionBefore: input.versionBefore,
      listVersionAfter: record.listSeq,
    },
    supplier: {
      supplierId: supplier.supplierId,
      name: supplier.name,
      otherNames: supplier.otherNames,
      ...(supplier.country === undefined ? {} : { country: supplier.country }),
      ...(supplier.address === undefined ? {} : { address: supplier.address }),
      roles: supplier.roles,
      tier: exposure?.tier ?? 0,
    },
    rule: match.rule,
    score: match.score,
    decision: match.decision,
    ...(kind === 'resolved' && match.resolvedBecause ? { resolvedBecause: match.resolvedBecause } : {}),
    explanation: match.explanation,
    ...(record.transition.ended === undefined ? {} : { previouslyCleared: record.transition.ended }),
    paths: exposure?.paths ?? [],
    citation: designation.citation ?? { title: document.url, url: document.url },
    evidence: { ...document, ruleVersion },
  }
}
