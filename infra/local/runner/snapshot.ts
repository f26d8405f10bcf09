import type { AccessRecorder } from '../iam/recorder.ts'
import type { LogEntry, Snapshot } from '../status/snapshot.ts'
import type { Log } from './log.ts'
import type { Plan } from './plan.ts'
import { deadLetterQueues } from './running.ts'
import type { Running } from './running.ts'
import type { Endpoints } from './services.ts'

const linesKept = 100
const mailsShown = 50
const eventsShown = 50

/** Keeps the last lines of a log on their way. */
export const rememberLines = (log: Log): { log: Log; lines: () => LogEntry[] } => {
  const kept: LogEntry[] = []
  return {
    log: (line) => {
      // What functions say in detail would push out what matters.
      if (line.level !== 'debug') {
        kept.push({ at: new Date(), ...line })
        if (kept.length > linesKept) kept.shift()
      }
      log(line)
    },
    lines: () => kept.toReversed(),
  }
}

/** How the status page looks at a run. */
export const createSnapshot =
  (
    plan: Plan,
    running: Running,
    parts: {
      endpoints: Endpoints
      busy: () => string[]
      recorder: AccessRecorder
      lines: () => LogEntry[]
      startedAt: Date
    },
  ): (() => Snapshot) =>
  () => {
    const { services, pool, schedules } = running
    const dead = deadLetterQueues(plan)
    return {
      at: new Date(),
      startedAt: parts.startedAt,
      busy: parts.busy(),
      endpoints: { ...parts.endpoints },
      tables: services.dynamodb.tables(),
      queues: services.sqs
        .queueNames()
        .map((name) => ({ name, ...services.sqs.counts(name), deadLetters: dead.has(name) })),
      topics: services.sns.topics(),
      buckets: services.s3.buckets(),
      functions: plan.functions.map(({ id, name, runtime, memoryMegabytes, timeoutSeconds }) => ({
        id,
        runtime,
        memoryMegabytes,
        timeoutSeconds,
        ...pool.countsOf(name),
      })),
      schedules: schedules.status(),
      buses: services.events.buses(),
      rules: services.events.rules(),
      events: services.events.recent(eventsShown),
      mails: services.sns.mailbox().slice(-mailsShown).reverse(),
      denied: parts.recorder.denied(),
      log: parts.lines(),
    }
  }
