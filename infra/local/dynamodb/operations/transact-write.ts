import { z } from 'zod'
import { canonicalHash } from '../../../../shared/hash.ts'
import { itemBytes } from '../attribute-values.ts'
import { Meter } from '../capacity.ts'
import { type Change, writeChange } from '../changes.ts'
import { ServiceError, validationError } from '../errors.ts'
import { keyText } from '../keys.ts'
import { readRequest, meteredWrite } from '../requests.ts'
import { column, type Storage } from '../storage.ts'
import type { Operation } from './operation.ts'
import {
  changeOf,
  conditionMet,
  deleteAction,
  itemOnFailure,
  type PlannedWrite,
  planDelete,
  planPut,
  planUpdate,
  putAction,
  updateAction,
} from './single-writes.ts'

const MAX_ACTIONS = 100
const MAX_BYTES = 4 * 1024 * 1024
const TOKEN_LIFE_MS = 10 * 60 * 1000

const transactItem = z.strictObject({
  Put: putAction.optional(),
  Update: updateAction.required({ UpdateExpression: true }).optional(),
  Delete: deleteAction.optional(),
  ConditionCheck: deleteAction.required({ ConditionExpression: true }).optional(),
})
const transactRequest = z.strictObject({
  TransactItems: z.array(transactItem).min(1).max(MAX_ACTIONS),
  ClientRequestToken: z.string().min(1).max(36).optional(),
  ...meteredWrite,
})

interface Action {
  write: PlannedWrite
  /** A condition check writes nothing. */
  writes: boolean
  /** Bytes that the action brings along. */
  bytes: number
}

interface CancellationReason {
  Code: 'None' | 'ConditionalCheckFailed' | 'ValidationError'
  Message?: string
  Item?: unknown
}

const actionOf = (storage: Storage, member: z.output<typeof transactItem>): Action => {
  const { Put: put, Update: update, Delete: remove, ConditionCheck: check } = member
  if ([put, update, remove, check].filter((each) => each !== undefined).length !== 1) {
    throw validationError('TransactItems can only contain one of Check, Put, Update or Delete in each member')
  }
  if (put) return { write: planPut(storage, put), writes: true, bytes: itemBytes(put.Item) }
  if (update) {
    const bytes = itemBytes(update.Key) + itemBytes(update.ExpressionAttributeValues ?? {})
    return { write: planUpdate(storage, update), writes: true, bytes }
  }
  const target = remove ?? check
  if (!target) throw new TypeError('an action was counted and not found')
  const bytes = itemBytes(target.Key) + itemBytes(target.ExpressionAttributeValues ?? {})
  return { write: planDelete(storage, target), writes: remove !== undefined, bytes }
}

const planActions = (storage: Storage, members: z.output<typeof transactItem>[]): Action[] => {
  const actions = members.map((member) => actionOf(storage, member))
  const targets = new Set(actions.map(({ write }) => `${write.table.id}/${keyText(write.key)}`))
  if (targets.size < actions.length) {
    throw validationError('Transaction request cannot include multiple operations on one item')
  }
  if (actions.reduce((total, { bytes }) => total + bytes, 0) > MAX_BYTES) {
    throw validationError('Collection size exceeded: a transaction writes 4 MB at most')
  }
  return actions
}

/** What one action does to the table, or why it cancels the transaction. */
const judge = (
  storage: Storage,
  { write, writes }: Action,
): { reason: CancellationReason; change?: Change } => {
  const before = storage.readItem(write.table, write.key)
  if (!conditionMet(write, before)) {
    const item = itemOnFailure(write, before)
    return {
      reason: {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        ...(item && { Item: item }),
      },
    }
  }
  if (!writes) return { reason: { Code: 'None' } }
  try {
    return { reason: { Code: 'None' }, change: changeOf(write, before) }
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    return { reason: { Code: 'ValidationError', Message: error.message } }
  }
}

/** True when the same request was done before under this token; throws when another one was. */
const alreadyDone = (storage: Storage, token: string, requestHash: string): boolean => {
  const row = storage
    .statement('SELECT request_hash FROM request_tokens WHERE token = ? AND used_at > ?')
    .get(token, storage.clock() - TOKEN_LIFE_MS)
  if (!row) return false
  if (column.text(row, 'request_hash') === requestHash) return true
  throw new ServiceError(
    'IdempotentParameterMismatchException',
    'The request was rejected because the same client token was used with different parameters within ten minutes',
  )
}

const keepToken = (storage: Storage, token: string, requestHash: string): void => {
  storage
    .statement('INSERT OR REPLACE INTO request_tokens (token, request_hash, used_at) VALUES (?, ?, ?)')
    .run(token, requestHash, storage.clock())
}

/** Forgets tokens that no longer count. */
export const sweepTokens = (storage: Storage): void => {
  storage.statement('DELETE FROM request_tokens WHERE used_at <= ?').run(storage.clock() - TOKEN_LIFE_MS)
}

const perform = (storage: Storage, actions: Action[], meter: Meter): void => {
  const verdicts = actions.map((action) => judge(storage, action))
  const reasons = verdicts.map(({ reason }) => reason)
  if (reasons.some(({ Code }) => Code !== 'None')) {
    throw new ServiceError(
      'TransactionCanceledException',
      `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
      { CancellationReasons: reasons },
    )
  }
  for (const [at, { change }] of verdicts.entries()) {
    const { write } = actions[at] as Action
    if (!change) {
      meter.check(write.table, storage.readItem(write.table, write.key)?.bytes ?? 0)
      continue
    }
    writeChange(storage, change)
    meter.write(change, { transactional: true })
  }
}

/** All conditions, all writes and the request's token are one transaction. */
export const transactWriteItems: Operation = (storage, body) => {
  const request = readRequest('TransactWriteItems', transactRequest, body)
  const { ClientRequestToken: token, TransactItems: members } = request
  const actions = planActions(storage, members)
  const meter = new Meter(request.ReturnConsumedCapacity)
  storage.transaction(() => {
    if (token === undefined) {
      perform(storage, actions, meter)
      return
    }
    const requestHash = canonicalHash(members)
    if (alreadyDone(storage, token, requestHash)) {
      // Asked again, DynamoDB answers after reading the items.
      for (const { write } of actions) {
        const bytes = storage.readItem(write.table, write.key)?.bytes ?? 0
        meter.read(write.table, bytes, { consistent: true, transactional: true })
      }
      return
    }
    perform(storage, actions, meter)
    keepToken(storage, token, requestHash)
  })
  return meter.list(true)
}
