import pLimit from 'p-limit'
import { ConfigError, InputError, type InputProblem, IntegrityError, TransientError } from '../errors.ts'
import { canonicalJson, sha256 } from '../hash.ts'
import { intakeNoticeId } from '../matches/ids.ts'
import type { Batch, Registry, ReverseIndex } from '../matches/ports.ts'
import type { Supplier, SupplierFacts } from '../model/supplier.ts'
import { aboveOf } from '../matches/upstream.ts'
import { ownerIdsOf, registeredKeys } from '../screening/related-parties.ts'
import type { ScreeningModel } from '../screening/model.ts'
import { planRegister, type RegisterPlan } from './register.ts'
import { factsOf, supplierFactsHash } from './supplier-facts.ts'
import { parseSupplierFile } from './supplier-file.ts'

/** What became of one uploaded file: one record per upload. */
export interface IntakeRecord {
  intakeId: string
  customerId: string
  file: string
  /** SHA-256 of the file's bytes; of one that is too large, of as many as were read. */
  sha256: string
  state: 'applying' | 'applied' | 'refused' | 'held'
  /** When it came (ISO instant): real time, in a replay the time that is replayed. */
  at: string
  added: number
  changed: number
  /** Suppliers of which only the notes changed: no screening, no notice. */
  annotated: number
  removed: number
  unchanged: number
  /** Refused: everything that is wrong. */
  problems: InputProblem[]
  /** Held: why, and how to go on. */
  held?: string
  /** The register's revision when the file was taken up: a retry sees by it whether another file came between. */
  registerRevision: number
}

/** Where intakes and supplier records are written. */
export interface IntakeStore {
  intake(customerId: string, intakeId: string): Promise<IntakeRecord | null>
  putIntake(record: IntakeRecord): Promise<void>
  /** Only one intake of a customer writes at a time. `false` where another holds the lock. */
  lock(customerId: string, intakeId: string, now: Date): Promise<boolean>
  /** Releases the lock if this intake holds it. */
  unlock(customerId: string, intakeId: string): Promise<void>
  /** Writes a supplier at its planned revision; one that is there already stays. */
  putSupplier(supplier: Supplier): Promise<void>
  /** Raises the register's revision, once per intake. */
  raiseRegister(
    customerId: string,
    intakeId: string,
    register: { supplierCount: number; uploadedAt: string },
  ): Promise<void>
}

export interface IntakeDependencies {
  registry: Registry
  intakes: IntakeStore
  index: ReverseIndex
  model: ScreeningModel
  /** Real time. */
  now: () => Date
}

export interface IntakeRequest {
  customerId: string
  /** The file's name as the customer gave it: `*.patch.csv` changes only the rows that it holds. */
  file: string
  bytes: Uint8Array
  /** Names this upload: a retry of the same event has the same. */
  uploadId: string
  /** When it was uploaded (ISO instant): a file that was overtaken by a newer one is not taken in. */
  uploadedAt: string
  /** Logical time of the upload (ISO instant), where it is not the present: a replay of the past. */
  at?: string
  confirmRemovals: boolean
}

/** How many suppliers are written at a time. */
const writers = 8

const longestWords = 300
const brief = (text: string): string => {
  const signs = Array.from(text)
  return signs.length <= longestWords ? text : `${signs.slice(0, longestWords).join('')}…`
}

/** A problem quotes the cell that it is about. The record of a refused file is one item of 400 KB, whatever cells hold. */
const inBrief = (problem: InputProblem): InputProblem => ({
  ...problem,
  ...(problem.field === undefined ? {} : { field: brief(problem.field) }),
  reason: brief(problem.reason),
})

/**
 * Makes an uploaded file the customer's register. Wrong input is refused whole; a file that would remove suspiciously
 * much is held. Order makes it safe: index keys are written before a supplier's record, stale keys go last, so that
 * at every moment a changed designation finds the supplier. Run again it finishes what it began.
 *
 * Throws `ConfigError` for an unknown customer, `TransientError` while another file of the customer is taken in,
 * `IntegrityError` where a retry of an upload brings other bytes. A refused or held file is no error: see the record.
 */
