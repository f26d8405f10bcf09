import { SourceShapeError } from '../errors.ts'
import type { DesignationFacts } from '../model/designation.ts'
import type { GuardFacts, RawEntry, SnapshotReader } from '../sources/reader.ts'
import { factsHash } from './canonical.ts'
import { nameKeysOf } from './name-keys.ts'
import type { CachedEntry } from './ports.ts'

/** One entry of a document as the next version needs it; its facts are parsed only when somebody asks. */
export interface ListedEntry {
  naturalKey: string
  ownId?: string
  hash: string
  guard: GuardFacts
  nameKeys?: string
  facts: () => DesignationFacts
}

export interface DocumentReading {
  publishedOn?: string
  entries: ListedEntry[]
  /** The read cache for the next document. */
  cache: CachedEntry[]
  /** How many entries had to be parsed. */
  parsed: number
}

/**
 * So many parsed entries are kept for whoever asks for their facts; a first full read parses the others again when asked,
 * rather than hold the whole list as objects.
 */
const keptFacts = 1_000

/**
 * Cuts a document and parses only the entries that the read cache does not know. Two entries with one natural key
 * are refused: one of them would be lost.
 */
export const readDocument = (
  reader: SnapshotReader,
  bytes: Uint8Array,
  cached: readonly CachedEntry[],
): DocumentReading => {
  const known = new Map(cached.map((entry) => [entry.rawHash, entry]))
  const cut = reader.cut(bytes, (rawHash) => known.get(rawHash)?.naturalKey)
  const places = new Map<string, string>()
  const cache: CachedEntry[] = []
  let parsed = 0
  const parse = (raw: RawEntry): { cached: CachedEntry; facts: DesignationFacts } => {
    parsed++
    const read = reader.parse(raw)
    return {
      cached: {
        rawHash: raw.rawHash,
        naturalKey: read.naturalKey,
        ...(read.ownId === undefined ? {} : { ownId: read.ownId }),
        hash: factsHash(read.facts),
        guard: read.guard,
        ...(read.ownId === undefined ? {} : { nameKeys: nameKeysOf(read.facts) }),
      },
      facts: read.facts,
    }
  }
  const entries = cut.entries.map((raw): ListedEntry => {
    const hit = known.get(raw.rawHash)
    const fresh = hit ? undefined : parse(raw)
    const entry = hit ?? fresh?.cached
    if (!entry) throw new SourceShapeError('malformed', 'The entry could not be read', raw)
    const kept = parsed > keptFacts ? undefined : fresh?.facts
    const before = places.get(entry.naturalKey)
    if (before !== undefined) {
      throw new SourceShapeError('malformed', `Two entries are the same subject "${entry.naturalKey}"`, {
        place: `${before} and ${raw.place}`,
      })
    }
    places.set(entry.naturalKey, raw.place)
    cache.push(entry)
    return {
      naturalKey: entry.naturalKey,
      ...(entry.ownId === undefined ? {} : { ownId: entry.ownId }),
      hash: entry.hash,
      guard: entry.guard,
      ...(entry.nameKeys === undefined ? {} : { nameKeys: entry.nameKeys }),
      facts: () => kept ?? reader.parse(raw).facts,
    }
  })
  return {
    ...(cut.publishedOn === undefined ? {} : { publishedOn: cut.publishedOn }),
    entries,
    cache,
    parsed,
  }
}
