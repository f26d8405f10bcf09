import type { Alert, Severity, TogetherAlert } from '../model/alert.ts'
import type { ReportedAlert } from './report/reported-alert.ts'
import { severities } from './severity.ts'

/** A message as SNS takes it. */
export interface OutgoingMessage {
  subject: string
  /** For people: e-mail. */
  text: string
  /** For programs: everything else. */
  json: string
  /** What subscribers filter on. Several values stand for all that the message tells of. */
  attributes: Record<string, string | string[]>
}

/** SNS refuses a message of more than 256 KiB, its attributes included. */
export const snsLimit = 262_144
/** What we fill of it: the envelope that SNS puts around a message is not ours. */
const room = 240_000

const bytes = (text: string): number => Buffer.byteLength(text)

/** The message of one protocol structure, as it is handed to SNS. */
export const structured = ({ json, text }: Pick<OutgoingMessage, 'json' | 'text'>): string =>
  JSON.stringify({ default: json, email: text })

export const valueOf = (value: string | string[]): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** Bytes that SNS counts: JSON within JSON costs its escapes, too. */
export const sizeOf = (message: OutgoingMessage): number =>
  bytes(structured(message)) +
  bytes(message.subject) +
  Object.entries(message.attributes).reduce(
    (sum, [name, value]) => sum + bytes(name) + bytes('String.Array') + bytes(valueOf(value)),
    0,
  )

export const fits = (message: OutgoingMessage): boolean => sizeOf(message) <= room

export const worstOf = (alerts: readonly Pick<Alert, 'severity'>[]): Severity =>
  severities.find((severity) => alerts.some((alert) => alert.severity === severity)) ?? 'info'

const all = <T extends string>(values: readonly T[]): string | string[] => {
  const distinct = [...new Set(values)].sort()
  return distinct.length === 1 ? (distinct[0] ?? '') : distinct
}

const measuresOf = ({ measure, consequences }: ReportedAlert): string[] => [
  measure,
  ...consequences.map((consequence) => consequence.measure),
]

/** What a message can be filtered on: each attribute has every value that its alerts have. */
export const attributesOf = (
  alerts: readonly ReportedAlert[],
  form: readonly string[] = [],
): OutgoingMessage['attributes'] => ({
  kind: all([...form, ...alerts.map(({ kind }) => kind)]),
  source: all(alerts.map(({ source }) => source)),
  measure: all(alerts.flatMap(measuresOf)),
  severity: all(alerts.map(({ severity }) => severity)),
  rule: all(alerts.map(({ rule }) => rule)),
  tier: all(alerts.map(({ supplier }) => String(supplier.tier))),
})

const togetherOf = (alert: Alert): TogetherAlert => ({
  alertId: alert.alertId,
  matchId: alert.matchId,
  revision: alert.revision,
  severity: alert.severity,
  measure: alert.measure,
  rule: alert.rule,
  score: alert.score,
  designation: {
    id: alert.designation.id,
    name: alert.designation.name,
    countries: alert.designation.countries,
    ...(alert.designation.licence === undefined
      ? {}
      : { licenceRequirement: alert.designation.licence.requirement }),
  },
  ...(alert.evidence.record === undefined ? {} : { record: alert.evidence.record }),
})

const cut = <T>(members: readonly T[], most: number): T[] => members.slice(0, most)

/** Long lists are cut to their beginning, and the alert says so. */
const shortened = (alert: Alert, most: number): unknown => ({
  ...alert,
  designation: {
    ...alert.designation,
    aliases: cut(alert.designation.aliases, most),
    addresses: cut(alert.designation.addresses, most),
    identifiers: cut(alert.designation.identifiers, most),
    goods: cut(alert.designation.goods, most),
    linkedTo: cut(alert.designation.linkedTo, most),
    truncated: true,
  },
  supplier: {
    ...alert.supplier,
    otherNames: cut(alert.supplier.otherNames, most),
    sites: cut(alert.supplier.sites, most),
    goods: cut(alert.supplier.goods, most),
    owners: cut(alert.supplier.owners, most),
    officers: cut(alert.supplier.officers, most),
  },
  comparison: [],
  explanation: cut(alert.explanation, most),
  alsoOpen: cut(alert.alsoOpen, most),
  chains: [],
  change: { ...alert.change, fields: [] },
})

/** The beginning of a text, never ending in half a character: SNS refuses a message that does. */
export const headOf = (text: string, most: number): string =>
  text.slice(0, most).replace(/[\ud800-\udbff]$/, '')

/** What is left of an alert that no cutting makes small enough: what it is, and where its record lies. */
const pointer = (alert: Alert): unknown => ({
  schemaVersion: 1,
  form: 'pointer',
  alertId: alert.alertId,
  matchId: alert.matchId,
  revision: alert.revision,
  kind: alert.kind,
  customerId: alert.customerId,
  at: alert.at,
  severity: alert.severity,
  source: alert.source,
  measure: alert.measure,
  cause: alert.cause,
  rule: alert.rule,
  score: alert.score,
  designation: {
    id: headOf(alert.designation.id, 200),
    name: headOf(alert.designation.name, 1000),
    truncated: true,
  },
  supplier: {
    supplierId: headOf(alert.supplier.supplierId, 200),
    name: headOf(alert.supplier.name, 1000),
    tier: alert.supplier.tier,
  },
  evidence: {
    sha256: alert.evidence.sha256,
    key: alert.evidence.key,
    ...(alert.evidence.record === undefined ? {} : { record: alert.evidence.record }),
  },
})

/** Told in an e-mail whose whole text would not fit. */
const longestText = 100_000
const seeRecord =
  '\n\nThis text was cut because it does not fit into one message. The sealed record has all of it: npx tierwatch evidence '

/**
 * The message of an alert, with those that are told in it. Whatever its size it can be sent: long lists are cut first,
 * then all but what the alert is and where its record lies. The record itself is always whole.
 */
export const alertOutgoing = (
  alert: Alert,
  together: readonly Alert[],
  words: { subject: string; text: string },
): OutgoingMessage => {
  const attributes = attributesOf([alert, ...together])
  const others = together.length === 0 ? {} : { together: together.map(togetherOf) }
  const few = together.length === 0 ? {} : { together: cut(together, 20).map(togetherOf) }
  const text =
    bytes(words.text) > longestText
      ? headOf(words.text, longestText / 4) + seeRecord + alert.alertId
      : words.text
  const shapes: (() => unknown)[] = [
    () => ({ ...alert, ...others }),
    () => ({ ...(shortened(alert, 25) as object), ...others }),
    () => ({ ...(shortened(alert, 3) as object), ...few }),
    () => pointer(alert),
  ]
  for (const shape of shapes) {
    const message = { subject: words.subject, text, json: JSON.stringify(shape()), attributes }
    if (fits(message)) return message
  }
  throw new RangeError(`alert ${alert.alertId} does not fit into a message`)
}
