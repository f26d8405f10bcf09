import { randomUUID } from 'node:crypto'
import { accessKeyIdOf, observeCall } from '../wire/access.ts'
import type { AccessObserver } from '../wire/access.ts'
import type { Faults } from '../wire/faults.ts'
import { BodyTooLarge, startWireServer } from '../wire/http.ts'
import type { WireRequest, WireResponse } from '../wire/http.ts'
import { openOutbox } from '../wire/outbox.ts'
import { reasonOf, ServiceError } from '../wire/service-error.ts'
import { accessOf } from './access.ts'
import { deadLetterFor, deliver, givesUp } from './deliver.ts'
import type { DeliverTo } from './deliver.ts'
import { putEvents } from './put-events.ts'
import { isOperation, requests } from './requests.ts'
import type { OperationName, Request } from './requests.ts'
import * as rules from './rules.ts'
import { allBuses, DEFAULT_BUS, openDatabase, recentEvents, rulesOf, targetsOf } from './store.ts'
import type { Events, Job, RecentEvent } from './store.ts'

export type { DeliverTo } from './deliver.ts'
export type { BusEvent, RecentEvent } from './store.ts'

export interface EventsOptions {
  /** The SQLite file that holds buses, rules and what is to be delivered. */
  file: string
  port?: number
  /** Milliseconds since 1970. */
  clock?: () => number
  /** What goes wrong on purpose. */
  faults?: Faults | undefined
  /** Hears which permissions each call needs. */
  observer?: AccessObserver
  deliver: DeliverTo
  /** Hears of what AWS does in silence: an event for a bus that does not exist, one that no queue takes. */
  warn?: (message: string) => void
}

export interface EventsService {
  url: string
  /** Deliveries that were not accepted yet: 0 means that all that was put has arrived. */
  pendingDeliveries(): number
  buses(): string[]
  /** Every rule of every bus, for people to look at. */
  rules(): { bus: string; name: string; state: string; pattern: string; targets: string[] }[]
  /** The last events that were put on any bus, newest first. */
  recent(limit: number): RecentEvent[]
  close(): Promise<void>
}

/** 1 MB of detail may be six times as long as JSON within JSON. */
const BODY_LIMIT = 8 * 1_048_576
const JSON_TYPE = 'application/x-amz-json-1.1'

type Operations = { [Name in OperationName]: (events: Events, input: Request<Name>) => object }

const OPERATIONS: Operations = {
  CreateEventBus: rules.createEventBus,
  DeleteEventBus: rules.deleteEventBus,
  DescribeEventBus: rules.describeEventBus,
  ListEventBuses: rules.listEventBuses,
  PutRule: rules.putRule,
  DescribeRule: rules.describeRule,
  ListRules: rules.listRules,
  ListRuleNamesByTarget: rules.listRuleNamesByTarget,
  DeleteRule: rules.deleteRule,
  EnableRule: rules.enableRule,
  DisableRule: rules.disableRule,
  PutTargets: rules.putTargets,
  RemoveTargets: rules.removeTargets,
  ListTargetsByRule: rules.listTargetsByRule,
  TestEventPattern: rules.testEventPattern,
  PutEvents: putEvents,
}

const errorAnswer = (error: ServiceError): WireResponse => ({
  status: error.status,
  headers: { 'content-type': JSON_TYPE, 'x-amzn-requestid': randomUUID(), 'x-amzn-errortype': error.code },
  body: JSON.stringify({ __type: error.code, message: error.message }),
})

const parseInput = <Name extends OperationName>(name: Name, body: string): Request<Name> => {
  let json: unknown
  try {
    json = JSON.parse(body || '{}')
  } catch (error) {
    throw new ServiceError('SerializationException', `The request is not JSON: ${reasonOf(error)}`)
  }
  const parsed = requests[name].safeParse(json)
  if (parsed.success) return parsed.data as Request<Name>
  const [issue] = parsed.error.issues
  const place = issue?.path.join('.') ?? ''
  const what =
    issue?.code === 'unrecognized_keys'
      ? `the parameter ${[place, issue.keys[0]].filter(Boolean).join('.')} is not supported on one machine`
      : `${place}: ${issue?.message ?? 'is invalid'}`
  throw new ServiceError('ValidationException', `${name}: ${what}`)
}

