/** Which places of a word have a letter, as bits, by the letter's code; kept empty between calls. */
const placesOf = new Int32Array(128)
const mostBits = 31

/**
 * Edit distance (insertion, deletion, substitution, swap of neighbours), given up once it must exceed `limit`:
 * then `limit + 1` is returned. Words longer than 60 letters are only compared for equality.
 */
export const editDistance = (a: string, b: string, limit: number): number => {
  if (a === b) return 0
  let n = a.length
  let m = b.length
  if (limit <= 0 || n - m > limit || m - n > limit || n > 60 || m > 60) return limit + 1
  // What the words begin and end with alike costs nothing.
  while (n > 0 && m > 0 && a.charCodeAt(n - 1) === b.charCodeAt(m - 1)) {
    n -= 1
    m -= 1
  }
  let from = 0
  while (from < n && from < m && a.charCodeAt(from) === b.charCodeAt(from)) from += 1
  n -= from
  m -= from
  if (n === 0 || m === 0) return n + m
  if (limit === 1) return differByOne(a, b, from, n, m) ? 1 : 2
  const distance = n <= mostBits ? distanceInBits(a, b, from, n, m) : undefined
  return Math.min(distance ?? distanceInTable(a, b, from, n, m), limit + 1)
}

/**
 * The distance of `n` and `m` letters from `from`, column by column of the table, a column in the bits of integers
 * (H. Hyyrö, A bit-vector algorithm for computing Levenshtein and Damerau edit distances, 2003). Undefined for other
 * letters than ASCII.
 */
const distanceInBits = (a: string, b: string, from: number, n: number, m: number): number | undefined => {
  let ascii = true
  for (let i = 0; i < n; i++) {
    const letter = a.charCodeAt(from + i)
    if (letter < 128) placesOf[letter] = (placesOf[letter] ?? 0) | (1 << i)
    else ascii = false
  }
  const lastPlace = 1 << (n - 1)
  let distance = n
  let rises = -1
  let falls = 0
  let diagonal = 0
  let before = 0
  for (let j = 0; j < m; j++) {
    const letter = b.charCodeAt(from + j)
    if (letter >= 128) ascii = false
    const places = placesOf[letter] ?? 0
    const swaps = ((~diagonal & places) << 1) & before
    diagonal = (((places & rises) + rises) ^ rises) | places | falls | swaps
    let up = falls | ~(diagonal | rises)
    let down = diagonal & rises
    if ((up & lastPlace) !== 0) distance += 1
    if ((down & lastPlace) !== 0) distance -= 1
    up = (up << 1) | 1
    down <<= 1
    rises = down | ~(diagonal | up)
    falls = up & diagonal
    before = places
  }
  for (let i = 0; i < n; i++) placesOf[a.charCodeAt(from + i) & 127] = 0
  return ascii ? distance : undefined
}

/** The same of any letters: the whole table, three rows of it at a time. */
const distanceInTable = (a: string, b: string, from: number, n: number, m: number): number => {
  let beforeLast: number[] = []
  let last = Array.from({ length: m + 1 }, (_, j) => j)
  for (let i = 1; i <= n; i++) {
    const row = [i]
    const letter = a.charCodeAt(from + i - 1)
    for (let j = 1; j <= m; j++) {
      const other = b.charCodeAt(from + j - 1)
      const replaced = (last[j - 1] ?? 0) + (letter === other ? 0 : 1)
      let value = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      const swapped =
        i > 1 && j > 1 && a.charCodeAt(from + i - 2) === other && letter === b.charCodeAt(from + j - 2)
      if (swapped) value = Math.min(value, (beforeLast[j - 2] ?? 0) + 1)
      row.push(value)
    }
    beforeLast = last
    last = row
  }
  return last[m] ?? 0
}

