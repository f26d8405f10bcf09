import type { Command } from 'commander'
import type { Run } from '../run.ts'

export const addStartCommand = (program: Command, run: Run): void => {
  program
    .command('start')
    .description('run Tierwatch on this machine: replay the recorded documents, or watch the real sites')
    .option('--live', 'poll the official sites on their schedules')
    .option('--empty', 'only make the tables, queues and topics; replay nothing')
    .action((options: { live?: boolean; empty?: boolean }) =>
      run(async (out) => {
        // The CDK, the SDKs and the embedded services take seconds to load: only for this command.
        const { runEmpty, runLive, runReplay } = await import('./run-system.ts')
        if (options.live) return runLive(out)
        return options.empty ? runEmpty(out) : runReplay(out)
      }, {}),
    )
}
