/**
 * Regions of China in ISO 3166-2. Until 2017 the standard used the digits of GB/T 2260, and many files still do: an
 * origin that is written `CN-65` is Xinjiang and must not pass as a region that no order names.
 */
const lettersOf: Readonly<Record<string, string>> = {
  11: 'BJ',
  12: 'TJ',
  13: 'HE',
  14: 'SX',
  15: 'NM',
  21: 'LN',
  22: 'JL',
  23: 'HL',
  31: 'SH',
  32: 'JS',
  33: 'ZJ',
  34: 'AH',
  35: 'FJ',
  36: 'JX',
  37: 'SD',
  41: 'HA',
  42: 'HB',
  43: 'HN',
  44: 'GD',
  45: 'GX',
  46: 'HI',
  50: 'CQ',
  51: 'SC',
  52: 'GZ',
  53: 'YN',
  54: 'XZ',
  61: 'SN',
  62: 'GS',
  63: 'QH',
  64: 'NX',
  65: 'XJ',
  71: 'TW',
  91: 'HK',
  92: 'MO',
}

const letters = new Set(Object.values(lettersOf))

/** All of them, as `CN-XJ`. */
export const chinaRegions: readonly string[] = [...letters].map((code) => `CN-${code}`)

/** `CN-XJ` from the part after `CN-`, in letters or in the former digits; `undefined` for what is no region. */
export const chinaRegion = (part: string): string | undefined => {
  const code = lettersOf[part] ?? part
  return letters.has(code) ? `CN-${code}` : undefined
}
