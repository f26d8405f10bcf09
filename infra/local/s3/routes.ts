import { observeCall } from '../wire/access.ts'
import type { AccessObserver } from '../wire/access.ts'
import { LOCAL_REGION } from '../wire/arn.ts'
import type { WireRequest, WireResponse } from '../wire/http.ts'
import { ServiceError } from '../wire/service-error.ts'
import { xmlDocument } from '../wire/xml.ts'
import { accessOf, accessToMiss } from './access.ts'
import {
  createBucket,
  deleteBucket,
  getObjectLock,
  getVersioning,
  listBuckets,
  NAMESPACE,
  putObjectLock,
  putVersioning,
} from './buckets.ts'
import { COPY_HEADERS, copyObject } from './copy-object.ts'
import { DELETE_HEADERS, deleteObject, deleteObjects } from './delete-object.ts'
import { notImplemented } from './errors.ts'
import { GET_HEADERS, getObject } from './get-object.ts'
import { checkOwner, flatHeaders, refuseUnknownHeaders } from './header-rules.ts'
import { LIST_QUERY, listObjects, listVersions, VERSIONS_QUERY } from './list-objects.ts'
import { getNotifications, putNotifications } from './notifications.ts'
import { getLegalHold, getRetention, putLegalHold, putRetention } from './object-lock.ts'
import { PUT_HEADERS, putObject } from './put-object.ts'
import { decodePath, verifyBody } from './request-body.ts'
import type { Headers, VerifiedBody } from './request-body.ts'
import { bucketNamed } from './store.ts'
import type { S3 } from './store.ts'
import { getTagging, putTagging } from './tagging.ts'

interface Call {
  s3: S3
  bucket: string
  key: string
  versionId: string | undefined
  query: URLSearchParams
  headers: Headers
  body: VerifiedBody
}

interface Route {
  /** Query parameters that it understands; another one is refused by name. */
  query?: readonly string[]
  /** Headers that it understands, besides those of the transport. */
  headers?: readonly string[]
  run(call: Call): WireResponse | Promise<WireResponse>
}

const xml = (body: string): WireResponse => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body,
})
const done = (status = 200): WireResponse => ({ status })
const BYPASS = 'x-amz-bypass-governance-retention'

const SERVICE: Readonly<Record<string, Route>> = {
  GET: { run: ({ s3 }) => xml(listBuckets(s3)) },
}

/** By method and subresource: `PUT ?versioning`. */
const BUCKET: Readonly<Record<string, Route>> = {
  PUT: {
    headers: ['x-amz-bucket-object-lock-enabled'],
    run: ({ s3, bucket, body, headers }) => {
      createBucket(
        s3,
        bucket,
        body.bytes,
        headers['x-amz-bucket-object-lock-enabled']?.toLowerCase() === 'true',
      )
      return { status: 200, headers: { location: `/${bucket}` } }
    },
  },
  HEAD: {
    run: ({ s3, bucket }) => {
      bucketNamed(s3, bucket)
      return { status: 200, headers: { 'x-amz-bucket-region': LOCAL_REGION } }
    },
  },
  DELETE: {
    run: ({ s3, bucket }) => {
      deleteBucket(s3, bucket)
      return done(204)
    },
  },
  GET: {
    run: () => {
      throw notImplemented('Version 1 of ListObjects')
    },
  },
  'GET ?list-type': {
    query: LIST_QUERY,
    run: ({ s3, bucket, query }) => {
      if (query.get('list-type') !== '2') throw notImplemented(`list-type=${query.get('list-type') ?? ''}`)
      return xml(listObjects(s3, bucket, query))
    },
  },
  'GET ?versions': {
    query: VERSIONS_QUERY,
    run: ({ s3, bucket, query }) => xml(listVersions(s3, bucket, query)),
  },
  'GET ?location': {
    run: ({ s3, bucket }) => {
      bucketNamed(s3, bucket)
      // us-east-1 is the region without a name.
      return xml(xmlDocument('LocationConstraint', NAMESPACE, {}))
    },
  },
  'PUT ?versioning': {
    run: ({ s3, bucket, body }) => {
      putVersioning(s3, bucket, body.bytes)
      return done()
    },
  },
  'GET ?versioning': { run: ({ s3, bucket }) => xml(getVersioning(bucketNamed(s3, bucket))) },
  'PUT ?object-lock': {
    run: ({ s3, bucket, body }) => {
      putObjectLock(s3, bucket, body.bytes)
      return done()
    },
  },
  'GET ?object-lock': { run: ({ s3, bucket }) => xml(getObjectLock(bucketNamed(s3, bucket))) },
  'PUT ?notification': {
    headers: ['x-amz-skip-destination-validation'],
    run: ({ s3, bucket, body, headers }) => {
      putNotifications(s3, bucket, body.bytes, headers['x-amz-skip-destination-validation'] === 'true')
      s3.outbox.wake()
      return done()
    },
  },
  'GET ?notification': { run: ({ s3, bucket }) => xml(getNotifications(bucketNamed(s3, bucket))) },
  'POST ?delete': {
    headers: [BYPASS],
    run: ({ s3, bucket, body, headers }) => deleteObjects(s3, bucket, body.bytes, headers),
  },
}

