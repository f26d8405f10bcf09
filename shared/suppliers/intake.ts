import { ConfigError, InputError, type InputProblem, TransientError } from '../errors.ts'
import { sha256 } from '../hash.ts'
import { intakeNoticeId } from '../matches/ids.ts'
import type { Batch, Registry, ReverseIndex } from '../matches/ports.ts'
import type { Supplier, SupplierFacts } from '../model/supplier.ts'
import { supplierKeys } from '../screening/keys.ts'
import type { ScreeningModel } from '../screening/model.ts'
import { planRegister, type RegisterPlan } from './register.ts'
import { parseSupplierFile } from './supplier-file.ts'

/** What became of one uploaded file: one record per upload. */
export interface IntakeRecord {
  intakeId: string
  customerId: string
  file: string
  /** SHA-256 of the file's bytes. */
  sha256: string
  state: 'applying' | 'applied' | 'refused' | 'held'
  /** Real time (ISO instant). */
  at: string
  added: number
  changed: number
  removed: number
  unchanged: number
  /** Refused: everything that is wrong. */
  problems: InputProblem[]
  /** Held: why, and how to go on. */
  held?: string
  /** Planned revision of each supplier that the file changes; `removed` ones are tombstones. */
  planned: { supplierId: string; revision: number; removed: boolean }[]
}

/** Where intakes and supplier records are written. */
export interface IntakeStore {
  intake(customerId: string, intakeId: string): Promise<IntakeRecord | null>
  putIntake(record: IntakeRecord): Promise<void>
  /** Only one intake of a customer writes at a time. `false` where another holds the lock. */
  lock(customerId: string, intakeId: string, now: Date): Promise<boolean>
  unlock(customerId: string, intakeId: string): Promise<void>
  /** Writes a supplier at its planned revision; one that is there already stays. */
  putSupplier(supplier: Supplier): Promise<void>
  /** Raises the register's revision, once per intake. */
  raiseRegister(customerId: string, intakeId: string): Promise<void>
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
  confirmRemovals: boolean
}

const notesLeftOut = ({ notes: _notes, ...facts }: SupplierFacts): Omit<SupplierFacts, 'notes'> => facts

/** Hash of a supplier's facts as screening sees them: a changed note changes nothing. */
export const supplierFactsHash = (facts: SupplierFacts): string => sha256(JSON.stringify(notesLeftOut(facts)))

const isPatch = ({ file }: IntakeRequest): boolean => file.toLowerCase().endsWith('.patch.csv')

/** A patch may name suppliers that are registered already; a whole register holds everything that it names. */
const patchable = (request: IntakeRequest, existing: readonly Supplier[]): Set<string> =>
  new Set(
    isPatch(request) ? existing.filter(({ state }) => state === 'registered').map(({ supplierId }) => supplierId) : [],
  )

const planOf = async (
  deps: IntakeDependencies,
  request: IntakeRequest,
  existing: readonly Supplier[],
): Promise<RegisterPlan> => {
  const rows = parseSupplierFile(request.bytes, request.file, patchable(request, existing))
  const openMatches = new Set<string>()
  for await (const match of deps.registry.matches(request.customerId)) {
    if (match.state === 'open') openMatches.add(match.supplierId)
  }
  return planRegister(existing, rows, {
    mode: isPatch(request) ? 'patch' : 'whole',
    suppliersWithOpenMatches: openMatches,
    confirmRemovals: request.confirmRemovals,
    file: request.file,
  })
}

/**
 * Makes an uploaded file the customer's register. Wrong input is refused whole; a file that would remove suspiciously
 * much is held. Order makes it safe: index keys are written before a supplier's record, stale keys go last, so that
 * at every moment a changed designation finds the supplier. Run again it finishes what it began.
 */
