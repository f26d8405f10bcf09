import { availableParallelism } from 'node:os'
import { ConfigError } from '../../../../shared/errors.ts'
import type { Faults } from '../../wire/faults.ts'
import type { Log } from '../log.ts'
import type { FunctionPlan } from '../plan.ts'
import { ExecutionEnvironment } from './execution-environment.ts'
import type { InvocationResult } from './result.ts'

const warmPerFunction = 2
const warmInAll = 8
const idleMilliseconds = 30_000
/** Handlers mostly wait for the services, which share the cores with them. */
const runningAtOnce = Math.max(4, 2 * availableParallelism())

/** The function may not run now: its reserved concurrency is used up. As Lambda's TooManyRequestsException. */
export class ThrottledError extends Error {
  constructor(name: string) {
    super(`Rate exceeded: the reserved concurrency of ${name} is used up`)
    this.name = 'TooManyRequestsException'
  }
}

export interface InvokeOptions {
  /**
   * `wait`: queue until there is room, as event sources do. `refuse`: throw ThrottledError when the reserved
   * concurrency is used up, and do not count against the machine's limit: a function that waits for another one
   * must not keep it from running.
   */
  whenBusy: 'wait' | 'refuse'
}

/** What a function did since the start of the run. */
export interface FunctionCounts {
  running: number
  invocations: number
  errors: number
  throttles: number
  coldStarts: number
  lastMilliseconds?: number
}

interface Waiting {
  plan: FunctionPlan
  begin: () => void
}

/** The processes of all functions: reused while warm, few of them, and never more at work than the machine bears. */
export class FunctionPool {
  readonly #functions = new Map<string, FunctionPlan>()
  readonly #environments: Map<string, Record<string, string>>
  readonly #log: Log
  readonly #faults: Faults | undefined
  /** Oldest first. */
  readonly #warm: { environment: ExecutionEnvironment; timer: NodeJS.Timeout }[] = []
  readonly #alive = new Set<ExecutionEnvironment>()
  readonly #running = new Map<string, number>()
  readonly #waiting: Waiting[] = []
  readonly #counts = new Map<string, Omit<FunctionCounts, 'running'>>()
  #counted = 0
  #closed = false

  /** @param environments the environment of each function, by its name */
  constructor(
    functions: FunctionPlan[],
    environments: Map<string, Record<string, string>>,
    log: Log,
    faults?: Faults,
  ) {
    this.#faults = faults
    for (const plan of functions) this.#functions.set(plan.name, plan)
    this.#environments = environments
    this.#log = log
  }

  get(name: string): FunctionPlan | undefined {
    return this.#functions.get(name)
  }

