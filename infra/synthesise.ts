import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))

/** What an assembly is made from. A file elsewhere cannot change it. */
const ingredients = ['infra', 'functions', 'shared', 'package-lock.json', 'cdk.json', 'tsconfig.json']

/** The embedded services are under infra/, and no part of any template or bundle. */
const notIngredients = new Set([path.join(root, 'infra', 'local')])

export interface Synthesis {
  outdir: string
  /** Nothing had changed since the assembly in `outdir` was made. */
  reused: boolean
  milliseconds: number
}

/** Hash over the names and contents of all files that an assembly is made from, and the stage. */
export const ingredientsHash = (stage: string): string => {
  const hash = createHash('sha256')
  const add = (file: string): void => {
    if (notIngredients.has(file)) return
    if (statSync(file).isDirectory()) {
      for (const entry of readdirSync(file).sort()) add(path.join(file, entry))
      return
    }
    const content = readFileSync(file)
    hash.update(`${path.relative(root, file)}\0${content.length}\0`).update(content)
  }
  hash.update(`${stage}\0`)
  for (const name of ingredients) add(path.join(root, name))
  return hash.digest('hex')
}

/**
 * Synthesises a stage with its bundles into `outdir`, in this process, for a start on one machine: without the
 * security rules, which `cdk synth` and the tests run. Does nothing when `outdir` holds an assembly of the very same
 * sources. Throws what the app throws: `ConfigError` for a wrong stage, esbuild's error for a handler that does not
 * compile; `outdir` is then left without its mark and made again by the next call.
 */
export const synthesise = async (outdir: string, stage: string): Promise<Synthesis> => {
  const started = performance.now()
  const done = (reused: boolean): Synthesis => ({
    outdir,
    reused,
    milliseconds: Math.round(performance.now() - started),
  })
  const mark = path.join(outdir, 'ingredients.sha256')
  const ingredients = ingredientsHash(stage)
  if (existsSync(mark) && readFileSync(mark, 'utf8') === ingredients) return done(true)
  // Assets of earlier sources would pile up in a directory that is kept between starts.
  rmSync(outdir, { recursive: true, force: true })
  // The CDK takes a second to load: only when it is needed.
  const [{ AssetStaging }, { tierwatchApp }] = await Promise.all([
    import('aws-cdk-lib'),
    import('./tierwatch-app.ts'),
  ])
  // It remembers bundles by their folder for the life of the process, and would not look at what changed since.
  AssetStaging.clearAssetHashCache()
  tierwatchApp({ outdir, context: { stage }, checks: false }).app.synth()
  writeFileSync(mark, ingredients)
  return done(false)
}
