import { newYorkDay } from '../dates.ts'
import { SourceShapeError, TransientError } from '../errors.ts'
import { sha256 } from '../hash.ts'
import { addBusinessDays, addDays } from '../legal/calendar.ts'
import type { DocumentStore, ListStore } from '../lists/ports.ts'
import type { DocumentRef } from '../model/change.ts'
import type { EarlyName, EarlyNews, EarlyNotice } from '../model/early-notice.ts'
import type { FoundDocument } from '../sources/federal-register/api.ts'
import type { FederalRegister } from '../sources/federal-register/client.ts'
import {
  namesOfRule,
  nextNotice,
  sameNames,
  withdrawalOf,
  type Observation,
} from '../sources/federal-register/early-notice.ts'
import {
  bisRules,
  namesEntityList,
  publicInspectionUrl,
  readInspection,
  type InspectedDocument,
} from '../sources/federal-register/public-inspection.ts'
import { readEarlyText } from '../sources/federal-register/raw-text.ts'
import type { LedgerReader } from '../sources/reader.ts'
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
}

export interface PollDependencies {
  register: FederalRegister
  notices: EarlyNoticeStore
  lists: Pick<ListStore, 'head' | 'version'>
  documents: Pick<DocumentStore, 'read' | 'archive' | 'keep'>
  reader: Pick<LedgerReader, 'readRule'>
}

export interface PollOutcome {
  /** How many documents of all agencies are on public inspection. */
  inspected: number
  /** BIS rules among them that amend the Entity List. */
  open: string[]
  told: { documentNumber: string; news: EarlyNews; revision: number }[]
  confirmed: string[]
  /** Documents of which the next poll has to find out more, and why. */
  failed: { documentNumber: string; reason: string }[]
}

/** Business days after its day on which a document that is not in the Federal Register counts as withdrawn. */
const graceDays = 3
/** Days around its day in which a rule is looked for that came under another number. */
const otherNumberDays = 7

/** What the next poll may find mended. */
const passes = (error: unknown): error is SourceShapeError | TransientError =>
  error instanceof TransientError || error instanceof SourceShapeError

const noText = new Uint8Array()

