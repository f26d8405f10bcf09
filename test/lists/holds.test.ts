import { beforeEach, describe, expect, test } from 'vitest'
import { ConfigError } from '../../shared/errors.ts'
import { sha256 } from '../../shared/hash.ts'
import { checkSource, type CheckRequest } from '../../shared/lists/check-source.ts'
import type { GuardName } from '../../shared/lists/guards.ts'
import type { FetchedDocument } from '../../shared/lists/ports.ts'
import type { CheckOutcome } from '../../shared/lists/version.ts'
import { type Line, lineReader } from '../support/line-reader.ts'
import { emptyWorld, storesOf, type Stores, type World } from '../support/pipeline.ts'
import { published } from '../support/story.ts'
import { verifyHistory } from '../support/verify-list.ts'

/** A list of a hundred: more than twenty removals at once are withheld. */
const hundred = Array.from(
  { length: 100 },
  (_, i): Line => ({
    key: `${1000 + i}`,
    name: `Party ${i}`,
    aliases: [{ name: `P${i}`, quality: 'strong', kind: 'a.k.a.' }],
  }),
)
const added: Line = { key: '5000', name: 'Newcomer' }
const amended: Line = { ...hundred[99]!, name: 'Party 99 (renamed)' }

let world: World
let stores: Stores
beforeEach(() => {
  world = emptyWorld()
  stores = storesOf(world)
})

const check = (
  day: number,
  documents: readonly FetchedDocument[],
  more: Partial<CheckRequest> = {},
): Promise<CheckOutcome> =>
  checkSource(
    { source: 'ofac-sdn', scheduledAt: `2024-01-${String(day).padStart(2, '0')}T00:00:00.000Z`, ...more },
    {
      lists: stores.lists,
      documents: stores.documents,
      due: stores.due,
      reader: lineReader({ sentinels: ['1099'] }),
      fetch: async () => [...documents],
      now: () => new Date((world.time += 1)),
    },
  )
const release = (day: number, guard: GuardName): Promise<CheckOutcome> =>
  check(day, [], { release: { guard, author: 'ops@example.com', reason: 'announced by the agency' } })
const holds = () => stores.lists.holds('ofac-sdn')
const changeSets = (outcome: CheckOutcome) =>
  outcome.outcome === 'committed'
    ? outcome.changeSets.map(({ seq, cause, counts }) => ({ seq, cause, counts }))
    : outcome
const dated = (lines: readonly Line[], day: number): FetchedDocument[] =>
  published(lines, `2024-01-${String(day).padStart(2, '0')}`)

