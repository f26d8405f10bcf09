import { beforeEach, describe, expect, it } from 'vitest'
import type { DueItem } from '../../shared/lists/due-dates.ts'
import { generalLicences } from '../../shared/legal/general-licences.ts'
import type { Alert } from '../../shared/model/alert.ts'
import type { SourceId } from '../../shared/model/source.ts'
import { Fuse } from '../support/faults.ts'
import { type Line, lineReader } from '../support/line-reader.ts'
import { deliver, functionsOf, storesOf, type World } from '../support/pipeline.ts'
import { Stops } from '../support/stops.ts'
import { publish, published, register, worldWithCustomer } from '../support/story.ts'

let world: World
beforeEach(async () => {
  world = await worldWithCustomer()
})

const readers = {
  'ofac-sdn': lineReader(),
  'ofac-nonsdn': lineReader({ source: 'ofac-nonsdn' }),
  'bis-entity-list': lineReader({ source: 'bis-entity-list', ownIds: true }),
}
const karakum: Line = { key: '101', name: 'Karakum Cotton Spinning', effectiveOn: '2024-03-10' }
const bystander: Line = { key: '103', name: 'Ulugbek Heavy Castings' }
const xpcc: Line = { key: '29299', name: 'Xinjiang Production and Construction Corps', programs: ['GLOMAG'] }

/** Looks for what came due, and lets everything that follows happen. */
const due = async (at: string, source: SourceId = 'ofac-sdn') => {
  const functions = functionsOf(world, readers)
  const outcome = await functions.dueDates(source, at)
  await deliver(world, functions, new Fuse(), 'retry')
  return outcome
}
const alerts = (): Alert[] =>
  world.published
    .map(({ message }) => JSON.parse(message.json) as Alert)
    .filter(({ alertId }) => alertId !== undefined)
const list = (at: string, lines: readonly Line[], source: SourceId = 'ofac-sdn') =>
  publish(world, at, published(lines, at.slice(0, 10)), { source, readers })

