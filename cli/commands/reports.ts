import type { Command } from 'commander'
import { getBytes } from '../../shared/adapters/s3-document-store.ts'
import { attest, type Attestation } from '../../shared/alerts/attestation/attestation.ts'
import { attestationMessage } from '../../shared/alerts/attestation/attestation-text.ts'
import { attestationKey, periodUntil } from '../../shared/alerts/attestation/send-attestation.ts'
import { reportPrefix } from '../../shared/alerts/report/report-files.ts'
import { ConfigError } from '../../shared/errors.ts'
import { presentOf } from '../../shared/lists/present.ts'
import { exitCodes, UsageError } from '../errors.ts'
import type { Run } from '../run.ts'
import { type SystemOptions, withSystem } from '../system/open-system.ts'
import { outputOf } from '../system/system.ts'
import { stage } from './support/options.ts'
import { customerOf } from './support/customers.ts'
import { writeResult } from '../output/write-file.ts'

const formats = ['html', 'csv', 'json'] as const

/** An attestation as it stands: made now and not sent, or the sealed one of a day. */
const addAttestation = (program: Command, run: Run): void => {
  program
    .command('attestation <customer>')
    .description(
      'what was watched for a customer, how often, what changed, what is open, and what is not covered',
    )
    .option(
      '--to <instant>',
      'end of the period; default: now, after a replay the last moment that was replayed',
    )
    .option(
      '--from <instant>',
      'its beginning; default: the end of the last one that was sent, or a week before',
    )
    .option('--sealed <date>', 'the one that was sent on a day, from the evidence bucket')
    .option('--send', 'seal and send it, as the weekly schedule does')
    .option(...stage)
    .option('--json', 'one JSON line')
    .action(
      (
        customerId: string,
        options: SystemOptions & { to?: string; from?: string; sealed?: string; send?: boolean },
      ) =>
        run((out) => {
          const instant = (text: string): string => {
            const at = new Date(text)
            if (Number.isNaN(at.getTime()))
              throw new UsageError(`"${text}" is not an instant such as 2026-11-23T13:00:00Z`)
            return at.toISOString()
          }
          const asked = options.to === undefined ? undefined : instant(options.to)
          return withSystem(options, async (system) => {
            const now = new Date()
            const present = await presentOf(system.lists, now)
            const to = asked ?? present.toISOString()
            if (asked === undefined && present < now)
              out.say(`As of the last moment that was replayed, ${to}.`)
            const customer = await customerOf(system, customerId)
            const print = (attestation: Attestation): void => {
              if (out.json) out.line(attestation)
              else {
                const { subject, text } = attestationMessage(attestation, customer)
                out.print(`${subject}\n\n${text}`)
              }
            }
            if (options.send) await system.invoke('AttestFunction', { scheduledAt: to, customerId })
            if (options.sealed !== undefined || options.send) {
              const key = attestationKey(customerId, options.sealed ?? to)
              const bytes = await getBytes(system.s3, outputOf(system.outputs, 'EvidenceBucket'), key)
              if (!bytes) {
                throw new ConfigError(
                  `No attestation is sealed as ${key}`,
                  'Give the day on which its period ended.',
                )
              }
              print(JSON.parse(new TextDecoder().decode(bytes)) as Attestation)
              return exitCodes.fine
            }
            const period = await periodUntil(system, customer, to)
            print(
              await attest(
                {
                  lists: system.lists,
                  registry: system.registry,
                  policies: system.dispositions,
                  now: () => now,
                },
                customer,
                options.from === undefined ? period : { from: instant(options.from), to },
              ),
            )
            return exitCodes.fine
          })
        }, options),
    )
}

export const addReportCommands = (program: Command, run: Run): void => {
  addAttestation(program, run)
  program
    .command('report <customer> <notice>')
    .description('the whole report of a digest or an initial screening, as it was told')
    .option('--format <format>', formats.join(', '), 'html')
    .option('--out <file>', 'a file instead of stdout')
    .option(...stage)
    .addHelpText(
      'after',
      `
The notice's id stands at the end of the mail.

  $ npx tierwatch report acme ofac-sdn#000042 --out digest.html
  $ npx tierwatch report acme ofac-sdn#000042 --format csv --out digest.csv`,
    )
    .action(
      (customerId: string, noticeId: string, options: SystemOptions & { format: string; out?: string }) =>
        run((out) => {
          const format = formats.find((known) => known === options.format)
          if (!format) throw new UsageError(`--format ${options.format}: one of ${formats.join(', ')}`)
          return withSystem(options, async (system) => {
            await customerOf(system, customerId)
            const key = `${reportPrefix(customerId, noticeId)}report.${format}`
            const bytes = await getBytes(system.s3, outputOf(system.outputs, 'EvidenceBucket'), key)
            if (!bytes) {
              throw new ConfigError(
                `There is no report of "${noticeId}" for ${customerId}`,
                'Only digests and screening reports have one; single alerts have a record: npx tierwatch evidence.',
              )
            }
            if (options.out === undefined) out.print(new TextDecoder().decode(bytes))
            else await writeResult(options.out, bytes)
            return exitCodes.fine
          })
        }, {}),
    )
}
