import type { FormWord } from './legal-forms.ts'
import type { ScreeningModel } from './model.ts'
import { hanRun, latinOf, simplified } from './scripts.ts'
import { Letters } from './spelling.ts'
import type { Token } from './tokens.ts'
import { WordTable } from './word-table.ts'

/** A word of a name as it stands, before it is weighed: Latin letters and digits, or a run of Chinese characters. */
export class RawWord {
  /** Lower-case ASCII; for Chinese the simplified characters. */
  readonly text: string
  readonly han: boolean
  /** Set where the word stands in brackets: the number of the bracket. */
  readonly bracket: number | undefined
  /** What it is cut into, where several words are written together. */
  readonly pieces: readonly string[] | null
  /** What has to be looked at in a name that has it: see `mayJoin` and the others. */
  marks: number
  /** What a model knows of it, and which: see `learnAll`. */
  model: ScreeningModel | undefined
  token: Token | undefined
  form: FormWord | null
  longForm: readonly string[] | undefined

  constructor(text: string, han: boolean, bracket: number | undefined) {
    this.text = text
    this.han = han
    this.bracket = bracket
    this.pieces = han ? null : piecesOf(text)
    this.marks = han ? 0 : marksOf(text)
    this.model = undefined
    this.token = undefined
    this.form = null
    this.longForm = undefined
  }

  /** Another word in its place. */
  as(text: string): RawWord {
    return this.bracket === undefined ? plainWord(text) : new RawWord(text, this.han, this.bracket)
  }
}

/** So many words are kept; beyond that they are forgotten, so that a long-lived process does not grow. */
const mostWords = 200_000
let table = new WordTable(1_024)
let plainWords: RawWord[] = []

/** Keeps a word that the table has just numbered. */
const kept = (word: RawWord): RawWord => {
  plainWords.push(word)
  if (plainWords.length >= mostWords) {
    table = new WordTable(1_024)
    plainWords = []
  }
  return word
}

const letters = new Letters()

/** A word of lower-case Latin letters and digits outside brackets: the same object wherever it stands. */
export const plainWord = (text: string): RawWord => {
  letters.clear()
  letters.add(text)
  return plainWords[table.add(letters.units, 0, letters.length)] ?? kept(new RawWord(text, false, undefined))
}

const numerals = new Map(
  'first:1 second:2 third:3 fourth:4 fifth:5 sixth:6 seventh:7 eighth:8 ninth:9 tenth:10 ii:2 iii:3 viii:8'
    .split(' ')
    .map((pair): [string, string] => [pair.split(':')[0] ?? '', pair.split(':')[1] ?? '']),
)

const hanDigits = '〇一二三四五六七八九'

/** 十二 → 12, 六二五 → 625. Only what follows 第 is read so; elsewhere 一 and 八 are parts of names. */
export const hanNumber = (text: string): string => {
  if (/^\d+$/.test(text)) return text
  if (!text.includes('十') && !text.includes('百'))
    return Array.from(text, (c) => hanDigits.indexOf(c)).join('')
  let total = 0
  let digit = 0
  for (const c of text) {
    if (c === '百') total += (digit || 1) * 100
    else if (c === '十') total += (digit || 1) * 10
    if (c === '百' || c === '十') digit = 0
    else digit = hanDigits.indexOf(c)
  }
  return String(total + digit)
}

const readOrdinalsInHan = (text: string): string =>
  text
    .replace(/第([〇一二三四五六七八九十百]+|\d+)/g, (_, number: string) => ` no ${hanNumber(number)} `)
    .replace(/([〇一二三四五六七八九十百]+)号/g, (_, number: string) => ` no ${hanNumber(number)} `)

/** Words that end like a legal form and are none. */
const endsLikeAWord = /zinc$/

