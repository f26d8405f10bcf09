import type { Change } from '../model/change.ts'
import type { SourceId } from '../model/source.ts'
import type { ListStore } from './ports.ts'
import type { DeltaStatus, ListVersion } from './version.ts'

/** What is compared with the agency's own statements: one version, or several that nobody has compared yet together. */
export interface Uncompared {
  version: ListVersion
  before: ListVersion
  changes: Change[]
  /** Our first version that is compared, where there are several. */
  since?: number
}

/** How many versions back it is looked, where what was compared last is not met before. */
const versionsBack = 60
/** How many where nothing was compared yet: only the newest is. */
const versionsBackAtFirst = 6

/** What several changes of each entry come to; those of one version are themselves. */
const netChanges = (inOrder: readonly (readonly Change[])[]): Change[] => {
  const net = new Map<string, Change>()
  for (const change of inOrder.flat()) {
    const first = net.get(change.id)
    if (!first) {
      net.set(change.id, change)
      continue
    }
    const { beforeHash: _before, ...last } = change
    const merged: Change = first.beforeHash === undefined ? last : { ...last, beforeHash: first.beforeHash }
    if (merged.beforeHash === merged.afterHash) net.delete(change.id)
    else
      net.set(change.id, {
        ...merged,
        kind:
          merged.afterHash === undefined
            ? change.kind
            : merged.beforeHash === undefined
              ? 'added'
              : 'amended',
      })
  }
  return [...net.values()]
}

/** Whether a document of the agency made a version, and not our reader, a day that came or a second file. */
const isTheirs = (version: ListVersion, before: ListVersion | undefined): before is ListVersion =>
  (version.cause === 'published' || version.cause === 'released') &&
  before !== undefined &&
  before.document.sha256 !== version.document.sha256

/**
 * The newest versions that documents of the agency made and that were not compared with its statements: mostly one. Where
 * a statement was not there yet or could not be had and the next document came, both wait together: none is passed over.
 */
export const uncompared = async (
  lists: Pick<ListStore, 'versions' | 'changeSet' | 'changes'>,
  source: SourceId,
  status: DeltaStatus | undefined,
): Promise<Uncompared | undefined> => {
  const waits = status?.outcome === 'not-yet' || status?.outcome === 'unavailable'
  const settled = status === undefined ? undefined : waits ? (status.since ?? status.seq) - 1 : status.seq
  const versions: ListVersion[] = []
  for await (const version of lists.versions(source)) {
    versions.push(version)
    if (settled !== undefined && version.seq <= settled) break
    if (versions.length > (settled === undefined ? versionsBackAtFirst : versionsBack)) break
  }
  const theirs = versions.flatMap((version, at) => {
    const before = versions[at + 1]
    return version.seq > (settled ?? 0) && isTheirs(version, before) ? [{ version, before }] : []
  })
  const newest = theirs[0]
  const oldest = settled === undefined ? newest : theirs.at(-1)
  if (!newest || !oldest) return undefined
  const compared = theirs.slice(0, theirs.indexOf(oldest) + 1).reverse()
  const changes: Change[][] = []
  for (const { version } of compared) {
    const changeSet = await lists.changeSet(source, version.seq)
    changes.push(changeSet ? await lists.changes(changeSet) : [])
  }
  return {
    version: newest.version,
    before: oldest.before,
    changes: netChanges(changes),
    ...(oldest === newest ? {} : { since: oldest.version.seq }),
  }
}
