import legalForms from './data/legal-forms.generated.json' with { type: 'json' }
import rarity from './data/token-rarity.generated.json' with { type: 'json' }
import { legalFormIndex, type LegalForms } from './legal-forms.ts'

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
  legalForms: LegalForms
}

/** Raised by hand whenever the rules of comparison or the keys change so that stored keys or scores would differ. */
const rulesVersion = 3

/** How steeply weight falls with frequency: weight = (ln(names / frequency) / ln(names)) ^ steepness. */
const steepness = 2
const leastWeight = 0.03

let loaded: ScreeningModel | undefined

/** The model of this release. Loading takes some milliseconds, once. */
export const screeningModel = (): ScreeningModel => {
  loaded ??= buildModel(rarity, legalForms.forms)
  return loaded
}

/** A model from counts: how many names were counted, and in how many of them each canonical word stands (2 or more). */
export const buildModel = (
  data: { version: string; names: number; counts: Record<string, number> },
  forms: readonly string[],
): ScreeningModel => {
  const { names, counts } = data
  const scale = Math.log(names)
  return {
    version: `${data.version}-${rulesVersion}`,
    // Worked out when it is asked for: a function that starts asks for few of ten thousand words.
    weight: (word) =>
      Object.hasOwn(counts, word)
        ? Math.max(leastWeight, (Math.log(names / (counts[word] ?? 1)) / scale) ** steepness)
        : 1,
    legalForms: legalFormIndex(forms),
  }
}
