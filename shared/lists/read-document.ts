import { SourceShapeError } from '../errors.ts'
import type { DesignationFacts } from '../model/designation.ts'
import type { GuardFacts, RawEntry, SnapshotReader } from '../sources/reader.ts'
import { LazySequence, type Sequence } from '../sources/sequence.ts'
import { factsHash } from './canonical.ts'
import { nameKeysOf } from './name-keys.ts'
import { ReadCache } from './read-cache.ts'

/** One entry of a document as the next version needs it; its facts are parsed only when somebody asks. */
export interface ListedEntry {
  readonly naturalKey: string
  readonly ownId?: string | undefined
  readonly hash: string
  /** Whether `hash` is this; cheaper than comparing the two, where the entry is a row of the read cache. */
  hasHash?(hash: string): boolean
  readonly guard: GuardFacts
  /** `nameKeysOf` the facts; absent where entries of one name are different subjects. */
  readonly nameKeys?: Uint32Array | undefined
  /** Natural key of the entry that this one is under a new name or destination. */
  readonly replaces?: string | undefined
  facts(): DesignationFacts
}

export interface DocumentReading {
  publishedOn?: string
  entries: Sequence<ListedEntry>
  /** Makes the read cache for the next document. */
  cache: () => ReadCache
  /** How many entries had to be parsed. */
  parsed: number
}

/**
 * So many parsed entries are kept for whoever asks for their facts; a first full read parses the others again when asked,
 * rather than hold the whole list as objects.
 */
const keptFacts = 1_000

/** An entry as a row of the read cache. */
class RowEntry implements ListedEntry {
  readonly #rows: ReadCache
  readonly #row: number
  readonly #position: number
  readonly #factsAt: (position: number) => DesignationFacts

  constructor(
    rows: ReadCache,
    row: number,
    position: number,
    factsAt: (position: number) => DesignationFacts,
  ) {
    this.#rows = rows
    this.#row = row
    this.#position = position
    this.#factsAt = factsAt
  }

  get naturalKey(): string {
    return this.#rows.naturalKey(this.#row)
  }

  get ownId(): string | undefined {
    return this.#rows.ownId(this.#row)
  }

  get hash(): string {
    return this.#rows.hash(this.#row)
  }

  hasHash(hash: string): boolean {
    return this.#rows.hasHash(this.#row, hash)
  }

  get guard(): GuardFacts {
    return this.#rows.guard(this.#row)
  }

  get nameKeys(): Uint32Array | undefined {
    return this.#rows.nameKeys(this.#row)
  }

  facts(): DesignationFacts {
    return this.#factsAt(this.#position)
  }
}

/**
 * Cuts a document and parses only the entries that the read cache does not know. Two entries with one natural key
 * are refused: one of them would be lost.
 */
export const readDocument = (
  reader: SnapshotReader,
  bytes: Uint8Array,
  known: ReadCache = new ReadCache(),
): DocumentReading => {
  const cut = reader.cut(bytes, known)
  const joinedDigest = reader.joinedDigest ?? (() => '')
  const fresh = new ReadCache()
  const kept: DesignationFacts[] = []
  // Rows of the known entries; the others' as -1 - row in `fresh`.
  const rows = new Int32Array(cut.entries.length)
  let position = 0
  for (const raw of cut.entries) {
    const row = raw.knownRow ?? known.find(raw.rawHash)
    if (row >= 0 && joinedDigest(known.naturalKey(row)) === known.joined(row)) {
      rows[position] = row
    } else {
      const { naturalKey, ownId, facts, guard } = reader.parse(raw)
      const { rawHash, rawLength } = raw
      const joined = joinedDigest(naturalKey)
      const added = fresh.add({
        rawHash,
        ...(rawLength === undefined ? {} : { rawLength }),
        naturalKey,
        ...(ownId === undefined ? {} : { ownId, nameKeys: nameKeysOf(facts) }),
        hash: factsHash(facts),
        guard,
        ...(joined === '' ? {} : { joined }),
      })
      rows[position] = -1 - added
      if (added < keptFacts) kept.push(facts)
    }
    position += 1
  }
  const factsAt = (at: number): DesignationFacts => {
    const row = rows[at] as number
    const facts = row < 0 ? kept[-1 - row] : undefined
    if (facts) return facts
    const raw = cut.entries.at(at)
    if (!raw) throw new RangeError(`no entry ${at}`)
    return reader.parse(raw).facts
  }
  const entries = new LazySequence<ListedEntry>(rows.length, (at) => {
    const row = rows[at] as number
    return row < 0 ? new RowEntry(fresh, -1 - row, at, factsAt) : new RowEntry(known, row, at, factsAt)
  })
  if (hasTwins(rows, known, fresh)) refuseTwins(entries, cut.entries)
  return {
    ...(cut.publishedOn === undefined ? {} : { publishedOn: cut.publishedOn }),
    entries,
    cache: () => {
      const next = new ReadCache()
      for (const row of rows) next.copy(row < 0 ? fresh : known, row < 0 ? -1 - row : row)
      return next
    },
    parsed: fresh.size,
  }
}

/** Whether two entries have one natural key: two rows of one cache have two, so that few of them have to be looked at. */
const hasTwins = (rows: Int32Array, known: ReadCache, fresh: ReadCache): boolean => {
  const freshKeys = new Set(Array.from({ length: fresh.size }, (_, row) => fresh.naturalKey(row)))
  if (freshKeys.size !== fresh.size) return true
  const seen = new Uint8Array(known.size)
  return rows.some((row) => {
    if (row < 0) return false
    if (seen[row] === 1 || (freshKeys.size > 0 && freshKeys.has(known.naturalKey(row)))) return true
    seen[row] = 1
    return false
  })
}

const refuseTwins = (entries: Sequence<ListedEntry>, raw: Sequence<RawEntry>): never => {
  const first = new Map<string, number>()
  entries.map(({ naturalKey }, position) => {
    const before = first.get(naturalKey)
    if (before !== undefined) {
      throw new SourceShapeError('malformed', `Two entries are the same subject "${naturalKey}"`, {
        place: `${raw.at(before)?.place} and ${raw.at(position)?.place}`,
      })
    }
    first.set(naturalKey, position)
  })
  throw new RangeError('no two entries have one key')
}