const apostrophes = /['’‘ʻʼ`´]/g

/** Signs, initials and the like that one of the steps of `levelled` may change; most names have none. */
const needsLevelling = /['`&#]|\.[a-z]|s\/a|\bi\/e\b|no\.?\s*\d|construction corporation/

/**
 * Besides the levelling of signs, one wording: CBP writes "Production and Construction Corporation" where DHS, BIS and
 * OFAC write "Corps", and only the latter is no legal form.
 */
const levelled = (ascii: string): string =>
  ascii
    .replace(/`/g, "'")
    .replace(/(?<=[a-z])'s\b/g, '')
    .replace(/'/g, '')
    .replace(/\bi ?[/&] ?e\b/g, 'import export')
    .replace(/&/g, ' and ')
    .replace(/\bs\/a\b/g, 'sa')
    .replace(/\b(?:[a-z]\.){1,}[a-z]\b\.?/g, (initials) => initials.replaceAll('.', ''))
    .replace(/\bproduction (and|&) construction corporation\b/g, 'production and construction corps')
    .replace(/\bno\.?\s*(?=\d)/g, ' no ')
    .replace(/#\s*(?=\d)/g, ' no ')

const lastOfGlued = new Set(Array.from('cdh', (letter) => letter.charCodeAt(0)))

/** Long words of legal forms, which nothing else begins or ends with. */
const longForms = ['limited', 'company', 'corporation', 'otvetstvennostyu', 'obshchestvo', 'sirketi']
const noForms = new Set(['unlimited', 'accompany', 'incorporation'])

/** Words of legal forms that are written together, or cut in the wrong place. */
const gluedForms = new Map<string, string[]>(
  (
    'openjoint:open joint,closedjoint:closed joint,publicjoint:public joint,privatejoint:private joint,' +
    'jointstock:joint stock,stockcompany:stock company,limitedliability:limited liability,' +
    'liabilitycompany:liability company,obshchestvos:obshchestvo s,obschestvos:obshchestvo s,' +
    'aktsionernoeobshchestvo:aktsionernoe obshchestvo,companylimited:company limited,privatelimited:private limited,' +
    'coltd:co ltd,pvtltd:pvt ltd,pteltd:pte ltd,ptyltd:pty ltd,sdnbhd:sdn bhd,jointstockcompany:joint stock company,' +
    'limitedliabilitycompany:limited liability company'
  )
    .split(',')
    .map((pair): [string, string[]] => [pair.split(':')[0] ?? '', (pair.split(':')[1] ?? '').split(' ')]),
)

const withoutLongForm = (word: string): string[] | null => {
  if (word.length < 10 || noForms.has(word)) return null
  for (const form of longForms) {
    if (word.length < form.length + 3) continue
    if (word.endsWith(form)) return [word.slice(0, -form.length), form]
    if (word.startsWith(form)) return [form, word.slice(form.length)]
  }
  return null
}

/** A word, a digit and a legal form, where they are written together: `acmellc`, `acme2ltd`. */
const glued = (word: string): string[] | null => {
  if (word.length < 5) return null
  const forms = gluedForms.get(word)
  if (forms) return [...forms]
  if (word.length < 7) return null
  const apart = withoutLongForm(word)
  if (apart || !lastOfGlued.has(word.charCodeAt(word.length - 1))) return apart
  const parts = /^([a-z]{4,})(\d?)(llc|ltd|plc|gmbh|inc)$/.exec(word)
  if (!parts?.[1] || !parts[3] || endsLikeAWord.test(word)) return null
  return parts[2] ? [parts[1], parts[2], parts[3]] : [parts[1], parts[3]]
}

/** Legal forms and numbers that are glued to a word come off, numerals become digits; null where it stays as it is. */
const piecesOf = (word: string): string[] | null => {
  if (/\d/.test(word)) {
    const ordinal = /^(\d+)(?:st|nd|rd|th)$/.exec(word)
    if (ordinal?.[1]) return [ordinal[1]]
    const unit = /^([a-z]{3,})(\d{1,4})$/.exec(word)
    if (unit?.[1] && unit[2]) return [unit[1], unit[2]]
    const counted = /^(\d{2,4})([a-z]{3,})$/.exec(word)
    if (counted?.[1] && counted[2]) return [counted[1], counted[2]]
    // One digit among letters is a letter that was misread.
    if (/^(?:0[a-z]{4,}|[a-z]+[015][a-z]+)$/.test(word) && word.length >= 5)
      return [word.replace('0', 'o').replace('1', 'l').replace('5', 's')]
    return glued(word)
  }
  const numeral = numerals.get(word)
  return numeral === undefined ? glued(word) : [numeral]
}

/** Adds the words that letters and digits are which stand together. */
const addWord = (text: string, bracket: number | undefined, words: RawWord[]): void => {
  const word = plainWord(text)
  if (word.pieces === null) words.push(bracket === undefined ? word : new RawWord(text, false, bracket))
  else
    for (const piece of word.pieces)
      words.push(bracket === undefined ? plainWord(piece) : new RawWord(piece, false, bracket))
}

/** Cuts ASCII at whatever is neither letter nor digit, and adds the words. */
const addLatinWords = (text: string, bracket: number | undefined, words: RawWord[]): void => {
  const lower = text.toLowerCase()
  const ascii = needsLevelling.test(lower) ? levelled(lower) : lower
  let from = -1
  for (let i = 0; i <= ascii.length; i++) {
    const inWord = i < ascii.length && (levels[ascii.charCodeAt(i)] ?? 0) >= leastOfWord
    if (inWord && from < 0) from = i
    if (inWord || from < 0) continue
    addWord(ascii.slice(from, i), bracket, words)
    from = -1
  }
}

/** What a character of ASCII is: a letter or a digit of a word (in lower case), nothing but an end of one, or a sign that takes a closer look at the text. */
const levels = new Uint8Array(128)
const sign = 1
const signBeforeLetter = 2
const leastOfWord = 48
for (const letter of 'abcdefghijklmnopqrstuvwxyz0123456789') {
  levels[letter.charCodeAt(0)] = letter.charCodeAt(0)
  levels[letter.toUpperCase().charCodeAt(0)] = letter.charCodeAt(0)
}
for (const other of "'`&#/_([{") levels[other.charCodeAt(0)] = sign
levels['.'.charCodeAt(0)] = signBeforeLetter

const spelt = new Letters()

/**
 * The words of a text that is cut at blanks and signs and no more, as most names are: null where something else has to be
 * looked at. The same as the long way gives.
 */
const wordsAtBlanks = (text: string): RawWord[] | null => {
  const words: RawWord[] = []
  let marks = 0
  spelt.clear()
  spelt.reserve(text.length)
  const { units } = spelt
  let length = 0
  let before = 0
  for (let i = 0; i <= text.length; i++) {
    const unit = i < text.length ? text.charCodeAt(i) : 0
    if (unit >= 128) return null
    const level = levels[unit] ?? 0
    if (level >= leastOfWord) {
      if (before === signBeforeLetter) return null
      units[length++] = level
    } else {
      if (level === sign) return null
      if (length > 0) {
        const word =
          plainWords[table.add(units, 0, length)] ??
          kept(new RawWord(text.slice(i - length, i).toLowerCase(), false, undefined))
        length = 0
        marks |= word.marks
        if (word.pieces === null) words.push(word)
        else for (const piece of word.pieces) words.push(plainWord(piece))
      }
    }
    before = level
  }
  return needLevelling(marks) ? null : words
}

/** Words that are written apart but are one, by the first: joined so that the tables hold one form. */
const joinedPairs = new Map<string, ReadonlyMap<string, string>>([
  ['hong', new Map([['kong', 'hongkong']])],
  ['inner', new Map([['mongolia', 'innermongolia']])],
  ['abu', new Map([['dhabi', 'abudhabi']])],
  ['north', new Map([['korea', 'northkorea']])],
  ['new', new Map([['zealand', 'newzealand']])],
  ['sri', new Map([['lanka', 'srilanka']])],
  ['costa', new Map([['rica', 'costarica']])],
  ['puerto', new Map([['rico', 'puertorico']])],
  ['el', new Map([['salvador', 'elsalvador']])],
  ['sierra', new Map([['leone', 'sierraleone']])],
  ['burkina', new Map([['faso', 'burkinafaso']])],
  // Vietnamese writes each syllable apart.
  ...(
    'viet nam,thuong mai,dich vu,nhap khau,xuat khau,san xuat,dau tu,xay dung,may mac,det may,van tai,thuc pham,' +
    'cong nghiep,cong nghe,dien tu,hoa chat,phat trien,quoc te,tap doan,ngan hang'
  )
    .split(',')
    .reduce((all, pair) => {
      const [first = '', second = ''] = pair.split(' ')
      return all.set(first, new Map([...(all.get(first) ?? []), [second, first + second]]))
    }, new Map<string, Map<string, string>>()),
  // Indonesian and Turkish words of two.
  ['batu', new Map([['bara', 'batubara']])],
  ['dogal', new Map([['gaz', 'dogalgaz']])],
  [
    'south',
    new Map([
      ['korea', 'southkorea'],
      ['africa', 'southafrica'],
    ]),
  ],
])
const joinedLetters = new Map([['hk', 'hongkong']])
const longestFirst = Math.max(...[...joinedPairs.keys(), ...joinedLetters.keys()].map((word) => word.length))

const isLetter = (word: RawWord): boolean => {
  if (word.han || word.text.length !== 1) return false
  const code = word.text.charCodeAt(0)
  return code >= 97 && code <= 122
}

/** It may be one with the next word. */
const mayJoin = 1
/** A number's mark with its number, which `levelled` tells apart. */
const isMarkedNumber = 2
/** Where a name has both it is a corporation in construction, or a corps: see `levelled`. */
const isConstruction = 4
const isCorporation = 8
/** It joins other words and says nothing: marked when a model learns the word, as the next. */
export const isFunctionWord = 16
/** It names a known place. */
export const isPlaceWord = 32
/** It begins with a letter, which may be one of the name's initials. */
export const isSpelt = 64
/** It is one letter or digit. */
export const isSingle = 128
/** "No" and the like: says nothing before a number. */
export const isNumberMark = 256

const needLevelling = (marks: number): boolean =>
  (marks & isMarkedNumber) !== 0 || ((marks & isConstruction) !== 0 && (marks & isCorporation) !== 0)

/** Legal forms that are letters themselves, or a word cut short: nobody takes an initial of them ("Ltd" and "Corp" some do). */
const formsWithoutInitial = new Set(
  'inc llc llp plc gmbh ag sa spa srl sarl nv bv ab oy asa jsc ojsc cjsc pjsc ooo oao zao pao fze sdn bhd'.split(
    ' ',
  ),
)

const numberMarks = new Set(['no', 'nr', 'num', 'number', 'numero'])

const marksOf = (text: string): number => {
  const first = text.charCodeAt(0)
  let marks = first >= 97 && first <= 122 && !formsWithoutInitial.has(text) ? isSpelt : 0
  if (text.length === 1) marks |= isSingle | mayJoin
  if (marks !== 0 && text.length <= longestFirst && (joinedPairs.has(text) || joinedLetters.has(text)))
    marks |= mayJoin
  if (text === 'construction') marks |= isConstruction
  if (text === 'corporation') marks |= isCorporation
  // n
  if (first === 110) {
    if (/^no\d/.test(text)) marks |= isMarkedNumber
    if (numberMarks.has(text)) marks |= isNumberMark
  }
  return marks
}

const anyMayJoin = (words: readonly RawWord[]): boolean => {
  for (const { marks } of words) if ((marks & mayJoin) !== 0) return true
  return false
}

const joinLetters = (words: RawWord[]): RawWord[] => {
  if (!anyMayJoin(words)) return words
  const out: RawWord[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    if (!word) continue
    if (word.han) {
      out.push(word)
      continue
    }
    const next = words[i + 1]
    const pair =
      next && !next.han && next.bracket === word.bracket
        ? joinedPairs.get(word.text)?.get(next.text)
        : undefined
    if (pair !== undefined) {
      out.push(word.as(pair))
      i += 1
      continue
    }
    let text = word.text
    if (isLetter(word)) {
      for (
        let following = words[i + 1];
        following !== undefined && following.bracket === word.bracket && isLetter(following);
        following = words[i + 1]
      ) {
        text += following.text
        i += 1
      }
    }
    text = joinedLetters.get(text) ?? text
    out.push(text === word.text ? word : word.as(text))
  }
  return out
}

const notAscii = /[^\0-\x7f]/
const opensBracket = /[([{【]/

/**
 * Cuts a name into words: width, case, diacritics and punctuation are levelled, scripts other than Chinese are
 * carried into Latin letters, Chinese is made simplified and stays Chinese. Initials are joined (U.S.A., A B SKF),
 * ordinals become numbers. Nothing is left out but punctuation.
 */
export const rawWords = (name: string): RawWord[] => {
  const atBlanks = wordsAtBlanks(name)
  if (atBlanks) return joinLetters(atBlanks)
  // Others may be plain ASCII: there is nothing to level in them but case and signs.
  const plain = !notAscii.test(name)
  const text = plain
    ? name
    : readOrdinalsInHan(
        name
          .normalize('NFKC')
          .replace(/\p{Cf}/gu, '')
          .replace(hanRun, (run) => simplified(run)),
      )
  const words: RawWord[] = []
  if (plain && !opensBracket.test(text)) {
    addLatinWords(text, undefined, words)
    return joinLetters(words)
  }
  let brackets = 0
  for (const part of text.split(/([([{【][^)\]}】]*[)\]}】])/)) {
    const inBracket = opensBracket.test(part.charAt(0))
    if (inBracket) brackets += 1
    const bracket = inBracket ? brackets : undefined
    let from = 0
    for (const match of plain ? [] : part.matchAll(hanRun)) {
      addLatinWords(asciiOf(part.slice(from, match.index)), bracket, words)
      words.push(new RawWord(match[0], true, bracket))
      from = match.index + match[0].length
    }
    addLatinWords(asciiOf(part.slice(from)), bracket, words)
  }
  return joinLetters(words)
}

const asciiOf = (text: string): string =>
  notAscii.test(text) ? latinOf(text.replace(apostrophes, "'")) : text
