import { SourceShapeError } from '../../errors.ts'
import type { Address, Alias, Note } from '../../model/designation.ts'
import { compactName } from './natural-key.ts'
import { numberOf } from './number-words.ts'
import {
  aliasKind,
  distinctAliases,
  markerPattern,
  readAlias,
  splitMarkers,
  tidyName,
} from './party-names.ts'
import { countryAtEnd, readAddresses } from './postal-addresses.ts'
import type { Cell } from './rule-table.ts'

/** What the cell of an entity says. */
export interface EntityRead {
  name: string
  aliases: Alias[]
  addresses: Address[]
  notes: Note[]
  /** What a person should look at before the row is believed: it can be read, and may have lost something. */
  doubts: string[]
}

/**
 * Where the name ends in the cell's text, if it begins with it: compared without case and punctuation, for the
 * instruction and the table may differ in them ("Spacety Co. Ltd." – "Spacety Co., Ltd."). -1 if it does not.
 */
export const endOfName = (text: string, name: string): number => {
  const wanted = compactName(name)
  if (wanted === '') return -1
  for (let end = 1; end <= text.length; end += 1) {
    // Only a whole word may end the name: "Elara" is not the name of "Elarabia".
    if (
      end < text.length &&
      /^[\p{L}\p{N}]/u.test(text.slice(end)) &&
      /[\p{L}\p{N}]$/u.test(text.slice(0, end))
    )
      continue
    const head = compactName(text.slice(0, end))
    if (!wanted.startsWith(head)) return -1
    if (head === wanted) return end + (/^[.)”’"']+/u.exec(text.slice(end))?.[0].length ?? 0)
  }
  return -1
}

/** After a comma these go on with the name: "Spacety Co., Ltd.", "Huawei Technologies Co., Ltd., Jordan" does not. */
const legalFormNext =
  /^(?:ltd|limited|inc|incorporated|llc|l\.l\.c|llp|lp|co|corp|corporation|company|s\.?a|s\.?r\.?l|s\.?p\.?a|b\.?v|n\.?v|gmbh|ag|a\.?s|plc|pte|pvt|jsc|ojsc|cjsc|pjsc|ooo|oao|zao|fze|fzco|fz-llc|jr|sr|ii|iii|r\.?o|o\.?o|k\.?g|lda|ltda|d\.?o\.?o|bhd|sdn)\b\.?/iu

/** Whether what follows a name in its cell is still a part of the name: a legal form, with or without a comma. */
export const goesOnAsName = (rest: string): boolean => legalFormNext.test(rest.replace(/^[\s,]+/u, ''))

const aliasNext = new RegExp(String.raw`^[,;(]?\s+\(?(?:${markerPattern}|the\s+following\b)`, 'u')

/**
 * The name at the start of a cell where nobody says where it ends: up to the first alias marker; without one, to the
 * first comma that no legal form follows.
 */
export const leadingName = (head: string): string => {
  const marker = head.search(
    new RegExp(
      String.raw`[,;(]?\s+\(?(?:${markerPattern}|the\s+following\b|See\s+(?:also\s+)?(?:alternate\s+)?address)|;`,
      'u',
    ),
  )
  const text = marker < 0 ? head : head.slice(0, marker)
  // Aliases come before addresses: "48th Central Scientific Research Institute, Kirov, a.k.a., …" is all name.
  if (marker >= 0 && aliasNext.test(head.slice(marker))) return tidyName(text)
  for (const comma of text.matchAll(/,/gu)) {
    const rest = text.slice(comma.index + 1).trimStart()
    if (rest !== '' && !legalFormNext.test(rest)) return tidyName(text.slice(0, comma.index))
  }
  return tidyName(text)
}

/** Parts of a party that an entry names: they are met in trade under their own names. */
const partNouns: readonly { pattern: RegExp; kind: string }[] = [
  { pattern: /^subordinate/iu, kind: 'subordinate institution' },
  { pattern: /^affiliat/iu, kind: 'affiliated entity' },
  { pattern: /^subsidiar/iu, kind: 'subsidiary' },
  { pattern: /^(?:branch|location|facilit)/iu, kind: 'branch' },
]

const listOf = new RegExp(
  [
    String.raw`(?:^|[\s,;.(]+)(?:(${markerPattern}),?\s+)?(?:and\s+|including\s+|to\s+include\s+)*the\s+following\s+(?:([\p{L}\p{N}-]+)\s+(?:\(\d+\)\s+)?)?`,
    String.raw`(alias(?:es)?|address(?:es)?|subordinate(?:\s+(?:institutions?|entit(?:y|ies)))?s?|affiliate[sd]?(?:\s+(?:entit(?:y|ies)|compan(?:y|ies)))?|subsidiar(?:y|ies)|branch(?:es)?|locations?|facilit(?:y|ies))\s*[:;,.]?\s*$`,
  ].join(''),
  'u',
)

interface OpenList {
  kind: string
  /** Absent where the list has a heading and states no number. */
  stated?: number
  found: number
}

/** What an address begins with, where an abbreviation's full stop stands before it. */
const addressStart =
  /^(?:\d|#|No\b|Room\b|Rm\b|Suite\b|Ste\b|Unit\b|Flat\b|Floor\b|Level\b|Building\b|Bldg\b|Block\b|Office\b|Apartment\b|Apt\b|Shop\b|Warehouse\b|Street\b|ul\b|P\.?\s?O\.?\s?Box\b|c\/o\b|[A-Z]-?\d)/iu
const abbreviation =
  /(?:^|[\s,(])(?:co|corp|inc|ltd|pvt|pte|bhd|sdn|est|mfg|dr|mr|st|no|bros|univ|intl|l\.l\.c|s\.a|\p{L})\.$/iu

/** Where the last bullet of a list ends, and the address that runs on from it begins. */
export const splitLast = (text: string): [string, string] | undefined => {
  for (const stop of text.matchAll(/\.\s+(?=[\p{Lu}\p{N}#(])/gu)) {
    const head = text.slice(0, stop.index + 1)
    const rest = text.slice(stop.index + stop[0].length)
    if (!abbreviation.test(head) || addressStart.test(rest)) return [head, rest]
  }
  return undefined
}

/** "Subordinate institution" on a line of its own: what follows are parts of the party, and nobody says how many. */
const partHeading = /^(subordinate\s+institu\w*|affiliated\s+entit(?:y|ies)|subsidiar(?:y|ies))\s*:?$/iu

/** "NEL Electronics (a.k.a., NEL Electronics Pte Ltd), 14K Block 2 …": an alias whose end the bracket tells. */
const bracketed = new RegExp(String.raw`^\((${markerPattern},?\s[^()]+)\)[\s,;.]*`, 'u')

const isBullet = (text: string): boolean => /^\s*[—–―]/u.test(text)

/**
 * Reads an entity's cell and the short rows that continue it: the name; "a.k.a., the following N aliases:" with a bullet
 * for each (N must be found); the addresses in what has no bullet, split at ";". `heading` is the ISO code of the country.
 */
export const readEntity = (
  cells: readonly Cell[],
  name: string,
  heading: string,
  place: string,
): EntityRead => {
  const refuse = (message: string): never => {
    throw new SourceShapeError('unexplained-row', message, { place })
  }
  const [first, ...short] = cells
  const end = endOfName(first!.head, name)
  if (end < 0) refuse(`The row's cell does not begin with “${name}”`)
  // "Ali Mehdipour Omrani.": some entries are a name and nothing else. A comma would announce more.
  const isNameAlone = cells.length === 1 && first!.items.length === 0 && first!.head.slice(end).trim() === ''
  const printed = tidyName(first!.head.slice(0, end))
  const aliases: Alias[] = []
  let rest = first!.head.slice(end).replace(/^[\s,;:.]+/u, '')
  for (let inside = bracketed.exec(rest); inside !== null; inside = bracketed.exec(rest)) {
    const [whole, text] = inside
    const read = splitMarkers(text!)
    // Several names in one bracket are told apart by nothing.
    if (read.aliases.some((alias) => leadingName(alias.name) !== alias.name)) break
    aliases.push(...read.aliases)
    rest = rest.slice(whole.length)
  }
  const segments = [rest, ...first!.items, ...short.flatMap((cell) => [cell.head, ...cell.items])].filter(
    (segment) => segment !== '',
  )

  const addresses: Address[] = []
  const notes: Note[] = []
  const doubts: string[] = []
  const last = segments.at(-1) ?? ''
  const runOn = isBullet(last) ? splitLast(last) : undefined
  // "—GOZ Obukhov Plant. Prospekt Obukhovskoi Oboroni 120, Saint Petersburg, Russia.": a lost line break.
  if (
    runOn &&
    runOn[1].includes(',') &&
    !/^\(?See\b/u.test(runOn[1]) &&
    countryAtEnd(runOn[1]) !== undefined
  ) {
    segments.splice(-1, 1, ...runOn)
    doubts.push(`an alias and an address of “${printed}” stand on one line: "${last.slice(0, 120)}"`)
  }
  let list: OpenList | undefined
  /** "X, a.k.a.," on a line of its own: the kind of the list that opens on the next. */
  let announced: string | undefined
  const closeList = () => {
    if (list !== undefined && list.found !== (list.stated ?? list.found)) {
      refuse(`“${printed}” states ${list.stated} in its list of ${list.kind}, ${list.found} were found`)
    }
    list = undefined
  }
  const addAddresses = (text: string) => {
    const read = readAddresses(text, heading)
    addresses.push(...read.addresses)
    notes.push(...read.notes)
  }
  const openedBy = (text: string): { before: string; opened: OpenList } | undefined => {
    const match = listOf.exec(text)
    if (!match) return undefined
    const [whole, marker, count, noun] = match
    const isAddresses = noun!.startsWith('address')
    const stated =
      count === undefined ? (noun === 'alias' || noun === 'address' ? 1 : undefined) : numberOf(count)
    if (stated === undefined) return refuse(`“${printed}” does not say how many ${noun} follow`)
    const part = partNouns.find(({ pattern }) => pattern.test(noun!))?.kind
    const kind =
      part ??
      (isAddresses
        ? 'addresses'
        : ((marker === undefined ? (list?.kind ?? announced) : aliasKind(marker)) ?? 'a.k.a.'))
    return { before: text.slice(0, text.length - whole.length), opened: { kind, stated, found: 0 } }
  }

  for (const [index, segment] of segments.entries()) {
    const parts = partHeading.exec(segment.trim())
    if (parts) {
      closeList()
      list = { kind: partNouns.find(({ pattern }) => pattern.test(parts[1]!))!.kind, found: 0 }
      continue
    }
    const start = openedBy(segment)
    const text = start === undefined ? segment : start.before
    if (isBullet(text)) {
      if (list === undefined) return refuse(`A bullet outside of any list: "${text.slice(0, 60)}"`)
      list.found += 1
      if (list.kind === 'addresses') addAddresses(text.replace(/^\s*[—–―]\s*/u, ''))
      else aliases.push(...readAlias(text, list.kind))
    } else if (text.trim() !== '') {
      if (list !== undefined) closeList()
      const marked = new RegExp(String.raw`(?:^|[\s,(])${markerPattern}[\s,]`, 'u').test(text)
      if (index === 0 && marked) {
        // "X, a.k.a., Y" without a list: only where the address stands apart can the alias's end be told.
        if (segments.length === 1)
          return refuse(`An alias and an address run together: "${text.slice(0, 80)}"`)
        announced = aliasKind(text.replace(/[\s,]+$/u, ''))
        const inline = splitMarkers(text)
        if (inline.name !== '') return refuse(`Unexplained words before an alias: "${inline.name}"`)
        aliases.push(...inline.aliases)
      } else if (marked || /\bthe following\b/iu.test(text)) {
        return refuse(`An unknown list in the cell of “${printed}”: "${text.slice(0, 80)}"`)
      } else {
        addAddresses(text)
      }
    }
    if (start !== undefined) {
      closeList()
      list = start.opened
    }
  }
  closeList()
  if (addresses.length === 0 && notes.length === 0 && !isNameAlone) {
    if (aliases.length === 0) refuse(`“${printed}” has no address`)
    // Some entries have none in truth; of others the row with the address was lost.
    doubts.push(`“${printed}” has no address`)
  }
  return { name: printed, aliases: distinctAliases(printed, aliases), addresses, notes, doubts }
}
