import { z } from 'zod'
import { readItem } from './attribute-values.ts'
import { notSupported, validationError } from './errors.ts'

/** Reads a request by its schema; parameters that the schema does not have are refused by name, never ignored. */
export const readRequest = <Schema extends z.ZodType>(
  operation: string,
  schema: Schema,
  body: unknown,
): z.output<Schema> => {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const place = issue?.path.join('.') ?? ''
  if (issue?.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => (place ? `${place}.${key}` : key)).join(', ')
    throw notSupported(`The parameter ${names} of ${operation}`)
  }
  throw validationError(
    `1 validation error detected: Value at '${place}' failed to satisfy constraint: ${issue?.message ?? 'unknown'}`,
  )
}

const NAME = /^[a-zA-Z0-9_.-]+$/
export const tableName = z.string().min(3).max(255).regex(NAME)
export const indexName = z.string().min(3).max(255).regex(NAME)
export const streamArn = z.string().min(37).max(1024)

/** A map of attributes: an item, a key, or an expression's values. */
export const item = z.unknown().transform((value) => readItem(value))

export const metered = { ReturnConsumedCapacity: z.enum(['NONE', 'TOTAL', 'INDEXES']).optional() }
/** Sizes of item collections belong to local indexes, which are not here: asking for them is refused, `NONE` is allowed. */
export const meteredWrite = {
  ...metered,
  ReturnItemCollectionMetrics: z.literal('NONE', 'item collections are not metered, only NONE').optional(),
}

export const attributeNames = { ExpressionAttributeNames: z.record(z.string(), z.string()).optional() }
export const attributeNamesAndValues = {
  ...attributeNames,
  ExpressionAttributeValues: item.optional(),
}

export const conditional = {
  ConditionExpression: z.string().optional(),
  ...attributeNamesAndValues,
  ReturnValuesOnConditionCheckFailure: z.enum(['ALL_OLD', 'NONE']).optional(),
}
