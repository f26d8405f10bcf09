import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' }

/** Names that we print where the standard's own English name is not the one that people use. */
const printed: Readonly<Record<string, string>> = {
  BN: 'Brunei',
  CD: 'Democratic Republic of the Congo',
  CG: 'Republic of the Congo',
  CN: 'China',
  FK: 'Falkland Islands',
  FM: 'Micronesia',
  GM: 'The Gambia',
  IR: 'Iran',
  KR: 'South Korea',
  LA: 'Laos',
  MD: 'Moldova',
  MK: 'North Macedonia',
  MO: 'Macau',
  PS: 'Palestinian territories',
  RU: 'Russia',
  SY: 'Syria',
  TW: 'Taiwan',
  TZ: 'Tanzania',
  US: 'United States',
  VA: 'Vatican City',
  VG: 'British Virgin Islands',
  VI: 'US Virgin Islands',
}

/**
 * Spellings of the sources (OFAC, BIS, CBP, DHS, supplier files) that the standard's English names lack. Word order,
 * case, accents, punctuation and "the", "of", "and" mean nothing here, see `nameKey`: "Korea, North" needs one line only.
 */
const spellings: Readonly<Record<string, readonly string[]>> = {
  AE: ['U.A.E.'],
  BN: ['Brunei'],
  BO: ['Plurinational State of Bolivia'],
  CD: ['Congo, Democratic Republic of the', 'DR Congo', 'DRC', 'Congo (Kinshasa)'],
  CG: ['Congo, Republic of the', 'Congo-Brazzaville', 'Congo (Brazzaville)'],
  CI: ['Cote d Ivoire'],
  CN: ["China, People's Republic of", 'PRC', 'P.R. China', 'PR China', 'Mainland China'],
  CV: ['Cabo Verde'],
  CZ: ['Czech Rep.'],
  FK: ['Falkland Islands'],
  FM: ['Micronesia'],
  GB: [
    'England',
    'Scotland',
    'Wales',
    'Northern Ireland',
    'United Kingdom of Great Britain and Northern Ireland',
    'U.K.',
  ],
  HK: ['Hong Kong SAR', 'Hong Kong, China', 'Hong Kong S.A.R., China', 'Hongkong'],
  KG: ['Kyrgyz Republic'],
  KP: ['Korea, North', "Democratic People's Republic of Korea", 'DPRK'],
  KR: ['Korea, South', 'Republic of Korea', 'ROK'],
  LA: ['Laos', 'Lao PDR'],
  MD: ['Moldova'],
  MK: ['Macedonia, The Former Yugoslav Republic of', 'Macedonia', 'North Macedonia, The Republic of'],
  ML: ['Region: Northern Mali'],
  MM: ['Burma', 'Burma (Myanmar)', 'Myanmar (Burma)'],
  MO: ['Macau', 'Macau SAR', 'Macao SAR', 'Macau, China'],
  NL: ['Holland'],
  PS: [
    'Palestinian',
    'Palestinian Territories',
    'West Bank',
    'Region: Gaza',
    'Gaza',
    'Gaza Strip',
    'State of Palestine',
  ],
  RU: ['Russian Fed.'],
  ST: ['Sao Tome'],
  SY: ['Syria'],
  SZ: ['Swaziland'],
  TL: ['East Timor'],
  TR: ['Republic of Türkiye', 'Turkiye'],
  TW: ['Taiwan, Republic of China', 'Chinese Taipei'],
  // Crimea, Donetsk and Luhansk are Ukraine in ISO 3166, whoever holds them; OFAC and BIS list them as regions.
  UA: [
    'Region: Crimea',
    'Crimea',
    'Crimea Region of Ukraine',
    'Region: Donetsk',
    'Region: Luhansk',
    "So-called Donetsk People's Republic",
    "So-called Luhansk People's Republic",
  ],
  US: ['U.S. of America'],
  VA: ['Holy See', 'Vatican City', 'Vatican'],
  VE: ['Bolivarian Republic of Venezuela'],
  VG: ['British Virgin Islands', 'BVI'],
  VI: ['US Virgin Islands', 'United States Virgin Islands', 'Virgin Islands, US', 'Virgin Islands, U.S.'],
  VN: ['Viet Nam', 'Socialist Republic of Vietnam'],
}

/**
 * What sources write where they name no country, and places that belong to no single code: Kafia Kingi is claimed by two
 * states, the Netherlands Antilles were dissolved into three codes. Known words, hence not a spelling that we lack.
 */
const noCountryWords = [
  'undetermined',
  'None Identified',
  'Unknown',
  'Not available',
  'N/A',
  'Stateless',
  'Region: Kafia Kingi',
  'Netherlands Antilles',
]

/** "Korea, North" and "North Korea" share a key; so do "Côte d'Ivoire" and "COTE D'IVOIRE". */
const nameKey = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’`.]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && word !== 'the' && word !== 'of' && word !== 'and')
    .map((word) => (word === 'st' ? 'saint' : word))
    .sort()
    .join(' ')

const standardNames = new Map<string, readonly string[]>(
  Object.entries(english.countries).map(([code, names]) => [
    code,
    typeof names === 'string' ? [names] : names,
  ]),
)

/** A name that two countries bear ("Congo") decides for neither. */
const codeByName = (() => {
  const codes = new Map<string, string | undefined>()
  const learn = (name: string, code: string) => {
    const key = nameKey(name)
    codes.set(key, codes.has(key) && codes.get(key) !== code ? undefined : code)
  }
  for (const [code, names] of standardNames) for (const name of names) learn(name, code)
  for (const [code, names] of Object.entries(spellings)) for (const name of names) learn(name, code)
  for (const [code, name] of Object.entries(printed)) learn(name, code)
  return codes
})()

const noCountryKeys = new Set(noCountryWords.map(nameKey))

/** Whether the text is an ISO 3166-1 alpha-2 code in capitals (with `XK` for Kosovo). */
export const isCountryCode = (text: string): boolean => standardNames.has(text)

/**
 * ISO 3166-1 alpha-2 code of a country's name in any of the sources' spellings, or of a code in capitals.
 * `undefined` where the text names no country ("undetermined"), no single one ("Congo") or none that is known.
 */
export const countryCode = (text: string): string | undefined => {
  const trimmed = text.trim()
  if (isCountryCode(trimmed)) return trimmed
  return codeByName.get(nameKey(trimmed))
}

/** Whether the text says that there is no country: to be told from a spelling that we do not know. */
export const saysNoCountry = (text: string): boolean => noCountryKeys.has(nameKey(text))

/** English name of an ISO 3166-1 alpha-2 code as we print it; a code that is unknown is returned as it is. */
export const countryName = (code: string): string =>
  (Object.hasOwn(printed, code) ? printed[code] : undefined) ?? standardNames.get(code)?.[0] ?? code
