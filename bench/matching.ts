/**
 * What matching does on the development sets, against plain Jaro–Winkler and OFAC's published method in the same run:
 *
 *   npm run bench:matching                       all figures
 *   npm run bench:matching -- --errors aliases   the worst errors of one set, to read
 *   npm run bench:matching -- --seed 2           other draws of the generated sets
 *
 * How fast it is: `bench/matching-speed.ts`.
 */
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { supplierKeys } from '../shared/screening/keys.ts'
import { prepareName } from '../shared/screening/normalise.ts'
import { compareNames, comparePrepared } from '../shared/screening/score-names.ts'
import { thresholds } from '../shared/screening/thresholds.ts'
import {
  aliasRecall,
  benignShare,
  chineseFirst,
  listIndexOf,
  misspeltFirst,
  model,
  organisationsOf,
  readScreeningList,
} from './matching-figures.ts'
import { ofacScore, plainScore } from './matching/baselines.ts'
import {
  bestOf,
  calibration,
  figuresAt,
  type Judged,
  shareAtLeast,
  thresholdFor,
} from './matching/metrics.ts'
import {
  aliasPairs,
  type LabelledPair,
  listedPairs,
  perturbedPairs,
  writtenPairs,
} from './matching/pair-sets.ts'
import { bestByMethod, bestInList, bestOfNames, type LeftOut, leftOutAliases } from './matching/recall.ts'
import { drawnAliases, recordedOrganisations } from './matching/recorded-aliases.ts'
import { readSet, supplierOf } from './name-sets.ts'

const { values } = parseArgs({
  options: { errors: { type: 'string' }, seed: { type: 'string', default: '1' } },
})
const seed = Number(values.seed)

const sets: Record<string, { what: string; pairs: () => LabelledPair[] }> = {
  written: { what: 'pairs written by hand, persons included', pairs: writtenPairs },
  'written-organisations': {
    what: 'of these, organisations and vessels',
    pairs: () => writtenPairs().filter(({ type }) => type !== 'person'),
  },
  'written-persons': {
    what: 'of these, persons',
    pairs: () => writtenPairs().filter(({ type }) => type === 'person'),
  },
  aliases: { what: 'OFAC name and alias, against near names of others', pairs: () => aliasPairs() },
  organisations: {
    what: 'two names of a listed organisation, whatever they share',
    pairs: () => listedPairs('organisation', seed),
  },
  persons: {
    what: 'two names of a listed person, whatever they share',
    pairs: () => listedPairs('person', seed),
  },
  perturbed: {
    what: 'listed names misspelt and reworded in twelve ways',
    pairs: () => perturbedPairs(seed),
  },
}

const scoreOf = ({ name1, name2, type }: LabelledPair): number =>
  compareNames(name1, name2, { type, model }).score
const judge = (pairs: readonly LabelledPair[], score: (pair: LabelledPair) => number): Judged[] =>
  pairs.map((pair) => ({ right: pair.right, score: score(pair) }))

const figure = (value: number): string => value.toFixed(3)
const percent = (share: number): string => `${(share * 100).toFixed(1)}%`

const showErrors = (name: string): void => {
  const set = sets[name]
  if (!set) throw new Error(`There is no set ${name}: ${Object.keys(sets).join(', ')}.`)
  const judged = set.pairs().map((pair) => ({ ...pair, score: scoreOf(pair) }))
  for (const [title, errors] of [
    ['missed', judged.filter(({ right, score }) => right && score < thresholds.review)],
    ['falsely met', judged.filter(({ right, score }) => !right && score >= thresholds.review)],
  ] as const) {
    console.log(`\n${title}: ${errors.length}`)
    errors.sort((a, b) => (title === 'missed' ? a.score - b.score : b.score - a.score))
    for (const { score, of, name1, name2 } of errors.slice(0, 60))
      console.log(`  ${figure(score)}  ${of.padEnd(14)}  ${name1}  |  ${name2}`)
  }
}

const pairTable = (): void => {
  const table = new Table({
    head: [
      'labelled pairs',
      'pairs',
      'F1',
      'precision',
      'recall',
      'best F1',
      'Jaro–Winkler, best',
      'OFAC, best',
    ],
  })
  const all: Judged[] = []
  for (const { what, pairs: make } of Object.values(sets)) {
    const pairs = make()
    const judged = judge(pairs, scoreOf)
    all.push(...judged)
    const usual = figuresAt(judged, thresholds.review)
    const best = bestOf(judged)
    table.push([
      what,
      `${pairs.filter(({ right }) => right).length} of ${pairs.length}`,
      figure(usual.f1),
      figure(usual.precision),
      figure(usual.recall),
      `${figure(best.f1)} at ${best.threshold.toFixed(2)}`,
      figure(bestOf(judge(pairs, ({ name1, name2 }) => plainScore(name1, name2))).f1),
      figure(
        bestOf(judge(pairs, ({ name1, name2 }) => Math.max(ofacScore(name1, name2), ofacScore(name2, name1))))
          .f1,
      ),
    ])
  }
  console.log(table.toString())
  const bands = new Table({ head: ['score', 'pairs', 'right'] })
  for (const { from, pairs, right } of calibration(all, [
    0.5,
    0.6,
    0.7,
    thresholds.review,
    0.8,
    0.85,
    thresholds.strong,
    0.95,
    1,
  ]))
    bands.push([`from ${from.toFixed(2)}`, pairs, percent(right)])
  console.log('Of the pairs of all sets that are scored so, how many are right:')
  console.log(bands.toString())
}

