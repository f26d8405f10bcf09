import type { Command } from 'commander'
import { counted } from '../../shared/alerts/messages/plain-text.ts'
import { type AuditEntry, operationsChain, type StoredEntry, verifyChain } from '../../shared/audit/chain.ts'
import { exitCodes } from '../errors.ts'
import { colours, cut, show } from '../output/terminal.ts'
import type { Run } from '../run.ts'
import { onSystem, type SystemOptions } from '../system/open-system.ts'
import { customerOf } from './support/customers.ts'
import { json, stage } from './support/options.ts'

export const addAuditCommand = (program: Command, run: Run): void => {
  program
    .command('audit <customer>')
    .description(
      'every decision and act of a customer (or of "operations"), as a hash-chained trail; --verify checks it',
    )
    .option('--verify', 'recompute every hash, and compare the trail with its anchors in the evidence bucket')
    .option(...stage)
    .option(...json)
    .addHelpText(
      'after',
      `
  $ npx tierwatch audit northwind
  $ npx tierwatch audit northwind --verify
  $ npx tierwatch audit operations --verify --json

Each entry's hash covers the entry and, through the hash of the one before, everything before it: an entry that was
altered, removed, inserted or moved shows where it stood. The watchdog writes the newest hash into the locked evidence
bucket once an hour: a tail that was cut off since then is missed. Exit code 1 where anything is wrong.`,
    )
    .action((customer: string, options: SystemOptions & { verify?: boolean }) =>
      onSystem(run, options, async (system, out) => {
        const chain = customer === 'operations' ? operationsChain : customer
        const trail = system.trail(chain)
        const stored: StoredEntry[] = []
        for await (const entry of trail.entries(chain)) stored.push(entry)
        const anchors = await system.anchors.all(chain)
        // A mistyped id must not be called sound. A customer that was removed has its trail still.
        if (chain !== operationsChain && stored.length === 0 && anchors.length === 0) {
          await customerOf(system, customer)
        }
        if (!options.verify) {
          show(
            out,
            stored.map(({ seq, entry }): Partial<AuditEntry> & { seq: number } => ({ ...entry, seq })),
            [
              ['no.', ({ seq }) => seq],
              ['at', ({ at = '?' }) => at.slice(0, 19).replace('T', ' ')],
              ['act', ({ act = colours.red('unreadable') }) => act],
              ['author', ({ author = '?' }) => cut(author, 24)],
              ['subject', ({ subject = '' }) => cut(subject, 34)],
              ['hash', ({ hash = '' }) => hash.slice(3, 15)],
            ],
            `Nothing is on record for "${customer}".`,
          )
          return exitCodes.fine
        }
        const verdict = verifyChain(chain, stored, await trail.head(chain), anchors)
        const sound = verdict.problems.length === 0
        if (out.json) out.line({ ...verdict, customer, sound })
        else {
          for (const { text } of verdict.problems) out.print(`${colours.red('Wrong:')} ${text}`)
          const reach =
            verdict.anchors === 0
              ? 'no anchor yet: a tail that was cut off would not be missed'
              : `${counted(verdict.anchors, 'anchor')}, up to entry ${verdict.anchoredUpTo}`
          out.print(
            sound
              ? `${colours.green('Sound:')} ${verdict.entries} entries, each as it was written (${reach}).`
              : `${verdict.problems.length} problems in ${verdict.entries} entries (${reach}).`,
          )
          if (verdict.head) out.print(`Head: entry ${verdict.head.seq}, ${verdict.head.hash}`)
        }
        return sound ? exitCodes.fine : exitCodes.error
      }),
    )
}
