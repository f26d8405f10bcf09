import { consequencesOf, measuresOf, ownershipOf } from '../../shared/legal/consequences.ts'
import { datedStateOf } from '../../shared/legal/dated-facts.ts'
import { ConflictError, TransientError } from '../../shared/errors.ts'
import type { OutgoingMessage } from '../../shared/alerts/outgoing.ts'
import { sendNotice, type SendDependencies } from '../../shared/alerts/send-notice.ts'
import { severityOf } from '../../shared/alerts/severity.ts'
import { checkSource, type CheckRequest, type SourceReader } from '../../shared/lists/check-source.ts'
import type { DocumentStore, FetchedDocument, ListStore } from '../../shared/lists/ports.ts'
import type { CheckOutcome } from '../../shared/lists/version.ts'
import { commitDue, type DueStore } from '../../shared/lists/due-dates.ts'
import { bringNews } from '../../shared/matches/announce.ts'
import { fanOut } from '../../shared/matches/fan-out.ts'
import type { BatchRef, Registry, ReverseIndex } from '../../shared/matches/ports.ts'
import type { ScreeningDependencies } from '../../shared/matches/screen-batch.ts'
import { screenBatch, screenIntake } from '../../shared/matches/work.ts'
import type { SourceId } from '../../shared/model/source.ts'
import { keyAgain } from '../../shared/operations/key-again.ts'
import { sweep } from '../../shared/operations/sweep.ts'
import { readerOf } from '../../shared/sources/registry.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { type IntakeStore, takeIn } from '../../shared/suppliers/intake.ts'
import type { CustomerStore } from '../../shared/customers/onboarding.ts'
import { Crash, Fuse } from './faults.ts'
import { type EarlyTables, emptyEarlyTables, memoryEarlyNotices } from './memory-early-notices.ts'
import { type DueTables, emptyDueTables, memoryDueStore } from './memory-due-store.ts'
import { memoryDocumentStore, type Objects } from './memory-document-store.ts'
import { emptyListTables, type ListTables, memoryListStore } from './memory-list-store.ts'
import { emptyRegistryTables, memoryRegistry, type RegistryTables } from './memory-registry.ts'
import { type IndexTable, memoryReverseIndex } from './memory-reverse-index.ts'

/** Everything that outlives a process. */
export interface World {
  lists: ListTables
  registry: RegistryTables
  index: IndexTable
  objects: Objects
  /** What SNS took, with the HEADs at that moment. */
  published: { topicArn: string; message: OutgoingMessage; heads: Map<SourceId, number> }[]
  sealed: Map<string, string>
  reports: Map<string, string>
  /** Messages that wait to be screened. */
  queue: BatchRef[]
  /** Days to come. */
  due: DueTables
  /** Documents on public inspection. */
  early: EarlyTables
  /** Real time, in milliseconds. */
  time: number
}

export const emptyWorld = (): World => ({
  lists: emptyListTables(),
  registry: emptyRegistryTables(),
  index: new Map(),
  objects: new Map(),
  published: [],
  sealed: new Map(),
  reports: new Map(),
  queue: [],
  due: emptyDueTables(),
  early: emptyEarlyTables(),
  time: Date.parse('2024-06-01T00:00:00Z'),
})

export const leaseSeconds = 120
export const sweepAfterSeconds = 600

export interface Stores {
  lists: ListStore
  documents: DocumentStore
  registry: Registry & CustomerStore & IntakeStore
  index: ReverseIndex
  due: DueStore
}

export const memoryRegistryOf = (world: World): Stores['registry'] => memoryRegistry(world.registry)

export const storesOf = (world: World): Stores => ({
  lists: memoryListStore(world.lists),
  documents: memoryDocumentStore(world.objects),
  registry: memoryRegistry(world.registry),
  index: memoryReverseIndex(world.index),
  due: memoryDueStore(world.due),
})

const words = (subject: string) => () => ({ subject, text: subject })

