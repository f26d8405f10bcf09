import { stripVTControlCharacters } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { harmless, table, terminal } from '../../cli/output/terminal.ts'
import { hostileNames } from '../evidence/hostile-names.ts'

afterEach(() => void vi.restoreAllMocks())

const written = (write: (out: ReturnType<typeof terminal>) => void): string => {
  const pieces: string[] = []
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((piece) => pieces.push(String(piece)) > 0)
  write(terminal(false))
  vi.restoreAllMocks()
  return pieces.join('')
}

describe('hostile names on a terminal', () => {
  test.each(hostileNames)('%s does nothing', (_what, name) => {
    const shown = written((out) => {
      out.print(table(['name', 'list'], [[name, 'ofac-sdn']]))
      out.say(name)
    })
    expect(stripVTControlCharacters(shown)).not.toMatch(/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]|\p{Cs}/u)
    const row = stripVTControlCharacters(table(['name', 'list'], [[name, 'ofac-sdn']])).split('\n')
    expect(row).toHaveLength(2)
    expect(row[1]).toMatch(/ofac-sdn\s*$/)
  })

  test('hidden text, a cleared screen, a window’s title and a link are taken out; our own colours stay', () => {
    const [hidden, cleared, title, link] = [
      'A\u001b[8mB\u001b[28m',
      'A\u001b[2J\u001b[1;1HB',
      'A\u001b]0;B\u0007',
      'A\u001b]8;;https://evil.example\u001b\\\\B',
    ]
    expect(harmless(hidden)).toBe('AB')
    expect(harmless(cleared)).toBe('AB')
    for (const text of [title, link]) expect(harmless(text)).not.toMatch(/\p{Cc}/u)
    expect(harmless('\u001b[1m\u001b[31mheld\u001b[39m\u001b[22m')).toBe(
      '\u001b[1m\u001b[31mheld\u001b[39m\u001b[22m',
    )
  })
})
