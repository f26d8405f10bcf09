import type { Command } from 'commander'
import { ConflictError } from '../../shared/errors.ts'
import { isXinjiangRelated } from '../../shared/legal/xinjiang.ts'
import {
  type ClearingRule,
  codeOf,
  comparedFacts,
  isInScope,
  judge,
  type Judgement,
  previewIdOf,
  ruleIdOf,
} from '../../shared/matches/clearing-rule.ts'
import { decide } from '../../shared/matches/disposition.ts'
import { rules } from '../../shared/model/match.ts'
import { isSourceId } from '../../shared/model/source.ts'
import { exitCodes, UsageError } from '../errors.ts'
import { colours, cut, show } from '../output/terminal.ts'
import type { Run } from '../run.ts'
import { type SystemOptions, withSystem } from '../system/open-system.ts'
import type { System } from '../system/system.ts'
import { recordDecision, sidesOf } from './support/find-match.ts'
import { json, stage } from './support/options.ts'
import { customerOf } from './support/customers.ts'

interface RuleOptions extends SystemOptions {
  different: string[]
  supplier?: string
  source?: string
  designation?: string
  rule?: string
  below?: string
  apply?: string
  reason?: string
  author?: string
  until?: string
}

const ruleOf = (customerId: string, options: RuleOptions): ClearingRule => {
  const different = options.different
    .flatMap((text) => text.split(','))
    .map((text) => {
      const fact = comparedFacts.find((known) => known === text)
      if (fact === undefined) throw new UsageError(`--different ${text}: use ${comparedFacts.join(', ')}`)
      return fact
    })
  const { source, below } = options
  if (source !== undefined && !isSourceId(source)) throw new UsageError(`"${source}" is not a source`)
  const rule = rules.find((known) => known === options.rule)
  if (options.rule !== undefined && rule === undefined) {
    throw new UsageError(`--rule ${options.rule}: use ${rules.join(', ')}`)
  }
  if (below !== undefined && !(Number(below) > 0 && Number(below) <= 1)) {
    throw new UsageError(`--below ${below}: use a score between 0 and 1`)
  }
  return {
    customerId,
    different: [...new Set(different)],
    scope: {
      ...(options.supplier === undefined ? {} : { supplierId: options.supplier }),
      ...(source === undefined ? {} : { source }),
      ...(options.designation === undefined ? {} : { designationId: options.designation }),
      ...(rule === undefined ? {} : { rule }),
      ...(below === undefined ? {} : { below: Number(below) }),
    },
  }
}

const judgeAll = async (system: System, rule: ClearingRule): Promise<Judgement[]> => {
  const judgements: Judgement[] = []
  for await (const match of system.registry.matches(rule.customerId)) {
    if (match.state !== 'open' || !isInScope(rule, match)) continue
    const { listed, supplier } = await sidesOf(system, match)
    if (supplier) judgements.push(judge(rule, match, listed, supplier))
  }
  return judgements.sort((a, b) => (a.matchId < b.matchId ? -1 : 1))
}

const apply = async (
  system: System,
  rule: ClearingRule,
  judgements: readonly Judgement[],
  options: Required<Pick<RuleOptions, 'reason' | 'author'>> & { until?: string },
): Promise<{ matchId: string; state: string }[]> => {
  const ruleId = ruleIdOf(rule)
  const { author, reason, until } = options
  const at = new Date().toISOString()
  const policy = await system.dispositions.policy(rule.customerId)
  await system.trail(rule.customerId).append(rule.customerId, {
    act: 'rule.apply',
    author,
    at,
    subject: ruleId,
    details: {
      rule,
      reason,
      preview: previewIdOf(rule, judgements),
      matches: judgements.map(({ matchId }) => matchId),
    },
  })
  const done: { matchId: string; state: string }[] = []
  for (const { matchId, match } of judgements) {
    const { listed, supplier } = await sidesOf(system, match)
    const xinjiang = supplier ? isXinjiangRelated(listed, supplier) : true
    const request = {
      decision: 'cleared' as const,
      reasonCodes: rule.different.map((fact) => codeOf[fact]),
      reason,
      author,
      at,
      ruleId,
      ...(until === undefined ? {} : { until }),
    }
    try {
      const after = await recordDecision(system, match, (now) => decide(now, request, { policy, xinjiang }))
      done.push({ matchId, state: after.proposed ? 'proposed' : after.state })
    } catch (error) {
      // One that somebody else decided on meanwhile is left to them.
      if (!(error instanceof ConflictError)) throw error
      done.push({ matchId, state: 'changed meanwhile: left alone' })
    }
  }
  return done
}

