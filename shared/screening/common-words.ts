import { Letters } from './spelling.ts'
import { WordTable } from './word-table.ts'

/** How a word may end beside the form that the lists of words have. */
export const endings: readonly (readonly [ending: string, instead: string])[] = [
  ['ies', 'y'],
  ['es', ''],
  ['s', ''],
  ['ed', ''],
  ['ed', 'e'],
  ['ing', ''],
  ['ing', 'e'],
  ['ly', ''],
]

const lastOfEndings = new Set(endings.map(([ending]) => ending.charCodeAt(ending.length - 1)))
const endsLikeAForm = (word: string): boolean => lastOfEndings.has(word.charCodeAt(word.length - 1))

const letters = new Letters()

interface Levels {
  table: WordTable
  /** How many words of the table have each level or a lower one. */
  ends: readonly number[]
}

const blank = 32

/** The words of all levels, numbered from the lowest level on; one that stands in two has the lower. */
const levelled = (words: Record<string, string>, levels: readonly string[]): Levels => {
  const table = new WordTable(32_768)
  const ends: number[] = []
  const list = new Letters()
  for (const level of levels) {
    list.clear()
    list.add(words[level] ?? '')
    const { units, length } = list
    for (let from = 0, to = 0; to <= length; to++) {
      if (to < length && units[to] !== blank) continue
      if (to > from) table.add(units, from, to)
      from = to + 1
    }
    ends.push(table.size)
  }
  return { table, ends }
}

/** Words of everyday language by level, the lowest the commonest. Answers the level of a word in any usual form. */
export const wordLevels = (words: Record<string, string>): ((word: string) => string | undefined) => {
  const names = Object.keys(words).sort((a, b) => Number(a) - Number(b))
  // Made when the first word is asked for: a function that only reads an index never asks.
  let levels: Levels | undefined
  const find = (): string | undefined => {
    const { table, ends } = (levels ??= levelled(words, names))
    const number = table.find(letters.units, 0, letters.length)
    return number < 0 ? undefined : names[ends.findIndex((end) => number < end)]
  }
  const inAnyForm = (word: string): string | undefined => {
    letters.clear()
    letters.add(word)
    const known = find()
    if (known !== undefined || word.length < 5 || !endsLikeAForm(word)) return known
    for (const [ending, instead] of endings) {
      if (!word.endsWith(ending)) continue
      letters.clear()
      letters.add(word)
      letters.length -= ending.length
      letters.add(instead)
      const level = find()
      if (level !== undefined) return level
    }
    return undefined
  }
  // A word is asked for twice when it is new: for its weight, and whether it is one of these.
  let last = ''
  let lastLevel: string | undefined
  return (word) => {
    if (word !== last) {
      lastLevel = inAnyForm(word)
      last = word
    }
    return lastLevel
  }
}
