import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { fixture, offline } from './run-offline.ts'

const tierwatch = (...args: string[]) =>
  spawnSync(
    process.execPath,
    [fileURLToPath(new URL('../../../cli/tierwatch.mjs', import.meta.url)), ...args],
    {
      encoding: 'utf8',
      maxBuffer: 64 << 20,
    },
  )

test('the command itself prints NDJSON on stdout, and ends with the code that scripts depend on', () => {
  const list = fixture('ofac-nonsdn/2024-05-06/consolidated.xml.gz')
  const parsed = tierwatch('parse', 'ofac-nonsdn', list, '--json')
  expect(parsed.status).toBe(0)
  const lines = parsed.stdout.trimEnd().split('\n')
  expect(lines).toHaveLength(443)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ source: 'ofac-nonsdn' })
  expect(tierwatch('ownership', '/no/such/file').status).toBe(1)
})

test.each(['parse', 'diff', 'match', 'screen', 'ownership'])(
  '%s --help teaches by example',
  async (command) => {
    const { code, stdout } = await offline(command, '--help')
    expect(code).toBe(0)
    expect(stdout).toContain(`$ tierwatch ${command} `)
  },
)