describe('when only removals are suspicious', () => {
  const shrunk = [...hundred.slice(30, 99), amended, added]
  const partial = async () => {
    await check(1, dated(hundred, 1))
    return check(2, dated(shrunk, 2))
  }

  test('additions and amendments go in, the removals are withheld and named', async () => {
    const outcome = await partial()
    expect(changeSets(outcome)).toEqual([
      { seq: 2, cause: 'published', counts: { added: 1, amended: 1, removed: 0, moved: 0 } },
    ])
    expect(outcome.outcome === 'committed' && outcome.held?.map(({ guard }) => guard)).toEqual(['removals'])
    const version = await stores.lists.version('ofac-sdn', 2)
    expect(version.withheld).toEqual(hundred.slice(0, 30).map(({ key }) => key))
    expect(version.count).toBe(101)
    expect(await holds()).toMatchObject([
      { guard: 'removals', withheld: 30, times: 1, firstHeldAt: '2024-01-02T00:00:00.000Z' },
    ])
    const entries = await verifyHistory(stores.lists, stores.documents, 'ofac-sdn')
    expect(entries.get('1000')?.name).toBe('Party 0')
    expect(entries.get('5000')?.name).toBe('Newcomer')
  })

  test('later documents update the one hold; the same document again does not', async () => {
    await partial()
    expect(await check(3, dated(shrunk, 2))).toMatchObject({ outcome: 'unchanged' })
    expect(await holds()).toMatchObject([{ times: 1, lastHeldAt: '2024-01-02T00:00:00.000Z' }])
    const outcome = await check(4, dated(shrunk, 4))
    expect(outcome).toMatchObject({ outcome: 'held', seq: 2 })
    expect(await holds()).toMatchObject([
      {
        times: 2,
        withheld: 30,
        firstHeldAt: '2024-01-02T00:00:00.000Z',
        lastHeldAt: '2024-01-04T00:00:00.000Z',
      },
    ])
    expect((await stores.lists.status('ofac-sdn'))?.lastOutcome).toBe('held')
    await check(5, dated(shrunk.slice(1), 5))
    expect(await holds()).toMatchObject([{ times: 3, withheld: 31 }])
    expect((await stores.lists.version('ofac-sdn', 3)).withheld).toHaveLength(31)
    await verifyHistory(stores.lists, stores.documents, 'ofac-sdn')
  })

  test('a retry of the same check counts the hold once', async () => {
    await check(1, dated(hundred, 1))
    const held = published(
      hundred.slice(40).map((line) => ({ ...line, aliases: [] })),
      '2024-01-02',
    )
    await check(2, held)
    await check(2, held)
    expect((await holds()).map(({ times }) => times)).toEqual([1, 1])
  })

  test('a release commits them as released, is audited, and ends the hold', async () => {
    await partial()
    expect(changeSets(await release(3, 'removals'))).toEqual([
      { seq: 3, cause: 'released', counts: { added: 0, amended: 0, removed: 30, moved: 0 } },
    ])
    expect(await holds()).toEqual([])
    expect((await stores.lists.version('ofac-sdn', 3)).withheld).toEqual([])
    const document = sha256(dated(shrunk, 2)[0]!.bytes)
    expect([...world.lists.acts.values()]).toEqual([
      {
        at: '2024-01-03T00:00:00.000Z',
        act: 'release removals',
        author: 'ops@example.com',
        reason: 'announced by the agency',
        document,
      },
    ])
    const entries = await verifyHistory(stores.lists, stores.documents, 'ofac-sdn')
    expect(entries.size).toBe(71)
  })

  test('a document that holds the missing entries again ends the hold and is believed', async () => {
    await partial()
    const outcome = await check(3, dated([...hundred.slice(0, 99), amended, added], 3))
    expect(outcome).toMatchObject({ outcome: 'unchanged', seq: 3 })
    expect((await stores.lists.version('ofac-sdn', 3)).withheld).toEqual([])
    expect(await stores.lists.changeSet('ofac-sdn', 3), 'nothing changed on the list').toBeNull()
    expect(await holds()).toEqual([])
    await verifyHistory(stores.lists, stores.documents, 'ofac-sdn')
  })

  test('the list that comes back whole after a stump is not taken for growth', async () => {
    await check(1, dated(hundred, 1))
    await check(2, dated(hundred.slice(90), 2))
    expect((await stores.lists.version('ofac-sdn', 2)).statistics).toMatchObject({
      count: 100,
      filled: { aliases: 100 },
    })
    expect(await check(3, dated(hundred, 3))).not.toMatchObject({ outcome: 'held' })
    expect(await holds()).toEqual([])
    expect((await stores.lists.version('ofac-sdn', 3)).withheld).toEqual([])
  })

  test('few removals pass without a person', async () => {
    await check(1, dated(hundred, 1))
    expect(changeSets(await check(2, dated(hundred.slice(20), 2)))).toMatchObject([
      { counts: { removed: 20 } },
    ])
    expect(await holds()).toEqual([])
  })
})

