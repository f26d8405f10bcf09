import type { Command } from 'commander'
import { ConfigError, TransientError } from '../../shared/errors.ts'
import type { BatchAnswer } from '../../shared/runtime/stream-record.ts'
import type { CheckOutcome } from '../../shared/lists/version.ts'
import { describeSource, type SourceId, watchedSources } from '../../shared/model/source.ts'
import { operationsChain } from '../../shared/audit/chain.ts'
import { exitCodes, UsageError } from '../errors.ts'
import { author, authorOf } from './support/author.ts'
import { withProgress } from '../output/progress.ts'
import { type Terminal } from '../output/terminal.ts'
import type { Run } from '../run.ts'
import { onSystem, type SystemOptions, withSystem } from '../system/open-system.ts'
import type { System } from '../system/system.ts'
import { json, stage } from './support/options.ts'

const sourceOf = (text: string): SourceId => {
  const source = watchedSources.find((known) => known === text)
  if (source === undefined) throw new UsageError(`"${text}" is not one of ${watchedSources.join(', ')}`)
  return source
}

const tellOutcome = (out: Terminal, source: SourceId, outcome: CheckOutcome): number => {
  if (out.json) out.line({ source, ...outcome })
  else if (outcome.outcome === 'committed') {
    for (const { seq, cause, counts } of outcome.changeSets) {
      out.print(
        `${describeSource[source].title}: version ${seq} (${cause}): ${counts.added} added, ${counts.amended} amended, ${counts.removed} removed, ${counts.moved} moved`,
      )
    }
    for (const { reason } of outcome.held ?? []) out.print(`Held: ${reason}`)
  } else if (outcome.outcome === 'held') {
    for (const { guard, reason } of outcome.held) out.print(`Held by the guard "${guard}": ${reason}`)
  } else if (outcome.outcome === 'unchanged')
    out.print(`${describeSource[source].title}: looked, and nothing changed`)
  else
    out.print(`${describeSource[source].title}: ${outcome.outcome}. ${outcome.reason}\n${outcome.nextStep}`)
  if (outcome.outcome === 'held' || (outcome.outcome === 'committed' && outcome.held)) return exitCodes.held
  return outcome.outcome === 'rejected' || outcome.outcome === 'failed' ? exitCodes.error : exitCodes.fine
}

const check = async (system: System, payload: Record<string, unknown>): Promise<CheckOutcome> => {
  const outcome = await withProgress('checking', () =>
    system.invoke<CheckOutcome>('CheckSourceFunction', payload),
  )
  await withProgress('screening what changed', () => system.settle())
  return outcome
}

/** Has a function work a message off. One that fails says so by naming the message, and not by an error. */
export const worked = async (
  system: Pick<System, 'invoke'>,
  output: string,
  message: { Records: readonly { messageId: string }[] },
): Promise<void> => {
  const { batchItemFailures } = await system.invoke<BatchAnswer>(output, message)
  if (batchItemFailures.length === 0) return
  throw new TransientError(
    `${output} could not work it off: ${message.Records.map(({ messageId }) => messageId).join(', ')}`,
    'Its log has the reason; try again when that is mended.',
  )
}

/** Puts an act into the operations' audit trail, before anything comes of it. */
const record = async (
  system: System,
  options: { author?: string },
  act: string,
  subject: string,
  details: Record<string, unknown> = {},
): Promise<void> => {
  const at = new Date().toISOString()
  await system
    .trail(operationsChain)
    .append(operationsChain, { act, author: authorOf(options), at, subject, details })
}

