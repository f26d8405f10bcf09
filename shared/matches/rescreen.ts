import { canonicalJson, sha256 } from '../hash.ts'
import { rescreenNoticeId } from './ids.ts'
import type { Batch, Registry } from './ports.ts'

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
      kind: 'report',
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
