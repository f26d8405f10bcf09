import type { Command } from 'commander'
import { ConfigError } from '../../shared/errors.ts'
import { dispose, type Disposition, matchIdOf } from '../../shared/matches/disposition.ts'
import type { Match } from '../../shared/model/match.ts'
import { exitCodes } from '../errors.ts'
import { type Run, type SystemOptions, withSystem } from '../system/open-system.ts'
import type { System } from '../system/system.ts'

const find = async (system: System, matchId: string): Promise<Match> => {
  for (const { customerId } of await system.registry.customers()) {
    for await (const match of system.registry.matches(customerId)) {
      if (matchIdOf(match) === matchId) return match
    }
  }
  throw new ConfigError(`There is no match "${matchId}"`, 'Its id stands in npx tierwatch matches.')
}

/** What each decision is called, and what comes of it. */
const decisions: readonly [
  command: string,
  decision: Disposition['decision'],
  description: string,
  outcome: string,
][] = [
  [
    'confirm',
    'confirmed',
    'decide that a match is the listed party; it stays open',
    'is confirmed. It stays open, and you are told of every change of it.',
  ],
  [
    'clear',
    'cleared',
    'decide that a match is not the listed party; it stays silent until a fact that it rests on changes',
    'is cleared. It comes back only when a fact that it rests on changes, and then says which.',
  ],
]

export const addDispositionCommands = (program: Command, run: Run): void => {
  for (const [command, decision, description, outcome] of decisions) {
    program
      .command(`${command} <match>`)
      .description(description)
      .requiredOption('--reason <text>', 'why, for whoever asks years later')
      .requiredOption('--author <name>', 'who decides it')
      .option('--stage <stage>', 'a deployed stage instead of the local system')
      .option('--json', 'one JSON line for each result')
      .action((matchId: string, options: SystemOptions & { reason: string; author: string }) =>
        run(
          (out) =>
            withSystem(options, async (system) => {
              const match = await find(system, matchId)
              const { reason, author } = options
              const disposition: Disposition = { decision, reason, author, at: new Date().toISOString() }
              const after = dispose(match, disposition)
              await system.dispositions.record(match, after, { ...disposition, matchId, match })
              if (out.json) out.line({ matchId, ...disposition, state: after.state })
              else out.print(`${match.supplierName} ↔ ${match.designationName} ${outcome}`)
              return exitCodes.fine
            }),
          options,
        ),
      )
  }
}
