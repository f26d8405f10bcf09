import { setImmediate as breathe } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import type { PartyType } from '../../../shared/model/designation.ts'
import { screeningModel } from '../../../shared/screening/model.ts'
import { thresholds } from '../../../shared/screening/thresholds.ts'
import { exitCodes, UsageError } from '../../errors.ts'
import { withProgress } from '../../output/progress.ts'
import { colours, cut, show, type Terminal } from '../../output/terminal.ts'
import { readInput } from './input-files.ts'
import { partyTypes, readPairs } from './pairs-file.ts'
import { type Pair, type PairScore, scorePair } from './score-pair.ts'
import type { Run } from '../../run.ts'

interface MatchOptions {
  type: PartyType
  pairs?: string
  json?: boolean
}

/** Three decimals, cut rather than rounded: 0.8996 must not read as `strong`. */
export const shownScore = (score: number): string => (Math.floor(score * 1000 + 1e-9) / 1000).toFixed(3)

const showOne = (out: Terminal, { score, decision, explanation }: PairScore): void => {
  if (out.json) {
    out.line({ score, decision, explanation })
    return
  }
  out.print(`${colours.bold(shownScore(score))}  ${decision}`)
  for (const { text, effect } of explanation) {
    out.print(
      `  ${effect === undefined ? '      ' : `${effect < 0 ? '−' : '+'}${Math.abs(effect).toFixed(3)}`}  ${text}`,
    )
  }
}

const scoreFile = async (out: Terminal, file: string, type: PartyType): Promise<void> => {
  const { pairs, unused } = readPairs(await readInput(file), file, type)
  if (unused.length > 0) out.say(`${file}: columns that are not used: ${unused.join(', ')}`)
  const model = screeningModel()
  const scored = await withProgress(`scoring ${pairs.length.toLocaleString('en')} pairs`, async (update) => {
    const all: { pair: Pair; result: PairScore }[] = []
    for (const [position, pair] of pairs.entries()) {
      if (position % 200 === 0) {
        update(`scored ${position.toLocaleString('en')} of ${pairs.length.toLocaleString('en')} pairs`)
        await breathe()
      }
      all.push({ pair, result: scorePair(pair, model) })
    }
    return all
  })
  if (out.json) {
    for (const { pair, result } of scored) out.line({ ...pair, ...result })
    return
  }
  show(
    out,
    scored,
    [
      ['score', ({ result }) => shownScore(result.score)],
      ['decision', ({ result }) => result.decision],
      ['name 1', ({ pair }) => cut(pair.name1, 44)],
      ['name 2', ({ pair }) => cut(pair.name2, 44)],
    ],
    'The file has no pairs.',
  )
}

export const addMatch = (program: Command, run: Run): void => {
  program
    .command('match')
    .summary('score two names, and say why')
    .description(
      'Scores two names from 0 to 1 as screening does, in any script, and explains the score word by word.',
    )
    .argument('[name1]', 'one name; in a pair the listed party')
    .argument('[name2]', 'the other name; in a pair the supplier')
    .addOption(
      new Option('--type <type>', 'what both names are of').choices(partyTypes).default('organisation'),
    )
    .option('--pairs <file>', 'score every row of a CSV file instead')
    .option('--json', 'JSON: one line for each pair, in order')
    .addHelpText(
      'after',
      `
Decisions: strong from ${thresholds.strong}, review from ${thresholds.review}, none below. A person's name alone is never more than review.

Columns of a file of pairs: name1, name2 and, where known, type, country1, country2, address1, address2.
Countries and addresses count where both sides have them; every row gets a score, in the order of the file.
Two organisations with an address each are compared as sites: the score says whether they are one factory, so that
the same name in another town, or another unit of the group, stays below review.

Examples:
  $ tierwatch match "Hetian Taida Apparel Co., Ltd." "Hotan Taida Garment"
  $ tierwatch match "CHEN, Quanguo" "陈全国" --type person --json
  $ tierwatch match --pairs pairs.csv --json | jq .score`,
    )
    .action((name1: string | undefined, name2: string | undefined, options: MatchOptions) =>
      run(async (out) => {
        if (options.pairs !== undefined) {
          if (name1 !== undefined) throw new UsageError('give two names or --pairs <file>, not both')
          await scoreFile(out, options.pairs, options.type)
          return exitCodes.fine
        }
        if (name1 === undefined || name2 === undefined)
          throw new UsageError('match needs two names, or --pairs <file>')
        for (const name of [name1, name2]) if (name.trim() === '') throw new UsageError('a name is empty')
        showOne(out, scorePair({ name1, name2, type: options.type }, screeningModel()))
        return exitCodes.fine
      }, options),
    )
}
