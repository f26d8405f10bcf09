import Table from 'cli-table3'
import colours from 'picocolors'

/** What a command prints: results on stdout, messages on stderr. */
export interface Terminal {
  /** One machine-readable line on stdout. */
  line(value: unknown): void
  /** Text for people on stdout. */
  print(text: string): void
  /** A message on stderr. */
  say(text: string): void
  /** `true` where the caller asked for `--json`. */
  json: boolean
  width: number
}

export { colours }

/** Colours and weights as we print them; a name may not hide, blink or move anything. */
const escape = String.fromCharCode(27)
const own = new RegExp(String.raw`^${escape}\[(?:0|1|2|22|3[0-79]|4[0-79]|9[0-7])m$`)
const sequences = new RegExp(
  String.raw`${escape}\[[0-?]*[ -/]*[@-~]|(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069\u2028\u2029]|\p{Cs}`,
  'gu',
)

/** Text of lists and registers does nothing to the terminal that it is shown on, and stands in its own order. */
export const harmless = (text: string): string =>
  text.replace(sequences, (sequence) => (own.test(sequence) ? sequence : ''))

export const terminal = (json: boolean): Terminal => ({
  json,
  width: Math.min(process.stdout.columns ?? 100, 120),
  line: (value) => {
    process.stdout.write(`${JSON.stringify(value)}\n`)
  },
  print: (text) => {
    process.stdout.write(`${harmless(text)}\n`)
  },
  say: (text) => {
    process.stderr.write(`${harmless(text)}\n`)
  },
})

/** A table for people; cells are cut, never wrapped into unreadable columns. */
export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string => {
  const grid = new Table({
    head: head.map((title) => colours.bold(title)),
    style: { head: [], border: [], compact: true },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '  ',
    },
  })
  // A line break in a name would be a row that is none.
  grid.push(...rows.map((row) => row.map((cell) => harmless(String(cell)).replace(/\s+/gu, ' '))))
  return grid.toString()
}

/** Cuts on code points. */
export const cut = (text: string, width: number): string => {
  const points = Array.from(text)
  return points.length <= width ? text : `${points.slice(0, Math.max(0, width - 1)).join('')}…`
}

/** Several results on stdout: a line each for programs, a table for people. */
export const show = <T>(
  out: Terminal,
  values: readonly T[],
  columns: readonly (readonly [title: string, cell: (value: T) => string | number])[],
  nothing: string,
): void => {
  if (out.json) {
    for (const value of values) out.line(value)
  } else if (values.length === 0) {
    out.print(nothing)
  } else {
    out.print(
      table(
        columns.map(([title]) => title),
        values.map((value) => columns.map(([, cell]) => cell(value))),
      ),
    )
  }
}
