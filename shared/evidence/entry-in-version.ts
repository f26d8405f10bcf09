import { joinShards, rootHash, shardOf } from '../lists/manifest.ts'
import type { ListStore } from '../lists/ports.ts'
import type { VerifyDependencies } from './verify.ts'

/** What the list store holds of an entry in a version: one shard of its manifest, verified by its hash. */
export const entryInVersion =
  (lists: Pick<ListStore, 'version' | 'shards'>): VerifyDependencies['entryHash'] =>
  async (source, seq, id) => {
    const { manifest } = await lists.version(source, seq)
    const texts = await lists.shards([manifest[shardOf(id)] ?? ''])
    return { root: rootHash(manifest), hash: joinShards(texts.values()).get(id) ?? null }
  }
