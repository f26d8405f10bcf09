import type { Command } from 'commander'
import type { PollOutcome } from '../../shared/operations/poll-inspection.ts'
import type { ReconcileOutcome } from '../../shared/operations/reconcile-entity-list.ts'
import { newYorkDay } from '../../shared/dates.ts'
import { exitCodes } from '../errors.ts'
import { withProgress } from '../output/progress.ts'
import { cut, show } from '../output/terminal.ts'
import type { Run } from '../run.ts'
import { onSystem, type SystemOptions } from '../system/open-system.ts'
import { json, stage } from './support/options.ts'

const shown = 20

/** Tomorrow's rules, and how our list compares with the official consolidations. */
/** A comparison that could not be made must not look to a script like one that found no difference. */
export const exitOfComparison = ({ failed }: Pick<ReconcileOutcome, 'failed'>): number =>
  failed.length === 0 ? exitCodes.fine : exitCodes.error

export const addEntityListCommands = (program: Command, run: Run): void => {
  program
    .command('early-notices')
    .description('Entity List rules on public inspection, not yet published, and what became of earlier ones')
    .option('--poll', 'look at public inspection now')
    .option(...stage)
    .option(...json)
    .addHelpText(
      'after',
      `
A running system looks on business mornings every quarter of an hour, and after each later filing time, and tells every
customer once: announced, corrected, withdrawn. Nothing in such a document binds before it is published. States:
announced   on public inspection, not yet published
confirmed   published as announced: its matches are alerts of their own, and nobody is told twice
corrected   the document was changed or put off, or the published rule differs from what was announced
withdrawn   it will not be published
"published, not on our list": the Federal Register has it, and a check has yet to read it, or a guard holds it (status).

To hear of nothing else, or of all but these:
  $ npx tierwatch subscribe acme email early@acme.example --filter news=announced,corrected,withdrawn
  $ npx tierwatch subscribe acme email alerts@acme.example --filter severity=critical,high,medium,low`,
    )
    .action((options: SystemOptions & { poll?: boolean }) =>
      onSystem(run, options, async (system, out) => {
        if (options.poll) {
          await withProgress('looking at public inspection', () =>
            system.invoke<PollOutcome>('CheckSourceFunction', {
              mode: 'public-inspection',
              scheduledAt: new Date().toISOString(),
            }),
          )
        }
        const notices = (await system.earlyNotices.all()).sort((a, b) =>
          a.firstSeenAt < b.firstSeenAt ? 1 : -1,
        )
        show(
          out,
          notices,
          [
            ['document', ({ documentNumber }) => documentNumber],
            ['state', ({ state, indexed }) => (indexed ? 'published, not on our list' : state)],
            ['filed', ({ filedAt }) => (filedAt === undefined ? '–' : newYorkDay(filedAt))],
            [
              'publishes',
              ({ publishesOn, indexed, published }) =>
                (published ?? indexed)?.publishedOn ?? publishesOn ?? '–',
            ],
            ['names', ({ names }) => names.length],
            ['title', ({ title }) => cut(title, 60)],
          ],
          'No rule on the Entity List was on public inspection.',
        )
        return exitCodes.fine
      }),
    )
  program
    .command('reconcile')
    .description('compare the Entity List with the eCFR and the Consolidated Screening List, entry by entry')
    .option(...stage)
    .option(...json)
    .addHelpText(
      'after',
      `
A running system compares every night. An entry that stands on one side only is told with its destination; nothing is
changed by it. Consolidations run some days behind the rules.`,
    )
    .action((options: SystemOptions) =>
      onSystem(run, options, async (system, out) => {
        const { found, failed } = await withProgress('comparing', () =>
          system.invoke<ReconcileOutcome>('CheckSourceFunction', {
            mode: 'reconcile',
            scheduledAt: new Date().toISOString(),
          }),
        )
        for (const one of found) {
          if (out.json) {
            out.line(one)
            continue
          }
          const { against, asOf, ours, theirs, onlyOurs, onlyTheirs } = one
          out.print(
            `${against === 'ecfr' ? 'eCFR' : 'Consolidated Screening List'} as of ${asOf}: ${ours} entries here, ${theirs} there; ${onlyOurs.length} only here, ${onlyTheirs.length} only there`,
          )
          for (const [side, entries] of [
            ['only here ', onlyOurs],
            ['only there', onlyTheirs],
          ] as const) {
            for (const { name, countries } of entries.slice(0, shown))
              out.print(`  ${side}  ${countries.join(' ')}  ${cut(name, 80)}`)
            if (entries.length > shown) out.print(`  … and ${entries.length - shown} more ${side.trim()}`)
          }
        }
        for (const { against, reason } of failed) out.say(`${against}: ${reason}`)
        return exitOfComparison({ failed })
      }),
    )
}
