import { z } from 'zod'
import { validationError } from '../errors.ts'
import { parseExpressions, refuseKeyPaths } from '../expressions.ts'
import { keyOfRequest, keyText } from '../keys.ts'
import { projector } from '../paths.ts'
import { attributeNames, item, readRequest, tableName, unmetered } from '../requests.ts'
import type { StoredItem, Storage } from '../storage.ts'
import { JsonText, type Operation } from './operation.ts'

const MAX_KEYS = 100
const MAX_BATCH_BYTES = 16 * 1024 * 1024
const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024

const projected = { ProjectionExpression: z.string().optional(), ...attributeNames }
const getAction = z.strictObject({ TableName: tableName, Key: item, ...projected })
const getRequest = getAction.extend({ ConsistentRead: z.boolean().optional(), ...unmetered })
const keysOfTable = z.strictObject({
  Keys: z.array(item).min(1),
  ConsistentRead: z.boolean().optional(),
  ...projected,
})
const batchRequest = z.strictObject({ RequestItems: z.record(tableName, keysOfTable), ...unmetered })
const transactRequest = z.strictObject({
  TransactItems: z
    .array(z.strictObject({ Get: getAction }))
    .min(1)
    .max(MAX_KEYS),
  ...unmetered,
})

interface Reading {
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
      identity: `${table.id}/${keyText(encoded)}`,
      stored,
      text: () => (stored && project ? JSON.stringify(project(stored.item)) : stored?.text),
    }
  }
}

const refuseDuplicates = (readings: Reading[], message: string): void => {
  if (new Set(readings.map(({ identity }) => identity)).size < readings.length) throw validationError(message)
}

const itemAnswer = ({ text }: Reading): string => {
  const found = text()
  return found === undefined ? '{}' : `{"Item":${found}}`
}

export const getItem: Operation = (storage, body) => {
  const request = readRequest('GetItem', getRequest, body)
  return new JsonText(itemAnswer(reader(storage, request.TableName, request)(request.Key)))
}

export const batchGetItem: Operation = (storage, body) => {
  const { RequestItems } = readRequest('BatchGetItem', batchRequest, body)
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
      if (!reading?.stored) return false
      if (bytes + reading.stored.bytes > MAX_BATCH_BYTES) return true
      bytes += reading.stored.bytes
      found.push(reading.text() ?? '')
      return false
    })
    responses.push(`${JSON.stringify(name)}:[${found.join(',')}]`)
    if (left.length > 0) unprocessed[name] = { ...request, Keys: left }
  }
  return new JsonText(
    `{"Responses":{${responses.join(',')}},"UnprocessedKeys":${JSON.stringify(unprocessed)}}`,
  )
}

export const transactGetItems: Operation = (storage, body) => {
  const { TransactItems } = readRequest('TransactGetItems', transactRequest, body)
  const readings = TransactItems.map(({ Get: get }) => reader(storage, get.TableName, get)(get.Key))
  refuseDuplicates(readings, 'Transaction request cannot include multiple operations on one item')
  const bytes = readings.reduce((total, { stored }) => total + (stored?.bytes ?? 0), 0)
  if (bytes > MAX_TRANSACTION_BYTES) {
    throw validationError('Collection size exceeded: a transaction reads 4 MB at most')
  }
  return new JsonText(`{"Responses":[${readings.map(itemAnswer).join(',')}]}`)
}