const textOf = async (register: FederalRegister, document: InspectedDocument): Promise<Uint8Array> => {
  if (document.rawTextUrl === undefined) return noText
  try {
    return requireDocument(await register.text(document.rawTextUrl)).body
  } catch (error) {
    // The notice is what matters now; its names are looked for at the next poll.
    if (passes(error)) return noText
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

/** What a folded rule names; `null` where today's reader does not read it, though the rule is published all the same. */
const namesIn = async (
  { documents, reader }: PollDependencies,
  document: DocumentRef,
): Promise<EarlyName[] | null> => {
  try {
    return namesOfRule(
      reader.readRule(await documents.read(document.key), {
        documentNumber: document.documentNumber ?? '',
        publishedOn: document.publishedOn ?? '',
        citation: document.citation ?? '',
        url: document.page ?? document.url,
      }),
    )
  } catch (error) {
    if (error instanceof SourceShapeError) return null
    throw error
  }
}

const publishedAs = (
  rule: DocumentRef,
  names: EarlyName[] | null,
  announcedAs: string,
): Observation & { kind: 'published' } => ({
  kind: 'published',
  rule: { citation: rule.citation ?? '', publishedOn: rule.publishedOn ?? '', names },
  url: rule.page ?? rule.url,
  ...(rule.documentNumber === undefined || rule.documentNumber === announcedAs
    ? {}
    : { documentNumber: rule.documentNumber }),
})

/** What subscribers are told of a document rests on its raw text, which the desk takes away after a day: it is kept. */
const keptText = async (
  { documents }: PollDependencies,
  bytes: Uint8Array,
  before: EarlyNotice | null,
): Promise<{ sha256: string; key: string }> => {
  const digest = sha256(bytes)
  if (before?.textKey !== undefined && before.textSha256 === digest)
    return { sha256: digest, key: before.textKey }
  await documents.archive('bis-entity-list', digest, bytes)
  return { sha256: digest, key: await documents.keep('bis-entity-list', digest) }
}

/** What is asked once a poll, and only where something turns on it. */
const lookUps = (deps: PollDependencies, rules: ReadonlyMap<string, DocumentRef>, today: string) => {
  const names = new Map<string, Promise<EarlyName[] | null>>()
  const index = new Map<string, Promise<FoundDocument[]>>()
  return {
    names: (rule: DocumentRef): Promise<EarlyName[] | null> => {
      const found = names.get(rule.key) ?? namesIn(deps, rule)
      names.set(rule.key, found)
      return found
    },
    /** The rule that names the very same parties within days of the announced day, and was not announced itself. */
    async underOtherNumber(
      notice: EarlyNotice,
      announced: ReadonlySet<string>,
    ): Promise<DocumentRef | undefined> {
      const day = notice.publishesOn
      if (notice.names.length === 0 || day === undefined || today < day) return undefined
      for (const rule of rules.values()) {
        const on = rule.publishedOn ?? ''
        if (on < addDays(day, -otherNumberDays) || on > addDays(day, otherNumberDays)) continue
        if (announced.has(rule.documentNumber ?? '')) continue
        const found = await this.names(rule)
        if (found !== null && sameNames(found, notice.names)) return rule
      }
      return undefined
    },
    /** A rule of BIS as the Federal Register's index has it, whatever our list has made of it. */
    async inIndex(documentNumber: string, day: string): Promise<FoundDocument | undefined> {
      const from = addDays(day, -otherNumberDays)
      const found =
        index.get(from) ??
        deps.register.documents({ agency: 'industry-and-security-bureau', type: 'RULE' }, from, today)
      index.set(from, found)
      return (await found).find((document) => document.documentNumber === documentNumber)
    },
  }
}

/**
 * One look at public inspection. A BIS rule that amends the Entity List is announced once; a change of it, its
 * publication in other words, or its withdrawal is told once; its publication as announced is recorded. Running it again
 * at any point finishes the work: the record and what is to be told are one transaction.
 */
export const pollInspection = async (deps: PollDependencies, at: string): Promise<PollOutcome> => {
  const { register, notices } = deps
  const today = newYorkDay(at)
  const listed = readInspection(await register.api(publicInspectionUrl))
  const outcome: PollOutcome = { inspected: listed.length, open: [], told: [], confirmed: [], failed: [] }
  const known = new Map((await notices.all()).map((notice) => [notice.documentNumber, notice]))
  const apply = async (before: EarlyNotice | null, observation: Observation): Promise<void> => {
    const next = nextNotice(before, observation, at)
    if (!next) return
    await notices.put(next.notice, before, next.tell)
    known.set(next.notice.documentNumber, next.notice)
    const { documentNumber, revision, state } = next.notice
    if (next.tell !== undefined) outcome.told.push({ documentNumber, news: next.tell, revision })
    if (state === 'confirmed') outcome.confirmed.push(documentNumber)
  }

  const rules = await publishedRules(deps)
  const seen = new Set<string>()
  // Those that are known come first: a new one may take the place of one that is withdrawn in this very list.
  const inOrder = bisRules(listed).sort(
    (a, b) => Number(known.has(b.documentNumber)) - Number(known.has(a.documentNumber)),
  )
  for (const document of inOrder) {
    const { documentNumber, publishesOn } = document
    const before = known.get(documentNumber) ?? null
    seen.add(documentNumber)
    // The list has it, or its day has come: that is no early notice any more. The desk shows it until it opens.
    if (rules.has(documentNumber) || before?.published !== undefined) continue
    if (before === null && publishesOn !== undefined && publishesOn <= today) continue
    const bytes = await textOf(register, document)
    const { amendsEntityList, namesSupplement, names, namesFrom } = readEarlyText(
      new TextDecoder().decode(bytes),
    )
    const byTitle = namesEntityList(document) && (bytes.length === 0 || namesSupplement)
    if (before === null && !amendsEntityList && !byTitle) continue
    const replaced =
      before === null && names.length > 0
        ? [...known.values()].find((other) => other.state === 'withdrawn' && sameNames(other.names, names))
        : undefined
    if (withdrawalOf(document) === undefined) outcome.open.push(documentNumber)
    await apply(before, {
      kind: 'seen',
      document,
      names,
      namesFrom,
      ...(bytes.length === 0 ? {} : { text: await keptText(deps, bytes, before) }),
      ...(replaced === undefined ? {} : { replaces: replaced.documentNumber }),
    })
  }

  const look = lookUps(deps, rules, today)
  const announced: ReadonlySet<string> = new Set(known.keys())
  for (const before of known.values()) {
    if (before.published !== undefined) continue
    const { documentNumber } = before
    try {
      const rule = rules.get(documentNumber)
      if (rule !== undefined) {
        await apply(before, publishedAs(rule, await look.names(rule), documentNumber))
        continue
      }
      // A desk that shows nothing at all says nothing of one document.
      if (seen.has(documentNumber) || before.state === 'withdrawn') continue
      const other = await look.underOtherNumber(before, announced)
      if (other !== undefined) {
        await apply(before, publishedAs(other, await look.names(other), documentNumber))
        continue
      }
      const day = before.publishesOn ?? newYorkDay(before.lastSeenAt)
      const overdue = today > addBusinessDays(day, graceDays)
      const found =
        overdue && before.indexed === undefined ? await look.inIndex(documentNumber, day) : undefined
      if (found !== undefined)
        await apply(before, { kind: 'indexed', publishedOn: found.publishedOn, url: found.url })
      else if (overdue || listed.length > 0) await apply(before, { kind: 'missing', overdue })
    } catch (error) {
      // One document that cannot be found out about keeps no other from being told.
      if (!passes(error)) throw error
      outcome.failed.push({ documentNumber, reason: error.message })
    }
  }
  return outcome
}
