import type { Command } from 'commander'
import { isoDate } from '../../../shared/dates.ts'
import { affiliatesRuleOn } from '../../../shared/legal/flow-down.ts'
import { describeSource } from '../../../shared/model/source.ts'
import { type ListedOwner, reachedByOwnership, ruleOfSource } from '../../../shared/screening/ownership.ts'
import { exitCodes, UsageError } from '../../errors.ts'
import { cut, show } from '../../output/terminal.ts'
import { today } from './designations.ts'
import { readInput } from './input-files.ts'
import { readOwnership } from './ownership-file.ts'
import type { Run } from '../../run.ts'

/** Listings that no line speaks of, and why: a listing that is not counted must not look like one that reaches nobody. */
const notCounted = (listed: readonly ListedOwner[], on: string): string[] =>
  listed.flatMap(({ name, source }) => {
    const rule = ruleOfSource(source)
    if (rule === 'ofac-50-percent' || source === undefined) return []
    if (rule === undefined) {
      return source === 'ofac-nonsdn'
        ? `${name}: whether what it owns shares its restrictions depends on its programme on the non-SDN list; not decided here.`
        : `${name}: a listing by ${describeSource[source].title} does not follow ownership by percentages; not counted.`
    }
    const state = affiliatesRuleOn(on)
    return state === 'in-force'
      ? []
      : `${name}: the affiliates rule of BIS is ${state === 'stayed' ? 'stayed' : 'not yet in force'} on ${on}; what it owns is not affected by it that day.`
  })

export const addOwnership = (program: Command, run: Run): void => {
  program
    .command('ownership')
    .summary('who is blocked through its owners')
    .description(
      "Applies OFAC's 50 Percent Rule to an ownership graph: a party that blocked persons own 50 percent or more, added up, directly or through parties that are so owned themselves, is blocked too. Prints those parties with the chain.",
    )
    .argument('<file>', 'JSON: {"edges": [[owner, owned, percent], …], "listed": [name, …]}')
    .option('--on <day>', 'the day for which rules that come and go are asked (default: today)')
    .option('--json', 'one JSON line for each party')
    .addHelpText(
      'after',
      `
A member of "listed" is the name of a blocked person, or {"name", "source"}: with the source bis-entity-list BIS's
affiliates rule is applied (rule bis-affiliates) on days on which it is in force. Shares are of direct ownership;
control without ownership does not count.

Example:
  $ cat graph.json
  {"edges": [["Blocked X", "A", 50], ["A", "B", 40], ["Blocked Y", "B", 10]], "listed": ["Blocked X", "Blocked Y"]}
  $ tierwatch ownership graph.json --json
  {"name":"A","rule":"ofac-50-percent","chain":["Blocked X","A"],"percent":50, …}
  {"name":"B","rule":"ofac-50-percent","chain":["Blocked X","A","B"],"percent":50, …}

"chain" leads from a listed party through the largest holding, "chains" through every owner that counted, and
"owners" are the holdings that add up to "percent". Listed parties themselves are not printed.`,
    )
    .action((file: string, options: { on?: string; json?: boolean }) =>
      run(async (out) => {
        const on = options.on ?? today()
        if (isoDate(on) !== on) throw new UsageError(`--on "${on}" is not a day such as 2026-11-10`)
        const { holdings, listed, warnings } = readOwnership(await readInput(file), file)
        for (const warning of [...warnings, ...notCounted(listed, on)]) out.say(warning)
        const reached = reachedByOwnership(holdings, listed, on)
        show(
          out,
          reached.map(({ name, rule, chain, percent, owners, chains }) => ({
            name,
            rule,
            chain,
            percent,
            owners,
            chains,
          })),
          [
            ['party', ({ name }) => cut(name, 36)],
            ['rule', ({ rule }) => rule],
            ['percent', ({ percent }) => percent],
            [
              'owners',
              ({ owners }) => cut(owners.map((owner) => `${owner.name} ${owner.percent}`).join(', '), 40),
            ],
            ['chain', ({ chain }) => cut(chain.join(' → '), 48)],
          ],
          'Nobody is reached through ownership.',
        )
        return exitCodes.fine
      }, options),
    )
}
