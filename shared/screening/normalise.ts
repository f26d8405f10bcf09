import { meaningOfHan, siteWords } from './business-words.ts'
import { chineseToken, knownAs, latinToken, learnAll, meaningToken } from './known-words.ts'
import { hanLegalForms } from './legal-forms.ts'
import type { ScreeningModel } from './model.ts'
import { type PersonName, preparePerson } from './person-name.ts'
import { placesInHan, type Place } from './places.ts'
import { pinyinOf } from './scripts.ts'
import { stripLegalForms } from './strip-legal-forms.ts'
import { asSiteLetter, type Neighbours, neighboursOf, type Token } from './tokens.ts'
import {
  isFunctionWord,
  isNumberMark,
  isPlaceWord,
  isSingle,
  isSpelt,
  rawWords,
  type RawWord,
} from './words.ts'

export type { Token }

/** A name, normalised. */
export interface PreparedName {
  raw: string
  tokens: readonly Token[]
  /** Legal forms that were recognised and are ignored. */
  ignored: readonly string[]
  /** Sum of the tokens' weights. */
  weight: number
  /** First letters of the words that say something; empty for names of fewer than three words. */
  initials: readonly string[]
  /** "LAST, First": how many tokens stand before the comma. */
  readonly lastNameLength: number | undefined
  /** Words that stand together, which another name may write as one. */
  readonly neighbours: readonly Neighbours[]
  /** The same name read as a person's. */
  readonly person: PersonName
}

/**
 * Cuts a run of Chinese characters into places, business words (as the English words that they mean), legal forms
 * and what is left: the name proper, read as pinyin and kept as Chinese.
 */
const hanTokens = (run: string, model: ScreeningModel): { tokens: Token[]; ignored: string[] } => {
  const tokens: Token[] = []
  const ignored: string[] = []
  let own = ''
  const flush = (): void => {
    if (own === '') return
    const text = pinyinOf(own)
      .map((syllable) => syllable.replace('v', 'u').replace(/[^a-z0-9]/g, ''))
      .join('')
    if (text !== '')
      tokens.push(chineseToken(text, model, { han: own, place: undefined, shown: `${own} (${text})` }))
    own = ''
  }
  for (let i = 0; i < run.length; ) {
    const found = longestAt(run, i)
    if (!found) {
      own += run[i]
      i += 1
      continue
    }
    flush()
    if (found.kind === 'legal') ignored.push(found.word)
    else if (found.kind === 'place') {
      const { place, word } = found
      const shown = `${word} (${place.title})`
      tokens.push(chineseToken(place.title.toLowerCase(), model, { han: word, place, shown }))
      if (/^[市省县区]/.test(run.slice(i + word.length)) && i + word.length + 1 < run.length) i += 1
    } else {
      for (const meaning of found.meanings) tokens.push(meaningToken(meaning, model, found.word))
    }
    i += found.word.length
  }
  flush()
  return { tokens, ignored }
}

type HanWord =
  | { kind: 'legal'; word: string }
  | { kind: 'place'; word: string; place: Place }
  | { kind: 'business'; word: string; meanings: readonly string[] }

const longestHanWord = 12

const longestAt = (run: string, from: number): HanWord | undefined => {
  for (let length = Math.min(longestHanWord, run.length - from); length >= 2; length--) {
    const word = run.slice(from, from + length)
    const place = placesInHan.get(word)
    if (place) return { kind: 'place', word, place }
    if (hanLegalForms.includes(word)) return { kind: 'legal', word }
    const meanings = meaningOfHan.get(word)
    if (meanings) return { kind: 'business', word, meanings }
  }
  return undefined
}

const hasBrackets = (words: readonly RawWord[]): boolean => {
  for (const word of words) if (word.bracket !== undefined) return true
  return false
}

