import { writeChange } from './changes.ts'
import { expiryOf } from './expiry.ts'
import { keyOfItem } from './keys.ts'
import type { Storage } from './storage.ts'
import type { Table } from './table.ts'

/** DynamoDB leaves an item alone whose time is more than five years past: the attribute is likely something else. */
const FIVE_YEARS_SECONDS = 5 * 365 * 24 * 60 * 60
const SWEEP_BATCH = 100

/** Sets the expiry of every item after the attribute was chosen or dropped; runs inside a transaction. */
export const rewriteExpiries = (storage: Storage, table: Table, attribute: string | undefined): void => {
  storage
    .statement('UPDATE items SET expires = NULL WHERE table_id = ? AND expires IS NOT NULL')
    .run(table.id)
  if (attribute === undefined) return
  const update = storage.statement('UPDATE items SET expires = ? WHERE id = ?')
  const expiries = storage
    .items('SELECT id, bytes, item FROM items WHERE table_id = ?', [table.id])
    .map((stored) => ({ id: stored.id, expires: expiryOf(stored.item, attribute) }))
    .filter(({ expires }) => expires !== null)
    .toArray()
  for (const { id, expires } of expiries) update.run(expires, id)
}

const sweepBatch = (storage: Storage, table: Table): number =>
  storage.transaction(() => {
    const now = Math.floor(storage.clock() / 1000)
    const expired = storage
      .items(
        'SELECT id, bytes, item FROM items WHERE table_id = ? AND expires <= ? AND expires > ? ORDER BY expires LIMIT ?',
        [table.id, now, now - FIVE_YEARS_SECONDS, SWEEP_BATCH],
      )
      .toArray()
    for (const before of expired) {
      writeChange(storage, { table, key: keyOfItem(before.item, table.key), before, byService: true })
    }
    return expired.length
  })

/** Deletes what has expired, each batch in a transaction of its own. */
export const sweepExpired = (storage: Storage): void => {
  for (const table of storage.tables()) {
    if (table.timeToLive === undefined) continue
    while (sweepBatch(storage, table) === SWEEP_BATCH);
  }
}
