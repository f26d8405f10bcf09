import type { Alias } from '../../model/designation.ts'

/** How CBP and DHS write names: legal forms, acronyms in parentheses, glosses, typographic quotes. */

/** White space (also no-break and zero-width) and typographic quotes as plain ones: pages differ in both for no reason. */
export const cleanText = (text: string): string =>
  text
    .replace(/\u200b|\u200c|\u200d|\ufeff/g, '')
    .replace(/[\u2018\u2019\u201b]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\s+/g, ' ')
    .trim()

/**
 * Legal forms that say nothing of who a party is. "Corporation" is not among them: the lists tell "Heze Cotton and
 * Linen Co., Ltd." from corporations of the same stem, and CBP writes "Corporation" where DHS writes "Corps".
 */
const legalForm =
  /(?: (?:co|ltd|limited|inc|incorporated|company|llc|llp|pvt|private|pte|pty|srl|sarl|spa|doo|plc|gmbh|bv|nv|jsc|ltda|sdn bhd|bhd|berhad|sa de cv|s de rl de cv|sa))+$/

/** A name in lower case without marks, punctuation and white space variants: "Hetian Taida Apparel Co., Ltd" → "hetian taida apparel co ltd". */
export const plainWords = (name: string): string =>
  cleanText(name)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/&/g, ' and ')
    .replace(/'/g, '')
    // Initials stay one word ("S.A.", "D.O.O."), other full stops end a word ("Co.Ltd").
    .replace(/(?<=(?:^|[^\p{L}])\p{L})\.(?=\p{L}(?:[^\p{L}]|$))/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** What identity goes by: the words without the legal form at the end. "Xinjiang Daqo New Energy, Co. Ltd" and "… Co., Ltd." are one. */
export const nameKey = (name: string): string => {
  const words = plainWords(name)
  return words.replace(legalForm, '') || words
}

/** Whether a text ends in a legal form, so that a comma or an "and" after it begins another name. */
export const endsInLegalForm = (text: string): boolean =>
  / (?:corp|corporation)$/.test(plainWords(text)) || legalForm.test(plainWords(text))

/** "A Co., Ltd. and B Co., Ltd." are two names, "Cotton and Linen Co., Ltd." is one: only a legal form ends a name. */
export const splitAfterLegalForm = (text: string): string[] => {
  for (const match of text.matchAll(/,?\s+and\s+/g)) {
    const before = text.slice(0, match.index)
    if (endsInLegalForm(before)) {
      return [before, ...splitAfterLegalForm(text.slice(match.index + match[0].length))]
    }
  }
  return [text]
}

/**
 * The short name that an acronym in parentheses stands for: the words that it abbreviates are replaced and the words
 * before them stay, for "VSETC" alone would be every such training centre: "No. 4 Vocational Skills Education
 * Training Center (VSETC)" → "No. 4 VSETC". `undefined` where the letters are not the words' initials.
 */
export const acronymName = (name: string, acronym: string): string | undefined => {
  if (!/^\p{Lu}{2,}$/u.test(acronym)) return undefined
  const words = name.split(' ')
  // "and" and "of" have no letter in an acronym: Xinjiang Production and Construction Corps is XPCC.
  const counted = words
    .map((word, index) => ({ word, index }))
    .filter(({ word }) => !/^(and|of|the|for|&)$/i.test(word))
  const initials = counted.map(({ word }) => word.charAt(0).toUpperCase()).join('')
  const start = initials.indexOf(acronym)
  const first = counted[start]
  if (start < 0 || !first) return undefined
  return [...words.slice(0, first.index), acronym].join(' ')
}

export const strongAlias = (name: string, kind: string): Alias => ({ name, quality: 'strong', kind })

/** Case, commas and full stops say nothing; an apostrophe or a hyphen may be all that tells two published spellings apart. */
const spelling = (name: string): string => cleanText(name).toLowerCase().replace(/[.,]/g, '')

/** Aliases without those that repeat the name or another alias letter for letter (case, commas and full stops apart). */
export const distinctAliases = (name: string, aliases: readonly Alias[]): Alias[] => {
  const seen = new Set([spelling(name)])
  return aliases.filter((alias) => {
    const words = spelling(alias.name)
    if (words === '' || seen.has(words)) return false
    seen.add(words)
    return true
  })
}
