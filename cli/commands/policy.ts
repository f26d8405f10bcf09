import type { Command } from 'commander'
import {
  type ApprovalRule,
  approvalRules,
  defaultPolicy,
  type DispositionPolicy,
} from '../../shared/matches/disposition-policy.ts'
import type { Severity } from '../../shared/model/alert.ts'
import { exitCodes, UsageError } from '../errors.ts'
import { show } from '../output/terminal.ts'
import type { Run } from '../run.ts'
import { onSystem, type SystemOptions } from '../system/open-system.ts'
import { json, stage } from './support/options.ts'
import { customerOf } from './support/customers.ts'

const severities = ['critical', 'high', 'medium', 'low'] as const satisfies readonly Severity[]

/** `critical=4` → hours; `d` and `h` may follow the number. */
const timesOf = (texts: readonly string[], before: Record<Severity, number>): Record<Severity, number> => {
  const times = { ...before }
  for (const text of texts) {
    const [, name = '', number = '', unit = 'h'] = /^(\w+)=(\d{1,5})([hd])?$/.exec(text) ?? []
    const severity = severities.find((known) => known === name)
    if (severity === undefined || Number(number) === 0) {
      throw new UsageError(`"${text}": write it as critical=4h or low=30d (${severities.join(', ')})`)
    }
    times[severity] = Number(number) * (unit === 'd' ? 24 : 1)
  }
  return times
}

interface PolicyOptions extends SystemOptions {
  approval?: string
  acknowledge?: string[]
  decide?: string[]
  maxClearingDays?: string
  author?: string
}

const changed = (before: DispositionPolicy, options: PolicyOptions): DispositionPolicy => {
  const approval = approvalRules.find((known): known is ApprovalRule => known === options.approval)
  if (options.approval !== undefined && approval === undefined) {
    throw new UsageError(`--approval ${options.approval}: use one of ${approvalRules.join(', ')}`)
  }
  const { maxClearingDays: _days, ...rest } = before
  const days = options.maxClearingDays
  if (days !== undefined && days !== 'none' && !/^[1-9]\d{0,4}$/.test(days)) {
    throw new UsageError(`--max-clearing-days ${days}: use a number of days, or none`)
  }
  const kept = days === undefined ? before.maxClearingDays : days === 'none' ? undefined : Number(days)
  return {
    ...rest,
    approval: approval ?? before.approval,
    acknowledgeHours: timesOf(options.acknowledge ?? [], before.acknowledgeHours),
    decideHours: timesOf(options.decide ?? [], before.decideHours),
    ...(kept === undefined ? {} : { maxClearingDays: kept }),
  }
}

const hours = (count: number): string =>
  count % 24 === 0 && count > 48 ? `${count / 24} days` : `${count} hours`

export const addPolicyCommand = (program: Command, run: Run): void => {
  program
    .command('policy <customer>')
    .description(
      'how a customer decides on its matches: who approves, and in what time; with options: change it',
    )
    .option('--approval <rule>', 'whose decisions a second person approves: none, clearings or all')
    .option('--acknowledge <severity=time...>', 'time until somebody takes note, e.g. critical=4h high=1d')
    .option('--decide <severity=time...>', 'time until somebody decides, e.g. critical=24h low=30d')
    .option(
      '--max-clearing-days <days>',
      'a clearing ends at the latest after so many days; "none": it may be for good',
    )
    .option('--author <name>', 'who changes it; needed for a change')
    .option(...stage)
    .option(...json)
    .addHelpText(
      'after',
      `
Unless a customer sets its own times, these hold, counted from the sending of the alert:

  severity   acknowledged within   decided within
${severities.map((severity) => `  ${severity.padEnd(10)} ${hours(defaultPolicy.acknowledgeHours[severity]).padEnd(21)} ${hours(defaultPolicy.decideHours[severity])}`).join('\n')}

What is overdue is shown by npx tierwatch matches --overdue and counted by the watchdog once an hour.`,
    )
    .action((customerId: string, options: PolicyOptions) =>
      onSystem(run, options, async (system, out) => {
        await customerOf(system, customerId)
        const before = await system.dispositions.policy(customerId)
        const after = changed(before, options)
        const isChange = JSON.stringify(after) !== JSON.stringify(before)
        if (isChange) {
          if (options.author === undefined) throw new UsageError('say who changes it: --author "Jane Doe"')
          await system.dispositions.setPolicy(customerId, before, after, {
            act: 'policy.set',
            author: options.author,
            at: new Date().toISOString(),
            subject: customerId,
            details: { before, after },
          })
        }
        if (out.json) {
          out.line({ customerId, changed: isChange, ...after })
          return exitCodes.fine
        }
        out.print(
          `Second person: ${after.approval === 'none' ? 'for nothing' : `for ${after.approval === 'all' ? 'every decision' : 'clearings'}`}. Clearings: ${after.maxClearingDays === undefined ? 'may be for good' : `${after.maxClearingDays} days at most`}.\n`,
        )
        show(
          out,
          severities.map((severity) => ({
            severity,
            acknowledged: hours(after.acknowledgeHours[severity]),
            decided: hours(after.decideHours[severity]),
          })),
          [
            ['severity', ({ severity }) => severity],
            ['acknowledged within', ({ acknowledged }) => acknowledged],
            ['decided within', ({ decided }) => decided],
          ],
          '',
        )
        return exitCodes.fine
      }),
    )
}
