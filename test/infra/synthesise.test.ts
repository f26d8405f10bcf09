import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ingredientsHash, synthesise } from '../../infra/synthesise.ts'

describe('the synthesis of a start', () => {
  it('is told apart by stage and by nothing that did not change', () => {
    expect(ingredientsHash('local')).toBe(ingredientsHash('local'))
    expect(ingredientsHash('local')).not.toBe(ingredientsHash('ci'))
    expect(ingredientsHash('local')).toMatch(/^[0-9a-f]{64}$/)
  })

  it('reuses an assembly of the very same sources', async () => {
    const outdir = mkdtempSync(path.join(tmpdir(), 'tierwatch-assembly-'))
    writeFileSync(path.join(outdir, 'ingredients.sha256'), ingredientsHash('local'))
    expect(await synthesise(outdir, 'local')).toMatchObject({ outdir, reused: true })
  })
})
