import { ConfigError } from '../errors.ts'
import type { Designation } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'
import { joinShards, shardOf } from './manifest.ts'
import type { DocumentStore, ListStore } from './ports.ts'
import { applySegments } from './segments.ts'
import type { ListVersion } from './version.ts'

/** Some designations of a source as they stand at HEAD, read strongly consistently; `null` = not on the list. */
export interface AtHead {
  seq: number
  designations: Map<string, Designation | null>
  hashes: Map<string, string>
}

export const designationsAtHead = async (
  lists: ListStore,
  source: SourceId,
  ids: readonly string[],
): Promise<AtHead> => {
  const head = await lists.head(source)
  if (!head) return { seq: 0, designations: new Map(ids.map((id) => [id, null])), hashes: new Map() }
  const version = await lists.version(source, head.seq)
  const wanted = [...new Set(ids.map(shardOf))].map((shard) => version.manifest[shard] ?? '')
  const texts = await lists.shards(wanted)
  const manifest = joinShards(texts.values())
  const hashes = new Map(ids.flatMap((id) => (manifest.has(id) ? [[id, manifest.get(id) ?? '']] : [])))
  const entries = await lists.entries(
    source,
    [...hashes].map(([id, hash]) => ({ id, hash })),
  )
  return { seq: head.seq, designations: new Map(ids.map((id) => [id, entries.get(id) ?? null])), hashes }
}

/** Every designation of a version, from its index segments. */
export const readVersion = async (
  documents: Pick<DocumentStore, 'segment'>,
  version: ListVersion,
): Promise<Map<string, Designation>> =>
  applySegments(await Promise.all(version.segments.map((ref) => documents.segment(ref))))

/**
 * The version known at a moment: the newest whose check was scheduled by then. Two times are kept apart: what we knew
 * (this), and what was in force (the designations' own dates).
 */
export const versionKnownAt = async (
  lists: ListStore,
  source: SourceId,
  known: string,
): Promise<ListVersion> => {
  let oldest: ListVersion | undefined
  for await (const version of lists.versions(source)) {
    if (version.knownAt <= known) return version
    oldest = version
  }
  throw new ConfigError(
    oldest
      ? `${known} is before our record of ${source}, which begins ${oldest.knownAt}`
      : `There is no version of ${source} yet`,
    'Ask for a later date, or let the source be checked first.',
  )
}
