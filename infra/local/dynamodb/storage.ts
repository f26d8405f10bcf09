import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { ConfigError } from '../../../shared/errors.ts'
import type { Item } from './attribute-values.ts'
import { tableNotFound } from './errors.ts'
import { type EncodedKey, keyText } from './keys.ts'
import {
  indexNumbers,
  type SecondaryIndex,
  type Table,
  type TableDescription,
  tableOf,
  type ViewType,
} from './table.ts'

const SCHEMA_VERSION = 2
const SHARDS = `
  CREATE TABLE stream_shards (
    stream_id INTEGER NOT NULL,
    shard_id TEXT NOT NULL,
    parent_id TEXT,
    opened_at INTEGER NOT NULL,
    first_sequence INTEGER NOT NULL,
    closed_at INTEGER,
    last_sequence INTEGER,
    PRIMARY KEY (stream_id, first_sequence)
  ) WITHOUT ROWID;
`
/** Before version 2 a stream was one shard for as long as its table lived: readers' checkpoints name it. */
const FROM_VERSION_1 = `
  ${SHARDS}
  INSERT INTO stream_shards (stream_id, shard_id, opened_at, first_sequence, closed_at, last_sequence)
    SELECT id, 'shardId-00000000000000000001-00000001', created_at, first_sequence, closed_at, last_sequence
      FROM streams;
  PRAGMA user_version = ${SCHEMA_VERSION};
`
const SCHEMA = `
  CREATE TABLE tables (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    stream_id INTEGER,
    time_to_live TEXT
  );
  CREATE TABLE items (
    id INTEGER PRIMARY KEY,
    table_id INTEGER NOT NULL,
    partition BLOB NOT NULL,
    sort BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    expires INTEGER,
    item TEXT NOT NULL
  );
  CREATE UNIQUE INDEX items_by_key ON items (table_id, partition, sort);
  CREATE INDEX items_by_expiry ON items (table_id, expires) WHERE expires IS NOT NULL;
  CREATE TABLE index_rows (
    index_id INTEGER NOT NULL,
    partition BLOB NOT NULL,
    sort BLOB NOT NULL,
    item_partition BLOB NOT NULL,
    item_sort BLOB NOT NULL,
    item_id INTEGER NOT NULL,
    PRIMARY KEY (index_id, partition, sort, item_partition, item_sort)
  ) WITHOUT ROWID;
  CREATE TABLE streams (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    arn TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    table_name TEXT NOT NULL,
    key_schema TEXT NOT NULL,
    view_type TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    first_sequence INTEGER NOT NULL,
    trimmed_through INTEGER NOT NULL,
    closed_at INTEGER,
    last_sequence INTEGER
  );
  CREATE TABLE stream_records (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    stream_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    event TEXT NOT NULL,
    keys TEXT NOT NULL,
    old_image TEXT,
    new_image TEXT,
    bytes INTEGER NOT NULL,
    by_service INTEGER NOT NULL
  );
  CREATE INDEX stream_records_by_stream ON stream_records (stream_id, sequence);
  ${SHARDS}
  CREATE TABLE request_tokens (
    token TEXT PRIMARY KEY,
    request_hash TEXT NOT NULL,
    used_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX request_tokens_by_age ON request_tokens (used_at);
  PRAGMA user_version = ${SCHEMA_VERSION};
`

/** When the shards of streams close and others go on for them. */
export interface ShardLife {
  /** In AWS it is about four hours, which is the default. */
  milliseconds?: number
  /** Default: no limit. */
  records?: number
}

/** The shard of a stream that takes records. */
export interface OpenShard {
  openedAt: number
  firstSequence: number
  records: number
}

/** AWS closes a shard after about four hours. */
const SHARD_LIFE_MS = 4 * 60 * 60 * 1000

interface Unseen {
  at: number
  before: StoredItem | undefined
}

/** An item as stored: its text is parsed only where somebody looks into it. */
export class StoredItem {
  readonly id: number
  readonly bytes: number
  readonly text: string
  #item: Item | undefined

  constructor(id: number, bytes: number, text: string) {
    this.id = id
    this.bytes = bytes
    this.text = text
  }

  get item(): Item {
    this.#item ??= JSON.parse(this.text) as Item
    return this.#item
  }
}

export const column = {
  number: (row: Record<string, unknown>, name: string): number => Number(row[name]),
  text: (row: Record<string, unknown>, name: string): string => String(row[name]),
  optionalText: (row: Record<string, unknown>, name: string): string | undefined => {
    const value = row[name]
    return typeof value === 'string' ? value : undefined
  },
}

