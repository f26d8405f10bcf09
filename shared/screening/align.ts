import { placesAgree } from './places.ts'
import type { PreparedName } from './normalise.ts'
import { editDistance, mayBeNear } from './spelling.ts'
import { meaningOfSyllable, type Neighbours, type Token } from './tokens.ts'

export type Meeting =
  | 'same'
  | 'same-place'
  | 'same-meaning'
  | 'romanised'
  | 'homophone'
  | 'near'
  | 'joined'
  | 'translated'
  | 'same-name'
  | 'short-name'
  | 'initial'

/** Words of the two names that met: usually one and one, more where words are written together on one side. */
export interface Met {
  a: readonly number[]
  b: readonly number[]
  similarity: number
  kind: Meeting
  /** The lesser weight of the two sides: a slip of a common word is still a common word. */
  weight: number
}

export interface Alignment {
  met: readonly Met[]
  /** Indices of the words that met nothing. */
  restA: readonly number[]
  restB: readonly number[]
  matched: number
  weightA: number
  weightB: number
}

export interface Similarity {
  similarity: number
  kind: Meeting
}

/** How many slips a word of that length may have. */
export const slipsAllowed = (length: number): number =>
  length <= 3 ? 0 : length <= 6 ? 1 : length <= 11 ? 2 : 3

const same: Similarity = { similarity: 1, kind: 'same' }
const samePlace: Similarity = { similarity: 0.98, kind: 'same-place' }
const sameMeaning: Similarity = { similarity: 0.97, kind: 'same-meaning' }
const homophone: Similarity = { similarity: 0.7, kind: 'homophone' }

/** Two words as one sound: how near, or null where they are different words. */
export const wordSimilarity = (a: Token, b: Token): Similarity | null => {
  if (a.kind === 'number' || b.kind === 'number') {
    if (a.text === b.text) return same
    return a.kind === b.kind && Number(a.text) === Number(b.text) ? same : null
  }
  if (a.han !== undefined && b.han !== undefined && !a.place && !b.place) {
    if (a.han === b.han) return same
    if (a.text === b.text) return homophone
    return hanSimilarity(a.han, b.han)
  }
  if (a.text === b.text) return same
  if (a.place && b.place) return a.place === b.place ? samePlace : null
  if (a.canonical === b.canonical) return sameMeaning
  return nearSpelling(a, b)
}

const hanSimilarity = (a: string, b: string): Similarity | null => {
  const longer = Math.max(a.length, b.length)
  if (longer < 3) return null
  const distance = editDistance(a, b, 1)
  return distance <= 1 && longer >= 4 ? { similarity: 1 - 1.2 / longer, kind: 'near' } : null
}

/** Two consonants at least; a first vowel is none. */
const isTelling = (skeleton: string): boolean =>
  skeleton.length - (skeleton.charCodeAt(0) === 97 ? 1 : 0) >= 2

const nearSpelling = (a: Token, b: Token): Similarity | null => {
  if (a.fold === b.fold) {
    // Short words fold together by chance (Reed, Rid): the longer, the surer.
    const letters = Math.min(a.text.length, b.text.length)
    return letters < 4
      ? null
      : { similarity: letters >= 7 ? 0.96 : letters >= 5 ? 0.9 : 0.8, kind: 'romanised' }
  }
  // Two known words are two words (mineral, general; pride, bride), however near they are written.
  if (a.everyday && b.everyday) return null
  if (a.weight < 0.45 && b.weight < 0.45) return soundAlike(a, b)
  const shorter = Math.min(a.text.length, b.text.length)
  const longer = Math.max(a.text.length, b.text.length)
  if (shorter < 4) return null
  // Most pairs of words end here: whatever the slips allowed below, the lengths or the letters differ by more.
  const mostAllowed = Math.max(slipsAllowed(longer), 2)
  if (longer - shorter > mostAllowed + 2) return null
  if (!mayBeNear(a.mask, b.mask, mostAllowed) && !mayBeNear(a.foldMask, b.foldMask, mostAllowed)) return null
  const pinyin = a.syllables !== undefined && b.syllables !== undefined
  const soundsAlike = a.skeleton === b.skeleton && isTelling(a.skeleton)
  let allowed = slipsAllowed(longer)
  if (pinyin) allowed = 1
  else if (soundsAlike && shorter >= 5) allowed = Math.max(allowed, 2)
  if (longer - shorter > allowed + 2) return null
  const asWritten = mayBeNear(a.mask, b.mask, allowed) ? editDistance(a.text, b.text, allowed) : allowed + 1
  const folded =
    (a.fold !== a.text || b.fold !== b.text) && mayBeNear(a.foldMask, b.foldMask, allowed)
      ? editDistance(a.fold, b.fold, allowed)
      : allowed + 1
  const distance = Math.min(asWritten, folded)
  if (distance > allowed) return null
  const cost = soundsAlike && !pinyin ? 0.58 : 0.88
  return { similarity: 1 - (cost * distance) / longer, kind: 'near' }
}

