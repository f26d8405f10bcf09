import { pathsAgree } from './address-places.ts'
import type { AddressNumber, AddressTerm, ParsedAddress } from './parse-address.ts'
import { editDistance, foldRomanisation } from './spelling.ts'

/** Whether two addresses say the same of one thing: `unknown` where one of them says nothing of it. */
export type Agreement = 'agree' | 'differ' | 'unknown'

/** What two addresses have in common, piece by piece. Symmetric. */
export interface AddressComparison {
  /** House, plot and unit numbers. `partly`: some are shared, and both have others. */
  numbers: Agreement
  /** The numbers that both have. */
  sharedNumbers: readonly string[]
  /** Some shared number is long enough to tell a site by: three digits, or a letter with two. */
  tellingNumber: boolean
  streets: Agreement
  /** Provinces, cities and counties. */
  places: Agreement
  /** The level at which the places differ: 1 country, 2 province, 3 city, 4 county; 0 where they do not. */
  differAt: number
  postcodes: Agreement
  /** Words of both, as they are written on the first side, or on the second where only that side finds them. */
  sharedWords: readonly string[]
  /** Weight of the words that met, streets and villages counting full, cities little. */
  matched: number
  /** Weight of what stands below the city on one side only. */
  restA: number
  restB: number
}

/** How far two words are one: 1 the same, near 1 a slip or another romanisation, 0 two words. */
export const wordsMeet = (a: AddressTerm, b: AddressTerm): number => {
  if (a.text === b.text) return 1
  // Two known places that are spelt alike are two places: Henan, Hunan.
  if (a.place && b.place) return 0
  const shorter = Math.min(a.text.length, b.text.length)
  const longer = Math.max(a.text.length, b.text.length)
  if (shorter < 4) return 0
  if (a.text[0] !== b.text[0] && shorter < 7) return 0
  const allowed = longer >= 9 ? 2 : 1
  if (longer - shorter > allowed) return 0
  if (shorter >= 5 && foldRomanisation(a.text) === foldRomanisation(b.text)) return 0.95
  const distance = editDistance(a.text, b.text, allowed)
  return distance > allowed ? 0 : 1 - (1.2 * distance) / longer
}

const weightBelowCity = (term: AddressTerm): number =>
  term.place === undefined || term.place.depth >= 4 ? term.weight : 0

interface MetTerms {
  shared: string[]
  matched: number
  rest: number
  /** Which of the other side's terms met. */
  met: Set<number>
  /** A street met a word of the other side. */
  streetMet: boolean
}

const meet = (mine: ParsedAddress, other: ParsedAddress): MetTerms => {
  const result: MetTerms = { shared: [], matched: 0, rest: 0, met: new Set(), streetMet: false }
  const seen = new Set<string>()
  for (const [i, term] of mine.terms.entries()) {
    if (seen.has(term.text)) continue
    seen.add(term.text)
    let best = 0
    let at = -1
    for (const [j, candidate] of other.terms.entries()) {
      const similarity = wordsMeet(term, candidate)
      if (similarity > best) {
        best = similarity
        at = j
      }
    }
    // Written in two on the other side, or with its neighbour in one: Mong Kok, Mongkok.
    if (best === 0 && term.text.length >= 6 && other.letters.includes(term.text)) best = 0.95
    if (best === 0 && !term.place) {
      const next = mine.terms[i + 1]
      const before = mine.terms[i - 1]
      if (
        (next && term.text.length + next.text.length >= 6 && other.letters.includes(term.text + next.text)) ||
        (before &&
          term.text.length + before.text.length >= 6 &&
          other.letters.includes(before.text + term.text))
      )
        best = 0.95
    }
    if (best > 0) {
      const theirs = other.terms[at]
      result.shared.push(term.text)
      result.matched += best * (theirs ? Math.min(term.weight, theirs.weight) : term.weight)
      if (at >= 0) result.met.add(at)
      if (term.street && best >= 0.75) result.streetMet = true
    } else result.rest += weightBelowCity(term)
  }
  return result
}

const isSiteNumber = ({ role }: AddressNumber): boolean => role !== 'area' && role !== 'kilometre'

