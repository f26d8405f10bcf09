import type { AlertRecord } from '../matches/ports.ts'
import type { Designation } from '../model/designation.ts'

/** Alerts of one notice that are told in one message: the first leads, and the message is known by it. */
export type AlertGroup = readonly [AlertRecord, ...AlertRecord[]]

/**
 * One message for one listed party and one supplier: a party whose entries stand under three countries, or that meets a
 * supplier by its name and by its number, is one piece of news. What is told together, and who leads, follows from what
 * was committed with the matches and from nothing that can change: a run that repeats a delivery forms the same groups.
 */
export const groupAlerts = (
  records: readonly AlertRecord[],
  entryOf: (record: AlertRecord) => Pick<Designation, 'id' | 'party'> | null,
): AlertGroup[] => {
  const groups = Map.groupBy(records, (record) => {
    const { match, kind } = record.transition
    const entry = entryOf(record)
    // What is listed itself, and whose officer or owner is listed, is other news with other consequences.
    const met = match.met?.as ?? 'itself'
    return JSON.stringify([kind, match.supplierId, match.source, entry?.party ?? match.designationId, met])
  })
  return [...groups.values()].map((group) => {
    const [lead, ...rest] = group.toSorted(
      (a, b) => b.transition.match.score - a.transition.match.score || (a.alertId < b.alertId ? -1 : 1),
    )
    if (!lead) throw new RangeError('a group without an alert')
    return [lead, ...rest] as const
  })
}
