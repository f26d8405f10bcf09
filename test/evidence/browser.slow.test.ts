import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { load } from 'cheerio/slim'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evidencePage } from '../../shared/evidence/page/evidence-page.ts'
import { hostileNames } from './hostile-names.ts'
import { hostileInput, pageInput } from './page-input.ts'

const run = promisify(execFile)

const browser = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
)
if (browser === undefined) {
  console.warn('Skipped: no Chromium on this machine, so no evidence page was shown in a browser.')
}

describe.skipIf(browser === undefined)('the evidence page in a browser', () => {
  let directory: string
  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'tierwatch-page-'))
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  /** What the browser says on its console, and what it writes to stdout. */
  const show = async (page: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> => {
    const file = path.join(directory, 'page.html')
    writeFileSync(file, page)
    return run(
      browser ?? '',
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        `--user-data-dir=${path.join(directory, 'profile')}`,
        // Nothing outside is looked up, whatever a page would ask for.
        '--host-resolver-rules=MAP * ~NOTFOUND',
        '--enable-logging=stderr',
        ...args,
        pathToFileURL(file).href,
      ],
      { maxBuffer: 64 * 1024 * 1024, timeout: 120_000 },
    )
  }
  const consoleLines = (stderr: string): string[] =>
    stderr.split('\n').filter((line) => line.includes(':CONSOLE'))

  it('prints to a PDF of a few pages, with its look: its own policy allows its one style', async () => {
    const pdf = path.join(directory, 'page.pdf')
    const { stderr } = await show(
      evidencePage(pageInput()),
      `--print-to-pdf=${pdf}`,
      '--no-pdf-header-footer',
    )
    expect(consoleLines(stderr)).toEqual([])
    const bytes = readFileSync(pdf).toString('latin1')
    expect(bytes.startsWith('%PDF-')).toBe(true)
    const pages = bytes.match(/\/Type\s*\/Page\b/g)?.length ?? 0
    expect(pages).toBeGreaterThanOrEqual(2)
    expect(pages).toBeLessThanOrEqual(8)
  })

  it('would be told of a script by the console: the check above can fail', async () => {
    const page = evidencePage(pageInput()).replace('<main>', '<main><script>document.title = "run"</script>')
    const { stdout, stderr } = await show(page, '--dump-dom')
    expect(consoleLines(stderr).join('\n')).toMatch(/Content Security Policy/)
    expect(load(stdout)('title').first().text()).not.toBe('run')
  })

  it('takes a picture of itself', async () => {
    const picture = path.join(directory, 'page.png')
    await show(evidencePage(pageInput()), `--screenshot=${picture}`, '--window-size=1100,1600')
    expect(statSync(picture).size).toBeGreaterThan(20_000)
  })

  it('with twenty hostile names runs nothing, loads nothing and keeps its shape', async () => {
    const shape = (page: string): string[] =>
      load(page)('body *')
        .toArray()
        .map((element) => ('name' in element ? element.name : ''))
        .filter((name) => name !== 'span')
    for (const [what, name] of hostileNames) {
      const page = evidencePage(hostileInput(name))
      const { stdout, stderr } = await show(page, '--dump-dom')
      expect(consoleLines(stderr), what).toEqual([])
      // The browser's tree is the one that was written: no name has closed, opened or moved an element.
      expect(shape(stdout), what).toEqual(shape(page))
    }
  })
})
