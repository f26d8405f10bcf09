import { slipsAllowed } from './align.ts'
import { countBits } from './spelling.ts'

/** The letters of a spelling stand in the bits 1 to 26 (see `letterMask`); above them its length. */
const lengthShift = 27
const letters = (1 << lengthShift) - 1
const mostLength = 31

/**
 * What a folded spelling with a key looks like from afar: which letters it has beside the key's half (all, where the key
 * is no half), and how many letters it has.
 */
export const signOf = (mask: number, length: number): number =>
  (mask & letters) | (Math.min(length, mostLength) << lengthShift)

/** How many letters more may differ than slips have changed: one can make two letters another sound, or undo it. */
const moreByFolding = 1

/**
 * False where two spellings that have a key in common are not near: see `keysMeet`. Of words with other consonants
 * (`least` 1) short ones may have one slip, of those with the same consonants two.
 */
export const mayBeNearBySigns = (a: number, b: number, least: 1 | 2): boolean => {
  const lengthA = a >>> lengthShift
  const lengthB = b >>> lengthShift
  // A fold has a letter less than what is written, or two.
  const slips = slipsAllowed((lengthA > lengthB ? lengthA : lengthB) + 1)
  const allowed = slips > least ? slips : least
  const apart = lengthA - lengthB
  if (apart > allowed || apart < -allowed) return false
  return countBits((a ^ b) & letters) <= 2 * allowed + moreByFolding
}

/** Which `least` that is for a key. */
export const leastSlipsOf = (key: string): 1 | 2 => (key.startsWith('k') ? 2 : 1)