export const addOperationCommands = (program: Command, run: Run): void => {
  program
    .command('release <source>')
    .description(
      'let the newest held document of a source past one guard; audited, and for that document only',
    )
    .requiredOption('--reason <text>', 'why it is right')
    .requiredOption('--author <name>', 'who decides it')
    .option('--guard <guard>', 'the guard that holds it', 'removals')
    .option(...stage)
    .option(...json)
    .action((name: string, options: SystemOptions & { guard: string; reason: string; author: string }) =>
      run((out) => {
        const source = sourceOf(name)
        return withSystem(options, async (system) => {
          const { guard, author, reason } = options
          const held = (await system.lists.holds(source)).map((hold) => hold.guard)
          // A check would count as one that was refused: nothing is wrong with the source.
          if (!held.some((known) => known === guard)) {
            throw new ConfigError(
              `Nothing of ${source} is held by the guard "${guard}"`,
              held.length > 0
                ? `Name the one that holds it: --guard ${held.join(' or ')}.`
                : 'See npx tierwatch status.',
            )
          }
          return tellOutcome(
            out,
            source,
            await check(system, {
              source,
              scheduledAt: new Date().toISOString(),
              release: { guard, author, reason },
            }),
          )
        })
      }, options),
    )
  program
    .command('recheck <source>')
    .description('check a source now, whole, whatever its validators say')
    .option(...author)
    .option(...stage)
    .option(...json)
    .action((name: string, options: SystemOptions & { author?: string }) =>
      run((out) => {
        const source = sourceOf(name)
        return withSystem(options, async (system) => {
          await record(system, options, 'source.recheck', source)
          return tellOutcome(
            out,
            source,
            await check(system, { source, scheduledAt: new Date().toISOString(), unconditional: true }),
          )
        })
      }, options),
    )
  program
    .command('replay <change-set>')
    .description('screen a change set again, e.g. ofac-sdn#000002; what was told is not told again')
    .option(...author)
    .option(...stage)
    .option(...json)
    .action((changeSet: string, options: SystemOptions & { author?: string }) =>
      run((out) => {
        const [name = '', seq = ''] = changeSet.split('#')
        const source = sourceOf(name)
        if (!/^\d{1,6}$/.test(seq))
          throw new UsageError(`"${changeSet}" is not a change set such as ofac-sdn#000002`)
        return withSystem(options, async (system) => {
          const found = await system.lists.changeSet(source, Number(seq))
          if (!found)
            throw new ConfigError(
              `There is no change set ${changeSet}`,
              'See npx tierwatch status for the versions.',
            )
          await record(system, options, 'change-set.replay', changeSet)
          const message = {
            Records: [
              {
                messageId: changeSet,
                eventSource: 'aws:sqs',
                body: JSON.stringify({ source, seq: Number(seq) }),
              },
            ],
          }
          await worked(system, 'FanOutFunction', message)
          // Events that others had keep their ids.
          await worked(system, 'PublishEventsFunction', message)
          const settled = await withProgress('screening', () => system.settle())
          if (out.json)
            out.line({
              changeSet,
              state: (await system.lists.changeSet(source, Number(seq)))?.state,
              settled,
            })
          else
            out.print(
              `${changeSet} was fanned out again; everything unfinished of it is ${settled ? 'screened and sent' : 'being screened'}.`,
            )
          return exitCodes.fine
        })
      }, options),
    )
  program
    .command('redrive [queue]')
    .description('move a dead-letter queue’s messages back to their queue; without a name: what lies in each')
    .option(...author)
    .option(...stage)
    .option(...json)
    .action((queue: string | undefined, options: SystemOptions & { author?: string }) =>
      onSystem(run, options, async (system, out) => {
        const queues = await system.deadLetters()
        if (queue !== undefined && !queues.some((known) => known.queue === queue)) {
          throw new UsageError(`"${queue}" is not one of ${queues.map((known) => known.queue).join(', ')}`)
        }
        for (const { queue: name, messages } of queues) {
          if (queue !== undefined && name !== queue) continue
          if (queue !== undefined && messages > 0) {
            await record(system, options, 'queue.redrive', name, { messages })
            await system.redrive(name)
            await system.settle()
          }
          if (out.json) out.line({ queue: name, messages, redriven: queue !== undefined })
          else
            out.print(`${name}: ${messages} ${queue === undefined ? 'dead letters' : 'messages moved back'}`)
        }
        return exitCodes.fine
      }),
    )
}
