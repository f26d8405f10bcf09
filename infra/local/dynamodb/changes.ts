import { equalItems, type Item, itemBytes, MAX_ITEM_BYTES } from './attribute-values.ts'
import { validationError } from './errors.ts'
import { expiryOf } from './expiry.ts'
import { type EncodedKey, keyInIndex, pickKey, sameKey } from './keys.ts'
import type { StoredItem, Storage } from './storage.ts'
import { appendRecord } from './stream-log.ts'
import type { Table } from './table.ts'

/** One item's change, checked and ready to be written. */
export interface Change {
  table: Table
  key: EncodedKey
  before?: StoredItem | undefined
  /** Undefined = the item is deleted. */
  after?: Item | undefined
  /** True when time-to-live deletes, not a client. */
  byService?: boolean
}

/** Refuses an item that is too large or whose attributes do not fit the table's indexes. */
export const checkItem = (table: Table, item: Item, updated = false): void => {
  if (itemBytes(item) > MAX_ITEM_BYTES) {
    throw validationError(`Item size ${updated ? 'to update ' : ''}has exceeded the maximum allowed size`)
  }
  for (const index of table.indexes.values()) keyInIndex(item, index.key, index.name)
}

const writeIndexRows = (storage: Storage, { table, key, before, after }: Change, itemId: number): void => {
  for (const index of table.indexes.values()) {
    const old = before && keyInIndex(before.item, index.key, index.name)
    const next = after && keyInIndex(after, index.key, index.name)
    if (old && next && sameKey(old, next)) continue
    if (old) storage.deleteIndexRow(index, old, key)
    if (next) storage.insertIndexRow(index, next, key, itemId)
  }
}

/**
 * Writes the item, its index rows and its stream record; runs inside the caller's transaction. Where nothing
 * changes, nothing is written: DynamoDB too makes no stream record of a put of an identical item.
 */
export const writeChange = (storage: Storage, change: Change): void => {
  const { table, key, before, after } = change
  if (!before && !after) return
  const text = after && JSON.stringify(after)
  if (before && after && (before.text === text || equalItems(before.item, after))) return

  let itemId = before?.id ?? 0
  if (after && text !== undefined) {
    const bytes = itemBytes(after)
    const expires = expiryOf(after, table.timeToLive)
    if (before) storage.replaceItem(itemId, text, bytes, expires)
    else itemId = storage.insertItem(table, key, text, bytes, expires)
  } else {
    storage.deleteItem(itemId)
  }
  writeIndexRows(storage, change, itemId)
  storage.noteIndexed(table, key, before)
  if (table.stream) {
    appendRecord(storage, table.stream, {
      keys: pickKey(before?.item ?? after ?? {}, [table.key]),
      before: before?.text,
      after: text,
      byService: change.byService ?? false,
    })
  }
}
