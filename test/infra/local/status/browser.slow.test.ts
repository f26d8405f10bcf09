import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { startStatusPage } from '../../../../infra/local/status/server.ts'
import { hostileSnapshot } from './hostile-snapshot.ts'

const browser = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
)

test.skipIf(browser === undefined)(
  'a real browser shows the page, runs nothing of what is in it, and needs no script (skipped: no Chromium here)',
  async () => {
    const server = await startStatusPage(() => hostileSnapshot)
    const folder = mkdtempSync(path.join(tmpdir(), 'tierwatch-browser-'))
    try {
      const { spawn } = await import('node:child_process')
      const run = (...args: string[]): Promise<string> =>
        new Promise((resolve, reject) => {
          const child = spawn(
            browser ?? '',
            [
              '--headless',
              '--no-sandbox',
              '--disable-gpu',
              `--user-data-dir=${folder}/profile`,
              ...args,
              server.url,
            ],
            { stdio: ['ignore', 'pipe', 'ignore'] },
          )
          let text = ''
          child.stdout.on('data', (part: Buffer) => {
            text += part.toString()
          })
          child.once('error', reject)
          child.once('close', () => resolve(text))
        })
      const dom = await run('--dump-dom')
      expect(dom).toContain('Embedded AWS')
      expect(dom).not.toMatch(/<script|<img/)
      const picture = path.join(folder, 'page.png')
      await run(`--screenshot=${picture}`, '--window-size=1280,2400')
      expect(readFileSync(picture).length).toBeGreaterThan(20_000)
    } finally {
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
