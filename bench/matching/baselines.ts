/**
 * The methods that matching is measured against: plain Jaro–Winkler, and the method that OFAC publishes for its own
 * search page (Jaro–Winkler on the whole string; Jaro–Winkler with Soundex for each word; the better of the two).
 */

const jaro = (a: string, b: string): number => {
  if (a === b) return a.length === 0 ? 0 : 1
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  const taken = new Uint8Array(b.length)
  const metOfA: string[] = []
  for (let i = 0; i < a.length; i++) {
    const to = Math.min(b.length - 1, i + reach)
    for (let j = Math.max(0, i - reach); j <= to; j++) {
      if (taken[j] === 1 || a.charCodeAt(i) !== b.charCodeAt(j)) continue
      taken[j] = 1
      metOfA.push(a.charAt(i))
      break
    }
  }
  const met = metOfA.length
  if (met === 0) return 0
  let moved = 0
  let k = 0
  for (let j = 0; j < b.length; j++) {
    if (taken[j] !== 1) continue
    if (b.charAt(j) !== metOfA[k]) moved += 1
    k += 1
  }
  return (met / a.length + met / b.length + (met - moved / 2) / met) / 3
}

/** Jaro–Winkler: prefixes of up to four letters count a tenth of what is missing, each. */
export const jaroWinkler = (a: string, b: string): number => {
  const score = jaro(a, b)
  let prefix = 0
  while (prefix < 4 && prefix < a.length && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix += 1
  return score + prefix * 0.1 * (1 - score)
}

const codes: Record<string, string> = {}
for (const [digit, letters] of [
  ['1', 'bfpv'],
  ['2', 'cgjkqsxz'],
  ['3', 'dt'],
  ['4', 'l'],
  ['5', 'mn'],
  ['6', 'r'],
] as const)
  for (const letter of letters) codes[letter] = digit

/** American Soundex of a word in lower case. */
export const soundex = (word: string): string => {
  let out = word.charAt(0)
  let last = codes[out] ?? ''
  for (const letter of word.slice(1)) {
    const code = codes[letter] ?? ''
    if (code !== '' && code !== last) out += code
    if (letter !== 'h' && letter !== 'w') last = code
    if (out.length === 4) break
  }
  return out.padEnd(4, '0')
}

/** As the published methods see a name: lower case, diacritics and signs gone; other scripts as they stand. */
export const plain = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

export const plainScore = (a: string, b: string): number => jaroWinkler(plain(a), plain(b))

const wordScores = new Map<string, number>()
const wordScore = (a: string, b: string): number => {
  const key = `${a} ${b}`
  let score = wordScores.get(key)
  if (score === undefined) {
    score = jaroWinkler(a, b)
    if (soundex(a) === soundex(b)) score = Math.max(score, (score + 1) / 2)
    if (wordScores.size > 3_000_000) wordScores.clear()
    wordScores.set(key, score)
  }
  return score
}

/** OFAC's method: the first name is what is searched for, the second is listed. */
export const ofacScore = (searched: string, listed: string): number => {
  const a = plain(searched)
  const b = plain(listed)
  const whole = jaroWinkler(a, b)
  const words = b.split(' ')
  let sum = 0
  const parts = a.split(' ')
  for (const part of parts) {
    let best = 0
    for (const word of words) best = Math.max(best, wordScore(part, word))
    sum += best
  }
  return Math.max(whole, sum / parts.length)
}
