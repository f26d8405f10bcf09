import { ConflictError, OvertakenError } from '../../shared/errors.ts'
import type { CustomerStore } from '../../shared/customers/onboarding.ts'
import { matchSortKey } from '../../shared/matches/ids.ts'
import type { AlertRecord, Batch, Registry } from '../../shared/matches/ports.ts'
import type { Notice } from '../../shared/model/alert.ts'
import type { Match, MatchKey } from '../../shared/model/match.ts'
import type { Customer, Supplier } from '../../shared/model/supplier.ts'
import type { IntakeRecord, IntakeStore } from '../../shared/suppliers/intake.ts'
import { copy } from './copy.ts'

/** What the `registry` table holds. */
export interface RegistryTables {
  customers: Map<string, Customer & { lastIntake?: string; lock?: { intakeId: string; until: number } }>
  suppliers: Map<string, Supplier>
  intakes: Map<string, IntakeRecord>
  matches: Map<string, Match>
  notices: Map<string, Notice & { leaseUntil?: string }>
  /** By customer, notice, plan and name. */
  batches: Map<string, { batch: Batch; finished: boolean; turn?: number }>
  alerts: Map<string, AlertRecord>
  openWork: Map<string, { customerId: string; noticeId: string; since: string }>
  fannedOut: Map<string, string>
  ended: Map<string, string>
}

export const emptyRegistryTables = (): RegistryTables => ({
  customers: new Map(),
  suppliers: new Map(),
  intakes: new Map(),
  matches: new Map(),
  notices: new Map(),
  batches: new Map(),
  alerts: new Map(),
  openWork: new Map(),
  fannedOut: new Map(),
  ended: new Map(),
})

const lockMilliseconds = 60 * 60_000
const sorted = <T>(values: Iterable<T>, key: (value: T) => string): T[] =>
  [...values].sort((a, b) => (key(a) < key(b) ? -1 : 1))

const matchKeyOf = (key: MatchKey): string => `${key.customerId} ${matchSortKey(key)}`
const conflict = (what: string): ConflictError =>
  new ConflictError(`${what} was written by another`, 'Read again.')

