import { type Agreement, compareAddresses, sameNumber, wordsMeet } from './compare-addresses.ts'
import type { AddressNumber, NumberRole, ParsedAddress } from './parse-address.ts'

/** How far a supplier's address is the listed one, seen from the listed address. */
export interface ListedMeeting {
  /** Share of the listed address's numbers, and of its words by weight, that the supplier's has. */
  numbers: number
  words: number
  /** What the listed address says of the unit, the narrowest first; `house` where it names no unit. */
  unit: 'room' | 'floor' | 'house'
  rooms: Agreement
  floors: Agreement
  blocks: Agreement
  houses: Agreement
  building: boolean
  streets: Agreement
  /** Both name cities or provinces, and other ones. */
  elsewhere: boolean
}

const ofRole = (address: ParsedAddress, ...roles: NumberRole[]): AddressNumber[] =>
  address.numbers.filter(({ role }) => roles.includes(role))

/** A number that nothing says the kind of may be any: "1318-19 Hollywood Plaza". */
const compareNumbers = (
  listed: ParsedAddress,
  mine: ParsedAddress,
  role: 'room' | 'floor' | 'block' | 'site',
): Agreement => {
  const theirs = role === 'site' ? ofRole(listed, 'site', 'loose') : ofRole(listed, role)
  if (theirs.length === 0) return 'unknown'
  const of = (numbers: readonly AddressNumber[]): boolean =>
    theirs.some((one) => numbers.some((other) => sameNumber(one, other)))
  const same = role === 'site' ? ofRole(mine, 'site', 'loose') : ofRole(mine, role)
  if (of(same) || of(ofRole(mine, 'loose', 'site'))) return 'agree'
  return same.length > 0 ? 'differ' : 'unknown'
}

export const meetAtListed = (listed: ParsedAddress, mine: ParsedAddress): ListedMeeting => {
  const { places, streets } = compareAddresses(listed, mine)
  let matched = 0
  let building = false
  for (const term of listed.terms) {
    let best = mine.letters.includes(term.text) && term.text.length >= 6 ? 0.95 : 0
    for (const other of mine.terms) best = Math.max(best, wordsMeet(term, other))
    matched += best * term.weight
    if (term.building && best >= 0.8) building = true
  }
  const shared = listed.numbers.filter((one) => mine.numbers.some((other) => sameNumber(one, other)))
  return {
    numbers: listed.numbers.length === 0 ? 0 : shared.length / listed.numbers.length,
    words: listed.weight === 0 ? 0 : Math.min(1, matched / listed.weight),
    unit: ofRole(listed, 'room').length > 0 ? 'room' : ofRole(listed, 'floor').length > 0 ? 'floor' : 'house',
    rooms: compareNumbers(listed, mine, 'room'),
    floors: compareNumbers(listed, mine, 'floor'),
    blocks: compareNumbers(listed, mine, 'block'),
    houses: compareNumbers(listed, mine, 'site'),
    building,
    streets,
    elsewhere: places === 'differ',
  }
}

/**
 * The same unit of the same building. The unit is the room, or the floor where no room is listed; the building goes by
 * its name, or by street and house. What only one side says is no objection; what both say differently is.
 */
export const isListedUnit = (meeting: ListedMeeting): boolean => {
  const { rooms, floors, blocks, houses, building, streets, elsewhere } = meeting
  if (elsewhere || blocks === 'differ' || floors === 'differ' || rooms === 'differ') return false
  const atHouse = streets === 'agree' && houses === 'agree'
  const atBuilding = building && streets !== 'differ' && !(streets === 'agree' && houses === 'differ')
  if (!atHouse && !atBuilding) return false
  if (meeting.unit === 'room') return rooms === 'agree'
  return meeting.unit === 'floor' ? floors === 'agree' : houses === 'agree'
}

/** The whole of a listed party's address: every number, and nearly every word. */
export const isWholeAddress = ({ numbers, words, elsewhere }: ListedMeeting): boolean =>
  numbers === 1 && words >= 0.75 && !elsewhere
