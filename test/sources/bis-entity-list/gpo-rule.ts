import * as fc from 'fast-check'
import { countryCode } from '../../../shared/countries.ts'

/**
 * Generates rules in the shape of GPO's XML, in any mix of the variations that the Register prints, together with what
 * a reader has to find in them. Nothing here knows how the reader works.
 */
export interface GpoEntry {
  heading: string
  name: string
  aliases: string[]
  formerly: string[]
  addresses: string[]
  seeUnder?: string
  footnote?: number
  /** Where the raised figure stands: behind a section, or behind the whole requirement. */
  mark?: 'section' | 'end'
  exception: boolean
}

export interface GpoRule {
  adds: GpoEntry[]
  revises: GpoEntry[]
  renames: { from: string; to: GpoEntry }[]
  removes: { heading: string; name: string }[]
  /** Aliases taken out of an entry that is not printed anew. */
  aliasCuts: { heading: string; name: string; alias: string }[]
  /** Removals from the Unverified List in the same rule. */
  unverified: { heading: string; name: string }[]
  style: Style
}

export interface Style {
  /** How instructions name destinations and entries. */
  instructions: 'prefix' | 'nested' | 'suffix' | 'counted' | 'headed' | 'passive' | 'sentence'
  header: 'row' | 'boxhd'
  layout: 'flat' | 'indented'
  shortRow: boolean
  tables: 'one' | 'per-country'
  figures: 'words' | 'figures'
  square: boolean
  numbered: boolean
  countries: boolean
  separator: ';' | ','
  /** Where the additions go: in the order of the alphabet, or beside an entry that is named. */
  goes: 'alphabetical' | 'after' | 'between' | 'before-the-verb'
}

