import { type Command, InvalidArgumentError } from 'commander'
import type { OnboardingAnswer } from '../../shared/customers/onboarding.ts'
import { ConfigError } from '../../shared/errors.ts'
import { thresholds as standard } from '../../shared/screening/thresholds.ts'
import { exitCodes } from '../errors.ts'
import { show } from '../output/terminal.ts'
import { type Run, type SystemOptions, withSystem } from '../system/open-system.ts'
import { author, authorOf } from './support/author.ts'

const score = (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('It is not a number from 0 to 1.')
  return value
}

type Options = SystemOptions & { review?: number; strong?: number; reset?: boolean; author?: string }

export const addThresholdsCommand = (program: Command, run: Run): void => {
  program
    .command('thresholds <customer>')
    .description(
      'scores from which a likeness of names or addresses is shown for review, and is called strong',
    )
    .option('--review <score>', `least score that opens a match, from ${standard.review}`, score)
    .option('--strong <score>', `least score that is called strong, from ${standard.strong}`, score)
    .option('--reset', `back to the standard: ${standard.review} and ${standard.strong}`)
    .option(...author)
    .option('--stage <stage>', 'a deployed stage instead of the local system')
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
      run(
        (out) =>
          withSystem(options, async (system) => {
            let customer = await system.registry.customer(customerId)
            if (!customer) {
              throw new ConfigError(
                `There is no customer "${customerId}"`,
                'See npx tierwatch customers list.',
              )
            }
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
        options,
      ),
    )
}