/** The functions of the system over a world, wired as the handlers wire them; every port goes through the fuse. */
export const functionsOf = (
  world: World,
  readers: Partial<Record<SourceId, SourceReader>>,
  fuse = new Fuse(),
) => {
  const plain = storesOf(world)
  const lists = fuse.over(plain.lists)
  const documents = fuse.over(plain.documents)
  const registry = fuse.over(plain.registry)
  const index = fuse.over(plain.index)
  const due = fuse.over(plain.due)
  const early = fuse.over(memoryEarlyNotices(world.early, () => new Date(world.time)))
  const model = screeningModel()
  // Time passes with each look at it, so that no two instants are the same.
  const now = (): Date => new Date((world.time += 1))
  const outside = fuse.over({
    enqueue: async (batches: readonly BatchRef[]) => {
      world.queue.push(...batches)
    },
    seal: async (customerId: string, alertId: string, record: string) => {
      const key = `${customerId}/${alertId}`
      const sealed = world.sealed.get(key) ?? record
      world.sealed.set(key, sealed)
      return sealed
    },
    sealed: async (customerId: string, alertId: string) =>
      world.sealed.get(`${customerId}/${alertId}`) ?? null,
    storeReport: async (key: string, { text }: { text: string }) => {
      if (!world.reports.has(key)) world.reports.set(key, text)
    },
    publish: async (topicArn: string, message: OutgoingMessage) => {
      const heads = new Map([...world.lists.heads].map(([source, { seq }]) => [source as SourceId, seq]))
      world.published.push({ topicArn, message, heads })
      return `message-${world.published.length}`
    },
  })
  const screening: ScreeningDependencies = {
    lists,
    documents,
    registry,
    index,
    model,
    measuresOf,
    datedStateOf,
    ownershipOf,
    indexes: new Map(),
  }
  const sending: SendDependencies = {
    lists,
    documents,
    readerOf: (source) => readers[source] ?? readerOf(source),
    versions: { product: 'test', model: model.version },
    registry,
    seal: outside.seal,
    sealed: outside.sealed,
    publish: outside.publish,
    storeReport: outside.storeReport,
    linkTo: async (key) => ({ location: `s3://evidence/${key}` }),
    consequencesOf,
    severityOf,
    alertMessage: words('alert'),
    reportMessage: words('report'),
    digestMessage: words('digest'),
    anchorsOf: async () => [],
    now,
    leaseSeconds,
  }
  return {
    check: (request: CheckRequest, fetched: readonly FetchedDocument[]): Promise<CheckOutcome> => {
      const reader = readers[request.source]
      if (!reader) throw new Error(`no reader for ${request.source}`)
      return checkSource(request, { lists, documents, due, reader, now, fetch: async () => [...fetched] })
    },
    dueDates: (source: SourceId, scheduledAt: string) => commitDue(source, scheduledAt, { lists, due, now }),
    fanOut: (source: SourceId, seq: number): Promise<void> =>
      fanOut({ lists, documents, registry, index, model, enqueue: outside.enqueue, now }, source, seq),
    screen: (ref: BatchRef): Promise<void> => screenBatch(screening, ref),
    screenIntake: (customerId: string, intakeId: string, ids: readonly string[]): Promise<void> =>
      screenIntake(screening, customerId, intakeId, ids),
    takeIn: (customerId: string, file: string, bytes: Uint8Array, uploadId: string) =>
      takeIn(
        { registry, intakes: registry, index, model, now },
        { customerId, file, bytes, uploadId, uploadedAt: now().toISOString(), confirmRemovals: true },
      ),
    /** Brings news of a document on public inspection to the customers. */
    tell: (sk: string) => bringNews({ registry, index, model, now }, early, sk),
    early,
    documents,
    send: (customerId: string, noticeId: string) => sendNotice(sending, customerId, noticeId),
    /** One round of the watchdog; what it drives again is returned. */
    sweep: async () => {
      await keyAgain({ registry, customers: registry, modelVersion: model.version, now })
      const work: {
        fanOut: { source: SourceId; seq: number }[]
        announce: { early: string }[]
        screen: BatchRef[]
        send: { customerId: string; noticeId: string }[]
      } = { fanOut: [], announce: [], screen: [], send: [] }
      const gauges = await sweep({
        lists,
        registry,
        early,
        subscriptionsOf: async () => ({ confirmed: 1, pending: 0 }),
        now,
        sweepAfterSeconds,
        redrive: {
          fanOut: async (changeSets) => void work.fanOut.push(...changeSets),
          announce: async (news) => void work.announce.push(...news),
          screen: async (batches) => void work.screen.push(...batches),
          screenIntake: async (batches) => void work.screen.push(...batches),
          send: async (notices) => void work.send.push(...notices),
        },
      })
      return { gauges, work }
    },
  }
}