  /** Invocations that run or wait for room. */
  get active(): number {
    return [...this.#running.values()].reduce((sum, count) => sum + count, 0) + this.#waiting.length
  }

  countsOf(name: string): FunctionCounts {
    return { running: this.#running.get(name) ?? 0, ...this.#count(name) }
  }

  #count(name: string): Omit<FunctionCounts, 'running'> {
    const counts = this.#counts.get(name) ?? { invocations: 0, errors: 0, throttles: 0, coldStarts: 0 }
    this.#counts.set(name, counts)
    return counts
  }

  get processes(): number {
    return this.#alive.size
  }

  /** Whether the function can run at all: a reserved concurrency of nought switches it off. */
  isSwitchedOff(name: string): boolean {
    return this.#functions.get(name)?.reservedConcurrency === 0
  }

  /**
   * Runs a function.
   * @param event JSON text
   * @throws ThrottledError (see InvokeOptions), ConfigError for a function that does not exist
   */
  async invoke(name: string, event: string, options: InvokeOptions): Promise<InvocationResult> {
    const plan = this.#functions.get(name)
    if (plan === undefined || this.#closed) {
      const what = this.#closed ? 'The local run has stopped' : `There is no function ${name}`
      throw new ConfigError(what, `Functions: ${[...this.#functions.keys()].join(', ')}`)
    }
    const waits = options.whenBusy === 'wait'
    if (plan.reservedConcurrency === 0 || (!waits && !this.#hasReserve(plan))) {
      this.#count(name).throttles += 1
      throw new ThrottledError(name)
    }
    if (waits && !this.#hasRoom(plan)) {
      await new Promise<void>((begin) => this.#waiting.push({ plan, begin }))
      if (this.#closed) throw new ConfigError('The local run has stopped', 'Start it again.')
    } else this.#enter(plan, waits)
    try {
      return await this.#runIn(plan, event)
    } finally {
      this.#leave(plan, waits)
    }
  }

  #hasReserve(plan: FunctionPlan): boolean {
    return (this.#running.get(plan.name) ?? 0) < (plan.reservedConcurrency ?? Number.POSITIVE_INFINITY)
  }

  #hasRoom(plan: FunctionPlan): boolean {
    return this.#counted < runningAtOnce && this.#hasReserve(plan)
  }

  #enter(plan: FunctionPlan, counts: boolean): void {
    this.#running.set(plan.name, (this.#running.get(plan.name) ?? 0) + 1)
    if (counts) this.#counted += 1
  }

  #leave(plan: FunctionPlan, counted: boolean): void {
    this.#running.set(plan.name, (this.#running.get(plan.name) ?? 1) - 1)
    if (counted) this.#counted -= 1
    const next = this.#waiting.findIndex((waiting) => this.#hasRoom(waiting.plan))
    if (next < 0) return
    const [waiting] = this.#waiting.splice(next, 1)
    if (waiting === undefined) return
    this.#enter(waiting.plan, true)
    waiting.begin()
  }

  async #runIn(plan: FunctionPlan, event: string): Promise<InvocationResult> {
    const counts = this.#count(plan.name)
    const warm = this.#takeWarm(plan.name)
    counts.invocations += 1
    if (!warm) counts.coldStarts += 1
    const environment = warm ?? this.#start(plan)
    const began = performance.now()
    const life = this.#faults?.death()
    const killer = life === undefined ? undefined : setTimeout(() => environment.kill(), life)
    const result = await environment.invoke(event)
    clearTimeout(killer)
    counts.lastMilliseconds = Math.round(performance.now() - began)
    if (result.functionError) counts.errors += 1
    if (environment.dead || this.#closed) environment.kill()
    else this.#keepWarm(environment)
    return result
  }

  #start(plan: FunctionPlan): ExecutionEnvironment {
    const environment = new ExecutionEnvironment(plan, this.#environments.get(plan.name) ?? {}, this.#log)
    this.#alive.add(environment)
    void this.#dropWhenEnded(environment)
    return environment
  }

  async #dropWhenEnded(environment: ExecutionEnvironment): Promise<void> {
    await environment.ended()
    this.#alive.delete(environment)
    this.#forget(environment)
  }

  #takeWarm(name: string): ExecutionEnvironment | undefined {
    const newest = this.#warm.findLast(
      ({ environment }) => environment.plan.name === name && !environment.dead,
    )
    if (newest === undefined) return undefined
    this.#forget(newest.environment)
    return newest.environment
  }

  #keepWarm(environment: ExecutionEnvironment): void {
    const timer = setTimeout(() => environment.kill(), idleMilliseconds)
    timer.unref()
    this.#warm.push({ environment, timer })
    const same = this.#warm.filter((warm) => warm.environment.plan.name === environment.plan.name)
    const surplus =
      same.length > warmPerFunction ? same[0] : this.#warm.length > warmInAll ? this.#warm[0] : undefined
    if (surplus === undefined) return
    this.#forget(surplus.environment)
    surplus.environment.kill()
  }

  #forget(environment: ExecutionEnvironment): void {
    const at = this.#warm.findIndex((warm) => warm.environment === environment)
    if (at < 0) return
    clearTimeout(this.#warm[at]?.timer)
    this.#warm.splice(at, 1)
  }

  /** Kills every process; who waits for room is refused. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { begin } of this.#waiting.splice(0)) begin()
    const alive = [...this.#alive]
    for (const environment of alive) environment.kill()
    await Promise.all(alive.map((environment) => environment.ended()))
  }
}
