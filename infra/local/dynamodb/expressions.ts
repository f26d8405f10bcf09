import type { Item } from './attribute-values.ts'
import { holds } from './conditions.ts'
import {
  type Condition,
  type ExpressionParameters,
  type KeyCondition,
  type ParsedCondition,
  type ParsedProjection,
  type ParsedUpdate,
  validations,
} from './dynalite.ts'
import { validationError } from './errors.ts'
import { type KeySchema, keyAttributes } from './keys.ts'

/** The expressions of one request, parsed. */
export interface Expressions {
  condition?: ParsedCondition
  filter?: ParsedCondition
  keyConditions?: Record<string, KeyCondition>
  projection?: ParsedProjection
  update?: ParsedUpdate
}

type ExpressionName =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression'

export interface ExpressionRequest {
  ConditionExpression?: string | undefined
  FilterExpression?: string | undefined
  KeyConditionExpression?: string | undefined
  ProjectionExpression?: string | undefined
  UpdateExpression?: string | undefined
  ExpressionAttributeNames?: Record<string, string> | undefined
  ExpressionAttributeValues?: Item | undefined
}

const refuse = (message: string | null | undefined): void => {
  if (message) throw validationError(message)
}

const PARAMETERS = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
] as const

const longestExpression = 4096
const mostOperandsOfIn = 100

/** Limits of DynamoDB that the parser lacks. */
const refuseLong = (name: ExpressionName, expression: string): void => {
  const size = Buffer.byteLength(expression)
  if (size > longestExpression)
    throw validationError(
      `Invalid ${name}: Expression size has exceeded the maximum allowed size; expression size: ${size}`,
    )
}

const refuseManyOperands = (name: ExpressionName, condition: Condition | undefined): void => {
  if (condition === undefined) return
  const { type, args } = condition
  if (type === 'in' && args.length - 1 > mostOperandsOfIn)
    throw validationError(
      `Invalid ${name}: The IN operator is provided with too many operands; number of operands: ${args.length - 1}`,
    )
  if (type === 'and' || type === 'or' || type === 'not')
    for (const member of args) refuseManyOperands(name, member)
}

/**
 * Parses the expressions of a request. `allowed` are those that the operation has; names and values without an
 * expression that could use them are refused, as are unused and undefined ones.
 */
export const parseExpressions = (request: ExpressionRequest, allowed: ExpressionName[]): Expressions => {
  if (PARAMETERS.every((name) => request[name] === undefined)) return {}
  const parameters: ExpressionParameters = {}
  for (const name of PARAMETERS)
    Object.assign(parameters, request[name] !== undefined && { [name]: request[name] })
  refuse(validations.validateExpressionParams(parameters, allowed, []))
  for (const name of allowed) refuseLong(name, request[name] ?? '')
  refuse(validations.validateExpressions(parameters))

  const { _condition, _filter, _keyCondition, _projection, _updates } = parameters
  refuseManyOperands('ConditionExpression', _condition?.expression)
  refuseManyOperands('FilterExpression', _filter?.expression)
  return {
    ...(_condition && { condition: _condition }),
    ...(_filter && { filter: _filter }),
    ...(_keyCondition && { keyConditions: keyConditionsOf(_keyCondition) }),
    ...(_projection && { projection: _projection }),
    ...(_updates && { update: _updates }),
  }
}

const keyConditionsOf = (parsed: ParsedCondition): Record<string, KeyCondition> => {
  const conditions = validations.convertKeyCondition(parsed.expression)
  if (typeof conditions === 'string') throw validationError(conditions)
  refuse(validations.validateConditions(conditions))
  return conditions
}

/** Whether the item, or its absence, meets the condition; without one it does. */
export const meets = (condition: ParsedCondition | undefined, item: Item | undefined): boolean =>
  !condition || holds(condition.expression, item ?? {})

/** Key attributes are scalars: a path into one is a mistake. */
export const refuseKeyPaths = (
  nestedPaths: Record<string, boolean> | undefined,
  schemas: KeySchema[],
): void => {
  if (!nestedPaths) return
  for (const { name } of schemas.flatMap(keyAttributes)) {
    if (Object.hasOwn(nestedPaths, name)) {
      throw validationError(
        `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: ${name}`,
      )
    }
  }
}

/** An update may not touch the primary key. */
export const refuseKeyUpdates = (update: ParsedUpdate, key: KeySchema): void => {
  for (const { name } of keyAttributes(key)) {
    if (update.paths.some(([head]) => head === name)) {
      throw validationError(
        `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
      )
    }
  }
}