const shares = [0.01, 0.03, 0.1]

/** How high the best of its party's other names scores for an alias: as benign names are scored, not as two names that somebody asks about. */
const foundBy = ({ alias, others }: LeftOut): number =>
  bestOfNames(alias, others, (a, b) => comparePrepared(prepareName(a, model), prepareName(b, model)).score)
    .score

const seeds = [1, 2, 3]
const mostDrawn = 1_000

const otherYearsTable = (): void => {
  const table = new Table({ head: ['list', 'aliases', 'drawn by', ...shares.map(percent)] })
  const benign = readSet('benign-companies.dev.csv').map((row) => row['name'] ?? '')
  for (const { list, organisations } of recordedOrganisations()) {
    const best = bestInList(benign, organisations, model).map(({ score }) => score)
    for (const seed of seeds) {
      const left = drawnAliases(organisations, seed, mostDrawn)
      const found = left.map(foundBy)
      table.push([
        list,
        left.length,
        // Of a list that has no more aliases, all seeds draw the same.
        left.length < mostDrawn ? 'all' : `seed ${seed}`,
        ...shares.map((share) => percent(shareAtLeast(found, thresholdFor(best, share)))),
      ])
      if (left.length < mostDrawn) break
    }
  }
  console.log('The same of lists of other years, aliases that OFAC does not grade as weak:')
  console.log(table.toString())
}

/** So many of the benign names are screened by the methods that must compare each with every name of the list. */
const everyBenign = 8

const recallTable = (): void => {
  const organisations = organisationsOf(readScreeningList())
  const benign = readSet('benign-companies.dev.csv').map((row) => row['name'] ?? '')
  const some = benign.filter((_, i) => i % everyBenign === 0)
  const left = leftOutAliases()
  const table = new Table({ head: ['recall at the share of benign names alerted', ...shares.map(percent)] })
  const add = (title: string, best: readonly number[], found: readonly number[]): void => {
    table.push([title, ...shares.map((share) => percent(shareAtLeast(found, thresholdFor(best, share))))])
  }
  add(
    `this scorer (${benign.length} benign names)`,
    bestInList(benign, organisations, model).map(({ score }) => score),
    left.map(foundBy),
  )
  for (const [title, method, score] of [
    ['Jaro–Winkler', 'plain', plainScore],
    ['OFAC\u2019s method', 'ofac', ofacScore],
  ] as const)
    add(
      `${title} (${some.length} benign names)`,
      bestByMethod(some, organisations, method).map((best) => best.score),
      left.map(({ alias, others }) => bestOfNames(alias, others, score).score),
    )
  console.log(`Leave one alias out, ${left.length} aliases of OFAC organisations, whatever they share:`)
  console.log(table.toString())
}

const otherFigures = (): void => {
  const rows: [string, string][] = [['model', model.version]]
  const organisations = organisationsOf(readScreeningList())
  const index = listIndexOf(readScreeningList())
  const suppliers = readSet('benign-companies.dev.csv').map((row) => supplierOf({ name: row['name'] ?? '' }))
  const mean = (count: (supplier: (typeof suppliers)[number]) => number): string =>
    (suppliers.reduce((sum, supplier) => sum + count(supplier), 0) / suppliers.length).toFixed(2)
  rows.push([
    `candidates for a name among ${index.size} parties`,
    mean((supplier) => index.candidates(supplier).length),
  ])
  rows.push(['keys of a supplier', mean((supplier) => supplierKeys(supplier, model).length)])
  const benign = benignShare(listIndexOf(organisations))
  rows.push([`benign company names that open a match (${benign.names})`, percent(benign.share)])
  rows.push(['… of which strong', percent(benign.strong)])
  const recall = aliasRecall()
  rows.push([
    `leave one alias out, as screening does (${recall.aliases})`,
    `${percent(recall.byKeys)} (without keys ${percent(recall.byNames)})`,
  ])
  rows.push(['misspelt company names, right one first of 500', percent(misspeltFirst())])
  rows.push(['Chinese name, its Latin name first: organisations', percent(chineseFirst('org'))])
  rows.push(['Chinese name, its Latin name first: all', percent(chineseFirst('all'))])
  const table = new Table({ head: ['figure', 'value'] })
  table.push(...rows)
  console.log(table.toString())
}

if (values.errors === undefined) {
  pairTable()
  recallTable()
  otherYearsTable()
  otherFigures()
} else showErrors(values.errors)
