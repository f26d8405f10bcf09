import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigError } from '../../../shared/errors.ts'
import { readAssembly } from './assembly.ts'
import { nameInArn } from './aws-identity.ts'
import { findNamed, shortIds } from './construct-id.ts'
import type { Send } from './destinations.ts'
import { createSend } from './destinations.ts'
import { QueueReader } from './event-sources/queues.ts'
import { StreamClient } from './event-sources/stream-client.ts'
import { StreamReader } from './event-sources/streams.ts'
import { AsyncInvocations } from './functions/async-invocations.ts'
import { functionEnvironment } from './functions/environment.ts'
import { FunctionPool } from './functions/pool.ts'
import type { FunctionError } from './functions/result.ts'
import type { IdleOptions } from './idle.ts'
import { untilIdle } from './idle.ts'
import { startLambdaEndpoint } from './lambda-endpoint.ts'
import type { Log, LogLine } from './log.ts'
import { makeResources } from './make-resources.ts'
import type { FunctionPlan, Plan } from './plan.ts'
import { wrongTemplate } from './refusal.ts'
import type { Schedule } from './schedules.ts'
import { Schedules } from './schedules.ts'
import type { ClientConfig, Clients, Endpoints, ServiceName } from './services.ts'
import { clientConfig, createClients, destroyClients } from './services.ts'
import type { Services } from './start-services.ts'
import { startServices } from './start-services.ts'
import { RunnerState } from './state.ts'

export type { LogLine } from './log.ts'
export type { Schedule } from './schedules.ts'
export type { ClientConfig, Endpoints, ServiceName } from './services.ts'

/** How long stopping waits for batches under way before it kills their functions. They are repeated at the next start. */
const stopMilliseconds = 2_000

export interface LocalOptions {
  /** The synthesised app: `cdk.out`. */
  assembly: string
  /** Everything that persists: tables, messages, objects, checkpoints, mails. Made when missing. */
  stateDirectory: string
  log?: (line: LogLine) => void
  /** By function (id, physical name, or a piece of its construct path) or for all (`*`); wins over the template. */
  extraEnvironment?: Record<string, Record<string, string>>
  /** `run`: enabled schedules fire by themselves. Default: `manual`. */
  schedules?: 'run' | 'manual'
}

export interface DeadLetterQueue {
  queue: string
  count: number
}

export interface LocalAws {
  endpoints: Endpoints
  /** Configuration of an SDK client. */
  clientConfig: (service: ServiceName) => ClientConfig
  /** Outputs of all stacks: by name, and by `<stack>.<name>`. */
  outputs: Record<string, string>
  /**
   * Invokes a function by id, physical name, or a piece of its construct path.
   * @throws TooManyRequestsException when its reserved concurrency is used up
   */
  invoke: (
    functionName: string,
    payload: unknown,
    options?: { async?: boolean },
  ) => Promise<{ payload: unknown; functionError?: FunctionError }>
  /** By id: the shortest end of the construct path that no other schedule has. */
  schedules: Record<string, Schedule>
  idle: (options?: IdleOptions) => Promise<void>
  /** Every queue that takes what failed, with its messages. */
  deadLetters: () => DeadLetterQueue[]
  stop: () => Promise<void>
}

/** Everything of a run that has to be stopped. */
interface Running {
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
}

const nameEverything = (plan: Plan): void => {
  for (const things of [plan.functions, plan.schedules]) {
    const ids = shortIds(things.map((thing) => thing.constructPath))
    for (const [at, thing] of things.entries()) thing.id = ids[at] ?? thing.id
  }
}

const environmentsOf = (
  functions: FunctionPlan[],
  endpoints: Endpoints,
  extra: Record<string, Record<string, string>> = {},
): Map<string, Record<string, string>> => {
  const { '*': forAll, ...others } = extra
  const own = new Map<string, Record<string, string>>()
  for (const [key, variables] of Object.entries(others)) {
    const { name } = findNamed(functions, key, 'function')
    own.set(name, { ...own.get(name), ...variables })
  }
  return new Map(
    functions.map((plan) => [
      plan.name,
      functionEnvironment(plan, endpoints, { ...forAll, ...own.get(plan.name) }),
    ]),
  )
}

