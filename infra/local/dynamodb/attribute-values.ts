import { validationError } from './errors.ts'
import { encodeNumber, normaliseNumber } from './numbers.ts'

/** A value on the wire: exactly one member is set. Binary is base64, numbers are decimal text. */
export interface AttributeValue {
  S?: string
  N?: string
  B?: string
  BOOL?: boolean
  NULL?: boolean
  SS?: string[]
  NS?: string[]
  BS?: string[]
  L?: AttributeValue[]
  M?: Item
}

export type Item = Record<string, AttributeValue>
export type AttributeType = keyof AttributeValue

const MAX_NESTING = 32
export const MAX_ITEM_BYTES = 400 * 1024

/** The type of a value that was read: its one member's name. */
export const typeOf = (value: AttributeValue): AttributeType => {
  for (const type in value) return type as AttributeType
  throw validationError(
    'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
  )
}

/** An object's own member; never what its prototype has. */
export const own = <T>(members: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(members, name) ? members[name] : undefined

const expectString = (value: unknown, what: string): string => {
  if (typeof value !== 'string') throw validationError(`${what} must be a string`)
  return value
}

const readBinary = (value: unknown): string => {
  const text = expectString(value, 'A binary value')
  if (Buffer.from(text, 'base64').toString('base64') !== text) {
    throw validationError('A binary value is not valid base64')
  }
  return text
}

const readSet = (value: unknown, kind: string, read: (member: unknown) => string): string[] => {
  if (!Array.isArray(value)) throw validationError(`A ${kind} set must be a list`)
  if (value.length === 0) {
    throw validationError(`One or more parameter values were invalid: An ${kind} set  may not be empty`)
  }
  const members = value.map(read)
  if (new Set(members).size < members.length) {
    throw validationError(
      `One or more parameter values were invalid: Input collection [${members.join(', ')}] contains duplicates.`,
    )
  }
  return members
}

const readValueOfType = (type: string, value: unknown, depth: number): AttributeValue => {
  switch (type) {
    case 'S':
      return { S: expectString(value, 'A string value') }
    case 'N':
      return { N: normaliseNumber(expectString(value, 'A number value')) }
    case 'B':
      return { B: readBinary(value) }
    case 'BOOL':
      if (typeof value !== 'boolean') throw validationError('A boolean value must be true or false')
      return { BOOL: value }
    case 'NULL':
      if (value !== true) {
        throw validationError(
          'One or more parameter values were invalid: Null attribute value types must have the value of true',
        )
      }
      return { NULL: true }
    case 'SS':
      return { SS: readSet(value, 'string', (member) => expectString(member, 'A member of a string set')) }
    case 'NS':
      return {
        NS: readSet(value, 'number', (member) =>
          normaliseNumber(expectString(member, 'A member of a number set')),
        ),
      }
    case 'BS':
      return { BS: readSet(value, 'binary', readBinary) }
    case 'L':
      if (!Array.isArray(value)) throw validationError('A list value must be a list')
      return { L: value.map((member) => readAttributeValue(member, depth + 1)) }
    case 'M':
      return { M: readItem(value, depth + 1) }
    default:
      throw validationError(`AttributeValue has the unknown datatype ${type}`)
  }
}

/** Checks a value as received and brings its numbers into canonical notation. */
export const readAttributeValue = (value: unknown, depth = 0): AttributeValue => {
  if (depth > MAX_NESTING)
    throw validationError('Nesting Levels have exceeded supported limits: 32 levels at most')
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw validationError('An AttributeValue must be an object with one datatype')
  }
  const members = Object.entries(value)
  const only = members[0]
  if (only === undefined) {
    throw validationError(
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    )
  }
  if (members.length > 1) {
    throw validationError(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    )
  }
  return readValueOfType(only[0], only[1], depth)
}

/** Checks an item, a key or the values of an expression. */
export const readItem = (value: unknown, depth = 0): Item => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw validationError('A map of attributes must be an object')
  }
  const item: Item = {}
  for (const [name, member] of Object.entries(value)) {
    // Assigning to this name would change the object's prototype and lose the attribute.
    if (name === '__proto__') throw validationError('The attribute name __proto__ is not supported')
    item[name] = readAttributeValue(member, depth)
  }
  return item
}

const numberBytes = (text: string): number => {
  const digits = text.replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '')
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0)
}

const sum = <T>(values: T[], size: (value: T) => number): number =>
  values.reduce((total, value) => total + size(value), 0)

const valueBytes = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S)
  if (value.N !== undefined) return numberBytes(value.N)
  if (value.B !== undefined) return Buffer.byteLength(value.B, 'base64')
  if (value.L !== undefined) return 3 + sum(value.L, (member) => 1 + valueBytes(member))
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemBytes(value.M)
  if (value.SS !== undefined) return sum(value.SS, (member) => Buffer.byteLength(member))
  if (value.NS !== undefined) return sum(value.NS, numberBytes)
  if (value.BS !== undefined) return sum(value.BS, (member) => Buffer.byteLength(member, 'base64'))
  return 1
}

/** Size in bytes as DynamoDB counts it: the names and the values in UTF-8. */
export const itemBytes = (item: Item): number => {
  let bytes = 0
  for (const name in item) {
    const value = item[name]
    if (value !== undefined) bytes += Buffer.byteLength(name) + valueBytes(value)
  }
  return bytes
}

const sameMembers = (a: string[], b: string[]): boolean => {
  if (a.length !== b.length) return false
  const members = new Set(a)
  return b.every((member) => members.has(member))
}

/** Equality of values: sets have no order, lists do. */
export const equalValues = (a: AttributeValue, b: AttributeValue): boolean => {
  const type = typeOf(a)
  if (type !== typeOf(b)) return false
  switch (type) {
    case 'S':
    case 'N':
    case 'B':
    case 'BOOL':
    case 'NULL':
      return a[type] === b[type]
    case 'SS':
    case 'NS':
    case 'BS':
      return sameMembers(a[type] ?? [], b[type] ?? [])
    case 'L': {
      const [left, right] = [a.L ?? [], b.L ?? []]
      return left.length === right.length && left.every((member, i) => equalValues(member, right[i] ?? {}))
    }
    case 'M':
    default:
      return equalItems(a.M ?? {}, b.M ?? {})
  }
}

export const equalItems = (a: Item, b: Item): boolean => {
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => {
      const [left, right] = [own(a, name), own(b, name)]
      return left !== undefined && right !== undefined && equalValues(left, right)
    })
  )
}

/** Bytes of a string, number or binary that sort as DynamoDB sorts the values; strings by their UTF-8. */
export const sortableBytes = (value: AttributeValue): Buffer | undefined => {
  if (value.S !== undefined) return Buffer.from(value.S)
  if (value.N !== undefined) return encodeNumber(value.N)
  if (value.B !== undefined) return Buffer.from(value.B, 'base64')
  return undefined
}

/** Negative, zero or positive; undefined where the two have no order: other types, or different ones. */
export const compareValues = (a: AttributeValue, b: AttributeValue): number | undefined => {
  if (typeOf(a) !== typeOf(b)) return undefined
  const [left, right] = [sortableBytes(a), sortableBytes(b)]
  return left && right ? Buffer.compare(left, right) : undefined
}
