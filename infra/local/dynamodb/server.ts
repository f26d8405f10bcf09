import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { crc32 } from 'node:zlib'
import { accessKeyIdOf, observeCall } from '../wire/access.ts'
import type { AccessObserver } from '../wire/access.ts'
import type { Faults } from '../wire/faults.ts'
import { accessOf } from './access.ts'
import { ServiceError } from './errors.ts'
import { conflict, splitBatch, throttled } from './faults.ts'
import { operationFor } from './operations/index.ts'
import { JsonText } from './operations/operation.ts'
import { sweepTokens } from './operations/transact-write.ts'
import { type ShardLife, Storage } from './storage.ts'
import { trimStreams } from './stream-log.ts'
import { rollShards } from './stream-shards.ts'
import { sweepExpired } from './time-to-live.ts'

const HOST = '127.0.0.1'
/** Above 16 MB, the largest request that DynamoDB takes, for the JSON around the items. */
const MAX_REQUEST_BYTES = 32 * 1024 * 1024
/** Longer than clients keep idle connections, so that none is closed while a request is on its way. */
const KEEP_ALIVE_MS = 75_000
const SWEEP_MS = 1000
const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost)(:\d+)?$/

export interface DynamoDbOptions {
  /** SQLite file, made if absent, or `:memory:`. */
  file: string
  /** A free port if absent. */
  port?: number
  /** Epoch milliseconds; decides about expiry, trimming, tokens and iterators. */
  clock?: () => number
  /** How long indexes lag behind their tables; default 0. In AWS it is mostly milliseconds, and nothing is promised. */
  indexDelayMs?: number
  /** When a stream's shard closes and another goes on for it. Default: after four hours. */
  shardLife?: ShardLife | undefined
  /** What goes wrong on purpose. */
  faults?: Faults | undefined
  /** Hears which permissions each call needs. */
  observer?: AccessObserver | undefined
}

export interface EmbeddedDynamoDb {
  /** `http://127.0.0.1:<port>`, for the clients of DynamoDB and of its streams. */
  url: string
  /** Calls `listener` after each commit that appended records, once for each stream; returns how to stop that. */
  onStreamRecords(listener: (streamArn: string) => void): () => void
  /** Every table with what it holds, for people to look at. */
  tables(): { name: string; items: number; indexes: string[]; stream?: string; timeToLive?: string }[]
  close(): Promise<void>
}

const TYPE_PREFIXES: Record<string, string> = {
  ValidationException: 'com.amazon.coral.validate#',
  UnknownOperationException: 'com.amazon.coral.service#',
  InternalServerError: 'com.amazonaws.dynamodb.v20120810#',
}

const respond = (response: ServerResponse, status: number, body: string): void => {
  response
    .writeHead(status, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body),
      'x-amzn-requestid': randomUUID(),
      'x-amz-crc32': crc32(body),
    })
    .end(body)
}

const respondWithError = (response: ServerResponse, error: unknown): void => {
  if (!(error instanceof ServiceError)) console.error('embedded DynamoDB:', error)
  const failure =
    error instanceof ServiceError
      ? error
      : new ServiceError('InternalServerError', error instanceof Error ? error.message : String(error))
  const prefix = TYPE_PREFIXES[failure.type] ?? 'com.amazonaws.dynamodb.v20120810#'
  const { message, members } = failure
  // DynamoDB writes the message of a cancelled transaction with a capital; clients read either.
  const body = { __type: `${prefix}${failure.type}`, message, Message: message, ...members }
  respond(response, failure.type === 'InternalServerError' ? 500 : 400, JSON.stringify(body))
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_REQUEST_BYTES) {
      throw new ServiceError('RequestEntityTooLarge', 'The request is larger than 16 MB')
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

const parseBody = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new ServiceError('SerializationException', 'The request is not valid JSON')
  }
}

const withFaults = async (
  faults: Faults,
  request: IncomingMessage,
  body: unknown,
  run: (body: unknown) => string,
): Promise<string> => {
  const caller = accessKeyIdOf(request.headers.authorization)
  const name = String(request.headers['x-amz-target']).split('.')[1] ?? ''
  if (await faults.beforeCall(caller)) throw throttled()
  if (name === 'TransactWriteItems' && faults.conflicts(caller)) throw conflict(body)
  const batch = splitBatch(name, body, faults, caller)
  if (!batch.unprocessed) return run(body)
  const { member, value } = batch.unprocessed
  const nothing = member === 'UnprocessedItems' ? {} : { Responses: {} }
  const answer = batch.empty ? nothing : (JSON.parse(run(batch.body)) as Record<string, object>)
  return JSON.stringify({ ...answer, [member]: { ...(answer as Record<string, object>)[member], ...value } })
}

const handle = async (
  storage: Storage,
  request: IncomingMessage,
  { observer, faults }: Pick<DynamoDbOptions, 'observer' | 'faults'>,
): Promise<string> => {
  // A page in a browser may have a name of its own resolve to the loopback address: only our names are answered.
  if (!LOOPBACK_HOST.test(request.headers.host ?? '')) {
    throw new ServiceError('AccessDeniedException', 'Only requests to the loopback address are answered')
  }
  // Signatures are not verified; who sends none is refused, as in AWS.
  if (request.headers.authorization === undefined) {
    throw new ServiceError('MissingAuthenticationTokenException', 'Request is missing Authentication Token')
  }
  const target = request.headers['x-amz-target']
  const text = await readBody(request)
  const operation = typeof target === 'string' ? operationFor(target) : undefined
  if (!operation) {
    throw new ServiceError(
      'UnknownOperationException',
      `The operation ${String(target)} is not supported by the embedded DynamoDB`,
    )
  }
  const body = parseBody(text)
  observeCall(observer, request.headers.authorization, () => accessOf(storage, String(target), body))
  const run = (input: unknown): string => {
    const answer = operation(storage, input)
    return answer instanceof JsonText ? answer.text : JSON.stringify(answer)
  }
  return faults ? withFaults(faults, request, body, run) : run(body)
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new TypeError('the server has no port'))
      else resolve(address.port)
    })
  })

/**
 * Starts a DynamoDB with streams on one SQLite file, bound to the loopback address. Every API operation is one
 * transaction on disk. Throws ConfigError when the file is in use or was written by another version.
 */
export const startDynamoDb = async (options: DynamoDbOptions): Promise<EmbeddedDynamoDb> => {
  const listeners = new Set<(streamArn: string) => void>()
  const tell = (streamArn: string): void => {
    // Later, so that no listener can make the committed request fail.
    for (const listener of listeners) queueMicrotask(() => listener(streamArn))
  }
  const storage = new Storage(options.file, options.clock ?? Date.now, tell, options)
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    handle(storage, request, options).then(
      (body) => respond(response, 200, body),
      (error: unknown) => respondWithError(response, error),
    )
  })
  const sweep = setInterval(() => {
    sweepExpired(storage)
    sweepTokens(storage)
    rollShards(storage)
    trimStreams(storage)
  }, SWEEP_MS)
  sweep.unref()
  const stop = (): void => {
    clearInterval(sweep)
    storage.close()
  }
  const port = await listen(server, options.port ?? 0).catch((error: unknown) => {
    stop()
    throw error
  })
  return {
    url: `http://${HOST}:${port}`,
    onStreamRecords(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tables: () =>
      storage.tables().map((table) => ({
        name: table.name,
        items: storage.countItems(table),
        indexes: [...table.indexes.keys()],
        ...(table.stream && { stream: table.stream.viewType }),
        ...(table.timeToLive !== undefined && { timeToLive: table.timeToLive }),
      })),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          stop()
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}
