import type { SQLInputValue } from 'node:sqlite'
import { z } from 'zod'
import { type AttributeValue, typeOf } from '../attribute-values.ts'
import type { KeyCondition } from '../dynalite.ts'
import { compareEntries, type IndexEntry, laggingEntries } from '../delayed-index.ts'
import { validationError } from '../errors.ts'
import { parseExpressions } from '../expressions.ts'
import { afterPrefix, encodeKeyAttribute, type KeyAttribute, keyAttributes, type KeySchema } from '../keys.ts'
import { type OrderOperator, signMeets } from '../ordering.ts'
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

const queryRequest = z.strictObject({
  ...pageMembers,
  KeyConditionExpression: z.string('KeyConditionExpression is required'),
  ScanIndexForward: z.boolean().optional(),
})

const operators = { EQ: '=', LT: '<', LE: '<=', GT: '>', GE: '>=' } as const

/** A partition, and the bounds of the sort key within it. */
interface Range {
  partition: Uint8Array
  bounds: { operator: OrderOperator; value: Uint8Array }[]
}

const operands = (condition: KeyCondition, { name, type }: KeyAttribute): AttributeValue[] => {
  for (const value of condition.AttributeValueList) {
    if (typeOf(value) !== type) {
      throw validationError(
        `One or more parameter values were invalid: Condition parameter type does not match schema type: ${name} is ${type}`,
      )
    }
  }
  return condition.AttributeValueList
}

const boundsOf = (condition: KeyCondition, attribute: KeyAttribute): Range['bounds'] => {
  const [value, upper] = operands(condition, attribute).map((operand) =>
    encodeKeyAttribute(operand, attribute, 'sort'),
  )
  if (!value) throw validationError('A key condition needs a value')
  const operator = condition.ComparisonOperator
  if (operator === 'BETWEEN') {
    if (!upper) throw validationError('BETWEEN needs two values')
    return [
      { operator: '>=', value },
      { operator: '<=', value: upper },
    ]
  }
  if (operator === 'BEGINS_WITH') {
    const end = afterPrefix(value)
    return [{ operator: '>=', value }, ...(end ? [{ operator: '<' as const, value: end }] : [])]
  }
  return [{ operator: operators[operator], value }]
}

const rangeOf = (conditions: Record<string, KeyCondition>, key: KeySchema): Range => {
  const names = keyAttributes(key).map(({ name }) => name)
  if (Object.keys(conditions).some((name) => !names.includes(name))) {
    const missed = names.find((name) => !(name in conditions))
    throw validationError(
      missed === undefined
        ? 'Query key condition not supported'
        : `Query condition missed key schema element: ${missed}`,
    )
  }
  const partition = conditions[key.partition.name]
  if (!partition) throw validationError(`Query condition missed key schema element: ${key.partition.name}`)
  if (partition.ComparisonOperator !== 'EQ') throw validationError('Query key condition not supported')
  const [value] = operands(partition, key.partition)
  if (!value) throw validationError('A key condition needs a value')
  const sort = key.sort && conditions[key.sort.name]
  return {
    partition: encodeKeyAttribute(value, key.partition, 'partition'),
    bounds: key.sort && sort ? boundsOf(sort, key.sort) : [],
  }
}

const checkStart = (start: Position, range: Range): void => {
  const { partition, sort } = start.inIndex ?? start.item
  if (Buffer.compare(partition, range.partition) !== 0) {
    throw validationError(
      'The provided starting key is outside query boundaries based on provided conditions',
    )
  }
  if (!range.bounds.every(({ operator, value }) => signMeets[operator](Buffer.compare(sort, value)))) {
    throw validationError('The provided starting key does not match the range key predicate')
  }
}

/** The same from an index that lags behind its table. */
const lagging = (
  entries: IndexEntry[],
  range: Range,
  start: Position | undefined,
  forward: boolean,
): Iterable<StoredItem> => {
  const from = start?.inIndex && { inIndex: start.inIndex, item: start.item }
  const found = entries.filter(
    (entry) =>
      Buffer.compare(entry.inIndex.partition, range.partition) === 0 &&
      range.bounds.every(({ operator, value }) =>
        signMeets[operator](Buffer.compare(entry.inIndex.sort, value)),
      ) &&
      (from === undefined || (forward ? compareEntries(entry, from) > 0 : compareEntries(entry, from) < 0)),
  )
  return (forward ? found : found.reverse()).map(({ stored }) => stored)
}

const itemsInRange = (
  storage: Storage,
  { table, index }: Target,
  range: Range,
  start: Position | undefined,
  forward: boolean,
): Iterable<StoredItem> => {
  const direction = forward ? 'ASC' : 'DESC'
  const beyond = forward ? '>' : '<'
  // The start lies within the bounds. The one that it replaces is left out: SQLite would seek to either of the two.
  const kept = range.bounds.filter(({ operator }) => !start || !operator.startsWith(beyond))
  const bounds = kept.map(({ operator }) => ` AND keyed.sort ${operator} ?`).join('')
  const parameters: SQLInputValue[] = [range.partition, ...kept.map(({ value }) => value)]
  if (!index) {
    if (start) parameters.push(start.item.sort)
    return storage.items(
      `SELECT id, bytes, item FROM items AS keyed WHERE table_id = ? AND partition = ?${bounds}
        ${start ? `AND sort ${beyond} ?` : ''} ORDER BY sort ${direction}`,
      [table.id, ...parameters],
    )
  }
  const entries = laggingEntries(storage, table, index)
  if (entries) return lagging(entries, range, start, forward)
  if (start?.inIndex) parameters.push(start.inIndex.sort, start.item.partition, start.item.sort)
  return storage.items(
    `SELECT items.id, bytes, item FROM index_rows AS keyed JOIN items ON items.id = item_id
      WHERE index_id = ? AND keyed.partition = ?${bounds}
      ${start ? `AND (keyed.sort, item_partition, item_sort) ${beyond} (?, ?, ?)` : ''}
      ORDER BY keyed.sort ${direction}, item_partition ${direction}, item_sort ${direction}`,
    [index.id, ...parameters],
  )
}

/** A filter sees the other attributes only: a condition on the key belongs into the key condition. */
const refuseKeyInFilter = (heads: Record<string, boolean> | undefined, key: KeySchema): void => {
  for (const { name } of keyAttributes(key)) {
    if (heads && Object.hasOwn(heads, name)) {
      throw validationError(
        `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`,
      )
    }
  }
}

export const query: Operation = (storage, body) => {
  const request = readRequest('Query', queryRequest, body)
  const expressions = parseExpressions(request, [
    'ProjectionExpression',
    'FilterExpression',
    'KeyConditionExpression',
  ])
  const target = targetOf(storage, request)
  checkPage(request, target, expressions)
  refuseKeyInFilter(expressions.filter?.pathHeads, target.key)
  const range = rangeOf(expressions.keyConditions ?? {}, target.key)
  const start = startPosition(target, request.ExclusiveStartKey)
  if (start) checkStart(start, range)
  const items = itemsInRange(storage, target, range, start, request.ScanIndexForward ?? true)
  return readPage(request, target, expressions, items)
}
