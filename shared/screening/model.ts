import commonWords from './data/common-words.generated.json' with { type: 'json' }
import legalForms from './data/legal-forms.generated.json' with { type: 'json' }
import rarity from './data/token-rarity.generated.json' with { type: 'json' }
import { wordLevels } from './common-words.ts'
import { legalFormIndex, type LegalForms } from './legal-forms.ts'
import { Letters } from './spelling.ts'
import { WordTable } from './word-table.ts'

/**
 * What the scorer knows of the world: how rare each word is among listed parties and real companies, and the true
 * legal forms. It is a release artefact: built by `bench/build-model.ts`, shipped in the bundle, never computed from
 * the live list, so that a list's growth does not move the scores of matches that did not change.
 */
export interface ScreeningModel {
  /** Short hash of the model's data and the number of the rules; part of index keys and of evidence. */
  version: string
  /** Weight of a canonical word: near 0 for words that thousands of names share, 1 for words never or once seen. */
  weight(word: string): number
  /** Whether a word is one of everyday English. */
  isEveryday(word: string): boolean
  legalForms: LegalForms
}

/** Raised by hand whenever the rules of comparison or the keys change so that stored keys or scores would differ. */
const rulesVersion = 12

/** How steeply weight falls with frequency: weight = (ln(names / frequency) / ln(names)) ^ steepness. */
const steepness = 2
const leastWeight = 0.03

/**
 * A word of everyday English is no name of one's own, however few listed parties use it (Talisman, Mercury, Premier):
 * what it weighs at most, by SCOWL's level of it (10: the commonest; 50: words that most dictionaries have).
 */
const mostOfCommon: Record<string, number> = { 10: 0.5, 20: 0.55, 35: 0.5, 40: 0.7, 50: 0.7 }
const leastOfCommon = 0.45

let loaded: ScreeningModel | undefined

/** The model of this release. Loading takes some milliseconds, once. */
export const screeningModel = (): ScreeningModel => {
  loaded ??= buildModel(rarity, legalForms.forms, commonWords.words)
  return loaded
}

/** Looks words up in a table that is made when the first is asked for: strings that nothing holds yet are slow to look up in an object. */
const countsByWord = (counts: Record<string, number>): ((word: string) => number | undefined) => {
  const letters = new Letters()
  let table: WordTable | undefined
  let numbers: readonly number[] = []
  return (word) => {
    if (table === undefined) {
      table = new WordTable(16_384)
      for (const counted of Object.keys(counts)) {
        letters.clear()
        letters.add(counted)
        table.add(letters.units, 0, letters.length)
      }
      numbers = Object.values(counts)
    }
    letters.clear()
    letters.add(word)
    const number = table.find(letters.units, 0, letters.length)
    return number < 0 ? undefined : numbers[number]
  }
}

/** A model from counts: how many names were counted, and in how many of them each canonical word stands (2 or more). */
export const buildModel = (
  data: { version: string; names: number; counts: Record<string, number> },
  forms: readonly string[],
  common: Record<string, string> = {},
): ScreeningModel => {
  const levelOf = wordLevels(common)
  const { names, counts } = data
  const scale = Math.log(names)
  const countOf = countsByWord(counts)
  return {
    version: `${data.version}-${rulesVersion}`,
    // Worked out when it is asked for: a function that starts asks for few of ten thousand words.
    weight: (word) => {
      const count = countOf(word)
      const rarity =
        count === undefined ? 1 : Math.max(leastWeight, (Math.log(names / count) / scale) ** steepness)
      if (rarity <= leastOfCommon) return rarity
      const level = levelOf(word)
      return level === undefined ? rarity : Math.min(rarity, mostOfCommon[level] ?? 1)
    },
    isEveryday: (word) => levelOf(word) !== undefined,
    legalForms: legalFormIndex(forms),
  }
}
