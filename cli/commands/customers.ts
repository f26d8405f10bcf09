import type { Command } from 'commander'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { InputError } from '../../shared/errors.ts'
import { filterAttributes } from '../../shared/customers/filters.ts'
import type { OnboardingAnswer, Subscription } from '../../shared/customers/onboarding.ts'
import { describeSource, type WatchedSource, watchedSources } from '../../shared/model/source.ts'
import { flagsOf } from '../../shared/screening/flags.ts'
import { exposuresOf, tiersOf } from '../../shared/suppliers/exposure.ts'
import { exitCodes, UsageError } from '../errors.ts'
import { author, authorOf } from './support/author.ts'
import { withProgress } from '../output/progress.ts'
import { colours, cut, show } from '../output/terminal.ts'
import type { Run } from '../run.ts'
import { onSystem, type SystemOptions, withSystem } from '../system/open-system.ts'
import { stateDirectory } from '../system/state-directory.ts'
import { customerOf } from './support/customers.ts'
import { json, stage } from './support/options.ts'

const parseFilter = (texts: readonly string[] | undefined): Record<string, string[]> | undefined => {
  if (texts === undefined || texts.length === 0) return undefined
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf('=')
      if (equals <= 0) throw new UsageError(`--filter ${text}: write it as attribute=value[,value]`)
      return [text.slice(0, equals), text.slice(equals + 1).split(',')]
    }),
  )
}

const readSupplierFile = async (file: string): Promise<Uint8Array> => {
  try {
    return await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new InputError(
      `${file} cannot be read`,
      [{ file, reason: code === 'ENOENT' ? 'there is no such file' : (code ?? 'unreadable') }],
      'Check the path.',
    )
  }
}

const addCustomers = (program: Command, run: Run): void => {
  const customers = program.command('customers').description('the companies whose suppliers are screened')
  customers
    .command('add <customer>')
    .description('make a customer and its topic; the id is lower case letters, digits and hyphens')
    .requiredOption('--name <name>', 'the company’s name')
    .option(...author)
    .option(...stage)
    .option(...json)
    .action((customerId: string, options: SystemOptions & { name: string; author?: string }) =>
      onSystem(run, options, async (system, out) => {
        const { customer, rescreened = 0 } = await system.invoke<OnboardingAnswer>('OnboardingFunction', {
          act: 'add-customer',
          customerId,
          name: options.name,
          author: authorOf(options),
        })
        if (out.json) out.line(customer)
        else {
          out.print(`${customer.customerId} is a customer; its alerts go to ${customer.topicArn}`)
          if (rescreened > 0)
            out.print(
              `It was one before: its ${rescreened} suppliers are screened again, and it gets a report.`,
            )
          out.print(
            `Next: npx tierwatch subscribe ${customerId} email you@example.com, then npx tierwatch register ${customerId} suppliers.csv`,
          )
        }
        return exitCodes.fine
      }),
    )
  customers
    .command('rename <customer>')
    .description('change the name of a customer; its id stays')
    .requiredOption('--name <name>', 'the company’s name')
    .option(...author)
    .option(...stage)
    .option(...json)
    .action((customerId: string, options: SystemOptions & { name: string; author?: string }) =>
      onSystem(run, options, async (system, out) => {
        const { customer } = await system.invoke<OnboardingAnswer>('OnboardingFunction', {
          act: 'rename-customer',
          customerId,
          name: options.name,
          author: authorOf(options),
        })
        if (out.json) out.line(customer)
        else out.print(`${customerId} is named ${customer.name}.`)
        return exitCodes.fine
      }),
    )
  customers
    .command('list')
    .description('all customers')
    .option(...stage)
    .option(...json)
    .action((options: SystemOptions) =>
      onSystem(run, options, async (system, out) => {
        show(
          out,
          await system.registry.customers(),
          [
            ['customer', ({ customerId }) => customerId],
            ['name', ({ name }) => name],
            ['register', ({ registerRevision }) => `revision ${registerRevision}`],
            ['since', ({ createdAt }) => createdAt.slice(0, 10)],
          ],
          'No customers yet: tierwatch customers add <id> --name "<name>"',
        )
        return exitCodes.fine
      }),
    )
  customers
    .command('remove <customer>')
    .description('end a customer: its topic and subscriptions go, its records stay')
    .option(...author)
    .option(...stage)
    .option(...json)
    .action((customerId: string, options: SystemOptions & { author?: string }) =>
      onSystem(run, options, async (system, out) => {
        await system.invoke('OnboardingFunction', {
          act: 'remove-customer',
          customerId,
          author: authorOf(options),
        })
        if (out.json) out.line({ customerId, removed: true })
        else out.print(`${customerId} is no customer any more; nothing of it is screened.`)
        return exitCodes.fine
      }),
    )
}

