import { newYorkDay } from '../dates.ts'
import { SourceShapeError, TransientError } from '../errors.ts'
import type { DocumentStore, ListStore } from '../lists/ports.ts'
import { readVersion } from '../lists/read-list.ts'
import { reconcile, type Reconciliation } from '../lists/reconcile.ts'
import type { DesignationFacts } from '../model/designation.ts'
import { fetchPart744 } from '../sources/federal-register/ecfr.ts'
import { requireDocument, type HttpGet } from '../sources/fetch/http.ts'
import type { LedgerReader } from '../sources/reader.ts'

export interface ReconcileDependencies {
  get: HttpGet
  lists: Pick<ListStore, 'head' | 'version'>
  documents: Pick<DocumentStore, 'segment'>
  reader: LedgerReader
  screeningListUrl: string
  record: (found: Reconciliation) => Promise<void>
}

export interface ReconcileOutcome {
  found: Reconciliation[]
  /** Consolidations that could not be had or read this time, and why. */
  failed: { against: Reconciliation['against']; reason: string }[]
}

/**
 * Compares the Entity List as we maintain it with the two official consolidations, each by itself: one that cannot be
 * had does not hide what the other shows. Nothing is changed by it: what differs is recorded, counted and told.
 */
export const reconcileEntityList = async (
  deps: ReconcileDependencies,
  at: string,
): Promise<ReconcileOutcome> => {
  const { get, lists, documents, reader } = deps
  const outcome: ReconcileOutcome = { found: [], failed: [] }
  const head = await lists.head('bis-entity-list')
  if (!head) return outcome
  const version = await lists.version('bis-entity-list', head.seq)
  const today = newYorkDay(at)
  // The consolidations show what is in force: entries that take effect later are not theirs yet.
  const ours = [...(await readVersion(documents, version)).values()].filter(
    ({ effectiveOn }) => effectiveOn === undefined || effectiveOn <= today,
  )
  const read = (bytes: Uint8Array): DesignationFacts[] =>
    reader.baseline.cut(bytes).entries.map((raw) => reader.baseline.parse(raw).facts)
  const compare = async (
    against: Reconciliation['against'],
    fetch: () => Promise<{ bytes: Uint8Array; asOf: string }>,
  ): Promise<void> => {
    try {
      const { bytes, asOf } = await fetch()
      const theirs = read(bytes)
      const found: Reconciliation = {
        against,
        asOf,
        at,
        ours: ours.length,
        theirs: theirs.length,
        ...reconcile(ours, theirs),
      }
      await deps.record(found)
      outcome.found.push(found)
    } catch (error) {
      if (!(error instanceof TransientError || error instanceof SourceShapeError)) throw error
      outcome.failed.push({ against, reason: error.message })
    }
  }
  await compare('ecfr', () => fetchPart744(get))
  await compare('trade-csl', async () => ({
    bytes: requireDocument(await get(deps.screeningListUrl)).body,
    asOf: today,
  }))
  return outcome
}
