import { IntegrityError } from '../../shared/errors.ts'
import { sha256 } from '../../shared/hash.ts'
import type { DocumentStore } from '../../shared/lists/ports.ts'
import { ReadCache } from '../../shared/lists/read-cache.ts'

/** Objects by key. */
export type Objects = Map<string, Uint8Array>

const text = new TextDecoder()
const bytes = new TextEncoder()

/** The evidence bucket in memory: a key that exists is never written again, but for the read cache. */
export const memoryDocumentStore = (objects: Objects = new Map()): DocumentStore => {
  const putOnce = (key: string, body: Uint8Array): void => {
    if (!objects.has(key)) objects.set(key, body)
  }
  const get = (key: string): Uint8Array => {
    const body = objects.get(key)
    if (!body) throw new IntegrityError(`${key} is missing`, 'Restore it.')
    return body
  }
  return {
    archive: async (source, digest, body) => {
      putOnce(`incoming/${source}/${digest}`, body)
      return `incoming/${source}/${digest}`
    },
    keep: async (source, digest) => {
      putOnce(`documents/${source}/${digest}`, get(`incoming/${source}/${digest}`))
      return `documents/${source}/${digest}`
    },
    read: async (key) => {
      const body = get(key)
      if (sha256(body) !== key.slice(key.lastIndexOf('/') + 1)) {
        throw new IntegrityError(`${key} was altered`, 'Restore it.')
      }
      return body
    },
    readCache: async (source, parserVersion) => {
      const body = objects.get(`read-cache/${source}/${parserVersion}`)
      return body ? ReadCache.decode(body) : new ReadCache()
    },
    writeCache: async (source, parserVersion, cache) => {
      objects.set(`read-cache/${source}/${parserVersion}`, cache.encode())
    },
    putSegment: async (source, segment) => {
      const body = JSON.stringify(segment)
      const digest = sha256(body)
      const key = `segments/${source}/${digest}`
      putOnce(key, bytes.encode(body))
      return { key, sha256: digest, size: segment.put.length + segment.removed.length }
    },
    listIndex: async ({ source, root, maker }) =>
      objects.get(`list-index/${source}/${maker}/${root}`) ?? null,
    putListIndex: async ({ source, root, maker }, body) => {
      objects.set(`list-index/${source}/${maker}/${root}`, body)
    },
    segment: async (ref) => {
      const body = get(ref.key)
      if (sha256(body) !== ref.sha256) throw new IntegrityError(`${ref.key} was altered`, 'Rebuild it.')
      return JSON.parse(text.decode(body))
    },
  }
}
