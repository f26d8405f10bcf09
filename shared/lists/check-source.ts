import { ConfigError, ConflictError, IntegrityError, SourceShapeError, TierwatchError } from '../errors.ts'
import { newYorkDay } from '../dates.ts'
import { canonicalJson, sha256 } from '../hash.ts'
import type { Cause, Change, ChangeSet, DocumentRef } from '../model/change.ts'
import type { Designation, DesignationFacts } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'
import {
  missingSentinels,
  type Companion,
  type LedgerReader,
  type RuleDocument,
  type RuleReading,
  type SnapshotReader,
} from '../sources/reader.ts'
import type { Sequence } from '../sources/sequence.ts'
import {
  type CompanionSource,
  isCompanionDue,
  joinedReader,
  type Refreshed,
  refreshCompanion,
} from './companion.ts'
import { countsOf, hashParts, partsOf } from './change-parts.ts'
import { daysToCome, type DueStore } from './due-dates.ts'
import { foldRule, storedEntry, type LedgerState } from './fold-ledger.ts'
import { guardNames, statisticsOf, type GuardName, type ListStatistics } from './guards.ts'
import { identify } from './identity.ts'
import { joinShards, rootHash, shardsOf } from './manifest.ts'
import { hasHash, planVersion, type VersionPlan } from './plan-version.ts'
import type { DocumentStore, FetchDocuments, FetchedDocument, ListStore } from './ports.ts'
import { readDocument, type ListedEntry } from './read-document.ts'
import { findProgrammes } from './find-programmes.ts'
import { findOddCells } from './odd-cells.ts'
import { nextSegments } from './segments.ts'
import { uncompared } from './uncompared.ts'
import {
  type CheckOutcome,
  type CompanionStatus,
  type DeltaStatus,
  type Head,
  isSuccess,
  type ListVersion,
} from './version.ts'

export type SourceReader = SnapshotReader | LedgerReader
export const isLedger = (reader: SourceReader): reader is LedgerReader => 'readRule' in reader

export interface CheckDependencies {
  lists: ListStore
  documents: DocumentStore
  fetch: FetchDocuments
  reader: SourceReader
  /** A second document that adds to the entries; read after the list itself, which never waits for it. */
  companion?: CompanionSource
  /** Compares a published version with the agency's own statement of it. */
  secondOpinion?: (input: {
    version: ListVersion
    before: ListVersion
    changes: readonly Change[]
    checkedAt: string
  }) => Promise<DeltaStatus>
  /** Where days that will come are kept, for a change set of their own. */
  due: Pick<DueStore, 'put'>
  /** Real time. */
  now: () => Date
}

export interface CheckRequest {
  source: SourceId
  /** Logical time of the check (ISO instant): the schedule's own time. A retry has the same. */
  scheduledAt: string
  /** An operator's release of the newest held document, for one guard. */
  release?: { guard: GuardName; author: string; reason: string }
  /** Ask for the whole document, whatever the validators say. */
  unconditional?: boolean
}

interface Loaded {
  head: Head
  version: ListVersion
  manifest: Map<string, string>
  register: Map<string, string>
}

/** Half an hour less than a day, so that a schedule that wavers does not skip one. */
const oneDay = 23.5 * 3_600_000

const load = async (lists: ListStore, source: SourceId): Promise<Loaded | null> => {
  const head = await lists.head(source)
  if (!head) return null
  const version = await lists.version(source, head.seq)
  const texts = await lists.shards([...version.manifest, ...version.register])
  const join = (hashes: readonly string[]): Map<string, string> =>
    joinShards(hashes.map((hash) => texts.get(hash) ?? '[]'))
  if (rootHash(version.manifest) !== head.root) {
    throw new IntegrityError(
      `HEAD of ${source} names a version whose shards have another root`,
      'Stop the schedule of this source and compare the version with the last backup.',
    )
  }
  return { head, version, manifest: join(version.manifest), register: join(version.register) }
}

/** What one document says the list is, before it is compared with what the list was. */
interface Proposal {
  entries: Sequence<ListedEntry>
  statistics: ListStatistics
  sentinelsMissing: string[]
}

const snapshotProposal = (
  reader: SnapshotReader,
  reading: { publishedOn?: string; entries: Sequence<ListedEntry> },
): Proposal => {
  const wanted = new Set(reader.sentinels)
  const found = new Set<string>()
  for (const { naturalKey } of reading.entries) if (wanted.has(naturalKey)) found.add(naturalKey)
  return {
    entries: reading.entries,
    statistics: statisticsOf(
      reading.entries.map(({ guard }) => guard),
      reading.publishedOn,
    ),
    sentinelsMissing: missingSentinels(reader, (key) => found.has(key)),
  }
}

