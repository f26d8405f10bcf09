import { canonicalHash, canonicalSet } from '../hash.ts'
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

/** Hash of the canonical form; the same for equal facts, whatever id the subject has. */
export const factsHash = (facts: DesignationFacts): string => canonicalHash(canonicalFacts(facts))
