import { isDeepStrictEqual } from 'node:util'
import { newYorkDay } from '../dates.ts'
import { ConflictError, TransientError } from '../errors.ts'
import { factsHash } from '../lists/canonical.ts'
import type { DocumentStore, ListStore } from '../lists/ports.ts'
import { designationsAtHead, readVersion } from '../lists/read-list.ts'
import type { Change } from '../model/change.ts'
import type { Designation, Measure } from '../model/designation.ts'
import { type Evaluation, type Match, type Rule, rules, type Thresholds } from '../model/match.ts'
import type { SourceId } from '../model/source.ts'
import type { Supplier } from '../model/supplier.ts'
import { evaluatePair } from '../screening/evaluate.ts'
import { buildListIndex, type ListIndex } from '../screening/list-index.ts'
import type { ScreeningModel } from '../screening/model.ts'
import { alertRecordOf } from './alert-record.ts'
import { carryOver } from './carry-over.ts'
import type { Registry, ReverseIndex } from './ports.ts'
import { decideMatch, sameThresholds } from './transition.ts'

/** A list index in memory, kept warm between invocations under the root of its version. */
export type IndexCache = Map<
  SourceId,
  { root: string; seq: number; index: ListIndex; byId: Map<string, Designation> }
>

export interface ScreeningDependencies {
  lists: ListStore
  documents: Pick<DocumentStore, 'segment'>
  registry: Registry
  index: Pick<ReverseIndex, 'put'>
  model: ScreeningModel
  /** Which measures a listing carries on a day (ISO date): from the table of legal effects. */
  measuresOf: (designation: Designation, on: string) => Measure[]
  /** What is still to come of a listing, or still runs, on a day (ISO date) in the agencies' zone. */
  datedStateOf: (designation: Designation, on: string) => string[]
  indexes: IndexCache
}

/** Why this screening runs: what its transitions are told under. */
export interface ScreeningCause {
  customerId: string
  noticeId: string
  /** Logical time (ISO instant). */
  at: string
  /** The changes that caused it, by designation id; empty for an intake. */
  changes: ReadonlyMap<string, Change>
}

interface Pair {
  designationId: string
  designation: Designation | null
  listSeq: number
  source: SourceId
  supplier: Supplier
  /** The customer's own thresholds. */
  own: Thresholds | undefined
}

/** What a pair is under every rule, by the customer's own thresholds. */
interface Judged {
  evaluations: Map<Rule, Evaluation>
  /** Rules under which they meet by the standard thresholds. */
  standard: Map<Rule, Evaluation>
}

const judge = (
  { model }: Pick<ScreeningDependencies, 'model'>,
  designation: Designation,
  supplier: Supplier,
  own: Thresholds | undefined,
): Judged => {
  const byRule = (evaluations: Evaluation[]): Map<Rule, Evaluation> =>
    new Map(evaluations.map((evaluation) => [evaluation.rule, evaluation]))
  const standard = byRule(evaluatePair(designation, supplier, model))
  return {
    standard,
    evaluations:
      own === undefined || standard.size === 0
        ? standard
        : byRule(evaluatePair(designation, supplier, model, own)),
  }
}

type Answer = Pick<Parameters<typeof decideMatch>[1], 'evaluation' | 'thresholds' | 'belowThreshold'>

/**
 * The rule's answer for a stored match. What an officer confirmed or cleared stands, whatever threshold is set afterwards:
 * raised and lowered again, it must not bring back what was cleared.
 */
const answerFor = (
  before: Match | null,
  { evaluations, standard }: Judged,
  rule: Rule,
  own: Thresholds | undefined,
): Answer => {
  const evaluation = evaluations.get(rule) ?? null
  const usual = standard.get(rule)
  const decided =
    before?.state === 'cleared' || (before?.state === 'open' && before.disposition?.decision === 'confirmed')
  if (!evaluation && usual && decided) return { evaluation: usual }
  return {
    evaluation,
    ...(own === undefined ? {} : { thresholds: own }),
    ...(!evaluation && usual ? { belowThreshold: true } : {}),
  }
}

