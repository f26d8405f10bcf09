import { TierwatchError } from '../errors.ts'
import type { SourceReader } from '../lists/check-source.ts'
import type { DocumentStore, ListStore } from '../lists/ports.ts'
import type { ListVersion } from '../lists/version.ts'
import type { DocumentRef } from '../model/change.ts'
import type { Designation } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'
import type { Exposure } from '../suppliers/exposure.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { quotedWords } from './passages/passage.ts'
import { type OpenDocument, passagesOf } from './passages/passages-of.ts'
import type { EntryAsListed, SealedRecord, VersionRef } from './sealed-record.ts'

export interface GatherDependencies {
  lists: Pick<ListStore, 'version'>
  documents: Pick<DocumentStore, 'read'>
  readerOf: (source: SourceId) => SourceReader
}

/** Documents that are open while one notice is sealed: its alerts rest on few of them. */
export type OpenDocuments = Map<string, Promise<OpenDocument>>

/** What a few documents weigh in memory at most: an OFAC list is 30 MB. */
const maxOpen = 3

/** Whoever asks while a document is being read waits for that reading. */
const open = (
  deps: GatherDependencies,
  document: DocumentRef,
  opened: OpenDocuments,
): Promise<OpenDocument> => {
  const known = opened.get(document.sha256)
  if (known) return known
  const fresh = deps.documents.read(document.key).then((bytes): OpenDocument => ({ document, bytes }))
  const [oldest] = opened.keys()
  if (opened.size >= maxOpen && oldest !== undefined) opened.delete(oldest)
  opened.set(document.sha256, fresh)
  // What could not be read now may be read later: the next one who asks tries again.
  fresh.catch(() => {
    if (opened.get(document.sha256) === fresh) opened.delete(document.sha256)
  })
  return fresh
}

export const versionRef = (version: ListVersion): VersionRef => ({
  seq: version.seq,
  root: version.root,
  knownAt: version.knownAt,
  parserVersion: version.parserVersion,
  document: version.document,
  ledger: version.ledger,
  ...(version.companion === undefined ? {} : { companion: version.companion }),
})

/** The documents of a version in which a party may stand: the newest first. */
const documentsOf = ({ ledger, document }: VersionRef): DocumentRef[] =>
  ledger.length > 0 ? ledger.toReversed() : [document]

/** An entry with the official words that list it: for a ledger those of the newest document that has them. */
const entryAsListed = async (
  deps: GatherDependencies,
  version: VersionRef,
  entry: { designation: Designation; hash: string },
  opened: OpenDocuments,
): Promise<EntryAsListed> => {
  const reader = deps.readerOf(entry.designation.source)
  try {
    for (const document of documentsOf(version)) {
      const passages = passagesOf(await open(deps, document, opened), reader, entry.designation)
      if (passages.length > 0) return { ...entry, document, passages }
    }
  } catch (error) {
    // A document that is gone or cannot be read any more must not keep an alert from going out; the record says so.
    if (!(error instanceof TierwatchError) || error.retryable) throw error
    return { ...entry, document: version.document, passages: [], unquoted: error.message }
  }
  const unquoted = 'No passage of the documents lists the party in these words'
  return { ...entry, document: version.document, passages: [], unquoted }
}

/** So many versions are looked back through for the words of an entry whose removal is under review. */
const maxLookBack = 10

/**
 * An entry of a version with its official words. One that a guard keeps on the list although the document lacks it has
 * them in the last document that listed it.
 */
export const listedIn = async (
  deps: GatherDependencies & { opened: OpenDocuments },
  version: ListVersion,
  entry: { designation: Designation; hash: string },
): Promise<EntryAsListed> => {
  const { source, id } = entry.designation
  const listed = await entryAsListed(deps, versionRef(version), entry, deps.opened)
  if (!version.withheld.includes(id)) return listed
  let found = listed
  for (let back = 1; back <= maxLookBack && found.passages.length === 0 && version.seq > back; back++) {
    const earlier = await deps.lists.version(source, version.seq - back)
    found = await entryAsListed(deps, versionRef(earlier), entry, deps.opened)
  }
  return { ...(found.passages.length > 0 ? found : listed), underReview: true }
}

/** A message has room for a few lines; the record has the whole passage. */
const maxQuoted = 600

/** What an alert quotes: the passages in plain words. */
export const quotedIn = (entry: EntryAsListed | null): string | undefined => {
  const words = (entry?.passages ?? []).map(quotedWords).join(' … ')
  const points = Array.from(words)
  if (points.length === 0) return undefined
  return points.length <= maxQuoted ? words : `${points.slice(0, maxQuoted - 1).join('')}…`
}

/** Everybody on the chains, by name: ids alone say nothing years later. */
export const exposureAsItWas = (
  exposure: Exposure | null,
  named: ReadonlyMap<string, Pick<SupplierFacts, 'name' | 'country'>>,
): SealedRecord['exposure'] => {
  const paths = exposure?.paths ?? []
  return {
    tier: exposure?.tier ?? 0,
    paths,
    suppliers: Object.fromEntries(
      [...new Set(paths.flat())].sort().map((id) => {
        const { name = id, country } = named.get(id) ?? {}
        return [id, { name, ...(country === undefined ? {} : { country }) }]
      }),
    ),
  }
}
