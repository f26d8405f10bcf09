import anyAscii from 'any-ascii'
import { Converter } from 'opencc-js/t2cn'
import { pinyin } from 'pinyin-pro'

/** Made when the first Chinese character is met: most lists and most registers have none, and this is slow to load. */
const lazily = <Value>(make: () => Value): (() => Value) => {
  let made: { value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

const fromTraditional = lazily(() => Converter({ from: 't', to: 'cn' }))
const fromJapanese = lazily(() => Converter({ from: 'jp', to: 'cn' }))

/** The table for Japanese carries these, which are simplified Chinese as they stand, back to old forms: left alone. */
const notJapanese = /[^褒翻概沪晃郎萌瓶乾欠慎叙研予弁]+/g

/** Chinese characters in their simplified form, whether they were written traditional, in Hong Kong, Taiwan or Japan. */
export const simplified = (text: string): string =>
  fromTraditional()(text).replace(notJapanese, (characters: string) => fromJapanese()(characters))

/** Syllables without tones, one for each character: 绿洲 → `['lv', 'zhou']`. */
export const pinyinOf = (han: string): string[] => pinyin(han, { toneType: 'none', type: 'array', v: true })

/** Lower-case ASCII of any script but Chinese, which is read by `pinyinOf`. */
export const latinOf = (text: string): string => anyAscii(text).toLowerCase()

export const hanRun = /[\p{Script=Han}々〇]+/gu
