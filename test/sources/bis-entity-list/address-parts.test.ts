import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countryCode } from '../../../shared/countries.ts'
import { type AddressParts, addressParts } from '../../../shared/sources/bis-entity-list/address-parts.ts'
import { regions, towns, type PlaceNames } from '../../../shared/sources/bis-entity-list/place-names.ts'
import { tradeCslReader } from '../../../shared/sources/trade-csl/reader.ts'
import { rule202303929, screeningList } from './documents.ts'

const written: [address: string, country: string, parts: AddressParts][] = [
  ['P.O. Box 42340, Dubai, UAE, AE', 'AE', { street: 'P.O. Box 42340', city: 'Dubai' }],
  // A number after the town that is no postcode of the country: nothing says where the town stands.
  ['P.O. Box 42340, Dubai, 396, AE', 'AE', {}],
  [
    'Suite 706 Atrium Center, Bur Dubai, Dubai, AE',
    'AE',
    { street: 'Suite 706 Atrium Center, Bur Dubai', city: 'Dubai' },
  ],
  ['Flat 2, Bur Dubai, AE', 'AE', {}],
  [
    '4 Plovdiv St. Fatih, Istanbul, Turkey 34134',
    'TR',
    { street: '4 Plovdiv St. Fatih', city: 'Istanbul', postcode: '34134' },
  ],
  [
    'No. 52 Yongding Road, Beijing, China, 100097',
    'CN',
    { street: 'No. 52 Yongding Road', city: 'Beijing', postcode: '100097' },
  ],
  ['No. 9 Wenfu Road, Hangzhou, Hangzhou, CN', 'CN', { street: 'No. 9 Wenfu Road', city: 'Hangzhou' }],
  [
    '64 Mianshan Road, Sichuan, Mianyang, CN',
    'CN',
    { street: '64 Mianshan Road', city: 'Mianyang', region: 'Sichuan' },
  ],
  [
    'High-Tech Zone, Xi’an City, Shaanxi Province, 710075, CN',
    'CN',
    { street: 'High-Tech Zone', city: 'Xi’an City', region: 'Shaanxi Province', postcode: '710075' },
  ],
  // No town that is known: the street has no certain end.
  ['4 Yulong Road, Lopu County, Hetian, Xinjiang, CN', 'CN', { region: 'Xinjiang' }],
  [
    '17 Ko Fai Road, Yau Tong, Kowloon, Hong Kong',
    'HK',
    { street: '17 Ko Fai Road, Yau Tong', city: 'Hong Kong', region: 'Kowloon' },
  ],
  [
    '2nd Floor, Kowloon Building, 555 Nathan Road, Kowloon, HK',
    'HK',
    { street: '2nd Floor, Kowloon Building, 555 Nathan Road', region: 'Kowloon' },
  ],
  // The number of a box, a room, a building is no postcode.
  ['Postal Box No. 100083, Beijing', 'CN', { street: 'Postal Box No. 100083', city: 'Beijing' }],
  ['Beijing, P.O. Box 100083', 'CN', {}],
  ['12 Rue de Paris, France', 'FR', {}],
  ['University of Tehran, Iran', 'IR', {}],
  ['Science City, Guangdong, China', 'CN', { region: 'Guangdong' }],
  [
    '41 Ulitsa Malakhova, Donetsk, Donetsk Region, UA',
    'UA',
    { street: '41 Ulitsa Malakhova', city: 'Donetsk', region: 'Donetsk Region' },
  ],
  // Two places in one text, joined by a comma alone.
  ['1 Arbat, Moscow, Russia, 2 Nevsky, St. Petersburg', 'RU', {}],
  ['9 Melitopolskaya, Tomsk, Building 4, Moscow, RU', 'RU', {}],
  [
    'FCI Big Spring, 1900 Simler Avenue, Big Spring, TX, 79720, US',
    'US',
    { street: 'FCI Big Spring, 1900 Simler Avenue', city: 'Big Spring', region: 'TX', postcode: '79720' },
  ],
  // Without a postcode two letters may be anything.
  ['12 Pear Road, IN, US', 'US', { region: 'IN' }],
  ['Iran', 'IR', {}],
  ['', 'CN', {}],
]

