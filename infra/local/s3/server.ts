import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { accessKeyIdOf } from '../wire/access.ts'
import type { AccessObserver } from '../wire/access.ts'
import type { Faults } from '../wire/faults.ts'
import { BodyTooLarge, startWireServer } from '../wire/http.ts'
import type { WireRequest, WireResponse } from '../wire/http.ts'
import { openOutbox } from '../wire/outbox.ts'
import { reasonOf, ServiceError } from '../wire/service-error.ts'
import { xmlDocument } from '../wire/xml.ts'
import { openBlobs } from './blobs.ts'
import { accessDenied } from './errors.ts'
import { answer } from './routes.ts'
import { allBuckets, contentOf, openDatabase } from './store.ts'
import type { EventJob, S3 } from './store.ts'

export interface S3Options {
  /** Holds the index, `s3.sqlite`, and the bodies, `blobs/`. */
  directory: string
  port?: number
  /** Milliseconds since 1970. */
  clock?: () => number
  /** What goes wrong on purpose. */
  faults?: Faults | undefined
  /** Hears which permissions each call needs. */
  observer?: AccessObserver
  /** Takes an event to the queue, function or topic of that ARN. It is called again until it resolves. */
  onEvent?: (notification: EventJob) => Promise<void>
}

export interface S3Service {
  url: string
  /** Every bucket with what it holds, for people to look at. */
  buckets(): { name: string; objects: number; versions: number; bytes: number; locked: boolean }[]
  /** Events that were not accepted yet. */
  pendingEvents(): number
  close(): Promise<void>
}

const BODY_LIMIT = 512 * 1_048_576

const errorAnswer = (request: WireRequest, error: ServiceError): WireResponse => {
  const requestId = randomUUID()
  const { 'x-amz-delete-marker': marker, 'x-amz-version-id': version, ...elements } = error.details
  return {
    status: error.status,
    headers: {
      'content-type': 'application/xml',
      'x-amz-request-id': requestId,
      ...(marker === undefined ? {} : { 'x-amz-delete-marker': marker }),
      ...(version === undefined ? {} : { 'x-amz-version-id': version }),
    },
    body: xmlDocument('Error', '', {
      Code: error.code,
      Message: error.message,
      ...elements,
      Resource: request.path,
      RequestId: requestId,
    }),
  }
}

/**
 * S3 on one machine: path-style REST, versions, conditional writes, Object Lock and event notifications. An object and
 * its events are one transaction; events are delivered until `onEvent` resolves, across crashes: at least once.
 * Without `onEvent` they wait for a later start that has one.
 * Throws `ConfigError` when the folder or the port is held by another process.
 */
export const startS3 = async (options: S3Options): Promise<S3Service> => {
  mkdirSync(options.directory, { recursive: true })
  const database = openDatabase(options.directory)
  const blobs = openBlobs(join(options.directory, 'blobs'))
  blobs.sweep((name) => database.get('SELECT 1 FROM versions WHERE blob = ?', name) !== undefined)
  const { onEvent } = options
  const outbox = openOutbox<EventJob>({
    database,
    deliver: async (job) => {
      if (!onEvent) throw new Error('nobody takes events')
      await onEvent(job)
    },
  })
  const s3: S3 = { database, blobs, outbox, now: options.clock ?? Date.now }

  const handle = async (request: WireRequest): Promise<WireResponse> => {
    try {
      if (!request.signed) throw accessDenied('Access Denied: the request is not signed')
      if (await options.faults?.beforeCall(accessKeyIdOf(request.headers.authorization))) {
        throw new ServiceError('SlowDown', 'Please reduce your request rate (on purpose)', 503)
      }
      const response = await answer(s3, request, options.observer)
      return { ...response, headers: { 'x-amz-request-id': randomUUID(), ...response.headers } }
    } catch (error) {
      if (error instanceof ServiceError) return errorAnswer(request, error)
      if (error instanceof BodyTooLarge) {
        return errorAnswer(
          request,
          new ServiceError(
            'EntityTooLarge',
            `Your proposed upload exceeds the maximum of ${error.limit} bytes`,
          ),
        )
      }
      return errorAnswer(request, new ServiceError('InternalError', reasonOf(error), 500))
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
  outbox.wake()

  return {
    url: server.url,
    buckets: () =>
      allBuckets(s3).map(({ name, objectLock }) => ({
        name,
        locked: objectLock !== undefined,
        ...contentOf(s3, name),
      })),
    pendingEvents: () => outbox.pending(),
    close: async () => {
      outbox.stop()
      await server.close()
      database.close()
    },
  }
}
