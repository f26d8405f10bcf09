import { functionWords } from './business-words.ts'
import { shortForms } from './foreign-words.ts'
import { formWord } from './legal-forms.ts'
import type { ScreeningModel } from './model.ts'
import { placeOfWord } from './places.ts'
import { type ChineseWord, deriveToken, type Token, tokenOfFacts } from './tokens.ts'
import { isFunctionWord, isPlaceWord, plainWord, type RawWord } from './words.ts'

const learn = (word: RawWord, model: ScreeningModel): void => {
  const { text } = word
  word.model = model
  // In brackets it is the same word as outside them.
  word.token = word.bracket === undefined ? deriveToken(text, model) : latinToken(text, model)
  word.form = formWord(text, model.legalForms)
  word.longForm = shortForms.get(text)
  if (functionWords.has(text)) word.marks |= isFunctionWord
  if (placeOfWord(text)) word.marks |= isPlaceWord
}

/**
 * Looks up what a model knows of words by themselves, whatever name they stand in: once for a word, and kept with it. A list
 * has five times as many words as different ones, and most of them have to do with no rule but that of their weight.
 * Nothing is known of Chinese words, which are cut first.
 */
export const learnAll = (words: readonly RawWord[], model: ScreeningModel): void => {
  for (const word of words) if (word.model !== model && !word.han) learn(word, model)
}

/** Another word in a word's place, of which is known what a model knows of it. */
export const knownAs = (word: RawWord, text: string, model: ScreeningModel): RawWord => {
  const other = word.as(text)
  if (other.model !== model) learn(other, model)
  return other
}

/** The token of a word in lower-case ASCII. */
export const latinToken = (text: string, model: ScreeningModel): Token => {
  const word = plainWord(text)
  if (word.model !== model || word.token === undefined) learn(word, model)
  return word.token ?? deriveToken(text, model)
}

/** So many Chinese words are kept; beyond that the table is emptied, so that a long-lived process does not grow. */
const mostWords = 200_000

/** By the word as an explanation shows it, which holds both its characters and its reading. */
const tables = new WeakMap<ScreeningModel, Map<string, Token>>()

const chineseWord = (shown: string, model: ScreeningModel, derive: () => Token): Token => {
  let table = tables.get(model)
  if (table === undefined) tables.set(model, (table = new Map()))
  let token = table.get(shown)
  if (token === undefined) {
    if (table.size >= mostWords) table.clear()
    table.set(shown, (token = derive()))
  }
  return token
}

/** The token of a Chinese name or place, by its reading in Latin letters. */
export const chineseToken = (text: string, model: ScreeningModel, word: ChineseWord): Token =>
  chineseWord(word.shown, model, () => deriveToken(text, model, word))

/** The token of an English word that a Chinese business word means. */
export const meaningToken = (meaning: string, model: ScreeningModel, han: string): Token => {
  const shown = `${han} (${meaning})`
  return chineseWord(shown, model, () => {
    const { text, canonical, weight, kind, place, everyday } = latinToken(meaning, model)
    return tokenOfFacts({ text, canonical, weight, kind, place, everyday, han: undefined, shown })
  })
}