const storedItem = (row: Record<string, unknown>): StoredItem =>
  new StoredItem(column.number(row, 'id'), column.number(row, 'bytes'), column.text(row, 'item'))

const isBusy = (error: unknown): boolean => error instanceof Error && /database is locked/.test(error.message)

/**
 * The SQLite file. Every API operation is one transaction on it, so a process killed at any instant leaves either
 * all of an operation or nothing. The file is locked while open: a second process is refused, not interleaved.
 */
export class Storage {
  readonly clock: () => number
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #tables = new Map<string, Table>()
  readonly shardLife: Required<ShardLife>
  /** By stream; what the transactions so far left, and forgotten where one fails. */
  readonly openShards = new Map<number, OpenShard>()
  readonly #appendedTo = new Set<string>()
  readonly #onAppend: (streamArn: string) => void
  /** By how much indexes lag behind their tables. */
  readonly indexDelayMs: number
  /** By table: what items were before the changes that indexes do not show yet, oldest first. In memory only. */
  readonly #unseen = new Map<number, Map<string, Unseen[]>>()
  readonly #changedNow: (() => void)[] = []

  constructor(
    file: string,
    clock: () => number,
    onAppend: (streamArn: string) => void,
    options: { indexDelayMs?: number | undefined; shardLife?: ShardLife | undefined } = {},
  ) {
    this.clock = clock
    this.indexDelayMs = options.indexDelayMs ?? 0
    this.shardLife = { milliseconds: SHARD_LIFE_MS, records: Infinity, ...options.shardLife }
    this.#onAppend = onAppend
    this.#database = new DatabaseSync(file)
    this.#open(file)
    for (const row of this.statement('SELECT name FROM tables').all())
      this.reloadTable(column.text(row, 'name'))
  }