/** The commonest way to write a rule, and a rule that does nothing. */
export const plainStyle: Style = {
  instructions: 'prefix',
  header: 'row',
  layout: 'flat',
  shortRow: false,
  tables: 'one',
  figures: 'figures',
  square: false,
  numbered: true,
  countries: true,
  separator: ';',
  goes: 'alphabetical',
}
export const emptyRule: GpoRule = {
  adds: [],
  revises: [],
  renames: [],
  removes: [],
  aliasCuts: [],
  unverified: [],
  style: plainStyle,
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const words = 'no one two three four five six seven eight nine ten eleven twelve thirteen'.split(' ')
const number = (count: number, style: Style): string =>
  style.figures === 'words' && words[count] !== undefined ? words[count] : String(count)

const stop = (text: string): string => (text.endsWith('.') ? text : `${text}.`)

/** "A; and B", the joining word set as emphasis. */
const joined = (parts: readonly string[], indent: string): string =>
  parts
    .map((part, at) =>
      at === 0
        ? escape(part)
        : `${indent}<E T="03">and</E>${indent === '' ? ' ' : `${indent} `}${escape(part)}`,
    )
    .join('; ')

const bullets = (names: readonly string[], indent: string): string =>
  names
    .map((name, at) => {
      if (at === names.length - 1) return `<LI>—${stop(escape(name))}</LI>`
      return at === names.length - 2
        ? `<LI>${indent}—${escape(name)}; ${indent}<E T="03">and</E>${indent}</LI>`
        : `<LI>—${escape(name)};</LI>`
    })
    .join(indent)

const noun = (count: number): string => (count === 1 ? 'alias' : 'aliases')

const layoutOf = (style: Style): string => (style.layout === 'indented' ? '\n                    ' : '')

const cell = (entry: GpoEntry, style: Style): { head: string; address: string } => {
  const indent = layoutOf(style)
  const { aliases, formerly } = entry
  // A name and nothing else.
  if (entry.addresses.length === 0) return { head: stop(escape(entry.name)), address: '' }
  const see = entry.seeUnder === undefined ? '' : ` (See alternate address under ${entry.seeUnder}).`
  const address = `${stop(joined(entry.addresses, indent))}${see}`
  const lists: string[] = []
  if (aliases.length > 0)
    lists.push(
      `a.k.a., the following ${number(aliases.length, style)} ${noun(aliases.length)}:${indent}${bullets(aliases, indent)}`,
    )
  if (formerly.length > 0) {
    const lead = `f.k.a., the following ${number(formerly.length, style)} ${noun(formerly.length)}:`
    lists.push(`${lists.length > 0 ? `<LI>${lead}</LI>` : lead}${indent}${bullets(formerly, indent)}`)
  }
  const head = `${escape(entry.name)}, ${lists.join(indent)}`
  if (lists.length === 0) {
    return style.shortRow
      ? { head: `${escape(entry.name)},`, address }
      : { head: `${escape(entry.name)}, ${address}`, address: '' }
  }
  return style.shortRow ? { head, address } : { head: `${head}${indent}<LI>${address}</LI>`, address: '' }
}

export const requirementOf = (entry: GpoEntry): string => {
  if (entry.footnote !== undefined && entry.mark === 'end')
    return `For all items subject to the EAR. (See §§ 734.9(e)(2) and 744.11 of the EAR) ${entry.footnote}`
  const sections =
    entry.footnote === undefined
      ? '§ 744.11 of the EAR'
      : `§§ 734.9(e)(2),${entry.footnote} 744.23, and 744.11 of the EAR`
  return `For all items subject to the EAR. (See ${sections}).${entry.exception ? ' This license requirement may be overcome by License Exception GOV § 740.11(b)(2)(i) and (ii).' : ''}`
}

const requirementXml = (entry: GpoEntry, indent: string): string =>
  escape(requirementOf(entry))
    .replace(
      /,([1345]) 744/u,
      (_whole, figure: string) => `,${indent}<SU>${figure}</SU>${indent === '' ? '' : indent} 744`,
    )
    .replace(/ ([1345])$/u, (_whole, figure: string) => ` ${indent}<SU>${figure}</SU>`)

const row = (entry: GpoEntry, style: Style, first: string, cited: string, at: number): string => {
  const indent = layoutOf(style)
  const { head, address } = cell(entry, style)
  return [
    `<ROW>${at % 3 === 1 ? '<PRTPAGE P="9004"/>' : ''}<ENT I="22">${first === '' ? '\u2003' : first}</ENT>`,
    `<ENT>${indent}${head}${indent}</ENT>`,
    `<ENT>${indent}${requirementXml(entry, indent)}${indent}</ENT>`,
    '<ENT>Presumption of denial.</ENT>',
    `<ENT>${cited}</ENT></ROW>`,
    address === '' ? '' : `<ROW><ENT I="22"> </ENT><ENT>${indent}${address}${indent}</ENT></ROW>`,
    '<ROW RUL="s"><ENT I="22"> </ENT><ENT A="03">  *         *         *         *</ENT></ROW>',
  ].join('')
}

const quoted = (names: readonly string[], style: Style): string => {
  const parts = names.map((name) => (style.separator === ',' ? `“${escape(name)},”` : `“${escape(name)}”`))
  if (parts.length === 1) return parts[0]!
  const last = parts.at(-1)!
  const joint = style.separator === ',' ? ' ' : '; '
  // The closing mark of one emphasis may swallow the opening quote of the next name.
  return `${parts.slice(0, -1).join(joint)}${joint}<E T="03">and “</E>${last.slice(1)}`
}

const entriesFor = (names: readonly string[], style: Style): string =>
  `${names.length === 1 ? 'an entry' : 'entries'} for ${quoted(names, style)}`

const headingsOf = (rule: GpoRule): string[] => [
  ...new Set(
    [
      ...rule.adds,
      ...rule.revises,
      ...rule.renames.map(({ to }) => to),
      ...rule.removes,
      ...rule.aliasCuts,
    ].map(({ heading }) => heading),
  ),
]

/** Instructions of one destination: verb phrase → what it says, in any of the Register's styles. */
const instructionsUnder = (heading: string, rule: GpoRule): string[] => {
  const { style } = rule
  const own = <T extends { heading: string }>(entries: readonly T[]): T[] =>
    entries.filter((entry) => entry.heading === heading)
  const adds = own(rule.adds).map(({ name }) => name)
  const revises = own(rule.revises).map(({ name }) => name)
  const removes = own(rule.removes).map(({ name }) => name)
  const found: string[] = []
  if (adds.length > 0) {
    const what =
      style.instructions === 'counted'
        ? `${number(adds.length, style)} ${adds.length === 1 ? 'entity' : 'entities'}`
        : entriesFor(adds, style)
    const neighbours = {
      alphabetical: `adding, in alphabetical order, ${what}`,
      after: `adding, after the entry for “Aaron Neighbour Co.”, ${what}`,
      between: `adding, between the entries for “Aaron Neighbour Co.” and “Abel Neighbour, Ltd.”, ${what}`,
      'before-the-verb': `adding ${what} immediately following the entry for “Aaron Neighbour Co.”`,
    }
    found.push(neighbours[style.goes])
  }
  if (revises.length > 0)
    found.push(`revising the ${revises.length === 1 ? 'entry' : 'entries'} for ${quoted(revises, style)}`)
  for (const { from, to } of rule.renames.filter((one) => one.to.heading === heading))
    found.push(`redesignating the entry for “${escape(from)}” as “${escape(to.name)}”`)
  if (removes.length > 0)
    found.push(`removing the ${removes.length === 1 ? 'entry' : 'entries'} for ${quoted(removes, style)}`)
  for (const { name, alias } of own(rule.aliasCuts))
    found.push(`removing the alias “${escape(alias)}” from the entry for “${escape(name)}”`)
  return found
}

/** "Under IRAN, the entry for “X” is revised": the same, with the verbs behind. */
const passivesUnder = (heading: string, rule: GpoRule): string[] => {
  const { style } = rule
  const own = <T extends { heading: string }>(entries: readonly T[]): T[] =>
    entries.filter((entry) => entry.heading === heading)
  const said = (names: readonly string[], verb: string): string[] =>
    names.length === 0
      ? []
      : [
          `the ${names.length === 1 ? 'entry' : 'entries'} for ${quoted(names, { ...style, separator: ';' })} ${names.length === 1 ? 'is' : 'are'} ${verb}`,
        ]
  return [
    ...said(
      own(rule.adds).map(({ name }) => name),
      'added in alphabetical order',
    ),
    ...said(
      own(rule.revises).map(({ name }) => name),
      'revised to read as follows',
    ),
    ...rule.renames
      .filter(({ to }) => to.heading === heading)
      .map(({ from, to }) => `the entry for “${escape(from)}” is redesignated as “${escape(to.name)}”`),
    ...said(
      own(rule.removes).map(({ name }) => name),
      'removed',
    ),
  ]
}

const amdpars = (rule: GpoRule): string[] => {
  const { style } = rule
  const square = style.square ? '■ ' : ''
  const first = style.numbered ? `${square}2. ` : square
  const letter = (at: number) => `${square}${String.fromCharCode(97 + at)}. `
  if (style.instructions === 'sentence') {
    // One sentence a destination, that gives a number and ends in a colon.
    return headingsOf(rule).map((heading, at) => {
      const count = rule.adds.filter((entry) => entry.heading === heading).length
      return `${square}${at + 2}. Supplement No. 4 to part 744 is amended by adding, in alphabetical order, ${number(count, style)} ${count === 1 ? 'entity' : 'entities'} under ${heading}, to read as follows:`
    })
  }
  const opening = `${first}Supplement No. 4 to part 744 is amended${style.instructions === 'headed' ? ' by' : ''}:`
  const paragraphs = [opening]
  for (const [at, heading] of headingsOf(rule).entries()) {
    const own = instructionsUnder(heading, rule)
    if (style.instructions === 'passive') {
      const said = passivesUnder(heading, rule)
      if (said.length > 0) paragraphs.push(`${letter(at)}Under ${heading}, ${said.join(', and ')};`)
      for (const { name, alias } of rule.aliasCuts.filter((cut) => cut.heading === heading))
        paragraphs.push(
          `${letter(at)}Under ${heading}, in the entry for “${escape(name)}”, by removing the alias “${escape(alias)}”;`,
        )
    } else if (style.instructions === 'nested') {
      paragraphs.push(`${letter(at)}Under ${heading}:`)
      own.forEach((text, sub) =>
        paragraphs.push(
          `${square}${['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x'][sub]}. By ${text};`,
        ),
      )
    } else if (style.instructions === 'suffix') {
      for (const text of own) paragraphs.push(`${letter(at)}By ${text}, under ${heading};`)
    } else if (style.instructions === 'headed') {
      paragraphs.push(`${letter(at)}Adding, in alphabetical order, a heading for ${heading};`)
      for (const text of own) paragraphs.push(`${letter(at)}Under ${heading}, ${text};`)
    } else {
      paragraphs.push(`${letter(at)}Under ${heading}, by ${own.join('; and by ')}; <E T="03">and</E>`)
    }
  }
  paragraphs.push('The additions and revisions read as follows:')
  return paragraphs
}

/** Printed country words of a summary. */
const titled = (heading: string): string => heading

export const document = {
  documentNumber: '2024-99010',
  publishedOn: '2024-01-16',
  citation: '89 FR 9010',
  url: 'https://www.federalregister.gov/d/2024-99010',
}

export const writeGpoRule = (rule: GpoRule): string => {
  const { style } = rule
  const printed = [
    ...rule.adds.map((entry) => ({ entry, cited: '89 FR [INSERT FR PAGE NUMBER AND 1/16/2024].' })),
    ...[...rule.revises, ...rule.renames.map(({ to }) => to)].map((entry) => ({
      entry,
      cited: '85 FR 44159, 7/22/20; 89 FR [INSERT FR PAGE NUMBER AND 1/16/2024].',
    })),
  ]
  const head =
    style.header === 'boxhd'
      ? '<BOXHD><CHED H="1">Country</CHED><CHED H="1">Entity</CHED><CHED H="1">License requirement</CHED><CHED H="1">License review policy</CHED><CHED H="1"><E T="02">Federal Register</E> citation</CHED></BOXHD>'
      : '<BOXHD><CHED H="1"> </CHED></BOXHD><ROW RUL="s"><ENT I="25">Country</ENT><ENT>Entity</ENT><ENT>License<LI>requirement</LI></ENT><ENT>License<LI>review policy</LI></ENT><ENT><E T="02">Federal Register</E> citation</ENT></ROW>'
  const stars = '<ROW RUL="s"><ENT I="28">*         *         *         *         *</ENT></ROW>'
  const table = (rows: string) => `<GPOTABLE COLS="5" OPTS="L1,tp0">${head}${stars}${rows}${stars}</GPOTABLE>`
  const byHeading = headingsOf(rule).map((heading) => {
    const own = printed.filter(({ entry }) => entry.heading === heading)
    if (own.length === 0) return ''
    return [
      `<ROW><ENT I="01">${heading}</ENT><ENT A="03">  *         *         *</ENT></ROW>`,
      ...own.map(({ entry, cited }, at) => row(entry, style, '', cited, at)),
    ].join('\n')
  })
  const tables =
    style.tables === 'one'
      ? table(byHeading.join('\n'))
      : byHeading
          .filter((rows) => rows !== '')
          .map(table)
          .join('\n')
  const removed = rule.unverified
  const added = rule.adds.length
  const revised =
    rule.revises.length +
    rule.renames.length +
    new Set(rule.aliasCuts.map(({ heading, name }) => `${heading} ${name}`)).size
  const sentences = [
    added > 0
      ? `This rule amends the EAR by adding ${number(added, style)} ${added === 1 ? 'entry' : 'entries'} to the Entity List.`
      : '',
    added > 0 && style.countries
      ? `These entries are listed under the destinations of ${[
          ...new Set(rule.adds.map(({ heading }) => heading)),
        ]
          .map(
            (heading) =>
              `${titled(heading)} (${rule.adds.filter((entry) => entry.heading === heading).length})`,
          )
          .join(', ')}.`
      : '',
    revised > 0
      ? `This rule also revises ${number(revised, style)} existing ${revised === 1 ? 'entry' : 'entries'} on the Entity List.`
      : '',
    rule.removes.length > 0
      ? `Lastly, this rule removes ${number(rule.removes.length, style)} ${rule.removes.length === 1 ? 'entry' : 'entries'} from the Entity List.`
      : '',
    removed.length > 0
      ? `In addition, this rule removes ${number(removed.length, style)} persons from the Unverified List (UVL).`
      : '',
  ].filter((text) => text !== '')
  return [
    '<RULE><PREAMB><SUM><HD SOURCE="HED">SUMMARY:</HD>',
    `<P>${sentences.join(' ')}</P></SUM>`,
    '<EFFDATE><P>This rule is effective January 12, 2024.</P></EFFDATE></PREAMB><SUPLINF>',
    ...rule.adds.map(({ name }) => `<P>• ${escape(name)},</P>`),
    '<REGTEXT TITLE="15" PART="744"><AMDPAR>1. The authority citation for 15 CFR part 744 continues to read as follows:</AMDPAR></REGTEXT>',
    '<REGTEXT TITLE="15" PART="744">',
    ...amdpars(rule).map((text) => `<AMDPAR>${layoutOf(style)}${text}${layoutOf(style)}</AMDPAR>`),
    '<HD SOURCE="HD1">Supplement No. 4 to Part 744—Entity List</HD><STARS/>',
    tables,
    removed.length === 0
      ? ''
      : `<AMDPAR>3. Supplement No. 6 to part 744 is amended:</AMDPAR>${removed
          .map(
            ({ heading, name }) =>
              `<AMDPAR>a. Under ${heading}, by removing the entry for “${escape(name)}”;</AMDPAR>`,
          )
          .join('')}`,
    '</REGTEXT></SUPLINF><FRDOC>[FR Doc. 2024-99010 Filed 1-12-24; 8:45 am]</FRDOC></RULE>',
  ].join('\n')
}

const countries = [
  { heading: "CHINA, PEOPLE'S REPUBLIC OF", in: 'China' },
  { heading: 'KOREA, REPUBLIC OF', in: 'South Korea' },
  { heading: 'RUSSIA', in: 'Russia' },
  { heading: 'UNITED ARAB EMIRATES', in: 'U.A.E.' },
  { heading: 'FRANCE', in: 'France' },
  { heading: 'TÜRKIYE', in: 'Türkiye' },
]

const word = fc.constantFrom(
  'Quince',
  'Pear',
  'Bai',
  'Zeta',
  'Orël',
  'Kedr',
  'Nova',
  'Tian',
  'R&T',
  "O'Hara",
  'Delta-9',
  'October',
)
const form = fc.constantFrom(' Co., Ltd.', ' LLC', ' Inc.', ' S.A.', ' JSC', ' (Group) Corp.', '', ' Trading')
const partyName = fc
  .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 99 }), form)
  .map(([parts, figure, legalForm]) => `${parts.join(' ')} ${figure}${legalForm}`)
