import { z } from 'zod'
import { type CapacityMode, Meter } from '../capacity.ts'
import { type Change, writeChange } from '../changes.ts'
import { conditionFailed } from '../errors.ts'
import { projector } from '../paths.ts'
import { readRequest, meteredWrite } from '../requests.ts'
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
const putRequest = putAction.extend({ ReturnValues: oldOrNone, ...meteredWrite })
const deleteRequest = deleteAction.extend({ ReturnValues: oldOrNone, ...meteredWrite })
const updateRequest = updateAction.extend({
  ReturnValues: z.enum(['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW']).optional(),
  ...meteredWrite,
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

const oldIfAsked = (asked: string | undefined, { before }: Change): object =>
  asked === 'ALL_OLD' && before ? { Attributes: before.item } : {}

const consumed = (mode: CapacityMode, change: Change): object => {
  const meter = new Meter(mode)
  meter.write(change)
  return meter.single()
}

export const putItem: Operation = (storage, body) => {
  const request = readRequest('PutItem', putRequest, body)
  const change = perform(storage, planPut(storage, request))
  return { ...oldIfAsked(request.ReturnValues, change), ...consumed(request.ReturnConsumedCapacity, change) }
}

export const deleteItem: Operation = (storage, body) => {
  const request = readRequest('DeleteItem', deleteRequest, body)
  const change = perform(storage, planDelete(storage, request))
  return { ...oldIfAsked(request.ReturnValues, change), ...consumed(request.ReturnConsumedCapacity, change) }
}

export const updateItem: Operation = (storage, body) => {
  const request = readRequest('UpdateItem', updateRequest, body)
  const write = planUpdate(storage, request)
  const change = perform(storage, write)
  return {
    ...updatedAttributes(request.ReturnValues, write, change),
    ...consumed(request.ReturnConsumedCapacity, change),
  }
}

const updatedAttributes = (
  asked: z.output<typeof updateRequest>['ReturnValues'],
  write: PlannedWrite,
  { before, after }: Change,
): object => {
  const updated = projector(write.expressions.update?.paths ?? [])
  const oldItem = before?.item
  switch (asked) {
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
