import type { Command } from 'commander'
import { anchorOf } from '../../shared/alerts/anchors.ts'
import { clocksOf } from '../../shared/alerts/clocks.ts'
import { weekdayName } from '../../shared/legal/calendar.ts'
import { anchorIds, anchorWords } from '../../shared/legal/clocks.ts'
import { newYorkDay } from '../../shared/dates.ts'
import { consequencesOf } from '../../shared/legal/consequences.ts'
import { designationsAtHead } from '../../shared/lists/read-list.ts'
import { matchIdOf } from '../../shared/matches/disposition.ts'
import type { AlertClock, AnchorEvent } from '../../shared/model/alert.ts'
import type { Match } from '../../shared/model/match.ts'
import { exitCodes, UsageError } from '../errors.ts'
import { cut, show } from '../output/terminal.ts'
import type { Run } from '../run.ts'
import { onSystem, type SystemOptions } from '../system/open-system.ts'
import type { System } from '../system/system.ts'
import { json, stage } from './support/options.ts'
import { customersNamed } from './support/customers.ts'
import { findMatch } from './support/find-match.ts'

/** The clocks of a match as they stand: what the listing means today, counted from what was entered. */
const clocksNow = async (
  system: System,
  match: Match,
  anchors: readonly AnchorEvent[],
  today: string,
): Promise<AlertClock[]> => {
  const [head, [supplier]] = await Promise.all([
    designationsAtHead(system.lists, match.source, [match.designationId]),
    system.registry.suppliersById(match.customerId, [match.supplierId]),
  ])
  // A party that left the list left its clocks running: they are counted as they were when the match last changed.
  const designation =
    head.designations.get(match.designationId) ??
    (await system.lists.entries(match.source, [{ id: match.designationId, hash: match.entryHash }])).get(
      match.designationId,
    )
  if (!designation) return []
  const on = match.state === 'open' ? today : newYorkDay(match.at)
  return clocksOf(consequencesOf(designation, supplier?.roles ?? ['supplier'], on), anchors, 'opened')
}

interface DeadlineRow {
  customerId: string
  matchId: string
  supplier: string
  listed: string
  anchoredOn: string
  dueOn: string
  counted: string
  text: string
  reference?: string
}

const rowsOf = (match: Match, clocks: readonly AlertClock[]): DeadlineRow[] =>
  clocks.flatMap(({ deadlines, text }) =>
    deadlines.map(({ anchoredOn, dueOn, counted, reference }) => ({
      customerId: match.customerId,
      matchId: matchIdOf(match),
      supplier: `${match.supplierId} ${match.supplierName}`,
      listed: match.designationName,
      anchoredOn,
      dueOn,
      counted,
      text,
      ...(reference === undefined ? {} : { reference }),
    })),
  )

export const addAnchorCommands = (program: Command, run: Run): void => {
  program
    .command('anchor <match> <event> [date]')
    .description('enter the day of an event that a legal clock runs from; the deadlines are counted from it')
    .requiredOption('--author <name>', 'who enters it')
    .option('--reference <text>', 'tells several events apart: an entry number, a payment')
    .option('--remove', 'take the event away again')
    .option(...stage)
    .option(...json)
    .addHelpText(
      'after',
      `
Events: ${anchorIds.map((id) => `${id} (${anchorWords[id]})`).join('; ')}.
No deadline is ever counted from an alert: only you know when these happened.

  $ npx tierwatch anchor 68c012c52eef importation 2026-10-01 --reference "entry 123-4567890-1" --author "A. Officer"
  $ npx tierwatch deadlines acme`,
    )
    .action(
      (
        matchId: string,
        event: string,
        date: string | undefined,
        options: SystemOptions & { author: string; reference?: string; remove?: boolean },
      ) =>
        onSystem(run, options, async (system, out) => {
          const match = await findMatch(system, matchId)
          const now = new Date()
          const today = newYorkDay(now.toISOString())
          if (date === undefined && !options.remove) throw new UsageError('Give the day of the event.')
          const { customerId } = match
          const { author, reference } = options
          const anchor = anchorOf(
            {
              customerId,
              matchId,
              anchor: event,
              ...(date === undefined ? {} : { on: date }),
              author,
              ...(reference === undefined ? {} : { reference }),
            },
            now,
          )
          // The trail first: an event that counts is one that somebody can be asked about.
          await system.trail(customerId).append(customerId, {
            act: options.remove ? 'clock.remove' : 'clock.enter',
            author,
            at: anchor.at,
            subject: matchId,
            details: {
              event: anchor.anchor,
              ...(options.remove ? {} : { on: anchor.on }),
              ...(anchor.reference === undefined ? {} : { reference: anchor.reference }),
            },
          })
          if (options.remove) await system.clockAnchors.remove(anchor)
          else await system.clockAnchors.put(anchor)
          const clocks = await clocksNow(system, match, options.remove ? [] : [anchor], today)
          const rows = rowsOf(match, clocks)
          if (out.json) {
            if (options.remove) out.line({ ...anchor, removed: true })
            for (const row of rows) out.line(row)
          } else if (options.remove) {
            out.print('The event is taken away; nothing is counted from it any more.')
          } else if (rows.length === 0) {
            out.print(
              `Entered. No clock of this match runs from ${anchor.anchor}: see the alert for those that do.`,
            )
          } else {
            for (const { dueOn, counted, text } of rows) {
              out.print(`${dueOn} (${weekdayName(dueOn)}), ${counted} after ${anchor.on}: ${text}`)
            }
          }
          return exitCodes.fine
        }),
    )
  program
    .command('deadlines [customer]')
    .description('legal deadlines, counted from the events that were entered, soonest first')
    .option(...stage)
    .option(...json)
    .action((customer: string | undefined, options: SystemOptions) =>
      onSystem(run, options, async (system, out) => {
        const today = newYorkDay(new Date().toISOString())
        const rows: DeadlineRow[] = []
        for (const { customerId } of await customersNamed(system, customer)) {
          const byMatch = Map.groupBy(await system.clockAnchors.of(customerId), ({ matchId }) => matchId)
          if (byMatch.size === 0) continue
          for await (const match of system.registry.matches(customerId)) {
            const anchors = byMatch.get(matchIdOf(match))
            if (anchors) rows.push(...rowsOf(match, await clocksNow(system, match, anchors, today)))
          }
        }
        rows.sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))
        show(
          out,
          rows,
          [
            ['due', ({ dueOn }) => `${dueOn} ${weekdayName(dueOn).slice(0, 3)}`],
            ['supplier', ({ supplier }) => cut(supplier, 30)],
            ['from', ({ anchoredOn, reference }) => cut(`${anchoredOn} ${reference ?? ''}`.trim(), 24)],
            ['what', ({ text }) => cut(text, 70)],
            ['match', ({ matchId }) => matchId],
          ],
          'No event is entered: npx tierwatch anchor <match> <event> <date>',
        )
        return exitCodes.fine
      }),
    )
}
