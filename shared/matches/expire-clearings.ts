import { canonicalHash } from '../hash.ts'
import type { Notice } from '../model/alert.ts'
import type { Match } from '../model/match.ts'
import type { SourceId } from '../model/source.ts'
import { matchIdOf } from './disposition.ts'
import type { Batch, BatchRef, Registry } from './ports.ts'
import { rescreenOwned } from './rescreen.ts'
import { isExpired } from './transition.ts'

export interface ExpireDependencies {
  registry: Pick<Registry, 'matches' | 'matchesOfSupplier' | 'openNotice' | 'openBatches'>
  enqueue: (batches: readonly BatchRef[]) => Promise<void>
  /** Real time: a clearing ends on a day of the calendar. */
  now: () => Date
}

const pairsPerBatch = 50
/** So long after a decision on an owner it is made sure that the others were looked at. */
const sureFor = 2 * 86_400_000

const batchesOf = (expired: readonly Match[]): Map<string, Batch> => {
  const batches = new Map<string, Batch>()
  for (const [source, matches] of Map.groupBy(expired, (match): SourceId => match.source)) {
    for (let at = 0; at < matches.length; at += pairsPerBatch) {
      const pairs = matches
        .slice(at, at + pairsPerBatch)
        .map(({ designationId, supplierId }): [string, string] => [designationId, supplierId])
      // No change set: nothing changed on the list. The pair is evaluated as it is now.
      batches.set(String(batches.size + 1).padStart(5, '0'), { kind: 'pairs', source, seq: 0, pairs })
    }
  }
  return batches
}

/**
 * Has the matches of a customer looked at again whose clearing has run out: each comes back, saying so, unless its facts
 * no longer meet. One notice for the same matches, however often this runs and wherever it dies. Gives their number.
 * Whoever cleared an owner lately may have died before asking for what the others hold: that is made up for.
 */
export const expireClearings = async (deps: ExpireDependencies, customerId: string): Promise<number> => {
  const { registry, enqueue } = deps
  const at = deps.now().toISOString()
  const expired: Match[] = []
  const lately = new Date(Date.parse(at) - sureFor).toISOString()
  for await (const match of registry.matches(customerId)) {
    if (isExpired(match, at)) expired.push(match)
    else if ((match.disposition?.at ?? '') >= lately) await rescreenOwned(registry, match, at)
  }
  if (expired.length === 0) return 0
  const named = expired.map((match) => `${matchIdOf(match)} ${match.revision}`).sort()
  const plan = canonicalHash(named).slice('h1:'.length, 'h1:'.length + 12)
  const noticeId = `due#clearings#${plan}`
  const batches = batchesOf(expired)
  const notice: Notice = {
    customerId,
    noticeId,
    cause: 'due',
    kind: 'alerts',
    plan,
    total: batches.size,
    done: 0,
    state: 'screening',
    at,
    screened: new Set(expired.map(({ supplierId }) => supplierId)).size,
  }
  await registry.openNotice(notice, batches, at)
  const open = await registry.openBatches(customerId, noticeId)
  await enqueue(open.map((batch) => ({ customerId, noticeId, batch })))
  return expired.length
}
