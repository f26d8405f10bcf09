import type { ListStore } from '../lists/ports.ts'
import type { BatchRef, Registry } from '../matches/ports.ts'
import { changeSetNoticeId } from '../matches/ids.ts'
import { watchedSources, type SourceId } from '../model/source.ts'

/** What is to be told of documents on public inspection, until it is fanned out. */
export interface EarlyOutbox {
  /** By key, with the instant (ISO) since when it waits. */
  waiting(): Promise<{ sk: string; since: string }[]>
}

export interface SweepDependencies {
  lists: ListStore
  registry: Registry
  early: EarlyOutbox
  redrive: {
    fanOut: (changeSets: readonly { source: SourceId; seq: number }[]) => Promise<void>
    /** Keys in the outbox of early notices. */
    announce: (early: readonly { early: string }[]) => Promise<void>
    screen: (batches: readonly BatchRef[]) => Promise<void>
    screenIntake: (batches: readonly BatchRef[]) => Promise<void>
    send: (notices: readonly { customerId: string; noticeId: string }[]) => Promise<void>
  }
  /** How many subscriptions of a customer's topic have been confirmed, and how many wait. */
  subscriptionsOf: (topicArn: string) => Promise<{ confirmed: number; pending: number }>
  /** Real time. */
  now: () => Date
  /** Work younger than this (seconds) is in somebody's hands. */
  sweepAfterSeconds: number
}

/** Gauges that are never sparse: their absence means that the watchdog itself is dead. Ages in seconds. */
export interface Gauges {
  /** Since the last successful check; absent where a source was never checked. */
  sourceCheckAge: Partial<Record<SourceId, number>>
  /** 1 where a guard holds a document of the source. */
  sourceHeld: Record<string, number>
  pendingChangeSetAge: number
  unsentNoticeAge: number
  /** Of what is to be told of a document on public inspection, and was not fanned out to the customers. */
  untoldEarlyNoticeAge: number
  /** Subscriptions that nobody has confirmed: their recipients get nothing. */
  unconfirmedSubscriptions: number
  /** Customers whose alerts reach nobody. */
  customersWithoutSubscriber: number
  redriven: number
}

const ageOf = (now: Date, instant: string): number =>
  Math.max(0, (now.getTime() - Date.parse(instant)) / 1000)

/**
 * Finishes what lost events left behind: change sets and early notices that were not fanned out, batches that were not
 * screened, notices that were not sent. Nothing here decides; it only asks the workers to look again, and they are idempotent.
 */
export const sweep = async (deps: SweepDependencies): Promise<Gauges> => {
  const { lists, registry, redrive, sweepAfterSeconds } = deps
  const now = deps.now()
  const gauges: Gauges = {
    sourceCheckAge: {},
    sourceHeld: {},
    pendingChangeSetAge: 0,
    unsentNoticeAge: 0,
    untoldEarlyNoticeAge: 0,
    unconfirmedSubscriptions: 0,
    customersWithoutSubscriber: 0,
    redriven: 0,
  }
  const pending: { source: SourceId; seq: number }[] = []
  for (const source of watchedSources) {
    const status = await lists.status(source)
    if (status?.succeededAt !== undefined) gauges.sourceCheckAge[source] = ageOf(now, status.succeededAt)
    gauges.sourceHeld[source] = (await lists.holds(source)).length > 0 ? 1 : 0
    for (const changeSet of await lists.unfinishedChangeSets(source)) {
      const { seq } = changeSet
      const { committedAt } = await lists.version(source, seq)
      const age = ageOf(now, committedAt)
      gauges.pendingChangeSetAge = Math.max(gauges.pendingChangeSetAge, age)
      if (changeSet.state === 'pending') {
        if (age >= sweepAfterSeconds) pending.push({ source, seq })
      } else if (await isDelivered(registry, source, seq)) {
        await lists.markChangeSet(source, seq, 'delivered')
      }
    }
  }
  await redrive.fanOut(pending)
  gauges.redriven += pending.length

  const untold: { early: string }[] = []
  for (const { sk, since } of await deps.early.waiting()) {
    const age = ageOf(now, since)
    gauges.untoldEarlyNoticeAge = Math.max(gauges.untoldEarlyNoticeAge, age)
    if (age >= sweepAfterSeconds) untold.push({ early: sk })
  }
  await redrive.announce(untold)
  gauges.redriven += untold.length

  const toSend: { customerId: string; noticeId: string }[] = []
  for (const { customerId, noticeId, since } of await registry.openWork()) {
    if ((await registry.endedAt(customerId)) !== null && !(await registry.customer(customerId))) {
      await registry.closeNotice(customerId, noticeId)
      continue
    }
    const age = ageOf(now, since)
    gauges.unsentNoticeAge = Math.max(gauges.unsentNoticeAge, age)
    if (age < sweepAfterSeconds) continue
    const notice = await registry.notice(customerId, noticeId)
    if (notice?.state === 'ready') toSend.push({ customerId, noticeId })
    else if (notice?.state === 'closed') await registry.closeNotice(customerId, noticeId)
    else if (notice?.state === 'sent') await registry.markNoticeSent(customerId, noticeId)
    else if (notice) {
      const batches = (await registry.openBatches(customerId, noticeId)).map((batch) => ({
        customerId,
        noticeId,
        batch,
      }))
      await (notice.cause === 'intake' ? redrive.screenIntake(batches) : redrive.screen(batches))
      gauges.redriven += batches.length
    }
  }
  await redrive.send(toSend)
  // Last: that SNS does not answer must not keep anything from being driven again.
  for (const { topicArn } of await registry.customers()) {
    const { confirmed, pending } = await deps.subscriptionsOf(topicArn)
    gauges.unconfirmedSubscriptions += pending
    if (confirmed === 0) gauges.customersWithoutSubscriber++
  }
  gauges.redriven += toSend.length
  return gauges
}

const isDelivered = async (registry: Registry, source: SourceId, seq: number): Promise<boolean> => {
  for (const customerId of await registry.fannedOutTo(source, seq)) {
    const notice = await registry.notice(customerId, changeSetNoticeId(source, seq))
    if (notice?.state !== 'sent' && notice?.state !== 'closed') return false
  }
  return true
}
