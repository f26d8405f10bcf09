import { countryCode } from '../../countries.ts'
import type { EarlyName } from '../../model/early-notice.ts'
import { readInstructions } from '../bis-entity-list/amendatory-instructions.ts'
import { compactName } from '../bis-entity-list/natural-key.ts'
import { removedName } from '../bis-entity-list/read-rule.ts'
import { tidyName } from '../bis-entity-list/party-names.ts'

/** What the raw text of a document on public inspection says of the Entity List. */
export interface EarlyText {
  /** An instruction amends supplement no. 4 to part 744, or the summary says that the rule changes the list. */
  amendsEntityList: boolean
  /** It speaks of the supplement at all: a rule that amends the list always does. */
  namesSupplement: boolean
  names: EarlyName[]
  /** Where the names were read: from the instructions, from the preamble's lists, or nowhere. */
  namesFrom: 'instructions' | 'lists' | 'none'
}

/** The marks of a text that was taken out of a PDF: page breaks, headers, words parted at the end of a line. */
const flow = (text: string): string =>
  text
    .replaceAll('\f', '\n')
    .replace(
      /^.*\b(?:Federal Register\s*\/\s*Vol|This document is scheduled to be published|Billing Code)\b.*$/gimu,
      '',
    )
    .replace(/^\s*-?\s*\d{1,3}\s*-?\s*$/gmu, '')
    .replace(/``|“/gu, '“')
    .replace(/''|”/gu, '”')
    .replace(/(\p{L})-\n\s*(\p{Ll})/gu, '$1$2')

const supplement = String.raw`supplement\s+no\.?\s*4\s+to\s+(?:15\s+CFR\s+)?part\s+744\b`
const namedSupplement = new RegExp(supplement, 'iu')

/** "Supplement No. 4 to part 744 is amended", with or without a number before it. */
const opening = new RegExp(
  String.raw`${supplement}[^.:;]{0,60}?\bis\s+(?:further\s+)?(?:amended|corrected|revised)`,
  'iu',
)

/** An instruction's first line: "2. Supplement No. 4 to part 744 …", "3. In supplement no. 4 to part 744, …". */
const firstLine = new RegExp(
  String.raw`(?:^|\n)\s*(?:(?:[■]\s*)?\d{1,3}\.\s+(?:(?:in|amend|revise|correct|further\s+amend)\s+)?(?:the\s+table\s+(?:in|to|of)\s+)?${supplement}|[■]?\s*${opening.source})`,
  'iu',
)

/**
 * "This rule … by adding ten entities … to the Entity List": what a rule says that it does. Rules on other lists say of
 * parties that they may be added to the Entity List, and what follows for those that were.
 */
const says =
  /\b(?:this\s+(?:interim\s+)?(?:final\s+)?rule|amends|is\s+amending)\b[^.]{0,250}\b(?:adds|adding|removes|removing|revises|revising|modifies|modifying|corrects|correcting)\b[^.]{0,200}\b(?:to|from|on|of)\s+the\s+Entity\s+List\b/iu

/** The instructions on supplement no. 4, as paragraphs: each begins with its own label. */
const instructionsOf = (text: string): string[] => {
  const at = text.search(firstLine)
  if (at < 0) return []
  const rest = text.slice(at)
  // The table, or the next numbered instruction, ends them.
  const end = rest
    .slice(20)
    .search(/\n\s*(?:Supplement\s+No\.?\s*4\s+to\s+Part\s+744\s*[-—–]|[■]?\s*\d{1,3}\.\s+\S)/iu)
  const own = rest.slice(0, end < 0 ? 20_000 : end + 20)
  return own
    .split(/\n\s*(?=[■]|\(?[a-z]{1,2}[.)]\s|\(?[ivx]{1,5}[.)]\s)/u)
    .map((paragraph) => paragraph.replace(/\s+/gu, ' ').trim())
    .filter((paragraph) => paragraph !== '')
}

/** The names of the instructions, and whether they name everything: "five Russian entities" counts and names none. */
const fromInstructions = (text: string): { names: EarlyName[]; complete: boolean } => {
  const paragraphs = instructionsOf(text).map((words, at) => ({
    text: words,
    place: `instruction ${at + 1}`,
  }))
  if (paragraphs.length === 0) return { names: [], complete: false }
  try {
    const { named, counted } = readInstructions(paragraphs)
    return {
      names: named.map(({ action, name, renamedTo, country }) => ({
        action,
        name: action === 'remove' ? removedName(name) : (renamedTo ?? name),
        country,
      })),
      complete: counted.length === 0,
    }
  } catch {
    // A text out of a PDF is for a first notice only; the published rule is read as law, or refused.
    return { names: [], complete: false }
  }
}

/** "Canada" … "• CPUNTO Inc., and": the preamble's lists under their countries. */
const fromLists = (text: string): EarlyName[] => {
  const at = text.search(/\b(?:adds?|adding)\s+the\s+following\b/iu)
  if (at < 0) return []
  const names: EarlyName[] = []
  let country: string | undefined
  for (const line of text.slice(at, at + 60_000).split('\n')) {
    const words = line.trim()
    if (/^(?:savings clause|export control reform act|rulemaking requirements)\b/iu.test(words)) break
    const own = /^(?:[•●▪]|\(\d{1,3}\))\s*(.+)$/u.exec(words)?.[1]
    if (own !== undefined) {
      const name = tidyName(own.replace(/,\s*(?:a\.k\.a|f\.k\.a|including\b|and\b).*$/iu, ''))
      if (name !== '') names.push({ action: 'add', name, ...(country === undefined ? {} : { country }) })
    } else if (words.length < 40) country = countryCode(words) ?? country
  }
  return names
}

/** No party has a longer name: what is longer is a quotation mark that the PDF lost. */
const longestName = 300

/** Reads what names the raw text yields. It never throws: a text that cannot be read gives no names, and says so. */
export const readEarlyText = (raw: string): EarlyText => {
  const text = flow(raw)
  const oneLine = text.replace(/\s+/gu, ' ')
  const about = {
    amendsEntityList: firstLine.test(text) || opening.test(oneLine) || says.test(oneLine),
    namesSupplement: namedSupplement.test(oneLine),
  }
  const seen = new Set<string>()
  const once = (names: EarlyName[]): EarlyName[] =>
    names.filter(({ action, name, country }) => {
      const key = `${action} ${country ?? ''} ${compactName(name)}`
      return compactName(name) !== '' && name.length <= longestName && !seen.has(key) && seen.add(key)
    })
  const { names, complete } = fromInstructions(text)
  const instructed = once(names)
  if (complete && instructed.length > 0) return { ...about, names: instructed, namesFrom: 'instructions' }
  const listed = [...instructed, ...once(fromLists(text))]
  return { ...about, names: listed, namesFrom: listed.length > 0 ? 'lists' : 'none' }
}
