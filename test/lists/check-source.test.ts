import { beforeEach, describe, expect, test } from 'vitest'
import { ConflictError, IntegrityError, TransientError } from '../../shared/errors.ts'
import { sha256 } from '../../shared/hash.ts'
import { type CheckDependencies, checkSource, type SourceReader } from '../../shared/lists/check-source.ts'
import type { FetchedDocument, FetchRequest } from '../../shared/lists/ports.ts'
import type { CheckOutcome } from '../../shared/lists/version.ts'
import { Fuse } from '../support/faults.ts'
import { documentOf, type Line, lineReader, type LineReaderOptions } from '../support/line-reader.ts'
import { emptyWorld, storesOf, type Stores, type World } from '../support/pipeline.ts'
import { fetched, published } from '../support/story.ts'
import { verifyHistory } from '../support/verify-list.ts'

const karakum: Line = { key: '101', name: 'Karakum Cotton Spinning', countries: ['TM'] }
const zarnitsa: Line = { key: '102', name: 'Zarnitsa Optoelectronics', countries: ['RU'] }
const url = 'https://list.example/list'

let world: World
let stores: Stores
beforeEach(() => {
  world = emptyWorld()
  stores = storesOf(world)
})

const dependencies = (
  documents: readonly FetchedDocument[] | (() => Promise<FetchedDocument[]>),
  reader: SourceReader = lineReader(),
  fuse = new Fuse(),
): CheckDependencies => ({
  lists: fuse.over(stores.lists),
  documents: fuse.over(stores.documents),
  due: fuse.over(stores.due),
  reader,
  fetch: typeof documents === 'function' ? documents : async () => [...documents],
  now: () => new Date((world.time += 1)),
})

const check = (
  day: number,
  documents: Parameters<typeof dependencies>[0],
  reader?: SourceReader,
  fuse?: Fuse,
): Promise<CheckOutcome> =>
  checkSource(
    { source: 'ofac-sdn', scheduledAt: `2024-01-0${day}T00:00:00.000Z` },
    dependencies(documents, reader, fuse),
  )

const committed = (outcome: CheckOutcome) => {
  if (outcome.outcome !== 'committed') throw new Error(JSON.stringify(outcome))
  return outcome.changeSets.map(({ seq, cause, baseline, counts, versionBefore }) => ({
    seq,
    cause,
    baseline,
    counts,
    versionBefore,
  }))
}
const changesOf = async (seq: number) => {
  const changeSet = await stores.lists.changeSet('ofac-sdn', seq)
  if (!changeSet) throw new Error(`no change set ${seq}`)
  return (await stores.lists.changes(changeSet)).map(({ id, kind, name, material }) => ({
    id,
    kind,
    name,
    material,
  }))
}
const none = { added: 0, amended: 0, removed: 0, moved: 0 }

