import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { accountId, region } from './aws-identity.ts'
import type { Send } from './destinations.ts'
import type { Log } from './log.ts'
import { messageOf } from './log.ts'
import type { SchedulePlan } from './plan.ts'
import { checkExpression, cronJob } from './schedule-expression.ts'

export interface Schedule {
  /** As in the template: `rate(1 hour)`. */
  expression: string
  timezone: string
  enabled: boolean
  /** Physical name. */
  name: string
  /**
   * Fires once, also when the schedule is disabled. Resolves when the target has taken the event, not when it has
   * dealt with it: see `idle`.
   * @param overrides members that replace those of the schedule's input
   */
  fire: (overrides?: Record<string, unknown>) => Promise<void>
}

/** The longest time that a timer of Node.js can wait. */
const longestTimer = 2 ** 31 - 1
const firstRetryMilliseconds = 500
const longestRetryMilliseconds = 30_000

const withoutMilliseconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** What a target without input of its own receives. */
const plainEvent = (plan: SchedulePlan, id: string, time: string): string =>
  JSON.stringify({
    version: '0',
    id,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: accountId,
    time,
    region,
    resources: [plan.arn],
    detail: '{}',
  })

/** The schedule's input with the context attributes put in, and members replaced. */
export const scheduleInput = (
  plan: SchedulePlan,
  scheduledTime: Date,
  executionId: string,
  attempt: number,
  overrides?: Record<string, unknown>,
): string => {
  const time = withoutMilliseconds(scheduledTime)
  const input = (plan.input ?? plainEvent(plan, executionId, time))
    .replaceAll('<aws.scheduler.scheduled-time>', time)
    .replaceAll('<aws.scheduler.execution-id>', executionId)
    .replaceAll('<aws.scheduler.schedule-arn>', plan.arn)
    .replaceAll('<aws.scheduler.attempt-number>', String(attempt))
  if (overrides === undefined) return input
  const parsed: unknown = JSON.parse(input)
  return JSON.stringify(isObject(parsed) ? { ...parsed, ...overrides } : overrides)
}

/** When a schedule fires next, strictly after a time. */
export const nextTime = (plan: SchedulePlan, startedAt: Date, after: Date): Date | undefined => {
  const from = new Date(Math.max(after.getTime(), (plan.start?.getTime() ?? 0) - 1))
  const expression = checkExpression(plan.expression, plan.timezone, plan.place)
  let next: Date | undefined
  if (expression.kind === 'rate') {
    // A rate counts from its start date, or else from the start of the run, when it also fires first.
    const base = plan.start?.getTime() ?? startedAt.getTime()
    const periods = Math.max(0, Math.floor((from.getTime() - base) / expression.everyMilliseconds) + 1)
    next = new Date(base + periods * expression.everyMilliseconds)
  } else next = cronJob(expression, plan.timezone).nextRun(from) ?? undefined
  return next !== undefined && plan.end !== undefined && next > plan.end ? undefined : next
}

/** All schedules: fired by hand, or, once started, by themselves. A run that was not up at a time does not catch up. */
export class Schedules {
  readonly #send: Send
  readonly #log: Log
  readonly #plans: SchedulePlan[]
  readonly #random: () => number
  readonly #stop = new AbortController()
  readonly #firing = new Set<Promise<void>>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #last = new Map<string, Date>()
  /** When schedules began to fire by themselves. */
  #startedAt: Date | undefined

  /** @param random a number of [0, 1): where in its flexible window a schedule fires */
  constructor(plans: SchedulePlan[], send: Send, log: Log, random: () => number = Math.random) {
    this.#plans = plans
    this.#random = random
    this.#send = send
    this.#log = log
  }