const street = fc
  .tuple(fc.integer({ min: 1, max: 999 }), word, fc.constantFrom('Road', 'Street', 'ul.', 'Al Quoz'))
  .map(([figure, name, kind]) => `No. ${figure}, Bldg. ${figure % 7}, ${name} ${kind}`)

const keyOf = (name: string): string => name.toLowerCase().replace(/[^a-zë0-9]/gu, '')

const entry = fc
  .record({
    country: fc.constantFrom(...countries),
    name: partyName,
    aliases: fc.uniqueArray(partyName, { maxLength: 3, selector: keyOf }),
    formerly: fc.uniqueArray(partyName, { maxLength: 2, selector: keyOf }),
    streets: fc.uniqueArray(street, { minLength: 1, maxLength: 3 }),
    see: fc.option(fc.constantFrom('China', 'France and Netherlands'), { nil: undefined, freq: 4 }),
    footnote: fc.option(fc.constantFrom(1, 3, 4, 5), { nil: undefined }),
    mark: fc.constantFrom('section' as const, 'end' as const),
    exception: fc.boolean(),
    nameAlone: fc.integer({ min: 0, max: 9 }).map((figure) => figure === 0),
  })
  .map(
    ({ country, name, aliases, formerly, streets, see, footnote, mark, exception, nameAlone }): GpoEntry => ({
      heading: country.heading,
      name,
      aliases: nameAlone ? [] : aliases.filter((alias) => alias !== name),
      formerly: nameAlone ? [] : formerly.filter((alias) => alias !== name && !aliases.includes(alias)),
      addresses: nameAlone ? [] : streets.map((one) => `${one}, ${country.in}`),
      ...(see === undefined || nameAlone ? {} : { seeUnder: see }),
      ...(footnote === undefined ? {} : { footnote, mark }),
      exception: exception && (footnote === undefined || mark === 'section'),
    }),
  )

