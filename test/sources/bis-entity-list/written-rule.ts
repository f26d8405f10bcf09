/** Writes rules in the shape of the Federal Register's XML: for properties, and for refusals. */
export interface WrittenEntry {
  /** Country heading as in the regulation. */
  heading: string
  name: string
  aliases: string[]
  addresses: string[]
  /** Whether the addresses stand in a short row of their own, or in the last `LI`. */
  shortRow: boolean
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** One full stop ends a list, also where an abbreviation brings its own. */
const stopped = (text: string): string => (text.endsWith('.') ? text : `${text}.`)

const numberWords = ['no', 'one', 'two', 'three', 'four', 'five']

/** "A; and B" with the joining word set as emphasis, as GPO does. */
const joined = (parts: string[]): string =>
  parts.map((part, at) => (at === 0 ? escape(part) : `<E T="03">and</E> ${escape(part)}`)).join('; ')

const entityCell = ({ name, aliases, addresses, shortRow }: WrittenEntry): string => {
  const noun = aliases.length === 1 ? 'alias' : 'aliases'
  const head =
    aliases.length === 0
      ? `${escape(name)},`
      : `${escape(name)}, a.k.a., the following ${numberWords[aliases.length]} ${noun}:`
  const bullets = aliases.map((alias, at) => {
    if (at === aliases.length - 1) return `<LI>—${stopped(escape(alias))}</LI>`
    return at === aliases.length - 2
      ? `<LI>—${escape(alias)}; <E T="03">and</E></LI>`
      : `<LI>—${escape(alias)};</LI>`
  })
  return `${head}${bullets.join('')}${shortRow ? '' : `<LI>${stopped(joined(addresses))}</LI>`}`
}

const row = (entry: WrittenEntry): string =>
  [
    `<ROW><ENT I="22"> </ENT><ENT>${entityCell(entry)}</ENT>`,
    '<ENT>For all items subject to the EAR. (See § 744.11 of the EAR)</ENT><ENT>Presumption of denial.</ENT>',
    '<ENT>89 FR [INSERT FR PAGE NUMBER AND 1/16/2024].</ENT></ROW>',
    entry.shortRow ? `<ROW><ENT I="22"> </ENT><ENT>${stopped(joined(entry.addresses))}</ENT></ROW>` : '',
    '<ROW><ENT I="22"> </ENT><ENT A="03">  *         *         *</ENT></ROW>',
  ].join('\n')

/** A rule that adds the entries, with true counts. */
export const writeRule = (entries: readonly WrittenEntry[]): string => {
  const headings = [...new Set(entries.map((entry) => entry.heading))]
  const under = (heading: string) => entries.filter((entry) => entry.heading === heading)
  const numbers = headings.map((heading) => `${heading} (${under(heading).length})`).join(', ')
  const instructions = headings.map((heading, at) => {
    const names = under(heading).map((entry) => `“${escape(entry.name)}”`)
    const label = String.fromCharCode(97 + at)
    return `<AMDPAR>${label}. Under ${heading}, by adding, in alphabetical order, ${names.length > 1 ? 'entries' : 'an entry'} for ${names.join('; <E T="03">and</E> ')};</AMDPAR>`
  })
  const rows = headings.flatMap((heading) => [
    `<ROW><ENT I="01">${heading}</ENT><ENT A="03">  *         *         *</ENT></ROW>`,
    ...under(heading).map(row),
  ])
  return [
    '<RULE><PREAMB><SUM><HD SOURCE="HED">SUMMARY:</HD>',
    `<P>This rule amends the EAR by adding ${entries.length} entries to the Entity List. These entries are listed under the destinations of ${numbers}.</P></SUM>`,
    '<EFFDATE><P>This rule is effective January 16, 2024.</P></EFFDATE></PREAMB><SUPLINF>',
    '<REGTEXT TITLE="15" PART="744"><AMDPAR>1. Supplement No. 4 to part 744 is amended:</AMDPAR>',
    ...instructions,
    '<GPOTABLE COLS="5"><ROW><ENT I="25">Country</ENT><ENT>Entity</ENT><ENT>License<LI>requirement</LI></ENT><ENT>License<LI>review policy</LI></ENT><ENT><E T="02">Federal Register</E> citation</ENT></ROW>',
    ...rows,
    '</GPOTABLE></REGTEXT></SUPLINF><FRDOC>[FR Doc. 2024-99003 Filed 1-12-24; 8:45 am]</FRDOC></RULE>',
  ].join('\n')
}