  /** By id. */
  byId(): Record<string, Schedule> {
    return Object.fromEntries(
      this.#plans.map((plan) => [
        plan.id,
        {
          expression: plan.expression,
          timezone: plan.timezone,
          enabled: plan.enabled,
          name: plan.name,
          fire: (overrides) => this.#fire(plan, new Date(), overrides),
        },
      ]),
    )
  }

  /** For people to look at: `next` only while schedules fire by themselves. */
  status(): {
    id: string
    expression: string
    timezone: string
    enabled: boolean
    next?: Date
    last?: Date
  }[] {
    const startedAt = this.#startedAt
    return this.#plans.map((plan) => {
      const { id, expression, timezone, enabled } = plan
      const next = startedAt && enabled ? nextTime(plan, startedAt, new Date()) : undefined
      const last = this.#last.get(id)
      return { id, expression, timezone, enabled, ...(next && { next }), ...(last && { last }) }
    })
  }

  get firing(): number {
    return this.#firing.size
  }

  /** Lets enabled schedules fire by themselves. */
  start(): void {
    const now = new Date()
    this.#startedAt = now
    for (const plan of this.#plans) {
      if (!plan.enabled) continue
      this.#arm(plan, now, new Date(now.getTime() - 1))
    }
  }

  #arm(plan: SchedulePlan, startedAt: Date, after: Date): void {
    const next = nextTime(plan, startedAt, after)
    if (next === undefined || this.#stop.signal.aborted) return
    const wait = Math.max(0, next.getTime() - Date.now())
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer)
        if (wait > longestTimer) return this.#arm(plan, startedAt, after)
        this.#fireWithin(plan, next)
        this.#arm(plan, startedAt, next)
      },
      Math.min(wait, longestTimer),
    )
    timer.unref()
    this.#timers.add(timer)
  }

  /** At once, or at some moment of the schedule's flexible window; the scheduled time stays what it is. */
  #fireWithin(plan: SchedulePlan, scheduledTime: Date): void {
    const fire = (): void => {
      this.#fire(plan, scheduledTime).catch((error: unknown) => {
        this.#log({ level: 'error', message: `schedule ${plan.id}: ${messageOf(error)}` })
      })
    }
    if (plan.flexibleMinutes === undefined) return fire()
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer)
        fire()
      },
      this.#random() * plan.flexibleMinutes * 60_000,
    )
    timer.unref()
    this.#timers.add(timer)
  }

  async #fire(plan: SchedulePlan, scheduledTime: Date, overrides?: Record<string, unknown>): Promise<void> {
    const firing = this.#deliver(plan, scheduledTime, overrides)
    this.#firing.add(firing)
    this.#last.set(plan.id, new Date())
    try {
      await firing
    } finally {
      this.#firing.delete(firing)
    }
  }

  /** As in AWS, what is retried is handing over the event; a function's own failure is retried as asynchronous. */
  async #deliver(
    plan: SchedulePlan,
    scheduledTime: Date,
    overrides?: Record<string, unknown>,
  ): Promise<void> {
    const executionId = randomUUID()
    const began = Date.now()
    for (let attempt = 1; ; attempt += 1) {
      const input = scheduleInput(plan, scheduledTime, executionId, attempt, overrides)
      try {
        return await this.#send(plan.targetArn, input)
      } catch (error) {
        this.#log({ level: 'warn', message: `schedule ${plan.id}, attempt ${attempt}: ${messageOf(error)}` })
        const tooOld = Date.now() - began > plan.maximumEventAgeSeconds * 1000
        if (attempt > plan.maximumRetryAttempts || tooOld) {
          return this.#giveUp(plan, input, executionId, attempt, tooOld, error)
        }
        const pause = Math.min(longestRetryMilliseconds, firstRetryMilliseconds * 2 ** (attempt - 1))
        await sleep(pause, undefined, { signal: this.#stop.signal })
      }
    }
  }

  async #giveUp(
    plan: SchedulePlan,
    input: string,
    executionId: string,
    attempts: number,
    tooOld: boolean,
    error: unknown,
  ): Promise<void> {
    if (plan.deadLetterArn === undefined) throw error
    await this.#send(plan.deadLetterArn, input, {
      ERROR_CODE: error instanceof Error ? error.name : 'Error',
      ERROR_MESSAGE: messageOf(error).slice(0, 1_000),
      EXECUTION_ID: executionId,
      SCHEDULE_ARN: plan.arn,
      TARGET_ARN: plan.targetArn,
      RETRY_ATTEMPTS: String(attempts - 1),
      EXHAUSTED_RETRY_CONDITION: tooOld ? 'MaximumEventAgeInSeconds' : 'MaximumRetryAttempts',
    })
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    for (const timer of this.#timers) clearTimeout(timer)
    await Promise.allSettled(this.#firing)
  }
}