describe('when the list does not look like itself', () => {
  const blanked = hundred.map((line) => ({ ...line, aliases: [] }))

  test('nothing goes in, the document is kept, and HEAD stays', async () => {
    await check(1, dated(hundred, 1))
    const outcome = await check(2, dated([...blanked, added], 2))
    expect(outcome).toMatchObject({ outcome: 'held', seq: 1, held: [{ guard: 'fill-rate' }] })
    expect((await stores.lists.head('ofac-sdn'))?.seq).toBe(1)
    const [hold] = await holds()
    expect(hold?.document.key).toMatch(/^documents\//)
    expect(await stores.documents.read(hold?.document.key ?? '')).toBeDefined()
    expect(await stores.lists.status('ofac-sdn')).toMatchObject({
      lastOutcome: 'held',
      lastSuccessAt: '2024-01-01T00:00:00.000Z',
    })
  })

  test('the next good document ends the hold, also when it is the one of before', async () => {
    await check(1, dated(hundred, 1))
    await check(2, dated(blanked, 2))
    expect(await holds()).toHaveLength(1)
    expect(await check(3, dated(hundred, 1))).toMatchObject({ outcome: 'unchanged', seq: 1 })
    expect(await holds()).toEqual([])
    await check(4, dated(blanked, 4))
    expect(changeSets(await check(5, dated([...hundred, added], 5)))).toMatchObject([
      { counts: { added: 1 } },
    ])
    expect(await holds()).toEqual([])
  })

  test('a release lets that document in, and only that one', async () => {
    await check(1, dated(hundred, 1))
    await check(2, dated(blanked, 2))
    expect(changeSets(await release(3, 'fill-rate'))).toMatchObject([
      { cause: 'released', counts: { amended: 100 } },
    ])
    expect(await holds()).toEqual([])
    await verifyHistory(stores.lists, stores.documents, 'ofac-sdn')
    // The filled list comes back, then the blank one: it is held again.
    await check(4, dated(hundred, 4))
    expect(await check(5, dated(blanked, 5))).toMatchObject({ outcome: 'held' })
  })

  test('a document that two guards hold needs a release of each', async () => {
    await check(1, dated(hundred, 2))
    const both = dated(blanked, 1)
    expect(await check(2, both)).toMatchObject({
      outcome: 'held',
      held: [{ guard: 'publication-date' }, { guard: 'fill-rate' }],
    })
    expect(await release(3, 'fill-rate')).toMatchObject({
      outcome: 'held',
      held: [{ guard: 'publication-date' }],
    })
    expect(await check(4, both)).toMatchObject({ outcome: 'held', held: [{ guard: 'publication-date' }] })
    expect(changeSets(await release(5, 'publication-date'))).toMatchObject([
      { cause: 'released', counts: { amended: 100 } },
    ])
    expect(await holds()).toEqual([])
    expect([...world.lists.acts.values()].map(({ act }) => act)).toEqual([
      'release fill-rate',
      'release publication-date',
    ])
  })

  test('an earlier release says nothing of another document', async () => {
    await check(1, dated(hundred, 2))
    await check(2, dated(blanked, 1))
    await release(3, 'fill-rate')
    const another = dated([...blanked, added], 1)
    expect(await check(4, another)).toMatchObject({
      held: [{ guard: 'publication-date' }, { guard: 'fill-rate' }],
    })
    expect(await release(5, 'publication-date')).toMatchObject({
      outcome: 'held',
      held: [{ guard: 'fill-rate' }],
    })
    expect((await stores.lists.head('ofac-sdn'))?.seq).toBe(1)
  })

  test('an entry that is always there is missing', async () => {
    await check(1, dated(hundred, 1))
    expect(await check(2, dated(hundred.slice(0, 99), 2))).toMatchObject({
      outcome: 'held',
      held: [{ guard: 'sentinels' }],
    })
  })

  test('there is nothing to release: the operator is told, and the source is not blamed', async () => {
    await check(1, dated(hundred, 1))
    await expect(release(2, 'growth')).rejects.toThrow(ConfigError)
    expect((await stores.lists.status('ofac-sdn'))?.lastOutcome).toBe('committed')
    expect(world.lists.acts.size).toBe(0)
  })
})
