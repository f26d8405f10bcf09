import { expect, it } from 'vitest'
import { startRecordedOrigin } from '../../cli/replay/recorded-origin.ts'
import { replay } from '../../cli/replay/replay.ts'
import { timeline } from '../../cli/replay/timeline.ts'
import type { Terminal } from '../../cli/output/terminal.ts'
import type { UflpaNoticesRecord } from '../../shared/operations/poll-uflpa-notices.ts'
import { newHome } from './support/home.ts'
import { withState } from './support/observe.ts'

const steps = timeline.filter(
  ({ kind, at, ...step }) =>
    kind === 'publication' && 'source' in step && step.source === 'dhs-uflpa' && at >= '2026-07-24',
)

it('the notices are compared with the page in the deployed function, under its own role', async () => {
  expect(steps).toHaveLength(1)
  const said: string[] = []
  const out: Terminal = {
    json: false,
    width: 100,
    line: () => {},
    print: (line) => said.push(line),
    say: () => {},
  }
  const origin = await startRecordedOrigin(steps)
  try {
    await withState(
      newHome('notices'),
      async (system) => {
        await replay(out, system, origin, steps)
        const first = await system.uflpaNotices.get()
        expect(first?.standings).toHaveLength(10)
        expect(first?.standings.filter(({ ahead, record }) => ahead ?? record)).toEqual([])
        expect(said.join('\n')).not.toContain('ahead of the page')
        // A notice after the page was copied.
        origin.showAsOf('2026-08-04T14:00:00.000Z')
        const { standings } = await system.invoke<UflpaNoticesRecord>('CheckSourceFunction', {
          mode: 'uflpa-notices',
          scheduledAt: '2026-08-04T13:15:00.000Z',
        })
        expect(
          standings.filter(({ ahead }) => ahead).map(({ documentNumber, ahead }) => [documentNumber, ahead]),
        ).toEqual([['2026-15628', 'absent']])
        expect((await system.lists.status('dhs-uflpa'))?.oddCells).toMatchObject({ count: 0 })
        expect(system.local.deniedCalls()).toEqual([])
      },
      { recordedOrigin: origin.url },
    )
  } finally {
    await origin.close()
  }
})