export const takeIn = async (deps: IntakeDependencies, request: IntakeRequest): Promise<IntakeRecord> => {
  const { registry, intakes } = deps
  const { customerId } = request
  const intakeId = sha256(`${customerId}\n${request.uploadId}`).slice(0, 16)
  const before = await intakes.intake(customerId, intakeId)
  if (before && before.state !== 'applying') {
    // The run that wrote the record may have died before it released the lock.
    await intakes.unlock(customerId, intakeId)
    return before
  }
  const hash = sha256(request.bytes)
  if (before && before.sha256 !== hash) {
    throw new IntegrityError(
      `The upload ${request.file} of ${customerId} was begun with other bytes (SHA-256 ${before.sha256})`,
      'Read the object by its version; if that version is gone, upload the file again.',
    )
  }
  const customer = await registry.customer(customerId)
  if (!customer) {
    throw new ConfigError(`There is no customer "${customerId}"`, 'Add it first: tierwatch customers add.')
  }
  if (!(await intakes.lock(customerId, intakeId, deps.now()))) {
    throw new TransientError(`Another supplier file of ${customerId} is being taken in`, 'It is tried again.')
  }
  const blank: IntakeRecord = {
    intakeId,
    customerId,
    file: request.file,
    sha256: hash,
    state: 'refused',
    at: before?.at ?? request.at ?? deps.now().toISOString(),
    added: 0,
    changed: 0,
    annotated: 0,
    removed: 0,
    unchanged: 0,
    problems: [],
    registerRevision: before?.registerRevision ?? customer.registerRevision,
  }
  const end = async (read: IntakeRecord): Promise<IntakeRecord> => {
    const record = { ...read, problems: read.problems.map(inBrief) }
    await intakes.putIntake(record)
    await intakes.unlock(customerId, intakeId)
    return record
  }
  if (!before && customer.lastUploadAt !== undefined && request.uploadedAt < customer.lastUploadAt) {
    const reason = `a newer file, of ${customer.lastUploadAt}, was taken in before this one of ${request.uploadedAt}`
    return end({ ...blank, problems: [{ file: request.file, reason }] })
  }
  const existing = await registry.suppliers(customerId)
  let plan: RegisterPlan
  try {
    plan = await planOf(deps, request, existing, before !== null)
  } catch (error) {
    // What was judged good once is not refused half way: somebody has to look.
    if (error instanceof InputError && !before) return end({ ...blank, problems: error.problems })
    throw error
  }
  const counts = {
    added: plan.added.length,
    changed: plan.changed.length,
    annotated: plan.annotated.length,
    removed: plan.removed.length,
    unchanged: plan.unchanged,
  }
  if (plan.held !== undefined) return end({ ...blank, ...counts, state: 'held', held: plan.held })
  const record: IntakeRecord = before ?? { ...blank, ...counts, state: 'applying' }
  if (!before) await intakes.putIntake(record)
  const planned = writesOf(plan, existing)
  const registers = registersOf(planned, existing)
  if (customer.registerRevision !== record.registerRevision)
    return end(await giveWay(deps, record, planned, registers))
  const writes = await openNotice(deps, record, planned, registers)
  await writeAll(deps, record, writes, registers)
  const { added, changed, annotated, removed } = record
  if (added + changed + annotated + removed > 0) {
    const registered = (await registry.suppliers(customerId)).filter(({ state }) => state === 'registered')
    await intakes.raiseRegister(customerId, intakeId, {
      supplierCount: registered.length,
      uploadedAt: request.uploadedAt,
    })
  }
  return end({ ...record, state: 'applied' })
}

/** What the file means for the register as it is. A retry does not ask again whether removals are meant. */
const planOf = async (
  deps: IntakeDependencies,
  request: IntakeRequest,
  existing: readonly Supplier[],
  isRetry: boolean,
): Promise<RegisterPlan> => {
  const isPatch = request.file.toLowerCase().endsWith('.patch.csv')
  const registered = existing.filter(({ state }) => state === 'registered')
  const rows = parseSupplierFile(request.bytes, request.file, isPatch ? registered.map(factsOf) : [])
  const openMatches = new Set<string>()
  if (!isPatch) {
    for await (const match of deps.registry.matches(request.customerId)) {
      if (match.state === 'open') openMatches.add(match.supplierId)
    }
  }
  return planRegister(existing, rows, {
    mode: isPatch ? 'patch' : 'whole',
    suppliersWithOpenMatches: openMatches,
    confirmRemovals: request.confirmRemovals || isRetry,
  })
}

/** A supplier as the file makes it; a removed one stays as a tombstone, so that its matches can be resolved. */
interface Write {
  facts: SupplierFacts
  /** At which it is screened. */
  revision: number
  state: Supplier['state']
  /** Its facts are what they were: an owner's have changed. */
  touched?: true
}

/** What is screened and told, and what is only written down. */
interface Writes {
  screened: Write[]
  silent: Write[]
}

/** The register as it stands, and as the file makes it. */
interface Registers {
  before: ReadonlyMap<string, Supplier>
  after: ReadonlyMap<string, SupplierFacts>
}

/**
 * A supplier with registered owners is written twice: with its facts, and again when all others are written. It is screened
 * at the second revision, when its owners are what the file makes them, in whatever order they were written.
 */
const hasRegisteredOwner = (facts: SupplierFacts): boolean => ownerIdsOf(facts).length > 0

