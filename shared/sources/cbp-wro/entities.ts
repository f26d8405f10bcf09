import { countryCode, countryName } from '../../countries.ts'
import type { Address, Alias, Origin, Subject } from '../../model/designation.ts'
import {
  acronymName,
  cleanText,
  distinctAliases,
  endsInLegalForm,
  nameKey,
  plainWords,
  splitAfterLegalForm,
  strongAlias,
} from './listed-name.ts'
import type { Removal } from './remarks.ts'

/** What the entity's cell is read with. */
export interface EntityContext {
  /** ISO code of the row's country; absent for "Fishing Vessels". */
  country?: string
  merchandise: string
  removals: readonly Removal[]
}

type Found = Pick<Subject, 'kind' | 'name' | 'aliases' | 'countries' | 'addresses'> &
  Partial<Pick<Subject, 'origin' | 'includesSubsidiaries'>>

/** Regions that the orders name, and places whose region has to be known: Lop County is in Hotan Prefecture, Xinjiang. */
const regions: readonly { words: RegExp; region: string }[] = [
  { words: /\bxinjiang uyghur autonomous region\b|\bxuar\b/i, region: 'CN-XJ' },
  { words: /\blop county\b/i, region: 'CN-XJ' },
]

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

/** Words that a name may end in, so that a comma after them begins another one: "Nanhu Tree Farm, Zhejiang Sanmei Tea". */
const establishment =
  /\b(?:farm|factory|mine|mill|works|plant|prison|penitentiary|camp|carpets?|industries|group|center|detachment)$/i

/** Cities that stand in a cell after the parties, as their address. */
const cities: ReadonlySet<string> = new Set(['Kathmandu'])

const legalFormFirst = /^(?:co|ltd|limited|inc|llc|l\.l\.c|corp|pvt|s\.a)\b\.?/i

/** A comma within parentheses separates nothing: "(of Nagoya, Japan)". */
const comma = /,\s*(?![^()]*\))/

const withoutFullStop = (text: string): string => {
  const trimmed = cleanText(text).replace(/\.{2,}$/, '.')
  const word = trimmed.split(' ').at(-1) ?? ''
  return /^(?:ltd|co|inc|pvt|corp)\.$/i.test(word) || /\p{L}\.\p{L}/u.test(word)
    ? trimmed
    : trimmed.replace(/\.$/, '')
}

/**
 * Splits names at commas, where a comma ends a name and does not stand within it (", Ltd.", "Agriculture, Industry,
 * and Trade Co."). Where it cannot be told, the whole text is the name and its parts are weak aliases: a party is
 * found under its own name either way.
 */
export const splitNames = (text: string): { names: string[]; parts: string[] } => {
  const pieces: string[] = []
  for (const piece of text.split(comma)) {
    const last = pieces.at(-1)
    if (last !== undefined && legalFormFirst.test(piece)) pieces[pieces.length - 1] = `${last}, ${piece}`
    else pieces.push(piece)
  }
  const leading = pieces.slice(0, -1)
  const isList =
    leading.some(endsInLegalForm) ||
    (leading.length > 0 && leading.every((piece) => establishment.test(piece)))
  if (isList) {
    return {
      names: pieces
        .flatMap((piece) => splitAfterLegalForm(piece.replace(/^and\s+/i, '')))
        .map(withoutFullStop),
      parts: [],
    }
  }
  const activities = leading.slice(1).some((piece) => !piece.includes(' '))
  const parts = leading.length === 0 || activities ? [] : pieces.map((piece) => piece.replace(/^and\s+/i, ''))
  return { names: splitAfterLegalForm(pieces.join(', ')).map(withoutFullStop), parts }
}

