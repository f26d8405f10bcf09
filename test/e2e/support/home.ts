import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { synthesise } from '../../../infra/synthesise.ts'

/** Kept between runs: an assembly of the very same sources is not made again. */
const sharedAssembly = fileURLToPath(
  new URL('../../../node_modules/.cache/tierwatch-e2e/assembly', import.meta.url),
)

const homes: string[] = []

/**
 * A folder for `TIERWATCH_HOME` with nothing but the assembly in it, so that every start spares the synthesis.
 * Removed when the tests of the file are done.
 */
export const newHome = async (name: string): Promise<string> => {
  mkdirSync(path.dirname(sharedAssembly), { recursive: true })
  await synthesise(sharedAssembly, 'local')
  const home = mkdtempSync(path.join(tmpdir(), `tierwatch-${name}-`))
  homes.push(home)
  cpSync(sharedAssembly, path.join(home, 'assembly'), { recursive: true })
  return home
}

afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true })
})
