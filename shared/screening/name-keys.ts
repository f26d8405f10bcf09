import type { PreparedName, Token } from './normalise.ts'
import { consonantSkeleton, foldRomanisation } from './spelling.ts'

/**
 * Index keys of names. A supplier stores few exact keys; a listed name looks up many. Kinds:
 * `t:` a word by its folded spelling (or a place by its id), `k:` the heaviest word's consonants, for slips in vowels
 * and voicing, `v:` a short word without its vowels, `p:` and `s:` its first and its last half: one slip leaves one of the halves as it was.
 */

/** A name's words are stored, the heaviest first, until what is left weighs less than this share of the name. */
const restShare = 0.45
/** Lighter words are not expected to be misspelt: near spellings are compared for rare words only. */
const nearFrom = 0.45
const shortestHalf = 3

const wordKey = (token: Token): string =>
  token.place ? `t:@${token.place.id}` : `t:${foldRomanisation(token.canonical)}`

const byWeight = (a: Token, b: Token): number =>
  b.weight - a.weight || b.text.length - a.text.length || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)

const skeletonKey = (skeleton: string): string | undefined =>
  skeleton.replace(/^a/, '').length >= 2 ? `k:${skeleton}` : undefined

const halves = (fold: string, length: number): string[] => {
  const first = Math.ceil(length / 2)
  const last = Math.floor(length / 2)
  const keys: string[] = []
  if (first >= shortestHalf && fold.length >= first) keys.push(`p:${fold.slice(0, first)}`)
  if (last >= shortestHalf && fold.length >= last) keys.push(`s:${fold.slice(fold.length - last)}`)
  return keys
}

/** Short words have no halves worth a key: one vowel for another is looked for instead (Yitu, Yutu → `y*t*`). */
const vowelShape = (fold: string, text: string): string[] =>
  text.length === 4 || text.length === 5
    ? [`v:${text.replace(/[aeiou]/g, '*')}`]
    : fold.length < 6
      ? [`v:${fold.replace(/[aeiou]/g, '*')}`]
      : []

const canBeMisspelt = (token: Token): boolean =>
  token.kind === 'word' && token.weight >= nearFrom && token.text.length >= 4

/** What a supplier's name is stored under. */
export const storedNameKeys = (name: PreparedName): string[] => {
  const keys = new Set<string>()
  let rest = name.weight
  const sorted = [...name.tokens].sort(byWeight)
  for (const token of sorted) {
    if (rest < restShare * name.weight) break
    keys.add(wordKey(token))
    rest -= token.weight
  }
  const heaviest = sorted[0]
  if (heaviest && canBeMisspelt(heaviest)) {
    const skeleton = skeletonKey(heaviest.skeleton)
    if (skeleton) keys.add(skeleton)
    for (const half of halves(heaviest.fold, heaviest.fold.length)) keys.add(half)
    for (const shape of vowelShape(heaviest.fold, heaviest.text)) keys.add(shape)
  }
  const initials = name.initials[0]
  if (initials !== undefined && initials.length >= 3) keys.add(`t:${foldRomanisation(initials)}`)
  return [...keys]
}

/** What a listed name looks up. */
export const lookedUpNameKeys = (name: PreparedName): string[] => {
  const keys = new Set<string>()
  const near = (text: string, fold: string, skeleton: string): void => {
    const key = skeletonKey(skeleton)
    if (key) keys.add(key)
    if (text.length < 4) return
    for (const shape of vowelShape(fold, text)) keys.add(shape)
    for (const length of [fold.length - 1, fold.length, fold.length + 1])
      for (const half of halves(fold, length)) keys.add(half)
  }
  for (const token of name.tokens) {
    keys.add(wordKey(token))
    if (canBeMisspelt(token)) near(token.text, token.fold, token.skeleton)
    if (token.kind === 'word' && token.text.length >= 7 && token.weight >= nearFrom) {
      // Where a supplier writes it as two words, it stores the longer part.
      const { text } = token
      for (let at = 3; at <= text.length - 3; at++) {
        keys.add(`t:${foldRomanisation(at * 2 >= text.length ? text.slice(0, at) : text.slice(at))}`)
      }
    }
  }
  for (const length of [2, 3]) {
    for (let from = 0; from + length <= name.tokens.length; from++) {
      const parts = name.tokens.slice(from, from + length)
      const text = parts.map((part) => part.text).join('')
      if (text.length < 4 || text.length > 24 || parts.every((part) => part.weight < 0.2)) continue
      const fold = foldRomanisation(text)
      keys.add(`t:${fold}`)
      near(text, fold, consonantSkeleton(text))
    }
  }
  for (const initials of name.initials) keys.add(`t:${foldRomanisation(initials)}`)
  return [...keys]
}
