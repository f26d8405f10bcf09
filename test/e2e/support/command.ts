import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { compileCache } from './assembly.ts'

export const commandLine = fileURLToPath(new URL('../../../cli/tierwatch.mjs', import.meta.url))

export interface Ran {
  /** Exit code; `null` where a signal ended it. */
  code: number | null
  stdout: string
  stderr: string
  seconds: number
}

export interface Running {
  child: ChildProcess
  ended: Promise<Ran>
  /** The first line of stdout that satisfies the condition; `undefined` when the process ended without one. */
  line(found: (line: string) => boolean): Promise<string | undefined>
  /** Ends the process and everything that it started, as a power cut would. */
  killAll(): void
}

/** Runs a script of the project as the leader of its own process group, on the state of a home. */
export const run = (home: string, script: string, args: readonly string[] = []): Running => {
  const started = performance.now()
  const { FORCE_COLOR: _colour, VITEST: _vitest, ...environment } = process.env
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { NODE_COMPILE_CACHE: compileCache, ...environment, NO_COLOR: '1', TIERWATCH_HOME: home },
  })
  let [stdout, stderr] = ['', '']
  const watchers: (() => void)[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const look of watchers) look()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) =>
      resolve({ code, stdout, stderr, seconds: (performance.now() - started) / 1000 }),
    )
  })
  return {
    child,
    ended,
    line: (found) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const line = stdout
            .slice(0, stdout.lastIndexOf('\n') + 1)
            .split('\n')
            .find(found)
          if (line !== undefined) resolve(line)
        }
        watchers.push(look)
        look()
        ended.then(() => resolve(undefined), reject)
      }),
    killAll: () => {
      try {
        process.kill(-(child.pid ?? Number.NaN), 'SIGKILL')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
      }
    },
  }
}

/** Runs a `tierwatch` command to its end. */
export const tierwatch = (home: string, ...args: string[]): Promise<Ran> => run(home, commandLine, args).ended

/** What a command said with `--json`: every line of stdout is one JSON value, or this throws. */
export const ndjson = <T = Record<string, unknown>>({ stdout }: Ran): T[] => {
  if (stdout !== '' && !stdout.endsWith('\n'))
    throw new Error(`the last line has no end: ${stdout.slice(-80)}`)
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as T)
}
