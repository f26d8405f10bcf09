import { newYorkDay } from '../dates.ts'
import { SourceShapeError, TransientError } from '../errors.ts'
import type { DocumentStore, ListStore } from '../lists/ports.ts'
import { readVersion } from '../lists/read-list.ts'
import { compareNotices, type NoticeStanding } from '../sources/dhs-uflpa/compare-notices.ts'
import type { ListingNotice } from '../sources/dhs-uflpa/notices.ts'
import type { FederalRegister } from '../sources/federal-register/client.ts'
import { findUflpaNotices, type UflpaNotice } from '../sources/fetch/uflpa-notices.ts'

/** What the polls of the notices on the UFLPA Entity List have found: one record. */
export interface UflpaNoticesRecord {
  /** Logical time of the last look, whatever came of it. */
  at: string
  /** Logical time of the last look that succeeded. */
  succeededAt?: string
  /** Logical time of the last look at all notices since the first. */
  fullAt?: string
  /** Why the last look was none; what is told below is then of the look before. */
  failure?: string
  /** Version of the list that the notices were compared with. */
  seq?: number
  notices: UflpaNotice[]
  standings: NoticeStanding[]
  /** Days of rows on the page that no known notice explains. */
  unexplainedDays: { day: string; parties: number }[]
}

export interface UflpaNoticesStore {
  get(): Promise<UflpaNoticesRecord | null>
  put(record: UflpaNoticesRecord): Promise<void>
}

export interface UflpaPollDependencies {
  register: FederalRegister
  store: UflpaNoticesStore
  lists: Pick<ListStore, 'head' | 'version'>
  documents: Pick<DocumentStore, 'segment'>
  /** The table of notices that citations are taken from. */
  known: readonly ListingNotice[]
}

/** No notice on the list is older. */
const firstDay = '2022-06-01'
const oneDay = 86_400_000
/** How far a daily look reaches back: citations come days after the notice. */
const lookBack = 60 * oneDay
/** After so long all years are asked for again: what was missed once must not stay missed. */
const fullEvery = 28 * oneDay

/**
 * One look at the notices on the UFLPA Entity List: what the Federal Register has is compared with the page as it was last
 * read and with the table of notices. Nothing is listed or matched by it: it tells where the page or the table is behind.
 * A look that fails leaves what is known, says why, and throws, so that it is tried again.
 */
export const pollUflpaNotices = async (
  { register, store, lists, documents, known }: UflpaPollDependencies,
  at: string,
): Promise<UflpaNoticesRecord> => {
  const before = await store.get()
  const today = newYorkDay(at)
  const isFull = before?.fullAt === undefined || Date.parse(at) - Date.parse(before.fullAt) >= fullEvery
  const from = isFull ? firstDay : newYorkDay(new Date(Date.parse(at) - lookBack).toISOString())
  let found: UflpaNotice[]
  try {
    found = await findUflpaNotices(register, from, today)
  } catch (error) {
    if (error instanceof TransientError || error instanceof SourceShapeError) {
      const { failure: _failure, ...rest } = before ?? { notices: [], standings: [], unexplainedDays: [] }
      await store.put({ ...rest, at, failure: error.message })
    }
    throw error
  }
  // A notice that the Register had and has no more is kept: it was published.
  const notices = [
    ...new Map(
      [...(before?.notices ?? []), ...found].map((notice) => [notice.documentNumber, notice]),
    ).values(),
  ].sort((a, b) => (a.publishedOn < b.publishedOn ? -1 : 1))
  const head = await lists.head('dhs-uflpa')
  const page = head
    ? [...(await readVersion(documents, await lists.version('dhs-uflpa', head.seq))).values()]
    : []
  const fullAt = isFull ? at : before.fullAt
  const record: UflpaNoticesRecord = {
    at,
    succeededAt: at,
    ...(fullAt === undefined ? {} : { fullAt }),
    ...(head ? { seq: head.seq } : {}),
    notices,
    ...compareNotices(notices, known, page, today),
  }
  await store.put(record)
  return record
}
