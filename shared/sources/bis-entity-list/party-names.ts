import type { Alias } from '../../model/designation.ts'

/** A name as the list prints it, taken apart: markers inside names and aliases say what kind of alias follows. */
export interface NamesRead {
  name: string
  aliases: Alias[]
}

/** Words whose full stop belongs to them; any other word's final full stop ends the list of aliases. */
const abbreviations = new Set(
  'co corp inc ltd pvt pte bhd sdn est intl mfg dr mr mrs st no bros assn dept univ'.split(' '),
)

const keepsFullStop = (text: string): boolean => {
  const last = /(\S+)\.$/u.exec(text)?.[1] ?? ''
  const bare = last.replace(/^\W+/u, '')
  // "J." is an initial, "Quince 1." the end of a sentence.
  return bare.includes('.') || /^\p{L}$/u.test(bare) || abbreviations.has(bare.toLowerCase())
}

/** One line, without the marks that join or end the members of a list: "—Spacety; and" → "Spacety". */
export const tidyName = (text: string): string => {
  let name = text
    .replace(/\s+/gu, ' ')
    .replace(/^[\s,;:—–―-]+/u, '')
    .trim()
  name = name.replace(/^and\s+(?=\S)/u, '')
  for (let before = ''; before !== name; ) {
    before = name
    name = name.replace(/[\s,;:]+$/u, '').replace(/[,;]\s*and$/u, '')
    if (name.endsWith('.') && !keepsFullStop(name)) name = name.slice(0, -1)
    if (name.endsWith(')') && !name.includes('(')) name = name.slice(0, -1)
  }
  return name
}

const markers: readonly { pattern: RegExp; kind: string }[] = [
  { pattern: /^a\.?k\.?a\.?$/iu, kind: 'a.k.a.' },
  { pattern: /^f\.?k\.?a\.?$/iu, kind: 'f.k.a.' },
  { pattern: /^n\.?k\.?a\.?$/iu, kind: 'n.k.a.' },
  { pattern: /^d\.?\/?b\.?\/?a\.?$/iu, kind: 'd.b.a.' },
]

/** The marker's canonical spelling: `a.k.a.`, `f.k.a.`, `n.k.a.` or `d.b.a.`; `undefined` for any other word. */
export const aliasKind = (marker: string): string | undefined =>
  markers.find(({ pattern }) => pattern.test(marker))?.kind

/** Source of a pattern for any marker; only dotted ones and capitals, since "Aka" and "Dba" begin real names. */
export const markerPattern = String.raw`(?:[aAfFnN]\.[kK]\.[aA]\.|[dD]\.[bB]\.[aA]\.|[aAfFnN]/[kK]/[aA]|[dD]/[bB]/[aA]|DBA|AKA|FKA|NKA)`

const alias = (text: string, kind: string): Alias[] => {
  const name = tidyName(text)
  return name === '' ? [] : [{ name, quality: 'strong', kind }]
}

/**
 * "JSC NIIP, f.k.a., Open Company NIIP" → the name before the marker, and an alias of the marker's kind for each part
 * after one. A marker in parentheses is the same: "IFDK (f.k.a., IFD Kapital)".
 */
export const splitMarkers = (text: string): NamesRead => {
  const parenthesised = text.replace(
    new RegExp(String.raw`\(\s*(${markerPattern},?\s[^()]*)\)`, 'gu'),
    (_whole, inner: string) => `, ${inner}`,
  )
  const parts = parenthesised.split(new RegExp(String.raw`(?:^|[\s,(]+)(${markerPattern})(?=[\s,])`, 'u'))
  const aliases: Alias[] = []
  for (let index = 1; index + 1 < parts.length; index += 2) {
    aliases.push(...alias(parts[index + 1]!, aliasKind(parts[index]!) ?? 'a.k.a.'))
  }
  return { name: tidyName(parts[0]!), aliases }
}

/** One published alias, with what it holds of markers; `kind` is that of the list it stands in. */
export const readAlias = (text: string, kind: string): Alias[] => {
  const { name, aliases } = splitMarkers(text)
  return [...alias(name, kind), ...aliases]
}

/** Aliases without exact repetitions and without the name itself. */
export const distinctAliases = (name: string, aliases: readonly Alias[]): Alias[] => {
  const seen = new Set([`a.k.a. ${name}`])
  return aliases.filter((one) => {
    const key = `${one.kind} ${one.name}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
