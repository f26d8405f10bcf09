import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface LockedPackage {
  version?: string
  resolved?: string
  optionalDependencies?: Record<string, string>
}

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Record<string, LockedPackage>
}

/**
 * `npm ci` refuses a lock file that lacks an optional dependency, and npm leaves out those of other platforms when the
 * registry that it asks does not have them: then a fresh clone cannot be installed anywhere.
 */
test('the lock file holds the optional dependencies of every platform', () => {
  const missing = Object.entries(lock.packages).flatMap(([key, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name, version]) => /^\d/.test(version) && !(`node_modules/${name}` in lock.packages))
      .filter(([name]) => !(`${key}/node_modules/${name}` in lock.packages))
      .map(([name, version]) => `${name}@${version}`),
  )
  expect(missing).toEqual([])
})

test('the lock file names no registry, and every version exactly', () => {
  for (const [key, { resolved, version }] of Object.entries(lock.packages)) {
    if (key === '') continue
    expect(resolved, key).toBeUndefined()
    expect(version, key).toMatch(/^\d/)
  }
})
