import { array, assert, asyncProperty, boolean, constantFrom, record, uniqueArray } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { factsHash } from '../../shared/lists/canonical.ts'
import { checkSource } from '../../shared/lists/check-source.ts'
import { designationsAtHead, versionKnownAt } from '../../shared/lists/read-list.ts'
import { applySegments, nextSegments } from '../../shared/lists/segments.ts'
import type { Segment, SegmentRef } from '../../shared/lists/version.ts'
import type { Designation } from '../../shared/model/designation.ts'
import type { Line } from '../support/line-reader.ts'
import { lineReader } from '../support/line-reader.ts'
import { memoryDocumentStore } from '../support/memory-document-store.ts'
import { emptyWorld, storesOf } from '../support/pipeline.ts'
import { designation } from '../support/samples.ts'
import { inKeyOrder } from '../support/sorted.ts'
import { published } from '../support/story.ts'
import { verifyHistory } from '../support/verify-list.ts'

const lines = uniqueArray(
  record({
    key: constantFrom(...Array.from({ length: 24 }, (_, i) => `${100 + i}`)),
    name: constantFrom('Aksu', 'Hotan', 'Kashgar'),
    remarks: constantFrom('', 'x'),
  }),
  { selector: ({ key }) => key, maxLength: 24 },
)
const history = array(record({ lines, newParser: boolean() }), { minLength: 1, maxLength: 14 })

describe('after any history of documents and parsers', () => {
  test('every version is whole, and HEAD holds what was published but what is withheld', async () => {
    await assert(
      asyncProperty(history, async (documents) => {
        const world = emptyWorld()
        const stores = storesOf(world)
        let parser = 1
        for (const [day, { lines: own, newParser }] of documents.entries()) {
          if (newParser) parser++
          const at = new Date(Date.UTC(2024, 0, 1 + day)).toISOString()
          const published_ = own.map(
            ({ remarks, ...line }): Line => ({ ...line, ...(remarks ? { remarks } : {}) }),
          )
          const outcome = await checkSource(
            { source: 'ofac-sdn', scheduledAt: at },
            {
              ...stores,
              reader: lineReader({
                parserVersion: `lines-${parser}`,
                read: (facts) => ({ ...facts, regions: [`CN-${parser % 2}`] }),
              }),
              fetch: async () => published(published_, at.slice(0, 10)),
              now: () => new Date((world.time += 1)),
            },
          )
          const entries = await verifyHistory(stores.lists, stores.documents, 'ofac-sdn')
          if (outcome.seq === null) continue
          if (outcome.outcome === 'held' && outcome.held.some(({ guard }) => guard !== 'removals')) continue
          const { withheld } = await stores.lists.version('ofac-sdn', outcome.seq)
          const expected = new Set([...own.map(({ key }) => key), ...withheld])
          expect(new Set(entries.keys())).toEqual(expected)
          for (const { key, name } of own) expect(entries.get(key)?.name).toBe(name)
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('the list index', () => {
  const step = record({
    put: uniqueArray(constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 4 }),
    removed: uniqueArray(constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 2 }),
  })

  test('segments applied in order are the list, however they were merged', async () => {
    await assert(
      asyncProperty(array(step, { maxLength: 30 }), async (steps) => {
        const documents = memoryDocumentStore()
        const list = new Map<string, Designation>()
        let refs: SegmentRef[] = []
        for (const [round, { put, removed }] of steps.entries()) {
          const delta: Segment = {
            put: put.map((id) => designation(id, `Name ${round}`)),
            removed: removed.filter((id) => list.has(id) && !put.includes(id)),
          }
          for (const id of delta.removed) list.delete(id)
          for (const one of delta.put) list.set(one.id, one)
          refs = await nextSegments(documents, 'ofac-sdn', refs, list.size, delta)
          expect(refs.length).toBeLessThanOrEqual(9)
          const applied = applySegments(await Promise.all(refs.map((ref) => documents.segment(ref))))
          expect(inKeyOrder(applied)).toEqual(inKeyOrder(list))
        }
      }),
      { numRuns: 100 },
    )
  })

  test('a small change of a long list costs one small segment; many are merged', async () => {
    const documents = memoryDocumentStore()
    const long = Array.from({ length: 200 }, (_, i) => designation(`${i}`, `Party ${i}`))
    let refs = await nextSegments(documents, 'ofac-sdn', [], 200, { put: long, removed: [] })
    expect(refs.map(({ size }) => size)).toEqual([200])
    for (let i = 0; i < 8; i++) {
      refs = await nextSegments(documents, 'ofac-sdn', refs, 200, {
        put: [designation(`${i}`, 'Renamed')],
        removed: [],
      })
    }
    expect(refs.map(({ size }) => size)).toEqual([200, 1, 1, 1, 1, 1, 1, 1, 1])
    expect(await nextSegments(documents, 'ofac-sdn', refs, 200, { put: [], removed: [] })).toEqual(refs)
    refs = await nextSegments(documents, 'ofac-sdn', refs, 199, { put: [], removed: ['9'] })
    expect(refs.map(({ size }) => size)).toEqual([199])
  })
})

describe('reading the list', () => {
  const publish = async () => {
    const world = emptyWorld()
    const stores = storesOf(world)
    const days: [string, Line[]][] = [
      [
        '2024-01-01',
        [
          { key: '1', name: 'Aksu' },
          { key: '2', name: 'Hotan' },
        ],
      ],
      ['2024-01-05', [{ key: '1', name: 'Aksu (renamed)' }]],
    ]
    for (const [day, own] of days) {
      await checkSource(
        { source: 'ofac-sdn', scheduledAt: `${day}T00:00:00.000Z` },
        {
          ...stores,
          reader: lineReader(),
          fetch: async () => published(own, day),
          now: () => new Date((world.time += 1)),
        },
      )
    }
    return stores
  }

  test('some designations at HEAD, with what is not listed as null', async () => {
    const { lists } = await publish()
    const found = await designationsAtHead(lists, 'ofac-sdn', ['1', '2', '77'])
    expect(found.seq).toBe(2)
    expect([...found.designations].map(([id, one]) => [id, one?.name ?? null])).toEqual([
      ['1', 'Aksu (renamed)'],
      ['2', null],
      ['77', null],
    ])
    const { id: _id, ...facts } = found.designations.get('1') ?? designation('0', '')
    expect(found.hashes).toEqual(new Map([['1', factsHash(facts)]]))
    expect(await designationsAtHead(lists, 'ofac-nonsdn', ['1'])).toEqual({
      seq: 0,
      designations: new Map([['1', null]]),
      hashes: new Map(),
    })
  })

  test('the version known at a moment, and "before our record" where there was none', async () => {
    const { lists } = await publish()
    const known = async (at: string) => (await versionKnownAt(lists, 'ofac-sdn', at)).seq
    expect(await known('2024-01-01T00:00:00.000Z')).toBe(1)
    expect(await known('2024-01-04T23:59:59.999Z')).toBe(1)
    expect(await known('2024-01-05T00:00:00.000Z')).toBe(2)
    expect(await known('2030-01-01T00:00:00.000Z')).toBe(2)
    await expect(known('2023-12-31T23:59:59.999Z')).rejects.toThrow(
      'is before our record of ofac-sdn, which begins 2024-01-01',
    )
    await expect(versionKnownAt(lists, 'cbp-wro', '2024-01-01')).rejects.toThrow('no version of cbp-wro yet')
  })
})
