import { canonicalWord, functionWords } from './business-words.ts'
import { honorifics, namesOfWord, shortNamesOfWord } from './given-names.ts'
import type { ScreeningModel } from './model.ts'
import { placeOfWord, type Place } from './places.ts'
import { pinyinSyllables } from './pinyin-syllables.ts'
import { consonantSkeleton, foldRomanisation, letterMask, Letters } from './spelling.ts'

/**
 * One word of a name, ready to be compared. A word is derived once and shared by all names that have it, so a token
 * is never changed.
 */
export interface Token {
  /** Unlike that of any other token of the process: a number to keep tables by. */
  readonly id: number
  /** Lower-case ASCII; Chinese words as pinyin, or as the English word that they mean. */
  readonly text: string
  /** The one word for a business word (`textiles` → `textile`); else the same as `text`. */
  readonly canonical: string
  /** The spelling after folding what differs between romanisations only. */
  readonly fold: string
  readonly skeleton: string
  /** Which letters `text` and `fold` have, for a quick no. */
  readonly mask: number
  readonly foldMask: number
  /** 0 to 1: how much it tells. */
  readonly weight: number
  /** `number`: tells one site or unit from another, and must agree. `place`: a known place. */
  readonly kind: 'word' | 'number' | 'place'
  readonly place: Place | undefined
  /** A word of everyday English, or a place: another such word is another word, however near it is written. */
  readonly everyday: boolean
  /** Simplified Chinese characters, where the word was Chinese. */
  readonly han: string | undefined
  /** Pinyin syllables, where the word is wholly pinyin of two or more. */
  readonly syllables: readonly string[] | undefined
  /** In the form that an explanation shows. */
  readonly shown: string
  /** As a part of a person's name: the line of the table of names that it stands in, or its consonants; empty where it tells nothing. */
  readonly calling: string
  /** Its consonants alone: see `bareConsonants`. */
  readonly bare: string
}

/** Places count no more than this: they tell where, not who. */
const mostPlaceWeight = 0.3
const functionWordWeight = 0.03

const isNumber = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 48 || unit > 57) return false
  }
  return text.length > 0
}

const isPinyinShaped = (token: Pick<Token, 'kind' | 'text' | 'weight'>): boolean =>
  token.kind === 'word' && token.text.length >= 4 && token.weight > 0.3

/** What a word is made of; all else follows. */
export type TokenFacts = Pick<
  Token,
  'text' | 'weight' | 'kind' | 'place' | 'everyday' | 'han' | 'shown' | 'canonical'
>

/** What an index does without is derived when a comparison asks for it: a list has many words that meet none. */
class DerivedToken implements Token {
  static #made = 0
  readonly id = DerivedToken.#made++
  readonly text: string
  readonly canonical: string
  readonly weight: number
  readonly kind: Token['kind']
  readonly place: Place | undefined
  readonly everyday: boolean
  readonly han: string | undefined
  readonly shown: string
  #fold: string | undefined
  #skeleton: string | undefined
  #mask: number | undefined
  #foldMask: number | undefined
  #syllables: readonly string[] | null | undefined
  #calling: string | undefined
  #bare: string | undefined

  constructor(facts: TokenFacts) {
    this.text = facts.text
    this.canonical = facts.canonical
    this.weight = facts.weight
    this.kind = facts.kind
    this.place = facts.place
    this.everyday = facts.everyday
    this.han = facts.han
    this.shown = facts.shown
  }