describe('a list over its versions', () => {
  test('baseline, then additions, amendments, removals, each as one commit', async () => {
    expect(committed(await check(1, published([karakum, zarnitsa])))).toEqual([
      { seq: 1, cause: 'published', baseline: true, counts: { ...none, added: 2 }, versionBefore: null },
    ])
    const fifth: Line = { key: '105', name: 'Ulugbek Castings' }
    const outcome = await check(
      2,
      published([{ ...karakum, programs: ['SDGT', 'IRAN'] }, fifth], '2024-01-02'),
    )
    expect(committed(outcome)).toEqual([
      {
        seq: 2,
        cause: 'published',
        baseline: false,
        counts: { added: 1, amended: 1, removed: 1, moved: 0 },
        versionBefore: 1,
      },
    ])
    expect(await changesOf(2)).toEqual([
      { id: '105', kind: 'added', name: 'Ulugbek Castings', material: true },
      { id: '101', kind: 'amended', name: 'Karakum Cotton Spinning', material: true },
      { id: '102', kind: 'removed', name: 'Zarnitsa Optoelectronics', material: true },
    ])
    const entries = await verifyHistory(stores.lists, stores.documents, 'ofac-sdn')
    expect([...entries.keys()].sort()).toEqual(['101', '105'])
    expect((await stores.lists.head('ofac-sdn'))?.seq).toBe(2)
    expect(await stores.lists.status('ofac-sdn')).toMatchObject({
      lastOutcome: 'committed',
      lastCheckAt: '2024-01-02T00:00:00.000Z',
      lastSuccessAt: '2024-01-02T00:00:00.000Z',
    })
    expect(world.lists.checks.get('ofac-sdn#2024-01-02T00:00:00.000Z')).toEqual(outcome)
  })

  test('a change of wording alone is on record as editorial', async () => {
    await check(1, published([{ ...karakum, remarks: 'Old words.' }]))
    await check(2, published([{ ...karakum, remarks: 'New words.' }], '2024-01-02'))
    expect(await changesOf(2)).toEqual([
      { id: '101', kind: 'amended', name: 'Karakum Cotton Spinning', material: false },
    ])
  })

  test('a removed party that the same document lists under another id has moved', async () => {
    await check(1, published([karakum, zarnitsa]))
    await check(
      2,
      published([zarnitsa, { ...karakum, key: '999', name: 'KARAKUM  Cotton-Spinning' }], '2024-01-02'),
    )
    expect(await changesOf(2)).toEqual([
      { id: '999', kind: 'added', name: 'KARAKUM  Cotton-Spinning', material: true },
      { id: '101', kind: 'moved', name: 'Karakum Cotton Spinning', material: true },
    ])
    const changeSet = await stores.lists.changeSet('ofac-sdn', 2)
    expect(changeSet?.counts).toEqual({ added: 1, amended: 0, removed: 0, moved: 1 })
    expect(changeSet && (await stores.lists.changes(changeSet))[1]?.movedTo).toBe('999')
  })

  test('a change set of more parts than one comes back whole and in order', async () => {
    const many = Array.from({ length: 450 }, (_, i): Line => ({ key: `${1000 + i}`, name: `Party ${i}` }))
    await check(1, published(many))
    const changeSet = await stores.lists.changeSet('ofac-sdn', 1)
    expect(changeSet?.parts).toBe(3)
    expect((await changesOf(1)).map(({ id }) => id)).toEqual(many.map(({ key }) => key))
    await verifyHistory(stores.lists, stores.documents, 'ofac-sdn')
  })
})

