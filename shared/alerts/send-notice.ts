import { newYorkDay } from '../dates.ts'
import pLimit from 'p-limit'
import { IntegrityError } from '../errors.ts'
import {
  listedIn,
  exposureAsItWas,
  quotedIn,
  type GatherDependencies,
  type OpenDocuments,
  versionRef,
} from '../evidence/gather.ts'
import {
  alertOfRecord,
  buildSealedRecord,
  type EntryAsListed,
  type SealedRecord,
  sealedText,
} from '../evidence/sealed-record.ts'
import type { DocumentStore, ListStore } from '../lists/ports.ts'
import type { ListVersion } from '../lists/version.ts'
import type { Alert, AnchorEvent, Consequence, Notice, Severity } from '../model/alert.ts'
import type { Announcement } from '../model/early-notice.ts'
import type { ChangeSet, DueFact } from '../model/change.ts'
import type { Designation } from '../model/designation.ts'
import type { Match, Met } from '../model/match.ts'
import { type SourceId, watchedSources } from '../model/source.ts'
import type { Customer, Role, SeverityCell, Supplier } from '../model/supplier.ts'
import type { AlertRecord, Registry } from '../matches/ports.ts'
import { matchIdOf } from '../matches/disposition.ts'
import { type Exposure, exposuresOf, suppliersById } from '../suppliers/exposure.ts'
import { announcementMessage } from './announcement.ts'
import { buildAlert } from './build-alert.ts'
import { type AlertGroup, groupAlerts } from './groups.ts'
import { alertOutgoing, type OutgoingMessage } from './outgoing.ts'
import { noticeOutgoing } from './report/notice-outgoing.ts'
import { reportedAlert, type ReportedAlert } from './report/reported-alert.ts'
import { inOrder, type ReportFile, reportFiles, reportPrefix, type ReportRef } from './report/report-files.ts'

interface Words {
  subject: string
  text: string
}

type SummaryMessage = (
  notice: Notice,
  alerts: readonly ReportedAlert[],
  customer: Customer,
  report: ReportRef,
) => Words

export interface SendDependencies {
  lists: ListStore
  /** Archived documents: what is quoted from them is sealed with the alert. */
  documents: Pick<DocumentStore, 'read'>
  readerOf: GatherDependencies['readerOf']
  /** Versions of the product and of the screening model. */
  versions: { product: string; model: string }
  registry: Registry
  /** Seals the record of an alert before it is published, and gives what is sealed: the first record counts. */
  seal: (customerId: string, alertId: string, record: string) => Promise<string>
  /** What is sealed of an alert; `null` where nothing is yet. */
  sealed: (customerId: string, alertId: string) => Promise<string | null>
  /** Returns the message id that SNS gave. */
  publish: (topicArn: string, message: OutgoingMessage) => Promise<string>
  consequencesOf: (
    designation: Designation,
    roles: readonly Role[],
    on: string,
    met?: { who: Met; subjectId?: string },
  ) => Consequence[]
  severityOf: (input: {
    consequences: readonly Consequence[]
    match: Match
    kind: Alert['kind']
    tier: number
    cells?: readonly SeverityCell[]
  }) => Severity
  /** `together`: alerts that are told in the same message. */
  alertMessage: (alert: Alert, customer: Customer, together: readonly Alert[]) => Words
  reportMessage: SummaryMessage
  digestMessage: SummaryMessage
  /** Stores a file of a report once; the first one counts. */
  storeReport: (key: string, file: ReportFile) => Promise<void>
  /** Where a stored file can be read, and until when the address works. */
  linkTo: (key: string) => Promise<Omit<ReportRef, 'prefix'>>
  /** Events that the customer entered for a match. */
  anchorsOf: (customerId: string, matchId: string) => Promise<AnchorEvent[]>
  /** Real time. */
  now: () => Date
  leaseSeconds: number
}

/** More messages than this from one change set are told in one digest: a flood is not read. */
export const maxSingleAlerts = 5
/** Alerts of one message that are sealed or marked at a time: each waits for the stores, and a report has thousands. */
const atOnce = 8

