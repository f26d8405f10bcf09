import { editDistance } from './spelling.ts'

const longest = 60

/** As it is written, but for case and for space that says nothing. */
const written = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

/**
 * How alike two names are as strings, from 0 to 1, legal forms, signs and all: it ranks names that are too far gone for
 * their words to meet ("HioV I}c", Hill Inc), and tells apart names that differ in nothing else.
 */
export const likeness = (a: string, b: string): number => {
  const x = written(a).slice(0, longest)
  const y = written(b).slice(0, longest)
  const longer = Math.max(x.length, y.length)
  if (longer === 0 || x === y) return 1
  return 1 - editDistance(x, y, longer) / longer
}

/** What likeness alone is worth at most: never enough to be shown. */
const mostOfLikeness = 0.62

/** The score of names by their likeness as strings alone. */
export const scoreOfLikeness = (alike: number): number => mostOfLikeness * Math.max(0, alike) ** 1.2

/** From here on what two names do not have in common is alike, and what that is worth. */
const leastOfRests = 0.3
const mostOfRests = 0.3

const wordsOf = (name: string): string[] => written(name).split(/[ ,-]+/)

/**
 * What the words that only one of two names has are worth by their likeness: "Jenkins G[up" is rather "Jenkins Group"
 * than "Jenkins Ltd". It ranks only, as likeness does.
 */
export const worthOfRests = (a: string, b: string): number => {
  const x = wordsOf(a)
  const y = wordsOf(b)
  const restA = x.filter((word) => !y.includes(word)).join(' ')
  const restB = y.filter((word) => !x.includes(word)).join(' ')
  return restA === '' || restB === '' ? 0 : mostOfRests * Math.max(0, likeness(restA, restB) - leastOfRests)
}
