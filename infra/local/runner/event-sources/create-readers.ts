import { nameInArn } from '../aws-identity.ts'
import type { Send } from '../destinations.ts'
import type { FunctionPool } from '../functions/pool.ts'
import type { Log } from '../log.ts'
import type { FunctionPlan, Plan } from '../plan.ts'
import { wrongTemplate } from '../refusal.ts'
import type { Clients } from '../services.ts'
import type { Services } from '../start-services.ts'
import type { RunnerState } from '../state.ts'
import type { Pause } from './batch-attempts.ts'
import { pause } from './batch-attempts.ts'
import { QueueReader } from './queues.ts'
import type { StreamClient } from './stream-client.ts'
import { StreamReader } from './streams.ts'

interface Parts {
  state: RunnerState
  services: Services
  clients: Clients
  streamClient: StreamClient
  pool: FunctionPool
  send: Send
  log: Log
  longestRetryMs: number | undefined
}

/** The function of a mapping, which AWS checks when the mapping is made. */
const mappedFunction = (plan: Plan, mapping: { functionName: string; place: string }): FunctionPlan => {
  const found = plan.functions.find((candidate) => candidate.name === mapping.functionName)
  if (found) return found
  throw wrongTemplate(mapping.place, `there is no function ${mapping.functionName}`)
}

/**
 * The readers of every mapping that is enabled and whose function may run.
 * @throws ConfigError for a mapping that AWS would refuse: no such queue or function, a visibility timeout that is
 * shorter than the function's timeout
 */
export const createReaders = (
  plan: Plan,
  parts: Parts,
): { streams: StreamReader[]; queues: QueueReader[] } => {
  const { log, pool, services } = parts
  const usable = (mapping: { enabled: boolean; functionName: string; place: string }): boolean => {
    const target = mappedFunction(plan, mapping)
    if (mapping.enabled && target.reservedConcurrency === 0) {
      const message = 'its reserved concurrency is 0: what is meant for it waits'
      log({ function: target.id, level: 'warn', message })
    }
    return mapping.enabled && target.reservedConcurrency !== 0
  }
  const { streamClient: client, longestRetryMs = Number.POSITIVE_INFINITY } = parts
  const pauseAtMost: Pause = (milliseconds, signal) => pause(Math.min(milliseconds, longestRetryMs), signal)
  const streams = plan.streamMappings
    .filter(usable)
    .map(
      (mapping) =>
        new StreamReader(mapping, mappedFunction(plan, mapping), { ...parts, client, pause: pauseAtMost }),
    )
  const queues = plan.queueMappings.filter(usable).map((mapping) => {
    const target = mappedFunction(plan, mapping)
    const name = nameInArn(mapping.sourceArn)
    const queue = plan.queues.find((candidate) => candidate.name === name)
    if (queue === undefined) throw wrongTemplate(mapping.place, `there is no queue ${name}`)
    if (queue.visibilitySeconds < target.timeoutSeconds) {
      const what = `the queue's visibility timeout (${queue.visibilitySeconds} s) is less than the function's timeout (${target.timeoutSeconds} s)`
      throw wrongTemplate(mapping.place, what)
    }
    const queueUrl = services.sqs.queueUrl(name)
    return new QueueReader(mapping, target, { sqs: parts.clients.sqs, queueUrl, pool, log })
  })
  return { streams, queues }
}
