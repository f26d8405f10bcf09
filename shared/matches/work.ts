import type { ListStore } from '../lists/ports.ts'
import { watchedSources, type SourceId } from '../model/source.ts'
import { registeredKeys } from '../screening/related-parties.ts'
import { intakeNoticeId } from './ids.ts'
import type { BatchRef, BatchTurn } from './ports.ts'
import {
  screenPairs,
  screenSuppliers,
  type ScreeningCause,
  type ScreeningDependencies,
} from './screen-batch.ts'
import { upstreamOf } from './upstream.ts'

/**
 * Screens one batch of a change set's notice and counts it. Doing it twice counts once; of two runs at the same time the
 * older one stands aside, and the newer one, its own delivery or the watchdog's, ends the work.
 */
export const screenBatch = async (deps: ScreeningDependencies, ref: BatchRef): Promise<void> => {
  const { registry, lists } = deps
  const notice = await registry.notice(ref.customerId, ref.noticeId)
  const batch = await registry.batch(ref)
  if (!notice || !batch || notice.state !== 'screening') return
  if (batch.kind === 'intake') return screenIntake(deps, ref.customerId, batch.intakeId, [batch.supplierId])
  // Before anything is read that it decides on: whatever an older run of the batch has written is seen.
  const turn = await registry.takeUpBatch(ref)
  if (!turn) return
  const turnOf = (): BatchTurn => turn
  if (batch.kind === 'register') {
    const { customerId, noticeId } = ref
    if (batch.rekey) await writeKeys(deps, customerId, batch.supplierIds)
    const cause = { customerId, noticeId, at: notice.at, changes: new Map(), turnOf }
    await screenSuppliers(deps, cause, watchedSources, batch.supplierIds)
    return registry.finishBatch(turn)
  }
  const changes = await changesOf(lists, batch.source, batch.seq)
  const cause = { customerId: ref.customerId, noticeId: ref.noticeId, at: notice.at, changes, turnOf }
  if (batch.kind === 'pairs') await screenPairs(deps, cause, batch.source, batch.pairs)
  else await screenSuppliers(deps, cause, [batch.source], batch.supplierIds)
  await registry.finishBatch(turn)
}

/** Keys come before anything is looked at: whoever changes a list afterwards finds the suppliers by them. */
const writeKeys = async (
  { registry, index, model }: ScreeningDependencies,
  customerId: string,
  supplierIds: readonly string[],
): Promise<void> => {
  const suppliers = await registry.suppliersById(customerId, supplierIds)
  const upstream = await upstreamOf(registry, customerId, suppliers)
  for (const supplier of suppliers) {
    if (supplier.state !== 'registered') continue
    const { supplierId } = supplier
    const keys = registeredKeys(supplier, upstream.get(supplierId) ?? new Map(), model)
    await index.put(model.version, customerId, supplierId, keys)
  }
}

const changesOf = async (
  lists: ListStore,
  source: SourceId,
  seq: number,
): Promise<ScreeningCause['changes']> => {
  const changeSet = await lists.changeSet(source, seq)
  // A baseline's changes are the whole list: nothing is told of them one by one.
  if (!changeSet || changeSet.baseline) return new Map()
  return new Map((await lists.changes(changeSet)).map((change) => [change.id, change]))
}

/**
 * Screens suppliers that an intake wrote, against every list, and counts them on the intake's notice. A supplier that
 * the intake has not written yet is left for its own stream record.
 */
export const screenIntake = async (
  deps: ScreeningDependencies,
  customerId: string,
  intakeId: string,
  supplierIds: readonly string[],
): Promise<void> => {
  const { registry } = deps
  const noticeId = intakeNoticeId(intakeId)
  const notice = await registry.notice(customerId, noticeId)
  if (notice?.state !== 'screening') return
  const suppliers = await registry.suppliersById(customerId, supplierIds)
  const turns = new Map<string, BatchTurn>()
  for (const { supplierId, revision } of suppliers) {
    const ref = { customerId, noticeId, batch: supplierId }
    const batch = await registry.batch(ref)
    if (batch?.kind !== 'intake' || revision < batch.revision) continue
    const turn = await registry.takeUpBatch(ref)
    if (turn) turns.set(supplierId, turn)
  }
  if (turns.size === 0) return
  const turnOf = (supplierId: string): BatchTurn | undefined => turns.get(supplierId)
  const cause = { customerId, noticeId, at: notice.at, changes: new Map(), turnOf }
  await screenSuppliers(deps, cause, watchedSources, [...turns.keys()])
  for (const turn of turns.values()) await registry.finishBatch(turn)
}
