import { canonicalJson, sha256 } from '../hash.ts'
import type { DocumentStore, ListStore } from '../lists/ports.ts'
import type { Notice } from '../model/alert.ts'
import type { Change, ChangeSet } from '../model/change.ts'
import type { Designation } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'
import type { Customer } from '../model/supplier.ts'
import { designationKeys } from '../screening/keys.ts'
import type { ScreeningModel } from '../screening/model.ts'
import { changeSetNoticeId } from './ids.ts'
import type { Batch, BatchRef, Registry, ReverseIndex } from './ports.ts'

export interface FanOutDependencies {
  lists: ListStore
  documents: Pick<DocumentStore, 'segment'>
  registry: Registry
  index: ReverseIndex
  model: ScreeningModel
  enqueue: (batches: readonly BatchRef[]) => Promise<void>
  /** Real time. */
  now: () => Date
}

/** Comparing one supplier with what changed costs about as much as this many look-ups in the reverse index. */
const lookUpsPerSupplier = 10
const pairsPerBatch = 200
const suppliersPerBatch = 50

const chunk = <T>(values: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  )

/** Entries before and after of every change: a removed or renamed party is found by the keys that it had. */
const entriesOfChanges = async (
  lists: ListStore,
  source: SourceId,
  changes: readonly Change[],
): Promise<Map<string, Designation[]>> => {
  const refs = (side: 'beforeHash' | 'afterHash'): { id: string; hash: string }[] =>
    changes.flatMap((change) => {
      const hash = change[side]
      return hash ? [{ id: change.id, hash }] : []
    })
  const [before, after] = await Promise.all([
    lists.entries(source, refs('beforeHash')),
    lists.entries(source, refs('afterHash')),
  ])
  return new Map(
    changes.map(({ id }) => [id, [before.get(id), after.get(id)].filter((entry) => entry !== undefined)]),
  )
}

/** The keys that each change is found by, before and after it. */
const keysOfChanges = async (
  deps: FanOutDependencies,
  changeSet: ChangeSet,
): Promise<Map<string, Set<string>>> => {
  const entries = await entriesOfChanges(deps.lists, changeSet.source, await deps.lists.changes(changeSet))
  return new Map(
    [...entries].map(([id, versions]) => [
      id,
      new Set(versions.flatMap((entry) => designationKeys(entry, deps.model))),
    ]),
  )
}

/** Customer → the pairs that share a key with what changed. */
const pairsByCustomer = async (
  deps: FanOutDependencies,
  keysOf: ReadonlyMap<string, ReadonlySet<string>>,
  keys: readonly string[],
): Promise<Map<string, [string, string][]>> => {
  const holders = await deps.index.lookUp(deps.model.version, keys)
  const byCustomer = new Map<string, Map<string, [string, string]>>()
  for (const [id, ownKeys] of keysOf) {
    for (const key of ownKeys) {
      for (const { customerId, supplierId } of holders.get(key) ?? []) {
        const pairs = byCustomer.get(customerId) ?? new Map<string, [string, string]>()
        pairs.set(`${id}\n${supplierId}`, [id, supplierId])
        byCustomer.set(customerId, pairs)
      }
    }
  }
  return new Map(
    [...byCustomer].map(([customerId, pairs]) => [
      customerId,
      [...pairs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair),
    ]),
  )
}

type Plan = Map<string, { batches: Map<string, Batch>; screened: number }>

const numbered = (batches: Batch[]): Map<string, Batch> =>
  new Map(batches.map((batch, index) => [String(index + 1).padStart(5, '0'), batch]))

/**
 * Every supplier against what changed: for a baseline, where that is cheaper than looking the changes up, and for
 * customers whose suppliers do not stand under this model's keys yet.
 */
const planBySupplier = async (
  deps: FanOutDependencies,
  { source, seq }: ChangeSet,
  customers: readonly Customer[],
): Promise<Plan> => {
  const plan: Plan = new Map()
  for (const { customerId } of customers) {
    const suppliers = (await deps.registry.suppliers(customerId)).filter(
      ({ state }) => state === 'registered',
    )
    if (suppliers.length === 0) continue
    const ids = suppliers.map(({ supplierId }) => supplierId).sort()
    plan.set(customerId, {
      batches: numbered(
        chunk(ids, suppliersPerBatch).map((supplierIds) => ({ kind: 'suppliers', source, seq, supplierIds })),
      ),
      screened: suppliers.length,
    })
  }
  return plan
}

const planBatches = async (deps: FanOutDependencies, changeSet: ChangeSet): Promise<Plan> => {
  const customers = await deps.registry.customers()
  if (changeSet.baseline) return planBySupplier(deps, changeSet, customers)
  const keysOf = await keysOfChanges(deps, changeSet)
  const keys = [...new Set([...keysOf.values()].flatMap((own) => [...own]))]
  const suppliers = customers.reduce((sum, { supplierCount }) => sum + supplierCount, 0)
  if (suppliers * lookUpsPerSupplier < keys.length) return planBySupplier(deps, changeSet, customers)
  const { source, seq } = changeSet
  const unkeyed = customers.filter(({ keysModel }) => keysModel !== deps.model.version)
  const plan = await planBySupplier(deps, changeSet, unkeyed)
  for (const [customerId, own] of await pairsByCustomer(deps, keysOf, keys)) {
    if (plan.has(customerId)) continue
    const batches = chunk(own, pairsPerBatch).map(
      (part): Batch => ({ kind: 'pairs', source, seq, pairs: part }),
    )
    const screened = new Set(own.map(([, supplierId]) => supplierId)).size
    plan.set(customerId, { batches: numbered(batches), screened })
  }
  return plan
}

/**
 * Opens one notice per customer that a change set may concern, stages its batches, and sends them to be screened.
 * Run again it finds its notices open and sends only what is not done: a plan once stored counts, because suppliers
 * registered since then were screened against HEAD themselves.
 */
export const fanOut = async (deps: FanOutDependencies, source: SourceId, seq: number): Promise<void> => {
  const { lists, registry } = deps
  const changeSet = await lists.changeSet(source, seq)
  if (!changeSet || changeSet.state === 'delivered') return
  const noticeId = changeSetNoticeId(source, seq)
  if (changeSet.state === 'pending') {
    const plan = await planBatches(deps, changeSet)
    const since = deps.now().toISOString()
    for (const [customerId, { batches, screened }] of plan) {
      const notice: Notice = {
        customerId,
        noticeId,
        cause: changeSet.cause,
        source,
        seq,
        kind: changeSet.baseline ? 'report' : 'alerts',
        plan: sha256(canonicalJson([...batches])).slice(0, 12),
        total: batches.size,
        done: 0,
        state: 'screening',
        at: changeSet.at,
        screened,
      }
      await registry.openNotice(notice, batches, since)
    }
    await registry.recordFanOut(source, seq, [...plan.keys()])
    await lists.markChangeSet(source, seq, plan.size === 0 ? 'delivered' : 'fanned-out')
  }
  for (const customerId of await registry.fannedOutTo(source, seq)) {
    const batches = await registry.openBatches(customerId, noticeId)
    await deps.enqueue(batches.map((batch) => ({ customerId, noticeId, batch })))
  }
}
