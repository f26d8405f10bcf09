import { pinyinSyllables } from './pinyin-syllables.ts'

/** Wade–Giles initials and finals against Hanyu Pinyin, the longest first; apostrophes are gone when names are cut. */
const wadeGiles: Record<string, string> = {
  hsiao: 'xiao',
  hsieh: 'xie',
  hsien: 'xian',
  hsing: 'xing',
  hsin: 'xin',
  hsi: 'xi',
  hsiu: 'xiu',
  hsu: 'xu',
  hsueh: 'xue',
  hsun: 'xun',
  hsia: 'xia',
  hsiang: 'xiang',
  hsiung: 'xiong',
  hsuan: 'xuan',
  tse: 'ze',
  tsung: 'zong',
  tzu: 'zi',
  tsai: 'cai',
  tsao: 'cao',
  tsang: 'cang',
  tsen: 'cen',
  tseng: 'zeng',
  tso: 'zuo',
  tsou: 'zou',
  tsu: 'zu',
  tsui: 'cui',
  tsun: 'cun',
  tung: 'dong',
  kung: 'gong',
  chung: 'zhong',
  hung: 'hong',
  jung: 'rong',
  lung: 'long',
  nung: 'nong',
  sung: 'song',
  yung: 'yong',
  chiung: 'qiong',
  jen: 'ren',
  jan: 'ran',
  jih: 'ri',
  jo: 'ruo',
  ju: 'ru',
  jui: 'rui',
  shih: 'shi',
  chih: 'zhi',
  ssu: 'si',
  szu: 'si',
  kuo: 'guo',
  kuang: 'guang',
  kuan: 'guan',
  kuei: 'gui',
  kun: 'gun',
  kai: 'kai',
  ko: 'ge',
  ho: 'he',
  lo: 'luo',
  to: 'duo',
  no: 'nuo',
  so: 'suo',
  yeh: 'ye',
  chieh: 'jie',
  chien: 'jian',
  chiang: 'jiang',
  chiao: 'jiao',
  chin: 'jin',
  ching: 'jing',
  chiu: 'jiu',
  chi: 'ji',
  chia: 'jia',
  chou: 'zhou',
  chao: 'zhao',
  chang: 'zhang',
  chan: 'zhan',
  chen: 'chen',
  cheng: 'cheng',
  chu: 'zhu',
  chuan: 'zhuan',
  chuang: 'zhuang',
  chun: 'chun',
  chueh: 'jue',
  pien: 'bian',
  pei: 'bei',
  pai: 'bai',
  pao: 'bao',
  peng: 'peng',
  pin: 'bin',
  ping: 'ping',
  po: 'bo',
  pu: 'bu',
  ta: 'da',
  tai: 'tai',
  tan: 'tan',
  tang: 'tang',
  tao: 'tao',
  te: 'de',
  teng: 'deng',
  ti: 'di',
  tien: 'tian',
  ting: 'ting',
  tu: 'du',
  tuan: 'duan',
  kang: 'kang',
  kao: 'gao',
  ken: 'gen',
  keng: 'geng',
  ku: 'gu',
  mien: 'mian',
  lien: 'lian',
  nien: 'nian',
  yen: 'yan',
  yu: 'yu',
  yueh: 'yue',
  erh: 'er',
  jaw: 'zhao',
  shieh: 'xie',
  jia: 'jia',
  shyu: 'xu',
  tsay: 'cai',
  jiau: 'jiao',
  ying: 'ying',
  ker: 'ke',
  koo: 'gu',
  woo: 'wu',
  lee: 'li',
  bi: 'bi',
  khim: 'qin',
  shu: 'shu',
  li: 'li',
  hua: 'hua',
} // prettier-ignore

/** A syllable's sound by class, in which pinyin and Wade–Giles of one syllable agree: `t` and `d` are one, and so on. */
const classes: readonly (readonly [RegExp, string])[] = [
  [/^(?:zh|ch|j|q|ts|tz|z|c)/, 'c'],
  [/^(?:hs|x|sh|s)/, 's'],
  [/^(?:t|d)/, 't'],
  [/^(?:p|b)/, 'p'],
  [/^(?:k|g)/, 'k'],
  [/^(?:r|j)/, 'r'],
]

/** Syllables in pinyin of a word that may be Chinese, in pinyin or Wade–Giles; null where it is not. */
export const chineseSyllables = (word: string): readonly string[] | null => {
  if (!/^[a-z]{2,18}$/.test(word)) return null
  const single = wadeGiles[word]
  const pinyin = pinyinSyllables(word)
  if (pinyin) return pinyin.length === 1 ? pinyin : pinyin
  return single === undefined ? null : [single]
}

/** What a syllable may be in pinyin if it was written in Wade–Giles. */
export const pinyinOfWadeGiles = (syllable: string): string | undefined => wadeGiles[syllable]

const soundClass = (syllable: string): string => {
  for (const [start, letter] of classes) if (start.test(syllable)) return letter + syllable.replace(start, '')
  return syllable
}

/** Whether two syllables may be one, once in pinyin and once in another romanisation of Mandarin. */
export const syllablesAgree = (a: string, b: string): boolean => {
  if (a === b) return true
  const x = wadeGiles[a] ?? a
  const y = wadeGiles[b] ?? b
  if (x === b || y === a || x === y) return true
  return soundClass(x) === soundClass(y) && (wadeGiles[a] !== undefined || wadeGiles[b] !== undefined)
}
