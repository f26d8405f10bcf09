import type { MessageAttributes } from '../wire/message-attributes.ts'
import { invalidParameter, unsupported } from './form.ts'

export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody'

type Scalar = string | number | boolean | null
/** What a rule looks at: the values under a key; undefined where the key is not there. */
type Values = readonly Scalar[] | undefined
type Rule = (values: Values) => boolean

/** A policy, checked and ready to be asked. Keys lead to rules, of which one must hold, or to a policy of inner keys. */
export interface FilterPolicy {
  scope: FilterPolicyScope
  keys: PolicyKeys
}
type PolicyKeys = Map<string, Rule[] | PolicyKeys>

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MOST_KEYS = 5
const MOST_COMBINATIONS = 150
const LARGEST_POLICY_BYTES = 262_144
const LARGEST_NUMBER = 1e9
const DIGITS = 1e5

const wrong = (reason: string): Error => invalidParameter(`FilterPolicy: ${reason}`)

const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** SNS compares numbers to five digits after the point. */
const sameNumber = (a: number, b: number): boolean => Math.round(a * DIGITS) === Math.round(b * DIGITS)

const checkedNumber = (value: unknown): number => {
  if (typeof value !== 'number' || Math.abs(value) > LARGEST_NUMBER) {
    throw wrong(`${JSON.stringify(value)} is not a number from -10^9 to 10^9`)
  }
  return value
}

const checkedText = (operator: string, value: unknown): string => {
  if (typeof value !== 'string' || value === '') throw wrong(`"${operator}" needs a text that is not empty`)
  return value
}

const equals = (wanted: Scalar, value: Scalar): boolean =>
  typeof wanted === 'number' && typeof value === 'number' ? sameNumber(wanted, value) : wanted === value

const anyOf =
  (holds: (value: Scalar) => boolean): Rule =>
  (values) =>
    values?.some(holds) ?? false

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': sameNumber,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value < bound || sameNumber(value, bound),
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value > bound || sameNumber(value, bound),
}

const numericRule = (argument: unknown): Rule => {
  if (!Array.isArray(argument) || (argument.length !== 2 && argument.length !== 4)) {
    throw wrong('"numeric" takes one comparison, or a lower and an upper bound')
  }
  const parts: [string, number][] = []
  for (let index = 0; index < argument.length; index += 2) {
    const operator: unknown = argument[index]
    if (typeof operator !== 'string' || !Object.hasOwn(COMPARISONS, operator)) {
      throw wrong(`"numeric" does not know the operator ${JSON.stringify(operator)}`)
    }
    parts.push([operator, checkedNumber(argument[index + 1])])
  }
  const [lower, upper] = parts
  if (lower && upper) {
    if (!lower[0].startsWith('>') || !upper[0].startsWith('<'))
      throw wrong('a numeric range is > or >=, then < or <=')
    if (lower[1] >= upper[1]) throw wrong('the lower bound of a numeric range must be below the upper one')
  }
  return anyOf(
    (value) =>
      typeof value === 'number' &&
      parts.every(([operator, bound]) => COMPARISONS[operator]?.(value, bound) ?? false),
  )
}

const anythingButRule = (argument: unknown): Rule => {
  if (isObject(argument)) {
    const [[operator, text] = [], ...more] = Object.entries(argument)
    if ((operator !== 'prefix' && operator !== 'suffix') || more.length > 0) {
      throw unsupported(`FilterPolicy: "anything-but" with ${JSON.stringify(argument)}`)
    }
    const part = checkedText(operator, text)
    return anyOf((value) => {
      if (typeof value !== 'string') return true
      return operator === 'prefix' ? !value.startsWith(part) : !value.endsWith(part)
    })
  }
  const excluded: unknown[] = Array.isArray(argument) ? argument : [argument]
  const allTexts = excluded.every((value) => typeof value === 'string')
  const allNumbers = excluded.every((value) => typeof value === 'number')
  if (excluded.length === 0 || (!allTexts && !allNumbers)) {
    throw wrong('"anything-but" takes texts or numbers, not both, and at least one')
  }
  if (allNumbers) excluded.forEach(checkedNumber)
  // Of several values one that is not excluded is enough: ["rugby", "baseball"] passes anything-but rugby.
  return anyOf((value) => !excluded.some((other) => isScalar(other) && equals(other, value)))
}

const readOperator = (condition: Record<string, unknown>): Rule => {
  const [[operator, argument] = [], ...more] = Object.entries(condition)
  if (operator === undefined || more.length > 0) throw wrong('a condition has exactly one operator')
  switch (operator) {
    case 'prefix': {
      const text = checkedText(operator, argument)
      return anyOf((value) => typeof value === 'string' && value.startsWith(text))
    }
    case 'suffix': {
      const text = checkedText(operator, argument)
      return anyOf((value) => typeof value === 'string' && value.endsWith(text))
    }
    case 'equals-ignore-case': {
      const text = checkedText(operator, argument).toLowerCase()
      return anyOf((value) => typeof value === 'string' && value.toLowerCase() === text)
    }
    case 'anything-but':
      return anythingButRule(argument)
    case 'numeric':
      return numericRule(argument)
    case 'exists':
      if (typeof argument !== 'boolean') throw wrong('"exists" takes true or false')
      return (values) => (values !== undefined && values.length > 0) === argument
    default:
      throw unsupported(`FilterPolicy: the operator "${operator}"`)
  }
}

