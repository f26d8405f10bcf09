import { isDeepStrictEqual } from 'node:util'
import { newYorkDay } from '../dates.ts'
import { ConflictError, IntegrityError, OvertakenError, TransientError } from '../errors.ts'
import { factsHash } from '../lists/canonical.ts'
import type { DocumentStore, ListStore } from '../lists/ports.ts'
import { designationsAtHead, readVersion } from '../lists/read-list.ts'
import type { Change } from '../model/change.ts'
import type { Designation } from '../model/designation.ts'
import { type Match, type Rule, rules, type Thresholds, type Transition } from '../model/match.ts'
import type { SourceId } from '../model/source.ts'
import type { Supplier, SupplierFacts } from '../model/supplier.ts'
import { buildListIndex, type ListIndex } from '../screening/list-index.ts'
import type { ScreeningModel } from '../screening/model.ts'
import { type RelatedParties, relatedParties } from '../screening/related-parties.ts'
import { decodeList, encodeList, indexMaker, type ScreenedList } from '../screening/stored-list.ts'
import { alertRecordOf } from './alert-record.ts'
import { carryOver } from './carry-over.ts'
import { answerFor, byRule, judge, type Judged, nothing, type Pair, pairKey } from './judge.ts'
import { type ListingLaw, type Weighed, withSums } from './owner-sums.ts'
import type { AlertRecord, BatchTurn, Registry, ReverseIndex } from './ports.ts'
import { isIdentityClearing } from './reason-codes.ts'
import { decideMatch, sameThresholds } from './transition.ts'
import { upstreamOf } from './upstream.ts'

/** A list index in memory, kept warm between invocations under the root of its version. */
export type IndexCache = Map<SourceId, { root: string; list: ScreenedList }>

export interface ScreeningDependencies extends ListingLaw {
  lists: ListStore
  documents: Pick<DocumentStore, 'segment' | 'listIndex' | 'putListIndex'>
  registry: Registry
  index: Pick<ReverseIndex, 'put'>
  model: ScreeningModel
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
  /** The turn at the batch that looks at a supplier: what this run writes counts only while it is the newest. */
  turnOf?: (supplierId: string) => BatchTurn | undefined
}

const maxRounds = 6

/** Turns that newer runs took over while this one ran: their suppliers are left to those. */
type Overtaken = Set<BatchTurn | undefined>

const hashOf = (designation: Designation): string => {
  const { id: _id, ...facts } = designation
  return factsHash(facts)
}

/** What a round works with for one supplier. */
interface Round {
  related: RelatedParties
  /** Registered parties that own it, directly or through others. */
  upstream: readonly SupplierFacts[]
  /** What the pairs of the round are, by source and number. */
  judged: ReadonlyMap<string, Judged>
}

/** The alert that a transition of a round's supplier brings; none where nothing changed that is told. */
const recordOf = (
  transition: Transition | null | undefined,
  { noticeId }: ScreeningCause,
  { supplier }: Pick<Pair, 'supplier'>,
  { upstream }: Round,
  entries: { entryBefore: string | undefined; entryAfter: string | undefined },
): AlertRecord | null =>
  transition ? alertRecordOf(transition, { noticeId, supplier, upstream, ...entries }) : null

/** Evaluates a pair under every rule and writes what it means, each match in its own transaction. */
const screenPair = async (
  deps: ScreeningDependencies,
  cause: ScreeningCause,
  pair: Pair,
  known: ReadonlyMap<Rule, Match>,
  round: Round,
): Promise<number> => {
  const { registry } = deps
  const stored = (await carryMoved(deps, cause, pair, round)) ?? known
  const movedTo = cause.changes.get(pair.designationId)?.movedTo
  const { supplier, designation, source, designationId, listSeq, own } = pair
  const judged = round.judged.get(pairKey(source, designationId)) ?? nothing
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
    const alert = recordOf(transition, cause, pair, round, { entryBefore, entryAfter: entryHash })
    await registry.writeMatch(before, match, alert, cause.turnOf?.(supplier.supplierId))
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
  round: Round,
): Promise<Map<Rule, Match> | null> => {
  const { registry, lists } = deps
  const moves = [...cause.changes.values()].filter(
    ({ id, movedTo }) => movedTo !== undefined && (id === designationId || movedTo === designationId),
  )
  if (moves.length === 0) return null
  const { customerId, noticeId, at } = cause
  const { supplierId } = supplier
  const turn = cause.turnOf?.(supplierId)
  const ofSupplier = (): Promise<Match[]> => registry.matchesOfSupplier(customerId, supplierId, source)
  const before = await ofSupplier()
  for (const { id: from, movedTo: to = '' } of moves) {
    const leaving = byRule(before, source, from)
    if (![...leaving.values()].some(({ state }) => state !== 'resolved')) continue
    const head = await designationsAtHead(lists, source, [to])
    const designation = head.designations.get(to) ?? null
    // Another list than the one that this round looks at: the round is run again.
    if (!designation || designation.status !== 'active' || head.seq !== listSeq) continue
    const judged =
      supplier.state === 'registered'
        ? (round.judged.get(pairKey(source, to)) ?? judge(deps, designation, supplier, own, round.related))
        : nothing
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
      const alert = recordOf(transition, cause, { supplier }, round, {
        entryBefore: cause.changes.get(to)?.beforeHash,
        entryAfter: entryHash,
      })
      if (carried.to.match !== standing.get(rule)) {
        await registry.writeMatch(standing.get(rule) ?? null, carried.to.match, alert, turn)
      }
      await registry.writeMatch(match, carried.from, null, turn)
    }
  }
  return byRule(await ofSupplier(), source, designationId)
}

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