describe('a measure that takes effect later', () => {
  it('is alerted when it is listed, and again on its day, once', async () => {
    await register(world, { 'S-1': 'Karakum Cotton Spinning' }, { readers })
    await list('2024-03-01T12:00:00.000Z', [bystander])
    await list('2024-03-02T12:00:00.000Z', [bystander, karakum])
    expect(alerts().map(({ kind }) => kind)).toEqual(['opened'])
    expect(await due('2024-03-09T12:00:00.000Z')).toMatchObject({ outcome: 'nothing-due' })
    // Three hours into the tenth in Greenwich it is still the ninth in Washington.
    expect(await due('2024-03-10T03:00:00.000Z')).toMatchObject({ outcome: 'nothing-due' })
    expect(await due('2024-03-10T06:00:00.000Z')).toMatchObject({
      outcome: 'committed',
      changeSet: { cause: 'due', seq: 3, counts: { added: 0, amended: 1, removed: 0, moved: 0 } },
    })
    expect(await due('2024-03-10T06:00:00.000Z')).toMatchObject({ outcome: 'nothing-due' })
    expect(await due('2024-03-11T06:00:00.000Z')).toMatchObject({ outcome: 'nothing-due' })
    const [, second, ...more] = alerts()
    expect(more).toEqual([])
    expect(second).toMatchObject({
      kind: 'amended',
      cause: 'due',
      revision: 2,
      change: {
        kind: 'amended',
        fields: [{ field: 'due', after: 'The measure takes effect. (2024-03-10)' }],
        listVersionBefore: 2,
        listVersionAfter: 3,
      },
    })
  })

  it('of the next day is not missed when the check of just before midnight ends after the day was looked at', async () => {
    await register(world, { 'S-1': 'Karakum Cotton Spinning' }, { readers })
    await list('2024-03-01T12:00:00.000Z', [bystander])
    await due('2024-03-09T12:00:00.000Z')
    // Ten past midnight in Washington; the check of a minute before midnight is still reading.
    expect(await due('2024-03-10T05:10:00.000Z')).toMatchObject({ outcome: 'nothing-due' })
    await list('2024-03-10T04:59:00.000Z', [bystander, karakum])
    expect(await due('2024-03-10T05:10:00.000Z')).toMatchObject({ outcome: 'committed' })
    expect(alerts().map(({ kind }) => kind)).toEqual(['opened', 'amended'])
    expect(alerts()[1]).toMatchObject({
      cause: 'due',
      change: { fields: [{ field: 'due', after: 'The measure takes effect. (2024-03-10)' }] },
    })
    for (const at of ['2024-03-10T06:10:00.000Z', '2024-03-11T06:10:00.000Z'])
      expect(await due(at)).toMatchObject({ outcome: 'nothing-due' })
    world.due.lookedThrough.clear()
    expect(await due('2024-03-11T07:10:00.000Z')).toMatchObject({ outcome: 'nothing-due' })
  })

  it.each(['version', 'lookedThrough', 'between', 'putLookedThrough'])(
    'is not missed when the check commits while a look is at its call of %s',
    async (call) => {
      await register(world, { 'S-1': 'Karakum Cotton Spinning' }, { readers })
      await list('2024-03-01T12:00:00.000Z', [bystander])
      await due('2024-03-09T12:00:00.000Z')
      const held = new Stops(call)
      const look = functionsOf(world, readers, held).dueDates('ofac-sdn', '2024-03-10T05:10:00.000Z')
      await held.arrived
      await list('2024-03-10T04:59:00.000Z', [bystander, karakum])
      held.go()
      // A commit that came between sends the look away; it is tried again.
      await look.catch(() => due('2024-03-10T05:10:00.000Z'))
      await due('2024-03-10T06:10:00.000Z')
      expect(alerts().map(({ kind }) => kind)).toEqual(['opened', 'amended'])
    },
  )

  it('that was looked at by a note without a version is not told again', async () => {
    await register(world, { 'S-1': 'Karakum Cotton Spinning' }, { readers })
    await list('2024-03-01T12:00:00.000Z', [bystander, karakum])
    await due('2024-03-11T12:00:00.000Z')
    const { seq } = world.lists.heads.get('ofac-sdn')!
    world.due.lookedThrough.set('ofac-sdn', { day: '2024-03-12' })
    expect(await due('2024-03-13T12:00:00.000Z')).toMatchObject({ outcome: 'nothing-due' })
    expect(world.due.lookedThrough.get('ofac-sdn')).toEqual({ day: '2024-03-13', seq })
  })

  it('is passed over when another day is published before', async () => {
    await register(world, { 'S-1': 'Karakum Cotton Spinning' }, { readers })
    await list('2024-03-01T12:00:00.000Z', [bystander])
    await list('2024-03-02T12:00:00.000Z', [bystander, karakum])
    await list('2024-03-03T12:00:00.000Z', [bystander, { ...karakum, effectiveOn: '2024-04-01' }])
    expect(await due('2024-03-10T12:00:00.000Z')).toMatchObject({ outcome: 'nothing-due' })
    expect(await due('2024-04-01T12:00:00.000Z')).toMatchObject({ outcome: 'committed' })
  })

  it('is passed over when the party was delisted before', async () => {
    await list('2024-03-02T12:00:00.000Z', [bystander, karakum])
    await list('2024-03-03T12:00:00.000Z', [bystander])
    expect(await due('2024-03-10T12:00:00.000Z')).toMatchObject({ outcome: 'nothing-due' })
  })

  it('of a past day is nothing that comes due', async () => {
    await list('2024-05-02T12:00:00.000Z', [bystander, karakum])
    expect(world.due.items).toEqual([])
    expect(await due('2024-05-03T12:00:00.000Z')).toMatchObject({ outcome: 'nothing-due' })
  })

  it('is found however long nobody looked, and a document in between does not hide it', async () => {
    await list('2024-03-02T12:00:00.000Z', [bystander, karakum])
    await list('2024-06-02T12:00:00.000Z', [bystander, karakum, xpcc])
    expect(await due('2024-07-01T12:00:00.000Z')).toMatchObject({
      outcome: 'committed',
      changeSet: { counts: { amended: 1 } },
    })
    await list('2024-07-02T12:00:00.000Z', [bystander, karakum])
    // Even if the note of the last look is lost, the version knows.
    world.due.lookedThrough.clear()
    expect(await due('2024-07-03T12:00:00.000Z')).toMatchObject({ outcome: 'nothing-due' })
  })
})