/**
 * One check of one source: fetch, archive, read, judge, stage, commit. Whatever dies wherever, running it again
 * finishes the work: before the commit nothing is visible, after it there is nothing left to do.
 */
export const checkSource = async (request: CheckRequest, deps: CheckDependencies): Promise<CheckOutcome> => {
  const { source } = request
  const outcome = await attempt(request, await withCompanion(request, deps))
  await deps.lists.recordCheck(source, request.scheduledAt, outcome)
  return outcome
}

/** The dependencies with the companion that HEAD is joined with, read from its archive. */
interface JoinedDependencies extends CheckDependencies {
  /** The reader without a companion. */
  bareReader: SourceReader
  joined?: { companion: Companion; ref: DocumentRef }
  companionStatus?: CompanionStatus
}

const joinedWith = (deps: JoinedDependencies, joined: JoinedDependencies['joined']): JoinedDependencies => {
  const { joined: _before, ...rest } = deps
  return {
    ...rest,
    ...(joined === undefined ? {} : { joined }),
    reader: isLedger(deps.bareReader) ? deps.bareReader : joinedReader(deps.bareReader, joined?.companion),
  }
}

const withCompanion = async (request: CheckRequest, deps: CheckDependencies): Promise<JoinedDependencies> => {
  const bare: JoinedDependencies = { ...deps, bareReader: deps.reader }
  const { companion: source, lists, documents } = deps
  const head = await lists.head(request.source)
  if (head) {
    const { companion: ref } = await lists.version(request.source, head.seq)
    if (ref === undefined) return bare
    if (!source) {
      throw new ConfigError(
        `The list ${request.source} is joined with ${ref.url}, which this check was not given`,
        'Deploy the version that reads it, or wire its companion.',
      )
    }
    return joinedWith(bare, { companion: source.read(await documents.read(ref.key)), ref })
  }
  if (!source) return bare
  // The first version is joined from the start, so that native names are no news of their own a moment later.
  const refreshed = await lookAtCompanion(request, bare, null)
  return {
    ...joinedWith(bare, refreshed.changed),
    companionStatus: refreshed.status,
  }
}

const lookAtCompanion = async (
  { source, scheduledAt }: CheckRequest,
  deps: JoinedDependencies,
  current: Loaded | null,
): Promise<Refreshed> => {
  const status = await deps.lists.status(source)
  if (!deps.companion) throw new RangeError('there is no companion')
  return refreshCompanion(deps.companion, deps.documents, {
    id: source,
    scheduledAt,
    status: status?.companion,
    joined: deps.joined?.companion,
    listed: current?.version.count,
  })
}

/**
 * After the list itself: looks at its companion, and commits what it adds. The first time it is our doing (`reparsed`), after
 * that the agency's. Whatever goes wrong here is reported and leaves the list as it is.
 */
const joinCompanion = async (
  request: CheckRequest,
  deps: JoinedDependencies,
  current: Loaded,
): Promise<{ status: CompanionStatus; changeSet?: ChangeSet }> => {
  const { changed, status } = await lookAtCompanion(request, deps, current)
  if (!changed || isLedger(deps.bareReader)) return { status }
  const { version } = current
  const next = joinedWith(deps, changed)
  if (isLedger(next.reader)) return { status }
  const bytes = await deps.documents.read(version.document.key)
  const cache = await deps.documents.readCache(request.source, next.reader.parserVersion)
  const reading = readDocument(next.reader, bytes, cache)
  if (reading.parsed > 0) {
    await deps.documents.writeCache(request.source, next.reader.parserVersion, reading.cache())
  }
  const { plan, register } = await planProposal(next, current, snapshotProposal(next.reader, reading), {
    released: guardNames,
    keep: version.withheld,
  })
  const changeSet = await stageAndCommit(request, next, current, {
    cause: version.companion === undefined ? 'reparsed' : 'published',
    document: version.document,
    told: changed.ref,
    plan,
    register,
  })
  return { status, ...(changeSet ? { changeSet } : {}) }
}

const compared = async (
  request: CheckRequest,
  deps: JoinedDependencies,
  status: DeltaStatus | undefined,
): Promise<DeltaStatus | undefined> => {
  if (!deps.secondOpinion) return status
  const { source, scheduledAt } = request
  const found = await uncompared(deps.lists, source, status)
  if (!found) return status
  const { since, ...versions } = found
  const answer = await deps.secondOpinion({ ...versions, checkedAt: scheduledAt })
  return since === undefined ? answer : { ...answer, since }
}

