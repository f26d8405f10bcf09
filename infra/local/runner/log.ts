/** One line of what happens on the local machine; `function` is set where a function wrote it or it is about one. */
export interface LogLine {
  function?: string
  level: 'debug' | 'info' | 'warn' | 'error'
  message: string
}

export type Log = (line: LogLine) => void

/** The message of anything thrown, for a log line. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
