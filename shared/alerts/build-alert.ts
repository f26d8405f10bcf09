import { dueDiffs, fieldDiffs } from '../lists/diff.ts'
import { removalReason } from '../lists/removal-reason.ts'
import { matchIdOf } from '../matches/disposition.ts'
import { comparedParty } from '../matches/met-party.ts'
import type { Alert, AlsoOpen, AnchorEvent, Consequence, Severity } from '../model/alert.ts'
import type { Cause, ChangeKind, DocumentRef, DueFact } from '../model/change.ts'
import type { Designation, DesignationFacts } from '../model/designation.ts'
import type { Match } from '../model/match.ts'
import { describeSource } from '../model/source.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import type { AlertRecord } from '../matches/ports.ts'
import type { Exposure } from '../suppliers/exposure.ts'
import { clocksOf } from './clocks.ts'
import { compareParties } from './comparison.ts'
import { nextStepsOf } from './next-steps.ts'
import { remainsOf } from './remains.ts'

/** Raised whenever the same facts could give another alert: names the rules that an alert was made by. */
export const ruleVersion = 'rules-8'

export interface AlertInput {
  record: AlertRecord
  /** The designation before and after; both where it was amended. */
  before: Designation | null
  after: Designation | null
  document: DocumentRef
  cause: Cause
  versionBefore: number | null
  exposure: Exposure | null
  /** What the listing means now; for a match that ended, nothing. */
  consequences: readonly Consequence[]
  /** What it meant while the match was open: the clocks that it started run on. */
  consequencesBefore: readonly Consequence[]
  /** Cause `due`: what came due. */
  due?: readonly DueFact[]
  severity: Severity
  /** The customer's register by supplier, for the names and goods along the paths. */
  suppliers: ReadonlyMap<string, Pick<SupplierFacts, 'name' | 'goods'>>
  /** Open matches of the same supplier, besides this one. */
  others: readonly Match[]
  /** Events that the customer entered for this match. */
  anchors: readonly AnchorEvent[]
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

/** An object without the members that are `undefined`. */
const present = <T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never

const goodsAlong = (goods: SupplierFacts['goods']): string[] =>
  goods
    .slice(0, 6)
    .map(({ hs, text, region, country }) =>
      [hs, text, region ?? country].filter((part) => part !== undefined && part !== '').join(' '),
    )

const chainsOf = ({ exposure, suppliers }: AlertInput): Alert['chains'] =>
  (exposure?.paths ?? []).map((path) =>
    path.map((supplierId) => ({
      supplierId,
      name: suppliers.get(supplierId)?.name ?? supplierId,
      goods: goodsAlong(suppliers.get(supplierId)?.goods ?? []),
    })),
  )

const alsoOpenOf = (others: readonly Match[]): AlsoOpen[] =>
  others
    .filter(({ state }) => state === 'open')
    .map((match) => ({
      matchId: matchIdOf(match),
      source: match.source,
      designationId: match.designationId,
      designationName: match.designationName,
      rule: match.rule,
      score: match.score,
    }))
    .sort((a, b) => b.score - a.score || (a.matchId < b.matchId ? -1 : 1))

/** The alert, for programs and as the one model that its text is made from. Pure: the same input gives the same alert. */
export const buildAlert = (input: AlertInput): Alert => {
  const { record, before, after, document, exposure } = input
  const { match, kind, fields } = record.transition
  const designation = after ?? before
  if (!designation) throw new RangeError(`alert ${record.alertId} has no designation on either side`)
  const due = input.due ?? []
  // The entry is what it was; its day came.
  const caused =
    due.length > 0 || (record.designationBefore !== record.designationAfter && input.cause !== 'intake')
  const subject = designation.subjects.find(({ id }) => id === match.subjectId)
  const { supplier } = record
  const party = comparedParty(match.met, supplier, record.upstream)
  const { source } = match
  const alsoOpen = alsoOpenOf(input.others)
  const moved = match.carriedFrom !== undefined && kind === 'amended'
  const alert: Omit<Alert, 'nextSteps' | 'remains'> = {
    schemaVersion: 1,
    alertId: record.alertId,
    revision: match.revision,
    kind,
    customerId: record.customerId,
    at: match.at,
    severity: input.severity,
    source,
    agency: describeSource[source].agency,
    matchId: matchIdOf(match),
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
      goods: designation.goods,
      subLists: designation.subLists,
      birthDates: designation.birthDates,
      birthPlaces: designation.birthPlaces,
      nationalities: [...new Set([...designation.nationalities, ...designation.citizenships])],
      linkedTo: designation.linkedTo,
      ...present({
        listedOn: designation.listedOn,
        effectiveOn: designation.effectiveOn,
        subject: subject?.name,
        licence: designation.licence,
        statusAsPublished: designation.statusAsPublished,
        enforcedUnder: designation.enforcedUnder,
        title: designation.title,
        party: designation.party,
      }),
    },
    dates: present({
      listedOn: designation.listedOn,
      publishedOn: document.publishedOn,
      effectiveOn: designation.effectiveOn ?? document.effectiveOn,
    }),
    change: {
      kind: moved ? 'moved' : changeKind(before, after, caused),
      fields: [...(before && after ? fieldDiffs(factsOf(before), factsOf(after)) : []), ...dueDiffs(due)],
      listVersionBefore: input.versionBefore,
      listVersionAfter: record.listSeq,
      matchFacts: fields,
    },
    supplier: {
      supplierId: supplier.supplierId,
      name: supplier.name,
      otherNames: supplier.otherNames,
      roles: supplier.roles,
      tier: exposure?.tier ?? 0,
      type: supplier.type,
      sites: supplier.sites,
      identifiers: supplier.identifiers,
      goods: supplier.goods,
      owners: supplier.owners,
      officers: supplier.officers,
      ...present({
        country: supplier.country,
        address: supplier.address,
        birthDate: supplier.birthDate,
        nationality: supplier.nationality,
        sends: supplier.sends,
      }),
    },
    comparison: compareParties(designation, party.facts, match, party.isTypeKnown),
    clocks: clocksOf(
      kind === 'resolved' ? input.consequencesBefore : input.consequences,
      input.anchors,
      kind,
    ),
    alsoOpen,
    ...(moved && match.carriedFrom !== undefined
      ? {
          carriedFrom: {
            designationId: match.carriedFrom,
            matchId: matchIdOf({ ...match, designationId: match.carriedFrom }),
          },
        }
      : {}),
    rule: match.rule,
    ...(match.met === undefined ? {} : { met: match.met }),
    score: match.score,
    decision: match.decision,
    ...(kind === 'resolved' && match.resolvedBecause ? { resolvedBecause: match.resolvedBecause } : {}),
    explanation: match.explanation,
    ...(record.transition.ended === undefined ? {} : { previouslyCleared: record.transition.ended }),
    paths: exposure?.paths ?? [],
    chains: chainsOf(input),
    citation: designation.citation ?? { title: document.url, url: document.url },
    evidence: { ...document, ruleVersion },
  }
  return {
    ...alert,
    nextSteps: nextStepsOf(alert),
    remains: kind === 'resolved' ? remainsOf(alert, designation) : [],
  }
}
