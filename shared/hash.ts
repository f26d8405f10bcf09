import { createHash } from 'node:crypto'

/** SHA-256 in lower-case hex. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

/**
 * JSON with sorted keys and without `undefined`: equal values have equal text, and distinct values distinct text
 * (strings keep their quotes, so that nothing runs together).
 */
export const canonicalJson = (value: unknown): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}

/** A set as canonical JSON: members sorted by their own canonical text, duplicates once. */
export const canonicalSet = (members: readonly unknown[]): unknown[] => {
  const byText = new Map(members.map((member) => [canonicalJson(member), member]))
  return [...byText.keys()].sort().map((text) => byText.get(text))
}

/** Hash of a value's canonical JSON, with the name of the scheme in front: a later scheme cannot be mistaken for it. */
export const canonicalHash = (value: unknown): string => `h1:${sha256(canonicalJson(value))}`
