import { countryCode } from '../../countries.ts'
import type { EarlyName } from '../../model/early-notice.ts'
import { readInstructions } from '../bis-entity-list/amendatory-instructions.ts'
import { compactName } from '../bis-entity-list/natural-key.ts'
import { tidyName } from '../bis-entity-list/party-names.ts'

/** What the raw text of a document on public inspection says of the Entity List. */
export interface EarlyText {
  amendsEntityList: boolean
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

const opening =
  /supplement\s+no\.?\s*4\s+to\s+(?:15\s+CFR\s+)?part\s+744\b[^.:;]{0,60}?\bis\s+(?:further\s+)?(?:amended|corrected)/iu

/** The instructions on supplement no. 4, as paragraphs: each begins with its own label. */
const instructionsOf = (text: string): string[] => {
  const at = text.search(new RegExp(`(?:^|\\n)\\s*[■]?\\s*(?:\\d{1,3}\\.\\s+)?${opening.source}`, 'iu'))
  if (at < 0) return []
  const rest = text.slice(at)
  // The table, or the next numbered instruction, ends them.
  const end = rest
    .slice(20)
    .search(/\n\s*(?:Supplement\s+No\.?\s*4\s+to\s+Part\s+744\s*[-—–]|[■]?\s*\d{1,3}\.\s+\S)/u)
  const own = rest.slice(0, end < 0 ? 20_000 : end + 20)
  return own
    .split(/\n\s*(?=[■]|\(?[a-z]{1,2}[.)]\s|\(?[ivx]{1,5}[.)]\s)/u)
    .map((paragraph) => paragraph.replace(/\s+/gu, ' ').trim())
    .filter((paragraph) => paragraph !== '')
}

const fromInstructions = (text: string): EarlyName[] => {
  const paragraphs = instructionsOf(text).map((words, at) => ({
    text: words,
    place: `instruction ${at + 1}`,
  }))
  if (paragraphs.length === 0) return []
  try {
    return readInstructions(paragraphs).named.map(({ action, name, renamedTo, country }) => ({
      action,
      name: renamedTo ?? name,
      country,
    }))
  } catch {
    // A text out of a PDF is for a first notice only; the published rule is read as law, or refused.
    return []
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

/** Reads what names the raw text yields. It never throws: a text that cannot be read gives no names, and says so. */
export const readEarlyText = (raw: string): EarlyText => {
  const text = flow(raw)
  const amendsEntityList =
    opening.test(text.replace(/\s+/gu, ' ')) ||
    /\bto\s+the\s+Entity\s+List\b|\bfrom\s+the\s+Entity\s+List\b/iu.test(text.replace(/\s+/gu, ' '))
  const seen = new Set<string>()
  const once = (names: EarlyName[]): EarlyName[] =>
    names.filter(({ action, name, country }) => {
      const key = `${action} ${country ?? ''} ${compactName(name)}`
      return compactName(name) !== '' && !seen.has(key) && seen.add(key)
    })
  const instructed = once(fromInstructions(text))
  if (instructed.length > 0) return { amendsEntityList, names: instructed, namesFrom: 'instructions' }
  const listed = once(fromLists(text))
  return { amendsEntityList, names: listed, namesFrom: listed.length > 0 ? 'lists' : 'none' }
}
