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
  let seenUpTo = now()

  const fire = (): void => {
    if (!database.isOpen) return
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
    clearTimeout(timer)
    const next = database.get<{ at: number | null }>(
      'SELECT min(visible_at) AS at FROM messages WHERE visible_at > ?',
      seenUpTo,
    )?.at
    if (next === null || next === undefined) return
    timer = setTimeout(fire, Math.min(LONGEST_WAIT_MS, Math.max(0, next - now())))
    timer.unref()
  }

  return { reschedule, stop: () => clearTimeout(timer) }
}
