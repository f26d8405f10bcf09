import { type AttributeValue, type Item, own, sortableBytes, typeOf } from './attribute-values.ts'
import { validationError } from './errors.ts'

export type KeyType = 'S' | 'N' | 'B'

export interface KeyAttribute {
  name: string
  type: KeyType
}

/** The primary key of a table or of an index. */
export interface KeySchema {
  partition: KeyAttribute
  sort?: KeyAttribute
}

/** A key as stored: bytes that sort as DynamoDB sorts the attributes. Without a sort key, `sort` is empty. */
export interface EncodedKey {
  partition: Uint8Array
  sort: Uint8Array
}

const MAX_PARTITION_BYTES = 2048
const MAX_SORT_BYTES = 1024
const NO_SORT_KEY = new Uint8Array()

export const keyAttributes = (schema: KeySchema): KeyAttribute[] =>
  schema.sort ? [schema.partition, schema.sort] : [schema.partition]

/** The bytes of one key attribute; refuses another type, an empty value and one that is too long. */
export const encodeKeyAttribute = (
  value: AttributeValue,
  attribute: KeyAttribute,
  role: 'partition' | 'sort',
): Buffer => {
  if (typeOf(value) !== attribute.type) {
    throw validationError(
      `One or more parameter values were invalid: Type mismatch for key ${attribute.name} expected: ${attribute.type} actual: ${typeOf(value)}`,
    )
  }
  const bytes = sortableBytes(value) ?? Buffer.alloc(0)
  if (bytes.length === 0) {
    throw validationError(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${attribute.type === 'S' ? 'string' : 'binary'} value. Key: ${attribute.name}`,
    )
  }
  const limit = role === 'partition' ? MAX_PARTITION_BYTES : MAX_SORT_BYTES
  if (attribute.type !== 'N' && bytes.length > limit) {
    throw validationError(
      role === 'partition'
        ? `One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of${limit} bytes`
        : `One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of ${limit} bytes`,
    )
  }
  return bytes
}

const encode = (item: Item, schema: KeySchema, missing: (name: string) => Error): EncodedKey => {
  const { partition, sort } = schema
  const partitionValue = own(item, partition.name)
  if (!partitionValue) throw missing(partition.name)
  const sortValue = sort && own(item, sort.name)
  if (sort && !sortValue) throw missing(sort.name)
  return {
    partition: encodeKeyAttribute(partitionValue, partition, 'partition'),
    sort: sort && sortValue ? encodeKeyAttribute(sortValue, sort, 'sort') : NO_SORT_KEY,
  }
}

/** The key of a whole item. */
export const keyOfItem = (item: Item, schema: KeySchema): EncodedKey =>
  encode(item, schema, (name) =>
    validationError(`One or more parameter values were invalid: Missing the key ${name} in the item`),
  )

/** A key given by itself: exactly the key's attributes, with their types. */
export const keyOfRequest = (key: Item, schema: KeySchema): EncodedKey => {
  const mismatch = (): Error => validationError('The provided key element does not match the schema')
  const attributes = keyAttributes(schema)
  if (Object.keys(key).length !== attributes.length) throw mismatch()
  for (const { name, type } of attributes) {
    const value = own(key, name)
    if (!value || typeOf(value) !== type) throw mismatch()
  }
  return encode(key, schema, mismatch)
}

/** An item's key in an index; undefined when the item lacks one of its attributes and is not in the index. */
export const keyInIndex = (item: Item, schema: KeySchema, indexName: string): EncodedKey | undefined => {
  for (const { name, type } of keyAttributes(schema)) {
    const value = own(item, name)
    if (!value) return undefined
    if (typeOf(value) !== type) {
      throw validationError(
        `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${indexName}`,
      )
    }
  }
  return keyOfItem(item, schema)
}

/** The attributes of an item that form its key, as the client gets them back. */
export const pickKey = (item: Item, schemas: KeySchema[]): Item => {
  const key: Item = {}
  for (const { name } of schemas.flatMap(keyAttributes)) {
    const value = own(item, name)
    if (value) key[name] = value
  }
  return key
}

/** Two keys are the same when their bytes are. */
export const sameKey = (a: EncodedKey, b: EncodedKey): boolean =>
  Buffer.compare(a.partition, b.partition) === 0 && Buffer.compare(a.sort, b.sort) === 0

/** Text that is equal for equal keys of one table: the length keeps the two parts from running together. */
export const keyText = ({ partition, sort }: EncodedKey): string =>
  `${partition.length}:${Buffer.from(partition).toString('latin1')}${Buffer.from(sort).toString('latin1')}`

/** The first bytes after all that begin with `prefix`; undefined when there are none. */
export const afterPrefix = (prefix: Uint8Array): Uint8Array | undefined => {
  const end = prefix.findLastIndex((byte) => byte !== 0xff)
  if (end === -1) return undefined
  const next = Uint8Array.from(prefix.subarray(0, end + 1))
  next[end] = (next[end] ?? 0) + 1
  return next
}
