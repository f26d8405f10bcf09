import { type Item, own } from './attribute-values.ts'

/** Epoch second at which an item expires; null when it never does. Only a number counts, as in DynamoDB. */
export const expiryOf = (item: Item, attribute: string | undefined): number | null => {
  if (attribute === undefined) return null
  const text = own(item, attribute)?.N
  if (text === undefined) return null
  const seconds = Math.floor(Number(text))
  return Number.isSafeInteger(seconds) ? seconds : null
}
