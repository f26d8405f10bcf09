import type { Command } from 'commander'
import { isXinjiangRelated } from '../../shared/legal/xinjiang.ts'
import {
  acknowledge,
  approve,
  type Decided,
  decide,
  matchIdOf,
  reject,
} from '../../shared/matches/disposition.ts'
import { clearingCodes, confirmingCodes } from '../../shared/matches/reason-codes.ts'
import type { Match } from '../../shared/model/match.ts'
import { exitCodes, UsageError } from '../errors.ts'
import type { Terminal } from '../output/terminal.ts'
import type { Run } from '../run.ts'
import { type SystemOptions, withSystem } from '../system/open-system.ts'
import type { System } from '../system/system.ts'
import { findMatch, recordDecision, sidesOf } from './support/find-match.ts'
import { json, stage } from './support/options.ts'

const codeList = (codes: Readonly<Record<string, string>>): string =>
  Object.entries(codes)
    .map(([code, text]) => `  ${code.padEnd(22)} ${text}`)
    .join('\n')

const pair = ({ supplierName, designationName }: Match): string => `${supplierName} ↔ ${designationName}`

/** What came of a decision, for people. */
const outcome = (match: Match): string => {
  const { proposed, disposition } = match
  if (proposed) {
    return `is proposed to be ${proposed.decision}. It stays open until a second person approves it: npx tierwatch approve ${matchIdOf(match)} --author "…"`
  }
  if (disposition?.decision === 'cleared') {
    const until = disposition.until === undefined ? '' : ` until ${disposition.until}`
    return `is cleared${until}. It comes back when a fact that it rests on changes${until === '' ? '' : ', or that day has passed'}, and then says why.`
  }
  return 'is confirmed. It stays open, and you are told of every change of it.'
}

const tell = (out: Terminal, match: Match, text: string): number => {
  if (out.json) {
    const { state, revision, disposition = null, proposed = null, acknowledged = null } = match
    out.line({ matchId: matchIdOf(match), state, revision, disposition, proposed, acknowledged })
  } else out.print(`${pair(match)} ${text}`)
  return exitCodes.fine
}

interface DecisionOptions extends SystemOptions {
  code: string[]
  reason: string
  author: string
  until?: string
}

const decideOn = async (
  out: Terminal,
  system: System,
  matchId: string,
  decision: 'confirmed' | 'cleared',
  { code, reason, author, until }: DecisionOptions,
): Promise<number> => {
  const seen = await findMatch(system, matchId)
  const { listed, supplier } = await sidesOf(system, seen)
  const policy = await system.dispositions.policy(seen.customerId)
  const request = {
    decision,
    reasonCodes: code,
    reason,
    author,
    at: new Date().toISOString(),
    ...(until === undefined ? {} : { until }),
  }
  const xinjiang = supplier ? isXinjiangRelated(listed, supplier) : true
  const match = await recordDecision(system, seen, (now) => decide(now, request, { policy, xinjiang }))
  return tell(out, match, outcome(match))
}

const addDecisions = (program: Command, run: Run): void => {
  program
    .command('confirm <match>')
    .description('decide that a match is the listed party; it stays open')
    .requiredOption('--code <code...>', 'why, by one or more of the reason codes below')
    .requiredOption('--reason <text>', 'why in your words, for whoever asks years later')
    .requiredOption('--author <name>', 'who decides it')
    .option(...stage)
    .option(...json)
    .addHelpText(
      'after',
      `
Reason codes:
${codeList(confirmingCodes)}`,
    )
    .action((matchId: string, options: DecisionOptions) =>
      run(
        (out) => withSystem(options, (system) => decideOn(out, system, matchId, 'confirmed', options)),
        options,
      ),
    )
  program
    .command('clear <match>')
    .description(
      'decide that a match is not the listed party; it stays silent until a fact that it rests on changes, or its time runs out',
    )
    .requiredOption('--code <code...>', 'why, by one or more of the reason codes below')
    .requiredOption('--reason <text>', 'why in your words, for whoever asks years later')
    .requiredOption('--author <name>', 'who decides it')
    .option('--until <date>', 'the last day on which it counts; then the match comes back')
    .option(...stage)
    .option(...json)
    .addHelpText(
      'after',
      `
Reason codes:
${codeList(clearingCodes)}

A third-party audit alone clears no match that has to do with Xinjiang: the official advisory and testimony call such
audits unreliable. Where the customer's policy asks for it (npx tierwatch policy), a second person has to approve.

  $ npx tierwatch clear 4f1d9a52c7e0 --code different-country different-address \\
      --reason "Our supplier is in Izmir; the listed party in Urumqi" --author "Jane Doe" --until 2027-06-30`,
    )
    .action((matchId: string, options: DecisionOptions) =>
      run(
        (out) => withSystem(options, (system) => decideOn(out, system, matchId, 'cleared', options)),
        options,
      ),
    )
}

