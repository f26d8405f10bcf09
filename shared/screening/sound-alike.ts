/**
 * How alike a Latin word and the pinyin of a Chinese word sound, for foreign names that Chinese writes by sound: 斯凯迪奥
 * (sikaidiao) is Skydio. Chinese puts a vowel after each consonant, has no r at the end of a syllable, and writes th, v
 * and the like by what is nearest; what it adds and drops by habit costs little.
 */

/** Sounds by class: what Chinese does not tell apart is one. Vowels are lower-case letters. */
const encode = (word: string): string => {
  let out = ''
  for (let i = 0; i < word.length; i++) {
    const two = word.slice(i, i + 2)
    const three = word.slice(i, i + 3)
    const letter = word.charAt(i)
    if (three === 'sch' || three === 'tch') {
      out += 'S'
      i += 2
    } else if (two === 'zh' || two === 'ch' || two === 'sh' || two === 'ts' || two === 'tz' || two === 'dj') {
      out += 'S'
      i += 1
    } else if (two === 'ph') {
      out += 'F'
      i += 1
    } else if (two === 'th') {
      out += 'T'
      i += 1
    } else if (two === 'kh' || two === 'gh' || two === 'ck' || two === 'qu') {
      out += 'K'
      i += 1
    } else if (two === 'ng') {
      out += 'N'
      i += 1
    } else if (letter === 'x') out += i === 0 ? 'S' : 'KS'
    else if ('bp'.includes(letter)) out += 'P'
    else if ('dt'.includes(letter)) out += 'T'
    else if ('kg'.includes(letter)) out += 'K'
    else if (letter === 'c') out += /[eiy]/.test(word.charAt(i + 1)) ? 'S' : 'K'
    else if ('szjq'.includes(letter)) out += letter === 'q' && word.charAt(i + 1) !== 'u' ? 'S' : 'S'
    else if ('fvw'.includes(letter)) out += 'F'
    else if ('lr'.includes(letter)) out += 'L'
    else if (letter === 'm') out += 'M'
    else if (letter === 'n') out += 'N'
    else if (letter === 'h') out += 'H'
    else if (letter === 'y') out += 'i'
    else if ('aeiou'.includes(letter)) out += letter
    const length = out.length
    if (length > 1 && out.charAt(length - 1) === out.charAt(length - 2)) out = out.slice(0, -1)
  }
  return out
}

const encoded = new Map<string, string>()
const soundsOf = (word: string): string => {
  let sounds = encoded.get(word)
  if (sounds === undefined) {
    if (encoded.size > 50_000) encoded.clear()
    encoded.set(word, (sounds = encode(word)))
  }
  return sounds
}

const isVowel = (sound: string): boolean => sound >= 'a'

/** What it costs to have a sound on one side only. */
const alone = (sound: string, chinese: boolean): number => {
  if (isVowel(sound)) return chinese ? 0.12 : 0.2
  if (sound === 'H') return 0.3
  if (sound === 'N') return chinese ? 0.4 : 0.5
  if (sound === 'L') return chinese ? 0.45 : 0.35
  if (sound === 'F') return 0.6
  return chinese ? 0.9 : sound === 'T' || sound === 'K' || sound === 'S' ? 0.55 : 0.9
}

const nearSounds = new Map([
  ['FH', 0.3],
  ['FP', 0.5],
  ['HK', 0.4],
  ['KS', 0.5],
  ['MN', 0.25],
  ['ST', 0.5],
  ['LN', 0.6],
  ['HS', 0.5],
  ['KT', 0.8],
]) // prettier-ignore

const instead = (a: string, b: string): number => {
  if (a === b) return 0
  const vowels = (isVowel(a) ? 1 : 0) + (isVowel(b) ? 1 : 0)
  if (vowels === 2) return 0.1
  if (vowels === 1) {
    const consonant = isVowel(a) ? b : a
    const vowel = isVowel(a) ? a : b
    // Yo, Jo; Wa, Ua.
    if ((consonant === 'S' && vowel === 'i') || (consonant === 'F' && (vowel === 'u' || vowel === 'o')))
      return 0.4
    return 1.2
  }
  return nearSounds.get(a < b ? a + b : b + a) ?? 1
}

/** From 0 to 1: how alike the pinyin of a Chinese word and a Latin word sound. */
export const soundLikeness = (pinyin: string, latin: string): number => {
  const a = soundsOf(pinyin)
  const b = soundsOf(latin)
  if (a === '' || b === '') return 0
  const n = a.length
  const m = b.length
  let row = new Float64Array(m + 1)
  for (let j = 1; j <= m; j++) row[j] = (row[j - 1] ?? 0) + alone(b.charAt(j - 1), false)
  for (let i = 1; i <= n; i++) {
    const next = new Float64Array(m + 1)
    const x = a.charAt(i - 1)
    next[0] = (row[0] ?? 0) + alone(x, true)
    for (let j = 1; j <= m; j++) {
      const y = b.charAt(j - 1)
      next[j] = Math.min(
        (row[j - 1] ?? 0) + instead(x, y),
        (row[j] ?? 0) + alone(x, true),
        (next[j - 1] ?? 0) + alone(y, false),
      )
    }
    row = next
  }
  let most = 0
  for (const [sounds, chinese] of [
    [a, true],
    [b, false],
  ] as const) {
    let sum = 0
    for (const sound of sounds) sum += isVowel(sound) ? 0.2 : 1
    most = chinese ? sum : Math.max(most, sum)
  }
  return most === 0 ? 0 : Math.max(0, 1 - (row[m] ?? 0) / most)
}
