/**
 * Prints what matching does on the development sets: `node bench/matching.ts`. How fast it is: `bench/matching-speed.ts`.
 */
import Table from 'cli-table3'
import { supplierKeys } from '../shared/screening/keys.ts'
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
const index = listIndexOf(list.filter((_, i) => i % 2 === 0).slice(0, 12_000))
const suppliers = readSet('benign-companies.dev.csv').map((row) => supplierOf({ name: row['name'] ?? '' }))
rows.push([
  `candidates for a name among ${index.size} designations`,
  (
    suppliers.reduce((sum, supplier) => sum + index.candidates(supplier).length, 0) / suppliers.length
  ).toFixed(1),
])
rows.push([
  'keys of a supplier',
  (
    suppliers.reduce((sum, supplier) => sum + supplierKeys(supplier, model).length, 0) / suppliers.length
  ).toFixed(2),
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