const maxRounds = 6

const hashOf = (designation: Designation): string => {
  const { id: _id, ...facts } = designation
  return factsHash(facts)
}

/** Evaluates a pair under every rule and writes what it means, each match in its own transaction. */
const screenPair = async (
  deps: ScreeningDependencies,
  cause: ScreeningCause,
  pair: Pair,
  known: ReadonlyMap<Rule, Match>,
): Promise<number> => {
  const { registry } = deps
  const stored = (await carryMoved(deps, cause, pair)) ?? known
  const movedTo = cause.changes.get(pair.designationId)?.movedTo
  const { supplier, designation, source, designationId, listSeq, own } = pair
  const live = supplier.state === 'registered' && designation !== null && designation.status === 'active'
  const judged: Judged = live
    ? judge(deps, designation, supplier, own)
    : { evaluations: new Map(), standard: new Map() }
  // What a match already knows to have come is not undone by an older cause that is screened late.
  const at = [cause.at, ...[...stored.values()].map((match) => match.at)].sort().at(-1) ?? cause.at
  const measures = designation ? deps.measuresOf(designation, newYorkDay(at)) : []
  const dated = designation ? deps.datedStateOf(designation, newYorkDay(at)) : []
  let transitions = 0
  let entryHash: string | undefined
  for (const rule of rules) {
    const before = stored.get(rule) ?? null
    const answer = answerFor(before, judged, rule, own)
    if (!before && !answer.evaluation) continue
    if (designation) entryHash ??= hashOf(designation)
    const key = { customerId: cause.customerId, supplierId: supplier.supplierId, source, designationId, rule }
    const now = {
      key,
      fence: { listSeq, supplierRevision: supplier.revision },
      designation,
      ...(entryHash === undefined ? {} : { entryHash }),
      supplier,
      measures,
      dated,
      ...(movedTo === undefined ? {} : { movedTo }),
      cause: cause.noticeId,
      at: cause.at,
    }
    let decision = decideMatch(before, { ...now, ...answer })
    // A clearing whose time or facts are over does not bring back what the threshold leaves out.
    if (before?.state === 'cleared' && !judged.evaluations.has(rule) && decision?.transition) {
      decision = decideMatch(before, { ...now, ...answerFor(null, judged, rule, own) })
    }
    if (!decision) continue
    const { match, transition } = decision
    if (
      !transition &&
      before?.listSeq === match.listSeq &&
      before.supplierRevision === match.supplierRevision &&
      sameThresholds(before, match)
    )
      continue
    // A change that added the designation knows that nothing was there: what an ended match rested on is not its past.
    const change = cause.changes.get(designationId)
    const entryBefore = change?.beforeHash ?? (change && designation ? undefined : before?.entryHash)
    const { noticeId } = cause
    const alert = transition
      ? alertRecordOf(transition, { noticeId, supplier, entryBefore, entryAfter: entryHash })
      : null
    await registry.writeMatch(before, match, alert)
    if (transition) transitions++
  }
  return transitions
}

/**
 * Where this pair's party changed its number, its matches go on under the new one before anything else is decided:
 * whichever of the two numbers is looked at first. The matches as they are then; `null` where nothing was carried.
 */