export type Functions = ReturnType<typeof functionsOf>

/** What an event source does with a function that failed. */
export type OnFailure = 'retry' | 'lose'

/**
 * Delivers what the streams and queues would deliver. A function that dies is started again (`retry`), or its event is
 * lost for good (`lose`): then only the watchdog can find the work.
 */
export const deliver = async (
  world: World,
  functions: Functions,
  fuse: Fuse,
  onFailure: OnFailure,
): Promise<void> => {
  const attempt = async (invoke: () => Promise<unknown>): Promise<void> => {
    for (let tries = 0; tries < 3; tries++) {
      try {
        await invoke()
        return
      } catch (error) {
        if (!isPassing(error)) throw error
        fuse.revive()
        if (onFailure === 'lose') return
      }
    }
    throw new Error('an invocation failed three times')
  }
  for (const { customerId, intakeId, supplierId } of world.registry.suppliers.values()) {
    if (world.registry.notices.get(`${customerId} intake#${intakeId}`)?.state !== 'screening') continue
    await attempt(() => functions.screenIntake(customerId, intakeId, [supplierId]))
  }
  for (const { source, seq, state } of world.lists.changeSets.values()) {
    if (state === 'pending') await attempt(() => functions.fanOut(source, seq))
  }
  for (const sk of world.early.outbox.keys()) await attempt(() => functions.tell(sk))
  for (let ref = world.queue.shift(); ref; ref = world.queue.shift()) {
    const message = ref
    await attempt(() => functions.screen(message))
  }
  for (const { customerId, noticeId, state } of world.registry.notices.values()) {
    if (state === 'ready') await attempt(() => functions.send(customerId, noticeId))
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof Crash || error instanceof ConflictError || error instanceof TransientError

/** Lets the watchdog work until nothing is left; fails where something stays open for ever. Counts the rounds. */
export const quiesce = async (world: World, functions: Functions, fuse: Fuse): Promise<number> => {
  for (let round = 0; round < 8; round++) {
    if (isQuiet(world)) return round
    world.time += sweepAfterSeconds * 1000
    try {
      const { work } = await functions.sweep()
      for (const { source, seq } of work.fanOut) await functions.fanOut(source, seq)
      for (const news of work.announce) await functions.tell(news.early)
      for (const ref of work.screen) await functions.screen(ref)
      for (let ref = world.queue.shift(); ref; ref = world.queue.shift()) await functions.screen(ref)
      for (const { customerId, noticeId } of work.send) await functions.send(customerId, noticeId)
    } catch (error) {
      if (!isPassing(error)) throw error
      fuse.revive()
    }
  }
  throw new Error(
    `work stays open: ${[...world.registry.openWork.keys(), ...world.early.outbox.keys(), ...unfinished(world).map(({ source, seq }) => `${source}#${seq}`)].join(', ')}`,
  )
}

const unfinished = (world: World) =>
  [...world.lists.changeSets.values()].filter(({ state }) => state !== 'delivered')

export const isQuiet = (world: World): boolean =>
  world.registry.openWork.size === 0 && world.early.outbox.size === 0 && unfinished(world).length === 0

/** Every alert id that was told, as often as it was told: singly, with another of its party, or in a report or digest. */
export const told = (world: World): string[] =>
  world.published.flatMap(({ message }) => {
    const json = JSON.parse(message.json) as {
      alertId?: string
      together?: { alertId: string }[]
      alerts?: { alertId: string }[]
    }
    const others = (json.together ?? json.alerts ?? []).map(({ alertId }) => alertId)
    return json.alertId === undefined ? others : [json.alertId, ...others]
  })

/** The alerts of a world as their ids stand for: what happened to which match. */
export const transitionsOf = (world: World): Map<string, string> =>
  new Map(
    [...world.registry.alerts.values()]
      .map(({ alertId, transition: { kind, match } }): [string, string] => [
        alertId,
        `${match.supplierId} × ${match.source}/${match.designationId} ${match.rule} ${kind} ${match.revision}`,
      ])
      .sort(([, a], [, b]) => (a < b ? -1 : 1)),
  )