interface Context {
  notice: Notice
  customer: Customer
  suppliers: ReadonlyMap<string, Supplier>
  exposureOf: (supplierId: string) => Exposure | null
  /** List versions, each read once for all alerts of the notice. */
  versionOf: (source: SourceId, seq: number) => Promise<ListVersion>
  changeSet: ChangeSet | null
  /** Archived documents, opened once for all alerts of the notice. */
  opened: OpenDocuments
  /** Cause `due`: what came due, by designation. */
  due: ReadonlyMap<string, readonly DueFact[]>
}

const dueFacts = async (
  { lists }: SendDependencies,
  changeSet: ChangeSet | null,
): Promise<Map<string, readonly DueFact[]>> =>
  new Map(
    changeSet?.cause === 'due'
      ? (await lists.changes(changeSet)).map(({ id, due = [] }) => [id, due] as const)
      : [],
  )

/** What an alert is told from, and what its record keeps besides. */
interface Told {
  alert: Alert
  before: Designation | null
  after: Designation | null
  version: ListVersion
  exposure: Exposure | null
}

const alertOf = async (deps: SendDependencies, context: Context, record: AlertRecord): Promise<Told> => {
  const { lists } = deps
  const { match, kind } = record.transition
  const { source, designationId: id } = match
  const read = async (hash: string | undefined): Promise<Designation | null> =>
    hash === undefined ? null : ((await lists.entries(source, [{ id, hash }])).get(id) ?? null)
  const after = await read(record.designationAfter)
  const before = await read(record.designationBefore)
  const version = await context.versionOf(source, record.listSeq)
  const exposure = context.exposureOf(match.supplierId)
  const on = newYorkDay(match.at)
  const means = (designation: Designation | null): Consequence[] =>
    designation
      ? deps.consequencesOf(
          designation,
          record.supplier.roles,
          on,
          match.met === undefined
            ? undefined
            : { who: match.met, ...(match.subjectId === undefined ? {} : { subjectId: match.subjectId }) },
        )
      : []
  const consequences = kind === 'resolved' ? [] : means(after ?? before)
  const { customerId } = record
  const matchId = matchIdOf(match)
  const others = (await deps.registry.matchesOfSupplier(customerId, match.supplierId)).filter(
    (other) => matchIdOf(other) !== matchId,
  )
  const alert = buildAlert({
    record,
    before,
    after,
    document: context.changeSet?.source === source ? context.changeSet.document : version.document,
    cause: context.notice.cause,
    versionBefore: context.changeSet?.versionBefore ?? null,
    exposure,
    consequences,
    due: context.due.get(id) ?? [],
    consequencesBefore: kind === 'resolved' ? means(before ?? after) : [],
    severity: deps.severityOf({
      consequences,
      match,
      kind,
      tier: exposure?.tier ?? 0,
      cells: context.customer.severity ?? [],
    }),
    suppliers: context.suppliers,
    others,
    anchors: await deps.anchorsOf(customerId, matchId),
  })
  return { alert, before, after, version, exposure }
}

/** All that the alert rests on, with the official words that list the party. */
const recordOf = async (
  deps: SendDependencies,
  { changeSet, suppliers, opened, versionOf }: Context,
  record: AlertRecord,
  told: Told,
): Promise<SealedRecord> => {
  const { alert, version, exposure } = told
  const versionBefore =
    changeSet?.source === alert.source && changeSet.versionBefore !== null
      ? await versionOf(alert.source, changeSet.versionBefore)
      : null
  const listed = async (
    designation: Designation | null,
    hash: string | undefined,
    of: ListVersion,
  ): Promise<EntryAsListed | null> =>
    designation && hash !== undefined ? listedIn({ ...deps, opened }, of, { designation, hash }) : null
  const [before, after] = [
    await listed(told.before, record.designationBefore, versionBefore ?? version),
    await listed(told.after, record.designationAfter, version),
  ]
  const quoted = quotedIn(after ?? before)
  return buildSealedRecord({
    alert: quoted === undefined ? alert : { ...alert, citation: { ...alert.citation, quoted } },
    record,
    exposure: exposureAsItWas(exposure, suppliers),
    list: { before: versionBefore ? versionRef(versionBefore) : null, after: versionRef(version) },
    before,
    after,
    versions: deps.versions,
    sealedAt: deps.now().toISOString(),
  })
}