describe("the general licences of XPCC's subsidiaries", () => {
  it('are told while they run, and their end is a change', async () => {
    await register(world, { 'S-1': 'Xinjiang Production and Construction Corps' }, { readers })
    await list('2020-07-30T12:00:00.000Z', [bystander])
    await list('2020-07-31T18:00:00.000Z', [bystander, xpcc])
    const [listed] = alerts()
    const licence = /General License 2: .*owns 50 percent or more.*nothing with the Corps itself/
    expect(listed?.consequences[0]?.notProhibited).toMatch(licence)
    // That it began with the listing is known: looked at again, and nobody is told.
    await due('2020-08-15T12:00:00.000Z')
    expect(alerts()).toHaveLength(1)
    expect(await due('2020-09-25T12:00:00.000Z')).toMatchObject({ outcome: 'committed' })
    expect(await due('2020-11-30T12:00:00.000Z')).toMatchObject({ outcome: 'committed' })
    const [, replaced, ended, ...more] = alerts()
    expect(more).toEqual([])
    expect(replaced?.consequences[0]?.notProhibited).toContain('General License 2A')
    expect(ended?.consequences[0]?.notProhibited).not.toContain('General License')
    expect(ended?.change.fields).toEqual([
      {
        field: 'due',
        before: null,
        after:
          'Global Magnitsky General License 2A is no longer in force (12:01 a.m. eastern standard time, 30 November 2020). (2020-11-30)',
      },
    ])
  })

  it('each end where the next begins, and cover what the Corps owns, never the Corps', () => {
    const rows = generalLicences.filter(({ id }) => id.startsWith('glomag-gl-2'))
    expect(rows.map(({ from, until }) => [from, until])).toEqual([
      ['2020-07-31', '2020-09-25'],
      ['2020-09-25', '2020-11-30'],
    ])
    expect(rows.every(({ covers }) => covers === 'owned-entities')).toBe(true)
  })
})

describe('dates that the non-SDN list prints itself', () => {
  it('come due: a ban that takes effect, and the last day to divest', async () => {
    const company: Line = {
      key: '30001',
      name: 'Karakum Cotton Spinning',
      programs: ['CMIC-EO13959'],
      notes: [
        { label: 'Effective Date (CMIC)', value: '02 Aug 2021' },
        { label: 'Purchase/Sales For Divestment Date (CMIC)', value: '03 Jun 2022' },
      ],
    }
    await list('2021-06-03T12:00:00.000Z', [bystander, company], 'ofac-nonsdn')
    expect(world.due.items.map(({ what, on }) => [what, on])).toEqual([
      ['effective-date', '2021-08-02'],
      ['wind-down-end', '2022-06-04'],
    ])
    expect(await due('2021-08-02T12:00:00.000Z', 'ofac-nonsdn')).toMatchObject({ outcome: 'committed' })
    expect(await due('2022-06-03T12:00:00.000Z', 'ofac-nonsdn')).toMatchObject({ outcome: 'nothing-due' })
    expect(await due('2022-06-04T12:00:00.000Z', 'ofac-nonsdn')).toMatchObject({ outcome: 'committed' })
  })
})

describe("the affiliates rule's interval", () => {
  it('comes due for every designation of the Entity List, once', async () => {
    await list(
      '2025-09-01T12:00:00.000Z',
      [bystander, { ...karakum, effectiveOn: '2023-01-01' }],
      'bis-entity-list',
    )
    const at = (day: string) => due(`${day}T12:00:00.000Z`, 'bis-entity-list')
    const twice = { outcome: 'committed', changeSet: { counts: { amended: 2 } } }
    expect(await at('2025-09-28')).toMatchObject({ outcome: 'nothing-due' })
    expect(await at('2025-09-29')).toMatchObject(twice)
    expect(await at('2025-11-09')).toMatchObject({ outcome: 'nothing-due' })
    expect(await at('2025-11-10')).toMatchObject(twice)
    expect(await at('2026-11-10')).toMatchObject(twice)
  })
})

it('of the Consolidated Screening List it comes due for military end users alone', async () => {
  const screening = lineReader({ source: 'trade-csl' })
  await publish(
    world,
    '2025-09-01T12:00:00.000Z',
    published(
      [
        { ...bystander, programs: ['UVL'] },
        { ...karakum, effectiveOn: '2023-01-01', programs: ['MEU'] },
      ],
      '2025-09-01',
    ),
    { source: 'trade-csl', readers: { 'trade-csl': screening } },
  )
  const outcome = await functionsOf(world, { 'trade-csl': screening }).dueDates(
    'trade-csl',
    '2025-09-29T12:00:00.000Z',
  )
  expect(outcome).toMatchObject({ outcome: 'committed', changeSet: { counts: { amended: 1 } } })
})

it('kinds that others add come due in the same way: a clearing that ends', async () => {
  await list('2024-03-02T12:00:00.000Z', [bystander])
  const item: DueItem = {
    source: 'ofac-sdn',
    designationId: '103',
    what: 'clearing',
    on: '2024-05-01',
    text: 'A clearing ends.',
  }
  await storesOf(world).due.put([item])
  const outcome = await due('2024-05-01T12:00:00.000Z')
  expect(outcome).toMatchObject({ outcome: 'committed', changeSet: { counts: { amended: 1 } } })
  if (outcome.outcome !== 'committed') return
  const [change] = await storesOf(world).lists.changes(outcome.changeSet)
  expect(change?.due).toEqual([{ what: 'clearing', on: '2024-05-01', text: 'A clearing ends.' }])
  expect(change?.beforeHash).toBe(change?.afterHash)
})
