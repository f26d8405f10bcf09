import { column, type OpenShard, type Storage } from './storage.ts'
import { lastSequence } from './stream-sequence.ts'

/**
 * A stream is a row of shards, of which the last one takes the records. In AWS a shard closes after some hours, and a
 * child goes on for it, so that readers must go from parents to children; so it is here. What is not here is the split
 * of a partition, which gives a shard two children.
 */
export interface Shard {
  id: string
  /** The shard that this one goes on for; it may be trimmed already. */
  parent: string | undefined
  firstSequence: number
  closed: { at: number; lastSequence: number } | undefined
}

const shardOf = (row: Record<string, unknown>): Shard => ({
  id: column.text(row, 'shard_id'),
  parent: column.optionalText(row, 'parent_id'),
  firstSequence: column.number(row, 'first_sequence'),
  closed:
    row.closed_at === null
      ? undefined
      : { at: column.number(row, 'closed_at'), lastSequence: column.number(row, 'last_sequence') },
})

/** A stream's shards, parents before their children. */
export const shardsOf = (storage: Storage, streamId: number): Shard[] =>
  storage
    .statement('SELECT * FROM stream_shards WHERE stream_id = ? ORDER BY first_sequence')
    .all(streamId)
    .map(shardOf)

export const findShard = (storage: Storage, streamId: number, id: string): Shard | undefined => {
  const row = storage
    .statement('SELECT * FROM stream_shards WHERE stream_id = ? AND shard_id = ?')
    .get(streamId, id)
  return row && shardOf(row)
}

/** Opens a shard that begins with the next record; runs inside a transaction. */
export const openShard = (storage: Storage, streamId: number, parent: string | undefined): OpenShard => {
  const openedAt = storage.clock()
  const firstSequence = lastSequence(storage) + 1
  const serial = (firstSequence % 2 ** 32).toString(16).padStart(8, '0')
  storage
    .statement(
      `INSERT INTO stream_shards (stream_id, shard_id, parent_id, opened_at, first_sequence)
       VALUES (?, ?, ?, ?, ?)`,
    )
    .run(
      streamId,
      `shardId-${String(openedAt).padStart(20, '0')}-${serial}`,
      parent ?? null,
      openedAt,
      firstSequence,
    )
  const open = { openedAt, firstSequence, records: 0 }
  storage.openShards.set(streamId, open)
  return open
}

/** Closes what is open of a stream; returns the shard's name. Runs inside a transaction. */
export const closeShards = (storage: Storage, streamId: number): string | undefined => {
  const row = storage
    .statement(
      `UPDATE stream_shards SET closed_at = ?, last_sequence = ?
        WHERE stream_id = ? AND closed_at IS NULL RETURNING shard_id`,
    )
    .get(storage.clock(), lastSequence(storage), streamId)
  storage.openShards.delete(streamId)
  return row && column.text(row, 'shard_id')
}

const findOpenShard = (storage: Storage, streamId: number): OpenShard | undefined => {
  const known = storage.openShards.get(streamId)
  if (known) return known
  const row = storage
    .statement(
      `SELECT opened_at, first_sequence,
          (SELECT count(*) FROM stream_records WHERE stream_id = :id AND sequence >= first_sequence) AS records
        FROM stream_shards WHERE stream_id = :id AND closed_at IS NULL`,
    )
    .get({ id: streamId })
  if (!row) return undefined
  const open = {
    openedAt: column.number(row, 'opened_at'),
    firstSequence: column.number(row, 'first_sequence'),
    records: column.number(row, 'records'),
  }
  storage.openShards.set(streamId, open)
  return open
}

/** A shard that holds nothing stays open, else idle tables would collect empty shards. */
const isOver = (storage: Storage, { openedAt, records }: OpenShard): boolean =>
  records > 0 &&
  (records >= storage.shardLife.records || storage.clock() - openedAt >= storage.shardLife.milliseconds)

/** Finds the shard for one more record, which may be a new one; runs inside the transaction that appends it. */
export const noteInShard = (storage: Storage, streamId: number): void => {
  let open = findOpenShard(storage, streamId)
  if (open && isOver(storage, open)) open = openShard(storage, streamId, closeShards(storage, streamId))
  if (open) open.records += 1
}

/** Shards close by their age also where nobody writes. */
export const rollShards = (storage: Storage): void => {
  for (const { stream } of storage.tables()) {
    if (!stream) continue
    const open = findOpenShard(storage, stream.id)
    if (!open || !isOver(storage, open)) continue
    storage.transaction(() => {
      openShard(storage, stream.id, closeShards(storage, stream.id))
      storage.noteAppend(stream.arn)
    })
  }
}

/** Removes closed shards of which every record is older than `cutoff`; runs inside a transaction. */
export const removeOldShards = (storage: Storage, streamId: number, cutoff: number): void => {
  storage.statement('DELETE FROM stream_shards WHERE stream_id = ? AND closed_at < ?').run(streamId, cutoff)
}