/** What comes after the list itself never undoes it: a failure is told in its own words. */
const afterwards = async <Value>(
  work: () => Promise<Value>,
  otherwise: (reason: string) => Value,
): Promise<Value> => {
  try {
    return await work()
  } catch (error) {
    return otherwise(error instanceof Error ? error.message : String(error))
  }
}

const attempt = async (request: CheckRequest, deps: JoinedDependencies): Promise<CheckOutcome> => {
  const { source, scheduledAt } = request
  const { lists } = deps
  const loaded = await load(lists, source)
  const status = await lists.status(source)
  const seq = loaded?.head.seq ?? null
  const checkedAt = deps.now().toISOString()
  let validators = status?.validators ?? {}
  // A server whose validators are stuck would say "not modified" for ever: once a day it is not asked.
  const unconditional =
    request.unconditional === true ||
    status?.unconditionalAt === undefined ||
    Date.parse(scheduledAt) - Date.parse(status.unconditionalAt) >= oneDay
  let companion = deps.companionStatus ?? status?.companion
  let delta = status?.delta
  const finish = async (outcome: CheckOutcome): Promise<CheckOutcome> => {
    const success = isSuccess(outcome.outcome)
    const reason =
      outcome.outcome === 'held'
        ? outcome.held.map((held) => held.reason).join('; ')
        : outcome.outcome === 'committed'
          ? outcome.held?.map((held) => held.reason).join('; ')
          : 'reason' in outcome
            ? outcome.reason
            : undefined
    // Looked for after the commit; what is not found now is found by the next check.
    const oddLabels = isLedger(deps.reader) ? undefined : deps.reader.oddLabels
    const oddCells =
      oddLabels === undefined
        ? undefined
        : await afterwards(
            () => findOddCells(source, oddLabels, status?.oddCells, deps),
            () => status?.oddCells,
          )
    const programmes = await afterwards(
      () => findProgrammes(source, newYorkDay(scheduledAt), status?.programmesWithoutRow, deps),
      () => status?.programmesWithoutRow,
    )
    await lists.putStatus({
      source,
      lastCheckAt: scheduledAt,
      checkedAt,
      ...(success
        ? { lastSuccessAt: scheduledAt, succeededAt: checkedAt }
        : {
            ...(status?.lastSuccessAt === undefined ? {} : { lastSuccessAt: status.lastSuccessAt }),
            ...(status?.succeededAt === undefined ? {} : { succeededAt: status.succeededAt }),
          }),
      lastOutcome: outcome.outcome,
      ...(reason === undefined ? {} : { reason }),
      ...('nextStep' in outcome ? { nextStep: outcome.nextStep } : {}),
      ...(success && 'document' in outcome && outcome.document !== undefined
        ? { documentSha256: outcome.document }
        : status?.documentSha256 === undefined
          ? {}
          : { documentSha256: status.documentSha256 }),
      validators: success ? validators : (status?.validators ?? {}),
      ...(success && unconditional && !request.release
        ? { unconditionalAt: scheduledAt }
        : status?.unconditionalAt === undefined
          ? {}
          : { unconditionalAt: status.unconditionalAt }),
      ...(companion === undefined ? {} : { companion }),
      ...(delta === undefined ? {} : { delta }),
      ...(oddCells === undefined ? {} : { oddCells }),
      ...(programmes === undefined ? {} : { programmesWithoutRow: programmes }),
    })
    return outcome
  }

  try {
    const changeSets: ChangeSet[] = []
    let current = loaded
    if (current && current.version.parserVersion !== deps.reader.parserVersion) {
      // Our change first, on the government's old document; only then their new one.
      const reparsed = await reparse(request, deps, current)
      if (reparsed) changeSets.push(reparsed)
      current = await load(lists, source)
    }
    const due = request.release ? [] : await rulesDue(deps, current, newYorkDay(scheduledAt))
    const published = request.release
      ? await heldDocument(deps, source, request.release.guard)
      : await deps.fetch({
          source,
          validators: unconditional ? {} : validators,
          ...(isLedger(deps.reader)
            ? {
                ledger: {
                  baseline: current === null,
                  known: (current?.version.ledger ?? []).flatMap(
                    ({ documentNumber }) => documentNumber ?? [],
                  ),
                  ...sinceOf(current),
                  newest: (current?.version.ledger ?? [])
                    .map(({ publishedOn }) => publishedOn ?? '')
                    .reduce((newest, day) => (day > newest ? day : newest), ''),
                  full: unconditional,
                  until: newYorkDay(scheduledAt),
                },
              }
            : {}),
        })
    const fetched = [...due, ...published]
    let document: string | undefined
    let held: CheckOutcome | undefined
    for (const piece of fetched) {
      const digest = sha256(piece.bytes)
      document = digest
      if (piece.validator) validators = { ...validators, [piece.url]: piece.validator }
      const known = status?.documentSha256 === digest && status.lastOutcome !== 'held'
      if (
        current &&
        !request.release &&
        piece.part === undefined &&
        (digest === current.version.document.sha256 || known)
      ) {
        // The list is back at what was believed before: a document that was held in between is history. This also
        // finishes a run that died between its commit and the closing of the holds.
        if (current.version.withheld.length === 0) await lists.closeHolds(source)
        continue
      }
      const done = await readAndCommit(request, deps, current, piece, digest)
      if (done.moved) current = await load(lists, source)
      if (done.held)
        held = { outcome: 'held', seq: current?.head.seq ?? null, document: digest, held: done.held }
      if (done.changeSet) changeSets.push(done.changeSet)
      if (done.blocked) break
    }
    const looked = deps.companionStatus !== undefined
    if (
      current &&
      deps.companion &&
      !looked &&
      isCompanionDue(companion, scheduledAt, changeSets.length > 0)
    ) {
      const now = current
      const after = await afterwards(
        () => joinCompanion(request, deps, now),
        (reason) => ({
          status: { validators: {}, ...companion, checkedAt: scheduledAt, fault: 'unexpected', reason },
        }),
      )
      companion = after.status
      if ('changeSet' in after && after.changeSet) {
        changeSets.push(after.changeSet)
        current = await load(lists, source)
      }
    }
    delta = await afterwards(
      () => compared(request, deps, status?.delta),
      (reason) => ({ seq: current?.head.seq ?? 0, checkedAt: scheduledAt, outcome: 'unavailable', reason }),
    )
    const last = changeSets.at(-1)
    if (last) {
      return await finish({
        outcome: 'committed',
        seq: current?.head.seq ?? last.seq,
        document: document ?? last.document.sha256,
        changeSets,
        ...(held?.outcome === 'held' ? { held: held.held } : {}),
      })
    }
    return await finish(
      held ?? {
        outcome: 'unchanged',
        seq: current?.head.seq ?? null,
        ...(document === undefined ? {} : { document }),
      },
    )
  } catch (error) {
    if (error instanceof SourceShapeError) {
      return finish({
        outcome: 'rejected',
        seq,
        fault: error.fault,
        reason: error.message,
        nextStep: error.nextStep,
      })
    }
    if (error instanceof TierwatchError && error.retryable && !(error instanceof ConflictError)) {
      await finish({
        outcome: 'failed',
        seq,
        fault: faultOf(error),
        reason: error.message,
        nextStep: error.nextStep,
      })
    }
    throw error
  }
}