/** The function of a mapping, which AWS checks when the mapping is made. */
const mappedFunction = (plan: Plan, mapping: { functionName: string; place: string }): FunctionPlan => {
  const found = plan.functions.find((candidate) => candidate.name === mapping.functionName)
  if (found) return found
  throw wrongTemplate(mapping.place, `there is no function ${mapping.functionName}`)
}

const createReaders = (
  plan: Plan,
  parts: Pick<Running, 'state' | 'services' | 'clients' | 'streamClient' | 'pool'> & { send: Send; log: Log },
): Pick<Running, 'streams' | 'queues'> => {
  const { log, pool, services } = parts
  const usable = (mapping: { enabled: boolean; functionName: string; place: string }): boolean => {
    const target = mappedFunction(plan, mapping)
    if (mapping.enabled && target.reservedConcurrency === 0) {
      const message = 'its reserved concurrency is 0: what is meant for it waits'
      log({ function: target.id, level: 'warn', message })
    }
    return mapping.enabled && target.reservedConcurrency !== 0
  }
  const streams = plan.streamMappings.filter(usable).map((mapping) => {
    const { streamClient: client } = parts
    return new StreamReader(mapping, mappedFunction(plan, mapping), { ...parts, client })
  })
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

/** Queues that take what failed and that no function reads: their messages wait for people. */
const deadLetterQueues = (plan: Plan): Set<string> => {
  const read = new Set(
    plan.queueMappings.filter((mapping) => mapping.enabled).map((mapping) => nameInArn(mapping.sourceArn)),
  )
  const targets = [...plan.failureTargets].filter((arn) => arn.startsWith('arn:aws:sqs:')).map(nameInArn)
  return new Set(targets.filter((name) => !read.has(name)))
}

const messagesIn = (services: Services, queue: string): number => {
  const { visible, inFlight, delayed } = services.sqs.counts(queue)
  return visible + inFlight + delayed
}

const createBusy = (plan: Plan, running: Running): (() => string[]) => {
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

const stopAll = async (running: Running): Promise<void> => {
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
  running.streamClient.close()
  destroyClients(running.clients)
  await running.services.close()
  running.state.close()
}

/** For the command line in another process: where this run is to be reached. */
const announce = (file: string, endpoints: Endpoints, outputs: Record<string, string>, plan: Plan): void => {
  const names = Object.fromEntries(plan.functions.map(({ id, name }) => [id, name]))
  const schedules = Object.fromEntries(plan.schedules.map(({ id, name }) => [id, name]))
  const content = { pid: process.pid, endpoints, outputs, functions: names, schedules }
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`)
}

const invoker =
  (plan: Plan, pool: FunctionPool, asynchronous: AsyncInvocations): LocalAws['invoke'] =>
  async (functionName, payload, options = {}) => {
    const { name } = findNamed(plan.functions, functionName, 'function')
    const event = JSON.stringify(payload ?? {})
    if (options.async) {
      asynchronous.submit(name, event)
      return { payload: null }
    }
    const result = await pool.invoke(name, event, { whenBusy: 'refuse' })
    const answer: unknown = JSON.parse(result.payload)
    return { payload: answer, ...(result.functionError && { functionError: result.functionError }) }
  }

/**
 * Runs a synthesised CDK app on this machine: makes its tables, queues, topics and buckets on embedded services bound
 * to 127.0.0.1, runs its functions in child processes, and does what event source mappings, bucket notifications,
 * asynchronous invocation and the scheduler do. State persists: a second start goes on where the first one ended,
 * however it ended.
 * @throws ConfigError when the templates ask for something that is not implemented, naming stack, resource and
 * property; when an existing resource cannot take a change; or when another run uses the state directory
 */
export const startLocal = async (options: LocalOptions): Promise<LocalAws> => {
  const log: Log = options.log ?? (() => {})
  const stateDirectory = resolve(options.stateDirectory)
  const stacks = readAssembly(resolve(options.assembly))
  if (stacks.length === 0)
    throw new ConfigError(`${options.assembly} has no stacks`, 'Synthesise the app: npm run synth')
  mkdirSync(stateDirectory, { recursive: true })

  const state = new RunnerState(stateDirectory)
  const undo: (() => Promise<void> | void)[] = [() => state.close()]
  try {
    const ready = Promise.withResolvers<Send>()
    const services = await startServices(stateDirectory, ready.promise)
    undo.push(() => services.close())
    const lambda = Promise.withResolvers<{ pool: FunctionPool; asynchronous: AsyncInvocations }>()
    const endpoint = await startLambdaEndpoint(lambda.promise)
    undo.push(() => endpoint.close())
    const endpoints: Endpoints = {
      dynamodb: services.dynamodb.url,
      s3: services.s3.url,
      sqs: services.sqs.url,
      sns: services.sns.url,
      lambda: endpoint.url,
    }
    const clients = createClients(endpoints)
    undo.push(() => destroyClients(clients))

    const { plan, outputs } = await makeResources(stacks, { clients, state, stateDirectory, log })
    nameEverything(plan)
    const environments = environmentsOf(plan.functions, endpoints, options.extraEnvironment)
    const pool = new FunctionPool(plan.functions, environments, log)
    undo.push(() => pool.close())
    const asynchronous = new AsyncInvocations(state, pool, plan.invokePolicies, log)
    const send = createSend(clients, services.sqs, (name, payload) => void asynchronous.submit(name, payload))
    const streamClient = new StreamClient(services.dynamodb.url)
    undo.push(() => streamClient.close())
    const readers = createReaders(plan, { state, services, clients, streamClient, pool, send, log })
    const schedules = new Schedules(plan.schedules, send, log)
    const closeEndpoint = (): Promise<void> => endpoint.close()
    const running: Running = {
      state,
      services,
      clients,
      streamClient,
      pool,
      asynchronous,
      schedules,
      closeEndpoint,
      ...readers,
    }

    undo.push(async () => {
      await Promise.all([...running.streams, ...running.queues].map((reader) => reader.stop()))
    })
    // Whoever received these messages died with the last run.
    services.sqs.releaseInFlight()
    services.dynamodb.onStreamRecords((arn) => {
      for (const reader of running.streams) if (reader.mapping.sourceArn === arn) reader.wake()
    })
    services.sqs.onMessage((queue) => {
      for (const reader of running.queues) if (nameInArn(reader.mapping.sourceArn) === queue) reader.wake()
    })
    lambda.resolve({ pool, asynchronous })
    ready.resolve(send)
    asynchronous.start(send)
    for (const reader of running.streams) await reader.start()
    for (const reader of running.queues) reader.start()
    if (options.schedules === 'run') schedules.start()

    const file = join(stateDirectory, 'running.json')
    announce(file, endpoints, outputs, plan)
    const busy = createBusy(plan, running)
    let stopped: Promise<void> | undefined
    return {
      endpoints,
      clientConfig: (service) => clientConfig(endpoints[service]),
      outputs,
      invoke: invoker(plan, pool, asynchronous),
      schedules: schedules.byId(),
      idle: (idleOptions) => untilIdle(busy, idleOptions),
      deadLetters: () =>
        [...deadLetterQueues(plan)].sort().map((queue) => ({ queue, count: messagesIn(services, queue) })),
      stop: () => {
        stopped ??= stopAll(running).finally(() => rmSync(file, { force: true }))
        return stopped
      },
    }
  } catch (error) {
    for (const step of undo.reverse()) await step()
    throw error
  }
}
