import { beforeAll, describe, expect, test } from 'vitest'
import { Crash, type Fault, Fuse } from '../support/faults.ts'
import type { Line } from '../support/line-reader.ts'
import {
  deliver,
  emptyWorld,
  type Functions,
  functionsOf,
  isQuiet,
  type OnFailure,
  quiesce,
  storesOf,
  told,
  transitionsOf,
  type World,
} from '../support/pipeline.ts'
import { published, readers, supplierFile, worldWithCustomer } from '../support/story.ts'
import { verifyHistory } from '../support/verify-list.ts'

const karakum: Line = { key: '101', name: 'Karakum Cotton Spinning', countries: ['TM'] }
const zarnitsa: Line = { key: '102', name: 'Zarnitsa Optoelectronics', countries: ['RU'] }
const bystander: Line = { key: '103', name: 'Ulugbek Heavy Castings', countries: ['UZ'] }
const velikhov: Line = { key: '104', name: 'Velikhov Turbine Blades', countries: ['RU'] }
/** The programme is a fact that a match rests on. */
const amended: Line = { ...karakum, programs: ['SDGT', 'NPWMD'] }

const relisted: Line = { ...zarnitsa, effectiveOn: '2024-02-01' }

type Main = (functions: Functions, again: number) => Promise<unknown>
const check =
  (day: string, lines: readonly Line[]): Main =>
  (functions, again) =>
    functions.check(
      // A check that died is tried again under its own time, or is lost: then the next one comes later.
      { source: 'ofac-sdn', scheduledAt: `${day}T0${again}:00:00.000Z` },
      published(lines, day),
    )
const upload =
  (file: string, rows: Record<string, string>): Main =>
  (functions) =>
    functions.takeIn('acme', file, supplierFile(rows), file)

/** What happens in the world, one thing after the other. */
const story: [name: string, main: Main][] = [
  [
    'a register',
    upload('suppliers.csv', {
      'S-1': 'Karakum Cotton Spinning',
      'S-2': 'Velikhov Turbine Blades',
      'S-9': 'Harbour Bakery',
    }),
  ],
  ['a baseline', check('2024-01-01', [karakum, zarnitsa, bystander])],
  ['one more supplier', upload('more.patch.csv', { 'S-3': 'Zarnitsa Optoelectronics' })],
  ['an amendment, an addition and a removal', check('2024-01-02', [amended, bystander, velikhov])],
  ['a relisting that takes effect later', check('2024-01-03', [amended, bystander, velikhov, relisted])],
  [
    'the day on which it takes effect',
    (functions) => functions.dueDates('ofac-sdn', '2024-02-01T06:00:00.000Z'),
  ],
]

/** Runs one step and all that follows from it, dying at most once; the main function is always run again. */
const play = async (world: World, main: Main, fuse: Fuse, onFailure: OnFailure): Promise<void> => {
  const functions = functionsOf(world, readers, fuse)
  for (let again = 0; ; again++) {
    try {
      await main(functions, onFailure === 'lose' ? again : 0)
      break
    } catch (error) {
      if (!(error instanceof Crash) || again > 0) throw error
      fuse.revive()
      // Whatever died wherever: what is visible is whole.
      await verifyHistory(storesOf(world).lists, storesOf(world).documents, 'ofac-sdn')
    }
  }
  // A new process: nothing that the last one kept in memory.
  await deliver(world, functionsOf(world, readers, fuse), fuse, onFailure)
  await quiesce(world, functionsOf(world, readers, fuse), fuse)
}

interface Chapter {
  name: string
  main: Main
  before: World
  after: World
  calls: number
}
const chapters: Chapter[] = []

beforeAll(async () => {
  let world = await worldWithCustomer()
  for (const [name, main] of story) {
    // A long register is looked up by what changed, a short one is compared with it: both ways are gone.
    const customer = world.registry.customers.get('acme')
    if (customer) customer.supplierCount = name === 'a relisting' ? 1 : 100_000
    const before = structuredClone(world)
    const fuse = new Fuse()
    await play(world, main, fuse, 'retry')
    chapters.push({ name, main, before, after: structuredClone(world), calls: fuse.calls })
    world = structuredClone(world)
  }
})

