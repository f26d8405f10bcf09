import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Log } from '../log.ts'
import type { FunctionPlan } from '../plan.ts'
import { kernelShowsMemory, residentBytes } from './memory.ts'
import { forwardOutput } from './output.ts'
import type { FunctionError, InvocationResult } from './result.ts'
import { failed } from './result.ts'

type FromChild =
  | { kind: 'ready' }
  | { kind: 'init-error'; error: FunctionError }
  | { kind: 'memory'; bytes: number }
  | { kind: 'result'; id: string; payload: string }
  | { kind: 'error'; id: string; error: FunctionError }

const megabyte = 1024 * 1024
const memoryPollMilliseconds = 25
/** Lambda gives a cold start ten seconds of its own. */
const initMilliseconds = 10_000
const responseLimit = 6 * megabyte

const bootstrap = join(import.meta.dirname, 'bootstrap.mjs')

/** V8's limits as Lambda derives them from the memory size: else a heap grows to what a large machine would allow. */
const heapFlags = (megabytes: number): string[] => [
  `--max-old-space-size=${Math.max(32, Math.floor(megabytes * 0.9))}`,
  `--max-semi-space-size=${Math.max(1, Math.floor(megabytes * 0.05))}`,
]

/**
 * One process of one function: serial, warm between invocations, killed past its time or memory. After `dead` it takes
 * no further invocation.
 */
export class ExecutionEnvironment {
  readonly plan: FunctionPlan
  readonly #log: Log
  readonly #child: ChildProcess
  readonly #exit: Promise<string>
  readonly #started: Promise<FunctionError | undefined>
  #receive: (message: FromChild) => void = () => {}
  #stderrTail = ''
  #dead = false