/** An address without what joins its pieces. */
const bare = (text: string): string => text.replace(/[\s,]+/gu, '')

/** Where each part stands in the address; fails where one is no contiguous piece of it. */
const placesOf = (address: string, parts: AddressParts): { part: string; from: number; to: number }[] => {
  const whole = bare(address)
  // The street is what the address begins with, so that its town is looked for behind it.
  const behind = parts.street === undefined ? 0 : bare(parts.street).length
  return Object.entries(parts).map(([part, text]) => {
    const piece = bare(text ?? '')
    expect(piece, `${part} of "${address}"`).not.toBe('')
    const from = part === 'street' ? whole.indexOf(piece) : whole.indexOf(piece, behind)
    expect(from, `${part} "${text}" is no piece of "${address}"`).toBeGreaterThanOrEqual(0)
    return { part, from, to: from + piece.length }
  })
}

/** What has to hold of the parts of any address. */
const checkParts = (address: string, country: string): void => {
  const parts = addressParts(address, country)
  const places = placesOf(address, parts)
  const street = places.find(({ part }) => part === 'street')
  if (street === undefined) return
  expect(street.from, `the street begins "${address}"`).toBe(0)
  // Nothing is lost: what is neither a part nor a country's name says a town or a code again.
  let rest = bare(address).slice(street.to)
  const others = [parts.postcode, parts.city, parts.region].flatMap((text) => text ?? [])
  // The longer first: "Moscow" stands in "Moscow Oblast" too. Towns are said twice.
  for (const text of [...others, ...others].sort((a, b) => b.length - a.length))
    rest = rest.replace(bare(text), '|')
  for (const left of rest.split('|').filter((text) => /[\p{L}\p{N}]/u.test(text))) {
    // Names that were parted by spaces alone are joined here: "ChinaCN", "U.A.E.AE".
    const known =
      /^(?:postalcode|postcode|zip(?:code)?|:)+$/iu.test(left) ||
      isCountries(left.replace(/^[.;()]+|[.;()]+$/gu, ''))
    expect(known, `"${left}" of "${address}" is in no part`).toBe(true)
  }
}

const spaced = (text: string): string => text.replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')
const isCountries = (text: string): boolean => {
  if (text === '' || /^[A-Z]{2}$/u.test(text)) return true
  const code = /^(.*?)\.?([A-Z]{2})$/u.exec(text)
  return (
    countryCode(text) !== undefined ||
    countryCode(spaced(text)) !== undefined ||
    /^P\.?R\.?(?:of)?China$|^PeoplesRepublicofChina$/iu.test(text) ||
    (code !== null && isCountries(code[1]!))
  )
}

const isNamed = (names: string, texts: readonly string[]): string[] =>
  names.split('|').filter((name) => {
    const pattern = new RegExp(
      `(?:^|[^\\p{L}])${name.replace(/[.()]/gu, '\\$&').replace(/[’']/gu, "[’'?]")}(?:[^\\p{L}]|$)`,
      'u',
    )
    return !texts.some((text) => pattern.test(text))
  })

