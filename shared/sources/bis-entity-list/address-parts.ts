import { countryCode } from '../../countries.ts'
import type { Address } from '../../model/designation.ts'
import {
  regions,
  regionsElsewhere,
  statesOfTheUs,
  towns,
  townsElsewhere,
  type PlaceNames,
} from './place-names.ts'

/**
 * Cuts a published address into street, town, region and postcode, where its own words say which is which: a town or a
 * region that is known by name, a region that calls itself one ("Tyumen Oblast"), a postcode of the country's form where
 * that country writes it. What is left before the town is the street with all that narrows it down (room, building,
 * district), as the other lists' `street` has it. Whatever the words leave open stays out: a part that is absent is
 * better than one that is wrong, and `text` has the whole address in any case.
 */

const calledRegion =
  /^(?:\p{Lu}[\p{L}'’-]*\s+){1,4}(?:Province|Oblast|obl\.|Region|Krai|Prefecture|Governorate|Autonomous Region)$|^Republic of \p{Lu}[\p{L}-]+$/iu
/** "Changsha City": one name and the word; "Science City" and "Internet City" are parks. */
const calledTown =
  /^(?!(?:Science|Internet|Media|Industrial|Academic|Healthcare|Studio|University)\b)\p{Lu}[\p{L}'’]+\s+City$/u

/** How each country writes a postcode; absent where it has none, or where its form is any number. */
const postcodes: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['AM', 'CN', 'RU', 'BY', 'KZ', 'IN', 'SG', 'VN', 'RO', 'KG', 'UZ'].map((country) => [
      country,
      String.raw`\d{6}`,
    ]),
  ),
  ...Object.fromEntries(
    [
      'DE',
      'FR',
      'IT',
      'ES',
      'FI',
      'TR',
      'MY',
      'TH',
      'UA',
      'PK',
      'EE',
      'MX',
      'EG',
      'KR',
      'SA',
      'RS',
      'JO',
    ].map((country) => [country, String.raw`\d{5}`]),
  ),
  CA: String.raw`[A-Z]\d[A-Z]\s?\d[A-Z]\d`,
  US: String.raw`\d{5}(?:-\d{4})?`,
  GB: String.raw`[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}`,
  NL: String.raw`\d{4}\s?[A-Z]{2}`,
  LU: String.raw`L-\d{4}`,
  LV: String.raw`LV-\d{4}`,
  LT: String.raw`LT-\d{5}`,
  PL: String.raw`\d{2}-\d{3}`,
  GR: String.raw`\d{3}\s?\d{2}`,
  SE: String.raw`\d{3}\s?\d{2}`,
  BR: String.raw`\d{5}-\d{3}`,
  JP: String.raw`\d{3}-\d{4}`,
  IR: String.raw`\d{5}-?\d{5}`,
}

/** Countries that write the postcode before the town: "L-4362 Esch-Sur-Alzette", "601901 Kovrov". */
const codeFirst = new Set('AM RU BY DE FR IT ES FI TR MY NL LU LV LT PL EE SE UA RS BG'.split(' '))

/** Before a number these say that it is something else than a postcode. */
const otherNumber =
  /(?:\bbox|\bno|\bnumber|\bbuilding|\bbldg|\broom|\brm|\boffice|\bsuite|\bste|\bunit|\bfloor|\bapt|\blot|\bplot|\bblock|\btel|\bphone|\bfax|№|#)[\s.:]*$/iu
/** Behind these a town's name belongs to what they begin: Rue de Paris, University of Tehran, Ulitsa Minsk. */
const leadsName =
  /(?:^|[\s.])(?:rue|avenue|av|boulevard|calle|jalan|via|ul|ulitsa|ulica|prospekt|prospect|jl|de|of|du|la|le|el|al|the|bank|near|opposite|behind|to|from|hotel|bur|new|north|south|east|west|little)\.?$/iu
/** A name that holds one of these is no town's. */
const streetWords =
  /\b(?:road|rd|street|str|ulitsa|ul|avenue|ave|boulevard|building|bldg|plaza|floor|office|room|tower|lane|highway|district|park)\b/iu

const setsOf = (...tables: PlaceNames[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const sets = new Map<string, Set<string>>()
  for (const [country, names] of tables.flatMap((table) => Object.entries(table)))
    sets.set(country, new Set([...(sets.get(country) ?? []), ...names.split('|')]))
  return sets
}
const townsOf = setsOf(towns, townsElsewhere)
const regionsOf = setsOf(regions, regionsElsewhere, { US: statesOfTheUs })
/** The names of cities that are whole countries are no country's name to drop. */
const cityStates = new Set(['HK', 'MO', 'SG'])

/** Cities of China that are provinces of their own. */
const municipalities = new Set(['beijing', 'shanghai', 'tianjin', 'chongqing'])

const trimmed = (text: string): string => text.replace(/^[\s,]+/u, '').replace(/[\s,]+$/u, '')
const folded = (text: string): string => text.normalize('NFC').toLowerCase()

const isTown = (text: string, country: string): boolean =>
  (townsOf.get(country)?.has(folded(text)) ?? false) || (country !== 'AE' && calledTown.test(text))
const isRegion = (text: string, country: string): boolean =>
  (regionsOf.get(country)?.has(folded(text)) ?? false) || calledRegion.test(text)

/** Drops the country's names and codes at the end, as often as the list repeats them: "…, China, CN". */
export const withoutCountry = (address: string, country: string): string => {
  let text = trimmed(address.replace(/(?<!\b\p{L})\.+$/u, ''))
  for (let times = 0; times < 3; times++) {
    const words = text.split(' ')
    const drop = [4, 3, 2, 1].find((count) => {
      const tail = words.slice(-count).join(' ')
      if (tail === country) return /(?:^|,\s*)[A-Z]{2}$/u.test(text)
      // A comma within the words joins a region to its country ("Hong Kong, China"): one name at a time.
      if (tail.length < 3 || tail.includes(',') || count > words.length) return false
      // "Donetsk Region" leads to Ukraine, and is no name of it.
      if (calledRegion.test(tail)) return false
      const named = countryCode(tail)
      if (cityStates.has(country)) return named === 'CN'
      return named === country
    })
    if (drop === undefined) return text
    text = trimmed(words.slice(0, -drop).join(' '))
  }
  return text
}

interface Found {
  head: string
  postcode?: string
  city?: string
}

/** The postcode, and the town behind it where the country writes it so. */
const takePostcode = (address: string, country: string): Found => {
  const form = postcodes[country]
  if (form === undefined) return { head: withoutCountry(address, country) }
  const atEnd = new RegExp(`^(.*?)[\\s,]+(${form})$`, 'u')
  // "Turkey 34134": it may follow the country.
  const behind = atEnd.exec(trimmed(address))
  if (behind) {
    const before = withoutCountry(behind[1]!, country)
    if (before !== trimmed(behind[1]!)) return { head: before, postcode: behind[2]! }
  }
  const head = withoutCountry(address, country)
  const last = atEnd.exec(head)
  if (last) {
    if (otherNumber.test(last[1]!)) return { head }
    return {
      head: trimmed(last[1]!.replace(/[\s,]+(?:postal code|post code|postcode|zip(?: code)?)[\s:.]*$/iu, '')),
      postcode: last[2]!,
    }
  }
  const segments = head.split(',').map((segment) => segment.trim())
  const own = new RegExp(`^${form}$`, 'u')
  const at = segments.findLastIndex(
    (segment, position) => position >= segments.length - 3 && own.test(segment),
  )
  if (at > 0)
    return { head: segments.filter((_, position) => position !== at).join(', '), postcode: segments[at]! }
  if (codeFirst.has(country)) {
    const first = new RegExp(`^(?:(.*)\\s)?(${form})\\s+(\\p{Lu}[\\p{L}.'’ -]*)$`, 'u').exec(segments.at(-1)!)
    if (first && !otherNumber.test(first[1] ?? '')) {
      const [, street, postcode, town] = first
      const before = [...segments.slice(0, -1), street ?? ''].filter((one) => one !== '').join(', ')
      const words = town!.split(' ')
      // "La Garenne-Colombes Paris": two towns, and nothing says where the one ends.
      const second = words.some((_, from) => from > 0 && isTown(words.slice(from).join(' '), country))
      if (words.length > 4 || streetWords.test(town!) || second) return { head: '', postcode: postcode! }
      return { head: before, postcode: postcode!, city: town! }
    }
  }
  return { head }
}

/** A town that ends a segment without a comma before it: "Changping District Beijing". */
const townAtEnd = (segment: string, country: string): { before: string; town: string } | undefined => {
  const words = segment.split(' ')
  for (const count of [3, 2, 1]) {
    if (words.length <= count) continue
    const town = words.slice(-count).join(' ')
    const before = words.slice(0, -count).join(' ')
    if (townsOf.get(country)?.has(folded(town)) && !leadsName.test(before)) return { before, town }
  }
  return undefined
}

/** A name of letters alone. */
const townShape = /^\p{L}[\p{L}.'’ -]{2,30}$/u

export type AddressParts = Pick<Address, 'street' | 'city' | 'region' | 'postcode'>

export const addressParts = (address: string, country: string): AddressParts => {
  const { head, postcode, city: behindCode } = takePostcode(address, country)
  const code = postcode === undefined ? {} : { postcode }
  if (behindCode !== undefined) return { ...(head === '' ? {} : { street: head }), city: behindCode, ...code }
  const segments = head.split(',').map((segment) => segment.trim())
  let region: string | undefined
  let city: string | undefined
  const takeRegion = (): void => {
    const last = segments.at(-1)
    if (last === undefined || region !== undefined || !isRegion(last, country)) return
    region = last
    segments.pop()
  }
  takeRegion()
  const last = segments.at(-1) ?? ''
  // "Big Spring, TX, 79720": whatever stands before an American state and its postcode is the town.
  const isAmericanTown =
    country === 'US' &&
    region !== undefined &&
    postcode !== undefined &&
    townShape.test(last) &&
    !streetWords.test(last)
  if (isAmericanTown || isTown(last, country)) {
    city = last
    segments.pop()
  } else {
    const end = townAtEnd(last, country)
    if (end) {
      city = end.town
      segments[segments.length - 1] = end.before
    }
  }
  // "Kowloon, Hong Kong", "Sichuan, Mianyang": the region before the town.
  if (city !== undefined || country === 'HK') takeRegion()
  // "South Rd Beijing, Beijing" names the town and the municipality, which is a province; "Hangzhou, Hangzhou" says it twice.
  const again = segments.at(-1)
  if (city !== undefined && again !== undefined) {
    const isMunicipality = municipalities.has(folded(city))
    const same = townAtEnd(again, country)
    if (folded(again) === folded(city)) segments.pop()
    else if (isMunicipality && same && folded(same.town) === folded(city))
      segments[segments.length - 1] = same.before
    if (isMunicipality && region === undefined && segments.at(-1) !== again) region = city
  }
  // Another town within what is left: the text runs over several places, and its end is not the end of its beginning.
  if (city !== undefined && segments.some((segment) => isTown(segment, country) || isOtherCountry(segment)))
    return {}
  const street = segments.filter((segment) => segment !== '').join(', ')
  const bounded = city !== undefined || (country === 'HK' && region !== undefined)
  return {
    ...(bounded && street !== '' ? { street } : {}),
    ...(city === undefined ? {} : { city }),
    ...(region === undefined ? {} : { region }),
    ...code,
  }
}

const isOtherCountry = (segment: string): boolean => segment.length > 3 && countryCode(segment) !== undefined

/** The address with its parts, cut afresh from its text. */
export const withParts = (address: Address): Address => {
  const { text, country } = address
  return country === undefined ? { text } : { text, ...addressParts(text, country), country }
}
