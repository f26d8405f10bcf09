import { type Terminal } from '../output/terminal.ts'
import { withProgress } from '../output/progress.ts'
import { openAwsSystem } from './aws-system.ts'
import { openLocalSystem } from './local-system.ts'
import type { System } from './system.ts'

export interface SystemOptions {
  json?: boolean
  /** A deployed stage; without it the local system. */
  stage?: string
}

export type Run = (action: (out: Terminal) => Promise<number>, options: { json?: boolean }) => Promise<void>

/** Opens the system that a command names, works with it, and closes it whatever happens. */
export const withSystem = async <T>(options: SystemOptions, work: (system: System) => Promise<T>): Promise<T> => {
  const system = await withProgress(
    options.stage === undefined ? 'starting the local system' : `connecting to ${options.stage}`,
    (update) =>
      options.stage === undefined
        ? openLocalSystem({ mustExist: true, onStage: update })
        : openAwsSystem(options.stage),
  )
  try {
    return await work(system)
  } finally {
    await system.close()
  }
}