/** From which day on rules are looked for: some days before the one that the baseline is consolidated to. */
const sinceOf = (current: Loaded | null): { since?: string } => {
  const asOf = current?.version.ledger[0]?.asOf ?? current?.version.ledger[0]?.publishedOn
  return asOf === undefined ? {} : { since: asOf }
}

/** In which way a passing failure failed; a status that is none of ours to name is what the site answered. */
export const faultOf = (error: TierwatchError): string =>
  'fault' in error && typeof error.fault === 'string' ? error.fault : 'answered'

/** The document that a guard holds, as it was fetched. */
const heldDocument = async (
  deps: CheckDependencies,
  source: SourceId,
  guard: GuardName,
): Promise<FetchedDocument[]> => {
  const hold = (await deps.lists.holds(source)).find((candidate) => candidate.guard === guard)
  if (!hold) {
    throw new ConfigError(
      `Nothing of ${source} is held by the guard "${guard}"`,
      'See npx tierwatch status for the guards that hold something.',
    )
  }
  const { document } = hold
  return [
    {
      bytes: await deps.documents.read(document.key),
      url: document.url,
      fetchedAt: document.fetchedAt,
      ...(document.role === undefined ? {} : { role: document.role }),
      ...(document.role === 'rule' ? { rule: ruleOf(document) } : {}),
    },
  ]
}

/** What the Federal Register's index said of an archived rule: reading it again gives the same facts. */
const ruleOf = (document: DocumentRef): RuleDocument => ({
  documentNumber: document.documentNumber ?? '',
  publishedOn: document.publishedOn ?? '',
  citation: document.citation ?? '',
  url: document.page ?? document.url,
  ...(document.effectiveOn === undefined ? {} : { effectiveOn: document.effectiveOn }),
  ...(document.corrects === undefined ? {} : { corrects: document.corrects }),
})

/**
 * The ledger's list as the rules leave it: every live entry under one of its natural keys. Entries whose removal is
 * under review are not among them: a rule took them out, and a later rule speaks of a list without them.
 */
