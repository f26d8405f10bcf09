import { beforeAll, describe, expect, test } from 'vitest'
import { pollInspection } from '../../shared/operations/poll-inspection.ts'
import { bisEntityListReader } from '../../shared/sources/bis-entity-list/reader.ts'
import { documentsApi } from '../../shared/sources/federal-register/api.ts'
import { federalRegister } from '../../shared/sources/federal-register/client.ts'
import { publicInspectionUrl } from '../../shared/sources/federal-register/public-inspection.ts'
import { deskOf, deskText, inspected } from '../sources/federal-register/desk.ts'
import { Crash, type Fault, Fuse } from '../support/faults.ts'
import {
  deliver,
  functionsOf,
  isQuiet,
  type OnFailure,
  quiesce,
  sweepAfterSeconds,
  type World,
} from '../support/pipeline.ts'
import { register, worldWithCustomer } from '../support/story.ts'

/** Two rules on one desk: the second one’s news must not hang on the first one’s. */
const desk = [
  ...deskOf('2023-02-24'),
  inspected('2023-03930', { raw_text_url: 'https://www.federalregister.gov/another.txt' }),
]
const texts: Record<string, string> = {
  [desk[0]!.raw_text_url]: deskText('2023-02-24', '2023-03929'),
  [desk.at(-1)!.raw_text_url]: deskText('2024-01-12', '2024-99002'),
}

const pollOf =
  (shown: typeof desk, at: string) =>
  (functions: ReturnType<typeof functionsOf>): Promise<unknown> => {
    const answer = (body: string) => ({ status: 200, url: 'https://x.example', body: Buffer.from(body) })
    return pollInspection(
      {
        register: federalRegister({
          get: async (url) => {
            if (url.startsWith(documentsApi)) return answer('{"count":0,"results":[]}')
            return answer(
              url === publicInspectionUrl
                ? JSON.stringify({ count: shown.length, results: shown })
                : (texts[url] ?? ''),
            )
          },
          clock: { now: () => 0, sleep: async () => {} },
        }),
        notices: functions.early,
        lists: { head: async () => null, version: () => Promise.reject(new Error('no list')) },
        documents: functions.documents,
        reader: bisEntityListReader,
      },
      at,
    )
  }

const announced = pollOf(desk, '2023-02-24T21:30:00.000Z')
const withdrawn = pollOf(
  desk.map((document) => ({
    ...document,
    publication_date: null,
    filed_at: null,
    editorial_note: 'withdrawn',
  })),
  '2023-02-24T22:30:00.000Z',
)

/** A poll and all that follows, dying at most once; the next poll comes in any case, and finds the same desk. */
const play = async (
  world: World,
  poll: typeof announced,
  fuse: Fuse,
  onFailure: OnFailure,
): Promise<void> => {
  for (let again = 0; again < 2; again++) {
    try {
      await poll(functionsOf(world, {}, fuse))
    } catch (error) {
      if (!(error instanceof Crash)) throw error
      fuse.revive()
    }
  }
  await deliver(world, functionsOf(world, {}, fuse), fuse, onFailure)
  await quiesce(world, functionsOf(world, {}, fuse), fuse)
}

/** Customer and notice of each message, in order. */
const told = (world: World): string[] =>
  world.published.map(({ topicArn, message }) => {
    const { noticeId, news } = JSON.parse(message.json) as { noticeId: string; news: string }
    return `${topicArn.split('-').at(-1)} ${noticeId} ${news}`
  })

const chapters: { name: string; poll: typeof announced; before: World; calls: number }[] = []
beforeAll(async () => {
  const world = await worldWithCustomer(['acme', 'bolt'])
  await register(world, { 'S-1': 'Yunze Technology (Beijing) Co Ltd', 'S-9': 'Harbour Bakery' })
  world.published.length = 0
  for (const [name, poll] of [
    ['two rules are announced', announced],
    ['they are withdrawn', withdrawn],
  ] as const) {
    const before = structuredClone(world)
    const fuse = new Fuse()
    await play(world, poll, fuse, 'retry')
    chapters.push({ name, poll, before, calls: fuse.calls })
  }
  expect(told(world).sort()).toEqual([
    'acme early#2023-03929#1 announced',
    'acme early#2023-03929#2 withdrawn',
    'acme early#2023-03930#1 announced',
    'acme early#2023-03930#2 withdrawn',
    'bolt early#2023-03929#1 announced',
    'bolt early#2023-03929#2 withdrawn',
    'bolt early#2023-03930#1 announced',
    'bolt early#2023-03930#2 withdrawn',
  ])
  expect(isQuiet(world)).toBe(true)
})

describe.each(['retry', 'lose'] as const)('where a process that died is met with "%s"', (onFailure) => {
  test.each([0, 1])('no death in chapter %i loses or doubles the news', async (position) => {
    const { poll, before, calls } = chapters[position]!
    const news = position === 0 ? '#1 announced' : '#2 withdrawn'
    const expected = ['acme', 'bolt'].flatMap((customer) =>
      ['2023-03929', '2023-03930'].map((number) => `${customer} early#${number}${news}`),
    )
    let deaths = 0
    for (const after of [false, true]) {
      for (let call = 1; call <= calls; call++) {
        const fault: Fault = { call, after }
        const world = structuredClone(before)
        const fuse = new Fuse(fault)
        await play(world, poll, fuse, onFailure)
        const where = `${after ? 'after' : 'before'} call ${call}, ${fuse.diedAt}`
        if (fuse.diedAt !== undefined) deaths++
        const now = told(world).slice(before.published.length)
        expect([...new Set(now)].sort(), where).toEqual(expected)
        // Only a death between the message and its mark repeats it, under its own id.
        const mayRepeat = after ? fuse.diedAt === 'publish' : fuse.diedAt === 'markNoticeSent'
        expect(now.length - expected.length, where).toBeLessThanOrEqual(mayRepeat ? 1 : 0)
        expect(isQuiet(world), where).toBe(true)
      }
    }
    expect(deaths).toBe(2 * calls)
  })
})

describe('the watchdog', () => {
  test('measures what waits in the outbox, and drives it again when nobody has brought it', async () => {
    const world = await worldWithCustomer(['acme'])
    const functions = functionsOf(world, {})
    await announced(functions)
    const early = ['EN#2023-03929#001', 'EN#2023-03930#001'].map((sk) => ({ early: sk }))
    expect((await functions.sweep()).work.announce, 'it is in somebody’s hands').toEqual([])
    world.time += sweepAfterSeconds * 1000
    const { gauges, work } = await functions.sweep()
    expect(work.announce).toEqual(early)
    expect(gauges.redriven).toBe(2)
    expect(gauges.untoldEarlyNoticeAge).toBeGreaterThanOrEqual(sweepAfterSeconds)
    // What it drove is lost, too: it is driven until it is told.
    expect((await functions.sweep()).work.announce).toEqual(early)
    for (const { early: sk } of early) {
      expect(await functions.tell(sk)).toMatchObject({ opened: 1 })
      expect(await functions.tell(sk), 'the stream brings it once more').toBeNull()
    }
    const after = await functions.sweep()
    expect(after.work.announce).toEqual([])
    expect(after.gauges.untoldEarlyNoticeAge).toBe(0)
  })
})
