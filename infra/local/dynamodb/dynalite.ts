import { createRequire } from 'node:module'
import type { AttributeValue, Item } from './attribute-values.ts'

/**
 * What is used of dynalite: its expression parsers and its request validations. Its store, its evaluation and its
 * actions are not used: they are neither atomic nor exact (lists never compare equal, sizes count UTF-16 units).
 */
export type Path = (string | number)[]

export interface FunctionCall<Argument> {
  type: 'function'
  name: string
  args: Argument[]
}

export type Operand = Path | AttributeValue | FunctionCall<Operand>

export interface Comparison {
  type: '=' | '<>' | '<' | '<=' | '>' | '>=' | 'between' | 'in'
  args: Operand[]
}

export type Condition = { type: 'and' | 'or' | 'not'; args: Condition[] } | Comparison | FunctionCall<Operand>

export interface ParsedCondition {
  expression: Condition
  nestedPaths: Record<string, boolean>
  pathHeads: Record<string, boolean>
}

export interface ParsedProjection {
  paths: Path[]
  nestedPaths: Record<string, boolean>
}

export type UpdateValue =
  | Path
  | AttributeValue
  | FunctionCall<UpdateValue>
  | { type: 'add' | 'subtract'; args: UpdateValue[] }

export type UpdateAction =
  | { type: 'set'; path: Path; val: UpdateValue }
  | { type: 'remove'; path: Path }
  | { type: 'add' | 'delete'; path: Path; val: AttributeValue }

export interface ParsedUpdate {
  sections: UpdateAction[]
  paths: Path[]
  nestedPaths: Record<string, boolean>
}

/** One condition of a key condition expression, in the terms of the older API. */
export interface KeyCondition {
  ComparisonOperator: 'EQ' | 'LT' | 'LE' | 'GT' | 'GE' | 'BETWEEN' | 'BEGINS_WITH'
  AttributeValueList: AttributeValue[]
}

/** Expressions as sent; `validateExpressions` adds what it parsed under the names with an underscore. */
export interface ExpressionParameters {
  ConditionExpression?: string
  FilterExpression?: string
  KeyConditionExpression?: string
  ProjectionExpression?: string
  UpdateExpression?: string
  ExpressionAttributeNames?: Record<string, string>
  ExpressionAttributeValues?: Item
  _condition?: ParsedCondition
  _filter?: ParsedCondition
  _keyCondition?: ParsedCondition
  _projection?: ParsedProjection
  _updates?: ParsedUpdate
}

/** The functions answer with a message when they find a fault. */
interface Validations {
  checkTypes(data: unknown, types: unknown): unknown
  checkValidations(data: unknown, types: unknown, custom: unknown): void
  validateExpressionParams(
    data: object,
    expressions: string[],
    nonExpressions: string[],
  ): string | null | undefined
  validateExpressions(data: ExpressionParameters): string | undefined
  validateConditions(conditions: Record<string, KeyCondition>): string | undefined
  convertKeyCondition(expression: Condition): Record<string, KeyCondition> | string
}

interface CreateTableValidation {
  types: Record<string, unknown>
  custom: (data: unknown) => string | undefined
}

/** Arbitrary-precision decimals, as far as they are used here. */
export interface Decimal {
  /** Sign, exponent and digits of the coefficient. */
  s: number
  e: number
  c: number[]
  plus(other: string): Decimal
  minus(other: string): Decimal
  toFixed(): string
}

interface DecimalConstructor {
  new (value: string): Decimal
}

const require = createRequire(import.meta.url)
export const validations = require('dynalite/validations') as Validations
export const createTableValidation = require('dynalite/validations/createTable') as CreateTableValidation

/** big.js is dynalite's dependency, not ours: it is looked up from where dynalite stands. */
const requireFromDynalite = createRequire(require.resolve('dynalite'))
export const Big = requireFromDynalite('big.js') as DecimalConstructor
