import { setImmediate as breathe } from 'node:timers/promises'
import type { Command } from 'commander'
import { measuresOf, ownershipOf } from '../../../shared/legal/consequences.ts'
import { aboveOf } from '../../../shared/matches/upstream.ts'
import type { Designation } from '../../../shared/model/designation.ts'
import type { Evaluation, OwnershipLaw } from '../../../shared/model/match.ts'
import type { SupplierFacts } from '../../../shared/model/supplier.ts'
import { evaluatePair } from '../../../shared/screening/evaluate.ts'
import { flagsOf } from '../../../shared/screening/flags.ts'
import { buildListIndex, type ListIndex } from '../../../shared/screening/list-index.ts'
import { type ScreeningModel, screeningModel } from '../../../shared/screening/model.ts'
import {
  evaluateRelated,
  holdingOf,
  type RelatedEvaluation,
  type RelatedParties,
  relatedParties,
  withHoldings,
} from '../../../shared/screening/related-parties.ts'
import { thresholds } from '../../../shared/screening/thresholds.ts'
import { type Exposure, exposuresOf } from '../../../shared/suppliers/exposure.ts'
import { parseSupplierFile } from '../../../shared/suppliers/supplier-file.ts'
import { exitCodes, UsageError } from '../../errors.ts'
import { withProgress } from '../../output/progress.ts'
import { cut, show } from '../../output/terminal.ts'
import { designationsOf, today } from './designations.ts'
import { readInput } from './input-files.ts'
import { shownScore } from './match.ts'
import { offlineReader, offlineSources } from './offline-reader.ts'
import { type OfflineList, readListOf } from './read-list.ts'
import { closestNames } from './score-pair.ts'
import type { Run } from '../../run.ts'
import { scoreOf } from '../support/score.ts'

interface ScreenOptions {
  list: string[]
  suppliers: string
  threshold: number
  json?: boolean
}

interface Found {
  supplier: SupplierFacts
  exposure: Exposure | null
  designation: Designation
  evaluation: Pick<Evaluation, 'rule' | 'score' | 'decision' | 'explanation' | 'subjectId' | 'met'>
  on: string
}

/** `ofac-sdn=sdn.xml.gz`, several files of a ledger in their order. */
const filesBySource = (lists: readonly string[]): Map<string, string[]> => {
  const files = new Map<string, string[]>()
  for (const list of lists) {
    const [, source, file] = /^([^=]+)=(.+)$/s.exec(list) ?? []
    if (source === undefined || file === undefined) {
      throw new UsageError(`--list ${list} is not written as <source>=<file>, e.g. ofac-sdn=sdn.xml.gz`)
    }
    offlineReader(source)
    files.set(source, [...(files.get(source) ?? []), file])
  }
  return files
}

const indexStep = 1_000

interface Screen {
  list: OfflineList
  on: string
  indexes: ListIndex[]
}

/** Indexes a list in pieces, so that a spinner can turn: what shares a key in any piece is a candidate. */
const indexList = async (
  list: OfflineList,
  model: ScreeningModel,
  update: (text: string) => void,
): Promise<Screen> => {
  const designations = designationsOf(list)
  const indexes: ListIndex[] = []
  for (let from = 0; from < designations.length; from += indexStep) {
    update(
      `preparing ${list.source}: ${from.toLocaleString('en')} of ${designations.length.toLocaleString('en')}`,
    )
    await breathe()
    indexes.push(buildListIndex(designations.slice(from, from + indexStep), model))
  }
  return { list, indexes, on: list.publishedOn ?? today() }
}

/** All that a candidate and a supplier have to do with each other at or above the threshold. */
const evaluate = (
  designation: Designation,
  supplier: SupplierFacts,
  related: RelatedParties,
  model: ScreeningModel,
  threshold: number,
): Evaluation[] => {
  const evaluations: Evaluation[] = [
    ...evaluatePair(designation, supplier, model),
    ...evaluateRelated(designation, related, model),
  ]
  if (threshold < thresholds.review && evaluations.length === 0) {
    const closest = closestNames(designation, supplier, model)
    if (closest) evaluations.push({ rule: 'name', factsUsed: { designation: {}, supplier: {} }, ...closest })
  }
  return evaluations.filter(({ score }) => score >= threshold)
}