describe('the same again', () => {
  const writes = [
    'putEntries',
    'putShards',
    'putChangeParts',
    'commit',
    'putSegment',
    'archive',
    'keep',
    'writeCache',
  ]

  test('the same document twice: one object, nothing written but the check and the status', async () => {
    await check(1, published([karakum, zarnitsa]))
    const before = structuredClone(world)
    const fuse = new Fuse()
    const outcome = await check(2, published([karakum, zarnitsa]), lineReader(), fuse)
    expect(outcome).toEqual({
      outcome: 'unchanged',
      seq: 1,
      document: sha256(documentOf([karakum, zarnitsa])),
    })
    expect(fuse.log.filter((call) => writes.includes(call))).toEqual([])
    expect([...world.objects.keys()].filter((key) => key.startsWith('documents/'))).toHaveLength(1)
    expect([...world.objects.keys()]).toEqual([...before.objects.keys()])
    expect(world.lists.entries).toEqual(before.lists.entries)
    expect(world.lists.versions).toEqual(before.lists.versions)
  })

  test('other bytes with the same facts move nothing, are recorded, and are not read again', async () => {
    await check(1, published([karakum, zarnitsa]))
    const parsed: string[] = []
    const reader = lineReader({ onParse: (key) => parsed.push(key) })
    const fuse = new Fuse()
    const shuffled = published(
      [zarnitsa, { countries: ['TM'], name: karakum.name, key: '101' }],
      '2024-01-02',
    )
    expect(await check(2, shuffled, reader, fuse)).toMatchObject({ outcome: 'unchanged', seq: 1 })
    expect(parsed, 'only what is written in another way').toEqual(['101'])
    expect(fuse.log).not.toContain('putEntries')
    expect(fuse.log).not.toContain('commit')
    expect([...world.objects.keys()].filter((key) => key.startsWith('documents/'))).toHaveLength(1)
    expect(world.lists.checks.get('ofac-sdn#2024-01-02T00:00:00.000Z')).toMatchObject({
      document: sha256(shuffled[0]?.bytes ?? ''),
    })
    const again = new Fuse()
    expect(await check(3, shuffled, reader, again)).toMatchObject({ outcome: 'unchanged', seq: 1 })
    expect(again.log).not.toContain('readCache')
  })

  test('only entries that the read cache does not know are parsed; losing the cache costs one full parse', async () => {
    const parsed: string[] = []
    const reader = lineReader({ onParse: (key) => parsed.push(key) })
    const many = Array.from({ length: 30 }, (_, i): Line => ({ key: `${1000 + i}`, name: `Party ${i}` }))
    await check(1, published(many), reader)
    expect(parsed).toHaveLength(30)
    await check(2, published([...many, karakum], '2024-01-02'), reader)
    expect(parsed.slice(30)).toEqual(['101'])
    for (const key of world.objects.keys()) if (key.startsWith('read-cache/')) world.objects.delete(key)
    await check(3, published([...many, karakum, zarnitsa], '2024-01-03'), reader)
    expect(new Set(parsed.slice(31)).size).toBe(32)
    await verifyHistory(stores.lists, stores.documents, 'ofac-sdn')
  })

  test('nothing fetched is a successful look', async () => {
    await check(1, published([karakum]))
    expect(await check(2, [])).toEqual({ outcome: 'unchanged', seq: 1 })
    expect(await stores.lists.status('ofac-sdn')).toMatchObject({
      lastOutcome: 'unchanged',
      lastSuccessAt: '2024-01-02T00:00:00.000Z',
      documentSha256: sha256(documentOf([karakum])),
    })
  })

  test('validators are remembered after a success, and left out on request', async () => {
    const asked: FetchRequest[] = []
    const deps = (documents: FetchedDocument[]): CheckDependencies => ({
      ...dependencies([]),
      fetch: async (request) => {
        asked.push(request)
        return documents
      },
    })
    const at = (day: number) =>
      ({ source: 'ofac-sdn', scheduledAt: `2024-01-01T0${day}:00:00.000Z` }) as const
    await checkSource(at(1), deps([{ ...fetched(documentOf([karakum])), validator: { etag: '"1"' } }]))
    await checkSource(at(2), deps([]))
    await checkSource({ ...at(3), unconditional: true }, deps([]))
    await checkSource(
      at(4),
      deps([{ ...fetched(documentOf([karakum, zarnitsa], '2024-01-04', 9)), validator: { etag: '"2"' } }]),
    )
    await checkSource(at(5), deps([]))
    expect(asked.map(({ validators }) => validators[url]?.etag)).toEqual([
      undefined,
      '"1"',
      undefined,
      '"1"',
      '"1"',
    ])
  })
})

