import type { PreparedName, Token } from './normalise.ts'
import { foldLetters, foldRomanisation, Letters, skeletonLetters } from './spelling.ts'

/**
 * Index keys of names. A supplier stores few exact keys; a listed name looks up many. Kinds:
 * `t:` a word by its folded spelling (or a place by its id), `k:` the heaviest word's consonants, for slips in vowels
 * and voicing, `v:` a short word without its vowels, `p:` and `s:` its first and its last half: one slip leaves one of the halves as it was;
 * `n:` two parts of a person's name, by the name that they are forms of or by their consonants: alone they are too common.
 */

/**
 * Takes a key: the code of its kind's letter, and what stands after the colon, as a part of a buffer that is used
 * again after the call.
 */
export type TakeKey = (kind: number, units: Uint16Array, from: number, to: number) => void

const kinds = {
  word: 't'.charCodeAt(0),
  skeleton: 'k'.charCodeAt(0),
  shape: 'v'.charCodeAt(0),
  firstHalf: 'p'.charCodeAt(0),
  lastHalf: 's'.charCodeAt(0),
  persons: 'n'.charCodeAt(0),
}

/** A name's words are stored, the heaviest first, until what is left weighs less than this share of the name. */
const restShare = 0.4
/** At least so many: the heaviest may be a common word that is misspelt. */
const leastWords = 2
const leastOfSecond = 0.3
/** Lighter words are not expected to be misspelt: near spellings are compared for rare words only. */
const nearFrom = 0.45
const shortestHalf = 3

const wordKey = (token: Token): string =>
  token.place
    ? `t:@${token.place.id}`
    : `t:${token.canonical === token.text ? token.fold : foldRomanisation(token.canonical)}`

const byWeight = (a: Token, b: Token): number =>
  b.weight - a.weight || b.text.length - a.text.length || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)

const canBeMisspelt = (token: Token): boolean =>
  token.kind === 'word' && token.weight >= nearFrom && token.text.length >= 4

/** Consonants are a key where there are two of them at least; a first vowel is none. */
const isSkeletonKey = (length: number, first: number): boolean => length - (first === 97 ? 1 : 0) >= 2

/** Short words have no halves worth a key: one vowel for another is looked for instead (Yitu, Yutu → `y*t*`). */
const shapeIsOf = (textLength: number, foldLength: number): 'text' | 'fold' | null =>
  textLength === 4 || textLength === 5 ? 'text' : foldLength < 6 ? 'fold' : null

/** What a supplier's name is stored under. */
export const storedNameKeys = (name: PreparedName): string[] => {
  const keys = new Set<string>()
  let rest = name.weight
  const sorted = [...name.tokens].sort(byWeight)
  for (const token of sorted) {
    if (rest < restShare * name.weight && (keys.size >= leastWords || token.weight < leastOfSecond)) break
    keys.add(wordKey(token))
    rest -= token.weight
  }
  const heaviest = sorted[0]
  if (heaviest && canBeMisspelt(heaviest)) {
    const { text, fold, skeleton } = heaviest
    if (isSkeletonKey(skeleton.length, skeleton.charCodeAt(0))) keys.add(`k:${skeleton}`)
    const first = Math.ceil(fold.length / 2)
    const last = Math.floor(fold.length / 2)
    if (first >= shortestHalf) keys.add(`p:${fold.slice(0, first)}`)
    if (last >= shortestHalf) keys.add(`s:${fold.slice(fold.length - last)}`)
    const shape = shapeIsOf(text.length, fold.length)
    if (shape) keys.add(`v:${heaviest[shape].replace(/[aeiou]/g, '*')}`)
  }
  const initials = name.initials[0]
  if (initials !== undefined && initials.length >= 3) keys.add(`t:${foldRomanisation(initials)}`)
  return [...keys]
}

// Buffers of the functions below, which are synchronous and call each other in one direction.
const word = new Letters()
const folded = new Letters()
const consonants = new Letters()
const shape = new Letters()

const takeFold = (from: number, to: number, take: TakeKey): void => {
  foldLetters(word, from, to, folded)
  take(kinds.word, folded.units, 0, folded.length)
}

const takeShape = (of: Letters, take: TakeKey): void => {
  shape.clear()
  shape.reserve(of.length)
  for (let i = 0; i < of.length; i++) {
    const unit = of.units[i] ?? 0
    const vowel = unit === 97 || unit === 101 || unit === 105 || unit === 111 || unit === 117
    shape.units[i] = vowel ? 42 : unit
  }
  take(kinds.shape, shape.units, 0, of.length)
}

/** The near spellings of the word in `word`, whose fold is in `folded`; halves as of a word one letter shorter or longer too. */
const takeNear = (take: TakeKey): void => {
  skeletonLetters(word, consonants)
  if (isSkeletonKey(consonants.length, consonants.units[0] ?? 0))
    take(kinds.skeleton, consonants.units, 0, consonants.length)
  if (word.length < 4) return
  const of = shapeIsOf(word.length, folded.length)
  if (of) takeShape(of === 'text' ? word : folded, take)
  const { units, length } = folded
  const longest = Math.min(length, Math.ceil((length + 1) / 2))
  for (let half = Math.max(shortestHalf, Math.ceil((length - 1) / 2)); half <= longest; half++)
    take(kinds.firstHalf, units, 0, half)
  const longestLast = Math.min(length, Math.floor((length + 1) / 2))
  for (let half = Math.max(shortestHalf, Math.floor((length - 1) / 2)); half <= longestLast; half++)
    take(kinds.lastHalf, units, length - half, length)
}

