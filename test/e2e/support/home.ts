import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect } from 'vitest'
import { deniedCallsFile } from '../../../infra/local/runner/start-local.ts'
import { sharedAssembly } from './assembly.ts'

/** Homes, and whether their roles were made too narrow on purpose. */
const homes = new Map<string, boolean>()

/**
 * A folder for `TIERWATCH_HOME` with nothing but the assembly in it, so that every start spares the synthesis.
 * Removed when the tests of the file are done, which fail if a function made a call that its role would not allow.
 */
export const newHome = (name: string, options: { deniedCallsExpected?: boolean } = {}): string => {
  const home = mkdtempSync(path.join(tmpdir(), `tierwatch-${name}-`))
  homes.set(home, options.deniedCallsExpected ?? false)
  cpSync(sharedAssembly, path.join(home, 'assembly'), { recursive: true })
  return home
}

afterAll(() => {
  const denied = [...homes].flatMap(([home, expected]) => {
    const file = path.join(home, deniedCallsFile)
    return !expected && existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  })
  for (const home of homes.keys()) rmSync(home, { recursive: true, force: true })
  expect(denied, 'calls that the roles of the template would not allow').toEqual([])
})
