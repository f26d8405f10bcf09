/** One stage of the bench in a process of its own: prints wall and CPU time of the stage and the process's peak memory. */
import { closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { XMLParser } from 'fast-xml-parser'
import { statisticsOf } from '../../shared/lists/guards.ts'
import { joinShards, shardsOf } from '../../shared/lists/manifest.ts'
import { planVersion } from '../../shared/lists/plan-version.ts'
import { ReadCache } from '../../shared/lists/read-cache.ts'
import { readDocument } from '../../shared/lists/read-document.ts'
import type { Designation } from '../../shared/model/designation.ts'
import { entryCutter } from '../../shared/sources/ofac/cut-entries.ts'
import { ofacSdnReader } from '../../shared/sources/ofac/readers.ts'
import { repeatedElements } from '../../shared/sources/ofac/xml.ts'

const [stage = '', document = '', cache = '', manifest = '', changedEntries = ''] = process.argv.slice(2)

const firstRead = (): string => {
  const reading = readDocument(ofacSdnReader, readFileSync(document))
  writeFileSync(cache, reading.cache().encode())
  const map = new Map(reading.entries.map(({ naturalKey, hash }) => [naturalKey, hash]))
  writeFileSync(
    manifest,
    shardsOf(map)
      .map(({ text }) => text)
      .join('\n'),
  )
  const statistics = statisticsOf(
    reading.entries.map(({ guard }) => guard),
    reading.publishedOn,
  )
  writeFileSync(`${manifest}.statistics`, JSON.stringify(statistics))
  // What the entry store would answer for the entries that the next document changes.
  const wanted = new Set(readFileSync(changedEntries, 'utf8').split('\n'))
  const stored = reading.entries.flatMap((entry) => {
    const id = entry.naturalKey
    return wanted.has(id) ? [[id, { id, ...entry.facts() }]] : []
  })
  writeFileSync(`${manifest}.stored`, JSON.stringify(stored))
  return `${reading.parsed} of ${reading.entries.length} parsed`
}

const diff = (): string => {
  const stored = new Map(JSON.parse(readFileSync(`${manifest}.stored`, 'utf8')) as [string, Designation][])
  const known = ReadCache.decode(readFileSync(cache))
  const reading = readDocument(ofacSdnReader, readFileSync(document), known)
  const previous = joinShards(readFileSync(manifest, 'latin1').split('\n'))
  const plan = planVersion({
    source: 'ofac-sdn',
    previous: {
      manifest: previous,
      statistics: JSON.parse(readFileSync(`${manifest}.statistics`, 'utf8')) as ReturnType<
        typeof statisticsOf
      >,
    },
    next: reading.entries,
    before: stored,
    statistics: statisticsOf(
      reading.entries.map(({ guard }) => guard),
      reading.publishedOn,
    ),
    sentinelsMissing: [],
  })
  const kinds = plan.changes.map(({ kind }) => kind)
  const counts = ['added', 'amended', 'removed', 'moved'].map(
    (kind) => `${kinds.filter((each) => each === kind).length} ${kind}`,
  )
  return `${reading.parsed} of ${reading.entries.length} parsed; ${counts.join(', ')}; ${plan.verdict.kind}`
}

const eachChunk = (file: string, take: (chunk: Uint8Array) => void): void => {
  const descriptor = openSync(file, 'r')
  for (;;) {
    // A new buffer each time: the cutter holds on to the piece that is not whole yet.
    const chunk = Buffer.allocUnsafeSlow(65_536)
    const read = readSync(descriptor, chunk)
    if (read === 0) break
    take(chunk.subarray(0, read))
  }
  closeSync(descriptor)
}

const cut = (): string => {
  let entries = 0
  const cutter = entryCutter(() => {
    entries += 1
  })
  eachChunk(document, (chunk) => cutter.push(chunk))
  cutter.end()
  return `${entries} entries`
}

const repeated = new Set(['sdnEntry', ...repeatedElements])

const whole = (): string => {
  // The options without which it reads other facts: numbers stay text, numeric references are decoded, lists are lists.
  const parser = new XMLParser({
    ignoreAttributes: false,
    parseTagValue: false,
    parseAttributeValue: false,
    htmlEntities: true,
    isArray: (name) => repeated.has(name),
  })
  const parsed = parser.parse(readFileSync(document, 'utf8')) as { sdnList: { sdnEntry: unknown[] } }
  return `${parsed.sdnList.sdnEntry.length} entries`
}

const stages: Record<string, () => string> = { nothing: () => '', 'first-read': firstRead, diff, cut, whole }
const work = stages[stage]
if (!work) throw new RangeError(`no stage ${stage}`)
const cpu = process.cpuUsage()
const started = performance.now()
const result = work()
const wall = performance.now() - started
const used = process.cpuUsage(cpu)
console.log(
  JSON.stringify({
    wall,
    cpu: (used.user + used.system) / 1000,
    peakMb: process.resourceUsage().maxRSS / 1024,
    result,
  }),
)
