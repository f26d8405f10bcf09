import { setTimeout as sleep } from 'node:timers/promises'
import { watchedSources } from '../../shared/model/source.ts'
import type { System } from './system.ts'

const looks = 60

/**
 * Waits (a minute at most) until no notice is open and every change set has been fanned out, by the records alone.
 * `false`: it takes longer.
 */
export const untilTold = async (
  { registry, lists }: Pick<System, 'registry' | 'lists'>,
  wait: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<boolean> => {
  for (let look = 0; look < looks; look++) {
    const open = await registry.openWork()
    const pending = await Promise.all(watchedSources.map((source) => lists.unfinishedChangeSets(source)))
    if (
      open.length === 0 &&
      pending.every((changeSets) => changeSets.every(({ state }) => state !== 'pending'))
    )
      return true
    await wait(1_000)
  }
  return false
}