/**
 * EventBridge on one machine: event buses, rules with patterns, and targets that are queues, functions and topics.
 * What an event causes is written in the same transaction as its acceptance and delivered until the target has it, by
 * the target's retry policy: at least once, across crashes. Schedules, archives and partners are refused by name.
 * Throws `ConfigError` when the file or the port is held by another process.
 */
export const startEvents = async (options: EventsOptions): Promise<EventsService> => {
  const database = openDatabase(options.file)
  const now = options.clock ?? Date.now
  const warn = options.warn ?? (() => {})
  const attemptsOf = new WeakMap<object, number>()
  const outbox = openOutbox<Job>({
    database,
    deliver: (job) => deliver(options.deliver, job),
    givesUp: (job, error, attempts) => {
      attemptsOf.set(job, attempts)
      return givesUp(job, error, attempts, now())
    },
    onGivenUp: (job, error) => {
      if (job.kind === 'dead-letter') {
        warn(`the dead-letter queue ${job.queue} did not take an event: it is lost: ${reasonOf(error)}`)
        return
      }
      const letter = deadLetterFor(job, error, attemptsOf.get(job) ?? 1, now())
      if (letter) outbox.add(letter)
      else warn(`an event for ${job.targetArn} (${job.ruleArn}) was given up: ${reasonOf(error)}`)
    },
  })
  const events: Events = { faults: options.faults, fails: () => false, database, outbox, now, warn }
  database.run('INSERT OR IGNORE INTO buses VALUES (?, NULL, ?)', DEFAULT_BUS, now())

  const run = <Name extends OperationName>(name: Name, input: Request<Name>): object =>
    OPERATIONS[name](events, input)

  const act = async (request: WireRequest): Promise<WireResponse> => {
    if (!request.signed)
      throw new ServiceError('MissingAuthenticationTokenException', 'The request is not signed.', 403)
    const target = String(request.headers['x-amz-target'] ?? '')
    const name = target.startsWith('AWSEvents.') ? target.slice('AWSEvents.'.length) : ''
    if (request.method !== 'POST' || !isOperation(name)) {
      const what = target || `${request.method} ${request.path}`
      throw new ServiceError(
        'UnknownOperationException',
        `${what} is not an operation of EventBridge on one machine`,
      )
    }
    const input = parseInput(name, (await request.body()).toString('utf8'))
    observeCall(options.observer, request.headers.authorization, () => accessOf(name, input))
    const caller = accessKeyIdOf(request.headers.authorization)
    if (await options.faults?.beforeCall(caller)) {
      throw new ServiceError('ThrottlingException', 'Rate exceeded (on purpose)')
    }
    events.fails = () => options.faults?.leavesUndone(caller) ?? false
    const result = database.transaction(() => run(name, input))
    outbox.wake()
    return {
      status: 200,
      headers: { 'content-type': JSON_TYPE, 'x-amzn-requestid': randomUUID() },
      body: JSON.stringify(result),
    }
  }

  const server = await startWireServer({
    bodyLimit: BODY_LIMIT,
    handle: async (request) => {
      try {
        return await act(request)
      } catch (error) {
        if (error instanceof ServiceError) return errorAnswer(error)
        if (error instanceof BodyTooLarge)
          return errorAnswer(new ServiceError('RequestEntityTooLargeException', error.message, 413))
        return errorAnswer(new ServiceError('InternalException', reasonOf(error), 500))
      }
    },
    ...(options.port === undefined ? {} : { port: options.port }),
  }).catch((error: unknown) => {
    database.close()
    throw error
  })
  outbox.wake()

  return {
    url: server.url,
    pendingDeliveries: () => outbox.pending(),
    buses: () => allBuses(events),
    rules: () =>
      allBuses(events).flatMap((bus) =>
        rulesOf(events, bus).map((rule) => ({
          ...rule,
          targets: targetsOf(events, rule).map(({ Arn }) => Arn),
        })),
      ),
    recent: (limit) => recentEvents(events, limit),
    close: async () => {
      outbox.stop()
      await server.close()
      database.close()
    },
  }
}
