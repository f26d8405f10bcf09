/**
 * The time of each stage, measured in a fresh process: reading each recorded document (whole, and with a warm read
 * cache), comparing two versions, the screening engine, and the whole replay through the deployed handlers.
 * Run: npm run bench. CPU time is told beside wall time, because machines are shared.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir, cpus, loadavg } from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { recording } from '../cli/replay/recordings.ts'
import { startRecordedOrigin } from '../cli/replay/recorded-origin.ts'
import { lookAgain, replay } from '../cli/replay/replay.ts'
import { timeline } from '../cli/replay/timeline.ts'
import { openLocalSystem } from '../cli/system/local-system.ts'
import { table, type Terminal } from '../cli/output/terminal.ts'
import { readDocument } from '../shared/lists/read-document.ts'
import { planVersion } from '../shared/lists/plan-version.ts'
import { statisticsOf } from '../shared/lists/guards.ts'
import type { SnapshotReader } from '../shared/sources/reader.ts'
import { bisEntityListReader } from '../shared/sources/bis-entity-list/reader.ts'
import { cbpWroReader } from '../shared/sources/cbp-wro/reader.ts'
import { dhsUflpaReader } from '../shared/sources/dhs-uflpa/reader.ts'
import { ofacNonSdnReader, ofacSdnReader } from '../shared/sources/ofac/readers.ts'

interface Row {
  stage: string
  what: string
  wall: number
  cpu: number
}

const rows: Row[] = []
const measure = async <T>(
  stage: string,
  what: (result: T) => string,
  work: () => T | Promise<T>,
): Promise<T> => {
  const cpu = process.cpuUsage()
  const started = performance.now()
  const result = await work()
  const wall = performance.now() - started
  const used = process.cpuUsage(cpu)
  rows.push({ stage, what: what(result), wall, cpu: (used.user + used.system) / 1000 })
  return result
}

const documents: [SnapshotReader, string, string][] = [
  [ofacSdnReader, 'ofac-sdn', '2021-04-25'],
  [ofacSdnReader, 'ofac-sdn', '2021-07-07'],
  [ofacNonSdnReader, 'ofac-nonsdn', '2018-04-06'],
  [ofacNonSdnReader, 'ofac-nonsdn', '2024-05-06'],
  [bisEntityListReader.baseline, 'bis-entity-list', '2022-04-28'],
  [cbpWroReader, 'cbp-wro', '2026-06-23'],
  [dhsUflpaReader, 'dhs-uflpa', '2026-07-24'],
]

const readings = new Map<string, ReturnType<typeof readDocument>>()
for (const [reader, source, date] of documents) {
  const { bytes } = recording(source, date)
  const reading = await measure(
    `read ${source} ${date}`,
    (read) =>
      `${read.entries.length.toLocaleString('en')} entries, ${(bytes.length / 1e6).toFixed(1)} MB, ${read.parsed} parsed`,
    () => readDocument(reader, bytes),
  )
  readings.set(`${source} ${date}`, reading)
  const cache = reading.cache()
  await measure(
    `read it again, cache warm`,
    (read) => `${read.parsed} parsed`,
    () => readDocument(reader, bytes, cache),
  )
}

const [before, after] = ['ofac-sdn 2021-04-25', 'ofac-sdn 2021-07-07'].map(
  (name) => readings.get(name)?.entries,
)
if (before && after) {
  const designations = new Map(
    before.map((entry) => [entry.naturalKey, { id: entry.naturalKey, ...entry.facts() }]),
  )
  await measure(
    'compare ofac-sdn April and July 2021',
    ({ changes }) => `${changes.length} changes`,
    () =>
      planVersion({
        source: 'ofac-sdn',
        previous: {
          manifest: new Map(before.map(({ naturalKey, hash }) => [naturalKey, hash])),
          statistics: statisticsOf(before.map(({ guard }) => guard)),
        },
        next: after,
        before: designations,
        statistics: statisticsOf(after.map(({ guard }) => guard)),
        sentinelsMissing: [],
      }),
  )
}

const { screeningModel } = await import('../shared/screening/model.ts')
const { buildListIndex } = await import('../shared/screening/list-index.ts')
const { screenSupplier } = await import('../shared/screening/screen.ts')
const { parseSupplierFile } = await import('../shared/suppliers/supplier-file.ts')
const { readFileSync } = await import('node:fs')
const { sampleSupplierFile } = await import('../cli/replay/sample-customer.ts')
const model = await measure('load the screening model', (loaded) => loaded.version, screeningModel)
const listed = [...readings.values()].flatMap(({ entries }, position) =>
  entries.map((entry) => ({ id: `${position}-${entry.naturalKey}`, ...entry.facts() })),
)
const index = await measure(
  'build a list index',
  (built) => `${built.size.toLocaleString('en')} designations`,
  () => buildListIndex(listed, model),
)
const { decodeList, encodeList, indexMaker } = await import('../shared/screening/stored-list.ts')
const key = { source: 'all', root: 'root', maker: indexMaker(model) }
const stored = await measure(
  'store it with its designations',
  (bytes) =>
    `${(bytes.length / 1e6).toFixed(1)} MB, ${(gzipSync(bytes, { level: 1 }).length / 1e6).toFixed(1)} zipped`,
  () => encodeList(listed, model, key),
)
const zipped = gzipSync(stored, { level: 1 })
await measure(
  'read it as it was stored',
  (read) => `${(read?.index.size ?? 0).toLocaleString('en')} designations`,
  () => decodeList(gunzipSync(zipped), model, key),
)
const suppliers = parseSupplierFile(readFileSync(sampleSupplierFile), 'suppliers.csv')
await measure(
  'screen the sample register against it',
  (hits) => `${suppliers.length} suppliers, ${hits} hits`,
  () => suppliers.reduce((sum, supplier) => sum + screenSupplier(index, supplier, model).length, 0),
)

if (!process.argv.includes('--pure')) {
  const silent: Terminal = { json: false, width: 100, line: () => {}, print: () => {}, say: () => {} }
  const home = mkdtempSync(path.join(tmpdir(), 'tierwatch-bench-'))
  process.env['TIERWATCH_HOME'] = home
  const origin = await startRecordedOrigin()
  const open = () => openLocalSystem({ recordedOrigin: origin.url })
  let system = await measure(
    'synthesise and start, fresh',
    ({ directory }) => {
      const { functions } = JSON.parse(readFileSync(path.join(directory, 'running.json'), 'utf8')) as {
        functions: object
      }
      return `${Object.keys(functions).length} functions`
    },
    open,
  )
  for (const step of timeline) {
    const name =
      step.kind === 'registration'
        ? 'register the sample customer'
        : step.kind === 'inspection'
          ? `public inspection ${step.at.slice(0, 10)}`
          : `${step.kind === 'release' ? 'release' : 'check'} ${step.source} ${step.at.slice(0, 10)}`
    await measure(
      `replay: ${name}`,
      ({ messages }) => `${messages} messages`,
      () => replay(silent, system, origin, [step]),
    )
  }
  await system.close()
  system = await measure('start again', () => 'assembly and state reused', open)
  await measure(
    'look at every source again',
    ({ changed }) => `${changed} changed`,
    async () => {
      await replay(silent, system, origin)
      return lookAgain(silent, system, origin)
    },
  )
  await system.close()
  await origin.close()
  rmSync(home, { recursive: true, force: true })
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(2)
if (process.argv.includes('--json')) {
  for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`)
} else {
  process.stdout.write(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}; CPU is of this process, handlers run in others\n\n`,
  )
  process.stdout.write(
    `${table(
      ['stage', 'what', 'wall s', 'CPU s'],
      rows.map(({ stage, what, wall, cpu }) => [stage, what, seconds(wall), seconds(cpu)]),
    )}\n`,
  )
  const of = (prefix: string): string =>
    seconds(rows.filter(({ stage }) => stage.startsWith(prefix)).reduce((sum, { wall }) => sum + wall, 0))
  process.stdout.write(`\nThe whole replay: ${of('replay:')} s after a start of ${of('synthesise')} s\n`)
}
