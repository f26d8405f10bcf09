import { LOCAL_ACCOUNT } from '../wire/arn.ts'
import type { Faults } from '../wire/faults.ts'
import type { Sender } from './envelope.ts'
import { Database } from '../wire/database.ts'
import type { MessageAttributes } from '../wire/message-attributes.ts'
import { OUTBOX_SCHEMA } from '../wire/outbox.ts'
import type { Outbox } from '../wire/outbox.ts'
import { ServiceError } from '../wire/service-error.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS topics (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    arn TEXT NOT NULL UNIQUE,
    attributes TEXT NOT NULL,
    tags TEXT NOT NULL,
    deleted_subscriptions INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE IF NOT EXISTS subscriptions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    arn TEXT NOT NULL UNIQUE,
    topic TEXT NOT NULL REFERENCES topics (arn) ON DELETE CASCADE,
    protocol TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    attributes TEXT NOT NULL,
    confirmed INTEGER NOT NULL,
    confirmed_by_signature INTEGER NOT NULL DEFAULT 0,
    unsubscribe_needs_signature INTEGER NOT NULL DEFAULT 0,
    token TEXT UNIQUE,
    created_at INTEGER NOT NULL,
    UNIQUE (topic, protocol, endpoint)
  );
  ${OUTBOX_SCHEMA}`

export const PROTOCOLS = ['email', 'email-json', 'http', 'https', 'lambda', 'sqs'] as const
export type Protocol = (typeof PROTOCOLS)[number]

export interface Topic {
  arn: string
  attributes: Record<string, string>
  tags: Record<string, string>
  deletedSubscriptions: number
}

export interface Subscription {
  arn: string
  topic: string
  protocol: Protocol
  endpoint: string
  attributes: SubscriptionAttributes
  confirmed: boolean
  /** Whether whoever confirmed it signed the request. */
  confirmedBySignature: boolean
  /** Whether a bare link can no longer end it (AuthenticateOnUnsubscribe). */
  unsubscribeNeedsSignature: boolean
  token: string | undefined
  createdAt: number
}

export interface SubscriptionAttributes {
  FilterPolicy?: string
  FilterPolicyScope?: string
  RawMessageDelivery?: string
  RedrivePolicy?: string
}

/** What is sent to one subscription: it holds all that the delivery needs, whatever happens to the subscription. */
export interface Delivery {
  kind: 'notification' | 'confirmation'
  subscription: string
  topic: string
  protocol: Protocol
  endpoint: string
  raw: boolean
  messageId: string
  subject?: string
  message: string
  attributes: MessageAttributes
  /** ISO 8601. */
  sentAt: string
  /** Of a confirmation. */
  token?: string
}

/** A message that could not be delivered, on its way to the subscription's dead-letter queue. */
export interface DeadLetter {
  kind: 'dead-letter'
  topic: string
  queue: string
  body: string
  attributes: MessageAttributes
}

export type Job = Delivery | DeadLetter

/** What every operation of the service works on. */
export interface Sns {
  /** What goes wrong on purpose. */
  faults?: Faults | undefined
  database: Database
  outbox: Outbox<Job>
  /** Where links in mails point to, and who signs envelopes. */
  sender(): Sender
  /** Milliseconds since 1970. */
  now(): number
}

export const openDatabase = (file: string): Database => new Database(file, SCHEMA, 1)

interface TopicRow {
  arn: string
  attributes: string
  tags: string
  deleted_subscriptions: number
}

interface SubscriptionRow {
  number: number
  arn: string
  topic: string
  protocol: Protocol
  endpoint: string
  attributes: string
  confirmed: number
  confirmed_by_signature: number
  unsubscribe_needs_signature: number
  token: string | null
  created_at: number
}

const subscriptionOf = (row: SubscriptionRow): Subscription => ({
  arn: row.arn,
  topic: row.topic,
  protocol: row.protocol,
  endpoint: row.endpoint,
  attributes: JSON.parse(row.attributes) as SubscriptionAttributes,
  confirmed: row.confirmed === 1,
  confirmedBySignature: row.confirmed_by_signature === 1,
  unsubscribeNeedsSignature: row.unsubscribe_needs_signature === 1,
  token: row.token ?? undefined,
  createdAt: row.created_at,
})

export const findTopic = (sns: Sns, arn: string): Topic | undefined => {
  const row = sns.database.get<TopicRow>('SELECT * FROM topics WHERE arn = ?', arn)
  if (!row) return undefined
  return {
    arn: row.arn,
    attributes: JSON.parse(row.attributes) as Record<string, string>,
    tags: JSON.parse(row.tags) as Record<string, string>,
    deletedSubscriptions: row.deleted_subscriptions,
  }
}

/** The ARNs of all topics in the order of their names. */
export const allTopics = (sns: Sns): string[] =>
  sns.database.all<{ arn: string }>('SELECT arn FROM topics ORDER BY arn').map(({ arn }) => arn)

/** Throws `NotFound`. */
export const topicAt = (sns: Sns, arn: string): Topic => {
  const topic = findTopic(sns, arn)
  if (!topic) throw new ServiceError('NotFound', `Topic does not exist: ${arn}`, 404)
  return topic
}

/** Days that SNS keeps a subscription that nobody confirms, and its token: two. */
const UNCONFIRMED_MS = 48 * 3_600_000

/** Every reading of subscriptions begins with it. */
export const dropUnconfirmed = (sns: Sns): void => {
  const keptFrom = sns.now() - UNCONFIRMED_MS
  sns.database.run('DELETE FROM subscriptions WHERE confirmed = 0 AND created_at <= ?', keptFrom)
}

export const findSubscription = (sns: Sns, arn: string): Subscription | undefined => {
  dropUnconfirmed(sns)
  const row = sns.database.get<SubscriptionRow>('SELECT * FROM subscriptions WHERE arn = ?', arn)
  return row && subscriptionOf(row)
}

/** Throws `NotFound`. */
export const subscriptionAt = (sns: Sns, arn: string): Subscription => {
  const subscription = findSubscription(sns, arn)
  if (!subscription) throw new ServiceError('NotFound', `Subscription does not exist: ${arn}`, 404)
  return subscription
}

export const subscriptionFor = (
  sns: Sns,
  topic: string,
  protocol: Protocol,
  endpoint: string,
): Subscription | undefined => {
  dropUnconfirmed(sns)
  const row = sns.database.get<SubscriptionRow>(
    'SELECT * FROM subscriptions WHERE topic = ? AND protocol = ? AND endpoint = ?',
    topic,
    protocol,
    endpoint,
  )
  return row && subscriptionOf(row)
}

export const subscriptionWithToken = (sns: Sns, topic: string, token: string): Subscription | undefined => {
  dropUnconfirmed(sns)
  const row = sns.database.get<SubscriptionRow>(
    'SELECT * FROM subscriptions WHERE topic = ? AND token = ?',
    topic,
    token,
  )
  return row && subscriptionOf(row)
}

export const subscriptionsOf = (sns: Sns, topic: string): Subscription[] => {
  dropUnconfirmed(sns)
  return sns.database
    .all<SubscriptionRow>('SELECT * FROM subscriptions WHERE topic = ? ORDER BY number', topic)
    .map(subscriptionOf)
}

/** The lists of SNS come in pages of a hundred. */
const PAGE = 100

export interface Page<Item> {
  items: Item[]
  next: string | undefined
}

const pageOf = <Row extends { number: number }, Item>(rows: Row[], read: (row: Row) => Item): Page<Item> => ({
  items: rows.slice(0, PAGE).map(read),
  next: rows.length > PAGE ? String(rows[PAGE - 1]?.number) : undefined,
})

const afterOf = (token: string | undefined): number => {
  if (token !== undefined && !/^\d+$/.test(token)) {
    throw new ServiceError('InvalidParameter', 'Invalid parameter: NextToken')
  }
  return Number(token ?? 0)
}

export const topicPage = (sns: Sns, token: string | undefined): Page<string> =>
  pageOf(
    sns.database.all<{ number: number; arn: string }>(
      'SELECT number, arn FROM topics WHERE number > ? ORDER BY number LIMIT ?',
      afterOf(token),
      PAGE + 1,
    ),
    ({ arn }) => arn,
  )

/** Of one topic, or of all where none is given. */
export const subscriptionPage = (
  sns: Sns,
  topic: string | undefined,
  token: string | undefined,
): Page<Subscription> => {
  dropUnconfirmed(sns)
  return pageOf(
    sns.database.all<SubscriptionRow>(
      'SELECT * FROM subscriptions WHERE number > ? AND (? IS NULL OR topic = ?) ORDER BY number LIMIT ?',
      afterOf(token),
      topic ?? null,
      topic ?? null,
      PAGE + 1,
    ),
    subscriptionOf,
  )
}

export const OWNER = LOCAL_ACCOUNT
