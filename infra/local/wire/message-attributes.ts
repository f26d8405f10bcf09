import { createHash } from 'node:crypto'

/** An attribute of an SQS or SNS message. `BinaryValue` is base64, as on the wire. */
export interface MessageAttribute {
  DataType: string
  StringValue?: string | undefined
  BinaryValue?: string | undefined
}

export type MessageAttributes = Record<string, MessageAttribute>

const NAME = /^[A-Za-z0-9_.-]{1,256}$/
const TYPE = /^(String|Number|Binary)(\.[A-Za-z0-9_.-]+)?$/
const NUMBER = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/

/** Why a name cannot be an attribute's name, or undefined. */
const nameProblem = (name: string): string | undefined => {
  if (!NAME.test(name)) return 'may hold only letters, digits, "_", "-" and ".", at most 256 of them'
  if (name.startsWith('.') || name.endsWith('.') || name.includes('..')) {
    return 'must not begin or end with a full stop, nor hold two in a row'
  }
  return /^(aws|amazon)\./i.test(name) ? 'must not begin with AWS. or Amazon.' : undefined
}

const valueProblem = (attribute: MessageAttribute): string | undefined => {
  const { DataType, StringValue, BinaryValue } = attribute
  if (DataType.length > 256 || !TYPE.test(DataType)) {
    return `has the type "${DataType}"; it must be String, Number or Binary, with or without a label of your own`
  }
  if (DataType.startsWith('Binary')) {
    if (StringValue !== undefined) return `is of type ${DataType} and must not have a StringValue`
    return BinaryValue ? undefined : `is of type ${DataType} and needs a BinaryValue that is not empty`
  }
  if (BinaryValue !== undefined) return `is of type ${DataType} and must not have a BinaryValue`
  if (!StringValue) return `is of type ${DataType} and needs a StringValue that is not empty`
  if (DataType.startsWith('Number') && !NUMBER.test(StringValue))
    return 'is of type Number and holds no number'
  return undefined
}

/** The first thing that is wrong with a message's attributes, naming the attribute; undefined where nothing is. */
export const attributesProblem = (attributes: MessageAttributes): string | undefined => {
  for (const [name, attribute] of Object.entries(attributes)) {
    const problem = nameProblem(name) ?? valueProblem(attribute)
    if (problem !== undefined) return `The message attribute "${name}" ${problem}`
  }
  return undefined
}

/** Bytes that attributes add to a message's size: names, types and values. */
export const attributesSize = (attributes: MessageAttributes): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue, BinaryValue }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      (BinaryValue === undefined
        ? Buffer.byteLength(StringValue ?? '')
        : Buffer.byteLength(BinaryValue, 'base64')),
    0,
  )

/**
 * MD5 of attributes as SQS defines it: names in order; each of name, type and value preceded by its length in four
 * bytes; one byte before the value says text (1) or bytes (2).
 */
export const attributesMd5 = (attributes: MessageAttributes): string | undefined => {
  const names = Object.keys(attributes).sort()
  if (names.length === 0) return undefined
  const hash = createHash('md5')
  const part = (bytes: Buffer): void => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hash.update(length).update(bytes)
  }
  for (const name of names) {
    const attribute = attributes[name]
    if (!attribute) continue
    part(Buffer.from(name))
    part(Buffer.from(attribute.DataType))
    const isBinary = attribute.DataType.startsWith('Binary')
    hash.update(Buffer.from([isBinary ? 2 : 1]))
    part(
      isBinary
        ? Buffer.from(attribute.BinaryValue ?? '', 'base64')
        : Buffer.from(attribute.StringValue ?? ''),
    )
  }
  return hash.digest('hex')
}
