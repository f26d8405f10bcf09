import { sha256 } from '../hash.ts'
import { dueDiffs, fieldDiffs } from '../lists/diff.ts'
import type { ListStore } from '../lists/ports.ts'
import { matchIdOf } from '../matches/disposition.ts'
import type { AlertRecord, Registry } from '../matches/ports.ts'
import type { Change, ChangeSet } from '../model/change.ts'
import type { Designation, DesignationFacts } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'
import type { DesignationChanged, OutgoingEvent } from './event.ts'

export interface PublishDependencies {
  lists: ListStore
  registry: Pick<Registry, 'notice' | 'alertsOfNotice'>
  /** Puts events on the bus; throws where one of them could not be put. */
  publish: (events: readonly OutgoingEvent[]) => Promise<void>
}

/** EventBridge takes an entry of 256 KiB; the envelope is not ours. */
const mostBytes = 200_000
/** Entries that are read for their differences at a time. */
const changesAtOnce = 100

const factsOf = ({ id: _id, ...facts }: Designation): DesignationFacts => facts

const changed = (
  changeSet: ChangeSet,
  change: Change,
  before: Designation | undefined,
  after: Designation | undefined,
): OutgoingEvent => {
  const { source, seq, cause, at } = changeSet
  const detail: DesignationChanged = {
    schemaVersion: 1,
    eventId: sha256(JSON.stringify(['designation.changed', source, seq, change.id])).slice(0, 32),
    at,
    source,
    seq,
    cause,
    designationId: change.id,
    name: change.name,
    kind: change.kind,
    material: change.material,
    ...(change.movedTo === undefined ? {} : { movedTo: change.movedTo }),
    fields:
      change.kind === 'amended' && before && after
        ? [...fieldDiffs(factsOf(before), factsOf(after)), ...dueDiffs(change.due ?? [])]
        : [],
  }
  const fits = Buffer.byteLength(JSON.stringify(detail)) <= mostBytes
  return {
    type: 'designation.changed',
    at,
    detail: fits ? detail : { ...detail, fields: [], truncated: true },
  }
}

const entriesOf = (
  { lists }: PublishDependencies,
  source: SourceId,
  changes: readonly Change[],
  side: 'beforeHash' | 'afterHash',
): Promise<Map<string, Designation>> =>
  lists.entries(
    source,
    // Only an amendment has a difference to tell.
    changes.flatMap((change) => {
      const hash = change.kind === 'amended' ? change[side] : undefined
      return hash === undefined ? [] : [{ id: change.id, hash }]
    }),
  )

/** What a commit means to others: that the list has a new version, and every change of it. A baseline is one event. */
export const publishChangeSet = async (
  deps: PublishDependencies,
  source: SourceId,
  seq: number,
): Promise<number> => {
  // The header is written by the commit itself: what is not committed is not found.
  const changeSet = await deps.lists.changeSet(source, seq)
  if (!changeSet) return 0
  const { at, cause, baseline, counts, document, versionBefore } = changeSet
  await deps.publish([
    {
      type: 'list.updated',
      at,
      detail: {
        schemaVersion: 1,
        eventId: `${source}#${seq}`,
        at,
        source,
        seq,
        versionBefore,
        cause,
        baseline,
        counts,
        document,
      },
    },
  ])
  if (baseline) return 1
  const changes = await deps.lists.changes(changeSet)
  for (let start = 0; start < changes.length; start += changesAtOnce) {
    const some = changes.slice(start, start + changesAtOnce)
    const [before, after] = [
      await entriesOf(deps, source, some, 'beforeHash'),
      await entriesOf(deps, source, some, 'afterHash'),
    ]
    await deps.publish(
      some.map((change) => changed(changeSet, change, before.get(change.id), after.get(change.id))),
    )
  }
  return 1 + changes.length
}

const ofMatch = ({ alertId, transition: { kind, match, fields } }: AlertRecord): OutgoingEvent => ({
  type: `match.${kind}`,
  at: match.at,
  detail: {
    schemaVersion: 1,
    eventId: alertId,
    at: match.at,
    customerId: match.customerId,
    alertId,
    matchId: matchIdOf(match),
    revision: match.revision,
    kind,
    supplierId: match.supplierId,
    supplierName: match.supplierName,
    source: match.source,
    designationId: match.designationId,
    designationName: match.designationName,
    rule: match.rule,
    ...(match.met === undefined ? {} : { met: match.met }),
    score: match.score,
    decision: match.decision,
    measures: match.measures,
    cause: match.cause,
    matchFacts: fields,
    ...(kind === 'resolved' && match.resolvedBecause !== undefined
      ? { resolvedBecause: match.resolvedBecause }
      : {}),
    ...(match.carriedFrom === undefined ? {} : { carriedFrom: match.carriedFrom }),
  },
})

/**
 * The transitions of one notice. They were written with their matches, each in one transaction, and the notice is ready
 * only when all of them are: nothing is told that could still be undone.
 */
export const publishNotice = async (
  deps: PublishDependencies,
  customerId: string,
  noticeId: string,
): Promise<number> => {
  const notice = await deps.registry.notice(customerId, noticeId)
  if (!notice || notice.state === 'screening') return 0
  const events = (await deps.registry.alertsOfNotice(customerId, noticeId)).map(ofMatch)
  if (events.length > 0) await deps.publish(events)
  return events.length
}
