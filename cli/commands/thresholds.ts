import type { Command } from 'commander'
import type { OnboardingAnswer } from '../../shared/customers/onboarding.ts'
import { thresholds as standard } from '../../shared/screening/thresholds.ts'
import { exitCodes } from '../errors.ts'
import { show } from '../output/terminal.ts'
import type { Run } from '../run.ts'
import { onSystem, type SystemOptions } from '../system/open-system.ts'
import { author, authorOf } from './support/author.ts'
import { stage } from './support/options.ts'
import { customerOf } from './support/customers.ts'
import { scoreOf } from './support/score.ts'

type Options = SystemOptions & { review?: number; strong?: number; reset?: boolean; author?: string }

export const addThresholdsCommand = (program: Command, run: Run): void => {
  program
    .command('thresholds <customer>')
    .description(
      'scores from which a likeness of names or addresses is shown for review, and is called strong',
    )
    .option('--review <score>', `least score that opens a match, from ${standard.review}`, scoreOf)
    .option('--strong <score>', `least score that is called strong, from ${standard.strong}`, scoreOf)
    .option('--reset', `back to the standard: ${standard.review} and ${standard.strong}`)
    .option(...author)
    .option(...stage)
    .option('--json', 'one JSON line')
    .addHelpText(
      'after',
      `
Without options they are shown. They can only be raised: below ${standard.review} the lists are not searched, and what
must never be strong, a person's name alone, reaches almost ${standard.strong}. Shared identifiers, goods under an order and
labour are facts, not likenesses: no threshold hides them. A match that was confirmed stays open.

A change has the whole register screened again, and what it opens or ends is told in one report. The watchdog starts
that: within a quarter of an hour. Screening that happens meanwhile goes by the new thresholds already. The change is
in the audit trail, and each alert's record keeps the thresholds that it was made with.

  $ npx tierwatch thresholds acme --review 0.8 --strong 0.95`,
    )
    .action((customerId: string, options: Options) =>
      onSystem(run, options, async (system, out) => {
        let customer = await customerOf(system, customerId)
        const { review, strong, reset } = options
        let rescreened = 0
        if (review !== undefined || strong !== undefined || reset) {
          const before = reset ? standard : (customer.thresholds ?? standard)
          const answer = await system.invoke<OnboardingAnswer>('OnboardingFunction', {
            act: 'set-thresholds',
            customerId,
            thresholds: { review: review ?? before.review, strong: strong ?? before.strong },
            author: authorOf(options),
          })
          customer = answer.customer
          rescreened = answer.rescreened ?? 0
        }
        const now = customer.thresholds ?? standard
        show(
          out,
          [{ customerId, review: now.review, strong: now.strong, rescreened }],
          [
            ['customer', (row) => row.customerId],
            ['review', (row) => String(row.review)],
            ['strong', (row) => String(row.strong)],
            ['suppliers to be screened again', (row) => String(row.rescreened)],
          ],
          '',
        )
        return exitCodes.fine
      }),
    )
}