const style: fc.Arbitrary<Style> = fc.record({
  instructions: fc.constantFrom('prefix', 'nested', 'suffix', 'counted', 'headed', 'passive', 'sentence'),
  header: fc.constantFrom('row', 'boxhd'),
  layout: fc.constantFrom('flat', 'indented'),
  shortRow: fc.boolean(),
  tables: fc.constantFrom('one', 'per-country'),
  figures: fc.constantFrom('words', 'figures'),
  square: fc.boolean(),
  numbered: fc.boolean(),
  countries: fc.boolean(),
  separator: fc.constantFrom(';', ','),
  goes: fc.constantFrom('alphabetical', 'after', 'between', 'before-the-verb'),
})

const roles = ['add', 'add', 'add', 'revise', 'remove', 'cut', 'rename', 'unverified'] as const

/** Any mix of additions, revisions, removals, renames and alias removals, in any of the styles. */
export const gpoRule: fc.Arbitrary<GpoRule> = fc
  .record({
    entries: fc.uniqueArray(entry, {
      minLength: 1,
      maxLength: 9,
      selector: ({ heading, name }) => `${heading} ${keyOf(name)}`,
    }),
    roles: fc.array(fc.constantFrom(...roles), { minLength: 9, maxLength: 9 }),
    style,
  })
  .map(({ entries, roles: chosen, style: own }) => {
    const of = (role: (typeof roles)[number]): GpoEntry[] => entries.filter((_, at) => chosen[at] === role)
    // A number instead of names: rows that are left could be either, so such rules only add.
    const counted = own.instructions === 'counted' || own.instructions === 'sentence'
    return {
      adds: counted ? entries : of('add'),
      revises: counted ? [] : of('revise'),
      renames: counted ? [] : of('rename').map((to) => ({ from: `Former ${to.name}`, to })),
      removes: counted ? [] : of('remove').map(({ heading, name }) => ({ heading, name })),
      aliasCuts: counted
        ? []
        : of('cut').map(({ heading, name }) => ({ heading, name, alias: `Alias of ${name}` })),
      unverified: counted ? [] : of('unverified').map(({ heading, name }) => ({ heading, name })),
      style: own,
    }
  })

export const codeOf = (heading: string): string => countryCode(heading)!
