import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { counted } from '../../shared/alerts/messages/plain-text.ts'
import { describeSource, watchedSources } from '../../shared/model/source.ts'
import type { CheckOutcome } from '../../shared/lists/version.ts'
import { withProgress } from '../output/progress.ts'
import { colours, type Terminal } from '../output/terminal.ts'
import { startRecordedOrigin } from '../replay/recorded-origin.ts'
import { lookAgain, replay } from '../replay/replay.ts'
import { sampleCustomer } from '../replay/sample-customer.ts'
import { type LocalSystem, openLocalSystem } from '../system/local-system.ts'
import { readMailbox } from '../system/mailbox.ts'

const legend = (): string =>
  [
    `Tierwatch replays recorded official documents in date order, through the same template and`,
    `handlers that are deployed to AWS, for a sample customer. Nothing leaves this machine.`,
    ``,
    `  ${colours.green('original')}  byte for byte as published       ${colours.yellow('rebuilt')}  made from official data in the official format`,
    `  ${colours.magenta('written')}   written by us`,
    ``,
  ].join('\n')

/** What the roles of the template would not allow works here and fails once deployed. */
const warnOfDenied = (out: Terminal, system: LocalSystem): void => {
  for (const { caller, action, resource, why } of system.local.deniedCalls()) {
    out.print(colours.red(colours.bold(`  AWS would deny ${action} on ${resource} to ${caller}: ${why}`)))
  }
}

const closing = async (out: Terminal, system: LocalSystem): Promise<void> => {
  const counts = new Map<string, number>()
  for await (const match of system.registry.matches(sampleCustomer.customerId)) {
    counts.set(match.state, (counts.get(match.state) ?? 0) + 1)
  }
  const mails = readMailbox(system.directory).filter(({ kind }) => kind === 'notification')
  const dead = system.local.deadLetters().filter(({ count }) => count > 0)
  out.print(colours.bold('Now'))
  for (const source of watchedSources) {
    const head = await system.lists.head(source)
    const version = head ? await system.lists.version(source, head.seq) : null
    out.print(
      `  ${describeSource[source].title.padEnd(44)} ${version ? `version ${String(version.seq).padStart(2)}, ${version.count.toLocaleString('en').padStart(6)} designations` : 'not seen yet'}`,
    )
  }
  out.print(
    `  ${'Matches of the sample customer'.padEnd(44)} ${counts.get('open') ?? 0} open, ${counts.get('resolved') ?? 0} resolved`,
  )
  out.print(`  ${'Messages to its compliance team'.padEnd(44)} ${mails.length}`)
  for (const { queue, count } of dead) out.print(colours.red(`  ${count} dead letters in ${queue}`))
  warnOfDenied(out, system)
  const relative = path.relative(process.cwd(), system.directory)
  const state = relative === '' || relative.startsWith('..') ? system.directory : relative
  out.print('')
  out.print(
    `State lies in ${state}/ (mails in ${state}/mailbox/, handlers’ log in ${state}/log.ndjson); remove it to begin anew.`,
  )
  out.print('')
  out.print(colours.bold('Try next'))
  out.print('  npx tierwatch status                        how fresh each list is')
  out.print(`  npx tierwatch matches ${sampleCustomer.customerId}             what is open, and why`)
  out.print(`  npx tierwatch alerts ${sampleCustomer.customerId} --json       the same alerts for programs`)
  out.print('  npx tierwatch early-notices                 rules before they were published')
  out.print('  npx tierwatch as-of 2022-01-01 ofac-sdn     a list as it was known on a day')
  out.print(
    '  npx tierwatch customers add acme --name "Acme Ltd" && npx tierwatch register acme cli/replay/sample/suppliers.csv',
  )
}

export const runReplay = async (out: Terminal): Promise<number> => {
  const started = performance.now()
  out.print(legend())
  const origin = await startRecordedOrigin()
  const system = await withProgress('starting', (update) =>
    openLocalSystem({ recordedOrigin: origin.url, onStage: update }),
  )
  out.say(colours.dim(`What is inside, while it runs: ${system.local.statusPage}`))
  // Everything that was begun is finished by the next start, as after any other end.
  process.once('SIGINT', () => {
    out.say('\nStopped. What was done is kept; npm start goes on from here.')
    process.exit(130)
  })
  try {
    const summary = await replay(out, system, origin)
    if (summary.steps === 0) {
      out.print('Everything recorded was replayed before. Looking at every source once more:')
      const { changed, messages } = await lookAgain(out, system, origin)
      summary.messages += messages
      out.print(
        changed === 0 && messages === 0
          ? 'Nothing new was found, and nobody was told anything.'
          : `${counted(changed, 'source')} changed or read anew, ${counted(messages, 'message')} sent.`,
      )
    }
    out.print('')
    await closing(out, system)
    out.say(
      colours.dim(
        `${summary.steps} steps, ${summary.messages} messages in ${Math.round((performance.now() - started) / 1000)} s`,
      ),
    )
    return 0
  } finally {
    await system.close()
    await origin.close()
  }
}

/** Polls the real sites on their schedules until interrupted. What cannot be reached is reported, not faked. */
export const runLive = async (out: Terminal): Promise<number> => {
  const system = await withProgress('starting', (update) =>
    openLocalSystem({ schedules: 'run', onStage: update }),
  )
  let stop = false
  process.once('SIGINT', () => {
    stop = true
  })
  process.once('SIGTERM', () => {
    stop = true
  })
  try {
    out.print('Watching the official sites. Stop with Ctrl-C; the state is kept.')
    out.print(`What is inside: ${system.local.statusPage}`)
    for (const source of watchedSources) {
      const answer = await system.local.invoke('SourceChecks', {
        source,
        scheduledAt: new Date().toISOString(),
      })
      const outcome = answer.payload as CheckOutcome
      const said =
        answer.functionError !== undefined
          ? 'could not be reached; it is tried again on its schedule'
          : 'reason' in outcome
            ? `${outcome.outcome}: ${outcome.reason}`
            : outcome.outcome
      out.print(`  ${describeSource[source].title}: ${said}`)
    }
    while (!stop) await sleep(500)
    warnOfDenied(out, system)
    out.print('Stopping.')
    return 0
  } finally {
    await system.close()
  }
}

/** Makes the tables, queues and topics, and replays nothing. */
export const runEmpty = async (out: Terminal): Promise<number> => {
  const system = await withProgress('starting', (update) => openLocalSystem({ onStage: update }))
  await system.close()
  out.print('An empty system is ready. Add a customer: npx tierwatch customers add <id> --name "<name>"')
  return 0
}
