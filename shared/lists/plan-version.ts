import type { Change } from '../model/change.ts'
import type { Designation, DesignationFacts } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'
import { filledFields, type GuardFacts } from '../sources/reader.ts'
import type { Sequence } from '../sources/sequence.ts'
import { fieldDiffs, isMaterial } from './diff.ts'
import {
  judge,
  type GuardName,
  type GuardPolicy,
  type ListStatistics,
  policyOf,
  type Verdict,
  withEntries,
} from './guards.ts'
import type { Manifest, ManifestDiff } from './manifest.ts'
import { findMoves, type Standing } from './moves.ts'
import type { ListedEntry } from './read-document.ts'

/** Whether an entry has this canonical hash. */
export const hasHash = (entry: ListedEntry, hash: string): boolean =>
  entry.hasHash ? entry.hasHash(hash) : entry.hash === hash

export interface VersionPlan {
  verdict: Verdict
  /** The next manifest, with withheld removals kept. */
  readonly manifest: Map<string, string>
  changes: Change[]
  /** Entries to store: everything that the change set or the index needs. */
  upserts: { hash: string; designation: Designation }[]
  removed: string[]
  withheld: string[]
  /** Statistics of the version: the document's, with the withheld removals that it lacks. */
  statistics: ListStatistics
}

const guardOf = (designation: Designation): GuardFacts => ({
  type: designation.type,
  filled: filledFields(factsOf(designation)),
  category: designation.programs[0] ?? '',
})

const factsOf = ({ id: _id, ...facts }: Designation): DesignationFacts => facts

/**
 * Decides what the next version is: pure. `before` holds the entries of the previous version that the document
 * amends or no longer has.
 */
export const planVersion = (input: {
  source: SourceId
  previous: { manifest: Manifest; statistics: ListStatistics } | null
  next: Sequence<ListedEntry>
  /** Natural key → permanent id, where the source has none of its own. */
  ids?: ReadonlyMap<string, string>
  before: ReadonlyMap<string, Designation>
  statistics: ListStatistics
  sentinelsMissing: readonly string[]
  policy?: GuardPolicy
  released?: readonly GuardName[]
  /** Ids that stay although the document lacks them: removals withheld earlier, while we re-read that document. */
  keep?: readonly string[]
}): VersionPlan => {
  const { source, previous, next, before } = input
  const idOf = (entry: ListedEntry): string =>
    entry.ownId ?? input.ids?.get(entry.naturalKey) ?? entry.naturalKey
  const was = previous?.manifest ?? new Map<string, string>()
  const diff: ManifestDiff = { added: [], amended: [], removed: [] }
  const hashes = new Map<string, string>()
  let standing = 0
  for (const entry of next) {
    const id = idOf(entry)
    const before = was.get(id)
    if (before !== undefined) standing += 1
    if (before !== undefined && hasHash(entry, before)) continue
    diff[before === undefined ? 'added' : 'amended'].push(id)
    hashes.set(id, entry.hash)
  }
  // Mostly nothing is gone and nothing is kept: then nobody asks which ids there are.
  const keep = input.keep ?? []
  const ids = standing < was.size || keep.length > 0 ? new Set(next.map(idOf)) : undefined
  const kept = ids ? keep.filter((id) => !ids.has(id) && was.has(id)) : []
  if (ids) for (const id of was.keys()) if (!ids.has(id) && !kept.includes(id)) diff.removed.push(id)
  for (const own of [diff.added, diff.amended, diff.removed]) own.sort()
  const gone = diff.removed.flatMap((id) => before.get(id) ?? [])
  const verdict = judge({
    before: previous?.statistics ?? null,
    after: input.statistics,
    removed: gone.map(guardOf),
    sentinelsMissing: input.sentinelsMissing,
    policy: input.policy ?? policyOf(source),
    ...(input.released ? { released: input.released } : {}),
  })
  const touched = [...diff.added, ...diff.amended]
  const wanted = new Set(touched)
  const byId = new Map<string, ListedEntry>()
  for (const entry of wanted.size === 0 ? [] : next) if (wanted.has(idOf(entry))) byId.set(idOf(entry), entry)
  const designationOf = (id: string): Designation => {
    const entry = byId.get(id)
    if (!entry) throw new RangeError(`no entry ${id}`)
    return { id, ...entry.facts() }
  }
  const upserts = touched.map((id) => ({ hash: hashes.get(id) ?? '', designation: designationOf(id) }))
  const addedDesignations = upserts.slice(0, diff.added.length).map(({ designation }) => designation)
  const withheld = verdict.kind === 'partial' ? [...diff.removed, ...kept].sort() : kept

  const changes: Change[] = []
  upserts.forEach(({ hash, designation }, position) => {
    const was = before.get(designation.id)
    const amended = position >= diff.added.length
    changes.push({
      source,
      id: designation.id,
      kind: amended ? 'amended' : 'added',
      name: designation.name,
      material: amended && was ? isMaterial(fieldDiffs(was, designation)) : true,
      ...(amended ? { beforeHash: previous?.manifest.get(designation.id) ?? '' } : {}),
      afterHash: hash,
    })
  })
  const removed = verdict.kind === 'partial' ? [] : diff.removed
  const moves = findMoves(
    removed.flatMap((id) => before.get(id) ?? []),
    standingOf(next, idOf),
    addedDesignations,
  )
  for (const id of removed) {
    const was = before.get(id)
    const move = moves.get(id)
    changes.push({
      source,
      id,
      kind: move === undefined ? 'removed' : 'moved',
      name: was?.name ?? id,
      material: true,
      beforeHash: previous?.manifest.get(id) ?? '',
      ...(move === undefined ? {} : { movedTo: move.id, movedBy: move.sharedNames }),
    })
  }
  const statistics = withEntries(
    input.statistics,
    withheld.flatMap((id) => before.get(id) ?? []).map(guardOf),
  )
  let manifest: Map<string, string> | undefined
  return {
    verdict,
    // Made when a version is staged: most checks find nothing to commit.
    get manifest() {
      if (!manifest) {
        manifest = new Map()
        for (const entry of next) {
          const id = idOf(entry)
          manifest.set(id, hashes.get(id) ?? was.get(id) ?? '')
        }
        for (const id of withheld) manifest.set(id, was.get(id) ?? '')
      }
      return manifest
    },
    changes,
    upserts,
    removed,
    withheld,
    statistics,
  }
}

/** Entries as moves look at them, one at a time: only few are kept. */
function* standingOf(next: Sequence<ListedEntry>, idOf: (entry: ListedEntry) => string): Generator<Standing> {
  for (const entry of next) {
    yield { id: idOf(entry), nameKeys: entry.nameKeys, facts: () => entry.facts() }
  }
}
