import { setTimeout as sleep } from 'node:timers/promises'
import { TransientError } from '../../../shared/errors.ts'

const pollMilliseconds = 20
const progressMilliseconds = 250

export interface IdleOptions {
  /** Default: five minutes. */
  timeoutMs?: number
  /** Called now and then with what is still going on. */
  onProgress?: (busy: string[]) => void
}

/**
 * Resolves when nothing is going on, seen twice in a row: what ends in one place may have begun something in another
 * between two looks.
 * @param busy says what is going on, in words; empty when nothing is
 * @throws TransientError, which names what is still going on, after the time
 */
export const untilIdle = async (busy: () => string[], options: IdleOptions = {}): Promise<void> => {
  const { timeoutMs = 300_000, onProgress } = options
  const deadline = Date.now() + timeoutMs
  let quiet = 0
  let toldAt = 0
  for (;;) {
    const now = busy()
    quiet = now.length === 0 ? quiet + 1 : 0
    if (quiet === 2) return
    if (now.length > 0 && Date.now() - toldAt >= progressMilliseconds) {
      toldAt = Date.now()
      onProgress?.(now)
    }
    if (Date.now() > deadline) {
      throw new TransientError(
        `Not idle after ${timeoutMs / 1000} seconds: ${now.join('; ') || 'it never stayed quiet'}`,
        'Look at the log of the run for failures that are being tried again.',
      )
    }
    await sleep(pollMilliseconds)
  }
}
