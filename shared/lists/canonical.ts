import { canonicalSet, sha256 } from '../hash.ts'
import type { DesignationFacts } from '../model/designation.ts'

/** Every array of a designation is a set: sorted by its members' own text, duplicates once; absent fields dropped. */
const canonicalValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return canonicalSet(value.map(canonicalValue))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([field, member]) => [field, canonicalValue(member)]),
  )
}

/**
 * The canonical form leaves out child record ids (parsers never read them), order and layout, and nothing else.
 * OFAC's files repeat the same facts with other child ids and another order: 3,164 of the common entries of
 * April and July 2021 differ as bytes, a dozen as facts.
 */
export const canonicalFacts = (facts: DesignationFacts): DesignationFacts =>
  canonicalValue(facts) as DesignationFacts

/**
 * `canonicalJson` of the canonical form in one walk. A first full read takes the canonical text of every entry: as a
 * form made first and written afterwards it cost as much as parsing.
 */
const canonicalText = (value: unknown): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    if (value.length === 1) return `[${canonicalText(value[0])}]`
    return `[${[...new Set(value.map(canonicalText))].sort().join(',')}]`
  }
  const record = value as Record<string, unknown>
  let text = ''
  for (const key of Object.keys(record).sort()) {
    const member = record[key]
    if (member === undefined) continue
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalText(member)}`
  }
  return `{${text}}`
}

/** Hash of the canonical form; the same for equal facts, whatever id the subject has. */
export const factsHash = (facts: DesignationFacts): string => `h1:${sha256(canonicalText(facts))}`