/** Drops what stands in brackets and only restates the name by its initials: "Production and Construction Corps (PCC)". */
const withoutRestatedInitials = (words: readonly RawWord[]): readonly RawWord[] => {
  if (words.length < 4 || !hasBrackets(words)) return words
  const outside = words.filter((word) => word.bracket === undefined && !word.han)
  if (outside.length < 3) return words
  const initials = initialsOf(outside)
  return words.filter((word) => word.bracket === undefined || word.han || !initials.includes(word.text))
}

const addInitials = (initials: string, all: string[]): void => {
  if (initials.length >= 3 && initials.length <= 7 && !all.includes(initials)) all.push(initials)
}

/** The first letters of the words that are neither Chinese nor in brackets: of those that tell, of all, without places. */
const initialsOf = (words: readonly RawWord[]): string[] => {
  const all: string[] = []
  if (words.length < 3) return all
  let telling = ''
  let others = 0
  let places = 0
  for (const { text, han, bracket, marks } of words) {
    if (han || bracket !== undefined || (marks & isSpelt) === 0) continue
    if ((marks & isFunctionWord) !== 0) others += 1
    else {
      telling += text.charAt(0)
      if ((marks & isPlaceWord) !== 0) places += 1
    }
  }
  if (telling.length < 3) return all
  addInitials(telling, all)
  if (others > 0) addInitials(firstLetters(words, 0), all)
  if (places > 0) addInitials(firstLetters(words, isFunctionWord | isPlaceWord), all)
  return all
}

/** The first letters of words without those marks. */
const firstLetters = (words: readonly RawWord[], without: number): string => {
  let letters = ''
  for (const { text, han, bracket, marks } of words)
    if (!han && bracket === undefined && (marks & isSpelt) !== 0 && (marks & without) === 0)
      letters += text.charAt(0)
  return letters
}

const isLetter = (text: string): boolean =>
  text.length === 1 && text.charCodeAt(0) >= 97 && text.charCodeAt(0) <= 122

/** A letter alone after the word for a site, or at the end, tells sites apart ("Plant B"): it must agree. */
const markSiteLetters = (tokens: Token[]): void => {
  if (tokens.length < 2) return
  for (let i = 1; i < tokens.length; i++) {
    const token = tokens[i]
    if (token === undefined || !isLetter(token.text)) continue
    if (i === tokens.length - 1 || siteWords.has(tokens[i - 1]?.canonical ?? ''))
      tokens[i] = asSiteLetter(token)
  }
}

const isMarkOfNumber = (word: RawWord, next: RawWord | undefined): boolean =>
  (word.marks & isNumberMark) !== 0 && next !== undefined && /^\d+$/.test(next.text)

const lastNumerals = new Map([
  ['i', '1'],
  ['iv', '4'],
  ['v', '5'],
  ['vi', '6'],
  ['vii', '7'],
  ['ix', '9'],
  ['x', '10'],
  ['one', '1'],
  ['two', '2'],
  ['three', '3'],
  ['four', '4'],
  ['five', '5'],
  ['six', '6'],
  ['seven', '7'],
  ['eight', '8'],
  ['nine', '9'],
  ['ten', '10'],
])

/**
 * At the end of a name, before its legal form, a short Roman numeral or a number word is a number: "Adrian Darya I",
 * "Kangri One Inc". Elsewhere it may be a word or an initial.
 */
const withLastNumeral = (words: readonly RawWord[], model: ScreeningModel): readonly RawWord[] => {
  const last = words.at(-1)
  const number = words.length > 1 && last && !last.han ? lastNumerals.get(last.text) : undefined
  return last === undefined || number === undefined
    ? words
    : [...words.slice(0, -1), knownAs(last, number, model)]
}

/** "No", "Nr" and the like before a number say nothing. */
const withoutNumberMarks = (words: readonly RawWord[]): readonly RawWord[] => {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    if (word && isMarkOfNumber(word, words[i + 1]))
      return words.filter((word, i) => !isMarkOfNumber(word, words[i + 1]))
  }
  return words
}

