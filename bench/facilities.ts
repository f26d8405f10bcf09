/**
 * Prints how well two disclosed sites are told to be one factory or two, against Jaro–Winkler: `npm run bench:facilities`.
 * The baselines take the threshold that is best on the very pairs that they are measured on; ours is the default one.
 */
import Table from 'cli-table3'
import { compareFacilities, prepareFacility } from '../shared/screening/facilities.ts'
import { screeningModel } from '../shared/screening/model.ts'
import { thresholds } from '../shared/screening/thresholds.ts'
import { type Scored, scoreFacilityPairs } from './facility-figures.ts'
import { type FacilityPair, makeFacilityPairs, readFacilityPairs } from './facility-sets.ts'
import { jaroWinkler } from './matching/baselines.ts'
import { bestOf, figuresAt } from './matching/metrics.ts'

const level = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim() // prettier-ignore

const baselines: readonly (readonly [string, (pair: FacilityPair) => number])[] = [
  ['Jaro–Winkler, name', ({ name1, name2 }) => jaroWinkler(level(name1), level(name2))],
  [
    'Jaro–Winkler, name and address in one',
    ({ name1, name2, address1, address2 }) =>
      jaroWinkler(level(`${name1} ${address1}`), level(`${name2} ${address2}`)),
  ],
  [
    'Jaro–Winkler, mean of name and address',
    ({ name1, name2, address1, address2 }) =>
      (jaroWinkler(level(name1), level(name2)) + jaroWinkler(level(address1), level(address2))) / 2,
  ],
]

const labelled = readFacilityPairs()
const sets: readonly (readonly [string, readonly FacilityPair[]])[] = [
  ['labelled, round 1 (made on it)', labelled.filter(({ round }) => round === 1)],
  ['labelled, rounds 2 to 5', labelled.filter(({ round }) => round !== 1 && round !== 6)],
  ['labelled, round 6 (held out)', labelled.filter(({ round }) => round === 6)],
  ['disclosed on both sides', labelled.filter(({ origin }) => origin === 'disclosed')],
  ['made, seed 101', makeFacilityPairs(101)],
  ['made, seed 202', makeFacilityPairs(202)],
]

const figure = (share: number): string => share.toFixed(3)
const table = new Table({ head: ['pairs', 'of one site', 'method', 'precision', 'recall', 'F1', 'best F1'] })
for (const [name, pairs] of sets) {
  const same = pairs.filter((pair) => pair.same).length
  const row = (method: string, scored: readonly Scored[], threshold: number): void => {
    const { precision, recall, f1 } = figuresAt(scored, threshold)
    table.push([
      `${name}: ${pairs.length}`,
      same,
      method,
      ...[precision, recall, f1, bestOf(scored).f1].map(figure),
    ])
  }
  row('ours, default threshold', scoreFacilityPairs(pairs), thresholds.review)
  for (const [method, similarity] of baselines) {
    const scored = pairs.map((pair) => ({ pair, right: pair.same, score: similarity(pair) }))
    row(method, scored, bestOf(scored).threshold)
  }
}
console.log(table.toString())

const wrong = scoreFacilityPairs(labelled).filter(
  ({ pair, score }) => score >= thresholds.review !== pair.same,
) // prettier-ignore
console.log(`\nWrong of ${labelled.length} labelled pairs: ${wrong.length}`)
for (const { pair, score } of wrong)
  console.log(
    `${pair.id} ${pair.same ? 'one site' : 'two sites'}, scored ${score.toFixed(2)}\n   ${pair.name1} | ${pair.address1}\n   ${pair.name2} | ${pair.address2}`,
  )

const model = screeningModel()
const from = performance.now()
const prepared = labelled.map((pair) => [
  prepareFacility({ name: pair.name1, address: pair.address1, country: pair.country1 }, model),
  prepareFacility({ name: pair.name2, address: pair.address2, country: pair.country2 }, model),
])
const between = performance.now()
let compared = 0
while (performance.now() - between < 1_000)
  for (const [a, b] of prepared) {
    if (a && b) compareFacilities(a, b)
    compared += 1
  }
const perSite = ((between - from) / prepared.length / 2) * 1_000
console.log(
  `\nprepared in ${perSite.toFixed(0)} µs a site; ${Math.round((compared / (performance.now() - between)) * 1_000).toLocaleString('en')} comparisons a second`,
) // prettier-ignore