type Hit = Pick<Found, 'designation' | 'on'> & { evaluation: Evaluation }

/** Adds what the owners that these lists name hold together, on the day of each list. */
const withSums = (related: RelatedParties, hits: readonly Hit[]): Hit[] => {
  const listed = new Map<OwnershipLaw, Set<string>>()
  for (const { designation, evaluation, on } of hits) {
    if (evaluation.rule !== 'ownership') continue
    for (const law of ownershipOf(designation, on).laws) {
      const keys = listed.get(law) ?? new Set()
      for (const key of (evaluation as RelatedEvaluation).metKeys) keys.add(key)
      listed.set(law, keys)
    }
  }
  return hits.map((hit) => {
    if (hit.evaluation.rule !== 'ownership') return hit
    const { laws, affiliatesRule } = ownershipOf(hit.designation, hit.on)
    const holdings = laws.map((law) => holdingOf(law, related, listed.get(law) ?? new Set()))
    return {
      ...hit,
      evaluation: withHoldings(hit.evaluation as RelatedEvaluation, holdings, affiliatesRule),
    }
  })
}

const screenAll = async (
  screens: readonly Screen[],
  suppliers: readonly SupplierFacts[],
  threshold: number,
  update: (text: string) => void,
): Promise<Found[]> => {
  const model = screeningModel()
  const exposureOf = exposuresOf(suppliers)
  const found: Found[] = []
  const byId = new Map(suppliers.map((supplier) => [supplier.supplierId, supplier]))
  for (const [position, supplier] of suppliers.entries()) {
    if (position % 20 === 0) {
      update(
        `screened ${position.toLocaleString('en')} of ${suppliers.length.toLocaleString('en')} suppliers`,
      )
      await breathe()
    }
    const related = relatedParties(supplier, aboveOf(supplier, byId), model)
    const parties = [...related.officers, ...related.owners].flatMap(({ as }) => as)
    const hits = withSums(
      related,
      screens.flatMap(({ indexes, on }) =>
        indexes.flatMap((index) =>
          [
            ...new Set([
              ...(threshold < thresholds.review
                ? index.withinReach(supplier, threshold)
                : index.candidates(supplier)),
              ...parties.flatMap((party) => index.promising(party)),
            ]),
          ].flatMap((designation) =>
            evaluate(designation, supplier, related, model, threshold).map((evaluation) => ({
              designation,
              evaluation,
              on,
            })),
          ),
        ),
      ),
    )
    if (hits.length === 0) continue
    const exposure = exposureOf(supplier.supplierId)
    hits.sort((a, b) => b.evaluation.score - a.evaluation.score)
    found.push(...hits.map((hit) => ({ supplier, exposure, ...hit })))
  }
  return found
}

const lineOf = ({ supplier, exposure, designation, evaluation, on }: Found): Record<string, unknown> => ({
  supplier: {
    supplier_id: supplier.supplierId,
    name: supplier.name,
    other_names: supplier.otherNames,
    roles: supplier.roles,
    type: supplier.type,
    country: supplier.country ?? null,
    address: supplier.address ?? null,
    tier: exposure?.tier ?? null,
  },
  designation: {
    source: designation.source,
    id: designation.id,
    name: designation.name,
    type: designation.type,
    countries: designation.countries,
    programs: designation.programs,
    measure: measuresOf(designation, on)[0] ?? null,
    citation: designation.citation ?? null,
    listedOn: designation.listedOn ?? null,
    status: designation.status,
    ...(evaluation.subjectId === undefined ? {} : { subject: evaluation.subjectId }),
  },
  rule: evaluation.rule,
  ...(evaluation.met === undefined ? {} : { met: evaluation.met }),
  score: evaluation.score,
  decision: evaluation.decision,
  explanation: evaluation.explanation,
  paths: exposure?.paths ?? [],
})

