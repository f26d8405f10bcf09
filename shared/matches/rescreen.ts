import { canonicalJson, sha256 } from '../hash.ts'
import type { Notice } from '../model/alert.ts'
import type { Match } from '../model/match.ts'
import { matchIdOf } from './disposition.ts'
import { rescreenNoticeId } from './ids.ts'
import type { Batch, Registry } from './ports.ts'
import { isIdentityClearing } from './reason-codes.ts'

const suppliersPerBatch = 50

/**
 * Has a customer's whole register screened again against every list, and what it finds told in one report: nothing was
 * published, so nothing is an alarm. The work is only written down here; the watchdog finds it and has it done.
 *
 * @param at real time (ISO instant).
 * @returns how many suppliers are to be screened.
 */
export const rescreenRegister = async (
  registry: Pick<Registry, 'suppliers' | 'openNotice'>,
  customerId: string,
  at: string,
  { noticeId = rescreenNoticeId(at), rekey = false }: { noticeId?: string; rekey?: boolean } = {},
): Promise<number> => {
  const ids = (await registry.suppliers(customerId))
    .filter(({ state }) => state === 'registered')
    .map(({ supplierId }) => supplierId)
    .sort()
  return openRescreen(registry, customerId, ids, at, { noticeId, rekey, kind: 'report' })
}

const openRescreen = async (
  registry: Pick<Registry, 'openNotice'>,
  customerId: string,
  ids: readonly string[],
  at: string,
  { noticeId, rekey, kind }: { noticeId: string; rekey: boolean; kind: Notice['kind'] },
): Promise<number> => {
  if (ids.length === 0) return 0
  const batches = new Map<string, Batch>()
  for (let from = 0; from < ids.length; from += suppliersPerBatch) {
    const name = String(batches.size + 1).padStart(5, '0')
    const supplierIds = ids.slice(from, from + suppliersPerBatch)
    batches.set(name, { kind: 'register', supplierIds, ...(rekey ? { rekey: true } : {}) })
  }
  await registry.openNotice(
    {
      customerId,
      noticeId,
      cause: 'rescreen',
      kind,
      plan: sha256(canonicalJson([...batches])).slice(0, 12),
      total: batches.size,
      done: 0,
      state: 'screening',
      at,
      screened: ids.length,
    },
    batches,
    at,
  )
  return ids.length
}

/**
 * Has a supplier screened again where an officer decided that one of its owners is not the listed party: what its other
 * listed owners hold together is then another sum, and a match that rests on it says so. Gives whether it is. Each decision
 * has a notice of its own, and the same one however often this is asked for: many may be decided at one moment.
 *
 * @param at real time (ISO instant).
 */
export const rescreenOwned = async (
  registry: Pick<Registry, 'matchesOfSupplier' | 'openNotice'>,
  decided: Match,
  at: string,
): Promise<boolean> => {
  const { customerId, supplierId, source, designationId, rule, state, disposition } = decided
  if (rule !== 'ownership' || state !== 'cleared' || !disposition) return false
  if (!isIdentityClearing(disposition.reasonCodes)) return false
  const others = (await registry.matchesOfSupplier(customerId, supplierId)).filter(
    (match) =>
      match.rule === 'ownership' &&
      match.state !== 'resolved' &&
      (match.source !== source || match.designationId !== designationId),
  )
  if (others.length === 0) return false
  const noticeId = `${rescreenNoticeId(disposition.at)}#${matchIdOf(decided)}`
  await openRescreen(registry, customerId, [supplierId], at, { noticeId, rekey: false, kind: 'alerts' })
  return true
}
