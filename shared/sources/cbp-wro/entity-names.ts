import { countryCode } from '../../countries.ts'
import type { Address, Alias } from '../../model/designation.ts'
import {
  acronymName,
  cleanText,
  endsInLegalForm,
  nameKey,
  splitAfterLegalForm,
  strongAlias,
} from './listed-name.ts'
import { splitOutsideParentheses } from './outside-parentheses.ts'

/** A party's name as a cell writes it, read. */
export interface ReadName {
  name: string
  aliases: Alias[]
  countries: string[]
  addresses: Address[]
}

/**
 * Names that CBP gives in two spellings or in translation: "Xinsheng (New Life)", "Sichuan (Szechuan)". All other
 * parentheses within a name belong to it: "Select (Nantong) Safety Products Co. Limited".
 */
const glosses: readonly { gloss: string; of: string }[] = [
  { gloss: 'Szechuan', of: 'Sichuan' },
  { gloss: 'New Life', of: 'Xinsheng' },
  { gloss: 'New Life', of: 'Xingsheng' },
  { gloss: 'JinMa', of: 'Golden Horse' },
]

/** Words that a name may end in, so that a comma or an "and" after them begins another one: "Nanhu Tree Farm, Zhejiang Sanmei Tea". */
const establishment =
  /\b(?:farms?|factory|factories|mine|mill|works|plant|prison|penitentiary|camp|carpets?|industries|group|center|detachment|garments|textiles|fisheries|plantations?|estates?)$/i

const legalFormFirst =
  /^(?:co|ltd|limited|inc|incorporated|llc|l\.l\.c|corp|pvt|pte|sdn|bhd|plc|gmbh|s\.\s?a|s\.\s?r\.\s?l|s\. de r\.l)\b\.?/i

export const withoutFullStop = (text: string): string => {
  const trimmed = cleanText(text).replace(/\.{2,}$/, '.')
  const word = trimmed.split(' ').at(-1) ?? ''
  return /^(?:ltd|co|inc|pvt|corp|bhd|sdn|pte)\.$/i.test(word) || /\p{L}\.\p{L}/u.test(word)
    ? trimmed
    : trimmed.replace(/\.$/, '')
}

/** The pieces between commas; a legal form after a comma belongs to the name before it. */
const piecesOf = (text: string): string[] => {
  const pieces: string[] = []
  for (const piece of splitOutsideParentheses(text, /,\s*/g)) {
    const last = pieces.at(-1)
    if (last !== undefined && legalFormFirst.test(piece)) pieces[pieces.length - 1] = `${last}, ${piece}`
    else if (piece !== '') pieces.push(piece)
  }
  return pieces
}

const words = (text: string): number => text.split(' ').length

/** "X Prison and Y Center": two names, where each side is one of its own; "Coal and Iron Factory" is one. */
const splitEstablishments = (text: string): string[] => {
  for (const match of text.matchAll(/\s+and\s+/g)) {
    const [before, after] = [text.slice(0, match.index), text.slice(match.index + match[0].length)]
    const isName = establishment.test(after)
      ? words(after) > 2
      : endsInLegalForm(after) && words(nameKey(after)) > 2
    if (establishment.test(before) && words(before) > 1 && isName)
      return [before, ...splitEstablishments(after)]
  }
  return [text]
}

/**
 * Names whose line break was lost: "A Co., Ltd. B Trade Co., Ltd.". Only where both sides are names of companies; what
 * follows a legal form else is a branch or a place ("Europe D.O.O. Zrenjanin").
 */
const splitJoined = (text: string): string[] => {
  for (const match of text.matchAll(
    /(?<=\b(?:Ltd|Inc|Bhd|LLC|L\.L\.C|Limited|Corp)\b\.?)\s+(?=\p{Lu}\p{L}+\s)/gu,
  )) {
    const [before, after] = [text.slice(0, match.index), text.slice(match.index + match[0].length)]
    if (endsInLegalForm(before) && endsInLegalForm(after) && !legalFormFirst.test(after) && words(after) > 2)
      return [before, ...splitJoined(after)]
  }
  return [text]
}

const splitPiece = (piece: string): string[] =>
  splitAfterLegalForm(piece.replace(/^and\s+/i, ''))
    .flatMap(splitJoined)
    .flatMap(splitEstablishments)
    .map(withoutFullStop)

/**
 * Splits names at commas, where a comma ends a name and does not stand within it (", Ltd.", "Agriculture, Industry,
 * and Trade Co."). Where it cannot be told, the whole text is the name and its parts are weak aliases: a party is
 * found under its own name either way.
 */
export const splitNames = (text: string): { names: string[]; parts: string[] } => {
  const pieces = piecesOf(text)
  const leading = pieces.slice(0, -1)
  const endsName = (piece: string): boolean => establishment.test(piece) && words(piece) > 1
  const isList = leading.some(endsInLegalForm) || (leading.length > 0 && leading.every(endsName))
  if (isList) return { names: pieces.flatMap(splitPiece), parts: [] }
  const activities = leading.slice(1).some((piece) => !piece.includes(' '))
  const parts = leading.length === 0 || activities ? [] : pieces.map((piece) => piece.replace(/^and\s+/i, ''))
  return { names: splitPiece(pieces.join(', ')), parts }
}

