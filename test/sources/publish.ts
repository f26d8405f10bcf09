import { diffManifests } from '../../shared/lists/manifest.ts'
import { fieldDiffs } from '../../shared/lists/diff.ts'
import { statisticsOf, type GuardReason, type ListStatistics } from '../../shared/lists/guards.ts'
import { identify } from '../../shared/lists/identity.ts'
import { planVersion } from '../../shared/lists/plan-version.ts'
import { readDocument } from '../../shared/lists/read-document.ts'
import type { Designation, DesignationFacts } from '../../shared/model/designation.ts'
import { missingSentinels, type SnapshotReader } from '../../shared/sources/reader.ts'

/** A list version as the planning of the next one needs it. */
export interface Published {
  manifest: ReadonlyMap<string, string>
  register: ReadonlyMap<string, string>
  designations: ReadonlyMap<string, Designation>
  statistics: ListStatistics
}

export interface Publication {
  verdict: 'accept' | 'partial' | 'hold'
  reasons: GuardReason[]
  /** "amended Camel Group Co., Ltd.: aliases", sorted: the whole change set in words. */
  changes: string[]
  version: Published
}

const factsOf = ({ id: _id, ...facts }: Designation): DesignationFacts => facts

/**
 * What the list store does with one document, without its storage: read, identify, judge, plan. `before` is the
 * version that the document is compared with, `null` for the first one.
 */
export const publish = (reader: SnapshotReader, before: Published | null, bytes: Uint8Array): Publication => {
  const reading = readDocument(reader, bytes)
  const live = new Map(
    [...(before?.designations ?? [])].map(([id, designation]) => [id, () => factsOf(designation)] as const),
  )
  const identified = identify(
    reader.source,
    { ids: before?.register ?? new Map(), hashes: before?.manifest ?? new Map() },
    live,
    reading.entries,
    reader.sameSubject,
  )
  const next = reading.entries.map((entry) => ({
    id: identified.ids.get(entry.naturalKey) ?? entry.naturalKey,
    entry,
  }))
  const manifest = new Map(next.map(({ id, entry }) => [id, entry.hash]))
  const diff = diffManifests(before?.manifest ?? new Map(), manifest)
  const statistics = statisticsOf(
    reading.entries.map(({ guard }) => guard),
    reading.publishedOn,
  )
  const keys = new Set(reading.entries.map(({ naturalKey }) => naturalKey))
  const plan = planVersion({
    source: reader.source,
    previous: before ? { manifest: new Map(before.manifest), statistics: before.statistics } : null,
    next: reading.entries,
    ids: identified.ids,
    before: new Map(
      [...diff.amended, ...diff.removed].flatMap((id) => {
        const was = before?.designations.get(id)
        return was ? [[id, was] as const] : []
      }),
    ),
    statistics,
    sentinelsMissing: missingSentinels(reader, (key) => keys.has(key)),
  })
  const designations = new Map(next.map(({ id, entry }) => [id, { id, ...entry.facts() }]))
  const words = plan.changes.map(({ kind, id, name, material }) => {
    const [was, is] = [before?.designations.get(id), designations.get(id)]
    const fields =
      was && is ? fieldDiffs(factsOf(was), factsOf(is)).map(({ field }) => field) : ([] as string[])
    const of = fields.length === 0 ? '' : `: ${fields.join(', ')}${material ? '' : ' (editorial)'}`
    return `${kind} ${name}${of}`
  })
  return {
    verdict: plan.verdict.kind,
    reasons: plan.verdict.kind === 'accept' ? [] : plan.verdict.reasons,
    changes: words.sort(),
    version: {
      manifest: plan.manifest,
      register: identified.register,
      designations,
      statistics: plan.statistics,
    },
  }
}