/** The registry in memory, with the conditions of the real one; `registry.test.ts` runs one suite against both. */
export const memoryRegistry = (
  tables: RegistryTables = emptyRegistryTables(),
): Registry & CustomerStore & IntakeStore => {
  const noticeKey = (customerId: string, noticeId: string): string => `${customerId} ${noticeId}`
  const noticeOf = (customerId: string, noticeId: string) =>
    tables.notices.get(noticeKey(customerId, noticeId))
  const batchPrefix = (customerId: string, noticeId: string): string =>
    `${customerId} ${noticeId} ${noticeOf(customerId, noticeId)?.plan ?? ''} `
  const own = <T extends { customerId: string }>(values: Iterable<T>, customerId: string): T[] =>
    [...values].filter((value) => value.customerId === customerId)
  const plainCustomer = ({
    lastIntake: _i,
    lock: _l,
    ...customer
  }: Customer & { lastIntake?: string; lock?: unknown }) => copy(customer)
  const plainNotice = ({ leaseUntil: _l, ...notice }: Notice & { leaseUntil?: string }) => copy(notice)

  return {
    customer: async (customerId) => {
      const customer = tables.customers.get(customerId)
      return customer ? plainCustomer(customer) : null
    },
    customers: async () => sorted(tables.customers.values(), (one) => one.customerId).map(plainCustomer),
    add: async (customer) => {
      if (tables.customers.has(customer.customerId)) return false
      tables.customers.set(customer.customerId, { ...copy(customer), registerRevision: 0 })
      tables.ended.delete(customer.customerId)
      return true
    },
    update: async (customerId, change, agree) => {
      const customer = tables.customers.get(customerId)
      if (customer) agree?.(plainCustomer(customer))
      if (customer) Object.assign(customer, copy(change))
    },
    remove: async (customerId, at) => {
      tables.ended.set(customerId, at)
      tables.customers.delete(customerId)
    },
    suppliers: async (customerId) =>
      copy(sorted(own(tables.suppliers.values(), customerId), (one) => one.supplierId)),
    suppliersById: async (customerId, supplierIds) =>
      copy(supplierIds.flatMap((id) => tables.suppliers.get(`${customerId} ${id}`) ?? [])),
    matchesOfSupplier: async (customerId, supplierId, source) =>
      copy(
        sorted(
          own(tables.matches.values(), customerId).filter(
            (match) => match.supplierId === supplierId && (source === undefined || match.source === source),
          ),
          matchKeyOf,
        ),
      ),
    async *matches(customerId) {
      yield* copy(sorted(own(tables.matches.values(), customerId), matchKeyOf))
    },
    match: async (key) => copy(tables.matches.get(matchKeyOf(key)) ?? null),
    writeMatch: async (stored, match, alert, turn) => {
      const staged = turn && tables.batches.get(batchPrefix(turn.customerId, turn.noticeId) + turn.batch)
      if (turn && (staged?.turn !== turn.turn || staged.finished)) {
        throw new OvertakenError('The turn is over', 'Nothing is left to do.')
      }
      const now = tables.matches.get(matchKeyOf(match))
      const same = stored
        ? now?.revision === stored.revision &&
          now.state === stored.state &&
          (now.acts ?? 0) === (stored.acts ?? 0) &&
          now.listSeq === stored.listSeq &&
          now.supplierRevision === stored.supplierRevision
        : now === undefined
      if (!same) throw conflict('The match')
      if (alert) {
        if (tables.alerts.has(`${alert.customerId} ${alert.alertId}`)) throw conflict('The alert')
        if (noticeOf(alert.customerId, alert.noticeId)?.state !== 'screening') throw conflict('The notice')
        tables.alerts.set(`${alert.customerId} ${alert.alertId}`, copy(alert))
      }
      tables.matches.set(matchKeyOf(match), copy(match))
    },
    openNotice: async (notice, batches, since) => {
      const key = noticeKey(notice.customerId, notice.noticeId)
      if (tables.notices.has(key)) return false
      for (const [name, batch] of batches) {
        const place = `${key} ${notice.plan} ${name}`
        if (!tables.batches.has(place)) tables.batches.set(place, { batch: copy(batch), finished: false })
      }
      tables.notices.set(key, copy(notice))
      const { customerId, noticeId } = notice
      tables.openWork.set(key, { customerId, noticeId, since })
      return true
    },
    notice: async (customerId, noticeId) => {
      const notice = noticeOf(customerId, noticeId)
      return notice ? plainNotice(notice) : null
    },
    async *notices(customerId) {
      yield* sorted(own(tables.notices.values(), customerId), (one) => one.noticeId).map(plainNotice)
    },
    batch: async ({ customerId, noticeId, batch }) =>
      copy(tables.batches.get(batchPrefix(customerId, noticeId) + batch)?.batch ?? null),
    takeUpBatch: async (ref) => {
      const notice = noticeOf(ref.customerId, ref.noticeId)
      const staged = tables.batches.get(batchPrefix(ref.customerId, ref.noticeId) + ref.batch)
      if (!notice || !staged || staged.finished) return null
      staged.turn = (staged.turn ?? 0) + 1
      return { ...ref, plan: notice.plan, turn: staged.turn }
    },
    openBatches: async (customerId, noticeId) => {
      const prefix = batchPrefix(customerId, noticeId)
      return [...tables.batches]
        .flatMap(([key, { finished }]) =>
          key.startsWith(prefix) && !finished ? [key.slice(prefix.length)] : [],
        )
        .sort()
    },
    finishBatch: async ({ customerId, noticeId, batch, turn }) => {
      const notice = noticeOf(customerId, noticeId)
      const staged = tables.batches.get(batchPrefix(customerId, noticeId) + batch)
      if (notice?.state !== 'screening' || staged?.turn !== turn || staged.finished) return
      staged.finished = true
      notice.done++
      if (notice.done >= notice.total) notice.state = 'ready'
    },
    recordFanOut: async (source, seq, customerIds) => {
      for (const customerId of customerIds) tables.fannedOut.set(`${source}#${seq} ${customerId}`, customerId)
    },
    fannedOutTo: async (source, seq) =>
      [...tables.fannedOut]
        .flatMap(([key, customerId]) => (key.startsWith(`${source}#${seq} `) ? [customerId] : []))
        .sort(),
    alertsOfNotice: async (customerId, noticeId) =>
      copy(
        sorted(
          own(tables.alerts.values(), customerId).filter((alert) => alert.noticeId === noticeId),
          (alert) => alert.alertId,
        ),
      ),
    alert: async (customerId, alertId) => copy(tables.alerts.get(`${customerId} ${alertId}`) ?? null),
    alertsById: async (customerId, alertIds) =>
      copy([...new Set(alertIds)].flatMap((id) => tables.alerts.get(`${customerId} ${id}`) ?? [])),
    async *alerts(customerId) {
      yield* copy(sorted(own(tables.alerts.values(), customerId), (alert) => alert.alertId))
    },
    claimAlert: async (customerId, alertId, now, leaseUntil) => {
      const alert = tables.alerts.get(`${customerId} ${alertId}`)
      const free =
        alert?.state === 'pending' || (alert?.state === 'claimed' && (alert.leaseUntil ?? '') < now)
      if (alert && free) Object.assign(alert, { state: 'claimed', leaseUntil })
      return free
    },
    markAlertSent: async (customerId, alertId, sent) => {
      const alert = tables.alerts.get(`${customerId} ${alertId}`)
      if (!alert || alert.state === 'sent') return
      Object.assign(alert, copy({ ...sent, state: 'sent' }))
      delete alert.leaseUntil
    },
    claimNotice: async (customerId, noticeId, now, leaseUntil) => {
      const notice = noticeOf(customerId, noticeId)
      if (notice?.state !== 'ready' || (notice.leaseUntil !== undefined && notice.leaseUntil >= now))
        return false
      notice.leaseUntil = leaseUntil
      return true
    },
    markNoticeSent: async (customerId, noticeId) => {
      const notice = noticeOf(customerId, noticeId)
      if (notice?.state === 'ready') {
        notice.state = 'sent'
        delete notice.leaseUntil
      }
      tables.openWork.delete(noticeKey(customerId, noticeId))
    },
    closeNotice: async (customerId, noticeId) => {
      const notice = noticeOf(customerId, noticeId)
      if (notice && notice.state !== 'sent') {
        notice.state = 'closed'
        delete notice.leaseUntil
      }
      tables.openWork.delete(noticeKey(customerId, noticeId))
    },
    endedAt: async (customerId) => tables.ended.get(customerId) ?? null,
    openWork: async () =>
      copy(sorted(tables.openWork.values(), (one) => `${one.customerId}#${one.noticeId}`)),

    intake: async (customerId, intakeId) => copy(tables.intakes.get(`${customerId} ${intakeId}`) ?? null),
    putIntake: async (record) => {
      tables.intakes.set(`${record.customerId} ${record.intakeId}`, copy(record))
    },
    lock: async (customerId, intakeId, now) => {
      const customer = tables.customers.get(customerId)
      if (!customer) return false
      const { lock } = customer
      if (lock && lock.intakeId !== intakeId && lock.until >= now.getTime()) return false
      customer.lock = { intakeId, until: now.getTime() + lockMilliseconds }
      return true
    },
    unlock: async (customerId, intakeId) => {
      const customer = tables.customers.get(customerId)
      if (customer?.lock?.intakeId === intakeId) delete customer.lock
    },
    putSupplier: async (supplier) => {
      const key = `${supplier.customerId} ${supplier.supplierId}`
      if ((tables.suppliers.get(key)?.revision ?? 0) < supplier.revision)
        tables.suppliers.set(key, copy(supplier))
    },
    raiseRegister: async (customerId, intakeId, { supplierCount, uploadedAt }) => {
      const customer = tables.customers.get(customerId)
      if (!customer || customer.lastIntake === intakeId) return
      customer.registerRevision++
      customer.supplierCount = supplierCount
      customer.lastUploadAt = uploadedAt
      customer.lastIntake = intakeId
    },
  }
}