/** One supplier of a round: what was stored of it before a list was read, and the pairs to look at. */
interface Looked {
  supplier: Supplier
  stored: readonly Match[]
  pairs: Pair[]
}

/** Whether a match by an owner is live: what its owner holds counts for the others. */
const isOwnership = ({ rule, state }: Match): boolean => rule === 'ownership' && state !== 'resolved'

/**
 * The pairs that are looked at with those of a supplier that has owners: its other live matches by owners, whatever the
 * list, because what listed owners hold is added up; and the other number of a party that moved.
 */
const withSiblings = async (
  { lists }: ScreeningDependencies,
  { supplier, stored, pairs }: Looked,
  heads: Map<SourceId, number>,
  moves: readonly { source: SourceId; designationId: string }[],
): Promise<Pair[]> => {
  const [first] = pairs
  if (supplier.owners.length === 0 || first === undefined) return pairs
  const known = new Set(pairs.map(({ source, designationId }) => pairKey(source, designationId)))
  const missing = [
    ...stored.filter(isOwnership).map(({ source, designationId }) => ({ source, designationId })),
    ...moves,
  ].filter(({ source, designationId }) => !known.has(pairKey(source, designationId)))
  const found = [...pairs]
  const { own } = first
  for (const [source, of] of Map.groupBy(missing, (one) => one.source)) {
    const ids = [...new Set(of.map(({ designationId }) => designationId))]
    const head = await designationsAtHead(lists, source, ids)
    // The oldest that was read is what must not have moved.
    heads.set(source, Math.min(heads.get(source) ?? head.seq, head.seq))
    for (const designationId of ids) {
      found.push({
        designationId,
        designation: head.designations.get(designationId) ?? null,
        listSeq: head.seq,
        source,
        supplier,
        own,
      })
    }
  }
  return found
}

/**
 * Looks at one supplier: what each of its pairs is, what its listed owners hold together, and what that means for each
 * match. Gives whether nothing came between: another match by an owner, or a decision on one.
 */
const screenOne = async (
  deps: ScreeningDependencies,
  cause: ScreeningCause,
  { supplier, stored, pairs }: Looked,
  upstream: ReadonlyMap<string, Supplier>,
): Promise<{ settled: boolean }> => {
  const { registry, model } = deps
  const { customerId } = cause
  const related = relatedParties(supplier, upstream, model)
  const moved = new Map(
    [...cause.changes.values()].flatMap(({ id, movedTo }) => (movedTo === undefined ? [] : [[movedTo, id]])),
  )
  const weighed = pairs.map((pair): Weighed => {
    const { source, designationId, designation, own } = pair
    const known = byRule(stored, source, designationId)
    const from = moved.get(designationId)
    const standing = known.get('ownership')
    const left = from === undefined ? undefined : byRule(stored, source, from).get('ownership')
    const live = supplier.state === 'registered' && designation?.status === 'active'
    return {
      pair,
      known,
      judged: live ? judge(deps, designation, supplier, own, related) : nothing,
      before: (standing?.state === 'resolved' ? undefined : standing) ?? left ?? standing ?? null,
    }
  })
  const at = [cause.at, ...stored.map((match) => match.at)].sort().at(-1) ?? cause.at
  const { judged, excluded } = withSums(deps, weighed, related, at)
  const round: Round = { related, upstream: [...upstream.values()], judged }
  for (const { pair, known } of weighed) await screenPair(deps, cause, pair, known, round)
  if (supplier.owners.length === 0) return { settled: true }
  const after = (await registry.matchesOfSupplier(customerId, supplier.supplierId)).filter(isOwnership)
  return {
    settled: after.every((match) => {
      const key = pairKey(match.source, match.designationId)
      const isOut = match.state === 'cleared' && isIdentityClearing(match.disposition?.reasonCodes ?? [])
      return judged.has(key) && isOut === excluded.has(key)
    }),
  }
}