  constructor(plan: FunctionPlan, environment: Record<string, string>, log: Log) {
    this.plan = plan
    this.#log = log
    this.#child = spawn(process.execPath, [...heapFlags(plan.memoryMegabytes), bootstrap], {
      cwd: plan.directory,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    const { stdout, stderr } = this.#child
    if (stdout) forwardOutput(stdout, plan.id, 'info', log)
    if (stderr) forwardOutput(stderr, plan.id, 'error', log)
    stderr?.on('data', (data: Buffer) => {
      this.#stderrTail = (this.#stderrTail + data.toString()).slice(-4_000)
    })
    this.#exit = new Promise((resolve) => {
      const ended = (how: string): void => {
        this.#dead = true
        resolve(how)
      }
      this.#child.once('error', (error) => ended(error.message))
      this.#child.once('close', (code, signal) =>
        ended(signal === null ? `exit status ${code}` : `signal: ${signal}`),
      )
    })
    this.#started = new Promise((resolve) => {
      this.#child.on('message', (message: FromChild) => {
        if (message.kind === 'ready') resolve(undefined)
        else if (message.kind === 'init-error') resolve(message.error)
        else this.#receive(message)
      })
      void this.#exit.then((how) => resolve(this.#exitError(how)))
    })
  }

  get dead(): boolean {
    return this.#dead
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Runs one invocation. Never rejects: whatever goes wrong is a function error. */
  async invoke(event: string): Promise<InvocationResult> {
    const requestId = randomUUID()
    const notStarted = await this.#start()
    if (notStarted) {
      this.kill()
      return failed(requestId, notStarted)
    }
    const began = performance.now()
    const watch = { peak: 0 }
    const result = await this.#run(requestId, event, watch)
    const milliseconds = Math.round(performance.now() - began)
    if (kernelShowsMemory) watch.peak = Math.max(watch.peak, (await residentBytes(this.pid ?? 0)) ?? 0)
    const message = `${result.functionError?.errorType ?? 'done'} in ${milliseconds} ms, at most ${Math.ceil(watch.peak / megabyte)} of ${this.plan.memoryMegabytes} MB`
    this.#log({ function: this.plan.id, level: 'debug', message })
    return result
  }

  async #start(): Promise<FunctionError | undefined> {
    const limit = initMilliseconds + this.plan.timeoutSeconds * 1000
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<FunctionError>((resolve) => {
      const errorMessage = `The function did not start within ${limit / 1000} seconds`
      timer = setTimeout(() => resolve({ errorType: 'Sandbox.Timedout', errorMessage }), limit)
    })
    const error = await Promise.race([this.#started, late])
    clearTimeout(timer)
    return error
  }

  #run(requestId: string, event: string, watch: { peak: number }): Promise<InvocationResult> {
    const { plan } = this
    const milliseconds = plan.timeoutSeconds * 1000
    return new Promise((resolve) => {
      const timers: NodeJS.Timeout[] = []
      let finished = false
      const finish = (result: InvocationResult, kill = false): void => {
        if (finished) return
        finished = true
        for (const timer of timers) clearTimeout(timer)
        this.#receive = () => {}
        if (kill) this.kill()
        resolve(result)
      }
      const useMemory = (bytes: number): void => {
        watch.peak = Math.max(watch.peak, bytes)
        if (bytes <= plan.memoryMegabytes * megabyte) return
        const errorMessage = `RequestId: ${requestId} Error: Runtime exited: ${Math.ceil(bytes / megabyte)} MB used, ${plan.memoryMegabytes} MB allowed`
        finish(failed(requestId, { errorType: 'Runtime.OutOfMemory', errorMessage }), true)
      }
      this.#receive = (message) => {
        if (message.kind === 'memory') useMemory(message.bytes)
        else if (message.kind === 'result' && message.id === requestId)
          finish(this.#checked(requestId, message.payload))
        else if (message.kind === 'error' && message.id === requestId)
          finish(failed(requestId, message.error))
      }
      const timeLimit = setTimeout(() => {
        const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${plan.timeoutSeconds.toFixed(2)} seconds`
        finish(failed(requestId, { errorType: 'Sandbox.Timedout', errorMessage }), true)
      }, milliseconds)
      timers.push(timeLimit)
      if (kernelShowsMemory) {
        const look = async (): Promise<void> => {
          const bytes = await residentBytes(this.pid ?? 0)
          if (bytes !== undefined && !finished) useMemory(bytes)
        }
        timers.push(setInterval(() => void look(), memoryPollMilliseconds))
      }
      void this.#exit.then((how) => finish(failed(requestId, this.#exitError(how, requestId))))
      this.#child.send(
        {
          id: requestId,
          event,
          deadline: Date.now() + milliseconds,
          trace: `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')};Sampled=0`,
          watchMemory: !kernelShowsMemory,
          context: {
            awsRequestId: requestId,
            functionName: plan.name,
            functionVersion: '$LATEST',
            invokedFunctionArn: plan.arn,
            memoryLimitInMB: String(plan.memoryMegabytes),
            logGroupName: `/aws/lambda/${plan.name}`,
            logStreamName: 'local',
          },
        },
        // A send that fails means that the process is ending: its exit tells how.
        () => {},
      )
    })
  }

  #checked(requestId: string, payload: string): InvocationResult {
    const size = Buffer.byteLength(payload)
    if (size <= responseLimit) return { requestId, payload }
    const errorMessage = `Response payload size (${size} bytes) exceeded maximum allowed payload size (${responseLimit} bytes).`
    return failed(requestId, { errorType: 'Function.ResponseSizeTooLarge', errorMessage })
  }

  #exitError(how: string, requestId?: string): FunctionError {
    const prefix = requestId === undefined ? '' : `RequestId: ${requestId} `
    const outOfMemory = this.#stderrTail.includes('JavaScript heap out of memory')
    return {
      errorType: outOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError',
      errorMessage: `${prefix}Error: Runtime exited with error: ${how}`,
    }
  }

  /** Ends the process at once. */
  kill(): void {
    this.#dead = true
    this.#child.kill('SIGKILL')
  }

  /** Resolves once the process has ended and its output was read. */
  async ended(): Promise<void> {
    await this.#exit
  }
}
