import type { RecentEvent } from '../events/server.ts'
import type { DeniedCall } from '../iam/recorder.ts'
import type { MailItem } from '../sns/mailbox.ts'

/** What a run looks like at one moment. */
export interface Snapshot {
  at: Date
  startedAt: Date
  /** What is going on, in words; empty when nothing is. */
  busy: string[]
  endpoints: Record<string, string>
  tables: { name: string; items: number; indexes: string[]; stream?: string; timeToLive?: string }[]
  queues: { name: string; visible: number; inFlight: number; delayed: number; deadLetters: boolean }[]
  topics: { name: string; confirmed: number; pending: number }[]
  buckets: { name: string; objects: number; versions: number; bytes: number; locked: boolean }[]
  functions: FunctionStatus[]
  schedules: {
    id: string
    expression: string
    timezone: string
    enabled: boolean
    next?: Date
    last?: Date
  }[]
  rules: { bus: string; name: string; state: string; pattern: string; targets: string[] }[]
  buses: string[]
  events: RecentEvent[]
  mails: MailItem[]
  denied: DeniedCall[]
  log: LogEntry[]
}

export interface FunctionStatus {
  id: string
  runtime: string
  memoryMegabytes: number
  timeoutSeconds: number
  running: number
  invocations: number
  errors: number
  throttles: number
  coldStarts: number
  lastMilliseconds?: number
}

export interface LogEntry {
  at: Date
  level: string
  function?: string
  message: string
}
