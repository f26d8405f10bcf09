import { LOCAL_ACCOUNT, LOCAL_REGION } from '../wire/arn.ts'
import type { Faults } from '../wire/faults.ts'
import { Database } from '../wire/database.ts'
import { OUTBOX_SCHEMA } from '../wire/outbox.ts'
import type { Outbox } from '../wire/outbox.ts'
import { ServiceError } from '../wire/service-error.ts'

/** The last events are kept for people to look at, not for replay. */
const RECENT_EVENTS = 200

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS buses (name TEXT PRIMARY KEY, description TEXT, created_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS rules (
    bus TEXT NOT NULL REFERENCES buses (name), name TEXT NOT NULL,
    pattern TEXT NOT NULL, state TEXT NOT NULL, description TEXT,
    PRIMARY KEY (bus, name)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS targets (
    bus TEXT NOT NULL, rule TEXT NOT NULL, id TEXT NOT NULL, target TEXT NOT NULL,
    PRIMARY KEY (bus, rule, id),
    FOREIGN KEY (bus, rule) REFERENCES rules (bus, name) ON DELETE CASCADE
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS recent (number INTEGER PRIMARY KEY AUTOINCREMENT, bus TEXT NOT NULL, event TEXT NOT NULL, matched INTEGER NOT NULL);
  ${OUTBOX_SCHEMA}`

export const DEFAULT_BUS = 'default'

export interface Target {
  Id: string
  Arn: string
  RoleArn?: string | undefined
  Input?: string | undefined
  InputPath?: string | undefined
  InputTransformer?: { InputPathsMap?: Record<string, string> | undefined; InputTemplate: string } | undefined
  RetryPolicy?:
    | { MaximumRetryAttempts?: number | undefined; MaximumEventAgeInSeconds?: number | undefined }
    | undefined
  DeadLetterConfig?: { Arn?: string | undefined } | undefined
}

export interface Rule {
  bus: string
  name: string
  /** JSON. */
  pattern: string
  state: 'ENABLED' | 'DISABLED'
  description: string | undefined
}

/** An event as its targets see it. */
export interface BusEvent {
  version: '0'
  id: string
  'detail-type': string
  source: string
  account: string
  time: string
  region: string
  resources: string[]
  detail: unknown
}

/** One event on its way to one target: it holds all that the delivery needs, whatever happens to the rule. */
export interface Delivery {
  kind: 'delivery'
  ruleArn: string
  targetArn: string
  input: string
  /** Milliseconds since 1970. */
  acceptedAt: number
  maximumRetryAttempts: number
  maximumEventAgeSeconds: number
  deadLetterArn?: string
}

/** An event that could not be delivered, on its way to the target's dead-letter queue. */
export interface DeadLetter {
  kind: 'dead-letter'
  queue: string
  body: string
  attributes: Record<string, string>
}

export type Job = Delivery | DeadLetter

/** What every operation of the service works on. */
export interface Events {
  /** What goes wrong on purpose. */
  faults?: Faults | undefined
  /** Whether the next entry of the request under way is to fail on purpose. */
  fails(): boolean
  database: Database
  outbox: Outbox<Job>
  /** Milliseconds since 1970. */
  now(): number
  /** Told what AWS does in silence and people should know. */
  warn(message: string): void
}

export const openDatabase = (file: string): Database => new Database(file, SCHEMA, 1)

const arn = (resource: string): string => `arn:aws:events:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${resource}`
export const busArn = (name: string): string => arn(`event-bus/${name}`)
/** A rule of the default bus does not name it. */
export const ruleArn = (bus: string, name: string): string =>
  arn(bus === DEFAULT_BUS ? `rule/${name}` : `rule/${bus}/${name}`)

/** A bus is named by its name or its ARN; none means the default bus. */
export const busNameOf = (text: string = DEFAULT_BUS): string =>
  text.startsWith('arn:') ? text.slice(text.lastIndexOf('/') + 1) : text

export const notFound = (what: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', `${what} does not exist.`)

export const hasBus = (events: Events, name: string): boolean =>
  events.database.get('SELECT 1 FROM buses WHERE name = ?', name) !== undefined

export const allBuses = (events: Events): string[] =>
  events.database.all<{ name: string }>('SELECT name FROM buses ORDER BY name').map(({ name }) => name)

/** Throws `ResourceNotFoundException`. */
export const busAt = (events: Events, text: string | undefined): string => {
  const name = busNameOf(text)
  if (!hasBus(events, name)) throw notFound(`Event bus ${name}`)
  return name
}

export interface RuleRow {
  bus: string
  name: string
  pattern: string
  state: 'ENABLED' | 'DISABLED'
  description: string | null
}

const ruleOf = (row: RuleRow): Rule => ({ ...row, description: row.description ?? undefined })

export const findRule = (events: Events, bus: string, name: string): Rule | undefined => {
  const row = events.database.get<RuleRow>('SELECT * FROM rules WHERE bus = ? AND name = ?', bus, name)
  return row && ruleOf(row)
}

/** Throws `ResourceNotFoundException`. */
export const ruleAt = (events: Events, bus: string, name: string): Rule => {
  const rule = findRule(events, bus, name)
  if (!rule) throw notFound(`Rule ${name}`)
  return rule
}

export const rulesOf = (events: Events, bus: string): Rule[] =>
  events.database.all<RuleRow>('SELECT * FROM rules WHERE bus = ? ORDER BY name', bus).map(ruleOf)

export const targetsOf = (events: Events, { bus, name }: Pick<Rule, 'bus' | 'name'>): Target[] =>
  events.database
    .all<{ target: string }>('SELECT target FROM targets WHERE bus = ? AND rule = ? ORDER BY id', bus, name)
    .map(({ target }) => JSON.parse(target) as Target)

/** Keeps an event for people to look at. */
export const remember = (events: Events, bus: string, event: BusEvent, matched: number): void => {
  const { id } = events.database.run(
    'INSERT INTO recent (bus, event, matched) VALUES (?, ?, ?)',
    bus,
    JSON.stringify(event),
    matched,
  )
  events.database.run('DELETE FROM recent WHERE number <= ?', id - RECENT_EVENTS)
}

export interface RecentEvent {
  bus: string
  event: BusEvent
  /** Rules that it matched. */
  matched: number
}

/** Newest first. */
export const recentEvents = (events: Events, limit: number): RecentEvent[] =>
  events.database
    .all<{ bus: string; event: string; matched: number }>(
      'SELECT bus, event, matched FROM recent ORDER BY number DESC LIMIT ?',
      limit,
    )
    .map((row) => ({ ...row, event: JSON.parse(row.event) as BusEvent }))
