import { randomUUID } from 'node:crypto'
import { access, observeCall } from '../wire/access.ts'
import type { AccessObserver } from '../wire/access.ts'
import { BodyTooLarge, startWireServer } from '../wire/http.ts'
import type { WireRequest, WireResponse, WireServer } from '../wire/http.ts'
import { arn } from './aws-identity.ts'
import type { AsyncInvocations } from './functions/async-invocations.ts'
import type { FunctionPool } from './functions/pool.ts'
import { ThrottledError } from './functions/pool.ts'
import { messageOf } from './log.ts'
import { functionNameOf } from './resources/lambda.ts'

const megabyte = 1024 * 1024
const synchronousLimit = 6 * megabyte
const asynchronousLimit = megabyte

const problem = (status: number, type: string, message: string): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': type, 'x-amzn-requestid': randomUUID() },
  body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', message, Message: message }),
})

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const tooLarge = (size: number, limit: number): WireResponse =>
  problem(
    413,
    'RequestTooLargeException',
    `${size} bytes exceeded the limit of ${limit} bytes for the payload`,
  )

const invoke = async (
  request: WireRequest,
  name: string,
  pool: FunctionPool,
  asynchronous: AsyncInvocations,
): Promise<WireResponse> => {
  const plan = pool.get(name)
  if (plan === undefined) {
    const message = `Function not found: arn:aws:lambda:us-east-1:000000000000:function:${name}`
    return problem(404, 'ResourceNotFoundException', message)
  }
  if (request.headers['x-amz-log-type'] === 'Tail') {
    return problem(
      400,
      'InvalidParameterValueException',
      'LogType Tail is not supported locally: see the log of the run',
    )
  }
  const body = (await request.body()).toString('utf8')
  const payload = body === '' ? '{}' : body
  if (!isJson(payload)) {
    return problem(400, 'InvalidRequestContentException', 'Could not parse request body into json')
  }
  const kind = request.headers['x-amz-invocation-type'] ?? 'RequestResponse'
  if (kind === 'DryRun') return { status: 204 }
  const size = Buffer.byteLength(payload)
  if (kind === 'Event') {
    if (size > asynchronousLimit) return tooLarge(size, asynchronousLimit)
    return { status: 202, headers: { 'x-amzn-requestid': asynchronous.submit(name, payload) } }
  }
  if (kind !== 'RequestResponse') {
    return problem(400, 'InvalidParameterValueException', `InvocationType ${String(kind)} is not known`)
  }
  if (size > synchronousLimit) return tooLarge(size, synchronousLimit)
  const result = await pool.invoke(name, payload, { whenBusy: 'refuse' })
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': result.requestId,
      'x-amz-executed-version': '$LATEST',
      ...(result.functionError && { 'x-amz-function-error': 'Unhandled' }),
    },
    body: result.payload,
  }
}

/**
 * The Invoke operation of the Lambda API, for SDK clients. Any other operation, of Lambda or of a service that has no
 * local endpoint, is refused by name.
 */
export const startLambdaEndpoint = (
  parts: Promise<{ pool: FunctionPool; asynchronous: AsyncInvocations }>,
  observer?: AccessObserver,
): Promise<WireServer> =>
  startWireServer({
    bodyLimit: synchronousLimit + 1,
    handle: async (request) => {
      // A page in a browser can post to a loopback address, but without an Authorization header.
      if (!request.signed) {
        return problem(403, 'MissingAuthenticationTokenException', 'The request is not signed')
      }
      const { pool, asynchronous } = await parts
      const [, encoded] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.path) ?? []
      const target = request.headers['x-amz-target']
      if (encoded === undefined || request.method !== 'POST') {
        const what = target ?? `${request.method} ${request.path}`
        return problem(
          501,
          'NotImplementedException',
          `${String(what)} has no counterpart on the local machine`,
        )
      }
      const name = functionNameOf(decodeURIComponent(encoded))
      observeCall(observer, request.headers.authorization, () => [
        access('lambda:InvokeFunction', arn('lambda', `function:${name}`)),
      ])
      try {
        return await invoke(request, name, pool, asynchronous)
      } catch (error) {
        if (error instanceof ThrottledError) return problem(429, error.name, error.message)
        if (error instanceof BodyTooLarge) return tooLarge(error.limit + 1, synchronousLimit)
        return problem(500, 'ServiceException', messageOf(error))
      }
    },
  })
