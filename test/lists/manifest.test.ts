import { array, assert, constantFrom, dictionary, property, string, tuple, uniqueArray } from 'fast-check'
import { expect, test } from 'vitest'
import { sha256 } from '../../shared/hash.ts'
import {
  diffManifests,
  joinShards,
  rootHash,
  shardCount,
  shardOf,
  shardsOf,
} from '../../shared/lists/manifest.ts'

const hash = constantFrom('h1:a', 'h1:b', 'h1:c')
const key = string({ unit: 'grapheme', maxLength: 6 })
const manifest = uniqueArray(tuple(key, hash), { selector: ([id]) => id, maxLength: 80 }).map(
  (lines) => new Map(lines),
)
const sorted = (map: ReadonlyMap<string, string>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))

test('shards join to the map that they were cut from, whatever the order', () => {
  assert(
    property(manifest, (map) => {
      const shards = shardsOf(map)
      expect(shards).toHaveLength(shardCount)
      expect(shards.every(({ hash: own, text }) => own === sha256(text))).toBe(true)
      expect(sorted(joinShards(shards.map(({ text }) => text)))).toEqual(sorted(map))
      expect(shardsOf(new Map([...map].reverse()))).toEqual(shards)
    }),
  )
})

test('an entry stands in the shard of its id, and changes no other', () => {
  assert(
    property(manifest, key, (map, id) => {
      const before = shardsOf(map)
      const after = shardsOf(new Map([...map, [id, 'h1:new']]))
      after.forEach(({ hash: own }, position) => {
        expect(own === before[position]?.hash).toBe(position !== shardOf(id))
      })
      expect(rootHash(after.map(({ hash: own }) => own))).not.toBe(
        rootHash(before.map(({ hash: own }) => own)),
      )
    }),
  )
})

test('applying a difference to what was gives what is', () => {
  assert(
    property(manifest, manifest, (before, after) => {
      const { added, amended, removed } = diffManifests(before, after)
      const next = new Map(before)
      for (const id of removed) expect(next.delete(id)).toBe(true)
      for (const id of added) {
        expect(next.has(id)).toBe(false)
        next.set(id, after.get(id) ?? 'h1:a')
      }
      for (const id of amended) {
        expect(next.get(id)).not.toBe(after.get(id))
        next.set(id, after.get(id) ?? 'h1:a')
      }
      expect(sorted(next)).toEqual(sorted(after))
      for (const ids of [added, amended, removed]) expect(ids).toEqual([...ids].sort())
    }),
  )
})

test('a difference is empty only between equal versions', () => {
  assert(
    property(manifest, array(tuple(key, hash), { maxLength: 3 }), (before, changes) => {
      const after = new Map([...before, ...changes])
      const { added, amended, removed } = diffManifests(before, after)
      const equal = JSON.stringify(sorted(before)) === JSON.stringify(sorted(after))
      expect(added.length + amended.length + removed.length === 0).toBe(equal)
    }),
  )
})

test('keys that objects would mistake are keys like any other', () => {
  assert(
    property(
      dictionary(constantFrom('__proto__', 'constructor', 'toString', '1'), hash, { noNullPrototype: false }),
      (lines) => {
        const map = new Map(Object.entries(lines))
        expect(sorted(joinShards(shardsOf(map).map(({ text }) => text)))).toEqual(sorted(map))
      },
    ),
  )
})
