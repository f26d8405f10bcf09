import { setTimeout as sleep } from 'node:timers/promises'
import { watchedSources } from '../../shared/model/source.ts'
import type { System } from './system.ts'

const looks = 60

/** Waits (a minute at most) until no notice is open and every change set has been fanned out, by the records alone. */
export const untilTold = async (system: System): Promise<void> => {
  for (let look = 0; look < looks; look++) {
    const open = await system.registry.openWork()
    const pending = await Promise.all(
      watchedSources.map((source) => system.lists.unfinishedChangeSets(source)),
    )
    if (
      open.length === 0 &&
      pending.every((changeSets) => changeSets.every(({ state }) => state !== 'pending'))
    )
      return
    await sleep(1_000)
  }
}
