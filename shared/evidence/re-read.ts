import { actionsOf, isLedger, mayBeReflected, type SourceReader } from '../lists/check-source.ts'
import { joinedReader } from '../lists/companion.ts'
import { foldRule } from '../lists/fold-ledger.ts'
import { type ListedEntry, readDocument } from '../lists/read-document.ts'
import type { DocumentRef } from '../model/change.ts'
import type { DesignationFacts } from '../model/designation.ts'
import type { RuleDocument } from '../sources/reader.ts'
import { nativeNames } from '../sources/ofac/native-names.ts'
import type { Sequence } from '../sources/sequence.ts'
import type { VersionRef } from './sealed-record.ts'

/** What the Federal Register's index said of an archived rule, as the record keeps it. */
const ruleOf = (document: DocumentRef): RuleDocument => ({
  documentNumber: document.documentNumber ?? '',
  publishedOn: document.publishedOn ?? '',
  citation: document.citation ?? '',
  url: document.page ?? document.url,
  ...(document.effectiveOn === undefined ? {} : { effectiveOn: document.effectiveOn }),
})

/** The documents that a version's list is read from, in order. */
export const documentsOfVersion = ({ ledger, document, companion }: VersionRef): DocumentRef[] => [
  ...listDocuments({ ledger, document }),
  ...(companion === undefined ? [] : [companion]),
]

const listDocuments = ({ ledger, document }: Pick<VersionRef, 'ledger' | 'document'>): DocumentRef[] =>
  ledger.length > 0 ? ledger : [document]

/** A list as the archived documents of a version give it now, entry by entry. */
export const reReadVersion = (
  reader: SourceReader,
  version: VersionRef,
  bytesOf: (document: DocumentRef) => Uint8Array,
): Sequence<ListedEntry> => {
  let entries: Sequence<ListedEntry> = []
  const { companion } = version
  const snapshot =
    isLedger(reader) || companion === undefined
      ? reader
      : joinedReader(reader, nativeNames(bytesOf(companion)))
  for (const document of listDocuments(version)) {
    const bytes = bytesOf(document)
    if (isLedger(reader) && document.role === 'rule') {
      // As a new parser version folds them: the part of the rule, and whether the baseline may hold it already.
      const rule = reader.readRule(bytes, ruleOf(document))
      const state = { entries, formerKeys: new Map<string, string>() }
      const reflected = mayBeReflected(version.ledger, rule)
      entries = foldRule(reader, state, actionsOf(rule, document.part), { reflected }).entries
    } else entries = readDocument(isLedger(snapshot) ? snapshot.baseline : snapshot, bytes).entries
  }
  return entries
}

/** The entry of a designation: by the source's own id, by the very facts, or else by its name. */
export const findEntry = (
  entries: Iterable<ListedEntry>,
  wanted: { id: string; hash: string; name: string },
): { entry: ListedEntry; facts: DesignationFacts } | null => {
  let bySameFacts: ListedEntry | undefined
  const withoutId: ListedEntry[] = []
  for (const entry of entries) {
    if (entry.ownId === wanted.id) return { entry, facts: entry.facts() }
    if (entry.hash === wanted.hash) bySameFacts = entry
    if (entry.ownId === undefined) withoutId.push(entry)
  }
  // Sources without ids: an entry that reads otherwise now is found by the name that it still has.
  const entry = bySameFacts ?? withoutId.find((one) => one.facts().name === wanted.name)
  return entry ? { entry, facts: entry.facts() } : null
}