const readRule = (condition: unknown): Rule => {
  if (isScalar(condition)) {
    if (typeof condition === 'number') checkedNumber(condition)
    return anyOf((value) => equals(condition, value))
  }
  if (isObject(condition)) return readOperator(condition)
  throw wrong(`${JSON.stringify(condition)} is neither a value nor a condition`)
}

const readKeys = (policy: Record<string, unknown>, scope: FilterPolicyScope): PolicyKeys => {
  const keys: PolicyKeys = new Map()
  for (const [key, conditions] of Object.entries(policy)) {
    if (key.startsWith('$')) throw unsupported(`FilterPolicy: the operator "${key}"`)
    if (Array.isArray(conditions)) {
      if (conditions.length === 0) throw wrong(`"${key}" has no values`)
      keys.set(key, conditions.map(readRule))
    } else if (isObject(conditions)) {
      if (scope !== 'MessageBody') throw wrong(`"${key}": nested keys are only for the scope MessageBody`)
      if (Object.keys(conditions).length === 0) throw wrong(`"${key}" has no keys`)
      keys.set(key, readKeys(conditions, scope))
    } else {
      throw wrong(`"${key}" must be an object or an array`)
    }
  }
  return keys
}

/** The number of values of each key, times its depth, multiplied. */
const combinations = (keys: PolicyKeys, depth: number): number => {
  let product = 1
  for (const inner of keys.values()) {
    product *= inner instanceof Map ? combinations(inner, depth + 1) : inner.length * depth
  }
  return product
}

/** Reads a policy. Throws `InvalidParameter` for what SNS refuses, and for what this service does not do. */
export const readFilterPolicy = (text: string, scope: FilterPolicyScope): FilterPolicy => {
  if (Buffer.byteLength(text) > LARGEST_POLICY_BYTES)
    throw wrong(`it is larger than ${LARGEST_POLICY_BYTES} bytes`)
  let policy: unknown
  try {
    policy = JSON.parse(text)
  } catch {
    throw wrong('it is not JSON')
  }
  if (!isObject(policy)) throw wrong('it is not a JSON object')
  // Nested keys do not count towards the limit, their values do.
  if (Object.keys(policy).length > MOST_KEYS) throw wrong(`it has more than ${MOST_KEYS} keys`)
  const keys = readKeys(policy, scope)
  if (combinations(keys, 1) > MOST_COMBINATIONS)
    throw wrong(`it has more than ${MOST_COMBINATIONS} combinations of values`)
  return { scope, keys }
}

/** The value of a String.Array attribute. Throws `InvalidParameterValue`-like text for what is no list of scalars. */
export const readStringArray = (text: string): Scalar[] => {
  const values: unknown = JSON.parse(text)
  if (!Array.isArray(values) || !values.every(isScalar))
    throw new Error('not an array of texts, numbers, booleans or null')
  return values
}

const attributeValues = (attributes: MessageAttributes): Map<string, readonly Scalar[]> => {
  const found = new Map<string, readonly Scalar[]>()
  for (const [name, { DataType, StringValue }] of Object.entries(attributes)) {
    // SNS compares policies with texts, lists and numbers only.
    if (StringValue === undefined) continue
    if (DataType === 'String.Array') found.set(name, readStringArray(StringValue))
    else found.set(name, [DataType === 'Number' ? Number(StringValue) : StringValue])
  }
  return found
}

const keysMatch = (
  keys: PolicyKeys,
  valuesOf: (key: string) => Values,
  innerOf: (key: string) => unknown[],
): boolean => {
  for (const [key, inner] of keys) {
    const holds =
      inner instanceof Map
        ? innerOf(key).some((value) => bodyMatches(inner, value))
        : inner.some((rule) => rule(valuesOf(key)))
    if (!holds) return false
  }
  return true
}

const bodyMatches = (keys: PolicyKeys, body: unknown): boolean => {
  const object = isObject(body) ? body : {}
  const listOf = (key: string): unknown[] | undefined => {
    if (!Object.hasOwn(object, key)) return undefined
    const value = object[key]
    return Array.isArray(value) ? value.flat() : [value]
  }
  return keysMatch(
    keys,
    (key) => listOf(key)?.filter(isScalar),
    // An absent object is asked as an empty one, so that `exists: false` of an inner key holds.
    (key) => listOf(key) ?? [undefined],
  )
}

/** Whether a message passes: every key must, by one of its conditions. A body that is no JSON object never does. */
export const passes = (policy: FilterPolicy, attributes: MessageAttributes, body: string): boolean => {
  if (policy.keys.size === 0) return true
  if (policy.scope === 'MessageAttributes') {
    const values = attributeValues(attributes)
    // Without any attribute not even `exists: false` holds: SNS says so of an empty set.
    return (
      values.size > 0 &&
      keysMatch(
        policy.keys,
        (key) => values.get(key),
        () => [],
      )
    )
  }
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return false
  }
  return isObject(parsed) && Object.keys(parsed).length > 0 && bodyMatches(policy.keys, parsed)
}