  get fold(): string {
    return (this.#fold ??= foldRomanisation(this.text))
  }

  get skeleton(): string {
    return (this.#skeleton ??= consonantSkeleton(this.text))
  }

  get mask(): number {
    return (this.#mask ??= letterMask(this.text))
  }

  get foldMask(): number {
    return (this.#foldMask ??= letterMask(this.fold))
  }

  get calling(): string {
    return (this.#calling ??= callingOf(this))
  }

  get bare(): string {
    return (this.#bare ??= bareConsonants(this.text))
  }

  get syllables(): readonly string[] | undefined {
    if (this.#syllables === undefined) {
      const syllables = isPinyinShaped(this) ? pinyinSyllables(this.text) : null
      this.#syllables = syllables && syllables.length > 1 ? syllables : null
    }
    return this.#syllables ?? undefined
  }
}

/** Consonants by class, without vowels and what sounds like one. */
const bareConsonants = (text: string): string => {
  let bare = ''
  for (let i = 0; i < text.length; i++) {
    const mark = bareClass[text.charCodeAt(i)] ?? ''
    if (mark !== '' && mark !== bare.charAt(bare.length - 1)) bare += mark
  }
  return bare
}
const bareClass: string[] = []
for (const letters of ['bp', 'f', 'dt', 'gkq', 'cszxj', 'l', 'r', 'm', 'n', 'v'])
  for (const letter of letters) bareClass[letter.charCodeAt(0)] = letter === 'v' ? 'f' : letters.charAt(0)
for (let digit = 0; digit <= 9; digit++) bareClass[48 + digit] = String(digit)

const callingOf = (token: Pick<Token, 'text' | 'kind' | 'bare'>): string => {
  const { text, kind } = token
  if (kind === 'number' || text.length < 2 || functionWords.has(text) || honorifics.has(text)) return ''
  const line = namesOfWord(text)[0] ?? shortNamesOfWord(text)[0]
  return line === undefined ? token.bare : `#${line}`
}

/** The token of a word in lower-case ASCII; of a Chinese one, of its reading. */
export const deriveToken = (text: string, model: ScreeningModel, chinese?: ChineseWord): Token => {
  const canonical = canonicalWord(text)
  const place = chinese ? chinese.place : (placeOfWord(text) ?? placeOfWord(canonical))
  const kind = place ? 'place' : isNumber(text) ? 'number' : 'word'
  let weight = functionWords.has(canonical) ? functionWordWeight : model.weight(canonical)
  if (place) weight = Math.min(weight, mostPlaceWeight)
  if (kind === 'word' && weight > 0.3) {
    if (text.length === 1) weight = 0.15
    else if (text.length === 2) weight *= 0.6
    else if (text.length <= 5 && !/[aeiouy]/.test(text)) weight *= 0.7
  }
  if (kind === 'number') weight = text.length >= 3 ? 0.6 : 0.3
  return new DerivedToken({
    text,
    canonical,
    weight,
    kind,
    place,
    everyday: !chinese && (model.isEveryday(text) || place !== undefined),
    han: chinese?.han,
    shown: chinese?.shown ?? text,
  })
}

/** A word as it was derived before and stored. */
export const tokenOfFacts = (facts: TokenFacts): Token => new DerivedToken(facts)

/** A letter that tells one site from another ("Plant B"): it must agree, as a number must. */
export const asSiteLetter = (token: Token): Token =>
  new DerivedToken({
    text: token.text,
    canonical: token.canonical,
    kind: 'number',
    weight: 0.3,
    place: token.place,
    everyday: false,
    han: token.han,
    shown: token.shown,
  })

/** What a Chinese word adds to its reading in Latin letters. */
export interface ChineseWord {
  han: string
  place: Place | undefined
  shown: string
}

/** Meanings of syllables that translators put into English: 新八 is Xinba or "New Eight". */
const translatedSyllables = new Map([
  ['xin', 'new'],
  ['yi', 'one'],
  ['er', 'two'],
  ['san', 'three'],
  ['si', 'four'],
  ['wu', 'five'],
  ['liu', 'six'],
  ['qi', 'seven'],
  ['ba', 'eight'],
  ['jiu', 'nine'],
  ['shi', 'ten'],
  ['da', 'great'],
  ['dong', 'east'],
  ['nan', 'south'],
  ['xi', 'west'],
  ['bei', 'north'],
]) // prettier-ignore
const translations = new Set(translatedSyllables.values())

/** Whether a word may open the English for as many Chinese syllables: Great East, Dadong. */
export const mayTranslate = (word: Token | undefined): boolean => translations.has(word?.canonical ?? '')

/** The English word that a syllable is translated by, where translators do. */
export const meaningOfSyllable = (syllable: string): string | undefined => translatedSyllables.get(syllable)

/** Two or three neighbours of a name, as if written as one word. */
export class Neighbours {
  /** Index of the first. */
  readonly from: number
  readonly parts: readonly Token[]
  /** How many letters they have together, and which. */
  readonly letters: number
  readonly mask: number
  readonly weight: number
  readonly translatable: boolean
  #text: string | undefined
  #foldMask: number | undefined
  #foldDoubles: number | undefined
  #fold: string | undefined
  #skeleton: string | undefined

  constructor(parts: readonly Token[], from: number) {
    let letters = 0
    let mask = 0
    let sum = 0
    let heaviest = 0
    for (const part of parts) {
      letters += part.text.length
      mask |= part.mask
      sum += part.weight
      heaviest = Math.max(heaviest, part.weight)
    }
    this.from = from
    this.parts = parts
    this.letters = letters
    this.mask = mask
    this.weight = Math.max(heaviest, 0.6 * sum)
    this.translatable = mayTranslate(parts[0])
  }

  /** Their positions in the name, as bits. */
  get bits(): number {
    return ((1 << this.parts.length) - 1) << this.from
  }

  get text(): string {
    if (this.#text === undefined) {
      let text = ''
      for (const part of this.parts) text += part.text
      this.#text = text
    }
    return this.#text
  }

  get fold(): string {
    return (this.#fold ??= foldRomanisation(this.text))
  }

  get foldMask(): number {
    return (this.#foldMask ??= letterMask(this.fold))
  }

  get foldDoubles(): number {
    if (this.#foldDoubles === undefined) {
      letters.clear()
      letters.add(this.fold)
      this.#foldDoubles = letters.doubles()
    }
    return this.#foldDoubles
  }

  get skeleton(): string {
    return (this.#skeleton ??= consonantSkeleton(this.text))
  }
}

const letters = new Letters()

/** All neighbours of a name that may be one word elsewhere: a number never is part of one. */
export const neighboursOf = (tokens: readonly Token[]): Neighbours[] => {
  const all: Neighbours[] = []
  for (let from = 0; from + 1 < tokens.length; from++) {
    for (let length = 2; length <= 3 && from + length <= tokens.length; length++) {
      const parts = tokens.slice(from, from + length)
      if (!parts.some((part) => part.kind === 'number')) all.push(new Neighbours(parts, from))
    }
  }
  return all
}

/** A part of a person's name, as an explanation shows it. */
export const personToken = (text: string, shown: string, weight: number): Token =>
  new DerivedToken({
    text,
    canonical: text,
    weight,
    kind: 'word',
    place: undefined,
    everyday: false,
    han: undefined,
    shown,
  })
