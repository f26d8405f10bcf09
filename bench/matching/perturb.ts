/** Numbers that look drawn and are the same each time. */
export const drawing = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

type Draw = (below: number) => number

const neighboursOnKeys: Record<string, string> = {
  a: 'qsz',
  b: 'vgn',
  c: 'xdv',
  d: 'sfe',
  e: 'wrd',
  f: 'dgr',
  g: 'fht',
  h: 'gjy',
  i: 'uok',
  j: 'hku',
  k: 'jli',
  l: 'kop',
  m: 'nj',
  n: 'bmh',
  o: 'ipl',
  p: 'ol',
  q: 'wa',
  r: 'etf',
  s: 'adw',
  t: 'ryg',
  u: 'yij',
  v: 'cbf',
  w: 'qes',
  x: 'zcs',
  y: 'tuh',
  z: 'xa',
} // prettier-ignore

const misread: [string, string][] = [
  ['m', 'rn'],
  ['rn', 'm'],
  ['l', '1'],
  ['o', '0'],
  ['cl', 'd'],
  ['e', 'c'],
  ['h', 'b'],
  ['i', 'l'],
  ['vv', 'w'],
  ['s', '5'],
]

const romanised: [string, string][] = [
  ['xinjiang', 'sinkiang'],
  ['uyghur', 'uighur'],
  ['hetian', 'hotan'],
  ['luopu', 'lop'],
  ['kashi', 'kashgar'],
  ['akesu', 'aksu'],
  ['wulumuqi', 'urumqi'],
  ['beijing', 'peking'],
  ['guangdong', 'kwangtung'],
  ['muhammad', 'mohamed'],
  ['mohammad', 'muhammed'],
  ['hussein', 'husayn'],
  ['ahmad', 'ahmed'],
  ['khalid', 'khaled'],
  ['hassan', 'hasan'],
  ['sh', 'ch'],
  ['kh', 'h'],
  ['iy', 'y'],
  ['ks', 'x'],
  ['ou', 'u'],
  ['ee', 'i'],
  ['ii', 'i'],
  ['q', 'k'],
  ['zh', 'j'],
  ['yo', 'io'],
  ['aya', 'aia'],
] // prettier-ignore

const forms: [RegExp, string[]][] = [
  [/,? ?\bco\.?,? ?ltd\.?$/i, [' Company Limited', ' Co Ltd', ' Limited', '']],
  [/,? ?\bllc$/i, [' L.L.C.', ' Limited Liability Company', ' Ltd', '']],
  [/,? ?\b(?:limited|ltd\.?)$/i, [' LTD', ' Limited', ' Co., Ltd.', '']],
  [/,? ?\b(?:jsc|ojsc|pjsc)$/i, [' Joint Stock Company', ' OAO', ' PAO', '']],
  [/,? ?\bs\.?a\.? de c\.?v\.?$/i, [' SA de CV', ' Sociedad Anonima de Capital Variable', '']],
  [/,? ?\b(?:corp\.?|corporation)$/i, [' Corp', ' Corporation', ' Inc.']],
]

const numerals: [string, string][] = [
  ['1', 'one'],
  ['2', 'two'],
  ['3', 'three'],
  ['first', '1st'],
  ['second', '2nd'],
  ['II', '2'],
  ['III', '3'],
  ['IV', '4'],
] // prettier-ignore

const replaceOnce = (name: string, pairs: readonly [string, string][], draw: Draw): string | null => {
  const from = draw(pairs.length)
  for (let i = 0; i < pairs.length; i++) {
    const [a, b] = pairs[(from + i) % pairs.length] ?? ['', '']
    const at = name.toLowerCase().indexOf(a)
    if (at >= 0) return name.slice(0, at) + b + name.slice(at + a.length)
  }
  return null
}

/** A place within a word of five letters or more. */
const placeIn = (name: string, draw: Draw): number => {
  const places: number[] = []
  for (const match of name.matchAll(/[A-Za-z]{5,}/g))
    for (let i = 0; i < match[0].length; i++) places.push(match.index + i)
  return places[draw(places.length)] ?? -1
}

const wordsOf = (name: string): string[] => name.split(' ').filter((word) => word !== '')

/** Each changes a name in one way in which suppliers' names differ from listed ones; null where it does not apply. */
export const perturbations: Record<string, (name: string, draw: Draw) => string | null> = {
  keyboard: (name, draw) => {
    const at = placeIn(name, draw)
    const near = neighboursOnKeys[name.charAt(at).toLowerCase()] ?? ''
    return at < 0 || near === ''
      ? null
      : name.slice(0, at) + near.charAt(draw(near.length)) + name.slice(at + 1)
  },
  'left out': (name, draw) => {
    const at = placeIn(name, draw)
    return at < 0 ? null : name.slice(0, at) + name.slice(at + 1)
  },
  doubled: (name, draw) => {
    const at = placeIn(name, draw)
    return at < 0 ? null : name.slice(0, at) + name.charAt(at) + name.slice(at)
  },
  swapped: (name, draw) => {
    const at = placeIn(name, draw)
    return at < 0 || !/[a-z]/i.test(name.charAt(at + 1))
      ? null
      : name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2)
  },
  misread: (name, draw) => replaceOnce(name, misread, draw),
  romanised: (name, draw) => replaceOnce(name, romanised, draw),
  joined: (name, draw) => {
    const words = wordsOf(name)
    if (words.length < 3) return null
    const at = draw(words.length - 1)
    return [...words.slice(0, at), (words[at] ?? '') + (words[at + 1] ?? ''), ...words.slice(at + 2)].join(
      ' ',
    )
  },
  split: (name, draw) => {
    const at = placeIn(name, draw)
    return at < 0 || !/[a-z]{3}/i.test(name.slice(at - 3, at)) || !/[a-z]{3}/i.test(name.slice(at, at + 3))
      ? null
      : `${name.slice(0, at)} ${name.slice(at)}`
  },
  reordered: (name, draw) => {
    const words = wordsOf(name)
    if (words.length < 3) return null
    const at = draw(words.length - 1)
    return [...words.slice(0, at), words[at + 1], words[at], ...words.slice(at + 2)].join(' ')
  },
  'word dropped': (name, draw) => {
    const words = wordsOf(name)
    if (words.length < 4) return null
    const at = draw(words.length)
    return words.filter((_, i) => i !== at).join(' ')
  },
  'legal form': (name, draw) => {
    for (const [form, others] of forms)
      if (form.test(name)) return name.replace(form, others[draw(others.length)] ?? '')
    return `${name}${[' Ltd', ' Co., Ltd.', ' LLC', ' Inc'][draw(4)] ?? ''}`
  },
  numeral: (name, draw) => {
    const from = draw(numerals.length)
    for (let i = 0; i < numerals.length; i++) {
      const [a, b] = numerals[(from + i) % numerals.length] ?? ['', '']
      const word = new RegExp(`\\b${a}\\b`, 'i')
      if (word.test(name)) return name.replace(word, b)
    }
    return null
  },
}