export const takeIn = async (deps: IntakeDependencies, request: IntakeRequest): Promise<IntakeRecord> => {
  const { registry, intakes } = deps
  const { customerId } = request
  const intakeId = sha256(`${customerId}\n${request.uploadId}`).slice(0, 16)
  const before = await intakes.intake(customerId, intakeId)
  if (before && before.state !== 'applying') return before
  if (!(await registry.customer(customerId))) {
    throw new ConfigError(`There is no customer "${customerId}"`, 'Add it first: tierwatch customers add.')
  }
  if (!(await intakes.lock(customerId, intakeId, deps.now()))) {
    throw new TransientError(`Another supplier file of ${customerId} is being taken in`, 'It is tried again.')
  }
  const existing = await registry.suppliers(customerId)
  const blank: IntakeRecord = {
    intakeId,
    customerId,
    file: request.file,
    sha256: sha256(request.bytes),
    state: 'refused',
    at: before?.at ?? deps.now().toISOString(),
    added: 0,
    changed: 0,
    removed: 0,
    unchanged: 0,
    problems: [],
    planned: [],
  }
  const end = async (record: IntakeRecord): Promise<IntakeRecord> => {
    await intakes.putIntake(record)
    await intakes.unlock(customerId, intakeId)
    return record
  }
  let rows: Map<string, SupplierFacts>
  let record: IntakeRecord
  try {
    if (before) {
      record = before
      rows = new Map(
        parseSupplierFile(request.bytes, request.file, patchable(request, existing)).map((row) => [row.supplierId, row]),
      )
    } else {
      const plan = await planOf(deps, request, existing)
      rows = new Map([...plan.added, ...plan.changed].map((row) => [row.supplierId, row]))
      const counts = {
        added: plan.added.length,
        changed: plan.changed.length,
        removed: plan.removed.length,
        unchanged: plan.unchanged,
      }
      if (plan.held !== undefined) return await end({ ...blank, ...counts, state: 'held', held: plan.held })
      const revisions = new Map(existing.map(({ supplierId, revision }) => [supplierId, revision]))
      const next = (supplierId: string): number => (revisions.get(supplierId) ?? 0) + 1
      record = {
        ...blank,
        ...counts,
        state: 'applying',
        planned: [
          ...[...rows.keys()].map((supplierId) => ({ supplierId, revision: next(supplierId), removed: false })),
          ...plan.removed.map((supplierId) => ({ supplierId, revision: next(supplierId), removed: true })),
        ],
      }
    }
  } catch (error) {
    if (error instanceof InputError) return end({ ...blank, problems: error.problems })
    throw error
  }
  await intakes.putIntake(record)
  await apply(deps, record, rows, existing)
  await intakes.raiseRegister(customerId, intakeId)
  return end({ ...record, state: 'applied' })
}

const apply = async (
  deps: IntakeDependencies,
  record: IntakeRecord,
  rows: ReadonlyMap<string, SupplierFacts>,
  existing: readonly Supplier[],
): Promise<void> => {
  const { registry, intakes, index, model } = deps
  const { customerId, intakeId, planned } = record
  if (planned.length === 0) return
  const noticeId = intakeNoticeId(intakeId)
  await registry.openNotice(
    {
      customerId,
      noticeId,
      cause: 'intake',
      kind: 'report',
      plan: 'intake',
      total: planned.length,
      done: 0,
      state: 'screening',
      at: record.at,
      screened: planned.filter(({ removed }) => !removed).length,
    },
    new Map<string, Batch>(
      planned.map(({ supplierId, revision }) => [supplierId, { kind: 'intake', intakeId, supplierId, revision }]),
    ),
    record.at,
  )
  const stored = new Map(existing.map((supplier) => [supplier.supplierId, supplier]))
  for (const { supplierId, revision, removed } of planned) {
    const was = stored.get(supplierId)
    const facts = rows.get(supplierId) ?? was
    if (!facts) throw new RangeError(`supplier ${supplierId} is in the plan and nowhere else`)
    const supplier: Supplier = {
      ...(removed ? facts : { ...facts }),
      customerId,
      revision,
      factsHash: supplierFactsHash(rows.get(supplierId) ?? factsOf(facts)),
      state: removed ? 'removed' : 'registered',
      intakeId,
    }
    const keys = removed ? [] : supplierKeys(supplier, model)
    await index.put(model.version, customerId, supplierId, keys)
    await intakes.putSupplier(supplier)
    const stale = was ? supplierKeys(was, model).filter((key) => !keys.includes(key)) : []
    await index.remove(model.version, customerId, supplierId, stale)
  }
}

const factsOf = (supplier: SupplierFacts | Supplier): SupplierFacts => {
  if (!('customerId' in supplier)) return supplier
  const { customerId: _c, revision: _r, factsHash: _f, state: _s, intakeId: _i, ...facts } = supplier
  return facts
}
