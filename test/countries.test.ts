import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' }
import { describe, expect, it } from 'vitest'
import { countryCode, countryName, isCountryCode, saysNoCountry } from '../shared/countries.ts'

describe('countryCode', () => {
  it.each([
    ['Korea, North', 'KP'],
    ["Democratic People's Republic of Korea", 'KP'],
    ['Korea, South', 'KR'],
    ['Burma', 'MM'],
    ['BURMA', 'MM'],
    ['Russia', 'RU'],
    ["China, People's Republic of", 'CN'],
    ['CHINA, PEOPLE’S REPUBLIC OF', 'CN'],
    ['PRC', 'CN'],
    ['Hong Kong', 'HK'],
    ["Cote d'Ivoire", 'CI'],
    ['Cote d Ivoire', 'CI'],
    ['Côte d’Ivoire', 'CI'],
    ['Congo, Democratic Republic of the', 'CD'],
    ['Democratic Republic of Congo', 'CD'],
    ['Congo, Republic of the', 'CG'],
    ['Region: Crimea', 'UA'],
    ['CRIMEA REGION OF UKRAINE', 'UA'],
    ['Region: Gaza', 'PS'],
    ['Palestinian', 'PS'],
    ['Virgin Islands, British', 'VG'],
    ['Virgin Islands, U.S.', 'VI'],
    ['Bahamas, The', 'BS'],
    ['St. Kitts & Nevis', 'KN'],
    ['Saint Vincent and the Grenadines', 'VC'],
    ['Macedonia, The Former Yugoslav Republic of', 'MK'],
    ['TÜRKIYE', 'TR'],
    ['Turkey', 'TR'],
    ['Taiwan', 'TW'],
    ['USA', 'US'],
    ['UAE', 'AE'],
    ['UK', 'GB'],
    [' CN ', 'CN'],
    ['XK', 'XK'],
  ])('%s is %s', (text, code) => {
    expect(countryCode(text)).toBe(code)
  })

  it.each([
    'undetermined',
    'None Identified',
    'Unknown',
    'Congo',
    '',
    'Fishing Vessels',
    'Ruritania',
    'cn',
    'ZZ',
  ])('finds no single country in %j', (text) => {
    expect(countryCode(text)).toBeUndefined()
  })

  it('tells words for "no country" from spellings that it lacks', () => {
    expect(saysNoCountry('undetermined')).toBe(true)
    expect(saysNoCountry('None Identified')).toBe(true)
    expect(saysNoCountry('Ruritania')).toBe(false)
    expect(saysNoCountry('China')).toBe(false)
  })
})

describe('countryName', () => {
  it('prints the name that people use', () => {
    expect(['CN', 'RU', 'KP', 'KR', 'TW', 'HK', 'CD'].map(countryName)).toEqual([
      'China',
      'Russia',
      'North Korea',
      'South Korea',
      'Taiwan',
      'Hong Kong',
      'Democratic Republic of the Congo',
    ])
  })

  it('returns a code that it does not know', () => {
    expect(countryName('ZZ')).toBe('ZZ')
    // Names that every object has are no countries either.
    for (const word of ['valueOf', 'constructor', '__proto__']) expect(countryName(word)).toBe(word)
  })

  it('is read back to its code, for every code of the standard', () => {
    const codes = Object.keys(english.countries)
    expect(codes.length).toBeGreaterThan(245)
    for (const code of codes) {
      expect(isCountryCode(code)).toBe(true)
      expect([code, countryCode(countryName(code))]).toEqual([code, code])
    }
  })
})
