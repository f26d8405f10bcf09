/** Keeps a minimum distance between calls: a request waits for its turn. */
export interface Pace {
  turn(): Promise<void>
}

export interface Clock {
  /** Milliseconds; only differences count. */
  now(): number
  sleep(milliseconds: number): Promise<void>
}

/**
 * At most `perSecond` calls in any second, evenly spaced: calls that come together are given turns one after the other,
 * also where several callers share the pace.
 */
export const paced = (clock: Clock, perSecond: number): Pace => {
  const distance = 1000 / perSecond
  let next = Number.NEGATIVE_INFINITY
  return {
    async turn() {
      const now = clock.now()
      const at = Math.max(now, next)
      next = at + distance
      if (at > now) await clock.sleep(at - now)
    },
  }
}

/** What the Federal Register asks of its users: five requests of its API in a second, one of its documents' XML. */
export const federalRegisterLimits = { api: 5, documents: 1 } as const
