// Rows of the distance table, kept between calls: comparing is synchronous, and this is its innermost loop.
let beforeLast = new Uint8Array(64)
let last = new Uint8Array(64)
let row = new Uint8Array(64)

/**
 * Edit distance (insertion, deletion, substitution, swap of neighbours), given up once it must exceed `limit`:
 * then `limit + 1` is returned. Words longer than 60 letters are only compared for equality.
 */
export const editDistance = (a: string, b: string, limit: number): number => {
  if (a === b) return 0
  const n = a.length
  const m = b.length
  if (limit <= 0 || Math.abs(n - m) > limit || n > 60 || m > 60) return limit + 1
  for (let j = 0; j <= m; j++) last[j] = j
  for (let i = 1; i <= n; i++) {
    row[0] = i
    let best = i
    const letter = a.charCodeAt(i - 1)
    for (let j = 1; j <= m; j++) {
      const other = b.charCodeAt(j - 1)
      let value = (last[j - 1] ?? 0) + (letter === other ? 0 : 1)
      const deleted = (last[j] ?? 0) + 1
      const inserted = (row[j - 1] ?? 0) + 1
      if (deleted < value) value = deleted
      if (inserted < value) value = inserted
      if (i > 1 && j > 1 && letter === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === other) {
        const swapped = (beforeLast[j - 2] ?? 0) + 1
        if (swapped < value) value = swapped
      }
      row[j] = value
      if (value < best) best = value
    }
    if (best > limit) return limit + 1
    const spare = beforeLast
    beforeLast = last
    last = row
    row = spare
  }
  return Math.min(last[m] ?? 0, limit + 1)
}

/** Which letters a word has, as bits: words `distance` slips apart differ in at most twice as many letters. */
export const letterMask = (word: string): number => {
  let mask = 0
  for (let i = 0; i < word.length; i++) mask |= 1 << (word.charCodeAt(i) & 31)
  return mask
}

/** False where the letters alone show that two words are more than `limit` slips apart. */
export const mayBeNear = (maskA: number, maskB: number, limit: number): boolean => {
  let differing = maskA ^ maskB
  let count = 0
  while (differing !== 0) {
    differing &= differing - 1
    count += 1
    if (count > 2 * limit) return false
  }
  return true
}

/**
 * One spelling for the ways in which one sound is written when a name is carried into Latin letters:
 * Haramain, Haramayn, Haramein; Qods, Kods; Lvzhou, Lyuzhou, Luzhou (ü has no letter of its own).
 */
export const foldRomanisation = (word: string): string => {
  if (word.length < 3) return word
  const start = umlaut.test(word) ? word.replace(umlaut, '$1u') : word
  let folded = ''
  let before = ''
  for (let i = 0; i < start.length; i++) {
    const letter = start.charAt(i)
    const pair = pairs.get(letter)
    const joined = pair?.get(start.charAt(i + 1))
    if (joined !== undefined) i += 1
    let sound = joined ?? singles.get(letter) ?? letter
    if (letter === 'c' && joined === undefined && hardBefore.has(start.charAt(i + 1))) sound = 'k'
    if (sound !== before) folded += sound
    before = sound
  }
  return folded.length > 4 && folded.endsWith('h') && vowels.has(folded.charAt(folded.length - 2))
    ? folded.slice(0, -1)
    : folded
}

const vowels = new Set('aeiou')
const hardBefore = new Set('aou')
const umlaut = /^(l|n)(?:yu|v)(?=[a-z])/
const singles = new Map([
  ['q', 'k'],
  ['w', 'v'],
  ['y', 'i'],
])
/** Two letters that stand for one sound, by the first and the second. */
const pairs = new Map<string, Map<string, string>>()
for (const pair of 'ph:f kh:h gh:h dh:d th:t ck:k dj:j ou:u oo:u oe:o ee:i ay:e ey:e ei:e ai:e ae:e'.split(
  ' ',
)) {
  const [first = '', second = '', , sound = ''] = pair
  const bySecond = pairs.get(first) ?? new Map<string, string>()
  pairs.set(first, bySecond.set(second, sound))
}

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