const ledgerState = async (lists: ListStore, current: Loaded): Promise<LedgerState> => {
  const withheld = new Set(current.version.withheld)
  const stored = await lists.entries(
    current.version.source,
    [...current.manifest].filter(([id]) => !withheld.has(id)).map(([id, hash]) => ({ id, hash })),
  )
  const keyOf = new Map<string, string>()
  const formerKeys = new Map<string, string>()
  for (const [key, id] of current.register) {
    if (!stored.has(id)) continue
    const first = keyOf.get(id)
    if (first === undefined) keyOf.set(id, key)
    else formerKeys.set(key, first)
  }
  return {
    entries: [...stored.values()].map((designation) =>
      storedEntry(keyOf.get(designation.id) ?? designation.id, designation),
    ),
    formerKeys,
  }
}

interface Committed {
  moved: boolean
  blocked: boolean
  changeSet?: ChangeSet
  held?: { guard: GuardName; reason: string }[]
}

/** Reads one document, judges it, and commits what it says. */
const readAndCommit = async (
  request: CheckRequest,
  deps: JoinedDependencies,
  current: Loaded | null,
  piece: FetchedDocument,
  digest: string,
): Promise<Committed> => {
  const { source } = request
  const { documents, lists, reader } = deps
  const archived = await documents.archive(source, digest, piece.bytes)
  const document: DocumentRef = {
    sha256: digest,
    key: archived,
    url: piece.url,
    fetchedAt: piece.fetchedAt,
    parserVersion: reader.parserVersion,
    ...(piece.role === undefined ? {} : { role: piece.role }),
    ...(piece.rule === undefined
      ? {}
      : {
          documentNumber: piece.rule.documentNumber,
          publishedOn: piece.rule.publishedOn,
          citation: piece.rule.citation,
          page: piece.rule.url,
          ...(piece.rule.effectiveOn === undefined ? {} : { effectiveOn: piece.rule.effectiveOn }),
          ...(piece.rule.corrects === undefined ? {} : { corrects: piece.rule.corrects }),
        }),
  }
  const isRule = isLedger(reader) && piece.role === 'rule'
  // A rule that is folded already comes back only to have its withheld removals released.
  const folded =
    isRule && piece.part === undefined && current !== null && isRecorded(current.version.ledger, document)
  let proposal: Proposal
  if (isLedger(reader) && piece.role === 'rule' && piece.rule) {
    if (!current)
      throw new SourceShapeError('not-the-document', `A rule of ${source} came before its baseline`)
    const state = await ledgerState(lists, current)
    if (folded) {
      proposal = foldedProposal(reader, state, current.version.statistics.publishedOn)
    } else {
      const rule = reader.readRule(piece.bytes, piece.rule)
      const held = await holdDisagreement(request, deps, document, rule)
      if (held) return held
      const part = piece.part ?? partOnDay(rule, newYorkDay(request.scheduledAt))
      if (part !== undefined) document.part = part
      if (part === 'additions' && rule.effectiveOn !== undefined) document.restOn = rule.effectiveOn
      proposal = foldRule(reader, state, actionsOf(rule, part), {
        reflected: mayBeReflected(current.version.ledger, rule),
      })
    }
  } else {
    const snapshot = isLedger(reader) ? reader.baseline : reader
    const cache = await documents.readCache(source, reader.parserVersion)
    const reading = readDocument(snapshot, piece.bytes, cache)
    if (reading.parsed > 0) await documents.writeCache(source, reader.parserVersion, reading.cache())
    if (reading.publishedOn !== undefined) document.publishedOn = reading.publishedOn
    // A consolidated text that states no day of its own shows the rules' work up to the day on which it was fetched.
    if (isLedger(reader)) document.asOf = reading.publishedOn ?? piece.asOf ?? newYorkDay(request.scheduledAt)
    proposal = snapshotProposal(snapshot, reading)
  }
  const cause: Cause = request.release ? 'released' : piece.part === 'rest' ? 'due' : 'published'
  if (request.release) await recordRelease(request, deps, request.release, digest)
  const holds = await lists.holds(source)
  // A document that two guards hold needs an act for each: an earlier release of this very document still counts.
  const released = holds.filter((hold) => hold.released === digest).map(({ guard }) => guard)
  const { plan, register } = await planProposal(deps, current, proposal, {
    released: request.release ? [...released, request.release.guard] : released,
    keep: isRule && !folded ? (current?.version.withheld ?? []) : [],
  })

  const verdict = plan.verdict
  if (verdict.kind !== 'accept') {
    // What a person has to look at is kept: an incoming document expires.
    document.key = await documents.keep(source, digest)
    for (const { guard, reason } of verdict.reasons) {
      const before = holds.find((hold) => hold.guard === guard)
      const again = before?.lastHeldAt === request.scheduledAt ? 0 : 1
      await lists.putHold({
        source,
        guard,
        reason,
        document,
        withheld: plan.withheld.length,
        firstHeldAt: before?.firstHeldAt ?? request.scheduledAt,
        lastHeldAt: request.scheduledAt,
        times: (before?.times ?? 0) + again,
      })
    }
    if (verdict.kind === 'hold') return { moved: false, blocked: true, held: verdict.reasons }
  }
  const accepted = verdict.kind === 'accept' && plan.withheld.length === 0
  const unchanged = current !== null && plan.changes.length === 0
  const sameWithheld = canonicalJson(plan.withheld) === canonicalJson(current?.version.withheld ?? [])
  const ledgerGrew = isRule && !folded
  if (unchanged && sameWithheld && !ledgerGrew) {
    if (accepted) await lists.closeHolds(source)
    return { moved: false, blocked: false, ...(verdict.kind === 'partial' ? { held: verdict.reasons } : {}) }
  }
  const changeSet = await stageAndCommit(request, deps, current, {
    cause,
    document: { ...document, key: await documents.keep(source, digest) },
    plan,
    register,
  })
  if (accepted) await lists.closeHolds(source)
  return {
    moved: true,
    blocked: false,
    ...(changeSet ? { changeSet } : {}),
    ...(verdict.kind === 'partial' ? { held: verdict.reasons } : {}),
  }
}

