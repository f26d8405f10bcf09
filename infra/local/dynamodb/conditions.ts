import { type AttributeValue, compareValues, equalValues, type Item, typeOf } from './attribute-values.ts'
import type { Comparison, Condition, FunctionCall, Operand } from './dynalite.ts'
import { signMeets } from './ordering.ts'
import { resolvePath } from './paths.ts'

/** What `size` counts: characters, bytes or members; undefined for what has no size. */
const sizeOf = (value: AttributeValue): number | undefined => {
  if (value.S !== undefined) return value.S.length
  if (value.B !== undefined) return Buffer.byteLength(value.B, 'base64')
  if (value.M !== undefined) return Object.keys(value.M).length
  return (value.L ?? value.SS ?? value.NS ?? value.BS)?.length
}

const isCall = (operand: Operand): operand is FunctionCall<Operand> => 'type' in operand

const resolve = (operand: Operand | undefined, item: Item): AttributeValue | undefined => {
  if (operand === undefined) return undefined
  if (Array.isArray(operand)) return resolvePath(item, operand)
  if (!isCall(operand)) return operand
  // The parser lets no other function stand for a value.
  const value = resolve(operand.args[0], item)
  const size = value && sizeOf(value)
  return size === undefined ? undefined : { N: String(size) }
}

const contains = (value: AttributeValue, member: AttributeValue): boolean => {
  if (value.L) return value.L.some((each) => equalValues(each, member))
  if (member.S !== undefined) return (value.S?.includes(member.S) || value.SS?.includes(member.S)) ?? false
  if (member.N !== undefined) return value.NS?.includes(member.N) ?? false
  if (member.B !== undefined) {
    if (value.B !== undefined) return Buffer.from(value.B, 'base64').includes(Buffer.from(member.B, 'base64'))
    return value.BS?.includes(member.B) ?? false
  }
  return false
}

const beginsWith = (value: AttributeValue, prefix: AttributeValue): boolean => {
  if (value.S !== undefined && prefix.S !== undefined) return value.S.startsWith(prefix.S)
  if (value.B !== undefined && prefix.B !== undefined) {
    const [bytes, start] = [Buffer.from(value.B, 'base64'), Buffer.from(prefix.B, 'base64')]
    return bytes.subarray(0, start.length).equals(start)
  }
  return false
}

const callHolds = ({ name, args }: FunctionCall<Operand>, item: Item): boolean => {
  const value = resolve(args[0], item)
  if (name === 'attribute_exists') return value !== undefined
  if (name === 'attribute_not_exists') return value === undefined
  const other = resolve(args[1], item)
  if (!value || !other) return false
  if (name === 'attribute_type') return typeOf(value) === other.S
  if (name === 'begins_with') return beginsWith(value, other)
  if (name === 'contains') return contains(value, other)
  throw new TypeError(`the parser let the function ${name} through`)
}

/** Whether two operands stand in that order; no order holds where one is missing or their types differ. */
const ordered = (
  a: AttributeValue | undefined,
  operator: '<' | '<=' | '>' | '>=',
  b: AttributeValue | undefined,
): boolean => {
  const sign = a && b && compareValues(a, b)
  return sign !== undefined && signMeets[operator](sign)
}

const equal = (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean =>
  a !== undefined && b !== undefined && equalValues(a, b)

const comparisonHolds = ({ type, args }: Comparison, item: Item): boolean => {
  const [first, second, third] = args.map((operand) => resolve(operand, item))
  if (type === '=') return equal(first, second)
  if (type === '<>') return !equal(first, second)
  if (type === 'in') return args.slice(1).some((operand) => equal(first, resolve(operand, item)))
  if (type === 'between') return ordered(first, '>=', second) && ordered(first, '<=', third)
  return ordered(first, type, second)
}

/** Whether an item meets a parsed condition. A missing attribute meets nothing but `<>` and `attribute_not_exists`. */
export const holds = (condition: Condition, item: Item): boolean => {
  switch (condition.type) {
    case 'and':
      return condition.args.every((each) => holds(each, item))
    case 'or':
      return condition.args.some((each) => holds(each, item))
    case 'not':
      return condition.args.every((each) => !holds(each, item))
    case 'function':
      return callHolds(condition, item)
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
    case 'between':
    default:
      return comparisonHolds(condition, item)
  }
}
