import { type EncodedKey, keyInIndex, keyOfItem, keyText } from './keys.ts'
import type { StoredItem, Storage } from './storage.ts'
import type { SecondaryIndex, Table } from './table.ts'

export interface IndexEntry {
  stored: StoredItem
  inIndex: EncodedKey
  item: EncodedKey
}

/** The order of an index: by its key, and among equals by the item's own key. */
export const compareEntries = (
  a: Pick<IndexEntry, 'inIndex' | 'item'>,
  b: Pick<IndexEntry, 'inIndex' | 'item'>,
): number =>
  Buffer.compare(a.inIndex.partition, b.inIndex.partition) ||
  Buffer.compare(a.inIndex.sort, b.inIndex.sort) ||
  Buffer.compare(a.item.partition, b.item.partition) ||
  Buffer.compare(a.item.sort, b.item.sort)

/**
 * The entries of an index that lags behind, in its order: what changed within the delay is shown as it was before.
 * Undefined where nothing changed, and the index can be read as it is. Only for settings that delay: it reads the
 * whole index.
 */
export const laggingEntries = (
  storage: Storage,
  table: Table,
  index: SecondaryIndex,
): IndexEntry[] | undefined => {
  const unseen = storage.unseen(table)
  if (unseen.size === 0) return undefined
  const entryOf = (stored: StoredItem): IndexEntry[] => {
    const inIndex = keyInIndex(stored.item, index.key, index.name)
    return inIndex ? [{ stored, inIndex, item: keyOfItem(stored.item, table.key) }] : []
  }
  const current = storage
    .items(
      'SELECT items.id, bytes, item FROM index_rows AS keyed JOIN items ON items.id = item_id WHERE index_id = ?',
      [index.id],
    )
    .toArray()
    .filter((stored) => !unseen.has(keyText(keyOfItem(stored.item, table.key))))
  const before = [...unseen.values()].filter((stored) => stored !== undefined)
  return [...current, ...before].flatMap(entryOf).sort(compareEntries)
}
