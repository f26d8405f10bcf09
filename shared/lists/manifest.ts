import { sha256 } from '../hash.ts'

/** A list version is 64 shards of sorted (id, canonical hash); an unchanged shard keeps its hash and is never rewritten. */
export const shardCount = 64

/** The whole list version in memory: designation id → canonical hash. */
export type Manifest = ReadonlyMap<string, string>

export interface Shard {
  /** SHA-256 of `text`: the shard's address. */
  hash: string
  text: string
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export const shardOf = (key: string): number => Number.parseInt(sha256(key).slice(0, 4), 16) % shardCount

/** Cuts a sorted map into its 64 shards. Also used for the identity register (natural key → id). */
export const shardsOf = (map: ReadonlyMap<string, string>): Shard[] => {
  const lines: [string, string][][] = Array.from({ length: shardCount }, () => [])
  for (const line of map) lines[shardOf(line[0])]?.push(line)
  return lines.map((shard) => {
    const text = JSON.stringify(shard.sort(([a], [b]) => compareText(a, b)))
    return { hash: sha256(text), text }
  })
}

/** Joins shards to the map that they were cut from. */
export const joinShards = (texts: Iterable<string>): Map<string, string> => {
  const map = new Map<string, string>()
  for (const text of texts) {
    if (text.includes('\\')) {
      for (const [key, value] of JSON.parse(text) as [string, string][]) map.set(key, value)
    } else {
      readPlainShard(text, map)
    }
  }
  return map
}

/**
 * A shard whose texts need no escapes, which is every one whose keys are numbers: the quotes alone say where they are. As
 * values of JSON, 19,000 pairs are 19,000 arrays that nobody wants.
 */
const readPlainShard = (text: string, map: Map<string, string>): void => {
  const next = (from: number): number => {
    const at = text.indexOf('"', from)
    if (at < 0) throw new SyntaxError(`A shard ends within an entry: ${text.slice(-40)}`)
    return at
  }
  for (let at = text.indexOf('"'); at >= 0; ) {
    const keyEnd = next(at + 1)
    const start = next(keyEnd + 1)
    const end = next(start + 1)
    map.set(text.slice(at + 1, keyEnd), text.slice(start + 1, end))
    at = text.indexOf('"', end + 1)
  }
}

/** One hash for the whole version: over its shard hashes in their order. */
export const rootHash = (shardHashes: readonly string[]): string => sha256(shardHashes.join('\n'))

export interface ManifestDiff {
  added: string[]
  amended: string[]
  removed: string[]
}

/** Ids that differ between two versions, sorted. */
export const diffManifests = (before: Manifest, after: Manifest): ManifestDiff => {
  const diff: ManifestDiff = { added: [], amended: [], removed: [] }
  for (const [id, hash] of after) {
    const was = before.get(id)
    if (was === undefined) diff.added.push(id)
    else if (was !== hash) diff.amended.push(id)
  }
  for (const id of before.keys()) if (!after.has(id)) diff.removed.push(id)
  for (const ids of [diff.added, diff.amended, diff.removed]) ids.sort(compareText)
  return diff
}