/** What is left of two words (`n` and `m` letters from `from`), which begin and end differently: one slip or more. */
const differByOne = (a: string, b: string, from: number, n: number, m: number): boolean =>
  (n === 1 && m === 1) ||
  (n === 2 &&
    m === 2 &&
    a.charCodeAt(from) === b.charCodeAt(from + 1) &&
    a.charCodeAt(from + 1) === b.charCodeAt(from))

/** Which letters a word has, as bits: words `distance` slips apart differ in at most twice as many letters. */
export const letterMask = (word: string): number => {
  let mask = 0
  for (let i = 0; i < word.length; i++) mask |= 1 << (word.charCodeAt(i) & 31)
  return mask
}

export const countBits = (mask: number): number => {
  // All at once: two by two, four by four, and the sum of the bytes.
  let bits = mask - ((mask >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** False where the letters alone show that two words are more than `limit` slips apart. */
export const mayBeNear = (maskA: number, maskB: number, limit: number): boolean =>
  countBits(maskA ^ maskB) <= 2 * limit

/** The same by the letters that the words have, and those that they have twice: what differs adds up. */
export const mayBeNearByDoubles = (
  maskA: number,
  maskB: number,
  doublesA: number,
  doublesB: number,
  limit: number,
): boolean => countBits(maskA ^ maskB) + countBits(doublesA ^ doublesB) <= 2 * limit

/**
 * A word as its UTF-16 code units. Folding and hashing run over hundreds of thousands of words and joined words of a
 * list, and making a string of each would cost more than all else; so they work in buffers that are used again.
 */
export class Letters {
  units = new Uint16Array(64)
  length = 0

  clear(): void {
    this.length = 0
  }

  /** Appends a string. */
  add(text: string): void {
    this.reserve(text.length)
    const { units } = this
    let at = this.length
    for (let i = 0; i < text.length; i++) units[at++] = text.charCodeAt(i)
    this.length = at
  }

  /** Which letters there are, as `letterMask` has them. */
  mask(): number {
    let mask = 0
    for (let i = 0; i < this.length; i++) mask |= 1 << ((this.units[i] ?? 0) & 31)
    return mask
  }

  /** Which letters there are twice or more. */
  doubles(): number {
    let mask = 0
    let doubles = 0
    for (let i = 0; i < this.length; i++) {
      const letter = 1 << ((this.units[i] ?? 0) & 31)
      doubles |= mask & letter
      mask |= letter
    }
    return doubles
  }

  /** Makes room for so many more. */
  reserve(more: number): void {
    if (this.length + more <= this.units.length) return
    const wider = new Uint16Array(2 * (this.length + more))
    wider.set(this.units)
    this.units = wider
  }

  text(): string {
    let text = ''
    for (let i = 0; i < this.length; i++) text += String.fromCharCode(this.units[i] ?? 0)
    return text
  }

  /** The same as `text`, but the string that is already there where it is the same. */
  textLike(known: string): string {
    if (known.length !== this.length) return this.text()
    for (let i = 0; i < this.length; i++) if (known.charCodeAt(i) !== this.units[i]) return this.text()
    return known
  }
}

const code = (letter: string): number => letter.charCodeAt(0)
const isVowel = (unit: number): boolean =>
  unit === 97 || unit === 101 || unit === 105 || unit === 111 || unit === 117

/** What one letter sounds like, by its code; 0 where it stays. */
const singles = new Uint8Array(128)
for (const pair of ['qk', 'wv', 'yi']) singles[code(pair)] = pair.charCodeAt(1)

/** Two letters that stand for one sound, by `first * 128 + second`; 0 where they do not. */
const pairs = new Uint8Array(128 * 128)
for (const pair of 'ph:f kh:h gh:h dh:d th:t ck:k dj:j zh:j ks:x ou:u oo:u oe:o ee:i ay:e ey:e ei:e ai:e ae:e'.split(
  ' ',
))
  pairs[pair.charCodeAt(0) * 128 + pair.charCodeAt(1)] = pair.charCodeAt(3)

/** `foldRomanisation` in buffers: folds a part of `word` into `folded`. */
export const foldLetters = (word: Letters, from: number, to: number, folded: Letters): void => {
  folded.clear()
  const size = to - from
  folded.reserve(size)
  const { units } = word
  const out = folded.units
  let length = 0
  if (size < 3) {
    for (let i = from; i < to; i++) out[length++] = units[i] ?? 0
    folded.length = length
    return
  }
  let before = 0
  let i = from
  const first = units[from] ?? 0
  if (first === 108 || first === 110) {
    // lv, lyu, nv, nyu before another letter: the vowel is ü.
    const second = units[from + 1] ?? 0
    const skipped = second === 118 ? 2 : second === 121 && units[from + 2] === 117 ? 3 : 0
    const after = units[from + skipped] ?? 0
    if (skipped > 0 && from + skipped < to && after >= 97 && after <= 122) {
      out[length++] = first
      // The u may join with the next letter (ou is not in play: a u comes first in no pair), so it is a sound by itself.
      out[length++] = 117
      before = 117
      i = from + skipped
    }
  }
  for (; i < to; i++) {
    const letter = units[i] ?? 0
    const next = i + 1 < to ? (units[i + 1] ?? 0) : 0
    let sound = letter
    if (letter < 128) {
      const joined = next < 128 ? (pairs[letter * 128 + next] ?? 0) : 0
      if (joined !== 0) {
        i += 1
        sound = joined
      } else if (letter === 99 && next !== 101 && next !== 104 && next !== 105 && next !== 121) sound = 107
      else {
        const single = singles[letter] ?? 0
        if (single !== 0) sound = single
      }
    }
    if (sound !== before) out[length++] = sound
    before = sound
  }
  if (length > 4 && out[length - 1] === 104 && isVowel(out[length - 2] ?? 0)) length -= 1
  folded.length = length
}

/** The consonants' classes by their place of articulation, by letter; digits stand for themselves. */
const consonantClass = new Uint8Array(128)
for (const mark of 'bp pp ff vf wf dt tt gk kk qk cs ss zs xs js ll rr mm nn'.split(' '))
  consonantClass[code(mark)] = mark.charCodeAt(1)
for (let digit = 48; digit <= 57; digit++) consonantClass[digit] = digit

/** `consonantSkeleton` in buffers, of a whole word. */
export const skeletonLetters = (word: Letters, skeleton: Letters): void => {
  skeleton.clear()
  skeleton.reserve(word.length + 1)
  const { units } = word
  const out = skeleton.units
  let length = 0
  // A first vowel is heard: Anshan is not Nashan.
  if (word.length > 0 && isVowel(units[0] ?? 0)) out[length++] = 97
  let last = 0
  for (let i = 0; i < word.length; i++) {
    const letter = units[i] ?? 0
    const mark = letter < 128 ? (consonantClass[letter] ?? 0) : 0
    if (mark !== 0 && mark !== last) {
      out[length++] = mark
      last = mark
    }
  }
  skeleton.length = length
}

const wordLetters = new Letters()
const otherLetters = new Letters()

/**
 * One spelling for the ways in which one sound is written when a name is carried into Latin letters:
 * Haramain, Haramayn, Haramein; Qods, Kods; Lvzhou, Lyuzhou, Luzhou (ü has no letter of its own).
 */
export const foldRomanisation = (word: string): string => {
  if (word.length < 3) return word
  wordLetters.clear()
  wordLetters.add(word)
  foldLetters(wordLetters, 0, word.length, otherLetters)
  return otherLetters.textLike(word)
}

/**
 * The consonants of a word by their place of articulation, without vowels, h and y, repetitions once: what is left
 * of a name when vowels and voicing are written differently (Muhammad, Mohamed → `mmt` → `mt`). Digits stay.
 */
export const consonantSkeleton = (word: string): string => {
  wordLetters.clear()
  wordLetters.add(word)
  skeletonLetters(wordLetters, otherLetters)
  return otherLetters.textLike(word)
}
