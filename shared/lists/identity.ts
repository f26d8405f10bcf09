import { sha256 } from '../hash.ts'
import type { DesignationFacts } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'
import type { SameSubject } from '../sources/reader.ts'
import type { Sequence } from '../sources/sequence.ts'

/**
 * Permanent ids for sources that have none. The register (natural key → id, for everything ever seen) is committed
 * with HEAD. A subject that comes back under a key that is on record gets its old id; a subject under a new key is
 * first looked for among those that vanished from the same document, because a rename is not a removal.
 */
export interface Register {
  /** Natural key → id, for every key ever seen. */
  ids: ReadonlyMap<string, string>
  /** Id → canonical hash of every entry on the list now. */
  hashes?: ReadonlyMap<string, string>
}

export interface UnidentifiedEntry {
  naturalKey: string
  ownId?: string | undefined
  /** Canonical hash of the facts. */
  hash?: string
  /** Natural key of the entry that the document itself says that this one is, under a new name or destination. */
  replaces?: string | undefined
  facts(): DesignationFacts
}

export interface Identified {
  /** Natural key of this document → id. */
  ids: Map<string, string>
  /** The register with this document's keys added. */
  register: Map<string, string>
  /** Ids carried over to a new name. */
  renamed: { id: string; from: string; to: string }[]
}

const allot = (source: SourceId, naturalKey: string, taken: ReadonlySet<string>): string => {
  const stem = sha256(`${source}\n${naturalKey}`).slice(0, 12)
  for (let suffix = 1; ; suffix++) {
    const id = suffix === 1 ? stem : `${stem}-${suffix}`
    if (!taken.has(id)) return id
  }
}

/**
 * @param live ids on the list now, each with its facts (only those whose key vanished from the document are read).
 */
export const identify = (
  source: SourceId,
  register: Register,
  live: ReadonlyMap<string, () => DesignationFacts>,
  entries: Sequence<UnidentifiedEntry>,
  sameSubject: SameSubject | undefined,
): Identified => {
  const ids = new Map<string, string>()
  const next = new Map(register.ids)
  const renamed: Identified['renamed'] = []
  const used = new Set<string>()
  const taken = new Set(register.ids.values())
  const unknown: UnidentifiedEntry[] = []

  // Where an old and a new name of one subject both stand in the document, the entry that is still what it was keeps
  // the id. The order of the document never decides.
  const rank = (entry: UnidentifiedEntry): number => {
    const id = register.ids.get(entry.naturalKey) ?? ''
    if (!live.has(id)) return 2
    return entry.hash !== undefined && register.hashes?.get(id) === entry.hash ? 0 : 1
  }
  const byLiveness = entries
    .map((entry) => ({ entry, rank: rank(entry) }))
    .sort((a, b) => a.rank - b.rank || (a.entry.naturalKey < b.entry.naturalKey ? -1 : 1))
    .map(({ entry }) => entry)
  for (const entry of byLiveness) {
    const known = entry.ownId ?? register.ids.get(entry.naturalKey)
    if (known !== undefined && !used.has(known)) {
      ids.set(entry.naturalKey, known)
      used.add(known)
    } else {
      unknown.push(entry)
    }
  }

  // What the document says itself is no guess: the entry under its new name takes the id before any likeness is looked for.
  const told = unknown.filter(({ replaces }) => {
    const id = replaces === undefined ? undefined : register.ids.get(replaces)
    return id !== undefined && live.has(id) && !used.has(id)
  })
  for (const entry of told) {
    const id = register.ids.get(entry.replaces!)!
    if (used.has(id)) continue
    ids.set(entry.naturalKey, id)
    next.set(entry.naturalKey, id)
    used.add(id)
    renamed.push({ id, from: entry.replaces!, to: entry.naturalKey })
    unknown.splice(unknown.indexOf(entry), 1)
  }

  const vanished = [...live.keys()].filter((id) => !used.has(id))
  const keyOf = new Map([...register.ids].map(([key, id]) => [id, key]))
  const candidates = unknown.map((entry) =>
    sameSubject ? vanished.filter((id) => sameSubject(live.get(id)?.() ?? entry.facts(), entry.facts())) : [],
  )
  const claims = new Map<string, number>()
  for (const id of candidates.flat()) claims.set(id, (claims.get(id) ?? 0) + 1)
  unknown.forEach((entry, position) => {
    // Two candidates, or two claimants, are no evidence of a rename: then it is a removal and an addition.
    const [only, second] = candidates[position] ?? []
    const carried = only !== undefined && second === undefined && claims.get(only) === 1 ? only : undefined
    const id = carried ?? allot(source, entry.naturalKey, taken)
    if (carried !== undefined) renamed.push({ id, from: keyOf.get(id) ?? id, to: entry.naturalKey })
    ids.set(entry.naturalKey, id)
    used.add(id)
    taken.add(id)
    next.set(entry.naturalKey, id)
  })
  return { ids, register: next, renamed }
}
