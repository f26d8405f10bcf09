import type { PreparedName, Token } from './normalise.ts'
import { signOf } from './near-signs.ts'
import { foldLetters, foldRomanisation, letterMask, Letters, skeletonLetters } from './spelling.ts'

/**
 * Index keys of names. A supplier stores few exact keys; a listed name looks up many. Kinds:
 * `t:` a word by its folded spelling (or a place by its id), `k:` the heaviest word's consonants, for slips in vowels
 * and voicing, `d:` a short word without one of its letters, `p:` and `s:` its first and its last half: one slip leaves one of the halves as it was;
 * `b:` a supplier's initials, for listed names of one word, and `c:` a supplier's name of one word, for listed initials;
 * `n:` two parts of a person's name, by the name that they are forms of or by their consonants: alone they are too common.
 */

/**
 * Takes a key: the code of its kind's letter, and what stands after the colon, as a part of a buffer that is used
 * again after the call. A key of near spellings has a sign of the letters that it leaves out (see `signOf`).
 */
export type TakeKey = (kind: number, units: Uint16Array, from: number, to: number, sign?: number) => void

const kinds = {
  word: 't'.charCodeAt(0),
  skeleton: 'k'.charCodeAt(0),
  rest: 'd'.charCodeAt(0),
  firstHalf: 'p'.charCodeAt(0),
  lastHalf: 's'.charCodeAt(0),
  persons: 'n'.charCodeAt(0),
  ofInitials: 'b'.charCodeAt(0),
  initials: 'c'.charCodeAt(0),
}

/** A name's words are stored, the heaviest first, until what is left weighs less than this share of the name. */
const restShare = 0.4
/** At least so many: the heaviest may be a common word that is misspelt. */
const leastWords = 2
const leastOfSecond = 0.3
/** A word that is lighter is a known one, and is not stored as if it were misspelt. */
const nearFrom = 0.45
/** Articles and the like have no near spellings. */
const nearFromOfListed = 0.05
const shortestHalf = 3

const wordKey = (token: Token): string =>
  token.place
    ? `t:@${token.place.id}`
    : `t:${token.canonical === token.text ? token.fold : foldRomanisation(token.canonical)}`

const byWeight = (a: Token, b: Token): number =>
  b.weight - a.weight || b.text.length - a.text.length || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)

const canBeMisspelt = (token: Token): boolean =>
  token.kind === 'word' && token.weight >= nearFrom && token.text.length >= 4

/** Whether keys of the kind are those that near spellings have in common: two names meet by one only where the words do. */
export const isNearKind = (kind: number): boolean =>
  kind === kinds.skeleton || kind === kinds.rest || kind === kinds.firstHalf || kind === kinds.lastHalf

/** Consonants are a key where there are two of them at least; a first vowel is none. */
const isSkeletonKey = (length: number, first: number): boolean => length - (first === 97 ? 1 : 0) >= 2

/**
 * Short words have no halves worth a key: they are looked for by what is left without one of their letters (Yitu, Yutu →
 * `ytu`), and so are listed words that are a letter longer.
 */
const longestShort = 5
const shortestRest = 3

/** The word whose near spellings a supplier's name is stored under: its heaviest, where that can be misspelt. */
export const nearWordOf = ({ tokens }: PreparedName): Token | undefined => {
  let [heaviest] = tokens
  for (const token of tokens) if (heaviest && byWeight(token, heaviest) < 0) heaviest = token
  return heaviest && canBeMisspelt(heaviest) ? heaviest : undefined
}

/** What a word is stored under beside itself, each key with its sign. */
export const storedNearKeys = ({ fold, skeleton }: Token): ReadonlyMap<string, number> => {
  const keys = new Map<string, number>()
  const { length } = fold
  const sign = (from: number, to: number): number => signOf(letterMask(fold.slice(from, to)), length)
  if (isSkeletonKey(skeleton.length, skeleton.charCodeAt(0))) keys.set(`k:${skeleton}`, sign(0, length))
  const first = Math.ceil(length / 2)
  const last = Math.floor(length / 2)
  if (first >= shortestHalf) keys.set(`p:${fold.slice(0, first)}`, sign(first, length))
  if (last >= shortestHalf) keys.set(`s:${fold.slice(length - last)}`, sign(0, length - last))
  if (length <= longestShort) {
    keys.set(`d:${fold}`, sign(0, length))
    if (length > shortestRest)
      for (let i = 0; i < length; i++) keys.set(`d:${fold.slice(0, i)}${fold.slice(i + 1)}`, sign(0, length))
  }
  return keys
}

