import { randomUUID } from 'node:crypto'
import { LOCAL_ACCOUNT } from '../wire/arn.ts'
import { accessKeyIdOf, observeCall } from '../wire/access.ts'
import type { AccessObserver } from '../wire/access.ts'
import type { Faults } from '../wire/faults.ts'
import { BodyTooLarge, startWireServer } from '../wire/http.ts'
import type { WireRequest, WireResponse } from '../wire/http.ts'
import type { MessageAttributes } from '../wire/message-attributes.ts'
import { reasonOf, ServiceError } from '../wire/service-error.ts'
import { accessOf } from './access.ts'
import { queryCodeOf } from './errors.ts'
import { createMoveTasks } from './move-tasks.ts'
import * as queues from './queues.ts'
import { receiveMessage } from './receive.ts'
import { isOperation, requests } from './requests.ts'
import type { OperationName, Request } from './requests.ts'
import { sendMessage, sendMessageBatch, sendTo } from './send.ts'
import { allQueues, countMessages, findQueue, openDatabase, queueNamed, queueOfArn } from './store.ts'
import type { QueueCounts, Sqs } from './store.ts'
import { createVisibilityTimer } from './visibility-timer.ts'
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
  releaseAll,
} from './visibility.ts'

export interface SqsOptions {
  /** The SQLite file that holds queues and messages. */
  file: string
  port?: number
  /** Milliseconds since 1970. */
  clock?: () => number
  /** What goes wrong on purpose. */
  faults?: Faults | undefined
  /** Hears which permissions each call needs. */
  observer?: AccessObserver
}

export interface SqsService {
  url: string
  /** Sends from within the process, as SNS and S3 do. Rejects when the queue does not exist or refuses the message. */
  sendInProcess(queueArn: string, body: string, attributes?: MessageAttributes): Promise<void>
  /** Throws when the queue does not exist. */
  counts(queueName: string): QueueCounts
  queueUrl(name: string): string
  queueNames(): string[]
  /** Its attributes as they were set, or undefined where there is no such queue. */
  attributesOf(name: string): Record<string, string> | undefined
  /** The listener hears of each queue that may have a message to receive: sent, released, come due or moved there. */
  onMessage(listener: (queueName: string) => void): void
  /** Makes all in-flight messages visible again, and says how many: for the start, when every consumer is known to be dead. */
  releaseInFlight(): number
  close(): Promise<void>
}

type Operations = {
  [Name in OperationName]: (input: Request<Name>, signal: AbortSignal) => object | Promise<object>
}

/** Ten messages of 1 MiB cannot come in one batch, but JSON escapes may make 1 MiB six times as long. */
const BODY_LIMIT = 8 * 1_048_576

const JSON_TYPE = 'application/x-amz-json-1.0'

const errorAnswer = (error: ServiceError): WireResponse => ({
  status: error.status,
  headers: {
    'content-type': JSON_TYPE,
    'x-amzn-requestid': randomUUID(),
    'x-amzn-query-error': `${queryCodeOf(error.code)};${error.status >= 500 ? 'Receiver' : 'Sender'}`,
  },
  body: JSON.stringify({ __type: `com.amazonaws.sqs#${error.code}`, message: error.message }),
})

const parseInput = <Name extends OperationName>(name: Name, text: string): Request<Name> => {
  let json: unknown
  try {
    json = JSON.parse(text === '' ? '{}' : text)
  } catch (error) {
    throw new ServiceError('SerializationException', `The request's body is not JSON: ${reasonOf(error)}`)
  }
  const parsed = requests[name].safeParse(json)
  if (parsed.success) return parsed.data as Request<Name>
  const [issue] = parsed.error.issues
  const place = issue?.path.join('.') ?? ''
  if (issue?.code === 'unrecognized_keys') {
    const key = [place, issue.keys[0]].filter(Boolean).join('.')
    throw new ServiceError(
      'UnsupportedOperation',
      `${name}: the parameter ${key} is not supported on one machine`,
    )
  }
  const missing =
    issue?.code === 'invalid_type' && issue.input === undefined && /undefined/.test(issue.message)
  throw new ServiceError(
    missing ? 'MissingParameter' : 'InvalidParameterValue',
    missing
      ? `The request must contain the parameter ${place}.`
      : `${name}: ${place}: ${issue?.message ?? 'is invalid'}`,
  )
}

/**
 * SQS on one machine: standard queues over the JSON protocol, every operation one transaction in one SQLite file.
 * Policies and keys are kept and have no effect; FIFO queues and unknown parameters are refused by name.
 * Throws `ConfigError` when the file or the port is held by another process.
 */
