import type { Command } from 'commander'
import { writeFile } from 'node:fs/promises'
import { getBytes } from '../../shared/adapters/s3-document-store.ts'
import { reportPrefix } from '../../shared/alerts/report/report-files.ts'
import { ConfigError } from '../../shared/errors.ts'
import { exitCodes, UsageError } from '../errors.ts'
import { type Run, type SystemOptions, withSystem } from '../system/open-system.ts'
import { outputOf } from '../system/system.ts'

const formats = ['html', 'csv', 'json'] as const

export const addReportCommands = (program: Command, run: Run): void => {
  program
    .command('report <customer> <notice>')
    .description('the whole report of a digest or an initial screening, as it was told')
    .option('--format <format>', formats.join(', '), 'html')
    .option('--out <file>', 'a file instead of stdout')
    .option('--stage <stage>', 'a deployed stage instead of the local system')
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
            const key = `${reportPrefix(customerId, noticeId)}report.${format}`
            const bytes = await getBytes(system.s3, outputOf(system.outputs, 'EvidenceBucket'), key)
            if (!bytes) {
              throw new ConfigError(
                `There is no report of "${noticeId}" for ${customerId}`,
                'Only digests and screening reports have one; single alerts have a record: npx tierwatch evidence.',
              )
            }
            if (options.out === undefined) out.print(new TextDecoder().decode(bytes))
            else await writeFile(options.out, bytes)
            return exitCodes.fine
          })
        }, {}),
    )
}
