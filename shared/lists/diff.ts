import { canonicalJson } from '../hash.ts'
import type { DesignationFacts, Note } from '../model/designation.ts'
import type { DueFact, FieldDiff } from '../model/change.ts'
import { canonicalFacts } from './canonical.ts'
import { termsIn } from './terms.ts'

/**
 * Fields whose wording may change without changing who is listed or what the listing does. OFAC reworded the
 * remarks of 562 entries on one day (2024-06-13): such amendments are on record and alert nobody.
 */
const editorialFields: ReadonlySet<string> = new Set([
  'remarks',
  'notes',
  'title',
  'citation',
  'statusAsPublished',
  // Why a rule listed a party is the preamble's wording: what the listing does stands in the entry.
  'grounds',
])

/** The fields that differ: sets as members gone and members come, single values as before and after. */
export const fieldDiffs = (before: DesignationFacts, after: DesignationFacts): FieldDiff[] => {
  const one = canonicalFacts(before) as unknown as Record<string, unknown>
  const other = canonicalFacts(after) as unknown as Record<string, unknown>
  const fields = [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter((field) => field !== 'id')
    .sort()
  return fields.flatMap((field) => {
    const [was, is] = [one[field], other[field]]
    if (canonicalJson(was) === canonicalJson(is)) return []
    if (Array.isArray(was) && Array.isArray(is)) {
      const had = new Set(was.map(canonicalJson))
      const has = new Set(is.map(canonicalJson))
      return [
        {
          field,
          before: was.filter((member) => !has.has(canonicalJson(member))),
          after: is.filter((member) => !had.has(canonicalJson(member))),
        },
      ]
    }
    return [{ field, before: was ?? null, after: is ?? null }]
  })
}

const asNotes = (side: unknown): Note[] => (Array.isArray(side) ? (side as Note[]) : [])

/** Notes are wording, but for those that say which directive or menu the party is subject to. */
const changesTerms = ({ field, before, after }: FieldDiff): boolean =>
  field === 'notes' && canonicalJson(termsIn(asNotes(before))) !== canonicalJson(termsIn(asNotes(after)))

export const isMaterial = (fields: readonly FieldDiff[]): boolean =>
  fields.some((diff) => !editorialFields.has(diff.field) || changesTerms(diff))

/** What came due, told beside the differences of an entry that is what it was. */
export const dueDiffs = (due: readonly DueFact[]): FieldDiff[] =>
  due.map(({ on, text }) => ({ field: 'due', before: null, after: `${text} (${on})` }))
