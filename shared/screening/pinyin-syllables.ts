/**
 * The syllables of Mandarin in Hanyu Pinyin without tones. They tell a Chinese name from other words: in a Chinese
 * name one syllable more or less is another name (Hongfeng and Hongsheng), in an English word it is a slip.
 */
const byInitial: Record<string, string> = {
  '': 'a ai an ang ao e ei en eng er o ou',
  b: 'a ai an ang ao ei en eng i ian iao ie in ing o u',
  c: 'a ai an ang ao e en eng i ong ou u uan ui un uo',
  ch: 'a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo',
  d: 'a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo',
  f: 'a an ang ei en eng o ou u',
  g: 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
  h: 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
  j: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  k: 'a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo',
  l: 'a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan ue un uo',
  m: 'a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u',
  n: 'a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue uo',
  p: 'a ai an ang ao ei en eng i ian iao ie in ing o ou u',
  q: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  r: 'an ang ao e en eng i ong ou u ua uan ui un uo',
  s: 'a ai an ang ao e en eng i ong ou u uan ui un uo',
  sh: 'a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo',
  t: 'a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo',
  w: 'a ai an ang ei en eng o u',
  x: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  y: 'a an ang ao e i in ing o ong ou u uan ue un',
  z: 'a ai an ang ao e ei en eng i ong ou u uan ui un uo',
  zh: 'a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo',
}

const syllables: ReadonlySet<string> = new Set(
  Object.entries(byInitial).flatMap(([initial, finals]) => finals.split(' ').map((final) => initial + final)),
)

const longest = 6

/**
 * Cuts a Latin word into pinyin syllables, the longest first (with one way back): `hongfeng` → `['hong', 'feng']`.
 * Returns null when the word is not wholly pinyin, or a single syllable of fewer than two letters.
 */
export const pinyinSyllables = (word: string): string[] | null => {
  const cut = (from: number): string[] | null => {
    if (from === word.length) return []
    for (let length = Math.min(longest, word.length - from); length > 0; length--) {
      const syllable = word.slice(from, from + length)
      if (!syllables.has(syllable)) continue
      const rest = cut(from + length)
      if (rest) return [syllable, ...rest]
    }
    return null
  }
  if (word.length < 2 || word.length > 30 || !/^[a-z]+$/.test(word)) return null
  return cut(0)
}