const alike: Similarity = { similarity: 0.93, kind: 'romanised' }

/** Two common words that differ in vowels and voicing only: Mohammad, Muhammed. */
const soundAlike = (a: Token, b: Token): Similarity | null =>
  a.text.length >= 5 &&
  b.text.length >= 5 &&
  a.skeleton === b.skeleton &&
  a.skeleton.length >= 2 &&
  mayBeNear(a.foldMask, b.foldMask, 2) &&
  editDistance(a.fold, b.fold, 2) <= 2
    ? alike
    : null

const isTranslation = (words: readonly Token[], { syllables }: Token): boolean =>
  syllables !== undefined &&
  syllables.length === words.length &&
  words.every((word, i) => meaningOfSyllable(syllables[i] ?? '') === word.canonical)

/** Words written apart on one side and together on the other. */
export const joinedSimilarity = (group: Neighbours, whole: Token): Similarity | null => {
  const size = whole.text.length
  const apart = Math.abs(group.letters - size)
  // Most pairs end here.
  if ((apart > 2 && !group.translatable) || size < 4 || whole.kind === 'number') return null
  // Folding can join or drop letters, so that the letters may differ by more than the slips that are allowed.
  const near = apart <= 2 && mayBeNear(group.mask, whole.mask, 4)
  if (near && apart === 0 && group.text === whole.text) return { similarity: 0.97, kind: 'joined' }
  if (group.translatable && isTranslation(group.parts, whole)) return { similarity: 0.95, kind: 'translated' }
  if (!near || size < 5) return null
  const { fold } = group
  // A letter apart is no part of a sound: "W Imann" is not Wyman.
  if (fold === whole.fold)
    return { similarity: group.parts.some(({ text }) => text.length === 1) ? 0.86 : 0.94, kind: 'joined' }
  if (whole.weight < 0.45) return null
  if (!mayBeNear(group.foldMask, whole.foldMask, 2)) return null
  const longer = Math.max(fold.length, whole.fold.length)
  const allowed = whole.syllables ? 1 : Math.min(2, slipsAllowed(longer))
  const distance = editDistance(fold, whole.fold, allowed)
  if (distance > allowed) return null
  const cost = group.skeleton === whole.skeleton ? 0.7 : 1.1
  return { similarity: 0.95 - (cost * distance) / longer, kind: 'joined' }
}

const range = (from: number, length: number): number[] => Array.from({ length }, (_, i) => from + i)

/** Every way in which words of the two names could meet. */
const meetings = (a: PreparedName, b: PreparedName): Met[] => {
  const found: Met[] = []
  for (const [i, x] of a.tokens.entries()) {
    for (const [j, y] of b.tokens.entries()) {
      const single = wordSimilarity(x, y)
      if (single) found.push({ a: [i], b: [j], ...single, weight: Math.min(x.weight, y.weight) })
    }
  }
  const join = (apart: PreparedName, together: PreparedName, swap: boolean): void => {
    for (const group of apart.neighbours) {
      for (const [j, whole] of together.tokens.entries()) {
        const met = joinedSimilarity(group, whole)
        if (!met) continue
        const many = range(group.from, group.parts.length)
        const weight = Math.min(whole.weight, group.weight)
        found.push({ a: swap ? [j] : many, b: swap ? many : [j], ...met, weight })
      }
    }
  }
  join(a, b, false)
  join(b, a, true)
  return found
}

/**
 * Lets the words of two names meet, each at most once, the heaviest and most alike first. Words keep no order here;
 * order is judged by the scorer.
 */
