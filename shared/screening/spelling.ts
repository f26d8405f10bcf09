/**
 * Edit distance (insertion, deletion, substitution, swap of neighbours), given up once it must exceed `limit`:
 * then `limit + 1` is returned.
 */
export const editDistance = (a: string, b: string, limit: number): number => {
  if (a === b) return 0
  const n = a.length
  const m = b.length
  if (Math.abs(n - m) > limit) return limit + 1
  let beforeLast: number[] = []
  let last: number[] = Array.from({ length: m + 1 }, (_, j) => j)
  for (let i = 1; i <= n; i++) {
    const row = [i]
    let best = i
    for (let j = 1; j <= m; j++) {
      const cost = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1
      let value = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost)
      if (
        i > 1 &&
        j > 1 &&
        a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
        a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
      ) {
        value = Math.min(value, (beforeLast[j - 2] ?? 0) + 1)
      }
      row.push(value)
      if (value < best) best = value
    }
    if (best > limit) return limit + 1
    beforeLast = last
    last = row
  }
  return Math.min(last[m] ?? 0, limit + 1)
}

/**
 * One spelling for the ways in which one sound is written when a name is carried into Latin letters:
 * Haramain, Haramayn, Haramein; Qods, Kods; Lvzhou, Lyuzhou, Luzhou (ü has no letter of its own).
 */
export const foldRomanisation = (word: string): string => {
  if (word.length < 3) return word
  const start = umlaut.test(word) ? word.replace(umlaut, '$1u') : word
  const folded = start.replace(variants, (found) => foldOf[found] ?? found.charAt(0)).replace(doubled, '$1')
  return folded.length > 4 && folded.endsWith('h') && vowels.has(folded.charAt(folded.length - 2))
    ? folded.slice(0, -1)
    : folded
}

const vowels = new Set('aeiou')
const umlaut = /^(l|n)(?:yu|v)(?=[a-z])/
const doubled = /(.)\1+/g
const variants = /ph|kh|gh|dh|th|ck|q|c(?=[aou])|dj|w|ou|oo|oe|ee|ay|ey|ei|ai|ae|y/g
const foldOf: Record<string, string> = {
  ph: 'f',
  kh: 'h',
  gh: 'h',
  dh: 'd',
  th: 't',
  ck: 'k',
  q: 'k',
  c: 'k',
  dj: 'j',
  w: 'v',
  ou: 'u',
  oo: 'u',
  oe: 'o',
  ee: 'i',
  ay: 'e',
  ey: 'e',
  ei: 'e',
  ai: 'e',
  ae: 'e',
  y: 'i',
} // prettier-ignore

const consonantClass: Record<string, string> = {
  b: 'p',
  p: 'p',
  f: 'f',
  v: 'f',
  w: 'f',
  d: 't',
  t: 't',
  g: 'k',
  k: 'k',
  q: 'k',
  c: 's',
  s: 's',
  z: 's',
  x: 's',
  j: 's',
  l: 'l',
  r: 'r',
  m: 'm',
  n: 'n',
} // prettier-ignore

/**
 * The consonants of a word by their place of articulation, without vowels, h and y, repetitions once: what is left
 * of a name when vowels and voicing are written differently (Muhammad, Mohamed → `mmt` → `mt`). Digits stay.
 */
export const consonantSkeleton = (word: string): string => {
  // A first vowel is heard: Anshan is not Nashan.
  let skeleton = vowels.has(word.charAt(0)) ? 'a' : ''
  let last = ''
  for (let i = 0; i < word.length; i++) {
    const letter = word.charAt(i)
    const mark = letter >= '0' && letter <= '9' ? letter : consonantClass[letter]
    if (mark !== undefined && mark !== last) {
      skeleton += mark
      last = mark
    }
  }
  return skeleton
}
