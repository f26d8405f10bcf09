import { z } from 'zod'
import { InputError, TierwatchError } from '../shared/errors.ts'
import { colours, type Terminal } from './output/terminal.ts'

/** 0 fine, 1 error, 2 usage, 3 held by a guard. Scripts depend on it. */
export const exitCodes = { fine: 0, error: 1, usage: 2, held: 3 } as const

/** The call's words are wrong: `--help` says how. */
export class UsageError extends Error {}

/** Tells an error with what to do next; programs get it as one JSON line on stderr. */
export const tell = (out: Terminal, error: unknown): number => {
  if (out.json) {
    const known =
      error instanceof TierwatchError ? { nextStep: error.nextStep, retryable: error.retryable } : {}
    const problems = error instanceof InputError ? { problems: error.problems } : {}
    const message = error instanceof Error ? error.message : String(error)
    out.say(
      JSON.stringify({
        error: error instanceof Error ? error.name : 'Error',
        message,
        ...known,
        ...problems,
      }),
    )
  } else if (error instanceof InputError) {
    out.say(`${colours.red('Refused:')} ${error.message}`)
    for (const { file, line, field, reason } of error.problems) {
      const problem = `${file}${line === undefined ? '' : `, line ${line}`}${field === undefined ? '' : `, ${field}`}: ${reason}`
      if (problem !== error.message) out.say(`  ${problem}`)
    }
    out.say(error.nextStep)
  } else if (error instanceof TierwatchError) {
    out.say(`${colours.red('Error:')} ${error.message}`)
    out.say(error.nextStep)
  } else if (error instanceof z.ZodError) {
    out.say(`${colours.red('Error:')} ${z.prettifyError(error)}`)
  } else if (error instanceof UsageError) {
    out.say(`${colours.red('Usage:')} ${error.message}`)
  } else {
    out.say(
      `${colours.red('Error:')} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
  }
  return error instanceof UsageError ? exitCodes.usage : exitCodes.error
}