const OBJECT: Readonly<Record<string, Route>> = {
  PUT: {
    headers: COPY_HEADERS,
    run: ({ s3, bucket, key, headers, body }) => {
      if (headers['x-amz-copy-source'] !== undefined) return copyObject(s3, bucket, key, headers)
      refuseUnknownHeaders(headers, PUT_HEADERS)
      return putObject(s3, bucket, key, headers, body)
    },
  },
  GET: {
    query: ['versionId'],
    headers: GET_HEADERS,
    run: ({ s3, bucket, key, versionId, headers }) => getObject(s3, bucket, key, versionId, headers, false),
  },
  HEAD: {
    query: ['versionId'],
    headers: GET_HEADERS,
    run: ({ s3, bucket, key, versionId, headers }) => getObject(s3, bucket, key, versionId, headers, true),
  },
  DELETE: {
    query: ['versionId'],
    headers: DELETE_HEADERS,
    run: ({ s3, bucket, key, versionId, headers }) => deleteObject(s3, bucket, key, versionId, headers),
  },
  'PUT ?retention': {
    query: ['versionId'],
    headers: [BYPASS],
    run: ({ s3, bucket, key, versionId, body, headers }) => {
      putRetention(s3, bucket, key, versionId, body.bytes, headers[BYPASS]?.toLowerCase() === 'true')
      return done()
    },
  },
  'GET ?retention': {
    query: ['versionId'],
    run: ({ s3, bucket, key, versionId }) => xml(getRetention(s3, bucket, key, versionId)),
  },
  'PUT ?legal-hold': {
    query: ['versionId'],
    run: ({ s3, bucket, key, versionId, body }) => {
      putLegalHold(s3, bucket, key, versionId, body.bytes)
      return done()
    },
  },
  'GET ?legal-hold': {
    query: ['versionId'],
    run: ({ s3, bucket, key, versionId }) => xml(getLegalHold(s3, bucket, key, versionId)),
  },
  'PUT ?tagging': {
    query: ['versionId'],
    run: ({ s3, bucket, key, versionId, body }) => {
      putTagging(s3, bucket, key, versionId, body.bytes)
      return done()
    },
  },
  'GET ?tagging': {
    query: ['versionId'],
    run: ({ s3, bucket, key, versionId }) => xml(getTagging(s3, bucket, key, versionId)),
  },
}

/** The SDK's own mark, which asks for nothing. */
const MARK = 'x-id'

const findRoute = (
  routes: Readonly<Record<string, Route>>,
  method: string,
  query: URLSearchParams,
): Route => {
  const subresource = [...query.keys()].find((name) => Object.hasOwn(routes, `${method} ?${name}`))
  const route = subresource === undefined ? routes[method] : routes[`${method} ?${subresource}`]
  const known = [subresource, ...(route?.query ?? [])]
  const unknown = [...query.keys()].find((name) => name !== MARK && !known.includes(name))
  if (unknown !== undefined) throw notImplemented(`${method} with the query parameter "${unknown}"`)
  if (!route)
    throw new ServiceError('MethodNotAllowed', `${method} is not allowed against this resource`, 405, {
      Method: method,
    })
  return route
}

/** Finds what a request asks for, refuses what it says besides, and does it. */
export const answer = async (
  s3: S3,
  request: WireRequest,
  observer?: AccessObserver,
): Promise<WireResponse> => {
  const [, bucketPart = '', keyPart = ''] = /^\/([^/]*)\/?(.*)$/s.exec(request.path) ?? []
  const bucket = decodePath(bucketPart)
  const key = decodePath(keyPart)
  const routes = bucket === '' ? SERVICE : key === '' ? BUCKET : OBJECT
  const route = findRoute(routes, request.method, request.query)
  const headers = flatHeaders(request.headers)
  refuseUnknownHeaders(headers, route.headers ?? [])
  checkOwner(headers)
  const bytes = await request.body()
  const { method, query } = request
  const { authorization } = request.headers
  observeCall(observer, authorization, () => accessOf({ method, bucket, key, query, headers, body: bytes }))
  try {
    return await route.run({
      s3,
      bucket,
      key,
      versionId: query.get('versionId') ?? undefined,
      query,
      headers,
      body: verifyBody(bytes, headers),
    })
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404 && key !== '') {
      observeCall(observer, authorization, () => accessToMiss(bucket, key))
    }
    throw error
  }
}
