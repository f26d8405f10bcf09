import type { Batch, Registry, ReverseIndex } from '../../shared/matches/ports.ts'
import type { Notice } from '../../shared/model/alert.ts'
import type { Match } from '../../shared/model/match.ts'
import type { Customer, Supplier } from '../../shared/model/supplier.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import type { IntakeDependencies, IntakeRecord, IntakeStore } from '../../shared/suppliers/intake.ts'

/** What the tables hold, in memory. */
export interface Tables {
  customer: Customer & { lastIntake?: string }
  lock?: { intakeId: string; until: number }
  suppliers: Map<string, Supplier>
  intakes: Map<string, IntakeRecord>
  /** Keys by supplier. */
  index: Map<string, Set<string>>
  notices: Map<string, Notice>
  /** Staged batches by notice, plan and name. */
  batches: Map<string, { batch: Batch; finished: boolean; turn?: number }>
  matches: Match[]
}

export const emptyTables = (): Tables => ({
  customer: {
    customerId: 'acme',
    name: 'Acme',
    topicArn: 'arn',
    createdAt: '2020-12-01T00:00:00Z',
    registerRevision: 0,
    supplierCount: 0,
  },
  suppliers: new Map(),
  intakes: new Map(),
  index: new Map(),
  notices: new Map(),
  batches: new Map(),
  matches: [],
})

/** Thrown where the process is killed. */
export class Crash extends Error {}

/** Kills the process at one port call, before or after its effect; from then on no call has an effect. */
export interface Kill {
  call: number
  after: boolean
}

const lockMilliseconds = 15 * 60_000

/** The ports that `takeIn` uses, over the tables. Every call is counted and is a possible place of death. */
export const portsOver = (tables: Tables, kill?: Kill, now = new Date('2020-12-02T12:00:00Z')) => {
  let calls = 0
  let dead = false
  const step = async <Value>(effect: () => Value): Promise<Value> => {
    await Promise.resolve()
    if (dead) throw new Crash()
    const dies = kill !== undefined && ++calls === kill.call
    if (kill === undefined) calls++
    if (dies && !kill.after) {
      dead = true
      throw new Crash()
    }
    const value = structuredClone(effect())
    if (dies) {
      dead = true
      throw new Crash()
    }
    return value
  }
  const batchKey = (noticeId: string, plan: string, name: string): string => `${noticeId} ${plan} ${name}`
  const planOf = (noticeId: string): string => tables.notices.get(noticeId)?.plan ?? ''

  const registry: Pick<
    Registry,
    | 'customer'
    | 'suppliers'
    | 'matches'
    | 'notice'
    | 'openNotice'
    | 'openBatches'
    | 'batch'
    | 'takeUpBatch'
    | 'finishBatch'
  > = {
    customer: (id) => step(() => (id === tables.customer.customerId ? tables.customer : null)),
    suppliers: () => step(() => [...tables.suppliers.values()]),
    async *matches() {
      yield* await step(() => tables.matches)
    },
    notice: (_customer, noticeId) => step(() => tables.notices.get(noticeId) ?? null),
    async openNotice(notice, batches) {
      const open = await step(() => tables.notices.has(notice.noticeId))
      if (open) return false
      // Staging is no transaction: the process may die between two batches.
      for (const [name, batch] of batches) {
        await step(() => {
          const key = batchKey(notice.noticeId, notice.plan, name)
          if (!tables.batches.has(key)) tables.batches.set(key, { batch, finished: false })
        })
      }
      await step(() => tables.notices.set(notice.noticeId, structuredClone(notice)))
      return true
    },
    openBatches: (_customer, noticeId) =>
      step(() => {
        const prefix = batchKey(noticeId, planOf(noticeId), '')
        return [...tables.batches].flatMap(([key, { finished }]) =>
          key.startsWith(prefix) && !finished ? [key.slice(prefix.length)] : [],
        )
      }),
    batch: ({ noticeId, batch }) =>
      step(() => tables.batches.get(batchKey(noticeId, planOf(noticeId), batch))?.batch ?? null),
    takeUpBatch: (ref) =>
      step(() => {
        const plan = planOf(ref.noticeId)
        const staged = tables.batches.get(batchKey(ref.noticeId, plan, ref.batch))
        if (!staged || staged.finished) return null
        staged.turn = (staged.turn ?? 0) + 1
        return { ...ref, plan, turn: staged.turn }
      }),
    finishBatch: ({ noticeId, batch, turn }) =>
      step(() => {
        const notice = tables.notices.get(noticeId)
        const staged = tables.batches.get(batchKey(noticeId, planOf(noticeId), batch))
        if (notice?.state !== 'screening' || staged?.turn !== turn || staged.finished) return
        staged.finished = true
        notice.done++
        if (notice.done >= notice.total) notice.state = 'ready'
      }),
  }
  const intakes: IntakeStore = {
    intake: (_customer, id) => step(() => tables.intakes.get(id) ?? null),
    putIntake: (record) =>
      step(() => {
        tables.intakes.set(record.intakeId, structuredClone(record))
      }),
    lock: (_customer, intakeId, at) =>
      step(() => {
        const { lock } = tables
        if (lock && lock.intakeId !== intakeId && lock.until >= at.getTime()) return false
        tables.lock = { intakeId, until: at.getTime() + lockMilliseconds }
        return true
      }),
    unlock: (_customer, intakeId) =>
      step(() => {
        if (tables.lock?.intakeId === intakeId) delete tables.lock
      }),
    putSupplier: (supplier) =>
      step(() => {
        const stored = tables.suppliers.get(supplier.supplierId)
        if (!stored || stored.revision < supplier.revision) {
          tables.suppliers.set(supplier.supplierId, structuredClone(supplier))
        }
      }),
    raiseRegister: (_customer, intakeId, register) =>
      step(() => {
        if (tables.customer.lastIntake === intakeId) return
        tables.customer.registerRevision++
        tables.customer.lastIntake = intakeId
        tables.customer.supplierCount = register.supplierCount
        tables.customer.lastUploadAt = register.uploadedAt
      }),
  }
  const index: Pick<ReverseIndex, 'put' | 'remove'> = {
    put: (_model, _customer, supplierId, keys) =>
      step(() => {
        const held = tables.index.get(supplierId) ?? new Set()
        for (const key of keys) held.add(key)
        tables.index.set(supplierId, held)
      }),
    remove: (_model, _customer, supplierId, keys) =>
      step(() => {
        for (const key of keys) tables.index.get(supplierId)?.delete(key)
      }),
  }
  const deps = { registry, intakes, index, model: screeningModel(), now: () => now } as IntakeDependencies
  return { deps, calls: () => calls, registry }
}

/** What the screening side does: each open batch whose supplier has reached the planned revision is counted. */
export const screenWritten = async (tables: Tables): Promise<void> => {
  const { registry } = portsOver(tables)
  for (const { noticeId, plan } of tables.notices.values()) {
    for (const name of await registry.openBatches('acme', noticeId)) {
      const batch = tables.batches.get(`${noticeId} ${plan} ${name}`)?.batch
      const revision = tables.suppliers.get(name)?.revision ?? 0
      if (batch?.kind === 'intake' && revision >= batch.revision) {
        const turn = await registry.takeUpBatch({ customerId: 'acme', noticeId, batch: name })
        if (turn) await registry.finishBatch(turn)
      }
    }
  }
}
