import { join } from 'node:path'
import { Database } from '../wire/database.ts'

/** An asynchronous invocation that has not succeeded and has not been given up. */
export interface AsyncEvent {
  id: string
  functionName: string
  payload: string
  /** Attempts so far. */
  attempts: number
  /** Milliseconds since the epoch. */
  enqueuedAt: number
  dueAt: number
}

/** What a resource was created from. A later template is compared with it. */
export interface ResourceRecord {
  stack: string
  logicalId: string
  type: string
  physicalId: string
  /** JSON of what cannot be changed once the resource exists. */
  fixed: string
}

const schema = `
  CREATE TABLE IF NOT EXISTS checkpoints (
    mapping TEXT NOT NULL, shard TEXT NOT NULL, sequence TEXT NOT NULL, PRIMARY KEY (mapping, shard)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS async_events (
    id TEXT PRIMARY KEY, function_name TEXT NOT NULL, payload TEXT NOT NULL,
    attempts INTEGER NOT NULL, enqueued_at INTEGER NOT NULL, due_at INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS async_events_due ON async_events (function_name, due_at);
  CREATE TABLE IF NOT EXISTS resources (
    stack TEXT NOT NULL, logical_id TEXT NOT NULL, type TEXT NOT NULL, physical_id TEXT NOT NULL, fixed TEXT NOT NULL,
    PRIMARY KEY (stack, logical_id)
  ) WITHOUT ROWID`

const eventColumns = 'id, function_name functionName, payload, attempts, enqueued_at enqueuedAt, due_at dueAt'

/**
 * What the runner itself must remember: how far each mapping has read each shard, asynchronous invocations under
 * way, and what each resource was made from. The file is locked: a second runner on the same state is refused.
 */
export class RunnerState {
  readonly #database: Database

  constructor(stateDirectory: string) {
    this.#database = new Database(join(stateDirectory, 'runner.sqlite'), schema, 1)
  }

  checkpoint(mapping: string, shard: string): string | undefined {
    return this.#database.get<{ sequence: string }>(
      'SELECT sequence FROM checkpoints WHERE mapping = ? AND shard = ?',
      mapping,
      shard,
    )?.sequence
  }

  setCheckpoint(mapping: string, shard: string, sequence: string): void {
    this.#database.run('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?)', mapping, shard, sequence)
  }

  /** Shards of which it is known how far a mapping has read them. */
  checkpointedShards(mapping: string): string[] {
    return this.#database
      .all<{ shard: string }>('SELECT shard FROM checkpoints WHERE mapping = ?', mapping)
      .map(({ shard }) => shard)
  }

  forgetCheckpoint(mapping: string, shard: string): void {
    this.#database.run('DELETE FROM checkpoints WHERE mapping = ? AND shard = ?', mapping, shard)
  }

  addEvent(event: AsyncEvent): void {
    this.#database.run(
      'INSERT INTO async_events VALUES (?, ?, ?, ?, ?, ?)',
      event.id,
      event.functionName,
      event.payload,
      event.attempts,
      event.enqueuedAt,
      event.dueAt,
    )
  }

  /** Events of a function, those that are due first. */
  events(functionName: string, limit: number): AsyncEvent[] {
    return this.#database.all<AsyncEvent>(
      `SELECT ${eventColumns} FROM async_events WHERE function_name = ? ORDER BY due_at, enqueued_at LIMIT ?`,
      functionName,
      limit,
    )
  }

  /** Functions with events under way, and how many. */
  eventCounts(): { functionName: string; count: number }[] {
    return this.#database.all(
      'SELECT function_name functionName, count(*) count FROM async_events GROUP BY function_name',
    )
  }

  rescheduleEvent(id: string, attempts: number, dueAt: number): void {
    this.#database.run('UPDATE async_events SET attempts = ?, due_at = ? WHERE id = ?', attempts, dueAt, id)
  }

  removeEvent(id: string): void {
    this.#database.run('DELETE FROM async_events WHERE id = ?', id)
  }

  resources(): ResourceRecord[] {
    return this.#database.all(
      'SELECT stack, logical_id logicalId, type, physical_id physicalId, fixed FROM resources',
    )
  }

  resource(stack: string, logicalId: string): ResourceRecord | undefined {
    return this.#database.get(
      `SELECT stack, logical_id logicalId, type, physical_id physicalId, fixed FROM resources
        WHERE stack = ? AND logical_id = ?`,
      stack,
      logicalId,
    )
  }

  setResource(record: ResourceRecord): void {
    this.#database.run(
      'INSERT OR REPLACE INTO resources VALUES (?, ?, ?, ?, ?)',
      record.stack,
      record.logicalId,
      record.type,
      record.physicalId,
      record.fixed,
    )
  }

  removeResource(stack: string, logicalId: string): void {
    this.#database.run('DELETE FROM resources WHERE stack = ? AND logical_id = ?', stack, logicalId)
  }

  get isOpen(): boolean {
    return this.#database.isOpen
  }

  close(): void {
    this.#database.close()
  }
}
