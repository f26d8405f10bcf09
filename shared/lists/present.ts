import { watchedSources } from '../model/source.ts'
import type { ListStore } from './ports.ts'

/** A check is run within an hour of its scheduled time, retries included; what lies further back is replayed. */
const oneDay = 86_400_000

/**
 * The moment that a system stands at: the present, or, after a replay of the past, the last moment that was replayed. A
 * replay runs checks under the time that it replays; whose last check is merely long ago stands at the present all the same.
 */
export const presentOf = async (lists: Pick<ListStore, 'status'>, now: Date): Promise<Date> => {
  const checks = (await Promise.all(watchedSources.map((source) => lists.status(source)))).flatMap(
    (status) => (status ? [{ at: Date.parse(status.lastCheckAt), run: Date.parse(status.checkedAt) }] : []),
  )
  const newest = checks.toSorted((a, b) => b.at - a.at)[0]
  return newest !== undefined && newest.run - newest.at > oneDay ? new Date(newest.at) : now
}