/** A rule whose own numbers differ from what was read of it, or a row of which is doubtful, waits for a person's look. */
const holdDisagreement = async (
  request: CheckRequest,
  deps: CheckDependencies,
  document: DocumentRef,
  rule: RuleReading,
): Promise<Committed | undefined> => {
  if (rule.disagreements.length === 0) return undefined
  const { source, release, scheduledAt } = request
  const before = (await deps.lists.holds(source)).find(({ guard }) => guard === 'stated-counts')
  const released = release?.guard === 'stated-counts' || before?.released === document.sha256
  if (released) return undefined
  const reason = `what was read of ${rule.documentNumber} (${rule.citation}) does not add up: ${rule.disagreements.join('; ')}`
  await deps.lists.putHold({
    source,
    guard: 'stated-counts',
    reason,
    document: { ...document, key: await deps.documents.keep(source, document.sha256) },
    withheld: 0,
    firstHeldAt: before?.firstHeldAt ?? scheduledAt,
    lastHeldAt: scheduledAt,
    times: (before?.times ?? 0) + (before?.lastHeldAt === scheduledAt ? 0 : 1),
  })
  return { moved: false, blocked: true, held: [{ guard: 'stated-counts', reason }] }
}

/** Days before and after the baseline's own day in which a rule may be in it already, or not yet. */
const overlapDays = 14

/** Whether the baseline may show a rule's work: consolidated texts run a few days behind or, by effective date, ahead. */
export const mayBeReflected = (ledger: readonly DocumentRef[], rule: RuleReading): boolean => {
  const asOf = ledger[0]?.asOf ?? ledger[0]?.publishedOn
  if (asOf === undefined || rule.publishedOn === undefined) return false
  return Math.abs(Date.parse(rule.publishedOn) - Date.parse(asOf)) <= overlapDays * 86_400_000
}

/** Writes an operator's release down, whose it was and why, before anything comes of it. */
const recordRelease = async (
  { source, scheduledAt }: CheckRequest,
  { lists }: CheckDependencies,
  { guard, author, reason }: NonNullable<CheckRequest['release']>,
  document: string,
): Promise<void> => {
  await lists.recordAct(source, { at: scheduledAt, act: `release ${guard}`, author, reason, document })
  const hold = (await lists.holds(source)).find((candidate) => candidate.guard === guard)
  if (hold?.document.sha256 === document) await lists.putHold({ ...hold, released: document })
}

/** Whether a ledger names a document already; of a rule that is folded in two parts, the part. */
const isRecorded = (ledger: readonly DocumentRef[], document: DocumentRef): boolean =>
  ledger.some(
    ({ sha256: known, documentNumber, part }) =>
      known === document.sha256 &&
      documentNumber === document.documentNumber &&
      (document.part !== 'rest' || part === 'rest'),
  )

/** What of a rule is folded on a day (ISO date): all of it, once it is in effect or where it only adds. */
const partOnDay = (rule: RuleReading, today: string): 'additions' | undefined =>
  rule.effectiveOn !== undefined &&
  rule.effectiveOn > today &&
  rule.actions.some(({ action }) => action !== 'add')
    ? 'additions'
    : undefined

