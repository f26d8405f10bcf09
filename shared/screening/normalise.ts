import { canonicalWord, functionWords, meaningOfHan, siteWords } from './business-words.ts'
import { hanLegalForms, stripLegalForms } from './legal-forms.ts'
import type { ScreeningModel } from './model.ts'
import { placeOfWord, placesInHan, type Place } from './places.ts'
import { pinyinSyllables } from './pinyin-syllables.ts'
import { pinyinOf } from './scripts.ts'
import { consonantSkeleton, foldRomanisation, letterMask } from './spelling.ts'
import { rawWords, type RawWord } from './words.ts'

/** One word of a name, ready to be compared. */
export interface Token {
  /** Lower-case ASCII; Chinese words as pinyin, or as the English word that they mean. */
  text: string
  /** The one word for a business word (`textiles` → `textile`); else the same as `text`. */
  canonical: string
  /** The spelling after folding what differs between romanisations only. */
  fold: string
  skeleton: string
  /** Which letters `text` and `fold` have, for a quick no. */
  mask: number
  foldMask: number
  /** 0 to 1: how much it tells. */
  weight: number
  /** `number`: tells one site or unit from another, and must agree. `place`: a known place. */
  kind: 'word' | 'number' | 'place'
  place?: Place
  /** Simplified Chinese characters, where the word was Chinese. */
  han?: string
  /** Pinyin syllables, where the word is wholly pinyin of two or more. */
  syllables?: readonly string[]
  /** In the form that an explanation shows. */
  shown: string
}

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
  lastNameLength?: number
}

/** Places count no more than this: they tell where, not who. */
const mostPlaceWeight = 0.3
const functionWordWeight = 0.03

const makeToken = (text: string, model: ScreeningModel, extra: Partial<Token> = {}): Token => {
  const canonical = canonicalWord(text)
  const place = extra.place ?? (extra.han === undefined || extra.place ? placeOfWord(text) : undefined)
  const number = /^\d+$/.test(text)
  const kind = extra.kind ?? (place ? 'place' : number ? 'number' : 'word')
  let weight = functionWords.has(canonical) ? functionWordWeight : model.weight(canonical)
  if (place) weight = Math.min(weight, mostPlaceWeight)
  if (kind === 'word' && weight > 0.3) {
    if (text.length === 1) weight = 0.15
    else if (text.length === 2) weight *= 0.6
    else if (text.length <= 5 && !/[aeiouy]/.test(text)) weight *= 0.7
  }
  if (kind === 'number') weight = text.length >= 3 ? 0.6 : 0.3
  const syllables = kind === 'word' && text.length >= 4 && weight > 0.3 ? pinyinSyllables(text) : null
  const fold = foldRomanisation(text)
  return {
    text,
    canonical,
    fold,
    mask: letterMask(text),
    foldMask: letterMask(fold),
    skeleton: consonantSkeleton(text),
    weight,
    kind,
    shown: text,
    ...(place ? { place } : {}),
    ...(syllables && syllables.length > 1 ? { syllables } : {}),
    ...extra,
  }
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
    if (text !== '') tokens.push(makeToken(text, model, { han: own, shown: `${own} (${text})` }))
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
      const text = found.place.title.toLowerCase()
      tokens.push(
        makeToken(text, model, {
          place: found.place,
          han: found.word,
          shown: `${found.word} (${found.place.title})`,
        }),
      )
      if (/^[市省县区]/.test(run.slice(i + found.word.length)) && i + found.word.length + 1 < run.length)
        i += 1
    } else {
      for (const meaning of found.meanings)
        tokens.push(makeToken(meaning, model, { shown: `${found.word} (${meaning})` }))
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

/** Drops what stands in brackets and only restates the name by its initials: "Production and Construction Corps (PCC)". */
const withoutRestatedInitials = (words: readonly RawWord[]): RawWord[] => {
  const outside = words.filter((word) => word.bracket === undefined && !word.han)
  if (outside.length < 3) return [...words]
  const initials = initialsOf(outside.map((word) => word.text))
  return words.filter((word) => word.bracket === undefined || word.han || !initials.includes(word.text))
}

const initialsOf = (words: readonly string[]): string[] => {
  const letters = (list: readonly string[]): string => list.map((word) => word.charAt(0)).join('')
  const telling = words.filter((word) => !functionWords.has(word) && /^[a-z]/.test(word))
  if (telling.length < 3) return []
  const withoutPlaces = telling.filter((word) => !placeOfWord(word))
  const all = [letters(telling), letters(words.filter((word) => /^[a-z]/.test(word))), letters(withoutPlaces)]
  return [...new Set(all)].filter((initials) => initials.length >= 3 && initials.length <= 7)
}

/** A letter alone after the word for a site, or at the end, tells sites apart ("Plant B"): it must agree. */
const siteLetters = (tokens: Token[]): Token[] =>
  tokens.map((token, i) => {
    if (!/^[a-z]$/.test(token.text) || tokens.length < 2) return token
    const before = tokens[i - 1]
    const site = (before && siteWords.has(before.canonical)) || (i === tokens.length - 1 && i > 0)
    return site ? { ...token, kind: 'number', weight: 0.3 } : token
  })

/** "No", "Nr" and the like before a number say nothing. */
const withoutNumberMarks = (words: readonly RawWord[]): RawWord[] =>
  words.filter(
    (word, i) => !(/^(?:no|nr|num|number|numero)$/.test(word.text) && /^\d+$/.test(words[i + 1]?.text ?? '')),
  )

/**
 * Normalises a name: words of any script, each with its weight; legal forms recognised and set aside. Throws nothing;
 * a name without letters or digits has no tokens and meets nothing.
 */
export const prepareName = (raw: string, model: ScreeningModel): PreparedName => {
  const words = withoutNumberMarks(rawWords(raw))
  const { kept, ignored } = stripLegalForms(withoutRestatedInitials(words), model.legalForms)
  const tokens: Token[] = []
  const ignoredAll = [...ignored]
  for (const word of kept) {
    if (word.han) {
      const cut = hanTokens(word.text, model)
      tokens.push(...cut.tokens)
      ignoredAll.push(...cut.ignored)
    } else tokens.push(makeToken(word.text, model))
  }
  if (tokens.length === 0) {
    // A name that is nothing but a legal form (or a Chinese one) is compared as it stands.
    for (const word of words)
      tokens.push(makeToken(word.han ? pinyinOf(word.text).join('') : word.text, model))
  }
  const finished = siteLetters(tokens)
  const latin = words.filter((word) => !word.han && word.bracket === undefined).map((word) => word.text)
  const strippedLatin = kept
    .filter((word) => !word.han && word.bracket === undefined)
    .map((word) => word.text)
  const comma = raw.indexOf(',')
  const lastNameLength = comma > 0 ? rawWords(raw.slice(0, comma)).length : undefined
  return {
    raw,
    tokens: finished,
    ignored: ignoredAll,
    weight: finished.reduce((sum, token) => sum + token.weight, 0),
    initials: [...new Set([...initialsOf(strippedLatin), ...initialsOf(latin)])],
    ...(lastNameLength !== undefined ? { lastNameLength } : {}),
  }
}
