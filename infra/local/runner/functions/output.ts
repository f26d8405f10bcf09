import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Log, LogLine } from '../log.ts'

const levels: Record<string, LogLine['level']> = {
  TRACE: 'debug',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
  CRITICAL: 'error',
  FATAL: 'error',
}

/** The level that a structured log line names; other lines have the level of their stream. */
const levelOf = (line: string, otherwise: LogLine['level']): LogLine['level'] => {
  const [, named] = line.startsWith('{') ? (/"level":"([A-Za-z]+)"/.exec(line) ?? []) : []
  return levels[named?.toUpperCase() ?? ''] ?? otherwise
}

/** Passes what a process writes on to the log, line by line. */
export const forwardOutput = (stream: Readable, name: string, level: 'info' | 'error', log: Log): void => {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (message) => {
    if (message !== '') log({ function: name, level: levelOf(message, level), message })
  })
}
