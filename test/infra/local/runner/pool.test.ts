import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { functionEnvironment } from '../../../../infra/local/runner/functions/environment.ts'
import { FunctionPool, ThrottledError } from '../../../../infra/local/runner/functions/pool.ts'
import type { LogLine } from '../../../../infra/local/runner/log.ts'
import type { FunctionPlan } from '../../../../infra/local/runner/plan.ts'
import { temporaryDirectory } from './support/assembly.ts'

const endpoints = {
  dynamodb: 'http://127.0.0.1:1',
  s3: 'http://127.0.0.1:2',
  sqs: 'http://127.0.0.1:3',
  eventbridge: 'http://127.0.0.1:6',
  sns: 'http://127.0.0.1:4',
  lambda: 'http://127.0.0.1:5',
}

const pools: FunctionPool[] = []
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close()
})

const makePool = (
  sources: Record<string, string>,
  parts: Partial<FunctionPlan> = {},
  extra: Record<string, string> = {},
): { pool: FunctionPool; lines: LogLine[]; call: (name: string, event?: unknown) => Promise<unknown> } => {
  const root = temporaryDirectory()
  const plans = Object.entries(sources).map(([name, source]): FunctionPlan => {
    const directory = join(root, name)
    mkdirSync(directory)
    writeFileSync(join(directory, 'index.mjs'), source)
    return {
      id: name,
      constructPath: `Pipe/${name}`,
      logicalId: name,
      name,
      arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
      directory,
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      timeoutSeconds: 5,
      memoryMegabytes: 256,
      environment: { OWN: 'template', NODE_OPTIONS: '--enable-source-maps' },
      ...parts,
    }
  })
  const lines: LogLine[] = []
  const environments = new Map(plans.map((plan) => [plan.name, functionEnvironment(plan, endpoints, extra)]))
  const pool = new FunctionPool(plans, environments, (line) => lines.push(line))
  pools.push(pool)
  const call = async (name: string, event: unknown = {}): Promise<unknown> => {
    const result = await pool.invoke(name, JSON.stringify(event), { whenBusy: 'wait' })
    return result.functionError
      ? { failed: result.functionError.errorType, message: result.functionError.errorMessage }
      : JSON.parse(result.payload)
  }
  return { pool, lines, call }
}

