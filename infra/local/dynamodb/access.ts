import { LOCAL_ACCOUNT, LOCAL_REGION } from '../wire/arn.ts'
import { access } from '../wire/access.ts'
import type { AccessRequest } from '../wire/access.ts'
import type { AttributeValue } from './attribute-values.ts'
import { parseExpressions } from './expressions.ts'
import { item as itemSchema } from './requests.ts'
import type { Storage } from './storage.ts'

type Members = Record<string, unknown>

const isObject = (value: unknown): value is Members =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
const members = (value: unknown): Members => (isObject(value) ? value : {})
const list = (value: unknown): Members[] => (Array.isArray(value) ? value.filter(isObject) : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const tableArn = (name: string): string =>
  name.startsWith('arn:') ? name : `arn:aws:dynamodb:${LOCAL_REGION}:${LOCAL_ACCOUNT}:table/${name}`

/** The value of a key attribute as condition keys see it: a text. */
const scalar = (value: unknown): string | undefined => {
  const [only] = Object.values(members(value))
  return typeof only === 'string' ? only : undefined
}

const leading = (values: (string | undefined)[]): AccessRequest['context'] => {
  const found = [...new Set(values.filter((value) => value !== undefined))]
  return found.length === 0 ? {} : { 'dynamodb:LeadingKeys': found }
}

const partitionOf = (storage: Storage, table: string, key: unknown): string | undefined => {
  const name = storage.findTable(table)?.key.partition.name
  return name === undefined ? undefined : scalar(members(key)[name])
}

/** The partition that a query names, of the table or of its index. */
const queriedPartition = (storage: Storage, request: Members): string | undefined => {
  const table = storage.findTable(text(request['TableName']))
  const key =
    request['IndexName'] === undefined ? table?.key : table?.indexes.get(text(request['IndexName']))?.key
  if (!key) return undefined
  try {
    const { KeyConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = request
    const { keyConditions } = parseExpressions(
      {
        KeyConditionExpression: text(KeyConditionExpression),
        // Names and values of other expressions would count as unused here.
        ExpressionAttributeNames: used(ExpressionAttributeNames, text(KeyConditionExpression)) as
          | Record<string, string>
          | undefined,
        ExpressionAttributeValues: itemSchema
          .optional()
          .parse(used(ExpressionAttributeValues, text(KeyConditionExpression))),
      },
      ['KeyConditionExpression'],
    )
    const [value] = keyConditions?.[key.partition.name]?.AttributeValueList ?? []
    return scalar(value satisfies AttributeValue | undefined)
  } catch {
    // The operation itself says what is wrong.
    return undefined
  }
}

const used = (given: unknown, expression: string): Members | undefined => {
  const names = new Set(expression.match(/[#:][A-Za-z0-9_]+/g))
  const found = Object.entries(members(given)).filter(([name]) => names.has(name))
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

const transactActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
}

/** Each action of a transaction needs the permission of its own. */
const ofTransaction = (storage: Storage, request: Members): AccessRequest[] =>
  list(request['TransactItems']).flatMap((entry) =>
    Object.entries(entry).flatMap(([kind, value]) => {
      const action = transactActions[kind]
      if (action === undefined) return []
      const { TableName, Key, Item } = members(value)
      const key = partitionOf(storage, text(TableName), Item ?? Key)
      return [access(`dynamodb:${action}`, tableArn(text(TableName)), leading([key]))]
    }),
  )

const ofBatch = (storage: Storage, name: string, request: Members): AccessRequest[] =>
  Object.entries(members(request['RequestItems'])).map(([table, entries]) => {
    const keys = Array.isArray(entries)
      ? list(entries).map(
          (entry) => members(entry['PutRequest'])['Item'] ?? members(entry['DeleteRequest'])['Key'],
        )
      : list(members(entries)['Keys'])
    const partitions = keys.map((key) => partitionOf(storage, table, key))
    return access(`dynamodb:${name}`, tableArn(table), leading(partitions))
  })

/** What an operation needs, by its `x-amz-target`. */
export const accessOf = (storage: Storage, target: string, body: unknown): AccessRequest[] => {
  const [service = '', name = ''] = target.split('.', 2)
  const request = members(body)
  const action = `dynamodb:${name}`
  if (service.startsWith('DynamoDBStreams')) {
    // Iterators were given for the stream, and hold its ARN.
    return 'StreamArn' in request ? [access(action, text(request['StreamArn']))] : []
  }
  if (name === 'TransactWriteItems' || name === 'TransactGetItems') return ofTransaction(storage, request)
  if (name === 'BatchWriteItem' || name === 'BatchGetItem') return ofBatch(storage, name, request)
  if (name === 'ListTables') return [access(action, '*')]
  const table = text(request['TableName'])
  const index = request['IndexName'] === undefined ? '' : `/index/${text(request['IndexName'])}`
  const resource = `${tableArn(table)}${index}`
  if (name === 'Query') return [access(action, resource, leading([queriedPartition(storage, request)]))]
  const key = request['Item'] ?? request['Key']
  return [access(action, resource, leading([partitionOf(storage, table, key)]))]
}