export const actionsOf = (rule: RuleReading, part: DocumentRef['part']): RuleReading =>
  part === undefined
    ? rule
    : { ...rule, actions: rule.actions.filter(({ action }) => (action === 'add') === (part === 'additions')) }

/** Rules of which only the additions are folded, and whose day of effect has come. */
const rulesDue = async (
  deps: CheckDependencies,
  current: Loaded | null,
  today: string,
): Promise<FetchedDocument[]> => {
  const ledger = current?.version.ledger ?? []
  const due = ledger.filter(
    ({ part, restOn, documentNumber }) =>
      part === 'additions' &&
      (restOn ?? '') <= today &&
      !ledger.some((later) => later.documentNumber === documentNumber && later.part === 'rest'),
  )
  return Promise.all(
    due.map(async (document) => ({
      bytes: await deps.documents.read(document.key),
      url: document.url,
      fetchedAt: document.fetchedAt,
      role: 'rule' as const,
      rule: ruleOf(document),
      part: 'rest' as const,
    })),
  )
}

/** The ledger's list as it stands, without what was withheld. */
const foldedProposal = (
  reader: LedgerReader,
  state: LedgerState,
  publishedOn: string | undefined,
): Proposal => {
  const keys = new Set([...state.entries.map(({ naturalKey }) => naturalKey), ...state.formerKeys.keys()])
  return {
    entries: state.entries,
    statistics: statisticsOf(
      state.entries.map(({ guard }) => guard),
      publishedOn,
    ),
    sentinelsMissing: missingSentinels(reader.baseline, (key) => keys.has(key)),
  }
}

/** Gives the proposal's entries their ids, reads what they replace, and plans the version. */
const planProposal = async (
  deps: CheckDependencies,
  current: Loaded | null,
  proposal: Proposal,
  { released, keep }: { released: readonly GuardName[]; keep: readonly string[] },
): Promise<{ plan: VersionPlan; register: Map<string, string> }> => {
  const { reader, lists } = deps
  const source = reader.source
  const sameSubject = isLedger(reader) ? reader.baseline.sameSubject : reader.sameSubject
  const register = current?.register ?? new Map<string, string>()
  const knownIds = new Set(
    proposal.entries.flatMap((entry) => entry.ownId ?? register.get(entry.naturalKey) ?? []),
  )
  const manifest = current?.manifest ?? new Map<string, string>()
  const vanished = [...manifest].filter(([id]) => !knownIds.has(id))
  const hasNewKeys = proposal.entries.some((entry) => !entry.ownId && !register.has(entry.naturalKey))
  const vanishedEntries = await lists.entries(
    source,
    vanished.map(([id, hash]) => ({ id, hash })),
  )
  const factsOf = (id: string) => (): DesignationFacts => {
    const designation = vanishedEntries.get(id)
    if (!designation) throw new RangeError(`entry ${id} was not read`)
    return designation
  }
  const allotted = proposal.entries.some(({ ownId }) => ownId === undefined)
  const identified = allotted
    ? identify(
        source,
        { ids: register, hashes: manifest },
        new Map([...manifest.keys()].map((id) => [id, factsOf(id)])),
        proposal.entries,
        hasNewKeys ? sameSubject : undefined,
      )
    : { ids: new Map<string, string>(), register }
  const amended: string[] = []
  for (const entry of proposal.entries) {
    const id = entry.ownId ?? identified.ids.get(entry.naturalKey) ?? ''
    const was = manifest.get(id)
    if (was !== undefined && !hasHash(entry, was)) amended.push(id)
  }
  const before = new Map<string, Designation>([
    ...vanishedEntries,
    ...(await lists.entries(
      source,
      amended.map((id) => ({ id, hash: manifest.get(id) ?? '' })),
    )),
  ])
  const plan = planVersion({
    source,
    previous: current ? { manifest, statistics: current.version.statistics } : null,
    next: proposal.entries,
    ids: identified.ids,
    before,
    statistics: proposal.statistics,
    sentinelsMissing: proposal.sentinelsMissing,
    released,
    keep,
  })
  return { plan, register: identified.register }
}

