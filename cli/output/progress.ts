import { colours } from './terminal.ts'

/** Tells on stderr what takes longer than a second: a spinner on a terminal, one line elsewhere. */
export const withProgress = async <T>(
  text: string,
  work: (update: (text: string) => void) => Promise<T>,
): Promise<T> => {
  const interactive = process.stderr.isTTY
  const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
  let now = text
  let frame = 0
  let said = false
  const started = Date.now()
  const timer = setInterval(() => {
    if (interactive) {
      process.stderr.write(`\r\x1b[K${colours.cyan(frames[frame++ % frames.length] ?? '')} ${now}`)
    } else if (!said && Date.now() - started > 1_000) {
      said = true
      process.stderr.write(`${now} …\n`)
    }
  }, 100)
  try {
    return await work((update) => {
      now = update
    })
  } finally {
    clearInterval(timer)
    if (interactive) process.stderr.write('\r\x1b[K')
  }
}