describe('parts of an address', () => {
  test.each(written)('%s', (address, country, parts) => {
    expect(addressParts(address, country)).toEqual(parts)
  })

  const official = tradeCslReader
    .cut(screeningList())
    .entries.map((raw) => tradeCslReader.parse(raw).facts.addresses)
    .flat()
    .filter((address) => address.country !== undefined)

  test('of the 17,196 addresses with a country in the screening list are pieces of them, and nothing is lost', () => {
    expect(official).toHaveLength(17_196)
    for (const { text, country } of official) checkParts(text, country!)
  })

  test('towns and regions stand in the official files that they are said to be from', () => {
    const rule = rule202303929().toString('utf8').toLowerCase()
    const texts = Map.groupBy(official, ({ country }) => country!)
    for (const table of [towns, regions] satisfies PlaceNames[])
      for (const [country, names] of Object.entries(table))
        expect(
          isNamed(names, [...(texts.get(country) ?? []).map(({ text }) => text.toLowerCase()), rule]),
          country,
        ).toEqual([])
  })

  const street = fc
    .tuple(fc.integer({ min: 1, max: 999 }), fc.constantFrom('Pear', 'Quince', "O'Hara", 'Al Quoz', 'Yinbai'))
    .map(([figure, name]) => `Room ${figure}, Building ${figure % 9}, ${name} Road`)
  const digits = (count: number) =>
    fc
      .array(fc.integer({ min: 1, max: 9 }), { minLength: count, maxLength: count })
      .map((all) => all.join(''))
  const place = fc.oneof(
    fc.record({
      country: fc.constant('CN'),
      city: fc.constantFrom('Beijing', 'Wuxi', "Xi'an", 'Shenzhen'),
      region: fc.constantFrom(undefined, 'Jiangsu', 'Hunan Province'),
      postcode: fc.option(digits(6), { nil: undefined }),
      printed: fc.constantFrom('China', 'P.R. China', 'China, CN', 'CN'),
    }),
    fc.record({
      country: fc.constant('RU'),
      city: fc.constantFrom('Moscow', 'St. Petersburg', 'Kazan'),
      region: fc.constantFrom(undefined, 'Tyumen Oblast', 'Republic of Tatarstan'),
      postcode: fc.option(digits(6), { nil: undefined }),
      printed: fc.constantFrom('Russia', 'RU', 'Russia, RU'),
    }),
    fc.record({
      country: fc.constant('TR'),
      city: fc.constantFrom('Istanbul', 'Ankara'),
      region: fc.constant(undefined),
      postcode: fc.option(digits(5), { nil: undefined }),
      printed: fc.constantFrom('Türkiye', 'Turkey', 'TR'),
    }),
  )

  test('of an address that is put together are what it was put together from', () => {
    fc.assert(
      fc.property(street, place, (road, { country, city, region, postcode, printed }) => {
        const address = [road, city, region, postcode, printed]
          .filter((part) => part !== undefined)
          .join(', ')
        expect(addressParts(address, country)).toEqual({
          street: road,
          city,
          ...(region === undefined ? {} : { region }),
          ...(postcode === undefined ? {} : { postcode }),
        })
        checkParts(address, country)
      }),
      { numRuns: 300 },
    )
  })

  const word = fc.oneof(
    fc.constantFrom(
      'Beijing',
      'Hong Kong',
      'China',
      'CN',
      '100085',
      'Moscow',
      'Oblast',
      'Box',
      'No.',
      'Road',
      ',',
      ';',
      'City',
      'Xinjiang',
      '2201 BB',
      'L-4362',
      'H4T 1Z6',
      'TX',
      '79720',
    ),
    fc.string({ maxLength: 8 }),
  )
  test('of any words at all are pieces of them that do not overlap, the street first', () => {
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 12 }),
        fc.constantFrom('CN', 'RU', 'HK', 'NL', 'CA', 'LU', 'AE', 'US', 'ZZ'),
        (words, country) => {
          const address = words.join(' ').replace(/\s+/gu, ' ').trim()
          const parts = addressParts(address, country)
          placesOf(address, parts)
          if (parts.street !== undefined) expect(bare(address).startsWith(bare(parts.street))).toBe(true)
          const { region, city, ...rest } = parts
          const own = region === city ? { ...rest, city } : parts
          const sum = Object.values(own).reduce((length, part) => length + bare(part ?? '').length, 0)
          expect(sum).toBeLessThanOrEqual(bare(address).length)
        },
      ),
      { numRuns: 300 },
    )
  })
})
