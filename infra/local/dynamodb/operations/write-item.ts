import { z } from 'zod'
import { type Change, writeChange } from '../changes.ts'
import { conditionFailed } from '../errors.ts'
import { projector } from '../paths.ts'
import { readRequest, unmeteredWrite } from '../requests.ts'
import type { Storage } from '../storage.ts'
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

const oldOrNone = z.enum(['NONE', 'ALL_OLD'], 'ReturnValues can only be ALL_OLD or NONE').optional()
const putRequest = putAction.extend({ ReturnValues: oldOrNone, ...unmeteredWrite })
const deleteRequest = deleteAction.extend({ ReturnValues: oldOrNone, ...unmeteredWrite })
const updateRequest = updateAction.extend({
  ReturnValues: z.enum(['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW']).optional(),
  ...unmeteredWrite,
})

/** Checks the condition and writes, in one transaction. */
const perform = (storage: Storage, write: PlannedWrite): Change =>
  storage.transaction(() => {
    const before = storage.readItem(write.table, write.key)
    if (!conditionMet(write, before)) throw conditionFailed(itemOnFailure(write, before))
    const change = changeOf(write, before)
    writeChange(storage, change)
    return change
  })

export const putItem: Operation = (storage, body) => {
  const request = readRequest('PutItem', putRequest, body)
  const { before } = perform(storage, planPut(storage, request))
  return request.ReturnValues === 'ALL_OLD' && before ? { Attributes: before.item } : {}
}

export const deleteItem: Operation = (storage, body) => {
  const request = readRequest('DeleteItem', deleteRequest, body)
  const { before } = perform(storage, planDelete(storage, request))
  return request.ReturnValues === 'ALL_OLD' && before ? { Attributes: before.item } : {}
}

export const updateItem: Operation = (storage, body) => {
  const request = readRequest('UpdateItem', updateRequest, body)
  const write = planUpdate(storage, request)
  const { before, after } = perform(storage, write)
  const updated = projector(write.expressions.update?.paths ?? [])
  const oldItem = before?.item
  switch (request.ReturnValues) {
    case 'ALL_OLD':
      return oldItem ? { Attributes: oldItem } : {}
    case 'ALL_NEW':
      return { Attributes: after }
    case 'UPDATED_OLD':
      return attributesIfAny(oldItem && updated(oldItem))
    case 'UPDATED_NEW':
      return attributesIfAny(after && updated(after))
    case 'NONE':
    case undefined:
    default:
      return {}
  }
}

const attributesIfAny = (attributes: object | undefined): object =>
  attributes && Object.keys(attributes).length > 0 ? { Attributes: attributes } : {}