  #open(file: string): void {
    try {
      // NORMAL in WAL mode syncs at checkpoints only: the death of the process loses nothing, and a power cut may lose
      // the last operations but tears none.
      this.#database.exec(
        'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000; BEGIN IMMEDIATE; COMMIT',
      )
    } catch (error) {
      this.#database.close()
      if (!isBusy(error)) throw error
      throw new ConfigError(
        `${file} is in use by another process`,
        'Stop the other run first, or give this one its own state folder.',
        { cause: error },
      )
    }
    const version = column.number(this.#database.prepare('PRAGMA user_version').get() ?? {}, 'user_version')
    if (version === 0) {
      this.transaction(() => this.#database.exec(SCHEMA))
    } else if (version === 1) {
      this.transaction(() => this.#database.exec(FROM_VERSION_1))
    } else if (version !== SCHEMA_VERSION) {
      this.#database.close()
      throw new ConfigError(
        `${file} was written by another version (schema ${version}, this one reads ${SCHEMA_VERSION})`,
        'Move the state folder away and start again: the list documents are fetched and replayed anew.',
      )
    }
  }

  /** A statement, prepared once for each text. */
  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (!statement) {
      statement = this.#database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  /** Runs `work` as one transaction; if it throws, nothing of it stays. Listeners hear of it after the commit. */
  transaction<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE')
    let result: Result
    try {
      result = work()
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#appendedTo.clear()
      this.openShards.clear()
      this.#changedNow.length = 0
      // SQLite itself rolls back on some errors, such as a full disk.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
    for (const change of this.#changedNow.splice(0)) change()
    const appendedTo = [...this.#appendedTo]
    this.#appendedTo.clear()
    for (const streamArn of appendedTo) this.#onAppend(streamArn)
    return result
  }

  /** Notes within a transaction that it appended records to a stream. */
  noteAppend(streamArn: string): void {
    this.#appendedTo.add(streamArn)
  }

  /** Notes within a transaction what an item was, for indexes that lag behind. */
  noteIndexed(table: Table, key: EncodedKey, before: StoredItem | undefined): void {
    if (this.indexDelayMs === 0 || table.indexes.size === 0) return
    const at = this.clock()
    this.#changedNow.push(() => {
      const changes = this.#unseen.get(table.id) ?? new Map<string, Unseen[]>()
      this.#unseen.set(table.id, changes)
      const text = keyText(key)
      changes.set(text, [...(changes.get(text) ?? []), { at, before }])
    })
  }

  /** Items as the indexes of a table still show them, by their key; undefined for one that they do not show yet. */
  unseen(table: Table): Map<string, StoredItem | undefined> {
    const shown = new Map<string, StoredItem | undefined>()
    const seenThrough = this.clock() - this.indexDelayMs
    for (const [key, changes] of this.#unseen.get(table.id) ?? []) {
      const left = changes.filter(({ at }) => at > seenThrough)
      if (left.length === 0) this.#unseen.get(table.id)?.delete(key)
      else {
        this.#unseen.get(table.id)?.set(key, left)
        shown.set(key, left[0]?.before)
      }
    }
    return shown
  }

  close(): void {
    this.#database.close()
  }

  tables(): Table[] {
    return [...this.#tables.values()]
  }

  findTable(name: string): Table | undefined {
    return this.#tables.get(name)
  }

  /** The table of that name; throws ResourceNotFoundException. */
  table(name: string): Table {
    const table = this.#tables.get(name)
    if (!table) throw tableNotFound(name)
    return table
  }

  /** Reads a table's description again after it was changed and committed. */
  reloadTable(name: string): Table | undefined {
    const row = this.statement(
      'SELECT tables.*, arn, view_type FROM tables LEFT JOIN streams ON streams.id = stream_id WHERE name = ?',
    ).get(name)
    if (!row) {
      this.#tables.delete(name)
      return undefined
    }
    const arn = column.optionalText(row, 'arn')
    const table = tableOf(
      column.number(row, 'id'),
      JSON.parse(column.text(row, 'description')) as TableDescription,
      arn === undefined
        ? undefined
        : {
            id: column.number(row, 'stream_id'),
            arn,
            viewType: column.text(row, 'view_type') as ViewType,
          },
      column.optionalText(row, 'time_to_live'),
    )
    this.#tables.set(name, table)
    return table
  }

  readItem(table: Table, key: EncodedKey): StoredItem | undefined {
    const row = this.statement(
      'SELECT id, bytes, item FROM items WHERE table_id = ? AND partition = ? AND sort = ?',
    ).get(table.id, key.partition, key.sort)
    return row && storedItem(row)
  }

  /** Returns the number of the item's row. */
  insertItem(table: Table, key: EncodedKey, text: string, bytes: number, expires: number | null): number {
    const { lastInsertRowid } = this.statement(
      'INSERT INTO items (table_id, partition, sort, bytes, expires, item) VALUES (?, ?, ?, ?, ?, ?)',
    ).run(table.id, key.partition, key.sort, bytes, expires, text)
    return Number(lastInsertRowid)
  }

  replaceItem(itemId: number, text: string, bytes: number, expires: number | null): void {
    this.statement('UPDATE items SET bytes = ?, expires = ?, item = ? WHERE id = ?').run(
      bytes,
      expires,
      text,
      itemId,
    )
  }

  deleteItem(itemId: number): void {
    this.statement('DELETE FROM items WHERE id = ?').run(itemId)
  }

  insertIndexRow(index: SecondaryIndex, inIndex: EncodedKey, key: EncodedKey, itemId: number): void {
    this.statement('INSERT INTO index_rows VALUES (?, ?, ?, ?, ?, ?)').run(
      index.id,
      inIndex.partition,
      inIndex.sort,
      key.partition,
      key.sort,
      itemId,
    )
  }

  deleteIndexRow(index: SecondaryIndex, inIndex: EncodedKey, key: EncodedKey): void {
    this.statement(
      `DELETE FROM index_rows
        WHERE index_id = ? AND partition = ? AND sort = ? AND item_partition = ? AND item_sort = ?`,
    ).run(index.id, inIndex.partition, inIndex.sort, key.partition, key.sort)
  }

  /** Everything that a table holds, but not its stream: that can be read for 24 hours more. */
  deleteContents(table: Table): void {
    const { first, last } = indexNumbers(table.id)
    this.statement('DELETE FROM items WHERE table_id = ?').run(table.id)
    this.statement('DELETE FROM index_rows WHERE index_id BETWEEN ? AND ?').run(first, last)
  }

  countItems(table: Table): number {
    const row = this.statement('SELECT count(*) AS items FROM items WHERE table_id = ?').get(table.id)
    return column.number(row ?? {}, 'items')
  }

  /** Items of a SELECT of `id, bytes, item`, one at a time; the reader may stop at any of them. */
  *items(sql: string, parameters: SQLInputValue[]): Generator<StoredItem> {
    for (const row of this.statement(sql).iterate(...parameters)) yield storedItem(row)
  }
}
