import { beforeAll, describe, expect, it } from 'vitest'
import { terminal } from '../../cli/output/terminal.ts'
import { startRecordedOrigin } from '../../cli/replay/recorded-origin.ts'
import { replay } from '../../cli/replay/replay.ts'
import { sampleCustomer } from '../../cli/replay/sample-customer.ts'
import { openLocalSystem } from '../../cli/system/local-system.ts'
import type { FaultPlan } from '../../infra/local/runner/start-local.ts'
import { newHome } from './support/home.ts'
import { resultOf, toldIn } from './support/observe.ts'
import { shortTimeline } from './support/short-timeline.ts'

const { customerId } = sampleCustomer

/** To see a failure again as closely as a race can be seen again: `TIERWATCH_FAULT_SEED=… npx vitest run …`. */
const seed = Number(process.env['TIERWATCH_FAULT_SEED'] ?? Math.floor(Math.random() * 1_000_000))
const faults: FaultPlan = {
  seed,
  throttle: 0.02,
  partial: 0.1,
  conflict: 0.02,
  duplicate: 0.4,
  reorder: 0.5,
  late: { share: 0.7, milliseconds: 200 },
  latency: { share: 0.02, milliseconds: 20 },
}

/** Without the long lists of OFAC: what goes wrong does not depend on how long a list is. */
const steps = shortTimeline.filter((step) => step.kind !== 'publication' || step.source !== 'ofac-sdn')

const replayed = async (name: string, plan?: FaultPlan) => {
  const home = newHome(name)
  process.env['TIERWATCH_HOME'] = home
  const begun = performance.now()
  const origin = await startRecordedOrigin(steps)
  const system = await openLocalSystem({ recordedOrigin: origin.url, ...(plan && { faults: plan }) })
  try {
    await replay({ ...terminal(false), print: () => {}, say: () => {} }, system, origin, steps)
    return {
      ...(await resultOf(system, home, customerId)),
      faults: system.local.faultCounts(),
      seconds: Math.round((performance.now() - begun) / 1000),
    }
  } finally {
    await system.close()
    await origin.close()
    delete process.env['TIERWATCH_HOME']
  }
}

type Replayed = Awaited<ReturnType<typeof replayed>>

describe(`a replay on services that throttle, half fail, repeat and reorder, seed ${seed}`, () => {
  let calm: Replayed
  let faulty: Replayed
  beforeAll(async () => {
    calm = await replayed('calm')
    faulty = await replayed('faulty', faults)
    console.log(
      `seed ${seed}: ${calm.seconds} s without faults, ${faulty.seconds} s with ${JSON.stringify(faulty.faults)}; ` +
        `${calm.mails.length} mails without, ${faulty.mails.length} with`,
    )
  }, 400_000)

  it('met faults of each kind', () => {
    expect(calm.faults).toEqual({})
    // Not `reorder` and `conflict`: they need two messages that wait together, or two writers at one item, and a quick
    // machine may have none. `late` turns the order of messages whether they meet or not.
    for (const kind of ['throttle', 'partial', 'duplicate', 'late', 'latency'] as const) {
      expect(faulty.faults[kind] ?? 0, kind).toBeGreaterThan(0)
    }
  })

  it('comes to the same alerts under the same ids, sealed and sent, and the same matches and notices', () => {
    expect(calm.alerts.length).toBeGreaterThan(15)
    expect(calm.alerts.every((alert) => alert.endsWith(' sent sealed'))).toBe(true)
    expect(faulty.alerts).toEqual(calm.alerts)
    expect(faulty.matches).toEqual(calm.matches)
    expect(faulty.notices).toEqual(calm.notices)
    expect(faulty.versions).toEqual(calm.versions)
    expect(faulty.changeSets).toEqual(calm.changeSets)
  })

  it('mails everything, and leaves nothing under way and nothing given up', () => {
    expect([...new Set(toldIn(faulty))].sort()).toEqual([...new Set(toldIn(calm))].sort())
    expect([calm.openWork, faulty.openWork]).toEqual([0, 0])
    expect([calm.deadLetters, faulty.deadLetters]).toEqual([[], []])
  })
})