/** All spellings of a name with "(or Wuling)" and glosses in it; the first is the one without parentheses. */
const spellings = (name: string): string[] => {
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

const addressOf = (text: string, country: string | undefined): Address => {
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

const readName = (text: string, country: string | undefined): Found => {
  const elsewhere = /\s*\(of ([^()]+)\)\s*$/i.exec(text)
  const addresses = elsewhere ? [addressOf(cleanText(elsewhere[1] ?? ''), undefined)] : []
  const whole = withoutFullStop(elsewhere ? text.slice(0, elsewhere.index) : text)
  const acronym = /\s*\((\p{Lu}{2,})\)$/u.exec(whole)
  const stem = acronym ? whole.slice(0, acronym.index) : whole
  const short = acronym ? acronymName(stem, acronym[1] ?? '') : undefined
  const [name = whole, ...variants] = spellings(short === undefined ? whole : stem)
  const aliases = [...variants, ...(short === undefined ? [] : [short])].map((alias) =>
    strongAlias(alias, 'a.k.a.'),
  )
  const countries = addresses.flatMap((address) => address.country ?? [])
  if (countries.length === 0 && country !== undefined) countries.push(country)
  // A name with "(HK)" says where the company is, also in a row of China.
  if (/\((?:HK|Hong Kong)\)/i.test(name)) countries.push('HK')
  return { kind: 'party', name, aliases, countries, addresses }
}

const alias = /[,;]?\s*\b(a\/k\/a|f\/k\/a|n\/k\/a|d\/b\/a|also known as|formerly known as)\s+/i

const aliasKind = (words: string): string => {
  if (/^f|^formerly/i.test(words)) return 'f.k.a.'
  if (/^n/i.test(words)) return 'n.k.a.'
  return /^d/i.test(words) ? 'd.b.a.' : 'a.k.a.'
}

/** One part of a cell between semicolons: names, then the aliases of the last one. */
const readChunk = (chunk: string, country: string | undefined): Found[] => {
  const [first = '', ...rest] = chunk.split(alias)
  const pieces = first.split(comma)
  const last = pieces.at(-1) ?? ''
  // "State Penitentiary, Ciudad Victoria, Tamaulipas, Mexico": what ends in a country is a name and its address.
  if (pieces.length > 1 && countryCode(last) !== undefined) {
    const party = readName(pieces[0] ?? '', country)
    return [{ ...party, addresses: [addressOf(pieces.slice(1).join(', '), country)] }]
  }
  const { names, parts } = splitNames(first)
  const parties = names.map((name) => readName(name, country))
  const named = parties.at(-1)
  if (named) {
    for (let at = 0; at + 1 < rest.length; at += 2) {
      const kind = aliasKind(rest[at] ?? '')
      const spelled = spellings(withoutFullStop(rest[at + 1] ?? '').replace(/,$/, ''))
      named.aliases.push(...spelled.map((name) => strongAlias(name, kind)))
    }
    const weak = parts.filter((part) => nameKey(part).includes(' '))
    named.aliases.push(
      ...weak.map((name): Alias => ({ name, quality: 'weak', kind: 'part of the name as published' })),
    )
  }
  return parties
}

const scopeWords = String.raw`(?:subsidiaries|subordinates|affiliates|affiliated entities|subordinate and affiliated entities|joint ventures)`
const scope = new RegExp(
  String.raw`,?\s+and\s+(?:(its|their)\s+)?${scopeWords}(?:\s+and\s+${scopeWords})?\.?$`,
  'i',
)

const readParties = (text: string, country: string | undefined): Found[] => {
  // "X and its two subsidiaries from China, Y and Z" names the subsidiaries: they are subjects, and no others are meant.
  const named = /^(.*?)\s+and its (?:\w+ )?subsidiaries(?: from [^,]+)?,\s*(.+)$/i.exec(text)
  if (named) return [...readParties(named[1] ?? '', country), ...readParties(named[2] ?? '', country)]
  const collective = /\s*\(collectively,?\s+(?:the\s+)?["']?([^()"']+)["']?\)$/i.exec(text)
  if (collective) {
    return [
      ...readParties(text.slice(0, collective.index), country),
      readName(cleanText(collective[1] ?? ''), country),
    ]
  }
  const extends_ = scope.exec(text)
  const body = extends_ ? text.slice(0, extends_.index) : text
  const chunks = body.split(/;\s*(?:and\s+)?/).filter((chunk) => chunk !== '')
  const parties: Found[] = []
  for (const chunk of chunks) {
    const bare = withoutFullStop(chunk)
    if (parties.length > 0 && cities.has(bare)) {
      for (const party of parties) party.addresses.push(addressOf(bare, country))
    } else parties.push(...readChunk(chunk, country))
  }
  if (extends_) {
    const everyOne = extends_[1]?.toLowerCase() === 'their'
    for (const party of everyOne ? parties : parties.slice(-1)) party.includesSubsidiaries = true
  }
  return parties
}

const ofPlace = (kind: 'goods-origin' | 'place', name: string, origin: Origin): Found => {
  const acronym = /\s*\((\p{Lu}{2,})\)$/u.exec(name)
  const stem = acronym ? name.slice(0, acronym.index) : name
  const short = acronym ? acronymName(stem, acronym[1] ?? '') : undefined
  return {
    kind,
    name: short === undefined ? name : stem,
    aliases: short === undefined ? [] : [strongAlias(short, 'a.k.a.')],
    countries: [origin.country],
    addresses: [],
    origin,
  }
}

/** Goods of a country, a region, a mine or a field: the origin of the goods is the subject, no party is. */
const readPlace = (text: string, country: string, merchandise: string): Found | undefined => {
  const bare = withoutFullStop(text)
  const region = regions.find(({ words }) => words.test(bare))?.region
  const at = { country, ...(region ? { region } : {}) }
  const goods = plainWords(merchandise).split(' ')[0] ?? ''
  const words = ` ${plainWords(bare)} `
  // "Tobacco produced in Malawi and products …", "All Turkmenistan Cotton or products …".
  const ofCountry = words.includes(` ${plainWords(countryName(country))} `) && words.includes(` ${goods} `)
  if (ofCountry && (/\bproduced in\b/i.test(bare) || /^all\b/i.test(bare))) {
    return ofPlace('goods-origin', countryName(country), at)
  }
  if (/\bAutonomous Region(?: \(\p{Lu}+\))?$/u.test(bare))
    return ofPlace('goods-origin', bare, region ? at : { ...at, site: bare })
  if (/\b(?:Mines|Diamond Fields|Gold Fields)$/i.test(bare))
    return ofPlace('goods-origin', bare, { ...at, site: bare })
  if (/\b(?:Industrial Park|Development Zone|Industrial Zone)$/i.test(bare))
    return ofPlace('place', bare, { ...at, site: bare })
  return undefined
}

const readVessels = (text: string): Found[] | undefined => {
  const vessels = /^fishing vessels?\s*:\s*(.+)$/i.exec(text)
  if (!vessels) return undefined
  return (vessels[1] ?? '')
    .split(/\s*[;,]\s*(?:and\s+)?|\s+and\s+/)
    .filter((name) => name !== '')
    .map((name) => ({
      kind: 'vessel',
      name: withoutFullStop(name),
      aliases: [],
      countries: [],
      addresses: [],
    }))
}

const read = (text: string, { country, merchandise }: EntityContext): Found[] => {
  const vessels = readVessels(text)
  if (vessels) return vessels
  // The owner is the party; the catch of all its vessels is covered, as the cell (kept in the notes) says.
  const owned = /^fishing vessels? owned by (.+)$/i.exec(text)
  if (owned) return readParties(owned[1] ?? '', country)
  const place = country === undefined ? undefined : readPlace(text, country, merchandise)
  return place ? [place] : readParties(text, country)
}

const slug = (name: string): string => nameKey(name).replaceAll(' ', '-')

const within = (text: string, name: string): boolean => ` ${nameKey(text)} `.includes(` ${nameKey(name)} `)

export interface EntityReading {
  /** What the entity cell names. */
  listed: Subject[]
  /** Producers that the remarks take out of an order on a whole country's goods: always inactive. */
  exceptions: Subject[]
}

/**
 * The subjects of an order: parties, vessels, goods of an origin and places that its entity cell names. Those that the
 * remarks say were taken out are inactive; producers that are out of an order on a whole country's goods become
 * inactive subjects of their own, so that a supplier under such a name is known to be an exception.
 */
export const readEntities = (entityText: string, context: EntityContext): EntityReading => {
  const names = (removal: Removal, found: Found): boolean =>
    found.kind === 'party' && within(removal.text, found.name)
  const listed = read(cleanText(entityText), context)
  const exceptions = context.removals
    .filter((removal) => removal.producers && !listed.some((found) => names(removal, found)))
    .flatMap((removal) => readParties(removal.text, context.country))
  const taken = new Set<string>()
  const toSubject = (found: Found): Subject => {
    const stem = `${found.kind}:${slug(found.name)}`
    let id = stem
    for (let count = 2; taken.has(id); count++) id = `${stem}-${count}`
    taken.add(id)
    const removal = context.removals.find((one) => names(one, found))
    return {
      ...found,
      id,
      aliases: distinctAliases(found.name, found.aliases),
      status: removal ? 'inactive' : 'active',
      ...(removal ? { statusNote: removal.note } : {}),
    }
  }
  return { listed: listed.map(toSubject), exceptions: exceptions.map(toSubject) }
}
