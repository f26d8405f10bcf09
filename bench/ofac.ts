/**
 * What reading OFAC's list costs: a file of SDN size (29 MB, made from the recorded ones) with 50 changed entries, from
 * file to diff; its first full read; fast-xml-parser on the whole document beside it; and the 127 MB class.
 * Each stage runs in a fresh child process from one bundled file, as a function does, on one core where `taskset` is
 * there. Run: node bench/ofac.ts
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { youngGenerationMb } from '../infra/constructs/source-checks.ts'
import { type DocumentsMade, makeDocuments } from './ofac/make-documents.ts'

interface Measured {
  wall: number
  cpu: number
  processWall: number
  peakMb: number
  result: string
}

const directory = mkdtempSync(path.join(tmpdir(), 'tierwatch-bench-'))
const bundle = path.join(directory, 'stage.mjs')
const withSdk = path.join(directory, 'stage-with-sdk.mjs')

const onOneCore = spawnSync('taskset', ['-V']).status === 0 ? ['taskset', '-c', '0'] : []

/** As the function's own environment sets it. */
const young = `--max-semi-space-size=${youngGenerationMb}`

const runBundle = (file: string, stage: string, ...files: string[]): Measured => {
  const [command = process.execPath, ...rest] = [...onOneCore, process.execPath, young, file, stage, ...files]
  const started = performance.now()
  const out = execFileSync(command, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  const processWall = performance.now() - started
  return { ...(JSON.parse(out) as Omit<Measured, 'processWall'>), processWall }
}

const run = (stage: string, ...files: string[]): Measured => runBundle(bundle, stage, ...files)

/** The fastest of some runs: other work on the machine only ever adds. */
const best = (times: number, stage: string, ...files: string[]): Measured =>
  Array.from({ length: times }, () => run(stage, ...files)).sort((a, b) => a.wall - b.wall)[0] ??
  run(stage, ...files)

const show = (name: string, measured: Measured, limit: string): void => {
  const { wall, cpu, processWall, peakMb, result } = measured
  console.log(
    `${name.padEnd(34)} ${wall.toFixed(0).padStart(6)} ms  cpu ${cpu.toFixed(0).padStart(6)} ms  process ${processWall.toFixed(0).padStart(6)} ms  peak ${peakMb.toFixed(0).padStart(4)} MB  ${limit.padEnd(18)} ${result}`,
  )
}

const megabytes = (file: string): string => `${(statSync(file).size / 1e6).toFixed(1)} MB`

try {
  await build({
    entryPoints: ['stage', 'stage-with-sdk'].map((name) => path.join(import.meta.dirname, `ofac/${name}.ts`)),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    // The SDK's own parts call require for what Node has built in.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'error',
  })
  const small: DocumentsMade = makeDocuments(directory, 29_089_607, 50)
  console.log(
    `load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}, node ${process.version}, ${onOneCore.length > 0 ? 'one core' : 'all cores'}; ` +
      `SDN-size file ${megabytes(small.after)}, ${small.entries} entries, ${small.changed} changed`,
  )
  const empty = run('nothing')
  show('an empty process', empty, '')
  const first = run('first-read', small.before, small.cache, small.manifest, small.changedEntries)
  show('first full read', first, '≤ 6000 ms, 150 MB')
  const diff = best(5, 'diff', small.after, small.cache, small.manifest, small.changedEntries)
  show('file to diff, warm read cache', diff, '≤ 400 ms, 110 MB')
  const files = [small.after, small.cache, small.manifest, small.changedEntries]
  const whole = best(2, 'whole', small.after)
  show('file to diff, the SDK loaded', runBundle(withSdk, 'diff', ...files), '180 MB')
  const cut = best(3, 'cut', small.after)
  show('streaming cut and hash alone', cut, '')
  show('fast-xml-parser, whole document', whole, '')
  console.log(
    `file to diff is ${(whole.wall / diff.wall).toFixed(1)} × faster than the whole document (≥ 15)`,
  )
  const large = makeDocuments(directory, 127_000_000, 50)
  console.log(`the large class: ${megabytes(large.after)}, ${large.entries} entries`)
  show(
    'first full read',
    run('first-read', large.before, large.cache, large.manifest, large.changedEntries),
    '512 MB',
  )
  show(
    'file to diff, warm read cache',
    best(3, 'diff', large.after, large.cache, large.manifest, large.changedEntries),
    '512 MB',
  )
} finally {
  rmSync(directory, { recursive: true })
}