const writesOf = (plan: RegisterPlan, existing: readonly Supplier[]): Writes => {
  const stored = new Map(existing.map((supplier) => [supplier.supplierId, supplier]))
  const write = (facts: SupplierFacts, state: Write['state'] = 'registered'): Write => ({
    facts,
    revision:
      (stored.get(facts.supplierId)?.revision ?? 0) +
      (state === 'registered' && hasRegisteredOwner(facts) ? 2 : 1),
    state,
  })
  const removed = plan.removed.flatMap((id) => {
    const was = stored.get(id)
    return was ? [write(factsOf(was), 'removed')] : []
  })
  const changed = [...plan.added, ...plan.changed]
  return {
    screened: [...changed.map((facts) => write(facts)), ...ownedBy(changed, plan, stored), ...removed],
    silent: plan.annotated.map((facts) => ({
      facts,
      revision: (stored.get(facts.supplierId)?.revision ?? 0) + 1,
      state: 'registered',
    })),
  }
}

/** Who an owner is, and who owns it, is what those that it owns are screened by. */
const asOwner = ({
  goods: _g,
  officers: _o,
  workers: _w,
  supplies: _s,
  roles: _r,
  ...facts
}: SupplierFacts) =>
  supplierFactsHash({ ...facts, goods: [], officers: [], workers: [], supplies: [], roles: [] })

/** Registered parties that changed ones own, directly or through others: screened again, with the facts that they have. */
const ownedBy = (
  changed: readonly SupplierFacts[],
  plan: RegisterPlan,
  stored: ReadonlyMap<string, Supplier>,
): Write[] => {
  const reached = new Set(
    changed
      .filter((facts) => {
        const was = stored.get(facts.supplierId)
        return was?.state !== 'registered' || asOwner(factsOf(was)) !== asOwner(facts)
      })
      .map(({ supplierId }) => supplierId),
  )
  if (reached.size === 0) return []
  const written = new Set([...changed.map(({ supplierId }) => supplierId), ...plan.removed])
  const others = [...stored.values()].filter(
    ({ supplierId, state }) => state === 'registered' && !written.has(supplierId),
  )
  // Through parties that the file changes, too.
  const parties: readonly SupplierFacts[] = [...changed, ...others]
  for (let before = -1; before !== reached.size; ) {
    before = reached.size
    for (const party of parties)
      if (ownerIdsOf(party).some((id) => reached.has(id))) reached.add(party.supplierId)
  }
  return others
    .filter(({ supplierId }) => reached.has(supplierId))
    .map((supplier) => ({
      facts: factsOf(supplier),
      revision: supplier.revision + 1,
      state: 'registered',
      touched: true,
    }))
}

const registersOf = ({ screened, silent }: Writes, existing: readonly Supplier[]): Registers => {
  const after = new Map<string, SupplierFacts>(
    existing
      .filter(({ state }) => state === 'registered')
      .map((supplier) => [supplier.supplierId, factsOf(supplier)]),
  )
  for (const { facts, state } of [...screened, ...silent]) {
    if (state === 'removed') after.delete(facts.supplierId)
    else after.set(facts.supplierId, facts)
  }
  return { before: new Map(existing.map((supplier) => [supplier.supplierId, supplier])), after }
}

/**
 * Opens the intake's notice before the first supplier is written: a supplier's screening is counted on its batch. Where
 * an earlier run opened it, its batches are the plan, and only what is open there is still to be written.
 */
const openNotice = async (
  deps: IntakeDependencies,
  record: IntakeRecord,
  writes: Writes,
  registers: Registers,
): Promise<Writes> => {
  const { screened } = writes
  const { customerId, intakeId, at } = record
  // A run that died may have written all that the file changes, and not yet what is screened because of it.
  if (screened.length === 0) return { ...writes, screened: await stillOpen(deps, record, [], registers) }
  const batches = screened.map(({ facts: { supplierId }, revision }): [string, Batch] => [
    supplierId,
    { kind: 'intake', intakeId, supplierId, revision },
  ])
  const opened = await deps.registry.openNotice(
    {
      customerId,
      noticeId: intakeNoticeId(intakeId),
      cause: 'intake',
      kind: 'report',
      plan: sha256(canonicalJson(batches)).slice(0, 16),
      total: screened.length,
      done: 0,
      state: 'screening',
      at,
      screened: screened.filter(({ state }) => state === 'registered').length,
    },
    new Map(batches),
    // Real time: how long the work has been open has nothing to do with the time that it tells of.
    deps.now().toISOString(),
  )
  return opened ? writes : { ...writes, screened: await stillOpen(deps, record, screened, registers) }
}

/**
 * What an earlier run left to be written, at the revisions that it planned. What the file changes and is changed already
 * is written again where it is to be screened at a later revision.
 */