/** A list that has not been read is none that anybody was screened against. */
const screenedAgainst = (notRead: readonly WatchedSource[]): string =>
  notRead.length === 0
    ? 'screened against every list.'
    : notRead.length === watchedSources.length
      ? 'screened against nothing, for no list has been read yet.'
      : `screened against every list but ${notRead.map((source) => describeSource[source].title).join(', ')}: not read yet.`

const addSubscriptions = (program: Command, run: Run): void => {
  program
    .command('subscribe <customer> <protocol> <endpoint>')
    .description('send a customer’s alerts to an e-mail address, queue, function or address')
    .option(
      '--filter <attribute=values...>',
      'only messages whose attribute has one of the values, e.g. severity=critical,high',
    )
    .option(...author)
    .option(...stage)
    .option(...json)
    .addHelpText(
      'after',
      `
Protocols: email, email-json, sqs, lambda, https. Attributes to filter on: ${filterAttributes.join(', ')}.
An e-mail address or https endpoint must confirm; locally: npx tierwatch confirm-subscription <address>.

  $ npx tierwatch subscribe acme email compliance@acme.example
  $ npx tierwatch subscribe acme sqs arn:aws:sqs:us-east-1:123456789012:alerts --filter source=ofac-sdn severity=critical,high`,
    )
    .action(
      (
        customerId: string,
        protocol: string,
        endpoint: string,
        options: SystemOptions & { filter?: string[]; author?: string },
      ) =>
        run((out) => {
          const filter = parseFilter(options.filter)
          return withSystem(options, async (system) => {
            const answer = await system.invoke<OnboardingAnswer>('OnboardingFunction', {
              act: 'subscribe',
              customerId,
              protocol,
              endpoint,
              ...(filter ? { filter } : {}),
              author: authorOf(options),
            })
            await system.settle()
            if (out.json)
              out.line({ customerId, protocol, endpoint, subscriptionArn: answer.subscriptionArn })
            else
              out.print(
                `Subscribed ${endpoint}. ${/^email|^http/.test(protocol) ? 'It receives alerts once it has confirmed (locally: npx tierwatch confirm-subscription).' : ''}`.trim(),
              )
            return exitCodes.fine
          })
        }, options),
    )
  program
    .command('confirm-subscription <endpoint>')
    .description(
      'confirm the local subscriptions of an address as its recipient would: the newest confirmation mail of each customer',
    )
    .action((endpoint: string) =>
      run(
        (out) =>
          withSystem({}, async (system) => {
            const confirmed = await system.confirmSubscription(endpoint)
            out.print(
              `${endpoint} receives the alerts of ${confirmed} ${confirmed === 1 ? 'customer' : 'customers'} from now on; locally they lie in ${path.join(path.relative(process.cwd(), stateDirectory()), 'mailbox')}.`,
            )
            return exitCodes.fine
          }),
        {},
      ),
    )
  program
    .command('subscriptions <customer>')
    .description('who receives a customer’s alerts, and whether they have confirmed')
    .option(...stage)
    .option(...json)
    .action((customerId: string, options: SystemOptions) =>
      onSystem(run, options, async (system, out) => {
        const { subscriptions = [] } = await system.invoke<OnboardingAnswer>('OnboardingFunction', {
          act: 'subscriptions',
          customerId,
        })
        show(
          out,
          subscriptions,
          [
            ['protocol', ({ protocol }) => protocol],
            ['endpoint', ({ endpoint }) => endpoint],
            [
              'state',
              ({ confirmed }) =>
                confirmed ? 'confirmed' : colours.yellow('not confirmed: receives nothing'),
            ],
            ['filter', filterWords],
          ],
          'Nobody is subscribed: alerts reach nobody. tierwatch subscribe <customer> email <address>',
        )
        return exitCodes.fine
      }),
    )
}