describe('what is not the list', () => {
  test('a document that is not whole is refused: HEAD stays, the status says why', async () => {
    await check(1, published([karakum, zarnitsa]))
    const outcome = await check(2, [fetched(documentOf([karakum], '2024-01-02', 2))])
    expect(outcome).toMatchObject({ outcome: 'rejected', seq: 1, fault: 'count-mismatch' })
    expect((await stores.lists.head('ofac-sdn'))?.seq).toBe(1)
    expect(await stores.lists.status('ofac-sdn')).toMatchObject({
      lastOutcome: 'rejected',
      lastCheckAt: '2024-01-02T00:00:00.000Z',
      lastSuccessAt: '2024-01-01T00:00:00.000Z',
      reason: 'The list states 2 entries and holds 1',
    })
    expect((await stores.lists.status('ofac-sdn'))?.nextStep).toBeTruthy()
    expect(
      [...world.objects.keys()].filter((key) => key.startsWith('incoming/')),
      'archived before it was read',
    ).toHaveLength(2)
    expect(committed(await check(3, published([karakum], '2024-01-03')))).toMatchObject([
      { seq: 2, counts: { removed: 1 } },
    ])
  })

  test('two entries that are one subject are refused: one of them would be lost', async () => {
    const outcome = await check(1, published([karakum, { ...zarnitsa, key: '101' }]))
    expect(outcome).toMatchObject({ outcome: 'rejected', seq: null, fault: 'malformed' })
    expect(outcome.outcome === 'rejected' && outcome.reason).toContain('line 2 and line 3')
  })

  test('a failure that passes is on the status and thrown, so that it is tried again', async () => {
    await check(1, published([karakum]))
    const down = (): Promise<never> => Promise.reject(new TransientError('the site is down', 'Wait.'))
    await expect(check(2, down)).rejects.toThrow('the site is down')
    expect(await stores.lists.status('ofac-sdn')).toMatchObject({
      lastOutcome: 'failed',
      reason: 'the site is down',
      lastSuccessAt: '2024-01-01T00:00:00.000Z',
    })
  })

  test('a HEAD whose version is not the one it names stops the check', async () => {
    await check(1, published([karakum]))
    const head = world.lists.heads.get('ofac-sdn')
    if (head) head.root = 'forged'
    await expect(check(2, published([karakum, zarnitsa], '2024-01-02'))).rejects.toThrow(IntegrityError)
    expect(world.lists.versions.size).toBe(1)
  })

  test('a shard that was altered stops the check', async () => {
    await check(1, published([karakum]))
    const [hash, text] = [...world.lists.shards].find(([, text]) => text.includes('101')) ?? ['', '']
    world.lists.shards.set(hash, text.replace('101', '909'))
    await expect(check(2, published([karakum, zarnitsa], '2024-01-02'))).rejects.toThrow(IntegrityError)
  })
})

describe('our changes are not their changes', () => {
  const upper = (options: LineReaderOptions = {}) =>
    lineReader({
      parserVersion: 'lines-2',
      read: (facts) => ({
        ...facts,
        countries: facts.countries.map((country) => (country === 'TM' ? 'UZ' : country)),
      }),
      ...options,
    })

  test('a new parser and a new document are two commits: first ours on the old document, then theirs', async () => {
    await check(1, published([karakum, zarnitsa]))
    const outcome = await check(
      2,
      published([karakum, { key: '103', name: 'Ulugbek Castings' }], '2024-01-02'),
      upper(),
    )
    expect(committed(outcome)).toEqual([
      { seq: 2, cause: 'reparsed', baseline: false, counts: { ...none, amended: 1 }, versionBefore: 1 },
      {
        seq: 3,
        cause: 'published',
        baseline: false,
        counts: { ...none, added: 1, removed: 1 },
        versionBefore: 2,
      },
    ])
    expect(await changesOf(2)).toMatchObject([{ id: '101', kind: 'amended' }])
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map((seq) => stores.lists.version('ofac-sdn', seq)),
    )
    expect(second?.document.sha256).toBe(first?.document.sha256)
    expect(second?.document.parserVersion).toBe('lines-2')
    expect(third?.document.sha256).not.toBe(first?.document.sha256)
    await verifyHistory(stores.lists, stores.documents, 'ofac-sdn')
  })

  test('a new parser that reads the same facts makes a version without a change set', async () => {
    await check(1, published([karakum]))
    expect(await check(2, published([karakum]), lineReader({ parserVersion: 'lines-2' }))).toMatchObject({
      outcome: 'unchanged',
      seq: 2,
    })
    expect(await stores.lists.changeSet('ofac-sdn', 2)).toBeNull()
    expect((await stores.lists.head('ofac-sdn'))?.parserVersion).toBe('lines-2')
    expect(await check(3, published([karakum]), lineReader({ parserVersion: 'lines-2' }))).toMatchObject({
      outcome: 'unchanged',
      seq: 2,
    })
  })

  test('a parser that drops half of the list is ours too: no guard of theirs holds it', async () => {
    const many = Array.from(
      { length: 60 },
      (_, i): Line => ({
        key: `${1000 + i}`,
        name: `Party ${i}`,
        aliases: [{ name: `P${i}`, quality: 'strong', kind: 'a.k.a.' }],
      }),
    )
    await check(1, published(many))
    const outcome = await check(
      2,
      [],
      lineReader({ parserVersion: 'lines-2', read: (facts) => ({ ...facts, aliases: [] }) }),
    )
    expect(committed(outcome)).toMatchObject([{ cause: 'reparsed', counts: { ...none, amended: 60 } }])
    expect(world.lists.holds.size).toBe(0)
  })

  test('re-reading keeps withheld removals withheld', async () => {
    const many = Array.from(
      { length: 60 },
      (_, i): Line => ({ key: `${1000 + i}`, name: `Party ${i}`, countries: ['TM'] }),
    )
    await check(1, published(many))
    const half = published(many.slice(30), '2024-01-02')
    expect(await check(2, half)).toMatchObject({ outcome: 'held', seq: 2 })
    const withheld = (await stores.lists.version('ofac-sdn', 2)).withheld
    expect(withheld).toHaveLength(30)

    const outcome = await check(3, half, upper())
    expect(committed(outcome)).toMatchObject([
      { seq: 3, cause: 'reparsed', counts: { ...none, amended: 30 } },
    ])
    const reparsed = await stores.lists.version('ofac-sdn', 3)
    expect(reparsed.withheld).toEqual(withheld)
    expect(reparsed.count).toBe(60)
    expect(await stores.lists.holds('ofac-sdn')).toHaveLength(1)
    await verifyHistory(stores.lists, stores.documents, 'ofac-sdn')
  })
})

