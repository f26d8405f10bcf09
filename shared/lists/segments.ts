import type { Designation } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'
import type { DocumentStore } from './ports.ts'
import type { Segment, SegmentRef } from './version.ts'

/** More deltas than this, or deltas above this share of the list, are merged into one segment. */
const maxDeltas = 8
const maxDeltaShare = 0.25

/** Applies segments in order: the designations of a list version by id. */
export const applySegments = (segments: readonly Segment[]): Map<string, Designation> => {
  const list = new Map<string, Designation>()
  for (const { put, removed } of segments) {
    for (const id of removed) list.delete(id)
    for (const designation of put) list.set(designation.id, designation)
  }
  return list
}

/**
 * The list index of the next version: the old segments and one delta, so that a version costs what it changes.
 * Merged now and then, so that a reader loads few pieces.
 */
export const nextSegments = async (
  documents: Pick<DocumentStore, 'putSegment' | 'segment'>,
  source: SourceId,
  before: readonly SegmentRef[],
  size: number,
  delta: Segment,
): Promise<SegmentRef[]> => {
  const changed = delta.put.length + delta.removed.length
  if (changed === 0) return [...before]
  const deltas = before.slice(1)
  const deltaSize = deltas.reduce((sum, ref) => sum + ref.size, changed)
  if (before.length > 0 && deltas.length < maxDeltas && deltaSize <= size * maxDeltaShare) {
    return [...before, await documents.putSegment(source, delta)]
  }
  const loaded = await Promise.all(before.map((ref) => documents.segment(ref)))
  const merged = applySegments([...loaded, delta])
  return [await documents.putSegment(source, { put: [...merged.values()], removed: [] })]
}
