import { factsHash } from '../../shared/lists/canonical.ts'
import { joinShards, rootHash } from '../../shared/lists/manifest.ts'
import type { DocumentStore, ListStore } from '../../shared/lists/ports.ts'
import { readVersion } from '../../shared/lists/read-list.ts'
import type { Designation } from '../../shared/model/designation.ts'
import type { SourceId } from '../../shared/model/source.ts'

const check = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`torn: ${what}`)
}

/**
 * Reads a version whole and compares everything with everything: shards with their hashes, entries with the manifest,
 * the list index with the entries, the change set with its parts and its version. Throws where anything is torn.
 */
export const verifyVersion = async (
  lists: ListStore,
  documents: DocumentStore,
  source: SourceId,
  seq: number,
): Promise<Map<string, Designation>> => {
  const version = await lists.version(source, seq)
  const texts = await lists.shards([...version.manifest, ...version.register])
  const manifest = joinShards(version.manifest.map((hash) => texts.get(hash) ?? ''))
  check(version.manifest.length === 64, `${source} ${seq} has ${version.manifest.length} shards`)
  check(rootHash(version.manifest) === version.root, `the root of ${source} ${seq}`)
  check(manifest.size === version.count, `the count of ${source} ${seq}`)
  check(manifest.size === version.statistics.count, `the statistics of ${source} ${seq}`)
  const entries = await lists.entries(
    source,
    [...manifest].map(([id, hash]) => ({ id, hash })),
  )
  for (const [id, { id: own, ...facts }] of entries) {
    check(own === id && factsHash(facts) === manifest.get(id), `entry ${id} of ${source} ${seq}`)
  }
  const index = await readVersion(documents, version)
  check(index.size === manifest.size, `the index of ${source} ${seq} holds ${index.size} of ${manifest.size}`)
  for (const [id, { id: own, ...facts }] of index) {
    check(own === id && factsHash(facts) === manifest.get(id), `index entry ${id} of ${source} ${seq}`)
  }
  for (const document of [version.document, ...version.ledger]) await documents.read(document.key)
  const changeSet = await lists.changeSet(source, seq)
  if (changeSet) {
    const changes = await lists.changes(changeSet)
    for (const { id, kind, afterHash } of changes) {
      const on = kind === 'added' || kind === 'amended'
      check(manifest.has(id) === on, `change ${kind} of ${id}`)
      check(!on || manifest.get(id) === afterHash, `hash of change ${id}`)
    }
  }
  return entries
}

/** Verifies every version up to HEAD; HEAD may be absent. */
export const verifyHistory = async (
  lists: ListStore,
  documents: DocumentStore,
  source: SourceId,
): Promise<Map<string, Designation>> => {
  const head = await lists.head(source)
  let entries = new Map<string, Designation>()
  for (let seq = 1; seq <= (head?.seq ?? 0); seq++)
    entries = await verifyVersion(lists, documents, source, seq)
  if (head) {
    const version = await lists.version(source, head.seq)
    check(head.root === version.root, `HEAD of ${source}`)
  }
  for await (const { seq } of lists.versions(source))
    check(seq <= (head?.seq ?? 0), `version ${seq} above HEAD`)
  return entries
}