export const addClearByRuleCommand = (program: Command, run: Run): void => {
  program
    .command('clear-by-rule <customer>')
    .description('clear many open matches for one reason that can be checked: a preview first, then --apply')
    .requiredOption(
      '--different <facts...>',
      `facts that both sides state and that differ, all of them: ${comparedFacts.join(', ')}`,
    )
    .option('--supplier <id>', 'only matches of this supplier')
    .option('--source <source>', 'only matches with this list')
    .option('--designation <id>', 'only matches with this entry of the list')
    .option('--rule <rule>', `only matches under this rule: ${rules.join(', ')}`)
    .option('--below <score>', 'only matches that score below this, e.g. 0.9')
    .option('--apply <preview>', 'clear exactly what the preview of this id showed')
    .option('--reason <text>', 'why in your words; needed to apply')
    .option('--author <name>', 'who decides it; needed to apply')
    .option('--until <date>', 'the last day on which the clearings count')
    .option(...stage)
    .option(...json)
    .addHelpText(
      'after',
      `
"This supplier is not that person: different country and date of birth."

  $ npx tierwatch clear-by-rule acme --supplier S-014 --different country birth-date
  $ npx tierwatch clear-by-rule acme --supplier S-014 --different country birth-date \\
      --apply 3f0c… --reason "Our driver was born in 1988 in Izmir" --author "Jane Doe"

Nothing is written by a preview. What is not stated on both sides is no difference. Each match is cleared and recorded
by itself, with the rule's id; what changed since the preview makes the whole rule be refused. The rule is applied once:
later matches are decided on anew.`,
    )
    .action((customerId: string, options: RuleOptions) =>
      run((out) => {
        const rule = ruleOf(customerId, options)
        const { apply: wanted, reason, author, until } = options
        if (wanted !== undefined && (reason === undefined || author === undefined)) {
          throw new UsageError('--apply needs --reason and --author')
        }
        return withSystem(options, async (system) => {
          await customerOf(system, customerId)
          const judgements = await judgeAll(system, rule)
          const clearing = judgements.filter(({ clears }) => clears)
          const preview = previewIdOf(rule, judgements)
          if (wanted !== undefined && reason !== undefined && author !== undefined) {
            if (wanted !== preview) {
              throw new ConflictError(
                `What the rule would clear is no longer what preview ${wanted} showed; nothing was written`,
                'Run the same command without --apply, and look at it again.',
              )
            }
            const done = await apply(system, rule, clearing, {
              reason,
              author,
              ...(until === undefined ? {} : { until }),
            })
            show(
              out,
              done.map((one) => ({ ruleId: ruleIdOf(rule), ...one })),
              [
                ['match', ({ matchId }) => matchId],
                ['state', ({ state }) => state],
                ['rule', ({ ruleId }) => ruleId],
              ],
              'The rule clears nothing.',
            )
            return exitCodes.fine
          }
          if (out.json)
            out.line({ preview, ruleId: ruleIdOf(rule), clears: clearing.length, looked: judgements.length })
          show(
            out,
            judgements.map((judgement) => ({
              matchId: judgement.matchId,
              clears: judgement.clears,
              because: judgement.because ?? null,
              supplier: `${judgement.match.supplierId} ${judgement.match.supplierName}`,
              listed: judgement.match.designationName,
              comparisons: judgement.comparisons,
            })),
            [
              ['clears', ({ clears }) => (clears ? colours.green('yes') : 'no')],
              ['supplier', ({ supplier }) => cut(supplier, 30)],
              ['listed', ({ listed }) => cut(listed, 30)],
              [
                'why',
                ({ because, comparisons }) =>
                  cut(because ?? comparisons.map(({ fact, text }) => `${fact}: ${text}`).join('; '), 70),
              ],
              ['match', ({ matchId }) => matchId],
            ],
            'No open match is in the rule’s reach.',
          )
          if (!out.json && clearing.length > 0) {
            out.print(
              `\nNothing is written yet. To clear these ${clearing.length} of ${judgements.length}: the same command with --apply ${preview} --reason "…" --author "…"`,
            )
          }
          return exitCodes.fine
        })
      }, options),
    )
}