/** Stages entries, shards, parts and the index segment, verifies them, and commits with one conditional transaction. */
const stageAndCommit = async (
  request: CheckRequest,
  deps: JoinedDependencies,
  current: Loaded | null,
  next: {
    cause: Cause
    document: DocumentRef
    /** The document that the changes are told with, where it is another: a companion's. */
    told?: DocumentRef
    plan: VersionPlan
    register: Map<string, string>
  },
): Promise<ChangeSet | null> => {
  const { source } = request
  const { lists, documents, reader } = deps
  const { plan } = next
  const seq = (current?.head.seq ?? 0) + 1
  const ledger = current?.version.ledger ?? []
  const shards = shardsOf(plan.manifest)
  const registerShards = next.register.size > 0 ? shardsOf(next.register) : []
  const parts = partsOf(plan.changes)

  await lists.putEntries(source, plan.upserts)
  await deps.due.put(plan.upserts.flatMap(({ designation }) => daysToCome(designation, request.scheduledAt)))
  const before = new Set([...(current?.version.manifest ?? []), ...(current?.version.register ?? [])])
  await lists.putShards([...shards, ...registerShards].filter(({ hash }) => !before.has(hash)))
  await lists.putChangeParts(source, seq, parts)
  const segments = await nextSegments(
    documents,
    source,
    current?.version.segments ?? [],
    plan.manifest.size,
    {
      put: plan.upserts.map(({ designation }) => designation),
      removed: plan.removed,
    },
  )
  // Read back what was staged: a version is committed only when every shard of it is there and whole.
  const staged = await lists.shards(shards.map(({ hash }) => hash))
  const readBack = joinShards(shards.map(({ hash }) => staged.get(hash) ?? '[]'))
  if (readBack.size !== plan.manifest.size) {
    throw new IntegrityError(
      `Staged manifest of ${source} holds ${readBack.size} of ${plan.manifest.size} entries`,
      'Run the check again; nothing of it is visible yet.',
    )
  }
  const root = rootHash(shards.map(({ hash }) => hash))
  const version: ListVersion = {
    source,
    seq,
    cause: next.cause,
    knownAt: request.scheduledAt,
    committedAt: deps.now().toISOString(),
    manifest: shards.map(({ hash }) => hash),
    register: registerShards.map(({ hash }) => hash),
    root,
    count: plan.manifest.size,
    statistics: plan.statistics,
    parserVersion: reader.parserVersion,
    document: next.document,
    ledger:
      isLedger(reader) && next.cause !== 'reparsed' && !isRecorded(ledger, next.document)
        ? [...ledger, next.document]
        : ledger,
    withheld: plan.withheld,
    segments,
    ...(current?.version.dueThrough === undefined ? {} : { dueThrough: current.version.dueThrough }),
    ...(deps.joined === undefined ? {} : { companion: deps.joined.ref }),
  }
  const changeSet: ChangeSet | null =
    plan.changes.length === 0
      ? null
      : {
          source,
          seq,
          cause: next.cause,
          baseline: current === null,
          counts: countsOf(plan.changes),
          partsHash: hashParts(parts),
          parts: parts.length,
          state: 'pending',
          at: request.scheduledAt,
          document: next.told ?? next.document,
          versionBefore: current?.head.seq ?? null,
        }
  await lists.commit({ version, expected: current?.head ?? null, changeSet })
  return changeSet
}

/** Re-reads the archived documents of HEAD with the new parser and commits the difference as our own change. */
const reparse = async (
  request: CheckRequest,
  deps: JoinedDependencies,
  current: Loaded,
): Promise<ChangeSet | null> => {
  const { reader, documents } = deps
  const { version } = current
  const snapshot = isLedger(reader) ? reader.baseline : reader
  const archivedDocuments = isLedger(reader) ? version.ledger : [version.document]
  let proposal: Proposal | undefined
  for (const document of archivedDocuments) {
    const bytes = await documents.read(document.key)
    if (document.role === 'rule' && isLedger(reader)) {
      const base: Proposal | undefined = proposal
      if (!base) throw new IntegrityError('The ledger has no baseline', 'Restore the version from a backup.')
      const rule = reader.readRule(bytes, ruleOf(document))
      proposal = foldRule(
        reader,
        { entries: base.entries, formerKeys: new Map() },
        actionsOf(rule, document.part),
        {
          reflected: mayBeReflected(archivedDocuments, rule),
        },
      )
    } else {
      const reading = readDocument(snapshot, bytes)
      await documents.writeCache(request.source, reader.parserVersion, reading.cache())
      proposal = snapshotProposal(snapshot, reading)
    }
  }
  if (!proposal) throw new IntegrityError('HEAD names no document', 'Restore the version from a backup.')
  const { plan, register } = await planProposal(deps, current, proposal, {
    released: guardNames,
    keep: version.withheld,
  })
  return stageAndCommit(request, deps, current, {
    cause: 'reparsed',
    document: { ...version.document, parserVersion: reader.parserVersion },
    plan,
    register,
  })
}