describe('functions in child processes', () => {
  it('gives the event and the context, and stays warm', async () => {
    const { call } = makePool({
      f: `let calls = 0
          export const handler = async (event, context) => ({ event, calls: ++calls, pid: process.pid,
            left: context.getRemainingTimeInMillis() > 0, name: context.functionName, arn: context.invokedFunctionArn })`,
    })
    const first = (await call('f', { a: [1] })) as { pid: number }
    expect(first).toMatchObject({ event: { a: [1] }, calls: 1, left: true, name: 'f' })
    expect(first.pid).not.toBe(process.pid)
    expect(await call('f')).toMatchObject({ calls: 2, pid: first.pid })
  })

  it('has an environment of its own and nothing of this process', async () => {
    process.env['TIERWATCH_TEST_SECRET'] = 'mine'
    const { call } = makePool(
      { f: 'export const handler = async () => process.env' },
      {},
      { OWN: 'extra', MORE: '1' },
    )
    const environment = (await call('f')) as Record<string, string>
    expect(environment).toMatchObject({
      OWN: 'extra',
      MORE: '1',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^LOCAL[0-9A-F]{15}$/) as string,
      AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
      AWS_LAMBDA_FUNCTION_NAME: 'f',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      TZ: ':UTC',
      NODE_OPTIONS: '--enable-source-maps',
    })
    expect(environment['_X_AMZN_TRACE_ID']).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=0$/)
    expect(environment).not.toHaveProperty('TIERWATCH_TEST_SECRET')
    expect(environment).not.toHaveProperty('HOME')
    delete process.env['TIERWATCH_TEST_SECRET']
  })

  it('reports what the handler throws, and goes on with the same process', async () => {
    const { call, pool } = makePool({
      f: `export const handler = async (event) => { if (event.bad) throw new RangeError('no'); return process.pid }`,
    })
    const pid = await call('f')
    expect(await call('f', { bad: true })).toEqual({ failed: 'RangeError', message: 'no' })
    expect(await call('f')).toBe(pid)
    expect(pool.processes).toBe(1)
  })

  it('kills a function that does not come to an end, also one that never yields', async () => {
    const { call, pool } = makePool(
      {
        waits: 'export const handler = () => new Promise(() => {})',
        spins: 'export const handler = async () => { for (;;); }',
      },
      { timeoutSeconds: 1 },
    )
    const results = await Promise.all([call('waits'), call('spins')])
    for (const result of results) {
      expect(result).toMatchObject({
        failed: 'Sandbox.Timedout',
        message: expect.stringContaining('timed out after 1.00 seconds'),
      })
    }
    await expect.poll(() => pool.processes, { timeout: 10_000 }).toBe(0)
  })

  it('kills a function that uses more than its memory, inside and outside the heap', async () => {
    const { call } = makePool(
      {
        buffers: `const kept = []
          export const handler = async () => { for (let i = 0; i < 40; i++) { kept.push(Buffer.alloc(10e6, i)); await new Promise((r) => setTimeout(r, 5)) } return 'survived' }`,
        heap: `const kept = []
          export const handler = async () => { for (let i = 0; i < 4e7; i++) kept.push({ i }); return 'survived' }`,
      },
      { memoryMegabytes: 128 },
    )
    expect(await call('buffers')).toMatchObject({ failed: 'Runtime.OutOfMemory' })
    expect(await call('heap')).toMatchObject({ failed: 'Runtime.OutOfMemory' })
  })

  it('takes a crash for a function error', async () => {
    const { call } = makePool({
      exits: 'export const handler = async () => process.exit(3)',
      rejects: `export const handler = () => { Promise.reject(new Error('floating')); return new Promise(() => {}) }`,
      throws: `export const handler = () => { setTimeout(() => { throw new Error('later') }, 1); return new Promise(() => {}) }`,
      broken: `throw new TypeError('at load')`,
      missing: 'export const other = 1',
    })
    expect(await call('exits')).toMatchObject({
      failed: 'Runtime.ExitError',
      message: expect.stringContaining('exit status 3'),
    })
    expect(await call('rejects')).toMatchObject({
      failed: 'Runtime.UnhandledPromiseRejection',
      message: 'floating',
    })
    expect(await call('throws')).toMatchObject({ failed: 'Runtime.UncaughtException', message: 'later' })
    expect(await call('broken')).toEqual({ failed: 'TypeError', message: 'at load' })
    expect(await call('missing')).toMatchObject({ failed: 'Runtime.HandlerNotFound' })
  })

  it('passes output on, with the level that a structured line names', async () => {
    const { call, lines } = makePool({
      f: `export const handler = async () => { console.log('plain'); console.error('wrong'); console.log(JSON.stringify({ level: 'WARN', message: 'x' })) }`,
    })
    expect(await call('f')).toBeNull()
    await expect
      .poll(() => lines.filter((line) => line.level !== 'debug').length, { timeout: 10_000 })
      .toBe(3)
    expect(lines).toEqual(
      expect.arrayContaining([
        { function: 'f', level: 'info', message: 'plain' },
        { function: 'f', level: 'error', message: 'wrong' },
        { function: 'f', level: 'warn', message: '{"level":"WARN","message":"x"}' },
      ]),
    )
  })

  it('keeps to the reserved concurrency', async () => {
    const { call, pool } = makePool(
      {
        f: `export const handler = async (event) => { const began = Date.now(); await new Promise((r) => setTimeout(r, event.ms)); return [began, Date.now()] }`,
      },
      { reservedConcurrency: 1 },
    )
    const waiting = [call('f', { ms: 80 }), call('f', { ms: 80 })]
    await sleep(10)
    await expect(pool.invoke('f', '{}', { whenBusy: 'refuse' })).rejects.toThrow(ThrottledError)
    const [one, two] = (await Promise.all(waiting)) as [[number, number], [number, number]]
    expect(two[0]).toBeGreaterThanOrEqual(one[1])
    expect(pool.processes).toBe(1)

    const off = makePool({ g: 'export const handler = async () => 1' }, { reservedConcurrency: 0 })
    await expect(off.pool.invoke('g', '{}', { whenBusy: 'wait' })).rejects.toThrow(ThrottledError)
  })

  it('keeps two processes warm for a function after a rush', async () => {
    const { call, pool } = makePool({
      f: 'export const handler = async () => { await new Promise((r) => setTimeout(r, 50)); return process.pid }',
    })
    const pids = await Promise.all([1, 2, 3, 4].map(() => call('f')))
    expect(new Set(pids).size).toBeGreaterThan(2)
    await expect.poll(() => pool.processes, { timeout: 10_000 }).toBe(2)
  })
})
