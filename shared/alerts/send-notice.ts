import { IntegrityError } from '../errors.ts'
import {
  entryAsListed,
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
  type VersionRef,
} from '../evidence/sealed-record.ts'
import type { DocumentStore, ListStore } from '../lists/ports.ts'
import type { ListVersion } from '../lists/version.ts'
import type { Alert, AnchorEvent, Consequence, Notice, Severity } from '../model/alert.ts'
import type { ChangeSet } from '../model/change.ts'
import type { Designation } from '../model/designation.ts'
import type { Match } from '../model/match.ts'
import type { Customer, Role, SeverityCell, Supplier } from '../model/supplier.ts'
import type { AlertRecord, Registry } from '../matches/ports.ts'
import { matchIdOf } from '../matches/disposition.ts'
import { type Exposure, exposureOf } from '../suppliers/exposure.ts'
import { buildAlert } from './build-alert.ts'

export interface OutgoingMessage {
  subject: string
  /** For people: e-mail. */
  text: string
  /** For programs: everything else. */
  json: string
  attributes: Record<string, string>
}

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
  /** Returns the message id that SNS gave. */
  publish: (topicArn: string, message: OutgoingMessage) => Promise<string>
  consequencesOf: (designation: Designation, roles: readonly Role[], on: string) => Consequence[]
  severityOf: (input: {
    consequences: readonly Consequence[]
    match: Match
    kind: Alert['kind']
    tier: number
    cells?: readonly SeverityCell[]
  }) => Severity
  alertMessage: (alert: Alert, customer: Customer) => { subject: string; text: string }
  reportMessage: (
    notice: Notice,
    alerts: readonly Alert[],
    customer: Customer,
  ) => { subject: string; text: string }
  digestMessage: (
    notice: Notice,
    alerts: readonly Alert[],
    customer: Customer,
  ) => { subject: string; text: string }
  /** Events that the customer entered for a match. */
  anchorsOf: (customerId: string, matchId: string) => Promise<AnchorEvent[]>
  /** Real time. */
  now: () => Date
  leaseSeconds: number
}

/** More alerts than this from one change set are told in one digest: a flood is not read. */
export const maxSingleAlerts = 10
/** SNS takes 256 KiB with attributes. */
const maxJsonBytes = 120_000

const messageAttributes = (alert: Alert): Record<string, string> => ({
  kind: alert.kind,
  source: alert.source,
  measure: alert.measure,
  severity: alert.severity,
  rule: alert.rule,
  tier: String(alert.supplier.tier),
})

/** An alert in JSON that fits: long lists of aliases and addresses are cut, and say so. */
export const alertJson = (alert: Alert): string => {
  const full = JSON.stringify(alert)
  if (Buffer.byteLength(full) <= maxJsonBytes) return full
  const cut = <T>(members: readonly T[]): T[] => members.slice(0, 25)
  return JSON.stringify({
    ...alert,
    designation: {
      ...alert.designation,
      aliases: cut(alert.designation.aliases),
      addresses: cut(alert.designation.addresses),
      identifiers: cut(alert.designation.identifiers),
      truncated: true,
    },
    change: { ...alert.change, fields: [] },
  })
}

const summaryJson = (notice: Notice, alerts: readonly Alert[], kind: 'report' | 'digest'): string =>
  JSON.stringify({
    schemaVersion: 1,
    kind: 'notice',
    form: kind,
    noticeId: notice.noticeId,
    customerId: notice.customerId,
    at: notice.at,
    cause: notice.cause,
    source: notice.source ?? null,
    screened: notice.screened,
    total: alerts.length,
    alerts: alerts.slice(0, 200).map((alert) => ({
      alertId: alert.alertId,
      kind: alert.kind,
      severity: alert.severity,
      supplierId: alert.supplier.supplierId,
      source: alert.source,
      designationId: alert.designation.id,
      designationName: alert.designation.name,
      measure: alert.measure,
      rule: alert.rule,
      score: alert.score,
    })),
    truncated: alerts.length > 200,
  })

