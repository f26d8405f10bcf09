import { generations, honorifics, namesOfWord, shortNamesOfWord } from './given-names.ts'
import { foldKorean } from './han-readings.ts'
import type { ScreeningModel } from './model.ts'
import { chineseSyllables } from './romanised-chinese.ts'
import { latinOf, pinyinOf } from './scripts.ts'
import { consonantSkeleton, foldRomanisation, letterMask } from './spelling.ts'
import { personToken, type Token } from './tokens.ts'
import { rawWords, type RawWord } from './words.ts'

/** One part of a person's name: what is compared as one. */
export interface PersonPart {
  readonly token: Token
  readonly text: string
  readonly fold: string
  readonly mask: number
  readonly skeleton: string
  /** Its consonants alone, for scripts that write no others. */
  readonly bare: string
  /** The same where j is read as y: Janukowitsch. */
  readonly otherSkeleton: string
  /** Folded as Korean is romanised, with that of the other side in Hangul. */
  readonly korean: string
  /** After an article: al-Sayed, which may also be written Alsayed. */
  readonly articled: boolean
  /** Syllables in Hanyu Pinyin, where it may be Chinese in any usual romanisation. */
  readonly syllables: readonly string[] | null
  /** Lines of the table of names. */
  readonly names: readonly number[]
  readonly shortNames: readonly number[]
  readonly kind: 'name' | 'initial' | 'particle' | 'honorific' | 'generation'
  /** 0 to 1: how much it tells. */
  readonly weight: number
}

export interface PersonName {
  readonly raw: string
  readonly parts: readonly PersonPart[]
  /** Positions of the parts that tell: names and initials. */
  readonly telling: readonly number[]
  /** "LAST, First": how many parts stand before the comma. */
  readonly familyParts: number | undefined
  /** Written in a script that has no vowels (Arabic, Hebrew): its consonants are all there is. */
  readonly consonantal: boolean
  /** In Chinese characters. */
  readonly han: string | undefined
  /** In Korean letters. */
  readonly hangul: boolean
  /** The syllables of all parts together, where the whole name may be Chinese or Korean. */
  readonly syllables: readonly string[] | null
}

const particles = new Set(
  'bin ibn ben bint binti binte van von der den de la del las los dos das da di du le y e i san ul al el und zu ter af o do st'.split(
    ' ',
  ),
)
const articles = new Set(['al', 'el', 'ul', 'ol'])
/** Articles as they sound before the letter that they double: ash-Shami, ar-Rahman. */
const sunArticles = new Map([
  ['ash', 's'],
  ['as', 's'],
  ['ar', 'r'],
  ['er', 'r'],
  ['ad', 'd'],
  ['at', 't'],
  ['an', 'n'],
  ['az', 'z'],
])
const isArticle = (word: string, next: string | undefined): boolean =>
  articles.has(word) || (next !== undefined && sunArticles.get(word) === next.charAt(0) && next.length > 2)

const servants = /^abd(?:ul|al|el|ol|ur|ar|er|us|as|es|ush|ad|ud|un|an|uz|az|oul)?$/
const servantOf = /^abd(?:ul|al|el|ol|ur|ar|er|us|as|es|ud|oul|u|e|o)?(?=[a-z]{3})/
const fathers = new Set(['abu', 'abou', 'abo', 'umm', 'um', 'oum'])

const vowelless = /[\p{Script=Arabic}\p{Script=Hebrew}]/u

const kindOf = (text: string): PersonPart['kind'] =>
  honorifics.has(text)
    ? 'honorific'
    : generations.has(text)
      ? 'generation'
      : particles.has(text)
        ? 'particle'
        : text.length === 1
          ? 'initial'
          : 'name'

const weightOf = (text: string, kind: PersonPart['kind'], model: ScreeningModel): number => {
  if (kind === 'particle') return 0.03
  if (kind === 'honorific') return 0.05
  if (kind === 'generation') return 0.1
  if (kind === 'initial') return 0.3
  return 0.45 + 0.55 * model.weight(text)
}

const parts = new WeakMap<ScreeningModel, Map<string, PersonPart>>()
const mostParts = 100_000

const patronymic =
  /^(.{3,}?)(?:iyevich|iievich|yevich|ievich|ovich|evich|avich|ovych|evych|iyevna|ievna|yevna|ovna|evna|avna|ivna)$/
