import { ConflictError } from '../../shared/errors.ts'
import { canonicalJson } from '../../shared/hash.ts'
import type { NewsOutbox } from '../../shared/matches/announce.ts'
import type { EarlyNews, EarlyNotice } from '../../shared/model/early-notice.ts'
import type { EarlyNoticeStore } from '../../shared/operations/poll-inspection.ts'
import type { EarlyOutbox } from '../../shared/operations/sweep.ts'
import { copy } from './copy.ts'

/** What the `lists` table holds of documents on public inspection. */
export interface EarlyTables {
  records: Map<string, EarlyNotice>
  outbox: Map<string, { news: EarlyNews; notice: EarlyNotice; since: string }>
}

export const emptyEarlyTables = (): EarlyTables => ({ records: new Map(), outbox: new Map() })

/** Early notices in memory, with the conditions of the real store. */
export const memoryEarlyNotices = (
  tables: EarlyTables,
  now: () => Date,
): EarlyNoticeStore & EarlyOutbox & NewsOutbox => ({
  all: async () => copy([...tables.records.values()]),
  get: async (documentNumber) => copy(tables.records.get(documentNumber) ?? null),
  async put(notice, before, news) {
    const { documentNumber, revision } = notice
    const stored = tables.records.get(documentNumber) ?? null
    const sk = `EN#${documentNumber}#${String(revision).padStart(3, '0')}`
    if (canonicalJson(stored) !== canonicalJson(before) || (news !== undefined && tables.outbox.has(sk)))
      throw new ConflictError('another poll was quicker', 'Poll again.')
    tables.records.set(documentNumber, copy(notice))
    if (news !== undefined) tables.outbox.set(sk, { news, notice: copy(notice), since: now().toISOString() })
  },
  waiting: async () => [...tables.outbox].map(([sk, { since }]) => ({ sk, since })),
  outbox: async (sk) => copy(tables.outbox.get(sk) ?? null),
  async delivered(sk) {
    tables.outbox.delete(sk)
  },
})
