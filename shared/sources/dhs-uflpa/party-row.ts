import type { Alias } from '../../model/designation.ts'
import { SourceShapeError } from '../../errors.ts'
import { splitAliases as splitChain, withAliasesInChain } from '../cbp-wro/entity-aliases.ts'
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
  /** The cell as published, where some of its words were not made out: the party is listed whatever they say. */
  unread?: string
}

const otherEntities = String.raw`(?:subsidiaries|subordinates?|subordinate entities|affiliates?|affiliated entities)`
const scopeAtEnd = new RegExp(
  String.raw`,?\s+(and\s+(?:(?:all|any)(?:\s+of)?\s+)?(?:(?:its|their)\s+)?${otherEntities}(?:,?\s+and\s+${otherEntities})?(?:\s+(?:located\s+)?in\s+(?:the\s+)?[A-Z][\w -]*)?|and its subordinate and affiliated entities)\.?$`,
  'i',
)

/** Opens a parenthesis of other names: "also known as", "including three aliases:", "and two aliases:". */
const aliasWords = /^(?:including|and)\s+(\w+)\s+alias(?:es)?:\s*/i
const knownWords = /(?:,|;)?\s*(?:\band\s+)?\b(also|formerly|previously|now)\s+known\s+as:?\s+/gi

/** A parenthesis with such words must be understood; any other one at the end of a name may be a place: "(Hotan)". */
const saysSomething =
  /\b(?:known|alias(?:es)?|including|formerly|and|of|subsidiar|affiliat|also|trading as|doing business)\b|[:;]/i

/** A parenthesis without a Latin letter is the name in its own script: "(骆驼集团股份有限公司)". */
const isNativeName = (content: string): boolean =>
  /\p{L}/u.test(content) && !/\p{Script=Latin}/u.test(content)

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

/** A cell in the forms that the page has had. Throws `SourceShapeError` for any other. */
const readKnownForm = (cell: string, place: string): PartyRow => {
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
    } else if (isNativeName(parenthesis.content)) {
      name = before
      aliases = [strongAlias(parenthesis.content, 'native name')]
    } else if (saysSomething.test(parenthesis.content)) {
      name = before
      aliases = readAliases(parenthesis.content, place)
    }
  }
  if (aliases.some((alias) => alias.name.includes(':'))) {
    throw new SourceShapeError('unexplained-row', `The other names in "${text}" are not understood`, {
      place,
    })
  }
  const unread =
    /\b(?:also|formerly|previously) known as\b|\balias(?:es)?:|\b(?:and|its|their) (?:(?:its|their) )?(?:\w+ )?(?:subsidiar|affiliat|subordinate)/i
  if (nameKey(name) === '' || unread.test(name)) {
    throw new SourceShapeError('unexplained-row', `The name "${text}" is not understood`, { place })
  }
  return {
    name,
    aliases: distinctAliases(name, aliases),
    ...(extension ? { scope: cleanText(extension[1] ?? '') } : {}),
  }
}

const namedSubsidiaries = new RegExp(
  String.raw`,?\s+and\s+(?:its|their)\s+(?:\w+\s+)?${otherEntities}\s*[,:(]\s*(?:including:?\s+)?(.+?)\)?$`,
  'i',
)
const scopeAnywhere = new RegExp(
  String.raw`,?\s+(and\s+(?:its|their)\s+(?:\w+\s+)?${otherEntities}\b.*)$`,
  'i',
)

/**
 * A cell in a form that the page has not had: other names outside of parentheses or in the forms of CBP's orders,
 * subsidiaries by name, words of whatever kind. Of those the party's name is kept, and the cell with it.
 */
const readOtherForm = (cell: string): PartyRow | undefined => {
  const chain = withAliasesInChain(cleanText(cell))
  const subsidiaries = namedSubsidiaries.exec(chain)
  const scope = subsidiaries ?? scopeAnywhere.exec(chain)
  const { first, aliases } = splitChain(scope ? chain.slice(0, scope.index) : chain)
  const parenthesis = lastParenthesis(first)
  const isOdd = parenthesis !== undefined && saysSomething.test(parenthesis.content)
  const name = (isOdd ? first.slice(0, parenthesis.start) : first).replace(/[,;]\s*$/, '').trim()
  if (nameKey(name) === '') return undefined
  const named = (subsidiaries?.[1] ?? '')
    .split(/;\s*(?:and\s+)?/)
    .flatMap((part) => splitAfterLegalForm(part.trim()))
    .flatMap((part) => part.split(/(?<=\b(?:Ltd|Inc|Corp|LLC|Limited|Company)\.?),\s+/))
    .map((one) => one.replace(/^and\s+/i, '').trim())
    .filter((one) => nameKey(one) !== '')
  const others = aliases.map(({ name: other, kind }) => {
    const furtherWords = /,?\s+and\s+[\w ]+:.*$/.exec(other)
    return { kind, name: furtherWords ? other.slice(0, furtherWords.index) : other, isWhole: !furtherWords }
  })
  const isWhole =
    !isOdd &&
    others.every((other) => other.isWhole) &&
    !/\b(?:alias(?:es)?|known as|subsidiar\w*|affiliat\w*|subordinate)\b/i.test(name)
  return {
    name,
    aliases: distinctAliases(name, [
      ...others.map((other) => strongAlias(other.name, other.kind)),
      ...named.map((one) => strongAlias(one, 'subsidiary as named')),
    ]),
    ...(scope ? { scope: cleanText(scope[0].replace(/^,?\s+/, '')) } : {}),
    ...(isWhole ? {} : { unread: cleanText(cell) }),
  }
}

/** A stated number of aliases that is not the number of those named. */
const isMiscounted = (error: SourceShapeError): boolean => error.fault === 'count-mismatch'

/**
 * Reads a name cell: the name, its other names with their kind, and the words that extend the row to further entities.
 * Words that it does not understand, and a stated number of aliases that is wrong, are told in `unread`: one odd cell
 * must not keep the parties of all others from being read. Throws `SourceShapeError` where no name can be made out.
 *
 * @param place the table and row, for error messages.
 */
export const readPartyRow = (cell: string, place: string): PartyRow => {
  try {
    return readKnownForm(cell, place)
  } catch (error) {
    if (!(error instanceof SourceShapeError)) throw error
    const read = readOtherForm(cell)
    if (!read) throw error
    return isMiscounted(error) ? { ...read, unread: cleanText(cell) } : read
  }
}
