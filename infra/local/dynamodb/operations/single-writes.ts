import { z } from 'zod'
import type { Item } from '../attribute-values.ts'
import { type Change, checkItem } from '../changes.ts'
import {
  type Expressions,
  meets,
  parseExpressions,
  refuseKeyPaths,
  refuseKeyUpdates,
} from '../expressions.ts'
import { type EncodedKey, keyOfItem, keyOfRequest } from '../keys.ts'
import { conditional, item, tableName } from '../requests.ts'
import type { StoredItem, Storage } from '../storage.ts'
import type { Table } from '../table.ts'
import { applyUpdate } from '../updates.ts'

/** The members that a write has by itself and as an action of a transaction. */
export const putAction = z.strictObject({ TableName: tableName, Item: item, ...conditional })
export const deleteAction = z.strictObject({ TableName: tableName, Key: item, ...conditional })
export const updateAction = z.strictObject({
  TableName: tableName,
  Key: item,
  UpdateExpression: z.string().optional(),
  ...conditional,
})

/** One write, with everything resolved that does not depend on the stored item. */
export interface PlannedWrite {
  table: Table
  key: EncodedKey
  expressions: Expressions
  /** The item as the write leaves it; undefined = deleted. Throws ValidationException where it cannot be made. */
  outcome: (before: StoredItem | undefined) => Item | undefined
  returnsOldOnFailure: boolean
}

const keySchemas = (table: Table) => [table.key, ...[...table.indexes.values()].map(({ key }) => key)]

export const planPut = (storage: Storage, request: z.output<typeof putAction>): PlannedWrite => {
  const expressions = parseExpressions(request, ['ConditionExpression'])
  const table = storage.table(request.TableName)
  refuseKeyPaths(expressions.condition?.nestedPaths, keySchemas(table))
  const key = keyOfItem(request.Item, table.key)
  checkItem(table, request.Item)
  return {
    table,
    key,
    expressions,
    outcome: () => request.Item,
    returnsOldOnFailure: request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
  }
}

export const planDelete = (storage: Storage, request: z.output<typeof deleteAction>): PlannedWrite => {
  const expressions = parseExpressions(request, ['ConditionExpression'])
  const table = storage.table(request.TableName)
  refuseKeyPaths(expressions.condition?.nestedPaths, keySchemas(table))
  return {
    table,
    key: keyOfRequest(request.Key, table.key),
    expressions,
    outcome: () => undefined,
    returnsOldOnFailure: request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
  }
}

export const planUpdate = (storage: Storage, request: z.output<typeof updateAction>): PlannedWrite => {
  const expressions = parseExpressions(request, ['UpdateExpression', 'ConditionExpression'])
  const { condition, update } = expressions
  const table = storage.table(request.TableName)
  const key = keyOfRequest(request.Key, table.key)
  refuseKeyPaths(condition?.nestedPaths, keySchemas(table))
  refuseKeyPaths(update?.nestedPaths, keySchemas(table))
  if (update) refuseKeyUpdates(update, table.key)
  return {
    table,
    key,
    expressions,
    outcome: (before) => {
      const base = before?.item ?? request.Key
      const after = update ? applyUpdate(update, base) : base
      checkItem(table, after, true)
      return after
    },
    returnsOldOnFailure: request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
  }
}

/** Whether the stored item meets the write's condition. */
export const conditionMet = (write: PlannedWrite, before: StoredItem | undefined): boolean =>
  !write.expressions.condition || meets(write.expressions.condition, before?.item)

/** The stored item, where the request wants to see why its condition failed. */
export const itemOnFailure = (write: PlannedWrite, before: StoredItem | undefined): Item | undefined =>
  write.returnsOldOnFailure ? before?.item : undefined

export const changeOf = (write: PlannedWrite, before: StoredItem | undefined): Change => ({
  table: write.table,
  key: write.key,
  before,
  after: write.outcome(before),
})
