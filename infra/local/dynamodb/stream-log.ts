import type { Item } from './attribute-values.ts'
import { ServiceError } from './errors.ts'
import { column, type Storage } from './storage.ts'
import { closeShards, noteInShard, openShard, removeOldShards } from './stream-shards.ts'
import { lastSequence } from './stream-sequence.ts'
import type { KeySchemaElement, TableStream, ViewType } from './table.ts'

/** Streams keep their records for a day. */
const RETENTION_MS = 24 * 60 * 60 * 1000

export interface Stream {
  id: number
  arn: string
  label: string
  tableName: string
  keySchema: KeySchemaElement[]
  viewType: ViewType
  /** Epoch milliseconds. */
  createdAt: number
  firstSequence: number
  /** The last record that was trimmed, or the one before the first. */
  trimmedThrough: number
  /** Set once the table is deleted: the stream's last record, and when it was closed. */
  closed?: { at: number; lastSequence: number }
}

export interface StreamRecord {
  sequence: number
  createdAt: number
  event: 'INSERT' | 'MODIFY' | 'REMOVE'
  /** JSON texts; images as the view has them. */
  keys: string
  oldImage: string | undefined
  newImage: string | undefined
  bytes: number
  byService: boolean
}

const streamOf = (row: Record<string, unknown>): Stream => ({
  id: column.number(row, 'id'),
  arn: column.text(row, 'arn'),
  label: column.text(row, 'label'),
  tableName: column.text(row, 'table_name'),
  keySchema: JSON.parse(column.text(row, 'key_schema')) as KeySchemaElement[],
  viewType: column.text(row, 'view_type') as ViewType,
  createdAt: column.number(row, 'created_at'),
  firstSequence: column.number(row, 'first_sequence'),
  trimmedThrough: column.number(row, 'trimmed_through'),
  ...(row.closed_at !== null && {
    closed: { at: column.number(row, 'closed_at'), lastSequence: column.number(row, 'last_sequence') },
  }),
})

const recordOf = (row: Record<string, unknown>): StreamRecord => ({
  sequence: column.number(row, 'sequence'),
  createdAt: column.number(row, 'created_at'),
  event: column.text(row, 'event') as StreamRecord['event'],
  keys: column.text(row, 'keys'),
  oldImage: column.optionalText(row, 'old_image'),
  newImage: column.optionalText(row, 'new_image'),
  bytes: column.number(row, 'bytes'),
  byService: column.number(row, 'by_service') === 1,
})

/** Makes a table's stream; runs inside the transaction that makes the table. */
export const createStream = (
  storage: Storage,
  table: { arn: string; name: string; keySchema: KeySchemaElement[] },
  viewType: ViewType,
): { id: number; arn: string; label: string } => {
  const taken = storage.statement('SELECT 1 FROM streams WHERE arn = ?')
  let at = storage.clock()
  const labelAt = (): string => new Date(at).toISOString().slice(0, -1)
  // A table that is made again within the same millisecond gets a stream of its own.
  while (taken.get(`${table.arn}/stream/${labelAt()}`)) at++
  const arn = `${table.arn}/stream/${labelAt()}`
  const last = lastSequence(storage)
  const { lastInsertRowid } = storage
    .statement(
      `INSERT INTO streams (arn, label, table_name, key_schema, view_type, created_at, first_sequence, trimmed_through)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(arn, labelAt(), table.name, JSON.stringify(table.keySchema), viewType, at, last + 1, last)
  openShard(storage, Number(lastInsertRowid), undefined)
  return { id: Number(lastInsertRowid), arn, label: labelAt() }
}

/** Closes a deleted table's stream: it takes no more records and can be read until they are trimmed. */
export const closeStream = (storage: Storage, stream: TableStream): void => {
  storage
    .statement('UPDATE streams SET closed_at = ?, last_sequence = ? WHERE id = ?')
    .run(storage.clock(), lastSequence(storage), stream.id)
  closeShards(storage, stream.id)
}

/** Appends one item's change; runs inside the transaction that makes the change. Images are JSON texts. */
export const appendRecord = (
  storage: Storage,
  stream: TableStream,
  change: { keys: Item; before: string | undefined; after: string | undefined; byService: boolean },
): void => {
  const { before, after } = change
  const keys = JSON.stringify(change.keys)
  const withOld = stream.viewType === 'OLD_IMAGE' || stream.viewType === 'NEW_AND_OLD_IMAGES'
  const withNew = stream.viewType === 'NEW_IMAGE' || stream.viewType === 'NEW_AND_OLD_IMAGES'
  const oldImage = withOld ? before : undefined
  const newImage = withNew ? after : undefined
  noteInShard(storage, stream.id)
  storage
    .statement(
      `INSERT INTO stream_records (stream_id, created_at, event, keys, old_image, new_image, bytes, by_service)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      stream.id,
      storage.clock(),
      before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
      keys,
      oldImage ?? null,
      newImage ?? null,
      keys.length + (oldImage?.length ?? 0) + (newImage?.length ?? 0),
      change.byService ? 1 : 0,
    )
  storage.noteAppend(stream.arn)
}

