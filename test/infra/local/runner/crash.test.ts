import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startLocal } from '../../../../infra/local/runner/start-local.ts'
import { lambda, table, temporaryDirectory, writeAssembly } from './support/assembly.ts'
import { handlers, written } from './support/handlers.ts'

const count = 120
const batchSize = 10
const maximumConcurrency = 2

const resources = {
  Table: table(),
  Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 600 } },
  FromStream: lambda('slow'),
  FromQueue: lambda('slow'),
  StreamMapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
      FunctionName: { Ref: 'FromStream' },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: batchSize,
    },
  },
  QueueMapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      FunctionName: { Ref: 'FromQueue' },
      BatchSize: batchSize,
      ScalingConfig: { MaximumConcurrency: maximumConcurrency },
    },
  },
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

it('loses nothing when it is killed in the middle of a stream and a queue, and repeats only what was under way', async () => {
  const directory = temporaryDirectory()
  const Outputs = { Table: { Value: { Ref: 'Table' } }, Queue: { Value: { Ref: 'Queue' } } }
  const assembly = writeAssembly(
    join(directory, 'cdk.out'),
    { Pipe: { template: { Resources: resources, Outputs } } },
    handlers,
  )
  const stateDirectory = join(directory, '.tierwatch')
  const out = join(directory, 'out.ndjson')
  const done = () => written<{ name: string; pid: number }>(out)

  const script = join(import.meta.dirname, 'support', 'run-until-killed.ts')
  const child = spawn(process.execPath, [script, assembly, stateDirectory, out, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const filled = new Promise((resolve) => child.stdout.once('data', resolve))
  await Promise.race([filled, ended])
  const named = (prefix: string) => done().filter(({ name }) => name.startsWith(prefix)).length
  await expect
    .poll(() => Math.min(named('stream-'), named('queue-')), { interval: 2, timeout: 10_000 })
    .toBeGreaterThan(25)
  child.kill('SIGKILL')
  await ended
  const before = done()
  expect(before.length).toBeLessThan(2 * count)

  // The functions' processes do not outlive the one that started them.
  const pids = [...new Set(before.map(({ pid }) => pid))]
  await expect.poll(() => pids.filter(isAlive), { timeout: 5_000 }).toEqual([])
  await sleep(20)

  const local = await startLocal({ assembly, stateDirectory, extraEnvironment: { '*': { OUT: out } } })
  await local.idle({ timeoutMs: 20_000 })
  await local.stop()

  const names = done().map(({ name }) => name)
  const wanted = Array.from({ length: count }, (_, at) => String(at).padStart(4, '0'))
  for (const source of ['stream', 'queue']) {
    const seen = names.filter((name) => name.startsWith(`${source}-`))
    expect(new Set(seen)).toEqual(new Set(wanted.map((name) => `${source}-${name}`)))
    const mayRepeat = source === 'stream' ? batchSize : batchSize * maximumConcurrency
    expect(seen.length - count).toBeLessThanOrEqual(mayRepeat)
  }
  // In order, but for the repeated batch.
  const firstSeen = [...new Set(names.filter((name) => name.startsWith('stream-')))]
  expect(firstSeen).toEqual([...firstSeen].sort())
})