const afterStem = ['', 'y', 'iy', 'i', 'a', 'ey', 'ei', 'o', 'iya']
/** Beyond the numbers of all lines: a patronymic is no form of the name that it is made of. */
const patronymicLines = 10_000

/** The names of the table that a word is a form of; of a patronymic, the father's. */
const namesOf = (text: string): readonly number[] => {
  const own = namesOfWord(text)
  if (own.length > 0) return own
  const stem = patronymic.exec(text)?.[1]
  if (stem === undefined) return own
  for (const ending of afterStem) {
    const names = namesOfWord(stem + ending)
    if (names.length > 0) return names.map((line) => patronymicLines + line)
  }
  return own
}

const germanOrFrench = (text: string): string =>
  text
    .replace(/tsch|tch|ch/g, 'c')
    .replace(/sch|sh/g, 's')
    .replace(/dj|j/g, 'y')

const ofFaith = /(?<=[a-z]{3})(?:[aeiou]?l|[aeiou]d|[aeiou])?d+[aeiou]+ne?$/

const partOf = (
  text: string,
  shown: string,
  model: ScreeningModel,
  kind = kindOf(text),
  articled = false,
): PersonPart => {
  let known = parts.get(model)
  if (!known) parts.set(model, (known = new Map()))
  const key = `${text} ${shown} ${kind} ${articled ? 'the' : ''}`
  let part = known.get(key)
  if (part === undefined) {
    if (known.size >= mostParts) known.clear()
    const fold = foldRomanisation(text)
    const weight = weightOf(text, kind, model)
    part = {
      token: personToken(text, shown, weight),
      text,
      fold,
      mask: letterMask(fold),
      skeleton: consonantSkeleton(fold),
      otherSkeleton: consonantSkeleton(germanOrFrench(text)),
      bare: consonantSkeleton(text.replace(/[aeiouwyh]/g, '')),
      korean: foldKorean(text),
      articled,
      syllables: kind === 'name' ? chineseSyllables(text) : null,
      names: namesOf(text),
      shortNames: shortNamesOfWord(text),
      kind,
      weight,
    }
    known.set(key, part)
  }
  return part
}

interface Piece {
  text: string
  shown: string
  articled?: boolean
  kind?: PersonPart['kind']
}

/** Joins what is one name: Abd al-Rahman, Abu Bakr, al-Sayed. */
const piecesOf = (words: readonly RawWord[]): Piece[] => {
  const pieces: Piece[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]?.text ?? ''
    const next = words[i + 1]?.text
    const afterNext = words[i + 2]?.text
    if (servants.test(word) && next !== undefined) {
      const skip = isArticle(next, afterNext) && afterNext !== undefined ? 2 : 1
      const of = words[i + skip]?.text ?? ''
      pieces.push({
        text: namesOfWord(`abd${of}`).length > 0 ? 'abdullah' : `abd${of}`,
        shown: words
          .slice(i, i + skip + 1)
          .map(({ text }) => text)
          .join(' '),
      })
      i += skip
      continue
    }
    if (fathers.has(word) && next !== undefined) {
      const skip = isArticle(next, afterNext) && afterNext !== undefined ? 2 : 1
      const of = words[i + skip]?.text ?? ''
      pieces.push({
        text: `${word.startsWith('a') ? 'abu' : 'umm'}${of}`,
        shown: words
          .slice(i, i + skip + 1)
          .map(({ text }) => text)
          .join(' '),
      })
      i += skip
      continue
    }
    if (
      next !== undefined &&
      afterNext !== undefined &&
      /^(?:al|el|ul|ad|ed|ud|od)$/.test(next) &&
      /^d+[ei]+ne?$/.test(afterNext)
    ) {
      pieces.push({ text: `${word}uddin`, shown: `${word} ${next} ${afterNext}` })
      i += 2
      continue
    }
    if (isArticle(word, next) && next !== undefined) {
      pieces.push({ text: next, shown: `${word} ${next}`, kind: 'name', articled: true })
      i += 1
      continue
    }
    const servant = word.length >= 7 && namesOfWord(word).length === 0 ? servantOf.exec(word) : null
    if (servant) pieces.push({ text: `abd${word.slice(servant[0].length)}`, shown: word })
    else if (word.length >= 7 && ofFaith.test(word) && /ddin|ddeen|aldin|uldin|eldin|udin|edin/.test(word))
      pieces.push({ text: word.replace(ofFaith, 'uddin'), shown: word })
    else pieces.push({ text: word, shown: word })
  }
  return pieces
}

