import { joinedSimilarity, wordSimilarity } from './align.ts'
import { eachJoinedKey, eachWordKey, keyText, type TakeKey } from './name-keys.ts'
import { leastSlipsOf, mayBeNearBySigns } from './near-signs.ts'
import type { ListedName, SupplierName } from './prepared-parties.ts'

/**
 * Whether the keys of a supplier's name and a listed one meet. A word, a person's pair of parts or initials that both
 * have are enough. Keys that near spellings have in common (consonants, halves) are often those of other words: they
 * count only where the supplier's word that they were made of is near the listed word or neighbours that they were
 * looked up for. Of two persons' names any key counts: their parts are compared by rules of their own.
 */
export const keysMeet = (
  { keys, nearWord, nearKeys }: Pick<SupplierName, 'keys' | 'nearWord' | 'nearKeys'>,
  listed: Pick<ListedName, 'prepared' | 'keys'>,
  persons: boolean,
): boolean => {
  if (keys.isDisjointFrom(listed.keys)) return false
  for (const key of keys) if ((persons || !nearKeys.has(key)) && listed.keys.has(key)) return true
  if (nearWord === undefined) return false
  let shared = false
  let counts = true
  const take: TakeKey = (kind, units, from, to, sign) => {
    if (shared || !counts || sign === undefined) return
    const key = keyText(kind, units, from, to)
    const own = nearKeys.get(key)
    shared = own !== undefined && mayBeNearBySigns(own, sign, leastSlipsOf(key))
  }
  for (const token of listed.prepared.tokens)
    if (wordSimilarity(nearWord, token) !== null) eachWordKey(token, take)
  for (const neighbours of listed.prepared.neighbours) {
    if (joinedSimilarity(neighbours, nearWord) === null) continue
    // Not the keys of two of three.
    eachJoinedKey({ tokens: neighbours.parts, initials: [] }, take, (_from, count) => {
      counts = count === neighbours.parts.length
    })
    counts = true
  }
  return shared
}
