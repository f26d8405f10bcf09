import { setTimeout as sleep } from 'node:timers/promises'
import { nameInArn } from './aws-identity.ts'
import type { QueueReader } from './event-sources/queues.ts'
import type { StreamClient } from './event-sources/stream-client.ts'
import type { StreamReader } from './event-sources/streams.ts'
import type { AsyncInvocations } from './functions/async-invocations.ts'
import type { FunctionPool } from './functions/pool.ts'
import type { Plan } from './plan.ts'
import type { Schedules } from './schedules.ts'
import type { Clients } from './services.ts'
import { destroyClients } from './services.ts'
import type { Services } from './start-services.ts'
import type { RunnerState } from './state.ts'

/** How long stopping waits for batches under way before it kills their functions. They are repeated at the next start. */
const stopMilliseconds = 2_000

/** Everything of a run that has to be stopped. */
export interface Running {
  state: RunnerState
  services: Services
  clients: Clients
  streamClient: StreamClient
  pool: FunctionPool
  asynchronous: AsyncInvocations
  streams: StreamReader[]
  queues: QueueReader[]
  schedules: Schedules
  closeEndpoint: () => Promise<void>
  closeStatusPage: () => Promise<void>
}

/** Queues that take what failed and that no function reads: their messages wait for people. */
export const deadLetterQueues = (plan: Plan): Set<string> => {
  const read = new Set(
    plan.queueMappings.filter((mapping) => mapping.enabled).map((mapping) => nameInArn(mapping.sourceArn)),
  )
  const targets = [...plan.failureTargets].filter((arn) => arn.startsWith('arn:aws:sqs:')).map(nameInArn)
  return new Set(targets.filter((name) => !read.has(name)))
}

export const messagesIn = (services: Services, queue: string): number => {
  const { visible, inFlight, delayed } = services.sqs.counts(queue)
  return visible + inFlight + delayed
}

/** What is going on at this moment, in words; empty when nothing is. */
export const createBusy = (plan: Plan, running: Running): (() => string[]) => {
  const { services, pool, asynchronous, streams, schedules } = running
  const dead = deadLetterQueues(plan)
  const working = plan.queues.filter((queue) => !dead.has(queue.name))
  return () => {
    const busy: string[] = []
    const add = (count: number, what: string): void => {
      if (count > 0) busy.push(`${count} ${what}`)
    }
    add(schedules.firing, 'schedules firing')
    add(services.s3.pendingEvents(), 'bucket events to deliver')
    add(services.sns.pendingDeliveries(), 'topic messages to deliver')
    add(services.events.pendingDeliveries(), 'bus events to deliver')
    for (const queue of working) add(messagesIn(services, queue.name), `messages in ${queue.name}`)
    for (const { functionName, count } of asynchronous.outstanding()) {
      add(count, `asynchronous invocations of ${pool.get(functionName)?.id}`)
    }
    for (const reader of streams) {
      if (!reader.caughtUp) busy.push(`stream records for ${pool.get(reader.mapping.functionName)?.id}`)
    }
    add(pool.active, 'invocations')
    return busy
  }
}

/** Ends a run in order: first what begins work, then the functions, then the services. */
export const stopAll = async (running: Running): Promise<void> => {
  const { schedules, streams, queues, asynchronous, pool } = running
  const stopping = Promise.all([
    schedules.stop(),
    asynchronous.stop(),
    ...streams.map((reader) => reader.stop()),
    ...queues.map((reader) => reader.stop()),
  ])
  await Promise.race([stopping, sleep(stopMilliseconds, undefined, { ref: false })])
  await pool.close()
  await stopping
  await running.closeEndpoint()
  await running.closeStatusPage()
  running.streamClient.close()
  destroyClients(running.clients)
  await running.services.close()
  running.state.close()
}