export const addScreen = (program: Command, run: Run): void => {
  program
    .command('screen')
    .summary('screen a supplier file against lists, offline')
    .description(
      'Screens every row of a supplier file against lists read from files, and prints what meets: supplier, listed party, the rule, the score with its reasons, and the paths by which the supplier reaches you.',
    )
    .requiredOption('--list <source=file...>', 'a list to screen against; may be given several times')
    .requiredOption('--suppliers <file>', 'the supplier file (CSV)')
    .option('--threshold <score>', `least score that is shown, from 0 to 1`, scoreOf, thresholds.review)
    .option('--json', 'one JSON line for each match')
    .addHelpText(
      'after',
      `
Sources: ${offlineSources.join(', ')}.
trade-csl screens all parties of the Consolidated Screening List here. Several files of bis-entity-list are taken in
their order: the screening list first, then the rules that amend it.

Examples:
  $ tierwatch screen --list ofac-sdn=sdn.xml.gz --list dhs-uflpa=page.html --suppliers suppliers.csv
  $ tierwatch screen --list bis-entity-list=csl-2022-04.csv.gz --list bis-entity-list=2023-03929.xml --suppliers suppliers.csv
  $ tierwatch screen --list trade-csl=csl-names.json.gz --suppliers suppliers.csv --threshold 0.9 --json

Officers and owners are screened as parties of their own (rules officer and ownership); "met" says who it was, with which
share, and what the owners that these lists name hold together, through owners of the same file (id:) too.

Below ${thresholds.review} (review) only names are compared, each with every name of the lists: that takes longer.
No match is no proof: it says that nothing in these files met these facts.`,
    )
    .action((options: ScreenOptions) =>
      run(async (out) => {
        const files = filesBySource(options.list)
        const suppliers = parseSupplierFile(await readInput(options.suppliers), options.suppliers)
        const { found, listed } = await withProgress('reading the lists', async (update) => {
          const screens: Screen[] = []
          for (const [source, sourceFiles] of files) {
            const list = await readListOf(source, sourceFiles, { say: (text) => out.say(text), update })
            screens.push(await indexList(list, screeningModel(), update))
          }
          return {
            found: await screenAll(screens, suppliers, options.threshold, update),
            listed: screens.reduce((sum, { list }) => sum + list.entries.length, 0),
          }
        })
        if (out.json) for (const match of found) out.line(lineOf(match))
        else {
          show(
            out,
            found,
            [
              ['supplier', ({ supplier }) => cut(`${supplier.supplierId} ${supplier.name}`, 36)],
              ['tier', ({ exposure }) => exposure?.tier ?? '–'],
              ['listed', ({ designation }) => cut(designation.name, 36)],
              ['source', ({ designation }) => designation.source],
              [
                'rule',
                ({ evaluation: { rule, met } }) =>
                  met === undefined ? rule : cut(`${rule}: ${met.name}`, 36),
              ],
              ['score', ({ evaluation }) => shownScore(evaluation.score)],
              ['decision', ({ evaluation }) => evaluation.decision],
            ],
            'No supplier meets these lists.',
          )
        }
        const flagged = suppliers.filter((supplier) => flagsOf(supplier).length > 0).length
        if (flagged > 0)
          out.say(
            `${flagged.toLocaleString('en')} ${flagged === 1 ? 'supplier asks' : 'suppliers ask'} to be looked into (registered or located in Xinjiang, with a number in doubt, or with an owner's share not stated): npx tierwatch flags ${options.suppliers}`,
          )
        out.say(
          `${suppliers.length.toLocaleString('en')} suppliers against ${listed.toLocaleString('en')} designations: ${found.length.toLocaleString('en')} ${found.length === 1 ? 'match' : 'matches'}`,
        )
        return exitCodes.fine
      }, options),
    )
}
