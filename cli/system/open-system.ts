import type { Terminal } from '../output/terminal.ts'
import { withProgress } from '../output/progress.ts'
import type { Run } from '../run.ts'
import type { System } from './system.ts'

export interface SystemOptions {
  json?: boolean
  /** A deployed stage; without it the local system. */
  stage?: string
}

/** Opens the system that a command names, works with it, and closes it whatever happens. */
export const withSystem = async <T>(
  options: SystemOptions,
  work: (system: System) => Promise<T>,
): Promise<T> => {
  const system = await withProgress(
    options.stage === undefined ? 'starting the local system' : `connecting to ${options.stage}`,
    async (update) => {
      // The SDKs and the embedded services take a second to load: not for --help, nor for offline commands.
      if (options.stage !== undefined) return (await import('./aws-system.ts')).openAwsSystem(options.stage)
      const [{ stateDirectory }, { openRunningSystem }] = await Promise.all([
        import('./state-directory.ts'),
        import('./running-system.ts'),
      ])
      const running = await openRunningSystem(stateDirectory())
      if (running) return running
      const { openLocalSystem } = await import('./local-system.ts')
      return openLocalSystem({ mustExist: true, onStage: update })
    },
  )
  try {
    return await work(system)
  } finally {
    await system.close()
  }
}

/** A command's action on the system that its options name. */
export const onSystem = (
  run: Run,
  options: SystemOptions,
  work: (system: System, out: Terminal) => Promise<number>,
): Promise<void> => run((out) => withSystem(options, (system) => work(system, out)), options)