const carryMoved = async (
  deps: ScreeningDependencies,
  cause: ScreeningCause,
  { designationId, source, supplier, listSeq, own }: Pair,
): Promise<Map<Rule, Match> | null> => {
  const { registry, lists } = deps
  const moves = [...cause.changes.values()].filter(
    ({ id, movedTo }) => movedTo !== undefined && (id === designationId || movedTo === designationId),
  )
  if (moves.length === 0) return null
  const { customerId, noticeId, at } = cause
  const { supplierId } = supplier
  const ofSupplier = (): Promise<Match[]> => registry.matchesOfSupplier(customerId, supplierId, source)
  const before = await ofSupplier()
  for (const { id: from, movedTo: to = '' } of moves) {
    const leaving = byRule(before, source, from)
    if (![...leaving.values()].some(({ state }) => state !== 'resolved')) continue
    const head = await designationsAtHead(lists, source, [to])
    const designation = head.designations.get(to) ?? null
    // Another list than the one that this round looks at: the round is run again.
    if (!designation || designation.status !== 'active' || head.seq !== listSeq) continue
    const judged: Judged =
      supplier.state === 'registered'
        ? judge(deps, designation, supplier, own)
        : { evaluations: new Map(), standard: new Map() }
    const standing = byRule(before, source, to)
    const entryHash = hashOf(designation)
    for (const [rule, match] of leaving) {
      const carried = carryOver(match, standing.get(rule) ?? null, {
        key: { customerId, supplierId, source, designationId: to, rule },
        fence: { listSeq, supplierRevision: supplier.revision },
        designation,
        entryHash,
        supplier,
        measures: deps.measuresOf(designation, newYorkDay(at)),
        dated: deps.datedStateOf(designation, newYorkDay(at)),
        ...answerFor(match, judged, rule, own),
        cause: noticeId,
        at,
      })
      if (!carried) continue
      const { transition } = carried.to
      const entryBefore = cause.changes.get(to)?.beforeHash
      const alert = transition
        ? alertRecordOf(transition, { noticeId, supplier, entryBefore, entryAfter: entryHash })
        : null
      if (carried.to.match !== standing.get(rule)) {
        await registry.writeMatch(standing.get(rule) ?? null, carried.to.match, alert)
      }
      await registry.writeMatch(match, carried.from, null)
    }
  }
  return byRule(await ofSupplier(), source, designationId)
}

const byRule = (matches: readonly Match[], source: SourceId, designationId: string): Map<Rule, Match> =>
  new Map(
    matches
      .filter((match) => match.source === source && match.designationId === designationId)
      .map((match) => [match.rule, match]),
  )

/**
 * Runs a screening until nothing moved underneath it: a worker that read HEAD or a supplier before a change and wrote
 * after it looks again, so that no evaluation of an older state is left standing. A lost race is simply run again.
 */
const untilSettled = async (round: () => Promise<{ settled: boolean }>): Promise<void> => {
  for (let attempt = 0; attempt < maxRounds; attempt++) {
    try {
      if ((await round()).settled) return
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
    }
  }
  throw new TransientError(
    'The list or the register kept changing underneath a screening',
    'It is tried again.',
  )
}

/** The customer's own thresholds; `undefined`: the standard ones. */
const thresholdsOf = async ({ registry }: ScreeningDependencies, customerId: string) =>
  (await registry.customer(customerId))?.thresholds

const sameRevisions = (before: readonly Supplier[], after: readonly Supplier[]): boolean => {
  const revisions = new Map(after.map(({ supplierId, revision }) => [supplierId, revision]))
  return before.every(({ supplierId, revision }) => revisions.get(supplierId) === revision)
}

/** Changed designations × the suppliers that the reverse index named. */
export const screenPairs = async (
  deps: ScreeningDependencies,
  cause: ScreeningCause,
  source: SourceId,
  pairs: readonly (readonly [designationId: string, supplierId: string])[],
): Promise<void> => {
  const { lists, registry } = deps
  const supplierIds = [...new Set(pairs.map(([, supplierId]) => supplierId))]
  const designationIds = [...new Set(pairs.map(([designationId]) => designationId))]
  await untilSettled(async () => {
    const own = await thresholdsOf(deps, cause.customerId)
    const suppliers = await registry.suppliersById(cause.customerId, supplierIds)
    const head = await designationsAtHead(lists, source, designationIds)
    const bySupplier = new Map(suppliers.map((supplier) => [supplier.supplierId, supplier]))
    for (const supplierId of supplierIds) {
      const supplier = bySupplier.get(supplierId)
      if (!supplier) continue
      const stored = await registry.matchesOfSupplier(cause.customerId, supplierId, source)
      for (const [designationId, pairSupplier] of pairs) {
        if (pairSupplier !== supplierId) continue
        await screenPair(
          deps,
          cause,
          {
            designationId,
            designation: head.designations.get(designationId) ?? null,
            listSeq: head.seq,
            source,
            supplier,
            own,
          },
          byRule(stored, source, designationId),
        )
      }
    }
    const after = await lists.head(source)
    return {
      settled:
        (after?.seq ?? 0) === head.seq &&
        sameRevisions(suppliers, await registry.suppliersById(cause.customerId, supplierIds)) &&
        isDeepStrictEqual(own, await thresholdsOf(deps, cause.customerId)),
    }
  })
}