test('undisturbed, the story tells every transition once', () => {
  const last = chapters.at(-1)?.after ?? emptyWorld()
  expect([...transitionsOf(last).values()]).toEqual([
    'S-1 × ofac-sdn/101 name amended 2',
    'S-1 × ofac-sdn/101 name opened 1',
    'S-2 × ofac-sdn/104 name opened 1',
    'S-3 × ofac-sdn/102 name amended 4',
    'S-3 × ofac-sdn/102 name opened 1',
    'S-3 × ofac-sdn/102 name reopened 3',
    'S-3 × ofac-sdn/102 name resolved 2',
  ])
  expect(told(last).sort()).toEqual([...transitionsOf(last).keys()].sort())
  expect(isQuiet(last)).toBe(true)
  expect(chapters.map(({ calls }) => calls).every((calls) => calls > 40)).toBe(true)
  const batches = [...last.registry.batches.values()].map(({ batch }) => batch.kind)
  expect(new Set(batches)).toEqual(new Set(['intake', 'suppliers', 'pairs']))
})

/** Calls after which a delivery may be repeated: the message went out, and nothing says so yet. */
const mayRepeat = ({ after }: Fault, call: string): boolean =>
  after ? call === 'publish' : call === 'markAlertSent' || call === 'markNoticeSent'

const faults = (calls: number, after: boolean): Fault[] =>
  Array.from({ length: calls }, (_, index) => ({ call: index + 1, after }))

describe.each(['retry', 'lose'] as const)('where a process that died is met with "%s"', (onFailure) => {
  test.each(story.map(([name], position) => ({ name, position })))(
    'no death during $name loses, doubles or tears anything',
    async ({ position }) => {
      const chapter = chapters[position]
      if (!chapter) throw new Error('no chapter')
      const expected = transitionsOf(chapter.after)
      let deaths = 0
      for (const fault of [...faults(chapter.calls, false), ...faults(chapter.calls, true)]) {
        const world = structuredClone(chapter.before)
        const fuse = new Fuse(fault)
        await play(world, chapter.main, fuse, onFailure)
        const where = `${fault.after ? 'after' : 'before'} call ${fault.call}, ${fuse.diedAt}`
        if (fuse.diedAt !== undefined) deaths++

        const { lists, documents } = storesOf(world)
        const head = await lists.head('ofac-sdn')
        const entries = await verifyHistory(lists, documents, 'ofac-sdn')
        expect(head?.seq ?? 0, where).toBe(chapter.after.lists.heads.get('ofac-sdn')?.seq ?? 0)
        expect(head?.root, where).toBe(chapter.after.lists.heads.get('ofac-sdn')?.root)
        expect(entries.size, where).toBe(
          chapter.after.lists.versions.get(`ofac-sdn#${head?.seq}`)?.count ?? 0,
        )

        expect(transitionsOf(world), where).toEqual(expected)
        expect(
          [...world.registry.alerts.values()].every(({ state }) => state === 'sent'),
          where,
        ).toBe(true)
        const counts = Map.groupBy(told(world), (id) => id)
        expect([...counts.keys()].sort(), where).toEqual([...expected.keys()].sort())
        const repeated = [...counts.values()].filter((times) => times.length > 1)
        expect(repeated.length === 0 || mayRepeat(fault, fuse.diedAt ?? ''), where).toBe(true)
        expect(world.published.length - chapter.after.published.length, where).toBeLessThanOrEqual(1)
        for (const { message, heads } of world.published) {
          const { change } = JSON.parse(message.json) as { change?: { listVersionAfter: number } }
          if (change) expect(change.listVersionAfter, where).toBeLessThanOrEqual(heads.get('ofac-sdn') ?? 0)
        }
        expect(isQuiet(world), where).toBe(true)
      }
      expect(deaths).toBe(chapter.calls * 2)
    },
  )
})