/** SNS tells the filter of a subscription only once it is confirmed. */
export const filterWords = ({ confirmed, filter }: Pick<Subscription, 'confirmed' | 'filter'>): string =>
  filter ? JSON.stringify(filter) : confirmed ? 'everything' : 'told once it is confirmed'

export const addCustomerCommands = (program: Command, run: Run): void => {
  addCustomers(program, run)
  addSubscriptions(program, run)
  program
    .command('register <customer> <file>')
    .description(
      'make a CSV file the customer’s whole register (or change only its rows: *.patch.csv), and screen what changed',
    )
    .option('--confirm-removals', 'the file may remove suppliers, even with open matches')
    .option(...author)
    .option(...stage)
    .option(...json)
    .addHelpText(
      'after',
      '\nThe columns are described in README.md, "The supplier file". A wrong row refuses the whole file.',
    )
    .action(
      (
        customerId: string,
        file: string,
        options: SystemOptions & { confirmRemovals?: boolean; author?: string },
      ) =>
        run(async (out) => {
          const bytes = await readSupplierFile(file)
          return withSystem(options, async (system) => {
            await customerOf(system, customerId)
            const { registerFile } = await import('../system/register-file.ts')
            const record = await withProgress(`taking in ${path.basename(file)}`, () =>
              registerFile(system, {
                customerId,
                file: path.basename(file),
                bytes,
                confirmRemovals: options.confirmRemovals ?? false,
                author: authorOf(options),
              }),
            )
            const { state, added, changed, annotated, removed, unchanged, problems, held, intakeId } = record
            const { screened } = record
            if (state === 'refused')
              throw new InputError(`${file} is refused; the register is as it was`, problems)
            if (out.json)
              out.line({
                customerId,
                intakeId,
                state,
                added,
                changed,
                annotated,
                removed,
                unchanged,
                held,
                screened,
              })
            else if (state === 'held') {
              out.print(`${colours.yellow('Held:')} ${held ?? ''}`)
              out.print(
                'Nothing was changed. If this is right: run the same command with --confirm-removals.',
              )
            } else {
              const heads = await Promise.all(watchedSources.map((source) => system.lists.head(source)))
              const notRead = watchedSources.filter((_, at) => heads[at] === null)
              out.print(
                `${added} added, ${changed} changed, ${removed} removed, ${unchanged} unchanged${annotated > 0 ? `, ${annotated} with new notes only` : ''}; ${screened ? screenedAgainst(notRead) : 'screening is under way, and what it finds is reported.'}`,
              )
              out.print(`See npx tierwatch matches ${customerId}`)
            }
            return state === 'held' ? exitCodes.held : exitCodes.fine
          })
        }, options),
    )
  program
    .command('suppliers <customer>')
    .description('the register: each supplier with its tier, its path to the customer, and what to look into')
    .option(...stage)
    .option(...json)
    .action((customerId: string, options: SystemOptions) =>
      onSystem(run, options, async (system, out) => {
        await customerOf(system, customerId)
        const suppliers = (await system.registry.suppliers(customerId)).filter(
          ({ state }) => state === 'registered',
        )
        const tiers = tiersOf(suppliers)
        const exposureOf = exposuresOf(suppliers)
        const rows = suppliers.map((supplier) => ({
          ...supplier,
          tier: tiers.get(supplier.supplierId),
          flags: flagsOf(supplier),
        }))
        show(
          out,
          rows.sort((a, b) => (a.tier ?? 0) - (b.tier ?? 0)),
          [
            ['tier', ({ tier }) => tier ?? '?'],
            ['supplier', ({ supplierId }) => supplierId],
            ['name', ({ name }) => cut(name, 44)],
            ['country', ({ country }) => country ?? ''],
            [
              'to look into',
              ({ flags }) => [...new Set(flags.map(({ kind }) => kind.replaceAll('-', ' ')))].join(', '),
            ],
            [
              'path',
              ({ supplierId }) => cut([...(exposureOf(supplierId)?.paths[0] ?? []), 'you'].join(' → '), 44),
            ],
          ],
          `No suppliers yet: npx tierwatch register ${customerId} suppliers.csv`,
        )
        return exitCodes.fine
      }),
    )
}