/**
 * The alert as it is told: from its sealed record, made now or by a run that died. A delivery that is repeated says what
 * the first one said, whatever the register has become.
 */
const sealedAlert = async (deps: SendDependencies, context: Context, record: AlertRecord): Promise<Alert> => {
  const sealed = await recordOf(deps, context, record, await alertOf(deps, context, record))
  return alertOfRecord(await deps.seal(record.customerId, record.alertId, sealedText(sealed)))
}

/**
 * What a report tells of its alerts, each sealed first. Where a run died over them, what it sealed is read and not made
 * anew: however many there are, runs that are cut off come to an end of them.
 */
const sealedForReport = async (
  deps: SendDependencies,
  context: Context,
  records: readonly AlertRecord[],
): Promise<ReportedAlert[]> => {
  const [first] = records
  if (!first) return []
  const isResumed = (await deps.sealed(first.customerId, first.alertId)) !== null
  return eachAtOnce(records, async (record) => {
    const before = isResumed ? await deps.sealed(record.customerId, record.alertId) : null
    return reportedAlert(before === null ? await sealedAlert(deps, context, record) : alertOfRecord(before))
  })
}

/** Works on some at a time, and begins no other once one has failed. */
const eachAtOnce = async <From, To>(
  members: readonly From[],
  work: (member: From) => Promise<To>,
): Promise<To[]> => {
  const limit = pLimit(atOnce)
  try {
    return await Promise.all(members.map((member) => limit(() => work(member))))
  } catch (error) {
    limit.clearQueue()
    throw error
  }
}

export interface SendOutcome {
  sent: number
  /** Alerts that another sender holds: the sweeper looks again when its lease has run out. */
  busy: number
  /** Alerts whose listing has no row in the table of legal effects: told without a legal sentence, and alarmed. */
  unknownEffects: number
}

/**
 * Sends a notice: seal, claim, publish, mark. A crash after the publish and before the mark repeats that one delivery
 * under the same alert id; everything else is sent once.
 */
export const sendNotice = async (
  deps: SendDependencies,
  customerId: string,
  noticeId: string,
): Promise<SendOutcome> => {
  const { registry, lists } = deps
  const notice = await registry.notice(customerId, noticeId)
  if (notice?.state !== 'ready') return { sent: 0, busy: 0, unknownEffects: 0 }
  const customer = await registry.customer(customerId)
  if (!customer && (await registry.endedAt(customerId)) !== null) {
    await registry.closeNotice(customerId, noticeId)
    return { sent: 0, busy: 0, unknownEffects: 0 }
  }
  if (!customer) {
    throw new IntegrityError(
      `Customer ${customerId} has a notice and no profile`,
      'Restore the registry table.',
    )
  }
  if (notice.announcement !== undefined)
    return sendAnnouncement(deps, customer, { ...notice, announcement: notice.announcement })
  const records = await registry.alertsOfNotice(customerId, noticeId)
  const changeSet =
    notice.source !== undefined && notice.seq !== undefined
      ? await lists.changeSet(notice.source, notice.seq)
      : null
  const suppliers = records.length > 0 ? await registry.suppliers(customerId) : []
  const context: Context = {
    notice,
    customer,
    suppliers: suppliersById(suppliers),
    exposureOf: exposuresOf(suppliers),
    versionOf: versionsOf(lists),
    changeSet,
    opened: new Map(),
    due: await dueFacts(deps, changeSet),
  }
  const groups = notice.kind === 'alerts' ? await groupsOf(lists, records) : []
  const single = notice.kind === 'alerts' && groups.length <= maxSingleAlerts
  const outcome = single
    ? await sendSingly(deps, context, groups)
    : await sendTogether(deps, context, records)
  if (outcome.busy === 0) await registry.markNoticeSent(customerId, noticeId)
  return outcome
}