/** The customer's suppliers of a round, with their registered owners and what was stored of them before. */
const suppliersOf = async (
  { registry }: ScreeningDependencies,
  customerId: string,
  supplierIds: readonly string[],
): Promise<{
  suppliers: Supplier[]
  upstream: Map<string, Map<string, Supplier>>
  stored: Map<string, Match[]>
}> => {
  const suppliers = await registry.suppliersById(customerId, supplierIds)
  const upstream = await upstreamOf(registry, customerId, suppliers)
  const stored = new Map<string, Match[]>()
  for (const { supplierId } of suppliers)
    stored.set(supplierId, await registry.matchesOfSupplier(customerId, supplierId))
  return { suppliers, upstream, stored }
}

/** Screens some suppliers of a round, and says whether anything moved underneath it. */
const screenAll = async (
  deps: ScreeningDependencies,
  cause: ScreeningCause,
  looked: readonly Looked[],
  upstream: ReadonlyMap<string, ReadonlyMap<string, Supplier>>,
  heads: Map<SourceId, number>,
  overtaken: Overtaken,
): Promise<boolean> => {
  const moves = [...cause.changes.values()].filter(({ movedTo }) => movedTo !== undefined)
  let settled = true
  for (const one of looked) {
    const turn = cause.turnOf?.(one.supplier.supplierId)
    if (one.pairs.length === 0 || overtaken.has(turn)) continue
    const ids = new Set(one.pairs.map(({ designationId }) => designationId))
    const numbers = moves.flatMap(({ source, id, movedTo = '' }) =>
      ids.has(id) || ids.has(movedTo)
        ? [id, movedTo].map((designationId) => ({ source, designationId }))
        : [],
    )
    const pairs = await withSiblings(deps, one, heads, numbers)
    const owners = upstream.get(one.supplier.supplierId) ?? new Map<string, Supplier>()
    try {
      if (!(await screenOne(deps, cause, { ...one, pairs }, owners)).settled) settled = false
    } catch (error) {
      if (!(error instanceof OvertakenError)) throw error
      overtaken.add(turn)
    }
  }
  return settled
}

/** Whether lists, suppliers and thresholds are what a round has read. */
const isUnmoved = async (
  deps: ScreeningDependencies,
  customerId: string,
  suppliers: readonly Supplier[],
  own: Thresholds | undefined,
  heads: ReadonlyMap<SourceId, number>,
): Promise<boolean> => {
  const now = await Promise.all(
    [...heads].map(async ([source, seq]) => ((await deps.lists.head(source))?.seq ?? 0) === seq),
  )
  const ids = suppliers.map(({ supplierId }) => supplierId)
  return (
    now.every(Boolean) &&
    sameRevisions(suppliers, await deps.registry.suppliersById(customerId, ids)) &&
    isDeepStrictEqual(own, await thresholdsOf(deps, customerId))
  )
}

/** Changed designations × the suppliers that the reverse index named. */
export const screenPairs = async (
  deps: ScreeningDependencies,
  cause: ScreeningCause,
  source: SourceId,
  pairs: readonly (readonly [designationId: string, supplierId: string])[],
): Promise<void> => {
  const { customerId } = cause
  const supplierIds = [...new Set(pairs.map(([, supplierId]) => supplierId))]
  const designationIds = [...new Set(pairs.map(([designationId]) => designationId))]
  const overtaken: Overtaken = new Set()
  await untilSettled(async () => {
    const own = await thresholdsOf(deps, customerId)
    const { suppliers, upstream, stored } = await suppliersOf(deps, customerId, supplierIds)
    const head = await designationsAtHead(deps.lists, source, designationIds)
    const heads = new Map([[source, head.seq]])
    const looked = suppliers.map(
      (supplier): Looked => ({
        supplier,
        stored: stored.get(supplier.supplierId) ?? [],
        pairs: pairs
          .filter(([, supplierId]) => supplierId === supplier.supplierId)
          .map(([designationId]) => ({
            designationId,
            designation: head.designations.get(designationId) ?? null,
            listSeq: head.seq,
            source,
            supplier,
            own,
          })),
      }),
    )
    const settled = await screenAll(deps, cause, looked, upstream, heads, overtaken)
    return { settled: settled && (await isUnmoved(deps, customerId, suppliers, own, heads)) }
  })
}

