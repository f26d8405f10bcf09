/**
 * Prints what matching does on the development sets, and how fast: `node bench/matching.ts`.
 */
import Table from 'cli-table3'
import { supplierKeys } from '../shared/screening/keys.ts'
import { screenSupplier } from '../shared/screening/screen.ts'
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
import { readSet, supplierOf } from './name-sets.ts'

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`
const rows: [string, string][] = [['model', model.version]]

const list = readScreeningList()
const organisations = organisationsOf(list)
const sdnSize = list.filter((_, i) => i % 2 === 0).slice(0, 12_000)

const started = performance.now()
const sdnIndex = listIndexOf(sdnSize)
rows.push([`index of ${sdnIndex.size} designations`, `${Math.round(performance.now() - started)} ms`])

const suppliers = readSet('benign-companies.dev.csv').map((row) => supplierOf({ name: row['name'] ?? '' }))
for (const supplier of suppliers) screenSupplier(sdnIndex, supplier, model)
const fresh = suppliers.map((supplier) => ({ ...supplier }))
const times: number[] = []
for (const supplier of fresh) {
  const from = performance.now()
  screenSupplier(sdnIndex, supplier, model)
  times.push(performance.now() - from)
}
times.sort((a, b) => a - b)
const total = times.reduce((sum, time) => sum + time, 0)
rows.push(['names screened a second, one core', String(Math.round((times.length / total) * 1000))])
rows.push([
  'p50 / p99 of a name',
  `${times[Math.floor(times.length * 0.5)]?.toFixed(2)} / ${times[Math.floor(times.length * 0.99)]?.toFixed(2)} ms`,
])
rows.push([
  'candidates for a name',
  (fresh.reduce((sum, supplier) => sum + sdnIndex.candidates(supplier).length, 0) / fresh.length).toFixed(1),
])
rows.push([
  'keys of a supplier',
  (fresh.reduce((sum, supplier) => sum + supplierKeys(supplier, model).length, 0) / fresh.length).toFixed(2),
])

const benign = benignShare(listIndexOf(organisations))
rows.push([`benign company names that open a match (${benign.names})`, percent(benign.share)])
rows.push(['… of which strong', percent(benign.strong)])
const recall = aliasRecall()
rows.push([
  `leave one alias out, OFAC organisations (${recall.aliases})`,
  `${percent(recall.byKeys)} (without keys ${percent(recall.byNames)})`,
])
rows.push(['misspelt company names, right one first of 500', percent(misspeltFirst())])
rows.push(['Chinese name, its Latin name first: organisations', percent(chineseFirst('org'))])
rows.push(['Chinese name, its Latin name first: all', percent(chineseFirst('all'))])

const table = new Table({ head: ['figure', 'value'] })
table.push(...rows)
console.log(table.toString())