/** What a supplier's name is stored under: the keys of its words, and those of near spellings of one of them. */
export const storedNameKeys = (name: PreparedName): string[] => {
  const keys = new Set<string>()
  let rest = name.weight
  const sorted = [...name.tokens].sort(byWeight)
  for (const token of sorted) {
    if (rest < restShare * name.weight && (keys.size >= leastWords || token.weight < leastOfSecond)) break
    keys.add(wordKey(token))
    rest -= token.weight
  }
  const [heaviest] = sorted
  if (heaviest && canBeMisspelt(heaviest)) for (const key of storedNearKeys(heaviest).keys()) keys.add(key)
  const initials = name.initials[0]
  if (initials !== undefined && initials.length >= 3) keys.add(`b:${foldRomanisation(initials)}`)
  const [only, second] = name.tokens
  if (only && !second) keys.add(`c:${foldRomanisation(only.text)}`)
  return [...keys]
}

// Buffers of the functions below, which are synchronous and call each other in one direction.
const word = new Letters()
const folded = new Letters()
const consonants = new Letters()
const rest = new Letters()

const takeFold = (from: number, to: number, take: TakeKey): void => {
  foldLetters(word, from, to, folded)
  take(kinds.word, folded.units, 0, folded.length)
}

/** A short word as it is folded, and without each of its letters. */
const takeShort = (sign: number, take: TakeKey): void => {
  const { units, length } = folded
  take(kinds.rest, units, 0, length, sign)
  if (length <= shortestRest) return
  rest.clear()
  rest.reserve(length)
  for (let left = 0; left < length; left++) {
    for (let i = 0; i < length - 1; i++) rest.units[i] = units[i < left ? i : i + 1] ?? 0
    take(kinds.rest, rest.units, 0, length - 1, sign)
  }
}

/** Which letters stand from one place to another of the word in `folded`. */
const maskOfFold = (from: number, to: number): number => {
  let mask = 0
  for (let i = from; i < to; i++) mask |= 1 << ((folded.units[i] ?? 0) & 31)
  return mask
}

/** The near spellings of the word in `word`, whose fold is in `folded`; halves as of a word one letter shorter or longer too. */
const takeNear = (take: TakeKey): void => {
  skeletonLetters(word, consonants)
  const { units, length } = folded
  const sign = signOf(maskOfFold(0, length), length)
  if (isSkeletonKey(consonants.length, consonants.units[0] ?? 0))
    take(kinds.skeleton, consonants.units, 0, consonants.length, sign)
  if (word.length < 4) return
  if (length <= longestShort + 1) takeShort(sign, take)
  const longest = Math.min(length, Math.ceil((length + 1) / 2))
  for (let half = Math.max(shortestHalf, Math.ceil((length - 1) / 2)); half <= longest; half++)
    take(kinds.firstHalf, units, 0, half, signOf(maskOfFold(half, length), length))
  const longestLast = Math.min(length, Math.floor((length + 1) / 2))
  for (let half = Math.max(shortestHalf, Math.floor((length - 1) / 2)); half <= longestLast; half++)
    take(kinds.lastHalf, units, length - half, length, signOf(maskOfFold(0, length - half), length))
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
  // A common word too: misspelt it is a rare one ("Tecnhology"), and as such the one that a supplier stores.
  if (token.kind === 'number' || token.weight < nearFromOfListed || token.text.length < 4) return
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
export const eachJoinedKey = (
  { tokens, initials }: Pick<PreparedName, 'tokens' | 'initials'>,
  take: TakeKey,
  note?: NoteNeighbours,
): void => {
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
      if (!numbers) takeNear(take)
    }
  }
  const [only, second] = tokens
  if (only && !second) takeFoldOf(only.text, kinds.ofInitials, take)
  for (const letters of initials) takeFoldOf(letters, kinds.initials, take)
}

const takeFoldOf = (text: string, kind: number, take: TakeKey): void => {
  word.clear()
  word.add(text)
  foldLetters(word, 0, word.length, folded)
  take(kind, folded.units, 0, folded.length)
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
