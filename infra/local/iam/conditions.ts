import { BlockList, isIPv6 } from 'node:net'
import type { AccessRequest } from '../wire/access.ts'
import { matchesArn, matchesWildcard } from './wildcard.ts'

type Test = (value: string, wanted: string) => boolean

const numbers =
  (holds: (a: number, b: number) => boolean): Test =>
  (value, wanted) =>
    holds(Number(value), Number(wanted))

/** Dates are written out or as seconds since 1970. */
const dates =
  (holds: (a: number, b: number) => boolean): Test =>
  (value, wanted) => {
    const time = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text))
    return holds(time(value), time(wanted))
  }

const inBlock: Test = (value, block) => {
  const [base = '', bits] = block.split('/')
  const family = isIPv6(base) ? 'ipv6' : 'ipv4'
  const list = new BlockList()
  list.addSubnet(base, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family)
  return list.check(value, isIPv6(value) ? 'ipv6' : 'ipv4')
}

const equal: Test = (value, wanted) => value === wanted
const equalIgnoringCase: Test = (value, wanted) => value.toLowerCase() === wanted.toLowerCase()
const like: Test = (value, wanted) => matchesWildcard(wanted, value)
const arnLike: Test = (value, wanted) => matchesArn(wanted, value)

/** Operators, and what is negated of each: a negated one holds when none of the values meets it. */
const tests: Readonly<Record<string, { test: Test; negated?: true }>> = {
  StringEquals: { test: equal },
  StringNotEquals: { test: equal, negated: true },
  StringEqualsIgnoreCase: { test: equalIgnoringCase },
  StringNotEqualsIgnoreCase: { test: equalIgnoringCase, negated: true },
  StringLike: { test: like },
  StringNotLike: { test: like, negated: true },
  NumericEquals: { test: numbers((a, b) => a === b) },
  NumericNotEquals: { test: numbers((a, b) => a === b), negated: true },
  NumericLessThan: { test: numbers((a, b) => a < b) },
  NumericLessThanEquals: { test: numbers((a, b) => a <= b) },
  NumericGreaterThan: { test: numbers((a, b) => a > b) },
  NumericGreaterThanEquals: { test: numbers((a, b) => a >= b) },
  DateEquals: { test: dates((a, b) => a === b) },
  DateNotEquals: { test: dates((a, b) => a === b), negated: true },
  DateLessThan: { test: dates((a, b) => a < b) },
  DateLessThanEquals: { test: dates((a, b) => a <= b) },
  DateGreaterThan: { test: dates((a, b) => a > b) },
  DateGreaterThanEquals: { test: dates((a, b) => a >= b) },
  Bool: { test: equalIgnoringCase },
  BinaryEquals: { test: equal },
  IpAddress: { test: inBlock },
  NotIpAddress: { test: inBlock, negated: true },
  ArnEquals: { test: arnLike },
  ArnLike: { test: arnLike },
  ArnNotEquals: { test: arnLike, negated: true },
  ArnNotLike: { test: arnLike, negated: true },
}

interface Operator {
  name: string
  set: 'ForAllValues' | 'ForAnyValue' | undefined
  ifExists: boolean
}

const readOperator = (text: string): Operator => {
  const [, set, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(text) ?? []
  return { name, set: set as Operator['set'], ifExists: ifExists !== undefined }
}

/** Whether an operator is known here. */
export const isKnownOperator = (text: string): boolean => {
  const { name } = readOperator(text)
  return name === 'Null' || Object.hasOwn(tests, name)
}

type Context = AccessRequest['context']

/** `${aws:PrincipalTag/tenant}` and the like; `undefined` when the call has no such value: then nothing matches. */
export const withVariables = (text: string, context: Context): string | undefined => {
  let missing = false
  const filled = text.replace(/\$\{([^}]+)\}/g, (_whole, name: string) => {
    if (name === '*' || name === '?' || name === '$') return name
    const value = valuesOf(context, name)?.[0]
    if (value === undefined) missing = true
    return value ?? ''
  })
  return missing ? undefined : filled
}

/** Names of condition keys do not depend on case. */
const valuesOf = (context: Context, key: string): readonly string[] | undefined => {
  if (Object.hasOwn(context, key)) return context[key]
  const lower = key.toLowerCase()
  const found = Object.keys(context).find((name) => name.toLowerCase() === lower)
  return found === undefined ? undefined : context[found]
}

const holdsOne = (
  operatorText: string,
  key: string,
  wanted: readonly string[],
  context: Context,
): boolean => {
  const { name, set, ifExists } = readOperator(operatorText)
  const values = valuesOf(context, key)
  if (name === 'Null')
    return wanted.some((text) => (values === undefined) === (text.toLowerCase() === 'true'))
  const operator = tests[name]
  if (operator === undefined) return false
  if (values === undefined || values.length === 0) {
    // Without a value, "for all" holds of nothing, a negation is true, and everything else is false.
    return set === 'ForAllValues' || ifExists || (operator.negated === true && set === undefined)
  }
  const filled = wanted.map((text) => withVariables(text, context)).filter((text) => text !== undefined)
  const meets = (value: string): boolean =>
    filled.some((text) => operator.test(value, text)) !== (operator.negated ?? false)
  return set === 'ForAnyValue' || (set === undefined && !operator.negated)
    ? values.some(meets)
    : values.every(meets)
}

/** Whether all conditions of a statement hold. */
export const conditionsHold = (
  conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> | undefined,
  context: Context,
): boolean =>
  Object.entries(conditions ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holdsOne(operator, key, wanted, context)),
  )
