// Runs inside the child process: loads the handler once, then answers one invocation after the other.
// JavaScript on purpose: stripping types would cost each child 18 MB of its memory size and 80 ms of its start.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const send = (message) => process.connected && process.send?.(message)

// The runner is gone, by whatever death: nothing that this process does can be recorded any more.
process.on('disconnect', () => process.exit(0))

const describe = (thrown) =>
  thrown instanceof Error
    ? { errorType: thrown.name, errorMessage: thrown.message, trace: String(thrown.stack).split('\n') }
    : { errorType: typeof thrown, errorMessage: String(thrown), trace: [] }

const fail = (errorType, errorMessage) => Object.assign(new Error(errorMessage), { name: errorType })

/** `dir/index.handler` → the exported function, looked for as Lambda does. */
const loadHandler = async () => {
  const [, path, name] = /^(.*?)\.([^/]+)$/.exec(process.env._HANDLER ?? '') ?? []
  if (path === undefined) throw fail('Runtime.MalformedHandlerName', `Bad handler ${process.env._HANDLER}`)
  const files = ['.mjs', '.js', '.cjs'].map((ending) => join(process.env.LAMBDA_TASK_ROOT, path + ending))
  const file = files.find((candidate) => existsSync(candidate))
  if (file === undefined) throw fail('Runtime.ImportModuleError', `Cannot find module '${path}'`)
  const module = await import(pathToFileURL(file).href)
  const handler = name.split('.').reduce((found, key) => found?.[key], module) ?? module.default?.[name]
  if (typeof handler !== 'function') {
    throw fail('Runtime.HandlerNotFound', `${process.env._HANDLER} is undefined or not exported`)
  }
  return handler
}

let handler
let running

const die = (errorType) => (thrown) => {
  const error = { ...describe(thrown), errorType }
  console.error(error.trace.join('\n') || error.errorMessage)
  if (running === undefined || !process.connected) process.exit(1)
  process.send({ kind: 'error', id: running, error }, () => process.exit(1))
}
process.on('uncaughtException', die('Runtime.UncaughtException'))
process.on('unhandledRejection', die('Runtime.UnhandledPromiseRejection'))

const invoke = async ({ id, event, deadline, context, trace, watchMemory }) => {
  running = id
  process.env._X_AMZN_TRACE_ID = trace
  const reporting =
    watchMemory && setInterval(() => send({ kind: 'memory', bytes: process.memoryUsage.rss() }), 50)
  try {
    const result = await handler(JSON.parse(event), {
      ...context,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    })
    send({ kind: 'result', id, payload: JSON.stringify(result) ?? 'null' })
  } catch (thrown) {
    send({ kind: 'error', id, error: describe(thrown) })
  } finally {
    running = undefined
    clearInterval(reporting)
  }
}

process.on('message', (message) => {
  void invoke(message)
})

try {
  handler = await loadHandler()
  send({ kind: 'ready' })
} catch (thrown) {
  // The channel is flushed before the process ends.
  process.send?.({ kind: 'init-error', error: describe(thrown) }, () => process.exit(1))
}