export const startSqs = async (options: SqsOptions): Promise<SqsService> => {
  const database = openDatabase(options.file)
  const now = options.clock ?? Date.now
  const waiting = new Map<string, Set<() => void>>()
  const listeners: ((queueName: string) => void)[] = []
  let url = ''

  const wake = (queue: string): void => {
    for (const resolve of waiting.get(queue) ?? []) resolve()
    for (const listener of listeners) listener(queue)
  }
  const wait = (queue: string, milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const waiters = waiting.get(queue) ?? new Set()
      waiting.set(queue, waiters)
      const done = (): void => {
        clearTimeout(timer)
        waiters.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, milliseconds)
      waiters.add(done)
      signal.addEventListener('abort', done)
      if (signal.aborted) done()
    })

  const queueUrl = (name: string): string => `${url}/${LOCAL_ACCOUNT}/${name}`

  const timer = createVisibilityTimer(database, now, wake)
  const sqs: Sqs = {
    database,
    now,
    wake,
    reschedule: () => timer.reschedule(),
    queueUrl,
    faults: options.faults,
  }
  const moveTasks = createMoveTasks(sqs)

  const operations: Operations = {
    CreateQueue: (input) => queues.createQueue(sqs, input),
    DeleteQueue: (input) => queues.deleteQueue(sqs, input),
    GetQueueUrl: (input) => queues.getQueueUrl(sqs, input),
    ListQueues: (input) => queues.listQueues(sqs, input),
    GetQueueAttributes: (input) => queues.getQueueAttributes(sqs, input),
    SetQueueAttributes: (input) => queues.setQueueAttributes(sqs, input),
    ListDeadLetterSourceQueues: (input) => queues.listDeadLetterSourceQueues(sqs, input),
    TagQueue: (input) => queues.tagQueue(sqs, input),
    UntagQueue: (input) => queues.untagQueue(sqs, input),
    ListQueueTags: (input) => queues.listQueueTags(sqs, input),
    PurgeQueue: (input) => queues.purgeQueue(sqs, input),
    SendMessage: (input) => sendMessage(sqs, input),
    SendMessageBatch: (input) => sendMessageBatch(sqs, input),
    ReceiveMessage: (input, signal) => receiveMessage(sqs, input, wait, signal),
    DeleteMessage: (input) => deleteMessage(sqs, input),
    DeleteMessageBatch: (input) => deleteMessageBatch(sqs, input),
    ChangeMessageVisibility: (input) => changeMessageVisibility(sqs, input),
    ChangeMessageVisibilityBatch: (input) => changeMessageVisibilityBatch(sqs, input),
    StartMessageMoveTask: (input) => moveTasks.start(input),
    CancelMessageMoveTask: (input) => moveTasks.cancel(input),
    ListMessageMoveTasks: (input) => moveTasks.list(input),
  }

  const run = <Name extends OperationName>(name: Name, input: Request<Name>, signal: AbortSignal) =>
    operations[name](input, signal)

  /** Entries of a batch that are to fail are left out of it, and told as the service's own fault. */
  const sendPartly = (input: Request<'SendMessageBatch'>, caller: string): object => {
    const left = new Set(input.Entries.filter(() => options.faults?.leavesUndone(caller)))
    if (left.size === 0) return sendMessageBatch(sqs, input)
    const Entries = input.Entries.filter((entry) => !left.has(entry))
    const done =
      Entries.length > 0 ? sendMessageBatch(sqs, { ...input, Entries }) : { Successful: [], Failed: [] }
    const failed = [...left].map(({ Id }) => ({
      Id,
      SenderFault: false,
      Code: 'InternalError',
      Message: 'It failed on purpose.',
    }))
    return { ...done, Failed: [...done.Failed, ...failed] }
  }

  const handle = async (request: WireRequest): Promise<WireResponse> => {
    try {
      if (!request.signed)
        throw new ServiceError('MissingAuthenticationToken', 'The request is not signed.', 403)
      const target = String(request.headers['x-amz-target'] ?? '')
      const name = target.startsWith('AmazonSQS.') ? target.slice('AmazonSQS.'.length) : ''
      if (request.method !== 'POST' || !isOperation(name)) {
        throw new ServiceError(
          'UnsupportedOperation',
          `${name || `${request.method} ${request.path}`} is not an operation of SQS on one machine`,
        )
      }
      const input = parseInput(name, (await request.body()).toString('utf8'))
      observeCall(options.observer, request.headers.authorization, () => accessOf(name, input))
      const caller = accessKeyIdOf(request.headers.authorization)
      if (await options.faults?.beforeCall(caller)) {
        throw new ServiceError('RequestThrottled', 'The request was throttled (on purpose)', 403)
      }
      const result =
        name === 'SendMessageBatch'
          ? sendPartly(input as Request<'SendMessageBatch'>, caller)
          : await run(name, input, request.signal)
      return {
        status: 200,
        headers: { 'content-type': JSON_TYPE, 'x-amzn-requestid': randomUUID() },
        body: JSON.stringify(result),
      }
    } catch (error) {
      if (error instanceof ServiceError) return errorAnswer(error)
      if (error instanceof BodyTooLarge)
        return errorAnswer(new ServiceError('InvalidParameterValue', error.message, 413))
      return errorAnswer(new ServiceError('InternalError', reasonOf(error), 500))
    }
  }

  const server = await startWireServer({
    bodyLimit: BODY_LIMIT,
    handle,
    ...(options.port === undefined ? {} : { port: options.port }),
  }).catch((error: unknown) => {
    database.close()
    throw error
  })
  url = server.url
  moveTasks.resume()
  timer.reschedule()

  return {
    url,
    queueUrl,
    queueNames: () => allQueues(sqs).map(({ name }) => name),
    attributesOf: (name) => findQueue(sqs, name)?.attributes as Record<string, string> | undefined,
    counts: (queueName) => countMessages(sqs, queueNamed(sqs, queueName)),
    sendInProcess: async (queueArn, body, attributes) => {
      sendTo(sqs, queueOfArn(sqs, queueArn), { MessageBody: body, MessageAttributes: attributes })
      await Promise.resolve()
    },
    onMessage: (listener) => {
      listeners.push(listener)
    },
    releaseInFlight: () => {
      const { released, queues: woken } = releaseAll(sqs)
      for (const queue of woken) wake(queue)
      return released
    },
    close: async () => {
      timer.stop()
      moveTasks.stop()
      database.close()
      for (const waiters of waiting.values()) for (const resolve of waiters) resolve()
      await server.close()
    },
  }
}
