import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, CommanderError } from 'commander'
import { onTestFinished } from 'vitest'
import { addOfflineCommands } from '../../../cli/commands/offline/index.ts'
import { exitCodes, tell } from '../../../cli/errors.ts'

export interface Outcome {
  code: number
  /** The NDJSON lines of stdout. */
  lines: Record<string, unknown>[]
  stdout: string
  stderr: string
}

/** A recorded document of the repository. */
export const fixture = (path: string): string =>
  fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url))

/** A file of the test's own, gone when the test is. */
export const written = (name: string, content: string | Uint8Array): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tierwatch-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

/** Runs an offline command in this process, as the command line does, and keeps what it prints. */
export const offline = async (...args: string[]): Promise<Outcome> => {
  const results: unknown[] = []
  let stdout = ''
  let stderr = ''
  let code: number = exitCodes.fine
  const program = new Command('tierwatch').exitOverride().configureOutput({
    writeOut: (text) => {
      stdout += text
    },
    writeErr: (text) => {
      stderr += text
    },
  })
  addOfflineCommands(program, async (action, options) => {
    const out = {
      json: options.json ?? false,
      width: 100,
      line: (value: unknown) => {
        results.push(value)
      },
      print: (text: string) => {
        stdout += `${text}\n`
      },
      say: (text: string) => {
        stderr += `${text}\n`
      },
    }
    try {
      code = await action(out)
    } catch (error) {
      code = tell(out, error)
    }
  })
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    code = error.exitCode === 0 ? exitCodes.fine : exitCodes.usage
  }
  const lines = JSON.parse(JSON.stringify(results)) as Record<string, unknown>[]
  return { code, lines, stdout, stderr }
}

/** One field of every line, sorted as text. */
export const sorted = (lines: readonly Record<string, unknown>[], field: string): string[] =>
  lines.map((line) => JSON.stringify(line[field])).sort()
