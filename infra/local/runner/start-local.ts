import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ConfigError } from '../../../shared/errors.ts'
import type { DeniedCall } from '../iam/recorder.ts'
import type { ShardLife } from '../dynamodb/storage.ts'
import type { FaultKind, FaultPlan } from '../wire/faults.ts'
import { Faults } from '../wire/faults.ts'
import { AccessRecorder } from '../iam/recorder.ts'
import { startAccessCheck } from './access-check.ts'
import { readAssembly } from './assembly.ts'
import { nameInArn } from './aws-identity.ts'
import { findNamed, shortIds } from './construct-id.ts'
import type { Send } from './destinations.ts'
import { createSend } from './destinations.ts'
import { createReaders } from './event-sources/create-readers.ts'
import { StreamClient } from './event-sources/stream-client.ts'
import { AsyncInvocations } from './functions/async-invocations.ts'
import { environmentsOf } from './functions/environment.ts'
import { FunctionPool } from './functions/pool.ts'
import type { FunctionError } from './functions/result.ts'
import type { IdleOptions } from './idle.ts'
import { untilIdle } from './idle.ts'
import { startLambdaEndpoint } from './lambda-endpoint.ts'
import { startStatusPage } from '../status/server.ts'
import type { Log, LogLine } from './log.ts'
import { makeResources } from './make-resources.ts'
import type { Plan } from './plan.ts'
import type { Running } from './running.ts'
import { createBusy, deadLetterQueues, messagesIn, stopAll } from './running.ts'
import type { Schedule } from './schedules.ts'
import { Schedules } from './schedules.ts'
import type { ClientConfig, Endpoints, ServiceName } from './services.ts'
import { clientConfig, createClients, destroyClients } from './services.ts'
import { startServices } from './start-services.ts'
import { createSnapshot, rememberLines } from './snapshot.ts'
import { RunnerState } from './state.ts'

export type { DeniedCall } from '../iam/recorder.ts'
export type { FaultPlan } from '../wire/faults.ts'
export type { LogLine } from './log.ts'
export type { Schedule } from './schedules.ts'
export type { ClientConfig, Endpoints, ServiceName } from './services.ts'

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
  /** Port of the status page; a free one where it is absent. */
  statusPort?: number
  /** How long indexes lag behind their tables, in milliseconds. Default: 0. */
  indexDelayMs?: number
  /** When the shards of streams close and others go on for them. Default: after four hours. */
  shardLife?: ShardLife
  /** The longest wait before a batch of a stream is tried again, in milliseconds. Default: ten seconds. */
  longestRetryMs?: number
  /** What goes wrong on purpose. */
  faults?: FaultPlan
}

export interface DeadLetterQueue {
  queue: string
  count: number
}

export interface LocalAws {
  endpoints: Endpoints
  /** A page for people that shows what the run holds and does. */
  statusPage: string
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
  /**
   * Calls of this run that the policies of the templates would not allow, each once. Nothing is refused: whoever runs
   * tests fails them when there is any.
   */
  deniedCalls: () => DeniedCall[]
  /** How often something went wrong on purpose, by kind. */
  faultCounts: () => Partial<Record<FaultKind, number>>
  stop: () => Promise<void>
}

const nameEverything = (plan: Plan): void => {
  for (const things of [plan.functions, plan.schedules]) {
    const ids = shortIds(things.map((thing) => thing.constructPath))
    for (const [at, thing] of things.entries()) thing.id = ids[at] ?? thing.id
  }
}

/** Where the denied calls of all runs on a state directory are noted, one JSON value a line. */
export const deniedCallsFile = 'denied-calls.ndjson'

const tellDenied = (call: DeniedCall, stateDirectory: string, log: Log): void => {
  appendFileSync(join(stateDirectory, deniedCallsFile), `${JSON.stringify(call)}\n`)
  const { caller, action, resource, why } = call
  log({ level: 'error', message: `AWS would deny ${action} on ${resource} to ${caller}: ${why}` })
}

