import type { Command } from 'commander'
import { severityAt, standardSeverity } from '../../shared/alerts/severity.ts'
import { parseCell, parsePlace, withCells } from '../../shared/alerts/severity-cells.ts'
import type { OnboardingAnswer } from '../../shared/customers/onboarding.ts'
import { measures } from '../../shared/model/designation.ts'
import { rules } from '../../shared/model/match.ts'
import type { SeverityCell } from '../../shared/model/supplier.ts'
import { exitCodes } from '../errors.ts'
import { colours, show } from '../output/terminal.ts'
import { author, authorOf } from './support/author.ts'
import type { Run } from '../run.ts'
import { type SystemOptions, withSystem } from '../system/open-system.ts'
import { stage } from './support/options.ts'
import { customerOf } from './support/customers.ts'

const columns = [
  ['strong', '1'],
  ['strong', '2+'],
  ['review', '1'],
  ['review', '2+'],
] as const

const tableOf = (cells: readonly SeverityCell[]) =>
  measures.flatMap((measure) =>
    rules.map((rule) => ({
      measure,
      rule,
      levels: columns.map(([score, tier]) => {
        const place = { measure, rule, score, tier }
        const severity = severityAt(place, cells)
        return { score, tier, severity, own: severity !== standardSeverity(place) }
      }),
    })),
  )

export const addSeverityCommand = (program: Command, run: Run): void => {
  program
    .command('severity <customer>')
    .description(
      'how urgent an alert is: the table of measure, rule, score and tier, and your own cells in it',
    )
    .option('--set <cells...>', 'measure/rule/score/tier=severity; * or nothing for any')
    .option('--unset <places...>', 'take an own cell away: measure/rule/score/tier')
    .option('--reset', 'take all own cells away')
    .option(...author)
    .option(...stage)
    .option('--json', 'one JSON line for each row')
    .addHelpText(
      'after',
      `
The most specific cell that fits counts. Scores are strong or review, tiers 1 or 2+, severities critical, high, medium, low.
A measure that does not act on the dealings that a party's roles stand for is two steps lower. docs/alerts/severity.md.

  $ npx tierwatch severity acme --set import-presumption=critical blocking/address=medium
  $ npx tierwatch severity acme --unset blocking/address`,
    )
    .action(
      (
        customerId: string,
        options: SystemOptions & { set?: string[]; unset?: string[]; reset?: boolean; author?: string },
      ) =>
        run((out) => {
          const set = (options.set ?? []).map(parseCell)
          const unset = (options.unset ?? []).map(parsePlace)
          return withSystem(options, async (system) => {
            let customer = await customerOf(system, customerId)
            if (set.length > 0 || unset.length > 0 || options.reset) {
              const before = customer.severity ?? []
              const answer = await system.invoke<OnboardingAnswer>('OnboardingFunction', {
                act: 'set-severity',
                customerId,
                before,
                cells: withCells(options.reset ? [] : before, { set, unset }),
                author: authorOf(options),
              })
              customer = answer.customer
            }
            const at = (position: number) => (row: ReturnType<typeof tableOf>[number]) => {
              const level = row.levels[position]
              return level?.own ? colours.yellow(`${level.severity} (own)`) : (level?.severity ?? '')
            }
            show(
              out,
              tableOf(customer.severity ?? []),
              [
                ['measure', ({ measure }) => measure],
                ['rule', ({ rule }) => rule],
                ...columns.map(
                  ([score, tier], position) =>
                    [`${score}, tier ${tier}`, at(position)] as [string, ReturnType<typeof at>],
                ),
              ],
              '',
            )
            return exitCodes.fine
          })
        }, options),
    )
}