interface Context {
  notice: Notice
  customer: Customer
  suppliers: Supplier[]
  changeSet: ChangeSet | null
  /** Archived documents, opened once for all alerts of the notice. */
  opened: OpenDocuments
}

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
  const version = await lists.version(source, record.listSeq)
  const exposure = exposureOf(context.suppliers, match.supplierId)
  const on = match.at.slice(0, 10)
  const means = (designation: Designation | null): Consequence[] =>
    designation ? deps.consequencesOf(designation, record.supplier.roles, on) : []
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
  { changeSet, suppliers, opened }: Context,
  record: AlertRecord,
  told: Told,
): Promise<SealedRecord> => {
  const { alert, version, exposure } = told
  const versionBefore =
    changeSet?.source === alert.source && changeSet.versionBefore !== null
      ? versionRef(await deps.lists.version(alert.source, changeSet.versionBefore))
      : null
  const versionAfter = versionRef(version)
  const listed = async (
    designation: Designation | null,
    hash: string | undefined,
    of: VersionRef,
  ): Promise<EntryAsListed | null> =>
    designation && hash !== undefined ? entryAsListed(deps, of, { designation, hash }, opened) : null
  const [before, after] = [
    await listed(told.before, record.designationBefore, versionBefore ?? versionAfter),
    await listed(told.after, record.designationAfter, versionAfter),
  ]
  const quoted = quotedIn(after ?? before)
  return buildSealedRecord({
    alert: quoted === undefined ? alert : { ...alert, citation: { ...alert.citation, quoted } },
    record,
    exposure: exposureAsItWas(exposure, suppliers),
    list: { before: versionBefore, after: versionAfter },
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
  const records = await registry.alertsOfNotice(customerId, noticeId)
  const context: Context = {
    notice,
    customer,
    suppliers: records.length > 0 ? await registry.suppliers(customerId) : [],
    changeSet:
      notice.source !== undefined && notice.seq !== undefined
        ? await lists.changeSet(notice.source, notice.seq)
        : null,
    opened: new Map(),
  }
  const single = notice.kind === 'alerts' && records.length <= maxSingleAlerts
  const outcome = single
    ? await sendSingly(deps, context, records)
    : await sendTogether(deps, context, records)
  if (outcome.busy === 0) await registry.markNoticeSent(customerId, noticeId)
  return outcome
}

const lease = (deps: SendDependencies): { now: string; until: string } => {
  const now = deps.now()
  return { now: now.toISOString(), until: new Date(now.getTime() + deps.leaseSeconds * 1000).toISOString() }
}

const sendSingly = async (
  deps: SendDependencies,
  context: Context,
  records: readonly AlertRecord[],
): Promise<SendOutcome> => {
  const { registry } = deps
  const { customer } = context
  const outcome: SendOutcome = { sent: 0, busy: 0, unknownEffects: 0 }
  for (const record of records) {
    if (record.state === 'sent') continue
    const { now, until } = lease(deps)
    if (!(await registry.claimAlert(customer.customerId, record.alertId, now, until))) {
      const other = await registry.alert(customer.customerId, record.alertId)
      if (other?.state !== 'sent') outcome.busy++
      continue
    }
    const alert = await sealedAlert(deps, context, record)
    const { subject, text } = deps.alertMessage(alert, customer)
    const messageId = await deps.publish(customer.topicArn, {
      subject,
      text,
      json: alertJson(alert),
      attributes: messageAttributes(alert),
    })
    await registry.markAlertSent(customer.customerId, alert.alertId, {
      sentAt: deps.now().toISOString(),
      messageId,
      ...sealOf(alert),
    })
    outcome.sent++
    if (hasUnknownEffect(alert)) outcome.unknownEffects++
  }
  return outcome
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
    const alerts: Alert[] = []
    for (const record of records) {
      if (record.state !== 'sent') alerts.push(await sealedAlert(deps, context, record))
    }
    await markAll(registry, alerts, {
      sentAt: published.sentAt ?? now,
      messageId: published.messageId ?? '',
    })
    return { sent: 0, busy: 0, unknownEffects: 0 }
  }
  const alerts: Alert[] = []
  for (const record of records) {
    alerts.push(await sealedAlert(deps, context, record))
  }
  const form = notice.kind === 'report' ? 'report' : 'digest'
  const message = form === 'report' ? deps.reportMessage : deps.digestMessage
  const { subject, text } = message(notice, alerts, customer)
  const messageId = await deps.publish(customer.topicArn, {
    subject,
    text,
    json: summaryJson(notice, alerts, form),
    attributes: {
      kind: 'notice',
      severity: worst(alerts),
      ...(notice.source ? { source: notice.source } : {}),
    },
  })
  await markAll(registry, alerts, { sentAt: deps.now().toISOString(), messageId })
  return { sent: 1, busy: 0, unknownEffects: alerts.filter(hasUnknownEffect).length }
}

const markAll = async (
  registry: Registry,
  alerts: readonly Alert[],
  sent: { sentAt: string; messageId: string },
): Promise<void> => {
  for (const alert of alerts) {
    await registry.markAlertSent(alert.customerId, alert.alertId, { ...sent, ...sealOf(alert) })
  }
}

/** What is kept of an alert beside its record: by the severity it becomes overdue, by the hash the record is known. */
const sealOf = ({ severity, evidence }: Alert): Pick<AlertRecord, 'severity' | 'recordSha256'> => ({
  severity,
  ...(evidence.record === undefined ? {} : { recordSha256: evidence.record.sha256 }),
})

const hasUnknownEffect = (alert: Alert): boolean =>
  alert.kind !== 'resolved' &&
  (alert.measure === 'unknown-effect' ||
    alert.consequences.some(({ measure }) => measure === 'unknown-effect'))

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']
const worst = (alerts: readonly Alert[]): Severity =>
  severities.find((severity) => alerts.some((alert) => alert.severity === severity)) ?? 'info'
