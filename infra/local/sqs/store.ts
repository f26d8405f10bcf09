import type { Faults } from '../wire/faults.ts'
import { queueNameOf } from '../wire/arn.ts'
import { Database } from '../wire/database.ts'
import { invalidParameter, queueDoesNotExist } from './errors.ts'
import type { QueueAttributes } from './queue-attributes.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS queues (
    name TEXT PRIMARY KEY,
    attributes TEXT NOT NULL,
    tags TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    purged_at INTEGER
  );
  CREATE TABLE IF NOT EXISTS messages (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL REFERENCES queues (name) ON DELETE CASCADE,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    attributes TEXT NOT NULL,
    trace_header TEXT,
    sent_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    in_flight INTEGER NOT NULL DEFAULT 0,
    receive_count INTEGER NOT NULL DEFAULT 0,
    first_received_at INTEGER,
    receipt TEXT,
    dead_letter_source TEXT
  );
  CREATE INDEX IF NOT EXISTS messages_by_visibility ON messages (queue, visible_at, sequence);
  CREATE INDEX IF NOT EXISTS messages_by_due ON messages (visible_at);
  CREATE INDEX IF NOT EXISTS messages_by_age ON messages (queue, sent_at);
  CREATE TABLE IF NOT EXISTS move_tasks (
    handle TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    destination TEXT,
    per_second INTEGER,
    status TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL,
    to_move INTEGER NOT NULL,
    moved INTEGER NOT NULL DEFAULT 0,
    failure TEXT
  )`

export interface QueueRow {
  name: string
  attributes: QueueAttributes
  tags: Record<string, string>
  createdAt: number
  modifiedAt: number
  purgedAt: number | undefined
}

/** Times are milliseconds since 1970. `visible_at` in the future: in flight when `in_flight` is 1, else delayed. */
export interface MessageRow {
  sequence: number
  queue: string
  id: string
  body: string
  attributes: string
  trace_header: string | null
  sent_at: number
  visible_at: number
  in_flight: number
  receive_count: number
  first_received_at: number | null
  receipt: string | null
  dead_letter_source: string | null
}

/** What every operation of the service works on. */
export interface Sqs {
  database: Database
  /** Milliseconds since 1970. */
  now(): number
  queueUrl(name: string): string
  /** Tells waiting consumers and listeners that a queue has a message to receive. Called after the commit. */
  wake(queue: string): void
  /** What goes wrong on purpose. */
  faults?: Faults | undefined
  /** Has the timer look again at when the next hidden message becomes visible. */
  reschedule(): void
}

export const openDatabase = (file: string): Database => new Database(file, SCHEMA, 1)

interface StoredQueue {
  name: string
  attributes: string
  tags: string
  created_at: number
  modified_at: number
  purged_at: number | null
}

export const findQueue = (sqs: Sqs, name: string): QueueRow | undefined => {
  const row = sqs.database.get<StoredQueue>('SELECT * FROM queues WHERE name = ?', name)
  if (!row) return undefined
  return {
    name: row.name,
    attributes: JSON.parse(row.attributes) as QueueAttributes,
    tags: JSON.parse(row.tags) as Record<string, string>,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    purgedAt: row.purged_at ?? undefined,
  }
}

export const queueNamed = (sqs: Sqs, name: string): QueueRow => {
  const queue = findQueue(sqs, name)
  if (!queue) throw queueDoesNotExist(name)
  return queue
}

/** The queue of a URL: the last part is its name; whatever host and account the URL names must be ours. */
export const queueAt = (sqs: Sqs, queueUrl: string): QueueRow => {
  const name = /^(?:https?:\/\/[^/]+)?\/(?:0{12}\/)?([^/]+)\/?$/.exec(queueUrl)?.[1]
  if (name === undefined) throw invalidParameter(`The queue URL ${queueUrl} is not one of this service`)
  return queueNamed(sqs, name)
}

export const queueOfArn = (sqs: Sqs, arn: string): QueueRow => {
  const name = queueNameOf(arn)
  if (name === undefined) throw queueDoesNotExist(arn)
  return queueNamed(sqs, name)
}

/** All queues in the order of their names. */
export const allQueues = (sqs: Sqs): QueueRow[] =>
  sqs.database
    .all<{ name: string }>('SELECT name FROM queues ORDER BY name')
    .map(({ name }) => queueNamed(sqs, name))

/** Removes what is older than the queue keeps messages; every reading of a queue begins with it. */
export const dropExpired = (sqs: Sqs, queue: QueueRow): void => {
  const keptFrom = sqs.now() - Number(queue.attributes.MessageRetentionPeriod) * 1000
  sqs.database.run('DELETE FROM messages WHERE queue = ? AND sent_at <= ?', queue.name, keptFrom)
}

export interface QueueCounts {
  visible: number
  inFlight: number
  delayed: number
}

export const countMessages = (sqs: Sqs, queue: QueueRow): QueueCounts => {
  dropExpired(sqs, queue)
  const now = sqs.now()
  const counted = sqs.database.get<QueueCounts>(
    `SELECT count(*) FILTER (WHERE visible_at <= ?) AS visible,
            count(*) FILTER (WHERE visible_at > ? AND in_flight = 1) AS inFlight,
            count(*) FILTER (WHERE visible_at > ? AND in_flight = 0) AS delayed
     FROM messages WHERE queue = ?`,
    now,
    now,
    now,
    queue.name,
  )
  return { visible: counted?.visible ?? 0, inFlight: counted?.inFlight ?? 0, delayed: counted?.delayed ?? 0 }
}
