import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ConflictError, IntegrityError } from '../../shared/errors.ts'
import { sha256 } from '../../shared/hash.ts'
import { factsHash } from '../../shared/lists/canonical.ts'
import { shardsOf } from '../../shared/lists/manifest.ts'
import type { ListStore } from '../../shared/lists/ports.ts'
import type { Hold } from '../../shared/lists/version.ts'
import type { Change } from '../../shared/model/change.ts'
import { bothMakes, type EmbeddedServices, startEmbedded } from '../support/embedded-stores.ts'
import { changeSetOf, designation, documentRef, listVersion } from '../support/samples.ts'

let embedded: EmbeddedServices
beforeAll(async () => {
  embedded = await startEmbedded()
})
afterAll(() => embedded.close())

const source = 'ofac-sdn'
const change = (id: string): Change => ({
  source,
  id,
  kind: 'added',
  name: id,
  material: true,
  afterHash: `h1:${id}`,
})
const hold = (guard: Hold['guard'], more: Partial<Hold> = {}): Hold => ({
  source,
  guard,
  reason: 'why',
  document: documentRef(),
  withheld: 0,
  firstHeldAt: '2024-01-01T00:00:00.000Z',
  lastHeldAt: '2024-01-01T00:00:00.000Z',
  times: 1,
  ...more,
})

