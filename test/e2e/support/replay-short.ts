import { terminal } from '../../../cli/output/terminal.ts'
import { startRecordedOrigin } from '../../../cli/replay/recorded-origin.ts'
import { replay } from '../../../cli/replay/replay.ts'
import { openLocalSystem } from '../../../cli/system/local-system.ts'
import { shortTimeline } from './short-timeline.ts'

// What `tierwatch start` does, on the short timeline. With `stay` it waits at its end: it is there to be killed, however
// quick it was.
const out = terminal(false)
const origin = await startRecordedOrigin(shortTimeline)
// The watchdog need not wait half a minute: whatever a kill left behind is left for good.
const system = await openLocalSystem({ recordedOrigin: origin.url, sweepAfterSeconds: 1 })
out.print('ready')
try {
  const { steps } = await replay(out, system, origin, shortTimeline)
  out.print(`done ${steps}`)
  // Its servers keep the process up.
  if (process.argv[2] === 'stay') await new Promise(() => {})
} finally {
  await system.close()
  await origin.close()
}