const mostParts = 4

/** The consonants of two words as one. */
const bareTogether = (first: Token, second: Token): string => {
  const a = first.bare
  const b = second.bare
  return a !== '' && b !== '' && a.charCodeAt(a.length - 1) === b.charCodeAt(0) ? a + b.slice(1) : a + b
}

/** Parts of a person's name, as pairs; neighbours of a short name also as one part: Fang Wei, Fangwei. */
const eachPair = ({ tokens }: PreparedName, use: (a: string, b: string) => void): void => {
  const parts: string[] = []
  for (const token of tokens) {
    if (parts.length === mostParts) break
    if (token.calling !== '') parts.push(token.calling)
  }
  for (let i = 0; i < parts.length; i++)
    for (let j = i + 1; j < parts.length; j++) usePair(parts[i] ?? '', parts[j] ?? '', use)
  if (tokens.length > mostParts || tokens.length < 3) return
  for (let i = 0; i + 1 < tokens.length; i++) {
    const first = tokens[i]
    const second = tokens[i + 1]
    if (first === undefined || second === undefined) continue
    const letters = first.text.length + second.text.length
    if (letters < 4 || letters > 14) continue
    const together = bareTogether(first, second)
    for (let j = 0; j < tokens.length; j++) {
      const other = tokens[j]?.calling ?? ''
      if (j !== i && j !== i + 1 && other !== '') usePair(together, other, use)
    }
  }
}

const usePair = (a: string, b: string, use: (a: string, b: string) => void): void =>
  a < b ? use(a, b) : use(b, a)

/** What a person's name is stored under beside the keys of all names. */
export const storedPersonKeys = (name: PreparedName): string[] => {
  const keys = new Set<string>()
  eachPair(name, (a, b) => keys.add(`n:${a}+${b}`))
  return [...keys]
}

/** What a listed person's name looks up beside the keys of all names. */
export const eachPersonKey = (name: PreparedName, take: TakeKey): void => {
  eachPair(name, (a, b) => {
    word.clear()
    word.add(a)
    word.add('+')
    word.add(b)
    take(kinds.persons, word.units, 0, word.length)
  })
}

/** The keys that a word of a listed name gives, wherever it stands. */
export const eachWordKey = (token: Token, take: TakeKey): void => {
  word.clear()
  word.add(token.place ? `@${token.place.id}` : token.canonical)
  if (token.place) take(kinds.word, word.units, 0, word.length)
  else takeFold(0, word.length, take)
  if (token.kind !== 'word' || token.weight < nearFrom || token.text.length < 4) return
  word.clear()
  word.add(token.text)
  foldLetters(word, 0, word.length, folded)
  takeNear(take)
  const { length } = word
  // Where a supplier writes it as two words, it stores the longer part.
  if (length < 7) return
  for (let at = 3; at <= length - 3; at++) {
    if (at * 2 >= length) takeFold(0, at, take)
    else takeFold(at, length, take)
  }
}

/** Takes neighbours of a name: the first's position, how many, the first, and as one word their length and the letters of their fold, and those that it has twice. */
export type NoteNeighbours = (
  from: number,
  count: number,
  first: Token,
  length: number,
  foldMask: number,
  foldDoubles: number,
) => void

/**
 * The keys that a listed name gives beyond those of its words: neighbours written as one word, and its initials.
 * `note` is told of all neighbours, whether they give keys or not; a number is never part of them.
 */
export const eachJoinedKey = (name: PreparedName, take: TakeKey, note?: NoteNeighbours): void => {
  const { tokens } = name
  for (let from = 0; from + 1 < tokens.length; from++) {
    word.clear()
    let light = true
    let numbers = false
    for (let at = from; at < from + 3 && at < tokens.length; at++) {
      const token = tokens[at]
      if (!token) break
      word.add(token.text)
      light &&= token.weight < 0.2
      numbers ||= token.kind === 'number'
      if (at === from) continue
      const isKey = word.length >= 4 && word.length <= 24 && !light
      const isNoted = note !== undefined && !numbers
      if (!isKey && !isNoted) continue
      foldLetters(word, 0, word.length, folded)
      if (isNoted)
        note(from, at + 1 - from, tokens[from] ?? token, word.length, folded.mask(), folded.doubles())
      if (!isKey) continue
      take(kinds.word, folded.units, 0, folded.length)
      takeNear(take)
    }
  }
  for (const initials of name.initials) {
    word.clear()
    word.add(initials)
    takeFold(0, word.length, take)
  }
}

/** Calls `take` with every key that a listed name looks up; the same key may come more than once. */
export const eachLookedUpNameKey = (name: PreparedName, take: TakeKey): void => {
  for (const token of name.tokens) eachWordKey(token, take)
  eachJoinedKey(name, take)
}

/** What a listed name looks up; a person's by pairs of its parts as well. */
export const lookedUpNameKeys = (name: PreparedName, person = false): string[] => {
  const keys = new Set<string>()
  const take: TakeKey = (kind, units, from, to) => keys.add(keyText(kind, units, from, to))
  eachLookedUpNameKey(name, take)
  if (person) eachPersonKey(name, take)
  return [...keys]
}

/** A key as it is stored: `t:zhongtai`. */
export const keyText = (kind: number, units: Uint16Array, from: number, to: number): string =>
  `${String.fromCharCode(kind)}:${String.fromCharCode(...units.subarray(from, to))}`
