/**
 * Prints how fast screening is: `node bench/matching-speed.ts`. Each figure is measured in a process of its own, as a
 * function starts, and in processor time, because what else runs on the machine is not its doing; the least of three
 * runs counts.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import Table from 'cli-table3'
import { buildSync } from 'esbuild'

type Figures = Record<string, number>

/** Milliseconds of processor time of this process. */
const processorTime = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

const timed = async <Value>(work: () => Promise<Value> | Value): Promise<[number, Value]> => {
  const from = processorTime()
  const value = await work()
  return [processorTime() - from, value]
}

const megabytes = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1e6
}

const share = (sorted: readonly number[], part: number): number =>
  sorted[Math.floor(sorted.length * part)] ?? 0

/** So many of a list; of up to half of it, from all of its sources. */
const firstOf = <Item>(all: readonly Item[], size: number): Item[] =>
  (size < all.length / 2 ? all.filter((_, i) => i % 2 === 0) : all).slice(0, size)

const storedFile = (size: string): string => join(tmpdir(), `tierwatch-stored-list-${size}.bin.gz`)

const measures: Record<string, (argument: string) => Promise<Figures>> = {
  load: async (module) => {
    const [time] = await timed(() => import(module))
    return { time }
  },

  index: async (size) => {
    const { readScreeningList } = await import('./name-sets.ts')
    const { buildListIndex } = await import('../shared/screening/list-index.ts')
    const { screeningModel } = await import('../shared/screening/model.ts')
    const list = firstOf(readScreeningList(), Number(size))
    globalThis.gc?.()
    const before = megabytes()
    const [model, known] = await timed(() => screeningModel())
    const [time, index] = await timed(() => buildListIndex(list, known))
    globalThis.gc?.()
    return { model, time, size: index.size, memory: megabytes() - before }
  },

  store: async (size) => {
    const { readScreeningList } = await import('./name-sets.ts')
    const { encodeList, indexMaker } = await import('../shared/screening/stored-list.ts')
    const { screeningModel } = await import('../shared/screening/model.ts')
    const list = firstOf(readScreeningList(), Number(size))
    const model = screeningModel()
    const key = { source: 'trade-csl', root: 'root', maker: indexMaker(model) }
    const [time, bytes] = await timed(() => encodeList(list, model, key))
    const [zipping, zipped] = await timed(() => gzipSync(bytes, { level: 1 }))
    writeFileSync(storedFile(size), zipped)
    return { time, zipping, bytes: bytes.length / 1e6, zipped: zipped.length / 1e6 }
  },

  read: async (size) => {
    const zipped = readFileSync(storedFile(size))
    const { readSet, supplierOf } = await import('./name-sets.ts')
    const { decodeList, indexMaker } = await import('../shared/screening/stored-list.ts')
    const { screeningModel } = await import('../shared/screening/model.ts')
    const { screenSupplier } = await import('../shared/screening/screen.ts')
    const model = screeningModel()
    const [probing, maker] = await timed(() => indexMaker(model))
    globalThis.gc?.()
    const before = megabytes()
    const [unzipping, bytes] = await timed(() => gunzipSync(zipped))
    const [time, stored] = await timed(() =>
      decodeList(bytes, model, { source: 'trade-csl', root: 'root', maker }),
    )
    if (!stored) throw new Error('The stored index was refused.')
    const names = readSet('benign-companies.dev.csv').slice(0, 50)
    const [first] = await timed(() => {
      for (const row of names) screenSupplier(stored.index, supplierOf({ name: row['name'] ?? '' }), model)
    })
    globalThis.gc?.()
    return { probing, unzipping, time, first, size: stored.index.size, memory: megabytes() - before }
  },

  plain: async (size) => {
    const { readScreeningList, readSet } = await import('./name-sets.ts')
    const { jaroWinkler, plain } = await import('./matching/baselines.ts')
    const listed = firstOf(readScreeningList(), Number(size)).flatMap(({ name, aliases }) =>
      [name, ...aliases.map((alias) => alias.name)].map(plain),
    )
    const names = readSet('benign-companies.dev.csv')
      .slice(0, 20)
      .map((row) => plain(row['name'] ?? ''))
    const [time, hits] = await timed(() => {
      let hits = 0
      for (const name of names) for (const other of listed) if (jaroWinkler(name, other) >= 0.85) hits += 1
      return hits
    })
    return { rate: (names.length / time) * 1_000, hits }
  },

  screen: async (size) => {
    const { readScreeningList, readSet, supplierOf } = await import('./name-sets.ts')
    const { buildListIndex } = await import('../shared/screening/list-index.ts')
    const { screeningModel } = await import('../shared/screening/model.ts')
    const { screenSupplier } = await import('../shared/screening/screen.ts')
    const model = screeningModel()
    const index = buildListIndex(firstOf(readScreeningList(), Number(size)), model)
    const rows = readSet('benign-companies.dev.csv')
    const round = (): number[] =>
      rows.map((row) => {
        const supplier = supplierOf({ name: row['name'] ?? '' })
        const from = processorTime()
        screenSupplier(index, supplier, model)
        return processorTime() - from
      })
    const whole = async (): Promise<number> => {
      const [time] = await timed(() => {
        for (const row of rows) screenSupplier(index, supplierOf({ name: row['name'] ?? '' }), model)
      })
      return (rows.length / time) * 1_000
    }
    const first = await whole()
    for (let i = 0; i < 20; i++) await whole()
    // Ten rounds together: collecting what they leave behind is part of the work.
    const [time] = await timed(async () => {
      for (let i = 0; i < 10; i++) await whole()
    })
    const rate = ((10 * rows.length) / time) * 1_000
    // Looking at the clock takes a good part of the time of a name: this is for the share of slow names only.
    const times = round().sort((a, b) => a - b)
    return {
      size: index.size,
      first,
      rate,
      half: share(times, 0.5),
      most: share(times, 0.99),
    }
  },
}

