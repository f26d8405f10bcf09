import { SourceShapeError, TransientError } from '../errors.ts'
import type { DocumentStore, ListStore } from '../lists/ports.ts'
import type { DocumentRef } from '../model/change.ts'
import type { EarlyNews, EarlyNotice } from '../model/early-notice.ts'
import type { FederalRegister } from '../sources/federal-register/client.ts'
import { nextNotice, type Observation } from '../sources/federal-register/early-notice.ts'
import {
  bisRules,
  publicInspectionUrl,
  readInspection,
  type InspectedDocument,
} from '../sources/federal-register/public-inspection.ts'
import { readEarlyText } from '../sources/federal-register/raw-text.ts'
import type { LedgerReader, RuleReading } from '../sources/reader.ts'
import { requireDocument } from '../sources/fetch/http.ts'

/** Where early notices live: one record a document, and an outbox of what is to be told. */
export interface EarlyNoticeStore {
  all(): Promise<EarlyNotice[]>
  get(documentNumber: string): Promise<EarlyNotice | null>
  /**
   * Writes a record over the one that was read (`null`: none) and, in the same transaction, what is to be told of it.
   * Throws `ConflictError` where another poll was quicker.
   */
  put(notice: EarlyNotice, before: EarlyNotice | null, news?: EarlyNews): Promise<void>
  /** What is in the outbox since before an instant (ISO) is put there again: its event was lost. Returns how many. */
  tellAgain(before: string): Promise<number>
}

export interface PollDependencies {
  register: FederalRegister
  notices: EarlyNoticeStore
  lists: Pick<ListStore, 'head' | 'version'>
  documents: Pick<DocumentStore, 'read'>
  reader: Pick<LedgerReader, 'readRule'>
  /** Real time. */
  now: () => Date
}

export interface PollOutcome {
  /** BIS rules on public inspection that amend the Entity List. */
  open: string[]
  told: { documentNumber: string; news: EarlyNews; revision: number }[]
  confirmed: string[]
  toldAgain: number
}

/** How long what is in the outbox may take to be fanned out. */
const patience = 15 * 60_000

const textOf = async (register: FederalRegister, document: InspectedDocument): Promise<string> => {
  if (document.rawTextUrl === undefined) return ''
  try {
    return new TextDecoder().decode(requireDocument(await register.text(document.rawTextUrl)).body)
  } catch (error) {
    // The notice is what matters now; its names are looked for at the next poll.
    if (error instanceof TransientError || error instanceof SourceShapeError) return ''
    throw error
  }
}

/** The rules that the list is folded from, by number: a document that is among them is published. */
const publishedRules = async ({ lists }: PollDependencies): Promise<Map<string, DocumentRef>> => {
  const head = await lists.head('bis-entity-list')
  if (!head) return new Map()
  const { ledger } = await lists.version('bis-entity-list', head.seq)
  return new Map(
    ledger.flatMap((document) =>
      document.documentNumber === undefined ? [] : [[document.documentNumber, document] as const],
    ),
  )
}

const readPublished = async (
  { documents, reader }: PollDependencies,
  document: DocumentRef,
): Promise<RuleReading> =>
  reader.readRule(await documents.read(document.key), {
    documentNumber: document.documentNumber ?? '',
    publishedOn: document.publishedOn ?? '',
    citation: document.citation ?? '',
    url: document.page ?? document.url,
  })

/**
 * One look at public inspection. A BIS rule that amends the Entity List is announced once; a change of it, its
 * publication in other words, or its withdrawal is told once; its publication as announced is recorded. Running it again
 * at any point finishes the work: the record and what is to be told are one transaction.
 */
export const pollInspection = async (deps: PollDependencies, at: string): Promise<PollOutcome> => {
  const { register, notices } = deps
  const outcome: PollOutcome = { open: [], told: [], confirmed: [], toldAgain: 0 }
  const apply = async (before: EarlyNotice | null, observation: Observation): Promise<void> => {
    const next = nextNotice(before, observation, at)
    if (!next) return
    await notices.put(next.notice, before, next.tell)
    const { documentNumber, revision, state } = next.notice
    if (next.tell !== undefined) outcome.told.push({ documentNumber, news: next.tell, revision })
    if (state === 'confirmed') outcome.confirmed.push(documentNumber)
  }

  const inspected = bisRules(readInspection(await register.api(publicInspectionUrl)))
  const seen = new Set<string>()
  for (const document of inspected) {
    const { amendsEntityList, names, namesFrom } = readEarlyText(await textOf(register, document))
    const before = await notices.get(document.documentNumber)
    if (before === null && !amendsEntityList && !/\bentity\s+list\b/iu.test(document.title)) continue
    seen.add(document.documentNumber)
    outcome.open.push(document.documentNumber)
    await apply(before, { kind: 'seen', document, names, namesFrom })
  }
  const rules = await publishedRules(deps)
  for (const before of await notices.all()) {
    if (before.published !== undefined) continue
    const rule = rules.get(before.documentNumber)
    if (rule !== undefined)
      await apply(before, {
        kind: 'published',
        rule: await readPublished(deps, rule),
        url: rule.page ?? rule.url,
      })
    else if (!seen.has(before.documentNumber)) await apply(before, { kind: 'missing' })
  }
  outcome.toldAgain = await notices.tellAgain(new Date(deps.now().getTime() - patience).toISOString())
  return outcome
}