describe('two checks at once', () => {
  /** Lets both runs load the same HEAD before either of them commits. */
  const race = async (documents: readonly (readonly FetchedDocument[])[]) => {
    let arrived = 0
    let open: () => void = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    return Promise.allSettled(
      documents.map((own, runner) =>
        check(2 + runner, async () => {
          if (++arrived === documents.length) open()
          await gate
          return [...own]
        }),
      ),
    )
  }

  test('of the same document: one wins, the other finds nothing left to do when it is tried again', async () => {
    await check(1, published([karakum]))
    const next = published([karakum, zarnitsa], '2024-01-02')
    const outcomes = await race([next, next])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const lost = outcomes.find((outcome) => outcome.status === 'rejected')
    expect(lost?.reason).toBeInstanceOf(ConflictError)
    expect(await check(3, next)).toMatchObject({ outcome: 'unchanged', seq: 2 })
    expect(world.lists.versions.size).toBe(2)
    await verifyHistory(stores.lists, stores.documents, 'ofac-sdn')
  })

  test('of different documents: nothing of the loser is seen, nothing of the winner is torn', async () => {
    await check(1, published([karakum]))
    const one = published([karakum, zarnitsa], '2024-01-02')
    const other = published(
      [karakum, { key: '103', name: 'Ulugbek Castings' }, { key: '104', name: 'Velikhov Blades' }],
      '2024-01-03',
    )
    const outcomes = await race([one, other])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await verifyHistory(stores.lists, stores.documents, 'ofac-sdn')
    const loser = outcomes[0]?.status === 'rejected' ? one : other
    expect(committed(await check(4, loser))).toMatchObject([{ seq: 3, versionBefore: 2 }])
    await verifyHistory(stores.lists, stores.documents, 'ofac-sdn')
  })

  test('of a source that has no version yet', async () => {
    const outcomes = await race([published([karakum]), published([zarnitsa])])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await stores.lists.head('ofac-sdn'))?.seq).toBe(1)
    await verifyHistory(stores.lists, stores.documents, 'ofac-sdn')
  })
})