export const sameNumber = (a: AddressNumber, b: AddressNumber): boolean =>
  a.digits === b.digits && (a.letter === b.letter || a.letter === '' || b.letter === '')

/** What the address names at a level. A name of several levels counts for the highest: Huizhou is a city first. */
const pathsAt = (address: ParsedAddress, depth: number): string[][] =>
  address.terms.flatMap(({ place, near }) =>
    place && !near && place.depth === depth
      ? [place.places.filter((one) => one.depth === depth).map((one) => one.path)]
      : [],
  )

/** Whether the two name any common place at a level; `unknown` where one of them names none. */
const placesAt = (a: ParsedAddress, b: ParsedAddress, depth: number): Agreement => {
  const mine = pathsAt(a, depth)
  const theirs = pathsAt(b, depth)
  if (mine.length === 0 || theirs.length === 0) return 'unknown'
  return mine.some((one) =>
    theirs.some((other) => one.some((path) => other.some((also) => pathsAgree(path, also)))),
  )
    ? 'agree'
    : 'differ'
}

/** A county that lies in the city that the other side names agrees with it. */
const liesWithin = (a: ParsedAddress, b: ParsedAddress): boolean =>
  a.terms.some(
    ({ place }) =>
      place &&
      place.depth >= 3 &&
      b.terms.some(
        (other) =>
          other.place &&
          other.place.depth >= 3 &&
          place.places.some((one) =>
            other.place?.places.some(
              (also) => one.depth >= 3 && also.depth >= 3 && pathsAgree(one.path, also.path),
            ),
          ),
      ),
  )

const comparePlaces = (a: ParsedAddress, b: ParsedAddress): { places: Agreement; differAt: number } => {
  const province = placesAt(a, b, 2)
  const county = placesAt(a, b, 4)
  if (liesWithin(a, b))
    return county === 'differ' ? { places: 'differ', differAt: 4 } : { places: 'agree', differAt: 0 }
  if (placesAt(a, b, 1) === 'differ' && province !== 'agree') return { places: 'differ', differAt: 1 }
  if (province === 'differ') return { places: 'differ', differAt: 2 }
  const city = placesAt(a, b, 3)
  if (city === 'differ') return { places: 'differ', differAt: 3 }
  if (county === 'differ') return { places: 'differ', differAt: 4 }
  if (city === 'agree' || county === 'agree') return { places: 'agree', differAt: 0 }
  return { places: 'unknown', differAt: 0 }
}

/** Compares two parsed addresses. */
export const compareAddresses = (a: ParsedAddress, b: ParsedAddress): AddressComparison => {
  const fromA = meet(a, b)
  const fromB = meet(b, a)
  const numbersA = a.numbers.filter(isSiteNumber)
  const numbersB = b.numbers.filter(isSiteNumber)
  const shared = numbersA.filter((one) => numbersB.some((other) => sameNumber(one, other)))
  const streetsA = a.terms.filter((term) => term.street && !term.near)
  const streetsB = b.terms.filter((term) => term.street && !term.near)
  const { places, differAt } = comparePlaces(a, b)
  return {
    numbers: shared.length > 0 ? 'agree' : numbersA.length > 0 && numbersB.length > 0 ? 'differ' : 'unknown',
    sharedNumbers: [...new Set(shared.map(({ letter, digits }) => `${letter}${digits}`))],
    tellingNumber: shared.some(
      ({ digits, letter }) =>
        digits.length >= 3 ||
        (digits.length === 2 &&
          letter !== '' &&
          numbersB.some((other) => other.digits === digits && other.letter === letter)),
    ),
    streets:
      fromA.streetMet || fromB.streetMet
        ? 'agree'
        : streetsA.length > 0 && streetsB.length > 0
          ? 'differ'
          : 'unknown',
    places,
    differAt,
    postcodes:
      a.postcode === undefined || b.postcode === undefined
        ? 'unknown'
        : a.postcode === b.postcode
          ? 'agree'
          : 'differ',
    sharedWords: fromA.shared.length > 0 ? fromA.shared : fromB.shared,
    matched: (fromA.matched + fromB.matched) / 2,
    restA: fromA.rest,
    restB: fromB.rest,
  }
}