class NormalisedName implements PreparedName {
  readonly raw: string
  readonly tokens: readonly Token[]
  readonly ignored: readonly string[]
  readonly weight: number
  readonly initials: readonly string[]
  #lastNameLength: number | null | undefined
  #neighbours: readonly Neighbours[] | undefined
  #person: PersonName | undefined
  readonly #model: ScreeningModel

  constructor(
    raw: string,
    tokens: readonly Token[],
    weight: number,
    initials: readonly string[],
    ignored: readonly string[],
    model: ScreeningModel,
  ) {
    this.raw = raw
    this.tokens = tokens
    this.ignored = ignored
    this.weight = weight
    this.initials = initials
    this.#model = model
  }

  // What follows is read when names are compared: an index does without.

  get lastNameLength(): number | undefined {
    if (this.#lastNameLength === undefined) {
      const comma = this.raw.indexOf(',')
      this.#lastNameLength = comma > 0 ? rawWords(this.raw.slice(0, comma)).length : null
    }
    return this.#lastNameLength ?? undefined
  }

  get person(): PersonName {
    return (this.#person ??= preparePerson(this.raw, this.#model))
  }

  get neighbours(): readonly Neighbours[] {
    return (this.#neighbours ??= neighboursOf(this.tokens))
  }
}

/** A name in which no word has to do with any rule: its words are its tokens. Null for any other. */
const plainName = (raw: string, words: readonly RawWord[], model: ScreeningModel): PreparedName | null => {
  const last = words.at(-1)
  if (last === undefined || lastNumerals.has(last.text)) return null
  const tokens: Token[] = []
  let weight = 0
  for (const word of words) {
    const { token } = word
    if (
      token === undefined ||
      word.bracket !== undefined ||
      (word.marks & (isSingle | isNumberMark)) !== 0 ||
      word.form !== null ||
      word.longForm !== undefined
    )
      return null
    tokens.push(token)
    weight += token.weight
  }
  return new NormalisedName(raw, tokens, weight, initialsOf(words), [], model)
}

/**
 * Normalises a name: words of any script, each with its weight; legal forms recognised and set aside. Throws nothing;
 * a name without letters or digits has no tokens and meets nothing.
 */
export const prepareName = (raw: string, model: ScreeningModel): PreparedName => {
  const written = rawWords(raw)
  learnAll(written, model)
  return plainName(raw, written, model) ?? ruledName(raw, written, model)
}

const ruledName = (raw: string, written: readonly RawWord[], model: ScreeningModel): PreparedName => {
  const words = withoutNumberMarks(withLastNumeral(written, model))
  const stripped = stripLegalForms(withoutRestatedInitials(words), model)
  const { ignored } = stripped
  const kept = ignored.length > 0 ? withLastNumeral(stripped.kept, model) : stripped.kept
  const tokens: Token[] = []
  for (const word of kept) {
    const { token, longForm } = word
    if (token === undefined) {
      const cut = hanTokens(word.text, model)
      tokens.push(...cut.tokens)
      ignored.push(...cut.ignored)
    } else if (longForm === undefined || kept.length < 2) tokens.push(token)
    else for (const meaning of longForm) tokens.push(meaningToken(meaning, model, word.text))
  }
  if (tokens.length === 0) {
    // A name that is nothing but a legal form (or a Chinese one) is compared as it stands.
    for (const word of words)
      tokens.push(latinToken(word.han ? pinyinOf(word.text).join('') : word.text, model))
  }
  markSiteLetters(tokens)
  let weight = 0
  for (const token of tokens) weight += token.weight
  const initials = initialsOf(kept)
  if (kept.length < words.length)
    for (const more of initialsOf(words)) if (!initials.includes(more)) initials.push(more)
  return new NormalisedName(raw, tokens, weight, initials, ignored, model)
}
