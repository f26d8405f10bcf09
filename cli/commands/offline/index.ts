import type { Command } from 'commander'
import { addDiff } from './diff.ts'
import { addFlags } from './flags.ts'
import { addMatch } from './match.ts'
import { addOwnership } from './ownership.ts'
import { addParse } from './parse.ts'
import type { Run } from '../../run.ts'
import { addScreen } from './screen.ts'

/** The commands that need no running system: they read files and print what these say. */
export const addOfflineCommands = (program: Command, run: Run): void => {
  addParse(program, run)
  addDiff(program, run)
  addMatch(program, run)
  addScreen(program, run)
  addFlags(program, run)
  addOwnership(program, run)
}