const [measure, argument] = process.argv.slice(2)
if (measure !== undefined) {
  console.log(JSON.stringify(await measures[measure]?.(argument ?? '')))
} else {
  /** Runs a measure in fresh processes; each figure is the best of the runs: the most of rates, the least of all else. */
  const best = (name: string, argument: string, runs = 3): Figures => {
    const results = Array.from({ length: runs }, () => {
      const output = execFileSync(process.execPath, ['--expose-gc', import.meta.filename, name, argument])
      return JSON.parse(output.toString('utf8')) as Figures
    })
    const keys = Object.keys(results[0] ?? {})
    const of = (key: string): number[] => results.map((result) => result[key] ?? 0)
    return Object.fromEntries(
      keys.map((key) => [
        key,
        key === 'rate' || key === 'first' ? Math.max(...of(key)) : Math.min(...of(key)),
      ]),
    )
  }
  const directory = mkdtempSync(join(tmpdir(), 'matching-speed-'))
  try {
    const bundle = join(directory, 'screening.mjs')
    const screening = join(import.meta.dirname, '..', 'shared', 'screening')
    buildSync({
      stdin: {
        contents: ['evaluate', 'list-index', 'model']
          .map((name) => `export * from './${name}.ts'`)
          .join('\n'),
        resolveDir: screening,
      },
      outfile: bundle,
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      mainFields: ['module', 'main'],
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      minify: true,
      logLevel: 'error',
    })
    const milliseconds = (value: number | undefined): string => `${Math.round(value ?? 0)} ms`
    const rows: [string, string][] = []
    for (const name of ['evaluate', 'keys']) {
      const { time } = best('load', pathToFileURL(join(screening, `${name}.ts`)).href)
      rows.push([`loading ${name}.ts from sources`, milliseconds(time)])
    }
    rows.push([
      `loading all of screening bundled (${Math.round(statSync(bundle).size / 1e3)} kB)`,
      milliseconds(best('load', pathToFileURL(bundle).href)['time']),
    ])
    // Half of the Consolidated Screening List, and all of it.
    const sizes = ['12000', '30000']
    for (const size of sizes) {
      const { time, model, memory, size: indexed } = best('index', size)
      rows.push([`index of ${indexed} designations`, `${milliseconds(time)}, ${Math.round(memory ?? 0)} MB`])
      if (size === '12000') rows.push(['the model', milliseconds(model)])
    }
    for (const size of sizes) {
      const written = best('store', size, 1)
      const { probing, unzipping, time, first, memory, size: indexed } = best('read', size)
      rmSync(storedFile(size))
      rows.push([
        `stored index of ${indexed} designations`,
        `${written['bytes']?.toFixed(1)} MB, ${written['zipped']?.toFixed(1)} MB zipped`,
      ])
      rows.push([
        '… made and zipped',
        `${milliseconds(written['time'])}, ${milliseconds(written['zipping'])}`,
      ])
      rows.push([
        '… unzipped, verified and ready',
        `${milliseconds(unzipping)}, ${milliseconds(time)}, ${Math.round(memory ?? 0)} MB`,
      ])
      rows.push(['… the first 50 names with it', milliseconds(first)])
      if (size === '12000') rows.push(['… knowing what makes indexes', milliseconds(probing)])
    }
    for (const size of sizes) {
      const { first, rate, half, most, size: indexed } = best('screen', size)
      rows.push([`names a second against ${indexed}, one core`, String(Math.round(rate ?? 0))])
      rows.push(['… the first 601 of a process', String(Math.round(first ?? 0))])
      rows.push(['… p50 / p99 of a name', `${half?.toFixed(2)} / ${most?.toFixed(2)} ms`])
      const byPlain = best('plain', size)['rate'] ?? 1
      rows.push([
        '… plain Jaro–Winkler with every listed name',
        `${byPlain.toFixed(1)} a second: ${Math.round((rate ?? 0) / byPlain)} times fewer`,
      ])
    }
    const table = new Table({ head: ['figure', 'processor time'] })
    table.push(...rows)
    console.log(table.toString())
  } finally {
    rmSync(directory, { recursive: true })
  }
}
