import { randomUUID } from 'node:crypto'
import { ConfigError } from '../../../../shared/errors.ts'
import type { Send } from '../destinations.ts'
import type { Log } from '../log.ts'
import { messageOf } from '../log.ts'
import type { FunctionPlan, InvokePolicy } from '../plan.ts'
import type { AsyncEvent, RunnerState } from '../state.ts'
import type { FunctionPool } from './pool.ts'
import { ThrottledError } from './pool.ts'
import type { InvocationResult } from './result.ts'

const underWayPerFunction = 10
/** AWS waits one minute, then two; here half a second, then one. */
const firstDelayMilliseconds = 500
const throttleDelayMilliseconds = 1_000

/**
 * Asynchronous invocations: stored before they are acknowledged, tried again after a failure (twice, unless the
 * function's policy says otherwise), and in the end sent to the on-failure destination or the dead-letter queue.
 */
export class AsyncInvocations {
  readonly #state: RunnerState
  readonly #pool: FunctionPool
  readonly #policies = new Map<string, InvokePolicy>()
  readonly #log: Log
  #send: Send = () => Promise.reject(new Error('not started'))
  readonly #underWay = new Map<string, Set<string>>()
  readonly #tasks = new Set<Promise<void>>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  #running = false

  constructor(state: RunnerState, pool: FunctionPool, policies: InvokePolicy[], log: Log) {
    this.#state = state
    this.#pool = pool
    this.#log = log
    for (const policy of policies) this.#policies.set(policy.functionName, policy)
  }

  /** Begins work, also on what an earlier run left behind. */
  start(send: Send): void {
    this.#send = send
    this.#running = true
    for (const { functionName, count } of this.#state.eventCounts()) {
      if (this.#pool.get(functionName)) this.#wake(functionName)
      else {
        const message = `${count} asynchronous invocations wait for ${functionName}, which is no longer in the templates`
        this.#log({ level: 'warn', message })
      }
    }
  }

  /**
   * Stores an invocation. When this returns, it will happen even if the process dies.
   * @throws ConfigError for a function that does not exist
   */
  submit(functionName: string, payload: string): string {
    if (this.#pool.get(functionName) === undefined) {
      throw new ConfigError(`There is no function ${functionName}`, 'Correct the target that names it.')
    }
    const id = randomUUID()
    const now = Date.now()
    this.#state.addEvent({ id, functionName, payload, attempts: 0, enqueuedAt: now, dueAt: now })
    this.#wake(functionName)
    return id
  }

  /** Invocations that have neither succeeded nor been given up, of functions that still exist. */
  outstanding(): { functionName: string; count: number }[] {
    return this.#state.eventCounts().filter(({ functionName }) => this.#pool.get(functionName))
  }

  async stop(): Promise<void> {
    this.#running = false
    for (const timer of this.#timers.values()) clearTimeout(timer)
    await Promise.all(this.#tasks)
  }

  #wake(functionName: string): void {
    if (!this.#running) return
    clearTimeout(this.#timers.get(functionName))
    const busy = this.#underWay.get(functionName) ?? new Set()
    this.#underWay.set(functionName, busy)
    for (const event of this.#state.events(functionName, underWayPerFunction + busy.size)) {
      if (busy.has(event.id)) continue
      if (busy.size >= underWayPerFunction) return
      const wait = event.dueAt - Date.now()
      if (wait > 0) {
        const timer = setTimeout(() => this.#wake(functionName), wait)
        this.#timers.set(functionName, timer)
        return
      }
      busy.add(event.id)
      const task = this.#attempt(event)
        .catch((error: unknown) => {
          this.#log({
            level: 'error',
            message: `asynchronous invocation of ${functionName}: ${messageOf(error)}`,
          })
          this.#later(event, event.attempts, throttleDelayMilliseconds)
        })
        .finally(() => {
          busy.delete(event.id)
          this.#tasks.delete(task)
          this.#wake(functionName)
        })
      this.#tasks.add(task)
    }
  }

  #later(event: AsyncEvent, attempts: number, milliseconds: number): void {
    if (this.#state.isOpen) this.#state.rescheduleEvent(event.id, attempts, Date.now() + milliseconds)
  }

  async #attempt(event: AsyncEvent): Promise<void> {
    const plan = this.#pool.get(event.functionName)
    if (plan === undefined) return
    const policy = this.#policies.get(event.functionName)
    let result: InvocationResult
    try {
      result = await this.#pool.invoke(event.functionName, event.payload, { whenBusy: 'wait' })
    } catch (error) {
      if (!this.#running) return
      // Throttled: tried again until it is too old, without using up an attempt.
      if (!(error instanceof ThrottledError)) throw error
      return this.#later(event, event.attempts, throttleDelayMilliseconds)
    }
    // Killed by our own stop: the next start tries again.
    if (!this.#running && result.functionError) return
    const attempts = event.attempts + 1
    if (result.functionError === undefined) {
      if (policy?.onSuccess !== undefined)
        await this.#report(policy.onSuccess, plan, event, attempts, 'Success', result)
      return this.#state.removeEvent(event.id)
    }
    const { errorType, errorMessage } = result.functionError
    const message = `asynchronous invocation failed (attempt ${attempts}): ${errorType}: ${errorMessage}`
    this.#log({ function: plan.id, level: 'error', message })
    const tooOld = Date.now() - event.enqueuedAt > (policy?.maximumEventAgeSeconds ?? 21_600) * 1000
    if (attempts <= (policy?.maximumRetryAttempts ?? 2) && !tooOld) {
      return this.#later(event, attempts, firstDelayMilliseconds * 2 ** event.attempts)
    }
    await this.#giveUp(plan, policy, event, attempts, tooOld, result)
    this.#state.removeEvent(event.id)
  }

  async #giveUp(
    plan: FunctionPlan,
    policy: InvokePolicy | undefined,
    event: AsyncEvent,
    attempts: number,
    tooOld: boolean,
    result: InvocationResult,
  ): Promise<void> {
    const { errorType = '', errorMessage = '' } = result.functionError ?? {}
    const message = `given up after ${attempts} attempts: ${errorType}: ${errorMessage}`
    this.#log({ function: plan.id, level: 'error', message })
    if (policy?.onFailure !== undefined) {
      const condition = tooOld ? 'EventAgeExceeded' : 'RetriesExhausted'
      await this.#report(policy.onFailure, plan, event, attempts, condition, result)
    }
    if (plan.deadLetterArn !== undefined) {
      const attributes = {
        RequestID: event.id,
        ErrorCode: '200',
        ErrorMessage: errorMessage.slice(0, 1024) || errorType,
      }
      await this.#send(plan.deadLetterArn, event.payload, attributes)
    }
  }

  #report(
    destination: string,
    plan: FunctionPlan,
    event: AsyncEvent,
    attempts: number,
    condition: string,
    result: InvocationResult,
  ): Promise<void> {
    const record = {
      version: '1.0',
      timestamp: new Date().toISOString(),
      requestContext: {
        requestId: event.id,
        functionArn: `${plan.arn}:$LATEST`,
        condition,
        approximateInvokeCount: attempts,
      },
      requestPayload: JSON.parse(event.payload) as unknown,
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        ...(result.functionError && { functionError: 'Unhandled' }),
      },
      responsePayload: JSON.parse(result.payload) as unknown,
    }
    return this.#send(destination, JSON.stringify(record))
  }
}
