import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { alertMessage } from '../../shared/alerts/messages/messages.ts'
import { alertOfRecord } from '../../shared/evidence/sealed-record.ts'
import { cbpWroReader } from '../../shared/sources/cbp-wro/reader.ts'
import { customer } from '../alerts/messages/support.ts'
import { fetched, publish, register, worldWithCustomer } from '../support/story.ts'

const csv = readFileSync(new URL('../fixtures/cbp-wro/2026-06-23/wro.csv', import.meta.url))
const readers = { 'cbp-wro': cbpWroReader }

test('the WRO and the Finding on one party are two matches, and the alert on each names the other', async () => {
  const world = await worldWithCustomer()
  await publish(world, '2026-07-01T00:00:00Z', [fetched(csv)], { source: 'cbp-wro', readers })
  await register(
    world,
    { 'S-1': 'Xuzhou Forging & Pressing Machine Works', 'S-2': 'Oslo Quartz AS' },
    { readers },
  )
  const alerts = [...world.sealed.values()].map(alertOfRecord)
  const [wro, finding, ...more] = alerts.toSorted((a, b) =>
    a.designation.name < b.designation.name ? 1 : -1,
  )
  if (!wro || !finding) throw new Error(`There are ${alerts.length} alerts`)
  expect(more).toEqual([])
  expect(wro.designation.name).toMatch(/^WRO 1991-12-02: Xuzhou Forging/)
  expect(finding.designation.name).toMatch(/^Finding 1992-08-14: Xuzhou Forging/)
  for (const [one, other] of [
    [wro, finding],
    [finding, wro],
  ] as const) {
    expect(one.alsoOpen.map(({ matchId, designationName }) => [matchId, designationName])).toEqual([
      [other.matchId, other.designation.name],
    ])
    const said = alertMessage(one, customer).text.replaceAll(/\s+/g, ' ')
    expect(said).toContain(`(match ${other.matchId})`)
    expect(said.toLowerCase()).toContain('other open matches of this party')
  }
})
