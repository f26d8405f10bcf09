import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { canonicalJson, canonicalSet } from '../../../shared/hash.ts'
import type { DesignationFacts } from '../../../shared/model/designation.ts'
import type { ReadEntry, SnapshotReader } from '../../../shared/sources/reader.ts'

export const fixture = (path: string): Uint8Array => {
  const bytes = readFileSync(new URL(`../../fixtures/${path}`, import.meta.url))
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

export interface Reading extends ReadEntry {
  raw: string
  rawHash: string
}

/** Every entry of a recorded document by its key; equal markup is read once, as the read cache does. */
export const readAll = (
  reader: SnapshotReader,
  bytes: Uint8Array,
  known: Map<string, Reading> = new Map(),
): Map<string, Reading> => {
  const readings = new Map([...known.values()].map((reading) => [reading.rawHash, reading]))
  return new Map(
    reader.cut(bytes).entries.map((entry) => {
      const reading = readings.get(entry.rawHash) ?? {
        ...reader.parse(entry),
        raw: entry.raw,
        rawHash: entry.rawHash,
      }
      return [reading.naturalKey, reading]
    }),
  )
}

/** Facts with every array as a set: two readings with the same text hold the same facts. */
const comparable = (facts: DesignationFacts): Record<string, string> =>
  Object.fromEntries(
    Object.entries(facts).map(([field, value]) => [
      field,
      canonicalJson(Array.isArray(value) ? canonicalSet(value) : value),
    ]),
  )

export const changedFields = (before: DesignationFacts, after: DesignationFacts): string[] => {
  const [a, b] = [comparable(before), comparable(after)]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((field) => a[field] !== b[field]).sort()
}

export interface Difference {
  added: string[]
  removed: string[]
  /** Entries whose markup differs in any byte. */
  differentMarkup: number
  /** Entries whose facts differ: uid, name, fields. */
  amended: [string, string, string[]][]
}

export const differenceOf = (before: Map<string, Reading>, after: Map<string, Reading>): Difference => {
  const common = [...after].flatMap(([uid, now]) => {
    const old = before.get(uid)
    return old === undefined ? [] : [{ uid, old, now }]
  })
  const different = common.filter(({ old, now }) => old.rawHash !== now.rawHash)
  return {
    added: [...after.keys()].filter((uid) => !before.has(uid)),
    removed: [...before.keys()].filter((uid) => !after.has(uid)),
    differentMarkup: different.length,
    amended: different.flatMap(({ uid, old, now }): [string, string, string[]][] => {
      const fields = changedFields(old.facts, now.facts)
      return fields.length === 0 ? [] : [[uid, now.facts.name, fields]]
    }),
  }
}