/** All spellings of a name with "(or Wuling)" and glosses in it; the first is the one without parentheses. */
export const spellings = (name: string): string[] => {
  const match = /\s*\((or )?["']?([^()]+?)["']?\)/i.exec(name)
  if (!match) return [name]
  const [before, after] = [name.slice(0, match.index), name.slice(match.index + match[0].length)]
  const variant = match[2] ?? ''
  // A spelling before the parenthesis may have its own variant: "Xingsheng (or Xinsheng) (New Life)".
  const bare = before.replace(/\s*\([^()]*\)/g, '')
  const known = glosses.find(
    ({ gloss, of }) =>
      gloss.toLowerCase() === variant.toLowerCase() && bare.toLowerCase().endsWith(of.toLowerCase()),
  )
  const replaced = known?.of ?? (match[1] ? (bare.split(' ').at(-1) ?? '') : undefined)
  if (replaced === undefined) return [name]
  const stem = bare.slice(0, bare.length - replaced.length)
  const rest = spellings(`${bare}${after}`)
  const others = spellings(`${stem}${variant}${after.replace(/^\s*\([^()]*\)/, '')}`)
  return [...rest, ...others]
}

export const addressOf = (text: string, country: string | undefined): Address => {
  const pieces = text.split(/,\s*/)
  const named = countryCode(pieces.at(-1) ?? '')
  const places = named ? pieces.slice(0, -1) : pieces
  const code = named ?? country
  const region = places.slice(1).join(', ')
  return {
    text,
    ...(places[0] ? { city: places[0] } : {}),
    ...(region ? { region } : {}),
    ...(code ? { country: code } : {}),
  }
}

const located = String.raw`(?:of|located\s+(?:in|at)|based\s+in)`
const inBrackets = new RegExp(String.raw`\s*\(${located} ([^()]+)\)\s*$`, 'i')
const afterComma = new RegExp(String.raw`,\s*${located} ([^()]+)$`, 'i')

/** "X (of Nagoya, Japan)", "X, located in Nagoya, Japan": the name and where it is. */
const splitLocation = (text: string): { name: string; at?: string } => {
  const match = inBrackets.exec(text) ?? afterComma.exec(text)
  return match ? { name: text.slice(0, match.index), at: cleanText(match[1] ?? '') } : { name: text }
}

/**
 * "State Penitentiary, Ciudad Victoria, Tamaulipas, Mexico": what ends in a country is a name and its address. A country
 * after a list of companies is the address of the last.
 */
export const splitAddress = (text: string): { names: string; at?: string } => {
  const location = splitLocation(text)
  if (location.at !== undefined && afterComma.test(text)) return { names: location.name, at: location.at }
  const pieces = piecesOf(text)
  if (pieces.length < 2 || countryCode(pieces.at(-1) ?? '') === undefined) return { names: text }
  const ends = pieces.findLastIndex((piece) => endsInLegalForm(piece) || establishment.test(piece))
  const first = Math.max(ends, 0)
  if (first === pieces.length - 1) return { names: text }
  return { names: pieces.slice(0, first + 1).join(', '), at: pieces.slice(first + 1).join(', ') }
}

const han = /\s*[(\uff08]?\s*(\p{Script=Han}[\p{Script=Han}\s\u00b7()\uff08\uff09\d]*)[)\uff09]?\s*$/u

const isShortFor = (short: string, name: string): boolean =>
  name.toLowerCase().startsWith(`${short.toLowerCase()} `)

/** What stands in parentheses at the end of a name and is another name of it: an acronym, a short form, its own script. */
const splitShortName = (whole: string): { name: string; aliases: Alias[] } => {
  const native = han.exec(whole)
  if (native && native.index > 0) {
    const rest = splitShortName(whole.slice(0, native.index))
    return {
      name: rest.name,
      aliases: [
        ...rest.aliases,
        strongAlias(cleanText((native[1] ?? '').replace(/[)\uff09]$/, '')), 'a.k.a.'),
      ],
    }
  }
  const end = /\s*\((?:the\s+)?(["'])?([^()]+?)\1?\)$/.exec(whole)
  if (!end) return { name: whole, aliases: [] }
  const [name, short] = [whole.slice(0, end.index), end[2] ?? '']
  const acronym = acronymName(name, short)
  if (acronym !== undefined) return { name, aliases: [strongAlias(acronym, 'a.k.a.')] }
  // A short form is a word of the name that others may have too: by itself it means nobody.
  return end[1] !== undefined || isShortFor(short, name)
    ? { name, aliases: [{ name: short, quality: 'weak', kind: 'short name as published' }] }
    : { name: whole, aliases: [] }
}

export const readName = (text: string, country: string | undefined): ReadName => {
  const { name: named, at } = splitLocation(text)
  const addresses = at === undefined ? [] : [addressOf(at, undefined)]
  const { name: stem, aliases: short } = splitShortName(withoutFullStop(named))
  const [name = stem, ...variants] = spellings(stem)
  const aliases = [...variants.map((variant) => strongAlias(variant, 'a.k.a.')), ...short]
  const countries = addresses.flatMap((address) => address.country ?? [])
  if (countries.length === 0 && country !== undefined) countries.push(country)
  // A name with "(HK)" says where the company is, also in a row of China.
  if (/\((?:HK|Hong Kong)\)/i.test(name)) countries.push('HK')
  return { name, aliases, countries, addresses }
}