/** A list as suppliers are compared with it, and the version that it is. */
interface ListAt {
  seq: number
  list: ScreenedList
}

/**
 * The whole list at HEAD: as it is warm, else as it was stored, else from the version itself, and then it is stored. What
 * was stored counts only for HEAD's own root and for the code at hand.
 */
const listAtHead = async (deps: ScreeningDependencies, source: SourceId): Promise<ListAt | null> => {
  const { documents, lists, model, indexes } = deps
  const head = await lists.head(source)
  if (!head) return null
  const warm = indexes.get(source)
  if (warm?.root === head.root) return { seq: head.seq, list: warm.list }
  const key = { source, root: head.root, maker: indexMaker(model) }
  const stored = await documents.listIndex(key)
  let list = stored && decodeList(stored, model, key)
  if (!list) {
    const designations = await readVersion(documents, await lists.version(source, head.seq))
    const bytes = encodeList(designations.values(), model, key)
    await documents.putListIndex(key, bytes)
    list = decodeList(bytes, model, key)
    if (!list)
      throw new IntegrityError(
        `The index of ${source} was not made as it is read`,
        'Report this as a defect.',
      )
  }
  indexes.set(source, { root: head.root, list })
  return { seq: head.seq, list }
}

/** The list that suppliers are compared with: a source's whole list at HEAD, or only what a change set changed. */
const listFor = async (
  deps: ScreeningDependencies,
  source: SourceId,
  changes: ScreeningCause['changes'],
): Promise<ListAt | null> => {
  if (changes.size === 0) return listAtHead(deps, source)
  const { seq, designations } = await designationsAtHead(deps.lists, source, [...changes.keys()])
  const present = [...designations.values()].filter((designation) => designation !== null)
  return {
    seq,
    list: {
      index: buildListIndex(present, deps.model),
      designation: (id) => designations.get(id) ?? undefined,
    },
  }
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
  const { changes, customerId } = cause
  const overtaken: Overtaken = new Set()
  await untilSettled(async () => {
    const own = await thresholdsOf(deps, customerId)
    const { suppliers, upstream, stored } = await suppliersOf(deps, customerId, supplierIds)
    const heads = new Map<SourceId, number>()
    const looked = suppliers.map(
      (supplier): Looked => ({ supplier, stored: stored.get(supplier.supplierId) ?? [], pairs: [] }),
    )
    for (const source of sources) {
      const at = await listFor(deps, source, changes)
      heads.set(source, at?.seq ?? 0)
      if (!at) continue
      const { seq, list } = at
      for (const { supplier, stored: matches, pairs } of looked) {
        const owners = upstream.get(supplier.supplierId) ?? new Map<string, Supplier>()
        const candidates =
          supplier.state === 'registered' ? candidatesOf(list.index, supplier, owners, deps.model) : []
        const met = matches
          .filter((match) => match.source === source)
          .map(({ designationId }) => designationId)
          .filter((id) => changes.size === 0 || changes.has(id))
        for (const designationId of new Set([...candidates.map(({ id }) => id), ...met])) {
          pairs.push({
            designationId,
            designation: list.designation(designationId) ?? null,
            listSeq: seq,
            source,
            supplier,
            own,
          })
        }
      }
    }
    const settled = await screenAll(deps, cause, looked, upstream, heads, overtaken)
    return { settled: settled && (await isUnmoved(deps, customerId, suppliers, own, heads)) }
  })
}

/** What of a list may meet a supplier itself, its officers or its owners. */
const candidatesOf = (
  index: ListIndex,
  supplier: Supplier,
  upstream: ReadonlyMap<string, Supplier>,
  model: ScreeningModel,
): Designation[] => {
  const { officers, owners } = relatedParties(supplier, upstream, model)
  // The supplier last: what the index finds out about it is then at hand for its evaluation.
  return [
    ...[...officers, ...owners].flatMap(({ as }) => as.flatMap((party) => index.promising(party))),
    ...index.promising(supplier),
  ]
}
