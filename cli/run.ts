import type { Terminal } from './output/terminal.ts'

/** Runs a command's work with a terminal, tells its errors, and sets the exit code. */
export type Run = (action: (out: Terminal) => Promise<number>, options: { json?: boolean }) => Promise<void>
