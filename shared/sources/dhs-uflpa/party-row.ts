import type { Alias } from '../../model/designation.ts'
import { SourceShapeError } from '../../errors.ts'
import {
  acronymName,
  cleanText,
  distinctAliases,
  splitAfterLegalForm,
  nameKey,
  strongAlias,
} from '../cbp-wro/listed-name.ts'

/** What one name cell says. */
export interface PartyRow {
  /** The name before the parenthesis of its other names. */
  name: string
  aliases: Alias[]
  /** The row's own words where it reaches further than the named party: "and its subsidiaries". */
  scope?: string
}

const otherEntities = String.raw`(?:subsidiaries|subordinates?|subordinate entities|affiliates?|affiliated entities)`
const scopeAtEnd = new RegExp(
  String.raw`,?\s+(and\s+(?:(?:all|any)(?:\s+of)?\s+)?(?:(?:its|their)\s+)?${otherEntities}(?:,?\s+and\s+${otherEntities})?|and its subordinate and affiliated entities)\.?$`,
  'i',
)

/** Opens a parenthesis of other names: "also known as", "including three aliases:", "and two aliases:". */
const aliasWords = /^(?:including|and)\s+(\w+)\s+alias(?:es)?:\s*/i
const knownWords = /(?:,|;)?\s*(?:\band\s+)?\b(also|formerly|previously|now)\s+known\s+as:?\s+/gi

/** A parenthesis with such words must be understood; any other one at the end of a name may be a place: "(Hotan)". */
const saysSomething =
  /\b(?:known|alias(?:es)?|including|formerly|and|of|subsidiar|affiliat|also|trading as|doing business)\b|[:;]/i

const numbers = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]

const stated = (word: string): number | undefined => {
  const index = numbers.indexOf(word.toLowerCase())
  if (index >= 0) return index
  return /^\d+$/.test(word) ? Number(word) : undefined
}

/** "A; B; and C" are three names, and so are "A; and B Co. and C Co.". */
const splitAliases = (text: string): string[] =>
  text
    .split(/;\s*(?:and\s+)?/)
    .flatMap((part) => splitAfterLegalForm(part.trim()))
    .map((name) =>
      name
        .replace(/^and\s+/i, '')
        .replace(/,$/, '')
        .trim(),
    )
    .filter((name) => name !== '')

/** The last parenthesis of the text, with nested ones in it: "(including one alias: Hesheng (Shanshan) Co.)". */
const lastParenthesis = (text: string): { start: number; content: string } | undefined => {
  if (!text.endsWith(')')) return undefined
  let depth = 0
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === ')') depth++
    if (text[at] === '(') depth--
    if (depth === 0) return { start: at, content: text.slice(at + 1, -1).trim() }
  }
  return undefined
}

const readAliases = (content: string, place: string): Alias[] => {
  const counted = aliasWords.exec(content)
  if (counted) {
    const names = splitAliases(content.slice(counted[0].length))
    const count = stated(counted[1] ?? '')
    if (count !== names.length) {
      throw new SourceShapeError(
        'count-mismatch',
        `The row states ${counted[1]} aliases and names ${names.length}`,
        {
          place,
        },
      )
    }
    return names.map((name) => strongAlias(name, 'a.k.a.'))
  }
  // "also known as A; and B and formerly known as C": each set of words opens a list of its own.
  const marks = [...content.matchAll(knownWords)]
  if (marks[0]?.index !== 0) {
    throw new SourceShapeError('unexplained-row', `The words "${content}" are not understood`, { place })
  }
  return marks.flatMap((mark, index) => {
    const from = mark.index + mark[0].length
    const kind = /^(?:formerly|previously)$/i.test(mark[1] ?? '') ? 'f.k.a.' : 'a.k.a.'
    return splitAliases(content.slice(from, marks[index + 1]?.index)).map((name) => strongAlias(name, kind))
  })
}

/**
 * Reads a name cell: the name, its other names with their kind, and the words that extend the row to further entities.
 * Throws `SourceShapeError` for words that it does not understand and where a stated number of aliases is wrong.
 *
 * @param place the table and row, for error messages.
 */
export const readPartyRow = (cell: string, place: string): PartyRow => {
  const text = cleanText(cell)
  const extension = scopeAtEnd.exec(text)
  const named = (extension ? text.slice(0, extension.index) : text).replace(/,$/, '').trim()
  const parenthesis = lastParenthesis(named)
  let name = named
  let aliases: Alias[] = []
  if (parenthesis) {
    const before = named.slice(0, parenthesis.start).replace(/,\s*$/, '').trim()
    const short = acronymName(before, parenthesis.content)
    if (short !== undefined) {
      name = before
      aliases = [strongAlias(short, 'a.k.a.')]
    } else if (saysSomething.test(parenthesis.content)) {
      name = before
      aliases = readAliases(parenthesis.content, place)
    }
  }
  const unread =
    /\b(?:also|formerly|previously) known as\b|\balias(?:es)?:|\b(?:and|its) (?:its )?(?:subsidiar|affiliat|subordinate)/i
  if (nameKey(name) === '' || unread.test(name)) {
    throw new SourceShapeError('unexplained-row', `The name "${text}" is not understood`, { place })
  }
  return {
    name,
    aliases: distinctAliases(name, aliases),
    ...(extension ? { scope: cleanText(extension[1] ?? '') } : {}),
  }
}