export const align = (a: PreparedName, b: PreparedName): Alignment => {
  const candidates = meetings(a, b)
  const gain = (met: Met): number => met.similarity * met.weight + 0.001 * (met.a.length + met.b.length - 2)
  const distance = (met: Met): number => Math.abs((met.a[0] ?? 0) - (met.b[0] ?? 0))
  candidates.sort(
    (x, y) =>
      gain(y) - gain(x) ||
      distance(x) - distance(y) ||
      (x.a[0] ?? 0) + (x.b[0] ?? 0) - (y.a[0] ?? 0) - (y.b[0] ?? 0) ||
      (x.a[0] ?? 0) - (y.a[0] ?? 0),
  )
  const usedA = new Set<number>()
  const usedB = new Set<number>()
  const met: Met[] = []
  for (const candidate of candidates) {
    if (candidate.a.some((i) => usedA.has(i)) || candidate.b.some((j) => usedB.has(j))) continue
    met.push(candidate)
    for (const i of candidate.a) usedA.add(i)
    for (const j of candidate.b) usedB.add(j)
  }
  const restA = a.tokens.map((_, i) => i).filter((i) => !usedA.has(i))
  const restB = b.tokens.map((_, j) => j).filter((j) => !usedB.has(j))
  const matched = met.reduce((sum, pair) => sum + pair.similarity * pair.weight, 0)
  const metWeight = met.reduce((sum, pair) => sum + pair.weight, 0)
  const restWeight = (tokens: readonly Token[], rest: readonly number[]): number =>
    rest.reduce((sum, i) => sum + (tokens[i]?.weight ?? 0), 0)
  return {
    met,
    restA,
    restB,
    matched,
    weightA: metWeight + restWeight(a.tokens, restA),
    weightB: metWeight + restWeight(b.tokens, restB),
  }
}

/** What in two names speaks against them being one, beyond words that are missing. */
export interface Conflicts {
  /** Numbers that differ ("No. 1", "No. 2"), or a number that only one side has. */
  numbers: 'none' | 'missing' | 'differ'
  /** Places of which neither lies in the other, or a place that only one side names. */
  places: 'none' | 'missing' | 'differ'
  /** Two Chinese names that differ by one whole syllable: Hongfeng and Hongsheng. */
  syllable?: readonly [string, string]
  numbersA: readonly string[]
  numbersB: readonly string[]
  placesA: readonly string[]
  placesB: readonly string[]
}

export const conflictsOf = (a: PreparedName, b: PreparedName, alignment: Alignment): Conflicts => {
  const restOf = (name: PreparedName, rest: readonly number[], kind: Token['kind']): Token[] =>
    rest.map((i) => name.tokens[i]).filter((token): token is Token => token?.kind === kind)
  const lettersA = lettersAlone(a, alignment.restA)
  const lettersB = lettersAlone(b, alignment.restB)
  // A letter against a letter tells firms apart as numbers do: Xinjiang X Cotton, Xinjiang Y Cotton.
  const letters = lettersA.length > 0 && lettersB.length > 0
  const numbersA = [...restOf(a, alignment.restA, 'number'), ...(letters ? lettersA : [])]
  const numbersB = [...restOf(b, alignment.restB, 'number'), ...(letters ? lettersB : [])]
  const placesA = restOf(a, alignment.restA, 'place').filter((place) => !agreesWithAny(place, b))
  const placesB = restOf(b, alignment.restB, 'place').filter((place) => !agreesWithAny(place, a))
  const verdict = (x: readonly Token[], y: readonly Token[]): 'none' | 'missing' | 'differ' =>
    x.length > 0 && y.length > 0 ? 'differ' : x.length + y.length > 0 ? 'missing' : 'none'
  const syllable =
    alignment.restA.length === 0 || alignment.restB.length === 0
      ? null
      : siblingSyllable(
          alignment.restA.map((i) => a.tokens[i]),
          alignment.restB.map((j) => b.tokens[j]),
        )
  const shown = (tokens: readonly Token[]): string[] => tokens.map((token) => token.shown)
  return {
    numbers: verdict(numbersA, numbersB),
    places: verdict(placesA, placesB),
    ...(syllable ? { syllable } : {}),
    numbersA: shown(numbersA),
    numbersB: shown(numbersB),
    placesA: shown(placesA),
    placesB: shown(placesB),
  }
}

const lettersAlone = (name: PreparedName, rest: readonly number[]): Token[] =>
  rest
    .map((i) => name.tokens[i])
    .filter((token): token is Token => token?.kind === 'word' && /^[a-z]$/.test(token.text))

const agreesWithAny = (token: Token, name: PreparedName): boolean =>
  name.tokens.some((other) => token.place && other.place && placesAgree(token.place.id, other.place.id))

const siblingSyllable = (
  restA: readonly (Token | undefined)[],
  restB: readonly (Token | undefined)[],
): readonly [string, string] | null => {
  for (const x of restA) {
    for (const y of restB) {
      if (!x?.syllables || !y?.syllables || x.syllables.length !== y.syllables.length) continue
      const same = x.syllables.filter((syllable, i) => syllable === y.syllables?.[i]).length
      if (same === x.syllables.length - 1) return [x.text, y.text]
    }
  }
  return null
}
