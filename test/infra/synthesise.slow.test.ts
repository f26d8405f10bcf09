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

  it('stays far below what Lambda takes', () => {
    for (const bundle of bundles()) {
      expect(statSync(path.join(outdir, bundle, 'index.mjs')).size).toBeLessThan(30_000_000)
    }
  })
})

const builtin = new Set(process.getBuiltinModule('node:module').builtinModules)