describe.each(bothMakes(() => embedded))('the list store %s', (_name, make) => {
  let lists: ListStore
  beforeEach(async () => {
    lists = (await make()).lists
  })

  const commitFirst = async (parts: Change[][] = [[change('1')]]) => {
    const version = listVersion(1, new Map([['1', 'h1:1']]))
    await lists.putChangeParts(source, 1, parts)
    await lists.commit({ version, expected: null, changeSet: changeSetOf(1, parts) })
    return version
  }

  test('has nothing at first', async () => {
    expect(await lists.head(source)).toBeNull()
    expect(await lists.changeSet(source, 1)).toBeNull()
    expect(await lists.status(source)).toBeNull()
    expect(await lists.holds(source)).toEqual([])
    expect(await lists.unfinishedChangeSets(source)).toEqual([])
    expect(await Array.fromAsync(lists.versions(source))).toEqual([])
    await expect(lists.version(source, 1)).rejects.toThrow(IntegrityError)
  })

  test('gives shards back whole and refuses a missing one', async () => {
    const shards = shardsOf(new Map(Array.from({ length: 300 }, (_, i) => [`id-${i}`, `h1:${i}`])))
    await lists.putShards(shards)
    await lists.putShards([...shards.slice(0, 3), ...shards.slice(0, 3)])
    const texts = await lists.shards([...shards, ...shards].map(({ hash }) => hash))
    expect(texts).toEqual(new Map(shards.map(({ hash, text }) => [hash, text])))
    await expect(lists.shards([sha256('never written')])).rejects.toThrow(IntegrityError)
  })

  test('keeps every version of an entry and refuses a missing one', async () => {
    const versions = ['Old Name', 'New Name'].map((name) => {
      const entry = designation('7', name, {
        aliases: [{ name: 'ユニコード', quality: 'weak', kind: 'a.k.a.' }],
      })
      const { id: _id, ...facts } = entry
      return { hash: factsHash(facts), designation: entry }
    })
    await lists.putEntries(source, versions)
    await lists.putEntries(source, versions)
    for (const { hash, designation: entry } of versions) {
      expect(await lists.entries(source, [{ id: '7', hash }])).toEqual(new Map([['7', entry]]))
    }
    // Two alerts may rest on one entry: it is asked for twice, and read once.
    const twice = { id: '7', hash: versions[0]?.hash ?? '' }
    expect((await lists.entries(source, [twice, twice])).size).toBe(1)
    await expect(lists.entries(source, [{ id: '7', hash: 'h1:none' }])).rejects.toThrow(IntegrityError)
    await expect(lists.entries('ofac-nonsdn', [{ id: '7', hash: versions[0]?.hash ?? '' }])).rejects.toThrow(
      IntegrityError,
    )
    expect(await lists.entries(source, [])).toEqual(new Map())
  })

  test('reads more entries than one batch call takes', async () => {
    const entries = Array.from({ length: 260 }, (_, i) => ({
      hash: `h1:${i}`,
      designation: designation(`e${i}`, `Name ${i}`),
    }))
    await lists.putEntries(source, entries)
    const found = await lists.entries(
      source,
      entries.map(({ hash, designation: { id } }) => ({ id, hash })),
    )
    expect(found.size).toBe(260)
    expect(found.get('e259')?.name).toBe('Name 259')
  })

  test('commits HEAD, version and change set together, and only over the HEAD that was diffed against', async () => {
    const version = await commitFirst()
    const head = await lists.head(source)
    expect(head).toEqual({
      source,
      seq: 1,
      root: version.root,
      parserVersion: 'lines-1',
      documentSha256: version.document.sha256,
    })
    expect(await lists.version(source, 1)).toEqual(version)
    expect(await lists.changeSet(source, 1)).toEqual(changeSetOf(1, [[change('1')]]))

    const second = listVersion(2, new Map([['2', 'h1:2']]))
    await expect(lists.commit({ version: second, expected: null, changeSet: null })).rejects.toThrow(
      ConflictError,
    )
    await lists.commit({ version: second, expected: head, changeSet: null })
    const late = listVersion(2, new Map([['3', 'h1:3']]), { committedAt: '2024-01-02T00:00:09.000Z' })
    await expect(
      lists.commit({ version: late, expected: head, changeSet: changeSetOf(2, [[change('3')]]) }),
    ).rejects.toThrow(ConflictError)
    expect(await lists.version(source, 2)).toEqual(second)
    expect((await lists.head(source))?.root).toBe(second.root)
    expect(await lists.changeSet(source, 2), 'of the loser').toBeNull()
    expect((await Array.fromAsync(lists.versions(source))).map(({ seq }) => seq)).toEqual([2, 1])
    expect(await lists.head('ofac-nonsdn')).toBeNull()
  })

  test('of many that commit at once over the same HEAD one wins', async () => {
    await commitFirst()
    const head = await lists.head(source)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, runner) =>
        lists.commit({
          version: listVersion(2, new Map([[`${runner}`, 'h1:x']]), {
            committedAt: `2024-01-02T00:00:0${runner}.000Z`,
          }),
          expected: head,
          changeSet: null,
        }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ConflictError)
    }
    expect((await lists.head(source))?.root).toBe((await lists.version(source, 2)).root)
  })

  test("the parts that a losing run stages do not touch the winner's", async () => {
    const many = Array.from({ length: 3 }, (_, part) => [change(`a${part}`), change(`b${part}`)])
    await commitFirst(many)
    // The loser read the same HEAD, staged under the same number, and has yet to find out.
    await lists.putChangeParts(source, 1, [[change('other')], [change('more')], [], [change('even more')]])
    const changeSet = await lists.changeSet(source, 1)
    expect(changeSet && (await lists.changes(changeSet))).toEqual(many.flat())
  })

  test('refuses a change set whose parts are not those of its header', async () => {
    await commitFirst()
    await expect(lists.changes(changeSetOf(1, [[change('forged')]]))).rejects.toThrow(IntegrityError)
    await expect(lists.changes(changeSetOf(2, [[change('1')]]))).rejects.toThrow(IntegrityError)
  })

  test('raises the state of a change set and never lowers it', async () => {
    await commitFirst()
    expect((await lists.unfinishedChangeSets(source)).map(({ seq, state }) => [seq, state])).toEqual([
      [1, 'pending'],
    ])
    await lists.markChangeSet(source, 1, 'fanned-out')
    await lists.markChangeSet(source, 1, 'pending')
    expect((await lists.changeSet(source, 1))?.state).toBe('fanned-out')
    expect((await lists.unfinishedChangeSets(source)).map(({ state }) => state)).toEqual(['fanned-out'])
    expect(await lists.unfinishedChangeSets('ofac-nonsdn')).toEqual([])
    await lists.markChangeSet(source, 1, 'delivered')
    await lists.markChangeSet(source, 1, 'fanned-out')
    expect((await lists.changeSet(source, 1))?.state).toBe('delivered')
    expect(await lists.unfinishedChangeSets(source)).toEqual([])
    await lists.markChangeSet(source, 9, 'delivered')
    expect(await lists.changeSet(source, 9)).toBeNull()
  })

  test('lists unfinished change sets oldest first', async () => {
    let head = null
    for (let seq = 1; seq <= 12; seq++) {
      const at = `2024-01-01T00:00:${String(seq).padStart(2, '0')}.000Z`
      await lists.commit({
        version: listVersion(seq, new Map([[`${seq}`, 'h1:x']]), { knownAt: at, committedAt: at }),
        expected: head,
        changeSet: changeSetOf(seq, []),
      })
      head = await lists.head(source)
    }
    await lists.markChangeSet(source, 3, 'delivered')
    expect((await lists.unfinishedChangeSets(source)).map(({ seq }) => seq)).toEqual([
      1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12,
    ])
  })

  test('holds: one per guard, updated in place, closed together, each source for itself', async () => {
    await lists.putHold(hold('removals'))
    await lists.putHold(hold('growth'))
    await lists.putHold(hold('removals', { times: 2, released: 'e'.repeat(64) }))
    await lists.putHold({ ...hold('growth'), source: 'ofac-nonsdn' })
    expect(await lists.holds(source)).toEqual([
      hold('growth'),
      hold('removals', { times: 2, released: 'e'.repeat(64) }),
    ])
    await lists.closeHolds(source)
    await lists.closeHolds(source)
    expect(await lists.holds(source)).toEqual([])
    expect(await lists.holds('ofac-nonsdn')).toHaveLength(1)
  })

  test('keeps the last status, and takes checks and acts', async () => {
    const status = {
      source,
      lastCheckAt: '2024-01-02T00:00:00.000Z',
      checkedAt: '2024-01-02T00:00:01.000Z',
      lastOutcome: 'unchanged',
      validators: { 'https://list.example/list': { etag: '"1"' } },
    } as const
    await lists.putStatus({ ...status, lastCheckAt: '2024-01-01T00:00:00.000Z' })
    await lists.putStatus(status)
    expect(await lists.status(source)).toEqual(status)
    await lists.recordCheck(source, '2024-01-02T00:00:00.000Z', { outcome: 'unchanged', seq: 1 })
    await lists.recordAct(source, {
      at: '2024-01-02T00:00:00.000Z',
      act: 'release growth',
      author: 'ops',
      reason: 'seen',
    })
  })
})
