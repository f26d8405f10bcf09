import type { Database } from '../wire/database.ts'

/** Node's timers hold at most 2^31 ms; looking again sooner than needed does no harm. */
const LONGEST_WAIT_MS = 3_600_000

export interface VisibilityTimer {
  /** Looks again at when the next hidden message becomes visible. */
  reschedule(): void
  stop(): void
}

/** Wakes queues whose delayed or in-flight messages come due, so that nobody has to poll for them. */
export const createVisibilityTimer = (
  database: Database,
  now: () => number,
  wake: (queue: string) => void,
): VisibilityTimer => {
  let timer: NodeJS.Timeout | undefined
  let firesAt = Number.POSITIVE_INFINITY
  let seenUpTo = now()

  const fire = (): void => {
    if (!database.isOpen) return
    firesAt = Number.POSITIVE_INFINITY
    const until = now()
    const due = database.all<{ queue: string }>(
      'SELECT DISTINCT queue FROM messages WHERE visible_at > ? AND visible_at <= ?',
      seenUpTo,
      until,
    )
    seenUpTo = until
    for (const { queue } of due) wake(queue)
    reschedule()
  }

  const reschedule = (): void => {
    // A timer that is about to fire is left alone: what it is for would be in the past for the question below.
    if (firesAt <= now()) return
    clearTimeout(timer)
    const next = database.get<{ at: number | null }>(
      'SELECT min(visible_at) AS at FROM messages WHERE visible_at > ?',
      now(),
    )?.at
    firesAt = next ?? Number.POSITIVE_INFINITY
    if (firesAt === Number.POSITIVE_INFINITY) return
    timer = setTimeout(fire, Math.min(LONGEST_WAIT_MS, firesAt - now()))
    timer.unref()
  }

  return { reschedule, stop: () => clearTimeout(timer) }
}
