import { z } from 'zod'
import type { Item } from '../attribute-values.ts'
import { bytesInIndex, capacityMember, Meter } from '../capacity.ts'
import { validationError } from '../errors.ts'
import { type Expressions, meets, refuseKeyPaths } from '../expressions.ts'
import { type EncodedKey, keyAttributes, type KeySchema, keyOfItem, pickKey } from '../keys.ts'
import { projector } from '../paths.ts'
import { attributeNamesAndValues, indexName, item, tableName, metered } from '../requests.ts'
import type { StoredItem, Storage } from '../storage.ts'
import type { SecondaryIndex, Table } from '../table.ts'
import { JsonText, MAX_PAGE_BYTES } from './operation.ts'

/** The members that Query and Scan share. */
export const pageMembers = {
  TableName: tableName,
  IndexName: indexName.optional(),
  Select: z.enum(['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT']).optional(),
  Limit: z.int().min(1).optional(),
  ExclusiveStartKey: item.optional(),
  ConsistentRead: z.boolean().optional(),
  FilterExpression: z.string().optional(),
  ProjectionExpression: z.string().optional(),
  ...attributeNamesAndValues,
  ...metered,
}
const pageRequest = z.strictObject(pageMembers)
export type PageRequest = z.output<typeof pageRequest>

/** What is read: a table, or one of its indexes. */
export interface Target {
  table: Table
  index?: SecondaryIndex
  /** Key by which the items are ordered. */
  key: KeySchema
  /** Keys whose attributes name a position: the table's, and the index's. */
  positionKeys: KeySchema[]
}

export const targetOf = (storage: Storage, request: PageRequest): Target => {
  const table = storage.table(request.TableName)
  if (request.IndexName === undefined) return { table, key: table.key, positionKeys: [table.key] }
  const index = table.indexes.get(request.IndexName)
  if (!index) throw validationError(`The table does not have the specified index: ${request.IndexName}`)
  if (request.ConsistentRead) {
    throw validationError('Consistent reads are not supported on global secondary indexes')
  }
  return { table, index, key: index.key, positionKeys: [table.key, index.key] }
}

/** A position to go on after: the key in the index, if one is read, and the item's own key. */
export interface Position {
  inIndex?: EncodedKey
  item: EncodedKey
}

const INVALID_START = 'The provided starting key is invalid'

export const startPosition = (target: Target, key: Item | undefined): Position | undefined => {
  if (!key) return undefined
  const names = new Set(target.positionKeys.flatMap(keyAttributes).map(({ name }) => name))
  if (Object.keys(key).length !== names.size || Object.keys(key).some((name) => !names.has(name))) {
    throw validationError(`${INVALID_START}: The provided key element does not match the schema`)
  }
  return {
    item: keyOfItem(key, target.table.key),
    ...(target.index && { inIndex: keyOfItem(key, target.index.key) }),
  }
}

const checkSelect = (request: PageRequest, target: Target): void => {
  const { Select, ProjectionExpression } = request
  if (ProjectionExpression !== undefined && Select !== undefined && Select !== 'SPECIFIC_ATTRIBUTES') {
    throw validationError(`Cannot specify the ProjectionExpression when choosing to get ${Select}`)
  }
  if (Select === 'SPECIFIC_ATTRIBUTES' && ProjectionExpression === undefined) {
    throw validationError('Must specify the ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES')
  }
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && !target.index) {
    throw validationError('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName')
  }
  if (Select === 'ALL_ATTRIBUTES' && target.index?.projected) {
    throw validationError(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${target.index.name} because its projection type is not ALL`,
    )
  }
}

/** A global index cannot answer for attributes that it does not hold. */
const refuseUnprojected = (target: Target, expressions: Expressions): void => {
  const { index } = target
  if (!index?.projected) return
  const asked = [
    ...(expressions.projection?.paths ?? []).map(([head]) => String(head)),
    ...Object.keys(expressions.filter?.pathHeads ?? {}),
  ]
  const missing = asked.filter((name) => !index.projected?.has(name))
  if (missing.length > 0) {
    throw validationError(
      `One or more parameter values were invalid: Global secondary index ${index.name} does not project [${missing.join(', ')}]`,
    )
  }
}

export const checkPage = (request: PageRequest, target: Target, expressions: Expressions): void => {
  checkSelect(request, target)
  refuseUnprojected(target, expressions)
  refuseKeyPaths(expressions.projection?.nestedPaths, target.positionKeys)
  refuseKeyPaths(expressions.filter?.nestedPaths, target.positionKeys)
}

/** How an item goes out: as stored where nothing is left out of it. */
const answerText = (target: Target, expressions: Expressions): ((stored: StoredItem) => string) => {
  const attributes = target.index?.projected
  const project = expressions.projection
    ? projector(expressions.projection.paths)
    : attributes && projector([...attributes].map((name) => [name]))
  return (stored) => (project ? JSON.stringify(project(stored.item)) : stored.text)
}

/**
 * Reads one page: up to `Limit` items, or 1 MB, counted before the filter. The last key is given whenever the page
 * ended by a limit, as DynamoDB does, also if nothing follows.
 */
export const readPage = (
  request: PageRequest,
  target: Target,
  expressions: Expressions,
  items: Iterable<StoredItem>,
): JsonText => {
  const text = answerText(target, expressions)
  const { index } = target
  const bytesOf = (stored: StoredItem): number =>
    index?.projected ? bytesInIndex(index, stored.item) : stored.bytes
  const { Limit = Number.POSITIVE_INFINITY, Select } = request
  const found: string[] = []
  let count = 0
  let scanned = 0
  let bytes = 0
  let last: StoredItem | undefined
  for (const stored of items) {
    scanned++
    bytes += bytesOf(stored)
    if (!expressions.filter || meets(expressions.filter, stored.item)) {
      count++
      if (Select !== 'COUNT') found.push(text(stored))
    }
    if (scanned >= Limit || bytes >= MAX_PAGE_BYTES) {
      last = stored
      break
    }
  }
  const meter = new Meter(request.ReturnConsumedCapacity)
  meter.read(target.table, bytes, {
    consistent: request.ConsistentRead ?? false,
    ...(target.index && { index: target.index.name }),
  })
  const members = [
    `"Count":${count}`,
    `"ScannedCount":${scanned}`,
    ...(Select === 'COUNT' ? [] : [`"Items":[${found.join(',')}]`]),
    ...(last ? [`"LastEvaluatedKey":${JSON.stringify(pickKey(last.item, target.positionKeys))}`] : []),
    ...capacityMember(meter.single()),
  ]
  return new JsonText(`{${members.join(',')}}`)
}
