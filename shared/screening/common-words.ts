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

/** The words of all levels, numbered from the lowest level on; one that stands in two has the lower. */
const levelled = (words: Record<string, string>, levels: readonly string[]): Levels => {
  const table = new WordTable(32_768)
  const ends: number[] = []
  for (const level of levels) {
    const list = Buffer.from(`${words[level] ?? ''} `, 'latin1')
    for (let from = 0, to = list.indexOf(32); to >= 0; from = to + 1, to = list.indexOf(32, from))
      table.add(list, from, to)
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
  return (word) => {
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
}
