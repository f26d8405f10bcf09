import { hanRun, latinOf, simplified } from './scripts.ts'

/** A word of a name as it stands, before it is weighed: Latin letters and digits, or a run of Chinese characters. */
export interface RawWord {
  /** Lower-case ASCII; for Chinese the simplified characters. */
  text: string
  han: boolean
  /** Set where the word stands in brackets: the number of the bracket. */
  bracket?: number
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

/**
 * Besides the levelling of signs, one wording: CBP writes "Production and Construction Corporation" where DHS, BIS and
 * OFAC write "Corps", and only the latter is no legal form.
 */
const latinWords = (text: string): string[] => {
  const ascii = latinOf(text.replace(apostrophes, "'"))
    .replace(/(?<=[a-z])'s\b/g, '')
    .replace(/'/g, '')
    .replace(/&/g, ' and ')
    .replace(/\bs\/a\b/g, 'sa')
    .replace(/\b(?:[a-z]\.){1,}[a-z]\b\.?/g, (initials) => initials.replaceAll('.', ''))
    .replace(/\bproduction (and|&) construction corporation\b/g, 'production and construction corps')
    .replace(/\bno\.?\s*(?=\d)/g, ' no ')
    .replace(/#\s*(?=\d)/g, ' no ')
  const words: string[] = []
  for (const word of ascii.split(/[^a-z0-9]+/)) {
    if (word === '') continue
    const ordinal = /^(\d+)(?:st|nd|rd|th)$/.exec(word)
    const unit = /^([a-z]{3,})(\d{1,4})$/.exec(word)
    const glued = /^([a-z]{4,})(\d?)(llc|ltd|plc|gmbh|inc)$/.exec(word)
    if (glued?.[1] && glued[3] && !endsLikeAWord.test(word))
      words.push(glued[1], ...(glued[2] ? [glued[2]] : []), glued[3])
    else if (ordinal?.[1]) words.push(ordinal[1])
    else if (unit?.[1] && unit[2]) words.push(unit[1], unit[2])
    else words.push(numerals.get(word) ?? word)
  }
  return words
}

/** Words that are written apart but are one: joined so that the tables hold one form. */
const joined = new Map([
  ['hong kong', 'hongkong'],
  ['inner mongolia', 'innermongolia'],
  ['abu dhabi', 'abudhabi'],
  ['north korea', 'northkorea'],
  ['south korea', 'southkorea'],
  ['south africa', 'southafrica'],
  ['hk', 'hongkong'],
])

const joinLetters = (words: RawWord[]): RawWord[] => {
  const out: RawWord[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    if (!word) continue
    const next = words[i + 1]
    const pair =
      next && !word.han && !next.han && next.bracket === word.bracket
        ? joined.get(`${word.text} ${next.text}`)
        : undefined
    if (pair !== undefined) {
      out.push({ ...word, text: pair })
      i += 1
      continue
    }
    if (!word.han && word.text.length === 1 && /[a-z]/.test(word.text)) {
      let letters = word.text
      while (i + 1 < words.length) {
        const following = words[i + 1]
        if (
          !following ||
          following.han ||
          following.bracket !== word.bracket ||
          !/^[a-z]$/.test(following.text)
        )
          break
        letters += following.text
        i += 1
      }
      out.push({ ...word, text: joined.get(letters) ?? letters })
      continue
    }
    out.push(word.han ? word : { ...word, text: joined.get(word.text) ?? word.text })
  }
  return out
}

/**
 * Cuts a name into words: width, case, diacritics and punctuation are levelled, scripts other than Chinese are
 * carried into Latin letters, Chinese is made simplified and stays Chinese. Initials are joined (U.S.A., A B SKF),
 * ordinals become numbers. Nothing is left out but punctuation.
 */
export const rawWords = (name: string): RawWord[] => {
  const text = readOrdinalsInHan(
    name
      .normalize('NFKC')
      .replace(/\p{Cf}/gu, '')
      .replace(hanRun, (run) => simplified(run)),
  )
  const words: RawWord[] = []
  let brackets = 0
  for (const part of text.split(/([([{【][^)\]}】]*[)\]}】])/)) {
    const inBracket = /^[([{【]/.test(part)
    if (inBracket) brackets += 1
    const add = (word: string, han: boolean): void => {
      words.push(inBracket ? { text: word, han, bracket: brackets } : { text: word, han })
    }
    let from = 0
    for (const match of part.matchAll(hanRun)) {
      for (const word of latinWords(part.slice(from, match.index))) add(word, false)
      add(match[0], true)
      from = match.index + match[0].length
    }
    for (const word of latinWords(part.slice(from))) add(word, false)
  }
  return joinLetters(words)
}
