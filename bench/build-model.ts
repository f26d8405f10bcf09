/**
 * Builds the screening model's data: how many names each word stands in, and the legal forms of GLEIF's table.
 * The names are those of the Consolidated Screening List and of real companies; the directory that holds them is
 * given, because they are larger than what the repository keeps.
 *
 *   node bench/build-model.ts <directory of names> <directory of supplier files>
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { canonicalJson, sha256 } from '../shared/hash.ts'
import { isIgnorableForm } from '../shared/screening/legal-forms.ts'
import { buildModel } from '../shared/screening/model.ts'
import { prepareName } from '../shared/screening/normalise.ts'
import { rawWords } from '../shared/screening/words.ts'
import { writeGenerated } from './generated-data.ts'

const [namesDirectory, suppliersDirectory] = process.argv.slice(2)
if (!namesDirectory || !suppliersDirectory) {
  console.error('usage: node bench/build-model.ts <directory of names> <directory of supplier files>')
  process.exit(2)
}

const csv = (path: string): Record<string, string>[] =>
  parse(readFileSync(path), { columns: true, bom: true, skip_empty_lines: true, relax_quotes: true })

const forms = new Set<string>()
for (const row of csv(join(namesDirectory, 'gleif-elf-codes-1.4.1.csv'))) {
  const columns = Object.entries(row)
  const value = (part: string): string => columns.find(([name]) => name.startsWith(part))?.[1] ?? ''
  const names = [
    value('Entity Legal Form name Local'),
    value('Entity Legal Form name Trans'),
    ...value('Abbreviations Local').split(';'),
    ...value('Abbreviations trans').split(';'),
  ]
  for (const name of names) {
    if (/[\p{Script=Han}(]/u.test(name)) continue
    const form = rawWords(name)
      .map((word) => word.text)
      .join(' ')
    if (form !== '' && isIgnorableForm(form)) forms.add(form)
  }
}
const legalForms = [...forms].sort()

/** Names by party: a word counts once for a party, however many of its names have it. */
const parties: string[][] = []
/** A party that several lists have is one: by a name of some length that its entries share. */
const partyOfName = new Map<string, string[]>()
const leastLetters = 5
const addListed = (names: readonly string[]): void => {
  const keys = names
    .map((name) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''))
    .filter((key) => key.length >= leastLetters)
  const known = keys.map((key) => partyOfName.get(key)).find((party) => party !== undefined)
  const party = known ?? []
  if (!known) parties.push(party)
  party.push(...names)
  for (const key of keys) partyOfName.set(key, party)
}
const list = JSON.parse(
  gunzipSync(readFileSync(join(namesDirectory, 'csl-names-2026-07-31.json.gz'))).toString('utf8'),
) as {
  entries: { n: string; a?: string[] }[]
}
for (const entry of list.entries) addListed([entry.n, ...(entry.a ?? [])])
// Many companies are called by a family name; the benign names that false hits are measured by are not counted.
for (const row of csv(join(namesDirectory, 'dnb-test-names.dev.csv')))
  parties.push([row['company_name'] ?? ''])
for (const file of readdirSync(suppliersDirectory)
  .filter((name) => name.endsWith('.csv'))
  .sort()) {
  for (const row of csv(join(suppliersDirectory, file))) parties.push([row['name'] ?? ''])
}

const counting = buildModel({ version: 'counting', names: 2, counts: {} }, legalForms)
const counts = new Map<string, number>()
for (const names of parties) {
  const words = new Set(
    names.flatMap((name) => prepareName(name, counting).tokens.map((token) => token.canonical)),
  )
  for (const word of words) if (!/^\d+$/.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
}
/** Groups with many listed companies: their name is no common word for that. */
const groupNames = new Set(
  (
    'huawei gazprom gazpromneft gazprombank sberbank transneft rosneft lukoil novatek rosatom rusatom sukhoi almaz antey otkritie sovcombank sovfracht sovfrakht stroytransgaz ' +
    'irisl cssc csic avic casc casic cetc norinco smic aecc inspur cambricon naura novikombank vneshtorgbank rostec uralvagonzavod kalashnikov skolkovo kurchatov hikvision dahua ' +
    'alabuga irkut kamaz openlab skyverse sophgo sensetime phytium sugon yangtze hizballah hezbollah khatam mahan alrosa severstal rusal zijin hoshine esquel ninestar wagner ' +
    'angstrem milandr zvezdochka bitriver belomo metalloinvest sibanthracite zhipu belneftekhim belaruskali petropars mapna cimex havanatur ' +
    'ostec ostek aeroflot mechel evraz sibur uralkali surgutneftegas tatneft rosselkhozbank sberbanka hizbullah megvii yitu iflytek longsoon unisoc ' +
    'irgc cosco daqo tongfu hesai'
  ).split(' '),
)
const mostOfGroup = 2
for (const name of groupNames) {
  const count = counts.get(name)
  if (count !== undefined) counts.set(name, Math.min(count, mostOfGroup))
}
const kept = Object.fromEntries(
  [...counts].filter(([, count]) => count > 1).sort(([a], [b]) => (a < b ? -1 : 1)),
)
const data = { names: parties.length, counts: kept }
const version = sha256(canonicalJson({ data, legalForms })).slice(0, 8)

writeGenerated('token-rarity.generated.json', { version, ...data })
writeGenerated('legal-forms.generated.json', { source: 'GLEIF entity legal forms 1.4.1', forms: legalForms })