export const allStreams = (storage: Storage): Stream[] =>
  storage.statement('SELECT * FROM streams ORDER BY arn').all().map(streamOf)

/** The stream of that name; throws ResourceNotFoundException. */
export const findStream = (storage: Storage, arn: string): Stream => {
  const row = storage.statement('SELECT * FROM streams WHERE arn = ?').get(arn)
  if (!row) {
    throw new ServiceError(
      'ResourceNotFoundException',
      `Requested resource not found: Stream: ${arn} not found`,
    )
  }
  return streamOf(row)
}

/** Up to `limit` records of a stretch of the stream, as long as they are within `maxBytes`; at least one if there is one. */
export const readRecords = (
  storage: Storage,
  stream: Stream,
  stretch: { after: number; through: number },
  limit: number,
  maxBytes: number,
): StreamRecord[] => {
  const rows = storage
    .statement(
      'SELECT * FROM stream_records WHERE stream_id = ? AND sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?',
    )
    .iterate(stream.id, stretch.after, stretch.through, limit)
  const records: StreamRecord[] = []
  let bytes = 0
  for (const row of rows) {
    const record = recordOf(row)
    bytes += record.bytes
    if (records.length > 0 && bytes > maxBytes) break
    records.push(record)
  }
  return records
}

/** Removes what is older than a day: records, shards that closed before, and closed streams. */
export const trimStreams = (storage: Storage): void => {
  const cutoff = storage.clock() - RETENTION_MS
  for (const stream of allStreams(storage)) {
    const expired = stream.closed !== undefined && stream.closed.at < cutoff
    const oldest = storage
      .statement('SELECT created_at FROM stream_records WHERE stream_id = ? ORDER BY sequence LIMIT 1')
      .get(stream.id)
    const hasOld = oldest !== undefined && column.number(oldest, 'created_at') < cutoff
    const oldShard = storage
      .statement('SELECT 1 FROM stream_shards WHERE stream_id = ? AND closed_at < ?')
      .get(stream.id, cutoff)
    if (!expired && !hasOld && !oldShard) continue
    storage.transaction(() => {
      if (expired) removeStream(storage, stream)
      else if (hasOld) trimRecords(storage, stream, cutoff)
      removeOldShards(storage, stream.id, cutoff)
    })
  }
}

const removeStream = (storage: Storage, stream: Stream): void => {
  storage.statement('DELETE FROM stream_records WHERE stream_id = ?').run(stream.id)
  storage.statement('DELETE FROM streams WHERE id = ?').run(stream.id)
}

const trimRecords = (storage: Storage, stream: Stream, cutoff: number): void => {
  // Records are in the order of their commits: all before the first young one are old.
  const row = storage
    .statement(
      `SELECT max(sequence) AS through FROM stream_records
        WHERE stream_id = :id AND sequence < coalesce(
          (SELECT min(sequence) FROM stream_records WHERE stream_id = :id AND created_at >= :cutoff),
          9223372036854775807)`,
    )
    .get({ id: stream.id, cutoff })
  const through = column.number(row ?? {}, 'through')
  storage
    .statement('DELETE FROM stream_records WHERE stream_id = ? AND sequence <= ?')
    .run(stream.id, through)
  storage.statement('UPDATE streams SET trimmed_through = ? WHERE id = ?').run(through, stream.id)
}
