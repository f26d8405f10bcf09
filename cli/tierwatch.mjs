#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

// The product runs on the Lambda's own Node version, which npm installed; the host's may be older.
const installed = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))
// What V8 has compiled is kept: a command starts in half the time. Where that folder cannot be written it is not.
const compiled = fileURLToPath(new URL('../node_modules/.cache/tierwatch/compiled', import.meta.url))
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const modern = major > 22 || (major === 22 && minor >= 19)

if (modern && (major === 24 || !existsSync(installed))) {
  module.enableCompileCache?.(compiled)
  await import('./main.ts')
} else if (existsSync(installed)) {
  // Ctrl-C is for the command: it says where it stopped, and this process ends after it.
  process.on('SIGINT', () => {})
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const { status, signal } = spawnSync(
    installed,
    ['--disable-warning=ExperimentalWarning', main, ...process.argv.slice(2)],
    {
      stdio: 'inherit',
      env: { NODE_COMPILE_CACHE: compiled, ...process.env },
    },
  )
  process.exitCode = signal ? 1 : (status ?? 1)
} else {
  console.error('Tierwatch needs Node 22.19 or newer. Run npm ci, which installs it, or install Node 24.')
  process.exitCode = 1
}
