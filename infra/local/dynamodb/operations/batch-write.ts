import { z } from 'zod'
import { Meter } from '../capacity.ts'
import { type Change, checkItem, writeChange } from '../changes.ts'
import { validationError } from '../errors.ts'
import { keyOfItem, keyOfRequest, keyText } from '../keys.ts'
import { item, readRequest, tableName, meteredWrite } from '../requests.ts'
import type { Storage } from '../storage.ts'
import type { Operation } from './operation.ts'

const MAX_WRITES = 25

const writeRequest = z.strictObject({
  PutRequest: z.strictObject({ Item: item }).optional(),
  DeleteRequest: z.strictObject({ Key: item }).optional(),
})
const batchRequest = z.strictObject({
  RequestItems: z.record(tableName, z.array(writeRequest).min(1)),
  ...meteredWrite,
})

const planOf = (storage: Storage, name: string, write: z.output<typeof writeRequest>): Change => {
  const table = storage.table(name)
  const { PutRequest: put, DeleteRequest: remove } = write
  if ((put === undefined) === (remove === undefined)) {
    throw validationError('A write request must hold either a PutRequest or a DeleteRequest')
  }
  if (put) {
    checkItem(table, put.Item)
    return { table, key: keyOfItem(put.Item, table.key), after: put.Item }
  }
  return { table, key: keyOfRequest(remove?.Key ?? {}, table.key) }
}

/** In DynamoDB each write of a batch is atomic by itself; here the whole batch is, and nothing is left unprocessed. */
export const batchWriteItem: Operation = (storage, body) => {
  const { RequestItems, ReturnConsumedCapacity } = readRequest('BatchWriteItem', batchRequest, body)
  const writes = Object.entries(RequestItems).flatMap(([name, requests]) =>
    requests.map((write) => ({ name, write })),
  )
  if (writes.length === 0) throw validationError('The batch write request list cannot be empty')
  if (writes.length > MAX_WRITES) {
    throw validationError(`Too many items requested for the BatchWriteItem call: ${MAX_WRITES} at most`)
  }
  const changes = writes.map(({ name, write }) => planOf(storage, name, write))
  const keys = new Set(changes.map(({ table, key }) => `${table.id}/${keyText(key)}`))
  if (keys.size < changes.length) throw validationError('Provided list of item keys contains duplicates')

  const meter = new Meter(ReturnConsumedCapacity)
  storage.transaction(() => {
    for (const planned of changes) {
      const change = { ...planned, before: storage.readItem(planned.table, planned.key) }
      writeChange(storage, change)
      meter.write(change)
    }
  })
  return { UnprocessedItems: {}, ...meter.list() }
}