/** What is not yet published is one message to everybody, and rests on no match: claim, seal, publish, mark. */
const sendAnnouncement = async (
  deps: SendDependencies,
  customer: Customer,
  notice: Notice & { announcement: Announcement },
): Promise<SendOutcome> => {
  const { registry } = deps
  const { customerId, noticeId } = notice
  const { now, until } = lease(deps)
  if (!(await registry.claimNotice(customerId, noticeId, now, until))) {
    const other = await registry.notice(customerId, noticeId)
    return { sent: 0, busy: other?.state === 'sent' ? 0 : 1, unknownEffects: 0 }
  }
  const message = announcementMessage(notice)
  await deps.seal(customerId, noticeId.replaceAll('#', '-'), message.json)
  await deps.publish(customer.topicArn, message)
  await registry.markNoticeSent(customerId, noticeId)
  return { sent: 1, busy: 0, unknownEffects: 0 }
}

const versionsOf = (lists: ListStore): Context['versionOf'] => {
  const versions = new Map<string, Promise<ListVersion>>()
  return (source, seq) => {
    const key = `${source} ${seq}`
    const version = versions.get(key) ?? lists.version(source, seq)
    versions.set(key, version)
    return version
  }
}

const lease = (deps: SendDependencies): { now: string; until: string } => {
  const now = deps.now()
  return { now: now.toISOString(), until: new Date(now.getTime() + deps.leaseSeconds * 1000).toISOString() }
}

/** What is told in one message: see `groupAlerts`. Only entries that can share a party are read. */
const groupsOf = async (lists: ListStore, records: readonly AlertRecord[]): Promise<AlertGroup[]> => {
  const parties = new Map<string, Designation>()
  const bySource = Map.groupBy(records, ({ transition }) => transition.match.source)
  for (const [source, own] of bySource) {
    const refs = own.flatMap(({ transition, designationAfter, designationBefore }) => {
      const hash = designationAfter ?? designationBefore
      return hash === undefined ? [] : [{ id: transition.match.designationId, hash }]
    })
    for (const [id, entry] of await lists.entries(source, refs)) parties.set(`${source} ${id}`, entry)
  }
  return groupAlerts(
    records,
    ({ transition: { match } }) => parties.get(`${match.source} ${match.designationId}`) ?? null,
  )
}

const sendSingly = async (
  deps: SendDependencies,
  context: Context,
  groups: readonly AlertGroup[],
): Promise<SendOutcome> => {
  const outcome: SendOutcome = { sent: 0, busy: 0, unknownEffects: 0 }
  for (const group of groups) {
    if (group.every(({ state }) => state === 'sent')) continue
    await sendGroup(deps, context, group, outcome)
  }
  return outcome
}

/** The lead is claimed, and marked first: a run that died while marking does not tell the others again. */
const sendGroup = async (
  deps: SendDependencies,
  context: Context,
  group: AlertGroup,
  outcome: SendOutcome,
): Promise<void> => {
  const { registry } = deps
  const { customer } = context
  const [lead] = group
  const { now, until } = lease(deps)
  const claimed =
    lead.state !== 'sent' && (await registry.claimAlert(customer.customerId, lead.alertId, now, until))
  if (!claimed) {
    const other = await registry.alert(customer.customerId, lead.alertId)
    if (other?.state !== 'sent') {
      outcome.busy++
      return
    }
    const rest: Alert[] = []
    for (const record of group) {
      if (record.state !== 'sent' && record !== lead) rest.push(await sealedAlert(deps, context, record))
    }
    await markAll(registry, rest, { sentAt: other.sentAt ?? now, messageId: other.messageId ?? '' })
    return
  }
  const alerts: Alert[] = []
  for (const record of group) alerts.push(await sealedAlert(deps, context, record))
  const [first, ...together] = alerts
  if (!first) return
  const message = alertOutgoing(first, together, deps.alertMessage(first, customer, together))
  const messageId = await deps.publish(customer.topicArn, message)
  await markAll(registry, alerts, { sentAt: deps.now().toISOString(), messageId })
  outcome.sent++
  outcome.unknownEffects += group.filter(hasUnknownEffect).length
}

