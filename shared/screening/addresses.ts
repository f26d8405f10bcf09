import type { Address, Designation } from '../model/designation.ts'
import type { Evaluation } from '../model/match.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { isListedUnit, isWholeAddress, meetAtListed } from './listed-address.ts'
import type { ScreeningModel } from './model.ts'
import type { TakeKey } from './name-keys.ts'
import { asLatin, type ParsedAddress, parseAddress } from './parse-address.ts'
import { remember, rememberAlways } from './remember.ts'
import { Letters } from './spelling.ts'
import { decide } from './thresholds.ts'
import { rawWords } from './words.ts'

/**
 * An address as what it is looked up by: its numbers (room, floor, house), and its words. What it says piece by piece
 * is read when it is first compared: of many addresses few are.
 */
export class PreparedAddress {
  readonly text: string
  readonly numbers: ReadonlySet<string>
  /** Words that name a street, a building, a district or a city. */
  readonly words: ReadonlySet<string>
  #parsed: ParsedAddress | undefined

  constructor(text: string, numbers: ReadonlySet<string>, words: ReadonlySet<string>) {
    this.text = text
    this.numbers = numbers
    this.words = words
  }

  get parsed(): ParsedAddress {
    return (this.#parsed ??= parseAddress(this.text))
  }
}

/** Words that most addresses have, in the forms in which they are written. */
const generic = new Set(
  (
    'room rm unit flat suite ste office floor fl f level block blk building bldg tower house plaza centre center road rd street st avenue ave lane ln drive boulevard ' +
    'blvd highway no number nr district county city province town township village industrial park zone area development economic technology new high tech east west north south ' +
    'of the and at in near po box p o b zip postcode prefecture region autonomous municipality state g gf lg ug'
  ).split(' '),
)

/** 1318-19 → 1318, 1319: a short second number continues the first. */
const expandRanges = (text: string): string =>
  text.replace(/\b(\d{2,5})\s*[-–/&]\s*(\d{1,5})\b/g, (whole, first: string, last: string) =>
    last.length < first.length
      ? `${first} ${first.slice(0, first.length - last.length)}${last}`
      : whole.replace(/[-–/&]/, ' '),
  )

const notAscii = /[^\0-\x7f]/

/** Numbers as they are compared: ranges written out, floors without their letters. */
const levelNumbers = (text: string): string =>
  /\d/.test(text) ? expandRanges(text).replace(/\b(\d{1,3})\s*\/?\s*(?:f|fl|floor)\b/gi, '$1 ') : text

const startsWithDigit = (word: string): boolean => {
  const unit = word.charCodeAt(0)
  return unit >= 48 && unit <= 57
}

export const prepareAddress = (text: string): PreparedAddress => {
  const numbers = new Set<string>()
  const words = new Set<string>()
  for (const { text: word } of rawWords(levelNumbers(notAscii.test(text) ? asLatin(text) : text))) {
    const number = startsWithDigit(word) ? /^0*(\d+)[a-z]?$/.exec(word) : null
    if (number?.[1]) numbers.add(number[1])
    else if (!generic.has(word) && word.length >= 2) words.add(word)
  }
  return new PreparedAddress(text, numbers, words)
}

const heaviestWords = (address: PreparedAddress, model: ScreeningModel, count: number): string[] =>
  [...address.words]
    .sort((a, b) => model.weight(b) - model.weight(a) || b.length - a.length || (a < b ? -1 : 1))
    .slice(0, count)

const longestNumbers = (address: PreparedAddress, count: number): string[] =>
  [...address.numbers]
    .filter((number) => number.length < 6)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .slice(0, count)

const supplierAddresses = (supplier: SupplierFacts): string[] => [
  ...(supplier.address ? [supplier.address] : []),
  ...supplier.sites,
]

const hasAddress = (supplier: SupplierFacts): boolean =>
  Boolean(supplier.address) || supplier.sites.length > 0

interface AddressKey {
  number: string
  word: string
}

/** A supplier's addresses, and what they are stored under: a number and a word. */
interface OwnAddresses {
  addresses: readonly PreparedAddress[]
  keys: readonly AddressKey[]
  words: ReadonlySet<string>
}

const ownAddresses = remember((supplier: SupplierFacts, model: ScreeningModel): OwnAddresses => {
  const addresses = supplierAddresses(supplier).map(prepareAddress)
  const keys: AddressKey[] = []
  for (const address of addresses) {
    const [first, second] = longestNumbers(address, 2)
    const [rarest, next] = heaviestWords(address, model, 2)
    if (first !== undefined && rarest !== undefined) keys.push({ number: first, word: rarest })
    if (second !== undefined && rarest !== undefined) keys.push({ number: second, word: rarest })
    if (first !== undefined && next !== undefined) keys.push({ number: first, word: next })
  }
  return { addresses, keys, words: new Set(addresses.flatMap((address) => [...address.words])) }
})

/** A supplier's address is stored under its two longest numbers with its rarest word, and the longest with the next. */
export const storedAddressKeys = (supplier: SupplierFacts, model: ScreeningModel): string[] =>
  hasAddress(supplier)
    ? [...new Set(ownAddresses(supplier, model).keys.map(({ number, word }) => `a:${number}:${word}`))]
    : []

/** The words of a listed address, and neighbours written together: Mong Kok, Mongkok. */
const lookedUpWords = (address: PreparedAddress): string[] => {
  const words = [...address.words]
  return [...words, ...words.slice(1).map((word, i) => `${words[i] ?? ''}${word}`)]
}

const hasPlace = (address: PreparedAddress): boolean => address.numbers.size > 0 && address.words.size > 0

/** The addresses that the rule compares: all of an address entry; of a party those with a number and a street. */
const comparedAddresses = (designation: Designation): Address[] =>
  designation.status === 'active'
    ? [
        ...designation.addresses,
        ...designation.subjects
          .filter((subject) => subject.status === 'active')
          .flatMap((subject) => subject.addresses),
      ]
    : []

const key = new Letters()

/** A listed address looks up every number with every word. */
export const eachLookedUpAddressKey = (designation: Designation, take: TakeKey): void => {
  for (const listed of comparedAddresses(designation)) {
    const address = prepareAddress(listed.text)
    if (!hasPlace(address)) continue
    const words = lookedUpWords(address)
    for (const number of address.numbers) {
      key.clear()
      key.add(`${number}:`)
      const { length } = key
      for (const word of words) {
        key.length = length
        key.add(word)
        take(kindOfKey, key.units, 0, key.length)
      }
    }
  }
}

const kindOfKey = 'a'.charCodeAt(0)

interface ListedAddress {
  address: PreparedAddress
  listed: Address
  lookedUp: ReadonlySet<string>
}

/** The addresses of a designation that a supplier's may be. */
const listedAddresses = rememberAlways((designation: Designation): ListedAddress[] =>
  comparedAddresses(designation).flatMap((listed) => {
    const address = prepareAddress(listed.text)
    if (!hasPlace(address)) return []
    if (designation.type !== 'address' && (address.numbers.size < 2 || address.words.size < 3)) return []
    return [{ address, listed, lookedUp: new Set(lookedUpWords(address)) }]
  }),
)

const countriesConflict = (listed: Address, supplier: SupplierFacts): boolean =>
  listed.country !== undefined &&
  supplier.country !== undefined &&
  listed.country !== supplier.country &&
  !(['CN', 'HK', 'MO'].includes(listed.country) && ['CN', 'HK', 'MO'].includes(supplier.country)) // prettier-ignore

/**
 * The rule `address`. Any party that uses the address of an address entry is caught (15 CFR 744.16), so such a hit
 * may be strong: it takes the unit and the building, however the rest is written. The address of a listed party is
 * shared by many, so it takes all numbers, at least two of them, and nearly all words, and is never more than worth a
 * look.
 */
export const evaluateAddress = (
  designation: Designation,
  supplier: SupplierFacts,
  model: ScreeningModel,
): Evaluation | null => {
  if (!hasAddress(supplier) || (designation.addresses.length === 0 && designation.subjects.length === 0))
    return null
  const { addresses, keys } = ownAddresses(supplier, model)
  if (keys.length === 0) return null
  const own = designation.type === 'address'
  let best: { score: number; listed: Address; mine: string } | null = null
  for (const { address, listed, lookedUp } of listedAddresses(designation)) {
    if (!keys.some(({ number, word }) => address.numbers.has(number) && lookedUp.has(word))) continue
    if (countriesConflict(listed, supplier)) continue
    for (const prepared of addresses) {
      const mine = prepared.text
      const meeting = meetAtListed(address.parsed, prepared.parsed)
      if (own ? !isListedUnit(meeting) : !isWholeAddress(meeting)) continue
      const { numbers, words } = meeting
      const score = own ? 0.8 + 0.1 * numbers + 0.08 * words : 0.68 + 0.06 * numbers + 0.06 * words
      if (
        !best ||
        score > best.score ||
        (score === best.score && listed.text + mine < best.listed.text + best.mine)
      )
        best = { score, listed, mine }
    }
  }
  if (!best || decide(best.score) === 'none') return null
  return {
    rule: 'address',
    score: best.score,
    decision: decide(best.score),
    explanation: [
      {
        kind: 'address',
        text: own
          ? `The supplier\u2019s address "${best.mine}" is the unit and building of the listed address "${best.listed.text}".`
          : `The supplier\u2019s address "${best.mine}" is an address of the listed party: "${best.listed.text}". Other parties may share it.`,
        effect: best.score,
      },
    ],
    factsUsed: { designation: { address: best.listed.text }, supplier: { address: best.mine } },
  }
}

/** City and street words that a supplier's addresses and a listed party's have in common: mild evidence for a name. */
export const sharedAddressWords = (
  listed: readonly Address[],
  supplier: SupplierFacts,
  model: ScreeningModel,
): string[] => {
  if (listed.length === 0 || !hasAddress(supplier)) return []
  const { words: mine } = ownAddresses(supplier, model)
  if (mine.size === 0) return []
  const shared = new Set<string>()
  for (const address of listed) for (const word of cityWords(address)) if (mine.has(word)) shared.add(word)
  return [...shared].sort()
}

/** Words of an address's street and city, or of all of it where it is cut into no parts. */
const cityWords = rememberAlways((address: Address): ReadonlySet<string> => {
  const { text, street, city } = address
  if (text === '' || (!city && !street && !/[,;0-9]/.test(text))) return new Set()
  return prepareAddress([street, city].filter(Boolean).join(', ') || text).words
})
