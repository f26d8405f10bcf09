import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AddressParts, addressParts } from '../../../shared/sources/bis-entity-list/address-parts.ts'

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
  // Two places in one text, joined by a comma alone.
  ['1 Arbat, Moscow, Russia, 2 Nevsky, St. Petersburg', 'RU', {}],
  ['9 Melitopolskaya, Tomsk, Building 4, Moscow, RU', 'RU', {}],
  ['Iran', 'IR', {}],
  ['', 'CN', {}],
]

describe('parts of an address', () => {
  test.each(written)('%s', (address, country, parts) => {
    expect(addressParts(address, country)).toEqual(parts)
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
    ),
    fc.string({ maxLength: 8 }),
  )
  test('are words of the address, whatever it is, and never overlap', () => {
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 12 }),
        fc.constantFrom('CN', 'RU', 'HK', 'NL', 'CA', 'LU', 'AE', 'ZZ'),
        (words, country) => {
          const address = words.join(' ').replace(/\s+/gu, ' ').trim()
          const parts = addressParts(address, country)
          const letters = (text: string) => text.replace(/[\s,.]+/gu, '')
          for (const part of Object.values(parts)) {
            expect(part).not.toBe('')
            expect(letters(address)).toContain(letters(part).slice(0, 3))
          }
          const { region, city, ...rest } = parts
          const own = region === city ? { ...rest, city } : parts
          const sum = Object.values(own).reduce((length, part) => length + letters(part ?? '').length, 0)
          expect(sum).toBeLessThanOrEqual(letters(address).length)
        },
      ),
    )
  })
})
