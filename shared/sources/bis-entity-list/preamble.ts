import { isoDate } from '../../dates.ts'
import type { Grounds } from '../../model/designation.ts'
import { compactName } from './natural-key.ts'
import { markerPattern, tidyName } from './party-names.ts'
import { cutElements, parsePiece, plainText, textOf, type XmlElement, type XmlNode } from './rule-xml.ts'

/** What a rule says before the regulation that it amends. */
export interface Preamble {
  summary: string
  paragraphs: string[]
  /** Names of the lists of entities: "• CPUNTO Inc., and", "(1) Aksu District Public Security Bureau, …". */
  names: string[]
  savingsClause?: string
}

/** The preamble: what stands before the amended regulation itself. */
const beforeRegulation = (xml: string): string => {
  const start = xml.indexOf('<SUPLINF')
  const end = xml.search(/<(?:REGTEXT|AMDPAR)[\s>]/u)
  return start < 0 ? '' : xml.slice(start, end < 0 ? undefined : end)
}

const bullet = /^\s*(?:[•●▪·*]|\(\s*(?:\d{1,3}|[a-z]{1,2}|[ivx]{1,5})\s*\)|\d{1,3}\.)\s*/u

const nameOfBullet = (paragraph: XmlElement): string | undefined => {
  const text = plainText(paragraph.children)
  const lead = bullet.exec(text)
  if (!lead) return undefined
  const emphasised = paragraph.children.find(
    (node: XmlNode): node is XmlElement => typeof node !== 'string' && node.name === 'E',
  )
  const own = text.slice(lead[0].length)
  const set = emphasised === undefined ? '' : plainText(emphasised.children)
  // "(1) <E>Aksu District Public Security Bureau,</E> including one alias": the name alone is set apart.
  if (set.length > 3 && own.startsWith(set)) return tidyName(set)
  const end = own.search(
    new RegExp(String.raw`[,;(]?\s+(?:${markerPattern}|including\b|with\b|located\b)`, 'u'),
  )
  const name = tidyName(end < 0 ? own : own.slice(0, end))
  return name === '' || name.length > 200 ? undefined : name
}

const savingsIn = (xml: string): string | undefined => {
  const pieces = cutElements(xml, ['HD', 'P'])
  const at = pieces.findIndex((piece) => piece.name === 'HD' && /savings clause/iu.test(piece.xml))
  if (at < 0) return undefined
  const rest = pieces.slice(at + 1)
  const end = rest.findIndex(({ name }) => name === 'HD')
  const text = rest
    .slice(0, end < 0 ? undefined : end)
    .map(textOf)
    .filter((paragraph) => paragraph !== '')
    .join(' ')
  return text === '' ? undefined : text
}

export const readPreamble = (xml: string): Preamble => {
  const before = beforeRegulation(xml)
  const paragraphs = cutElements(before, ['P']).map(parsePiece)
  const savingsClause = savingsIn(before)
  return {
    summary: cutElements(xml, ['SUM'])
      .flatMap((section) => cutElements(section.xml, ['P']))
      .map(textOf)
      .join(' '),
    paragraphs: paragraphs.map((paragraph) => plainText(paragraph.children)),
    names: paragraphs.flatMap((paragraph) => nameOfBullet(paragraph) ?? []),
    ...(savingsClause === undefined ? {} : { savingsClause }),
  }
}

const writtenDay = /\b([A-Z][a-z]{2,8}\.?\s+\d{1,2},\s*\d{4})\b/u

const dayIn = (text: string): string | undefined => {
  const written = writtenDay.exec(text)?.[1]
  return written === undefined ? undefined : isoDate(written)
}

/** "Except for amendatory instructions 14 and 16, which are effective September 16, 2024." */
const ownDays =
  /\b(?:amendatory\s+)?instructions?\s+(?:nos?\.\s*)?((?:\d{1,3}(?:\.?[a-z])?(?:\s*(?:,|and|through|to|-)\s*)*)+)[^.;]*?\beffective\b/giu

export interface EffectiveDays {
  day?: string
  /** Days of single instructions, by their number. */
  own: ReadonlyMap<number, string>
  /** The paragraph speaks of single instructions in words that were not made out. */
  unclear: boolean
}

/**
 * "This rule is effective February 24, 2023." The day may precede publication, or follow it, and single instructions of
 * a rule may have days of their own.
 */
