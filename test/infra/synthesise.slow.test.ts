import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Synthesis, synthesise } from '../../infra/synthesise.ts'
import { functionEnvironments } from '../../shared/runtime/env.ts'

describe('the assembly of a start', () => {
  const outdir = mkdtempSync(path.join(tmpdir(), 'tierwatch-assembly-'))
  let first: Synthesis
  beforeAll(async () => {
    first = await synthesise(outdir, 'local')
  }, 120_000)
  afterAll(() => rmSync(outdir, { recursive: true }))

  const bundles = (): string[] => readdirSync(outdir).filter((name) => name.startsWith('asset.'))

  it('is made once', async () => {
    expect(first.reused).toBe(false)
    expect((await synthesise(outdir, 'local')).reused).toBe(true)
  })

  it('has a bundle for every function, which brings its own SDK and needs nothing beside it', () => {
    expect(bundles()).toHaveLength(Object.keys(functionEnvironments).length)
    for (const bundle of bundles()) {
      const code = readFileSync(path.join(outdir, bundle, 'index.mjs'), 'utf8')
      const imports = [...code.matchAll(/^import .* from ["']([^"']+)["'];?$/gm)].map(([, name]) => name!)
      expect(imports.filter((name) => !name.startsWith('node:') && !builtin.has(name))).toEqual([])
    }
  })

  it('is made anew, bundles included, when its sources changed since', async () => {
    rmSync(path.join(outdir, 'ingredients.sha256'))
    expect((await synthesise(outdir, 'local')).reused).toBe(false)
    expect(bundles()).toHaveLength(Object.keys(functionEnvironments).length)
  })

  it.each(Object.keys(functionEnvironments))(
    'has a bundle of %s that loads, and refuses an empty environment',
    (name) => {
      const refusals = bundles().map((bundle) => loadAlone(path.join(outdir, bundle, 'index.mjs')))
      expect(
        refusals.filter((said) => said.startsWith(`ConfigError: The environment of ${name} is incomplete`)),
      ).toHaveLength(1)
    },
  )

  it('stays far below what Lambda takes', () => {
    for (const bundle of bundles()) {
      expect(statSync(path.join(outdir, bundle, 'index.mjs')).size).toBeLessThan(30_000_000)
    }
  })
})

const refusalOf = new Map<string, string>()

/** Imports a bundle in a Node of its own, as Lambda does, without any variable; gives what it said. */
const loadAlone = (file: string): string => {
  const known = refusalOf.get(file)
  if (known !== undefined) return known
  const script =
    'import(process.argv[1]).then(() => console.log("loaded"), (error) => console.log(`${error.name}: ${error.message}`))'
  const said = execFileSync(process.execPath, ['-e', script, file], { env: {}, encoding: 'utf8' })
  refusalOf.set(file, said)
  return said
}

const builtin = new Set(process.getBuiltinModule('node:module').builtinModules)
