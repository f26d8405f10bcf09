import { expect, it } from 'vitest'
import { presentOf } from '../../shared/lists/present.ts'
import type { SourceStatus } from '../../shared/lists/version.ts'
import type { SourceId } from '../../shared/model/source.ts'

const now = new Date('2026-11-26T12:00:00.000Z')
/** When the last check of a source was run, and under which time. */
type Checks = Partial<Record<SourceId, { run: string; under: string }>>

const presentAfter = (checks: Checks): Promise<Date> =>
  presentOf(
    {
      status: async (source) => {
        const check = checks[source]
        return check ? ({ source, checkedAt: check.run, lastCheckAt: check.under } as SourceStatus) : null
      },
    },
    now,
  )

it('a system that nobody has checked yet stands at the present', async () => {
  expect(await presentAfter({})).toEqual(now)
})

it('after a replay it is the last moment that was replayed, whichever source it was of', async () => {
  const run = '2026-11-26T11:59:00.000Z'
  expect(
    await presentAfter({
      'ofac-sdn': { run, under: '2021-07-07T14:00:00.000Z' },
      'cbp-wro': { run, under: '2026-07-25T14:00:00.000Z' },
      'bis-entity-list': { run, under: '2023-02-27T14:00:00.000Z' },
    }),
  ).toEqual(new Date('2026-07-25T14:00:00.000Z'))
})

it('a system that went blind weeks ago stands at the present: its silence is not vouched for as of then', async () => {
  const then = '2026-10-01T10:00:00.000Z'
  expect(await presentAfter({ 'ofac-sdn': { run: '2026-10-01T10:49:00.000Z', under: then } })).toEqual(now)
})

it('one that was replayed and then watches the present stands at the present', async () => {
  expect(
    await presentAfter({
      'cbp-wro': { run: '2026-11-25T10:00:00.000Z', under: '2026-07-25T14:00:00.000Z' },
      'ofac-sdn': { run: '2026-11-26T11:58:10.000Z', under: '2026-11-26T11:58:00.000Z' },
    }),
  ).toEqual(now)
})