const sendTogether = async (
  deps: SendDependencies,
  context: Context,
  records: readonly AlertRecord[],
): Promise<SendOutcome> => {
  const { registry } = deps
  const { customer, notice } = context
  const { now, until } = lease(deps)
  if (!(await registry.claimNotice(customer.customerId, notice.noticeId, now, until))) {
    const other = await registry.notice(customer.customerId, notice.noticeId)
    return { sent: 0, busy: other?.state === 'sent' ? 0 : 1, unknownEffects: 0 }
  }
  // An alert is marked only after the message went out: a run that died while marking is not told twice.
  const published = records.find(({ state }) => state === 'sent')
  if (published) {
    const unmarked = records.filter(({ state }) => state !== 'sent')
    await markAll(registry, await sealedForReport(deps, context, unmarked), {
      sentAt: published.sentAt ?? now,
      messageId: published.messageId ?? '',
    })
    return { sent: 0, busy: 0, unknownEffects: 0 }
  }
  const alerts = await sealedForReport(deps, context, records)
  const told = await withNotRead(deps.lists, notice)
  const report = await storedReport(deps, { ...context, notice: told }, alerts)
  const words = notice.kind === 'report' ? deps.reportMessage : deps.digestMessage
  const message = noticeOutgoing(told, alerts, report, words(told, inOrder(alerts), customer, report))
  const messageId = await deps.publish(customer.topicArn, message)
  await markAll(registry, alerts, { sentAt: deps.now().toISOString(), messageId })
  return { sent: 1, busy: 0, unknownEffects: records.filter(hasUnknownEffect).length }
}

/** A screening against all lists says which of them it could not be against: silence on those proves nothing. */
const withNotRead = async (lists: ListStore, notice: Notice): Promise<Notice> => {
  if (notice.kind !== 'report' || notice.source !== undefined) return notice
  const heads = await Promise.all(watchedSources.map((source) => lists.head(source)))
  const notRead = watchedSources.filter((_, at) => heads[at] === null)
  return notRead.length === 0 ? notice : { ...notice, notRead }
}

/** The whole report lies in the evidence bucket before anything is said of it. */
const storedReport = async (
  deps: SendDependencies,
  { notice, customer }: Context,
  alerts: readonly ReportedAlert[],
): Promise<ReportRef> => {
  const prefix = reportPrefix(customer.customerId, notice.noticeId)
  for (const file of reportFiles(notice, alerts, customer))
    await deps.storeReport(`${prefix}${file.name}`, file)
  return { prefix, ...(await deps.linkTo(`${prefix}report.html`)) }
}

/** The first is marked by itself: a run that dies while marking leaves a sign that the message went out. */
const markAll = async (
  registry: Registry,
  [first, ...rest]: readonly ReportedAlert[],
  sent: { sentAt: string; messageId: string },
): Promise<void> => {
  const mark = (alert: ReportedAlert): Promise<void> =>
    registry.markAlertSent(alert.customerId, alert.alertId, { ...sent, ...sealOf(alert) })
  if (first) await mark(first)
  await eachAtOnce(rest, mark)
}

/** What is kept of an alert beside its record: by the severity it becomes overdue, by the hash the record is known. */
const sealOf = ({ severity, evidence }: ReportedAlert): Pick<AlertRecord, 'severity' | 'recordSha256'> => ({
  severity,
  ...(evidence.record === undefined ? {} : { recordSha256: evidence.record.sha256 }),
})

/** Also where one programme of several has no row: the sentences that are told are not all that the listing does. */
const hasUnknownEffect = ({ transition: { kind, match } }: AlertRecord): boolean =>
  kind !== 'resolved' && match.measures.includes('unknown-effect')