export const effectiveDays = (xml: string): EffectiveDays => {
  // GPO's schema has both: EFFDATE in final rules, DATES where comments are asked for too.
  const text = cutElements(xml, ['EFFDATE', 'DATES']).map(textOf).join(' ')
  const from = text.search(/\beffective\b/iu)
  const day = dayIn(from < 0 ? text : text.slice(from))
  const own = new Map<number, string>()
  for (const match of text.matchAll(ownDays)) {
    const theirs = dayIn(text.slice(match.index + match[0].length))
    const range = /(\d+)\s*(?:through|to|-)\s*(\d+)/iu.exec(match[1]!)
    const numbers = range
      ? Array.from({ length: Number(range[2]) - Number(range[1]) + 1 }, (_, at) => Number(range[1]) + at)
      : [...match[1]!.matchAll(/\d+/gu)].map(([number]) => Number(number))
    for (const number of theirs === undefined ? [] : numbers) own.set(number, theirs!)
  }
  return {
    ...(day === undefined ? {} : { day }),
    own,
    unclear: /\binstructions?\b/iu.test(text) && own.size === 0,
  }
}

const sentencesOf = (text: string): string[] =>
  text
    .replace(/\b(No|U\.S|U\.A\.E|P\.R|St|Inc|Ltd|Co|Corp|S\.A|LLC)\.(?=\s)/gu, (abbreviation) =>
      abbreviation.replaceAll('.', '․'),
    )
    .split(/(?<=[.!?])\s+(?=[A-Z“§])/u)
    .map((sentence) => sentence.replaceAll('․', '.'))

const reasonWords =
  /\b(?:acting contrary|based on information|on the basis|implicated|complicit|engag|acquir|attempt|support|contribut|involve|diver|forced labou?r|surveillance|human rights|because|in connection with|military|weapons|proliferation|evad|procure)/iu

const flagPatterns: readonly { flag: Grounds['flags'][number]; pattern: RegExp }[] = [
  { flag: 'forced-labour', pattern: /\bforced[\s-]+labou?r\b/iu },
  { flag: 'surveillance', pattern: /\bsurveillance\b/iu },
  { flag: 'human-rights', pattern: /\bhuman\s+rights\b/iu },
]

/** What the words of a reason are about, as flags. */
export const flagsOf = (text: string): Grounds['flags'] =>
  flagPatterns.filter(({ pattern }) => pattern.test(text)).map(({ flag }) => flag)

const maxReason = 1200

/**
 * Why a party was listed, in the preamble's own words: the sentences that name it and those after them that go on about
 * "these entities", where they say why. `listed` are the names of all that the rule adds. `undefined` where no sentence
 * names it.
 */
export const groundsFinder = (
  preamble: Preamble,
  listed: readonly string[],
): ((name: string) => Grounds | undefined) => {
  const blocks = preamble.paragraphs
    .filter((text) => text !== '' && !bullet.test(text))
    .map((text) => sentencesOf(text).map((sentence) => ({ sentence, compact: compactName(sentence) })))
  const parties = listed.map(compactName).filter((name) => name.length > 4)
  /**
   * The one paragraph of the rule that says why, for rules that name their entities in a list alone. A paragraph that
   * names a party speaks of it and of nobody else.
   */
  const general = blocks.filter(
    (block) =>
      block.some(({ sentence }) =>
        /\b(?:ERC|End-User Review Committee)\b.*\b(?:determined|decided)\b.*\badd/iu.test(sentence),
      ) && !block.some(({ compact }) => parties.some((name) => compact.includes(name))),
  )
  const answers = new Map<string, Grounds | undefined>()
  return (name) => {
    const wanted = compactName(name)
    if (answers.has(wanted)) return answers.get(wanted)
    const found: string[] = []
    if (wanted.length > 4) {
      for (const block of blocks) {
        const named = block.findIndex(({ compact }) => compact.includes(wanted))
        if (named < 0) continue
        for (const [at, { sentence, compact }] of block.entries()) {
          if (at < named) continue
          const continues =
            /^(?:These|This|The (?:entit|compan|addition)|Specifically|It|They|Each|Both|All|In addition, these)\b/u.test(
              sentence,
            )
          if (at !== named && !compact.includes(wanted) && !continues) break
          if (reasonWords.test(sentence)) found.push(sentence)
        }
      }
    }
    if (found.length === 0 && general.length === 1) {
      for (const { sentence } of general[0]!) if (reasonWords.test(sentence)) found.push(sentence)
    }
    const text = found.join(' ')
    const grounds =
      text === ''
        ? undefined
        : {
            text: text.length > maxReason ? `${text.slice(0, maxReason).replace(/\s+\S*$/u, '')} …` : text,
            flags: flagsOf(text),
          }
    answers.set(wanted, grounds)
    return grounds
  }
}
