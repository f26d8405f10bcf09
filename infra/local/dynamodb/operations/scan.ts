import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { compareEntries, laggingEntries } from '../delayed-index.ts'
import { validationError } from '../errors.ts'
import { parseExpressions } from '../expressions.ts'
import { keyOfItem } from '../keys.ts'
import { readRequest } from '../requests.ts'
import type { StoredItem, Storage } from '../storage.ts'
import type { Operation } from './operation.ts'
import {
  checkPage,
  pageMembers,
  type Position,
  readPage,
  startPosition,
  type Target,
  targetOf,
} from './page.ts'

const scanRequest = z.strictObject({
  ...pageMembers,
  Segment: z.int().min(0).optional(),
  TotalSegments: z.int().min(1).max(1_000_000).optional(),
})

const allItems = (storage: Storage, { table, index }: Target, start: Position | undefined) => {
  if (!index) {
    return storage.items(
      `SELECT id, bytes, item FROM items WHERE table_id = ?
        ${start ? 'AND (partition, sort) > (?, ?)' : ''} ORDER BY partition, sort`,
      start ? [table.id, start.item.partition, start.item.sort] : [table.id],
    )
  }
  const entries = laggingEntries(storage, table, index)
  if (entries) {
    const from = start?.inIndex && { inIndex: start.inIndex, item: start.item }
    return entries
      .filter((entry) => from === undefined || compareEntries(entry, from) > 0)
      .map(({ stored }) => stored)
  }
  const place = start?.inIndex && [
    start.inIndex.partition,
    start.inIndex.sort,
    start.item.partition,
    start.item.sort,
  ]
  return storage.items(
    `SELECT items.id, bytes, item FROM index_rows AS keyed JOIN items ON items.id = item_id WHERE index_id = ?
      ${place ? 'AND (keyed.partition, keyed.sort, item_partition, item_sort) > (?, ?, ?, ?)' : ''}
      ORDER BY keyed.partition, keyed.sort, item_partition, item_sort`,
    [index.id, ...(place ?? [])],
  )
}

/** The items of one segment: partitions are dealt out by a hash of their key. */
function* segmentOf(
  items: Iterable<StoredItem>,
  { key }: Target,
  segment: number,
  segments: number,
): Generator<StoredItem> {
  for (const stored of items) {
    if (crc32(keyOfItem(stored.item, key).partition) % segments === segment) yield stored
  }
}

/** Items come in the order of their keys; DynamoDB's own order is that of a hash, and no caller may rely on it. */
export const scan: Operation = (storage, body) => {
  const request = readRequest('Scan', scanRequest, body)
  const { Segment: segment, TotalSegments: segments } = request
  if ((segment === undefined) !== (segments === undefined)) {
    throw validationError('Segment and TotalSegments must be given together')
  }
  if (segment !== undefined && segments !== undefined && segment >= segments) {
    throw validationError(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${segments}`,
    )
  }
  const expressions = parseExpressions(request, ['ProjectionExpression', 'FilterExpression'])
  const target = targetOf(storage, request)
  checkPage(request, target, expressions)
  const all = allItems(storage, target, startPosition(target, request.ExclusiveStartKey))
  const items =
    segment === undefined || segments === undefined ? all : segmentOf(all, target, segment, segments)
  return readPage(request, target, expressions, items)
}
