import { Command, CommanderError } from 'commander'
import { productVersion } from '../shared/product.ts'
import { addEvidenceCommand } from './commands/evidence.ts'
import { addOfflineCommands } from './commands/offline/index.ts'
import { addAnchorCommands } from './commands/anchors.ts'
import { addCustomerCommands } from './commands/customers.ts'
import { addAuditCommand } from './commands/audit.ts'
import { addClearByRuleCommand } from './commands/clear-by-rule.ts'
import { addDispositionCommands } from './commands/dispositions.ts'
import { addOperationCommands } from './commands/operations.ts'
import { addPolicyCommand } from './commands/policy.ts'
import { addEntityListCommands } from './commands/entity-list.ts'
import { addRecordCommands } from './commands/records.ts'
import { addReportCommands } from './commands/reports.ts'
import { addSeverityCommand } from './commands/severity.ts'
import { addThresholdsCommand } from './commands/thresholds.ts'
import { addStartCommand } from './commands/start.ts'
import { exitCodes, tell } from './errors.ts'
import { terminal, type Terminal } from './output/terminal.ts'

/** Runs one command's work: its exit code, its errors told. */
const run = async (
  action: (out: Terminal) => Promise<number>,
  options: { json?: boolean },
): Promise<void> => {
  const out = terminal(options.json ?? false)
  try {
    process.exitCode = await action(out)
  } catch (error) {
    process.exitCode = tell(out, error)
  }
}

const program = new Command('tierwatch')
  .description(
    'Watches the official US restricted-party and forced-labour lists, and tells whose supply chain a change hits.',
  )
  .version(productVersion)
  .showHelpAfterError()
  .exitOverride()
  .addHelpText(
    'after',
    `
Begin here:
  $ npm start                                    replay the recorded documents for a sample customer
  $ npx tierwatch status                         what is known of each list, and how fresh it is
  $ npx tierwatch alerts northwind               what the sample customer was told
  $ npx tierwatch register northwind mine.csv    make a file the customer's register, and screen it

Without a running system:
  $ npx tierwatch match "Hetian Taida Apparel" "Hotan TEDA Garment Co. Ltd"
  $ npx tierwatch diff ofac-nonsdn before.xml after.xml
  $ npx tierwatch screen --list dhs-uflpa=page.html --suppliers mine.csv

Results go to stdout (--json: one JSON line each), messages to stderr.
Exit codes: 0 fine, 1 error, 2 usage, 3 held by a guard.`,
  )

addStartCommand(program, run)
program.commandsGroup('See what was found:')
addRecordCommands(program, run)
addEntityListCommands(program, run)
program.commandsGroup('Decide, and prove it:')
addDispositionCommands(program, run)
addClearByRuleCommand(program, run)
addPolicyCommand(program, run)
addEvidenceCommand(program, run)
addAuditCommand(program, run)
addAnchorCommands(program, run)
program.commandsGroup('Customers and their suppliers:')
addCustomerCommands(program, run)
addSeverityCommand(program, run)
addThresholdsCommand(program, run)
addReportCommands(program, run)
program.commandsGroup('Operations:')
addOperationCommands(program, run)
program.commandsGroup('On files, without a running system:')
addOfflineCommands(program, run)
// Of the program alone, not of its commands: their arguments stand in their own help, and so does what was wrong.
program
  .configureHelp({ subcommandTerm: (command) => command.name() })
  .showHelpAfterError('All commands: npx tierwatch --help')

// A reader that has seen enough (| head) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.fine)
  throw error
})

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? exitCodes.fine : exitCodes.usage
}