/** Family names of two characters; all others have one. */
const doubleSurnames = new Set(
  '欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 端木 夏侯 独孤 南宫'.split(' '),
)

/** A Chinese name as family name and given name, in pinyin. */
const hanPieces = (run: string): Piece[] => {
  const read = (text: string): string =>
    pinyinOf(text)
      .map((syllable) => syllable.replace('v', 'u').replace(/[^a-z0-9]/g, ''))
      .join('')
  const family = doubleSurnames.has(run.slice(0, 2)) ? 2 : 1
  if (run.length < 2 || run.length > 4)
    return [{ text: read(run), shown: `${run} (${read(run)})`, kind: 'name' }]
  return [run.slice(0, family), run.slice(family)]
    .filter((text) => text !== '')
    .map((text) => ({ text: read(text), shown: `${text} (${read(text)})`, kind: 'name' as const }))
}

/** In Arabic the article is written with its name: الأسد. */
const withArabicArticles = (text: string): string =>
  text
    .replace(/(?<!\p{L})عبد\s*الله/gu, 'abdullah ')
    .replace(/(?<!\p{L})عبد\s*ال/gu, 'abdul ')
    .replace(/\s*الله/gu, 'allah')
    .replace(/[أإآٱ]/g, 'a')
    .replace(/(?<!\p{L})ال/gu, 'al ')

const hangulRun = /^\p{Script=Hangul}{2,4}$/u

/** A Korean name as family name and given name. */
const hangulPieces = (text: string): Piece[] | null => {
  const name = text.replace(/\s/g, '')
  if (!hangulRun.test(name)) return null
  const read = (part: string): string => latinOf(part).replace(/[^a-z]/g, '')
  return [name.slice(0, 1), name.slice(1)].map((part) => ({
    text: read(part),
    shown: `${part} (${read(part)})`,
    kind: 'name' as const,
  }))
}

const personPieces = (text: string): Piece[] => {
  const korean = hangulPieces(text)
  if (korean) return korean
  const words = rawWords(vowelless.test(text) ? withArabicArticles(text) : text)
  const pieces: Piece[] = []
  let run: RawWord[] = []
  const flush = (): void => {
    pieces.push(...piecesOf(run))
    run = []
  }
  for (const word of words) {
    if (!word.han) run.push(word)
    else {
      flush()
      pieces.push(...hanPieces(word.text))
    }
  }
  flush()
  return pieces
}

const isAllHan = (raw: string): boolean => /^[\p{Script=Han}\s]+$/u.test(raw)

/** Normalises the name of a person: its parts, each by what it is. Nothing is taken for a legal form here. */
export const preparePerson = (raw: string, model: ScreeningModel): PersonName => {
  const comma = raw.indexOf(',')
  const before = comma > 0 ? personPieces(raw.slice(0, comma)) : []
  const pieces = comma > 0 ? [...before, ...personPieces(raw.slice(comma + 1))] : personPieces(raw)
  let all = pieces.map(({ text, shown, kind, articled }) => partOf(text, shown, model, kind, articled))
  const tells = ({ kind }: PersonPart): boolean => kind === 'name' || kind === 'initial'
  // A name that is nothing but a title or a particle is compared as it stands.
  if (!all.some(({ kind }) => kind === 'name'))
    all = pieces.map(({ text, shown }) => partOf(text, shown, model, 'name'))
  const telling: number[] = []
  for (let i = 0; i < all.length; i++) {
    const part = all[i]
    if (part && tells(part)) telling.push(i)
  }
  const syllables: string[] = []
  let chinese = telling.length > 0 && telling.length <= 4
  for (const i of telling) {
    const own = all[i]?.syllables
    if (own) syllables.push(...own)
    else chinese = false
  }
  return {
    raw,
    parts: all,
    telling,
    familyParts: comma > 0 && before.length > 0 && before.length < pieces.length ? before.length : undefined,
    consonantal: vowelless.test(raw),
    han: isAllHan(raw) ? raw : undefined,
    hangul: /\p{Script=Hangul}/u.test(raw),
    syllables: chinese && syllables.length >= 2 && syllables.length <= 4 ? syllables : null,
  }
}