interface ActOptions extends SystemOptions {
  author: string
  reason?: string
}

const addSecondPerson = (program: Command, run: Run): void => {
  const act = async (
    out: Terminal,
    system: System,
    matchId: string,
    decided: (match: Match) => Decided,
    text: (match: Match) => string,
  ): Promise<number> => {
    const match = await recordDecision(system, await findMatch(system, matchId), decided)
    return tell(out, match, text(match))
  }
  program
    .command('approve [match]')
    .description('as a second person: let a proposed decision count; nobody approves their own')
    .requiredOption('--author <name>', 'who approves it')
    .option('--rule <id>', 'instead of one match: everything that was proposed under this rule')
    .option('--reason <text>', 'what you looked at')
    .option(...stage)
    .option(...json)
    .action((matchId: string | undefined, options: ActOptions & { rule?: string }) =>
      run((out) => {
        if ((matchId === undefined) === (options.rule === undefined)) {
          throw new UsageError('name a match, or a rule with --rule')
        }
        return withSystem(options, async (system) => {
          const request = {
            author: options.author,
            at: new Date().toISOString(),
            ...(options.reason === undefined ? {} : { reason: options.reason }),
          }
          const decided = (match: Match): Decided => approve(match, request)
          if (matchId !== undefined) return act(out, system, matchId, decided, outcome)
          let approved = 0
          for (const { customerId } of await system.registry.customers()) {
            for await (const match of system.registry.matches(customerId)) {
              if (match.proposed?.ruleId !== options.rule) continue
              const after = await recordDecision(system, match, decided)
              approved++
              tell(out, after, outcome(after))
            }
          }
          if (approved === 0 && !out.json) out.print(`Nothing is proposed under ${options.rule}.`)
          return exitCodes.fine
        })
      }, options),
    )
  program
    .command('reject <match>')
    .description('take a proposed decision off a match; the match stays as it is')
    .requiredOption('--author <name>', 'who rejects it')
    .requiredOption('--reason <text>', 'why')
    .option(...stage)
    .option(...json)
    .action((matchId: string, options: ActOptions & { reason: string }) =>
      run(
        (out) =>
          withSystem(options, (system) => {
            const request = {
              author: options.author,
              at: new Date().toISOString(),
              reason: options.reason,
            }
            return act(
              out,
              system,
              matchId,
              (match) => reject(match, request),
              () => 'is not decided: what was proposed is rejected.',
            )
          }),
        options,
      ),
    )
  program
    .command('acknowledge <match>')
    .description('say that somebody has taken note of a match: its clock for acknowledgement stops')
    .requiredOption('--author <name>', 'who has taken note')
    .option(...stage)
    .option(...json)
    .action((matchId: string, options: ActOptions) =>
      run(
        (out) =>
          withSystem(options, (system) => {
            const request = { author: options.author, at: new Date().toISOString() }
            return act(
              out,
              system,
              matchId,
              (match) => acknowledge(match, request),
              () => 'is acknowledged; it still has to be decided.',
            )
          }),
        options,
      ),
    )
}

export const addDispositionCommands = (program: Command, run: Run): void => {
  addDecisions(program, run)
  addSecondPerson(program, run)
}