/** For the command line in another process: where this run is to be reached. */
const announce = (
  file: string,
  run: { endpoints: Endpoints; outputs: Record<string, string>; statusPage: string },
  plan: Plan,
): void => {
  const names = Object.fromEntries(plan.functions.map(({ id, name }) => [id, name]))
  const schedules = Object.fromEntries(plan.schedules.map(({ id, name }) => [id, name]))
  const content = { pid: process.pid, ...run, functions: names, schedules }
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
  const { log, lines } = rememberLines(options.log ?? (() => {}))
  const startedAt = new Date()
  const stateDirectory = resolve(options.stateDirectory)
  const stacks = readAssembly(resolve(options.assembly))
  if (stacks.length === 0)
    throw new ConfigError(`${options.assembly} has no stacks`, 'Synthesise the app: npm run synth')
  mkdirSync(stateDirectory, { recursive: true })

  const state = new RunnerState(stateDirectory)
  const undo: (() => Promise<void> | void)[] = [() => state.close()]
  try {
    const faults = options.faults && new Faults(options.faults)
    const recorder = new AccessRecorder((call) => tellDenied(call, stateDirectory, log))
    const ready = Promise.withResolvers<Send>()
    const services = await startServices({
      stateDirectory,
      send: ready.promise,
      recorder,
      log,
      indexDelayMs: options.indexDelayMs ?? 0,
      shardLife: options.shardLife,
      faults,
    })
    undo.push(() => services.close())
    const lambda = Promise.withResolvers<{ pool: FunctionPool; asynchronous: AsyncInvocations }>()
    const endpoint = await startLambdaEndpoint(lambda.promise, recorder)
    undo.push(() => endpoint.close())
    const endpoints: Endpoints = {
      dynamodb: services.dynamodb.url,
      s3: services.s3.url,
      sqs: services.sqs.url,
      sns: services.sns.url,
      eventbridge: services.events.url,
      lambda: endpoint.url,
    }
    const clients = createClients(endpoints)
    undo.push(() => destroyClients(clients))

    const { plan, outputs } = await makeResources(stacks, { clients, state, stateDirectory, log })
    nameEverything(plan)
    startAccessCheck(recorder, plan, services)
    const environments = environmentsOf(plan.functions, endpoints, options.extraEnvironment)
    const pool = new FunctionPool(plan.functions, environments, log, faults)
    undo.push(() => pool.close())
    const asynchronous = new AsyncInvocations(state, pool, plan.invokePolicies, log)
    const send = createSend(clients, services.sqs, (name, payload) => void asynchronous.submit(name, payload))
    const streamClient = new StreamClient(services.dynamodb.url)
    undo.push(() => streamClient.close())
    const { longestRetryMs } = options
    const parts = { state, services, clients, streamClient, pool, send, log, longestRetryMs }
    const readers = createReaders(plan, parts)
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
      closeStatusPage: () => statusPage.close(),
      ...readers,
    }
    const busy = createBusy(plan, running)
    const statusPage = await startStatusPage(
      createSnapshot(plan, running, { endpoints, busy, recorder, lines, startedAt }),
      options.statusPort,
    )
    undo.push(() => statusPage.close())

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
    announce(file, { endpoints, outputs, statusPage: statusPage.url }, plan)
    let stopped: Promise<void> | undefined
    return {
      endpoints,
      statusPage: statusPage.url,
      clientConfig: (service) => clientConfig(endpoints[service]),
      outputs,
      invoke: invoker(plan, pool, asynchronous),
      schedules: schedules.byId(),
      idle: (idleOptions) => untilIdle(busy, idleOptions),
      deadLetters: () =>
        [...deadLetterQueues(plan)].sort().map((queue) => ({ queue, count: messagesIn(services, queue) })),
      deniedCalls: () => recorder.denied(),
      faultCounts: () => faults?.counts ?? {},
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