const stillOpen = async (
  { registry }: IntakeDependencies,
  { customerId, intakeId }: IntakeRecord,
  screened: readonly Write[],
  { before }: Registers,
): Promise<Write[]> => {
  const noticeId = intakeNoticeId(intakeId)
  const planned = new Map(screened.map((write) => [write.facts.supplierId, write]))
  const limit = pLimit(writers)
  const open = await registry.openBatches(customerId, noticeId)
  // At once: of a register of thousands one after the other would outlast the function, at every try.
  const batches = await Promise.all(
    open.map((batch) => limit(() => registry.batch({ customerId, noticeId, batch }))),
  )
  return open.flatMap((supplierId, at): Write[] => {
    const batch = batches[at]
    if (batch?.kind !== 'intake') return []
    const { revision } = batch
    const write = planned.get(supplierId)
    const was = before.get(supplierId)
    if (write) return [{ ...write, revision: Math.max(revision, (was?.revision ?? 0) + 1) }]
    return was && was.revision < revision
      ? [{ facts: factsOf(was), revision, state: was.state, touched: true }]
      : []
  })
}

/**
 * The register has moved since this file was begun: it lost its lock to another one (or raised the register itself, and
 * then nothing is left to write). What is left of it must not overwrite the newer register. The customer is told by the
 * record; the notice tells of the suppliers that were written.
 */
const giveWay = async (
  deps: IntakeDependencies,
  record: IntakeRecord,
  planned: Writes,
  registers: Registers,
): Promise<IntakeRecord> => {
  const { customerId, intakeId, file } = record
  const noticeId = intakeNoticeId(intakeId)
  const begun = (await deps.registry.notice(customerId, noticeId)) !== null
  const open = begun ? await stillOpen(deps, record, planned.screened, registers) : planned.screened
  const unwritten = open.filter(({ touched }) => !touched)
  // What an owner that was written owns has the facts that it has, and is screened again all the same.
  const left = open.filter(({ touched }) => touched && begun)
  for (const write of begun ? unwritten : []) {
    const { supplierId } = write.facts
    const turn = await deps.registry.takeUpBatch({ customerId, noticeId, batch: supplierId })
    if (!turn) continue
    const was = registers.before.get(supplierId)
    // The other file brought it to the planned revision, and somebody screens it: only a screening may count it then.
    if (was && turn.turn > 1) left.push({ ...write, facts: factsOf(was), state: was.state, touched: true })
    else await deps.registry.finishBatch(turn)
  }
  await writeAll(deps, record, { screened: left, silent: [] }, registers)
  if (unwritten.length === 0) return { ...record, state: 'applied' }
  const reason = `another file was taken in while this one was being applied, and ${unwritten.length} of its changes were not written; send the file that is right again`
  return { ...record, state: 'refused', problems: [{ file, reason }] }
}

/** Removals last: whoever looks half way sees a supplier too many rather than one too few. */
const writeAll = async (
  deps: IntakeDependencies,
  record: IntakeRecord,
  { screened, silent }: Writes,
  registers: Registers,
): Promise<void> => {
  const limit = pLimit(writers)
  const write = (writes: readonly Write[]): Promise<void[]> =>
    Promise.all(writes.map((one) => limit(() => writeSupplier(deps, record, one, registers))))
  const registered = screened.filter(({ state }) => state === 'registered')
  const isLater = ({ facts, touched }: Write): boolean => touched === true || hasRegisteredOwner(facts)
  await write(
    registered
      .filter(({ touched }) => !touched)
      .map((one) => (isLater(one) ? { ...one, revision: one.revision - 1 } : one)),
  )
  await write(silent)
  await write(registered.filter(isLater))
  await write(screened.filter(({ state }) => state === 'removed'))
}

const writeSupplier = async (
  { intakes, index, model }: IntakeDependencies,
  { customerId, intakeId }: IntakeRecord,
  { facts, revision, state }: Write,
  { before, after }: Registers,
): Promise<void> => {
  const supplier: Supplier = {
    ...facts,
    customerId,
    revision,
    factsHash: supplierFactsHash(facts),
    state,
    intakeId,
  }
  const keys = state === 'removed' ? [] : registeredKeys(supplier, aboveOf(facts, after), model)
  if (keys.length > 0) await index.put(model.version, customerId, facts.supplierId, keys)
  await intakes.putSupplier(supplier)
  // A run that dies here leaves stale keys behind: they cost a look-up and find nothing, the scorer decides.
  const kept = new Set(keys)
  const was = before.get(facts.supplierId)
  const stale =
    was?.state === 'registered'
      ? registeredKeys(was, aboveOf(was, before), model).filter((key) => !kept.has(key))
      : []
  if (stale.length > 0) await index.remove(model.version, customerId, facts.supplierId, stale)
}
