import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startLocal } from '../../../../infra/local/runner/start-local.ts'
import { lambda, table, temporaryDirectory, writeAssembly } from './support/assembly.ts'
import { handlers, written } from './support/handlers.ts'

const items = 12
const versions = 20

interface Line {
  item: string
  version: number
  life: number
}

// Shards close after 30 records: so the kill also falls between a shard and its child, with checkpoints in both.
it('keeps the order of each item over a kill in the middle of concurrent batches, and loses nothing', async () => {
  const directory = temporaryDirectory()
  const resources = {
    Table: table(),
    Worker: lambda('versions'),
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
        FunctionName: { Ref: 'Worker' },
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 5,
        ParallelizationFactor: 4,
      },
    },
  }
  const Outputs = { Table: { Value: { Ref: 'Table' } } }
  const template = { Resources: resources, Outputs }
  const assembly = writeAssembly(join(directory, 'cdk.out'), { Pipe: { template } }, handlers)
  const stateDirectory = join(directory, '.tierwatch')
  const out = join(directory, 'out.ndjson')

  const script = join(import.meta.dirname, 'support', 'run-lanes-until-killed.ts')
  const child = spawn(
    process.execPath,
    [script, assembly, stateDirectory, out, String(items), String(versions)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), ended])
  await expect.poll(() => written<Line>(out).length, { interval: 2, timeout: 10_000 }).toBeGreaterThan(60)
  child.kill('SIGKILL')
  await ended
  const before = written<Line>(out).length
  expect(before).toBeLessThan(items * versions)

  const local = await startLocal({
    assembly,
    stateDirectory,
    extraEnvironment: { '*': { OUT: out } },
    shardLife: { records: 30 },
  })
  await local.idle({ timeoutMs: 20_000 })
  await local.stop()

  const lines = written<Line>(out)
  const all = Array.from({ length: versions }, (_, version) => version)
  for (let at = 0; at < items; at += 1) {
    const own = lines.filter(({ item }) => item === `item-${at}`)
    expect([...new Set(own.map(({ version }) => version))], `item-${at}`).toEqual(all)
    for (const life of new Set(own.map((line) => line.life))) {
      const seen = own.filter((line) => line.life === life).map(({ version }) => version)
      const first = seen[0] ?? 0
      // A batch under way when the process died is told again from its beginning, never out of order.
      expect(seen, `item-${at} in process ${life}`).toEqual(all.slice(first, first + seen.length))
    }
  }
})