const loadIndex = async (
  deps: ScreeningDependencies,
  source: SourceId,
): Promise<{ seq: number; index: ListIndex; byId: Map<string, Designation> } | null> => {
  const head = await deps.lists.head(source)
  if (!head) return null
  let cached = deps.indexes.get(source)
  if (cached?.root !== head.root || cached.seq !== head.seq) {
    const byId = await readVersion(deps.documents, await deps.lists.version(source, head.seq))
    cached = { root: head.root, seq: head.seq, byId, index: buildListIndex(byId.values(), deps.model) }
    deps.indexes.set(source, cached)
  }
  return cached
}

/** The list that suppliers are compared with: a source's whole index at HEAD, or only what a change set changed. */
const listFor = async (
  deps: ScreeningDependencies,
  source: SourceId,
  changes: ScreeningCause['changes'],
): Promise<{ seq: number; index: ListIndex; byId: ReadonlyMap<string, Designation> } | null> => {
  if (changes.size === 0) return loadIndex(deps, source)
  const { seq, designations } = await designationsAtHead(deps.lists, source, [...changes.keys()])
  const byId = new Map(
    [...designations].flatMap(([id, designation]) => (designation ? [[id, designation]] : [])),
  )
  return { seq, byId, index: buildListIndex(byId.values(), deps.model) }
}

/**
 * Suppliers × some sources: changed suppliers against every list, or a register against what a large change set
 * changed. Pairs that have met before are looked at whatever the index says.
 */
export const screenSuppliers = async (
  deps: ScreeningDependencies,
  cause: ScreeningCause,
  sources: readonly SourceId[],
  supplierIds: readonly string[],
): Promise<void> => {
  const { lists, registry } = deps
  const { changes } = cause
  await untilSettled(async () => {
    const own = await thresholdsOf(deps, cause.customerId)
    const suppliers = await registry.suppliersById(cause.customerId, supplierIds)
    const seen = new Map<SourceId, number>()
    for (const source of sources) {
      const list = await listFor(deps, source, changes)
      seen.set(source, list?.seq ?? 0)
      if (!list) continue
      for (const supplier of suppliers) {
        const stored = await registry.matchesOfSupplier(cause.customerId, supplier.supplierId, source)
        const candidates = supplier.state === 'registered' ? list.index.promising(supplier) : []
        const met = stored
          .map(({ designationId }) => designationId)
          .filter((id) => changes.size === 0 || changes.has(id))
        for (const designationId of new Set([...candidates.map(({ id }) => id), ...met])) {
          await screenPair(
            deps,
            cause,
            {
              designationId,
              designation: list.byId.get(designationId) ?? null,
              listSeq: list.seq,
              source,
              supplier,
              own,
            },
            byRule(stored, source, designationId),
          )
        }
      }
    }
    const heads = await Promise.all(sources.map((source) => lists.head(source)))
    return {
      settled:
        sources.every((source, position) => (heads[position]?.seq ?? 0) === seen.get(source)) &&
        sameRevisions(suppliers, await registry.suppliersById(cause.customerId, supplierIds)) &&
        isDeepStrictEqual(own, await thresholdsOf(deps, cause.customerId)),
    }
  })
}
