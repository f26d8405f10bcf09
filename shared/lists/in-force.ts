import type { Designation } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'
import type { ListStore } from './ports.ts'
import type { ListVersion } from './version.ts'

/** The day (ISO date) on which what a version says takes effect; the baseline and our own re-readings bind from the start. */
const effectOf = ({ document, cause }: ListVersion): string => {
  if (document.role !== 'rule' || cause === 'reparsed') return ''
  return (
    (document.part === 'rest' ? document.restOn : undefined) ??
    document.effectiveOn ??
    document.publishedOn ??
    ''
  )
}

/**
 * What of a ledger's list was in force on a day, as far as it was known with a version: its rules in the order in which
 * they took effect, whenever they became known. An entry that a later rule took out is there on a day before that rule's
 * effect; a rule that was published after its effect binds from the day of its effect.
 *
 * @param day ISO date.
 */
export const ledgerInForce = async (
  lists: Pick<ListStore, 'versions' | 'changeSet' | 'changes' | 'entries'>,
  source: SourceId,
  seq: number,
  day: string,
): Promise<Designation[]> => {
  const known: ListVersion[] = []
  for await (const version of lists.versions(source)) if (version.seq <= seq) known.push(version)
  const inOrder = known
    .map((version) => ({ version, effect: effectOf(version) }))
    .filter(({ effect }) => effect <= day)
    .sort((a, b) => (a.effect < b.effect ? -1 : a.effect > b.effect ? 1 : a.version.seq - b.version.seq))
  const hashes = new Map<string, string>()
  for (const { version } of inOrder) {
    const changeSet = await lists.changeSet(source, version.seq)
    if (!changeSet) continue
    for (const { id, kind, afterHash } of await lists.changes(changeSet)) {
      if (kind === 'removed' || kind === 'moved' || afterHash === undefined) hashes.delete(id)
      else hashes.set(id, afterHash)
    }
  }
  const entries = await lists.entries(
    source,
    [...hashes].map(([id, hash]) => ({ id, hash })),
  )
  return [...entries.values()].filter(
    ({ status, effectiveOn, listedOn }) => status === 'active' && (effectiveOn ?? listedOn ?? '') <= day,
  )
}
