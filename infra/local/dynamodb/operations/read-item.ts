import { z } from 'zod'
import { capacityMember, Meter } from '../capacity.ts'
import { validationError } from '../errors.ts'
import { parseExpressions, refuseKeyPaths } from '../expressions.ts'
import { keyOfRequest, keyText } from '../keys.ts'
import { projector } from '../paths.ts'
import { attributeNames, item, readRequest, tableName, metered } from '../requests.ts'
import type { StoredItem, Storage } from '../storage.ts'
import type { Table } from '../table.ts'
import { JsonText, type Operation } from './operation.ts'

const MAX_KEYS = 100
const MAX_BATCH_BYTES = 16 * 1024 * 1024
const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024

const projected = { ProjectionExpression: z.string().optional(), ...attributeNames }
const getAction = z.strictObject({ TableName: tableName, Key: item, ...projected })
const getRequest = getAction.extend({ ConsistentRead: z.boolean().optional(), ...metered })
const keysOfTable = z.strictObject({
  Keys: z.array(item).min(1),
  ConsistentRead: z.boolean().optional(),
  ...projected,
})
const batchRequest = z.strictObject({ RequestItems: z.record(tableName, keysOfTable), ...metered })
const transactRequest = z.strictObject({
  TransactItems: z
    .array(z.strictObject({ Get: getAction }))
    .min(1)
    .max(MAX_KEYS),
  ...metered,
})

interface Reading {
  table: Table
  /** What names the item among all tables. */
  identity: string
  stored: StoredItem | undefined
  /** The item as the client gets it, in JSON. */
  text: () => string | undefined
}

type Projected = z.output<z.ZodObject<typeof projected>>

const reader = (storage: Storage, name: string, request: Projected) => {
  const { projection } = parseExpressions(request, ['ProjectionExpression'])
  const table = storage.table(name)
  refuseKeyPaths(projection?.nestedPaths, [table.key])
  const project = projection && projector(projection.paths)
  return (key: z.output<typeof item>): Reading => {
    const encoded = keyOfRequest(key, table.key)
    const stored = storage.readItem(table, encoded)
    return {
      table,
      identity: `${table.id}/${keyText(encoded)}`,
      stored,
      text: () => (stored && project ? JSON.stringify(project(stored.item)) : stored?.text),
    }
  }
}

const refuseDuplicates = (readings: Reading[], message: string): void => {
  if (new Set(readings.map(({ identity }) => identity)).size < readings.length) throw validationError(message)
}

const itemMember = ({ text }: Reading): string[] => {
  const found = text()
  return found === undefined ? [] : [`"Item":${found}`]
}

export const getItem: Operation = (storage, body) => {
  const request = readRequest('GetItem', getRequest, body)
  const reading = reader(storage, request.TableName, request)(request.Key)
  const meter = new Meter(request.ReturnConsumedCapacity)
  meter.read(reading.table, reading.stored?.bytes ?? 0, { consistent: request.ConsistentRead ?? false })
  return new JsonText(`{${[...itemMember(reading), ...capacityMember(meter.single())].join(',')}}`)
}

export const batchGetItem: Operation = (storage, body) => {
  const { RequestItems, ReturnConsumedCapacity } = readRequest('BatchGetItem', batchRequest, body)
  const meter = new Meter(ReturnConsumedCapacity)
  const tables = Object.entries(RequestItems)
  const keys = tables.reduce((total, [, { Keys }]) => total + Keys.length, 0)
  if (keys === 0) throw validationError('The batch get request list cannot be empty')
  if (keys > MAX_KEYS) throw validationError('Too many items requested for the BatchGetItem call')

  let bytes = 0
  const responses: string[] = []
  const unprocessed: Record<string, object> = {}
  for (const [name, request] of tables) {
    const readings = request.Keys.map(reader(storage, name, request))
    refuseDuplicates(readings, 'Provided list of item keys contains duplicates')
    const found: string[] = []
    const left = request.Keys.filter((_, position) => {
      const reading = readings[position]
      const consistent = request.ConsistentRead ?? false
      if (reading && !reading.stored) meter.read(reading.table, 0, { consistent })
      if (!reading?.stored) return false
      if (bytes + reading.stored.bytes > MAX_BATCH_BYTES) return true
      bytes += reading.stored.bytes
      meter.read(reading.table, reading.stored.bytes, { consistent })
      found.push(reading.text() ?? '')
      return false
    })
    responses.push(`${JSON.stringify(name)}:[${found.join(',')}]`)
    if (left.length > 0) unprocessed[name] = { ...request, Keys: left }
  }
  const members = [
    `"Responses":{${responses.join(',')}}`,
    `"UnprocessedKeys":${JSON.stringify(unprocessed)}`,
    ...capacityMember(meter.list()),
  ]
  return new JsonText(`{${members.join(',')}}`)
}

export const transactGetItems: Operation = (storage, body) => {
  const { TransactItems, ReturnConsumedCapacity } = readRequest('TransactGetItems', transactRequest, body)
  const readings = TransactItems.map(({ Get: get }) => reader(storage, get.TableName, get)(get.Key))
  refuseDuplicates(readings, 'Transaction request cannot include multiple operations on one item')
  const bytes = readings.reduce((total, { stored }) => total + (stored?.bytes ?? 0), 0)
  if (bytes > MAX_TRANSACTION_BYTES) {
    throw validationError('Collection size exceeded: a transaction reads 4 MB at most')
  }
  const meter = new Meter(ReturnConsumedCapacity)
  for (const { table, stored } of readings) {
    meter.read(table, stored?.bytes ?? 0, { consistent: true, transactional: true })
  }
  const answers = readings.map((reading) => `{${itemMember(reading).join(',')}}`)
  const members = [`"Responses":[${answers.join(',')}]`, ...capacityMember(meter.list(true))]
  return new JsonText(`{${members.join(',')}}`)
}
